package cli

import (
	"cmp"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// done is the answer to a command as JSON.
type done struct {
	Number   string       `json:"number"`
	State    matter.State `json:"state"`
	Events   []string     `json:"events"`
	NameOnly []string     `json:"name_only,omitempty"` // evidence that reads as a file: its name was kept, and no file
	Hints    []string     `json:"hints,omitempty"`     // what is worth knowing and refuses nothing
}

// hints tells what whoever registers or assigns a matter would want to know.
func (s *Shell) hints(a *app.App, zone string, m *matter.State, c *matter.Command) ([]string, error) {
	found, err := dossier.Hints(s.Ctx, a.Engine, zone, nil, m, c.Name, s.Now())
	var out []string
	for _, h := range found {
		out = append(out, h.In(s.Lang))
	}
	return out, err
}

func (s *Shell) outcome(out *engine.Outcome, c *matter.Command, hints []string) error {
	m, letterID := &out.Matter, c.Letter
	answer := done{Number: m.Number, State: *m, NameOnly: filesNamed(c.Evidence), Hints: hints}
	for i := range out.Records {
		answer.Events = append(answer.Events, out.Records[i].Type)
	}
	return s.Print(answer, func(screen *terminal.Screen) {
		screen.LightLinef(string(m.Light), "%s  %s · %s", m.Number, m.Title, s.stage(m.Stage))
		if !m.Deadlines.Working().Date.IsZero() {
			due := m.Deadlines.Working()
			screen.Linef("    %s %s", s.T("clock_due"), s.marked(calendar.Local(due.At), due.Provisional))
		}
		for _, l := range m.Letters {
			if l.ID == letterID {
				screen.Linef("    %s", s.T("letter_now", cmp.Or(l.Number, m.Number+"/"+l.ID), l.To, l.State.Words().In(s.Lang)))
			}
		}
		for _, name := range answer.NameOnly {
			key := "evidence_name_only"
			if !isFile(name) {
				key = "evidence_no_file"
			}
			screen.Linef("    %s", s.T(key, terminal.Clean(name)))
		}
		for _, hint := range hints {
			screen.Linef("    %s", s.T("hint", hint))
		}
		screen.Hintf("    %s", s.T("events_written", len(out.Records), s.eventsInWords(out.Records)))
		screen.Hintf("  → qinlian show %s", m.Number)
	})
}
