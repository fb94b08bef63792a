package engine

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/session"
)

// sessionStream is the stream of a session.
func sessionStream(id string) string { return ledger.SessionPrefix + id }

// Session folds a session by id or number; NotFound when there is none.
func (e *Engine) Session(ctx context.Context, zone, id string) (session.State, error) {
	s, _, err := e.sessionUntil(ctx, zone, id, time.Time{})
	if err == nil && s.ID == "" {
		err = noSession(id)
	}
	return s, err
}

func noSession(id string) error {
	return errs.Newf(errs.NotFound, "session.not_found", "查无会议“%[1]s”", "there is no session %[1]q", id)
}

// sessionUntil folds what was entered of a session up to an instant, zero for all, and tells when the last of it was. A
// session that was convened later has no ID.
func (e *Engine) sessionUntil(ctx context.Context, zone, id string, until time.Time) (s session.State, last time.Time, err error) {
	err = e.decodeStream(ctx, zone, sessionStream(id), func(ev ledger.Event) error {
		if !until.IsZero() && ev.At.After(until) {
			return nil
		}
		content, err := session.Decode(ev.Type, ev.Data)
		if err != nil {
			return err
		}
		s, last = session.Evolve(s, content, ev.At), ev.At
		return nil
	})
	return s, last, err
}

// Sessions folds every session of a zone, of one template where it is named, in order of convening.
func (e *Engine) Sessions(ctx context.Context, zone, template string) ([]session.State, error) {
	return e.sessionsUntil(ctx, zone, template, time.Time{})
}

// sessionsUntil is Sessions as they stood at an instant.
func (e *Engine) sessionsUntil(ctx context.Context, zone, template string, until time.Time) ([]session.State, error) {
	ids, err := e.store.Streams(ctx, zone, ledger.SessionPrefix)
	if err != nil {
		return nil, err
	}
	var out []session.State
	for _, id := range ids {
		s, _, err := e.sessionUntil(ctx, zone, id[len(ledger.SessionPrefix):], until)
		if err != nil {
			return nil, err
		}
		if s.ID != "" && (template == "" || s.Template == template) {
			out = append(out, s)
		}
	}
	return out, nil
}

// Convene calls a session. Its agenda is filled from lights and duties as they are at that instant, however late the sweep,
// and from what earlier sessions resolved.
func (e *Engine) Convene(ctx context.Context, zone string, act Act, template string, c session.Convene) (session.State, error) {
	var out session.State
	err := e.inTx(ctx, func(ctx context.Context) error {
		w, t, err := e.template(ctx, zone, template, &act)
		if err != nil {
			return err
		}
		if c.ID == "" {
			c.ID = e.newID()
		}
		if c.Date.IsZero() {
			c.Date = w.today(act.At)
		}
		if c.Number == "" { // of the year in which it is held, whenever it is convened
			if c.Number, err = e.next(ctx, zone, ledger.SessionPrefix+template, mechanism.SessionNumber(t), c.Date); err != nil {
				return err
			}
		}
		if err := w.maySit("", t, act); err != nil {
			return err
		}
		if err := w.held(template, t, c.Date, act.At); err != nil {
			return err
		}
		if _, err := e.Sweep(ctx, zone, act.At, nil); err != nil {
			return err
		}
		if err := e.drawUp(ctx, w, zone, t, act, &c); err != nil {
			return err
		}
		out, err = e.decideSession(ctx, w, session.State{}, t, act, c, c.ID)
		return err
	})
	return out, err
}

// held refuses a session for a day, or today, that the period of its template does not hold.
func (w *zoneWorld) held(name string, t *session.Template, day clock.Date, at time.Time) error {
	if day = cmp.Or(day, w.today(at)); !w.Timeline.At(at).SessionHeld(name, day) {
		return errs.Newf(errs.Refused, "session.not_in_force", "“%[1]s”在 %[2]s 不在有效期内", "%[3]s is not in force on %[2]s", t.Title.In(text.Zh), day, t.Title.In(text.En)).At("template")
	}
	return nil
}

// Draft is what Convene would call: its members, its chair and its agenda as lights, duties and the last session's
// resolutions fill it. Blocks for which somebody has to name an item stay empty (session.Missing). It is for today, or the day
// on which the template's period begins; once that is over there is none. Nothing is written.
func (e *Engine) Draft(ctx context.Context, zone string, act Act, template string) (session.Convene, *session.Template, error) {
	var c session.Convene
	w, t, err := e.template(ctx, zone, template, &act)
	if err != nil {
		return c, t, err
	}
	day := w.Timeline.At(act.At).SessionFrom(template, w.today(act.At))
	if day.IsZero() {
		return c, t, w.held(template, t, day, act.At)
	}
	_, err = e.AsSwept(ctx, zone, nil, act.At, func(ctx context.Context) error {
		c = session.Convene{Date: day}
		return e.drawUp(ctx, w, zone, t, act, &c)
	})
	return c, t, err
}

// MayHold are those of some posts that may convene a template's sessions, or hold and minute one that was convened
// under a chair.
func (e *Engine) MayHold(ctx context.Context, zone string, t *session.Template, chair string, posts []string, at time.Time) ([]string, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return nil, err
	}
	out := []string{}
	for _, post := range posts {
		if w.maySit(chair, t, Act{Actor: post, At: at}) == nil {
			out = append(out, post)
		}
	}
	return out, nil
}

// template is that of a session to be convened: as it is in force.
func (e *Engine) template(ctx context.Context, zone, name string, act *Act) (*zoneWorld, *session.Template, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return nil, nil, err
	}
	if act.At.IsZero() {
		act.At = e.NowIn(zone)
	}
	if b := w.Timeline.At(act.At); b != nil && b.Sessions[name] != nil {
		return w, b.Sessions[name], nil
	}
	return nil, nil, noTemplate(name)
}

func noTemplate(name string) error {
	return errs.Newf(errs.NotFound, "session.unknown_template", "没有会议模板“%[1]s”", "there is no session template %[1]q", name)
}

// TemplateOf is the template of a session as it was when the session was convened; an empty one where no mechanism had it.
func (e *Engine) TemplateOf(ctx context.Context, zone string, s *session.State) (*session.Template, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return nil, err
	}
	return cmp.Or(w.Timeline.Session(s.Template, s.ConvenedAt), &session.Template{}), nil
}

// Sit carries out a command on a session. What it resolves or reviews reaches the matters in the same
// transaction: a resolution registers and assigns a matter or recolours one, an item looked at meets
// the matter's duties.
func (e *Engine) Sit(ctx context.Context, zone, id string, act Act, c session.Command) (session.State, error) {
	var out session.State
	err := e.inTx(ctx, func(ctx context.Context) error {
		s, last, err := e.sessionUntil(ctx, zone, id, time.Time{})
		if err != nil {
			return err
		}
		if s.ID == "" {
			return noSession(id)
		}
		w, err := e.world(ctx, zone)
		if err != nil {
			return err
		}
		t := w.Timeline.Session(s.Template, s.ConvenedAt)
		if t == nil {
			return noTemplate(s.Template)
		}
		if act.At.IsZero() {
			act.At = e.NowIn(zone)
		}
		if act.At.Before(last) {
			return back(&s, last, act.At)
		}
		if err := w.maySit(s.Chair, t, act); err != nil {
			return err
		}
		if r, ok := c.(session.Resolve); ok && r.Register != nil && r.Register.MatterID == "" {
			register := *r.Register
			register.MatterID = e.newID()
			if err := w.mayResolve(&register, act.At); err != nil {
				return err
			}
			r.Register = &register
			c = r
		}
		if c, err = e.sitting(ctx, w, zone, t, act, &s, c); err != nil {
			return err
		}
		before := s
		if out, err = e.decideSession(ctx, w, s, t, act, c, id); err != nil {
			return err
		}
		return e.carryOut(ctx, zone, act, before, out)
	})
	return out, err
}

// maySit lets the chair of a session and the office that keeps its business convene it, hold it and enter what it did:
// the posts of the template's chair, the head of its body and the body's office; where no body with an office meets, the
// office of the zone. A deputy (B岗) acts for any of these posts. Members attend and do no more. chair is the post that
// the session was convened under, "" while it is being convened: who convenes does not make themselves the chair. A
// template without body and chair leaves it to anybody.
func (w *zoneWorld) maySit(chair string, t *session.Template, act Act) error {
	if err := w.named(&act); err != nil {
		return err
	}
	if act.Actor == "" || t.Body == "" && t.Chair == "" {
		return nil
	}
	var allowed []string
	if chair != "" {
		allowed = append(allowed, chair)
	}
	view := w.view(w.today(act.At))
	add := func(r org.Role) {
		if r.IsZero() {
			return
		}
		posts, _ := org.Resolve(r, org.Context{}, view)
		for _, p := range posts {
			if !slices.Contains(allowed, p) {
				allowed = append(allowed, p)
			}
		}
	}
	add(t.ChairRole)
	kept := false // by an office of its own
	if t.Body != "" {
		if r, err := org.ParseRole("head(" + t.Body + ")"); err == nil {
			add(r)
		}
		if r, err := org.ParseRole("office(" + t.Body + ")"); err == nil {
			posts, _ := org.Resolve(r, org.Context{}, view)
			kept = len(posts) > 0
			add(r)
		}
	}
	if b := w.Timeline.At(act.At); b != nil && !kept {
		add(b.Roles.Office.Role)
		for i := range b.Access.Office {
			add(b.Access.Office[i].Role)
		}
	}
	if slices.Contains(allowed, act.Actor) {
		return nil
	}
	title := t.Title.In
	return errs.Newf(errs.Forbidden, "session.not_your_post", "“%[1]s”不能召集、主持或记载%[2]s；应由主持人或承办的办公室办理：%[4]s",
		"%[1]s may not convene, hold or minute %[3]s; it is for its chair or the office that keeps its business: %[5]s",
		act.Actor, title(text.Zh), title(text.En), strings.Join(allowed, "、"), strings.Join(allowed, ", "))
}

func (e *Engine) decideSession(ctx context.Context, w *zoneWorld, s session.State, t *session.Template, act Act, c session.Command, id string) (session.State, error) {
	events, err := session.Decide(s, c, t, act.At)
	if err != nil {
		return s, err
	}
	facts := make([]fact, len(events))
	for i, ev := range events {
		facts[i] = fact{ev.Type(), ev}
		s = session.Evolve(s, ev, ledger.Instant(act.At))
	}
	return s, e.recordUnder(ctx, w, sessionStream(id), act, facts...)
}

// carryOut brings what a session newly decided to the matters.
func (e *Engine) carryOut(ctx context.Context, zone string, act Act, before, after session.State) error {
	for _, r := range after.Resolutions[len(before.Resolutions):] {
		if err := e.resolution(ctx, zone, act, after, r); err != nil {
			return err
		}
	}
	for i := len(before.Reviewed); i < len(after.Reviewed); i++ {
		r := after.Reviewed[i]
		looked := func(earlier session.Review) bool { return earlier.MatterID == r.MatterID }
		if r.MatterID == "" || slices.ContainsFunc(after.Reviewed[:i], looked) { // one session, one look: it meets one period
			continue
		}
		row, err := e.store.Matter(ctx, zone, r.MatterID)
		if err != nil {
			return err
		}
		if !row.Open {
			continue
		}
		if _, err := e.do(ctx, zone, matter.Command{Name: "look-at", BySession: true, ID: r.MatterID, At: act.At, Actor: act.Actor, Person: act.Person, Session: after.ID, Text: r.Words}); err != nil {
			return err
		}
	}
	return nil
}

func (e *Engine) resolution(ctx context.Context, zone string, act Act, s session.State, r session.Resolution) error {
	switch {
	case r.Recolor != nil:
		_, err := e.do(ctx, zone, matter.Command{
			Name: "recolor", BySession: true, ID: r.Recolor.MatterID, At: act.At, Actor: act.Actor, Person: act.Person, Session: s.ID,
			Assignment: matter.Assignment{}, Particulars: matter.Particulars{Urgency: r.Recolor.Urgency}, Reason: r.Text,
		})
		return err
	case r.Register != nil:
		return e.resolvedToRegister(ctx, zone, act, s, r)
	}
	return nil
}
