package cli

import (
	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/session"
)

func (p *page) sessions(t *engine.Today) {
	if len(t.Sessions) == 0 {
		return
	}
	s := p.s
	p.screen.Headingf("%s", s.T("today_sessions", t.Date.Year()))
	for _, l := range t.Sessions {
		if l.PerYear > 0 {
			p.screen.Linef("  %s", s.T("held_of_planned", l.Title.In(s.Lang), l.N, l.PerYear))
		} else {
			p.screen.Linef("  %s", s.T("held", l.Title.In(s.Lang), l.N))
		}
		s.drawRows(p.screen, l.Rows)
	}
	p.trace("session list")
}

// drawRows tells how far each row of sessions has come; what was not held in time stands out.
func (s *Shell) drawRows(screen *terminal.Screen, rows []session.Row) {
	for i := range rows {
		if rows[i].Short > 0 {
			screen.Strongf("    %s", rows[i].Says().In(s.Lang))
		} else {
			screen.Linef("    %s", rows[i].Says().In(s.Lang))
		}
	}
}

// sessionRows are the rows of all sessions of templates that are held in rows, by title of the template.
func (s *Shell) sessionRows(a *app.App, zone string, all []session.State) ([]engine.SessionLine, error) {
	b, err := s.Bundle(a, zone)
	if err != nil {
		return nil, err
	}
	cal, err := a.Engine.Calendar(s.Ctx, zone, s.Now())
	if err != nil {
		return nil, err
	}
	var lines []engine.SessionLine
	for _, name := range sortedKeys(b.Sessions) {
		t := b.Sessions[name]
		rows, err := session.Rows(all, t, cal, s.today())
		if err != nil {
			return nil, err
		}
		if len(rows) > 0 {
			lines = append(lines, engine.SessionLine{Template: name, Title: t.Title, Rows: rows})
		}
	}
	return lines, nil
}
