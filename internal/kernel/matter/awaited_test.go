package matter

import "testing"

const awaitedKind = `limit: { promised: 20wd, statutory: 40wd }
roles: { assign: head(bg), review: head(bg), verify: post(核验专员), office: head(bg) }
light: { red: matter.overdue, green: "true" }
ladder:
  - { at: due + 1wd, send: supervision-letter, to: lead_unit.head }
  - { at: due + 5wd, talk: true, to: lead_unit.head, by: lead_unit.sponsor }
`

// Due on 2023-03-29.
func completedEarly(t *testing.T, on string) *desk {
	t.Helper()
	d := assigned(t, world(t, kindWith("case", awaitedKind)), "2023-03-01 09:00")
	d.do(t, on, Command{Name: "complete", Actor: owner})
	return d
}

func TestTheWaitForVerificationDoesNotCount(t *testing.T) {
	t.Parallel()
	sendBack := Command{Name: "return", Actor: office, Reason: "佐证不实"}
	spent := func(d *desk, when string) string {
		used, left := d.s.Clock.Spent(d.w.CalendarAt(at(when)), at(when))
		return used.String() + " " + left.String()
	}
	t.Run("it goes on from what it had consumed", func(t *testing.T) {
		t.Parallel()
		d := completedEarly(t, "2023-03-10 10:00")
		before := spent(d, "2023-03-10 10:00")
		d.do(t, "2023-04-20 10:00", sendBack)
		if after := spent(d, "2023-04-20 10:00"); before != "7wd 13wd" || after != before {
			t.Errorf("used and left %s when it was completed, %s when it was returned", before, after)
		}
		// Thirteen working days behind 2023-04-20, the make-up days 04-23 and 05-06 among them; the law's go on likewise.
		if due := d.s.Deadlines; due.Working().Date != date("2023-05-10") || due.Statutory.Date != date("2023-06-07") || d.light() != Green || len(d.s.Letters) > 0 {
			t.Errorf("due %s, by law %s, %s, %v", due.Working().Date, due.Statutory.Date, d.light(), d.s.Letters)
		}
	})
	t.Run("what was late stays late by as much", func(t *testing.T) {
		t.Parallel()
		d := completedEarly(t, "2023-03-31 10:00")
		d.do(t, "2023-04-20 10:00", sendBack)
		d.until(t, "2023-04-30 00:00")
		if due := d.s.Deadlines.Working().Date; due != date("2023-03-29") || d.light() != Red {
			t.Errorf("due %s, %s", due, d.light())
		}
		equalLines(t, d.lines("rung-fired"), []string{
			"2023-03-30 08:30 rung-fired due + 1wd send 招商局局长",
			"2023-04-24 08:30 rung-fired due + 5wd talk 招商局局长", // 03-30, and from 04-20 on
		})
	})
	t.Run("handed on instead", func(t *testing.T) {
		t.Parallel()
		d := completedEarly(t, "2023-03-10 10:00")
		d.do(t, "2023-04-20 10:00", Command{Name: "transfer", Actor: office, Reason: "改由局长办", Assignment: Assignment{Owner: head}})
		if due := d.s.Deadlines.Working().Date; due != date("2023-05-10") {
			t.Error(due)
		}
	})
	t.Run("a clock that stood still until then", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, kindWith("case", awaitedKind)), "2023-03-01 09:00")
		d.do(t, "2023-03-08 10:00", Command{Name: "suspend", Actor: office, Reason: "听证"})
		before := d.s
		d.do(t, "2023-03-10 10:00", Command{Name: "complete", Actor: owner})
		if got := spent(d, "2023-03-10 10:00"); got != "5wd 15wd" || d.s.Suspended || d.s.Clock.Suspended() || d.s.Deadlines.Working().Date != date("2023-03-31") {
			t.Errorf("%s, %s, %+v", got, d.s.Deadlines.Working().Date, d.s.Clock)
		}
		for i := range d.events {
			if moved, ok := d.events[i].content.(*MovedEvent); ok && moved.Command == "complete" {
				old := *moved
				old.Resumed = false // as in a ledger from before
				if s := Evolve(before, &d.events[i].head, &old); !s.Suspended || !s.Clock.Suspended() || s.ClockStale {
					t.Errorf("%+v", s.Clock)
				}
			}
		}
		d.do(t, "2023-04-20 10:00", sendBack)
		if due := d.s.Deadlines.Working().Date; d.s.Suspended || due != date("2023-05-12") { // five used, fifteen behind 04-20
			t.Error(due)
		}
	})
	t.Run("a ledger from before says nothing of it, and folds as it did", func(t *testing.T) {
		t.Parallel()
		d := completedEarly(t, "2023-03-10 10:00")
		d.do(t, "2023-04-20 10:00", sendBack)
		for i := range d.events {
			if moved, ok := d.events[i].content.(*MovedEvent); ok && moved.Command == "return" {
				old := *moved
				old.Waited = d.s.CompletedAt
				if s := Evolve(d.s, &d.events[i].head, &old); s.ClockStale || len(s.Clock.Stops) != len(d.s.Clock.Stops) {
					t.Errorf("%+v", s.Clock)
				}
			}
		}
	})
}
