package workbook

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"sync"
	"time"

	"qinlian/internal/adapter/attachment"
	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
)

// Types of file that an import takes; see package attachment.
var Types = []string{"xlsx", "csv"}

// Order is what an import is told besides its bytes.
type Order struct {
	File   string `json:"file"` // name of the file
	Size   int64  `json:"size"`
	Kind   string `json:"kind,omitempty"`
	Above  string `json:"above,omitempty"`
	Ledger string `json:"ledger,omitempty"`
	Sheet  string `json:"sheet,omitempty"`
	Year   int    `json:"year,omitempty"`
	Unit   string `json:"unit,omitempty"` // of amounts without one: yuan, wan, yi

	Corrections sheet.Corrections `json:"corrections,omitempty"` // that the newest dry run read in place of cells
}

var units = map[string]money.Fen{"yuan": money.Yuan, "wan": money.Wan, "yi": money.Yi}

// Entry is an import at the desk: its file, its dry run, and the import itself once it was wanted.
type Entry struct {
	ID      string
	Person  string
	Post    string
	Hash    string
	Order   Order
	Created time.Time
	Dry     jobs.Task
	Real    *jobs.Task // nil until wanted
}

type importRow struct {
	Zone    string `bun:"zone_id,pk"`
	ID      string `bun:"id,pk"`
	Person  string `bun:"person"`
	Post    string `bun:"post"`
	Hash    string `bun:"hash"`
	Options string `bun:"options"`
	Dry     string `bun:"dry_task"`
	Real    string `bun:"real_task"`
	Created int64  `bun:"created_at"`
}

// taskInput is what a task is given.
type taskInput struct {
	Import string `json:"import"`
	Dry    bool   `json:"dry"`
}

// Inserter leaves a job in the transaction of its context.
type Inserter interface {
	Insert(ctx context.Context, job jobs.Job) (jobs.Inserted, error)
}

// Desk does imports that somebody waits for.
type Desk struct {
	DB     *database.DB
	Engine *engine.Engine
	Files  *attachment.Files
	Tasks  *jobs.Tasks
	Jobs   Inserter // of the client that the registry of Work belongs to

	// Rehearse tries a file of so many bytes in a zone where it stops nobody; nil is on Engine itself.
	Rehearse func(ctx context.Context, zone string, size int64, try func(ctx context.Context, e *engine.Engine) error) error

	under sync.Map // ids of tasks that this node works on → [2]int64
}

// ImportJob does a task of the desk.
type ImportJob struct {
	Zone string    `json:"zone"`
	Task string    `json:"task"`
	Lang text.Lang `json:"lang"` // of a refusal's words
}

// Kind is "import".
func (ImportJob) Kind() string { return "import" }

// Limits of an import: what one attempt may take, after how long without a sign a task counts as given up, how long
// a dry run is kept that nobody went on with.
const (
	attempt    = 30 * time.Minute
	givenUp    = 3 * time.Hour
	dryRunKept = 30 * 24 * time.Hour
)

// Bounds of what is unpacked and read of a file that somebody sent.
const (
	mostUnpacked = 512 << 20
	mostRows     = 50_000
)

// Work registers the desk's job. A desk must be registered before the client is made.
func (d *Desk) Work(r *jobs.Registry) {
	jobs.Register(r, d.do, jobs.Options{Queue: jobs.Long, Timeout: attempt, Attempts: 4})
}

// About names the file of an import where files are attached.
func About(id string) string { return "import/" + id }

// Begin keeps a received ledger and begins its dry run: e says who sends it, as which post, and what it is to become. then
// runs in the same transaction.
func (d *Desk) Begin(ctx context.Context, s *attachment.Staged, e Entry, lang text.Lang, then func(ctx context.Context, e *Entry) error) (*Entry, error) {
	ctx = database.InZone(ctx, s.Zone)
	e.Order.File, e.Order.Size, e.Hash, e.Created = s.Name, s.Size, s.Hash, d.Engine.NowIn(s.Zone)
	options, err := json.Marshal(e.Order)
	if err != nil {
		return nil, fmt.Errorf("begin an import: %w", err)
	}
	_, err = d.Files.Attach(ctx, s, About(e.ID), e.Person, func(ctx context.Context, _ attachment.Row) error {
		if e.Dry, err = d.begin(ctx, s.Zone, &e, true, lang); err != nil {
			return err
		}
		row := importRow{s.Zone, e.ID, e.Person, e.Post, e.Hash, string(options), e.Dry.ID, "", e.Created.UnixMicro()}
		if _, err := d.DB.Conn(ctx).NewInsert().Model(&row).ModelTableExpr("imports").Exec(ctx); err != nil {
			return fmt.Errorf("begin an import: %w", err)
		}
		return then(ctx, &e)
	})
	return &e, err
}

// begin leaves a task, and the job that does it.
func (d *Desk) begin(ctx context.Context, zone string, e *Entry, dry bool, lang text.Lang) (jobs.Task, error) {
	input, err := json.Marshal(taskInput{Import: e.ID, Dry: dry})
	if err != nil {
		return jobs.Task{}, fmt.Errorf("begin an import: %w", err)
	}
	task := jobs.Task{State: jobs.Waiting, Total: e.Order.Size}
	if task.ID, err = d.Tasks.Begin(ctx, zone, ImportJob{}.Kind(), e.Person, task.Total, input); err == nil {
		_, err = d.Jobs.Insert(ctx, ImportJob{zone, task.ID, lang})
	}
	return task, err
}

// Confirm begins the import itself, once its dry run has found nothing that must be put right: of the very bytes that
// were looked at, named by their hash, read with the corrections of that dry run. An import that runs, or was done, is not begun again. then runs in the same
// transaction.
func (d *Desk) Confirm(ctx context.Context, zone, person, importID, hash string, corrections sheet.Corrections, lang text.Lang, then func(ctx context.Context, e *Entry) error) (out *Entry, err error) {
	ctx = database.InZone(ctx, zone)
	err = d.DB.InTx(ctx, func(ctx context.Context) error {
		if err := d.DB.Lock(ctx, "import/"+zone+"/"+importID); err != nil {
			return err
		}
		e, err := d.Read(ctx, zone, person, importID)
		if err != nil {
			return err
		}
		if err := e.ready(hash, corrections); err != nil {
			return err
		}
		if e.Real == nil || e.Real.State == jobs.Failed {
			task, err := d.begin(ctx, zone, e, false, lang)
			if err != nil {
				return err
			}
			e.Real = &task
			if _, err := d.DB.Conn(ctx).NewUpdate().TableExpr("imports").Set("real_task = ?", task.ID).Where("zone_id = ? AND id = ?", zone, importID).Exec(ctx); err != nil {
				return fmt.Errorf("begin an import: %w", err)
			}
		}
		out = e
		return then(ctx, e)
	})
	return out, err
}

// ready refuses an import that was not looked at, or not these bytes.
func (e *Entry) ready(hash string, corrections sheet.Corrections) error {
	if e.Dry.State != jobs.Done {
		return errs.Newf(errs.Conflict, "import.not_tried", "试导入还没有完成，请先看过结果", "the dry run has not been completed: look at its result first")
	}
	if hash != e.Hash {
		return errs.Newf(errs.Conflict, "import.other_file", "这不是试导入过的文件（%[1]s）；请先试导入", "this is not the file of the dry run (%[1]s): make a dry run first", e.Hash).At("body.sha256")
	}
	if !maps.Equal(corrections, e.Order.Corrections) {
		return errs.Newf(errs.Conflict, "import.other_corrections", "所附更正与试导入时的不同；请按这些更正再试一次", "these are not the corrections of the dry run: try again with them first").At("body.corrections")
	}
	found, err := ResultOf(&e.Dry)
	if err != nil {
		return err
	}
	return found.Err()
}

// ResultOf reads what a task of the desk has found; nil before its end.
func ResultOf(t *jobs.Task) (*Imported, error) {
	if t.State != jobs.Done {
		return nil, nil //nolint:nilnil // none yet
	}
	out := &Imported{}
	if err := json.Unmarshal(t.Result, out); err != nil {
		return nil, fmt.Errorf("result of import task %s: %w", t.ID, err)
	}
	return out, nil
}

// Bounds of what a result tells one by one; its figures are whole.
const (
	mostDoubts = 2_000
	mostLines  = 5_000
)

// do carries out a task.
func (d *Desk) do(ctx context.Context, job ImportJob) error {
	ctx = database.InZone(ctx, job.Zone)
	defer d.under.Delete(job.Task)
	return d.Tasks.Run(ctx, job.Zone, job.Task, job.Lang, func(ctx context.Context, input []byte, report jobs.Report) ([]byte, error) {
		var in taskInput
		if err := json.Unmarshal(input, &in); err != nil {
			return nil, fmt.Errorf("input of import task %s: %w", job.Task, err)
		}
		row, err := d.row(ctx, job.Zone, in.Import)
		if err != nil {
			return nil, err
		}
		out, err := d.carryOut(ctx, row, in.Dry, func(done, total int64) {
			d.under.Store(job.Task, [2]int64{done, total})
			if d.DB.Dialect() == database.PostgreSQL { // SQLite has one writer, and the import is it
				report(done, total, "")
			}
		})
		if err != nil {
			return nil, err
		}
		if !in.Dry && out.Errors == 0 { // what writes much ends with a signature
			if _, err := d.Engine.Checkpoint(ctx, job.Zone); err != nil {
				return nil, err
			}
		}
		out.Doubts, out.Lines = out.Doubts[:min(len(out.Doubts), mostDoubts)], out.Lines[:min(len(out.Lines), mostLines)]
		return json.Marshal(out)
	})
}

func (d *Desk) carryOut(ctx context.Context, row *importRow, dry bool, progress func(done, total int64)) (*Imported, error) {
	var o Order
	if err := json.Unmarshal([]byte(row.Options), &o); err != nil {
		return nil, fmt.Errorf("options of import %s: %w", row.ID, err)
	}
	file, err := d.Files.Local(ctx, &attachment.Row{Zone: row.Zone, Hash: row.Hash})
	if err != nil {
		return nil, err
	}
	var out *Imported
	try := func(ctx context.Context, e *engine.Engine) (err error) {
		out, err = Import(ctx, e, Importing{
			Zone: row.Zone, File: o.File, Kind: o.Kind, Above: o.Above, Ledger: o.Ledger, As: row.Post, Person: row.Person, DryRun: dry,
			Sheet:  sheet.Options{Sheet: o.Sheet, Year: o.Year, AmountUnit: units[o.Unit], Corrections: o.Corrections, MaxUnpackedBytes: mostUnpacked, MaxRows: mostRows},
			Source: file, Size: o.Size,
		}, func(done, total int64) { // a workbook is larger than its file
			progress(int64(float64(done)/float64(max(total, 1))*float64(o.Size)), o.Size)
		})
		return err
	}
	if dry && d.Rehearse != nil {
		err = d.Rehearse(ctx, row.Zone, o.Size, try)
	} else {
		err = try(ctx, d.Engine)
	}
	return out, errors.Join(err, file.Close())
}
