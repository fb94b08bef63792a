package mechanism

import (
	"maps"
	"slices"
	"testing"
	"time"

	"qinlian/internal/base/text"
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
