package session

import (
	"cmp"
	"slices"

	"qinlian/internal/base/text"
)

// Note is what a bulletin says of a matter in words of its own: how far it has come, or what it is named for.
type Note struct{ MatterID, Says string }

// Bulletin renders the 通报 of a session in Markdown: what was resolved as tasks in the order of their days, which
// matters changed urgency, what became of earlier resolutions, and which matters must be named. carried and named are
// in the language asked for; what people said stays as they said it.
func Bulletin(s State, t *Template, carried, named []Note, names Names, lang text.Lang) string {
	w := writer{names: names, lang: lang}
	w.linef(w.in("# 关于%s议定事项的通报", "# Bulletin: %s"), t.Called(s.Title, lang))
	if s.Number != "" {
		w.linef("%s", s.Number)
	}
	w.linef(w.in("%s召开%s，应到%d人，实到%d人，研究议题%d项，作出决议%d条。现将有关情况通报如下。",
		"%s, %s: %d expected, %d present, %d items, %d resolutions."), w.day(s.Date), t.Called(s.Title, lang), len(s.Attendance.Asked()), len(s.Attendance.Present), len(s.Agenda), len(s.Resolutions))
	var tasks, recoloured, words []Resolution
	for _, r := range s.Resolutions {
		switch {
		case r.Register != nil:
			tasks = append(tasks, r)
		case r.Recolor != nil:
			recoloured = append(recoloured, r)
		default:
			words = append(words, r)
		}
	}
	slices.SortStableFunc(tasks, func(x, y Resolution) int {
		return cmp.Or(cmp.Compare(btoi(x.Register.Due.IsZero()), btoi(y.Register.Due.IsZero())), cmp.Compare(x.Register.Due, y.Register.Due))
	})
	w.part(w.in("## 交办事项", "## Tasks"), append(tasks, words...))
	w.part(w.in("## 调整紧急程度", "## Urgency changed"), recoloured)
	w.noted(w.in("## 以往决议落实情况", "## What became of earlier resolutions"), carried)
	w.noted(w.in("## 列入通报的事项", "## Matters named"), named)
	for _, b := range t.Blocks {
		if reason, passed := s.Passed[b.Name]; passed {
			w.linef(w.in("注：“%s”略过，%s", "Note: “%s” was passed over: %s"), b.Title.In(lang), reason)
		}
	}
	return w.out.String()
}

func btoi(b bool) int {
	if b {
		return 1
	}
	return 0
}

// part writes resolutions under a heading, or nothing.
func (w *writer) part(heading string, list []Resolution) {
	if len(list) == 0 {
		return
	}
	w.linef(heading)
	for i, r := range list {
		w.resolution(i+1, r)
	}
}

// noted writes notes under a heading, or nothing.
func (w *writer) noted(heading string, list []Note) {
	if len(list) == 0 {
		return
	}
	w.linef(heading)
	for i, n := range list {
		w.linef(w.in("%d. %s：%s", "%d. %s: %s"), i+1, w.name(n.MatterID), n.Says)
	}
}
