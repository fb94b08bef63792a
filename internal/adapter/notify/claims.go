package notify

import (
	"slices"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
)

// steps is what happened to a claim, for one of those who follow it.
type steps struct {
	owner string
	claim *claim.Claim
	news  []News
}

// byOneself are the steps that an enterprise takes itself: who took them knows.
var byOneself = []claim.What{claim.Open, claim.Object, claim.Settle}

// claim tells those who follow a record what becomes of its claim; all that happened to it in one run is one notice.
func (c *collector) claim(e *ledger.Event) error {
	if c.Followers == nil {
		return nil
	}
	x, err := claim.Decode(e.Type, e.Data)
	if err != nil {
		return err
	}
	followers, err := c.Followers(c.ctx, c.zone, x.Record)
	if err != nil || len(followers) == 0 {
		return err
	}
	all, err := c.engine.ClaimsWhere(c.ctx, c.zone, engine.ClaimFilter{ID: e.Stream[len(ledger.ClaimPrefix):]})
	if err != nil || len(all) == 0 {
		return err
	}
	news := News{What: string(x.What), Sum: x.Amount, From: x.From, To: x.To, Note: x.Reason}
	switch {
	case x.What == claim.Open:
		news.Sum = x.Opened.Amount
	case x.What == claim.Answer:
		news.Note = x.Text
	}
	for _, f := range followers {
		if slices.Contains(f.Parties, e.Person) && slices.Contains(byOneself, x.What) {
			continue
		}
		i := slices.IndexFunc(c.steps, func(s *steps) bool { return s.owner == f.Owner && s.claim.ID() == all[0].ID() })
		if i < 0 {
			i = len(c.steps)
			c.steps = append(c.steps, &steps{owner: f.Owner, claim: &all[0]})
		}
		c.steps[i].news = append(c.steps[i].news, news)
	}
	return nil
}

// stepped writes what became of claims.
func (c *collector) stepped() error {
	for _, s := range c.steps {
		row, err := c.engine.Store().Matter(c.ctx, c.zone, s.claim.Matter)
		if errs.KindOf(err) == errs.NotFound {
			continue
		}
		if err != nil {
			return err
		}
		item := Item{Kind: ClaimStep, Number: row.Number, Title: s.claim.Title, Owner: s.claim.Name, News: s.news}
		if item.Owner == "" {
			item.Owner = s.claim.Record
		}
		if err := c.write(s.owner, item, Notice{MatterID: s.claim.Matter}); err != nil {
			return err
		}
	}
	return nil
}
