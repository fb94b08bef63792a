package sheet

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
)

// period is the time that the name of a sheet tells: 5月, 2023年5月, 202305, 6.15, 20230615, 第3周, 二季度.
type period struct {
	sort byte // 'm' a month or a day of one, 'w' a week, 'q' a quarter: those of one sort compare
	year int  // 0 where none is told
	n    int  // within the year
}

var (
	rePeriodYear  = regexp.MustCompile(`(20\d\d)年`)
	rePeriodMonth = regexp.MustCompile(`(?:(20\d\d)[.\-/_])?(\d{1,2})月份?(?:(\d{1,2})[日号])?`)
	rePeriodWeek  = regexp.MustCompile(`第?(\d{1,2})周`)
	rePeriodQuart = regexp.MustCompile(`第?([1-4])季度?`)
	rePeriodBare  = regexp.MustCompile(`^(20\d\d)[.\-/_]?(0\d|1[0-2]|[1-9])(?:[.\-/_]?([0-3]\d|[1-9]))?$|^(\d{1,2})[.\-](\d{1,2})$`)
)

// periodOf reads the name of a sheet. One that says until when (6月底前) tells of a limit and not of its own time.
func periodOf(name string) (p period, ok bool) {
	name = hanDigits(fold(name))
	if strings.Contains(name, "前") {
		return p, false
	}
	figure := func(s string) int { n, _ := strconv.Atoi(s); return n }
	if m := rePeriodYear.FindStringSubmatch(name); m != nil {
		p.year = figure(m[1])
	}
	day := func(month, of string) (period, bool) {
		p.sort, p.n = 'm', figure(month)*32+figure(of)
		return p, p.n >= 32 && p.n < 13*32 && figure(of) < 32
	}
	if all := rePeriodMonth.FindAllStringSubmatch(name, -1); all != nil { // of 1月-5月 the last
		m := all[len(all)-1]
		p.year = cmp.Or(figure(m[1]), p.year)
		return day(m[2], m[3])
	}
	if m := rePeriodWeek.FindStringSubmatch(name); m != nil {
		p.sort, p.n = 'w', figure(m[1])
		return p, true
	}
	if m := rePeriodQuart.FindStringSubmatch(name); m != nil {
		p.sort, p.n = 'q', figure(m[1])
		return p, true
	}
	if m := rePeriodBare.FindStringSubmatch(name); m != nil {
		p.year = figure(m[1])
		return day(m[2]+m[4], m[3]+m[5])
	}
	return p, false
}

// InTime ranks the sheets of a workbook that are called after the times they tell of, the earliest 0; sheets of one time share a
// rank. It is nil where fewer than two of one sort are, or where some name the year and others do not. Months without a year are
// those of one year, unless the sheets follow each other without a gap across its end: 11月, 12月, 1月.
func InTime(sheets []string) map[string]int {
	all, sorts := map[string]period{}, map[byte][]string{}
	for _, name := range sheets {
		if p, ok := periodOf(name); ok {
			all[name] = p
			sorts[p.sort] = append(sorts[p.sort], name)
		}
	}
	var names []string
	for _, sort := range []byte{'m', 'w', 'q'} {
		if of := sorts[sort]; len(of) > len(names) {
			names = of
		}
	}
	if len(names) < 2 || slices.ContainsFunc(names, func(name string) bool { return (all[name].year == 0) != (all[names[0]].year == 0) }) {
		return nil
	}
	if all[names[0]].year == 0 {
		acrossTheYear(names, all)
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

// acrossTheYear dates months that follow each other in the workbook, from the earliest on or from the newest back.
func acrossTheYear(names []string, all map[string]period) {
	if slices.ContainsFunc(names, func(name string) bool { return all[name].sort != 'm' || all[name].n%32 != 0 }) {
		return
	}
	month := func(i int) int { return all[names[i]].n / 32 }
	for _, step := range []int{1, 11} {
		years := make([]int, len(names))
		years[0] = len(names)
		for i := 1; i < len(names); i++ {
			if (month(i-1)+step-month(i))%12 != 0 {
				years = nil
				break
			}
			years[i] = years[i-1]
			switch {
			case step == 1 && month(i) == 1:
				years[i]++
			case step == 11 && month(i) == 12:
				years[i]--
			}
		}
		for i, year := range years {
			p := all[names[i]]
			p.year = year
			all[names[i]] = p
		}
		if years != nil {
			return
		}
	}
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
