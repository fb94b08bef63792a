package app

import (
	"context"
	"slices"

	"qinlian/internal/adapter/identity"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
)

// SeededAccount is one of the demonstration's accounts, with its password, which is stored nowhere.
type SeededAccount struct {
	Login    string    `json:"login"`
	Password string    `json:"password"`
	Title    string    `json:"title"` // the post
	Zone     string    `json:"zone,omitempty"`
	Role     text.Text `json:"role"`
}

// SeedDemo makes one account for each role of a zone, by whoever holds the post today, and the three
// administrators of the installation, each with a random password.
func (a *App) SeedDemo(ctx context.Context, d *identity.Directory, zone string) ([]SeededAccount, error) {
	at := a.Engine.Now()
	_, view, err := a.Engine.Org(ctx, zone, at)
	if err != nil {
		return nil, err
	}
	timeline, err := a.Engine.Timeline(ctx, zone)
	if err != nil {
		return nil, err
	}
	rules := timeline.At(at).Rules(view)
	owner, head, verifier := a.busiest(ctx, zone, rules.Office, rules.Leader)
	var out []SeededAccount
	var drafts []identity.Draft
	taken := map[string]bool{}
	add := func(login, post string, role text.Text) {
		acting, err := view.Holder(post)
		if err != nil || taken[acting.Person] { // nobody holds it, or somebody who has an account already
			return
		}
		taken[acting.Person] = true
		out = append(out, SeededAccount{Login: login, Title: post, Zone: zone, Role: role})
		drafts = append(drafts, identity.Draft{Login: login, Title: post, Zone: zone, Kind: identity.Staff, Person: acting.Person})
	}
	first := func(posts []string) string {
		if len(posts) == 0 {
			return ""
		}
		return posts[0]
	}
	add("office", first(rules.Office), text.Text{Zh: "督查", En: "office"})
	add("leader", first(rules.Leader), text.Text{Zh: "区领导", En: "leader"})
	add("inspector", first(rules.Inspector), text.Text{Zh: "纪检", En: "inspector"})
	add("clerk", owner, text.Text{Zh: "责任人", En: "owner"})
	add("head", head, text.Text{Zh: "单位负责人", En: "unit head"})
	add("verifier", verifier, text.Text{Zh: "核验人", En: "verifier"})
	for _, three := range []struct {
		admin identity.Admin
		login string
		role  text.Text
	}{
		{identity.SystemAdmin, "system", text.Text{Zh: "系统管理员", En: "system administrator"}},
		{identity.SecurityAdmin, "security", text.Text{Zh: "安全管理员", En: "security administrator"}},
		{identity.AuditAdmin, "audit", text.Text{Zh: "审计管理员", En: "audit administrator"}},
	} {
		out = append(out, SeededAccount{Login: three.login, Title: three.role.Zh, Role: three.role})
		drafts = append(drafts, identity.Draft{Login: three.login, Title: three.role.Zh, Kind: identity.Staff, Admin: three.admin, Holder: "demo-" + three.login})
	}
	seeded, err := d.Seed(ctx, false, drafts...)
	if err != nil {
		return nil, err
	}
	for i := range seeded {
		out[i].Password = seeded[i].Password
	}
	return out, nil
}

// busiest finds a post that owns most, who stands above it, and who may verify: people worth signing in as.
func (a *App) busiest(ctx context.Context, zone string, others ...[]string) (owner, head, verifier string) {
	_, view, err := a.Engine.Org(ctx, zone, a.Engine.Now())
	if err != nil {
		return "", "", ""
	}
	counts := map[string]int{}
	for row, err := range a.Store.List(ctx, zone, engine.Filter{Open: new(true)}) {
		if err != nil {
			break
		}
		known := slices.ContainsFunc(others, func(posts []string) bool { return slices.Contains(posts, row.Owner) })
		if row.Owner != "" && !known {
			if counts[row.Owner]++; owner == "" || counts[row.Owner] > counts[owner] {
				owner = row.Owner
			}
		}
		if row.Verifier != "" {
			verifier = row.Verifier
		}
	}
	head, _ = view.Superior(owner)
	return owner, head, verifier
}
