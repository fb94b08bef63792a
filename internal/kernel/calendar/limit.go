package calendar

import (
	"cmp"
	"math"
	"strconv"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Unit is what a limit is counted in. Working days and calendar days are mixed in practice (许可按工作日,
// 信访按自然日), so a limit never goes without its unit.
type Unit string

// The units. A working hour passes only in office hours; a clock hour passes by day and night (7×24).
const (
	Workday   Unit = "wd"   // 工作日, also half ones: 0.5wd
	Hour      Unit = "h"    // 工作小时
	ClockHour Unit = "ch"   // 自然小时
	Day       Unit = "d"    // 自然日
	Month     Unit = "mo"   // 月
	OnDate    Unit = "date" // a named date
)

var unitTitles = map[Unit]text.Text{
	Workday: {Zh: "个工作日", En: "working days"}, Hour: {Zh: "个工作小时", En: "working hours"}, ClockHour: {Zh: "个自然小时", En: "clock hours"},
	Day: {Zh: "个自然日", En: "calendar days"}, Month: {Zh: "个月", En: "months"},
}

// Title is how a number of them is said.
func (u Unit) Title() text.Text { return unitTitles[u] }

// Limit is a length of time, or a named date to be kept. The zero Limit means that no limit is set.
//
// Halves counts halves of the unit, so that half a working day is a whole number: 20wd is 40, 0.5wd
// is 1, 8h is 16. It is never negative. Only wd, h and ch may be odd. A limit of 0d ends on the day on which it
// starts (当日办结). Nobody sets 0wd: the first day does not count (民法典 201), so there is no working day to end it, and
// none that another limit could go on from. Ledgers that have it read and count it as they did.
type Limit struct {
	Halves int32
	Unit   Unit
	Date   clock.Date // for OnDate alone
}

// longest is the largest amount of each unit: about a century.
var longest = map[Unit]int32{Workday: 25_000, Hour: 250_000, ClockHour: 1_000_000, Day: 36_500, Month: 1_200}

// ParseLimit reads 20wd, 0.5wd, 8h, 24ch, 15d, 3mo or 2023-06-30, and the same in words: 20个工作日, 15日, 3个月. Empty text is the zero Limit.
func ParseLimit(s string) (Limit, error) {
	l, err := readLimit(s)
	if err == nil {
		err = l.Settable()
	}
	if err != nil {
		return Limit{}, err
	}
	return l, nil
}

// Settable refuses a limit that nobody may set: no working day at all.
func (l Limit) Settable() error {
	if l.Unit == Workday && l.Halves == 0 {
		return errs.Newf(errs.Invalid, "calendar.limit_zero", "时限“0wd”里没有一个工作日：起算当日不计；当日办结写作 0d，半个工作日写作 0.5wd",
			"limit \"0wd\" has no working day in it: the first day is not counted; write 0d for the same day, 0.5wd for half a day")
	}
	return nil
}

func readLimit(s string) (Limit, error) {
	if s == "" {
		return Limit{}, nil
	}
	if d, err := clock.ParseDate(s); err == nil && !d.IsZero() {
		return Limit{Unit: OnDate, Date: d}, nil
	}
	digits, unit := numberAndUnit(s)
	whole, fraction, dotted := strings.Cut(digits, ".")
	n, err := strconv.ParseUint(whole, 10, 31)
	most, known := longest[unit]
	switch {
	case !known || err != nil || dotted && fraction != "5" && fraction != "0":
		return Limit{}, errs.Newf(errs.Invalid, "calendar.limit",
			"时限“%[1]s”有误，应写作 20wd（或“20个工作日”）、0.5wd（半个工作日）、8h（工作小时）、24ch（自然小时）、15d（自然日）、3mo（月）或 2023-06-30",
			"limit %[1]q is wrong; write 20wd (working days), 0.5wd, 8h (working hours), 24ch (clock hours), 15d (calendar days), 3mo (months) or 2023-06-30", s)
	case n > uint64(most):
		return Limit{}, errs.Newf(errs.Invalid, "calendar.limit_long",
			"时限“%[1]s”过长，最多%[2]d%[3]s", "limit %[1]q is too long; the most is %[2]d %[4]s", s, most, unit.Title().Zh, unit.Title().En)
	}
	l := Limit{Halves: int32(n) * 2, Unit: unit}
	if fraction == "5" {
		l.Halves++
	}
	switch {
	case l.Halves%2 == 1 && (unit == Day || unit == Month):
		return Limit{}, errs.Newf(errs.Invalid, "calendar.limit_half",
			"时限“%[1]s”：自然日和月不能有半", "limit %[1]q: calendar days and months cannot be halved", s)
	case l.Halves == 0 && unit != Workday && unit != Day:
		return Limit{}, errs.Newf(errs.Invalid, "calendar.limit_zero",
			"时限“%[1]s”为零；当日办结写作 0d", "limit %[1]q is zero; write 0d for the same day", s)
	}
	return l, nil
}

// said are the units as people write them; 日 and 天 are calendar days (民法典 200 条以自然日计).
var said = []struct {
	word string
	unit Unit
}{
	{"个工作日", Workday},
	{"工作日", Workday},
	{"个工作小时", Hour},
	{"工作小时", Hour},
	{"个自然小时", ClockHour},
	{"自然小时", ClockHour},
	{"个自然日", Day},
	{"自然日", Day},
	{"个日历日", Day},
	{"日历日", Day},
	{"个月", Month},
	{"日", Day},
	{"天", Day},
}

// numberAndUnit parts 20wd, 20个工作日 or １５日 into figures and unit.
func numberAndUnit(s string) (digits string, unit Unit) {
	digits = strings.TrimRight(s, "abcdefghijklmnopqrstuvwxyz")
	if unit = Unit(s[len(digits):]); unit != "" {
		return digits, unit
	}
	for _, w := range said {
		if rest, ok := strings.CutSuffix(s, w.word); ok {
			return text.Narrow(strings.TrimSpace(rest)), w.unit
		}
	}
	return digits, ""
}

// MustLimit reads a limit for tables and tests, also as an old ledger has it.
func MustLimit(s string) Limit {
	l, err := readLimit(s)
	if err != nil {
		panic(err)
	}
	return l
}

// String gives the form that ParseLimit reads, "" for the zero Limit.
func (l Limit) String() string {
	switch {
	case l.IsZero():
		return ""
	case l.Unit == OnDate:
		return l.Date.String()
	}
	return halvesText(int64(l.Halves)) + string(l.Unit)
}

// Words says the limit as people do: 10个工作日, 10 working days. ParseLimit reads the Chinese.
func (l Limit) Words() text.Text {
	if l.IsZero() || l.Unit == OnDate {
		return text.Text{Zh: l.String(), En: l.String()}
	}
	n, unit := halvesText(int64(l.Halves)), l.Unit.Title()
	return text.Text{Zh: n + unit.Zh, En: n + " " + unit.En}
}

func halvesText(n int64) string {
	sign := ""
	if n < 0 {
		sign, n = "-", -n
	}
	s := sign + strconv.FormatInt(n/2, 10)
	if n%2 == 1 {
		s += ".5"
	}
	return s
}

// MarshalText gives String.
func (l Limit) MarshalText() ([]byte, error) { return []byte(l.String()), nil }

// UnmarshalText reads what ParseLimit reads, and the 0wd of an old ledger; where people set a limit, Settable follows.
func (l *Limit) UnmarshalText(b []byte) (err error) {
	*l, err = readLimit(string(b))
	return err
}

// IsZero tells whether no limit is set. A limit of 0wd is set.
func (l Limit) IsZero() bool { return l.Unit == "" }

// CountsWorkdays tells whether days off are passed over on the way, not only at the end.
func (l Limit) CountsWorkdays() bool { return l.Unit == Workday || l.Unit == Hour }

// Cmp compares limits of one unit as cmp.Compare does; ok is false where the units differ and only
// due dates can be compared.
func (l Limit) Cmp(o Limit) (order int, ok bool) {
	if l.Unit != o.Unit || l.IsZero() {
		return 0, false
	}
	return cmp.Or(cmp.Compare(l.Halves, o.Halves), cmp.Compare(l.Date, o.Date)), true
}

// plus adds a budget of the same unit; a date added to a date replaces it.
func (l Limit) plus(by Limit) (Limit, bool) {
	switch {
	case l.Unit != by.Unit || l.IsZero() || l.Halves > math.MaxInt32-by.Halves:
		return Limit{}, false
	case l.Unit == OnDate:
		return by, true
	}
	l.Halves += by.Halves
	return l, true
}

// Workdays is a number of working days counted in halves; negative when overdue. It is written as a
// limit is, 14.5wd.
type Workdays int32

// WD is n whole working days.
func WD(n int) Workdays { return Workdays(2 * n) }

// Halves is the number of half working days.
func (w Workdays) Halves() int { return int(w) }

// Days is the number of working days, 14.5 for 29 halves; exact.
func (w Workdays) Days() float64 { return float64(w) / 2 }

// String gives 14.5wd.
func (w Workdays) String() string { return halvesText(int64(w)) + string(Workday) }

// MarshalText gives String.
func (w Workdays) MarshalText() ([]byte, error) { return []byte(w.String()), nil }

// UnmarshalText reads 14.5wd or -3wd.
func (w *Workdays) UnmarshalText(b []byte) error {
	digits, negative := strings.CutPrefix(string(b), "-")
	l, err := readLimit(digits)
	if err != nil {
		return err
	}
	if l.Unit != Workday {
		return errs.Newf(errs.Invalid, "calendar.workdays", "“%[1]s”应为工作日数，如 14.5wd", "%[1]q must be working days, such as 14.5wd", b)
	}
	*w = Workdays(l.Halves)
	if negative {
		*w = -*w
	}
	return nil
}
