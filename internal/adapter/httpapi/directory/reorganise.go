package directory

import (
	"cmp"
	"context"
	"net/http"
	"slices"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/org"
)

// reorganise declares every change of the organisation. Package authority says who may make which (MayChange): here for the
// person who asks, with all their posts and a token's scopes, in the engine for the post as which they act.
func (a *api) reorganise() {
	door.Zonal(a.Door, door.Operation{
		ID: "command-org", Method: http.MethodPost, Path: "/zones/{zone}/org/commands",
		Summary: "Record an absence or a return, appoint, relieve, hand over; merge, split or rename units; open posts; form, change or dissolve bodies", Tag: "org",
	}, authority.Directory, a.commandOrg)
}

// PartWish is a unit that comes out of a reorganisation.
type PartWish struct {
	Code string `json:"code" minLength:"1" maxLength:"100"`
	Name string `json:"name,omitempty" maxLength:"200" doc:"Of a new unit"`
	Head string `json:"head,omitempty" maxLength:"100" doc:"Head post to open in it"`
}

// OrgInput is a change of the organisation.
type OrgInput struct {
	InZone

	Key     string `header:"Idempotency-Key" maxLength:"128"`
	IfMatch string `header:"If-Match" maxLength:"64" doc:"ETag of the organisation as you read it (units, posts, bodies), or *" required:"true"`
	Body    struct {
		Command string     `json:"command" enum:"absence,back,appoint,relieve,hand-over,merge,split,rename,open-post,close-post,form-body,change-body,dissolve-body"`
		As      string     `json:"as,omitempty" maxLength:"100" doc:"Post that acts"`
		Post    string     `json:"post,omitempty" maxLength:"100" doc:"absence, back, appoint, relieve, hand-over, open-post, close-post; head of a body (change-body: the new one); merge, split: the head post to open in the unit that is new (split: the first, unless into names its own)"`
		Person  string     `json:"person,omitempty" maxLength:"100" doc:"absence, back, appoint; hand-over: who takes over"`
		Former  string     `json:"former,omitempty" maxLength:"100" doc:"hand-over: the person who was relieved; the only one unless given"`
		Seat    string     `json:"seat,omitempty" enum:"primary,deputy" doc:"appoint, relieve; primary unless given"`
		From    string     `json:"from,omitempty" maxLength:"10" doc:"absence, appoint, open-post, form-body"`
		To      string     `json:"to,omitempty" maxLength:"10" doc:"absence: day of return; appoint, form-body: the first day on which it holds no more"`
		On      string     `json:"on,omitempty" maxLength:"10" doc:"The day from which any other change holds; today unless given"`
		Reason  string     `json:"reason,omitempty" maxLength:"1000"`
		Replace bool       `json:"replace,omitempty" doc:"appoint: relieve whoever sits there"`
		Heirs   []HeirWish `json:"heirs,omitempty" maxItems:"200" nullable:"false" doc:"merge, split: who takes over from which post; close-post, dissolve-body: one, without post"`
		Unit    string     `json:"unit,omitempty" maxLength:"100" doc:"split, rename, open-post: code or name"`
		Units   []string   `json:"units,omitempty" maxItems:"100" nullable:"false" doc:"merge: those that end; form-body: its members, units by code or name and posts by name; change-body: who joins"`
		Leaving []string   `json:"leaving,omitempty" maxItems:"100" nullable:"false" doc:"change-body: members who leave, likewise"`
		Into    []PartWish `json:"into,omitempty" maxItems:"20" nullable:"false" doc:"merge: one; split: several"`
		Name    string     `json:"name,omitempty" maxLength:"200" doc:"rename, form-body"`
		Code    string     `json:"code,omitempty" maxLength:"100" doc:"form-body; change-body, dissolve-body: code or name"`
		Kind    string     `json:"kind,omitempty" maxLength:"100" doc:"form-body"`
		Office  string     `json:"office,omitempty" maxLength:"100" doc:"form-body, change-body: unit or body that keeps its business"`
		Head    bool       `json:"head,omitempty" doc:"open-post: it heads the unit"`
		Level   string     `json:"level,omitempty" maxLength:"100" doc:"open-post"`
		Places  []string   `json:"places,omitempty" maxItems:"100" nullable:"false" doc:"open-post"`
	}
}

// HeirWish is the post that takes over what another owned.
type HeirWish struct {
	Post string `json:"post,omitempty" maxLength:"100" doc:"That ends"`
	Heir string `json:"heir" maxLength:"100"`
}

// OrgOutput is what a change brought about.
type OrgOutput struct {
	ETag string `header:"ETag"`
	Body struct {
		Events []OrgEvent `json:"events" nullable:"false"`
	}
}

// OrgEvent is one change of the organisation.
type OrgEvent struct {
	Type  string `json:"type" doc:"org.holder_appointed, org.unit_merged …"`
	Event any    `json:"event"`

	Unheld []org.Vacancy `json:"unheld,omitempty" nullable:"false" doc:"Posts for which an absence or a relief leaves nobody to act, and from when"`
}

func (a *api) commandOrg(ctx context.Context, c *door.Caller, in *OrgInput) (*OrgOutput, error) {
	b := &in.Body
	state, view, err := a.Engine.Org(ctx, in.Zone, a.Present(ctx))
	if err != nil {
		return nil, err
	}
	if !c.Subject.MayChange(view, c.Rules, org.Concern{Word: b.Command, Post: b.Post, Person: b.Person}) {
		return nil, c.Forbidden(authority.OfOrg[b.Command])
	}
	found := errs.List(nil)
	act, err := a.acting(ctx, c, in.Zone, b.As)
	if door.Gather(&found, err) != nil {
		return nil, err
	}
	cmd, err := in.command(state, view)
	if door.Gather(&found, err) != nil {
		return nil, err
	}
	out := &OrgOutput{}
	carry := func(ctx context.Context) error {
		if err := a.unchanged(ctx, c, in); err != nil {
			return err
		}
		return a.change(ctx, c, act, cmd, out)
	}
	if len(found) == 0 {
		return out, a.Engine.Together(ctx, carry)
	}
	if cmd != nil {
		if err := a.Try(ctx, &found, carry); err != nil {
			return nil, err
		}
	}
	return nil, found.Err()
}

// change carries a change out. What it moves is told to who stands to the zone: among it may be what the head of a unit
// does not see (list-hand-overs tells each what they may see).
func (a *api) change(ctx context.Context, c *door.Caller, act engine.Act, cmd org.Command, out *OrgOutput) error {
	zone := c.Subject.Zone
	events, err := a.Engine.Reorganise(ctx, zone, act, cmd)
	if err != nil {
		return err
	}
	state, _, err := a.Engine.Org(ctx, zone, a.Present(ctx))
	if err != nil {
		return err
	}
	out.Body.Events = []OrgEvent{}
	for _, e := range events {
		unheld := state.Vacated(e)
		if !c.Subject.Can(authority.Holders) {
			e = org.WithoutMatters(e)
		}
		out.Body.Events = append(out.Body.Events, OrgEvent{org.EventName(e), e, unheld})
	}
	seq, _, err := a.Engine.Store().Head(ctx, zone, ledger.StreamOrg)
	out.ETag = door.ETag(seq)
	return err
}

// unchanged refuses where the organisation is no longer as the caller read it.
func (a *api) unchanged(ctx context.Context, c *door.Caller, in *OrgInput) error {
	seq, _, err := a.Engine.Store().Head(ctx, in.Zone, ledger.StreamOrg)
	if err != nil {
		return err
	}
	return door.Unchanged(in.IfMatch, door.ETag(seq), text.Text{Zh: "组织机构", En: "the organisation"}.In(c.Lang))
}

// command reads the change. Units may be named by code or name.
func (in *OrgInput) command(state *org.State, view *org.View) (org.Command, error) {
	b := &in.Body
	var from, to, on clock.Date
	found := errs.List(nil)
	for _, read := range []struct {
		into         *clock.Date
		words, where string
	}{{&from, b.From, "body.from"}, {&to, b.To, "body.to"}, {&on, b.On, "body.on"}} {
		var err error
		*read.into, err = door.Date(read.words, read.where)
		_ = door.Gather(&found, err)
	}
	cmd, err := in.change(state, view, from, to, on)
	_ = door.Gather(&found, err)
	return cmd, found.Err()
}

// change is the change of the organisation, with its days as they were read.
func (in *OrgInput) change(state *org.State, view *org.View, from, to, on clock.Date) (org.Command, error) {
	b := &in.Body
	seat := org.Primary
	if b.Seat != "" {
		seat = org.Seat(b.Seat)
	}
	unit := func(ref string) string { // a unit that is new, or to be refused, stays as it is written
		if u, ok := view.Unit(ref); ok {
			return u.Code
		}
		return ref
	}
	units := func(refs []string) []string {
		out := slices.Clone(refs)
		for i := range out {
			out[i] = unit(out[i])
		}
		return out
	}
	parts, opened := make([]org.Part, len(b.Into)), make([]string, max(1, len(b.Into)))
	opened[0] = b.Post
	for i, p := range b.Into {
		parts[i] = org.Part{Code: unit(p.Code), Name: p.Name}
		opened[i] = cmp.Or(p.Head, opened[i])
	}
	heirs := map[string]string{}
	for _, h := range b.Heirs {
		heirs[h.Post] = h.Heir
	}
	switch b.Command {
	case "absence":
		return org.RecordAbsence{Person: b.Person, Post: b.Post, From: from, To: to, Reason: b.Reason}, nil
	case "back":
		return org.EndAbsence{Person: b.Person, Post: b.Post, On: on}, nil
	case "appoint":
		return org.Appoint{Post: b.Post, Person: b.Person, Seat: seat, From: from, To: to, Replace: b.Replace}, nil
	case "relieve":
		return org.Relieve{Post: b.Post, Seat: seat, On: on}, nil
	case "hand-over":
		return in.handOver(state, on)
	case "merge":
		if len(parts) != 1 {
			return nil, errs.Newf(errs.Invalid, "org.into_one", "合并须在 into 中写明并入的一个单位", "a merger names in into the one unit that remains").At("body.into")
		}
		return org.MergeUnits{From: units(b.Units), Into: parts[0], On: on, Head: opened[0], Posts: heirs}, nil
	case "split":
		return org.SplitUnit{From: unit(b.Unit), Into: parts, On: on, Heads: opened, Posts: heirs}, nil
	case "rename":
		return org.RenameUnit{Code: unit(b.Unit), Name: b.Name, On: on}, nil
	case "open-post":
		return org.OpenPost{Name: b.Post, Unit: unit(b.Unit), Head: b.Head, Level: b.Level, Places: b.Places, From: from}, nil
	case "close-post":
		return org.ClosePost{Name: b.Post, To: heirs[""], On: on}, nil
	case "form-body":
		return org.FormBody{Body: org.Body{Code: b.Code, Name: b.Name, Kind: b.Kind, Head: b.Post, Members: units(b.Units), Office: b.Office, From: from, To: to}}, nil
	case "change-body":
		return org.ChangeBody{Code: b.Code, Head: b.Post, Office: b.Office, Join: units(b.Units), Leave: units(b.Leaving), On: on}, nil
	}
	return org.DissolveBody{Code: b.Code, To: heirs[""], On: on}, nil
}

// handOver settles all that a relieved holder owes: item by item, as it stands.
func (in *OrgInput) handOver(state *org.State, on clock.Date) (org.Command, error) {
	for _, d := range state.HandOversDue() {
		if d.Post == in.Body.Post && (in.Body.Former == "" || d.Person == in.Body.Former) {
			return org.HandOver{Post: d.Post, From: d.Person, To: in.Body.Person, Matters: d.Matters, On: on}, nil
		}
	}
	if in.Body.Former != "" { // who owes nothing is told why
		return org.HandOver{Post: in.Body.Post, From: in.Body.Former, To: in.Body.Person, On: on}, nil
	}
	return nil, errs.Newf(errs.NotFound, "org.nothing_to_hand_over", "岗位“%[1]s”没有待移交的事项", "nothing is to be handed over on post %[1]q", in.Body.Post).At("body.post")
}
