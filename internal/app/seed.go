package app

import (
	"cmp"
	"context"
	"maps"
	"slices"
	"strings"

	"qinlian/internal/adapter/identity"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// SeededAccount is one of the demonstration's accounts, with its password, which is stored nowhere.
type SeededAccount struct {
	Login    string    `json:"login"`
	Password string    `json:"password,omitempty"` // "" for another system, which has a token
	Token    string    `json:"token,omitempty"`
	Title    string    `json:"title"` // the post
	Zone     string    `json:"zone,omitempty"`
	Role     text.Text `json:"role"` // or roles: one person may stand in several
}

// SeedDemo makes an account for each role of each zone, by whoever holds a post in it today; an enterprise, a citizen
// and another system in the zone that has something for them; and the three administrators of the installation. Each
// has a random password, the other system a token.
func (a *App) SeedDemo(ctx context.Context, d *identity.Directory, zones ...string) ([]SeededAccount, error) {
	var out []SeededAccount
	var drafts []identity.Draft
	for _, zone := range zones {
		roles, view, err := a.roles(ctx, zone)
		if err != nil {
			return nil, err
		}
		for _, c := range cast(roles, view.Holder) {
			login := zone + "." + c.login
			out = append(out, SeededAccount{Login: login, Title: c.post, Zone: zone, Role: c.role})
			drafts = append(drafts, identity.Draft{Login: login, Title: c.post, Zone: zone, Kind: identity.Staff, Person: c.person})
		}
		if zone == outsidersZone {
			if err := a.visitOffice(ctx); err != nil {
				return nil, err
			}
		}
		for _, o := range outsiders {
			if o.zone == zone {
				login := zone + "." + string(o.kind)
				out = append(out, SeededAccount{Login: login, Title: o.title, Zone: zone, Role: o.role})
				drafts = append(drafts, identity.Draft{Login: login, Title: o.title, Zone: zone, Kind: o.kind, Parties: o.parties})
			}
		}
	}
	for _, three := range []struct {
		admin identity.Admin
		role  text.Text
	}{
		{identity.SystemAdmin, text.Text{Zh: "系统管理员", En: "system administrator"}},
		{identity.SecurityAdmin, text.Text{Zh: "安全管理员", En: "security administrator"}},
		{identity.AuditAdmin, text.Text{Zh: "审计管理员", En: "audit administrator"}},
	} {
		login := string(three.admin)
		out = append(out, SeededAccount{Login: login, Title: three.role.Zh, Role: three.role})
		drafts = append(drafts, identity.Draft{Login: login, Title: three.role.Zh, Kind: identity.Staff, Admin: three.admin, Holder: "demo-" + login})
	}
	seeded, err := d.Seed(ctx, false, drafts...)
	if err != nil {
		return nil, err
	}
	for i := range seeded {
		out[i].Password = seeded[i].Password
		if seeded[i].Kind == identity.Machine {
			if out[i].Token, err = handInToken(ctx, d, seeded[i].ID); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// role is a way to stand to matters or to the zone, with the posts that stand so, the most telling first.
type role struct {
	login string
	title text.Text
	posts []string
}

// roles finds who stands how in a zone: by its mechanism, and by the matters that are open.
func (a *App) roles(ctx context.Context, zone string) ([]role, *org.View, error) {
	at := a.Engine.NowIn(zone)
	_, view, err := a.Engine.Org(ctx, zone, at)
	if err != nil {
		return nil, nil, err
	}
	timeline, err := a.Engine.Timeline(ctx, zone)
	if err != nil {
		return nil, nil, err
	}
	rules := timeline.At(at).Rules(view)
	sponsors, heads, owners, supports, verifiers := tally{}, tally{}, tally{}, tally{}, tally{}
	above, closers := tally{}, tally{} // who would sponsor and verify where no matter names anybody
	b := timeline.At(at)
	for row, err := range a.Store.List(ctx, zone, engine.Filter{Open: new(true)}) {
		if err != nil {
			return nil, nil, err
		}
		if k := b.Kinds[row.Kind]; k != nil && k.Redeems() {
			continue
		}
		owners[row.Owner]++
		sponsors[row.Sponsor]++
		verifiers[row.Verifier]++
		if sponsor, err := view.Sponsor(row.LeadUnit); err == nil {
			above[sponsor]++
		}
		if row.Verifier == "" {
			for _, post := range closing(timeline.At(at), view, &row) {
				closers[post]++
			}
		}
		if head, err := view.Head(row.LeadUnit); err == nil {
			heads[head]++
		}
		for _, unit := range strings.FieldsFunc(row.Support, func(r rune) bool { return r == '|' }) {
			if head, err := view.Head(unit); err == nil {
				supports[head]++
			}
		}
	}
	windows, payers := tally{}, tally{} // of the policies that are redeemed
	for _, p := range benefit.Policies(b) {
		if p.Redeem == "" {
			continue
		}
		if head, err := view.Head(cmp.Or(p.Routing.Window, p.Unit)); err == nil {
			windows[head]++
		}
		if head, err := view.Head(p.Payer); err == nil {
			payers[head]++
		}
	}
	return []role{
		{"leader", text.Text{Zh: "区领导", En: "leader"}, rules.Leader},
		{"office", text.Text{Zh: "督查", En: "office"}, rules.Office},
		{"inspector", text.Text{Zh: "纪检", En: "inspector"}, rules.Inspector},
		{"sponsor", text.Text{Zh: "牵头领导", En: "sponsor"}, slices.Concat(sponsors.most(), above.most())},
		{"head", text.Text{Zh: "单位负责人", En: "unit head"}, heads.most()},
		{"clerk", text.Text{Zh: "责任人", En: "owner"}, owners.most()},
		{"support", text.Text{Zh: "配合单位", En: "supporting unit"}, supports.most()},
		{"verifier", text.Text{Zh: "核验人", En: "verifier"}, slices.Concat(verifiers.most(), closers.most())},
		{"window", text.Text{Zh: "惠企受理", En: "window for benefits"}, windows.most()},
		{"payer", text.Text{Zh: "惠企拨付", En: "payer of benefits"}, payers.most()},
	}, view, nil
}

// closing is who may close a matter out by its kind; never its owner.
func closing(b *mechanism.Bundle, view *org.View, row *engine.MatterRow) []string {
	k := b.Kinds[row.Kind]
	if k == nil || k.Roles.Verify.Role.IsZero() {
		return nil
	}
	posts, err := org.Resolve(k.Roles.Verify.Role, org.Context{Owner: row.Owner, Sponsor: row.Sponsor, LeadUnit: row.LeadUnit}, view)
	if err != nil {
		return nil // nobody holds it: nobody acts
	}
	owner := view.ActsFor(row.Owner)
	return slices.DeleteFunc(posts, func(post string) bool { return post == owner || owner != "" && !view.Apart(post, owner) })
}

// tally counts matters by post.
type tally map[string]int

// most lists posts, those of the most matters first.
func (t tally) most() []string {
	delete(t, "")
	return slices.SortedFunc(maps.Keys(t), func(a, b string) int {
		return cmp.Or(cmp.Compare(t[b], t[a]), cmp.Compare(a, b))
	})
}

// played is a person who plays one role or more, by a post.
type played struct {
	login, post, person string
	role                text.Text
}

// cast gives each role somebody who holds one of its posts: a person of its own where there is one, else one who
// plays another role already. Roles with little choice choose first. A role that nobody holds is left out.
func cast(roles []role, holder func(post string) (org.Acting, error)) []played {
	order := make([]int, len(roles))
	for i := range roles {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(len(roles[a].posts), len(roles[b].posts)) })
	by := map[string]*played{} // by person
	of := make([]*played, len(roles))
	for _, i := range order {
		var second *played
		for _, post := range roles[i].posts {
			acting, err := holder(post)
			if err != nil {
				continue
			}
			if by[acting.Person] == nil {
				of[i] = &played{roles[i].login, post, acting.Person, roles[i].title}
				by[acting.Person] = of[i]
				break
			}
			if second == nil {
				second = by[acting.Person]
			}
		}
		if of[i] == nil && second != nil {
			second.role.Zh += "、" + roles[i].title.Zh
			second.role.En += ", " + roles[i].title.En
		}
	}
	var out []played
	for _, p := range of {
		if p != nil {
			out = append(out, *p)
		}
	}
	return out
}
