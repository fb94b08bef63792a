package cli

import (
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/org"
)

type orgCmds struct {
	Show     orgShowCmd     `cmd:"" help:"h_org_show"`
	Matrix   orgMatrixCmd   `cmd:"" help:"h_org_matrix"`
	Absence  orgAbsenceCmd  `cmd:"" help:"h_org_absence"`
	Back     orgBackCmd     `cmd:"" help:"h_org_back"`
	Appoint  orgAppointCmd  `cmd:"" help:"h_org_appoint"`
	Relieve  orgRelieveCmd  `cmd:"" help:"h_org_relieve"`
	HandOver orgHandOverCmd `cmd:"" help:"h_org_hand_over"`
	Merge    orgMergeCmd    `cmd:"" help:"h_org_merge"`
	Split    orgSplitCmd    `cmd:"" help:"h_org_split"`
	Rename   orgRenameCmd   `cmd:"" help:"h_org_rename"`

	OpenPost  orgOpenPostCmd  `cmd:"" help:"h_org_open_post"`
	ClosePost orgClosePostCmd `cmd:"" help:"h_org_close_post"`

	FormBody     orgFormBodyCmd     `cmd:"" help:"h_org_form_body"`
	ChangeBody   orgChangeBodyCmd   `cmd:"" help:"h_org_change_body"`
	DissolveBody orgDissolveBodyCmd `cmd:"" help:"h_org_dissolve_body"`
}

// reorganise gives a command on the org chart.
func (s *Shell) reorganise(c org.Command) error {
	if err := s.acting(); err != nil {
		return err
	}
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	_, view, err := a.Engine.Org(s.Ctx, zone, s.Now())
	if err != nil {
		return err
	}
	c = byCode(view, c)
	events, err := a.Engine.Reorganise(s.Ctx, zone, s.Act(), c)
	if err != nil {
		return err
	}
	type named struct {
		Type  string    `json:"type"`
		Event org.Event `json:"event"`

		TakesOver []takeOver `json:"takes_over,omitempty"` // by an absence: what the deputies do now

		Unheld []org.Vacancy `json:"unheld,omitempty"` // posts left to nobody

		Inherits *inherits `json:"inherits,omitempty"` // by the end of a post: who answers for its open matters
	}
	state, _, err := a.Engine.Org(s.Ctx, zone, s.Now())
	if err != nil {
		return err
	}
	answer := make([]named, len(events))
	for i, e := range events {
		answer[i] = named{Type: org.EventName(e), Event: e, Unheld: state.Vacated(e)}
		if ended, ok := e.(org.PostClosed); ok {
			if answer[i].Inherits, err = s.inherited(a, zone, state, &ended); err != nil {
				return err
			}
		}
		if away, ok := e.(org.AbsenceRecorded); ok {
			if answer[i].TakesOver, err = s.takenOver(a, zone, &away.Absence); err != nil {
				return err
			}
		}
	}
	return s.Print(answer, func(screen *terminal.Screen) {
		for i := range answer {
			screen.Linef("✓ %s", orgEventWords(answer[i].Event, unitName(view)).In(s.Lang))
			s.drawTakeOver(screen, zone, answer[i].TakesOver)
			if in := answer[i].Inherits; in != nil {
				s.drawInherits(screen, zone, in)
			}
			for _, v := range answer[i].Unheld {
				screen.Strongf("  %s", v.Says.In(s.Lang))
			}
		}
		for _, e := range events {
			if r, ok := e.(org.HolderRelieved); ok && len(r.Matters) > 0 {
				screen.Strongf("  %s", s.T("to_hand_over", len(r.Matters), r.Post))
				screen.Hintf("  → qinlian org hand-over --zone %s --post %s --from %s --to %s", zone, r.Post, r.Person, s.T("successor"))
			}
		}
	})
}

// unitName gives the names of the units of a day; a code that is none of theirs stays.
func unitName(view *org.View) func(code string) string {
	return func(code string) string {
		if u, ok := view.Unit(code); ok {
			return u.Name
		}
		if b, ok := view.Body(code); ok {
			return b.Name
		}
		return view.Named(code)
	}
}

// byCode writes the code of each unit that a command gives by its name. What is no unit of today is left as it
// is: a new unit, or one to be refused.
func byCode(view *org.View, c org.Command) org.Command {
	code := func(ref string) string {
		if u, ok := view.Unit(ref); ok {
			return u.Code
		}
		return ref
	}
	codes := func(refs []string) {
		for i := range refs {
			refs[i] = code(refs[i])
		}
	}
	switch c := c.(type) {
	case org.MergeUnits:
		codes(c.From)
		c.Into.Code = code(c.Into.Code)
		return c
	case org.SplitUnit:
		c.From = code(c.From)
		for i := range c.Into {
			c.Into[i].Code = code(c.Into[i].Code)
		}
		return c
	case org.RenameUnit:
		c.Code = code(c.Code)
		return c
	case org.OpenPost:
		c.Unit = code(c.Unit)
		return c
	case org.FormBody:
		codes(c.Body.Members)
		return c
	case org.ChangeBody:
		codes(c.Join)
		codes(c.Leave)
		return c
	}
	return c
}

type orgAbsenceCmd struct {
	Person string     `placeholder:"PERSON" help:"f_person"`
	Post   string     `placeholder:"POST" help:"f_post"`
	From   clock.Date `required:"" placeholder:"DATE" help:"f_absent_from"`
	To     clock.Date `placeholder:"DATE" help:"f_absent_to"`
	Reason string     `help:"f_reason"`
}

// Run records an absence; the deputy acts meanwhile.
func (c *orgAbsenceCmd) Run(s *Shell) error {
	return s.reorganise(org.RecordAbsence{Person: c.Person, Post: c.Post, From: c.From, To: c.To, Reason: c.Reason})
}

type orgBackCmd struct {
	Person string     `placeholder:"PERSON" help:"f_person"`
	Post   string     `placeholder:"POST" help:"f_post"`
	On     clock.Date `placeholder:"DATE" help:"f_on"`
}

// Run ends an absence.
func (c *orgBackCmd) Run(s *Shell) error {
	return s.reorganise(org.EndAbsence{Person: c.Person, Post: c.Post, On: c.On})
}

func seatNamed(word string) (org.Seat, error) {
	seat, err := seatTitles.find(word, errs.Invalid, "org.unknown_seat", zhEn("岗别", "seat"))
	return org.Seat(seat), err
}

type orgAppointCmd struct {
	Post    string     `arg:"" help:"a_post"`
	Person  string     `arg:"" help:"a_person"`
	Seat    string     `default:"primary" help:"f_seat"`
	From    clock.Date `placeholder:"DATE" help:"f_on"`
	To      clock.Date `placeholder:"DATE" help:"f_until"`
	Replace bool       `help:"f_replace_holder"`
}

// Run puts a person into a seat of a post.
func (c *orgAppointCmd) Run(s *Shell) error {
	seat, err := seatNamed(c.Seat)
	if err != nil {
		return err
	}
	return s.reorganise(org.Appoint{Post: c.Post, Person: c.Person, Seat: seat, From: c.From, To: c.To, Replace: c.Replace})
}

type orgRelieveCmd struct {
	Post string     `arg:"" help:"a_post"`
	Seat string     `default:"primary" help:"f_seat"`
	On   clock.Date `placeholder:"DATE" help:"f_on"`
}

// Run takes the holder out of a seat; what is open on the post must be handed over.
func (c *orgRelieveCmd) Run(s *Shell) error {
	seat, err := seatNamed(c.Seat)
	if err != nil {
		return err
	}
	return s.reorganise(org.Relieve{Post: c.Post, Seat: seat, On: c.On})
}

type orgHandOverCmd struct {
	Post string     `placeholder:"POST" help:"f_post"`
	From string     `placeholder:"PERSON" help:"f_hand_from"`
	To   string     `placeholder:"PERSON" help:"f_hand_to"`
	On   clock.Date `placeholder:"DATE" help:"f_on"`
}

// Run lists what is to be handed over, or settles it.
func (c *orgHandOverCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	state, _, err := a.Engine.Org(s.Ctx, zone, s.Now())
	if err != nil {
		return err
	}
	due := state.HandOversDue()
	if c.To != "" {
		for _, d := range due {
			if d.Post == c.Post && (c.From == "" || d.Person == c.From) {
				return s.reorganise(org.HandOver{Post: d.Post, From: d.Person, To: c.To, Matters: d.Matters, On: c.On})
			}
		}
		if c.From != "" { // who owes nothing is told why
			return s.reorganise(org.HandOver{Post: c.Post, From: c.From, To: c.To, On: c.On})
		}
		return errs.Newf(errs.NotFound, "org.nothing_to_hand_over", "岗位“%[1]s”没有待移交的事项", "nothing is to be handed over on post %[1]q", c.Post)
	}
	return s.Print(due, func(screen *terminal.Screen) {
		var rows [][]terminal.Cell
		for _, d := range due {
			for _, id := range d.Matters {
				number, title := id, ""
				if row, err := a.Store.Matter(s.Ctx, zone, id); err == nil {
					number, title = row.Number, row.Title
				}
				rows = append(rows, terminal.Row(d.Post, d.Person, d.On.String(), number, title))
			}
		}
		screen.Table([]terminal.Column{{Title: s.T("col_post")}, {Title: s.T("col_person")}, {Title: s.T("col_date")}, {Title: s.T("col_number")}, {Title: s.T("col_matter"), Max: 40}}, rows)
		screen.Hintf("%s", s.T("listed", len(rows)))
	})
}

type orgMergeCmd struct {
	From []string          `arg:"" help:"a_units"`
	Into string            `required:"" placeholder:"CODE[=NAME]" help:"f_into"`
	Head string            `placeholder:"POST" help:"f_new_head"`
	Post map[string]string `placeholder:"OLD=NEW" help:"f_heirs"`
	On   clock.Date        `placeholder:"DATE" help:"f_on"`
}

// Run merges units; what the posts that end with them own goes to the head of the unit, or to whom --post says.
func (c *orgMergeCmd) Run(s *Shell) error {
	return s.reorganise(org.MergeUnits{From: c.From, Into: part(c.Into), On: c.On, Head: c.Head, Posts: c.Post})
}

func part(words string) org.Part {
	code, name, _ := strings.Cut(words, "=")
	return org.Part{Code: code, Name: name}
}

type orgSplitCmd struct {
	From string            `arg:"" help:"a_unit_code"`
	Into []string          `required:"" placeholder:"CODE[=NAME]" help:"f_split_into"`
	Head []string          `placeholder:"POST" sep:"none" help:"f_part_heads"`
	Post map[string]string `placeholder:"OLD=NEW" help:"f_heirs"`
	On   clock.Date        `placeholder:"DATE" help:"f_on"`
}

// Run splits a unit; what the posts that end with it own goes to the head of the first part, or to whom --post says.
func (c *orgSplitCmd) Run(s *Shell) error {
	parts := make([]org.Part, len(c.Into))
	for i, words := range c.Into {
		parts[i] = part(words)
	}
	return s.reorganise(org.SplitUnit{From: c.From, Into: parts, On: c.On, Heads: c.Head, Posts: c.Post})
}

type orgRenameCmd struct {
	Code string     `arg:"" help:"a_unit_code"`
	Name string     `arg:"" help:"a_new_name"`
	On   clock.Date `placeholder:"DATE" help:"f_on"`
}

// Run gives a unit another name.
func (c *orgRenameCmd) Run(s *Shell) error {
	return s.reorganise(org.RenameUnit{Code: c.Code, Name: c.Name, On: c.On})
}
