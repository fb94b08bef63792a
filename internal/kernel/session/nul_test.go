package session

import (
	"testing"
	"time"

	"qinlian/internal/base/errs"
)

func TestATextWithANULIsRefusedBeforeAnyDatabaseSeesIt(t *testing.T) {
	t.Parallel()
	if _, err := Decide(State{}, Attend{Present: []string{"甲", "\x00"}}, nil, time.Time{}); !errs.Is(err, "session.not_utf8") {
		t.Error(err)
	}
}
