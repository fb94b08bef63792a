package sheet

import (
	"slices"
	"strings"
)

// Which column is which field. A header is known by its name; of several that name one field the best is taken, and what the others
// are depends on what they are called.

// assign gives each column its field: by its whole label or its last part, then by its group. A field
// that takes one column goes to the preferred header, the others are kept as extra.
func (n names) assign(l *layout) {
	for i := range l.columns {
		c := &l.columns[i]
		for _, label := range []string{strings.Join(c.parts, ""), c.parts[len(c.parts)-1]} {
			if found, exact, ok := n.match(label); ok && (exact || c.Field == "") {
				c.Field, c.rank, c.alone, c.exact = found.field, found.rank, found.alone, exact
			}
		}
	}
	l.notAlone()
	l.shared(n)
	claimed := func(f Field) bool {
		return slices.ContainsFunc(l.columns, func(c column) bool { return c.Field == f })
	}
	for i := range l.columns {
		if c := &l.columns[i]; c.Field == "" && len(c.parts) > 1 {
			if found, _, ok := n.match(c.parts[0]); ok && !claimed(found.field) {
				c.Field, c.rank, c.exact = found.field, found.rank, false
			}
		}
	}
	for i := range l.columns {
		a := &l.columns[i]
		for j := range l.columns {
			b := &l.columns[j]
			if i != j && a.Field == b.Field && a.Field != "" && !a.Field.many() && preferred(*b, *a) {
				a.Field, a.rival = FieldExtra, a.Field
				break
			}
		}
	}
	n.spare(l)
	for i := range l.columns {
		if c := &l.columns[i]; c.Field == FieldExtra {
			c.Field, c.exact = "", true
		} else if c.Field == FieldLead && c.rank > 0 && leadSplit(l.columns, *c) {
			c.Field, c.exact, c.rival = "", false, FieldLead
		}
	}
}

// notAlone settles the headers that name a field only where no other does: beside a title 存在问题 is kept aside, and beside 整改时限
// 完成时间 is the day on which it was done.
func (l *layout) notAlone() {
	named := func(f Field, but int) bool {
		return slices.ContainsFunc(l.columns, func(c column) bool { return c.Field == f && c.col != but && !c.alone })
	}
	for i := range l.columns {
		c := &l.columns[i]
		switch {
		case !c.alone || !named(c.Field, c.col):
		case c.Field == FieldDue && !named(FieldFinished, c.col):
			c.Field, c.rank, c.alone, c.exact = FieldFinished, 0, false, false
		default:
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
func (n names) spare(l *layout) {
	if slices.ContainsFunc(l.columns, func(c column) bool { return c.Field == FieldBrief }) {
		return
	}
	for i := range l.columns {
		c := &l.columns[i]
		if c.Field != FieldExtra || c.alone {
			continue
		}
		if found, _, ok := n.match(c.parts[len(c.parts)-1]); ok && found.field == FieldTitle {
			c.Field, c.rank, c.exact, c.rival = FieldBrief, found.rank, false, ""
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
