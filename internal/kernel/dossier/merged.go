package dossier

import (
	"bytes"
	"context"

	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// Merged names, by number and title, the matter that one was merged into, "" for none, and those that were merged
// into it. It looks at every merged matter of the zone and at nobody's scope: for who may see them all.
func Merged(ctx context.Context, e *engine.Engine, zone string, s *matter.State) (into string, taken []string, err error) {
	if s.Into != "" {
		row, err := e.Store().Matter(ctx, zone, s.Into)
		if err != nil {
			return "", nil, err
		}
		into = row.Number + " " + row.Title
	}
	for row, err := range e.Store().List(ctx, zone, engine.Filter{Stage: string(matter.Merged), WithState: true}) {
		if err != nil {
			return into, taken, err
		}
		if !bytes.Contains(row.State, []byte(s.ID)) { // most are of others: not worth decoding
			continue
		}
		other, err := row.Folded()
		if err != nil {
			return into, taken, err
		}
		if other.Into == s.ID {
			taken = append(taken, row.Number+" "+row.Title)
		}
	}
	return into, taken, nil
}
