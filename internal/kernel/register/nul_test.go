package register

import (
	"testing"
	"time"

	"qinlian/internal/base/errs"
)

func TestATextWithANULIsRefusedBeforeAnyDatabaseSeesIt(t *testing.T) {
	t.Parallel()
	if _, err := Decide(Record{}, Put{Values: map[string]any{"note": []any{"甲\x00"}}}, &Definition{}, time.Time{}); !errs.Is(err, "register.not_utf8") {
		t.Error(err)
	}
}
