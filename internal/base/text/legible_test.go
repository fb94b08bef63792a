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
