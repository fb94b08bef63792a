package matter

import (
	"strings"
	"testing"
)

func TestARungBeforeADateFiresAtItsInstantOrNever(t *testing.T) {
	t.Parallel()
	const rungs = `  - { at: due + 5wd, raise: true, to: sponsor }
  - { at: due - 3wd, send: reminder-letter, to: owner }
  - { at: due + 1wd, send: supervision-letter, to: lead_unit.head }
  - { at: due, bulletin: bulletin, to: owner }
`
	t.Run("a rung before a date that is nearer when it is set stays silent", func(t *testing.T) {
		t.Parallel()
		d := registered(t, world(t, kindWith("case", plainLadder+rungs)), "2023-03-01 09:00")
		d.do(t, "2023-03-01 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, Due: date("2023-03-02")}})
		d.until(t, "2023-03-06")
		equalLines(t, d.lines("rung-fired"), []string{"2023-03-02 17:30 rung-fired due bulletin " + owner, "2023-03-03 08:30 rung-fired due + 1wd send " + head})
	})
	t.Run("entered when long overdue, the rungs after the date fire at once and the reminder before it never", func(t *testing.T) {
		t.Parallel()
		d := registered(t, world(t, kindWith("case", plainLadder+rungs)), "2023-03-01 09:00")
		d.do(t, "2023-03-01 10:00", Command{Name: "assign", Actor: office, FromLedger: true, Assignment: Assignment{Owner: owner, Due: date("2023-01-10")}})
		d.until(t, "2023-05-01")
		equalLines(t, d.lines("rung-fired"), []string{
			"2023-03-01 10:00 rung-fired due bulletin " + owner, "2023-03-01 10:00 rung-fired due + 1wd send " + head, "2023-03-01 10:00 rung-fired due + 5wd raise " + sponsor,
		})
	})
	t.Run("returned when the reminder's day has gone by, it has as many days as before, and is reminded of them", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, rungs)
		d.do(t, "2023-03-07 09:00", Command{Name: "complete", Actor: owner})
		d.do(t, "2023-03-14 09:00", Command{Name: "return", Actor: office, Reason: "佐证不实"})
		d.until(t, "2023-03-23 09:00")
		equalLines(t, d.lines("rung-fired"), []string{
			"2023-03-17 08:30 rung-fired due - 3wd send " + owner, "2023-03-22 17:30 rung-fired due bulletin " + owner, "2023-03-23 08:30 rung-fired due + 1wd send " + head,
		})
	})
	t.Run("its condition is judged then", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, "  - { at: due - 3wd, send: reminder-letter, to: owner, when: matter.reports == 0 }\n")
		d.do(t, "2023-03-07 09:00", Command{Name: "report", Actor: owner, Text: "正常"})
		d.do(t, "2023-03-13 09:00", Command{Name: "return", Actor: office, Reason: "内容不实"})
		d.until(t, "2023-03-16 09:00")
		equalLines(t, d.lines("rung-fired"), nil)
	})
}

// A day off cannot be worked on: the last working day before it is the one that a rung counts back from, as remaining does.
func TestARungBeforeADeadlineFiresWhenThatMuchIsLeft(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ rung, when, due, want string }{
		"due on a Friday":                               {"due - 3wd", "matter.remaining == wd(3)", "2023-03-17", "2023-03-14 08:30"},
		"due on the Saturday behind it":                 {"due - 3wd", "matter.remaining == wd(3)", "2023-03-18", "2023-03-14 08:30"},
		"due on the Sunday behind it":                   {"due - 3wd", "matter.remaining == wd(3)", "2023-03-19", "2023-03-14 08:30"},
		"due on a Sunday that is worked":                {"due - 3wd", "matter.remaining == wd(3)", "2023-04-23", "2023-04-19 08:30"},
		"due within a long holiday":                     {"due - 3wd", "matter.remaining == wd(3)", "2023-05-02", "2023-04-25 08:30"},
		"one day before a Sunday":                       {"due - 1wd", "matter.remaining == wd(1)", "2023-03-19", "2023-03-16 08:30"},
		"none before a Sunday":                          {"due - 0wd", "matter.remaining == wd(0)", "2023-03-19", "2023-03-17 08:30"},
		"half a day before a Friday":                    {"due - 0.5wd", "matter.remaining == wd(1)", "2023-03-17", "2023-03-16 14:00"},
		"half a day before a Sunday":                    {"due - 0.5wd", "matter.remaining == wd(1)", "2023-03-19", "2023-03-16 14:00"},
		"working hours before a Sunday":                 {"due - 2h", "matter.remaining == wd(0)", "2023-03-19", "2023-03-17 15:30"},
		"calendar days before a Sunday are its own":     {"due - 3d", "matter.remaining == wd(1)", "2023-03-19", "2023-03-16 08:30"},
		"the law's end on a Sunday is counted likewise": {"statutory - 3wd", "matter.remaining == wd(3)", "2023-03-19", "2023-03-14 08:30"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kind := plainLadder + "  - { at: " + tt.rung + ", send: reminder-letter, to: owner, when: " + tt.when + " }\n"
			d := registered(t, world(t, kindWith("case", strings.Replace(kind, "{ promised: 10wd }", "{ promised: "+tt.due+", statutory: "+tt.due+" }", 1))), "2023-03-01 09:00")
			d.do(t, "2023-03-01 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner}})
			d.until(t, "2023-06-01")
			equalLines(t, d.lines("rung-fired"), []string{tt.want + " rung-fired " + tt.rung + " send " + owner})
		})
	}
}
