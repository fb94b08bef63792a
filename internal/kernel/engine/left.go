package engine

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/plan"
)

// A version's chart stands alone: a post, body or unit that it does not write is none that ended, and nobody is its heir. What was
// given to it would be nobody's, so that a version which ends one says so (to:).

// leavesNobody refuses a version after which nobody would be what open matters name somebody as.
func (e *Engine) leavesNobody(ctx context.Context, w *zoneWorld, b *mechanism.Bundle, from time.Time) error {
	left, err := e.left(ctx, w, b, w.today(from), nil)
	if err != nil || len(left) == 0 {
		return err
	}
	var zh, en []string
	for _, l := range left {
		zh, en = append(zh, fmt.Sprintf("“%s” %d 件%s", l.Name, l.Matters, l.Words(text.Zh))), append(en, fmt.Sprintf("%s: %d%s", l.Name, l.Matters, l.Words(text.En)))
	}
	return errs.Newf(errs.Refused, "mechanism.leaves_matters",
		"新版本里没有以下岗位、机构或单位，而其名下还有在办事项（责任人、牵头领导、核验人、牵头或配合单位），启用后将无人负责：%[1]s。撤销或改名的，请在新版本里保留原来那一条并写明撤销日 to: 日期（岗位由所在单位负责人承接，单位由写明 successor_of 的单位或上级承接），或先把这些事项转办",
		"the new version has no such post, body or unit any more, and open matters that name it (as owner, sponsor, verifier, lead or supporting unit) would be nobody's: %[2]s. Keep the old entry in the new version and write to: with the day on which it ends (the head of its unit answers for a post, the unit that names it in successor_of, or its parent, for a unit), or transfer these matters first",
		strings.Join(zh, "、"), strings.Join(en, ", "))
}

// parts are as what a matter names a post or body, and a unit; as owner and lead unit goes without saying.
var parts = [...]text.Text{{}, {Zh: "牵头领导", En: "sponsor"}, {Zh: "核验人", En: "verifier"}, {}, {Zh: "配合单位", En: "supporting unit"}}

const unitParts = 3 // from there on parts are of units

// left are the posts, bodies and units that open matters name as owner, sponsor, verifier, lead or supporting unit, for which somebody
// answers on a day by the chart in force, and nobody by that of another version. Standing matters, which end with what they are about,
// and those of without are not counted.
func (e *Engine) left(ctx context.Context, w *zoneWorld, b *mechanism.Bundle, day clock.Date, without map[string]bool) ([]plan.Left, error) {
	now, next := w.chart(day), w.charted(b)
	before, after := now.At(day), next.At(day)
	gone := [2]func(string) bool{
		func(post string) bool {
			_, had := before.Heir(post)
			_, has := after.Heir(post)
			return had && !has
		},
		func(code string) bool {
			_, had := now.Lineage(code, day)
			_, has := next.Lineage(code, day)
			return had == nil && has != nil
		},
	}
	type named struct {
		unit bool
		name string
	}
	type count struct {
		matters int
		as      [len(parts)]int
	}
	known, counts := map[named]bool{}, map[named]*count{}
	open := true
	for row, err := range e.store.List(ctx, w.Zone, Filter{Open: &open, ByID: true}) {
		if err != nil {
			return nil, err
		}
		if without[row.ID] || matter.IsStanding(row.ID) {
			continue
		}
		seen := map[named]bool{}
		for part, name := range append([]string{row.Owner, row.Sponsor, row.Verifier, row.LeadUnit}, strings.Split(strings.Trim(row.Support, "|"), "|")...) {
			part = min(part, len(parts)-1)
			n := named{part >= unitParts, name}
			if _, asked := known[n]; !asked {
				known[n] = name != "" && gone[part/unitParts](name)
			}
			if !known[n] {
				continue
			}
			if counts[n] == nil {
				counts[n] = &count{}
			}
			counts[n].as[part]++
			if !seen[n] {
				seen[n] = true
				counts[n].matters++
			}
		}
	}
	var out []plan.Left
	for n, c := range counts {
		l := plan.Left{Name: n.name, Unit: n.unit, Matters: c.matters}
		if n.unit {
			l.Name = now.Known(n.name, day)
		}
		for part, title := range parts {
			if c.as[part] > 0 && !title.IsZero() {
				l.As = append(l.As, text.Text{Zh: fmt.Sprintf("%s %d 件", title.Zh, c.as[part]), En: fmt.Sprintf("%s: %d", title.En, c.as[part])})
			}
		}
		out = append(out, l)
	}
	slices.SortFunc(out, func(a, b plan.Left) int {
		if a.Unit != b.Unit {
			return map[bool]int{false: -1, true: 1}[a.Unit]
		}
		return cmp.Compare(a.Name, b.Name)
	})
	return out, nil
}

// Charts are the org chart in force at an instant and the one that another version would bring then.
func (e *Engine) Charts(ctx context.Context, zone string, b *mechanism.Bundle, from time.Time) (now, next *org.State, day clock.Date, err error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return nil, nil, 0, err
	}
	day, w = w.today(from), w.followed(ledger.Instant(from))
	return w.chart(day), w.charted(b), day, nil
}
