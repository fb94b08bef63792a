package sheet

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"qinlian/internal/base/clock"
)

// dateReading is what a date cell was taken for. Level "" means that nothing is in doubt.
type dateReading struct {
	day     clock.Date
	ongoing bool
	doubt   Doubt // Level, Code, Assumed, Text
}

// dateContext is what the cell itself does not say.
type dateContext struct {
	year       int        // 0 unknown
	yearFrom   string     // the place the year was taken from
	registered clock.Date // for 一周内
	start      bool       // a period means its first day, not its last
	before     bool       // it says 前 behind the date
}

func (c dateContext) sure(d clock.Date) dateReading { return dateReading{day: d} }

func (c dateContext) assume(d clock.Date, code, zh, en string, args ...any) dateReading {
	r := dateReading{day: d, doubt: doubt(Assumed, code, zh, en, args...)}
	r.doubt.Assumed = d.String()
	return r
}

// and tells another doubt about the same cell together with what is in doubt already.
func (r dateReading) and(d Doubt) dateReading {
	switch {
	case r.doubt.Level == Error || d.Level == "":
	case r.doubt.Level == "":
		r.doubt = d
	default:
		r.doubt.Text.Zh += "；" + d.Text.Zh
		r.doubt.Text.En += "; " + d.Text.En
	}
	return r
}

func badDate(code, zh, en string, args ...any) dateReading {
	return dateReading{doubt: doubt(Error, code, zh, en, args...)}
}

func unreadableDate() dateReading {
	return badDate("date.unreadable", "读不出日期，请写成2023年6月30日或2023-06-30", "no date can be read: write 2023-06-30")
}

// dateValue reads a date from a cell of any kind.
func (c dateContext) dateValue(v value) dateReading {
	switch v.kind {
	case date:
		if r, bad := checkDay(v.day.Year(), int(v.day.Month()), v.day.Day()); bad {
			return r
		}
		return c.sure(v.day).and(droppedTime(v.day, clockOf(v.num)))
	case month:
		return c.wholeMonth(v.day.Year(), int(v.day.Month()))
	case number:
		return c.dateNumber(v)
	}
	return c.date(v.text)
}

// dateNumber reads a number that carries no date format: a serial, 20230630, 202306, 2023.6 or 2023.
func (c dateContext) dateNumber(v value) dateReading {
	whole, frac, dotted := strings.Cut(v.text, ".")
	switch {
	case !dotted && len(whole) == 8, !dotted && len(whole) == 6, !dotted && len(whole) == 4:
		return c.date(v.text)
	case len(whole) == 5 && v.serial != 0 && v.num >= firstSerial:
		return c.assume(v.serial, "date.serial", "单元格是数字%s，按Excel日期序号读", "the cell holds the number %s, read as an Excel date serial", v.text)
	case dotted && len(frac) <= 2:
		if len(frac) == 1 && frac <= "3" || len(whole) < 4 {
			return badDate("date.lost_zero", "单元格是数字%[1]s，末尾的0可能已丢失（%[1]s还是%[1]s0），请改成文本或日期", "the cell holds the number %[1]s whose last zero may be lost (%[1]s or %[1]s0): make it text or a date", v.text)
		}
		return c.date(v.text)
	}
	return unreadableDate()
}

const (
	sep   = `[年./\-]`
	tailY = `(?:年|\.|/|-)`
)

var (
	reFull     = regexp.MustCompile(`^(\d{4}|\d{2})(` + sep + `)(\d{1,2})([月./\-])(\d{1,2})([日号]?)$`)
	reMonth    = regexp.MustCompile(`^(?:(\d{4}|\d{2})` + tailY + `)?(\d{1,2})月份?(底|末|初|上旬|中旬|下旬|中)?$`)
	reBareYM   = regexp.MustCompile(`^(\d{4})[./\-](\d{1,2})$`)
	reMonthDay = regexp.MustCompile(`^(\d{1,2})[月./\-](\d{1,2})[日号]?$`)
	reYearLast = regexp.MustCompile(`^\d{1,2}[-./]\d{1,2}[-./]\d{4}$`)
	reYear     = regexp.MustCompile(`^(?:(\d{4})年?|(今年|本年度?|当年|全年度?|年|明年|次年))(?:全年|年?(底|末|终|内|中|初))?$`)
	reHalf     = regexp.MustCompile(`^(?:(\d{4})年|(今年|本年|明年))?(上|下)半年(底|末|内)?$`)
	reQuarter  = regexp.MustCompile(`^(?:(\d{4})年|(今年|本年|明年))?第?([1-4])季度?(末|底|内)?$|^(?:(\d{4})年?)?Q([1-4])$`)
	reRelative = regexp.MustCompile(`^(\d{1,4})个?(工作日|日|天|周|星期|月|年)(?:之|以)?内$`)
	reWeekday  = regexp.MustCompile(`^(.*?\d.*?)[,、]?\(?(?:星期|周|礼拜)([一二三四五六日天末])\)?$`)
	reRepeats  = regexp.MustCompile(`^每(?:个)?(?:年|半年|季度?|月|旬|周|星期|日|天)`)
	reOngoing  = regexp.MustCompile(`长期|持续|常态|全年(推进|坚持|开展|实施)|贯穿|滚动|每(年|月|季|周|日|半年)|适时|定期`)
	reBetween  = regexp.MustCompile(`至|到|—+|–|~|-`)
	reLead     = regexp.MustCompile(`^(于|在|预计|力争|确保|计划|原则上|最迟|不晚于|截至|截止到?|拟)`)
	reTail     = regexp.MustCompile(`(之前|以前|前)?(全面|全部|基本|力争)?(完成|办结|销号|到位|见效|建成|竣工|投产|落实|完工|整改到位|完成整改)$|(之前|以前|前)$`)
)

// date reads a date as offices write it. A period means its last day (its first for c.start).
func (c dateContext) date(raw string) dateReading {
	if len(raw) > 400 {
		return unreadableDate()
	}
	if y, m, d, ok := plainDay(raw); ok {
		return c.day(y, m, d)
	}
	if y, m, d, ok := englishDay(raw); ok {
		return c.day(y, m, d)
	}
	if r, ok := c.hedged(raw); ok {
		return r
	}
	if day := reWeekday.FindStringSubmatch(fold(raw)); day != nil {
		return c.onWeekday(day[1], day[2])
	}
	if rest, at, ok := cutClock(raw); ok {
		r := c.date(rest)
		return r.and(droppedTime(r.day, at))
	}
	s := reLead.ReplaceAllString(hanDigits(fold(raw)), "")
	if tail := reTail.FindString(s); tail != "" {
		s, c.before = strings.TrimSuffix(s, tail), strings.Contains(tail, "前")
	}
	if s == "" || reYearLast.MatchString(s) { // 06-30-2023 and 30.06.2023: which is the month is not said
		return unreadableDate()
	}
	if len(s) == 8 && digitsOnly(s) {
		s = s[:4] + "-" + s[4:6] + "-" + s[6:]
	}
	if len(s) == 6 && digitsOnly(s) {
		s = s[:4] + "-" + s[4:]
	}
	if r, ok := c.full(s); ok {
		return r
	}
	for _, read := range []func(string) (dateReading, bool){c.inMonth, c.inYear, c.relative, c.between} {
		if r, ok := read(s); ok {
			return r
		}
	}
	if reRepeats.MatchString(s) || reOngoing.MatchString(s) && !strings.ContainsAny(s, "0123456789") {
		if s == "长期" || strings.HasPrefix(s, "长期坚持") || strings.HasPrefix(s, "持续推进") || strings.HasPrefix(s, "长期推进") {
			return dateReading{ongoing: true}
		}
		r := dateReading{ongoing: true, doubt: doubt(Assumed, "date.ongoing", "按长期事项处理，不设办结期限", "taken as ongoing, without a due date")}
		r.doubt.Assumed = ongoing
		return r
	}
	if len(s) == 5 && digitsOnly(s) {
		if n, _ := strconv.Atoi(s); n >= firstSerial && n < 80000 {
			d, _ := fromSerial(float64(n), false)
			return c.assume(d, "date.serial", "单元格是数字%s，按Excel日期序号读", "the cell holds the number %s, read as an Excel date serial", s)
		}
	}
	return noDay(fold(raw), s)
}

// full reads year, month and day. 2023.6-9 may be a day or a range of months and is neither.
func (c dateContext) full(s string) (dateReading, bool) {
	m := reFull.FindStringSubmatch(s)
	if m == nil {
		return dateReading{}, false
	}
	from, _ := strconv.Atoi(m[3])
	to, _ := strconv.Atoi(m[5])
	if second := m[4]; m[6] == "" && (second == "-" || second == "/") && second != m[2] && from < to && to <= 12 {
		return badDate("date.ambiguous", "可读作%[1]d月%[2]d日，也可读作%[1]d月至%[2]d月，请写清楚", "it may be day %[2]d of month %[1]d or the months %[1]d to %[2]d: write which", from, to), true
	}
	return c.day(m[1], m[3], m[5]), true
}

// plainDay cuts 2023年6月30日, 2023-06-30 and their like, which most cells hold, without a pattern.
func plainDay(s string) (y, m, d string, ok bool) {
	if len(s) < 8 || !digitsOnly(s[:4]) {
		return "", "", "", false
	}
	y, s = s[:4], s[4:]
	first := s[0]
	m, s, ok = cutNumber(s, "年")
	if ok = ok && (s == "" || first < utf8.RuneSelf && s[0] == first || first >= utf8.RuneSelf && s[0] >= utf8.RuneSelf); ok {
		d, s, ok = cutNumber(s, "月")
	}
	return y, m, d, ok && (s == "" || s == "日")
}

// cutNumber cuts a separator and the one or two digits behind it.
func cutNumber(s, han string) (digits, rest string, ok bool) {
	switch {
	case strings.HasPrefix(s, han):
		s = s[len(han):]
	case s != "" && strings.IndexByte("-./", s[0]) >= 0:
		s = s[1:]
	default:
		return "", s, false
	}
	n := 0
	for n < len(s) && n < 3 && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	return s[:n], s[n:], n == 1 || n == 2
}

func digitsOnly(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// day reads year, month and day; a year of two digits is of this century.
func (c dateContext) day(y, m, d string) dateReading {
	year, _ := strconv.Atoi(y)
	short := len(y) == 2
	if short {
		year += 2000
	}
	mm, _ := strconv.Atoi(m)
	dd, _ := strconv.Atoi(d)
	if r, bad := checkDay(year, mm, dd); bad {
		return r
	}
	day := clock.NewDate(year, time.Month(mm), dd)
	if short {
		return c.shortYear(day, year)
	}
	return c.sure(day)
}

func (c dateContext) shortYear(day clock.Date, year int) dateReading {
	return c.assume(day, "date.short_year", "年份只写了两位，按%d年读", "the year has two digits, read as %d", year)
}

// firstYear is the first that a ledger may name; earlier ones come from small numbers in date cells.
const (
	firstYear   = 1980
	firstSerial = 29221 // 1980-01-01 in the 1900 system
)

func checkDay(year, m, d int) (dateReading, bool) {
	if year < firstYear || year > 2150 {
		return badDate("date.year", "年份%d不合理，请核对", "the year %d makes no sense: check it", year), true
	}
	if m < 1 || m > 12 {
		return badDate("date.no_such_day", "没有%d月，请核对", "there is no month %d: check it", m), true
	}
	if last := clock.NewDate(year, time.Month(m)+1, 0).Day(); d < 1 || d > last {
		return badDate("date.no_such_day", "%[1]d年%[2]d月只有%[3]d天，没有%[4]d日，请核对", "month %[2]d of %[1]d has %[3]d days, not %[4]d: check it", year, m, last, d), true
	}
	return dateReading{}, false
}

// needYear gives the year that was left out; ok is false when nothing tells it.
func (c dateContext) needYear(then func(year int) dateReading) dateReading {
	if c.year == 0 {
		return badDate("date.no_year", "日期没有年份，表头和文件名里也找不到，请补上年份，或在导入时指明（命令行写 --year）", "the date has no year and neither banner nor file name tells it: add it, or give the year when importing (--year on the command line)")
	}
	r := then(c.year)
	if r.doubt.Level == Error {
		return r
	}
	return c.assume(r.day, "date.no_year", "没有写年份，按%[1]d年读（依据：%[2]s）", "the year is missing, read as %[1]d (from %[2]s)", c.year, c.yearFrom).and(r.doubt)
}

func (c dateContext) inMonth(s string) (dateReading, bool) {
	if m := reMonthDay.FindStringSubmatch(s); m != nil {
		return c.needYear(func(y int) dateReading { return c.day(strconv.Itoa(y), m[1], m[2]) }), true
	}
	if m := reBareYM.FindStringSubmatch(s); m != nil {
		y, _ := strconv.Atoi(m[1])
		mm, _ := strconv.Atoi(m[2])
		r := c.wholeMonth(y, mm)
		if m[2] == "1" && strings.Contains(s, ".") { // a spreadsheet that saves 2023.10 as text writes this
			r = r.and(doubt(Assumed, "date.lost_zero", "若本是%[1]d.10（10月），末尾的0在存为文本时丢了，请写%[1]d年10月", "should it have been %[1]d.10, October, whose last zero was lost when it was saved as text, write %[1]d年10月", y))
		}
		return r, true
	}
	m := reMonth.FindStringSubmatch(s)
	if m == nil {
		return dateReading{}, false
	}
	mm, _ := strconv.Atoi(m[2])
	read := func(y int) dateReading {
		if r, bad := checkDay(y, mm, 1); bad {
			return r
		}
		last := clock.NewDate(y, time.Month(mm)+1, 0)
		switch m[3] {
		case "底", "末":
			return c.sure(last)
		case "下旬":
			return c.part(y, mm, 21, last.Day())
		case "中旬", "中":
			return c.part(y, mm, 11, 20)
		case "上旬", "初":
			return c.part(y, mm, 1, 10)
		}
		return c.wholeMonth(y, mm)
	}
	if m[1] == "" {
		return c.needYear(read), true
	}
	y, _ := strconv.Atoi(m[1])
	if len(m[1]) == 4 {
		return read(y), true
	}
	r := read(y + 2000)
	if r.doubt.Level == Error {
		return r, true
	}
	return c.shortYear(r.day, y+2000).and(r.doubt), true
}

func (c dateContext) wholeMonth(y, m int) dateReading {
	if r, bad := checkDay(y, m, 1); bad {
		return r
	}
	return c.part(y, m, 1, clock.NewDate(y, time.Month(m)+1, 0).Day())
}

// part assumes one day for a period within a month.
func (c dateContext) part(y, m, first, last int) dateReading {
	switch {
	case c.start:
		return c.assume(clock.NewDate(y, time.Month(m), first), "date.period", "只写了时段，按第一天读", "only a period is given, read as its first day")
	case c.before:
		return c.assume(clock.NewDate(y, time.Month(m), last), "date.before_period", "“前”可指时段开始以前，也可指结束以前，按最后一天读", "\"before\" a period may mean its beginning or its end, read as its last day")
	}
	return c.assume(clock.NewDate(y, time.Month(m), last), "date.period", "只写了时段，按最后一天读", "only a period is given, read as its last day")
}

// inYear reads 年底, 上半年, 二季度末 with or without their year.
func (c dateContext) inYear(s string) (dateReading, bool) {
	var y, word string
	first, last := 1, 12 // months
	bare := false
	if m := reYear.FindStringSubmatch(s); m != nil {
		y, word = m[1], m[2]
		if word == "年" && m[3] == "" {
			return dateReading{}, false
		}
		bare = m[3] == "" || m[3] == "中" || m[3] == "初"
		switch m[3] {
		case "中":
			last = 6
		case "初":
			last = 1
		}
	} else if m := reHalf.FindStringSubmatch(s); m != nil {
		y, word, bare = m[1], m[2], m[4] == ""
		if m[3] == "上" {
			last = 6
		} else {
			first = 7
		}
	} else if m := reQuarter.FindStringSubmatch(s); m != nil {
		y, word, bare = m[1]+m[5], m[2], m[4] == ""
		q, _ := strconv.Atoi(m[3] + m[6])
		first, last = 3*q-2, 3*q
	} else {
		return dateReading{}, false
	}
	read := func(year int) dateReading {
		if r, bad := checkDay(year, last, 1); bad {
			return r
		}
		day := clock.NewDate(year, time.Month(last)+1, 0)
		if c.start {
			day = clock.NewDate(year, time.Month(first), 1)
		}
		if bare || c.start {
			return c.part(year, int(day.Month()), day.Day(), day.Day())
		}
		return c.sure(day)
	}
	if y != "" {
		year, _ := strconv.Atoi(y)
		return read(year), true
	}
	if word == "明年" || word == "次年" {
		return c.needYear(func(year int) dateReading { return read(year + 1) }), true
	}
	return c.needYear(read), true
}
