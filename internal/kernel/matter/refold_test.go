package matter

import (
	"testing"
	"time"

	"pgregory.net/rapid"
)

func TestEventsFoldUnderAnyOtherStateWithoutPanic(t *testing.T) {
	t.Parallel()
	w := propertyWorld(t)
	rapid.Check(t, func(r *rapid.T) {
		d, _ := anyLife(r, w, 12)
		order := rapid.Permutation(d.events).Draw(r, "order")
		var s State
		for _, e := range order {
			s = Evolve(s, &e.head, e.content)
		}
		if s.ID == "" {
			return
		}
		s.Kind = rapid.SampledFrom([]string{"graded", "hourly", "yearly", "receipt"}).Draw(r, "kind")
		s, _, err := React(s, w, s.LastAt)
		if err != nil {
			return
		}
		_, _, _ = Advance(s, w, s.LastAt, s.LastAt.Add(60*24*time.Hour))
	})
}
