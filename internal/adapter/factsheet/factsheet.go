// Package factsheet takes tables of facts in: each row of an .xlsx or .csv tells some facts of one record of a register
// that keeps facts, such as 2022年营业收入（万元） of an enterprise.
//
//	file ─ sheet.ReadPlain ─▶ row ─ headings ─▶ command ─ engine.State ─▶ statement
//
// Headings are found by the titles and `also` of the register's file. A cell that cannot be read, or that contradicts what
// is on record, is a doubt with its place; the rest of its row is taken. What is on record already is not written again,
// so the same file may be imported twice, or again once it was mended.
package factsheet

import (
	"context"
	"io"
	"slices"
	"sync"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/register/facts"
)

// Options say what to import and how.
type Options struct {
	Zone     string
	Register string
	Act      engine.Act
	From     clock.Date   // from which day what the table says holds
	Source   string       // ""; the file's name
	Dated    clock.Date   // of the source; From where zero
	Period   facts.Period // of columns that tell neither year nor month; zero: none
	Reason   string       // why it may contradict what is on record
	Vouched  string       // who saw the licences of codes whose digits do not check
	Sheet    string       // one sheet by name; "" reads every visible one that has a heading for the key
	Dry      bool         // nothing is written

	Doubt    func(sheet.Doubt) error // each doubt as it is found
	Progress func(done, total int64) // bytes of the file
}

// Result is what became of an import.
type Result struct {
	File     string   `json:"file"`
	SHA256   string   `json:"sha256"`
	Rows     int      `json:"rows"` // with a record's key
	New      int      `json:"new"`
	Changed  int      `json:"changed"`
	Same     int      `json:"same"`    // all that they say is on record
	Refused  int      `json:"refused"` // not taken at all
	Facts    int      `json:"facts"`   // that were new
	Doubtful int      `json:"doubtful"`
	Columns  []string `json:"columns"` // what was read, in the order of the table
	Unknown  []string `json:"unknown"` // headings that mean nothing to the register
	Dry      bool     `json:"dry"`
}

func (r *Result) stated(o *engine.FactOutcome) {
	switch {
	case !o.Said:
		r.Same++
	case len(o.Record.Said) == 1:
		r.New++
	default:
		r.Changed++
	}
	r.Facts += o.Facts
}

// maxFile bounds a table's file: a million enterprises of forty columns take some 300 MB.
const maxFile = 2 << 30

// chunk is how many rows are stated in one transaction.
const chunk = 2000

// Import reads the file at path.
func Import(ctx context.Context, e *engine.Engine, path string, o Options) (Result, error) {
	return run(ctx, e, o, func(so sheet.Options, each func(sheet.PlainRow) error) (sheet.Report, error) {
		return sheet.ReadPlain(ctx, path, so, each)
	})
}

// ImportFrom is Import for an upload; name is the name the file came under.
func ImportFrom(ctx context.Context, e *engine.Engine, src io.ReaderAt, size int64, name string, o Options) (Result, error) {
	return run(ctx, e, o, func(so sheet.Options, each func(sheet.PlainRow) error) (sheet.Report, error) {
		return sheet.ReadPlainFrom(ctx, src, size, name, so, each)
	})
}

type readPlain func(sheet.Options, func(sheet.PlainRow) error) (sheet.Report, error)

func run(ctx context.Context, e *engine.Engine, o Options, read readPlain) (Result, error) {
	act := o.Act
	if act.At.IsZero() {
		act.At = e.NowIn(o.Zone)
	}
	def, _, err := e.FactRegister(ctx, o.Zone, o.Register, act.At)
	if err != nil {
		return Result{}, err
	}
	o.Act = act
	if o.Dated.IsZero() {
		o.Dated = o.From
	}
	if o.Doubt == nil {
		o.Doubt = func(sheet.Doubt) error { return nil }
	}
	im := &importing{ctx: ctx, engine: e, o: o, def: def, headings: headingsOf(def), out: Result{Dry: o.Dry}}
	return im.run(read) //nolint:contextcheck // it has it already
}

// importing is one import. Rows are read in one goroutine and stated in another.
type importing struct {
	ctx      context.Context //nolint:containedctx // lives for one call
	engine   *engine.Engine
	o        Options
	def      *register.Definition
	headings headings

	sheet   string
	layout  *layout // of the sheet at hand; nil until its headings are found
	looked  int     // rows looked at in vain
	found   bool    // headings, in some sheet
	waiting []row

	mu  sync.Mutex
	out Result
}

// tell hands on a doubt; those of the file and those of what is stated come from two goroutines.
func (im *importing) tell(d sheet.Doubt) error {
	im.mu.Lock()
	defer im.mu.Unlock()
	if d.Level != sheet.Note {
		im.out.Doubtful++
	}
	return im.o.Doubt(d)
}

func (im *importing) count(change func(*Result)) {
	im.mu.Lock()
	defer im.mu.Unlock()
	change(&im.out)
}

// row is what a row of the table says, and where.
type row struct {
	command facts.Command
	cells   map[string]string // by facts.Fact.Where: the cell
	at      string
}

func (im *importing) run(read readPlain) (Result, error) {
	chunks := make(chan []row, 1)
	ctx, stop := context.WithCancelCause(im.ctx)
	defer stop(nil)
	var report sheet.Report
	var readErr error
	go func() {
		defer close(chunks)
		report, readErr = read(sheet.Options{Sheet: im.o.Sheet, Progress: im.o.Progress, MaxFileBytes: maxFile, MaxUnpackedBytes: 4 * maxFile}, func(r sheet.PlainRow) error {
			if err := im.take(r); err != nil {
				return err
			}
			if len(im.waiting) < chunk {
				return nil
			}
			return im.hand(ctx, chunks)
		})
		if readErr == nil && len(im.waiting) > 0 {
			readErr = im.hand(ctx, chunks)
		}
	}()
	var stateErr error
	for rows := range chunks {
		if stateErr != nil {
			continue
		}
		if stateErr = im.state(rows); stateErr != nil {
			stop(stateErr)
		}
	}
	im.out.File, im.out.SHA256 = report.File, report.FileSHA256
	switch {
	case stateErr != nil:
		return im.out, stateErr
	case readErr != nil:
		return im.out, readErr
	case !im.found:
		return im.out, errs.Newf(errs.Invalid, "factsheet.no_heading", "表中没有“%[1]s”一列，无从知道各行是谁；可用的表头：%[2]s", "no column is headed %[3]q, so nobody can tell whose rows they are; headings known: %[2]s",
			im.def.Fields[im.def.Key].Title.Zh, im.headings.known(im.def.Key), im.def.Fields[im.def.Key].Title.En).At(report.File)
	}
	return im.out, nil
}

func (im *importing) hand(ctx context.Context, chunks chan<- []row) error {
	select {
	case chunks <- im.waiting:
		im.waiting = nil
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

// state states a chunk. Facts that are refused are told, and the rest of their row is stated without them.
func (im *importing) state(rows []row) error {
	again, err := im.round(rows, true)
	if err != nil || len(again) == 0 {
		return err
	}
	_, err = im.round(again, false)
	return err
}

func (im *importing) round(rows []row, retry bool) (again []row, err error) {
	commands := make([]facts.Command, len(rows))
	for i := range rows {
		commands[i] = rows[i].command
	}
	outcomes, err := im.engine.State(im.ctx, im.o.Zone, im.o.Register, im.o.Act, im.o.Dry, commands)
	if err != nil {
		return nil, err
	}
	for i := range outcomes {
		switch o := &outcomes[i]; {
		case o.Err != nil:
			rest, err := im.refused(&rows[i], o.Err)
			if err != nil {
				return nil, err
			}
			if retry && rest != nil {
				again = append(again, *rest)
			} else {
				im.count(func(r *Result) { r.Refused++ })
			}
		default:
			im.count(func(r *Result) { r.stated(o) })
		}
	}
	return again, nil
}

// refused tells what is wrong with a row's command, and gives what is left of it without that; nil where nothing is.
func (im *importing) refused(r *row, err error) (*row, error) {
	list := errs.Faults(err)
	if len(list) == 0 {
		return nil, err
	}
	rest := *r
	rest.command.Facts = slices.Clone(r.command.Facts)
	whole := false
	for _, e := range list {
		at, ok := "", false
		for i, f := range rest.command.Facts {
			if f.Where() == e.Where {
				at, ok = r.cells[e.Where], true
				rest.command.Facts = slices.Delete(rest.command.Facts, i, i+1)
				break
			}
		}
		if !ok {
			whole = true
			at = r.at
		}
		if err := im.tell(sheet.Doubt{Level: sheet.Error, Code: e.Code, Cell: at, Text: e.Text}); err != nil {
			return nil, err
		}
	}
	if whole || len(rest.command.Facts) == 0 && len(r.command.Facts) > 0 && len(list) >= len(r.command.Facts) {
		return nil, nil //nolint:nilnil // nothing is left
	}
	return &rest, nil
}
