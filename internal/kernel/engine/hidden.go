package engine

import (
	"cmp"
	"context"
	"slices"

	"qinlian/internal/kernel/authority"
)

// Who reads the page may see nearly everything, and all but what is confidential is counted from indexes alone. So
// what lies outside their scope, which is little, is read and taken off again.

// hidden are the matters and duties that the page's reader must not see, nor find counted.
type hidden struct {
	matters []MatterRow // open ones
	duties  []DutyRow   // open and missed ones
}

// hide finds what lies outside a scope.
func (e *Engine) hide(ctx context.Context, zone string, scope *authority.Scope) (h hidden, err error) {
	if scope.All() {
		return h, nil
	}
	f := outside(scope)
	owed := f
	f.Open, owed.States = new(true), []string{DutyOpen, DutyMissed}
	for row, err := range e.store.List(ctx, zone, f) {
		if err != nil {
			return h, err
		}
		h.matters = append(h.matters, row)
	}
	for row, err := range e.store.Duties(ctx, zone, owed) {
		if err != nil {
			return h, err
		}
		h.duties = append(h.duties, row)
	}
	return h, nil
}

// Outside finds the matters, by id, that do not lie in a scope.
func (e *Engine) Outside(ctx context.Context, zone string, scope *authority.Scope) (map[string]bool, error) {
	out := map[string]bool{}
	if scope.All() {
		return out, nil
	}
	f := outside(scope)
	for row, err := range e.store.List(ctx, zone, f) {
		if err != nil {
			return nil, err
		}
		out[row.ID] = true
	}
	return out, nil
}

// outside picks what lies outside a scope.
func outside(scope *authority.Scope) Filter {
	f := Filter{Outside: scope, ByID: true}
	if scope.Everywhere(scope.Through) { // but for these kinds
		for _, x := range scope.Secret {
			f.Kinds = append(f.Kinds, x.Kind)
		}
	}
	return f
}

func (h *hidden) fromLights(counts []LightCount) {
	for i := range h.matters {
		less(counts, func(c *LightCount) bool { return c.LeadUnit == h.matters[i].LeadUnit && c.Light == h.matters[i].Light }, func(c *LightCount) { c.N-- })
	}
}

func (h *hidden) fromCategories(counts []CategoryCount) {
	for i := range h.matters {
		m := &h.matters[i]
		less(counts, func(c *CategoryCount) bool { return c.Kind == m.Kind && c.Category == m.Category && c.Light == m.Light }, func(c *CategoryCount) { c.N-- })
	}
}

func (h *hidden) fromDuties(counts []DutyCount) {
	for i := range h.duties {
		d := &h.duties[i]
		less(counts, func(c *DutyCount) bool {
			return c.State == d.State && c.What == d.What && c.Cadence == d.Cadence && c.Period == d.Period
		}, func(c *DutyCount) { c.N-- })
	}
}

// fromLoads leaves out the posts that carry nothing else, and keeps the heaviest first.
func (h *hidden) fromLoads(loads []OwnerLoad) []OwnerLoad {
	if len(h.matters)+len(h.duties) == 0 {
		return loads
	}
	of := func(owner string, take func(*OwnerLoad)) {
		less(loads, func(l *OwnerLoad) bool { return l.Owner == owner }, take)
	}
	for i := range h.matters {
		of(h.matters[i].Owner, func(l *OwnerLoad) { l.Matters-- })
	}
	for i := range h.duties {
		of(h.duties[i].Owner, func(l *OwnerLoad) {
			if h.duties[i].State == DutyOpen {
				l.Duties--
			} else {
				l.Missed--
			}
		})
	}
	all := func(l *OwnerLoad) int { return l.Matters + l.Duties + l.Missed }
	loads = slices.DeleteFunc(loads, func(l OwnerLoad) bool { return all(&l) == 0 })
	slices.SortStableFunc(loads, func(a, b OwnerLoad) int { return cmp.Or(cmp.Compare(all(&b), all(&a)), cmp.Compare(a.Owner, b.Owner)) })
	return loads
}

// less takes one off the count that is meant.
func less[C any](counts []C, meant func(*C) bool, take func(*C)) {
	if i := slices.IndexFunc(counts, func(c C) bool { return meant(&c) }); i >= 0 {
		take(&counts[i])
	}
}
