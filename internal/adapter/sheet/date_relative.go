package sheet

import (
	"regexp"
	"strconv"
	"strings"

	"qinlian/internal/base/clock"
)

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

// between reads 2023年3月至6月底: the end counts (the beginning for c.start), in the year of the start. A hyphen may part a
// range or the figures of a day, so every place is tried.
func (c dateContext) between(s string) (dateReading, bool) {
	for _, at := range reBetween.FindAllStringIndex(s, 4) {
		left, right := s[:at[0]], s[at[1]:]
		if left == "" || right == "" || !strings.ContainsAny(left, "0123456789") && !reVague.MatchString(left) && !reOngoing.MatchString(left) && !strings.Contains(left, "年") {
			continue
		}
		if r, ok := c.halves(left, right); ok {
			return r, true
		}
	}
	return dateReading{}, false
}

// halves reads a range whose halves are known.
func (c dateContext) halves(left, right string) (dateReading, bool) {
	begin := left
	if digitsOnly(left) {
		switch {
		case len(left) == 4 && strings.HasSuffix(right, "年"):
			begin += "年"
		case len(left) <= 2 && strings.ContainsAny(right, "月季"):
			begin += "月"
		default:
			return dateReading{}, false
		}
	}
	inner := c
	if y := regexpYear.FindString(left); y != "" {
		inner.year, _ = strconv.Atoi(y)
		inner.yearFrom = shorten(left)
	}
	end, ok := inner.one(right)
	if !ok || end.doubt.Level == Error {
		return end, ok
	}
	inner.start = true
	first, read := inner.one(begin)
	if read = read && first.doubt.Level != Error; read && first.day > end.day {
		return badDate("date.range_backwards", "止期%[2]s早于起期%[1]s，请核对年份", "the end, %[2]s, comes before the beginning, %[1]s: check the year", first.day, end.day), true
	}
	if c.start {
		if !read {
			return unreadableDate(), true
		}
		return c.assume(first.day, "date.range", "写的是一段时间，按起始的%[1]s读", "a range of time, read as its beginning, %[1]s", first.day), true
	}
	return c.assume(end.day, "date.range", "写的是一段时间，按截止的%[1]s读", "a range of time, read as its end, %[1]s", end.day), true
}

// one reads one end of a range.
func (c dateContext) one(s string) (dateReading, bool) {
	for _, read := range []func(string) (dateReading, bool){c.full, c.inMonth, c.inYear} {
		if r, ok := read(s); ok {
			return r, true
		}
	}
	return dateReading{}, false
}

var regexpYear = regexp.MustCompile(`(?:19|20|21)\d{2}`)
