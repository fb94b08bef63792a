package matter

import (
	"testing"

	"qinlian/internal/base/errs"
)

func TestATextWithANULIsRefusedBeforeAnyDatabaseSeesIt(t *testing.T) {
	t.Parallel()
	for _, c := range []Command{
		{Particulars: Particulars{Title: "甲\x00乙"}},
		{Particulars: Particulars{Fields: map[string]any{"note": "\x00"}}},
		{Particulars: Particulars{Fields: map[string]any{"objects": []any{"甲", "\x00"}}}},
		{Evidence: []string{"照片\x00"}},
		{Text: "\x00"},
	} {
		c.Name, c.Actor = "register", "招商局局长"
		if _, err := c.checked(); !errs.Is(err, "matter.not_utf8") {
			t.Errorf("%+v: %v", c, err)
		}
	}
}
