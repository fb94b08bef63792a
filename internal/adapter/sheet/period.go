package sheet

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
)

// period is the time that the name of a sheet tells: 5月, 2023年5月, 23年5月上旬, 202305, 6.15, 第3周, 二季度, 上半年.
type period struct {
	sort byte // 'm' a month or a part of one, 'w' a week, 'q' a quarter, 'h' a half year: those of one sort compare
	year int  // 0 where none is told
	n    int  // within the year; of a month its number × 100 and the day that its part ends on
	day  bool // a month and a day in figures alone, as numbers of tables are
}

// wholeMonth is in place of a day: what tells of the whole month comes after what tells of a part.
const wholeMonth = 40

var (
	rePeriodBlank = regexp.MustCompile(`(\d)\s+(\d)`)
	rePeriodLimit = regexp.MustCompile(`[年月日号底末度](之|以)?前`)
	rePeriodYear  = regexp.MustCompile(`(20\d\d)`)
	rePeriodMonth = regexp.MustCompile(`(?:(\d\d|20\d\d)年度?[.\-]?|(20\d\d)[.\-/_]?)?(\d{1,2})月份?(?:(\d{1,2})|(上|中|下)旬|(上|下)半月|第(\d)周)?`)
	rePeriodWeek  = regexp.MustCompile(`第(\d{1,2})周|^(\d{1,2})周$`)
	rePeriodQuart = regexp.MustCompile(`([1-4])季度|Q([1-4])`)
	rePeriodHalf  = regexp.MustCompile(`(上|下)半年`)
	rePeriodBare  = regexp.MustCompile(`^(20\d\d)[.\-/_](\d{1,2})(?:[.\-/_](\d{1,2}))?$|^(20\d\d)(\d\d)(\d\d)?$`)
	rePeriodDay   = regexp.MustCompile(`^(\d{1,2})\.(\d{1,2})$`)
	periodPart    = map[string]int{"上旬": 10, "中旬": 20, "下旬": 31, "上半月": 15, "下半月": 31, "上半年": 1, "下半年": 2}
)

// periodOf reads the name of a sheet. One that says until when (6月底前) tells of a limit and not of its own time.
func periodOf(name string) (p period, ok bool) {
	name = hanDigits(fold(rePeriodBlank.ReplaceAllString(name, "$1.$2")))
	if rePeriodLimit.MatchString(name) {
		return p, false
	}
	figure := func(s string) int { n, _ := strconv.Atoi(s); return n }
	if m := rePeriodYear.FindStringSubmatch(name); m != nil {
		p.year = figure(m[1])
	}
	month := func(month, part int) (period, bool) {
		p.sort, p.n = 'm', month*100+cmp.Or(part, wholeMonth)
		return p, month >= 1 && month <= 12 && part <= 31
	}
	if all := rePeriodMonth.FindAllStringSubmatch(name, -1); all != nil { // of 2023年12月-2024年1月 the last
		for _, m := range all {
			if year := figure(m[1] + m[2]); year > 0 {
				p.year = year%100 + 2000
			}
		}
		m := all[len(all)-1]
		part := figure(m[4]) + figure(m[7])*6
		if m[5] != "" {
			part = periodPart[m[5]+"旬"]
		} else if m[6] != "" {
			part = periodPart[m[6]+"半月"]
		}
		return month(figure(m[3]), part)
	}
	if m := rePeriodBare.FindStringSubmatch(name); m != nil {
		return month(figure(m[2]+m[5]), figure(m[3]+m[6]))
	}
	if m := rePeriodDay.FindStringSubmatch(name); m != nil {
		p.day = true
		return month(figure(m[1]), figure(m[2]))
	}
	if m := rePeriodQuart.FindStringSubmatch(name); m != nil {
		p.sort, p.n = 'q', figure(m[1]+m[2])
	} else if m := rePeriodWeek.FindStringSubmatch(name); m != nil {
		p.sort, p.n = 'w', figure(m[1]+m[2])
	} else if m := rePeriodHalf.FindString(name); m != "" {
		p.sort, p.n = 'h', periodPart[m]
	}
	return p, p.n > 0 && p.n <= 53
}

// crosses is from which step on two times of a sort lie on both sides of the end of a year, where no year is told: 12月 and then 1月.
var crosses = map[byte]int{'m': 1000, 'w': 40, 'q': 3, 'h': 2}

// InTime ranks the sheets of a workbook that are called after the times they tell of, the earliest 0; sheets of one time share a
// rank. It is nil where fewer than two of one sort are, or where their years cannot be told. Times without a year are those of the
// year that others name, or of one and the same, unless the sheets stand in their order, or the newest first, across the end of one:
// 11月, 12月, 1月.
func InTime(sheets []string) map[string]int {
	all, sorts := map[string]period{}, map[byte][]string{}
	long := false
	for _, name := range sheets {
		if p, ok := periodOf(name); ok {
			all[name] = p
			sorts[p.sort] = append(sorts[p.sort], name)
			long = long || p.day && p.n%100 > 12
		}
	}
	var names []string
	for _, sort := range []byte{'m', 'w', 'q', 'h'} {
		of := sorts[sort]
		if !long { // 1.1, 1.2: no more than numbers
			of = slices.DeleteFunc(of, func(name string) bool { return all[name].day })
		}
		if len(of) > len(names) {
			names = of
		}
	}
	if len(names) < 2 || !dated(names, all) {
		return nil
	}
	earlier := func(a, b string) int { return cmp.Or(all[a].year-all[b].year, all[a].n-all[b].n) }
	slices.SortStableFunc(names, earlier)
	rank := map[string]int{names[0]: 0}
	for i, name := range names[1:] {
		rank[name] = rank[names[i]]
		if earlier(names[i], name) < 0 {
			rank[name]++
		}
	}
	return rank
}

// dated gives every time a year; false where that cannot be told.
func dated(names []string, all map[string]period) bool {
	told := map[int]bool{} // years
	every := true
	year, up, down := 0, false, false
	years := make([]int, len(names)) // counted from the first
	for i, name := range names {
		p := all[name]
		if told[p.year] = true; p.year == 0 {
			every = false
			delete(told, 0)
		}
		if i > 0 {
			step, end := p.n-all[names[i-1]].n, crosses[p.sort]
			switch {
			case step <= -end:
				year++
			case step >= end:
				year--
			}
			up, down = up || step > 0 && step < end || step <= -end, down || step < 0 && step > -end || step >= end
		}
		years[i] = year
	}
	if every {
		return true
	}
	if up && down { // in no order
		if len(told) > 1 {
			return false
		}
		from := turn(names, all)
		for i, name := range names {
			if years[i] = 0; all[name].n/100 >= from {
				years[i] = -1
			}
		}
	}
	base, known := 0, false
	for i, name := range names {
		if p := all[name]; p.year > 0 {
			if known && p.year-years[i] != base {
				return false
			}
			base, known = p.year-years[i], true
		}
	}
	for i, name := range names {
		p := all[name]
		p.year = base + years[i]
		all[name] = p
	}
	return true
}

// turn is from which month on those in no order are of the year before: 11 of 2月, 1月, 11月, 12月. It is none where they do not lie
// around the end of a year with half a year between.
func turn(names []string, all map[string]period) (from int) {
	const none = 99
	var has [13]bool
	for _, name := range names {
		p := all[name]
		if p.sort != 'm' {
			return none
		}
		has[p.n/100] = true
	}
	if !has[1] || !has[12] {
		return none
	}
	last := 1
	for month := 2; month <= 12; month++ {
		if has[month] {
			if month-last >= 6 {
				return month
			}
			last = month
		}
	}
	return none
}

// After tells whether a sheet is called after a later time than another that is not beside it; known is false where their names do
// not tell. Without years, what is nearer counts: 1月 comes after 12月, and before 3月.
func After(sheet, other string) (after, known bool) {
	a, okA := periodOf(sheet)
	b, okB := periodOf(other)
	if !okA || !okB || a.sort != b.sort {
		return false, false
	}
	if a.year > 0 && b.year > 0 {
		return cmp.Or(a.year-b.year, a.n-b.n) > 0, true
	}
	of := map[byte]int{'m': 1200, 'w': 52, 'q': 4, 'h': 2}[a.sort]
	ahead := ((a.n-b.n)%of + of) % of
	return ahead > 0 && ahead <= of/2, true
}

// inTime puts the sheets that are called after times in the order of these, in the places that they have among the others: what is
// told of a matter last is the newest.
func inTime(sheets []sheetPart, names []string) {
	rank := InTime(names)
	var at []int
	var timed []sheetPart
	for i, s := range sheets {
		if _, ok := rank[s.name]; ok {
			at, timed = append(at, i), append(timed, s)
		}
	}
	slices.SortStableFunc(timed, func(a, b sheetPart) int { return rank[a.name] - rank[b.name] })
	for i, s := range timed {
		sheets[at[i]] = s
	}
}
