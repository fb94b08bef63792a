package engine

import (
	"cmp"
	"math"
	"slices"

	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/org"
)

// enough is how much nobody is overloaded with, however little the others carry.
const enough = 5

// mostOverloaded bounds the overloaded posts that the page names.
const mostOverloaded = 100

// owners counts what every post carries, once for all the parts that need it.
func (p *page) owners() (err error) {
	p.carried, err = p.engine.store.OwnerLoads(p.ctx, p.zone, 1<<20)
	return err
}

// loads finds who carries most, and who is overloaded.
func (p *page) loads() error {
	loads := inherited(p.hidden.fromLoads(p.carried), p.w.view(p.today.Date))
	p.today.Heavy, p.today.Carrying = heavy(loads), len(loads)
	for i, l := range loads {
		l.Overloaded = float64(l.Carried()) > p.today.Heavy
		if i < todayRows || l.Overloaded && len(p.today.Loads) < mostOverloaded {
			p.today.Loads = append(p.today.Loads, l)
		}
	}
	return nil
}

// inherited counts what a post that is no more left behind for the one that answers for it, the heaviest first.
func inherited(loads []OwnerLoad, view *org.View) []OwnerLoad {
	of := map[string]int{} // owner → place in out
	out := make([]OwnerLoad, 0, len(loads))
	for _, l := range loads {
		if heir, ok := view.Heir(l.Owner); ok {
			l.Owner = heir
		}
		i, ok := of[l.Owner]
		if !ok {
			of[l.Owner] = len(out)
			out = append(out, l)
			continue
		}
		out[i].Matters, out[i].Duties, out[i].Missed = out[i].Matters+l.Matters, out[i].Duties+l.Duties, out[i].Missed+l.Missed
	}
	slices.SortStableFunc(out, func(a, b OwnerLoad) int {
		return cmp.Or(cmp.Compare(b.Carried(), a.Carried()), cmp.Compare(a.Owner, b.Owner))
	})
	return out
}

// heavy is how much a post carries at most without being overloaded: half as much again as the mean of those who carry
// anything, in whole matters and duties, and no less than enough; 0 where nobody carries anything.
func heavy(loads []OwnerLoad) float64 {
	if len(loads) == 0 {
		return 0
	}
	total := 0
	for i := range loads {
		total += loads[i].Carried()
	}
	return max(enough, math.Floor(1.5*float64(total)/float64(len(loads))))
}

// above is the level above whoever missed a duty, along the line by which its matter is raised.
func (p *page) above(view *org.View, l *Line) string {
	owes := cmp.Or(l.Heir, l.Owner)
	if row, err := p.engine.store.Matter(p.ctx, p.zone, l.matter); err == nil {
		if s, err := row.Folded(); err == nil {
			return matter.Above(&s, &p.w.World, owes, p.at)
		}
	}
	above, _ := view.Superior(owes)
	return above
}
