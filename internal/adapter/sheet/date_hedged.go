package sheet

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	reTentative = regexp.MustCompile(`^\(?(?:暂定|暂拟)\)?[为于]?|[,;、]?\(?(?:暂定|暂拟|暂)\)?$`)
	reAbout     = regexp.MustCompile(`^(?:大约|大概|约)[在为]?|(?:左右|前后)$`)
	reRepublic  = regexp.MustCompile(`^(?:中华)?民国(\d{1,3})年`)
)

// hedged reads a date that is written with a reserve (暂定, 约), or by the years of the Republic of China, as the date that it
// names, and tells so.
func (c dateContext) hedged(raw string) (dateReading, bool) {
	if !strings.ContainsAny(raw, "暂约概左前民") {
		return dateReading{}, false
	}
	s := fold(raw)
	if at := reTentative.FindStringIndex(s); at != nil {
		return c.reserved(s[:at[0]]+s[at[1]:], "date.tentative", "注明是暂定，仍按%s读", "marked as tentative, read as %s all the same")
	}
	if at := reAbout.FindStringIndex(s); at != nil {
		return c.reserved(s[:at[0]]+s[at[1]:], "date.about", "写的是大约，按%s读", "about that time, read as %s")
	}
	if m := reRepublic.FindStringSubmatch(hanDigits(s)); m != nil {
		year, _ := strconv.Atoi(m[1])
		return c.reserved(strconv.Itoa(1911+year)+strings.TrimPrefix(hanDigits(s), m[0][:len(m[0])-len("年")]), "date.republic", "是民国纪年，按公历%s读", "a year of the Republic of China, read as %s")
	}
	return dateReading{}, false
}

// reserved reads the rest of a date; what cannot be read keeps its own words.
func (c dateContext) reserved(rest, code, zh, en string) (dateReading, bool) {
	if rest == "" {
		return dateReading{}, false
	}
	r := c.date(rest)
	if r.doubt.Level == Error || r.day.IsZero() && !r.ongoing {
		return r, true
	}
	as := r.day.String()
	if r.ongoing {
		as = ongoing
	}
	d := doubt(Assumed, code, zh, en, as)
	d.Assumed = as
	return r.and(d), true
}
