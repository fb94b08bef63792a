package matter

import "strings"

// StandingIDs is what the id of every standing matter begins with.
const StandingIDs = "standing/"

// StandingID is the id and stream, the same whoever begins it, of the standing matter of a kind about a subject: a unit's code, a post, a body's code, the zone.
func StandingID(kind, subject string) string { return StandingIDs + kind + "/" + subject }

// IsStanding tells whether the id is that of a standing matter.
func IsStanding(id string) bool { return strings.HasPrefix(id, StandingIDs) }

// subjectGone tells whether a standing matter owes nothing: the unit, post or body it is about is no more on the
// day, so that its successor's own standing matter goes on, or the mechanisms in force do not ask for it on that day.
func (m *moment) subjectGone() bool {
	code, standing := strings.CutPrefix(m.s.ID, StandingID(m.s.Kind, ""))
	if !standing {
		return false
	}
	if b := m.w.Timeline.At(m.now); b != nil && b.Kinds[m.s.Kind] == nil {
		return true
	}
	if !m.kind.Effective.Contains(m.today) {
		return true
	}
	switch asks := m.kind.Standing; asks.Each {
	case "unit":
		u, ok := m.org().Unit(code)
		return !ok || u.Code != code || !asks.Wants(u.Type, u.Code, u.Name) && !m.meant(u.Code)
	case "post":
		p, ok := m.org().Post(code)
		return !ok || !asks.Wants(p.Name, p.Level, p.Unit) && !m.meant(p.Unit)
	case "body":
		b, ok := m.org().Body(code)
		return !ok || b.Code != code || !asks.Wants(b.Code, b.Name, b.Kind)
	case "zone":
		return code != m.w.Zone
	}
	return true
}

// meant tells whether the standing kind names a unit otherwise than the unit is called now.
func (m *moment) meant(unit string) bool {
	_, ok := m.kind.Standing.Meant(m.org())[unit]
	return ok
}
