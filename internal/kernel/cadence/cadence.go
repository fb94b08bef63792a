// Package cadence knows rhythms: "must be done once every…".
//
// A Definition says how often (Every), in which Windows of the year, and by when (DueRule). It cuts the
// calendar into Periods, each with a readable key: 2023-W23, 2023-06-H1, 2023-06, 2023-Q2, 2023-H1, 2023,
// 2023-06-05, 2023-年中. For one owner and one period it becomes a duty of a matter
// (package matter), which is met once or missed.
//
// Half-monthly is not every fourteen days: the halves are 1–15 and 16–end, twenty-four a year. Weeks are
// ISO weeks from Monday to Sunday and belong to the ISO year, which has 52 or 53 of them.
//
// The package is pure: no I/O, no present time, no randomness.
package cadence

import (
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
)

// Every is how often something must be done.
type Every string

// The rhythms. Windows are named spans of the year, such as 年初 and 年中.
const (
	Nightly     Every = "nightly"
	Weekly      Every = "weekly"
	HalfMonthly Every = "half-monthly"
	Monthly     Every = "monthly"
	Quarterly   Every = "quarterly"
	HalfYearly  Every = "half-yearly"
	Yearly      Every = "yearly"
	Windows     Every = "windows"
)

// Rhythms lists every rhythm, from the shortest.
func Rhythms() []Every {
	return []Every{Nightly, Weekly, HalfMonthly, Monthly, Quarterly, HalfYearly, Yearly, Windows}
}

// Definition is a rhythm as a mechanism file writes it.
type Definition struct {
	Every   Every    `json:"every" yaml:"every"`
	Windows []Window `json:"windows,omitempty" yaml:"windows"` // for Every windows alone
	Due     DueRule  `json:"due,omitempty" yaml:"due"`         // default: the end of the period
	At      string   `json:"at,omitempty" yaml:"at"`           // HH:MM on the due day; default the end of work, nightly 22:00
	// Workdays asks for nothing in a period without any working day: no nightly report on a day off, no
	// weekly one in the week of the National Day.
	Workdays bool `json:"workdays,omitempty" yaml:"workdays"`
}

// nightly is when a nightly duty is due unless the definition says otherwise.
const nightly = "22:00"

// Validate reports every fault of the definition, each with its field.
func (d Definition) Validate() error {
	var faults errs.List
	fault := func(field, code, zh, en string, args ...any) {
		faults = append(faults, errs.Newf(errs.Invalid, "cadence."+code, zh, en, args...).At(field))
	}
	if !slices.Contains(Rhythms(), d.Every) {
		names := make([]string, 0, len(Rhythms()))
		for _, e := range Rhythms() {
			names = append(names, string(e))
		}
		fault("every", "every", "不认识的频次“%[1]s”；可用：%[2]s", "unknown rhythm %[1]q; known: %[2]s", d.Every, strings.Join(names, " "))
	}
	if (d.Every == Windows) != (len(d.Windows) > 0) {
		fault("windows", "windows", "频次为 windows 时须列出 windows，其他频次不得列出",
			"a rhythm of windows must list them, and no other rhythm may")
	}
	if err := validateWindows(d.Windows); err != nil {
		faults = append(faults, err.At("windows"))
	}
	if _, err := d.Due.parse(); err != nil {
		faults = append(faults, err.At("due"))
	}
	if d.At != "" {
		if _, err := calendar.ParseTimeOfDay(d.At); err != nil {
			fault("at", "at", "时刻“%[1]s”应写作 HH:MM，如 22:00", "time %[1]q must be HH:MM, such as 22:00", d.At)
		}
	}
	return faults.Err()
}

// Applies tells whether the period asks for anything: always, unless Workdays is set and no day of the
// period is worked.
func (d Definition) Applies(p Period, cal *calendar.Calendar) bool {
	return !d.Workdays || cal.WorkdaysBetween(p.From-1, p.To) > 0
}

// Periods lists the periods of the definition that overlap [from, to] and ask for something.
func (d Definition) Periods(cal *calendar.Calendar, from, to clock.Date) []Period {
	return slices.DeleteFunc(Between(d.Every, d.Windows, from, to), func(p Period) bool { return !d.Applies(p, cal) })
}

// TooLate tells whether a matter that comes under a rhythm on a day owes only the next period: on the last working day of this one
// or later.
func (p Period) TooLate(came clock.Date, cal *calendar.Calendar) bool {
	return came > p.From && came <= p.To && cal.WorkdaysBetween(came, p.To) < 1
}

// Open gives the instants at which the duty of the period opens, the first midnight of the period, and
// at which it is due. The definition must be valid.
func Open(d Definition, p Period, cal *calendar.Calendar) (opens, due time.Time) {
	on, end := d.Due.day(p, cal), d.At
	if d.Every == Nightly {
		if d.Due == "" {
			on = p.To // a nightly duty is of that night, worked or not
		}
		if end == "" {
			end = nightly
		}
	}
	if end == "" {
		return cal.StartOfDay(p.From), cal.EndOfWork(on)
	}
	if t, err := calendar.ParseTimeOfDay(end); err == nil {
		return cal.StartOfDay(p.From), cal.At(on, t)
	}
	return cal.StartOfDay(p.From), cal.EndOfWork(on)
}
