package cli

import (
	"slices"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/kernel/session"
)

// satAs is the answer to a command on a session as JSON, with the number of the matter that a resolution registered.
type satAs struct {
	*session.State

	Registered string     `json:"registered,omitempty"`
	Recolored  *recolored `json:"recolored,omitempty"`
	Unchanged  bool       `json:"unchanged,omitempty"` // all that the command says was recorded before
}

func (s *Shell) tellSession(a *app.App, zone string, state *session.State, c session.Command, change *recolored, minuted string, unchanged bool) error {
	t, err := a.Engine.TemplateOf(s.Ctx, zone, state)
	if err != nil {
		return err
	}
	answer, title := satAs{State: state, Recolored: change, Unchanged: unchanged}, ""
	changed, err := s.recoloring(a, zone, change)
	if err != nil {
		return err
	}
	if _, ok := c.(session.Resolve); ok {
		if r := state.Resolutions[len(state.Resolutions)-1]; r.Register != nil {
			row, err := a.Store.Matter(s.Ctx, zone, r.Register.MatterID)
			if err != nil {
				return err
			}
			answer.Registered, title = row.Number, row.Title
		}
	}
	blocks := blocksOf(t)
	return s.Print(answer, func(screen *terminal.Screen) {
		screen.Linef("%s  %s · %s · %s", state.Number, t.Called(state.Title, s.Lang), state.Date.String(), state.Stage.Words().In(s.Lang))
		done, agenda := s.sat(state, blocks, c)
		switch {
		case unchanged:
			screen.Linef("  %s", s.T("sat_unchanged", done))
		case done != "":
			screen.Linef("✓ %s", done)
		}
		if minuted != "" && minuted != state.Minutes {
			screen.Linef("  %s", s.T("sat_minutes_replaced", minuted))
		}
		for i, item := range state.Agenda {
			if agenda {
				screen.Linef("  %d. %s", i+1, s.T("agenda_item", titled(blocks, item.Block, s.Lang), t.AsItem(item, s.Lang)))
			}
		}
		if changed != "" {
			screen.Linef("✓ %s", changed)
			screen.Hintf("  → qinlian show %s", change.Number)
		}
		if answer.Registered != "" {
			screen.Strongf("✓ %s", s.T("session_registered", answer.Registered, title))
			screen.Hintf("  → qinlian show %s", answer.Registered)
		}
		screen.Hintf("  → qinlian session show %s", state.Number)
	})
}

// sat says what a command entered, and whether the agenda is to be shown.
func (s *Shell) sat(state *session.State, blocks titles, c session.Command) (done string, agenda bool) {
	switch c := c.(type) {
	case session.Convene, session.AddItem:
		return "", true
	case session.Open:
		if len(state.Presides) > 0 {
			done = s.T("sat_opened", session.Presiding(state, session.Names{}, s.Lang))
		}
		return done, len(state.Brought) > 0 // the numbers of the items are now these
	case session.Attend:
		done = s.T("sat_attended", len(state.Attendance.Asked()), len(state.Attendance.Present), len(state.Attendance.Apologies))
		guests := 0 // were not counted as present
		for _, left := range state.Attendance.Left {
			if slices.Contains(state.Attendance.Guests, left.Post) {
				guests++
			}
		}
		if n := len(state.Attendance.Left) - guests; n > 0 {
			done += s.T("sat_left", n)
		}
		if guests > 0 {
			done += s.T("sat_guests_left", guests)
		}
		if len(state.Presides) > 0 {
			done += s.T("sat_presides", session.Presiding(state, session.Names{}, s.Lang))
		}
		return done, false
	case session.ReviewItem:
		return s.T("sat_reviewed", c.Words), false
	case session.PassBlock:
		return s.T("sat_passed", titled(blocks, c.Block, s.Lang), c.Reason), false
	case session.Resolve:
		return s.T("sat_resolved", len(state.Resolutions), c.Resolution.Text), false
	case session.Minute:
		return s.T("sat_minuted"), false
	case session.Cancel:
		return s.T("sat_cancelled", c.Reason, state.Number), false
	}
	return "", false
}
