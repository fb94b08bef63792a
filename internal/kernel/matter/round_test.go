package matter

import (
	"strings"
	"testing"
)

const roundKind = `limit: { advisory: 5wd, promised: 10wd, statutory: 20wd, extensions: 1, extend_by: 10wd }
roles: { assign: head(bg), review: head(bg), verify: post(核验专员), extend: sponsor, office: head(bg) }
recheck: 30d
light: { red: matter.overdue, green: "true" }
ladder:
  - { at: due + 1wd, send: supervision-letter, to: lead_unit.head }
  - { at: due + 20wd, talk: true, to: lead_unit.head, by: lead_unit.sponsor }
  - { at: statutory + 1wd, send: reminder-letter, to: lead_unit.head }
`

// Assigned on 2023-03-01: promised until 03-15, by law until 03-29.
func completedOn(t *testing.T, kind, when string) *desk {
	t.Helper()
	d := assigned(t, world(t, kindWith("case", kind)), "2023-03-01 09:00")
	d.do(t, when, Command{Name: "complete", Actor: owner})
	return d
}

var reopening = Command{Name: "reopen", Actor: office, Reason: "佐证不实"}

func TestReopeningDoesNotLengthenTheLaw(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		kind, completed, reopened, due, law string
		light                               Light
	}{
		"completed in time, the promise is made anew and the law goes on from where it stood": {
			// Seven of twenty working days are used; thirteen from 04-20 on, 04-23 and 05-06 worked, end on 05-10.
			roundKind, "2023-03-10 10:00", "2023-04-20 10:00", "2023-05-06", "2023-05-10", Green,
		},
		"completed late, but within the law, what is promised anew never ends after it": {
			roundKind, "2023-03-27 10:00", "2023-04-20 10:00", "2023-04-23", "2023-04-23", Green,
		},
		"completed when the law had run out, it stays run out": {
			roundKind, "2023-03-31 10:00", "2023-04-20 10:00", "2023-03-15", "2023-03-29", Red,
		},
		"where nothing is promised the law alone goes on": {
			strings.Replace(roundKind, "promised: 10wd, ", "", 1), "2023-03-10 10:00", "2023-04-20 10:00", "2023-05-10", "2023-05-10", Green,
		},
		"where no law is known the promise is made anew": {
			strings.Replace(roundKind, "statutory: 20wd, ", "", 1), "2023-03-27 10:00", "2023-04-20 10:00", "2023-05-06", "", Green,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			kind := tt.kind
			if !strings.Contains(kind, "statutory: 20wd") {
				kind = strings.Replace(kind, "  - { at: statutory + 1wd, send: reminder-letter, to: lead_unit.head }\n", "", 1)
			}
			day := func(d *desk) (due, law string) {
				if d.s.Deadlines.Statutory.Date != 0 {
					law = d.s.Deadlines.Statutory.Date.String()
				}
				return d.s.Deadlines.Working().Date.String(), law
			}
			d := completedOn(t, kind, tt.completed)
			d.do(t, tt.reopened, reopening)
			if due, law := day(d); due != tt.due || law != tt.law || d.light() != tt.light {
				t.Errorf("due %s, by law %s, %s", due, law, d.light())
			}
			if own := d.s.Clock.Deadline(d.w.CalendarAt(at(tt.reopened))).Date; own != d.s.Deadlines.Working().Date && !d.s.Deadlines.Promised.Capped {
				t.Errorf("by its own clock it is due on %s", own)
			}
			failed := completedOn(t, kind, tt.completed)
			failed.do(t, tt.completed, Command{Name: "close", Actor: verifier})
			failed.do(t, tt.reopened, Command{Name: "recheck", Actor: verifier, Verdict: "fail"})
			if due, law := day(failed); due != tt.due || law != tt.law || failed.light() != tt.light {
				t.Errorf("after a failed re-check: due %s, by law %s, %s", due, law, failed.light())
			}
		})
	}
}

func TestAMissOfTheLawIsTakenUpOnce(t *testing.T) {
	t.Parallel()
	d := completedOn(t, roundKind, "2023-04-03 10:00")
	d.do(t, "2023-04-20 10:00", reopening)
	d.until(t, "2023-05-30")
	equalLines(t, d.lines("rung-fired"), []string{
		"2023-03-16 08:30 rung-fired due + 1wd send 招商局局长",
		"2023-03-30 08:30 rung-fired statutory + 1wd send 招商局局长",
		"2023-04-28 08:30 rung-fired due + 20wd talk 招商局局长", // twelve to 03-31, and from 04-20 on
	})
}

func TestAPromiseMadeAnewHasRungsOfItsOwn(t *testing.T) {
	t.Parallel()
	d := completedOn(t, roundKind, "2023-03-16 10:00")
	d.do(t, "2023-04-03 10:00", reopening) // the law has ten working days left, of which the day itself is one
	d.until(t, "2023-05-05")
	equalLines(t, d.lines("rung-fired"), []string{
		"2023-03-16 08:30 rung-fired due + 1wd send 招商局局长",
		"2023-04-18 08:30 rung-fired due + 1wd send 招商局局长",
		"2023-04-18 08:30 rung-fired statutory + 1wd send 招商局局长",
	})
}

func TestExtensionsAreCountedThroughAllRounds(t *testing.T) {
	t.Parallel()
	ask := Command{Name: "ask-extension", Actor: owner, By: limit("5wd"), Reason: "等待批复"}
	d := assigned(t, world(t, kindWith("case", roundKind)), "2023-03-01 09:00")
	d.do(t, "2023-03-06 09:00", ask)
	d.do(t, "2023-03-06 10:00", Command{Name: "extend", Actor: sponsor})
	d.do(t, "2023-03-10 10:00", Command{Name: "complete", Actor: owner})
	d.do(t, "2023-03-13 10:00", reopening)
	if due := d.s.Deadlines.Working().Date; due != date("2023-03-27") { // ten working days, without the five of the round before
		t.Errorf("due %s", due)
	}
	if code, zh := d.refused(t, "2023-03-14 09:00", ask); code != "clock.extended_enough" {
		t.Errorf("%s %s", code, zh)
	}
}

func TestReopeningToADateKeepsWithinTheLaw(t *testing.T) {
	t.Parallel()
	to := func(due string) Command {
		c := reopening
		c.Due = date(due)
		return c
	}
	d := completedOn(t, roundKind, "2023-03-10 10:00")
	if code, zh := d.refused(t, "2023-04-20 10:00", to("2023-05-11")); code != "clock.past_statutory" || !strings.Contains(zh, "最迟 2023-05-10") {
		t.Errorf("%s %s", code, zh)
	}
	d.do(t, "2023-04-20 10:00", to("2023-05-10"))
	if due := d.s.Deadlines; due.Working().Date != date("2023-05-10") || due.Statutory.Date != date("2023-05-10") {
		t.Errorf("%+v", due)
	}
	late := completedOn(t, roundKind, "2023-03-31 10:00")
	if code, zh := late.refused(t, "2023-04-20 10:00", to("2023-05-10")); code != "clock.past_statutory" || !strings.Contains(zh, "2023-03-29 在办结之前已经届满") {
		t.Errorf("%s %s", code, zh)
	}
}

func TestAReopeningOfAnOldLedgerFoldsAsItDid(t *testing.T) {
	t.Parallel()
	d := completedOn(t, roundKind, "2023-03-31 10:00")
	before := d.s
	d.do(t, "2023-04-20 10:00", reopening)
	for i := range d.events {
		moved, ok := d.events[i].content.(*MovedEvent)
		if !ok || moved.Command != "reopen" {
			continue
		}
		old := *moved
		old.Waited = d.s.CompletedAt
		s, derived, err := React(Evolve(before, &d.events[i].head, &old), d.w, at("2023-04-20 10:00"))
		if err != nil {
			t.Fatal(err)
		}
		if due := s.Deadlines; due.Working().Date != date("2023-05-06") || due.Statutory.Date != date("2023-05-19") || s.Light != Green || len(s.Fired) > 0 || len(derived) == 0 {
			t.Errorf("due %s, by law %s, %s, fired %v", due.Working().Date, due.Statutory.Date, s.Light, s.Fired)
		}
		if !s.Anew.IsZero() || len(s.Clock.Stops) > 0 {
			t.Errorf("%+v", s.Clock)
		}
	}
}

func TestWhatIsUsedOfAPromiseIsCountedFromTheReopening(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ kind, used, left, due string }{
		"in days":  {roundKind, "2wd", "8wd", "2023-05-06"},
		"in hours": {strings.NewReplacer("promised: 10wd, statutory: 20wd, ", "promised: 40h, ", "extend_by: 10wd", "extend_by: 10h", "{ at: statutory + 1wd, send: reminder-letter, to: lead_unit.head }", "{ at: due + 9wd, send: reminder-letter, to: owner }").Replace(roundKind), "13h", "27h", "2023-04-26"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := completedOn(t, tt.kind, "2023-03-10 10:00")
			d.do(t, "2023-04-20 10:00", reopening)
			used, left := d.s.Clock.Spent(d.w.CalendarAt(at("2023-04-23 09:00")), at("2023-04-23 09:00"))
			if due := d.s.Deadlines.Working().Date; used.String() != tt.used || left.String() != tt.left || due != date(tt.due) {
				t.Errorf("used %s, left %s, due %s", used, left, due)
			}
		})
	}
}

func TestARungOnALightFiresWhenTheNewRoundTurnsToIt(t *testing.T) {
	t.Parallel()
	const lit = `limit: { promised: 5wd }
roles: { assign: head(bg), verify: post(核验专员), office: head(bg) }
light: { red: matter.overdue, amber: matter.remaining <= wd(1), green: "true" }
ladder:
  - { at: red, raise: true, to: lead_unit.head }
  - { at: amber, send: reminder-letter, to: owner }
`
	first := []string{"2023-03-07 00:00 rung-fired amber send 招商专员", "2023-03-08 17:30 rung-fired red raise 招商局局长"}
	second := []string{"2023-04-25 00:00 rung-fired amber send 招商专员", "2023-04-26 17:30 rung-fired red raise 招商局局长"}
	for name, tt := range map[string]struct {
		completed string
		fired     []string
	}{
		"completed red":   {"2023-03-10 10:00", append(append([]string{}, first...), second...)},
		"completed amber": {"2023-03-08 10:00", append(first[:1:1], second...)},
		"completed green": {"2023-03-06 10:00", second},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := completedOn(t, lit, tt.completed)
			d.do(t, "2023-04-20 10:00", reopening)
			if d.light() != Green {
				t.Error(d.light())
			}
			d.until(t, "2023-06-01")
			equalLines(t, d.lines("rung-fired"), tt.fired)
		})
	}
}
