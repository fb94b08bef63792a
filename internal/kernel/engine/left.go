package engine

import (
	"context"
	"fmt"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/plan"
)

// A version's chart stands alone: a post, body or unit that it does not write is none that ended, and nobody is its heir. What was
// given to it would be nobody's, so that a version which ends one says so (to:).

// leavesNobody refuses a version after which open matters that somebody answers for would be nobody's.
func (e *Engine) leavesNobody(ctx context.Context, w *zoneWorld, b *mechanism.Bundle, from time.Time) error {
	left, err := e.left(ctx, w, b, w.today(from), nil)
	if err != nil || len(left) == 0 {
		return err
	}
	var zh, en []string
	for _, l := range left {
		zh, en = append(zh, fmt.Sprintf("“%s” %d 件", l.Name, l.Matters)), append(en, fmt.Sprintf("%s: %d", l.Name, l.Matters))
	}
	return errs.Newf(errs.Refused, "mechanism.leaves_matters",
		"新版本里没有以下岗位、机构或单位，而其名下还有在办事项，启用后将无人负责：%[1]s。撤销或改名的，请在新版本里保留原来那一条并写明撤销日 to: 日期（岗位由所在单位负责人承接，单位由写明 successor_of 的单位或上级承接），或先把这些事项转办",
		"the new version has no such post, body or unit any more, and open matters would be nobody's: %[2]s. Keep the old entry in the new version and write to: with the day on which it ends (the head of its unit answers for a post, the unit that names it in successor_of, or its parent, for a unit), or transfer these matters first",
		strings.Join(zh, "、"), strings.Join(en, ", "))
}

// left are the posts, bodies and units for whose open matters somebody answers on a day by the chart in force, and nobody by that of
// another version. Standing matters, which end with what they are about, and those of without are not counted.
func (e *Engine) left(ctx context.Context, w *zoneWorld, b *mechanism.Bundle, day clock.Date, without map[string]bool) ([]plan.Left, error) {
	now, next := w.chart(day), w.charted(b)
	before, after := now.At(day), next.At(day)
	loads, err := e.store.OwnerLoads(ctx, w.Zone, 1<<20)
	if err != nil {
		return nil, err
	}
	open := true
	var out []plan.Left
	count := func(name string, f Filter) error {
		l := plan.Left{Name: name}
		for row, err := range e.store.List(ctx, w.Zone, f) {
			if err != nil {
				return err
			}
			if !without[row.ID] && !matter.IsStanding(row.ID) {
				l.Matters++
			}
		}
		if l.Matters > 0 {
			out = append(out, l)
		}
		return nil
	}
	for i := range loads {
		name := loads[i].Owner
		if _, had := before.Heir(name); !had || loads[i].Matters == 0 {
			continue
		}
		if _, has := after.Heir(name); !has {
			if err := count(name, Filter{Owner: name, Open: &open}); err != nil {
				return nil, err
			}
		}
	}
	units, err := e.store.LightCounts(ctx, w.Zone)
	if err != nil {
		return nil, err
	}
	seen := map[string]bool{"": true}
	for i := range units {
		code := units[i].LeadUnit
		if seen[code] {
			continue
		}
		seen[code] = true
		if _, err := now.Lineage(code, day); err != nil {
			continue
		}
		if _, err := next.Lineage(code, day); err != nil {
			if err := count(now.Known(code, day), Filter{Unit: code, Open: &open}); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// Charts are the org chart in force at an instant and the one that another version would bring then.
func (e *Engine) Charts(ctx context.Context, zone string, b *mechanism.Bundle, from time.Time) (now, next *org.State, day clock.Date, err error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return nil, nil, 0, err
	}
	day = w.today(from)
	return w.chart(day), w.charted(b), day, nil
}
