package sheet

import (
	"slices"
	"strings"
)

// Which column is which field. A header is known by its name; of several that name one field the best is taken, and what the others
// are depends on what they are called.

// assign gives each column its field: by its whole label or its last part, then by its group. A field
// that takes one column goes to the preferred header, the others are kept as extra. The order counts: what is kept aside by its own
// header, or by those beside it, gets no field from its group, and is no rival.
func (n names) assign(l *layout) {
	for i := range l.columns {
		c := &l.columns[i]
		if found, exact, ok := n.named(c.parts); ok {
			c.name, c.Field, c.exact = found, found.field, exact
		}
	}
	l.notOfLastYear()
	l.notAlone()
	l.notParts()
	l.shared(n)
	for i := range l.columns {
		if c := &l.columns[i]; c.Field == "" && len(c.parts) > 1 {
			if found, _, ok := n.match(c.parts[0]); ok && found.field != FieldExtra && l.best(found.field, c.col) == nil {
				c.name, c.Field, c.exact = found, found.field, false
			}
		}
	}
	for i := range l.columns {
		a := &l.columns[i]
		for j := range l.columns {
			b := &l.columns[j]
			if i != j && a.Field == b.Field && a.Field != "" && a.Field != FieldExtra && !a.Field.many() && preferred(*b, *a) {
				a.Field, a.rival = FieldExtra, a.Field
				break
			}
		}
	}
	l.spare()
	l.titled()
	for i := range l.columns {
		if c := &l.columns[i]; c.Field == FieldExtra {
			c.Field, c.exact = "", true
		} else if c.Field == FieldLead && c.rank > 0 && leadSplit(l.columns, *c) {
			c.Field, c.exact, c.rival = "", false, FieldLead
		}
	}
}

// named is what the parts of a column's header mean: the whole of them, the last below its group, or the last alone.
func (n names) named(parts []string) (found name, exact, ok bool) {
	last := parts[len(parts)-1]
	if len(parts) == 1 {
		return n.match(last)
	}
	whole, exact, ok := n.match(strings.Join(parts, ""))
	if ok && exact {
		return whole, true, true
	}
	group, _, known := n.match(parts[0])
	if found, is := under(group, last); known && is {
		return found, false, true
	}
	if found, exact, is := n.match(last); is && (exact || !ok) {
		whole = found
		if (known && group.also == FieldExtra || senseOf(parts[0]) == ofPeriod) && found.field != FieldExtra {
			whole.also = FieldExtra // there it may be of the problem, or of the quarter
		}
		return whole, exact, true
	}
	return whole, false, ok
}

// best is another column that has a field, the preferred of them; nil where there is none.
func (l *layout) best(f Field, but int) (best *column) {
	for i := range l.columns {
		if c := &l.columns[i]; c.Field == f && c.col != but && (best == nil || preferred(*c, *best)) {
			best = c
		}
	}
	return best
}

// notAlone settles the headers that name a field only where no other does: beside a title 存在问题 is kept aside, and beside 整改时限
// 完成时间 is the day on which it was done.
func (l *layout) notAlone() {
	named := func(f Field, but *column) bool {
		return slices.ContainsFunc(l.columns, func(c column) bool {
			return c.Field == f && c.col != but.col && (c.also == "" || c.also == FieldCategory && but.also == FieldExtra)
		})
	}
	for i := range l.columns {
		c := &l.columns[i]
		if c.also == "" || !named(c.Field, c) && !l.told(c) {
			continue
		}
		switch {
		case c.also == FieldCategory && !named(FieldBrief, c):
			c.rank = wide // the other is the brief
			continue
		case c.also == FieldFinished && named(FieldFinished, c):
			c.Field = FieldExtra
		default:
			c.Field, c.exact = c.also, false
		}
	}
}

// told tells whether a column that may be the title stands behind what was to be done of it, or how it went: 存在问题 at the
// end of a row is a trouble with what the row is about.
func (l *layout) told(c *column) bool {
	return c.Field == FieldTitle && c.also == FieldExtra && slices.ContainsFunc(l.columns, func(o column) bool {
		return o.col < c.col && (o.Field == FieldBrief || o.Field.tells())
	})
}

// titled finds a title where no header names one, or only one for what is in the work (工作内容 behind 主要任务): the first of two
// that are briefs (目标任务, 工作措施), else what stands before the brief and is called after work.
func (l *layout) titled() {
	title, brief := l.best(FieldTitle, 0), l.best(FieldBrief, 0)
	if brief == nil {
		return
	}
	if title != nil {
		if brief.col < title.col && strings.HasSuffix(title.Label, "内容") && called(brief.Label) {
			title.Field, brief.Field = FieldBrief, FieldTitle // 主要任务, 工作内容
			title.exact, brief.exact = false, false
		}
		return
	}
	for i := range l.columns {
		c := &l.columns[i]
		if c.rival == FieldBrief && c.also == "" {
			first, second := brief, c
			if c.col < brief.col {
				first, second = c, brief
			}
			first.Field, first.exact, first.rival = FieldTitle, false, ""
			second.Field, second.exact, second.rival = FieldBrief, false, ""
			return
		}
	}
	for i := range l.columns {
		if c := &l.columns[i]; c.Field == "" && c.rival == "" && c.col < brief.col && called(c.parts[len(c.parts)-1]) {
			c.Field, c.exact = FieldTitle, false
			return
		}
	}
}

// Words of headers that are about work, and how those end that are about when, who or how much.
var (
	works = []string{"项目", "事项", "任务", "工作", "工程", "问题", "隐患", "诉求", "名称", "题目", "标题"}
	rests = []string{"时间", "日期", "时限", "单位", "部门", "人", "领导", "电话", "号", "编码", "类型", "类别", "性质", "来源", "级别", "等级", "数", "数量", "地点", "情况"}
)

// called tells whether a header has a word for work, and is not about when, who or how much.
func called(label string) bool {
	bare := Bare(label)
	return slices.ContainsFunc(works, func(word string) bool { return strings.Contains(bare, word) }) &&
		!slices.ContainsFunc(rests, func(end string) bool { return strings.HasSuffix(bare, end) })
}

// notOfLastYear keeps aside how it went in a year before another that the header names.
func (l *layout) notOfLastYear() {
	year := func(c *column) string {
		return strings.TrimSuffix(reOfYear.FindString(strings.Join(c.parts, "")), "年")
	}
	last := ""
	for i := range l.columns {
		last = max(last, year(&l.columns[i]))
	}
	for i := range l.columns {
		if c := &l.columns[i]; c.Field.tells() && year(c) != "" && year(c) < last {
			c.name, c.Field = aside, FieldExtra
		}
	}
}

// wide is the rank of 重点工作 beside 工作任务 where nothing else is the brief: ahead of that, behind 任务名称.
const wide = 10

// notParts keeps aside what may tell of parts of the work (征地拆迁完成情况 beside 工程建设情况) where several do, or one stands beside
// a header that tells of all of it.
func (l *layout) notParts() {
	for i := range l.columns {
		if c := &l.columns[i]; c.rank >= rankOfPart && (c.Field.tells() || c.Field == FieldDue) && l.best(c.Field, c.col) != nil {
			c.rival = c.Field
		}
	}
	for i := range l.columns {
		if c := &l.columns[i]; c.rival != "" {
			c.Field = FieldExtra
		}
	}
}

// unitRoles are the short headers below 责任单位 or 承办单位 that say what each of its columns is.
var unitRoles = map[string]Field{
	"牵头": FieldLead, "主办": FieldLead, "主责": FieldLead, "承办": FieldLead, "配合": FieldSupport, "协办": FieldSupport, "协同": FieldSupport, "协助": FieldSupport, "参与": FieldSupport,
}

// shared reads a group of units that is parted into those who lead and those who support: 承办单位 above 牵头 and 配合.
func (l *layout) shared(n names) {
	for i := range l.columns {
		c := &l.columns[i]
		role, ok := unitRoles[fold(c.parts[len(c.parts)-1])]
		if !ok || len(c.parts) < 2 {
			continue
		}
		if group, _, known := n.match(c.parts[0]); known && (group.field == FieldLead || group.field == FieldSupport) {
			c.Field, c.rank, c.exact = role, 0, true
		}
	}
}

// spare gives the brief to a column that names the work and lost the title to a better name: 任务名称 beside
// 工作任务, where nothing else is called 任务书.
func (l *layout) spare() {
	if slices.ContainsFunc(l.columns, func(c column) bool { return c.Field == FieldBrief }) {
		return
	}
	for i := range l.columns {
		if c := &l.columns[i]; c.rival == FieldTitle && c.also != FieldExtra {
			c.Field, c.exact, c.rival = FieldBrief, false, ""
			return
		}
	}
}

// leadSplit tells whether another column holds the lead units by a better name: where 牵头单位 and
// 责任单位 stand side by side they are not the same.
func leadSplit(all []column, c column) bool {
	return slices.ContainsFunc(all, func(o column) bool { return o.Field == FieldLead && o.col != c.col && preferred(o, c) })
}

func preferred(a, b column) bool {
	switch {
	case a.exact != b.exact:
		return a.exact
	case a.rank != b.rank:
		return a.rank < b.rank
	}
	return a.col < b.col
}
