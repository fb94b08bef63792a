package cli

import (
	"cmp"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/session"
)

// done is the answer to a command as JSON.
type done struct {
	Number   string       `json:"number"`
	State    matter.State `json:"state"`
	Events   []string     `json:"events"`
	NameOnly []string     `json:"name_only,omitempty"` // evidence that reads as a file: its name was kept, and no file
	Hints    []string     `json:"hints,omitempty"`     // what is worth knowing and refuses nothing

	Recolored *recolored `json:"recolored,omitempty"`
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

func (s *Shell) outcome(a *app.App, zone string, out *engine.Outcome, c *matter.Command, hints []string) error {
	m, letterID := &out.Matter, c.Letter
	answer := done{Number: m.Number, State: *m, NameOnly: filesNamed(c.Evidence), Hints: hints}
	if out.Was.ID != "" && out.Was.Urgency != m.Urgency {
		answer.Recolored = &recolored{m.Number, out.Was.Urgency, m.Urgency, m.Kind}
	}
	changed, err := s.recoloring(a, zone, answer.Recolored)
	if err != nil {
		return err
	}
	for i := range out.Records {
		answer.Events = append(answer.Events, out.Records[i].Type)
	}
	return s.Print(answer, func(screen *terminal.Screen) {
		screen.LightLinef(string(m.Light), "%s  %s · %s", m.Number, m.Title, s.stage(m.Stage))
		if !m.Deadlines.Working().Date.IsZero() {
			due := m.Deadlines.Working()
			screen.Linef("    %s %s", s.T("clock_due"), s.marked(calendar.Local(due.At), due.Provisional))
		}
		if changed != "" {
			screen.Linef("    %s", changed)
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
		screen.Hintf("    %s", s.T("events_written", len(out.Records), s.eventsInWords(out.Records, &out.Was.Deadlines)))
		screen.Hintf("  → qinlian show %s", m.Number)
	})
}

// recolored says from which urgency a matter was changed to which.
type recolored struct {
	Number string `json:"number"`
	From   string `json:"from"`
	To     string `json:"to"`
	kind   string
}

// recoloredFrom is the change of urgency that a resolution asks for, as the matter is before it; nil where it asks for none.
func (s *Shell) recoloredFrom(a *app.App, zone string, c session.Command) (*recolored, error) {
	r, ok := c.(session.Resolve)
	if !ok || r.Recolor == nil {
		return nil, nil //nolint:nilnil // none is no fault
	}
	row, err := a.Store.Matter(s.Ctx, zone, r.Recolor.MatterID)
	if err != nil {
		return nil, err
	}
	return &recolored{row.Number, row.Urgency, r.Recolor.Urgency, row.Kind}, nil
}

// recoloring says it in words.
func (s *Shell) recoloring(a *app.App, zone string, r *recolored) (string, error) {
	if r == nil {
		return "", nil
	}
	timeline, err := a.Engine.Timeline(s.Ctx, zone)
	if err != nil {
		return "", err
	}
	b, k := timeline.Told(r.kind, s.Now())
	named := func(urgency string) string {
		if words := b.CodeWords(k, "matter.urgency", urgency); !words.IsZero() {
			return words.In(s.Lang)
		}
		return cmp.Or(urgency, s.T("no_urgency"))
	}
	return s.T("recolored_from", r.Number, named(r.From), named(r.To)), nil
}
