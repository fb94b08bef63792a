package app

import (
	"context"
	"io"
	"slices"
	"time"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// Exporting is what an export is told. Ledger takes the rows of one imported ledger alone.
type Exporting struct {
	Zone   string
	Kind   string
	Ledger string
	At     time.Time
	Format sheet.Format

	Unmask []string // personal fields to write in full, by name or title; the others are masked
	As     string   // the post that reads them
	Reason string   // and why
}

// Export writes the zone's matters as a ledger that an office, or Import, can read; standing ones are left out
// unless their kind is asked for. Cells that look like formulas are neutralised. It tells how many rows were
// written.
func (a *App) Export(ctx context.Context, w io.Writer, o Exporting) (int, error) {
	if o.At.IsZero() {
		o.At = a.Engine.Now()
	}
	z, err := a.Store.Zone(ctx, o.Zone)
	if err != nil {
		return 0, err
	}
	timeline, err := a.Engine.Timeline(ctx, o.Zone)
	if err != nil {
		return 0, err
	}
	chart, view, err := a.Engine.Org(ctx, o.Zone, o.At)
	if err != nil {
		return 0, err
	}
	f := engine.Filter{Kind: o.Kind, WithState: true}
	if o.Ledger != "" {
		f.Origin = originOf(o.Ledger, "")
	}
	x := &exporter{rows: &rowsOf{app: a, ctx: ctx, zone: o.Zone}, chart: chart, view: view, bundle: timeline.At(o.At), numbers: map[string]string{}, at: o.At}
	if x.unmask, err = unmasks(&o, x.bundle); err != nil {
		return 0, err
	}
	if x.bundle != nil {
		if x.fields, err = a.fieldColumns(ctx, x.bundle, &o); err != nil {
			return 0, err
		}
	}
	n := 0
	var failed error
	rows := func(yield func([]string) bool) {
		for row, err := range a.Store.List(ctx, o.Zone, f) {
			if err != nil {
				failed = err
				return
			}
			s, err := listing.StateOf(&row)
			if err != nil {
				failed = err
				return
			}
			if o.Kind == "" && x.kind(s.Kind).Standing.Each != "" {
				continue // exists by itself: nobody enters it
			}
			n++
			cells, err := x.row(n, &s)
			if err != nil {
				failed = err
				return
			}
			if !yield(cells) {
				return
			}
		}
	}
	title := o.Ledger
	if title == "" {
		title = z.Title + "事项台账"
	}
	err = sheet.Write(w, o.Format, sheet.Table{Banner: title + "（截至" + calendar.Local(o.At) + "）", Header: x.header(), Rows: rows})
	if failed != nil {
		return n, failed
	}
	return n, err
}

// fieldColumns are those of the kinds that the export holds.
func (a *App) fieldColumns(ctx context.Context, b *mechanism.Bundle, o *Exporting) ([]string, error) {
	counts, err := a.Store.KindCounts(ctx, o.Zone)
	if err != nil {
		return nil, err
	}
	var kinds []string
	for _, c := range counts {
		k := b.Kinds[c.Kind]
		if k == nil || slices.Contains(kinds, c.Kind) || o.Kind != "" && c.Kind != o.Kind || o.Kind == "" && k.Standing.Each != "" {
			continue
		}
		kinds = append(kinds, c.Kind)
	}
	slices.Sort(kinds)
	return ownFields(b, kinds), nil
}

// rowsOf reads what a matter's state does not keep.
type rowsOf struct {
	app  *App
	ctx  context.Context //nolint:containedctx // lives no longer than the export
	zone string
}

// lastReport is what was last said of the matter's progress.
func (x *rowsOf) lastReport(s *matter.State) (string, error) {
	if s.Reports == 0 && !s.Done() {
		return "", nil
	}
	records, err := x.app.Store.Stream(x.ctx, x.zone, s.ID)
	if err != nil {
		return "", err
	}
	for _, r := range slices.Backward(records) {
		ev, err := ledger.Decode(r.Body)
		if err != nil {
			return "", err
		}
		if ev.Type != "reported" && ev.Type != "completed" {
			continue
		}
		content, err := matter.DecodeContent(ev.Type, ev.Data)
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
