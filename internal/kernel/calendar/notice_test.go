package calendar

import (
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

const sample = `id: "2027.1"
year: 2027
title: 示例
published: 2026-11-25
checked: memory
off:
  - { name: 元旦, days: 2027-01-01..2027-01-03 }
  - 2027-05-01
  - 2027-10-01..2027-10-03
work: [2027-01-09]
`

func TestANoticeIsReadFromYAML(t *testing.T) {
	t.Parallel()
	n, err := ParseNotice([]byte(sample))
	if err != nil {
		t.Fatal(err)
	}
	if n.ID != "2027.1" || n.Year != 2027 || n.Published != date("2026-11-25") || len(n.Off) != 7 || n.Names[date("2027-01-02")] != "元旦" || len(n.Work) != 1 {
		t.Errorf("%+v", n)
	}
}

func TestAWrongNoticeSaysWhereAndWhy(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ old, new, code, where string }{
		"an unknown key":                     {"checked: memory", "cheked: memory", "calendar.notice_key", "2027.yaml:5:1"},
		"a key given twice":                  {"title: 示例", "year: 2027", "calendar.notice_key", "2027.yaml:3:1"},
		"a missing key":                      {"title: 示例\n", "", "calendar.notice_missing", "2027.yaml:1:1"},
		"a day that does not exist":          {"2027-05-01", "2027-02-30", "calendar.notice_date", "2027.yaml:8:5"},
		"a range that runs backwards":        {"2027-10-01..2027-10-03", "2027-10-03..2027-10-01", "calendar.notice_range", "2027.yaml:9:5"},
		"a holiday of another year":          {"2027-05-01", "2026-05-01", "calendar.notice_days", "2027.yaml:8:5"},
		"a make-up day in the week":          {"2027-01-09", "2027-01-08", "calendar.notice_days", "2027.yaml:10:8"},
		"a day both off and worked":          {"2027-01-09", "2027-01-03", "calendar.notice_days", "2027.yaml:10:8"},
		"a statutory holiday that is absent": {"  - 2027-05-01\n", "", "calendar.notice_incomplete", "2027.yaml:7:3"},
		"a check sum that does not hold":     {"checked: memory", "checked: memory\nworkdays: 250", "calendar.notice_total", "2027.yaml:6:11"},
		"a year that is no number":           {"year: 2027", "year: next", "calendar.notice_value", "2027.yaml:2:7"},
		"a list that is none":                {"work: [2027-01-09]", "work: 2027-01-09", "calendar.notice_value", "2027.yaml:10:7"},
		"an unknown way of checking":         {"checked: memory", "checked: guess", "calendar.notice_value", "2027.yaml:5:10"},
		"broken YAML":                        {"work: [", "work: {", "calendar.notice_syntax", "2027.yaml:10:1"},
	} {
		_, err := ParseNoticeFile("2027.yaml", []byte(strings.Replace(sample, tt.old, tt.new, 1)))
		if !errs.Is(err, tt.code) || !strings.HasPrefix(errs.Message(err, text.En), tt.where+": ") {
			t.Errorf("%s: %v; want %s at %s", name, err, tt.code, tt.where)
		}
	}
	for _, s := range []string{"", "[]", "just words", "- a"} {
		if _, err := ParseNotice([]byte(s)); !errs.Is(err, "calendar.notice_syntax") {
			t.Errorf("%q: %v", s, err)
		}
	}
}

func TestEveryFaultIsReportedAtOnce(t *testing.T) {
	t.Parallel()
	_, err := ParseNotice([]byte("id: x\nyear: y\npublished: z\noff: [a, b]\n"))
	if got := len(strings.Split(errs.Message(err, text.Zh), "\n")); got != 4 {
		t.Errorf("%d faults: %v", got, err)
	}
}

func FuzzParseNotice(f *testing.F) {
	f.Add(sample)
	f.Add(`{"id": "2027.2", "year": 2027, "amends": "2027.1", "title": "t", "published": "2027-01-01", "checked": "memory", "off": []}`)
	f.Add("off: [*a]\na: &a [x]")
	f.Fuzz(func(t *testing.T, s string) {
		n, err := ParseNotice([]byte(s))
		if err != nil {
			return
		}
		if c, err := New([]Notice{n}, DefaultHours()); err == nil && n.Amends == "" && !c.Gazetted(n.Year) {
			t.Fatalf("%q was read but its year is not known", s)
		}
	})
}
