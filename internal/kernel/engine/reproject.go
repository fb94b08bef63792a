package engine

import (
	"context"
	"errors"

	"qinlian/internal/base/text"
)

// Projections tell which tables that are folded from a zone's matters are complete. A zone that this program opens has
// them all.
type Projections interface {
	Projected(ctx context.Context, zone, name string) (bool, error)
	MarkProjected(ctx context.Context, zone, name string) error
}

// scopeAndSearch names what row scope and search look at: the columns and tables that Put fills besides. numberOrder names
// what lists are in order of, firstContact the post that first received a matter, as row scope and search look at it.
const (
	scopeAndSearch = "scope and search"
	numberOrder    = "number order"
	firstContact   = "first contact"
)

// markProjected notes of a zone without matters that nothing is missing.
func (e *Engine) markProjected(ctx context.Context, zone string) error {
	return errors.Join(e.store.MarkProjected(ctx, zone, scopeAndSearch), e.store.MarkProjected(ctx, zone, numberOrder), e.store.MarkProjected(ctx, zone, firstContact))
}

// reprojected is how many matters are stored at a time.
const reprojected = 2000

// Reproject fills what a newer program keeps of matters for those that were there before it. It is cheap when
// there is nothing to do.
func (e *Engine) Reproject(ctx context.Context, zone string) error {
	if err := e.reproject(ctx, zone, scopeAndSearch, func(rows *Rows, row MatterRow) error {
		t := &turn{}
		if err := t.load(&row); err != nil {
			return err
		}
		row.Support, row.Applicant, row.NumberKey = Supporting(t.state.Support), t.state.Applicant, text.NumberKey(row.Number)
		rows.Matters = append(rows.Matters, row)
		rows.Texts = append(rows.Texts, TextRow{zone, row.ID, row.RegisteredAt, t.text})
		return nil
	}); err != nil {
		return err
	}
	if err := e.reproject(ctx, zone, numberOrder, func(rows *Rows, row MatterRow) error {
		if row.NumberKey == "" && row.Number != "" {
			row.NumberKey = text.NumberKey(row.Number)
			rows.Matters = append(rows.Matters, row)
		}
		return nil
	}); err != nil {
		return err
	}
	return e.reproject(ctx, zone, firstContact, func(rows *Rows, row MatterRow) error {
		t := &turn{}
		if err := t.load(&row); err != nil {
			return err
		}
		if row.FirstContact = t.state.FirstContact; row.FirstContact != "" {
			rows.Matters = append(rows.Matters, row)
			rows.Texts = append(rows.Texts, TextRow{zone, row.ID, row.RegisteredAt, t.text})
		}
		return nil
	})
}

// reproject stores what fill makes of each matter, unless it is noted that this was done.
func (e *Engine) reproject(ctx context.Context, zone, name string, fill func(*Rows, MatterRow) error) error {
	if complete, err := e.store.Projected(ctx, zone, name); complete || err != nil {
		return err
	}
	for from := ""; ; {
		n, last := 0, ""
		err := e.inTx(ctx, func(ctx context.Context) error {
			n = 0
			var rows Rows
			for row, err := range e.store.List(ctx, zone, Filter{Range: Range{From: from}, ByID: true, Limit: reprojected, WithState: true}) {
				if err != nil {
					return err
				}
				if err := fill(&rows, row); err != nil {
					return err
				}
				n, last = n+1, row.ID
			}
			if n == 0 {
				return e.store.MarkProjected(ctx, zone, name)
			}
			return e.store.Put(ctx, rows)
		})
		if err != nil || n == 0 {
			return err
		}
		from = last + "\x01" // the next
	}
}
