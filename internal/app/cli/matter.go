package cli

import (
	"encoding/json"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// matterCmds are list, and one command for each that package matter knows.
type matterCmds struct {
	kong.Plugins

	List matterListCmd `cmd:"" help:"h_matter_list"`
}

// matterActs makes the commands of package matter into a grammar: a struct with a field for each. Only those
// that args may mean get their flags, because kong takes its time over each flag.
func matterActs(s *Shell, args []string) any {
	names := matter.Commands()
	slices.Sort(names)
	fields := make([]reflect.StructField, len(names))
	for i, name := range names {
		zh, en := matter.CommandWords(name)
		help := zh
		if s.Lang == "en" {
			help = en
		}
		of := reflect.TypeFor[matterName]()
		switch {
		case !slices.Contains(args, name):
		case name == "register":
			of = reflect.TypeFor[matterRegister]()
		default:
			of = reflect.TypeFor[matterAct]()
		}
		fields[i] = reflect.StructField{Name: fmt.Sprintf("C%d", i), Type: of, Tag: reflect.StructTag(fmt.Sprintf(`cmd:"" name:%q help:%q`, name, help))}
	}
	v := reflect.New(reflect.StructOf(fields))
	for i, name := range names {
		if command := v.Elem().Field(i).FieldByName("Command"); command.IsValid() {
			command.SetString(name)
		}
	}
	return v.Interface()
}

// matterName is a command that was not chosen: known by name alone.
type matterName struct{}

// deed are the flags of every command on a matter; which of them count depends on the command.
type deed struct {
	Command string `kong:"-"`

	Title        string            `help:"f_title"`
	Brief        string            `help:"f_brief"`
	Category     []string          `help:"f_category"`
	Urgency      string            `help:"f_urgency"`
	Place        string            `help:"f_place"`
	Origin       string            `help:"f_origin"`
	Parent       string            `placeholder:"NUMBER" help:"f_parent"`
	Weight       int               `help:"f_weight"`
	FirstContact string            `placeholder:"POST" help:"f_first"`
	Field        map[string]string `placeholder:"NAME=VALUE" help:"f_field"`
	LeadUnit     string            `placeholder:"UNIT" help:"f_lead"`
	Support      []string          `placeholder:"UNIT" help:"f_support"`
	Owner        string            `placeholder:"POST" help:"f_owner"`
	Sponsor      string            `placeholder:"POST" help:"f_sponsor"`
	Verifier     string            `placeholder:"POST" help:"f_verifier"`
	Due          clock.Date        `placeholder:"DATE" help:"f_due"`
	Ongoing      bool              `help:"f_ongoing"`
	Reason       string            `help:"f_reason"`
	Text         string            `help:"f_text"`
	Session      string            `help:"f_session"`
	Basis        string            `help:"f_basis"`
	Verdict      string            `enum:"pass,fail," default:"" help:"f_verdict"`
	Evidence     []string          `sep:"none" help:"f_evidence"`
	Check        []string          `sep:"none" help:"f_check"`
	Progress     *float64          `placeholder:"PERCENT" help:"f_progress"`
	By           calendar.Limit    `placeholder:"10wd" help:"f_by"`
	To           string            `placeholder:"POST|NUMBER" help:"f_to"`
	Letter       string            `help:"f_letter"`
	Template     string            `help:"f_template"`
	Duty         string            `help:"f_duty"`
	Received     Moment            `placeholder:"TIME" help:"f_received"`
	ClockFrom    Moment            `placeholder:"TIME" help:"f_clock_from"`
}

func (d *deed) command(s *Shell) matter.Command {
	c := matter.Command{
		Name: d.Command, At: s.flags.At.Time, Actor: s.flags.As, Reason: d.Reason, Text: d.Text, Session: d.Session, Basis: d.Basis,
		Verdict: d.Verdict, Evidence: d.Evidence, Checks: d.Check, Progress: d.Progress, By: d.By, To: d.To, Letter: d.Letter, Template: d.Template,
		Duty: d.Duty, Received: d.Received.Time, ClockFrom: d.ClockFrom.Time,
	}
	c.Particulars = matter.Particulars{
		Title: d.Title, Brief: d.Brief, Category: d.Category, Urgency: d.Urgency, Place: d.Place, Origin: d.Origin,
		Parent: d.Parent, Weight: d.Weight, FirstContact: d.FirstContact,
	}
	c.Assignment = matter.Assignment{LeadUnit: d.LeadUnit, Support: d.Support, Owner: d.Owner, Sponsor: d.Sponsor, Verifier: d.Verifier, Due: d.Due, Ongoing: d.Ongoing}
	return c
}

type matterAct struct {
	deed

	Number string `arg:"" help:"a_number"`
}

// Run gives the command on an existing matter.
func (c *matterAct) Run(s *Shell) error {
	command := c.command(s)
	command.ID = c.Number
	return s.do(command, nil)
}

type matterRegister struct {
	deed

	Kind string `required:"" help:"f_kind"`
}

// Run registers a new matter.
func (c *matterRegister) Run(s *Shell) error {
	command := c.command(s)
	command.Kind = c.Kind
	return s.do(command, c.Field)
}

// do carries out one command on a matter and tells what came of it.
func (s *Shell) do(c matter.Command, fields map[string]string) error {
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
	units := append([]string{c.LeadUnit}, c.Support...)
	for i, name := range units {
		if name == "" {
			continue
		}
		u, ok := view.Unit(name)
		if !ok {
			m := view.Match(name)
			if m.Unit.Code == "" {
				return errs.Newf(errs.Invalid, "matter.unknown_unit", "查无单位“%[1]s”；相近的有：%[2]s", "there is no unit %[1]q; near it: %[2]s", name, strings.Join(m.Nearest, "、"))
			}
			u = m.Unit
		}
		units[i] = u.Code
	}
	c.LeadUnit, c.Support = units[0], units[1:]
	if len(c.Support) == 0 {
		c.Support = nil
	}
	if len(fields) > 0 {
		if c.Fields, err = a.FieldsFromText(s.Ctx, zone, c.Kind, s.Now(), fields); err != nil {
			return err
		}
	}
	if c.Session != "" {
		if c.Session, err = s.sessionID(a, zone, c.Session); err != nil {
			return err
		}
	}
	out, err := a.Engine.Do(s.Ctx, zone, c)
	if err != nil {
		return err
	}
	return s.outcome(&out)
}

// done is the answer to a command as JSON.
type done struct {
	Number string       `json:"number"`
	State  matter.State `json:"state"`
	Events []string     `json:"events"`
}

func (s *Shell) outcome(out *engine.Outcome) error {
	m := &out.Matter
	answer := done{Number: m.Number, State: *m}
	for i := range out.Records {
		answer.Events = append(answer.Events, out.Records[i].Type)
	}
	return s.Print(answer, func(screen *terminal.Screen) {
		screen.LightLinef(string(m.Light), "%s  %s · %s", m.Number, m.Title, s.stage(m.Stage))
		if !m.Deadlines.Working().Date.IsZero() {
			screen.Linef("    %s %s", s.T("clock_due"), app.Local(m.Deadlines.Working().At))
		}
		screen.Hintf("    %s", s.T("events_written", len(out.Records), s.eventsInWords(answer.Events)))
		screen.Hintf("  → qinlian show %s", m.Number)
	})
}

type matterListCmd struct {
	Kind    []string `help:"f_kind"`
	Light   string   `enum:"red,amber,green," default:"" help:"f_light"`
	Stage   []string `help:"f_stage"`
	Unit    string   `help:"f_unit"`
	Owner   string   `help:"f_owner"`
	Origin  string   `help:"f_origin_prefix"`
	Below   string   `placeholder:"NUMBER" help:"f_below"`
	Unowned bool     `help:"f_unowned"`
	Open    bool     `help:"f_open"`
	Limit   int      `default:"200" help:"f_limit"`
}

// matterLine is a row of the list as JSON.
type matterLine struct {
	Number   string  `json:"number"`
	Title    string  `json:"title"`
	Kind     string  `json:"kind"`
	Stage    string  `json:"stage"`
	Light    string  `json:"light"`
	Urgency  string  `json:"urgency,omitempty"`
	Unit     string  `json:"unit"`
	Owner    string  `json:"owner,omitempty"`
	Due      string  `json:"due,omitempty"`
	Progress float64 `json:"progress"`
	Missed   int     `json:"missed,omitempty"`
	Origin   string  `json:"origin,omitempty"`
}

// Run lists matters with their lights of the moment.
func (c *matterListCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	f := engine.Filter{Kinds: c.Kind, Light: c.Light, Stages: c.Stage, Owner: c.Owner, Origin: c.Origin, Unowned: c.Unowned, Limit: c.Limit}
	if c.Open || c.Unowned || c.Light != "" || c.Unit != "" || c.Owner != "" {
		open := true
		f.Open = &open
	}
	if c.Unit != "" {
		_, view, err := a.Engine.Org(s.Ctx, zone, s.Now())
		if err != nil {
			return err
		}
		m := view.Match(c.Unit)
		if f.Unit = m.Unit.Code; f.Unit == "" {
			return errs.Newf(errs.NotFound, "matter.unknown_unit", "查无单位“%[1]s”；相近的有：%[2]s", "there is no unit %[1]q; near it: %[2]s", c.Unit, strings.Join(m.Nearest, "、"))
		}
	}
	if c.Below != "" {
		row, err := a.Store.Matter(s.Ctx, zone, c.Below)
		if err != nil {
			return err
		}
		f.Root = row.ID
	}
	lines := []matterLine{}
	if err := a.List(s.Ctx, zone, f, s.Now(), func(l app.Listed) bool {
		lines = append(lines, matterLine{l.Number, l.Title, l.Kind, l.Stage, string(l.Light), l.Urgency, l.Unit, l.Owner, clock.Date(l.DueOn).String(), l.Progress, l.Missed, l.Origin})
		return true
	}); err != nil {
		return err
	}
	return s.Print(lines, func(screen *terminal.Screen) {
		rows := make([][]terminal.Cell, len(lines))
		for i := range lines {
			l := &lines[i]
			rows[i] = []terminal.Cell{
				screen.L(l.Light), terminal.C(l.Number), terminal.C(l.Title), terminal.C(l.Unit), terminal.C(s.orNobody(l.Owner)), terminal.C(l.Due),
				terminal.C(fmt.Sprintf("%g%%", l.Progress)), terminal.C(s.stage(matter.Stage(l.Stage))),
			}
		}
		screen.Table([]terminal.Column{
			{},
			{Title: s.T("col_number")},
			{Title: s.T("col_matter"), Max: 40},
			{Title: s.T("col_unit"), Max: 24},
			{Title: s.T("col_owner"), Max: 22},
			{Title: s.T("col_due")},
			{Title: s.T("col_progress"), Right: true},
			{Title: s.T("col_stage")},
		}, rows)
		screen.Hintf("%s", s.T("listed", len(lines)))
	})
}

type dutyCmds struct {
	List dutyListCmd `cmd:"" help:"h_duty_list"`
	Meet dutyMeetCmd `cmd:"" help:"h_duty_meet"`
}

type dutyMeetCmd struct {
	Number string `arg:"" help:"a_number"`
	Duty   string `arg:"" help:"a_duty"`
	Text   string `help:"f_text"`
}

// Run meets one duty of a matter.
func (c *dutyMeetCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	sight, err := a.Engine.Look(s.Ctx, zone, c.Number, s.Now())
	if err != nil {
		return err
	}
	var ids []string
	for i := range sight.State.Duties {
		if d := &sight.State.Duties[i]; d.ID != c.Duty && (d.What == c.Duty || s.duty(d.What) == c.Duty) {
			ids = append(ids, d.ID)
		}
	}
	switch len(ids) {
	case 0:
	case 1:
		c.Duty = ids[0]
	default:
		return errs.Newf(errs.Invalid, "duty.ambiguous", "“%[1]s”有多项：%[2]s；请写明代号", "there are several duties %[1]q: %[2]s; give the id", c.Duty, strings.Join(ids, ", "))
	}
	return s.do(matter.Command{Name: "meet", ID: c.Number, Duty: c.Duty, Text: c.Text, At: s.flags.At.Time, Actor: s.flags.As}, nil)
}

type dutyListCmd struct {
	State   string `enum:"open,missed,met,lapsed," default:"" help:"f_duty_state"`
	What    string `help:"f_what"`
	Cadence string `help:"f_cadence"`
	Period  string `help:"f_period"`
	Owner   string `help:"f_owner"`
	Limit   int    `default:"200" help:"f_limit"`
}

// Run lists duties.
func (c *dutyListCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	duties := []json.RawMessage{}
	rows := [][]terminal.Cell{}
	for d, err := range a.Store.Duties(s.Ctx, zone, engine.Filter{State: c.State, What: c.What, Cadence: c.Cadence, Period: c.Period, Owner: c.Owner, Limit: c.Limit}) {
		if err != nil {
			return err
		}
		row, err := a.Store.Matter(s.Ctx, zone, d.MatterID)
		if err != nil {
			return err
		}
		line := map[string]string{"number": row.Number, "title": row.Title, "id": d.ID, "what": d.What, "owner": d.Owner, "period": d.Period, "due": app.Local(micros(d.DueAt)), "state": d.State}
		raw, err := json.Marshal(line)
		if err != nil {
			return fmt.Errorf("write the answer: %w", err)
		}
		duties = append(duties, raw)
		rows = append(rows, terminal.Row(row.Number, row.Title, s.duty(d.What), d.Period, s.orNobody(d.Owner), app.Local(micros(d.DueAt)), s.T("duty_"+d.State), d.ID))
	}
	return s.Print(duties, func(screen *terminal.Screen) {
		screen.Table([]terminal.Column{
			{Title: s.T("col_number")},
			{Title: s.T("col_matter"), Max: 34},
			{Title: s.T("col_what")},
			{Title: s.T("col_period")},
			{Title: s.T("col_owner"), Max: 22},
			{Title: s.T("col_due")},
			{Title: s.T("col_state")},
			{Title: s.T("col_id")},
		}, rows)
		screen.Hintf("%s", s.T("listed", len(rows)))
	})
}
