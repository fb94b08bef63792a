package mechanisms

import (
	"context"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/trial"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/plan"
	"qinlian/internal/kernel/scenario"
)

// ChangedFiles is files written anew: by path, as /files gives them; "" takes one away.
type ChangedFiles struct {
	Files map[string]string `json:"files" maxProperties:"200" nullable:"false"`
}

// CheckInput is files to be checked.
type CheckInput struct {
	InZone

	Body ChangedFiles
}

// FaultView is a fault with its place.
type FaultView struct {
	Code    string `json:"code"`
	File    string `json:"file,omitempty"`
	Line    int    `json:"line,omitempty"`
	Column  int    `json:"column,omitempty"`
	Message string `json:"message"`
}

// CheckOutput is what is wrong; nothing where the list is empty.
type CheckOutput struct {
	Body struct {
		Sound  bool        `json:"sound"`
		Hash   string      `json:"hash,omitempty" doc:"Of the whole, when it is sound"`
		Faults []FaultView `json:"faults" nullable:"false"`
	}
}

func (a *api) check(ctx context.Context, c *door.Caller, in *CheckInput) (*CheckOutput, error) {
	_, b, faults, err := a.candidate(ctx, in.Zone, in.Body.Files)
	if err != nil {
		return nil, err
	}
	beside, err := a.beside(ctx, in.Zone, in.Body.Files)
	if err != nil {
		return nil, err
	}
	faults = append(faults, beside...)
	out := &CheckOutput{}
	out.Body.Faults, out.Body.Sound = faultViews(faults, c), len(faults) == 0
	if b != nil && out.Body.Sound {
		out.Body.Hash = b.Hash
	}
	return out, nil
}

// beside is what is wrong with the scenarios beside changed files.
func (a *api) beside(ctx context.Context, zone string, files map[string]string) (errs.List, error) {
	timeline, err := a.Engine.Timeline(ctx, zone)
	if err != nil {
		return nil, err
	}
	folder, err := trial.Folder(timeline.Newest(), zone, files)
	if err != nil {
		return nil, err
	}
	_, err = scenario.Load(folder, zone)
	if list, ok := err.(errs.List); ok { //nolint:errorlint // faults of files are never wrapped
		return list, nil
	}
	if errs.KindOf(err) == errs.NotFound { // no folder: said by the check
		err = nil
	}
	return nil, err
}

func faultViews(faults errs.List, c *door.Caller) []FaultView {
	views := []FaultView{}
	for _, f := range faults {
		v := FaultView{Code: f.Code, Message: f.Text.In(c.Lang)}
		v.File, v.Line, v.Column = placeOf(f.Where)
		views = append(views, v)
	}
	return views
}

// placeOf takes file:line:column apart.
func placeOf(where string) (file string, line, column int) {
	parts := strings.Split(where, ":")
	if len(parts) < 3 {
		return where, 0, 0
	}
	line, _ = strconv.Atoi(parts[len(parts)-2])
	column, _ = strconv.Atoi(parts[len(parts)-1])
	return strings.Join(parts[:len(parts)-2], ":"), line, column
}

// DiffOutput tells the difference in words.
type DiffOutput struct {
	Body struct {
		Changes []DifferenceView `json:"changes" nullable:"false"`
	}
}

// DifferenceView is one difference.
type DifferenceView struct {
	Where string `json:"where"`
	Says  string `json:"says"`
}

// sound gives a candidate that may be tried or applied; its faults are the refusal.
func (a *api) sound(ctx context.Context, zone string, files map[string]string) (current, b *mechanism.Bundle, err error) {
	current, b, faults, err := a.candidate(ctx, zone, files)
	if err == nil && len(faults) > 0 {
		err = faults
	}
	return current, b, err
}

func (a *api) diff(ctx context.Context, c *door.Caller, in *CheckInput) (*DiffOutput, error) {
	current, b, err := a.sound(ctx, in.Zone, in.Body.Files)
	if err != nil {
		return nil, err
	}
	out := &DiffOutput{}
	out.Body.Changes = differences(current, b, c.Lang)
	return out, nil
}

// differences tells in words how one bundle differs from another; from none, nothing.
func differences(before, after *mechanism.Bundle, lang text.Lang) []DifferenceView {
	out := []DifferenceView{}
	if before == nil {
		return out
	}
	for _, ch := range append(mechanism.Diff(before, after), mechanism.Always(before).Barred(after)...) {
		out = append(out, DifferenceView{ch.Where, ch.Text.In(lang)})
	}
	return out
}

// PlanInput is files to be tried.
type PlanInput struct {
	InZone

	Body struct {
		ChangedFiles

		From time.Time `json:"from,omitzero" doc:"Differences before are not told; the beginning of the ledger unless given"`
		To   time.Time `json:"to,omitzero" doc:"Now unless given"`
	}
}

// PlanOutput is a plan: its task, and the report once it is done.
type PlanOutput struct {
	Location string `header:"Location"`
	Body     PlanView
}

// PlanView is how far a plan is.
type PlanView struct {
	ID     string       `json:"id"`
	State  string       `json:"state" enum:"waiting,running,done,failed"`
	Done   int64        `json:"done" doc:"Events replayed"`
	Total  int64        `json:"total" doc:"Events of the ledger"`
	Error  string       `json:"error,omitempty" doc:"Why it failed, for a person"`
	Report *plan.Report `json:"report,omitempty"`

	Headline string `json:"headline,omitempty" doc:"The difference in one sentence"`
}

func (a *api) plan(ctx context.Context, c *door.Caller, in *PlanInput) (*PlanOutput, error) {
	if !in.Body.To.IsZero() && in.Body.To.Before(in.Body.From) {
		return nil, errs.Newf(errs.Invalid, "plan.reversed", "to 早于 from", "to is before from").At("body.to")
	}
	if _, _, err := a.sound(ctx, in.Zone, in.Body.Files); err != nil {
		return nil, err
	}
	out := &PlanOutput{}
	err := a.Engine.Together(ctx, func(ctx context.Context) error {
		task, err := a.desk.Begin(ctx, in.Zone, c.Account.ID, &trial.Wanted{Files: in.Body.Files, From: in.Body.From, To: in.Body.To, Scope: c.Subject.Scope(authority.See, c.Rules)}, c.Lang)
		out.Body.ID, out.Body.State, out.Body.Total = task.ID, task.State, task.Total
		return err
	})
	out.Location = door.Prefix + "/zones/" + in.Zone + "/mechanisms/plans/" + out.Body.ID
	return out, err
}

func (a *api) readPlan(ctx context.Context, c *door.Caller, in *struct {
	InZone

	Plan string `path:"plan" maxLength:"64" doc:"Its id"`
},
) (*PlanOutput, error) {
	t, report, err := a.desk.Read(ctx, in.Zone, c.Account.ID, in.Plan)
	if err != nil {
		return nil, err
	}
	view := PlanView{ID: t.ID, State: t.State, Done: t.Done, Total: t.Total, Error: t.Error, Report: whole(report)}
	if report != nil {
		view.Headline = headline(report).In(c.Lang)
	}
	return &PlanOutput{Body: view}, nil
}

// whole makes a report's lists empty where they are null.
func whole(report *plan.Report) *plan.Report {
	if report != nil {
		report.Lights, report.Rungs = append([]plan.LightChange{}, report.Lights...), append([]plan.Move{}, report.Rungs...)
		report.Deadlines, report.Units = append([]plan.DeadlineMove{}, report.Deadlines...), append([]plan.UnitDelta{}, report.Units...)
		report.Months = append([]plan.MonthDelta{}, report.Months...)
	}
	return report
}
