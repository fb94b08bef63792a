package app

import (
	"context"
	"slices"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// player plays the people of a demonstration: by fixed rules, so that every run is the same. Some do their
// work, some do not; what a mechanism refuses them stays undone.
type player struct {
	ctx    context.Context //nolint:containedctx // lives no longer than the demonstration
	app    *App
	zone   string
	bundle *mechanism.Bundle
	cal    *calendar.Calendar
	deeds  map[string]int
	held   string // number of the session that was held

	resolved []string   // what it resolved
	round    *redeeming // of redemption; nil for none
}

// work plays the working days after the import, up to the day of the 8:30 page.
func (p *player) work(st *story, from time.Time) error {
	n := 0
	for d := p.cal.DateOf(from) + 1; d < st.today; d++ {
		if !p.cal.Workday(d) {
			continue
		}
		morning := p.cal.At(d, 8*60+30)
		if _, err := p.app.Engine.Sweep(p.ctx, p.zone, morning, nil); err != nil {
			return err
		}
		if n == 1 && st.session != "" {
			if err := p.hold(st, p.cal.At(d, 9*60)); err != nil {
				return err
			}
		}
		if err := p.day(n, p.cal.At(d, 10*60)); err != nil {
			return err
		}
		if p.round != nil {
			if err := p.round.day(p.ctx, n, p.cal.At(d, 15*60)); err != nil {
				return err
			}
		}
		n++
	}
	return nil
}

// day lets people act: owners sign for and report on some of their matters, the office issues most of the
// letters that wait, and what should be reviewed is reviewed on some days.
func (p *player) day(n int, at time.Time) error {
	open := true
	var rows []engine.MatterRow
	for row, err := range p.app.Store.List(p.ctx, p.zone, engine.Filter{Open: &open, WithState: true}) {
		if err != nil {
			return err
		}
		rows = append(rows, row)
	}
	for i := range rows {
		if p.bundle.Kinds[rows[i].Kind].Redeems() { // its claim moves it
			continue
		}
		s, err := rows[i].Folded()
		if err != nil {
			return err
		}
		at = at.Add(time.Minute)
		if err := p.matter(&s, (i+n)%7, at); err != nil {
			return err
		}
		for j := range s.Letters {
			if l := &s.Letters[j]; l.State == letter.Drafted && l.By != "" && (i+j+n)%4 == 0 {
				if err := p.letter(&s, l, at); err != nil {
					return err
				}
			}
		}
	}
	return nil
}

// matter does at most one thing with a matter; turn is 0 to 6.
func (p *player) matter(s *matter.State, turn int, at time.Time) error {
	if s.Owner == "" || s.AssignedAt.IsZero() {
		return nil
	}
	told := new(min(s.Progress+10, 95))
	if p.bundle.Branches(s.Kind) {
		told = nil // it is that of what hangs below
	}
	_, view, err := p.app.Engine.Org(p.ctx, p.zone, at)
	if err != nil {
		return err
	}
	owner := view.ActsFor(s.Owner)
	switch {
	case turn == 0 && s.Stage == matter.Assigned:
		return p.do(matter.Command{Name: "accept", ID: s.ID, Actor: owner, At: at})
	case turn == 1 && !s.Done():
		return p.do(matter.Command{Name: "report", ID: s.ID, Actor: owner, At: at, Text: "按计划推进", Progress: told})
	case turn == 3 && s.Done() && s.Stage == matter.Completed:
		verifier, err := p.verifier(s, at)
		if err != nil || verifier == "" {
			return err
		}
		return p.do(matter.Command{Name: "close", ID: s.ID, Actor: verifier, At: at, Text: "佐证齐全，现场核验属实"})
	}
	for i := range s.Duties {
		if d := &s.Duties[i]; d.What == matter.DutyReview && (turn == 2 || turn == 4) {
			reviewer, err := p.reviewer(s, at)
			if err != nil || reviewer == "" {
				return err
			}
			return p.do(matter.Command{Name: "look-at", ID: s.ID, Actor: reviewer, At: at, Text: "例行调度"})
		}
	}
	return nil
}

func (p *player) letter(s *matter.State, l *letter.Letter, at time.Time) error {
	if err := p.do(matter.Command{Name: "issue-letter", ID: s.ID, Letter: l.ID, Actor: l.By, At: at}); err != nil {
		return err
	}
	return p.do(matter.Command{Name: "deliver-letter", ID: s.ID, Letter: l.ID, Actor: l.By, At: at})
}

// do gives a command; a mechanism's refusal leaves the thing undone.
func (p *player) do(c matter.Command) error {
	_, err := p.app.Engine.Do(p.ctx, p.zone, c)
	if err == nil {
		p.deeds[c.Name]++
		return nil
	}
	if slices.Contains([]errs.Kind{errs.Refused, errs.Forbidden, errs.NotFound, errs.Invalid}, errs.KindOf(err)) {
		return nil
	}
	return err
}

func (p *player) verifier(s *matter.State, at time.Time) (string, error) {
	if _, view, err := p.app.Engine.Org(p.ctx, p.zone, at); s.Verifier != "" {
		return view.ActsFor(s.Verifier), err
	}
	return p.role(s, func(k *mechanism.Kind) org.Role { return k.Roles.Verify.Role }, at)
}

func (p *player) reviewer(s *matter.State, at time.Time) (string, error) {
	return p.role(s, func(k *mechanism.Kind) org.Role { return k.Roles.Review.Role }, at, s.Owner)
}

// role finds the first post of one of the kind's roles for the matter that is no party; "" where anybody may act or nobody
// is found.
func (p *player) role(s *matter.State, of func(*mechanism.Kind) org.Role, at time.Time, party ...string) (string, error) {
	role := of(p.bundle.Kinds[s.Kind])
	if role.IsZero() {
		return "", nil
	}
	_, view, err := p.app.Engine.Org(p.ctx, p.zone, at)
	if err != nil {
		return "", err
	}
	posts, err := org.ResolveSkipping(role, org.Context{Owner: s.Owner, Sponsor: s.Sponsor, Verifier: s.Verifier, LeadUnit: s.LeadUnit, SupportUnits: s.Support}, view, party)
	if err != nil {
		return "", nil //nolint:nilerr // nobody holds it: nobody acts
	}
	return first(posts), nil
}
