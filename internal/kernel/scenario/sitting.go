package scenario

import (
	"cmp"
	"context"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/session"
)

// convene calls a session and, where the step says so, holds it at once.
func (r *run) convene(ctx context.Context, s *Step) error {
	c := session.Convene{Title: s.Title, Row: s.Row, Date: s.Date, Place: s.Place, Chair: s.Chair, Expected: s.Expected, Number: s.Number}
	for _, item := range s.Agenda {
		c.Agenda = append(c.Agenda, r.item(item))
	}
	if t := r.bundle.Sessions[s.Convene]; t != nil && s.Complete {
		c.Agenda = completed(t, c.Agenda)
	}
	out, err := r.engine.Convene(ctx, r.zone, engine.Act{Actor: r.chair(ctx, r.bundle.Sessions[s.Convene], s.As), At: r.now}, s.Convene, c)
	if err != nil {
		return err
	}
	if s.Alias != "" {
		r.sessions[s.Alias] = out.ID
	}
	if s.Hold {
		return r.hold(ctx, out.ID, s.As)
	}
	return nil
}

func (r *run) item(i Item) session.Item {
	item := session.Item{Block: i.Block, Title: i.Title}
	if i.Matter != "" {
		item.MatterID = r.matter(i.Matter)
		if item.Title == "" {
			item.Title = i.Matter
		}
	}
	return item
}

// completed adds an item for each required block that has none and that the engine does not fill.
func completed(t *session.Template, agenda []session.Item) []session.Item {
	has := map[string]bool{}
	for _, item := range agenda {
		has[item.Block] = true
	}
	for _, b := range t.Blocks {
		if b.Required && b.Fill == "" && !has[b.Name] {
			agenda = append(agenda, session.Item{Block: b.Name, Title: b.Title.In(text.Zh)})
		}
	}
	return agenda
}

// hold does the rest of a session: everybody comes, every item is looked at, minutes are written.
func (r *run) hold(ctx context.Context, id, as string) error {
	return r.sit(ctx, &Step{Deed: Deed{Session: id}, As: as, Attend: &Attend{All: true}, Open: true, Review: &Review{All: true}, Minute: "会议纪要", Close: true})
}

// sit carries out the acts of a step on a session, in the order in which a session goes.
func (r *run) sit(ctx context.Context, s *Step) error {
	id := r.session(s.Session)
	if s.Hold {
		return r.hold(ctx, id, s.As)
	}
	state, err := r.engine.Session(ctx, r.zone, id)
	if err != nil {
		return err
	}
	actor := s.As
	if actor == "" {
		actor = r.anybody(ctx, state.Chair)
	}
	var commands []session.Command
	add := func(given bool, command func() session.Command) {
		if given {
			commands = append(commands, command())
		}
	}
	add(s.Attend != nil, func() session.Command { return r.attend(&state, s.Attend, actor) })
	add(s.Open, func() session.Command { return session.Open{} })
	add(s.Add != nil, func() session.Command { return session.AddItem{Item: r.item(*s.Add)} })
	if err := r.carry(ctx, s, id, actor, commands); err != nil {
		return err
	}
	commands = nil
	if state, err = r.engine.Session(ctx, r.zone, id); err != nil { // the agenda may have grown as it opened
		return err
	}
	if v := s.Review; v != nil && v.All {
		for i := range state.Agenda {
			commands = append(commands, session.ReviewItem{Item: i + 1, Words: "已研究"})
		}
	} else if v != nil {
		c := session.ReviewItem{Item: v.Item, Words: v.Words}
		if v.Matter != "" {
			c.MatterID = r.matter(v.Matter)
		}
		commands = append(commands, c)
	}
	add(s.Pass != nil, func() session.Command { return session.PassBlock{Block: s.Pass.Block, Reason: s.Pass.Reason} })
	add(s.Resolve != nil, func() session.Command { return r.resolve(s.Resolve) })
	add(s.Minute != "", func() session.Command { return session.Minute{Text: s.Minute} })
	add(s.Close, func() session.Command { return session.Close{} })
	add(s.Cancel != "", func() session.Command { return session.Cancel{Reason: s.Cancel} })
	return r.carry(ctx, s, id, actor, commands)
}

// carry gives commands of a step to a session.
func (r *run) carry(ctx context.Context, s *Step, id, actor string, commands []session.Command) error {
	for _, c := range commands {
		out, err := r.engine.Sit(ctx, r.zone, id, engine.Act{Actor: actor, At: r.now}, c)
		if err != nil {
			return err
		}
		if _, ok := c.(session.Resolve); ok && s.Resolve.Register != nil {
			r.enter(s.Resolve.Register.Alias, out.Resolutions[len(out.Resolutions)-1].Matter())
		}
	}
	return nil
}

// chair is who convenes a session where the step does not say: the chair of its template, else anybody.
func (r *run) chair(ctx context.Context, t *session.Template, as string) string {
	if as == "" && t != nil && !t.ChairRole.IsZero() {
		if _, view, err := r.engine.Org(ctx, r.zone, r.now); err == nil {
			if posts, _ := org.Resolve(t.ChairRole, org.Context{}, view); len(posts) > 0 {
				return posts[0]
			}
		}
	}
	return r.anybody(ctx, as)
}

func (r *run) attend(state *session.State, a *Attend, actor string) session.Command {
	c := session.Attend{All: a.All, Present: a.Present, Guests: a.Guests, Removed: a.Removed, Chair: a.Chair}
	for _, apology := range a.Apologies {
		c.Apologies = append(c.Apologies, session.Apology(apology))
	}
	for _, left := range a.Left {
		c.Left = append(c.Left, session.Apology(left))
	}
	if a.All && len(state.Attendance.Expected) == 0 {
		c.Present = []string{cmp.Or(state.Chair, actor)}
	}
	return c
}

func (r *run) resolve(v *Resolve) session.Command {
	c := session.Resolve{Resolution: session.Resolution{Item: v.Item, Text: v.Text}}
	if v.Matter != "" {
		c.MatterID = r.matter(v.Matter)
	}
	if g := v.Register; g != nil {
		c.Register = &session.Register{Kind: g.Kind, Title: g.Title, Brief: g.Brief, Urgency: g.Urgency, LeadUnit: g.LeadUnit, Owner: g.Owner, Due: g.Due}
	}
	if g := v.Recolor; g != nil {
		c.Recolor = &session.Recolor{MatterID: r.matter(g.Matter), Urgency: g.Urgency}
	}
	return c
}

// keep carries out a step on a register's record.
func (r *run) keep(s *Step) error {
	actor := r.anybody(r.ctx, s.As)
	day := func(v *Version) *Version {
		if v.ValidFrom.IsZero() {
			copied := *v
			copied.ValidFrom = r.today()
			return &copied
		}
		return v
	}
	var c register.Command
	switch {
	case s.Put != nil:
		v := day(s.Put)
		c = register.Put{ValidFrom: v.ValidFrom, Values: register.Values(v.Values), Actor: actor}
	case s.Correct != nil:
		v := day(s.Correct)
		c = register.Correct{ValidFrom: v.ValidFrom, Values: register.Values(v.Values), Void: v.Void, Reason: v.Reason, Actor: actor}
	case s.Retire != nil:
		from := s.Retire.From
		if from.IsZero() {
			from = r.today()
		}
		c = register.Retire{From: from, Reason: s.Retire.Reason, Actor: actor}
	}
	_, err := r.engine.Keep(r.ctx, r.zone, s.Record, s.Key, engine.Act{Actor: actor, At: r.now}, c)
	return err
}
