package app

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
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
	Kind   string // kind of every row; "" takes it from the row's category, or the only kind there is
	Ledger string // name under which the rows are known again; "" is the file's name without its ending
	As     string // the post that imports: it registers, assigns, and reports on the units' behalf
	At     time.Time
	DryRun bool // do everything, show it, and keep nothing
	Sheet  sheet.Options
}

// Imported is what an import found and did. Nothing was kept when Err is not nil, or in a dry run.
type Imported struct {
	File      string        `json:"file"`
	SHA256    string        `json:"sha256"`
	Ledger    string        `json:"ledger"`
	DryRun    bool          `json:"dry_run,omitempty"`
	Rows      int           `json:"rows"`
	New       int           `json:"new"`
	Changed   int           `json:"changed"`
	Unchanged int           `json:"unchanged"`
	Errors    int           `json:"errors"`
	Assumed   int           `json:"assumed"`
	Notes     int           `json:"notes"`
	Doubts    []sheet.Doubt `json:"doubts,omitempty"`
	Lines     []ImportLine  `json:"lines,omitempty"` // rows that are new or changed
}

// ImportLine tells what became of one row.
type ImportLine struct {
	Row    int      `json:"row"`
	Number string   `json:"number"`
	Title  string   `json:"title"`
	New    bool     `json:"new,omitempty"`
	Did    []string `json:"did"` // commands carried out
}

// Err refuses the import while a doubt of level error stands.
func (i *Imported) Err() error {
	if i.Errors == 0 {
		return nil
	}
	return errs.Newf(errs.Refused, "import.errors_stand", "有 %[1]d 处必须改正，一行也没有导入；请按清单改正后重新导入",
		"%[1]d places must be put right; nothing was imported: correct them as listed and import again", i.Errors).At(i.File)
}

// errNotKept ends the transaction of a dry run, or of an import with errors.
var errNotKept = errors.New("not kept")

// Import reads an office's ledger and brings it in by the commands that a person would give: a row that is
// new is registered and, where the mechanism lets it, assigned, reported on and completed; of a row that is
// known the new progress is reported. It never closes a matter (that takes somebody else's eyes), never
// changes a due date or an owner (there are commands for that, with their own approval), and says so in a
// doubt. It is all or nothing, and the same file again changes nothing.
func (a *App) Import(ctx context.Context, o Importing, progress func(done, total int64)) (*Imported, error) {
	if o.At.IsZero() {
		o.At = a.Engine.Now()
	}
	o.At = ledger.Instant(o.At)
	if o.Ledger == "" {
		o.Ledger = strings.TrimSuffix(filepath.Base(o.File), filepath.Ext(o.File))
	}
	o.Ledger = strings.NewReplacer("!", "\uff01", "@", "\uff20").Replace(o.Ledger)
	o.Sheet.Progress = progress
	var out *Imported
	err := a.Engine.Batch(ctx, o.Zone, func(ctx context.Context, batch *engine.Batch) error {
		im, err := a.importer(ctx, o, batch)
		if err != nil {
			return err
		}
		out = im.out
		report, err := sheet.Read(ctx, o.File, o.Sheet, im.row)
		if err != nil {
			return err
		}
		im.finish(report)
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
	app    *App
	batch  *engine.Batch
	o      Importing
	bundle *mechanism.Bundle
	view   *org.View
	known  map[string]string // key of the ledger → id of the matter
	said   map[string]bool   // doubts of the whole file that were given already
	out    *Imported
}

func (a *App) importer(ctx context.Context, o Importing, batch *engine.Batch) (*importer, error) {
	timeline, err := a.Engine.Timeline(ctx, o.Zone)
	if err != nil {
		return nil, err
	}
	_, view, err := a.Engine.Org(ctx, o.Zone, o.At)
	if err != nil {
		return nil, err
	}
	im := &importer{
		ctx: ctx, app: a, batch: batch, o: o, bundle: timeline.At(o.At), view: view, known: map[string]string{}, said: map[string]bool{},
		out: &Imported{File: filepath.Base(o.File), Ledger: o.Ledger, DryRun: o.DryRun},
	}
	if im.bundle == nil {
		return nil, errs.Newf(errs.NotFound, "mechanism.none_in_force", "%[1]s 时地区“%[2]s”尚无生效的机制，请先用 apply 启用",
			"no mechanism of zone %[2]q is in force at %[1]s: apply one first", Local(o.At), o.Zone)
	}
	if o.Kind != "" && im.bundle.Kinds[o.Kind] == nil {
		zh, en := text.Suggest(o.Kind, importable(im.bundle))
		return nil, errs.Newf(errs.NotFound, "matter.unknown_kind", "没有“%[1]s”这一类事项；%[2]s", "there is no kind of matter %[1]q; %[3]s", o.Kind, zh, en)
	}
	if _, err := view.Holder(o.As); err != nil {
		return nil, err
	}
	for row, err := range a.Store.List(ctx, o.Zone, engine.Filter{Origin: originOf(o.Ledger, "")}) {
		if err != nil {
			return nil, err
		}
		if key, ok := keyOf(o.Ledger, row.Origin); ok {
			im.known[key] = row.ID
		}
	}
	return im, nil
}

// The origin of an imported matter is "sheet:LEDGER!KEY @FILE#SHEET!ROW sha256=HASH".
func originOf(book, key string) string { return "sheet:" + book + "!" + key }

func provenance(p sheet.Provenance) string {
	return fmt.Sprintf(" @%s#%s!%d sha256=%s", p.File, p.Sheet, p.Row, p.FileSHA256)
}

// keyOf takes the row's key out of an origin.
func keyOf(book, origin string) (string, bool) {
	rest, ok := strings.CutPrefix(origin, originOf(book, ""))
	end := strings.LastIndex(rest, " @")
	if !ok || end < 0 {
		return "", false
	}
	return rest[:end], true
}

// importable lists the kinds that rows may become: those that do not exist by themselves.
func importable(b *mechanism.Bundle) []string {
	var names []string
	for name, k := range b.Kinds {
		if k.Standing.Each == "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// row takes in one row. An error ends the import; what a person can put right becomes a doubt.
func (im *importer) row(r sheet.Row) error {
	im.out.Rows++
	for _, d := range r.Doubts {
		im.doubt(d)
	}
	kind := im.kindOf(&r)
	if kind == nil {
		return nil
	}
	r.Key = im.key(&r)
	w := im.wanted(&r, kind)
	id, known := im.known[r.Key]
	if !known && r.Number != "" { // an exported ledger comes back under the product's own numbers
		if s, err := im.batch.Matter(r.Number); err == nil {
			id, known = s.ID, true
		} else if errs.KindOf(err) != errs.NotFound {
			return err
		}
	}
	if known {
		return im.update(id, w)
	}
	return im.enter(w)
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

func (im *importer) finish(report sheet.Report) {
	im.out.SHA256 = report.FileSHA256
	for _, d := range report.Doubts {
		im.doubt(d)
	}
	slices.SortStableFunc(im.out.Lines, func(a, b ImportLine) int { return a.Row - b.Row })
}

func (im *importer) doubt(d sheet.Doubt) {
	if d.Repeated {
		return
	}
	switch d.Level {
	case sheet.Error:
		im.out.Errors++
	case sheet.Assumed:
		im.out.Assumed++
	default:
		im.out.Notes++
	}
	im.out.Doubts = append(im.out.Doubts, d)
}

// about makes a doubt about one field of a row. read is the cell, assumed what it was taken for.
func (im *importer) about(r *sheet.Row, level sheet.Level, field sheet.Field, code, read, assumed, zh, en string, args ...any) {
	cell := r.Cells[field]
	if cell == "" {
		cell = strconv.Itoa(r.Source.Row)
	}
	t := errs.Newf(errs.Invalid, code, zh, en, args...).Text
	im.doubt(sheet.Doubt{Level: level, Code: code, Cell: r.Source.Sheet + "!" + cell, Field: field, Read: read, Assumed: assumed, Text: t})
}

// once makes a doubt about the whole file, the first time only.
func (im *importer) once(level sheet.Level, code, read, assumed, zh, en string, args ...any) {
	if im.said[code+read] {
		return
	}
	im.said[code+read] = true
	t := errs.Newf(errs.Invalid, code, zh, en, args...).Text
	im.doubt(sheet.Doubt{Level: level, Code: code, Cell: im.out.File, Read: read, Assumed: assumed, Text: t})
}

// kindOf decides what kind of matter a row becomes; nil with an error noted where it cannot be told.
func (im *importer) kindOf(r *sheet.Row) *mechanism.Kind {
	if im.o.Kind != "" {
		return im.bundle.Kinds[im.o.Kind]
	}
	names := importable(im.bundle)
	for _, category := range r.Category {
		for _, name := range names {
			k := im.bundle.Kinds[name]
			if category == name || category == k.Title.Zh || category == k.Title.En {
				return k
			}
		}
	}
	if len(names) == 1 {
		return im.bundle.Kinds[names[0]]
	}
	im.about(r, sheet.Error, sheet.FieldCategory, "import.no_kind", strings.Join(r.Category, "/"), "",
		"看不出是哪一类事项；请用 --kind 指明，可选：%[1]s", "it cannot be told what kind of matter this is: say so with --kind, one of %[1]s", strings.Join(names, ", "))
	return nil
}

// wanted is a row in the words of the engine.
type wanted struct {
	row      *sheet.Row
	kind     *mechanism.Kind
	register matter.Command
	assign   bool // there is somebody to assign it to
	report   matter.Command
	reported bool
	done     bool
}

// command begins a command of the importing post.
func (im *importer) command(name string) matter.Command {
	return matter.Command{Name: name, At: im.o.At, Actor: im.o.As, Hold: true}
}

// says gives the words of a refusal in both languages.
func says(err error) text.Text {
	return text.Text{Zh: errs.Message(err, text.Zh), En: errs.Message(err, text.En)}
}

func dateOr(d clock.Date, ongoing bool) string {
	if d.IsZero() && ongoing {
		return "长期坚持"
	}
	return d.String()
}
