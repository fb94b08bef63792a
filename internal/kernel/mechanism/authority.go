package mechanism

import (
	"slices"

	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/org"
)

// Access says which posts stand to the whole zone rather than to single matters. What that lets them see and
// do is in package authority's table, the same for every zone.
type Access struct {
	Office    []RoleRef `yaml:"office"`    // keeps the zone's supervision: sees and chases everything (督查室)
	Inspector []RoleRef `yaml:"inspector"` // discipline inspection: sees everything, confidential kinds included (纪检监察)
	Leader    []RoleRef `yaml:"leader"`    // leaders of the zone: see everything, put mechanisms in force (区领导)
}

func (a *Access) all() []*RoleRef {
	var out []*RoleRef
	for _, list := range [][]RoleRef{a.Office, a.Inspector, a.Leader} {
		for i := range list {
			out = append(out, &list[i])
		}
	}
	return out
}

// over fills what a leaves open from other.
func (a Access) over(other Access) Access {
	for _, pair := range []struct{ mine, theirs *[]RoleRef }{{&a.Office, &other.Office}, {&a.Inspector, &other.Inspector}, {&a.Leader, &other.Leader}} {
		if len(*pair.mine) == 0 {
			*pair.mine = *pair.theirs
		}
	}
	return a
}

// Confidential hides a kind's matters from all but those cleared: an unannounced inspection before it starts
// (四不两直), a talk, a sensitive person. Without while it holds for good.
type Confidential struct {
	Cleared []string `yaml:"cleared"` // relations: sponsor, verifier, office, inspector, leader, keeper …
	While   []string `yaml:"while"`   // stages: registered, assigned …

	relations authority.Relation
}

// Rules gives what authority needs to know of the mechanisms: who stands to the zone, which posts each kind
// names, and which kinds are confidential. Posts that a role cannot reach on the day are left out; check and
// the engine report them where they are needed.
func (b *Bundle) Rules(view *org.View) *authority.Rules {
	posts := func(refs []RoleRef) (out []string) {
		for _, r := range refs {
			out = append(out, fixed(r, view)...)
		}
		return out
	}
	rules := &authority.Rules{
		Office: posts(b.Access.Office), Inspector: posts(b.Access.Inspector), Leader: posts(b.Access.Leader),
		Keepers: map[string][]string{}, Confidential: map[string]authority.Confidential{},
	}
	if len(rules.Office) == 0 && len(rules.Leader) == 0 {
		rules.Leader = topmost(view)
	}
	for name, k := range b.Kinds {
		var named []string
		for _, r := range k.Roles.all() {
			named = append(named, fixed(*r, view)...)
		}
		slices.Sort(named)
		if named = slices.Compact(named); len(named) > 0 {
			rules.Keepers[name] = named
		}
		if c := &k.Confidential; c.relations != 0 {
			rules.Confidential[name] = authority.Confidential{Cleared: c.relations, While: c.While}
		}
	}
	return rules
}

// topmost are the posts of the units above which there is none: they lead a zone of which no manifest says who does.
func topmost(view *org.View) (out []string) {
	for _, name := range view.Posts() {
		p, _ := view.Post(name)
		if u, ok := view.Unit(p.Unit); ok && u.Parent == "" {
			out = append(out, name)
		}
	}
	return out
}

// fixed resolves a role that needs no matter: post(…), head(…), office(…), body(…). Others give none.
func fixed(r RoleRef, view *org.View) []string {
	var out []string
	for _, one := range r.Role.Each() {
		if !one.Fixed() {
			continue
		}
		if posts, err := org.Resolve(one, org.Context{}, view); err == nil || len(posts) > 0 {
			out = append(out, posts...)
		}
	}
	return out
}

// confidential reads the relations of a kind's confidential section.
func (c *compiler) confidential(doc *document, k *Kind) {
	for i, word := range k.Confidential.Cleared {
		r, err := authority.ParseRelation(word)
		if err != nil {
			c.at(doc.at(index("confidential.cleared", i)), err)
			continue
		}
		k.Confidential.relations |= r
	}
}

// confidential checks that somebody is cleared and that the stages exist.
func (c *checker) confidential(k *Kind) {
	conf := &k.Confidential
	if len(conf.Cleared) == 0 {
		if len(conf.While) > 0 {
			c.fault("confidential", "nobody_cleared", "写了保密阶段却没有写谁可见；请在 cleared 中列出，例如 [office, inspector]", "stages are confidential but nobody is cleared: list who is under cleared, for example [office, inspector]")
		}
		return
	}
	for i, stage := range conf.While {
		c.oneOf(index("confidential.while", i), stage, "Confidential.while")
	}
}
