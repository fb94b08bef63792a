package cadence

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

// Period is one turn of a rhythm, both days included. The key names it and tells its rhythm.
type Period struct {
	Key  string     `json:"key"`
	From clock.Date `json:"from"`
	To   clock.Date `json:"to"`
}

// Contains tells whether d lies in the period.
func (p Period) Contains(d clock.Date) bool { return p.From <= d && d <= p.To }

// Days is the number of calendar days in the period.
func (p Period) Days() int { return int(p.To-p.From) + 1 }

// PeriodOf finds the period in which d lies. It is false between windows, and for an unknown rhythm.
func PeriodOf(every Every, windows []Window, d clock.Date) (Period, bool) {
	year, month, day := d.Time().Date()
	switch every {
	case Nightly:
		return Period{d.String(), d, d}, true
	case Weekly:
		monday := d - clock.Date((int(d.Weekday())+6)%7)
		isoYear, week := d.Time().ISOWeek()
		return Period{key(isoYear, "-W", week, 2), monday, monday + 6}, true
	case HalfMonthly:
		if day <= 15 {
			return Period{key(year, "-", int(month), 2) + "-H1", clock.NewDate(year, month, 1), clock.NewDate(year, month, 15)}, true
		}
		return Period{key(year, "-", int(month), 2) + "-H2", clock.NewDate(year, month, 16), clock.NewDate(year, month+1, 0)}, true
	case Monthly:
		return months(key(year, "-", int(month), 2), year, month, 1), true
	case Quarterly:
		n := (month - 1) / 3
		return months(key(year, "-Q", int(n)+1, 1), year, 3*n+1, 3), true
	case HalfYearly:
		n := (month - 1) / 6
		return months(key(year, "-H", int(n)+1, 1), year, 6*n+1, 6), true
	case Yearly:
		return months(fmt.Sprintf("%04d", year), year, time.January, 12), true
	case Windows:
		for _, w := range windows {
			for _, y := range []int{year, year - 1} {
				if p := w.period(y); p.Contains(d) {
					return p, true
				}
			}
		}
	}
	return Period{}, false
}

// key writes 2023-W23, 2023-06, 2023-Q2: a year and a number of so many digits.
func key(year int, between string, n, digits int) string {
	b := make([]byte, 0, 16)
	for _, scale := range []int{1000, 100, 10, 1} {
		b = append(b, byte('0'+year/scale%10))
	}
	b = append(b, between...)
	if digits == 2 {
		b = append(b, byte('0'+n/10%10))
	}
	return string(append(b, byte('0'+n%10)))
}

func months(key string, year int, first time.Month, n time.Month) Period {
	return Period{key, clock.NewDate(year, first, 1), clock.NewDate(year, first+n, 0)}
}

// Next is the period that follows p in the same rhythm. It is the zero Period for windows without any.
func Next(every Every, windows []Window, p Period) Period {
	if every != Windows {
		next, _ := PeriodOf(every, windows, p.To+1)
		return next
	}
	var next Period
	for year := p.To.Year(); year <= p.To.Year()+1; year++ {
		for _, w := range windows {
			if q := w.period(year); q.From > p.To && (next == Period{} || q.From < next.From) {
				next = q
			}
		}
	}
	return next
}

// Between lists the periods that overlap [from, to], in order.
func Between(every Every, windows []Window, from, to clock.Date) []Period {
	p, ok := PeriodOf(every, windows, from)
	if !ok {
		p = Next(every, windows, Period{To: from - 1})
	}
	var out []Period
	for ; (p != Period{}) && p.From <= to; p = Next(every, windows, p) {
		out = append(out, p)
	}
	return out
}

// InYear lists the periods that belong to the year, each to exactly one: weeks to their ISO year, a
// window over the turn of the year to the one in which it begins.
func InYear(every Every, windows []Window, year int) []Period {
	first, last := clock.NewDate(year, time.January, 1), clock.NewDate(year, time.December, 31)
	prefix := fmt.Sprintf("%04d", year)
	return slices.DeleteFunc(Between(every, windows, first-3, last+3), func(p Period) bool {
		return !strings.HasPrefix(p.Key, prefix)
	})
}

var keys = map[Every]*regexp.Regexp{
	Nightly:     regexp.MustCompile(`^\d{4}-\d\d-\d\d$`),
	Weekly:      regexp.MustCompile(`^\d{4}-W\d\d$`),
	HalfMonthly: regexp.MustCompile(`^\d{4}-\d\d-H[12]$`),
	Monthly:     regexp.MustCompile(`^\d{4}-\d\d$`),
	Quarterly:   regexp.MustCompile(`^\d{4}-Q[1-4]$`),
	HalfYearly:  regexp.MustCompile(`^\d{4}-H[12]$`),
	Yearly:      regexp.MustCompile(`^\d{4}$`),
}

// ParsePeriod reads a period back from its key. Keys of windows need the windows, which the key only
// names.
func ParsePeriod(key string, windows ...Window) (Period, error) {
	wrong := errs.Newf(errs.Invalid, "cadence.period",
		"“%[1]s”不是周期；应如 2023-W23、2023-06-H1、2023-06、2023-Q2、2023-H1、2023、2023-06-05 或 2023-时段名",
		"%[1]q is not a period; write 2023-W23, 2023-06-H1, 2023-06, 2023-Q2, 2023-H1, 2023, 2023-06-05 or 2023-<window>", key)
	if len(key) < 4 {
		return Period{}, wrong
	}
	year, err := strconv.ParseUint(key[:4], 10, 16)
	if err != nil {
		return Period{}, wrong
	}
	for every, form := range keys {
		if !form.MatchString(key) {
			continue
		}
		if p, ok := PeriodOf(every, nil, someDay(every, int(year), key)); ok && p.Key == key {
			return p, nil
		}
		return Period{}, wrong
	}
	for _, w := range windows {
		if p := w.period(int(year)); p.Key == key {
			return p, nil
		}
	}
	return Period{}, wrong
}

// someDay is a day of the period that a well-formed key names; a number out of range gives a day of
// another period.
func someDay(every Every, year int, key string) clock.Date {
	number := func(from, to int) int {
		n, _ := strconv.Atoi(key[from:to]) // the form has digits there
		return n
	}
	switch every {
	case Nightly:
		return clock.NewDate(year, time.Month(number(5, 7)), number(8, 10))
	case Weekly:
		// 4 January lies in the first ISO week.
		return clock.NewDate(year, time.January, 4+7*(number(6, 8)-1))
	case HalfMonthly:
		return clock.NewDate(year, time.Month(number(5, 7)), 15*number(9, 10)-14)
	case Monthly:
		return clock.NewDate(year, time.Month(number(5, 7)), 1)
	case Quarterly:
		return clock.NewDate(year, time.Month(3*number(6, 7)-2), 1)
	case HalfYearly:
		return clock.NewDate(year, time.Month(6*number(6, 7)-5), 1)
	default:
		return clock.NewDate(year, time.January, 1)
	}
}
