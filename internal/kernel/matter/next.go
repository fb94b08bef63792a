package matter

import (
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/rule"
)

// When something may fall due next: a matter is looked at then and at no other time.

// Next is the first instant after cursor at which a derived event may fall due. ok is false when none
// will unless somebody acts. An instant at which nothing turns out to be due is harmless.
func Next(s *State, w *World, cursor time.Time) (next time.Time, ok bool, err error) {
	m, err := w.moment(s, cursor)
	if err != nil {
		return next, false, err
	}
	defer m.release()
	next, ok = m.next()
	return next, ok, nil
}

// next is Next after the moment.
func (m *moment) next() (next time.Time, ok bool) {
	s, w, cursor := m.s, m.w, m.now
	consider := func(t time.Time) {
		if !t.IsZero() && t.After(cursor) && (!ok || t.Before(next)) {
			next, ok = t, true
		}
	}
	if at, found := m.recheckAt(); found && !m.owed(s.inRound(DutyRecheck)) {
		consider(at)
	}
	for i := m.done.duties; i < len(s.Duties); i++ {
		if d := &s.Duties[i]; !d.Missed() {
			consider(d.Due)
		}
	}
	for i := m.done.letters; i < len(s.Letters); i++ {
		if l := &s.Letters[i]; !l.Late && (l.State == letter.Delivered || l.State == letter.Signed) {
			consider(l.ReplyBy)
		}
	}
	waits := s.Live() || !s.Rechecked && (s.Stage == Closed || s.Stage == Archived)
	if waits { // another version may ask for other things
		if at, found := w.Timeline.NextAfter(cursor); found {
			consider(at)
		}
	}
	if waits || ok { // and another calendar move what is still awaited
		for i := range w.Calendars {
			consider(w.Calendars[i].From)
		}
	}
	if !s.Live() {
		return next, ok
	}
	if at := m.lapse(); !at.IsZero() {
		consider(at.Add(time.Microsecond))
	}
	m.nextPeriod(consider)
	for i, p := range m.prospects() {
		r := &m.kind.Ladder[i]
		if on, known := m.dated(r); known && !p.fired {
			consider(m.instant(r, on.at))
		}
		for j := range p.left {
			consider(p.left[j].due)
		}
	}
	m.breakpoints(consider)
	return next, ok
}

// nextPeriod considers when the next duty of the cadence opens.
func (m *moment) nextPeriod(consider func(time.Time)) {
	if span := m.kind.Effective; m.kind.Standing.Each != "" { // which it owes by
		for _, d := range []clock.Date{span.From, span.To} {
			if !d.IsZero() {
				consider(m.cal.StartOfDay(d))
			}
		}
		if i := slices.IndexFunc(m.w.Reforms, func(t time.Time) bool { return t.After(m.now) }); i >= 0 {
			consider(m.w.Reforms[i])
		}
	}
	def, rhythm, ok := m.rhythm()
	if !ok {
		return
	}
	p, in := cadence.PeriodOf(def.Every, def.Windows, m.today)
	if !in {
		ahead := cadence.Between(def.Every, def.Windows, m.today, m.today+400)
		if len(ahead) == 0 {
			return
		}
		p = ahead[0]
	}
	if !in || !m.opened(rhythm, p) {
		opens, _ := cadence.Open(def, p, m.cal)
		consider(opens)
	}
	if in {
		opens, _ := cadence.Open(def, cadence.Next(def.Every, def.Windows, p), m.cal)
		consider(opens)
	}
}

// breakpoints considers the instants at which time alone may change the light or a rung's condition.
// Where every use of time in the rules is a comparison with a constant, those are a handful of days;
// otherwise each day begins one.
func (m *moment) breakpoints(consider func(time.Time)) {
	s := m.s
	due, statutory := s.Deadlines.Working(), s.Deadlines.Statutory
	after := func(d calendar.Deadline) {
		if !d.At.IsZero() {
			consider(d.At.Add(time.Microsecond))
		}
	}
	thresholds, closed := m.kind.Thresholds()
	if !closed {
		consider(m.cal.StartOfDay(m.today + 1))
		after(due)
		after(statutory)
		return
	}
	for i := range thresholds {
		th := &thresholds[i]
		days := int(th.Const.Number() / rule.Workday)
		switch th.Field {
		case "matter.overdue":
			after(due)
		case "matter.statutory_overdue":
			after(statutory)
		case "matter.remaining":
			if !due.At.IsZero() {
				m.around(due.Date, -days+s.Clock.Stopped(m.cal, due.Date, m.today), consider)
			}
		case "matter.elapsed":
			if !s.Clock.Started.IsZero() {
				m.around(m.cal.DateOf(s.Clock.Started), days+m.stopped(m.today), consider)
			}
		case "matter.idle":
			touched := m.cal.DateOf(s.TouchedAt)
			m.around(touched, days+s.Clock.Stopped(m.cal, touched, m.today), consider)
		case "matter.time_progress":
			d := m.today + 1
			for (d + 1).Month() == d.Month() { // to the last day of the month, when another month counts
				d++
			}
			consider(m.cal.StartOfDay(d))
			consider(m.cal.StartOfDay(clock.NewDate(m.today.Year()+1, time.January, 1))) // and begins again
		default:
			consider(m.cal.StartOfDay(m.today + 1))
		}
	}
}

// around considers the days at which a count of working days from d crosses n.
func (m *moment) around(d clock.Date, n int, consider func(time.Time)) {
	for k := n - 1; k <= n+1; k++ {
		consider(m.cal.StartOfDay(m.cal.AddWorkdays(d, k)))
	}
}
