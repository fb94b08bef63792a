package matter

import (
	"testing"
)

// A dated rung hangs on the deadline there is: one that has not fired moves with it, one that has fired in
// this round stays fired.
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
		{"extended after the reminder, it is not sent again", "2023-03-13 09:00", extended, []string{
			"2023-03-10 08:30 rung-fired due - 3wd send " + owner, "2023-03-23 08:30 rung-fired due + 1wd send " + head, "2023-03-27 08:30 rung-fired due + 3wd raise " + sponsor,
		}},
		{"so it is with another plan", "2023-03-13 09:00", replanned, []string{
			"2023-03-10 08:30 rung-fired due - 3wd send " + owner, "2023-03-23 08:30 rung-fired due + 1wd send " + head, "2023-03-27 08:30 rung-fired due + 3wd raise " + sponsor,
		}},
		{"a new plan after the supervision letter leaves what is above", "2023-03-17 09:00", replanned, []string{
			"2023-03-10 08:30 rung-fired due - 3wd send " + owner, "2023-03-16 08:30 rung-fired due + 1wd send " + head, "2023-03-27 08:30 rung-fired due + 3wd raise " + sponsor,
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
			if again := len(d.lines("rung-fired")); again != 2*len(tt.want) {
				t.Errorf("%d rungs fired in two rounds", again)
			}
		})
	}
}
