package listing

import (
	"context"
	"time"

	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// Counted finds, by id, the matters of a kind that one of its counts includes at an instant.
func Counted(ctx context.Context, e *engine.Engine, zone string, kind *mechanism.Kind, name string, at time.Time) (map[string]bool, error) {
	w, err := e.World(ctx, zone)
	if err != nil {
		return nil, err
	}
	out := map[string]bool{}
	for row, err := range e.Store().List(ctx, zone, engine.Filter{Kind: kind.Name, WithState: true}) {
		if err != nil {
			return nil, err
		}
		s, _, err := Forward(&row, &w, at)
		if err != nil {
			return nil, err
		}
		in, _, err := matter.Counted(&s, &w, kind.Counts[name], at)
		if err != nil {
			return nil, err
		}
		if in {
			out[row.ID] = true
		}
	}
	return out, nil
}
