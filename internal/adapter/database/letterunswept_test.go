package database_test

import (
	"context"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// A list shows the drafts of the instant, whether or not a sweep has run; what it shows can be issued, at the very instant
// of the rung, too.
func TestADraftThatNoSweepHasMadeYetIsIssuedUnderItsNumber(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		issue := func(c *matter.Command) { c.Letter = "L1" }
		for i, late := range []time.Duration{0, 24 * time.Hour} {
			m := w.assigned("2023-02-01 09:0"+string(rune('0'+i)), "甲", "red")
			var drafted time.Time
			_, err := w.AsSwept(t.Context(), zone, nil, at("2023-02-14 18:00"), func(ctx context.Context) error {
				for row, err := range w.Store().Letters(ctx, zone, engine.Filter{Matter: m.ID}) {
					if err != nil {
						return err
					}
					drafted = time.UnixMicro(row.DraftedAt)
				}
				return nil
			})
			if err != nil || drafted.IsZero() {
				t.Fatal(drafted, err)
			}
			s := w.do(drafted.Add(late).In(calendar.Location()).Format("2006-01-02 15:04"), "督查室主任", "issue-letter", m.ID, issue)
			if got, want := s.Letters[0].Number, []string{"提〔2023〕1号", "提〔2023〕2号"}[i]; got != want {
				t.Errorf("issued as %s, want %s", got, want)
			}
		}
		w.verified()
	})
}
