package matter

import "qinlian/internal/kernel/mechanism"

// limit is what the kind gives a matter like this one: its limits, with those of the first case that holds in
// their place. A case that cannot be told, as of a field that is not filled in, does not hold.
func (m *moment) limit() *mechanism.Limit {
	l := &m.kind.Limit
	for i := range l.When {
		if holds, err := l.When[i].If.Rule.Bool(m.rules()); err == nil && holds {
			one := l.In(&l.When[i])
			return &one
		}
	}
	return l
}
