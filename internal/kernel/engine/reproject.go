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
// what lists are in order of, matterOrder what those of duties and letters are, firstContact the post that first received a matter, as row scope and search look at it.
const (
	scopeAndSearch = "scope and search"
	numberOrder    = "number order"
	matterOrder    = "matter order"
	firstContact   = "first contact"
)

// markProjected notes of a zone without matters that nothing is missing.
func (e *Engine) markProjected(ctx context.Context, zone string) error {
	return errors.Join(e.store.MarkProjected(ctx, zone, scopeAndSearch), e.store.MarkProjected(ctx, zone, numberOrder), e.store.MarkProjected(ctx, zone, matterOrder), e.store.MarkProjected(ctx, zone, firstContact))
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
	if err := e.reproject(ctx, zone, firstContact, func(rows *Rows, row MatterRow) error {
		t := &turn{}
		if err := t.load(&row); err != nil {
			return err
		}
		if row.FirstContact = t.state.FirstContact; row.FirstContact != "" {
			rows.Matters = append(rows.Matters, row)
			rows.Texts = append(rows.Texts, TextRow{zone, row.ID, row.RegisteredAt, t.text})
		}
		return nil
	}); err != nil {
		return err
	}
	return e.reprojectMany(ctx, zone, matterOrder, func(ctx context.Context, matters []MatterRow) error {
		return e.orderByMatter(ctx, zone, matters)
	})
}

// orderByMatter stores by which number the duties and letters of a range of matters are listed.
func (e *Engine) orderByMatter(ctx context.Context, zone string, matters []MatterRow) error {
	var rows Rows
	keys := make(map[string]string, len(matters))
	for i := range matters {
		keys[matters[i].ID] = text.NumberKey(matters[i].Number)
	}
	those := Filter{Range: Range{From: matters[0].ID, Below: matters[len(matters)-1].ID + next}, ByID: true}
	for d, err := range e.store.Duties(ctx, zone, those) {
		if err != nil {
			return err
		}
		d.MatterKey = keys[d.MatterID]
		rows.Duties = append(rows.Duties, d)
	}
	for l, err := range e.store.Letters(ctx, zone, those) {
		if err != nil {
			return err
		}
		l.MatterKey = keys[l.MatterID]
		rows.Letters = append(rows.Letters, l)
	}
	return e.store.Put(ctx, rows)
}

// next makes of an id the end of a range that holds it.
const next = "\x01"

// reproject stores what fill makes of each matter, unless it is noted that this was done.
func (e *Engine) reproject(ctx context.Context, zone, name string, fill func(*Rows, MatterRow) error) error {
	return e.reprojectMany(ctx, zone, name, func(ctx context.Context, matters []MatterRow) error {
		var rows Rows
		for i := range matters {
			if err := fill(&rows, matters[i]); err != nil {
				return err
			}
		}
		return e.store.Put(ctx, rows)
	})
}

// reprojectMany has store what is made of matters, a range of them at a time, unless it is noted that this was done.
func (e *Engine) reprojectMany(ctx context.Context, zone, name string, store func(context.Context, []MatterRow) error) error {
	if complete, err := e.store.Projected(ctx, zone, name); complete || err != nil {
		return err
	}
	for from := ""; ; {
		var matters []MatterRow
		err := e.inTx(ctx, func(ctx context.Context) error {
			matters = matters[:0]
			for row, err := range e.store.List(ctx, zone, Filter{Range: Range{From: from}, ByID: true, Limit: reprojected, WithState: true}) {
				if err != nil {
					return err
				}
				matters = append(matters, row)
			}
			if len(matters) == 0 {
				return e.store.MarkProjected(ctx, zone, name)
			}
			return store(ctx, matters)
		})
		if err != nil || len(matters) == 0 {
			return err
		}
		from = matters[len(matters)-1].ID + next
	}
}
