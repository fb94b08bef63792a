package cli

import (
	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/session"
)

// shownMatter is a matter with the sessions that had to do with it.
type shownMatter struct {
	*dossier.Dossier

	Sessions []sessionOn `json:"sessions,omitempty"`
}

// sessionOn is what one session had to do with a matter.
type sessionOn struct {
	ID       string     `json:"id"`
	Number   string     `json:"number,omitempty"`
	Title    string     `json:"title"`
	Date     clock.Date `json:"date"`
	Stage    string     `json:"stage"`
	Items    []int      `json:"items,omitempty"`    // numbers on its agenda
	Reviewed []string   `json:"reviewed,omitempty"` // what was said of it
	Resolved []string   `json:"resolved,omitempty"` // what was resolved about it

	called string // its title in the shell's language
}

// sessionsOn are the sessions that had a matter on their agenda or resolved about it, in the order in which they were
// convened.
func (s *Shell) sessionsOn(a *app.App, zone, matter string) ([]sessionOn, error) {
	all, err := a.Engine.Sessions(s.Ctx, zone, "")
	if err != nil {
		return nil, err
	}
	called, err := s.sessionTitles(a, zone)
	if err != nil {
		return nil, err
	}
	var out []sessionOn
	for i := range all {
		x := &all[i]
		on := sessionOn{ID: x.ID, Number: x.Number, Title: x.Title, called: called(x), Date: x.Date, Stage: string(x.Stage)}
		for n, item := range x.Agenda {
			if item.MatterID == matter {
				on.Items = append(on.Items, n+1)
			}
		}
		for _, r := range x.Reviewed {
			if r.MatterID == matter {
				on.Reviewed = append(on.Reviewed, r.Words)
			}
		}
		for _, r := range x.Resolutions {
			if x.Concerns(r) == matter {
				on.Resolved = append(on.Resolved, r.Text)
			}
		}
		if len(on.Items)+len(on.Reviewed)+len(on.Resolved) > 0 {
			out = append(out, on)
		}
	}
	return out, nil
}

// drawSessions tells of each session what it had to do with the matter.
func (s *Shell) drawSessions(screen *terminal.Screen, on []sessionOn) {
	if len(on) == 0 {
		return
	}
	screen.Headingf("%s", s.T("show_sessions"))
	for i := range on {
		x := &on[i]
		screen.Linef("  %s  %s · %s · %s", x.Number, x.called, x.Date.String(), session.Stage(x.Stage).Words().In(s.Lang))
		for _, words := range x.Reviewed {
			screen.Linef("    %s", s.T("show_reviewed", words))
		}
		for _, words := range x.Resolved {
			screen.Linef("    %s", s.T("show_resolved", words))
		}
	}
}
