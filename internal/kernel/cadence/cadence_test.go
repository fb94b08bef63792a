package cadence

import (
	"slices"
	"strings"
	"testing"
	"time"

	"go.yaml.in/yaml/v3"
	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
)

func date(s string) clock.Date { return clock.MustDate(s) }

func window(name, from, to string) Window {
	w := Window{Name: name}
	for _, err := range []error{w.From.UnmarshalText([]byte(from)), w.To.UnmarshalText([]byte(to))} {
		if err != nil {
			panic(err)
		}
	}
	return w
}

var seasons = []Window{window("年初", "01-10", "02-20"), window("年中", "06-15", "07-31"), window("跨年", "12-20", "01-05")}

func TestEveryDateHasItsPeriod(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		every         Every
		on            string
		key, from, to string
	}{
		{Nightly, "2023-06-05", "2023-06-05", "2023-06-05", "2023-06-05"},
		{Weekly, "2023-06-05", "2023-W23", "2023-06-05", "2023-06-11"},
		{Weekly, "2023-01-01", "2022-W52", "2022-12-26", "2023-01-01"},
		{Weekly, "2020-12-31", "2020-W53", "2020-12-28", "2021-01-03"},
		{Weekly, "2024-12-30", "2025-W01", "2024-12-30", "2025-01-05"},
		{HalfMonthly, "2023-06-15", "2023-06-H1", "2023-06-01", "2023-06-15"},
		{HalfMonthly, "2023-06-16", "2023-06-H2", "2023-06-16", "2023-06-30"},
		{HalfMonthly, "2024-02-29", "2024-02-H2", "2024-02-16", "2024-02-29"},
		{Monthly, "2023-12-31", "2023-12", "2023-12-01", "2023-12-31"},
		{Quarterly, "2023-06-30", "2023-Q2", "2023-04-01", "2023-06-30"},
		{HalfYearly, "2023-06-30", "2023-H1", "2023-01-01", "2023-06-30"},
		{HalfYearly, "2023-07-01", "2023-H2", "2023-07-01", "2023-12-31"},
		{Yearly, "2023-07-01", "2023", "2023-01-01", "2023-12-31"},
		{Windows, "2023-06-15", "2023-年中", "2023-06-15", "2023-07-31"},
		{Windows, "2024-01-05", "2023-跨年", "2023-12-20", "2024-01-05"},
		{Windows, "2023-08-01", "", "", ""},
		{"sometimes", "2023-08-01", "", "", ""},
	} {
		p, ok := PeriodOf(tt.every, seasons, date(tt.on))
		if ok != (tt.key != "") || p.Key != tt.key || p.From.String() != tt.from || p.To.String() != tt.to {
			t.Errorf("%s on %s: %+v (%s to %s)", tt.every, tt.on, p, p.From, p.To)
		}
	}
}

func TestAYearHoldsSoManyPeriods(t *testing.T) {
	t.Parallel()
	for year, weeks := range map[int]int{2020: 53, 2021: 52, 2023: 52, 2025: 52, 2026: 53} {
		for every, want := range map[Every]int{Weekly: weeks, HalfMonthly: 24, Monthly: 12, Quarterly: 4, HalfYearly: 2, Yearly: 1, Windows: 3} {
			if got := len(InYear(every, seasons, year)); got != want {
				t.Errorf("%d has %d %s periods, want %d", year, got, every, want)
			}
		}
	}
	if len(InYear(Nightly, nil, 2023)) != 365 || len(InYear(Nightly, nil, 2024)) != 366 {
		t.Error("a year has as many nights as days")
	}
	total := 3*len(InYear(Weekly, nil, 2023)) + 7*len(InYear(HalfMonthly, nil, 2023)) + 25*len(InYear(Monthly, nil, 2023))
	if total != 624 {
		t.Errorf("3 red, 7 amber and 25 green matters make %d reviews in 2023, want 624", total)
	}
}

func TestAWindowHoldsBothItsEnds(t *testing.T) {
	t.Parallel()
	p, _ := PeriodOf(Windows, []Window{window("征集", "08-06", "08-30")}, date("2023-08-30"))
	if p.Days() != 25 {
		t.Errorf("8月6日至30日 has %d days", p.Days())
	}
	leap := []Window{window("二月", "02-10", "02-29")}
	if p := InYear(Windows, leap, 2023)[0]; p.To != date("2023-02-28") {
		t.Errorf("in a common year it ends on %s", p.To)
	}
}

func TestPeriodsFollowEachOther(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		every := rapid.SampledFrom(Rhythms()).Draw(t, "every")
		d := clock.Date(rapid.Int32Range(15000, 25000).Draw(t, "day"))
		p, ok := PeriodOf(every, seasons, d)
		if ok && !p.Contains(d) {
			t.Fatalf("%+v does not contain %s", p, d)
		}
		if !ok {
			p = Next(every, seasons, Period{To: d})
		}
		back, err := ParsePeriod(p.Key, seasons...)
		if err != nil || back != p {
			t.Fatalf("%+v reads back as %+v, %v", p, back, err)
		}
		next := Next(every, seasons, p)
		if every != Windows && next.From != p.To+1 || next.From <= p.To {
			t.Fatalf("%+v is followed by %+v", p, next)
		}
		all := Between(every, seasons, d, d+500)
		for i, q := range all {
			if q.To < d || q.From > d+500 || i > 0 && q != Next(every, seasons, all[i-1]) {
				t.Fatalf("%+v is not in order or outside %s + 500", q, d)
			}
		}
	})
}

func TestKeysThatNameNoPeriodAreRefused(t *testing.T) {
	t.Parallel()
	for _, key := range []string{"", "23", "2023-W00", "2023-W53", "2023-13", "2023-00", "2023-06-H3", "2023-Q5", "2023-H3", "2023-02-30", "2023-年末", "2023-", "abcd", "-023"} {
		if p, err := ParsePeriod(key, seasons...); !errs.Is(err, "cadence.period") {
			t.Errorf("%q: %+v, %v", key, p, err)
		}
	}
}

func TestDuties(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		d        Definition
		key, due string
	}{
		"a month ends with its last working day":     {Definition{Every: Monthly}, "2023-09", "2023-09-28 17:30"},
		"a week ends on a make-up Saturday":          {Definition{Every: Weekly}, "2026-W19", "2026-05-09 17:30"},
		"a week without working days ends on Sunday": {Definition{Every: Weekly}, "2026-W08", "2026-02-22 17:30"},
		"National Day's week ends on its make-up":    {Definition{Every: Weekly}, "2023-W40", "2023-10-08 17:30"},
		"an ordinary week ends on Friday":            {Definition{Every: Weekly, Due: "end"}, "2023-W23", "2023-06-09 17:30"},
		"working days after the end":                 {Definition{Every: Monthly, Due: "+3wd"}, "2023-09", "2023-10-09 17:30"},
		"calendar days after the end roll":           {Definition{Every: Monthly, Due: "+5d"}, "2023-09", "2023-10-07 17:30"},
		"a day of the period":                        {Definition{Every: Monthly, Due: "day 15"}, "2023-06", "2023-06-15 17:30"},
		"a day of the period rolls":                  {Definition{Every: Monthly, Due: "day 15"}, "2023-07", "2023-07-17 17:30"},
		"a day beyond the period is its last":        {Definition{Every: Monthly, Due: "day 31"}, "2023-06", "2023-06-30 17:30"},
		"a time of its own":                          {Definition{Every: Weekly, At: "12:00"}, "2023-W23", "2023-06-09 12:00"},
		"a night is due at ten":                      {Definition{Every: Nightly}, "2023-10-01", "2023-10-01 22:00"},
		"a night at another time":                    {Definition{Every: Nightly, At: "20:30"}, "2023-10-01", "2023-10-01 20:30"},
		"a window ends with its last working day":    {Definition{Every: Windows, Windows: seasons}, "2023-年中", "2023-07-31 17:30"},
		"a half month":                               {Definition{Every: HalfMonthly}, "2023-10-H1", "2023-10-13 17:30"},
	} {
		if err := tt.d.Validate(); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		p, err := ParsePeriod(tt.key, tt.d.Windows...)
		if err != nil {
			t.Fatal(err)
		}
		opens, due := Open(tt.d, p, calendar.Builtin())
		if got := due.In(calendar.Location()).Format("2006-01-02 15:04"); got != tt.due {
			t.Errorf("%s: due %s, want %s", name, got, tt.due)
		}
		if got := opens.In(calendar.Location()).Format("2006-01-02 15:04"); got != p.From.String()+" 00:00" {
			t.Errorf("%s: opens %s", name, got)
		}
	}
}

func TestWorkdaysAskForNothingWhereNobodyWorks(t *testing.T) {
	t.Parallel()
	cal := calendar.Builtin()
	for name, tt := range map[string]struct {
		d        Definition
		from, to string
		want     string
	}{
		"nights with holidays":    {Definition{Every: Nightly}, "2023-09-28", "2023-09-30", "2023-09-28 2023-09-29 2023-09-30"},
		"nights without":          {Definition{Every: Nightly, Workdays: true}, "2023-09-28", "2023-10-07", "2023-09-28 2023-10-07"},
		"weeks with the festival": {Definition{Every: Weekly}, "2026-02-09", "2026-02-24", "2026-W07 2026-W08 2026-W09"},
		"weeks without":           {Definition{Every: Weekly, Workdays: true}, "2026-02-09", "2026-02-24", "2026-W07 2026-W09"},
	} {
		var got []string
		for _, p := range tt.d.Periods(cal, date(tt.from), date(tt.to)) {
			got = append(got, p.Key)
		}
		if strings.Join(got, " ") != tt.want {
			t.Errorf("%s: %v, want %s", name, got, tt.want)
		}
	}
}

func TestADutyIsDueInOrAfterItsPeriod(t *testing.T) {
	t.Parallel()
	cal := calendar.Builtin()
	rapid.Check(t, func(t *rapid.T) {
		d := Definition{
			Every: rapid.SampledFrom(Rhythms()).Draw(t, "every"), Windows: seasons,
			Due: rapid.SampledFrom([]DueRule{"", "end", "day 1", "day 15", "+3wd", "+2d"}).Draw(t, "due"),
		}
		start := clock.Date(rapid.Int32Range(18000, 21000).Draw(t, "day"))
		last := time.Time{}
		for _, p := range d.Periods(cal, start, start+100) {
			opens, due := Open(d, p, cal)
			if !opens.Before(due) || due.Before(last) {
				t.Fatalf("%+v opens %s and is due %s, the one before %s", p, opens, due, last)
			}
			last = due
		}
	})
}

func TestADefinitionIsReadFromYAML(t *testing.T) {
	t.Parallel()
	var d Definition
	err := yaml.Unmarshal([]byte("every: windows\nwindows:\n  - { name: 年中, from: 06-15, to: 07-31 }\ndue: +3wd\nat: \"12:00\"\nworkdays: true\n"), &d)
	want := Definition{Every: Windows, Windows: seasons[1:2], Due: "+3wd", At: "12:00", Workdays: true}
	if err != nil || d.Validate() != nil || !slices.Equal(d.Windows, want.Windows) || d.Due != want.Due || d.At != want.At || !d.Workdays {
		t.Errorf("%+v, %v", d, err)
	}
}

func TestAWrongDefinitionNamesItsField(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		d    Definition
		want string
	}{
		"an unknown rhythm":       {Definition{Every: "fortnightly"}, "every"},
		"windows without any":     {Definition{Every: Windows}, "windows"},
		"windows of a month":      {Definition{Every: Monthly, Windows: seasons}, "windows"},
		"a window like a quarter": {Definition{Every: Windows, Windows: []Window{window("Q2", "04-01", "06-30")}}, "windows"},
		"a window given twice":    {Definition{Every: Windows, Windows: []Window{window("a", "04-01", "04-30"), window("a", "05-01", "05-30")}}, "windows"},
		"windows that overlap":    {Definition{Every: Windows, Windows: []Window{window("a", "12-01", "01-15"), window("b", "01-15", "02-01")}}, "windows"},
		"a window without days":   {Definition{Every: Windows, Windows: []Window{{Name: "a"}}}, "windows"},
		"an unknown due rule":     {Definition{Every: Monthly, Due: "+1mo"}, "due"},
		"half a day after":        {Definition{Every: Monthly, Due: "+0.5wd"}, "due"},
		"a day that is none":      {Definition{Every: Monthly, Due: "day 0"}, "due"},
		"a time that is none":     {Definition{Every: Nightly, At: "10pm"}, "at"},
	} {
		err := tt.d.Validate()
		if errs.KindOf(err) != errs.Invalid || !strings.HasPrefix(errs.Message(err, text.En), tt.want+": ") {
			t.Errorf("%s: %v, want a fault of %s", name, err, tt.want)
		}
	}
}

func FuzzParsePeriod(f *testing.F) {
	for _, s := range []string{"2023-W23", "2023-06-H1", "2023-06", "2023-Q2", "2023-H1", "2023", "2023-06-05", "2023-年中", "1970-01-01", "0000", "9999-W53"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if p, err := ParsePeriod(s, seasons...); err == nil && (p.Key != s || p.To < p.From) {
			t.Fatalf("%q reads as %+v", s, p)
		}
	})
}
