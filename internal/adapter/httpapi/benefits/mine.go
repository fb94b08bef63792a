package benefits

import (
	"context"
	"slices"

	"qinlian/internal/adapter/entitle"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/rule"
)

// mine declares what an enterprise sees: the records of those for whom its account acts, and of nobody else.
func (a *api) mine(op operation) {
	door.Personal(a.Door, get(op, "list-entitlements", "/mine", "What you are entitled to and what you nearly are: the records of the parties for whom your account acts, no others"), a.entitlements)
	door.Personal(a.Door, get(op, "explain-entitlement", "/mine/{key}/clauses/{document}/{clause}", "Why you are entitled to a clause or not"), a.explainMine)
}

// OwnRecord is one of the caller's own records with what it may claim.
type OwnRecord struct {
	Register string            `json:"register"`
	Title    string            `json:"title" doc:"Of the register"`
	Key      string            `json:"key"`
	Name     string            `json:"name,omitempty"`
	Sum      int64             `json:"sum" doc:"Fen, in all"`
	Entitled []EntitlementView `json:"entitled" nullable:"false" doc:"The most first; those that are satisfied and not paid come last"`
	Near     []NearView        `json:"near" nullable:"false" doc:"One condition is missing, or two"`
	Missing  []MissingView     `json:"missing" nullable:"false" doc:"Clauses that cannot be decided, with the facts that are not on record"`
	Others   int               `json:"others" doc:"Clauses that lack more than that"`
}

// EntitlementView is a clause that is satisfied.
type EntitlementView struct {
	ClauseLine

	Asked int64    `json:"asked" doc:"Fen, by the clause's amount"`
	Paid  int64    `json:"paid" doc:"Fen, after all that a claim passes"`
	Cuts  []string `json:"cuts" nullable:"false" doc:"What took the rest, in order"`

	Redeemed  bool     `json:"redeemed" doc:"Claims are made by it: of themselves where it is automatic, else when somebody applies"`
	Materials []string `json:"materials" nullable:"false" doc:"To be handed in with an application"`
	Channels  []string `json:"channels" nullable:"false" doc:"By which an application comes"`
}

// NearView is a clause that is nearly satisfied.
type NearView struct {
	ClauseLine

	Lacks [][]string `json:"lacks" nullable:"false" doc:"Each is a smallest set of conditions that would have to hold"`
}

// MissingView is a clause that could not be decided.
type MissingView struct {
	ClauseLine

	Facts []string `json:"facts" nullable:"false" doc:"In words"`
}

// OwnOutput is the caller's own records; none where the account acts for nobody on record.
type OwnOutput struct {
	Body struct {
		Date    clock.Date  `json:"date"`
		Records []OwnRecord `json:"records" nullable:"false"`
	}
}

func (a *api) entitlements(ctx context.Context, c *door.Caller, in *OnDay) (*OwnOutput, error) {
	out := &OwnOutput{}
	out.Body.Records = []OwnRecord{}
	b, day, err := a.world(ctx, in)
	if err != nil {
		return nil, err
	}
	out.Body.Date = day
	if len(c.Subject.Parties) == 0 {
		return out, nil
	}
	for _, name := range benefit.Registers(b) {
		err := a.desk.On(ctx, in.Zone, b, name, day, func(p *entitle.Panel) error {
			rows := p.Own(c.Subject.Parties)
			if p.Scheme == nil || len(rows) == 0 {
				return nil
			}
			o, err := p.Outcome(ctx)
			if err != nil {
				return err
			}
			for _, row := range rows {
				v, err := ownRecord(c, p, o, row)
				if err != nil {
					return err
				}
				out.Body.Records = append(out.Body.Records, v)
			}
			return nil
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func ownRecord(c *door.Caller, p *entitle.Panel, o *benefit.Outcome, row int32) (OwnRecord, error) {
	v := OwnRecord{
		Register: p.Definition.Name, Title: p.Definition.Title.In(c.Lang), Key: p.Key(row), Name: p.Name(row),
		Entitled: []EntitlementView{}, Near: []NearView{}, Missing: []MissingView{},
	}
	granted := map[int32]*benefit.Grant{}
	for i := range o.Grants {
		if g := &o.Grants[i]; g.Row == row {
			granted[g.Clause] = g
		}
	}
	for i := range o.Scheme.Clauses {
		line := clauseLine(&o.Scheme.Clauses[i], c.Lang)
		if g := granted[int32(i)]; g != nil {
			one := &o.Scheme.Clauses[i]
			v.Entitled = append(v.Entitled, EntitlementView{
				line, int64(g.Asked), int64(g.Paid), cutWords(o, g, c.Lang),
				one.Policy.RedeemOf(one.Clause) != "", append([]string{}, one.Materials...), append([]string{}, one.Policy.Routing.Channel...),
			})
			v.Sum += int64(g.Paid)
			continue
		}
		e, err := p.Explain(int(row), i, c.Lang, nil)
		switch {
		case err != nil:
			return v, err
		case e.Verdict == rule.Failed:
			v.Missing = append(v.Missing, MissingView{line, unsetTitles(&e.Tree, []string{})})
		case len(e.Misses) > 0:
			v.Near = append(v.Near, NearView{line, e.Misses})
		default:
			v.Others++
		}
	}
	slices.SortStableFunc(v.Entitled, func(x, y EntitlementView) int { return compare(y.Paid, x.Paid) })
	slices.SortStableFunc(v.Near, func(x, y NearView) int { return len(x.Lacks[0]) - len(y.Lacks[0]) })
	return v, nil
}

func compare(x, y int64) int {
	switch {
	case x < y:
		return -1
	case x > y:
		return 1
	default:
		return 0
	}
}

// unsetTitles lists in words the facts that were looked at and are not there.
func unsetTitles(n *benefit.Node, out []string) []string {
	for _, r := range n.Reads {
		if r.Unset && !slices.Contains(out, r.Title) {
			out = append(out, r.Title)
		}
	}
	for i := range n.Children {
		out = unsetTitles(&n.Children[i], out)
	}
	return out
}

func (a *api) explainMine(ctx context.Context, c *door.Caller, in *ExplainInput) (*ExplanationOutput, error) {
	var out *ExplanationOutput
	err := a.tried(ctx, &in.OfClause, func(p *entitle.Panel, clause int) error {
		row, err := p.Row(in.Key)
		if err != nil || !slices.Contains(p.Own(c.Subject.Parties), row) {
			return errs.Newf(errs.NotFound, "benefit.not_yours", "您的账号名下没有“%[1]s”的档案", "your account has no record %[1]q", in.Key).At("path.key")
		}
		out, err = a.explained(ctx, c, in.Zone, p, row, clause)
		return err
	})
	return out, err
}
