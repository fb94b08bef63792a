package scenario

import (
	"strconv"
	"strings"

	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
)

// sight is a matter as facts read it.
type sight struct {
	engine.Sight

	cal *calendar.Calendar
	r   *run
}

// facts are what a scenario may say of one matter, in the words that it uses.
var facts = []struct {
	key    string
	want   func(t *Then) Per
	actual func(s *sight) string
}{
	{"light", func(t *Then) Per { return t.Light }, func(s *sight) string { return lightWord(s.Light) }},
	{"stage", func(t *Then) Per { return t.Stage }, func(s *sight) string { return string(s.State.Stage) }},
	{"due", func(t *Then) Per { return t.Due }, func(s *sight) string { return s.State.Deadlines.Working().Date.String() }},
	{"baseline", func(t *Then) Per { return t.Baseline }, func(s *sight) string { return s.State.Baseline.String() }},
	{"statutory", func(t *Then) Per { return t.Statutory }, func(s *sight) string { return s.State.Deadlines.Statutory.Date.String() }},
	{"promised", func(t *Then) Per { return t.Promised }, func(s *sight) string { return s.State.Deadlines.Promised.Date.String() }},
	{"advisory", func(t *Then) Per { return t.Advisory }, func(s *sight) string { return s.State.Deadlines.Advisory.Date.String() }},
	{"accept_by", func(t *Then) Per { return t.AcceptBy }, func(s *sight) string { return s.State.Deadlines.Accept.Date.String() }},
	{"provisional", func(t *Then) Per { return t.Prov }, func(s *sight) string { return strconv.FormatBool(s.State.Deadlines.Working().Provisional) }},
	{"remaining", func(t *Then) Per { return t.Remaining }, (*sight).remaining},
	{"progress", func(t *Then) Per { return t.Progress }, (*sight).progress},
	{"level", func(t *Then) Per { return t.Level }, func(s *sight) string { return strconv.Itoa(s.State.Level) }},
	{"missed", func(t *Then) Per { return t.Missed }, func(s *sight) string { return strconv.Itoa(s.State.Missed) }},
	{"urgency", func(t *Then) Per { return t.Urgency }, func(s *sight) string { return s.State.Urgency }},
	{"owner", func(t *Then) Per { return t.Owner }, func(s *sight) string { return s.State.Owner }},
	{"sponsor", func(t *Then) Per { return t.Sponsor }, func(s *sight) string { return s.State.Sponsor }},
	{"verifier", func(t *Then) Per { return t.Verifier }, func(s *sight) string { return s.State.Verifier }},
	{"lead_unit", func(t *Then) Per { return t.LeadUnit }, func(s *sight) string { return s.State.LeadUnit }},
	{"answerable", func(t *Then) Per { return t.Answerable }, func(s *sight) string { return s.State.Answerable() }},
	{"number", func(t *Then) Per { return t.Number }, func(s *sight) string { return s.State.Number }},
	{"reports", func(t *Then) Per { return t.Reports }, func(s *sight) string { return strconv.Itoa(s.State.Reports) }},
	{"returned", func(t *Then) Per { return t.Returned }, func(s *sight) string { return strconv.Itoa(s.State.Returned) }},
	{"extensions", func(t *Then) Per { return t.Extensions }, func(s *sight) string { return strconv.Itoa(len(s.State.Clock.Extensions)) }},
	{"objections", func(t *Then) Per { return t.Objections }, func(s *sight) string { return strconv.Itoa(s.State.Objections) }},
	{"round", func(t *Then) Per { return t.Round }, func(s *sight) string { return strconv.Itoa(s.State.Round) }},
	{"suspended", func(t *Then) Per { return t.Suspended }, func(s *sight) string { return strconv.FormatBool(s.State.Suspended) }},
	{"overdue", func(t *Then) Per { return t.Overdue }, (*sight).overdue},
	{"origin", func(t *Then) Per { return t.Origin }, func(s *sight) string { return s.State.Origin }},
	{"session", func(t *Then) Per { return t.Session }, func(s *sight) string { return s.r.aliasOfSession(s.State.Session) }},
}

func (s *sight) remaining() string {
	due := s.State.Deadlines.Working()
	if due.Date.IsZero() {
		return ""
	}
	on := s.cal.DateOf(s.r.now)
	if !s.State.CompletedAt.IsZero() {
		on = s.cal.DateOf(s.State.CompletedAt)
	}
	return strconv.Itoa(s.State.Clock.DaysLeft(s.cal, on, due.Date)) + "wd"
}

func (s *sight) progress() string {
	return strconv.FormatFloat(s.Tree.ProgressOf(&s.State), 'f', -1, 64)
}

func (s *sight) overdue() string {
	due, end := s.State.Deadlines.Working().At, s.r.now
	if !s.State.CompletedAt.IsZero() {
		end = s.State.CompletedAt
	}
	return strconv.FormatBool(!due.IsZero() && !s.State.Suspended && end.After(due))
}

// same compares what is wanted with what is, numbers to as many places as were written.
func same(want, actual string) bool {
	if want == actual {
		return true
	}
	w, errW := strconv.ParseFloat(want, 64)
	a, errA := strconv.ParseFloat(actual, 64)
	if errW != nil || errA != nil {
		return false
	}
	_, places, _ := strings.Cut(want, ".")
	return strconv.FormatFloat(a, 'f', len(places), 64) == strconv.FormatFloat(w, 'f', len(places), 64)
}
