package engine

import (
	"context"
	"encoding/json"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// What everybody works by is changed by two: one proposes a version with the day from which it is to govern and the
// reason, another approves it, and with that it is put in force (docs/adr/0012). Each step is an event of the zone's
// mechanisms, and the event that puts a version in force names both. The files wait in a row of their own.

// The states of a proposal.
const (
	ProposalOpen      = "open"
	ProposalApproved  = "approved"
	ProposalRefused   = "refused"
	ProposalWithdrawn = "withdrawn"
)

const (
	proposedType  = "mechanism-proposed"
	refusedType   = "mechanism-refused"
	withdrawnType = "mechanism-withdrawn"
)

// proposed is the content of the event by which a version is proposed.
type proposed struct {
	Proposal string    `json:"proposal"`
	Version  string    `json:"version"`
	Hash     string    `json:"hash"`
	Base     string    `json:"base"` // hash
	From     time.Time `json:"from"`
	Why      string    `json:"why"`
	Seen     string    `json:"seen,omitempty"` // SHA-256 of the plan's report that goes with it, and of whose sight it shows
}

// answered is the content of the event by which a proposal is refused or withdrawn.
type answered struct {
	Proposal string `json:"proposal"`
	Hash     string `json:"hash"`
	Why      string `json:"why,omitempty"`
}

// Wish is what is said with a proposal.
type Wish struct {
	From   time.Time
	Why    string
	Sight  string // see ProposalRow
	Report []byte
}

// Propose lays a version before those who may put it in force. It must follow the newest one, from a day to come.
func (e *Engine) Propose(ctx context.Context, b *mechanism.Bundle, act Act, wish Wish) (ProposalRow, error) {
	var p ProposalRow
	err := e.inTx(ctx, func(ctx context.Context) error {
		w, err := e.world(ctx, b.Zone)
		if err != nil {
			return err
		}
		if len(w.Timeline) == 0 {
			return errs.Newf(errs.Conflict, "proposal.no_version", "本地区还没有机制，第一个版本由管理员在服务器上启用", "the zone has no mechanisms yet: its first version is applied on the server by its administrator")
		}
		act, err := e.seated(w, act)
		if err != nil {
			return err
		}
		from := ledger.Instant(wish.From)
		if err := w.follows(b, from, act.At); err != nil {
			return err
		}
		if err := notPast(from, act.At); err != nil {
			return err
		}
		if err := e.leavesNobody(ctx, w, b, from); err != nil {
			return err
		}
		files, err := pack(b)
		if err != nil {
			return err
		}
		p = ProposalRow{
			ZoneID: b.Zone, ID: e.newID(), State: ProposalOpen, Version: b.Version, Hash: b.Hash, Base: w.Timeline.Newest().Hash, FromAt: micros(from), Why: wish.Why,
			Post: act.Actor, Person: act.Person, At: micros(ledger.Instant(act.At)), Sight: wish.Sight, Report: wish.Report, Files: files,
		}
		if err := e.store.PutProposal(ctx, p); err != nil {
			return err
		}
		return e.recordUnder(ctx, w, ledger.StreamMechanism, act, fact{proposedType, proposed{p.ID, p.Version, p.Hash, p.Base, from, p.Why, p.seen()}})
	})
	return p, err
}

// Approve puts a proposed version in force from its day. Whoever does governs the zone, and is neither the person nor
// the post that proposed it; hash is that of what they have read.
func (e *Engine) Approve(ctx context.Context, zone, id, hash string, act Act) (ProposalRow, error) {
	return e.decide(ctx, zone, id, ProposalApproved, "", act, func(ctx context.Context, w *zoneWorld, act Act, p *ProposalRow) error {
		if p.Person == act.Person || p.Post == act.Actor {
			return errs.Newf(errs.Refused, "proposal.four_eyes", "“%[1]s”提出的机制，须由另一人以另一岗位批准", "what %[1]s proposed is approved by another person in another post", p.Post)
		}
		if hash != p.Hash {
			return errs.Newf(errs.Conflict, "proposal.other_hash", "所批准的与提出的不是同一内容（应为 %[1]s），请重新打开再看", "this is not what was proposed (it is %[1]s): open it again", p.Hash)
		}
		if newest := w.Timeline.Newest(); newest.Hash != p.Base {
			return errs.Newf(errs.Conflict, "proposal.overtaken", "提出之后又启用了版本 %[1]s，照此批准会丢掉其中的改动；请在新版本上重新提出", "version %[1]s was put in force since; to approve this would undo it: propose it again upon that version", newest.Version)
		}
		b, err := e.ProposedBundle(p)
		if err != nil {
			return err
		}
		return e.apply(ctx, b, act, instant(p.FromAt), applied{Proposal: p.ID, ProposedBy: p.Post, Proposer: p.Person})
	})
}

// Refuse ends a proposal for a reason; so may whoever may approve it, and nobody else.
func (e *Engine) Refuse(ctx context.Context, zone, id, why string, act Act) (ProposalRow, error) {
	return e.decide(ctx, zone, id, ProposalRefused, why, act, func(ctx context.Context, w *zoneWorld, act Act, p *ProposalRow) error {
		if p.Person == act.Person || p.Post == act.Actor {
			return errs.Newf(errs.Refused, "proposal.own", "自己提出的请用“撤回”", "what you proposed yourself you withdraw")
		}
		if err := w.mayGovern(act, authority.Apply, text.Text{Zh: "审批机制", En: "decide on mechanisms"}); err != nil {
			return err
		}
		return e.recordUnder(ctx, w, ledger.StreamMechanism, act, fact{refusedType, answered{p.ID, p.Hash, why}})
	})
}

// Withdraw ends a proposal; so may the post that made it.
func (e *Engine) Withdraw(ctx context.Context, zone, id string, act Act) (ProposalRow, error) {
	return e.decide(ctx, zone, id, ProposalWithdrawn, "", act, func(ctx context.Context, w *zoneWorld, act Act, p *ProposalRow) error {
		if p.Post != act.Actor {
			return errs.Newf(errs.Forbidden, "proposal.not_yours", "只有提出的岗位“%[1]s”可以撤回", "only %[1]s, who proposed it, withdraws it", p.Post)
		}
		return e.recordUnder(ctx, w, ledger.StreamMechanism, act, fact{withdrawnType, answered{p.ID, p.Hash, ""}})
	})
}

// ProposalTold tells which proposal an event of the zone's mechanisms is about, and what it made of it (ProposalOpen …);
// empty for an event that is about none.
func ProposalTold(ev *ledger.Event) (id, state string) {
	state = map[string]string{proposedType: ProposalOpen, appliedType: ProposalApproved, refusedType: ProposalRefused, withdrawnType: ProposalWithdrawn}[ev.Type]
	var c struct {
		Proposal string `json:"proposal"`
	}
	if ev.Stream != ledger.StreamMechanism || state == "" || json.Unmarshal(ev.Data, &c) != nil || c.Proposal == "" {
		return "", ""
	}
	return c.Proposal, state
}

// decide answers a proposal that nobody has answered yet.
func (e *Engine) decide(ctx context.Context, zone, id, state, why string, act Act, carryOut func(ctx context.Context, w *zoneWorld, act Act, p *ProposalRow) error) (ProposalRow, error) {
	var p ProposalRow
	err := e.inTx(ctx, func(ctx context.Context) error {
		w, err := e.world(ctx, zone)
		if err != nil {
			return err
		}
		if p, err = e.store.Proposal(ctx, zone, id); err != nil {
			return err
		}
		if p.State != ProposalOpen {
			return errs.Newf(errs.Conflict, "proposal.answered", "这份报批已由“%[1]s”办结，不能再办", "%[1]s has decided on this proposal already", p.AnswerPost)
		}
		act, err := e.seated(w, act)
		if err != nil {
			return err
		}
		if err := carryOut(ctx, w, act, &p); err != nil {
			return err
		}
		p.State, p.AnswerPost, p.Answerer, p.AnsweredAt, p.Answer = state, act.Actor, act.Person, micros(ledger.Instant(act.At)), why
		return e.store.PutProposal(ctx, p)
	})
	return p, err
}

// seated says when an act is and who holds its post.
func (e *Engine) seated(w *zoneWorld, act Act) (Act, error) {
	if act.At.IsZero() {
		act.At = e.NowIn(w.Zone)
	}
	c := matter.Command{Actor: act.Actor, Person: act.Person, At: act.At}
	err := w.actor(&c)
	act.Person = c.Person
	return act, err
}

// ProposedBundle compiles what was proposed; its files must be those that were.
func (e *Engine) ProposedBundle(p *ProposalRow) (*mechanism.Bundle, error) {
	return e.unpack(VersionRow{ZoneID: p.ZoneID, Version: p.Version, Hash: p.Hash, Files: p.Files})
}
