package engine

import (
	"context"
)

// Search finds a matter by an entry of its own, cut into words. An entry that is missing, or is not what the matter says,
// hides the matter from whoever looks for it.

// findable holds the entries of a stretch against what the matters say. What is suspected is looked at again by
// itself, where nobody can write meanwhile.
func (s *stretch) findable() error {
	suspected, err := s.engine.store.Unfound(s.ctx, s.found)
	if err != nil {
		return err
	}
	for _, id := range suspected {
		if err := s.engine.inTx(s.ctx, func(ctx context.Context) error { return s.unfound(ctx, id) }); err != nil {
			return err
		}
	}
	return nil
}

func (v *verification) unfound(ctx context.Context, id string) error {
	row, err := v.engine.store.Matter(ctx, v.zone.ZoneID, id)
	if err != nil {
		return err
	}
	t := &turn{}
	if err := t.load(&row); err != nil {
		return err
	}
	wrong, err := v.engine.store.Unfound(ctx, Rows{Matters: []MatterRow{row}, Texts: []TextRow{{row.ZoneID, row.ID, row.RegisteredAt, t.text}}})
	if err == nil && len(wrong) > 0 {
		return broken("ledger.search", "%[1]s：检索用的表 search 中，这件事项的一行缺失或与事项不符，按编号、标题、摘要查不到它",
			"%[1]s: its row in table search, by which it is found, is missing or is not what the matter says: nobody finds it by its number, title or brief", row.Number)
	}
	return err
}
