package calendar

import (
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

// Clock is a limit that runs: when it started, when it stood still, by how much it was extended. Its
// deadline is always counted from these and never stored in it, so that a rewritten calendar moves it.
// The zero Started means 未起算: not started, which is not the same as suspended. Methods return a new
// Clock and leave the old one as it was.
//
// Limits in days stand still by whole days: from the day of suspension up to the day before it is
// resumed. A clock suspended on the morning of 3/10 and resumed on 3/21 does not count 3/10 to 3/20; one resumed on
// the day of its suspension has lost nothing, and one suspended after work has worked that day (see stopDays). Limits in
// hours stand still by the instant.
type Clock struct {
	Limit      Limit        `json:"limit"`
	Started    time.Time    `json:"started,omitzero"`
	Stops      []Suspension `json:"stops,omitempty"`      // in order, apart; only the last may be open
	Extensions []Extension  `json:"extensions,omitempty"` // in order
	Replanned  Replanned    `json:"replanned,omitzero"`
	Anew       time.Time    `json:"anew,omitzero"` // since when the limit counts, where it counts anew from after the start: nothing from before moves it
}

// Replanned says that the limit was set anew while the clock ran: what was granted before does not move it.
type Replanned struct {
	At         time.Time `json:"at"`
	Stops      int       `json:"stops,omitempty"`      // that were over by then
	Extensions int       `json:"extensions,omitempty"` // granted by then; they count towards how many may be granted
	Lawful     int       `json:"lawful,omitempty"`     // of those, the first so many lengthened the statutory limit and still do
}

// IsZero tells that it never was.
func (r Replanned) IsZero() bool { return r.At.IsZero() }

// Suspension is a time for which the clock stands still, [From, To); a zero To still lasts.
type Suspension struct {
	From      time.Time `json:"from"`
	To        time.Time `json:"to,omitzero"`
	Reason    string    `json:"reason"`          // 听证、检验、专家评审…: 行政许可法 45 asks that it be told in writing
	Basis     string    `json:"basis,omitempty"` // the item of a list that was cited
	Actor     string    `json:"actor"`
	ResumedBy string    `json:"resumed_by,omitempty"`
	Awaited   bool      `json:"awaited,omitempty"` // nobody suspended it: the work was said to be done, and awaited its verification
}

// Extension lengthens the limit. A budget of the same unit is added to it; of another unit it runs from
// the deadline reached so far; a date replaces the deadline.
type Extension struct {
	By        Limit     `json:"by"`
	GrantedBy string    `json:"granted_by"`
	Reason    string    `json:"reason,omitempty"`
	At        time.Time `json:"at"`
}

// DefaultExtensions is how often a clock may be extended unless its mechanism says otherwise.
const DefaultExtensions = 1

// Start starts a clock that has not started; a running one stays as it is.
func (k Clock) Start(at time.Time) Clock {
	if k.Started.IsZero() {
		k.Started = at.UTC()
	}
	return k
}

// Running tells whether the clock has started and does not stand still.
func (k Clock) Running() bool { return !k.Started.IsZero() && !k.Suspended() }

// Suspended tells whether a suspension still lasts.
func (k Clock) Suspended() bool { return len(k.Stops) > 0 && k.Stops[len(k.Stops)-1].To.IsZero() }

// Suspend makes the clock stand still from at. It is refused without a reason, before the start, while
// already suspended, and earlier than what was recorded before. A suspension after the deadline is
// recorded but revives nothing.
func (k Clock) Suspend(at time.Time, reason, actor string) (Clock, error) {
	switch {
	case k.Started.IsZero():
		return k, errs.Newf(errs.Refused, "clock.not_started", "尚未起算，无需暂停", "the clock has not started, so it cannot be suspended")
	case k.Suspended():
		return k, errs.Newf(errs.Refused, "clock.suspended", "已在暂停中（自 %[1]s）", "already suspended since %[1]s", Stamp(k.Stops[len(k.Stops)-1].From))
	case strings.TrimSpace(reason) == "":
		return k, errs.Newf(errs.Refused, "clock.no_reason", "暂停须写明事由", "a suspension needs a reason")
	case at.Before(k.latest()):
		return k, k.tooEarly(at)
	}
	k.Stops = append(slices.Clone(k.Stops), Suspension{From: at.UTC(), Reason: reason, Actor: actor})
	return k, nil
}

// Resume ends the suspension at the given instant. It is refused where nothing is suspended.
func (k Clock) Resume(at time.Time, actor string) (Clock, error) {
	switch {
	case !k.Suspended():
		return k, errs.Newf(errs.Refused, "clock.not_suspended", "未在暂停中，无需恢复", "the clock is not suspended, so it cannot be resumed")
	case at.Before(k.latest()):
		return k, k.tooEarly(at)
	}
	k.Stops = slices.Clone(k.Stops)
	last := &k.Stops[len(k.Stops)-1]
	last.To, last.ResumedBy = at.UTC(), actor
	return k, nil
}

// Await makes the clock stand still for the time in which work that was said to be done awaited its verification: from that
// claim, or from what was recorded since, up to its being taken back. Work that was done before its clock started, as an old
// ledger may tell, has used nothing: the clock starts with the claim, or a date from before its start would not be moved.
// A clock that stands still stays as it is, as ledgers of old have it where completing did not end a suspension.
func (k Clock) Await(from, to time.Time, actor string) Clock {
	if k.Started.IsZero() || k.Suspended() {
		return k
	}
	if len(k.Stops) == 0 && from.Before(k.Started) {
		k.Started = from.UTC()
	}
	from = latest(from, k.latest())
	if !from.Before(to) {
		return k
	}
	k.Stops = append(slices.Clone(k.Stops), Suspension{From: from.UTC(), To: to.UTC(), Actor: actor, ResumedBy: actor, Awaited: true})
	return k
}

// Extend lengthens the limit by e, at most `most` times in all. It is refused before the start, after the
// deadline, without a grantor, and where it would not move the deadline forward.
func (k Clock) Extend(c *Calendar, e Extension, most int) (Clock, error) {
	old := k.Deadline(c)
	switch {
	case k.Started.IsZero():
		return k, errs.Newf(errs.Refused, "clock.not_started", "尚未起算，无需延期", "the clock has not started, so it cannot be extended")
	case len(k.Extensions) >= most:
		return k, errs.Newf(errs.Refused, "clock.extended_enough", "最多延期%[1]d次，已用完", "at most %[1]d extensions are allowed and all are used", most)
	case strings.TrimSpace(e.GrantedBy) == "":
		return k, errs.Newf(errs.Refused, "clock.no_grantor", "延期须写明批准人", "an extension needs the post that grants it")
	case e.By.IsZero():
		return k, errs.Newf(errs.Invalid, "clock.no_extension", "请写明延长多久，如 10个工作日", "say how long the extension is, such as 10wd")
	case !old.Suspended && e.At.After(old.At):
		return k, errs.Newf(errs.Refused, "clock.expired", "期限已于 %[1]s 届满，须在届满前申请延期",
			"the limit expired at %[1]s; an extension must be granted before that", Stamp(old.At))
	}
	e.At = e.At.UTC()
	longer := k
	longer.Extensions = append(slices.Clone(k.Extensions), e)
	if due := longer.Deadline(c); !old.Suspended && !due.At.After(old.At) {
		return k, errs.Newf(errs.Refused, "clock.not_longer", "延期后的期限 %[1]s 不晚于原期限 %[2]s",
			"the extended deadline %[1]s is not after the old one %[2]s", Stamp(due.At), Stamp(old.At))
	}
	return longer, nil
}

// Deadline is when the clock expires. It is zero where the clock has not started or has no limit, and
// Suspended without an instant while the clock stands still.
func (k Clock) Deadline(c *Calendar) Deadline {
	k = k.Counted()
	return k.deadline(c, k.effective(c), k.Extensions)
}

// Replan notes that the limit is set anew at an instant. A suspension that still lasts counts from then on; of the
// extensions granted the first `lawful` go on lengthening the statutory limit.
func (k Clock) Replan(at time.Time, lawful int) Clock {
	k.Anew = time.Time{}
	k.Replanned = Replanned{At: at.UTC(), Stops: len(k.Stops), Extensions: len(k.Extensions), Lawful: lawful}
	if k.Suspended() {
		k.Replanned.Stops--
	}
	return k
}

// Counted is the clock without what came before its limit was set anew.
func (k Clock) Counted() Clock {
	k = k.anew()
	r := k.Replanned
	if r.IsZero() {
		return k
	}
	k.Replanned = Replanned{}
	k.Extensions = k.Extensions[min(r.Extensions, len(k.Extensions)):]
	k.Stops = k.Stops[min(r.Stops, len(k.Stops)):]
	if len(k.Stops) > 0 && k.Stops[0].From.Before(r.At) {
		k.Stops = slices.Clone(k.Stops)
		k.Stops[0].From = r.At
	}
	return k
}

// anew is the clock as of the instant since which its limit counts.
func (k Clock) anew() Clock {
	if !k.Anew.After(k.Started) || k.Started.IsZero() {
		return k
	}
	from := k.Anew
	k.Started, k.Anew, k.Replanned = from, time.Time{}, Replanned{}
	k.Extensions = slices.DeleteFunc(slices.Clone(k.Extensions), func(e Extension) bool { return e.At.Before(from) })
	k.Stops = slices.DeleteFunc(slices.Clone(k.Stops), func(s Suspension) bool { return !s.To.IsZero() && !s.To.After(from) })
	if len(k.Stops) > 0 && k.Stops[0].From.Before(from) {
		k.Stops[0].From = from
	}
	return k
}

// Overdue tells whether the deadline has passed. A clock that has not started or stands still is not
// overdue.
func (k Clock) Overdue(c *Calendar, now time.Time) bool {
	d := k.Deadline(c)
	return !d.At.IsZero() && now.After(d.At)
}

// Reproject counts the clock by both calendars, for an open matter whose calendar was rewritten. The
// new version alone is not a change: the instant or its being provisional must differ.
func Reproject(before, after *Calendar, k Clock) (was, is Deadline, changed bool) {
	was, is = k.Deadline(before), k.Deadline(after)
	return was, is, !was.At.Equal(is.At) || was.Suspended != is.Suspended || was.Provisional != is.Provisional
}

func (k Clock) deadline(c *Calendar, stops []Suspension, extensions []Extension) Deadline {
	if k.Started.IsZero() || k.Limit.IsZero() {
		return Deadline{}
	}
	limit, from := k.Limit, k.Started
	var sum Deadline
	for _, e := range extensions {
		if longer, same := limit.plus(e.By); same {
			limit = longer
			continue
		}
		leg := c.dueClock(from, limit, stops)
		if leg.Suspended {
			return leg
		}
		sum.Provisional, sum.MakeUp = sum.Provisional || leg.Provisional, sum.MakeUp || leg.MakeUp
		limit, from = e.By, leg.At
	}
	d := c.dueClock(from, limit, stops)
	d.Provisional, d.MakeUp = d.Provisional || sum.Provisional, d.MakeUp || sum.MakeUp
	return k.held(c, d, stops, extensions)
}

// CountedOn counts l from an instant on as the clock counts its limit, leaving out what it stood still from then on.
func (k Clock) CountedOn(c *Calendar, from time.Time, l Limit) Deadline {
	return Clock{Limit: l, Started: from}.deadline(c, k.Stops, nil)
}

func (c *Calendar) dueClock(from time.Time, l Limit, stops []Suspension) Deadline {
	if l.Unit == Hour || l.Unit == ClockHour {
		spans := make([]span, len(stops))
		for i, s := range stops {
			spans[i] = span{s.From, s.To}
		}
		return c.dueHours(from, l, spans)
	}
	return c.dueDays(from, l, c.stopDays(from, l, stops))
}

// effective leaves out suspensions that began after the limit had expired.
func (k Clock) effective(c *Calendar) []Suspension {
	for i, s := range k.Stops {
		granted := k.Extensions
		if n := slices.IndexFunc(granted, func(e Extension) bool { return e.At.After(s.From) }); n >= 0 {
			granted = granted[:n]
		}
		if d := k.deadline(c, k.Stops[:i], granted); !d.At.IsZero() && s.From.After(d.At) {
			return k.Stops[:i]
		}
	}
	return k.Stops
}

// latest is the last instant recorded, before which nothing more can happen.
func (k Clock) latest() time.Time {
	if n := len(k.Stops); n > 0 {
		return latest(k.Stops[n-1].From, k.Stops[n-1].To)
	}
	return k.Started
}

func (k Clock) tooEarly(at time.Time) error {
	return errs.Newf(errs.Refused, "clock.too_early", "时刻 %[1]s 早于已有记录 %[2]s",
		"%[1]s is before what was recorded at %[2]s", Stamp(at), Stamp(k.latest()))
}

// Stamp writes an instant as offices read it: 2023-07-03 08:30 in Shanghai time, with seconds where there are any.
func Stamp(t time.Time) string {
	if t = t.In(shanghai); t.Second() != 0 {
		return t.Format("2006-01-02 15:04:05")
	}
	return t.Format("2006-01-02 15:04")
}

// stoppedDays counts the stopped working days in (from, to].
func (c *Calendar) stoppedDays(stops []Stop, from, to clock.Date) int {
	n := 0
	for _, s := range stops {
		end := to
		if !s.To.IsZero() {
			end = min(s.To, to)
		}
		if begin := max(s.From-1, from); begin < end {
			n += c.WorkdaysBetween(begin, end)
		}
	}
	return n
}
