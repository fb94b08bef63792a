package calendar

import (
	"time"

	"qinlian/internal/base/clock"
)

// mondayEpoch is 1970-01-05, the Monday from which plain weekdays are counted.
const mondayEpoch clock.Date = 4

// Kind says why a day is worked or not.
type Kind string

// The kinds of day.
const (
	WorkingDay Kind = "workday" // 工作日
	MakeUpDay  Kind = "make-up" // 调休上班: a worked Saturday or Sunday
	Holiday    Kind = "holiday" // 放假: a day off by notice
	Weekend    Kind = "weekend" // 周末
)

// DayInfo is everything known about one day.
type DayInfo struct {
	Date        clock.Date `json:"date"`
	Kind        Kind       `json:"kind"`
	Workday     bool       `json:"workday"`
	MakeUp      bool       `json:"make_up,omitempty"`
	Holiday     string     `json:"holiday,omitempty"`     // the holiday's name as in the notice
	Notice      string     `json:"notice,omitempty"`      // id of the notice that decides the day; "" for an ordinary one
	Provisional bool       `json:"provisional,omitempty"` // the year's notice is not known
}

// Workday tells whether d is worked.
func (c *Calendar) Workday(d clock.Date) bool {
	switch k := c.kind(d); k {
	case working, makeUp:
		return true
	default:
		return false
	}
}

func (c *Calendar) kind(d clock.Date) dayKind {
	if d >= c.first && d < c.end {
		return c.kinds[d-c.first]
	}
	if isWeekend(d) {
		return weekend
	}
	return working
}

// Day describes d, for a printed calendar and for remarks such as 含调休.
func (c *Calendar) Day(d clock.Date) DayInfo {
	info := DayInfo{Date: d, Kind: WorkingDay, Provisional: c.provisional(d, d)}
	switch c.kind(d) {
	case weekend:
		info.Kind = Weekend
	case holiday:
		info.Kind = Holiday
	case makeUp:
		info.Kind, info.MakeUp = MakeUpDay, true
	case working:
	}
	info.Workday = info.Kind == WorkingDay || info.MakeUp
	if d >= c.first && d < c.end && c.source[d-c.first] >= 0 {
		n := c.notices[c.source[d-c.first]]
		info.Notice, info.Holiday = n.ID, n.Names[d]
	}
	return info
}

// AddWorkdays moves n working days from d, which is itself not counted: 1 is the next working day, -1
// the previous one, and 0 is d even when d is a day off. It takes constant time for any n.
func (c *Calendar) AddWorkdays(d clock.Date, n int) clock.Date {
	switch {
	case n == 0:
		return d
	case n < 0 && !c.Workday(d):
		n++
	}
	return c.workday(c.rank(d) + n)
}

// CountBack is the working day on which n more are left up to and including d: 0 is d itself, or the last working day before
// a day off, and 1 the one before that. So WorkdaysBetween(CountBack(d, n), d) is n, whatever the day. It takes constant time for any n.
func (c *Calendar) CountBack(d clock.Date, n int) clock.Date { return c.workday(c.rank(d) - n) }

// WorkdaysBetween counts the working days in (a, b]; it is negative when b is before a, and exchanging
// a and b changes only the sign. It takes constant time.
func (c *Calendar) WorkdaysBetween(a, b clock.Date) int { return c.rank(b) - c.rank(a) }

// Span sums up the days in (a, b]: how many are worked, which of them are make-up days, how many
// weekdays are lost to holidays, and whether any of it is a guess.
type Span struct {
	Workdays    int          `json:"workdays"`
	MakeUps     []clock.Date `json:"make_ups,omitempty"`
	Holidays    int          `json:"holidays,omitempty"` // Mondays to Fridays off by notice
	Provisional bool         `json:"provisional,omitempty"`
}

// Span describes the days in (a, b]; b before a is an empty span.
func (c *Calendar) Span(a, b clock.Date) Span {
	if b <= a {
		return Span{}
	}
	s := Span{Workdays: c.WorkdaysBetween(a, b), Provisional: c.provisional(a+1, b)}
	for d := max(a+1, c.first); d <= min(b, c.end-1); d++ {
		switch c.kinds[d-c.first] {
		case makeUp:
			s.MakeUps = append(s.MakeUps, d)
		case holiday:
			if !isWeekend(d) {
				s.Holidays++
			}
		case working, weekend:
		}
	}
	return s
}

// makeUps counts the make-up days in (a, b], 0 when b is before a.
func (c *Calendar) makeUps(a, b clock.Date) int {
	index := func(d clock.Date) int { return int(min(max(d+1, c.first), c.end) - c.first) }
	return max(0, int(c.madeUp[index(b)]-c.madeUp[index(a)]))
}

// rank numbers days by the working days up to and including them; the first of the table is 1.
// workday is its inverse.
func (c *Calendar) rank(d clock.Date) int {
	switch {
	case d < c.first:
		return weekdays(d) - weekdays(c.first-1)
	case d < c.end:
		return int(c.worked[d-c.first+1])
	default:
		return len(c.workdays) + weekdays(d) - weekdays(c.end-1)
	}
}

func (c *Calendar) workday(rank int) clock.Date {
	switch {
	case rank < 1:
		return weekday(rank + weekdays(c.first-1))
	case rank <= len(c.workdays):
		return c.workdays[rank-1]
	default:
		return weekday(rank - len(c.workdays) + weekdays(c.end-1))
	}
}

// weekdays counts Mondays to Fridays from mondayEpoch up to and including d.
func weekdays(d clock.Date) int {
	week, day := floorDiv(int(d-mondayEpoch), 7)
	return 5*week + min(day+1, 5)
}

// weekday is the inverse of weekdays.
func weekday(n int) clock.Date {
	week, day := floorDiv(n-1, 5)
	return mondayEpoch + clock.Date(7*week+day)
}

func floorDiv(a, b int) (quotient, remainder int) {
	quotient, remainder = a/b, a%b
	if remainder < 0 {
		return quotient - 1, remainder + b
	}
	return quotient, remainder
}

func isWeekend(d clock.Date) bool {
	w := d.Weekday()
	return w == time.Saturday || w == time.Sunday
}
