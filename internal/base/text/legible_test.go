package text

import "testing"

func TestATextThatADatabaseWouldNotKeepIsNamed(t *testing.T) {
	t.Parallel()
	type inner struct {
		Words []string `json:"words"`
		Left  string   `json:"-"`
		Plain string
	}
	for want, v := range map[string]any{
		"":         inner{Words: []string{"甲", ""}, Left: "\x00"},
		"words":    &inner{Words: []string{"甲", "\x00"}},
		"Plain":    []inner{{}, {Plain: "\xff"}},
		"note":     map[string]any{"note": "a\x00b", "n": 1.5, "nil": nil},
		"opinions": struct{ M map[string]any }{map[string]any{"opinions": []any{"甲", "\x00"}}},
	} {
		if got := Illegible(v); got != want {
			t.Errorf("%#v: %q, want %q", v, got, want)
		}
	}
}

func TestWhatNobodySeesIsSpelledOut(t *testing.T) {
	t.Parallel()
	for s, want := range map[string]string{"网络\x00": `网络\u0000`, "a\u202eb": `a\u202eb`, "甲\n\t乙": "甲\n\t乙", "": ""} {
		if got := Visible(s); got != want {
			t.Errorf("%q is shown as %q, want %q", s, got, want)
		}
	}
}
