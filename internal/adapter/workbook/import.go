// Package workbook carries an office's own ledger (台账, a workbook or a csv) into the product and out again: the rows
// of a file become matters by the commands that a person would give, and matters become rows that Import reads back.
//
//	file ─ sheet.Read ─▶ row ─▶ doubts (cell, read, assumed) ─▶ commands ─▶ matters      Import, all or nothing
//	matters ─ a filter, a scope ─▶ rows ─ sheet.Write ─▶ file                            Export, row by row
//
// A Desk does imports that somebody waits for: the file is kept, looked at in a dry run, and imported once its
// doubts have been read.
package workbook

import (
	"cmp"
	"context"
	"errors"
	"io"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// Importing is what an import is told. Zone, File and As must be given.
type Importing struct {
	Zone   string
	File   string
	Kind   string // kind of every row, by name or title; "" takes it from the row's category, the bundle's import rules, or the only kind there is
	Above  string // kind of matter that each category becomes, above its rows; "" leaves categories words alone
	Root   string // number of a matter that is there, below which those of Above hang; "" leaves them on top
	Ledger string // name under which the rows are known again; "" is the file's name without its ending
	As     string // the post that imports: it registers, assigns, and reports on the units' behalf
	Person string // who acts for it; "" is whoever holds it
	At     time.Time
	DryRun bool // do everything, show it, and keep nothing
	Sheet  sheet.Options
	Source io.ReaderAt // of Size bytes, in place of a file on disk: File is then only its name
	Size   int64

	unnamed bool // no Ledger was given
}

// read reads the rows of the file.
func (o *Importing) read(ctx context.Context, each func(sheet.Row) error) (sheet.Report, error) {
	if o.Source == nil {
		return sheet.Read(ctx, o.File, o.Sheet, each)
	}
	return sheet.ReadFrom(ctx, o.Source, o.Size, filepath.Base(o.File), o.Sheet, each)
}

// Imported is what an import found and did. Nothing was kept when Err is not nil, or in a dry run.
type Imported struct {
	File      string        `json:"file"`
	SHA256    string        `json:"sha256"`
	Ledger    string        `json:"ledger"`
	DryRun    bool          `json:"dry_run,omitempty"`
	Rows      int           `json:"rows"`
	New       int           `json:"new"`
	Above     int           `json:"above,omitempty"` // matters registered above rows, one for each category
	Changed   int           `json:"changed"`
	Differing int           `json:"differing"` // rows that say otherwise than their matter, and what would settle it takes a person
	Unchanged int           `json:"unchanged"`
	Errors    int           `json:"errors"`
	Assumed   int           `json:"assumed"`
	Notes     int           `json:"notes"`
	Settled   int           `json:"settled,omitempty"` // doubts not told again: their rows agree with the matters as they stand
	Doubts    []sheet.Doubt `json:"doubts,omitempty"`
	Lines     []ImportLine  `json:"lines,omitempty"` // rows that are new or changed
}

// ImportLine tells what became of one row.
type ImportLine struct {
	Row     int      `json:"row"`
	Cell    string   `json:"cell"` // the row in its sheet: 台账!7
	Number  string   `json:"number"`
	Title   string   `json:"title"`
	New     bool     `json:"new,omitempty"`
	Did     []string `json:"did"` // commands carried out
	Changes []Change `json:"changes,omitempty"`
}

// Change is one cell of a known row that says something new, and the command that carried it out.
type Change struct {
	Field   sheet.Field `json:"field"`
	Cell    string      `json:"cell"` // 台账!F7
	Old     string      `json:"old"`
	New     string      `json:"new"`
	Command string      `json:"command"`
}

// Err refuses the import while a doubt of level error stands.
func (i *Imported) Err() error {
	if i.Errors == 0 {
		return nil
	}
	return errs.Newf(errs.Refused, "import.errors_stand", "有 %[1]d 处必须改正，一行也没有导入；请按清单改正后重新导入",
		"places to be put right: %[1]d; nothing was imported: correct them as listed and import again", i.Errors).At(i.File)
}

// errNotKept ends the transaction of a dry run, or of an import with errors.
var errNotKept = errors.New("not kept")

// Import reads an office's ledger and brings it in by the commands that a person would give: a row that is
// new is registered and, where the mechanism lets it, assigned, reported on and completed; of a row that is
// known what is new in its cells is carried out as far as the importing post may: progress is reported, a change
// of plan asked for (and approved where the post may), another owner handed the matter. It never closes a matter
// (that takes somebody else's eyes); what it cannot do is a doubt that names the command. It is all or nothing,
// and the same file again changes nothing.
func Import(ctx context.Context, e *engine.Engine, o Importing, progress func(done, total int64)) (*Imported, error) {
	if o.At.IsZero() {
		o.At = e.NowIn(o.Zone)
	}
	o.At = ledger.Instant(o.At)
	if o.unnamed = o.Ledger == ""; o.unnamed {
		o.Ledger = strings.TrimSuffix(filepath.Base(o.File), filepath.Ext(o.File))
	}
	o.Ledger = named(o.Ledger)
	o.Sheet.Progress = progress
	var out *Imported
	err := e.Batch(ctx, o.Zone, func(ctx context.Context, batch *engine.Batch) error {
		im, err := newImporter(ctx, e, o, batch)
		if err != nil {
			return err
		}
		out = im.out
		report, err := o.read(ctx, im.row)
		if err != nil {
			return err
		}
		if err := im.finish(report); err != nil {
			return err
		}
		if o.DryRun || out.Errors > 0 {
			return errNotKept
		}
		return nil
	})
	if errors.Is(err, errNotKept) {
		err = nil
	}
	return out, err
}

// importer is one import inside its transaction.
type importer struct {
	ctx    context.Context //nolint:containedctx // lives no longer than the transaction it belongs to
	engine *engine.Engine
	batch  *engine.Batch
	o      Importing
	bundle *mechanism.Bundle
	world  matter.World
	chart  *org.State
	view   *org.View
	kind   *mechanism.Kind // of every row, where one was named
	before editions
	out    *Imported

	numbers   numbering
	touched   map[string]bool // ids of matters that this import registered or changed
	months    months
	hashes    map[string]bool // of files that brought matters of the ledger
	asked     bool            // the doubt about which field takes the amounts was given
	passed    bool            // the note about computed columns was given
	left      map[string]int  // headers → cells that the row's kind has no field for
	became    map[string]*mechanism.Kind
	root      string          // id of the matter above these; "" for none
	above     *mechanism.Kind // of the matters above, one for each category; nil where rows stand alone
	kindless  []unkinded      // rows whose kind cannot be told
	homeless  firstOf         // amounts that no field takes
	headed    firstOf         // rows without an owner that the head of the lead unit takes
	same      *same           // whether the file is a known ledger under another name; nil where that is settled
	orphans   []waiting       // rows whose matter above is not there yet
	plans     []onItsWay      // that are established once the rows below them are there
	ended     bool            // every row was looked at: no matter above comes any more
	forbidden []refusedRows   // what the importing post may not do
	doubts    []sheet.Doubt   // of the row in hand
}

func newImporter(ctx context.Context, e *engine.Engine, o Importing, batch *engine.Batch) (*importer, error) {
	timeline, err := e.Timeline(ctx, o.Zone)
	if err != nil {
		return nil, err
	}
	_, view, err := e.Org(ctx, o.Zone, o.At)
	if err != nil {
		return nil, err
	}
	im := &importer{
		ctx: ctx, engine: e, batch: batch, o: o, bundle: timeline.At(o.At), view: view, before: newEditions(), numbers: newNumbering(), touched: map[string]bool{}, hashes: map[string]bool{},
		left: map[string]int{}, became: map[string]*mechanism.Kind{},
		out: &Imported{File: filepath.Base(o.File), Ledger: o.Ledger, DryRun: o.DryRun},
	}
	if im.world, err = e.World(ctx, o.Zone); err != nil {
		return nil, err
	}
	if im.chart, _, err = e.Org(ctx, o.Zone, o.At); err != nil {
		return nil, err
	}
	if im.bundle == nil {
		return nil, errs.Newf(errs.NotFound, "mechanism.none_in_force", "%[1]s 时地区“%[2]s”尚无生效的机制，请先用 apply 启用",
			"no mechanism of zone %[2]q is in force at %[1]s: apply one first", calendar.Local(o.At), o.Zone)
	}
	if err := im.kinds(); err != nil {
		return nil, err
	}
	if _, err := view.Holder(o.As); err != nil {
		return nil, err
	}
	for row, err := range e.Store().List(ctx, o.Zone, engine.Filter{Origin: originOf(o.Ledger, "")}) {
		if err != nil {
			return nil, err
		}
		_, key, hash, ok := parseOrigin(row.Origin)
		im.hashes[hash] = true
		switch {
		case !ok:
		case im.stands(key, row.Kind):
			im.before.byKey[key] = row.ID
		default:
			im.before.knows(key, row.ID, row.Title, row.Origin)
		}
	}
	if len(im.before.byKey) > 0 {
		im.before.met = make(map[string]struct{}, len(im.before.byKey))
	}
	return im, im.newSame()
}

// row takes in one row. An error ends the import; what a person can put right becomes a doubt.
func (im *importer) row(r sheet.Row) error {
	im.out.Rows++
	if err := im.turnsTo(r.Source.Sheet); err != nil {
		return err
	}
	im.doubts = im.doubts[:0]
	for _, d := range r.Doubts {
		im.doubt(d)
	}
	r.Category = levels(r.Category)
	im.month(&r)
	im.before.beside.note(&r)
	key, err := im.edition(im.key(&r), &r, false)
	if r.Key = key; err != nil {
		return err
	}
	return im.anew(&r, false)
}

// take brings a matter up to its row, or registers it where there is none.
func (im *importer) take(r *sheet.Row, s *matter.State) error {
	if s != nil {
		im.meet(r, s.ID)
		if kind := im.told(s.Kind); kind != nil {
			return im.update(s, im.wanted(r, kind, s))
		}
	}
	if waits := im.isLate(r); waits {
		return nil
	}
	kind := im.kindOf(r)
	if waits, err := im.orphan(r, kind); err != nil || waits {
		return err
	}
	im.same.note(r, im.leadOf(r))
	if kind == nil {
		im.flush()
		return nil
	}
	err := im.enter(im.wanted(r, kind, nil))
	im.flush()
	return err
}

// matter reads a matter by id or number: from the batch where this import had a hand in it, else from the store,
// so that the batch does not keep what it never changes.
func (im *importer) matter(ref string) (matter.State, error) {
	if im.touched[ref] || im.numbers.given[ref] > 0 {
		return im.batch.Matter(ref)
	}
	row, err := im.engine.Store().Matter(im.ctx, im.o.Zone, ref)
	if errs.KindOf(err) == errs.NotFound {
		return im.batch.Matter(ref) // not stored yet
	}
	if err != nil {
		return matter.State{}, err
	}
	if im.touched[row.ID] {
		return im.batch.Matter(ref)
	}
	return row.Folded()
}

// key is what the row is known by in later editions. A csv is its own only sheet and is called after the
// file, which may get another name with each edition.
func (im *importer) key(r *sheet.Row) string {
	name := strings.TrimSuffix(r.Source.File, filepath.Ext(r.Source.File))
	if rest, ok := strings.CutPrefix(r.Key, name+"#"); ok && r.Source.Sheet == name {
		return "#" + rest
	}
	return r.Key
}

func (im *importer) finish(report sheet.Report) error {
	im.out.SHA256 = report.FileSHA256
	im.doubts = im.doubts[:0]
	for _, settle := range []func() error{im.settleInexact, im.settleWaiting, im.settleBeside, im.settleWaiting, im.settleLate, im.settleTrees, im.settlePlans, im.monthsRetitled} {
		if err := settle(); err != nil {
			return err
		}
	}
	im.kindUnknown()
	im.headsTake()
	im.leftAmounts()
	im.mayNot()
	for _, d := range report.Doubts {
		if d.Code == "column.extra" && !im.column(&d) || d.Code == "column.twice" && im.takes(d.Read) {
			continue
		}
		im.doubt(d)
	}
	im.unread(&report)
	im.renamed()
	im.besides()
	im.knownOtherwise()
	im.monthsPast()
	if err := im.gone(&report); err != nil {
		return err
	}
	err := im.keepNumbers()
	im.flush()
	im.unmet(report.Sheets)
	err = cmp.Or(err, im.sameLedger())
	slices.SortStableFunc(im.out.Lines, func(a, b ImportLine) int { return a.Row - b.Row })
	return err
}

// doubt notes a doubt of the row in hand.
func (im *importer) doubt(d sheet.Doubt) {
	if !d.Repeated {
		im.doubts = append(im.doubts, d)
	}
}

// flush tells the doubts of the row in hand.
func (im *importer) flush() {
	for _, d := range im.doubts {
		switch d.Level {
		case sheet.Error:
			im.out.Errors++
		case sheet.Assumed:
			im.out.Assumed++
		default:
			im.out.Notes++
		}
	}
	im.out.Doubts = append(im.out.Doubts, im.doubts...)
	im.doubts = im.doubts[:0]
}

// about makes a doubt about one field of a row. read is the cell, assumed what it was taken for.
func (im *importer) about(r *sheet.Row, level sheet.Level, field sheet.Field, code, read, assumed, zh, en string, args ...any) {
	im.at(r.Cell(field), level, field, code, read, assumed, zh, en, args...)
}

// at is about, of a cell.
func (im *importer) at(cell string, level sheet.Level, field sheet.Field, code, read, assumed, zh, en string, args ...any) {
	t := errs.Newf(errs.Invalid, code, zh, en, args...).Text
	im.doubt(sheet.Doubt{Level: level, Code: code, Cell: cell, Field: field, Read: read, Assumed: assumed, Text: t})
}

// command begins a command of the importing post, on the word of a row.
func (im *importer) command(name string, r *sheet.Row) matter.Command {
	return matter.Command{Name: name, At: im.o.At, Actor: im.o.As, Person: im.o.Person, Hold: true, FromLedger: true, Row: im.source(r)}
}

func dateOr(d clock.Date, ongoing bool) string {
	if d.IsZero() && ongoing {
		return "长期坚持"
	}
	return d.String()
}
