package matter

import (
	"strings"
	"testing"
)

const reopenKind = `limit: { extensions: 2 }
roles: { assign: head(bg), verify: post(核验专员), extend: sponsor, office: head(bg) }
light: { red: matter.overdue, green: "true" }
`

func TestReopeningKeepsWhatWasGranted(t *testing.T) {
	t.Parallel()
	begun := func(t *testing.T, due string) *desk {
		t.Helper()
		d := registered(t, world(t, kindWith("case", reopenKind)), "2023-03-01 09:00")
		d.do(t, "2023-03-01 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs", Due: date(due)}})
		return d
	}
	extended := func(t *testing.T) *desk {
		t.Helper()
		d := begun(t, "2023-03-10")
		d.do(t, "2023-03-06 09:00", Command{Name: "ask-extension", Actor: owner, By: limit("5wd"), Reason: "等待批复"})
		d.do(t, "2023-03-06 10:00", Command{Name: "extend", Actor: sponsor}) // to 2023-03-17
		return d
	}
	reopen := func(t *testing.T, d *desk, when string, c Command) {
		t.Helper()
		c.Name, c.Actor, c.Reason = "reopen", office, "佐证不实"
		d.do(t, when, c)
	}
	t.Run("an extension", func(t *testing.T) {
		t.Parallel()
		d := extended(t)
		d.do(t, "2023-03-09 09:00", Command{Name: "complete", Actor: owner})
		reopen(t, d, "2023-03-14 09:00", Command{})
		if got := d.s.Deadlines.Working().Date; got != date("2023-03-22") || d.s.Baseline != date("2023-03-10") || d.light() != Green {
			t.Errorf("due %s, baseline %s, %s", got, d.s.Baseline, d.light())
		}
	})
	t.Run("an extension whose date would have passed meanwhile", func(t *testing.T) {
		t.Parallel()
		d := extended(t)
		d.do(t, "2023-03-09 09:00", Command{Name: "complete", Actor: owner})
		reopen(t, d, "2023-03-20 09:00", Command{})
		if got := d.s.Deadlines.Working().Date; got != date("2023-03-28") { // eight days on, as many as it had left
			t.Errorf("due %s", got)
		}
	})
	t.Run("a suspension that nobody lifted", func(t *testing.T) {
		t.Parallel()
		d := begun(t, "2023-03-14")
		d.do(t, "2023-03-06 09:00", Command{Name: "suspend", Actor: office, Reason: "听证"})
		d.do(t, "2023-03-07 09:00", Command{Name: "complete", Actor: owner})
		was := d.s.Deadlines.Working().Date
		reopen(t, d, "2023-03-08 09:00", Command{})
		if got := d.s.Deadlines.Working().Date; d.s.Suspended || d.s.Clock.Suspended() || was != date("2023-03-15") || got != date("2023-03-16") {
			t.Errorf("due %s when it was completed, %s reopened, %+v", was, got, d.s.Clock)
		}
	})
	t.Run("what an old ledger had done before it was brought in, as what was done here", func(t *testing.T) {
		t.Parallel()
		here, brought := begun(t, "2023-03-10"), registered(t, world(t, kindWith("case", reopenKind)), "2023-03-20 09:00")
		here.do(t, "2023-03-10 12:00", Command{Name: "complete", Actor: owner})
		brought.do(t, "2023-03-20 09:00", Command{Name: "assign", Actor: office, FromLedger: true, Assignment: Assignment{Owner: owner, LeadUnit: "zs", Due: date("2023-03-10")}})
		brought.do(t, "2023-03-20 09:00", Command{Name: "complete", Actor: office, FromLedger: true, Finished: date("2023-03-10")})
		for _, d := range []*desk{here, brought} {
			reopen(t, d, "2023-03-27 09:00", Command{})
			if got := d.s.Deadlines.Working().Date; got != date("2023-03-27") || d.light() != Green || len(d.s.Clock.Stops) != 1 {
				t.Errorf("due %s, %s, %+v", got, d.light(), d.s.Clock)
			}
		}
	})
	t.Run("what was brought in late", func(t *testing.T) {
		t.Parallel()
		d := registered(t, world(t, kindWith("case", reopenKind)), "2023-03-20 09:00")
		d.do(t, "2023-03-20 09:00", Command{Name: "assign", Actor: office, FromLedger: true, Assignment: Assignment{Owner: owner, LeadUnit: "zs", Due: date("2023-03-10")}})
		d.do(t, "2023-03-20 09:00", Command{Name: "complete", Actor: office, FromLedger: true, Finished: date("2023-03-15")})
		reopen(t, d, "2023-03-27 09:00", Command{})
		left := d.s.Clock.DaysLeft(d.w.CalendarAt(at("2023-03-27 09:00")), date("2023-03-27"), d.s.Deadlines.Working().Date)
		if got := d.s.Deadlines.Working().Date; got != date("2023-03-10") || left != -4 && left != -3 {
			t.Errorf("due %s, %d days left", got, left)
		}
	})
	t.Run("with a date of its own", func(t *testing.T) {
		t.Parallel()
		d := begun(t, "2023-03-10")
		d.do(t, "2023-03-09 09:00", Command{Name: "complete", Actor: owner})
		if code, zh := d.refused(t, "2023-03-20 09:00", Command{Name: "reopen", Actor: office, Reason: "佐证不实", Assignment: Assignment{Due: date("2023-03-17")}}); code != "clock.due_past" || !strings.Contains(zh, "2023-03-17") {
			t.Errorf("%s %s", code, zh)
		}
		reopen(t, d, "2023-03-20 09:00", Command{Assignment: Assignment{Due: date("2023-03-31")}})
		if got := d.s.Deadlines.Working().Date; got != date("2023-03-31") || d.s.Baseline != date("2023-03-10") {
			t.Errorf("due %s, baseline %s", got, d.s.Baseline)
		}
	})
	t.Run("with a date of its own, because it failed its re-check", func(t *testing.T) {
		t.Parallel()
		d := begun(t, "2023-03-10")
		d.do(t, "2023-03-09 09:00", Command{Name: "complete", Actor: owner})
		d.do(t, "2023-03-10 09:00", Command{Name: "close", Actor: verifier, Text: "属实"})
		again := func(verdict, due string) Command {
			return Command{Name: "recheck", Actor: verifier, Verdict: verdict, Assignment: Assignment{Due: date(due)}}
		}
		for code, c := range map[string]Command{"clock.due_past": again("fail", "2023-03-17"), "matter.recheck_due": again("pass", "2023-03-31")} {
			if got, zh := d.refused(t, "2023-03-20 09:00", c); got != code || !strings.Contains(zh, c.Due.String()) {
				t.Errorf("%s %s", got, zh)
			}
		}
		d.do(t, "2023-03-20 09:00", again("fail", "2023-03-31"))
		if got := d.s.Deadlines.Working().Date; got != date("2023-03-31") || d.s.Round != 2 {
			t.Errorf("due %s in round %d", got, d.s.Round)
		}
	})
}
