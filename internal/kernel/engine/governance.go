package engine

import (
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// Who may change what everybody works by: the org chart, the mechanisms, the calendar. None of it belongs to a
// matter, so no kind's roles speak of it.

// governors are those who assign work in the zone, and its leaders: the posts of the topmost units.
func (w *zoneWorld) governors(at time.Time) []string {
	view := w.view(w.today(at))
	posts := w.office(at)
	for _, name := range view.Posts() {
		p, _ := view.Post(name)
		if u, ok := view.Unit(p.Unit); ok && u.Parent == "" {
			posts = append(posts, name)
		}
	}
	return posts
}

// mayGovern lets the zone's governors put mechanisms in force and load holiday notices. Where nobody holds a post
// yet, and for the program itself, there is nobody to ask.
func (w *zoneWorld) mayGovern(act Act, what text.Text) error {
	if err := w.named(&act); err != nil {
		return err
	}
	allowed := append(w.governors(act.At), w.accessOffice(act.At)...)
	if act.Actor == "" || len(w.view(w.today(act.At)).Posts()) == 0 || slices.Contains(allowed, act.Actor) {
		return nil
	}
	slices.Sort(allowed)
	allowed = slices.Compact(allowed)
	return errs.Newf(errs.Forbidden, "zone.not_your_post", "“%[1]s”无权%[2]s；应由 %[3]s 办理", "%[1]s may not %[4]s; it is for %[5]s",
		act.Actor, what.Zh, strings.Join(allowed, "、"), what.En, strings.Join(allowed, ", "))
}

// accessOffice are the posts that zone.yaml names as the zone's office (docs/authority.md).
func (w *zoneWorld) accessOffice(at time.Time) (out []string) {
	b := w.Timeline.At(at)
	if b == nil {
		return nil
	}
	view := w.view(w.today(at))
	for i := range b.Access.Office {
		posts, _ := org.Resolve(b.Access.Office[i].Role, org.Context{}, view)
		out = append(out, posts...)
	}
	return out
}

// Governors are the posts that may put a bundle in force as a zone's first, by its own org chart on the day of at.
func Governors(b *mechanism.Bundle, at time.Time) []string {
	w := &zoneWorld{}
	w.Zone, w.Calendars = b.Zone, []matter.CalendarVersion{{Calendar: calendar.Builtin()}}
	return w.under(b, at).governors(at)
}

// founded asks the org chart of a zone's first bundle whether the post may put it in force, and adds who holds it.
func (w *zoneWorld) founded(b *mechanism.Bundle, act Act, from time.Time) (Act, error) {
	at := from
	if act.At.After(at) {
		at = act.At
	}
	first := w.under(b, from)
	if act.itself(first, at) || len(first.view(first.today(at)).Posts()) == 0 {
		return act, nil
	}
	c := matter.Command{Actor: act.Actor, Person: act.Person, At: at}
	if err := first.actor(&c); err != nil {
		return act, err
	}
	act.Person = c.Person
	return act, first.mayGovern(Act{Actor: act.Actor, At: at}, text.Text{Zh: "启用机制", En: "put mechanisms in force"})
}

// under is the zone as a bundle would govern it from an instant on, with what has happened to its org chart.
func (w *zoneWorld) under(b *mechanism.Bundle, from time.Time) *zoneWorld {
	then := &zoneWorld{World: w.World}
	then.Timeline = mechanism.Timeline{{Bundle: b, From: from}}
	then.charts = []*org.State{w.charted(b)}
	return then
}

// mayReorganise lets the zone's governors change the organisation. An absence may also be entered by the post itself or by the one above it.
func (w *zoneWorld) mayReorganise(act Act, c org.Command) error {
	if err := w.named(&act); err != nil {
		return err
	}
	view := w.view(w.today(act.At))
	allowed := w.governors(act.At)
	concerned := ""
	switch v := c.(type) {
	case org.RecordAbsence:
		concerned = v.Post
	case org.EndAbsence:
		concerned = v.Post
	}
	if concerned != "" {
		allowed = append(allowed, concerned)
		if above, err := view.Superior(concerned); err == nil {
			allowed = append(allowed, above)
		}
	}
	allowed = append(allowed, w.accessOffice(act.At)...)
	if act.Actor == "" || len(view.Posts()) == 0 || slices.Contains(allowed, act.Actor) {
		return nil
	}
	slices.Sort(allowed)
	allowed = slices.Compact(allowed)
	return errs.Newf(errs.Forbidden, "org.not_your_post", "“%[1]s”无权变更机构与人员；应由 %[2]s 办理", "%[1]s may not change the organisation; it is for %[3]s",
		act.Actor, strings.Join(allowed, "、"), strings.Join(allowed, ", "))
}

// office lists who assigns work or issues letters in a zone, by its manifest or by any of its kinds.
func (w *zoneWorld) office(at time.Time) []string {
	b := w.Timeline.At(at)
	if b == nil {
		return nil
	}
	view := w.view(w.today(at))
	roles := []mechanism.Roles{b.Roles}
	for _, name := range sortedNames(b.Kinds) {
		roles = append(roles, b.Kinds[name].Roles)
	}
	var out []string
	for i := range roles {
		for _, r := range []org.Role{roles[i].Assign.Role, roles[i].Office.Role} {
			if !r.IsZero() {
				posts, _ := org.Resolve(r, org.Context{}, view)
				out = append(out, posts...)
			}
		}
	}
	return out
}
