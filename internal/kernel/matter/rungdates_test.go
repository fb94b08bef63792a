package matter

import (
	"testing"
)

// A dated rung hangs on the deadline there is: one that has not fired moves with it, and one that has fired does so
// again for the deadline that was granted instead.
func TestDatedRungsFollowTheDeadline(t *testing.T) {
	t.Parallel()
	const rungs = `  - { at: due - 3wd, send: reminder-letter, to: owner }
  - { at: due + 1wd, send: supervision-letter, to: lead_unit.head }
  - { at: due + 3wd, raise: true, to: sponsor }
`
	extended := []Command{{Name: "ask-extension", Actor: owner, Reason: "雨季停工", By: limit("5wd")}, {Name: "extend", Actor: sponsor}}
	replanned := []Command{{Name: "ask-replan", Actor: owner, Reason: "雨季停工", Assignment: Assignment{Due: date("2023-03-22")}}, {Name: "replan", Actor: sponsor}}
	tests := []struct {
		name     string
		when     string
		commands []Command
		want     []string
	}{
		{"extended before any fired, all move", "2023-03-03 09:00", extended, []string{
			"2023-03-17 08:30 rung-fired due - 3wd send " + owner, "2023-03-23 08:30 rung-fired due + 1wd send " + head, "2023-03-27 08:30 rung-fired due + 3wd raise " + sponsor,
		}},
		{"extended after the reminder, the new date has its own", "2023-03-13 09:00", extended, []string{
			"2023-03-10 08:30 rung-fired due - 3wd send " + owner, "2023-03-17 08:30 rung-fired due - 3wd send " + owner, "2023-03-23 08:30 rung-fired due + 1wd send " + head, "2023-03-27 08:30 rung-fired due + 3wd raise " + sponsor,
		}},
		{"so it is with another plan", "2023-03-13 09:00", replanned, []string{
			"2023-03-10 08:30 rung-fired due - 3wd send " + owner, "2023-03-17 08:30 rung-fired due - 3wd send " + owner, "2023-03-23 08:30 rung-fired due + 1wd send " + head, "2023-03-27 08:30 rung-fired due + 3wd raise " + sponsor,
		}},
		{"a new plan after the supervision letter begins from below", "2023-03-17 09:00", replanned, []string{
			"2023-03-10 08:30 rung-fired due - 3wd send " + owner, "2023-03-16 08:30 rung-fired due + 1wd send " + head,
			"2023-03-23 08:30 rung-fired due + 1wd send " + head, "2023-03-27 08:30 rung-fired due + 3wd raise " + sponsor,
		}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := ladder(t, rungs)
			for _, c := range tt.commands {
				d.do(t, tt.when, c)
			}
			d.until(t, "2023-05-01")
			equalLines(t, d.lines("rung-fired"), tt.want)
			d.do(t, "2023-05-04 09:00", Command{Name: "complete", Actor: owner})
			d.do(t, "2023-05-04 10:00", Command{Name: "reopen", Actor: office, Reason: "未到位"})
			d.until(t, "2023-08-01")
			again := len(tt.want) + 3
			if !d.s.Due.IsZero() { // a date stays what it was, and so does what was said of it
				again = len(tt.want)
			}
			if got := len(d.lines("rung-fired")); got != again {
				t.Errorf("%d rungs fired in two rounds", got)
			}
		})
	}
}

// Behind the deadline the clock counts on, and what it stands still for counts on no rung: those that have not fired move on.
func TestRungsBehindTheDeadlineCountRunningTime(t *testing.T) {
	t.Parallel()
	const rungs = `  - { at: due + 1wd, send: supervision-letter, to: lead_unit.head }
  - { at: due + 5wd, raise: true, to: sponsor }
  - { at: due + 8wd, talk: true, to: owner, by: lead_unit.head }
  - { at: due + 30h, bulletin: bulletin, to: owner }
  - { at: due + 20d, send: reminder-letter, to: owner }
`
	d := ladder(t, rungs) // due on Wednesday, 2023-03-15
	d.do(t, "2023-03-17 09:00", Command{Name: "suspend", Actor: office, Reason: "专家评审"})
	d.do(t, "2023-04-27 11:00", Command{Name: "resume", Actor: office})
	d.until(t, "2023-07-01")
	equalLines(t, d.lines("rung-fired"), []string{
		"2023-03-16 08:30 rung-fired due + 1wd send " + head,
		"2023-05-05 08:30 rung-fired due + 5wd raise " + sponsor, // 3-16, then 4-27, 4-28, 5-4, 5-5
		"2023-05-05 14:30 rung-fired due + 30h bulletin " + owner,
		"2023-05-09 08:30 rung-fired due + 8wd talk " + owner,
		"2023-05-15 08:30 rung-fired due + 20d send " + owner,
	})
}
