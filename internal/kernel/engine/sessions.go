package engine

import (
	"context"
	"slices"
	"strings"
	"time"

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
	var s session.State
	err := e.decodeStream(ctx, zone, sessionStream(id), func(ev ledger.Event) error {
		content, err := session.Decode(ev.Type, ev.Data)
		if err != nil {
			return err
		}
		s = session.Evolve(s, content)
		return nil
	})
	if err == nil && s.ID == "" {
		err = errs.Newf(errs.NotFound, "session.not_found", "查无会议“%[1]s”", "there is no session %[1]q", id)
	}
	return s, err
}

// Sessions folds every session of a zone, of one template where it is named, in order of convening.
func (e *Engine) Sessions(ctx context.Context, zone, template string) ([]session.State, error) {
	ids, err := e.store.Streams(ctx, zone, ledger.SessionPrefix)
	if err != nil {
		return nil, err
	}
	var out []session.State
	for _, id := range ids {
		s, err := e.Session(ctx, zone, id[len(ledger.SessionPrefix):])
		if err != nil {
			return nil, err
		}
		if template == "" || s.Template == template {
			out = append(out, s)
		}
	}
	return out, nil
}

// Convene calls a session. Its agenda is filled from lights, duties and what the last session resolved.
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
		if c.Number == "" {
			if c.Number, err = e.next(ctx, w, zone, ledger.SessionPrefix+template, sessionPattern(t), act.At); err != nil {
				return err
			}
		}
		if err := w.maySit("", t, act); err != nil {
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

// Draft is what Convene would call: its members, its chair and its agenda as lights, duties and the last session's
// resolutions fill it. Blocks for which somebody has to name an item stay empty (session.Missing). Nothing is written.
func (e *Engine) Draft(ctx context.Context, zone string, act Act, template string) (session.Convene, *session.Template, error) {
	var c session.Convene
	w, t, err := e.template(ctx, zone, template, &act)
	if err == nil {
		err = e.drawUp(ctx, w, zone, t, act, &c)
	}
	return c, t, err
}

// drawUp fills in what is not said of a session that is convened: day, chair, members, and what comes to the agenda
// from lights, duties and the last session.
func (e *Engine) drawUp(ctx context.Context, w *zoneWorld, zone string, t *session.Template, act Act, c *session.Convene) error {
	if c.Date.IsZero() {
		c.Date = w.today(act.At)
	}
	var err error
	if c.Previous, err = e.Sessions(ctx, zone, t.Name); err != nil {
		return err
	}
	if n := len(c.Previous); n > 0 && t.LookBack {
		c.Open = session.OpenResolutions(c.Previous[n-1], func(id string) bool {
			row, err := e.store.Matter(ctx, zone, id)
			return err == nil && !row.Open
		})
	}
	c.Calendar = w.CalendarAt(act.At)
	if c.Chair == "" && !t.ChairRole.IsZero() {
		if posts, err := org.Resolve(t.ChairRole, org.Context{Actor: act.Actor}, w.view(c.Date)); err == nil && len(posts) > 0 {
			c.Chair = posts[0]
		}
	}
	if len(c.Expected) == 0 && t.Body != "" {
		c.Expected = members(t.Body, w.view(c.Date))
	}
	found, err := e.candidates(ctx, zone, w.Timeline.At(act.At))
	if err != nil {
		return err
	}
	found[session.FillLastResolutions] = c.Open
	c.Agenda = session.FillAgenda(t, c.Agenda, found)
	return nil
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

func members(body string, v *org.View) []string {
	role, err := org.ParseRole("body(" + body + ")")
	if err != nil {
		return nil
	}
	posts, _ := org.Resolve(role, org.Context{}, v)
	return posts
}

// candidates finds what blocks may be filled with: red and amber matters, duties due and missed. What is confidential
// is left to whoever is cleared to put on the agenda: all members read it.
func (e *Engine) candidates(ctx context.Context, zone string, b *mechanism.Bundle) (session.Candidates, error) {
	found := session.Candidates{}
	secret := func(row *MatterRow) bool {
		k := b.Kinds[row.Kind]
		return k != nil && len(k.Confidential.Cleared) > 0 && (k.Confidential.While == nil || slices.Contains(k.Confidential.While, row.Stage))
	}
	open := true
	for light, fill := range map[string]string{string(matter.Red): session.FillRed, string(matter.Amber): session.FillAmber} {
		for row, err := range e.store.List(ctx, zone, Filter{Light: light, Open: &open}) {
			if err != nil {
				return nil, err
			}
			if !secret(&row) {
				found[fill] = append(found[fill], session.Candidate{MatterID: row.ID, Kind: row.Kind, Title: row.Title})
			}
		}
	}
	for state, fill := range map[string]string{DutyOpen: session.FillDueDuties, DutyMissed: session.FillMissedDuties} {
		seen := map[string]bool{}
		for d, err := range e.store.Duties(ctx, zone, Filter{State: state, What: matter.DutyReview}) {
			if err != nil {
				return nil, err
			}
			if seen[d.MatterID] {
				continue
			}
			seen[d.MatterID] = true
			row, err := e.store.Matter(ctx, zone, d.MatterID)
			if err != nil {
				return nil, err
			}
			if !secret(&row) {
				found[fill] = append(found[fill], session.Candidate{MatterID: row.ID, Kind: row.Kind, Title: row.Title})
			}
		}
	}
	return found, nil
}

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
	return nil, nil, errs.Newf(errs.NotFound, "session.unknown_template", "没有会议模板“%[1]s”", "there is no session template %[1]q", name)
}

// Sit carries out a command on a session. What it resolves or reviews reaches the matters in the same
// transaction: a resolution registers and assigns a matter or recolours one, an item looked at meets
// the matter's duties.
func (e *Engine) Sit(ctx context.Context, zone, id string, act Act, c session.Command) (session.State, error) {
	var out session.State
	err := e.inTx(ctx, func(ctx context.Context) error {
		s, err := e.Session(ctx, zone, id)
		if err != nil {
			return err
		}
		w, t, err := e.template(ctx, zone, s.Template, &act)
		if err != nil {
			return err
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
		s = session.Evolve(s, ev)
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
	for _, r := range after.Reviewed[min(len(before.Reviewed), len(after.Reviewed)):] {
		if r.MatterID == "" {
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
