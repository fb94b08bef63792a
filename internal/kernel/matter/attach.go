package matter

import (
	"slices"

	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/mechanism"
)

// attaches lets those put evidence to a matter who have to do with it: who owns, sponsors or verifies it, the posts of the
// units that do it and of the heads above them, who stands above the owner, the posts that the kind names, and participants.
func (m *moment) attaches(c *Command) error {
	if m.kind.Roles.Assign.Role.IsZero() {
		return nil
	}
	s, view := m.s, m.org()
	may := m.heirs(s.Owner, m.sponsor(), s.Verifier)
	if head, err := view.Head(s.LeadUnit); s.LeadUnit != "" && err == nil {
		may = append(may, head)
	}
	r := &m.kind.Roles
	for _, role := range []*mechanism.RoleRef{&r.Assign, &r.Review, &r.Verify, &r.Extend, &r.Office} {
		posts, _ := m.role(*role)
		may = append(may, posts...)
	}
	may = append(may, m.heirs(s.Participants()...)...)
	if slices.Contains(may, c.Actor) {
		return nil
	}
	for _, unit := range append([]string{s.LeadUnit}, s.Support...) {
		if unit == "" {
			continue
		}
		head, _ := view.Head(unit)
		if view.Belongs(c.Actor, unit) || head == c.Actor || slices.Contains(view.Ladder(head), c.Actor) {
			return nil
		}
	}
	if owner := m.bearer(s.Owner); owner != "" && slices.Contains(view.Ladder(owner), c.Actor) {
		return nil
	}
	return forbidden(c, may)
}

// Participants are the posts that a matter names besides those who answer for it: who owes something about it, and whom
// a letter about it has reached.
func (s *State) Participants() []string {
	var out []string
	for i := range s.Duties {
		if s.Duties[i].Owner != "" {
			out = append(out, s.Duties[i].Owner)
		}
	}
	for i := range s.Letters {
		switch l := &s.Letters[i]; l.State {
		case letter.Delivered, letter.Signed, letter.Replied:
			out = append(out, l.To)
		}
	}
	return out
}
