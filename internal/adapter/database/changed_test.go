package database_test

import (
	"context"
	"reflect"
	"testing"

	"pgregory.net/rapid"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/kernel/engine"
)

// What is stored of a matter is its last row, whether or not what was stored before is told.
func TestARowThatIsWrittenOverHoldsTheNewOneWhateverHasChanged(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		store, ctx := database.NewStore(db), database.Confine(t.Context(), zone)
		keepIn := func(rows engine.Rows) {
			t.Helper()
			if err := store.InTx(ctx, func(ctx context.Context) error { return store.Put(ctx, rows) }); err != nil {
				t.Fatal(err)
			}
		}
		rapid.Check(t, func(r *rapid.T) {
			word, number := rapid.SampledFrom([]string{"", "a", "b"}), rapid.Int64Range(0, 2)
			draw := func(seq int64) engine.MatterRow {
				return engine.MatterRow{
					ZoneID: zone, ID: "m", Number: word.Draw(r, "number"), Kind: word.Draw(r, "kind"), Title: word.Draw(r, "title"), Stage: word.Draw(r, "stage"), Open: rapid.Bool().Draw(r, "open"),
					Light: word.Draw(r, "light"), Urgency: word.Draw(r, "urgency"), Category: word.Draw(r, "category"), LeadUnit: word.Draw(r, "lead"), Owner: word.Draw(r, "owner"),
					Sponsor: word.Draw(r, "sponsor"), Verifier: word.Draw(r, "verifier"), Parent: word.Draw(r, "parent"), Support: word.Draw(r, "support"), Applicant: word.Draw(r, "applicant"),
					Weight: int(number.Draw(r, "weight")), Progress: float64(number.Draw(r, "progress")), Level: int(number.Draw(r, "level")), Missed: int(number.Draw(r, "missed")),
					DueOn: int32(number.Draw(r, "due")), RegisteredAt: number.Draw(r, "registered"), CompletedAt: number.Draw(r, "completed"), ClosedAt: number.Draw(r, "closed"), LightAt: number.Draw(r, "light at"),
					Origin: word.Draw(r, "origin"), NextAt: number.Draw(r, "next"), CursorAt: number.Draw(r, "cursor"), Seq: seq, Head: []byte{byte(seq)}, State: []byte(word.Draw(r, "state") + "{}"),
				}
			}
			was := draw(1)
			keepIn(engine.Rows{Matters: []engine.MatterRow{was}})
			for seq := range int64(3) {
				row := draw(seq + 2)
				keepIn(engine.Rows{Matters: []engine.MatterRow{row}, Was: []engine.MatterRow{was}})
				found, err := store.Matter(ctx, zone, "m")
				if err != nil {
					r.Fatal(err)
				}
				if !reflect.DeepEqual(found, row) {
					r.Fatalf("stored %+v, want %+v", found, row)
				}
				was = row
			}
		})
	})
}
