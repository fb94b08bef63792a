package exchange

import (
	"context"
	"errors"
	"net/http"
	"slices"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/httpapi/matters"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
)

// mostAtOnce bounds a bulk command: all of it is one transaction.
const mostAtOnce = 500

// bulk declares what can be done with many matters at once. Each fares by itself: what one is refused does not keep
// the others from it. What was not refused is kept together.
func (a *api) bulk() {
	door.Personal(a.Door, door.Operation{
		ID: "assign-matters", Method: http.MethodPost, Path: "/zones/{zone}/bulk/assign", Tag: "bulk", Keeps: true,
		Summary: "Assign many matters, or hand them on",
	}, a.assignMany)
	door.Personal(a.Door, door.Operation{
		ID: "remind-matters", Method: http.MethodPost, Path: "/zones/{zone}/bulk/remind", Tag: "bulk", Keeps: true,
		Summary: "Draft, or issue, a letter about many matters",
	}, a.remindMany)
}

// Many says which matters a bulk command is about and how.
type Many struct {
	Matters []string `json:"matters,omitempty" maxItems:"500" nullable:"false" doc:"Numbers or ids; without any, those that the query picks, as list-matters does"`
	DryRun  bool     `json:"dry_run,omitempty" doc:"Do everything, tell what came of it, and keep nothing"`
	Expect  *int     `json:"expect,omitempty" minimum:"0" maximum:"500" doc:"How many the dry run selected. Needed where the query picks: nothing is done when it would be others"`
	As      string   `json:"as,omitempty" maxLength:"100" doc:"Post that acts; may be left out by who holds only one"`
}

// BulkOutput tells what came of a bulk command.
type BulkOutput struct{ Body BulkView }

// BulkView tells what came of a bulk command, matter by matter.
type BulkView struct {
	DryRun   bool   `json:"dry_run"`
	Selected int    `json:"selected" doc:"Expect it to go on after a dry run"`
	Done     int    `json:"done"`
	Refused  int    `json:"refused"`
	Items    []Item `json:"items" nullable:"false"`
}

// Item is what came of one matter.
type Item struct {
	Matter  string   `json:"matter" doc:"Its number, or what was sent for it"`
	ID      string   `json:"id,omitempty"`
	Title   string   `json:"title,omitempty"`
	Outcome string   `json:"outcome" enum:"done,unchanged,refused"`
	Did     []string `json:"did,omitempty" nullable:"false" doc:"Commands carried out; some, where a later one was refused"`
	Letter  string   `json:"letter,omitempty" doc:"Number of the letter, or NUMBER/L1 of a draft; none in a dry run"`
	Code    string   `json:"code,omitempty" doc:"Of the refusal"`
	Message string   `json:"message,omitempty" doc:"Why it was refused"`
	Version int64    `json:"version,omitempty" doc:"How many events it has now"`
}

// AssignInput is an assignment of many matters.
type AssignInput struct {
	matters.Selection

	Zone string `path:"zone" maxLength:"64"`
	Key  string `header:"Idempotency-Key" maxLength:"128" doc:"The same key and body are answered the same and done once"`
	Body struct {
		Many

		Command  string   `json:"command,omitempty" enum:"assign,transfer" default:"assign" doc:"transfer hands on what was assigned before"`
		Reason   string   `json:"reason,omitempty" maxLength:"4000"`
		LeadUnit string   `json:"lead_unit,omitempty" maxLength:"100"`
		Support  []string `json:"support_units,omitempty" maxItems:"50" nullable:"false"`
		Owner    string   `json:"owner,omitempty" maxLength:"100"`
		Sponsor  string   `json:"sponsor,omitempty" maxLength:"100"`
		Verifier string   `json:"verifier,omitempty" maxLength:"100"`
		Due      string   `json:"due,omitempty" format:"date"`
	}
}

func (a *api) assignMany(ctx context.Context, c *door.Caller, in *AssignInput) (*BulkOutput, error) {
	b := &in.Body
	due, err := door.Date(b.Due, "body.due") // the schema has seen that it is one
	if err != nil {
		return nil, err
	}
	cmd := matter.Command{Name: b.Command, Reason: b.Reason, Assignment: matter.Assignment{
		LeadUnit: b.LeadUnit, Support: b.Support, Owner: b.Owner, Sponsor: b.Sponsor, Verifier: b.Verifier, Due: due,
	}}
	return a.many(ctx, c, in.Zone, &in.Selection, &b.Many, &cmd, func(h *hand) error { return h.do(cmd) })
}

// RemindInput is a letter about each of many matters.
type RemindInput struct {
	matters.Selection

	Zone string `path:"zone" maxLength:"64"`
	Key  string `header:"Idempotency-Key" maxLength:"128" doc:"The same key and body are answered the same and done once"`
	Body struct {
		Many

		Template string `json:"template" minLength:"1" maxLength:"100" doc:"Letter of the mechanisms, such as reminder-letter"`
		To       string `json:"to,omitempty" maxLength:"100" doc:"Post; each matter's owner unless said"`
		Reason   string `json:"reason" minLength:"1" maxLength:"4000" doc:"Why, in the letter's words"`
		Issue    bool   `json:"issue,omitempty" doc:"Also issue it: then it gets its number. A draft of the same letter to the same post that waits already is issued, not drafted again"`
	}
}

func (a *api) remindMany(ctx context.Context, c *door.Caller, in *RemindInput) (*BulkOutput, error) {
	b := &in.Body
	cmd := matter.Command{Name: "draft-letter"}
	return a.many(ctx, c, in.Zone, &in.Selection, &b.Many, &cmd, func(h *hand) error {
		draft := cmd
		draft.Template, draft.Reason, draft.To = b.Template, b.Reason, b.To
		if draft.To == "" {
			draft.To = h.state.Owner
		}
		if draft.To == "" {
			return errs.Newf(errs.Refused, "bulk.no_owner", "还没有责任人，不知送给谁；请先交办，或写明 to", "it has no owner to whom the letter could go: assign it first, or say to")
		}
		letter := waiting(&h.state, draft.Template, draft.To)
		if letter == "" {
			if err := h.do(draft); err != nil {
				return err
			}
			letter = h.state.Letters[len(h.state.Letters)-1].ID
		}
		h.item.Letter = h.state.Number + "/" + letter
		if !b.Issue {
			return nil
		}
		issue := cmd
		issue.Name, issue.Letter = "issue-letter", letter
		if err := h.do(issue); err != nil {
			return err
		}
		for i := range h.state.Letters {
			if h.state.Letters[i].ID == letter {
				h.item.Letter = h.state.Letters[i].Number
			}
		}
		return nil
	})
}

// waiting is the draft of a letter to a post that waits to be issued; "" for none.
func waiting(s *matter.State, template, to string) string {
	for i := range s.Letters {
		if l := &s.Letters[i]; l.Template == template && l.To == to && l.State == "drafted" {
			return l.ID
		}
	}
	return ""
}

// hand is one matter in the hands of a bulk command.
type hand struct {
	batch *engine.Batch
	state matter.State
	item  *Item
}

// do gives a command on the matter.
func (h *hand) do(cmd matter.Command) error {
	cmd.ID = h.state.ID
	s, err := h.batch.Do(cmd)
	if err != nil {
		return err
	}
	h.state = s
	h.item.Did = append(h.item.Did, cmd.Name)
	return nil
}

// errNotKept ends the transaction of a dry run.
var errNotKept = errors.New("not kept")

// many carries out a deed on each matter that was picked, by the post that acts, in one transaction. cmd gets who acts.
func (a *api) many(ctx context.Context, c *door.Caller, zone string, picked *matters.Selection, m *Many, cmd *matter.Command, deed func(h *hand) error) (*BulkOutput, error) {
	found := errs.List(nil)
	if err := door.Gather(&found, a.Act(ctx, c, zone, m.As, cmd)); err != nil {
		return nil, err
	}
	cmd.At = a.Present(ctx)
	need := authority.OfCommand[cmd.Name]
	items, err := a.pick(ctx, c, zone, picked, m)
	if door.Gather(&found, err) != nil {
		return nil, err
	}
	if err := found.Err(); err != nil {
		return nil, err
	}
	out := &BulkOutput{}
	err = a.Engine.Batch(ctx, zone, func(ctx context.Context, b *engine.Batch) error {
		out.Body = BulkView{DryRun: m.DryRun, Selected: len(items), Items: slices.Clone(items)} // anew each time it is tried
		for i := range out.Body.Items {
			h := &hand{batch: b, item: &out.Body.Items[i]}
			err := h.carry(c, need, deed)
			if !h.item.told(err, c.Lang, m.DryRun) {
				return err
			}
			if h.item.Outcome == "refused" {
				out.Body.Refused++
			} else {
				out.Body.Done++
			}
		}
		if m.DryRun {
			return errNotKept
		}
		return a.Keep(ctx, c, http.StatusOK, "", "", &out.Body)
	})
	if errors.Is(err, errNotKept) {
		err = nil
	}
	return out, err
}

// carry does the deed, if the matter is there for the caller to do it to.
func (h *hand) carry(c *door.Caller, need authority.Capability, deed func(h *hand) error) error {
	if h.item.ID == "" {
		return door.UnknownMatter(h.item.Matter)
	}
	var err error
	if h.state, err = h.batch.Matter(h.item.ID); err != nil {
		return err
	}
	facts := engine.FactsOf(&h.state)
	if !c.Subject.May(authority.See, &facts, c.Rules) {
		return door.UnknownMatter(h.item.Matter)
	}
	h.item.Matter, h.item.Title = h.state.Number, h.state.Title
	if !c.Subject.May(need, &facts, c.Rules) {
		return c.Forbidden(need)
	}
	err = deed(h)
	h.item.Version = h.state.Seq
	return err
}

// told writes the outcome down; false for an error that is not about this one matter.
func (i *Item) told(err error, lang text.Lang, dry bool) bool {
	if dry {
		i.Letter, i.Version = "", 0
	}
	switch errs.KindOf(err) {
	case errs.Refused, errs.Invalid, errs.Forbidden, errs.NotFound, errs.Conflict:
		i.Outcome, i.Code, i.Message = "refused", errs.CodeOf(err), errs.Message(err, lang)
		return true
	case errs.Internal, errs.Corrupt:
	}
	if err != nil {
		return false
	}
	i.Outcome = "done"
	if len(i.Did) == 0 {
		i.Outcome = "unchanged"
	}
	return true
}

// pick lists the matters that were sent, each once, or those that the query picks.
func (a *api) pick(ctx context.Context, c *door.Caller, zone string, picked *matters.Selection, m *Many) ([]Item, error) {
	items := []Item{}
	if len(m.Matters) > 0 {
		seen := map[string]bool{}
		for _, ref := range m.Matters {
			s, err := a.See(ctx, c, zone, ref)
			switch {
			case err == nil && seen[s.State.ID]:
			case err == nil:
				seen[s.State.ID] = true
				items = append(items, Item{Matter: s.State.Number, ID: s.State.ID})
			case errs.KindOf(err) != errs.NotFound:
				return nil, err
			default:
				items = append(items, Item{Matter: ref})
			}
		}
		return items, m.expected(len(items), false)
	}
	f, err := picked.Filter(ctx, a.Door, c, zone, "")
	if err != nil {
		return nil, err
	}
	f.Limit = mostAtOnce + 1
	err = listing.Walk(ctx, a.Engine, zone, f, a.Present(ctx), func(l listing.Row) bool {
		items = append(items, Item{Matter: l.Number, ID: l.ID})
		return len(items) <= mostAtOnce
	})
	if err == nil && len(items) > mostAtOnce {
		err = errs.Newf(errs.Invalid, "bulk.too_many", "选中的超过 %[1]d 件，请缩小范围", "more than %[1]d matters were picked: narrow it down", mostAtOnce)
	}
	if err != nil {
		return nil, err
	}
	return items, m.expected(len(items), true)
}

// expected refuses to go on with others than the dry run was about.
func (m *Many) expected(n int, needed bool) error {
	switch {
	case m.DryRun:
	case m.Expect == nil && needed:
		return errs.Newf(errs.Invalid, "bulk.no_dry_run", "按条件选取的，请先试办（dry_run），再在 expect 中写明件数（现有 %[1]d 件）",
			"what a query picks takes a dry run (dry_run) first: then say in expect how many there were (%[1]d now)", n).At("body.expect")
	case m.Expect != nil && *m.Expect != n:
		return errs.Newf(errs.Conflict, "bulk.others", "试办时是 %[1]d 件，现在是 %[2]d 件；请重新试办", "the dry run was about %[1]d matters, now there are %[2]d: make another", *m.Expect, n).At("body.expect")
	}
	return nil
}
