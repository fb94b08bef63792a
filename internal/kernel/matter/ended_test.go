package matter

import (
	"slices"
	"testing"

	"qinlian/internal/kernel/letter"
)

// endKind owes a bit of everything once it is overdue.
const endKind = `roles: { assign: head(bg), verify: post(核验专员), office: head(bg), extend: sponsor }
cadence: weekly
ladder:
  - { at: due, send: supervision-letter, to: lead_unit.head, within: 10wd }
  - { at: due, raise: true, to: sponsor, within: 10wd }
  - { at: due + 1wd, talk: true, to: lead_unit.head, by: sponsor, within: 10wd }
  - { at: due + 1wd, bulletin: bulletin, to: lead_unit.head, within: 10wd }
  - { at: unreplied, raise: true, to: 管委会主任, within: 1wd }
`

func overdue(t *testing.T) *desk {
	t.Helper()
	rungs := endKind[:len(endKind)-len("  - { at: unreplied, raise: true, to: 管委会主任, within: 1wd }\n")]
	d := registered(t, world(t, kindWith("case", rungs+"  - { at: unreplied, raise: true, to: post(管委会主任), within: 1wd }\n")), "2023-03-01 09:00")
	d.do(t, "2023-03-01 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs", Due: date("2023-03-10")}})
	d.do(t, "2023-03-13 09:00", Command{Name: "object", Actor: owner, Text: "材料已报"})
	d.until(t, "2023-03-13 10:00")
	for _, what := range []string{DutyReview, DutyIssue, DutyRaise, DutyTalk, DutyBulletin, DutyObjection} {
		if !slices.ContainsFunc(d.s.Duties, func(v Duty) bool { return v.What == what && !v.Missed() }) {
			t.Fatalf("nobody owes %s: %+v", what, d.s.Duties)
		}
	}
	return d
}

func TestWhatIsOverAccusesNobodyAfterwards(t *testing.T) {
	t.Parallel()
	ends := map[string]func(t *testing.T, d *desk){
		"completed and closed out": func(t *testing.T, d *desk) {
			t.Helper()
			d.do(t, "2023-03-13 11:00", Command{Name: "complete", Actor: owner})
			d.do(t, "2023-03-13 14:00", Command{Name: "close", Actor: verifier})
		},
		"withdrawn": func(t *testing.T, d *desk) {
			t.Helper()
			d.do(t, "2023-03-13 14:00", Command{Name: "withdraw", Actor: office, Reason: "重复"})
		},
		"merged": func(t *testing.T, d *desk) {
			t.Helper()
			d.do(t, "2023-03-13 14:00", Command{Name: "merge", Actor: office, To: "m-2"})
		},
	}
	for name, end := range ends {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := overdue(t)
			missed := len(d.lines("duty-missed"))
			end(t, d)
			if d.s.Letters[0].State != letter.Withdrawn {
				t.Errorf("a draft that nobody need issue: %+v", d.s.Letters)
			}
			d.until(t, "2023-06-01")
			if after := d.lines("duty-missed", "rung-fired"); len(d.lines("duty-missed")) != missed {
				t.Errorf("%v", after)
			}
			for _, duty := range d.s.Duties {
				if !duty.Missed() {
					t.Errorf("%s is still owed by %s", duty.ID, duty.Owner)
				}
			}
		})
	}
	t.Run("due at the very instant at which it is closed, a duty lapses", func(t *testing.T) {
		t.Parallel()
		d := overdue(t)
		d.do(t, "2023-03-13 11:00", Command{Name: "complete", Actor: owner})
		d.do(t, "2023-03-24 17:30", Command{Name: "close", Actor: verifier})
		if n := len(d.lines("duty-missed")); n != 3 { // two reviews and the objection
			t.Errorf("%v", d.lines("duty-missed"))
		}
	})
	t.Run("what was missed before stays missed, and can be made good", func(t *testing.T) {
		t.Parallel()
		d := overdue(t)
		d.until(t, "2023-03-30")
		d.do(t, "2023-03-30 11:00", Command{Name: "complete", Actor: owner})
		d.do(t, "2023-03-30 14:00", Command{Name: "close", Actor: verifier})
		raised := slices.IndexFunc(d.s.Duties, func(v Duty) bool { return v.What == DutyRaise && v.Missed() })
		if raised < 0 {
			t.Fatalf("%+v", d.s.Duties)
		}
		d.do(t, "2023-03-31 09:00", Command{Name: "meet", Actor: sponsor, Duty: d.s.Duties[raised].ID, Text: "已研究"})
	})
	t.Run("an answer that was asked for is still owed, and late it raises nothing", func(t *testing.T) {
		t.Parallel()
		d := overdue(t)
		d.do(t, "2023-03-13 10:30", Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "督1号"})
		d.do(t, "2023-03-13 10:40", Command{Name: "deliver-letter", Actor: office, Letter: "L1"})
		d.do(t, "2023-03-13 11:00", Command{Name: "complete", Actor: owner})
		d.do(t, "2023-03-13 14:00", Command{Name: "close", Actor: verifier})
		fired := len(d.lines("rung-fired"))
		d.until(t, "2023-06-01")
		if _, owed := d.duty("reply/L1"); !owed || len(d.lines("rung-fired")) != fired {
			t.Errorf("%+v\n%v", d.s.Duties, d.lines("rung-fired"))
		}
	})
}
