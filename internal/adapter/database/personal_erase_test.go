package database_test

import (
	"bytes"
	"context"
	"os"
	"strings"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

func TestWhatIsErasedIsGoneAndTheLedgerVerifies(t *testing.T) {
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		db := databasetest.Migrated(t, address)
		w := openVisits(t, db)
		s := w.visit("2023-02-01 09:00")
		if _, err := w.try("2023-02-02 09:00", "督查室主任", "erase", s.ID, func(c *matter.Command) { c.Reason, c.Basis = "到期", "retention" }); !errs.Is(err, "matter.kept_still") {
			t.Errorf("before its time: %v", err)
		}
		s = w.do("2023-02-02 09:00", "督查室主任", "erase", s.ID, func(c *matter.Command) { c.Reason, c.Which = "本人书面要求删除", []string{"card"} })
		w.verified()
		if _, err := w.unmask(matter.Command{ID: s.ID, Actor: "督查室主任", Which: []string{"card"}, Reason: "核对"}); !errs.Is(err, "matter.personal_erased") {
			t.Errorf("reading what was erased: %v", err)
		}
		s = w.do("2023-02-02 09:10", "督查室主任", "erase", s.ID, func(c *matter.Command) { c.Reason = "本人书面要求删除" })
		if got := w.masked(&s); got["card"] != "erased " || got["name"] != "erased " || w.rows() != 0 || len(s.Held()) != 0 {
			t.Errorf("shown are %v, %d rows", got, w.rows())
		}
		if _, err := w.try("2023-02-02 09:20", "督查室主任", "erase", s.ID, func(c *matter.Command) { c.Reason = "再删" }); !errs.Is(err, "matter.personal_erased") {
			t.Errorf("erasing twice: %v", err)
		}
		w.do("2023-02-03 09:00", "督查室主任", "assign", s.ID, func(c *matter.Command) { c.Owner = "招商局干部" }) // that there was a phone still counts
		w.verified()
		if db.Dialect() != database.SQLite {
			return
		}
		if err := db.Close(); err != nil { // the last to close folds the journal into the file
			t.Fatal(err)
		}
		file, _, _ := strings.Cut(address, "?")
		left, err := os.ReadFile(file)
		if err != nil || bytes.Contains(left, []byte(card)) || bytes.Contains(left, []byte(phone)) {
			t.Errorf("the file still holds what was erased (%v)", err)
		}
		if _, err := os.Stat(file + "-wal"); err == nil {
			t.Error("the journal is still there")
		}
	})
}

func TestWhatIsKeptTooLongIsErasedOnItsDayAndOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := openVisits(t, db)
		shut, opened := w.visit("2023-02-01 09:00"), w.visit("2023-02-01 10:00")
		w.over("2023-03-01 09:00", shut.ID)
		due := func(when string, want int) {
			t.Helper()
			w.now = at(when)
			n, err := w.EraseDue(t.Context(), zone, w.now)
			if err != nil || n != want {
				t.Errorf("%s: %d erased, want %d (%v)", when, n, want, err)
			}
			w.verified()
		}
		due("2023-05-02 08:00", 0) // 90 days after registration is 2 May, a day on which it may still be kept
		due("2023-05-03 00:00", 2) // the numbers of both
		due("2023-05-03 00:00", 0) // again
		due("2026-03-01 23:00", 0) // three years after closing
		due("2026-03-02 08:00", 3) // the rest of what was closed
		due("2030-01-01 08:00", 0) // what is open keeps its own
		records, err := w.Store().Stream(t.Context(), zone, shut.ID)
		if err != nil {
			t.Fatal(err)
		}
		last := records[len(records)-1]
		if last.Type != "erased" || !last.Derived || last.Actor != "" || last.Basis.Mechanism == "" || !last.At.Equal(at("2026-03-02 08:00")) ||
			string(last.Data) != `{"command":"erase","fields":["group","name","phone"],"basis":"retention","reason":"3y after close"}` {
			t.Errorf("%+v %s", last.Event, last.Data)
		}
		w.over("2030-02-01 09:00", opened.ID)
		// Another bundle without the kind: what it once asked for it answers for still.
		if err := w.Apply(t.Context(), bundle(t, "12wd"), engine.Act{Program: true}, at("2031-01-01 00:00")); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		s := w.visitOf(opened.ID)
		if got := w.masked(&s); got["phone"] != "held 138****1234" {
			t.Errorf("of a kind that is gone: %v", got)
		}
		due("2033-02-02 08:00", 3)
		if w.rows() != 0 {
			t.Errorf("%d rows left", w.rows())
		}
	})
}

func (w *world) visitOf(id string) matter.State {
	w.t.Helper()
	s, err := w.Find(w.t.Context(), zone, id, w.now)
	if err != nil {
		w.t.Fatal(err)
	}
	return s
}

func TestARetentionDoesNotRunWhileAMatterIsOpenAgain(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := openVisits(t, db)
		s := w.visit("2023-02-01 09:00")
		w.do("2023-02-01 09:10", "督查室主任", "assign", s.ID, func(c *matter.Command) { c.Owner = "招商局干部" })
		w.do("2023-02-02 09:00", "招商局干部", "complete", s.ID, nil)
		s = w.do("2023-02-03 09:00", "督查室主任", "close", s.ID, nil)
		fields, err := w.PersonalOf(t.Context(), &s, w.now)
		if err != nil || fields[3].Until != clock.MustDate("2026-02-04") {
			t.Errorf("%+v %v", fields, err)
		}
		w.do("2025-02-03 09:00", "督查室主任", "reopen", s.ID, func(c *matter.Command) { c.Reason = "又有情况" })
		w.now = at("2026-06-01 09:00")
		if n, err := w.EraseDue(t.Context(), zone, w.now); n != 1 || err != nil { // the number alone, which counts from registration
			t.Errorf("%d %v", n, err)
		}
	})
}

func TestAValueThatComesBackAfterItsErasureIsNamedAndErasedAgain(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := openVisits(t, db)
		s := w.visit("2023-02-01 09:00")
		var kept []engine.PersonalRow
		for row, err := range w.Store().Personal(t.Context(), zone, engine.Filter{Matter: s.ID}) {
			if err != nil {
				t.Fatal(err)
			}
			kept = append(kept, row)
		}
		w.do("2023-02-02 09:00", "督查室主任", "erase", s.ID, func(c *matter.Command) { c.Reason = "本人书面要求删除" })
		if err := w.Together(t.Context(), func(ctx context.Context) error { return w.Store().Put(ctx, engine.Rows{Personal: kept}) }); err != nil {
			t.Fatal(err)
		}
		if _, err := w.Verify(t.Context(), zone, nil); !errs.Is(err, "ledger.personal_back") {
			t.Fatalf("got %v", err)
		}
		if s = w.visitOf(s.ID); w.masked(&s)["name"] != "erased " {
			t.Error("what was erased is shown")
		}
		for _, want := range []int{4, 0} {
			n, err := w.EraseAgain(t.Context(), zone)
			if err != nil || n != want {
				t.Errorf("%d erased again (%v)", n, err)
			}
		}
		w.verified()
	})
}
