package benefits

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/adapter/entitle"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/mechanism"
)

// drafts declares how clauses that nobody has put in force are tried: one as it is typed, whole files as a plan.
func (a *api) drafts(op operation) {
	count := op("count-draft", http.MethodPost, "/count", "Who qualifies for a clause as it stands on the page: how many, how much in all, and every fault with its place")
	count.Reads = true
	door.Zonal(a.Door, count, authority.Benefits, a.count)
	begin := op("plan-benefits", http.MethodPost, "/plans", "Compare drafts of benefits, a proposal or what governs, on the records of any day: a long task, read until it is done")
	begin.Status, begin.MostBody = http.StatusAccepted, 4<<20
	door.Zonal(a.Door, begin, authority.Plan, a.plan)
	door.Zonal(a.Door, get(op, "read-benefit-plan", "/plans/{plan}", "How far a plan of yours is, and what it found"), authority.Plan, a.readPlan)
}

// CountInput is a draft: the text of one clause, or condition and amount alone.
type CountInput struct {
	InZone

	Body struct {
		Register string `json:"register,omitempty" maxLength:"100" doc:"enterprise unless given"`
		On       string `json:"on,omitempty" maxLength:"10" doc:"Facts of this day; today unless given"`
		Clause   string `json:"clause,omitempty" maxLength:"20000" doc:"YAML of one clause"`
		When     string `json:"when,omitempty" maxLength:"2000" doc:"Condition, where no clause is given"`
		Amount   string `json:"amount,omitempty" maxLength:"2000" doc:"What it gives; none: only the condition is counted"`
		Show     int    `json:"show,omitempty" minimum:"0" maximum:"100" doc:"How many of those who qualify are named"`
	}
}

// DraftFault is a fault in a draft.
type DraftFault struct {
	Code    string `json:"code"`
	In      string `json:"in" doc:"clause, when or amount"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty" doc:"In characters"`
	Message string `json:"message"`
}

// CountOutput is what a draft comes to by itself: nothing is held against other clauses, payments or budgets.
type CountOutput struct {
	Body struct {
		Date       clock.Date    `json:"date"`
		Records    int           `json:"records" doc:"In use on the day"`
		Counted    bool          `json:"counted" doc:"There is a condition without a fault"`
		Entitled   int           `json:"entitled"`
		Amount     int64         `json:"amount" doc:"Fen, in all"`
		Undecided  int           `json:"undecided" doc:"A fact that decides is missing"`
		Conditions string        `json:"conditions,omitempty" doc:"Who is entitled, in words"`
		HowMuch    string        `json:"how_much,omitempty" doc:"In words"`
		First      []NamedRecord `json:"first" nullable:"false" doc:"Some of those who qualify"`
		Faults     []DraftFault  `json:"faults" nullable:"false"`
	}
}

func (a *api) count(ctx context.Context, c *door.Caller, in *CountInput) (*CountOutput, error) {
	b, day, err := a.world(ctx, &OnDay{in.InZone, in.Body.On})
	if err != nil {
		return nil, door.At(err, "body.on")
	}
	out := &CountOutput{}
	err = a.desk.On(ctx, in.Zone, b, cmp.Or(in.Body.Register, mechanism.DefaultSubject), day, func(p *entitle.Panel) error { return counted(out, p, in, c.Lang) })
	return out, door.At(err, "body.register")
}

// counted tries a draft on a panel.
func counted(out *CountOutput, p *entitle.Panel, in *CountInput, lang text.Lang) error {
	var draft *mechanism.Clause
	var faults errs.List
	if in.Body.Clause != "" {
		draft, faults = p.Subject.Draft("clause", in.Body.Clause)
	} else {
		draft, faults = p.Subject.Given(in.Body.When, in.Body.Amount)
	}
	o := &out.Body
	o.Date, o.First, o.Faults, o.Records = p.Day, []NamedRecord{}, []DraftFault{}, p.Records()
	if draft != nil && draft.When.Rule != nil {
		one := benefit.Clause{Clause: draft}
		n, err := p.Count(draft.When.Rule, draft.Amount.Rule, in.Body.Show)
		found := errs.List(nil)
		switch {
		case err == nil:
			o.Counted, o.Entitled, o.Amount, o.Undecided = true, n.Entitled, int64(n.Amount), n.Undecided
			o.Conditions, o.HowMuch = one.Condition(lang), one.HowMuch(lang)
			for _, row := range n.Rows {
				o.First = append(o.First, NamedRecord{p.Key(row), p.Name(row)})
			}
		case door.Gather(&found, err) != nil:
			return err
		}
		faults = append(faults, found...)
	}
	for _, f := range faults {
		o.Faults = append(o.Faults, draftFault(f, lang))
	}
	return nil
}

func draftFault(f *errs.Error, lang text.Lang) DraftFault {
	v := DraftFault{Code: f.Code, In: "clause", Message: f.Text.In(lang)}
	parts := strings.Split(f.Where, ":")
	if len(parts) == 3 {
		v.In = parts[0]
		v.Line, _ = strconv.Atoi(parts[1])
		v.Column, _ = strconv.Atoi(parts[2])
	}
	return v
}

// SideInput is one side of a comparison.
type SideInput struct {
	Files    map[string]string `json:"files,omitempty" maxProperties:"200" nullable:"false" doc:"Of the newest version, written anew"`
	Proposal string            `json:"proposal,omitempty" maxLength:"64" doc:"What a proposal would put in force"`
}

// BenefitPlanInput is drafts to be compared.
type BenefitPlanInput struct {
	InZone

	Body struct {
		SideInput

		Against SideInput `json:"against,omitzero" doc:"What governs unless given"`
		On      string    `json:"on,omitempty" maxLength:"10" doc:"Clauses and facts of this day; today unless given"`
		Year    bool      `json:"year,omitempty" doc:"Also what is spent by the end of each month of the day's year"`
	}
}

// BenefitPlanOutput is a plan: its task, and what it found once it is done.
type BenefitPlanOutput struct {
	Location string `header:"Location"`
	Body     BenefitPlanView
}

// BenefitPlanView is how far a plan is.
type BenefitPlanView struct {
	ID    string            `json:"id"`
	State string            `json:"state" enum:"waiting,running,done,failed"`
	Done  int64             `json:"done" doc:"Times that a register was tried"`
	Total int64             `json:"total"`
	Error string            `json:"error,omitempty" doc:"Why it failed, for a person"`
	Parts []BenefitPlanPart `json:"parts" nullable:"false" doc:"One for each register, once it is done"`
}

func (a *api) plan(ctx context.Context, c *door.Caller, in *BenefitPlanInput) (*BenefitPlanOutput, error) {
	now := a.Present(ctx)
	_, day, err := a.world(ctx, &OnDay{in.InZone, in.Body.On})
	if err != nil {
		return nil, door.At(err, "body.on")
	}
	w := &entitle.Wanted{Side: entitle.Side(in.Body.SideInput), Against: entitle.Side(in.Body.Against), Day: day, Year: in.Body.Year, At: now}
	registers := 0
	for _, side := range []*entitle.Side{&w.Against, &w.Side} {
		b, err := a.desk.Bundle(ctx, in.Zone, side, now)
		if err != nil {
			return nil, err
		}
		cal, err := a.Engine.Calendar(ctx, in.Zone, now)
		if err != nil {
			return nil, err
		}
		if faults := mechanism.Check(b, cal, cal.DateOf(now)); len(faults) > 0 && len(side.Files) > 0 {
			return nil, faults
		}
		registers = len(benefit.Registers(b))
	}
	out := &BenefitPlanOutput{}
	out.Body.Parts = []BenefitPlanPart{}
	err = a.Engine.Together(ctx, func(ctx context.Context) error {
		task, err := a.desk.Begin(ctx, in.Zone, c.Account.ID, w, registers, c.Lang)
		out.Body.ID, out.Body.State, out.Body.Total = task.ID, task.State, task.Total
		return err
	})
	out.Location = door.Prefix + "/zones/" + in.Zone + "/benefits/plans/" + out.Body.ID
	return out, err
}

func (a *api) readPlan(ctx context.Context, c *door.Caller, in *struct {
	InZone

	Plan string `path:"plan" maxLength:"64" doc:"Its id"`
},
) (*BenefitPlanOutput, error) {
	t, report, err := a.desk.Report(ctx, in.Zone, c.Account.ID, in.Plan)
	if err != nil {
		return nil, err
	}
	view := BenefitPlanView{ID: t.ID, State: t.State, Done: t.Done, Total: t.Total, Error: t.Error, Parts: []BenefitPlanPart{}}
	if report != nil {
		for i := range report.Parts {
			view.Parts = append(view.Parts, planPart(&report.Parts[i], c.Lang))
		}
	}
	return &BenefitPlanOutput{Body: view}, nil
}

// BenefitPlanPart is what becomes of the records of one register.
type BenefitPlanPart struct {
	Register string           `json:"register"`
	Title    string           `json:"title"`
	Date     clock.Date       `json:"date"`
	Records  int              `json:"records" doc:"In use on the day"`
	Before   TotalView        `json:"before"`
	After    TotalView        `json:"after"`
	Won      int              `json:"won" doc:"Records that get more"`
	Lost     int              `json:"lost" doc:"Records that get less"`
	Winners  []ChangeOfRecord `json:"winners" nullable:"false" doc:"The first of them, the largest difference first"`
	Losers   []ChangeOfRecord `json:"losers" nullable:"false"`
	Clauses  []SideView       `json:"clauses" nullable:"false"`
	Groups   []GroupView      `json:"groups" nullable:"false" doc:"The cost by size, by industry, by place"`
	Overlap  []OverlapView    `json:"overlap" nullable:"false" doc:"Clauses of the draft that the same records get"`
	Months   []MonthSpentView `json:"months" nullable:"false" doc:"What is spent by the end of each month"`
}

// ChangeOfRecord is what becomes of one record.
type ChangeOfRecord struct {
	Key    string `json:"key"`
	Name   string `json:"name,omitempty"`
	Before int64  `json:"before" doc:"Fen"`
	After  int64  `json:"after" doc:"Fen"`
}

// SideView is one name with what it comes to before and after.
type SideView struct {
	Name          string `json:"name" doc:"Empty: not known"`
	Title         string `json:"title,omitempty"`
	Before        int64  `json:"before" doc:"Fen"`
	After         int64  `json:"after" doc:"Fen"`
	RecordsBefore int    `json:"records_before"`
	RecordsAfter  int    `json:"records_after"`
}

// GroupView is the cost by one fact.
type GroupView struct {
	By    string     `json:"by"`
	Title string     `json:"title"`
	Rows  []SideView `json:"rows" nullable:"false"`
}

// OverlapView is two clauses that the same records are paid by.
type OverlapView struct {
	A       string `json:"a"`
	B       string `json:"b"`
	Records int    `json:"records"`
	Amount  int64  `json:"amount" doc:"Fen, by both"`
}

// MonthSpentView is what is spent by the end of a month.
type MonthSpentView struct {
	Month  string `json:"month" doc:"2023-06"`
	Before int64  `json:"before" doc:"Fen"`
	After  int64  `json:"after" doc:"Fen"`
}

func sides(list []benefit.Side, lang text.Lang) []SideView {
	out := []SideView{}
	for _, s := range list {
		out = append(out, SideView{s.Name, s.Title.In(lang), int64(s.Before), int64(s.After), s.RecordsBefore, s.RecordsAfter})
	}
	return out
}

func planPart(p *entitle.Part, lang text.Lang) BenefitPlanPart {
	v := BenefitPlanPart{
		Register: p.Register, Title: p.Title.In(lang), Date: p.Day, Records: p.Records, Before: totalView(p.Before), After: totalView(p.After), Won: p.Won, Lost: p.Lost,
		Winners: []ChangeOfRecord{}, Losers: []ChangeOfRecord{}, Clauses: sides(p.Clauses, lang), Groups: []GroupView{}, Overlap: []OverlapView{}, Months: []MonthSpentView{},
	}
	for _, ch := range p.Winners {
		v.Winners = append(v.Winners, ChangeOfRecord{ch.Key, p.Names[ch.Key], int64(ch.Before), int64(ch.After)})
	}
	for _, ch := range p.Losers {
		v.Losers = append(v.Losers, ChangeOfRecord{ch.Key, p.Names[ch.Key], int64(ch.Before), int64(ch.After)})
	}
	for _, g := range p.Groups {
		v.Groups = append(v.Groups, GroupView{g.By, g.Title.In(lang), sides(g.Sides, lang)})
	}
	titles := map[string]string{}
	for _, s := range p.Clauses {
		titles[s.Name] = s.Title.In(lang)
	}
	for _, o := range p.Overlap {
		v.Overlap = append(v.Overlap, OverlapView{cmp.Or(titles[o.A], o.A), cmp.Or(titles[o.B], o.B), o.Records, int64(o.Amount)})
	}
	for _, m := range slices.Clone(p.Months) {
		v.Months = append(v.Months, MonthSpentView{m.Month, int64(m.Before), int64(m.After)})
	}
	return v
}
