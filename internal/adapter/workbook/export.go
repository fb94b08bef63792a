package workbook

import (
	"cmp"
	"context"
	"io"
	"slices"
	"time"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// Exporting is what an export is told. Without a Filter it holds what people register: of some Kinds, or of one
// imported Ledger, or all; standing matters are left out unless their kind is asked for.
type Exporting struct {
	Zone   string
	Kinds  []string
	Ledger string
	At     time.Time
	Format sheet.Format

	Filter   *engine.Filter             // every matter that it lets through instead, with its light of the instant
	Sees     func(s *matter.State) bool // whether the reader may know of a matter above; nil: of any
	Reads    func(s *matter.State) bool // whether the reader may read what is said of a matter beyond how it stands; nil: of any
	Unmarked bool                       // a csv without the byte order mark by which Excel knows UTF-8

	Unmask []string // personal fields to write in full, by name or title; the others are masked
	As     string   // the post that reads them
	Reason string   // and why
}

// filter is the one that was given, or follows from kind and ledger.
func (o *Exporting) filter() engine.Filter {
	f := engine.Filter{Kinds: o.Kinds}
	if o.Filter != nil {
		f = *o.Filter
	} else if o.Ledger != "" {
		f.Origin = originOf(o.Ledger, "")
	}
	f.WithState = true
	return f
}

// Export writes matters as a ledger that an office, or Import, can read, one after the other in order of number. Cells that
// look like formulas are neutralised. It tells how many rows were written. On a store that is shared it should run
// in a snapshot: it asks for more while it walks.
func Export(ctx context.Context, e *engine.Engine, w io.Writer, o Exporting) (int, error) {
	if o.At.IsZero() {
		o.At = e.NowIn(o.Zone)
	}
	z, err := e.Store().Zone(ctx, o.Zone)
	if err != nil {
		return 0, err
	}
	timeline, err := e.Timeline(ctx, o.Zone)
	if err != nil {
		return 0, err
	}
	chart, view, err := e.Org(ctx, o.Zone, o.At)
	if err != nil {
		return 0, err
	}
	x := &exporter{engine: e, ctx: ctx, o: &o, chart: chart, view: view, kinds: timeline.KindsTold(o.At), numbers: map[string]string{}}
	if x.unmask, err = unmasks(&o, x.kinds); err != nil {
		return 0, err
	}
	if x.fields, err = x.fieldColumns(); err != nil {
		return 0, err
	}
	n := 0
	var failed error
	rows := func(yield func([]string) bool) {
		err := listing.Walk(ctx, e, o.Zone, o.filter(), o.At, func(l listing.Row) bool {
			s, err := l.Folded()
			if err != nil {
				failed = err
				return false
			}
			if o.Filter == nil && len(o.Kinds) == 0 && madeByItself(x.kind(s.Kind)) {
				return true // nobody enters it
			}
			n++
			s.Light = l.Light
			cells, err := x.row(n, &s, l.Progress)
			if err != nil {
				failed = err
				return false
			}
			return yield(cells)
		})
		failed = cmp.Or(failed, err)
	}
	title := cmp.Or(o.Ledger, z.Title+"事项台账")
	err = sheet.Write(w, o.Format, sheet.Table{Banner: title + "（截至" + calendar.Local(o.At) + "）", Header: x.header(), Rows: rows, Unmarked: o.Unmarked})
	if failed != nil {
		return n, failed
	}
	return n, err
}

// madeByItself tells whether nobody enters matters of a kind: they stand by themselves, or come of redemption.
func madeByItself(k *mechanism.Kind) bool { return k.Standing.Each != "" || k.Redeems() }

// fieldColumns are those of the kinds that the export holds, and of no other: a column tells that its kind is there.
func (x *exporter) fieldColumns() ([]string, error) {
	var kinds []string
	for _, name := range sorted(x.kinds) {
		f := x.o.filter()
		if x.o.Filter == nil && len(x.o.Kinds) == 0 && madeByItself(x.kinds[name]) || f.Kind != "" && f.Kind != name || len(f.Kinds) > 0 && !slices.Contains(f.Kinds, name) {
			continue
		}
		f.Kind, f.Kinds, f.WithState, f.AtMost = name, nil, false, 1
		f.Unit, f.Light, f.After, f.Past, f.Sort, f.Limit = "", "", "", nil, nil, 0 // a unit's names and a light of the instant are not the store's to know
		n, err := x.engine.Store().CountMatters(x.ctx, x.o.Zone, f)
		if err != nil {
			return nil, err
		}
		if n > 0 {
			kinds = append(kinds, name)
		}
	}
	return ownFields(x.kinds, kinds), nil
}

// lastReport is what was last said of the matter's progress.
func (x *exporter) lastReport(s *matter.State) (string, error) {
	if s.Reports == 0 && !s.Done() {
		return "", nil
	}
	records, err := x.engine.Store().Stream(x.ctx, x.o.Zone, s.ID)
	if err != nil {
		return "", err
	}
	for i := range slices.Backward(records) {
		if records[i].Type != "reported" && records[i].Type != "completed" {
			continue
		}
		_, content, err := x.engine.Said(x.ctx, &records[i])
		if err != nil {
			return "", err
		}
		if m, ok := content.(*matter.MovedEvent); ok && m.Text != "" {
			return m.Text, nil
		}
	}
	return "", nil
}

func dateIn(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return clock.DateOf(t.In(calendar.Location())).String()
}
