package sheet

import (
	"regexp"
	"strconv"
	"strings"

	"qinlian/internal/base/clock"
)

// confirm turns a sure reading of a period into an assumption.
func (c dateContext) confirm(r dateReading) dateReading {
	if r.doubt.Level != "" {
		return r
	}
	return c.part(r.day.Year(), int(r.day.Month()), r.day.Day(), r.day.Day())
}

// onWeekday reads 2023年6月30日(星期五) and holds the two against each other.
func (c dateContext) onWeekday(rest, written string) dateReading {
	r := c.date(rest)
	if r.day.IsZero() || r.doubt.Level == Error || written == "末" {
		return r
	}
	if is := []rune("日一二三四五六")[r.day.Weekday()]; string(is) != strings.ReplaceAll(written, "天", "日") {
		return c.assume(r.day, "date.weekday", "写的是星期%[1]s，%[2]s却是星期%[3]s，以日期为准", "it says weekday %[1]s, but %[2]s is %[3]s: the date counts", written, r.day, string(is))
	}
	return r
}

// relative reads 一周内 against the day of registration. Working days belong to the calendar and are
// not counted here.
func (c dateContext) relative(s string) (dateReading, bool) {
	m := reRelative.FindStringSubmatch(s)
	if m == nil {
		return dateReading{}, false
	}
	n, _ := strconv.Atoi(m[1])
	if c.registered.IsZero() || m[2] == "工作日" {
		return badDate("date.relative", "是相对期限，没有登记日期可推算（工作日须由日历推算），请写明日期", "a relative term without a registration date (working days are for the calendar): give the date"), true
	}
	day := c.registered
	switch m[2] {
	case "日", "天":
		day += clock.Date(n)
	case "周", "星期":
		day += clock.Date(7 * n)
	case "月":
		day = day.AddMonths(n)
	case "年":
		day = day.AddMonths(12 * n)
	}
	if r, bad := checkDay(day.Year(), 1, 1); bad {
		return r, true
	}
	return c.assume(day, "date.relative", "是相对期限，从登记日期%s起算", "a relative term, counted from the registration on %s", c.registered), true
}

// between reads 2023年3月至6月底: the end counts, in the year of the start.
func (c dateContext) between(s string) (dateReading, bool) {
	m := reRange.FindStringSubmatch(s)
	if m == nil {
		return dateReading{}, false
	}
	inner, end := c, m[2]
	if y := regexpYear.FindString(m[1]); y != "" {
		inner.year, _ = strconv.Atoi(y)
		inner.yearFrom = shorten(m[1])
	}
	if digitsOnly(m[1]) && !strings.ContainsAny(end, "月季") {
		return dateReading{}, false
	}
	if c.start {
		if end = m[1]; !strings.ContainsAny(end, "月季./-") {
			end += "月"
		}
	}
	for _, read := range []func(string) (dateReading, bool){
		func(s string) (dateReading, bool) {
			f := reFull.FindStringSubmatch(s)
			if f == nil {
				return dateReading{}, false
			}
			return inner.day(f[1], f[2], f[3]), true
		}, inner.inMonth, inner.inYear,
	} {
		if r, ok := read(end); ok {
			if r.doubt.Level == Error {
				return r, true
			}
			return c.assume(r.day, "date.range", "写的是一段时间，取%[1]s", "a range of time, read as %[1]s", r.day), true
		}
	}
	return dateReading{}, false
}

var regexpYear = regexp.MustCompile(`(?:19|20|21)\d{2}`)
