package mechanisms

import (
	"context"
	"encoding/json"
	"net/http"
	"slices"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/plan"
)

// proposals declares how one proposes a version and another decides on it.
func (a *api) proposals(op operation) {
	begin := op("propose-mechanisms", http.MethodPost, "/proposals", "Lay changed files before those who may put them in force, with the day from which they are to govern, the reason and a plan")
	begin.Status = http.StatusCreated
	door.Zonal(a.Door, begin, authority.Propose, a.propose)
	door.Zonal(a.Door, op("list-proposals", http.MethodGet, "/proposals", "The versions that were proposed, the newest first"), authority.Plan, a.listProposals)
	door.Zonal(a.Door, op("read-proposal", http.MethodGet, "/proposals/{proposal}", "A proposal: its files before and after, the differences in words, its plan"), authority.Plan, a.readProposal)
	door.Zonal(a.Door, op("approve-proposal", http.MethodPost, "/proposals/{proposal}/approval", "Approve what another person in another post proposed: it is put in force from its day"), authority.Apply, a.approve)
	door.Zonal(a.Door, op("refuse-proposal", http.MethodPost, "/proposals/{proposal}/refusal", "Refuse what another proposed, for a reason"), authority.Apply, a.refuse)
	door.Zonal(a.Door, op("withdraw-proposal", http.MethodPost, "/proposals/{proposal}/withdrawal", "Withdraw what one's own post proposed"), authority.Propose, a.withdraw)
	door.Zonal(a.Door, op("diff-versions", http.MethodGet, "/differences", "Tell in words how a version differs from another, and each file of both that differs"), authority.Directory, a.between)
}

// ProposeInput is files that somebody wants in force.
type ProposeInput struct {
	InZone

	Body struct {
		ChangedFiles

		As   string    `json:"as,omitempty" maxLength:"100" doc:"Post that acts; may be left out by who holds only one"`
		From time.Time `json:"from" doc:"Not in the past, and after the newest version"`
		Why  string    `json:"why" minLength:"1" maxLength:"2000"`
		Hash string    `json:"hash" maxLength:"128" doc:"Of the whole, as check told it: what was checked and tried is what is proposed"`
		Plan string    `json:"plan,omitempty" maxLength:"64" doc:"Id of a plan of yours of the same files, whose report goes along"`
	}
}

// ProposalView is a proposal.
type ProposalView struct {
	ID         string     `json:"id"`
	State      string     `json:"state" enum:"open,approved,refused,withdrawn"`
	Version    string     `json:"version"`
	Hash       string     `json:"hash"`
	Base       string     `json:"base" doc:"Hash of the version that it was made from"`
	From       time.Time  `json:"from"`
	Why        string     `json:"why"`
	Post       string     `json:"post" doc:"That proposed it"`
	At         time.Time  `json:"at"`
	AnswerPost string     `json:"answer_post,omitempty"`
	AnsweredAt *time.Time `json:"answered_at,omitempty"`
	Answer     string     `json:"answer,omitempty" doc:"Why it was refused"`

	MayApprove  bool   `json:"may_approve" doc:"You may approve or refuse it"`
	MayWithdraw bool   `json:"may_withdraw"`
	WhyNot      string `json:"why_not,omitempty" doc:"Why you may not approve it, or nobody can any more"`
}

// ProposalOutput is a proposal with all that it says.
type ProposalOutput struct{ Body ProposalWhole }

// ProposalWhole is a proposal with its files, differences and plan.
type ProposalWhole struct {
	ProposalView

	Changes  []DifferenceView `json:"changes" nullable:"false"`
	Files    []FileChange     `json:"files" nullable:"false" doc:"Those that differ"`
	Planned  bool             `json:"planned" doc:"It came with a plan"`
	Headline string           `json:"headline,omitempty"`
	Report   *plan.Report     `json:"report,omitempty" doc:"Left out where it tells of matters that you may not see: try the files yourself"`
}

// ProposalInput names a proposal.
type ProposalInput struct {
	InZone

	Proposal string `path:"proposal" maxLength:"64" doc:"Its id"`
}

// AnswerInput is an answer to a proposal.
type AnswerInput struct {
	ProposalInput

	Body struct {
		As   string `json:"as,omitempty" maxLength:"100" doc:"Post that acts; may be left out by who holds only one"`
		Hash string `json:"hash" maxLength:"128" doc:"Of what you have read"`
	}
}

// RefusalInput is a refusal.
type RefusalInput struct {
	ProposalInput

	Body struct {
		As  string `json:"as,omitempty" maxLength:"100" doc:"Post that acts; may be left out by who holds only one"`
		Why string `json:"why" minLength:"1" maxLength:"2000"`
	}
}

// WithdrawalInput takes a proposal back.
type WithdrawalInput struct {
	ProposalInput

	Body struct {
		As string `json:"as,omitempty" maxLength:"100" doc:"Post that acts; may be left out by who holds only one"`
	}
}

// act fills in as whom the caller acts on mechanisms.
func (a *api) act(ctx context.Context, c *door.Caller, zone, as string) (engine.Act, error) {
	var acting matter.Command
	err := a.Act(ctx, c, zone, as, &acting)
	return engine.Act{Actor: acting.Actor, Person: acting.Person}, err
}

func (a *api) propose(ctx context.Context, c *door.Caller, in *ProposeInput) (*ProposalOutput, error) {
	var found errs.List
	newest, b, err := a.sound(ctx, in.Zone, in.Body.Files)
	if err := door.Gather(&found, err); err != nil {
		return nil, err
	}
	act, err := a.act(ctx, c, in.Zone, in.Body.As)
	if err := door.Gather(&found, err); err != nil {
		return nil, err
	}
	if len(found) > 0 {
		return nil, found
	}
	if b.Hash != in.Body.Hash {
		return nil, errs.Newf(errs.Conflict, "mechanism.other_hash", "所要报批的与检查过的不是同一内容（现为 %[1]s），请重新检查和试算", "this is not what was checked (it is %[1]s now): check and try it again", b.Hash).At("body.hash")
	}
	wish := engine.Wish{From: in.Body.From, Why: in.Body.Why}
	if in.Body.Plan != "" {
		if err := a.planned(ctx, c, in, b, &wish); err != nil {
			return nil, err
		}
	}
	p, err := a.Engine.Propose(ctx, b, act, wish)
	if err != nil {
		return nil, err
	}
	return a.whole(ctx, c, &p, newest, b)
}

// planned puts the report of the proposer's plan into a wish, with what they may see: it tells of no more.
func (a *api) planned(ctx context.Context, c *door.Caller, in *ProposeInput, b *mechanism.Bundle, wish *engine.Wish) error {
	_, report, err := a.desk.Read(ctx, in.Zone, c.Account.ID, in.Body.Plan)
	if err != nil {
		return door.At(err, "body.plan")
	}
	if report == nil || report.Candidate != b.Version {
		return errs.Newf(errs.Conflict, "proposal.other_plan", "所附的试算没有完成，或者不是这份内容的，请重新试算", "the plan is not done, or is not of these files: try them again").At("body.plan")
	}
	sight, err := json.Marshal(c.Subject.Scope(authority.See, c.Rules))
	if err != nil {
		return err
	}
	wish.Sight = string(sight)
	wish.Report, err = json.Marshal(report)
	return err
}

func (a *api) listProposals(ctx context.Context, c *door.Caller, in *InZone) (*struct {
	Body struct {
		Proposals []ProposalView `json:"proposals" nullable:"false"`
	}
}, error,
) {
	rows, err := a.Engine.Store().Proposals(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	out := &struct {
		Body struct {
			Proposals []ProposalView `json:"proposals" nullable:"false"`
		}
	}{}
	out.Body.Proposals = []ProposalView{}
	for i := range rows {
		v, err := a.proposalView(ctx, c, &rows[i])
		if err != nil {
			return nil, err
		}
		out.Body.Proposals = append(out.Body.Proposals, v)
	}
	return out, nil
}

func (a *api) readProposal(ctx context.Context, c *door.Caller, in *ProposalInput) (*ProposalOutput, error) {
	p, err := a.Engine.Store().Proposal(ctx, in.Zone, in.Proposal)
	if err != nil {
		return nil, err
	}
	return a.told(ctx, c, &p)
}

func (a *api) approve(ctx context.Context, c *door.Caller, in *AnswerInput) (*ProposalOutput, error) {
	act, err := a.act(ctx, c, in.Zone, in.Body.As)
	if err != nil {
		return nil, err
	}
	p, err := a.Engine.Approve(ctx, in.Zone, in.Proposal, in.Body.Hash, act)
	if err != nil {
		return nil, err
	}
	return a.told(ctx, c, &p)
}

func (a *api) refuse(ctx context.Context, c *door.Caller, in *RefusalInput) (*ProposalOutput, error) {
	act, err := a.act(ctx, c, in.Zone, in.Body.As)
	if err != nil {
		return nil, err
	}
	p, err := a.Engine.Refuse(ctx, in.Zone, in.Proposal, in.Body.Why, act)
	if err != nil {
		return nil, err
	}
	return a.told(ctx, c, &p)
}

func (a *api) withdraw(ctx context.Context, c *door.Caller, in *WithdrawalInput) (*ProposalOutput, error) {
	act, err := a.act(ctx, c, in.Zone, in.Body.As)
	if err != nil {
		return nil, err
	}
	p, err := a.Engine.Withdraw(ctx, in.Zone, in.Proposal, act)
	if err != nil {
		return nil, err
	}
	return a.told(ctx, c, &p)
}

// told is a proposal with what it changes.
func (a *api) told(ctx context.Context, c *door.Caller, p *engine.ProposalRow) (*ProposalOutput, error) {
	b, err := a.Engine.ProposedBundle(p)
	if err != nil {
		return nil, err
	}
	base, _, err := a.version(ctx, p.ZoneID, p.Base)
	if err != nil {
		return nil, err
	}
	return a.whole(ctx, c, p, base, b)
}

func (a *api) whole(ctx context.Context, c *door.Caller, p *engine.ProposalRow, base, b *mechanism.Bundle) (*ProposalOutput, error) {
	view, err := a.proposalView(ctx, c, p)
	if err != nil {
		return nil, err
	}
	out := &ProposalOutput{ProposalWhole{ProposalView: view, Changes: differences(base, b, c.Lang), Files: fileChanges(base, b), Planned: len(p.Report) > 0}}
	if len(p.Report) == 0 {
		return out, nil
	}
	open, err := a.sees(ctx, c, p)
	if err != nil || !open {
		return out, err
	}
	report := &plan.Report{}
	if err := json.Unmarshal(p.Report, report); err != nil {
		return nil, err
	}
	out.Body.Report, out.Body.Headline = whole(report), headline(report).In(c.Lang)
	return out, nil
}

// sees tells whether the caller may see every matter that the report of a proposal may tell of.
func (a *api) sees(ctx context.Context, c *door.Caller, p *engine.ProposalRow) (bool, error) {
	var sight authority.Scope
	if err := json.Unmarshal([]byte(p.Sight), &sight); err != nil {
		return false, err
	}
	left, err := a.Engine.Outside(ctx, p.ZoneID, &sight)
	if err != nil {
		return false, err
	}
	hidden, err := a.Engine.Outside(ctx, p.ZoneID, c.Subject.Scope(authority.See, c.Rules))
	if err != nil {
		return false, err
	}
	for id := range hidden {
		if !left[id] {
			return false, nil
		}
	}
	return true, nil
}

// proposalView shows a proposal as the caller may act on it.
func (a *api) proposalView(ctx context.Context, c *door.Caller, p *engine.ProposalRow) (ProposalView, error) {
	v := ProposalView{
		ID: p.ID, State: p.State, Version: p.Version, Hash: p.Hash, Base: p.Base, From: *door.Instant(time.UnixMicro(p.FromAt)), Why: p.Why, Post: p.Post, At: *door.Instant(time.UnixMicro(p.At)),
		AnswerPost: p.AnswerPost, Answer: p.Answer,
	}
	if p.AnsweredAt != 0 {
		v.AnsweredAt = door.Instant(time.UnixMicro(p.AnsweredAt))
	}
	if p.State != engine.ProposalOpen {
		return v, nil
	}
	posts, err := a.Acting(ctx, c, p.ZoneID)
	if err != nil {
		return v, err
	}
	timeline, err := a.Engine.Timeline(ctx, p.ZoneID)
	if err != nil {
		return v, err
	}
	v.MayWithdraw = c.Subject.Can(authority.Propose) && slices.Contains(posts, p.Post)
	others := slices.DeleteFunc(slices.Clone(posts), func(post string) bool { return post == p.Post })
	switch newest := timeline.Newest(); {
	case newest != nil && newest.Hash != p.Base:
		v.WhyNot = text.Text{Zh: "提出之后又启用了别的版本，请在新版本上重新提出", En: "another version was put in force since: propose it again upon that"}.In(c.Lang)
	case time.UnixMicro(p.FromAt).Before(a.Present(ctx)):
		v.WhyNot = text.Text{Zh: "启用日期已过，请改定日期重新提出", En: "its day has passed: propose it again with another"}.In(c.Lang)
	case c.Account.Person == p.Person || slices.Contains(posts, p.Post):
		v.WhyNot = text.Text{Zh: "由您提出，须由另一人以另一岗位批准", En: "you proposed it: another person in another post approves it"}.In(c.Lang)
	case !c.Subject.Can(authority.Apply) || len(others) == 0:
		v.WhyNot = text.Text{Zh: "等待区领导批准", En: "it waits for a leader of the zone"}.In(c.Lang)
	default:
		v.MayApprove = true
	}
	return v, nil
}
