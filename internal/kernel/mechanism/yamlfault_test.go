package mechanism

import (
	"errors"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
)

// What Chinese keyboards and other editors put into YAML is named where it stands, with what to type instead.
func TestASlipInYAMLIsNamedWhereItStands(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ file, at, zh, en string }{
		"a tab":                             {"kind: k\ntitle: 甲\nfields:\n\ta: { type: int }\n", "4:1", "Tab", "Tab"},
		"a full-width colon":                {"kind: k\ntitle： 甲\nnumber: x\n", "2:6", "全角“：”", "full-width"},
		"a full-width colon at the end":     {"kind: k\ntitle: 甲\nlimit：\n  default: 3wd\n", "3:6", "请改成 :", "type :"},
		"a full-width colon between braces": {"kind: k\ntitle: { zh： 甲 }\n", "2:12", "全角“：”", "full-width"},
		"a full-width comma":                {"kind: k\nsource: 甲\nrows: []\ntitle: { zh: 甲， en: A }\n", "4:15", "全角“，”", "type ,"},
		"full-width quotes":                 {"kind: k\ntitle: “甲: 乙”\n", "2:8", "全角““”", "full-width"},
		"full-width brackets":               {"kind: k\ntitle: 甲\nrows: 【M01-14】\n", "3:7", "请改成 [", "type ["},
		"a bad indent":                      {"kind: k\ntitle: 甲\nlimit:\n  default: 3wd\n  statutory: 5wd\nnumber: x\n   place: true\n", "7:4", "缩进", "indent"},
		"a quote that is not closed":        {"kind: k\ntitle: \"甲\n", "2:1", "引号没有配对", "not closed"},
		"a rule that begins with !":         {"kind: k\ntitle: 甲\nlight:\n  amber: !matter.urgency == \"red\"\n", "4:10", "引号", "quotes"},
		"a rule that a comma cuts in two":   {"kind: k\ntitle: 甲\ngates:\n  close: { all: [matter.evidence.exists(e, e != \"\")] }\n", "4:42", "引号", "quotes"},
	} {
		_, faults, err := Examine(fstest.MapFS{"demo/zone.yaml": {Data: []byte("zone: demo\ntitle: 示范\n")}, "demo/k.yaml": {Data: []byte(tt.file)}}, "demo", calendar.Builtin(), clock.MustDate("2023-06-01"))
		if err != nil || len(faults) == 0 {
			t.Errorf("%s: %v, no fault", name, err)
			continue
		}
		if i := slices.IndexFunc(faults, func(e *errs.Error) bool { return e.Where == "demo/k.yaml:"+tt.at }); i > 0 {
			faults = faults[i:]
		}
		if e := faults[0]; e.Where != "demo/k.yaml:"+tt.at || !strings.Contains(e.Text.Zh, tt.zh) || !strings.Contains(e.Text.En, tt.en) {
			t.Errorf("%s: %s %s | %s", name, e.Where, e.Text.Zh, e.Text.En)
		}
	}
}

func TestAFileWithAnotherEndingIsNamed(t *testing.T) {
	t.Parallel()
	_, err := Load(demo(map[string]string{"demo/x.yml": "kind: x\n", "demo/y.YAML": "kind: y\n", "demo/z.test.yml": "", "demo/notes.md": ""}), "demo")
	var faults errs.List
	if !errors.As(err, &faults) || len(faults) != 2 || faults[0].Code != "mechanism.wrong_ending" || !strings.Contains(faults[0].Text.Zh, "x.yaml") || !strings.Contains(faults[1].Text.Zh, "y.yaml") {
		t.Errorf("%v", err)
	}
}

func TestWhatABundleExtendsIsToldAloneWhereItStands(t *testing.T) {
	t.Parallel()
	for base, want := range map[string]string{"basis": "base", "demo": "demo → demo", "Base!": "extends: base"} {
		_, err := Load(demo(map[string]string{"demo/zone.yaml": "zone: demo\ntitle: 示范\n\nextends: " + base + "\n"}), "demo")
		var faults errs.List
		if !errors.As(err, &faults) || len(faults) != 1 || faults[0].Where != "demo/zone.yaml:4:10" || !strings.Contains(faults[0].Text.Zh, want) {
			t.Errorf("%s: %v", base, err)
		}
		if _, all, err := Examine(demo(map[string]string{"demo/zone.yaml": "zone: demo\ntitle: 示范\n\nextends: " + base + "\n"}), "demo", calendar.Builtin(), clock.MustDate("2023-06-01")); err != nil || len(all) != 1 {
			t.Errorf("%s: %v %v", base, err, all)
		}
	}
}

func TestAnUnknownPlaceholderIsToldWhereItStands(t *testing.T) {
	t.Parallel()
	const head = "letter: l\ntitle: 函\nnumber: \"函〔{year}〕{seq}号\"\n"
	for name, tt := range map[string]struct{ body, at string }{
		"on a line of its own":   {"body: |\n  请办理。\n  关于 {matter.titel} 的事。\n", "6:6"},
		"behind its key":         {"body: 关于 {matter.titel} 的事。\n", "4:10"},
		"in a subject before it": {"subject: 关于 {matter.titel}\nbody: 请办理。\n", "4:13"},
	} {
		_, faults, err := Examine(demo(map[string]string{"demo/l.yaml": head + tt.body}), "demo", calendar.Builtin(), clock.MustDate("2023-06-01"))
		i := slices.IndexFunc(faults, func(e *errs.Error) bool { return e.Code == "letter.unknown_placeholder" })
		if err != nil || i < 0 || faults[i].Where != "demo/l.yaml:"+tt.at || !strings.Contains(faults[i].Text.Zh, "是否要写“matter.title”") {
			t.Errorf("%s: %v %v", name, err, faults)
		}
	}
}
