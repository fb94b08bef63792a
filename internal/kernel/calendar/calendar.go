// Package calendar is the only place that knows working days, office hours and Shanghai time.
//
// Each autumn the State Council publishes which days of the next year are off and which weekends are
// worked in exchange (调休). A Notice is one such document; a Calendar is built from a set of them and
// never changes. A notice may be rewritten in mid-year, as the Spring Festival of 2020 was, so a
// Calendar has a Version, every Deadline names the version it was counted with, and AsOf gives back
// what people knew on an earlier day. A year without a notice is provisional: Monday to Friday are
// assumed to be worked, and whatever is counted across such a year says so.
//
// A Limit is a length of time with its unit, Due turns it into a Deadline, and a Clock is a limit
// that runs: budget, consumed, suspended, extended. Terms keeps the advisory, promised and statutory
// limits of one matter apart.
//
// The package is pure: no I/O besides the embedded notices, no present time, no randomness.
package calendar

import (
	"cmp"
	"crypto/sha256"
	"embed"
	"encoding/hex"
	"fmt"
	"io/fs"
	"slices"
	"strings"
	"sync"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

//go:embed years/*.yaml
var years embed.FS

// Calendar answers questions about days and instants. It is immutable and safe for concurrent use.
type Calendar struct {
	notices []Notice // by publication, then id
	hours   Hours
	eras    []era // of the office hours before these, in order
	version string

	first, end clock.Date // the table covers [first, end)
	kinds      []dayKind
	source     []int16 // index into notices, -1 where no notice speaks of the day
	worked     []int32 // worked[i]: working days in [first, first+i)
	madeUp     []int32 // the same for make-up days
	workdays   []clock.Date

	prior *Calendar // by what the office went before since; nil where it always knew this one
	since time.Time

	gazetted            map[int]bool
	solidFrom, solidEnd clock.Date // the last unbroken run of gazetted years, [solidFrom, solidEnd)
}

type dayKind uint8

const (
	working dayKind = iota
	weekend
	holiday
	makeUp
)

// New builds a calendar. Notices may come in any order; of two that speak of the same day the one
// published later wins. Two notices with one id, an amendment of an unknown notice, and a second yearly
// notice for one year are errors. No notices at all is allowed: every year is then provisional.
func New(notices []Notice, hours Hours) (*Calendar, error) {
	if err := hours.Validate(); err != nil {
		return nil, err
	}
	sorted := slices.Clone(notices)
	slices.SortStableFunc(sorted, func(a, b Notice) int {
		return cmp.Or(cmp.Compare(a.Published, b.Published), cmp.Compare(a.ID, b.ID))
	})
	c := &Calendar{notices: sorted, hours: hours, gazetted: map[int]bool{}}
	seen, last := map[string]Notice{}, map[int]string{}
	for _, n := range sorted {
		if _, err := n.validate(); err != nil {
			return nil, err
		}
		if _, twice := seen[n.ID]; twice {
			return nil, errs.Newf(errs.Conflict, "calendar.notice_twice",
				"放假通知 %[1]s 重复，请为改动后的通知另编编号并写明 amends",
				"notice %[1]s is given twice; give a changed notice an id of its own and say what it amends", n.ID)
		}
		switch amended, ok := seen[n.Amends]; {
		case n.Amends == "" && c.gazetted[n.Year]:
			return nil, errs.Newf(errs.Conflict, "calendar.year_twice",
				"%[1]d年已有放假通知，%[2]s 须用 amends 写明所改的通知：amends: \"%[3]s\"",
				"%[1]d already has a notice; %[2]s must say with amends which one it changes: amends: \"%[3]s\"", n.Year, n.ID, last[n.Year])
		case n.Amends != "" && (!ok || amended.Year != n.Year):
			if id := last[n.Year]; id != "" {
				return nil, errs.Newf(errs.Invalid, "calendar.amends_unknown",
					"%[1]s 所改的通知 %[2]s 不在日历中，或年份、公布先后不符。%[3]d年现行的通知是 %[4]s，请写 amends: \"%[4]s\"",
					"%[1]s amends %[2]s, which is not in the calendar, is of another year or was published later; the notice of %[3]d in force is %[4]s: write amends: \"%[4]s\"", n.ID, n.Amends, n.Year, id)
			}
			return nil, errs.Newf(errs.Invalid, "calendar.amends_unknown",
				"%[1]s 所改的通知 %[2]s 不在日历中，或年份、公布先后不符，请先载入",
				"%[1]s amends %[2]s, which is not in the calendar, is of another year or was published later; load it first", n.ID, n.Amends)
		}
		seen[n.ID], last[n.Year] = n, n.ID
		c.gazetted[n.Year] = true
	}
	c.tabulate()
	c.version = c.name()
	return c, nil
}

// tabulate fills the day tables, so that every question about a day is an index and a subtraction.
func (c *Calendar) tabulate() {
	if len(c.notices) == 0 {
		c.first = mondayEpoch
		c.end, c.solidFrom, c.solidEnd = c.first, c.first, c.first
		c.worked, c.madeUp = []int32{0}, []int32{0}
		return
	}
	low, high := c.notices[0].Year, c.notices[0].Year
	for _, n := range c.notices {
		low, high = min(low, n.Year), max(high, n.Year)
	}
	from := high
	for c.gazetted[from-1] {
		from--
	}
	c.solidFrom, c.solidEnd = clock.NewDate(from, time.January, 1), clock.NewDate(high+1, time.January, 1)
	// A month on either side: New Year's holiday begins in December and a make-up day may fall in January.
	c.first, c.end = clock.NewDate(low-1, time.December, 1), clock.NewDate(high+1, time.February, 1)

	size := int(c.end - c.first)
	c.kinds, c.source = make([]dayKind, size), make([]int16, size)
	c.worked, c.madeUp = make([]int32, size+1), make([]int32, size+1)
	for i := range size {
		c.source[i] = -1
		if isWeekend(c.first + clock.Date(i)) {
			c.kinds[i] = weekend
		}
	}
	for k, n := range c.notices {
		for _, d := range n.Off {
			c.kinds[d-c.first], c.source[d-c.first] = holiday, int16(k)
		}
		for _, d := range n.Work {
			c.kinds[d-c.first], c.source[d-c.first] = working, int16(k)
			if isWeekend(d) {
				c.kinds[d-c.first] = makeUp
			}
		}
	}
	for i, k := range c.kinds {
		c.worked[i+1], c.madeUp[i+1] = c.worked[i], c.madeUp[i]
		if k == makeUp {
			c.madeUp[i+1]++
		}
		if k == working || k == makeUp {
			c.worked[i+1]++
			c.workdays = append(c.workdays, c.first+clock.Date(i))
		}
	}
}

// name makes the version: the newest notice's id and a digest of everything that can move a deadline.
func (c *Calendar) name() string {
	h, newest := sha256.New(), "none"
	for _, n := range c.notices {
		_, _ = fmt.Fprintf(h, "%s %d %d off%v work%v\n", n.ID, n.Year, n.Published, sortedDates(n.Off), sortedDates(n.Work))
		newest = n.ID
	}
	_, _ = fmt.Fprintf(h, "{Morning:%v Afternoon:%v AfterHours:%v}", c.hours.Morning, c.hours.Afternoon, c.hours.AfterHours)
	if late := [2]bool{c.hours.Delivery == NextWorkday, c.hours.Assignment == NextWorkday}; late != [2]bool{} { // deadlines name versions of before these were
		_, _ = fmt.Fprint(h, late)
	}
	for _, e := range c.eras {
		_, _ = fmt.Fprintf(h, "until%d%v", e.until, e.hours)
	}
	return newest + "-" + hex.EncodeToString(h.Sum(nil)[:4])
}

func sortedDates(days []clock.Date) []int32 {
	out := make([]int32, len(days))
	for i, d := range days {
		out[i] = int32(d)
	}
	slices.Sort(out)
	return out
}

var builtin = sync.OnceValue(func() *Calendar {
	files, err := fs.Glob(years, "years/*.yaml")
	if err != nil {
		panic(err)
	}
	var notices []Notice
	for _, file := range files {
		data, err := years.ReadFile(file)
		if err != nil {
			panic(err)
		}
		n, err := ParseNoticeFile(file, data)
		if err != nil {
			panic(err)
		}
		notices = append(notices, n)
	}
	c, err := New(notices, DefaultHours())
	if err != nil {
		panic(err)
	}
	return c
})

// Builtin is the calendar of the embedded notices (2020–2026) with the default hours.
func Builtin() *Calendar { return builtin() }

// Version is a short stable name, "2026.1-5f0c21aa": the newest notice and a digest of the days of all
// notices and of the hours. Equal versions count equally.
func (c *Calendar) Version() string { return c.version }

// Knew tells whether the calendar of a version had the same newest notice: what differs then is the hours.
func (c *Calendar) Knew(version string) bool {
	newest := func(v string) string { return v[:max(0, strings.LastIndexByte(v, '-'))] }
	return newest(version) == newest(c.version)
}

// Notices returns the notices, in order of publication.
func (c *Calendar) Notices() []Notice { return slices.Clone(c.notices) }

// Hours returns the office hours.
func (c *Calendar) Hours() Hours { return c.hours }

// With returns a calendar that also knows n: the notice of a later year, or one that amends another.
func (c *Calendar) With(n Notice) (*Calendar, error) { return New(append(c.Notices(), n), c.hours) }

// WithHours returns the same days with other office hours, today as ever.
func (c *Calendar) WithHours(h Hours) (*Calendar, error) {
	if err := h.Validate(); err != nil {
		return nil, err
	}
	return c.withHours(func(own *Calendar) { own.hours, own.eras = h, nil }), nil
}

// AsOf returns the calendar as it was known at the end of day d: only the notices published by then.
func (c *Calendar) AsOf(d clock.Date) *Calendar {
	n := len(c.notices)
	for n > 0 && c.notices[n-1].Published > d {
		n--
	}
	if n == len(c.notices) {
		return c
	}
	known, err := New(c.notices[:n], c.hours)
	if err != nil {
		panic(err) // unreachable: New took the longer list and an amendment follows what it amends
	}
	return known
}

// Gazetted tells whether the year's notice is known. Where it is not, Monday to Friday are assumed and
// every answer that depends on the year is provisional.
func (c *Calendar) Gazetted(year int) bool { return c.gazetted[year] }

// Provisional tells whether an instant that was counted lies in a year without notice, so that its day may still change.
func (c *Calendar) Provisional(t time.Time) bool {
	return !t.IsZero() && !c.Gazetted(c.DateOf(t).Year())
}

// provisional tells whether any day in [a, b] lies in a year without notice.
func (c *Calendar) provisional(a, b clock.Date) bool {
	if a > b || a >= c.solidFrom && b < c.solidEnd {
		return false
	}
	if a < c.first || b >= c.end {
		return true
	}
	for y := a.Year(); y <= b.Year(); y++ {
		if !c.gazetted[y] {
			return true
		}
	}
	return false
}

// Local writes an instant as offices read it: 2023-06-12 08:30 in Shanghai time, "" for none.
func Local(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.In(Location()).Format("2006-01-02 15:04")
}
