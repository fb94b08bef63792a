package sheet

import (
	"regexp"
	"slices"
	"strings"
)

// What stands before a name in a header, or in brackets behind it, says of which time it is, or of whom: 预计完成时间 is no day of
// completion, 计划完成进度 no rate that was reached, 监管责任单位 not who does it, 下一步工作措施 not what was asked for.

// sense is what a qualifier makes of a name.
type sense int

const (
	asItStands sense = iota
	planned          // what is to be
	actual           // what is by now
	byLaw            // what the law allows at most
	above            // of the work that it is a part of
	begins           // where it begins
	watches          // of those who see to it that others do it
	ofPeriod         // of a part of the year
	piece            // of the money for it, or of a step on the way
	part             // of a part of it, as far as can be told
	elsewise         // of another time, or why it is not as it should be
)

// reasons make a header tell of troubles, wherever they stand in it.
var reasons = []string{"原因", "困难", "逾期", "滞后", "打算"}

// qualifiers are the words that such a part of a header begins with; the first that fits counts.
var qualifiers = []struct {
	sense sense
	words []string
}{
	{elsewise, []string{"上月", "上周", "上季", "上年", "上期", "上一", "去年", "往年", "前期", "下", "后续", "后期", "今后", "明年", "未", "存在"}},
	{planned, []string{"计划", "预计", "预期", "预定", "拟", "应", "需", "要求", "规定", "承诺", "限定"}},
	{byLaw, []string{"法定"}},
	{above, []string{"上级"}},
	{actual, []string{"实际", "目前", "当前", "本月", "本周", "本期", "最新", "截至", "截止目前", "现阶段"}},
	{begins, []string{"开工", "开始", "启动", "起始", "动工", "进场"}},
	{watches, []string{"监管", "监督", "督办", "督导", "督查", "行业", "指导", "检查", "考核", "交办", "下达", "上报", "填报", "报送", "来文"}},
	{piece, []string{"投资", "资金", "支出", "拨付", "付款", "融资", "产值", "税收", "收入", "手续", "立项", "环评", "规划", "设计", "招标", "招投标", "征地", "拆迁", "用地", "供地", "土地", "设备"}},
}

// empty are words that say nothing of what follows them.
var empty = []string{"项目", "工程", "工作", "任务", "事项", "整改", "问题", "办理", "落实", "推进", "具体", "主要", "总体", "重点", "年度", "全年", "第一", "直接", "各项"}

var rePeriod = regexp.MustCompile(`^(第?[一二三四1-4]季度|季度|[上下]半年|\d{1,2}月份?|十?[一二三四五六七八九十]月份?)`)

// reYearBefore is a year before a name: 2024年工作目标.
var reYearBefore = regexp.MustCompile(`^(?:19|20)\d\d年(?:度|底|末)?`)

// senseOf reads what stands before a name.
func senseOf(before string) sense {
	if slices.ContainsFunc(reasons, func(word string) bool { return strings.Contains(before, word) }) {
		return elsewise
	}
	for before != "" {
		if year := reYearBefore.FindString(before); year != "" {
			before = before[len(year):]
			continue
		}
		if rePeriod.MatchString(before) && !strings.HasPrefix(before, "下半年") {
			return ofPeriod
		}
		for _, q := range qualifiers {
			if slices.ContainsFunc(q.words, func(word string) bool { return strings.HasPrefix(before, word) }) {
				return q.sense
			}
		}
		i := slices.IndexFunc(empty, func(word string) bool { return strings.HasPrefix(before, word) })
		if i < 0 {
			return part
		}
		before = before[len(empty[i]):]
	}
	return asItStands
}

// aside is what a header that no field may take is called.
var aside = name{field: FieldExtra}

// Aside tells whether a header is of another story every month, whatever it ends in: 下一步打算, 未完成原因及整改措施.
func Aside(label string) bool {
	bare := Bare(lastPart(label))
	if first, _, joint := strings.Cut(strings.Map(func(r rune) rune {
		if couples(r) {
			return '/'
		}
		return r
	}, bare), "/"); joint && slices.ContainsFunc(reasons, func(word string) bool { return strings.Contains(first, word) }) {
		return true
	}
	return senseOf(bare) == elsewise
}

// couples tells what stands between the parts of a header that names two things: 进展情况及存在问题.
func couples(r rune) bool { return strings.ContainsRune("及和与、", r) }

// tells marks the fields that say how far it is, or prove it.
func (f Field) tells() bool {
	return f == FieldNarrative || f == FieldProgress || f == FieldStatus || f == FieldEvidence
}

// qualified is what a name means behind a qualifier.
func (n name) qualified(s sense) name {
	dated := n.field == FieldDue || n.field == FieldFinished
	switch {
	case s == elsewise && n.field == FieldTitle, s == ofPeriod, s == planned && n.field.tells() && n.field != FieldEvidence:
		n.also = FieldExtra // 年度计划完成情况 may well be how it went
	case s == elsewise, s == planned && n.field == FieldEvidence, s == piece && n.field.tells(), s == begins && dated,
		s == watches && (n.field == FieldLead || n.field == FieldOwner):
		return aside
	case s == planned && dated:
		return name{field: FieldDue, rank: 300}
	case s == byLaw && dated:
		return name{field: FieldDue, rank: 301} // people work by what is promised
	case s == above && n.field == FieldNumber:
		return name{field: FieldParent}
	case s == actual && dated:
		return name{field: FieldFinished, rank: 300}
	case s == actual && n.field.tells():
		n.rank = -1
	case s == part && n.field.tells():
		n.rank += ofPart
	}
	return n
}

// ofPart is added to the rank of a name behind words that are not known, where they may part it.
const ofPart = 1000

// Words that say something only by the group above them.
var (
	times    = []string{"时间", "日期", "月份", "时间节点"}
	contents = []string{"内容", "情况", "具体内容", "具体情况", "描述", "表述"}
	bodies   = []string{"名称", "单位名称", "部门名称", "单位", "部门"}
)

// under is what a header below a group means by that; false where it means the same as anywhere.
func under(group name, label string) (name, bool) {
	bare := Bare(label)
	s := senseOf(bare)
	switch f := group.field; {
	case f == FieldExtra:
		return aside, true
	case group.also == FieldExtra && slices.Contains(contents, bare):
		return group, true
	case f == FieldNarrative || f == FieldProgress || f == FieldStatus:
		if s == planned || s == elsewise || s == begins || slices.Contains(times, bare) {
			return aside, true
		}
		return group, f == FieldNarrative && slices.Contains(contents, bare) || s == actual && !strings.Contains(bare, "时间") && !strings.Contains(bare, "日期")
	case (f == FieldDue || f == FieldFinished) && (s == begins || s == planned || s == actual):
		return group.qualified(s), true // 完成时间 above 计划 and 实际
	case f == FieldLead || f == FieldSupport:
		return group, slices.Contains(bodies, bare)
	}
	return name{}, false
}
