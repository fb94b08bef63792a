package engine

import (
	"context"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// Who may change what everybody works by: the org chart, the mechanisms, the calendar. None of it belongs to a
// matter, so no kind's roles speak of it: package authority's table does, asked for the post that acts.

// rules is what the mechanisms say of authority at an instant; before the first begin, what these will say.
func (w *zoneWorld) rules(at time.Time) *authority.Rules {
	b := w.Timeline.At(at)
	if b == nil && len(w.Timeline) > 0 {
		b = w.Timeline[0].Bundle
	}
	if b == nil {
		return &authority.Rules{}
	}
	return b.Rules(w.view(w.today(at)))
}

// mayGovern asks whether the post that acts has a capability by how it stands to the zone. Where nobody holds a post
// yet, and for the program itself, there is nobody to ask.
func (w *zoneWorld) mayGovern(act Act, c authority.Capability, what text.Text) error {
	if err := w.named(&act); err != nil {
		return err
	}
	allowed := w.rules(act.At).Standing(c)
	if act.Actor == "" || len(w.view(w.today(act.At)).Posts()) == 0 || slices.Contains(allowed, act.Actor) {
		return nil
	}
	return forbidden("zone.not_your_post", act.Actor, what, allowed)
}

// forbidden refuses a post what it may not do, and names those that may.
func forbidden(code, actor string, what text.Text, allowed []string) error {
	if len(allowed) == 0 {
		return errs.Newf(errs.Forbidden, code, "“%[1]s”无权%[2]s；目前没有岗位可以办理，见 zone.yaml 的 access", "%[1]s may not %[3]s; today no post may: see access in zone.yaml", actor, what.Zh, what.En)
	}
	return errs.Newf(errs.Forbidden, code, "“%[1]s”无权%[2]s；应由 %[3]s 办理", "%[1]s may not %[4]s; it is for %[5]s",
		actor, what.Zh, strings.Join(allowed, "、"), what.En, strings.Join(allowed, ", "))
}

// Entitled lists the posts that have a capability at an instant by how they stand to a zone.
func (e *Engine) Entitled(ctx context.Context, zone string, c authority.Capability, at time.Time) ([]string, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return nil, err
	}
	return w.rules(at).Standing(c), nil
}

// Governors are the posts that may put a bundle in force as a zone's first, by its own org chart on the day of at.
func Governors(b *mechanism.Bundle, at time.Time) []string {
	w := &zoneWorld{}
	w.Zone, w.Calendars = b.Zone, []matter.CalendarVersion{{Calendar: calendar.Builtin()}}
	return w.under(b, at).rules(at).Standing(authority.Propose)
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
	return act, first.mayGovern(Act{Actor: act.Actor, At: at}, authority.Propose, text.Text{Zh: "启用机制", En: "put mechanisms in force"})
}

// under is the zone as a bundle would govern it from an instant on, with what has happened to its org chart.
func (w *zoneWorld) under(b *mechanism.Bundle, from time.Time) *zoneWorld {
	then := &zoneWorld{World: w.World}
	then.Timeline = mechanism.Timeline{{Bundle: b, From: from}}
	then.charts = []*org.State{w.charted(b)}
	return then
}

// mayReorganise asks whether the post that acts may make a change of the organisation.
func (w *zoneWorld) mayReorganise(act Act, c org.Command) error {
	if err := w.named(&act); err != nil {
		return err
	}
	day := w.today(act.At)
	view, rules, change := w.view(day), w.rules(act.At), org.ConcernOf(c)
	if act.Actor == "" || len(view.Posts()) == 0 {
		return nil
	}
	who := matter.Command{Actor: act.Actor, Person: act.Person, At: act.At}
	_ = w.actor(&who) // a post that nobody holds may be what the change mends
	may := func(post, person string) bool {
		s := authority.SubjectOf(w.chart(day), view, "", []string{post}, rules)
		s.Person = person
		return s.MayChange(view, rules, change)
	}
	if may(act.Actor, who.Person) {
		return nil
	}
	needs := authority.OfOrg[change.Word]
	allowed := rules.Standing(needs)
	for _, post := range authority.Concerned(view, change) {
		for _, near := range append([]string{post}, view.Ladder(post)...) {
			if !slices.Contains(allowed, near) && may(near, "") {
				allowed = append(allowed, near)
			}
		}
	}
	return forbidden("org.not_your_post", act.Actor, whatChanges[needs], allowed)
}

// whatChanges says for each capability on the organisation what it changes.
var whatChanges = map[authority.Capability]text.Text{
	authority.Org:     {Zh: "变更机构与岗位设置", En: "change units, posts or bodies"},
	authority.Holders: {Zh: "变更该岗位的任职与移交", En: "record who holds this post or its hand-over"},
	authority.Absence: {Zh: "登记他人请假", En: "enter the absence of another"},
}
