package mechanism

import (
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/org"
)

// Notes lists what keeps no bundle from working and what somebody should know all the same: every post for which
// nobody acts as of today, whether or not a role names it, and what Check came upon that is no fault. Each names
// file:line:column. A vacancy is no fault of the file, so a bundle with notes can be applied; where a role needs the post,
// Check finds that besides.
func Notes(b *Bundle, cal *calendar.Calendar, today clock.Date) errs.List {
	notes := check(b, false, cal, today).notes
	if b.Org == nil || len(b.Org.Validate()) > 0 {
		return sortFaults(notes)
	}
	view := org.NewState(b.Org).At(today)
	for _, doc := range b.documents {
		chart, ok := doc.body.(*org.Chart)
		if !ok {
			continue
		}
		for i := range chart.Posts {
			p := &chart.Posts[i]
			if _, live := view.Post(p.Name); !live || !(Span{p.From, p.To}).Contains(today) {
				continue
			}
			if _, err := view.Holder(p.Name); err != nil {
				notes = append(notes, faultsIn(doc.at(index("posts", i)), err)...)
			}
		}
	}
	return sortFaults(notes)
}
