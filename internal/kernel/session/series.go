package session

import (
	"cmp"
	"fmt"
	"slices"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
)

// Row is how far one row of a series has come: 15 部门 / 7 天.
type Row struct {
	Name  string     `json:"name,omitempty"` // where a template holds several
	First clock.Date `json:"first"`
	Last  clock.Date `json:"last,omitzero"` // day by which all of them are to be held; zero: none is named
	Of    int        `json:"of"`
	Set   int        `json:"set"`             // convened, held ones included
	Held  int        `json:"held"`            // opened or closed
	Short int        `json:"short,omitempty"` // how many were not held by the last day, once that is over
}

// Rows tells, for a template that holds rows of sessions, how far each has come on a day, in the order in which they began.
func Rows(sessions []State, t *Template, c *calendar.Calendar, today clock.Date) ([]Row, error) {
	if t.Series.Count == 0 {
		return nil, nil
	}
	var rows []Row
	for i := range sessions {
		s := &sessions[i]
		if s.Template != t.Name || s.Stage == Cancelled {
			continue
		}
		at := slices.IndexFunc(rows, func(r Row) bool { return r.Name == s.Row })
		if at < 0 {
			at, rows = len(rows), append(rows, Row{Name: s.Row, First: s.Date, Of: t.Series.Count})
		}
		r := &rows[at]
		r.First = min(r.First, s.Date)
		r.Set++
		if s.Stage != Convened {
			r.Held++
		}
	}
	for i := range rows {
		r := &rows[i]
		if t.Series.Within.IsZero() {
			continue
		}
		last, err := lastDay(c, r.First, t.Series.Within)
		if err != nil {
			return nil, err
		}
		if r.Last = last; today > last {
			r.Short = max(0, r.Of-r.Held)
		}
	}
	slices.SortFunc(rows, func(a, b Row) int { return cmp.Or(cmp.Compare(a.First, b.First), cmp.Compare(a.Name, b.Name)) })
	return rows, nil
}

// Says tells how far a row has come, and what it lacks.
func (r *Row) Says() text.Text {
	var n text.Text
	if r.Name != "" {
		n = text.Text{Zh: r.Name + "：", En: r.Name + ": "}
	}
	n.Zh += fmt.Sprintf("%s 起一轮 %d 场，已开 %d 场", r.First, r.Of, r.Held)
	n.En += fmt.Sprintf("a row of %d from %s, %d held", r.Of, r.First, r.Held)
	switch {
	case r.Short > 0:
		n.Zh += fmt.Sprintf("，%s 前（含当日）应开完，少 %d 场", r.Last, r.Short)
		n.En += fmt.Sprintf("; all were to be held by %s, %d are missing", r.Last, r.Short)
	case r.Held < r.Of && !r.Last.IsZero():
		n.Zh += fmt.Sprintf("，%s 前（含当日）还要开 %d 场，已排 %d 场", r.Last, r.Of-r.Held, r.Set-r.Held)
		n.En += fmt.Sprintf("; %d more by %s, %d of them set", r.Of-r.Held, r.Last, r.Set-r.Held)
	}
	return n
}

// inSeries refuses a session beyond the count of its row, or outside the span that begins with the row's
// first day and counts it.
func inSeries(c Convene, t *Template) error {
	row := []clock.Date{c.Date}
	for _, p := range c.Previous {
		if p.ID != c.ID && p.Template == t.Name && p.Row == c.Row && p.Stage != Cancelled {
			row = append(row, p.Date)
		}
	}
	if t.Series.Count > 0 && len(row) > t.Series.Count {
		return errs.Newf(errs.Refused, "session.series_count", "“%[1]s”一轮共%[3]d场，已全部排定", "the row of “%[2]s” has %[3]d sessions and all of them are set",
			t.Title.In(text.Zh), t.Title.In(text.En), t.Series.Count)
	}
	if t.Series.Within.IsZero() {
		return nil
	}
	first, latest := slices.Min(row), slices.Max(row)
	end, err := lastDay(c.Calendar, first, t.Series.Within)
	if err != nil {
		return err
	}
	if latest > end {
		return errs.Newf(errs.Refused, "session.series_span", "“%[1]s”自%[3]s起须在%[4]s前（含当日）开完，%[5]s超出期限", "the row of “%[2]s” began on %[3]s and ends with %[4]s: %[5]s is outside",
			t.Title.In(text.Zh), t.Title.In(text.En), first, end, latest).At("date")
	}
	return nil
}

// lastDay is the last day of a span that begins on first and counts it: 7d from Monday ends on Sunday.
func lastDay(c *calendar.Calendar, first clock.Date, within calendar.Limit) (clock.Date, error) {
	n := int(within.Halves / 2)
	switch within.Unit {
	case calendar.Day:
		return first + clock.Date(n) - 1, nil
	case calendar.Month:
		return first.AddMonths(n) - 1, nil
	case calendar.OnDate:
		return within.Date, nil
	case calendar.Workday:
		if c == nil {
			return 0, errs.Newf(errs.Internal, "session.no_calendar", "缺少工作日历，无法核对场次期限", "without a calendar the span of the series cannot be checked")
		}
		return c.AddWorkdays(first-1, n), nil
	}
	return 0, errs.Newf(errs.Invalid, "session.series_unit", "场次期限 %s 须以日、工作日或月计", "the span %s of the series must be in days, working days or months", within).At("series.within")
}
