package rule

import (
	"reflect"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

func TestATallyCountsWhatEqualsAText(t *testing.T) {
	t.Parallel()
	m := example()
	m.evidence = []string{"合同", "照片", "合同"}
	for src, want := range map[string]int64{`attested("合同")`: 2, `attested("照片")`: 1, `attested("发票")`: 0, `attested(matter.urgency)`: 0} {
		v, err := compile(t, src, Int()).Value(input(m))
		if err != nil || v.num != want {
			t.Errorf("%s is %v, %v; want %d", src, v, err, want)
		}
	}
	p := compile(t, `attested("合同") >= 2 && attested("照片") >= 2`, Bool())
	if got, want := p.Counts(), []Counted{{"matter.evidence", "合同"}, {"matter.evidence", "照片"}}; !reflect.DeepEqual(got, want) {
		t.Errorf("counts %v", got)
	}
	if got := p.References(); !reflect.DeepEqual(got, []string{"matter.evidence"}) {
		t.Errorf("reads %v", got)
	}
	e := p.Explain(input(m), text.Zh)
	if len(e.Deciding) != 1 || e.Deciding[0].Source != `attested("照片") >= 2` {
		t.Errorf("%+v", e.Deciding)
	}
}

func TestATallyIsSpelledAsDeclared(t *testing.T) {
	t.Parallel()
	for src, code := range map[string]string{
		`attestd("合同") > 0`: "rule.unknown_function", `attested(5) > 0`: "rule.type", `attested() > 0`: "rule.unknown_function",
		`attested("合同") > "1"`: "rule.type", `attested("合同")`: "rule.result",
	} {
		_, err := testEnv.Compile(src, Bool(), Position{File: "f.yaml", Line: 3, Column: 5})
		if !errs.Is(err, code) {
			t.Errorf("%s: %v", src, errs.Message(err, text.Zh))
		}
	}
}
