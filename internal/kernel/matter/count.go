package matter

import (
	"time"

	"qinlian/internal/kernel/mechanism"
)

// Counted tells whether a matter belongs to a count's denominator, and whether it meets the condition.
func Counted(s *State, w *World, c mechanism.Count, at time.Time) (in, of bool, err error) {
	m, err := w.moment(s, at)
	if err != nil {
		return false, false, err
	}
	defer m.release()
	if c.Of.Rule != nil {
		if of, err := c.Of.Rule.Bool(m.rules()); err != nil || !of {
			return false, false, nil // a rule that reads what is not there does not hold
		}
	}
	in, err = c.If.Rule.Bool(m.rules())
	return in && err == nil, true, nil
}
