package engine

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/ledger"
)

// What was proposed, by whom, what became of it and who decided stands in the events of the zone's mechanisms; the row
// of a proposal says the same, and holds its files.

// seen is what the event says of the report that goes with a proposal; "" where there is none.
func (p *ProposalRow) seen() string {
	if len(p.Report) == 0 && p.Sight == "" {
		return ""
	}
	h := sha256.Sum256(slices.Concat([]byte(p.Sight), []byte{0}, p.Report))
	return hex.EncodeToString(h[:])
}

// proposals are the rows that the events make of proposals, in order of proposing.
type proposals []ProposalRow

// fold takes in one event of the zone's mechanisms.
func (p *proposals) fold(ev *ledger.Event) error {
	switch ev.Type {
	case proposedType:
		var c proposed
		if err := json.Unmarshal(ev.Data, &c); err != nil {
			return err
		}
		*p = append(*p, ProposalRow{
			ZoneID: ev.Zone, ID: c.Proposal, State: ProposalOpen, Version: c.Version, Hash: c.Hash, Base: c.Base, FromAt: micros(c.From), Why: c.Why,
			Post: ev.Actor, Person: ev.Person, At: micros(ev.At), Sight: c.Seen,
		})
	case appliedType:
		var c applied
		if err := json.Unmarshal(ev.Data, &c); err != nil {
			return err
		}
		p.answer(ev, c.Proposal, ProposalApproved, "")
	case refusedType, withdrawnType:
		var c answered
		if err := json.Unmarshal(ev.Data, &c); err != nil {
			return err
		}
		p.answer(ev, c.Proposal, map[string]string{refusedType: ProposalRefused, withdrawnType: ProposalWithdrawn}[ev.Type], c.Why)
	}
	return nil
}

func (p proposals) answer(ev *ledger.Event, id, state, why string) {
	for i := range p {
		if p[i].ID == id {
			p[i].State, p[i].AnswerPost, p[i].Answerer, p[i].AnsweredAt, p[i].Answer = state, ev.Actor, ev.Person, micros(ev.At), why
		}
	}
}

// compare holds the rows that are stored against those.
func (p proposals) compare(ctx context.Context, store Store, zone string) error {
	for i := range p {
		want := &p[i]
		stored, err := store.Proposal(ctx, zone, want.ID)
		if errs.KindOf(err) == errs.NotFound {
			return broken("ledger.proposal_missing", "机制报批 %[1]s 的记录被删除", "the row of the proposal of mechanism version %[1]s was deleted", want.Version)
		}
		if err != nil {
			return err
		}
		plain := stored
		if seen := want.Sight; seen != "" && seen != stored.seen() {
			return broken("ledger.proposal", "机制报批 %[1]s 的试算结果（proposals.report、proposals.sight）与报批时不符", "the report of the proposal of mechanism version %[1]s (proposals.report, proposals.sight) is not what was proposed", want.Version)
		}
		want.Sight, plain.Sight, plain.Report, plain.Files = "", "", nil, nil
		if zh, en := differing("proposals", "", want, &plain); zh != "" {
			return broken("ledger.proposal", "机制报批 %[1]s 的记录与报批时不符：%[2]s", "the row of the proposal of mechanism version %[1]s is not what was proposed: %[3]s", want.Version, zh, en)
		}
		if _, err := archived(VersionRow{Version: stored.Version, Hash: stored.Hash, Files: stored.Files}); err != nil {
			return err
		}
	}
	rows, err := store.Proposals(ctx, zone)
	if err != nil {
		return err
	}
	for i := range rows {
		if !slices.ContainsFunc(p, func(made ProposalRow) bool { return made.ID == rows[i].ID }) {
			return broken("ledger.proposal_added", "机制报批 %[1]s 没有报批的事件", "no event proposed mechanism version %[1]s", rows[i].Version)
		}
	}
	return nil
}
