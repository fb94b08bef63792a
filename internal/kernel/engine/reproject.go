package engine

import "context"

// Projections tell which tables that are folded from a zone's matters are complete. A zone that this program opens has
// them all.
type Projections interface {
	Projected(ctx context.Context, zone, name string) (bool, error)
	MarkProjected(ctx context.Context, zone, name string) error
}

// scopeAndSearch names what row scope and search look at: the columns and tables that Put fills besides.
const scopeAndSearch = "scope and search"

// reprojected is how many matters are stored at a time.
const reprojected = 2000

// Reproject fills what a newer program keeps of matters for those that were there before it. It is cheap when
// there is nothing to do.
func (e *Engine) Reproject(ctx context.Context, zone string) error {
	if complete, err := e.store.Projected(ctx, zone, scopeAndSearch); complete || err != nil {
		return err
	}
	for from := ""; ; {
		n, last := 0, ""
		err := e.inTx(ctx, func(ctx context.Context) error {
			var rows Rows
			for row, err := range e.store.List(ctx, zone, Filter{Range: Range{From: from}, ByID: true, Limit: reprojected, WithState: true}) {
				if err != nil {
					return err
				}
				t := &turn{}
				if err := t.load(&row); err != nil {
					return err
				}
				row.Support, row.Applicant = Supporting(t.state.Support), t.state.Applicant
				rows.Matters = append(rows.Matters, row)
				rows.Texts = append(rows.Texts, TextRow{zone, row.ID, row.RegisteredAt, t.text})
				last = row.ID
			}
			if n = len(rows.Matters); n == 0 {
				return e.store.MarkProjected(ctx, zone, scopeAndSearch)
			}
			return e.store.Put(ctx, rows)
		})
		if err != nil || n == 0 {
			return err
		}
		from = last + "\x01" // the next
	}
}
