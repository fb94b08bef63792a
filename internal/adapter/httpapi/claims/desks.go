package claims

import (
	"context"
	"net/http"
	"slices"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/redeem"
)

// desks declares what there is to do at the counter, as a whole.
func (a *api) desks(op operation) {
	door.Zonal(a.Door, op("read-claim-desk", http.MethodGet, "/claim-desk", "How many claims are at which step, clause by clause, what is ready to be paid, and what you may do about it"), authority.Benefits, a.deskOf)
}

// DeskOutput is the counter as a whole.
type DeskOutput struct {
	Body struct {
		Date    clock.Date       `json:"date" doc:"As of which all sums hold"`
		Steps   []StepSumView    `json:"steps" nullable:"false" doc:"All steps in order, with what is at each"`
		Clauses []DeskClauseView `json:"clauses" nullable:"false" doc:"Those that can be redeemed today, and those of which there are claims"`
		Units   []DeskUnitView   `json:"units" nullable:"false" doc:"That handle claims"`
		Ready   []ReadyView      `json:"ready" nullable:"false" doc:"Lines with claims that nothing keeps from being paid"`
		Late    int              `json:"late" doc:"Claims whose matter was due before today and is not over"`
	}
}

// StepSumView is what is at a step. Sums are in fen.
type StepSumView struct {
	Step   string `json:"step"`
	Words  string `json:"words"`
	Count  int    `json:"count"`
	Amount int64  `json:"amount" doc:"Fen"`
}

// DeskClauseView is a clause with its claims.
type DeskClauseView struct {
	ID        string         `json:"id" doc:"document/clause"`
	Title     string         `json:"title"`
	Document  string         `json:"document"`
	Policy    string         `json:"policy" doc:"Title of the document"`
	Mode      string         `json:"mode"`
	Line      string         `json:"line"`
	Unit      string         `json:"unit" doc:"That answers for it"`
	Channels  []string       `json:"channels" nullable:"false"`
	Materials []string       `json:"materials" nullable:"false"`
	Steps     []StepSumView  `json:"steps" nullable:"false" doc:"At which there are any"`
	Acts      []ClaimActView `json:"acts" nullable:"false" doc:"match or apply, where it is the caller's to do"`
}

// DeskUnitView is a unit that handles claims.
type DeskUnitView struct {
	Code string `json:"code"`
	Name string `json:"name"`
}

// ReadyView is what of a line is ready to be paid.
type ReadyView struct {
	Line   string         `json:"line"`
	Title  string         `json:"title"`
	Count  int            `json:"count"`
	Amount int64          `json:"amount" doc:"Fen"`
	Acts   []ClaimActView `json:"acts" nullable:"false" doc:"pay, where it is the caller's to do"`
}

func (a *api) deskOf(ctx context.Context, c *door.Caller, in *InZone) (*DeskOutput, error) {
	today, err := a.today(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	o := a.counter(in.Zone)
	hall, err := o.Hall(ctx)
	if err != nil {
		return nil, err
	}
	seat, err := a.seat(ctx, c, in.Zone)
	if err != nil {
		return nil, err
	}
	out := &DeskOutput{}
	b := &out.Body
	b.Date, b.Steps, b.Clauses, b.Units, b.Ready = today, []StepSumView{}, []DeskClauseView{}, []DeskUnitView{}, []ReadyView{}
	at, step := map[string]int{}, map[claim.Step]int{}
	for _, s := range claim.Steps {
		step[s] = len(b.Steps)
		b.Steps = append(b.Steps, StepSumView{Step: string(s), Words: claim.StepWords[s].In(c.Lang)})
	}
	for _, clause := range hall.Clauses() {
		at[clause.ID] = len(b.Clauses)
		b.Clauses = append(b.Clauses, DeskClauseView{
			ID: clause.ID, Title: clause.Title.In(c.Lang), Document: clause.Policy.Name, Policy: clause.Policy.Title.In(c.Lang), Mode: clause.Mode, Line: clause.Policy.LineOf(clause.Clause),
			Unit: hall.Unit(clause.Policy.UnitOf(clause.Clause)), Channels: append([]string{}, clause.Policy.Routing.Channel...), Materials: append([]string{}, clause.Materials...),
			Steps: []StepSumView{}, Acts: acts(hall.List(seat, &clause), c.Lang),
		})
	}
	for sum, err := range a.Engine.Store().ClaimSums(ctx, in.Zone, engine.ClaimFilter{}) {
		if err != nil {
			return nil, err
		}
		if !slices.ContainsFunc(b.Units, func(u DeskUnitView) bool { return u.Code == sum.Unit }) {
			b.Units = append(b.Units, DeskUnitView{sum.Unit, hall.Unit(sum.Unit)})
		}
		v := StepSumView{string(sum.Step), claim.StepWords[sum.Step].In(c.Lang), sum.Count, int64(sum.Amount)}
		b.Steps[step[sum.Step]].Count += v.Count
		b.Steps[step[sum.Step]].Amount += v.Amount
		i, ok := at[sum.Clause]
		if !ok {
			i, at[sum.Clause] = len(b.Clauses), len(b.Clauses)
			past := DeskClauseView{ID: sum.Clause, Title: sum.Clause, Line: sum.Line, Channels: []string{}, Materials: []string{}, Steps: []StepSumView{}, Acts: []ClaimActView{}}
			if clause, ok := hall.Clause(&claim.Claim{Clause: sum.Clause}); ok {
				past.Title, past.Document, past.Policy = clause.Title.In(c.Lang), clause.Policy.Name, clause.Policy.Title.In(c.Lang)
			}
			b.Clauses = append(b.Clauses, past)
		}
		if of := b.Clauses[i].Steps; len(of) > 0 && of[len(of)-1].Step == v.Step {
			of[len(of)-1].Count += v.Count
			of[len(of)-1].Amount += v.Amount
			continue
		}
		b.Clauses[i].Steps = append(b.Clauses[i].Steps, v)
	}
	for sum, err := range a.Engine.Store().ClaimSums(ctx, in.Zone, engine.ClaimFilter{Late: today}) {
		if err != nil {
			return nil, err
		}
		b.Late += sum.Count
	}
	b.Ready, err = a.ready(ctx, c, in.Zone, hall, seat)
	return out, err
}

// ready adds up what nothing keeps from being paid, line by line.
func (a *api) ready(ctx context.Context, c *door.Caller, zone string, hall *redeem.Hall, seat *redeem.Seat) ([]ReadyView, error) {
	out, at := []ReadyView{}, map[string]int{}
	all, err := a.Engine.ClaimsWhere(ctx, zone, engine.ClaimFilter{Steps: []claim.Step{claim.Confirmed, claim.Noticed}})
	if err != nil {
		return nil, err
	}
	for i := range all {
		one := &all[i]
		if one.Ready(hall.Today()) != nil {
			continue
		}
		n, ok := at[one.Line]
		if !ok {
			n, at[one.Line] = len(out), len(out)
			v := ReadyView{Line: one.Line, Title: hall.LineTitle(one.Line).In(c.Lang), Acts: []ClaimActView{}}
			for _, act := range acts(hall.Line(seat, one.Line), c.Lang) {
				if act.Do == string(redeem.Pay) {
					v.Acts = append(v.Acts, act)
				}
			}
			out = append(out, v)
		}
		out[n].Count++
		out[n].Amount += int64(one.Amount)
	}
	return out, nil
}
