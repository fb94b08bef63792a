package database_test

import (
	"context"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

func TestAfterALargeImportTheLogIsSignedInStepsAndWholeInTheEnd(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		w.now = at("2023-03-02 09:00")
		if err := w.Batch(t.Context(), zone, func(_ context.Context, b *engine.Batch) error {
			for range 2100 { // two events each: more than one step takes
				s, err := b.Do(matter.Command{Name: "register", Actor: "督查室主任", Kind: "task", Particulars: matter.Particulars{Title: "任务", Urgency: "red"}})
				if err != nil {
					return err
				}
				if _, err := b.Do(matter.Command{Name: "assign", Actor: "督查室主任", ID: s.ID, Assignment: matter.Assignment{Owner: "招商局干部"}}); err != nil {
					return err
				}
			}
			return nil
		}); err != nil {
			t.Fatal(err)
		}
		note, err := w.Checkpoint(t.Context(), zone)
		if err != nil {
			t.Fatal(err)
		}
		z, err := w.Store().Zone(t.Context(), zone)
		if err != nil {
			t.Fatal(err)
		}
		if cp, err := ledger.OpenCheckpoint(note, z.PublicKey); err != nil || cp.Size != z.Size || cp.Size < 4200 {
			t.Fatalf("signed %d of %d: %v", cp.Size, z.Size, err)
		}
		w.verified()
		if again, err := w.Checkpoint(t.Context(), zone); err != nil || again != note {
			t.Errorf("with nothing new: %v", err)
		}

		tamper(t, db, "DELETE FROM checkpoints WHERE zone_id <> ?\nDELETE FROM nodes WHERE zone_id <> ?\nDELETE FROM events WHERE zone_id <> ? AND pos >= 4190", "")
		if _, err := w.Checkpoint(t.Context(), zone); !errs.Is(err, "ledger.gap") {
			t.Errorf("a log without its end was signed: %v", err)
		}
	})
}
