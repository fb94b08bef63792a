package database_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/session"
)

func TestASessionIsNumberedInTheYearOfItsDay(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		b, err := mechanism.Load(fstest.MapFS{
			"testzone/all.yaml":  {Data: []byte(strings.Replace(office, "LIMIT", "10wd", 1))},
			"testzone/meet.yaml": {Data: []byte("session: weekly\ntitle: 周例会\nnumber: 例〔{year}〕{seq}号\nblocks: [ { name: work, title: 工作 } ]\n")},
		}, zone)
		if err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		if err := w.Apply(t.Context(), b, engine.Act{Program: true}, w.now); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		convene := func(when, day, number string) string {
			t.Helper()
			w.now = at(when)
			c := session.Convene{Number: number, Agenda: []session.Item{{Block: "work", Title: "进度"}}}
			if day != "" {
				c.Date = clock.MustDate(day)
			}
			s, err := w.Convene(t.Context(), zone, engine.Act{Actor: "督查室主任"}, "weekly", c)
			if err != nil {
				t.Fatal(errs.Message(err, "zh"))
			}
			return s.Number
		}
		for _, c := range []struct{ when, day, number string }{
			{"2023-12-27 09:00", "2024-01-05", "例〔2024〕1号"},
			{"2023-12-27 09:10", "2023-12-29", "例〔2023〕1号"},
			{"2023-12-27 09:20", "", "例〔2023〕2号"},
			{"2024-01-08 09:00", "2024-01-12", "例〔2024〕2号"},
			{"2024-01-08 09:10", "2023-12-28", "例〔2023〕3号"},
		} {
			if got := convene(c.when, c.day, ""); got != c.number {
				t.Errorf("convened %s for %s: %s, want %s", c.when, c.day, got, c.number)
			}
		}
		// An older ledger numbered a session in the year in which it was convened: its number was taken there.
		tamper(t, db, `UPDATE numbers SET last = last + 1 WHERE zone_id = ? AND year = 2023`, zone)
		w.now = at("2024-01-08 09:30")
		if _, err := w.Verify(t.Context(), zone, nil); !errs.Is(err, "ledger.number_counter") {
			t.Error(err)
		}
		if got := convene("2023-12-30 09:00", "2024-01-26", "例〔2023〕4号"); got != "例〔2023〕4号" {
			t.Error(got)
		}
		if got := w.verified(); got.Numbers != 6 {
			t.Errorf("%+v", got)
		}
	})
}
