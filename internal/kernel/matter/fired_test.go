package matter

import (
	"fmt"
	"testing"

	"qinlian/internal/kernel/mechanism"
)

func TestARungThatFiredIsRememberedAmongManyAsAmongFew(t *testing.T) {
	t.Parallel()
	r := &mechanism.Rung{Source: "missed", Send: "reminder"}
	s := State{}
	m := &moment{s: &s}
	for n := range 3 * manyFired {
		for week := range n + 1 {
			id := fmt.Sprintf("review/2023-W%02d", week)
			if got, want := m.fired(r, id), week < n; got != want || s.fired(r, id) != want {
				t.Fatalf("of %d fired, %s: %v", n, id, got)
			}
		}
		s.Fired = append(s.Fired, string(appendKey(nil, r, fmt.Sprintf("review/2023-W%02d", n))))
	}
}
