package benefits

import (
	"context"
	"slices"

	"qinlian/internal/adapter/entitle"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/benefit"
)

// reasons declares why a record gets what it gets, and what many of them lack.
func (a *api) reasons(op operation) {
	door.Zonal(a.Door, get(op, "explain-benefit", "/clauses/{document}/{clause}/records/{key}", "Why a record is entitled to a clause or not: each condition with what was found and where it is from, and the nearest miss"), authority.Benefits, a.explain)
	door.Zonal(a.Door, get(op, "list-misses", "/clauses/{document}/{clause}/misses", "Who lacks one condition of a clause only, or two, all records at once"), authority.Benefits, a.misses)
}

// ConditionView is a part of a clause's condition.
type ConditionView struct {
	Op      string          `json:"op,omitempty" enum:"&&,||,!,?:" doc:"How its parts are joined; none: it is a condition"`
	Verdict string          `json:"verdict" enum:"true,false,failed,value"`
	Says    string          `json:"says,omitempty" doc:"In words"`
	Found   string          `json:"found,omitempty" doc:"What was found"`
	Reads   []FactRead      `json:"reads" nullable:"false"`
	Parts   []ConditionView `json:"parts" nullable:"false"`
}

// FactRead is a fact that was looked at.
type FactRead struct {
	Path   string `json:"path"`
	Title  string `json:"title"`
	Value  string `json:"value" doc:"In words"`
	Source string `json:"source,omitempty" doc:"Where it is from, and its date"`
	Unset  bool   `json:"unset,omitempty" doc:"There is no such fact"`
}

func conditionView(n *benefit.Node) ConditionView {
	v := ConditionView{Op: n.Op, Verdict: string(n.Verdict), Says: n.Says, Found: n.Found, Reads: []FactRead{}, Parts: []ConditionView{}}
	for _, r := range n.Reads {
		v.Reads = append(v.Reads, FactRead{r.Path, r.Title, r.Value, r.Source, r.Unset})
	}
	for i := range n.Children {
		v.Parts = append(v.Parts, conditionView(&n.Children[i]))
	}
	return v
}

// ExplanationView says why one record is entitled to one clause or not.
type ExplanationView struct {
	ClauseLine

	Date     clock.Date    `json:"date"`
	Record   string        `json:"record" doc:"Key"`
	Name     string        `json:"name,omitempty"`
	Verdict  string        `json:"verdict" enum:"true,false,failed" doc:"failed: a fact that decides is missing"`
	Asked    int64         `json:"asked" doc:"Fen, by the clause's amount"`
	Paid     int64         `json:"paid" doc:"Fen, after all that a claim passes"`
	Cuts     []string      `json:"cuts" nullable:"false" doc:"What took the rest, in order"`
	Tree     ConditionView `json:"tree"`
	Deciding []string      `json:"deciding" nullable:"false" doc:"What was found that settles it"`
	Lacks    [][]string    `json:"lacks" nullable:"false" doc:"Of a refusal: each is a smallest set of conditions that would have to hold"`
	Fault    string        `json:"fault,omitempty"`
}

// ExplanationOutput is an explanation.
type ExplanationOutput struct{ Body ExplanationView }

// ExplainInput names a record and a clause.
type ExplainInput struct {
	OfClause

	Key string `path:"key" maxLength:"200" doc:"Of the record"`
}

func (a *api) explain(ctx context.Context, c *door.Caller, in *ExplainInput) (*ExplanationOutput, error) {
	var out *ExplanationOutput
	err := a.tried(ctx, &in.OfClause, func(p *entitle.Panel, clause int) error {
		row, err := p.Row(in.Key)
		if err != nil {
			return door.At(err, "path.key")
		}
		out, err = a.explained(ctx, c, in.Zone, p, row, clause)
		return err
	})
	return out, err
}

func (a *api) explained(ctx context.Context, c *door.Caller, zone string, p *entitle.Panel, row int32, clause int) (*ExplanationOutput, error) {
	source, err := entitle.Source(ctx, a.Engine, zone, p.Definition, p.Key(row), p.Day)
	if err != nil {
		return nil, err
	}
	e, err := p.Explain(int(row), clause, c.Lang, source)
	if err != nil {
		return nil, err
	}
	o, err := p.Outcome(ctx)
	if err != nil {
		return nil, err
	}
	v := ExplanationView{
		ClauseLine: clauseLine(&p.Scheme.Clauses[clause], c.Lang), Date: p.Day, Record: p.Key(row), Name: p.Name(row), Verdict: string(e.Verdict),
		Tree: conditionView(&e.Tree), Deciding: listed(e.Deciding), Lacks: [][]string{}, Fault: e.Fault, Cuts: []string{}, Asked: int64(e.Amount),
	}
	v.Lacks = append(v.Lacks, e.Misses...)
	for _, one := range rowsOf(o, int32(clause), "all", row-1) {
		if one.row != row || one.grant == nil {
			break
		}
		v.Asked, v.Paid = int64(one.grant.Asked), int64(one.grant.Paid)
		v.Cuts = cutWords(o, one.grant, c.Lang)
	}
	return &ExplanationOutput{v}, nil
}

func cutWords(o *benefit.Outcome, g *benefit.Grant, lang text.Lang) []string {
	out := []string{}
	for _, cut := range g.Cuts {
		out = append(out, o.Scheme.Words(cut).In(lang))
	}
	return out
}

// MissesInput says how many records of each are wanted, or picks one.
type MissesInput struct {
	OfClause

	Most  int `query:"most" minimum:"1" maximum:"2000" default:"10" doc:"Records that are named of each"`
	Limit int `query:"limit" minimum:"1" maximum:"200" default:"50"`
}

// MissView is records that lack the same.
type MissView struct {
	Wants   []string      `json:"wants" nullable:"false" doc:"One condition, or two neither of which suffices alone"`
	Count   int           `json:"count"`
	Records []NamedRecord `json:"records" nullable:"false" doc:"The first of them"`
}

// NamedRecord is a record by key and name.
type NamedRecord struct {
	Key  string `json:"key"`
	Name string `json:"name,omitempty"`
}

// MissesOutput begins with what most lack.
type MissesOutput struct {
	Body struct {
		Date   clock.Date `json:"date"`
		Misses []MissView `json:"misses" nullable:"false"`
		More   int        `json:"more" doc:"Of which nothing is told"`
	}
}

func (a *api) misses(ctx context.Context, c *door.Caller, in *MissesInput) (*MissesOutput, error) {
	out := &MissesOutput{}
	return out, a.tried(ctx, &in.OfClause, func(p *entitle.Panel, clause int) error {
		all := p.Misses(clause, c.Lang)
		out.Body.Date, out.Body.Misses, out.Body.More = p.Day, []MissView{}, max(0, len(all)-in.Limit)
		for _, m := range all[:min(in.Limit, len(all))] {
			v := MissView{Wants: slices.Clone(m.Wants), Count: len(m.Rows), Records: []NamedRecord{}}
			for _, row := range m.Rows[:min(in.Most, len(m.Rows))] {
				v.Records = append(v.Records, NamedRecord{p.Key(row), p.Name(row)})
			}
			out.Body.Misses = append(out.Body.Misses, v)
		}
		return nil
	})
}
