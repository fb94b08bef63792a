package door

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/base/text"
)

func TestAMemberThatStandsTwiceIsToldWithItsPlace(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, body string
		want       []string
	}{
		{"none", `{"a":1,"b":{"a":1},"c":[{"a":1},{"a":"a","b":"a"}],"A":"{\"a\":1,\"a\":2}"}`, nil},
		{"no object", `["a","a"]`, nil},
		{"no JSON", `{"a":1}}}{,"a"]`, nil},
		{"a text that does not end", `{"a":1,"a`, nil},
		{"at the top", `{"title":"a","brief":"b","title":"c"}`, []string{"body.title"}},
		{"three times", `{"a":1,"a":2,"a":3}`, []string{"body.a", "body.a"}},
		{"one of them escaped", `{"a":1,"\u0061":2}`, []string{"body.a"}},
		{"in an item of a list", `{"deeds":[{"due":1},{"due":1,"x":[1,{}],"due":2}]}`, []string{"body.deeds[1].due"}},
		{"after a member that is an object", `{"fields":{"a":1},"b":1,"fields":{}}`, []string{"body.fields"}},
		{"in a list of lists", `[[],[{"a":1,"a":2}]]`, []string{"body[1][0].a"}},
	} {
		var got []string
		for _, e := range doubled([]byte(c.body)) {
			got = append(got, e.Where)
		}
		if !slices.Equal(got, c.want) {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
}

func TestTheScanOfWhatIsTooDeepOrHasTooManyFaultsEnds(t *testing.T) {
	t.Parallel()
	if found := doubled([]byte(strings.Repeat("[", 1<<20))); len(found) != 0 {
		t.Errorf("%d faults", len(found))
	}
	if found := doubled([]byte("{" + strings.Repeat(`"a":1,`, 1000) + `"a":1}`)); len(found) != mostDoubled {
		t.Errorf("%d faults", len(found))
	}
}

func TestWhatADecoderSaysIsToldInWordsWithItsPlace(t *testing.T) {
	t.Parallel()
	var into struct {
		Deeds []struct {
			Progress int `json:"progress"`
		} `json:"deeds"`
	}
	for _, c := range []struct{ name, body, place, zh string }{
		{"another type", `{"deeds":[{"progress":"x"}]}`, "body.deeds.progress", "取值的类型不对，或数值过大，请对照接口说明填写"},
		{"a number too large", `{"deeds":[{"progress":1e30}]}`, "body.deeds.progress", "取值的类型不对，或数值过大，请对照接口说明填写"},
		{"no JSON", `{"deeds"}`, "", "内容不是完整的 JSON，请检查引号、逗号和括号"},
		{"the end too early", `{"deeds":`, "", "内容不是完整的 JSON，请检查引号、逗号和括号"},
	} {
		said := json.Unmarshal([]byte(c.body), &into).Error()
		en := phrase(said, text.En)
		if unfitting(said) != c.place || phrase(said, text.Zh) != c.zh || en == said || strings.ContainsAny(en, "，。") {
			t.Errorf("%s: %s: %q, %q, %q", c.name, said, unfitting(said), phrase(said, text.Zh), en)
		}
	}
}

// What the scan finds is what a decoder sees.
func FuzzDoubled(f *testing.F) {
	for _, s := range []string{`{"a":1,"a":2}`, `{"a":{"b":[{"c":1,"c":2}]},"b":"\\"}`, `{"":1,"":2}`, `[{"a":1},{"a":1}]`, `{"\ud800":1,"\ud801":2}`} {
		f.Add([]byte(s))
	}
	f.Fuzz(func(t *testing.T, body []byte) {
		found := doubled(body)
		if json.Valid(body) && (len(found) > 0) != twice(json.NewDecoder(bytes.NewReader(body))) && bytes.IndexFunc(body, func(r rune) bool { return r == '\uFFFD' }) < 0 {
			t.Errorf("%q: %v", body, found)
		}
	})
}

// twice walks one value of a decoder.
func twice(d *json.Decoder) (is bool) {
	token, err := d.Token()
	if err != nil {
		return false
	}
	switch token {
	case json.Delim('{'):
		names := map[any]bool{}
		for d.More() {
			name, err := d.Token()
			is = is || err == nil && names[name]
			names[name] = true
			is = twice(d) || is
		}
		_, _ = d.Token()
	case json.Delim('['):
		for d.More() {
			is = twice(d) || is
		}
		_, _ = d.Token()
	}
	return is
}

func BenchmarkDoubled(b *testing.B) {
	body := []byte(`{"kind":"task","title":"厂区门前道路破损","brief":"多处坑洼，货车难行，请修复","lead_unit":"zsj","support_units":["jfj"],"owner":"招商局干部","fields":{"phone":"13800001234","phase":"一"}}`)
	for b.Loop() {
		if len(doubled(body)) > 0 {
			b.Fatal("there is none")
		}
	}
}
