package matter

import (
	"slices"
	"time"

	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/mechanism"
)

// What an owner asks for (an extension, a change of plan, an answer to an objection) is somebody's to decide: a
// duty of the post that may grant it, open from the asking on and met by the answer, be it yes or no. One that
// nobody decides is missed, before the deadline that it asks about goes by.

// requestLimit is how long a request may wait, where the deadline does not come first.
var requestLimit = calendar.Limit{Halves: 6, Unit: calendar.Workday}

// isRequest tells whether the duty is to decide on what was asked for.
func (d *Duty) isRequest() bool {
	return d.What == DutyExtension || d.What == DutyReplan || d.What == DutyObjection
}

// asks tells whether what a duty of that sort decides has been asked for and not answered.
func (s *State) asks(what string) bool {
	switch what {
	case DutyExtension:
		return s.Asked != nil
	case DutyReplan:
		return s.Replan != nil
	}
	return what == DutyObjection && s.Objection != ""
}

// answered meets the duty to decide on a request.
func (s *State) answered(what string) { s.meet(func(d *Duty) bool { return d.What == what }) }

// requestDue opens the duty to decide on what was asked for, nil where there is none to open.
func (m *moment) requestDue() Content {
	s := m.s
	if s.Asked == nil && s.Replan == nil && s.Objection == "" || !s.Live() {
		return nil
	}
	for _, what := range [...]string{DutyExtension, DutyReplan, DutyObjection} {
		if !s.asks(what) || slices.ContainsFunc(s.Duties, func(d Duty) bool { return d.What == what }) {
			continue
		}
		due := m.cal.Due(m.now, requestLimit).At
		if by := s.Deadlines.Working().At; by.After(m.now) && by.Before(due) {
			due = by
		}
		return m.open(Duty{ID: what + "/" + m.now.In(calendar.Location()).Format("2006-01-02T15:04:05"), What: what, Owner: m.granter(what), Due: due})
	}
	return nil
}

// grants is the role that decides on a request of that sort.
func (m *moment) grants(what string) mechanism.RoleRef {
	if what == DutyObjection {
		return m.kind.Roles.Assign
	}
	return m.kind.Roles.Extend
}

// granter is the post that decides on a request: of those who may, the first that is not the owner's, else the level
// above; where the mechanism names nobody, or nobody holds the post, the owner's superior. "" where there is none.
func (m *moment) granter(what string) string {
	if posts, _ := m.free(m.grants(what), []string{m.s.Owner}); len(posts) > 0 {
		return posts[0]
	}
	above, err := m.org().Superior(m.bearer(m.s.Owner))
	if err != nil {
		return ""
	}
	if _, err := m.org().Holder(above); err != nil {
		return ""
	}
	return above
}

// handedOn tells whether a request that waits is somebody else's to decide by now: the matter has come to another owner
// or unit, and the post that owes the answer no longer grants it. What was missed stays with who missed it.
func (m *moment) handedOn(d *Duty) bool {
	if d.Missed() || !m.s.Live() {
		return false
	}
	owed, now := m.heir(d.Owner), m.granter(d.What)
	if now == "" || m.heir(now) == owed {
		return false
	}
	may, _ := m.free(m.grants(d.What), []string{m.s.Owner})
	return !slices.Contains(m.heirs(may...), owed)
}

// answers lets those act who may decide on a request, and whose duty it is; never the matter's owner.
func (m *moment) answers(c *Command, what string) error {
	owed := ""
	for i := range m.s.Duties {
		if d := &m.s.Duties[i]; d.What == what {
			owed = m.heir(d.Owner)
		}
	}
	role := m.grants(what)
	if m.s.Owner != "" && m.involved(c, []string{m.s.Owner}) {
		may, _ := m.free(role, []string{m.s.Owner})
		if owed != "" && owed != m.heir(m.s.Owner) {
			may = union([]string{owed}, may)
		}
		return recused(c, may)
	}
	if owed != "" && c.Actor == owed {
		return nil
	}
	return m.permits(c, &role)
}

// undecided are the requests that nobody decided in time, for the rungs that hang on them.
func (s *State) undecided(each func(id string, at time.Time)) {
	for i := range s.Duties {
		if d := &s.Duties[i]; d.Missed() && d.isRequest() {
			each(d.ID, d.MissedAt)
		}
	}
}
