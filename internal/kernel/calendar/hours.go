package calendar

import (
	"fmt"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

// shanghai is a fixed zone: China has kept one offset without summer time since 1992, and a fixed zone
// needs no zone database on the machine.
var shanghai = time.FixedZone("Asia/Shanghai", offset)

const (
	offset        = 8 * 60 * 60 // seconds east of UTC
	secondsPerDay = 24 * 60 * 60
)

// Location is Asia/Shanghai.
func Location() *time.Location { return shanghai }

// TimeOfDay is minutes since midnight in Shanghai, written HH:MM.
type TimeOfDay int16

// ParseTimeOfDay reads HH:MM from 00:00 to 23:59.
func ParseTimeOfDay(s string) (TimeOfDay, error) {
	t, err := time.Parse("15:04", s)
	if err != nil || len(s) != 5 {
		return 0, errs.Newf(errs.Invalid, "calendar.time_of_day",
			"时刻“%[1]s”应写作 HH:MM，如 08:30", "time %[1]q must be HH:MM, such as 08:30", s)
	}
	return TimeOfDay(t.Hour()*60 + t.Minute()), nil
}

// String gives HH:MM.
func (t TimeOfDay) String() string { return fmt.Sprintf("%02d:%02d", t/60, t%60) }

// MarshalText gives HH:MM.
func (t TimeOfDay) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads HH:MM.
func (t *TimeOfDay) UnmarshalText(b []byte) (err error) {
	*t, err = ParseTimeOfDay(string(b))
	return err
}

// Shift is one half of the working day, written 08:30-12:00.
type Shift struct{ From, To TimeOfDay }

// String gives HH:MM-HH:MM.
func (s Shift) String() string { return s.From.String() + "-" + s.To.String() }

// MarshalText gives HH:MM-HH:MM.
func (s Shift) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// UnmarshalText reads HH:MM-HH:MM.
func (s *Shift) UnmarshalText(b []byte) error {
	from, to, _ := strings.Cut(string(b), "-")
	if err := s.From.UnmarshalText([]byte(strings.TrimSpace(from))); err != nil {
		return err
	}
	return s.To.UnmarshalText([]byte(strings.TrimSpace(to)))
}

func (s Shift) length() time.Duration { return time.Duration(s.To-s.From) * time.Minute }

// AfterHours says when something handed in outside working time counts as received.
type AfterHours string

// NextWorkday is common practice and the default; SameDay keeps the date of the submission.
const (
	NextWorkday AfterHours = "next"
	SameDay     AfterHours = "same"
)

// Hours are the office hours of a zone. Morning and afternoon are the two half working days.
type Hours struct {
	Morning    Shift      `json:"morning" yaml:"morning"`
	Afternoon  Shift      `json:"afternoon" yaml:"afternoon"`
	AfterHours AfterHours `json:"after_hours" yaml:"after_hours"`

	// What the office itself hands over counts on the same day unless these say next: letters that are delivered,
	// matters that are assigned.
	Delivery   AfterHours `json:"delivery,omitempty" yaml:"delivery"`
	Assignment AfterHours `json:"assignment,omitempty" yaml:"assignment"`
}

// DefaultHours are 08:30–12:00 and 14:00–17:30, seven working hours; what comes in later counts as
// received on the next working day.
func DefaultHours() Hours {
	at := func(h, m TimeOfDay) TimeOfDay { return h*60 + m }
	return Hours{
		Morning:    Shift{at(8, 30), at(12, 0)},
		Afternoon:  Shift{at(14, 0), at(17, 30)},
		AfterHours: NextWorkday,
	}
}

// Validate checks that the two halves are in order and do not overlap.
func (h Hours) Validate() error {
	m, a := h.Morning, h.Afternoon
	if m.From < 0 || m.From >= m.To || m.To > a.From || a.From >= a.To || a.To > 24*60 {
		return errs.Newf(errs.Invalid, "calendar.hours",
			"办公时间 %[1]s、%[2]s 有误：上午、下午须各有起止，先后不重叠",
			"office hours %[1]s and %[2]s are wrong: each half needs a start before its end, morning first, without overlap", m, a)
	}
	for _, rule := range []struct {
		key   string
		value AfterHours
		open  bool
	}{{"after_hours", h.AfterHours, false}, {"delivery", h.Delivery, true}, {"assignment", h.Assignment, true}} {
		if rule.value != NextWorkday && rule.value != SameDay && (rule.value != "" || !rule.open) {
			return errs.Newf(errs.Invalid, "calendar.after_hours",
				"%[2]s 应为 next（次一工作日）或 same（当日），不是 %[1]s",
				"%[2]s must be next or same, not %[1]s", strconv.Quote(string(rule.value)), rule.key)
		}
	}
	return nil
}

// instant is the UTC instant at which the clock in Shanghai shows t on d.
func instant(d clock.Date, t TimeOfDay) time.Time {
	return time.Unix(int64(d)*secondsPerDay-offset+int64(t)*60, 0).UTC()
}

// DateOf is the date in Shanghai at t.
func (c *Calendar) DateOf(t time.Time) clock.Date {
	days, _ := floorDiv(int(t.Unix()+offset), secondsPerDay)
	return clock.Date(days)
}

// StartOfDay is 00:00 in Shanghai on d.
func (c *Calendar) StartOfDay(d clock.Date) time.Time { return instant(d, 0) }

// EndOfDay is 24:00 in Shanghai on d.
func (c *Calendar) EndOfDay(d clock.Date) time.Time { return instant(d+1, 0) }

// At is the instant at which the clock in Shanghai shows t on d.
func (c *Calendar) At(d clock.Date, t TimeOfDay) time.Time { return instant(d, t) }

// StartOfWork is when the morning begins on d, whether d is worked or not.
func (c *Calendar) StartOfWork(d clock.Date) time.Time { return instant(d, c.hoursOn(d).Morning.From) }

// EndOfWork is when the afternoon ends on d, whether d is worked or not. Limits in days end here: where
// there are business hours, the last day ends when business stops (民法典 203).
func (c *Calendar) EndOfWork(d clock.Date) time.Time { return instant(d, c.hoursOn(d).Afternoon.To) }

// ReceivedOn is the date on which something handed in at t counts as received. After the end of work
// and on days off that is the next working day, unless Hours.AfterHours is SameDay.
func (c *Calendar) ReceivedOn(t time.Time) clock.Date { return c.on(t, c.hoursAt(t).AfterHours) }

// ReceivedAt is ReceivedOn as an instant: t itself, or the start of work where it came before that or counts on a later day. So
// who comes earlier is never due later.
func (c *Calendar) ReceivedAt(t time.Time) time.Time { return c.from(t, c.hoursAt(t).AfterHours) }

// DeliveredAt is from when the time to answer a letter that was delivered at t is counted, by Hours.Delivery.
func (c *Calendar) DeliveredAt(t time.Time) time.Time { return c.from(t, c.hoursAt(t).Delivery) }

// AssignedAt is from when the time for a matter that was assigned at t is counted, by Hours.Assignment.
func (c *Calendar) AssignedAt(t time.Time) time.Time { return c.from(t, c.hoursAt(t).Assignment) }

// on is the day on which what came at t counts under a rule; SameDay unless the rule says otherwise.
func (c *Calendar) on(t time.Time, rule AfterHours) clock.Date {
	d := c.DateOf(t)
	if rule != NextWorkday || c.Workday(d) && !t.After(c.EndOfWork(d)) {
		return d
	}
	return c.AddWorkdays(d, 1)
}

func (c *Calendar) from(t time.Time, rule AfterHours) time.Time {
	if rule != NextWorkday {
		return t
	}
	return latest(t, c.StartOfWork(c.on(t, rule)))
}

// perDay is the working time of one working day in microseconds.
func (h Hours) perDay() int64 { return (h.Morning.length() + h.Afternoon.length()).Microseconds() }

// passed is the working time in microseconds before the given time since midnight of a working day.
func (h Hours) passed(sinceMidnight time.Duration) int64 {
	within := func(s Shift) time.Duration {
		return min(max(sinceMidnight-time.Duration(s.From)*time.Minute, 0), s.length())
	}
	return (within(h.Morning) + within(h.Afternoon)).Microseconds()
}
