package calendar

import (
	"time"

	"qinlian/internal/base/errs"
)

// Terms are the limits that may hold for one matter at once. People are held to the promised one; the
// statutory one is the hard line behind it; the advisory one only warns.
type Terms struct {
	Advisory  Limit `json:"advisory,omitzero" yaml:"advisory"`
	Promised  Limit `json:"promised,omitzero" yaml:"promised"`
	Statutory Limit `json:"statutory,omitzero" yaml:"statutory"`
}

// Check refuses a promise longer than the law, and advice longer than either, as far as the limits are
// of one unit. Limits of different units need a start to be compared: see CheckAt.
func (t Terms) Check() error {
	return t.check(func(a, b Limit) bool {
		order, ok := a.Cmp(b)
		return ok && order > 0
	})
}

// CheckAt compares the limits by their due dates when all start at from, whatever their units.
func (t Terms) CheckAt(c *Calendar, from time.Time) error {
	return t.check(func(a, b Limit) bool { return c.Due(from, a).At.After(c.Due(from, b).At) })
}

func (t Terms) check(longer func(a, b Limit) bool) error {
	var faults errs.List
	for _, pair := range []struct {
		a, b         Limit
		field, other string
		zhA, zhB     string
	}{
		{t.Promised, t.Statutory, "promised", "statutory", "承诺时限", "法定时限"},
		{t.Advisory, t.Promised, "advisory", "promised", "建议时限", "承诺时限"},
		{t.Advisory, t.Statutory, "advisory", "statutory", "建议时限", "法定时限"},
	} {
		if !pair.a.IsZero() && !pair.b.IsZero() && longer(pair.a, pair.b) {
			e := errs.Newf(errs.Invalid, "calendar.terms",
				"%[1]s（%[3]s）不得长于%[2]s（%[4]s）", "the %[5]s limit %[7]s may not be longer than the %[6]s limit %[8]s",
				pair.zhA, pair.zhB, pair.a.Words().Zh, pair.b.Words().Zh, pair.field, pair.other, pair.a, pair.b)
			faults = append(faults, e.At(pair.field))
		}
	}
	return faults.Err()
}

// CompletionNotice is how long an office has to tell an applicant, once and completely, what is
// missing (行政许可法 32(4); in working days by 82).
func CompletionNotice() Limit { return Limit{Halves: 10, Unit: Workday} }

// NoticeLapse is the end of the time in which the applicant must be told.
func NoticeLapse(c *Calendar, received time.Time) time.Time {
	return Clock{Limit: CompletionNotice(), Started: c.ReceivedAt(received)}.Deadline(c).At
}

// AcceptedAsOf tells from when an application counts as accepted at now (行政许可法 32). Instants after
// now are ignored; the zero time means that it did not happen.
//
//   - noticeAt: the applicant was told what is missing. In time, the clock has not started until
//     completedAt, when everything asked for was handed in: not suspended, not started.
//   - Without a notice within CompletionNotice of receipt, or with a late one, the application counts as
//     accepted from its receipt, not from the fifth day.
//   - Without a notice, materials completed by the applicant within that time are accepted from then.
//
// What is handed in outside office hours counts from ReceivedOn, so acceptedFrom may be the start of
// the next working day. An office that accepts by its own decision starts the clock at that decision
// and needs no rule.
func AcceptedAsOf(c *Calendar, received, noticeAt, completedAt, now time.Time) (acceptedFrom time.Time, started bool) {
	happened := func(t time.Time) bool { return !t.IsZero() && !t.After(now) }
	if !happened(received) {
		return time.Time{}, false
	}
	receipt := c.ReceivedAt(received)
	lapse := NoticeLapse(c, received)
	inTime := func(t time.Time) bool { return happened(t) && !t.After(lapse) }
	switch {
	case inTime(noticeAt) && happened(completedAt), !inTime(noticeAt) && inTime(completedAt):
		return c.ReceivedAt(completedAt), true
	case !inTime(noticeAt) && now.After(lapse):
		return receipt, true
	}
	return time.Time{}, false
}
