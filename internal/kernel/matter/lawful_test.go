package matter

import (
	"testing"

	"qinlian/internal/kernel/calendar"
)

// Twelve calendar days are fewer than ten working days in most weeks, and more of them before a festival: 2024-01-29.
const mixedLimits = "limit: { promised: 12d, statutory: 10wd, extensions: 2 }\nroles: { assign: head(bg), extend: sponsor, office: head(bg) }\n"

func TestWhatIsPromisedNeverEndsAfterTheLaw(t *testing.T) {
	t.Parallel()
	within := func(t *testing.T, d *desk) {
		t.Helper()
		for _, e := range d.events {
			if c, ok := e.content.(*ClockSetEvent); ok && c.Deadlines.behindLaw() {
				t.Errorf("promised %v, statutory %v", c.Deadlines.Promised, c.Deadlines.Statutory)
			}
		}
	}
	t.Run("limits of different units, from a start of which the promise is the longer", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, kindWith("case", mixedLimits)), "2024-01-29 09:00")
		if p := d.s.Deadlines.Promised; p.Date != date("2024-02-09") || !p.Capped {
			t.Errorf("%+v", p)
		}
		d.do(t, "2024-01-31 09:00", Command{Name: "suspend", Actor: office, Reason: "专家评审"})
		d.do(t, "2024-02-05 09:00", Command{Name: "resume", Actor: office})
		if p := d.s.Deadlines; p.Promised.Date != date("2024-02-18") || p.Promised.Capped { // the law allows until the 21st now
			t.Errorf("%+v", p)
		}
		within(t, d)
	})
	t.Run("from any other start the promise is as it was made", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, kindWith("case", mixedLimits)), "2024-03-04 09:00")
		if p := d.s.Deadlines.Promised; p.Date != date("2024-03-18") || p.Capped {
			t.Errorf("%+v", p)
		}
	})
	t.Run("an extension granted while the clock stands still", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, kindWith("case", mixedLimits)), "2024-03-04 09:00")
		d.do(t, "2024-03-06 09:00", Command{Name: "suspend", Actor: office, Reason: "专家评审"})
		if code, _ := d.refused(t, "2024-03-08 09:00", Command{Name: "ask-extension", Actor: owner, Reason: "雨季停工", By: limit("10d")}); code != "clock.past_statutory" {
			t.Error(code)
		}
	})
	t.Run("a suspension before the promise ran out and after the law did", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, kindWith("case", mixedLimits)), "2024-01-29 09:00")
		d.do(t, "2024-02-10 09:00", Command{Name: "suspend", Actor: office, Reason: "专家评审"})
		if p := d.s.Deadlines.Working(); p.Date != date("2024-02-09") || p.Suspended {
			t.Errorf("%+v", p)
		}
		within(t, d)
	})
	t.Run("a calendar that is rewritten: the festival of 2020 was made longer", func(t *testing.T) {
		t.Parallel()
		w := world(t, kindWith("case", "limit: { promised: 5wd, statutory: 13d }\nroles: { assign: head(bg) }\n"))
		was := calendar.Builtin().AsOf(date("2020-01-20"))
		w.Calendars = []CalendarVersion{{Calendar: was}, {From: at("2020-01-28"), Calendar: calendar.Builtin().Following(was, at("2020-01-28")), Notice: "延长假期"}}
		d := assigned(t, w, "2020-01-20 09:00")
		if p := d.s.Deadlines; p.Promised.Date != date("2020-02-01") || p.Statutory.Date != date("2020-02-03") {
			t.Errorf("%+v", p)
		}
		d.until(t, "2020-01-29")
		if p := d.s.Deadlines.Promised; p.Date != date("2020-02-03") || !p.Capped {
			t.Errorf("%+v", p)
		}
		within(t, d)
	})
	t.Run("a ledger that was kept before stays as it is", func(t *testing.T) {
		t.Parallel()
		w := world(t, kindWith("case", mixedLimits))
		d := assigned(t, w, "2024-01-29 09:00")
		old := d.s.Deadlines
		old.Promised = calendar.Builtin().Due(at("2024-01-29 09:00"), limit("12d"))
		old.Promised.Calendar, old.Statutory.Calendar = "2023.1-older", "2023.1-older" // another calendar is known by now
		d.s.Deadlines = old
		if _, derived, err := Advance(d.s, w, d.cursor, at("2024-02-05")); err != nil || len(derived) > 0 {
			t.Errorf("%v %v", derived, err)
		}
	})
}

func TestAdviceNeverEndsAfterThePromise(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ due, completed, reopened, again, advised, promised string }{
		"a limit":                   {"", "", "", "", "2023-03-08", "2023-03-15"},
		"an early date":             {"2023-03-03", "", "", "", "2023-03-03", "2023-03-03"},
		"a limit anew":              {"", "2023-03-03 09:00", "2023-03-20 09:00", "", "2023-03-27", "2023-04-03"},
		"reopened to an early date": {"", "2023-03-03 09:00", "2023-03-20 09:00", "2023-03-22", "2023-03-22", "2023-03-22"},
		"a promise held to the law": {"", "2023-03-24 09:00", "2023-03-27 09:00", "", "2023-03-30", "2023-03-30"},
	} {
		d := registered(t, world(t, kindWith("case", roundKind)), "2023-03-01 09:00")
		assign := Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs"}}
		if tt.due != "" {
			assign.Due = date(tt.due)
		}
		d.do(t, "2023-03-01 09:00", assign)
		if tt.reopened != "" {
			d.do(t, tt.completed, Command{Name: "complete", Actor: owner})
			again := reopening
			if tt.again != "" {
				again.Due = date(tt.again)
			}
			d.do(t, tt.reopened, again)
		}
		if s := d.s.Deadlines; s.Advisory.Date != date(tt.advised) || s.Promised.Date != date(tt.promised) {
			t.Errorf("%s: advised %s, promised %s, by law %s", name, s.Advisory.Date, s.Promised.Date, s.Statutory.Date)
		}
	}
}
