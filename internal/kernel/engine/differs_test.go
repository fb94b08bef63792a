package engine

import (
	"strings"
	"testing"
)

func TestTwoLongValuesAreQuotedWhereTheyPart(t *testing.T) {
	t.Parallel()
	alike := strings.Repeat("相同", 60)
	for name, tt := range map[string]struct{ a, b, wantA, wantB string }{
		"short ones whole":                        {"绿", "红", "绿", "红"},
		"that part at once from their beginnings": {"甲" + alike, "乙" + alike, "甲" + alike[:59*3] + "…", "乙" + alike[:59*3] + "…"},
		"that part late from shortly before":      {alike + "甲", alike + "乙", "…" + alike[:20*3] + "甲", "…" + alike[:20*3] + "乙"},
		"of which one goes on":                    {alike, alike + "乙", "…" + alike[:20*3], "…" + alike[:20*3] + "乙"},
	} {
		if a, b := apart(tt.a, tt.b); a != tt.wantA || b != tt.wantB {
			t.Errorf("%s: %s and %s", name, a, b)
		}
	}
}
