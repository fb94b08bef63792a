package cadence

import (
	"fmt"
	"regexp"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

// MonthDay is a day of every year, written MM-DD. 02-29 is 28 February in common years.
type MonthDay struct {
	Month time.Month
	Day   int
}

// ParseMonthDay reads MM-DD.
func ParseMonthDay(s string) (MonthDay, error) {
	t, err := time.Parse(time.DateOnly, "2024-"+s) // a leap year, so that 02-29 is a day
	if err != nil {
		return MonthDay{}, errs.Newf(errs.Invalid, "cadence.month_day",
			"“%[1]s”应写作 MM-DD，如 06-15", "%[1]q must be MM-DD, such as 06-15", s)
	}
	return MonthDay{t.Month(), t.Day()}, nil
}

// String gives MM-DD.
func (m MonthDay) String() string { return fmt.Sprintf("%02d-%02d", m.Month, m.Day) }

// MarshalText gives MM-DD.
func (m MonthDay) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// UnmarshalText reads MM-DD.
func (m *MonthDay) UnmarshalText(b []byte) (err error) {
	*m, err = ParseMonthDay(string(b))
	return err
}

func (m MonthDay) in(year int) clock.Date {
	return min(clock.NewDate(year, m.Month, m.Day), clock.NewDate(year, m.Month+1, 0))
}

// before tells the order within a year.
func (m MonthDay) before(o MonthDay) bool {
	return m.Month < o.Month || m.Month == o.Month && m.Day < o.Day
}

// Window is a named span of every year, both ends included: 8月6日至30日 has 25 days. One that ends
// before it begins runs over the turn of the year and belongs to the year in which it begins.
type Window struct {
	Name string   `json:"name" yaml:"name"` // the last part of its periods' keys: 2023-年中
	From MonthDay `json:"from" yaml:"from"`
	To   MonthDay `json:"to" yaml:"to"`
}

func (w Window) period(year int) Period {
	last := year
	if w.To.before(w.From) {
		last++
	}
	return Period{Key: fmt.Sprintf("%04d-%s", year, w.Name), From: w.From.in(year), To: w.To.in(last)}
}

// taken are names that would read as another period's key.
var taken = regexp.MustCompile(`^(W?\d.*|[HQ]\d.*)$`)

func validateWindows(windows []Window) *errs.Error {
	names := map[string]bool{}
	for i, w := range windows {
		switch {
		case w.Name == "" || strings.ContainsAny(w.Name, " /") || taken.MatchString(w.Name):
			return errs.Newf(errs.Invalid, "cadence.window_name",
				"时段名“%[1]s”有误：不得为空、含空格或斜杠，或形如 W23、06、H1、Q2", "window name %[1]q is wrong: not empty, no space or slash, not like W23, 06, H1, Q2", w.Name)
		case names[w.Name]:
			return errs.Newf(errs.Invalid, "cadence.window_name", "时段名“%[1]s”重复", "window name %[1]q is given twice", w.Name)
		case w.From.Month == 0 || w.To.Month == 0:
			return errs.Newf(errs.Invalid, "cadence.window_days", "时段“%[1]s”缺少 from 或 to", "window %[1]q lacks from or to", w.Name)
		}
		names[w.Name] = true
		for _, o := range windows[:i] {
			if w.overlaps(o) {
				return errs.Newf(errs.Invalid, "cadence.window_overlap",
					"时段“%[1]s”与“%[2]s”重叠", "windows %[1]q and %[2]q overlap", o.Name, w.Name)
			}
		}
	}
	return nil
}

func (w Window) overlaps(o Window) bool {
	const leap = 2024
	a := w.period(leap)
	for year := leap - 1; year <= leap+1; year++ {
		if b := o.period(year); a.From <= b.To && b.From <= a.To {
			return true
		}
	}
	return false
}
