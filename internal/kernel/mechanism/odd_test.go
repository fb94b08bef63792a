package mechanism

import (
	"slices"
	"testing"
	"testing/fstest"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
)

func TestALetterThatNobodySeesIsRefusedWhereItStands(t *testing.T) {
	t.Parallel()
	for written, at := range map[string]string{
		"title: \"a\\0b\"":                               "2:10",
		"title: \"甲\\\"乙\\u202e\"":                       "2:13",
		"title: \"甲\\e[31m\"":                            "2:10",
		"title: 甲\u202e乙":                                "2:9",
		"title: 甲\u2067乙":                                "2:9",
		"title: 甲\u2028乙":                                "2:9",
		"title: 甲 # \u202e":                              "2:12",
		"title: 甲\nnote: |\n  一\n  二\u200f":              "5:4",
		"title: 甲\nfields: { \"a\\x7f\": { type: int }}": "3:13",
	} {
		fsys := fstest.MapFS{
			"demo/zone.yaml": {Data: []byte("zone: demo\ntitle: 示范\n")},
			"demo/k.yaml":    {Data: []byte("kind: k\n" + written + "\n")},
		}
		_, faults, err := Examine(fsys, "demo", calendar.Builtin(), clock.MustDate("2023-06-01"))
		if err != nil || !slices.ContainsFunc(faults, func(e *errs.Error) bool { return e.Where == "demo/k.yaml:"+at && e.Code == "mechanism.odd_letter" }) {
			t.Errorf("%q: not refused at %s: %v %v", written, at, err, faults)
		}
	}
	fsys := fstest.MapFS{
		"demo/zone.yaml":   {Data: []byte("zone: demo\r\ntitle: 示范\t# tab\r\n")},
		"demo/k.test.yaml": {Data: []byte("a: \"x\\u202e\"\nb: ''\n# \u202e\n")},
	}
	faults, err := ReadScenarios(fsys, "demo", func(File) any { return &map[string]string{} })
	if err != nil || len(faults) != 2 || faults[0].Where != "demo/k.test.yaml:1:6" || faults[1].Where != "demo/k.test.yaml:3:3" {
		t.Errorf("scenarios: %v %v", err, faults)
	}
	_, faults, err = Examine(fsys, "demo", calendar.Builtin(), clock.MustDate("2023-06-01"))
	if slices.ContainsFunc(faults, func(e *errs.Error) bool { return e.Code == "mechanism.odd_letter" }) {
		t.Errorf("the ends of lines of Windows: %v %v", err, faults)
	}
}

func TestRowsOfACategoryBecomeAKindThatTakesIt(t *testing.T) {
	t.Parallel()
	fsys := fstest.MapFS{
		"demo/zone.yaml": {Data: []byte("zone: demo\ntitle: 示范\nimport:\n  categories:\n    热线: hotline\n    住房: hotline\n")},
		"demo/k.yaml":    {Data: []byte("kind: hotline\ntitle: 热线办理\ncategories: [住房, 市容]\n")},
	}
	_, faults, err := Examine(fsys, "demo", calendar.Builtin(), clock.MustDate("2023-06-01"))
	var found errs.List
	for _, e := range faults {
		if e.Code == "mechanism.other_category" {
			found = append(found, e)
		}
	}
	if err != nil || len(found) != 1 || found[0].Where != "demo/zone.yaml:5:9" {
		t.Errorf("got %v %v", err, found)
	}
}
