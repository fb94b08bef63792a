package cli

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/org"
)

// matterCmds are list, and one command for each that package matter knows.
type matterCmds struct {
	kong.Plugins

	List matterListCmd `cmd:"" help:"h_matter_list"`
	Tree matterTreeCmd `cmd:"" help:"h_matter_tree"`
}

// matterActs makes the commands of package matter into a grammar: a struct with a field for each. Only those
// that args may mean get their flags, because kong takes its time over each flag.
func matterActs(s *Shell, args []string) any {
	names := make([]string, len(takes))
	for i := range takes {
		names[i] = takes[i][0]
	}
	fields := make([]reflect.StructField, len(names))
	for i, name := range names {
		zh, en := matter.CommandWords(name)
		help := zh
		if s.Lang == text.En {
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

// takes are the flags of each command on a matter, in the order of a matter's life; those with an exclamation
// mark must be given. What is not named here the command has no use for.
var takes = [][2]string{
	{"register", "kind! title! brief category urgency place origin parent weight first-contact field lead-unit support owner sponsor verifier due ongoing session received"},
	{"ask-materials", "reason!"},
	{"complete-materials", "reason"},
	{"establish", "text"},
	{"assign", "owner lead-unit support sponsor verifier due ongoing brief clock-from reason"},
	{"accept", "text"},
	{"work", "text"},
	{"report", "text progress evidence duty"},
	{"attach", "evidence! text"},
	{"review", "text check"},
	{"look-at", "text duty session"},
	{"meet", "duty! text"},
	{"return", "reason!"},
	{"complete", "text evidence"},
	{"follow-up", "text verdict"},
	{"close", "text evidence"},
	{"archive", "text"},
	{"recheck", "verdict! text evidence due"},
	{"reopen", "reason! due"},
	{"ask-extension", "by! reason!"},
	{"extend", "by reason"},
	{"refuse-extension", "reason!"},
	{"ask-replan", "due! reason!"},
	{"replan", "due reason"},
	{"refuse-replan", "reason"},
	{"suspend", "reason! basis"},
	{"resume", "reason"},
	{"escalate", "to reason basis"},
	{"transfer", "owner lead-unit support sponsor verifier due reason!"},
	{"merge", "to! reason"},
	{"withdraw", "reason!"},
	{"recolor", "urgency! session reason"},
	{"object", "text!"},
	{"answer-objection", "text!"},
	{"draft-letter", "template to letter reason"},
	{"issue-letter", "letter! text reason"},
	{"deliver-letter", "letter!"},
	{"sign-letter", "letter!"},
	{"reply-letter", "letter! text!"},
	{"withdraw-letter", "letter! reason"},
	{"unmask", "which! reason!"},
	{"erase", "which reason! basis"},
}

// cited may be asked for by a mechanism's gate, whatever the command; help shows them where takes names them.
var cited = []string{"basis", "evidence", "reason", "session", "text"}

// keepOwn leaves each command on a matter the flags that it takes.
func keepOwn(app *kong.Application) {
	i := slices.IndexFunc(app.Children, func(n *kong.Node) bool { return n.Name == "matter" })
	for _, command := range app.Children[i].Children {
		i := slices.IndexFunc(takes, func(t [2]string) bool { return t[0] == command.Name })
		if i < 0 {
			continue
		}
		mine := strings.Fields(takes[i][1])
		command.Flags = slices.DeleteFunc(command.Flags, func(f *kong.Flag) bool {
			f.Required = slices.Contains(mine, f.Name+"!")
			f.Hidden = !f.Required && !slices.Contains(mine, f.Name)
			return f.Hidden && !slices.Contains(cited, f.Name)
		})
	}
}

// matterName is a command that was not chosen: known by name alone.
type matterName struct{}

// traits are the flags that say what a matter is and whose, wherever one is registered.
type traits struct {
	Brief        string            `help:"f_brief"`
	Category     []string          `help:"f_category"`
	Urgency      string            `help:"f_urgency"`
	Place        string            `help:"f_place"`
	Parent       string            `placeholder:"NUMBER" help:"f_parent"`
	Weight       matter.Weight     `placeholder:"N" help:"f_weight"`
	FirstContact string            `placeholder:"POST" help:"f_first"`
	Field        map[string]string `placeholder:"NAME=VALUE" help:"f_field"`
	LeadUnit     string            `placeholder:"UNIT" help:"f_lead"`
	Support      []string          `placeholder:"UNIT" help:"f_support"`
	Owner        string            `placeholder:"POST" help:"f_owner"`
	Sponsor      string            `placeholder:"POST" help:"f_sponsor"`
	Verifier     string            `placeholder:"POST" help:"f_verifier"`
	Due          clock.Date        `placeholder:"DATE" help:"f_due"`
	Ongoing      bool              `help:"f_ongoing"`
}

func (t *traits) particulars() matter.Particulars {
	return matter.Particulars{Brief: t.Brief, Category: t.Category, Urgency: t.Urgency, Place: t.Place, Parent: t.Parent, Weight: int(t.Weight), FirstContact: t.FirstContact}
}

func (t *traits) assignment() matter.Assignment {
	return matter.Assignment{LeadUnit: t.LeadUnit, Support: t.Support, Owner: t.Owner, Sponsor: t.Sponsor, Verifier: t.Verifier, Due: t.Due, Ongoing: t.Ongoing}
}

// deed are the flags of all commands on a matter; takes says which of them one command has.
type deed struct {
	Command string `kong:"-"`

	Kind   string `placeholder:"KIND" help:"f_kind"`
	Title  string `help:"f_title"`
	Origin string `help:"f_origin"`
	traits
	Reason    string         `help:"f_reason"`
	Text      string         `help:"f_text"`
	Session   string         `help:"f_session"`
	Basis     string         `help:"f_basis"`
	Verdict   string         `placeholder:"VERDICT" help:"f_verdict"`
	Evidence  []string       `sep:"none" help:"f_evidence"`
	Check     []string       `help:"f_check"`
	Progress  *percent       `placeholder:"PERCENT" help:"f_progress"`
	By        calendar.Limit `placeholder:"10wd" help:"f_by"`
	To        string         `placeholder:"POST|NUMBER" help:"f_to"`
	Letter    string         `help:"f_letter"`
	Template  string         `help:"f_template"`
	Duty      string         `help:"f_duty"`
	Which     []string       `placeholder:"FIELD" help:"f_which"`
	Received  Moment         `placeholder:"TIME" help:"f_received"`
	ClockFrom Moment         `placeholder:"TIME" help:"f_clock_from"`
}

// percent is a rate of completion, with its sign or without: 50%, 50.
type percent float64

// UnmarshalText reads a rate.
func (p *percent) UnmarshalText(b []byte) error {
	rate, err := strconv.ParseFloat(strings.TrimRight(strings.TrimSpace(string(b)), "%％"), 64)
	if err != nil {
		return errs.Newf(errs.Invalid, "matter.bad_progress", "完成率须为百分数，如 50 或 50%%，不是“%[1]s”", "a rate of completion is a percentage, like 50 or 50%%, not %[1]q", b)
	}
	*p = percent(rate)
	return nil
}

func (d *deed) command(s *Shell) matter.Command {
	c := matter.Command{
		Name: d.Command, At: s.flags.At.Time, Actor: s.flags.As, Reason: d.Reason, Text: d.Text, Session: d.Session, Basis: d.Basis,
		Verdict: d.Verdict, Evidence: d.Evidence, Checks: d.Check, Progress: (*float64)(d.Progress), By: d.By, To: d.To, Letter: d.Letter, Template: d.Template,
		Duty: d.Duty, Which: d.Which, Received: d.Received.Time, ClockFrom: d.ClockFrom.Time,
	}
	c.Particulars, c.Assignment = d.particulars(), d.assignment()
	c.Title, c.Origin = d.Title, d.Origin
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
	if c.Command == "unmask" {
		return s.unmask(command)
	}
	return s.do(command, nil)
}

type matterRegister struct{ deed }

// Run registers a new matter.
func (c *matterRegister) Run(s *Shell) error {
	command := c.command(s)
	command.Kind = c.Kind
	return s.do(command, c.Field)
}

// acts opens the database for a command of somebody, and turns what people call things in it into ids.
func (s *Shell) acts(c *matter.Command) (*app.App, string, error) {
	s.tried.Matter = c.ID
	if err := s.acting(); err != nil {
		return nil, "", err
	}
	a, zone, err := s.InZone()
	if err != nil {
		return nil, "", err
	}
	for _, resolve := range []func(*app.App, string, *matter.Command) error{s.referred, s.ownDuty, s.named, s.whichFields} {
		if err := resolve(a, zone, c); err != nil {
			return nil, "", err
		}
	}
	return a, zone, nil
}

// do carries out one command on a matter and tells what came of it.
func (s *Shell) do(c matter.Command, fields map[string]string) error {
	a, zone, err := s.acts(&c)
	if err != nil {
		return err
	}
	if len(fields) > 0 {
		if c.Fields, err = a.FieldsFromText(s.Ctx, zone, c.Kind, s.Now(), fields); err != nil {
			return err
		}
	}
	out, err := a.Engine.Do(s.Ctx, zone, c)
	if err != nil {
		return err
	}
	if n := len(out.Matter.Letters); c.Name == "draft-letter" && c.Letter == "" && n > 0 {
		c.Letter = out.Matter.Letters[n-1].ID
	}
	hints, err := s.hints(a, zone, &out.Matter, &c)
	if err != nil {
		return err
	}
	return s.outcome(a, zone, &out, &c, hints)
}

// referred turns the numbers of matters and sessions in c into ids, and the names of units into codes.
func (s *Shell) referred(a *app.App, zone string, c *matter.Command) (err error) {
	refs := []*string{&c.ID, &c.Parent}
	if c.Name == "merge" {
		refs = append(refs, &c.To)
	}
	for _, ref := range refs {
		if *ref, err = s.matterID(a, zone, *ref); err != nil {
			return err
		}
	}
	if err := s.ownLetter(a, zone, c); err != nil {
		return err
	}
	if c.Session != "" {
		if c.Session, err = s.sessionID(a, zone, c.Session); err != nil {
			return err
		}
	}
	_, view, err := a.Engine.Org(s.Ctx, zone, s.Now())
	if err != nil {
		return err
	}
	units := []*string{&c.LeadUnit}
	for i := range c.Support {
		units = append(units, &c.Support[i])
	}
	for _, name := range units {
		if *name != "" {
			u, err := unitNamed(view, *name)
			if err != nil {
				return err
			}
			*name = u.Code
		}
	}
	return nil
}

// unitNamed finds a unit by code or name, as ledgers write it or as lists show it.
func unitNamed(view *org.View, name string) (org.Unit, error) {
	name = org.Bare(name)
	if u, ok := view.Unit(name); ok {
		return u, nil
	}
	m := view.Match(name)
	if m.Unit.Code != "" {
		return m.Unit, nil
	}
	if body, err := view.Bearer(name); err == nil && view.IsBody(body) {
		return m.Unit, matter.BodyLeads(body)
	}
	if len(m.Nearest) > 0 {
		return m.Unit, errs.Newf(errs.NotFound, "matter.unknown_unit", "查无单位“%[1]s”；最接近的是：%[2]s", "there is no unit %[1]q; nearest are: %[3]s", name, strings.Join(m.Nearest, "、"), strings.Join(m.Nearest, ", "))
	}
	var known []string
	for _, u := range view.Units() {
		known = append(known, u.Name)
	}
	zh, en := text.Suggest(name, known)
	return m.Unit, errs.Newf(errs.NotFound, "matter.unknown_unit", "查无单位“%[1]s”；%[2]s", "there is no unit %[1]q; %[3]s", name, zh, en)
}

// named turns the titles in c into ids: of kind, urgency, letter and verdict.
func (s *Shell) named(a *app.App, zone string, c *matter.Command) error {
	b, err := s.Bundle(a, zone)
	if err != nil {
		return err
	}
	if c.Kind, err = s.kind(a, zone, c.Kind); err != nil {
		return err
	}
	if c.Urgency != "" {
		kind := c.Kind
		if kind == "" {
			row, err := a.Store.Matter(s.Ctx, zone, c.ID)
			if err != nil {
				return err
			}
			kind = row.Kind
		}
		told, err := s.told(a, zone, kind)
		if err != nil {
			return err
		}
		if c.Urgency, err = urgencyNamed(told, c.Urgency); err != nil {
			return err
		}
	}
	if c.Name == "recheck" { // of a follow-up the mechanism's list says what it may be
		if c.Verdict, err = verdictTitles.find(c.Verdict, errs.Invalid, "matter.unknown_verdict", zhEn("回头看结论", "verdict")); err != nil {
			return err
		}
	}
	letters := titlesOf(b.Letters, letterTitle)
	c.Template, err = letters.find(c.Template, errs.NotFound, "letter.unknown_template", zhEn("函件模板", "letter template"))
	return err
}
