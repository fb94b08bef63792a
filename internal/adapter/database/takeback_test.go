package database_test

import (
	"encoding/json"
	"slices"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/plan"
)

// What is to govern from a day to come is replaced by another from that day, or taken back; the ledger keeps each step and verifies.
func TestAVersionThatIsStillToComeIsReplacedOrTakenBack(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		s := w.assigned("2023-02-01 09:00", "任务", "red")
		w.sweep("2023-02-01 10:00")
		program := engine.Act{Program: true}
		first, second, third := bundle(t, "2wd"), bundle(t, "3wd"), bundle(t, "4wd")
		day := at("2023-02-06 00:00")
		apply := func(b string, from time.Time, code string) {
			t.Helper()
			if err := w.Apply(t.Context(), bundle(t, b), program, from); code == "" && err != nil || code != "" && !errs.Is(err, code) {
				t.Fatalf("%s from %s: want %q, got %s", b, from, code, errs.Message(err, "zh"))
			}
		}
		versions := func(want ...string) {
			t.Helper()
			applied, err := w.Applied(t.Context(), zone)
			if err != nil {
				t.Fatal(err)
			}
			var got []string
			for _, v := range applied {
				got = append(got, v.Bundle.Version)
			}
			if !slices.Equal(got[1:], want) {
				t.Errorf("besides the first there are %v, want %v", got[1:], want)
			}
			w.verified()
		}
		if _, err := w.TakeBack(t.Context(), zone, program); !errs.Is(err, "mechanism.none_pending") {
			t.Errorf("what governs is taken back: %v", err)
		}
		apply("2wd", day, "")
		versions(first.Version)
		apply("3wd", day, "") // in its place
		versions(second.Version)
		apply("3wd", day, "mechanism.same_version")
		apply("3wd", at("2023-02-07 00:00"), "mechanism.other_day")
		apply("4wd", at("2023-02-03 00:00"), "mechanism.before_pending")
		apply("4wd", at("2023-02-08 00:00"), "") // beside it, in order
		versions(second.Version, third.Version)
		apply("3wd", at("2023-02-08 00:00"), "mechanism.governs_until")
		if back, err := w.TakeBack(t.Context(), zone, program); err != nil || back.Bundle.Version != third.Version {
			t.Fatalf("%v, %v", back, err)
		}
		versions(second.Version)
		if back, err := w.TakeBack(t.Context(), zone, program); err != nil || back.Bundle.Version != second.Version {
			t.Fatalf("%v, %v", back, err)
		}
		versions()
		apply("4wd", at("2023-02-03 00:00"), "")
		versions(third.Version)

		w.sweep("2023-02-03 08:30")
		if _, err := w.TakeBack(t.Context(), zone, program); !errs.Is(err, "mechanism.none_pending") {
			t.Errorf("what has begun is taken back: %v", err)
		}
		apply("2wd", at("2023-02-03 00:00"), "mechanism.from_past")
		w.sweep("2023-02-20 08:30")
		w.verified()
		if got, err := w.Store().Matter(t.Context(), zone, s.ID); err != nil || got.NextAt != 0 && got.NextAt <= w.now.UnixMicro() {
			t.Errorf("%d, %v", got.NextAt, err)
		}
		if report, err := w.Plan(t.Context(), zone, third, plan.Options{From: at("2023-02-03 00:00"), To: w.now}); err != nil || !report.Same() {
			t.Errorf("the version that governs differs from itself: %+v, %v", report, err)
		}
		records, err := w.Store().Stream(t.Context(), zone, ledger.StreamMechanism)
		if err != nil {
			t.Fatal(err)
		}
		var steps []string
		for i := range records {
			ev, err := ledger.Decode(records[i].Body)
			if err != nil {
				t.Fatal(err)
			}
			var content struct{ Replaces string }
			if err := json.Unmarshal(ev.Data, &content); err != nil {
				t.Fatal(err)
			}
			if content.Replaces != "" && content.Replaces != first.Hash {
				t.Errorf("event %d replaces %s", ev.Seq, content.Replaces)
			}
			steps = append(steps, ev.Type+map[bool]string{true: "!"}[content.Replaces != ""])
		}
		if want := []string{"mechanism-applied", "mechanism-applied", "mechanism-applied!", "mechanism-applied", "mechanism-taken-back", "mechanism-taken-back", "mechanism-applied"}; !slices.Equal(steps, want) {
			t.Errorf("the ledger holds %v, want %v", steps, want)
		}
		tamper(t, db, `DELETE FROM versions WHERE zone_id <> ? AND from_at = (SELECT max(from_at) FROM versions)`, "")
		if _, err := w.Verify(t.Context(), zone, nil); errs.KindOf(err) != errs.Corrupt {
			t.Errorf("a version is gone without a word: %v", err)
		}
	})
}
