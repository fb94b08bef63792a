package benefits

import (
	"cmp"
	"context"
	"slices"

	"qinlian/internal/adapter/entitle"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/benefit"
)

// trials declares what the clauses come to for all records.
func (a *api) trials(op operation) {
	door.Zonal(a.Door, get(op, "try-benefits", "/results", "What the clauses of a day come to on each register that they are on"), authority.Benefits, a.try)
	door.Zonal(a.Door, get(op, "list-grants", "/clauses/{document}/{clause}/grants", "Who gets how much by a clause, in order of record"), authority.Benefits, a.grants)
}

// TriedView is what the clauses on one register come to.
type TriedView struct {
	Register string        `json:"register"`
	Title    string        `json:"title"`
	Records  int           `json:"records" doc:"In use on the day"`
	Total    TotalView     `json:"total"`
	Clauses  []TriedClause `json:"clauses" nullable:"false"`
	Pools    []PoolView    `json:"pools" nullable:"false" doc:"Budget lines, and documents that may come to so much"`
}

// TotalView is how much goes to how many.
type TotalView struct {
	Grants    int   `json:"grants"`
	Records   int   `json:"records" doc:"That get anything"`
	Amount    int64 `json:"amount" doc:"Fen"`
	Refused   int   `json:"refused" doc:"Satisfied, and nothing is paid"`
	Undecided int   `json:"undecided" doc:"Pairs of record and clause of which a fact that decides is missing"`
}

func totalView(t benefit.Total) TotalView {
	return TotalView{t.Grants, t.Records, int64(t.Amount), t.Refused, t.Faulty}
}

// TriedClause is what one clause comes to.
type TriedClause struct {
	ID        string `json:"id"`
	Title     string `json:"title"`
	Records   int    `json:"records"`
	Amount    int64  `json:"amount" doc:"Fen"`
	Refused   int    `json:"refused"`
	Undecided int    `json:"undecided"`
}

// PoolView is a sum of money from which grants are paid.
type PoolView struct {
	Name     string `json:"name"`
	Title    string `json:"title"`
	Document bool   `json:"document" doc:"It is what a document may come to, no budget line"`
	Short    string `json:"short" doc:"What happens where it does not suffice, in words"`
	Bounded  bool   `json:"bounded" doc:"An amount is known"`
	Left     int64  `json:"left" doc:"Fen"`
	Asked    int64  `json:"asked" doc:"Fen"`
	Paid     int64  `json:"paid" doc:"Fen"`
}

// TriedOutput is one part for each register.
type TriedOutput struct {
	Body struct {
		Date      clock.Date  `json:"date"`
		Registers []TriedView `json:"registers" nullable:"false"`
	}
}

func (a *api) try(ctx context.Context, c *door.Caller, in *OnDay) (*TriedOutput, error) {
	b, day, err := a.world(ctx, in)
	if err != nil {
		return nil, err
	}
	out := &TriedOutput{}
	out.Body.Date, out.Body.Registers = day, []TriedView{}
	for _, name := range benefit.Registers(b) {
		err := a.desk.On(ctx, in.Zone, b, name, day, func(p *entitle.Panel) error {
			o, err := p.Outcome(ctx)
			if err == nil && o != nil {
				out.Body.Registers = append(out.Body.Registers, triedView(p, o, c.Lang))
			}
			return err
		})
		if err != nil {
			return nil, err
		}
	}
	return out, nil
}

func triedView(p *entitle.Panel, o *benefit.Outcome, lang text.Lang) TriedView {
	v := TriedView{Register: p.Definition.Name, Title: p.Definition.Title.In(lang), Records: p.Records(), Total: totalView(o.Totals()), Clauses: []TriedClause{}, Pools: []PoolView{}}
	for _, one := range o.Scheme.Clauses {
		v.Clauses = append(v.Clauses, TriedClause{ID: one.ID, Title: one.Title.In(lang)})
	}
	for i := range o.Grants {
		g := &o.Grants[i]
		line := &v.Clauses[g.Clause]
		if g.Refused() {
			line.Refused++
		} else {
			line.Records, line.Amount = line.Records+1, line.Amount+int64(g.Paid)
		}
	}
	for _, pair := range o.Faulty {
		v.Clauses[pair.Clause].Undecided++
	}
	for _, pool := range o.Pools {
		v.Pools = append(v.Pools, PoolView{
			Name: cmp.Or(pool.Line, pool.Document), Title: o.Scheme.PoolTitle(&pool).In(lang), Document: pool.Document != "", Short: word(pool.Short, lang),
			Bounded: pool.Bounded, Left: int64(pool.Left), Asked: int64(pool.Asked), Paid: int64(pool.Paid),
		})
	}
	return v
}

// GrantsInput pages the grants of a clause.
type GrantsInput struct {
	OfClause

	Which string `query:"which" enum:"all,paid,refused,undecided" default:"all"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
	After string `query:"after" maxLength:"2000"`
}

// GrantView is what a clause gives one record.
type GrantView struct {
	Key       string   `json:"key"`
	Name      string   `json:"name,omitempty"`
	Asked     int64    `json:"asked" doc:"Fen, by the clause's amount"`
	Paid      int64    `json:"paid" doc:"Fen; 0: refused"`
	Cuts      []string `json:"cuts" nullable:"false" doc:"What took the rest, in order"`
	Undecided bool     `json:"undecided,omitempty" doc:"A fact that decides is missing"`
}

// GrantsOutput is a page of grants.
type GrantsOutput struct {
	Body struct {
		Date   clock.Date  `json:"date"`
		Grants []GrantView `json:"grants" nullable:"false"`
		Next   string      `json:"next,omitempty"`
	}
}

func (a *api) grants(ctx context.Context, c *door.Caller, in *GrantsInput) (*GrantsOutput, error) {
	after, err := door.ReadCursor(in.After)
	if err != nil {
		return nil, err
	}
	out := &GrantsOutput{}
	return out, a.tried(ctx, &in.OfClause, func(p *entitle.Panel, clause int) error {
		o, err := p.Outcome(ctx)
		if err != nil {
			return err
		}
		out.Body.Date, out.Body.Grants = p.Day, []GrantView{}
		from := int32(-1)
		if after != "" {
			if from, err = p.Row(after); err != nil {
				return errs.Newf(errs.Conflict, "benefit.page", "上一页的最后一条已停用，请从第一页开始", "the last record of the page before is out of use: begin with the first page").At("query.after")
			}
		}
		rows := rowsOf(o, int32(clause), in.Which, from)
		for _, one := range rows[:min(in.Limit, len(rows))] {
			v := GrantView{Key: p.Key(one.row), Name: p.Name(one.row), Undecided: one.grant == nil, Cuts: []string{}}
			if g := one.grant; g != nil {
				v.Asked, v.Paid, v.Cuts = int64(g.Asked), int64(g.Paid), cutWords(o, g, c.Lang)
			}
			out.Body.Grants = append(out.Body.Grants, v)
		}
		if len(rows) > in.Limit {
			out.Body.Next = door.Cursor(out.Body.Grants[in.Limit-1].Key)
		}
		return nil
	})
}

// grantRow is a row with its grant; nil: it could not be decided.
type grantRow struct {
	row   int32
	grant *benefit.Grant
}

// rowsOf lists the rows behind one that a clause is about, in order.
func rowsOf(o *benefit.Outcome, clause int32, which string, from int32) []grantRow {
	var out []grantRow
	for i := range o.Grants {
		if g := &o.Grants[i]; g.Clause == clause && g.Row > from && which != "undecided" && (which == "all" || g.Refused() == (which == "refused")) {
			out = append(out, grantRow{g.Row, g})
		}
	}
	if which == "all" || which == "undecided" {
		for _, pair := range o.Faulty {
			if pair.Clause == clause && pair.Row > from {
				out = append(out, grantRow{row: pair.Row})
			}
		}
		slices.SortStableFunc(out, func(x, y grantRow) int { return cmp.Compare(x.row, y.row) })
	}
	return out
}
