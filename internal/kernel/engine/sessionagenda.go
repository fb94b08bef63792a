package engine

import (
	"context"
	"slices"
	"time"

	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/session"
)

// drawUp fills in what is not said of a session that is convened: day, chair, members, and what comes to the agenda
// from lights, duties and earlier sessions.
func (e *Engine) drawUp(ctx context.Context, w *zoneWorld, zone string, t *session.Template, act Act, c *session.Convene) error {
	if c.Date.IsZero() {
		c.Date = w.today(act.At)
	}
	var err error
	if c.Previous, err = e.Sessions(ctx, zone, t.Name); err != nil {
		return err
	}
	if c.Open, err = e.openResolutions(ctx, zone, t, act.At); err != nil {
		return err
	}
	c.Calendar = w.CalendarAt(act.At)
	if c.Chair == "" && !t.ChairRole.IsZero() {
		if posts, err := org.Resolve(t.ChairRole, org.Context{Actor: act.Actor}, w.view(c.Date)); err == nil && len(posts) > 0 {
			c.Chair = posts[0]
		}
	}
	if err := w.summon(t, c); err != nil {
		return err
	}
	found, err := e.candidates(ctx, zone, w.Timeline.At(act.At), t)
	if err != nil {
		return err
	}
	found[session.FillLastResolutions] = c.Open
	c.Agenda = session.FillAgenda(t, c.Agenda, found)
	return nil
}

// openResolutions are what the sessions of a template had resolved at an instant and was not done with then.
func (e *Engine) openResolutions(ctx context.Context, zone string, t *session.Template, at time.Time) ([]session.Candidate, error) {
	if !t.LookBack {
		return nil, nil
	}
	all, err := e.sessionsUntil(ctx, zone, t.Name, at)
	if err != nil {
		return nil, err
	}
	return session.OpenResolutions(all, func(id string) bool {
		row, err := e.store.Matter(ctx, zone, id)
		return err == nil && !row.Open && row.ClosedAt <= at.UnixMicro()
	}), nil
}

// candidates finds what the blocks of a template may be filled with: red and amber matters, matters of which a duty is due
// or missed, whatever it asks for. What is confidential is left to whoever is cleared to put on the agenda: all members read it.
func (e *Engine) candidates(ctx context.Context, zone string, b *mechanism.Bundle, t *session.Template) (session.Candidates, error) {
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
		if !slices.ContainsFunc(t.Blocks, func(b session.Block) bool { return b.Fill == fill }) {
			continue
		}
		type owed struct{ matter, what string }
		seen := map[owed]bool{}
		for d, err := range e.store.Duties(ctx, zone, Filter{State: state}) {
			if err != nil {
				return nil, err
			}
			asked := func(b session.Block) bool { return b.Fill == fill && b.Asks(d.What) }
			if seen[owed{d.MatterID, d.What}] || !slices.ContainsFunc(t.Blocks, asked) {
				continue
			}
			seen[owed{d.MatterID, d.What}] = true
			row, err := e.store.Matter(ctx, zone, d.MatterID)
			if err != nil {
				return nil, err
			}
			if !secret(&row) {
				found[fill] = append(found[fill], session.Candidate{MatterID: row.ID, Kind: row.Kind, Title: row.Title, Duty: d.What})
			}
		}
	}
	return found, nil
}
