package engine

import (
	"context"
	"fmt"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/session"
)

// mayResolve refuses a resolution to register a matter with personal data: what a session resolved is an event as it
// stands, and no event may hold them.
func (w *zoneWorld) mayResolve(g *session.Register, at time.Time) error {
	b := w.Timeline.At(at)
	if b == nil || b.Kinds[g.Kind] == nil {
		return nil
	}
	for _, name := range b.Kinds[g.Kind].PersonalFields() {
		if g.Fields[name] != nil {
			return errs.Newf(errs.Refused, "session.personal_field", "决议不能载明个人信息字段“%[1]s”：请先登记事项，再由会议就该事项作出决议",
				"a resolution may not hold the personal field %[1]q: register the matter first, and resolve on it then", name).At("register.fields." + name)
		}
	}
	return nil
}

// resolvedToRegister registers the matter that a session resolved on, with everything that the resolution says of it,
// and assigns it where it names an owner.
func (e *Engine) resolvedToRegister(ctx context.Context, zone string, act Act, s session.State, r session.Resolution) error {
	g := r.Register
	c := matter.Command{Name: "register", BySession: true, ID: g.MatterID, At: act.At, Actor: act.Actor, Person: act.Person, Kind: g.Kind, Session: s.ID}
	c.Particulars = matter.Particulars{
		Title: g.Title, Brief: g.Brief, Category: g.Category, Urgency: g.Urgency, Place: g.Place, Parent: g.Parent, Weight: g.Weight,
		FirstContact: g.FirstContact, Fields: g.Fields, Origin: fmt.Sprintf("session/%s/%s", s.ID, r.ID),
	}
	assignment := matter.Assignment{
		LeadUnit: g.LeadUnit, Support: g.Support, Owner: g.Owner, Sponsor: g.Sponsor, Verifier: g.Verifier, Due: g.Due, Ongoing: g.Ongoing,
	}
	c.Assignment = assignment
	if g.Owner != "" { // the rest comes with the owner
		c.Assignment = matter.Assignment{LeadUnit: g.LeadUnit}
	}
	if _, err := e.do(ctx, zone, c); err != nil || g.Owner == "" {
		return err
	}
	a := matter.Command{Name: "assign", BySession: true, ID: g.MatterID, At: act.At, Actor: act.Actor, Person: act.Person, Session: s.ID}
	a.Assignment, a.Brief = assignment, g.Brief
	_, err := e.do(ctx, zone, a)
	return err
}
