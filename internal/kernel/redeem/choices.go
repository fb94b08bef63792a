package redeem

import (
	"context"
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// Choice is a deed that is somebody's to do now.
type Choice struct {
	Deed Deed
	As   string // post; "" for the enterprise itself
}

// Seat is somebody before the counter: the posts in which they act, or the enterprises for which they do.
type Seat struct{ Posts, Parties []string }

// Hall tells whose deeds are whose now: what the deeds themselves would be refused for, asked before they are tried.
type Hall struct {
	timeline mechanism.Timeline
	view     *org.View
	now      time.Time
	today    clock.Date
}

// Hall opens the hall as of now.
func (o *Counter) Hall(ctx context.Context) (*Hall, error) {
	now := o.Engine.NowIn(o.Zone)
	timeline, err := o.Engine.Timeline(ctx, o.Zone)
	if err != nil {
		return nil, err
	}
	_, view, err := o.Engine.Org(ctx, o.Zone, now)
	if err != nil {
		return nil, err
	}
	cal, err := o.Engine.Calendar(ctx, o.Zone, now)
	if err != nil {
		return nil, err
	}
	return &Hall{timeline, view, now, cal.DateOf(now)}, nil
}

// Today is the zone's day.
func (h *Hall) Today() clock.Date { return h.today }

// Unit is what a unit is called today.
func (h *Hall) Unit(ref string) string {
	if u, ok := answering(h.view, ref); ok {
		return u.Name
	}
	return ref
}

// LineTitle is what a budget line is called today.
func (h *Hall) LineTitle(name string) text.Text {
	title, _ := Line(h.timeline.At(h.now), name)
	return title
}

// onClaim are the deeds on one claim, in order of its steps, with what they are to the claim.
var onClaim = []struct {
	deed Deed
	what claim.What
}{
	{Confirm, claim.Confirm}, {Take, ""}, {Notice, claim.Notice}, {Answer, claim.Answer}, {Account, claim.Settle}, {Object, claim.Object}, {Strike, claim.Strike}, {ClawBack, claim.ClawBack},
}

// Claim lists what somebody may do with a claim now; m is its matter.
func (h *Hall) Claim(s *Seat, c *claim.Claim, m *engine.MatterRow) ([]Choice, error) {
	clause, ok := h.Clause(c)
	if !ok {
		return nil, nil
	}
	p := place{view: h.view, policy: clause.Policy, clause: clause.Clause, owner: m.Owner, lead: m.LeadUnit, record: c.Record}
	var out []Choice
	for _, d := range onClaim {
		if d.deed == Take {
			if c.Step != claim.Listed {
				continue
			}
			state, err := m.Folded()
			if err != nil {
				return nil, err
			}
			if !unsigned(&state, h.now) {
				continue
			}
		} else if c.May(d.what, h.now, h.today) != nil {
			continue
		}
		out = p.add(out, s, d.deed)
	}
	return out, nil
}

// Clause is the clause of a claim as it governs now, or as it did when the claim was opened.
func (h *Hall) Clause(c *claim.Claim) (*benefit.Clause, bool) {
	clause, ok := clauseOf(h.timeline.At(h.now), c.Clause)
	if !ok {
		clause, ok = clauseOf(h.timeline.At(c.OpenedAt), c.Clause)
	}
	return clause, ok
}

// Clauses lists the clauses that can be redeemed today, in order of file and place.
func (h *Hall) Clauses() []benefit.Clause {
	var out []benefit.Clause
	if b := h.timeline.At(h.now); b != nil {
		for _, p := range benefit.Policies(b) {
			for i := range p.Clauses {
				if c := &p.Clauses[i]; p.InForce(c, h.today) && p.RedeemOf(c) != "" && c.Computed() {
					out = append(out, benefit.Clause{Clause: c, ID: p.Name + "/" + c.Key, Policy: p})
				}
			}
		}
	}
	return out
}

// List lists what somebody may do about a clause before there is a claim.
func (h *Hall) List(s *Seat, c *benefit.Clause) []Choice {
	deed := Apply
	if c.Mode == mechanism.Automatic {
		deed = Match
	}
	p := place{view: h.view, policy: c.Policy, clause: c.Clause}
	return p.add(nil, s, deed)
}

// Line lists what somebody may do with a budget line.
func (h *Hall) Line(s *Seat, name string) []Choice {
	_, policy, err := lineOf(h.timeline.At(h.now), name)
	if err != nil {
		return nil
	}
	p := place{view: h.view, policy: policy}
	var out []Choice
	for _, deed := range []Deed{Appropriate, Pay, Receive, Withdraw} {
		out = p.add(out, s, deed)
	}
	return out
}

// Lines lists the lines of the clauses that can be redeemed today, whether or not anything is on them.
func (h *Hall) Lines() []string {
	var out []string
	for _, c := range h.Clauses() {
		if l := c.Policy.LineOf(c.Clause); !slices.Contains(out, l) {
			out = append(out, l)
		}
	}
	return out
}

// add adds a deed under the first of somebody's posts whose it is.
func (p *place) add(out []Choice, s *Seat, deed Deed) []Choice {
	if s.Parties != nil {
		if p.may(&By{Parties: s.Parties}, deed) == nil {
			out = append(out, Choice{Deed: deed})
		}
		return out
	}
	for _, post := range s.Posts {
		if p.may(&By{Act: engine.Act{Actor: post}}, deed) == nil {
			return append(out, Choice{deed, post})
		}
	}
	return out
}
