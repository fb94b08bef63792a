// Package trial tries changed mechanisms on a zone's ledger while somebody waits: a candidate is the newest
// version with some of its files written anew; a plan replays the ledger under it, as a long task with progress that any node
// may do and only who asked for it may read.
//
//	files ─Candidate─▶ bundle ─Begin─▶ task + job ─(any node)─▶ engine.Plan ─▶ report
//	                          ─Play──▶ task + job ─(any node)─▶ scenario.RunAll ─▶ what came of each
package trial

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"
	"time"

	"qinlian/internal/adapter/jobs"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/plan"
)

// Wanted is a plan as it is asked for.
type Wanted struct {
	Files map[string]string `json:"files"` // by path; an empty one is taken away
	From  time.Time         `json:"from,omitzero"`
	To    time.Time         `json:"to,omitzero"`
	Scope *authority.Scope  `json:"scope,omitempty"` // of who asked, when they asked: what lies outside is left out
}

// Inserter leaves a job in the transaction of its context.
type Inserter interface {
	Insert(ctx context.Context, job jobs.Job) (jobs.Inserted, error)
}

// Desk does plans that somebody waits for.
type Desk struct {
	Engine *engine.Engine
	Tasks  *jobs.Tasks
	Jobs   Inserter // of the client that the registry of Work belongs to

	Scratch Scratch // where scenarios are played
}

// PlanJob does a task of the desk.
type PlanJob struct {
	Zone string    `json:"zone"`
	Task string    `json:"task"`
	Lang text.Lang `json:"lang"` // of a refusal's words
}

// Kind is "plan".
func (PlanJob) Kind() string { return "plan" }

// attempt bounds what one replay may take: a ledger of a million events takes half a minute.
const attempt = 30 * time.Minute

// Work registers the desk's job. A desk must be registered before the client is made.
func (d *Desk) Work(r *jobs.Registry) {
	jobs.Register(r, d.do, jobs.Options{Queue: jobs.Long, Timeout: attempt, Attempts: 3})
	jobs.Register(r, d.play, jobs.Options{Queue: jobs.Long, Timeout: mostPlay + time.Minute, Attempts: 2})
}

// mostFiles and mostBytes bound a candidate.
const (
	mostFiles = mechanism.MaxFiles
	mostBytes = 8 << 20
)

// Candidate is the newest version with files written anew. Paths are those of the version: ganzhou-etdz/graded-task.yaml.
// Faults of form are told with file, line and column; whether the whole is sound Check tells.
func Candidate(newest *mechanism.Bundle, zone string, files map[string]string) (*mechanism.Bundle, error) {
	folder, err := Folder(newest, zone, files)
	if err != nil {
		return nil, err
	}
	return mechanism.Load(folder, zone)
}

// Folder is the files of a candidate with the scenarios beside them, as a folder of mechanisms.
func Folder(newest *mechanism.Bundle, zone string, files map[string]string) (fs.FS, error) {
	all := map[string][]byte{}
	if newest != nil {
		for _, f := range slices.Concat(newest.Files, newest.Scenarios) {
			all[f.Path] = f.Bytes
		}
	}
	for name, words := range files {
		if !belongs(name, zone) {
			return nil, errs.Newf(errs.Invalid, "mechanism.path", "文件路径“%[1]s”有误：应在 base 或 %[2]s 目录下，以 .yaml 结尾", "the path %[1]q is wrong: it lies in the folder base or %[2]s and ends with .yaml", name, zone).At("body.files")
		}
		if words == "" {
			delete(all, name)
			continue
		}
		all[name] = []byte(words)
	}
	size := 0
	var archive bytes.Buffer
	z := zip.NewWriter(&archive)
	for _, name := range slices.Sorted(maps.Keys(all)) {
		size += len(all[name])
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(all[name])
		}
		if err != nil {
			return nil, fmt.Errorf("gather a candidate: %w", err)
		}
	}
	if len(all) > mostFiles || size > mostBytes {
		return nil, errs.Newf(errs.Invalid, "mechanism.too_large", "机制文件最多 %[1]d 个、共 %[2]d MB", "a bundle has %[1]d files and %[2]d MB at most", mostFiles, mostBytes>>20)
	}
	if err := z.Close(); err != nil {
		return nil, fmt.Errorf("gather a candidate: %w", err)
	}
	folder, err := zip.NewReader(bytes.NewReader(archive.Bytes()), int64(archive.Len()))
	if err != nil {
		return nil, fmt.Errorf("gather a candidate: %w", err)
	}
	return folder, nil
}

// belongs tells whether a path is one that a bundle of the zone may have.
func belongs(name, zone string) bool {
	folder, rest, ok := strings.Cut(name, "/")
	return ok && (folder == "base" || folder == zone) && rest != "" && path.Clean(name) == name && strings.HasSuffix(name, ".yaml") && len(name) < 200
}

// Begin leaves a plan to be done and gives its task, which will go through all events of the zone. It belongs into a
// transaction (Together).
func (d *Desk) Begin(ctx context.Context, zone, person string, w *Wanted, lang text.Lang) (jobs.Task, error) {
	input, err := json.Marshal(w)
	if err != nil {
		return jobs.Task{}, fmt.Errorf("begin a plan: %w", err)
	}
	z, err := d.Engine.Store().Zone(ctx, zone)
	if err != nil {
		return jobs.Task{}, err
	}
	task := jobs.Task{State: jobs.Waiting, Total: z.Size}
	if task.ID, err = d.Tasks.Begin(ctx, zone, PlanJob{}.Kind(), person, z.Size, input); err == nil {
		_, err = d.Jobs.Insert(ctx, PlanJob{zone, task.ID, lang})
	}
	return task, err
}

// Read gives a plan's task to who asked for it, and its report once it is done.
func (d *Desk) Read(ctx context.Context, zone, person, task string) (jobs.Task, *plan.Report, error) {
	t, err := d.read(ctx, zone, person, PlanJob{}.Kind(), task)
	if err != nil || t.State != jobs.Done {
		return t, nil, err
	}
	report := &plan.Report{}
	if err := json.Unmarshal(t.Result, report); err != nil {
		return t, nil, fmt.Errorf("report of plan %s: %w", task, err)
	}
	return t, report, nil
}

// read gives a task of a kind to who asked for it.
func (d *Desk) read(ctx context.Context, zone, person, kind, task string) (jobs.Task, error) {
	t, err := d.Tasks.Read(ctx, zone, person, task)
	if err == nil && t.Kind != kind {
		err = errs.Newf(errs.NotFound, "jobs.no_task", "没有任务“%[1]s”，可能已清理", "there is no task %[1]q; it may have been cleaned away", task)
	}
	return t, err
}

// do carries out a task.
func (d *Desk) do(ctx context.Context, job PlanJob) error {
	return d.Tasks.Run(ctx, job.Zone, job.Task, job.Lang, func(ctx context.Context, input []byte, report jobs.Report) ([]byte, error) {
		var w Wanted
		if err := json.Unmarshal(input, &w); err != nil {
			return nil, fmt.Errorf("input of plan %s: %w", job.Task, err)
		}
		timeline, err := d.Engine.Timeline(ctx, job.Zone)
		if err != nil {
			return nil, err
		}
		candidate, err := Candidate(timeline.Newest(), job.Zone, w.Files)
		if err != nil {
			return nil, err
		}
		if w.From.IsZero() {
			if w.From, err = d.Engine.Since(ctx, job.Zone, candidate, w.To); err != nil {
				return nil, err
			}
		}
		z, err := d.Engine.Store().Zone(ctx, job.Zone)
		if err != nil {
			return nil, err
		}
		hidden, err := d.Engine.Outside(ctx, job.Zone, w.Scope)
		if err != nil {
			return nil, err
		}
		out, err := d.Engine.Plan(ctx, job.Zone, candidate, plan.Options{
			From: w.From, To: w.To, Without: hidden, Progress: func(events int64) { report(events, z.Size, "") },
		})
		if err != nil {
			return nil, err
		}
		report(z.Size, z.Size, "")
		return json.Marshal(out)
	})
}
