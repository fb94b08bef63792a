package matters

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// commands declares what can be done: register a matter, and everything in its life. One request may carry
// several commands on a matter (complete and close); all of them are carried out, or none.
func (a *api) commands() {
	door.Zonal(a.Door, door.Operation{
		ID: "register-matter", Method: http.MethodPost, Path: "/zones/{zone}/matters", Summary: "Register a matter",
		Tag: "matters", Status: http.StatusCreated, Keeps: true,
	}, authority.Register, a.register)
	door.OnMatter(a.Door, door.Operation{
		ID: "command-matter", Method: http.MethodPost, Path: "/zones/{zone}/matters/{number}/commands",
		Summary: "Carry out one command or several on a matter, all or none", Tag: "matters", Keeps: true,
	}, "", a.command)
}

// Deed is one command as it is sent.
type Deed struct {
	Command  string         `json:"command" minLength:"1" maxLength:"40" doc:"accept, report, complete, close, assign, extend …: see docs/cli.md"`
	As       string         `json:"as,omitempty" maxLength:"100" doc:"Post that acts; may be left out by who holds only one"`
	Reason   string         `json:"reason,omitempty" maxLength:"4000"`
	Text     string         `json:"text,omitempty" maxLength:"20000"`
	Session  string         `json:"session,omitempty" maxLength:"200" doc:"Session whose resolution is cited, number or id: one that was held and that you may read"`
	Basis    string         `json:"basis,omitempty" maxLength:"200" doc:"Item of a list that is cited"`
	Verdict  string         `json:"verdict,omitempty" maxLength:"200" doc:"Of a re-check: pass or fail; of a follow-up the rating, as the kind's gate lists them"`
	Evidence []string       `json:"evidence,omitempty" maxItems:"100" nullable:"false"`
	Checks   []string       `json:"checks,omitempty" maxItems:"100" nullable:"false"`
	Progress *float64       `json:"progress,omitempty" minimum:"0" maximum:"100" doc:"Per cent"`
	By       string         `json:"by,omitempty" maxLength:"20" doc:"Of an extension: 5wd, 10d, 1mo"`
	To       string         `json:"to,omitempty" maxLength:"200" doc:"Post of a letter; id of the matter merged into"`
	Letter   string         `json:"letter,omitempty" maxLength:"200"`
	Template string         `json:"template,omitempty" maxLength:"100"`
	Duty     string         `json:"duty,omitempty" maxLength:"200"`
	Which    []string       `json:"which,omitempty" maxItems:"50" nullable:"false" doc:"Of erase: personal fields"`
	Finished string         `json:"finished,omitempty" format:"date" doc:"Day on which the work was really done"`
	LeadUnit string         `json:"lead_unit,omitempty" maxLength:"100"`
	Support  []string       `json:"support_units,omitempty" maxItems:"50" nullable:"false"`
	Owner    string         `json:"owner,omitempty" maxLength:"100"`
	Sponsor  string         `json:"sponsor,omitempty" maxLength:"100"`
	Verifier string         `json:"verifier,omitempty" maxLength:"100"`
	Due      string         `json:"due,omitempty" format:"date"`
	Urgency  string         `json:"urgency,omitempty" maxLength:"40"`
	Brief    string         `json:"brief,omitempty" maxLength:"20000"`
	Ongoing  bool           `json:"ongoing,omitempty" doc:"长期坚持: no due date"`
	Place    string         `json:"place,omitempty" maxLength:"200"`
	Fields   map[string]any `json:"fields,omitempty" doc:"The kind's own fields"`
}

// Registration is a new matter as it is sent, and what may follow at once.
type Registration struct {
	Kind         string         `json:"kind" minLength:"1" maxLength:"100"`
	Title        string         `json:"title" minLength:"1" maxLength:"500"`
	As           string         `json:"as,omitempty" maxLength:"100" doc:"Post that registers"`
	Brief        string         `json:"brief,omitempty" maxLength:"20000"`
	Category     []string       `json:"category,omitempty" maxItems:"10" nullable:"false"`
	Urgency      string         `json:"urgency,omitempty" maxLength:"40"`
	Place        string         `json:"place,omitempty" maxLength:"200"`
	Parent       string         `json:"parent,omitempty" maxLength:"200"`
	Weight       int            `json:"weight,omitempty" minimum:"1" maximum:"10000"`
	Applicant    string         `json:"applicant,omitempty" maxLength:"200"`
	LeadUnit     string         `json:"lead_unit,omitempty" maxLength:"100"`
	Support      []string       `json:"support_units,omitempty" maxItems:"50" nullable:"false"`
	Owner        string         `json:"owner,omitempty" maxLength:"100"`
	Sponsor      string         `json:"sponsor,omitempty" maxLength:"100"`
	Verifier     string         `json:"verifier,omitempty" maxLength:"100"`
	Due          string         `json:"due,omitempty" format:"date"`
	Ongoing      bool           `json:"ongoing,omitempty" doc:"长期坚持: no due date"`
	FirstContact string         `json:"first_contact,omitempty" maxLength:"100"`
	Session      string         `json:"session,omitempty" maxLength:"200" doc:"Session whose resolution is cited, number or id: one that was held and that you may read"`
	Fields       map[string]any `json:"fields,omitempty" doc:"The kind's own fields"`
}

// RegisterInput is a request to register.
type RegisterInput struct {
	Zone string `path:"zone" maxLength:"64"`
	Key  string `header:"Idempotency-Key" maxLength:"128" doc:"The same key and body are answered the same and done once"`
	Body Registration
}

// CommandInput is a request to do something with a matter.
type CommandInput struct {
	door.InMatter

	Key     string `header:"Idempotency-Key" maxLength:"128" doc:"The same key and body are answered the same and done once"`
	IfMatch string `header:"If-Match" maxLength:"64" doc:"ETag of the matter as you saw it, or *" required:"true"`
	Body    struct {
		Deeds []Deed `json:"deeds" minItems:"1" maxItems:"20" nullable:"false"`
	}
}

// MatterOutput is a matter after a change, or as it is read.
type MatterOutput struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     MatterView
}

func (a *api) register(ctx context.Context, c *door.Caller, in *RegisterInput) (*MatterOutput, error) {
	b := &in.Body
	cmd := matter.Command{
		Name: "register", ID: a.NewID(), Kind: b.Kind,
		Particulars: matter.Particulars{
			Title: b.Title, Brief: b.Brief, Category: b.Category, Urgency: b.Urgency, Place: b.Place, Parent: b.Parent, Weight: b.Weight,
			FirstContact: b.FirstContact, Applicant: b.Applicant, Fields: b.Fields,
		},
		Assignment: matter.Assignment{
			LeadUnit: b.LeadUnit, Support: b.Support, Owner: b.Owner, Sponsor: b.Sponsor, Verifier: b.Verifier, Ongoing: b.Ongoing,
		},
	}
	found := errs.List(nil)
	if err := door.Gather(&found, a.Act(ctx, c, in.Zone, b.As, &cmd)); err != nil {
		return nil, err
	}
	if err := a.above(ctx, c, in.Zone, b.Parent, &cmd); door.Gather(&found, err) != nil {
		return nil, err
	}
	var err error
	if cmd.Due, err = door.Date(b.Due, "body.due"); door.Gather(&found, err) != nil {
		return nil, err
	}
	if cmd.Session, err = a.Cites(ctx, c, in.Zone, b.Session, "body.session"); door.Gather(&found, err) != nil {
		return nil, err
	}
	return a.carryOrTell(ctx, c, in.Zone, []matter.Command{cmd}, found, http.StatusCreated)
}

// above hangs a new matter below another, if the caller may see that.
func (a *api) above(ctx context.Context, c *door.Caller, zone, parent string, cmd *matter.Command) error {
	if parent == "" {
		return nil
	}
	cmd.Parent = ""
	m, err := a.See(ctx, c, zone, parent)
	if err == nil {
		cmd.Parent = m.State.ID
	}
	return door.At(err, "body.parent")
}

// carryOrTell carries out commands in which no fault was found; else it tells the faults, with what the commands would
// be refused for besides.
func (a *api) carryOrTell(ctx context.Context, c *door.Caller, zone string, cmds []matter.Command, found errs.List, status int) (*MatterOutput, error) {
	if len(found) == 0 {
		return a.carryOut(ctx, c, zone, cmds, status)
	}
	if len(cmds) > 0 {
		if err := a.Try(ctx, &found, func(ctx context.Context) error {
			_, err := a.carryOut(ctx, c, zone, cmds, status)
			return err
		}); err != nil {
			return nil, err
		}
	}
	return nil, found.Err()
}

func (a *api) command(ctx context.Context, c *door.Caller, in *CommandInput, m *door.Sight) (*MatterOutput, error) {
	seq, err := door.Matched(in.IfMatch, m)
	if err != nil {
		return nil, err
	}
	var cmds []matter.Command
	var found errs.List
	whole := true // no fault before the commands gathered so far but their own
	for i := range in.Body.Deeds {
		d := &in.Body.Deeds[i]
		where := "body.deeds[" + strconv.Itoa(i) + "]"
		need, ok := authority.OfCommand[d.Command]
		if !ok || d.Command == "register" {
			found = append(found, errs.Newf(errs.Invalid, "matter.unknown_command", "没有命令“%[1]s”；有：%[2]s", "there is no command %[1]q; there are: %[2]s",
				d.Command, strings.Join(slices.DeleteFunc(matter.Commands(), func(n string) bool { return n == "register" }), ", ")).At(where+".command"))
			whole = false
			continue
		}
		if !may(c, &m.State, &m.Facts, d.Command, d.Letter, d.Duty) {
			_ = door.Gather(&found, door.At(c.Forbidden(need), where+".command"))
			whole = false
			continue
		}
		cmd, err := d.command(m.State.ID, where)
		if err := door.Gather(&found, err); err != nil {
			return nil, err
		}
		if err := a.Act(ctx, c, in.Zone, d.As, &cmd); door.Gather(&found, door.At(err, where+".as")) != nil {
			return nil, err
		}
		if d.Command == "merge" && d.To != "" {
			cmd.To = ""
			into, err := a.See(ctx, c, in.Zone, d.To)
			if err := door.Gather(&found, door.At(err, where+".to")); err != nil {
				return nil, err
			}
			if into != nil {
				cmd.To = into.State.ID
			}
		}
		cmd.Session, err = a.Cites(ctx, c, in.Zone, d.Session, where+".session")
		if err := door.Gather(&found, err); err != nil {
			return nil, err
		}
		if i == 0 {
			cmd.Expect = seq
		}
		cmd.Hold = i < len(in.Body.Deeds)-1
		if whole {
			cmds = append(cmds, cmd)
		}
		whole = whole && len(found) == 0
	}
	return a.carryOrTell(ctx, c, in.Zone, cmds, found, http.StatusOK)
}

// carryOut gives commands to the engine and answers with the matter as it then is.
func (a *api) carryOut(ctx context.Context, c *door.Caller, zone string, cmds []matter.Command, status int) (*MatterOutput, error) {
	out := &MatterOutput{}
	now := a.Present(ctx)
	for i := range cmds {
		cmds[i].At = now
	}
	if err := a.cited(ctx, zone, cmds); err != nil {
		return nil, err
	}
	_, err := a.Engine.Share(ctx, zone, cmds, func(ctx context.Context, outcomes []engine.Outcome) error {
		if err := a.cited(ctx, zone, cmds); err != nil { // again, while no file can be taken away
			return err
		}
		last := &outcomes[len(outcomes)-1]
		var err error
		if out.Body, err = a.viewOf(ctx, &last.Matter, c, now); err != nil {
			return err
		}
		out.ETag = door.ETag(last.Matter.Seq)
		if status == http.StatusCreated {
			out.Location = door.Prefix + "/zones/" + zone + "/matters/" + url.PathEscape(last.Matter.ID)
		}
		return a.Keep(ctx, c, status, out.ETag, out.Location, &out.Body)
	})
	if err != nil {
		if status == http.StatusCreated {
			return nil, placed(err, "body")
		}
		return nil, placed(err, "body.deeds[0]")
	}
	return out, nil
}

// cited refuses evidence that cites files which the matter does not have.
func (a *api) cited(ctx context.Context, zone string, cmds []matter.Command) error {
	for i := range cmds {
		if a.Evidence == nil || len(cmds[i].Evidence) == 0 {
			continue
		}
		if err := a.Evidence(ctx, zone, cmds[i].ID, cmds[i].Evidence); err != nil {
			return err
		}
	}
	return nil
}

// placed says in which part of the request an error's faults lie.
func placed(err error, part string) error {
	if which := (*engine.CommandError)(nil); errors.As(err, &which) {
		return door.Placed(which.Err, "body.deeds["+strconv.Itoa(which.Index)+"]")
	}
	return door.Placed(err, part)
}

// command reads a deed.
func (d *Deed) command(id, where string) (matter.Command, error) {
	c := matter.Command{
		Name: d.Command, ID: id, Reason: d.Reason, Text: d.Text, Basis: d.Basis, Verdict: d.Verdict,
		Evidence: d.Evidence, Checks: d.Checks, Progress: d.Progress, To: d.To, Letter: d.Letter, Template: d.Template, Duty: d.Duty, Which: d.Which,
	}
	c.LeadUnit, c.Support, c.Owner, c.Sponsor, c.Verifier = d.LeadUnit, d.Support, d.Owner, d.Sponsor, d.Verifier
	c.Urgency, c.Brief, c.Ongoing, c.Place, c.Fields = d.Urgency, d.Brief, d.Ongoing, d.Place, d.Fields
	var found errs.List
	var err error
	if c.Due, err = door.Date(d.Due, where+".due"); err != nil {
		_ = door.Gather(&found, err)
	}
	if c.Finished, err = door.Date(d.Finished, where+".finished"); err != nil {
		_ = door.Gather(&found, err)
	}
	if d.By != "" {
		if err := c.By.UnmarshalText([]byte(d.By)); err != nil {
			_ = door.Gather(&found, door.At(err, where+".by"))
		}
	}
	return c, found.Err()
}
