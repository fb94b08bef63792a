package notify

import (
	"slices"
	"time"

	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
)

// proposal tells who may approve a version of the mechanisms that it waits for them, and who proposed it what came of it.
func (c *collector) proposal(e *ledger.Event) error {
	id, state := engine.ProposalTold(e)
	if id == "" || state == engine.ProposalWithdrawn {
		return nil
	}
	p, err := c.engine.Store().Proposal(c.ctx, c.zone, id)
	if err != nil || p.State != state { // it has gone on since
		return err
	}
	item := Item{Title: p.Version, Rung: p.Why, Due: time.UnixMicro(p.FromAt), Owner: p.Post}
	if state != engine.ProposalOpen {
		item.Kind, item.Rung, item.Approved, item.Post = Answered, p.Answer, state == engine.ProposalApproved, p.AnswerPost
		return c.write(p.Person, item, Notice{MatterID: id})
	}
	item.Kind = Proposed
	posts, err := c.engine.Entitled(c.ctx, c.zone, authority.Apply, e.At)
	if err != nil {
		return err
	}
	view, err := c.view(e.At)
	if err != nil {
		return err
	}
	told := map[string]bool{p.Person: true} // nobody approves their own
	slices.Sort(posts)
	for _, post := range slices.Compact(posts) {
		acting, err := view.Holder(post)
		if post == p.Post || err != nil || told[acting.Person] {
			continue
		}
		told[acting.Person] = true
		item.Post = post
		if err := c.write(acting.Person, item, Notice{MatterID: id}); err != nil {
			return err
		}
	}
	return nil
}
