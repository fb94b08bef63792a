package engine

import (
	"context"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/matter"
)

// Sight is a matter as it looks at an instant, whether or not a sweep has run.
type Sight struct {
	State  matter.State // as of its last event
	Light  matter.Light
	Reason string      // the rule that decides the light
	Tree   matter.Tree // its descendants; zero where it has none
}

// Look reads a matter by id or number and computes its light of the instant.
func (e *Engine) Look(ctx context.Context, zone, idOrNumber string, at time.Time) (Sight, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return Sight{}, err
	}
	row, err := e.store.Matter(ctx, zone, idOrNumber)
	if err != nil {
		return Sight{}, err
	}
	t := &turn{ctx: ctx, engine: e, world: w, zone: zone}
	if err := t.load(&row); err != nil {
		return Sight{}, err
	}
	mw := w.matterWorld(t)
	out := Sight{State: t.state, Tree: mw.Tree(row.ID, at)}
	out.Light, out.Reason, err = matter.LightAt(&t.state, mw, at)
	if errs.Is(err, "mechanism.none_in_force") { // before any mechanism there is no light
		err = nil
	}
	return out, err
}

// Find reads a matter by id or number with its light of the instant. It costs one row: the stored light holds
// until the instant at which something falls due next. Of a matter that was changed of late and is named by its id it
// costs less: see recent.
func (e *Engine) Find(ctx context.Context, zone, idOrNumber string, at time.Time) (matter.State, error) {
	return e.Seen(ctx, zone, idOrNumber, at, func(*matter.State) bool { return true })
}

// Seen is Find for who may not see every matter: of one that sees does not let through nothing more is read than of one
// that does not exist, and the error is the same (errs.NotFound).
func (e *Engine) Seen(ctx context.Context, zone, idOrNumber string, at time.Time, sees func(*matter.State) bool) (matter.State, error) {
	s, err := e.found(ctx, zone, idOrNumber, at, sees)
	if err == nil && !sees(&s) {
		return matter.State{}, unseen(idOrNumber)
	}
	return s, err
}

func unseen(idOrNumber string) error {
	return errs.Newf(errs.NotFound, "matter.not_found", "没有编号或标识为“%s”的事项，请核对编号", "there is no matter %q: check the number", idOrNumber)
}

func (e *Engine) found(ctx context.Context, zone, idOrNumber string, at time.Time, sees func(*matter.State) bool) (matter.State, error) {
	if s, ok, err := e.recently(ctx, zone, idOrNumber, at); ok || err != nil {
		return s, err
	}
	row, err := e.store.Matter(ctx, zone, idOrNumber)
	if err != nil {
		return matter.State{}, err
	}
	t := &turn{}
	if err := t.load(&row); err != nil {
		return matter.State{}, err
	}
	if !sees(&t.state) {
		return matter.State{}, unseen(idOrNumber)
	}
	if row.NextAt > 0 && row.NextAt <= at.UnixMicro() {
		seen, err := e.Look(ctx, zone, row.ID, at)
		seen.State.Light = seen.Light
		return seen.State, err
	}
	return t.state, nil
}
