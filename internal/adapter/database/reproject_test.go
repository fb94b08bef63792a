package database_test

import (
	"context"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

func TestWhatANewerProgramKeepsIsMadeForTheMattersThatWereThereBefore(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		m := w.assigned("2023-03-01 09:00", "落实招商项目", "red")
		w.do("2023-03-01 10:00", "督查室主任", "transfer", m.ID, func(c *matter.Command) {
			c.Owner, c.LeadUnit, c.Support, c.Reason = "经发局局长", "jfj", []string{"zsj"}, "职责调整"
		})
		store := database.NewStore(db)
		if err := store.InTx(database.InZone(t.Context(), zone), func(ctx context.Context) error { // as an older program left it
			for _, statement := range []string{"DELETE FROM search", "DELETE FROM supports", "DELETE FROM projections", "UPDATE matters SET support = ''"} {
				if _, err := db.Conn(ctx).ExecContext(ctx, statement); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		for range 2 { // the second finds nothing to do
			if err := w.Reproject(t.Context(), zone); err != nil {
				t.Fatal(err)
			}
		}
		found := 0
		supporter := authority.Subject{Units: []string{"zsj"}}
		for row, err := range store.Search(t.Context(), zone, "招商", engine.Filter{Scope: supporter.Scope(authority.See, &authority.Rules{})}) {
			if err != nil || row.ID != m.ID {
				t.Fatal(row.ID, err)
			}
			found++
		}
		if found != 1 {
			t.Errorf("found %d times", found)
		}
		w.verified()
	})
}
