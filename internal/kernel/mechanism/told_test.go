package mechanism

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/register"
)

func TestAKindIsToldWithAllThatItEverHad(t *testing.T) {
	t.Parallel()
	day := func(d int) time.Time { return time.Date(2023, 1, d, 0, 0, 0, 0, time.UTC) }
	called := func(title string) Field { return Field{Title: text.Text{Zh: title}} }
	first := &Kind{Fields: map[string]Field{"way": called("渠道"), "sum": called("金额")}, Urgencies: map[string]text.Text{"orange": {Zh: "橙"}}}
	second := &Kind{Fields: map[string]Field{"sum": called("总额")}}
	old, mid, now := &Bundle{Kinds: map[string]*Kind{"task": first}}, &Bundle{Kinds: map[string]*Kind{"task": second}}, &Bundle{Kinds: map[string]*Kind{"item": {}}}
	tl := Timeline{{From: day(1), Bundle: old}, {From: day(10), Bundle: mid}, {From: day(20), Bundle: now}}
	for _, tt := range []struct {
		name  string
		kind  string
		day   int
		by    *Bundle
		way   string
		sum   string
		kinds []string
	}{
		{"a version that has it all says it alone", "task", 5, old, "渠道", "金额", []string{"task"}},
		{"a field that is left out is told by the last that had it, another by the one in force", "task", 15, mid, "渠道", "总额", []string{"task"}},
		{"a kind that is left out is told by the last that had it", "task", 25, mid, "渠道", "总额", []string{"item", "task"}},
		{"a kind that nobody had is none", "none", 25, now, "", "", []string{"item", "task"}},
	} {
		b, k := tl.Told(tt.kind, day(tt.day))
		if b != tt.by {
			t.Errorf("%s: by another version", tt.name)
		}
		if kinds := slices.Sorted(maps.Keys(tl.KindsTold(day(tt.day)))); !slices.Equal(kinds, tt.kinds) {
			t.Errorf("%s: %v", tt.name, kinds)
		}
		if k == nil {
			if tt.way != "" {
				t.Errorf("%s: none", tt.name)
			}
			continue
		}
		if k.Fields["way"].Title.Zh != tt.way || k.Fields["sum"].Title.Zh != tt.sum || k.Urgencies["orange"].Zh != "橙" || !slices.Equal(k.FieldNames(), []string{"sum", "way"}) {
			t.Errorf("%s: %+v %+v", tt.name, k.Fields, k.Urgencies)
		}
	}
	if len(second.Fields) != 1 {
		t.Error("the version itself was changed")
	}
}

func TestAKindThatIsLeftOutIsRefusedByNameAndDay(t *testing.T) {
	t.Parallel()
	day := func(d int) time.Time { return time.Date(2023, 1, d, 0, 0, 0, 0, time.UTC) }
	kinds := func(titles ...string) *Bundle {
		b := &Bundle{Kinds: map[string]*Kind{}}
		for i := 0; i < len(titles); i += 2 {
			b.Kinds[titles[i]] = &Kind{Header: Header{Name: titles[i], Title: text.Text{Zh: titles[i+1], En: "A " + titles[i]}}}
		}
		return b
	}
	tl := Timeline{{From: day(1), Bundle: kinds("task", "督办事项", "item", "举措")}, {From: day(10), Bundle: kinds("item", "举措")}, {From: day(20), Bundle: kinds("item", "举措")}, {From: day(30), Bundle: kinds("task", "督办事项")}}
	for _, tt := range []struct {
		name, word string
		day        int
		kind, says string
	}{
		{"by its id", "task", 15, "task", "“督办事项”这一类事项自 2023-01-10 起已不在机制里"},
		{"by its title, as long as it is out", "督办事项", 25, "task", "自 2023-01-10 起"},
		{"by its English title in any case", "a TASK", 25, "task", "自 2023-01-10 起"},
		{"not while it is in force", "task", 5, "", ""},
		{"not when it is back", "task", 31, "", ""},
		{"another is left out then", "item", 31, "item", "“举措”这一类事项自 2023-01-30 起"},
		{"not what there never was", "none", 15, "", ""},
		{"nor nothing", "", 15, "", ""},
	} {
		k, words := tl.LeftOut(tt.word, day(tt.day))
		if tt.kind == "" {
			if k != nil || !words.IsZero() {
				t.Errorf("%s: %v", tt.name, words)
			}
			continue
		}
		if k == nil || k.Name != tt.kind || !strings.Contains(words.Zh, tt.says) || !strings.Contains(words.En, "was left out of the mechanisms on 2023-01-") {
			t.Errorf("%s: %v", tt.name, words)
		}
	}
}

func TestARegisterIsToldWithAllThatItEverHad(t *testing.T) {
	t.Parallel()
	day := func(d int) time.Time { return time.Date(2023, 1, d, 0, 0, 0, 0, time.UTC) }
	called := func(title string) register.Field { return register.Field{Title: text.Text{Zh: title}} }
	with := func(d *register.Definition) *Bundle {
		return &Bundle{Registers: map[string]*register.Definition{"visits": d}}
	}
	first := &register.Definition{Fields: map[string]register.Field{"why": called("事由"), "sum": called("金额")}}
	second := &register.Definition{Fields: map[string]register.Field{"sum": called("花费")}}
	tl := Timeline{{From: day(1), Bundle: with(first)}, {From: day(10), Bundle: with(second)}, {From: day(20), Bundle: &Bundle{}}}
	for _, tt := range []struct {
		name    string
		day     int
		def     *register.Definition
		sum     string
		leftOut time.Time
	}{
		{"by the first", 5, first, "金额", time.Time{}},
		{"with a field that the second leaves out", 15, second, "花费", time.Time{}},
		{"by the last that had it", 25, second, "花费", day(20)},
	} {
		told := tl.RegistersTold(day(tt.day))["visits"]
		if told == nil || told.Fields["why"].Title.Zh != "事由" || told.Fields["sum"].Title.Zh != tt.sum {
			t.Errorf("%s: %+v", tt.name, told)
		}
		if _, def, leftOut := tl.Register("visits", day(tt.day)); def != tt.def || !leftOut.Equal(tt.leftOut) {
			t.Errorf("%s: %+v, %v", tt.name, def, leftOut)
		}
	}
	if _, def, _ := tl.Register("none", day(5)); def != nil || len(second.Fields) != 1 {
		t.Error("one that there never was, or the version itself was changed")
	}
}
