package sheet

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"qinlian/internal/base/clock"
)

func TestDatesAsOfficesWriteThem(t *testing.T) {
	t.Parallel()
	in := dateContext{year: 2023, yearFrom: "台账!A1", registered: clock.MustDate("2023-03-31")}
	for _, c := range []struct {
		name, read, want string
		level            Level
		code             string
	}{
		{"year month day in characters", "2023年6月30日", "2023-06-30", "", ""},
		{"dots", "2023.6.30", "2023-06-30", "", ""},
		{"hyphens", "2023-6-30", "2023-06-30", "", ""},
		{"slashes", "2023/6/30", "2023-06-30", "", ""},
		{"a month in English", "30-Jun-2024", "2024-06-30", "", ""},
		{"the month that has no vowel but one", "31-Oct-2024", "2024-10-31", "", ""},
		{"a month in English and two digits", "30-JUN-24", "2024-06-30", "", ""},
		{"a day as English letters have it", "June 30, 2024", "2024-06-30", "", ""},
		{"digits alone", "20230630", "2023-06-30", "", ""},
		{"a time of day that is none", "2023-06-30 00:00:00", "2023-06-30", "", ""},
		{"full-width digits", "\uff12\uff10\uff12\uff13年\uff16月\uff13\uff10日", "2023-06-30", "", ""},
		{"by the day", "2023年6月30日前完成", "2023-06-30", "", ""},
		{"spaces between", "2023 年 6 月 30 日之前", "2023-06-30", "", ""},
		{"Chinese numerals", "二〇二三年十二月三十一日", "2023-12-31", "", ""},
		{"month end with its year", "2023年6月底", "2023-06-30", "", ""},
		{"year end with its year", "2024年底前", "2024-12-31", "", ""},
		{"end of half a year with its year", "2024年上半年底", "2024-06-30", "", ""},
		{"within the year with its year", "2024年内", "2024-12-31", "", ""},
		{"midnight is no time of day", "2023年6月30日0时", "2023-06-30", "", ""},
		{"the last minute is the day's end", "2023-06-30 23:59:59", "2023-06-30", "", ""},
		{"the hour 24", "2023年6月30日24时前", "2023-06-30", "", ""},
		{"different marks between figures that are a day", "2023年6.30", "2023-06-30", "", ""},
		{"different marks, and too many days for a month", "2023.6-30", "2023-06-30", "", ""},

		{"half a year with its year", "2024年上半年", "2024-06-30", Assumed, "date.period"},
		{"a quarter with its year", "2023年二季度", "2023-06-30", Assumed, "date.period"},
		{"a quarter by its letter", "2023Q2", "2023-06-30", Assumed, "date.period"},
		{"the beginning of a year", "2023年初", "2023-01-31", Assumed, "date.period"},
		{"before a month", "2023年6月前", "2023-06-30", Assumed, "date.before_period"},
		{"before a year", "2025年以前", "2025-12-31", Assumed, "date.before_period"},
		{"a time of day", "2023-06-30 12:00", "2023-06-30", Assumed, "date.time"},
		{"a time behind a day of one figure", "2023-7-3 12:00", "2023-07-03", Assumed, "date.time"},
		{"a time with seconds", "2023/7/1 10:00:30", "2023-07-01", Assumed, "date.time"},
		{"a time by the letter", "2023-06-30T12:00:00Z", "2023-06-30", Assumed, "date.time"},
		{"an hour in words", "2023/6/30 下午5点", "2023-06-30", Assumed, "date.time"},
		{"an hour and minutes in words", "2023年6月30日17时30分前完成", "2023-06-30", Assumed, "date.time"},
		{"a part of the day", "2023年6月30日（下午）", "2023-06-30", Assumed, "date.time"},
		{"before the office closes", "2023年6月30日下班前", "2023-06-30", Assumed, "date.time"},
		{"a time without a year", "6月30日 17:00", "2023-06-30", Assumed, "date.no_year"},
		{"the last third of a month", "6月下旬", "2023-06-30", Assumed, "date.no_year"},
		{"two-digit year with a month", "23年6月底", "2023-06-30", Assumed, "date.short_year"},
		{"a range of days with hyphens", "2023-06-01至2023-09-30", "2023-09-30", Assumed, "date.range"},
		{"a range by dots and a dash", "2023.6–2023.9", "2023-09-30", Assumed, "date.range"},
		{"a range of years", "2022-2025年", "2025-12-31", Assumed, "date.range"},
		{"from now on", "即日起至6月30日", "2023-06-30", Assumed, "date.range"},

		{"a day or a range", "2023.6-9", "", Error, "date.ambiguous"},
		{"a range that runs backwards", "2023年9月至6月", "", Error, "date.range_backwards"},
		{"the end of some month", "本月底", "", Error, "date.vague"},
		{"a year of the Republic", "民国112年6月30日", "2023-06-30", Assumed, "date.republic"},
		{"a year of the Republic in characters", "民国一一二年六月底前", "2023-06-30", Assumed, "date.republic"},
		{"a month's end of a year of the Republic", "民国112年6月底", "2023-06-30", Assumed, "date.republic"},
		{"a year of the Republic that no ledger names", "民国3年6月30日", "", Error, "date.year"},
		{"about a month's end", "约6月底", "2023-06-30", Assumed, "date.no_year"},
		{"about a month's end of a year", "大约2023年6月底前", "2023-06-30", Assumed, "date.about"},
		{"or so", "2023年6月30日左右", "2023-06-30", Assumed, "date.about"},
		{"tentative", "2023年6月30日（暂定）", "2023-06-30", Assumed, "date.tentative"},
		{"tentative in front", "暂定2023年6月底", "2023-06-30", Assumed, "date.tentative"},
		{"tentative with the day of the week", "2023年6月30日（星期五）（暂定）", "2023-06-30", Assumed, "date.tentative"},
		{"tentative and no date", "暂定", "", Error, "date.unreadable"},
		{"tentative words", "视情况（暂定）", "", Error, "date.unreadable"},
		{"quarter with its year", "2024年二季度末", "2024-06-30", "", ""},
		{"leap day", "2024.2.29", "2024-02-29", "", ""},

		{"the day of the week in brackets", "2023年6月30日（星期五）", "2023-06-30", "", ""},
		{"the day of the week behind", "2023-06-30 周五", "2023-06-30", "", ""},

		{"a day of the week that is not that day's", "2023年6月30日（周四）", "2023-06-30", Assumed, "date.weekday"},
		{"a month alone means its last day", "2023年6月", "2023-06-30", Assumed, "date.period"},
		{"a month by dot", "2023.6", "2023-06-30", Assumed, "date.period"},
		{"six digits", "202306", "2023-06-30", Assumed, "date.period"},
		{"a year alone", "2023年", "2023-12-31", Assumed, "date.period"},
		{"the middle of a month", "2023年6月中旬", "2023-06-20", Assumed, "date.period"},
		{"two-digit year", "23.6.30", "2023-06-30", Assumed, "date.short_year"},
		{"month end without year", "6月底前", "2023-06-30", Assumed, "date.no_year"},
		{"month end, shorter", "6月底", "2023-06-30", Assumed, "date.no_year"},
		{"month end in Chinese numerals", "六月底前", "2023-06-30", Assumed, "date.no_year"},
		{"mid month without year", "6月中旬", "2023-06-20", Assumed, "date.no_year"},
		{"month and day without year", "6月30日前", "2023-06-30", Assumed, "date.no_year"},
		{"month and day by dot", "6.30", "2023-06-30", Assumed, "date.no_year"},
		{"year end", "年底前", "2023-12-31", Assumed, "date.no_year"},
		{"this year's end", "今年年底前", "2023-12-31", Assumed, "date.no_year"},
		{"within the year", "年内", "2023-12-31", Assumed, "date.no_year"},
		{"next year's end", "明年底", "2024-12-31", Assumed, "date.no_year"},
		{"half a year", "上半年", "2023-06-30", Assumed, "date.no_year"},
		{"end of the second quarter", "二季度末", "2023-06-30", Assumed, "date.no_year"},
		{"third quarter", "第三季度", "2023-09-30", Assumed, "date.no_year"},
		{"one week counts from the registration", "一周内", "2023-04-07", Assumed, "date.relative"},
		{"one month stays within the month", "1个月内", "2023-04-30", Assumed, "date.relative"},
		{"a range means its end", "2023年3月至2023年6月底", "2023-06-30", Assumed, "date.range"},
		{"a range takes the year of its start", "2024年3月-6月", "2024-06-30", Assumed, "date.range"},
		{"months alone", "3-6月", "2023-06-30", Assumed, "date.range"},
		{"a serial as text", "45107", "2023-06-30", Assumed, "date.serial"},

		{"working days belong to the calendar", "5个工作日内", "", Error, "date.relative"},
		{"a day that no month has", "2023年6月31日", "", Error, "date.no_such_day"},
		{"no leap day that year", "2023-02-29", "", Error, "date.no_such_day"},
		{"month thirteen", "2023.13.1", "", Error, "date.no_such_day"},
		{"two deadlines", "6月底前完成初稿\uff0c12月底前定稿", "", Error, "date.unreadable"},
		{"at once", "立即整改", "", Error, "date.vague"},
		{"words", "视情况而定", "", Error, "date.unreadable"},
		{"the year last, behind hyphens", "06-30-2023", "", Error, "date.unreadable"},
		{"the year last, behind dots", "30.06.2023", "", Error, "date.unreadable"},
		{"the year last, behind slashes", "6/30/2023", "", Error, "date.unreadable"},
		{"a far year", "9023-06-30", "", Error, "date.year"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := in.date(c.read)
			if r.day.String() != c.want || r.doubt.Level != c.level || r.doubt.Code != c.code {
				t.Errorf("date(%q) = %s %s %s, want %s %s %s", c.read, r.day, r.doubt.Level, r.doubt.Code, c.want, c.level, c.code)
			}
		})
	}
}

func TestDatesWithoutATermAreOngoing(t *testing.T) {
	t.Parallel()
	for _, s := range []string{"长期坚持", "持续推进", "长期"} {
		if r := (dateContext{}).date(s); !r.ongoing || r.doubt.Level != "" || r.day != 0 {
			t.Errorf("date(%q) = %+v, want ongoing without doubt", s, r)
		}
	}
	for _, s := range []string{"常态化推进", "每月", "全年推进", "每季度", "每月25日前"} {
		if r := (dateContext{}).date(s); !r.ongoing || r.doubt.Level != Assumed {
			t.Errorf("date(%q) = %+v, want ongoing, assumed", s, r)
		}
	}
}

func TestDatesNeedAYearAndARegistrationFromSomewhere(t *testing.T) {
	t.Parallel()
	for read, code := range map[string]string{"6月底前": "date.no_year", "年底前": "date.no_year", "一周内": "date.relative"} {
		if r := (dateContext{}).date(read); r.doubt.Level != Error || r.doubt.Code != code {
			t.Errorf("date(%q) without context = %+v, want error %s", read, r, code)
		}
	}
}

func TestWhatIsNoDayIsToldByWhatItLacks(t *testing.T) {
	t.Parallel()
	for read, want := range map[string]string{
		"春节前": "error date.festival", "国庆节前": "error date.festival", "国庆前完成": "error date.festival", "2024年春节前": "error date.festival", "五一": "error date.festival", "元旦春节": "error date.unreadable",
		"即时办理": "assumed date.at_once", "随到随办": "assumed date.at_once", "暂定即时办理": "assumed date.at_once", "尽快": "error date.vague", "月底前": "error date.vague",
	} {
		if r := (dateContext{year: 2024}).date(read); r.day != 0 || r.ongoing || string(r.doubt.Level)+" "+r.doubt.Code != want {
			t.Errorf("date(%q) = %+v, want %s and no day", read, r, want)
		}
	}
	if r := (dateContext{year: 2024, yearFrom: "台账!A1"}).date("全年完成"); r.day.String() != "2024-12-31" || r.doubt.Code != "date.no_year" {
		t.Errorf("全年完成 = %+v", r)
	}
}

func TestRegistrationTakesTheFirstDayOfAPeriod(t *testing.T) {
	t.Parallel()
	in := dateContext{year: 2023, start: true}
	for read, want := range map[string]string{"2023年6月": "2023-06-01", "2023.6.5": "2023-06-05", "3月至6月": "2023-03-01", "2023年": "2023-01-01"} {
		if r := in.date(read); r.day.String() != want {
			t.Errorf("registration %q = %s, want %s", read, r.day, want)
		}
	}
}

func TestNumbersAsDates(t *testing.T) {
	t.Parallel()
	cell := func(text string, num float64) value {
		day, _ := fromSerial(num, false)
		return value{kind: number, text: text, num: num, serial: day}
	}
	for _, c := range []struct {
		name string
		v    value
		want string
		code string
	}{
		{"a serial without a date format is assumed", cell("45107", 45107), "2023-06-30", "date.serial"},
		{"digits typed as a number", cell("20230630", 20230630), "2023-06-30", ""},
		{"2023.1 may have been 2023.10", cell("2023.1", 2023.1), "", "date.lost_zero"},
		{"6.3 may have been 6.30", cell("6.3", 6.3), "", "date.lost_zero"},
		{"2023.6 can only be June", cell("2023.6", 2023.6), "2023-06-30", "date.period"},
		{"2023.12 has both digits", cell("2023.12", 2023.12), "2023-12-31", "date.period"},
		{"a small number is none", cell("12", 12), "", "date.unreadable"},
		{"a date cell is a date", value{kind: date, day: clock.MustDate("2023-06-30")}, "2023-06-30", ""},
		{"a small number in a date cell is none", value{kind: date, text: "1900-01-05", day: clock.MustDate("1900-01-05")}, "", "date.year"},
		{"a cell that shows only the month means its end", value{kind: month, day: clock.MustDate("2023-06-01")}, "2023-06-30", "date.period"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if r := (dateContext{year: 2023}).dateValue(c.v); r.day.String() != c.want || r.doubt.Code != c.code {
				t.Errorf("got %s %s, want %s %s", r.day, r.doubt.Code, c.want, c.code)
			}
		})
	}
}

func TestAMissingYearIsToldTogetherWithThePeriod(t *testing.T) {
	t.Parallel()
	in := dateContext{year: 2023, yearFrom: "台账!A1"}
	for read, want := range map[string]string{
		"二季度":         "没有写年份，按2023年读（依据：台账!A1）；只写了时段，按最后一天读",
		"年底前":         "没有写年份，按2023年读（依据：台账!A1）",
		"全年":          "没有写年份，按2023年读（依据：台账!A1）；只写了时段，按最后一天读",
		"全年完成":        "没有写年份，按2023年读（依据：台账!A1）；只写了时段，按最后一天读",
		"6月30日 17:00": "没有写年份，按2023年读（依据：台账!A1）；只记日期，时间“17:00”未采用",
		"23年6月":       "年份只写了两位，按2023年读；只写了时段，按最后一天读",
	} {
		if r := in.date(read); r.doubt.Text.Zh != want {
			t.Errorf("%q is told as %s, want %s", read, r.doubt.Text.Zh, want)
		}
	}
}

// Both workbooks hold 2023-06-30 and 2023-06-30 17:30 as date cells, one counting from 1900 and one from 1904.
func TestDateCellsOfBothSystemsAreReadAndTheirTimesTold(t *testing.T) {
	t.Parallel()
	for _, old := range []bool{false, true} {
		path := workbookFile(t, "台账.xlsx", func(f *excelize.File) error {
			day := 45107.0
			if old {
				day -= 1462
			}
			style, err := f.NewStyle(&excelize.Style{NumFmt: 22})
			return errors.Join(err, f.SetWorkbookProps(&excelize.WorkbookPropsOptions{Date1904: &old}),
				put(f, "Sheet1", map[string][]any{"A1": {"事项", "完成时限"}, "A2": {"甲", day}, "A3": {"乙", day + 17.5/24}}), f.SetCellStyle("Sheet1", "B2", "B3", style))
		})
		rows, _ := readAll(t, path, Options{})
		if rows[0].Due.String() != "2023-06-30" || rows[1].Due != rows[0].Due || len(rows[0].Doubts) > 0 {
			t.Errorf("1904 %v: %+v", old, rows)
		}
		if got := codes(rows[1]); !slices.Equal(got, []string{"date.time B3"}) || !strings.Contains(rows[1].Doubts[0].Text.Zh, "“17:30”") {
			t.Errorf("1904 %v: %+v", old, rows[1].Doubts)
		}
	}
}

func TestSerialsOfBothSystems(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		n    float64
		old  bool
		want string
	}{{1, false, "1900-01-01"}, {59, false, "1900-02-28"}, {61, false, "1900-03-01"}, {45107, false, "2023-06-30"}, {45107.75, false, "2023-06-30"}, {43645, true, "2023-06-30"}} {
		if d, ok := fromSerial(c.n, c.old); !ok || d.String() != c.want {
			t.Errorf("serial %v (1904 %v) = %s, want %s", c.n, c.old, d, c.want)
		}
	}
	for _, n := range []float64{0, -1, 1e9} {
		if _, ok := fromSerial(n, false); ok {
			t.Errorf("serial %v is no date", n)
		}
	}
}

func FuzzDate(f *testing.F) {
	for _, s := range []string{"2023年6月30日", "6月底前", "年底前", "一周内", "二〇二三年十二月", "2023.3-2023.12", "9999年99月99日", "2023-7-3 12:00", "6月30日下午5点半前", "2023年9月至6月", "2023.6-9", "二季度前", "十十十月", "--", "\xff年"} {
		f.Add(s, 2023)
	}
	f.Add("年底前", 1970) // whose first day is the zero Date
	f.Fuzz(func(t *testing.T, s string, year int) {
		for _, in := range []dateContext{{}, {year: year}, {year: year, start: true, registered: clock.MustDate("2023-01-31")}} {
			r := in.date(s)
			if r.doubt.Level == Error && (r.day != 0 || r.ongoing) {
				t.Fatalf("%q: an error must not carry a reading: %+v", s, r)
			}
			if r.doubt.Level != Error && r.day == 0 && !r.ongoing {
				t.Fatalf("%q: neither read nor refused", s)
			}
			if y := r.day.Year(); r.day != 0 && (y < firstYear || y > 2152) {
				t.Fatalf("%q: year %d", s, y)
			}
			if !utf8.ValidString(r.doubt.Text.Zh) && utf8.ValidString(s) {
				t.Fatalf("%q: broken message", s)
			}
		}
	})
}

func TestAReserveIsToldBesideWhatElseIsInDoubt(t *testing.T) {
	t.Parallel()
	r := dateContext{year: 2023, yearFrom: "台账!A1"}.date("约6月底（暂定）")
	if zh := r.doubt.Text.Zh; r.day.String() != "2023-06-30" || !strings.Contains(zh, "没有写年份") || !strings.Contains(zh, "大约") || !strings.Contains(zh, "暂定") {
		t.Errorf("%s: %q", r.day, zh)
	}
}
