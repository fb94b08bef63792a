package authority

import (
	"slices"

	"qinlian/internal/kernel/org"
)

// OfOrg is the capability that each change of the organisation needs, by its word.
var OfOrg = map[string]Capability{
	org.WordAbsence: Absence, org.WordBack: Absence,
	org.WordAppoint: Holders, org.WordRelieve: Holders, org.WordHandOver: Holders,
	org.WordMerge: Org, org.WordSplit: Org, org.WordRename: Org, org.WordOpen: Org, org.WordClose: Org, org.WordForm: Org, org.WordReform: Org, org.WordDissolve: Org,
}

// MayChange tells whether the subject may make a change of the organisation as it is on the day of view: because of how
// they stand to the zone, or to the post of which the change speaks; where it speaks of a person, to each post of theirs.
func (s *Subject) MayChange(view *org.View, rules *Rules, change org.Concern) bool {
	c, ok := OfOrg[change.Word]
	if !ok {
		return false
	}
	if s.Can(c) {
		return true
	}
	if change.Post == "" && change.Person != "" && change.Person == s.Person && s.allowed(c)&Named != 0 {
		return true
	}
	if change.Person == "" && s.NamedMay(c, change.Post) {
		return true
	}
	posts := Concerned(view, change)
	return len(posts) > 0 && !slices.ContainsFunc(posts, func(post string) bool {
		return !s.NamedMay(c, post) && !s.AboveMay(c, post) && !s.HeadMay(c, post, view, rules)
	})
}

// Concerned are the posts of which a change speaks.
func Concerned(view *org.View, change org.Concern) []string {
	if away := change.Word == org.WordAbsence || change.Word == org.WordBack; away && change.Person == "" {
		if holder, _ := view.Seated(change.Post); holder != "" { // who is on leave is away from every post
			return view.PostsOf(holder)
		}
	}
	switch {
	case change.Post != "":
		return []string{change.Post}
	case change.Person != "":
		return view.PostsOf(change.Person)
	}
	return nil
}

// HeadMay tells whether the subject has a capability on a post because they head its unit, or one above it. Whoever
// stands to the whole zone is not in the hand of the unit in which they sit: a head could seat themselves in the office.
func (s *Subject) HeadMay(c Capability, post string, view *org.View, rules *Rules) bool {
	p, ok := view.Post(post)
	return ok && s.allowed(c)&UnitHead != 0 && slices.Contains(s.Headed, p.Unit) && !rules.ZoneWide(post)
}

// ZoneWide tells whether a post is one of the zone's office, inspectors or leaders.
func (r *Rules) ZoneWide(post string) bool {
	return slices.Contains(r.Office, post) || slices.Contains(r.Inspector, post) || slices.Contains(r.Leader, post)
}

// Standing are the posts that have a capability by how they stand to the zone, the office's before the leaders'.
func (r *Rules) Standing(c Capability) (out []string) {
	for _, one := range []struct {
		relation Relation
		posts    []string
	}{{Office, r.Office}, {Leader, r.Leader}, {Inspector, r.Inspector}} {
		for _, post := range one.posts {
			if Table[c]&one.relation != 0 && !slices.Contains(out, post) {
				out = append(out, post)
			}
		}
	}
	return out
}
