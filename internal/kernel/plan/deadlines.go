package plan

import (
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/matter"
)

// DeadlineMove is a deadline that would have been another, or that would have been on one side only (zero date).
type DeadlineMove struct {
	Number string `json:"number"`

	// Track is due for the one that people are held to, else which of those beside it: promised, statutory, advisory, accept.
	Track string `json:"track"`

	Before   clock.Date `json:"before,omitzero"`
	After    clock.Date `json:"after,omitzero"`
	BeforeAt time.Time  `json:"before_at,omitzero"`
	AfterAt  time.Time  `json:"after_at,omitzero"`

	BeforeProvisional bool `json:"before_provisional,omitempty"` // due in a year without notice
	AfterProvisional  bool `json:"after_provisional,omitempty"`

	Reason text.Text `json:"reason,omitzero"` // see LightChange
}

// deadlineMoves compares the deadline that people are held to, and those beside it that this does not tell of already.
func deadlineMoves(number string, a, b *matter.Deadlines) []DeadlineMove {
	var out []DeadlineMove
	held, other := a.Held(), b.Held()
	due := !held.At.Equal(other.At)
	compare := func(track string, x, y *calendar.Deadline) {
		if !x.At.Equal(y.At) {
			out = append(out, DeadlineMove{number, track, x.Date, y.Date, x.At, y.At, x.Provisional, y.Provisional, text.Text{}})
		}
	}
	compare("due", held, other)
	beside := func(track string, x, y *calendar.Deadline) {
		if told := due && (x == held || x.At.IsZero()) && (y == other || y.At.IsZero()); !told {
			compare(track, x, y)
		}
	}
	beside("promised", &a.Promised, &b.Promised)
	beside("statutory", &a.Statutory, &b.Statutory)
	beside("advisory", &a.Advisory, &b.Advisory)
	beside("accept", &a.Accept, &b.Accept)
	return out
}
