package claims

import (
	"context"
	"net/http"
	"slices"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/fund"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/redeem"
)

func (a *api) funds(op operation) {
	door.Zonal(a.Door, op("list-funds", http.MethodGet, "/funds", "Budget lines of a year: appropriated, committed, paid, left"), authority.Benefits, a.lines)
	door.Zonal(a.Door, op("read-fund", http.MethodGet, "/funds/{line}", "A budget line with all that happened to it"), authority.Benefits, a.line)
	door.Zonal(a.Door, op("appropriate", http.MethodPost, "/funds/{line}", "Give a budget line more, or take some away, by a paper"), authority.Redeem, a.appropriate)
}

// FundView is a budget line of a year. Sums are in fen.
type FundView struct {
	Line      string `json:"line"`
	Title     string `json:"title"`
	Year      int    `json:"year"`
	Planned   int64  `json:"planned,omitempty" doc:"What its file says that it gets in a year"`
	Budget    int64  `json:"budget"`
	Committed int64  `json:"committed" doc:"Promised and not paid"`
	Paid      int64  `json:"paid"`
	Left      int64  `json:"left"`
	Returned  int64  `json:"returned" doc:"Sent back by the bank in all; it counts as promised, or was paid again"`
	Clawed    int64  `json:"clawed" doc:"Taken back in all; it counts as left"`

	Version string         `json:"version" doc:"The ETag of its budget: send it as If-Match to appropriate"`
	Opened  bool           `json:"opened" doc:"Money was appropriated to it"`
	Acts    []ClaimActView `json:"acts" nullable:"false" doc:"What the caller may do with it: appropriate, pay, receive, withdraw"`
}

func fundView(c *door.Caller, b *mechanism.Bundle, l *fund.Line, back engine.CameBack) FundView {
	title, planned := redeem.Line(b, l.Name)
	return FundView{
		Line: l.Name, Title: title.In(c.Lang), Year: l.Year, Planned: int64(planned.Fen), Budget: int64(l.Budget), Committed: int64(l.Committed), Paid: int64(l.Paid), Left: int64(l.Left()),
		Returned: int64(back.Returned), Clawed: int64(back.Clawed), Opened: l.Events > 0, Version: budgetTag(l),
	}
}

// budgetTag names the state of a line that an appropriation changes: what is paid meanwhile does not touch it.
func budgetTag(l *fund.Line) string {
	return door.TagOf([]any{l.Name, l.Year, l.Budget, l.Events > 0})
}

// FundsInput asks for the lines of a year.
type FundsInput struct {
	InZone

	Year int `query:"year" minimum:"0" maximum:"9999" doc:"This year unless given"`
}

// FundsOutput is the lines of a year.
type FundsOutput struct {
	Body struct {
		Date  clock.Date `json:"date" doc:"As of which all sums hold"`
		Year  int        `json:"year"`
		Lines []FundView `json:"lines" nullable:"false"`
	}
}

func (a *api) lines(ctx context.Context, c *door.Caller, in *FundsInput) (*FundsOutput, error) {
	today, err := a.today(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	year := in.Year
	if year == 0 {
		year = today.Year()
	}
	timeline, err := a.Engine.Timeline(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	all, err := a.Engine.Lines(ctx, in.Zone, year)
	if err != nil {
		return nil, err
	}
	back, err := a.Engine.CameBack(ctx, in.Zone, year)
	if err != nil {
		return nil, err
	}
	hall, err := a.counter(in.Zone).Hall(ctx)
	if err != nil {
		return nil, err
	}
	seat, err := a.seat(ctx, c, in.Zone)
	if err != nil {
		return nil, err
	}
	for _, name := range hall.Lines() { // nobody appropriated anything to some
		if year == today.Year() && !slices.ContainsFunc(all, func(l fund.Line) bool { return l.Name == name }) {
			all = append(all, fund.Line{Name: name, Year: year})
		}
	}
	out := &FundsOutput{}
	out.Body.Date, out.Body.Year, out.Body.Lines = today, year, []FundView{}
	for i := range all {
		v := fundView(c, timeline.At(a.Present(ctx)), &all[i], back[all[i].Name])
		v.Acts = acts(hall.Line(seat, all[i].Name), c.Lang)
		out.Body.Lines = append(out.Body.Lines, v)
	}
	return out, nil
}

// FundInput names a line of a year.
type FundInput struct {
	FundsInput

	Line string `path:"line" maxLength:"100"`
}

// FundOutput is a line with what happened to it.
type FundOutput struct {
	ETag string `header:"ETag"`
	Body struct {
		FundView

		Date    clock.Date      `json:"date" doc:"As of which all sums hold"`
		History []FundEventView `json:"history" nullable:"false"`
	}
}

// FundEventView is one thing that happened to a line.
type FundEventView struct {
	At     time.Time `json:"at"`
	By     string    `json:"by" doc:"Post"`
	What   string    `json:"what" enum:"appropriate,commit,release,pay,return,claw-back,withdraw"`
	Amount int64     `json:"amount" doc:"Fen"`
	Claim  string    `json:"claim,omitempty"`
	Number string    `json:"number,omitempty" doc:"Of the payment"`
	Note   string    `json:"note,omitempty" doc:"The paper, or the reason"`
}

func (a *api) line(ctx context.Context, c *door.Caller, in *FundInput) (*FundOutput, error) {
	lines, err := a.lines(ctx, c, &in.FundsInput)
	if err != nil {
		return nil, err
	}
	for _, l := range lines.Body.Lines {
		if l.Line != in.Line {
			continue
		}
		history, err := a.Engine.LineHistory(ctx, in.Zone, l.Year, l.Line)
		if err != nil {
			return nil, err
		}
		out := &FundOutput{}
		out.ETag = l.Version
		out.Body.FundView, out.Body.Date, out.Body.History = l, lines.Body.Date, []FundEventView{}
		for i := range history {
			h := &history[i]
			note := h.Basis
			if note == "" {
				note = h.Reason
			}
			out.Body.History = append(out.Body.History, FundEventView{h.At, h.Actor, string(h.What), int64(h.Amount), h.Claim, h.Number, note})
		}
		return out, nil
	}
	return nil, errs.Newf(errs.NotFound, "fund.unknown_line", "没有预算科目“%[1]s”，或还没有安排预算", "there is no budget line %[1]q, or nothing is appropriated to it yet", in.Line)
}

// AppropriateInput gives a line money.
type AppropriateInput struct {
	InZone

	Once    string `header:"Idempotency-Key" maxLength:"128"`
	IfMatch string `header:"If-Match" required:"true" maxLength:"200" doc:"Version of the line as it was read, or *"`
	Line    string `path:"line" maxLength:"100"`
	Body    struct {
		As     string `json:"as,omitempty" maxLength:"100"`
		Year   int    `json:"year,omitempty" minimum:"0" maximum:"9999" doc:"This year unless given"`
		Amount int64  `json:"amount,omitempty" doc:"Fen; below zero takes away; at first, left out, what the file says"`
		Basis  string `json:"basis,omitempty" maxLength:"1000" doc:"The paper or session"`
	}
}

// FundLineOutput is one line.
type FundLineOutput struct {
	ETag string `header:"ETag"`
	Body FundView
}

func (a *api) appropriate(ctx context.Context, c *door.Caller, in *AppropriateInput) (*FundLineOutput, error) {
	by, err := a.acting(ctx, c, in.Zone, in.Body.As)
	if err != nil {
		return nil, err
	}
	today, err := a.today(ctx, in.Zone)
	if err != nil {
		return nil, err
	}
	year := in.Body.Year
	if year == 0 {
		year = today.Year()
	}
	if err := a.Engine.Together(ctx, func(ctx context.Context) error {
		l, err := a.budget(ctx, in.Zone, year, in.Line)
		if err == nil {
			err = door.Unchanged(in.IfMatch, budgetTag(&l), in.Line)
		}
		if err == nil {
			_, err = a.counter(in.Zone).Appropriate(ctx, by, year, in.Line, money.Fen(in.Body.Amount), in.Body.Basis)
		}
		return err
	}); err != nil {
		return nil, err
	}
	lines, err := a.lines(ctx, c, &FundsInput{in.InZone, year})
	if err != nil {
		return nil, err
	}
	i := slices.IndexFunc(lines.Body.Lines, func(v FundView) bool { return v.Line == in.Line })
	return &FundLineOutput{lines.Body.Lines[i].Version, lines.Body.Lines[i]}, nil
}

// budget is a line as it stands; one to which nothing was appropriated, and one that there is not, has nothing.
func (a *api) budget(ctx context.Context, zone string, year int, name string) (fund.Line, error) {
	all, err := a.Engine.Lines(ctx, zone, year)
	for _, l := range all {
		if l.Name == name {
			return l, err
		}
	}
	return fund.Line{Name: name, Year: year}, err
}
