package database_test

import (
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
)

func TestTheLastEntryIsTheLatestAlsoAfterALateSweep(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		w.assigned("2023-02-01 09:00", "任务", "red")
		w.assigned("2023-02-02 09:00", "任务", "green")
		w.sweep("2023-03-15 08:30") // matter by matter
		var latest, last time.Time
		pos := int64(-1)
		for r, err := range w.Store().Records(t.Context(), zone) {
			if err != nil {
				t.Fatal(err)
			}
			if r.At.After(latest) {
				latest = r.At
			}
			if r.Pos > pos {
				pos, last = r.Pos, r.At
			}
		}
		if !last.Before(latest) {
			t.Fatalf("the event at the last position is the latest, too: %s", latest)
		}
		if got, err := w.LastEntry(t.Context(), zone); err != nil || !got.Equal(latest) {
			t.Errorf("%s, want %s (%v)", got, latest, err)
		}
	})
}
