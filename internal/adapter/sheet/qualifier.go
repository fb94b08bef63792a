package sheet

import (
	"cmp"
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
	sum              // what is by now, all in all
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
var reasons = []string{"原因", "主要困难", "存在困难", "困难问题", "逾期", "滞后", "打算"}

// qualifiers are the words that such a part of a header begins with; the first that fits counts.
var qualifiers = []struct {
	sense sense
	words []string
}{
	{elsewise, []string{"上月", "上周", "上季", "上年", "上期", "上一", "去年", "往年", "前期", "下一", "下步", "下阶段", "下月", "下周", "下季", "下半年", "下年", "后续", "后期", "今后", "明年", "未完成", "未落实", "未办结", "未启动", "未达", "存在", "困难和", "困难及", "同比", "环比"}},
	{planned, []string{"计划", "预计", "预期", "预定", "拟", "应完成", "应办结", "应提供", "应提交", "需完成", "需提供", "需提交", "要求", "规定", "承诺", "限定"}},
	{byLaw, []string{"法定"}},
	{above, []string{"上级"}},
	{actual, []string{"实际", "目前", "当前", "最新", "现阶段"}},
	{sum, []string{"累计", "总计", "合计"}},
	{begins, []string{"开工", "开始", "启动", "起始", "动工", "进场"}},
	{watches, []string{"监管", "监督", "督办", "督导", "督查", "行业", "指导", "检查", "排查", "考核", "交办", "下达", "上报", "填报", "报送", "来文"}},
	{piece, []string{"投资", "资金", "支出", "拨付", "付款", "融资", "产值", "税收", "收入", "手续", "立项", "环评", "规划", "设计", "招标", "招投标", "征地", "征拆", "拆迁", "签约", "注册", "用地", "供地", "土地", "设备"}},
}

// empty are words that say nothing of what follows them.
var empty = []string{"项目", "工程", "工作", "任务", "事项", "整改", "问题", "办理", "落实", "推进", "具体", "主要", "总体", "重点", "年度", "全年", "第一", "直接", "各项", "竣工", "完工", "投产"}

// Words of time, behind which it may yet be said that something is planned.
var (
	rePeriod = regexp.MustCompile(`^(?:第?[一二三四1-4]季度|季度|上半年|\d{1,2}(?:[-~至]\d{1,2})?月份?|十?[一二三四五六七八九十]月份?)`)
	reNow    = regexp.MustCompile(`^(?:本[月周期]|本季度|截[至止](?:目前|当前|\d{1,2}月[底末]?)?)`)
)

// Years in headers: 2024年工作目标.
var (
	reOfYear     = regexp.MustCompile(`(?:19|20)\d\d年`)
	reYearBefore = regexp.MustCompile(`^` + reOfYear.String() + `(?:度|底|末)?`)
)

// senseOf reads what stands before a name.
func senseOf(before string) sense {
	if slices.ContainsFunc(reasons, func(word string) bool { return strings.Contains(before, word) }) {
		return elsewise
	}
	otherwise := asItStands
	for before != "" {
		if year := reYearBefore.FindString(before); year != "" {
			before = before[len(year):]
			continue
		}
		if now := reNow.FindString(before); now != "" {
			before, otherwise = before[len(now):], actual
			continue
		}
		if of := rePeriod.FindString(before); of != "" {
			before, otherwise = before[len(of):], ofPeriod
			continue
		}
		for _, q := range qualifiers {
			if slices.ContainsFunc(q.words, func(word string) bool { return strings.HasPrefix(before, word) }) {
				return q.sense
			}
		}
		i := slices.IndexFunc(empty, func(word string) bool { return strings.HasPrefix(before, word) })
		if i < 0 {
			return cmp.Or(otherwise, part)
		}
		before = before[len(empty[i]):]
	}
	return otherwise
}

// senseOfHint reads what stands in brackets: 完成进度（计划）. Most of what does is an instruction, and says nothing.
func senseOfHint(hint string) sense {
	for _, q := range qualifiers {
		if slices.Contains(q.words, hint) {
			return q.sense
		}
	}
	if reNow.FindString(hint) == hint && hint != "" {
		return actual
	}
	return asItStands
}

// aside is what a header that no field may take is called.
var aside = name{field: FieldExtra}

// Aside tells whether a header is of reasons or of another time, so that no field may take it: 下一步打算, 未完成原因及整改措施.
func Aside(label string) bool { return senseOf(Bare(lastPart(label))) == elsewise }

// couples tells what stands between the parts of a header that names two things: 进展情况及存在问题.
func couples(r rune) bool { return strings.ContainsRune("及和与、", r) }

// tells marks the fields that say how far it is, or prove it.
func (f Field) tells() bool {
	return f == FieldNarrative || f == FieldProgress || f == FieldStatus || f == FieldEvidence
}

// qualified is what a name means behind a qualifier.
func (n name) qualified(s sense) name {
	dated := n.field == FieldDue || n.field == FieldFinished
	switch s {
	case elsewise:
		if n.field != FieldTitle {
			return aside
		}
		n.also = FieldExtra
	case ofPeriod:
		n.also = FieldExtra
	case planned, byLaw:
		switch {
		case dated:
			return name{field: FieldDue, rank: rankPlanned + int(s)} // people work by what is promised, before what the law allows
		case n.field == FieldEvidence:
			return aside
		case n.field.tells(): // 年度计划完成情况 may well be how it went
			n.also, n.rank = FieldExtra, n.rank+rankPlanned
		}
	case actual, sum:
		switch {
		case n.field == FieldFinished, n.also == FieldFinished:
			return name{field: FieldFinished, rank: rankPlanned}
		case n.field.tells():
			n.rank = -int(s)
		}
	case above:
		if n.field == FieldNumber {
			return name{field: FieldParent}
		}
	case begins:
		if dated {
			return aside
		}
	case watches:
		if n.field == FieldLead || n.field == FieldOwner {
			return aside
		}
	case piece, part:
		switch {
		case s == piece && n.field.tells(), n.field == FieldStatus, n.field == FieldFinished, n.field == FieldRegistered:
			return aside
		case n.field.tells(), n.field == FieldDue, n.field == FieldLead:
			if n.rank += rankOfPart; n.also == FieldFinished {
				n.also = FieldExtra // 征地完成时间 is of the land
			}
		}
	case asItStands:
	}
	return n
}

// Ranks of names behind qualifiers: after those that stand alone.
const (
	rankPlanned = 300
	rankAlone   = 500  // of names that have a field only where no other column does
	rankOfPart  = 1000 // behind words that are not known, and may part it
)

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
		return group.qualified(s), f == FieldNarrative && slices.Contains(contents, bare) || (s == actual || s == sum) && !strings.Contains(bare, "时间") && !strings.Contains(bare, "日期")
	case f == FieldDue && s == actual:
		return name{field: FieldFinished, rank: rankPlanned}, true // 完成时限 above 计划 and 实际
	case (f == FieldDue || f == FieldFinished) && (s == begins || s == planned || s == actual):
		return group.qualified(s), true
	case f == FieldLead || f == FieldSupport:
		return group, slices.Contains(bodies, bare)
	}
	return name{}, false
}
