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

// A version applied from months back holds a cadence and a session that begin later: neither is there before its day.
func TestACadenceAndASessionBeginOnTheirOwnDay(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		files := office + "---\ncadence: brief\ntitle: 小结\nnumber: \"结〔{year}〕{seq}号\"\neffective: { from: 2023-06-01, to: 2023-09-01 }\nevery: monthly\nfor: { each: zone }\nowner: post(督查室主任)\nmet_by: report\n" +
			"---\nsession: weekly\ntitle: 周调度会\nchair: post(管委会主任)\nblocks: [{ name: work, title: 工作, required: true }]\neffective: { from: 2023-06-01, to: 2023-11-01 }\n"
		b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(strings.Replace(files, "LIMIT", "10wd", 1))}}, zone)
		if err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		if err := w.Apply(t.Context(), b, engine.Act{Program: true}, at("2023-01-09 00:00")); err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		convene := func(day string) error {
			_, err := w.Convene(t.Context(), zone, engine.Act{Actor: "管委会主任"}, "weekly", session.Convene{Date: clock.MustDate(day), Agenda: []session.Item{{Block: "work", Title: "进度"}}})
			return err
		}
		w.sweep("2023-05-31 08:30")
		if since, err := w.Unswept(t.Context(), zone, at("2023-05-31 09:00")); err != nil || !since.IsZero() {
			t.Errorf("something waits since %v, %v", since, err)
		}
		if err := convene("2023-05-31"); errs.CodeOf(err) != "session.not_in_force" {
			t.Errorf("convened before its day: %v", err)
		}
		if draft, _, err := w.Draft(t.Context(), zone, engine.Act{Actor: "管委会主任", At: at("2023-05-31 09:00")}, "weekly"); err != nil || draft.Date != clock.MustDate("2023-06-01") {
			t.Errorf("drafted for %s, %v", draft.Date, err)
		}
		if _, _, err := w.Draft(t.Context(), zone, engine.Act{Actor: "管委会主任", At: at("2023-11-01 09:00")}, "weekly"); errs.CodeOf(err) != "session.not_in_force" {
			t.Errorf("drafted after its period: %v", err)
		}
		if err := convene("2023-06-02"); err != nil {
			t.Errorf("for a day in its period: %v", errs.Message(err, "zh"))
		}
		if n, err := w.Store().CountMatters(t.Context(), zone, engine.Filter{}); err != nil || n != 0 {
			t.Errorf("%d matters before the cadence begins, %v", n, err)
		}
		w.sweep("2023-12-01 08:30")
		periods := ""
		for d, err := range w.Store().Duties(t.Context(), zone, engine.Filter{}) {
			if err != nil {
				t.Fatal(err)
			}
			periods += d.Period + " "
		}
		if periods != "2023-06 2023-07 2023-08 " {
			t.Errorf("owed in %s", periods)
		}
		w.verified()
	})
}
