package trial

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"time"

	"qinlian/internal/adapter/jobs"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/scenario"
)

// Scratch makes empty stores for scenarios, and what takes them all away again.
type Scratch func(ctx context.Context) (open scenario.Open, done func() error, err error)

// PlayJob plays the scenarios of a candidate.
type PlayJob struct {
	Zone string    `json:"zone"`
	Task string    `json:"task"`
	Lang text.Lang `json:"lang"` // of a refusal's words
}

// Kind is "scenarios".
func (PlayJob) Kind() string { return "scenarios" }

// mostPlay and mostScenarios bound what playing them may take: files come from people, and one may ask for years of sweeps.
const (
	mostPlay      = 5 * time.Minute
	mostScenarios = 400
)

// Played is what came of one scenario.
type Played struct {
	File     string   `json:"file"`
	Name     string   `json:"name"`
	Note     string   `json:"note,omitempty"`
	Line     int      `json:"line"`
	Rows     []string `json:"rows"`
	Passed   bool     `json:"passed"`
	Failures []Unmet  `json:"failures"`
}

// Unmet is one thing that did not come out as the scenario says.
type Unmet struct {
	Line int       `json:"line"`
	Says text.Text `json:"says"`
}

// toPlay is what a task of scenarios asks for.
type toPlay struct {
	Files map[string]string `json:"files"`
	Only  string            `json:"only"` // path of one file; "": all
}

// Scenarios reads those of a candidate's folder, of one file or of all. The error is an errs.List of their faults.
func Scenarios(folder fs.FS, zone, only string) ([]scenario.Scenario, error) {
	files, err := scenario.Load(folder, zone)
	if err != nil {
		return nil, err
	}
	var all []scenario.Scenario
	for _, f := range files {
		if only == "" || f.Path == only {
			all = append(all, f.Scenarios...)
		}
	}
	switch {
	case len(all) == 0:
		return nil, errs.Newf(errs.NotFound, "scenario.none", "没有情景可以演练；情景写在机制文件旁的 *.test.yaml 里", "there are no scenarios to play; they stand in *.test.yaml beside the mechanism files")
	case len(all) > mostScenarios:
		return nil, errs.Newf(errs.Invalid, "scenario.too_many", "情景共 %[1]d 个，一次最多演练 %[2]d 个，请只选一个文件", "there are %[1]d scenarios, and %[2]d are played at once at most: choose one file", len(all), mostScenarios)
	}
	return all, nil
}

// Play leaves scenarios to be played and gives their task. It belongs into a transaction (Together).
func (d *Desk) Play(ctx context.Context, zone, person string, files map[string]string, only string, n int, lang text.Lang) (jobs.Task, error) {
	input, err := json.Marshal(toPlay{files, only})
	if err != nil {
		return jobs.Task{}, fmt.Errorf("begin to play scenarios: %w", err)
	}
	task := jobs.Task{State: jobs.Waiting, Total: int64(n)}
	if task.ID, err = d.Tasks.Begin(ctx, zone, PlayJob{}.Kind(), person, task.Total, input); err == nil {
		_, err = d.Jobs.Insert(ctx, PlayJob{zone, task.ID, lang})
	}
	return task, err
}

// ReadPlay gives a task of scenarios to who asked for it, and what came of each once it is done.
func (d *Desk) ReadPlay(ctx context.Context, zone, person, task string) (jobs.Task, []Played, error) {
	t, err := d.read(ctx, zone, person, PlayJob{}.Kind(), task)
	if err != nil || t.State != jobs.Done {
		return t, nil, err
	}
	var out []Played
	if err := json.Unmarshal(t.Result, &out); err != nil {
		return t, nil, fmt.Errorf("result of scenarios %s: %w", task, err)
	}
	return t, out, nil
}

// play carries out a task of scenarios.
func (d *Desk) play(ctx context.Context, job PlayJob) error {
	return d.Tasks.Run(ctx, job.Zone, job.Task, job.Lang, func(ctx context.Context, input []byte, report jobs.Report) (_ []byte, err error) {
		var w toPlay
		if err := json.Unmarshal(input, &w); err != nil {
			return nil, fmt.Errorf("input of scenarios %s: %w", job.Task, err)
		}
		timeline, err := d.Engine.Timeline(ctx, job.Zone)
		if err != nil {
			return nil, err
		}
		folder, err := Folder(timeline.Newest(), job.Zone, w.Files)
		if err != nil {
			return nil, err
		}
		b, err := mechanism.Load(folder, job.Zone)
		if err != nil {
			return nil, err
		}
		all, err := Scenarios(folder, job.Zone, w.Only)
		if err != nil {
			return nil, err
		}
		open, done, err := d.Scratch(ctx)
		if err != nil {
			return nil, err
		}
		defer func() { err = errors.Join(err, done()) }()
		within, cancel := context.WithTimeout(ctx, mostPlay)
		defer cancel()
		results := scenario.RunAll(within, all, b, open, func(ended int) { report(int64(ended), int64(len(all)), "") })
		if ctx.Err() == nil && within.Err() != nil {
			return nil, errs.Newf(errs.Refused, "scenario.too_long", "情景在 %[1]d 分钟内没有演练完；请只选一个文件，或缩短时间跨度", "the scenarios did not end within %[1]d minutes: choose one file, or shorter spans of time", int(mostPlay.Minutes()))
		}
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		out := make([]Played, len(results))
		for i := range results {
			r := &results[i]
			out[i] = Played{File: r.File, Name: r.Name, Note: all[i].Note, Line: r.At.Line, Rows: append([]string{}, r.Rows...), Passed: r.Passed, Failures: []Unmet{}}
			for _, f := range r.Failures {
				out[i].Failures = append(out[i].Failures, Unmet{f.At.Line, f.Text})
			}
		}
		return json.Marshal(out)
	})
}
