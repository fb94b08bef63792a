package engine

import (
	"cmp"
	"slices"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/session"
)

func (p *page) sessions() error {
	b := p.w.Timeline.At(p.at)
	if b == nil {
		return nil
	}
	all, err := p.engine.Sessions(p.ctx, p.zone, "")
	if err != nil {
		return err
	}
	p.today.Ahead = NextSession(all, p.today.Date, func(*session.State) bool { return true })
	templates := p.w.Timeline.Sessions(p.at)
	for _, name := range sortedNames(templates) {
		t, held := templates[name], session.HeldInYear(all, name, p.today.Date.Year())
		title, n := p.called(held, t), len(held)
		if b.Sessions[name] == nil { // no more of them are called for
			if n > 0 {
				p.today.Sessions = append(p.today.Sessions, SessionLine{Template: name, Title: title, N: n})
			}
			continue
		}
		rows, err := session.Rows(all, t, p.w.CalendarAt(p.at), p.today.Date)
		if err != nil {
			return err
		}
		rows = slices.DeleteFunc(rows, func(r session.Row) bool { return r.First.Year() != p.today.Date.Year() })
		if n > 0 || t.PerYear > 0 && b.SessionHeld(name, p.today.Date) || len(rows) > 0 {
			p.today.Sessions = append(p.today.Sessions, SessionLine{Template: name, Title: title, N: n, PerYear: t.PerYear, Rows: rows})
		}
	}
	return nil
}

// called is what sessions of a template were called when they were convened, each name once; where there are none, as it is now.
func (p *page) called(held []session.State, t *session.Template) text.Text {
	var zh, en []string
	for i := range held {
		title := cmp.Or(p.w.Timeline.Session(held[i].Template, held[i].ConvenedAt), t).Title
		if !slices.Contains(zh, title.In(text.Zh)) {
			zh, en = append(zh, title.In(text.Zh)), append(en, title.In(text.En))
		}
	}
	if len(held) == 0 {
		return t.Title
	}
	return text.Text{Zh: strings.Join(zh, "、"), En: strings.Join(en, ", ")}
}

// NextSession is the first of some sessions that is convened for a day or later, or under way; nil where there is none.
func NextSession(all []session.State, day clock.Date, which func(*session.State) bool) *SessionAhead {
	var next *session.State
	for i := range all {
		s := &all[i]
		if s.Stage != session.Opened && (s.Stage != session.Convened || s.Date < day) || !which(s) {
			continue
		}
		if next == nil || s.Date < next.Date {
			next = s
		}
	}
	if next == nil {
		return nil
	}
	return &SessionAhead{next.ID, next.Number, next.Template, next.Title, next.Date, next.Chair, len(next.Agenda)}
}
