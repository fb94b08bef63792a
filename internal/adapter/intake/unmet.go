package intake

import (
	"context"
	"errors"
	"slices"

	"qinlian/internal/base/errs"
)

// errUndone ends the transaction in which a registration was only tried.
var errUndone = errors.New("tried")

// withUnmet adds to the faults of an order those for which its registration would be refused, so that its sender is told
// of all at once. Of a member that has a fault already nothing more is said.
func (i *Intake) withUnmet(ctx context.Context, zone string, m *Mapping, o *Order, found errs.List) error {
	wrong := func(member string) bool {
		return slices.ContainsFunc(found, func(e *errs.Error) bool { return e.Where == member })
	}
	if wrong("type") {
		return found
	}
	t, err := m.target(o)
	if err != nil {
		return append(found, errs.Faults(err)...)
	}
	c := m.command(o, &t, i.engine.NowIn(zone))
	err = i.engine.Together(ctx, func(ctx context.Context) error {
		if _, err := i.engine.Do(ctx, zone, c); err != nil {
			return err
		}
		return errUndone
	})
	if errors.Is(err, errUndone) {
		return found
	}
	unmet := errs.Faults(t.placed(err))
	if len(unmet) == 0 || errs.KindOf(err) == errs.Internal {
		return err
	}
	return append(found, slices.DeleteFunc(unmet, func(e *errs.Error) bool { return wrong(e.Where) })...)
}

// placed names the member of the order wherever a refusal names one of the registration.
func (t *Target) placed(err error) error {
	faults := errs.Faults(err)
	if len(faults) == 0 || errs.KindOf(err) == errs.Internal {
		return err
	}
	out := make(errs.List, len(faults))
	for n, e := range faults {
		out[n] = e.At(t.memberOf(e.Where))
	}
	return out
}
