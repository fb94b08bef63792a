package entitle

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"qinlian/internal/adapter/jobs"
	"qinlian/internal/adapter/trial"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/mechanism"
)

// Planning compares two bundles on the records of a zone. Claims that stand count for neither.
type Planning struct {
	Zone string
	Read Read
	Paid []benefit.Payment
	Step func() // after each time that a register was tried; may be nil
}

func (p *Planning) try(ctx context.Context, b *mechanism.Bundle, register string, day clock.Date, paid []benefit.Payment) (*benefit.Outcome, benefit.Records, error) {
	if p.Step != nil {
		p.Step()
	}
	scheme, err := benefit.Compile(b, register, day)
	if err != nil {
		return nil, benefit.Records{}, err
	}
	records, err := p.Read(ctx, p.Zone, b, scheme, "name", "size", "industry", "division", "district")
	if err != nil {
		return nil, records, err
	}
	o, err := scheme.Entitle(benefit.Case{Records: records, Paid: paid})
	return o, records, err
}

// Compare tells what a draft changes for the records of a register on a day, and with year what is spent by the end of each
// month; nil where the draft has no clause on the register that day.
func (p *Planning) Compare(ctx context.Context, before, draft *mechanism.Bundle, register string, day clock.Date, year bool) (*benefit.Comparison, benefit.Records, error) {
	after, records, err := p.try(ctx, draft, register, day, p.Paid)
	if errs.Is(err, "benefit.no_clause") {
		return nil, records, nil
	}
	if err != nil {
		return nil, records, err
	}
	now := (*benefit.Outcome)(nil)
	if before != nil {
		if now, _, err = p.try(ctx, before, register, day, p.Paid); err != nil && !errs.Is(err, "benefit.no_clause") {
			return nil, records, err
		}
	}
	def := draft.Registers[register]
	var by []benefit.By
	for _, one := range []benefit.By{{Path: "size"}, {Path: "industry", First: 1}, {Path: "division"}, {Path: "district"}} {
		if _, ok := def.Fields[one.Path]; ok {
			by = append(by, benefit.By{Path: def.Root() + "." + one.Path, First: one.First})
		}
	}
	out := benefit.Compare(now, after, records.Keys, records.Table, by)
	if !year {
		return out, records, nil
	}
	curve := func(b *mechanism.Bundle) benefit.Try {
		if b == nil {
			return nil
		}
		return func(day clock.Date, paid []benefit.Payment) (*benefit.Outcome, []string, error) {
			o, records, err := p.try(ctx, b, register, day, append(paid, p.Paid...))
			if errs.Is(err, "benefit.no_clause") {
				return &benefit.Outcome{}, nil, nil
			}
			return o, records.Keys, err
		}
	}
	out.Months, err = benefit.Curve(day.Year(), curve(before), curve(draft))
	return out, records, err
}

// Side is one side of a plan: the newest version with files written anew, or with what a proposal would put in force;
// without either, what governs.
type Side struct {
	Files    map[string]string `json:"files,omitempty"`
	Proposal string            `json:"proposal,omitempty"`
}

// Wanted is a plan as it is asked for.
type Wanted struct {
	Side

	Against Side       `json:"against"`
	Day     clock.Date `json:"day"`
	Year    bool       `json:"year"`
	At      time.Time  `json:"at"` // when it was asked for: what governs then
}

// Report is what came of a plan: one part for each register.
type Report struct {
	Parts []Part `json:"parts"`
}

// Part is what becomes of the records of one register.
type Part struct {
	*benefit.Comparison

	Register string            `json:"register"`
	Title    text.Text         `json:"title"`
	Day      clock.Date        `json:"day"`
	Records  int               `json:"records"`
	Won      int               `json:"won"`  // in all; the first of them are winners
	Lost     int               `json:"lost"` // likewise
	Names    map[string]string `json:"names"`
}

// mostNamed bounds the winners, the losers and the pairs of clauses that a report lists.
const mostNamed = 200

// PlanJob does a plan.
type PlanJob struct {
	Zone string    `json:"zone"`
	Task string    `json:"task"`
	Lang text.Lang `json:"lang"` // of a refusal's words
}

// Kind is "benefit-plan".
func (PlanJob) Kind() string { return "benefit-plan" }

// attempt bounds what one plan may take.
const attempt = 30 * time.Minute

// Work registers the desk's job. A desk must be registered before the client is made.
func (d *Desk) Work(r *jobs.Registry) {
	jobs.Register(r, d.do, jobs.Options{Queue: jobs.Long, Timeout: attempt, Attempts: 3})
}

// Bundle gives a side of a plan. Faults of form are an errs.List.
func (d *Desk) Bundle(ctx context.Context, zone string, s *Side, at time.Time) (*mechanism.Bundle, error) {
	timeline, err := d.Engine.Timeline(ctx, zone)
	if err != nil {
		return nil, err
	}
	switch {
	case s.Proposal != "":
		p, err := d.Engine.Store().Proposal(ctx, zone, s.Proposal)
		if err != nil {
			return nil, err
		}
		return d.Engine.ProposedBundle(&p)
	case len(s.Files) > 0:
		return trial.Candidate(timeline.Newest(), zone, s.Files)
	default:
		return timeline.At(at), nil
	}
}

// Begin leaves a plan to be done and gives its task. It belongs into a transaction (Together).
func (d *Desk) Begin(ctx context.Context, zone, person string, w *Wanted, registers int, lang text.Lang) (jobs.Task, error) {
	input, err := json.Marshal(w)
	if err != nil {
		return jobs.Task{}, fmt.Errorf("begin a plan of benefits: %w", err)
	}
	task := jobs.Task{State: jobs.Waiting, Total: int64(registers) * steps(w)}
	if task.ID, err = d.Tasks.Begin(ctx, zone, PlanJob{}.Kind(), person, task.Total, input); err == nil {
		_, err = d.Jobs.Insert(ctx, PlanJob{zone, task.ID, lang})
	}
	return task, err
}

// steps is how often one register is tried.
func steps(w *Wanted) int64 {
	if w.Year {
		return 2 + 24
	}
	return 2
}

// Report gives a plan's task to who asked for it, and its report once it is done.
func (d *Desk) Report(ctx context.Context, zone, person, task string) (jobs.Task, *Report, error) {
	t, err := d.Tasks.Read(ctx, zone, person, task)
	if err == nil && t.Kind != (PlanJob{}).Kind() {
		err = errs.Newf(errs.NotFound, "jobs.no_task", "没有任务“%[1]s”，可能已清理", "there is no task %[1]q; it may have been cleaned away", task)
	}
	if err != nil || t.State != jobs.Done {
		return t, nil, err
	}
	report := &Report{}
	if err := json.Unmarshal(t.Result, report); err != nil {
		return t, nil, fmt.Errorf("report of plan %s: %w", task, err)
	}
	return t, report, nil
}

// do carries out a task.
func (d *Desk) do(ctx context.Context, job PlanJob) error {
	return d.Tasks.Run(ctx, job.Zone, job.Task, job.Lang, func(ctx context.Context, input []byte, report jobs.Report) ([]byte, error) {
		var w Wanted
		if err := json.Unmarshal(input, &w); err != nil {
			return nil, fmt.Errorf("input of plan %s: %w", job.Task, err)
		}
		before, err := d.Bundle(ctx, job.Zone, &w.Against, w.At)
		if err != nil {
			return nil, err
		}
		draft, err := d.Bundle(ctx, job.Zone, &w.Side, w.At)
		if err != nil {
			return nil, err
		}
		registers := benefit.Registers(draft)
		done, total := int64(0), int64(len(registers))*steps(&w)
		p := Planning{Zone: job.Zone, Read: Records(d.Engine), Step: func() { report(done, total, ""); done++ }}
		out := Report{Parts: []Part{}}
		for _, name := range registers {
			c, records, err := p.Compare(ctx, before, draft, name, w.Day, w.Year)
			if err != nil {
				return nil, err
			}
			if c != nil {
				out.Parts = append(out.Parts, partOf(draft, name, w.Day, c, &records))
			}
		}
		if len(out.Parts) == 0 {
			return nil, errs.Newf(errs.NotFound, "benefit.none", "%[1]s 没有生效的惠企条款", "no clause of a benefit governs on %[1]s", w.Day)
		}
		return json.Marshal(out)
	})
}

// partOf cuts a comparison to what people look at, and names the records that it lists.
func partOf(b *mechanism.Bundle, register string, day clock.Date, c *benefit.Comparison, records *benefit.Records) Part {
	def := b.Registers[register]
	out := Part{Comparison: c, Register: register, Title: def.Title, Day: day, Won: len(c.Winners), Lost: len(c.Losers), Names: map[string]string{}}
	for row := range records.Keys {
		if records.In(int32(row)) {
			out.Records++
		}
	}
	c.Winners, c.Losers = c.Winners[:min(mostNamed, out.Won)], c.Losers[:min(mostNamed, out.Lost)]
	c.Overlap = c.Overlap[:min(mostNamed, len(c.Overlap))]
	for _, list := range [][]benefit.Change{c.Winners, c.Losers} {
		for _, change := range list {
			out.Names[change.Key] = ""
		}
	}
	for row, key := range records.Keys {
		if _, listed := out.Names[key]; listed {
			v, _ := records.Table.At(row, def.Root()+".name")
			out.Names[key] = v.Text()
		}
	}
	return out
}
