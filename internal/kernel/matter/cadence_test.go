package matter

import (
	"fmt"
	"strings"
	"testing"

	"qinlian/internal/kernel/mechanism"
)

// 赣州经开区: three red tasks a week, seven orange a half-month, twenty-five green a month.
func TestThreeSevenTwentyFiveAskFor624ReviewsIn2023(t *testing.T) {
	t.Parallel()
	w := world(t)
	opened, missed, owners := 0, 0, map[string]bool{}
	for urgency, n := range map[string]int{"red": 3, "orange": 7, "green": 25} {
		for i := range n {
			d := newDesk(w)
			c := Command{Name: "register", Actor: office, Kind: "graded", Number: fmt.Sprintf("%s%d号", urgency, i), Particulars: Particulars{Title: "某项目", Urgency: urgency}}
			d.do(t, "2022-12-05 09:00", c)
			d.do(t, "2022-12-05 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, Due: 0, Ongoing: true}})
			d.until(t, "2024-01-01")
			for _, e := range d.events {
				c, ok := e.content.(*DutyEvent)
				if !ok || c.Duty.Cadence == "" || !strings.HasPrefix(c.Duty.Period, "2023") {
					continue
				}
				switch c.What {
				case "opened":
					opened++
					owners[c.Duty.Owner] = true
				case "missed":
					missed++
				}
			}
		}
	}
	if opened != 624 || missed != 624 || len(owners) != 1 || !owners[owner] {
		t.Errorf("%d opened, %d missed, by %v; want 624 of each by %s", opened, missed, owners, owner)
	}
}

const rhythms = `urgencies: { red: 红, orange: 橙, green: 绿 }
light: { red: matter.missed > 0, green: "true" }
cadence: { red: weekly, orange: half-monthly, green: monthly }
`

func under(t testing.TB, urgency, when string) *desk {
	t.Helper()
	w := world(t, kindWith("case", rhythms))
	d := newDesk(w)
	d.do(t, when, Command{Name: "register", Actor: office, Kind: "case", Number: "1号", Particulars: Particulars{Title: "某项目", Urgency: urgency}})
	d.do(t, when, Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner}})
	return d
}

func TestRhythms(t *testing.T) {
	t.Parallel()
	look := Command{Name: "look-at", Actor: head, Text: "已调度"}
	duties := func(d *desk) []string { return d.lines("duty-opened", "duty-missed", "duty-lapsed") }
	t.Run("weekly, due on the last working day of the week", func(t *testing.T) {
		t.Parallel()
		d := under(t, "red", "2023-03-01 09:00")
		d.until(t, "2023-03-13 09:00")
		equalLines(t, duties(d), []string{
			"2023-03-01 09:00 duty-opened review/2023-W09 " + owner, "2023-03-03 17:30 duty-missed review/2023-W09 " + owner,
			"2023-03-06 00:00 duty-opened review/2023-W10 " + owner, "2023-03-10 17:30 duty-missed review/2023-W10 " + owner,
			"2023-03-13 00:00 duty-opened review/2023-W11 " + owner,
		})
	})
	t.Run("half-monthly, from the 1st and the 16th", func(t *testing.T) {
		t.Parallel()
		d := under(t, "orange", "2023-03-01 09:00")
		d.until(t, "2023-04-01 09:00")
		equalLines(t, duties(d), []string{
			"2023-03-01 09:00 duty-opened review/2023-03-H1 " + owner, "2023-03-15 17:30 duty-missed review/2023-03-H1 " + owner,
			"2023-03-16 00:00 duty-opened review/2023-03-H2 " + owner, "2023-03-31 17:30 duty-missed review/2023-03-H2 " + owner,
			"2023-04-01 00:00 duty-opened review/2023-04-H1 " + owner,
		})
	})
	t.Run("monthly, and looked at in time it is not missed", func(t *testing.T) {
		t.Parallel()
		d := under(t, "green", "2023-03-01 09:00")
		d.do(t, "2023-03-31 17:30", look)
		d.until(t, "2023-04-02")
		equalLines(t, duties(d), []string{"2023-03-01 09:00 duty-opened review/2023-03 " + owner, "2023-04-01 00:00 duty-opened review/2023-04 " + owner})
		if d.light() != Green {
			t.Errorf("light %q", d.light())
		}
	})
	t.Run("a missed one is made good by a look of its own", func(t *testing.T) {
		t.Parallel()
		d := under(t, "red", "2023-03-01 09:00")
		d.until(t, "2023-03-08")
		if d.s.Missed != 1 || d.light() != Red {
			t.Fatalf("missed %d, light %q", d.s.Missed, d.light())
		}
		d.do(t, "2023-03-08 09:00", look) // this week's
		if d.s.Missed != 1 || d.light() != Red {
			t.Errorf("missed %d, light %q after this week's look", d.s.Missed, d.light())
		}
		d.do(t, "2023-03-08 10:00", look)
		if d.s.Missed != 0 || d.light() != Green || len(d.s.Duties) != 0 {
			t.Errorf("missed %d, light %q, duties %+v", d.s.Missed, d.light(), d.s.Duties)
		}
	})
	t.Run("what comes under it on the last working day of a period owes the next one", func(t *testing.T) {
		t.Parallel()
		d := under(t, "red", "2023-03-03 09:00")
		d.until(t, "2023-03-07")
		equalLines(t, duties(d), []string{"2023-03-06 00:00 duty-opened review/2023-W10 " + owner})
	})
	t.Run("recolouring changes the rhythm at once", func(t *testing.T) {
		t.Parallel()
		d := under(t, "green", "2023-03-01 09:00")
		d.do(t, "2023-03-07 09:00", Command{Name: "recolor", Actor: office, Session: "S1", Particulars: Particulars{Urgency: "red"}})
		equalLines(t, duties(d), []string{
			"2023-03-01 09:00 duty-opened review/2023-03 " + owner, "2023-03-07 09:00 duty-lapsed review/2023-03 " + owner,
			"2023-03-07 09:00 duty-opened review/2023-W10 " + owner,
		})
	})
	t.Run("recoloured to and fro within a week, the week is owed once", func(t *testing.T) {
		t.Parallel()
		d := under(t, "red", "2023-03-06 09:00")
		for _, c := range []struct{ when, urgency string }{{"2023-03-07 09:00", "green"}, {"2023-03-08 09:00", "red"}} {
			d.do(t, c.when, Command{Name: "recolor", Actor: office, Session: "S1", Particulars: Particulars{Urgency: c.urgency}})
		}
		if _, owed := d.duty("review/2023-W10"); !owed || len(d.s.Duties) != 1 {
			t.Errorf("duties %+v", d.s.Duties)
		}
		d.do(t, "2023-03-08 10:00", look)
		for _, c := range []struct{ when, urgency string }{{"2023-03-09 09:00", "green"}, {"2023-03-09 10:00", "red"}} {
			d.do(t, c.when, Command{Name: "recolor", Actor: office, Session: "S1", Particulars: Particulars{Urgency: c.urgency}})
		}
		if len(d.s.Duties) != 0 {
			t.Errorf("reviewed this week, yet it owes %+v", d.s.Duties)
		}
	})
	t.Run("a rhythm of working days asks nothing of a day off", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, kindWith("case", "cadence: { \"*\": { every: nightly, workdays: true } }\n")), "2023-03-02 09:00")
		d.until(t, "2023-03-07 09:00")
		equalLines(t, d.lines("duty-opened"), []string{
			"2023-03-02 09:00 duty-opened review/2023-03-02 " + owner, "2023-03-03 00:00 duty-opened review/2023-03-03 " + owner, "2023-03-06 00:00 duty-opened review/2023-03-06 " + owner, "2023-03-07 00:00 duty-opened review/2023-03-07 " + owner,
		})
	})
	t.Run("a rhythm of windows asks only within them", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, kindWith("case", "cadence: { \"*\": { every: windows, windows: [{ name: 年中, from: 06-15, to: 07-15 }] } }\n")), "2023-03-02 09:00")
		d.until(t, "2024-07-01")
		equalLines(t, d.lines("duty-opened"), []string{
			"2023-06-15 00:00 duty-opened review/2023-年中 " + owner, "2024-06-15 00:00 duty-opened review/2024-年中 " + owner,
		})
	})
	t.Run("a report meets a rhythm of reports", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, kindWith("case", "cadence: { rhythm: { \"*\": weekly }, met_by: report, owner: lead_unit.head }\n")), "2023-03-01 09:00")
		if duty, ok := d.duty("report/2023-W09"); !ok || duty.Owner != head {
			t.Errorf("%+v", d.s.Duties)
		}
		d.do(t, "2023-03-02 09:00", Command{Name: "report", Actor: owner, Text: "正常推进"})
		if len(d.s.Duties) != 0 {
			t.Errorf("%+v", d.s.Duties)
		}
	})
	t.Run("completed it asks for nothing, returned it asks again", func(t *testing.T) {
		t.Parallel()
		d := under(t, "red", "2023-03-06 09:00")
		d.do(t, "2023-03-07 09:00", Command{Name: "complete", Actor: owner})
		if len(d.s.Duties) != 0 {
			t.Errorf("%+v", d.s.Duties)
		}
		d.do(t, "2023-03-08 09:00", Command{Name: "return", Actor: head, Reason: "不实"})
		if _, owed := d.duty("review/2023-W10"); !owed {
			t.Errorf("%+v", d.s.Duties)
		}
	})
}

func TestLookingAgainAfterCloseOut(t *testing.T) {
	t.Parallel()
	closed := func(t *testing.T) *desk {
		t.Helper()
		d := assigned(t, world(t, kindWith("case", "limit: { promised: 10wd }\nrecheck: 20wd\nroles: { verify: post(核验专员) }\nladder:\n  - { at: due + 1wd, send: reminder-letter, to: owner }\n")), "2023-03-01 09:00")
		d.until(t, "2023-03-20")
		d.do(t, "2023-03-20 10:00", Command{Name: "complete", Actor: owner})
		d.do(t, "2023-03-21 10:00", Command{Name: "close", Actor: verifier})
		return d
	}
	pass := Command{Name: "recheck", Actor: verifier, Verdict: "pass"}
	t.Run("so many working days later it is somebody's duty", func(t *testing.T) {
		t.Parallel()
		d := closed(t)
		d.until(t, "2023-06-01")
		equalLines(t, d.lines("duty-opened", "duty-missed")[1:], []string{
			"2023-04-19 08:30 duty-opened recheck " + verifier, "2023-04-25 17:30 duty-missed recheck " + verifier,
		})
	})
	t.Run("looked at again in time nothing is owed", func(t *testing.T) {
		t.Parallel()
		d := closed(t)
		d.do(t, "2023-04-20 09:00", pass)
		d.until(t, "2023-08-01")
		if len(d.lines("duty-missed")) != 1 || !d.s.Rechecked || d.s.Stage != Closed { // the letter that nobody issued
			t.Errorf("%v, stage %s", d.lines("duty-missed"), d.s.Stage)
		}
	})
	t.Run("looked at before its time it is not asked for again", func(t *testing.T) {
		t.Parallel()
		d := closed(t)
		d.do(t, "2023-03-23 09:00", pass)
		d.until(t, "2023-08-01")
		if _, owed := d.duty("recheck"); owed {
			t.Error("asked for again")
		}
	})
	t.Run("failed it is reopened for another round with a clock of its own", func(t *testing.T) {
		t.Parallel()
		d := closed(t)
		d.do(t, "2023-04-20 09:00", Command{Name: "recheck", Actor: verifier, Verdict: "fail"})
		if d.s.Stage != Working || d.s.Round != 2 || due(d) != "2023-05-06" || d.s.Baseline != date("2023-03-15") {
			t.Errorf("stage %s, round %d, due %s, baseline %s", d.s.Stage, d.s.Round, due(d), d.s.Baseline)
		}
		d.until(t, "2023-06-01")
		equalLines(t, d.lines("rung-fired"), []string{
			"2023-03-16 08:30 rung-fired due + 1wd send " + owner, "2023-05-08 08:30 rung-fired due + 1wd send " + owner,
		})
		d.do(t, "2023-06-01 09:00", Command{Name: "complete", Actor: owner})
		d.do(t, "2023-06-01 10:00", Command{Name: "close", Actor: verifier})
		d.until(t, "2023-08-01")
		if _, owed := d.duty("recheck/2"); !owed {
			t.Errorf("the second round is not looked at again: %+v", d.s.Duties)
		}
	})
	t.Run("reopened before the look, the look is no longer owed", func(t *testing.T) {
		t.Parallel()
		d := closed(t)
		d.until(t, "2023-04-20")
		d.do(t, "2023-04-20 09:00", Command{Name: "reopen", Actor: office, Reason: "反弹"})
		if _, owed := d.duty("recheck"); owed {
			t.Error("still owed")
		}
	})
	t.Run("a date that was ahead when it was completed is as far ahead when it is reopened", func(t *testing.T) {
		t.Parallel()
		d := registered(t, world(t, kindWith("case", "limit: { promised: 10wd }\n")), "2023-03-01 09:00")
		d.do(t, "2023-03-01 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, Due: date("2023-03-10")}})
		d.do(t, "2023-03-09 10:00", Command{Name: "complete", Actor: owner})
		d.do(t, "2023-04-03 10:00", Command{Name: "reopen", Actor: office, Reason: "反弹"})
		if due(d) != "2023-04-04" || d.light() == Red {
			t.Errorf("due %s, light %s", due(d), d.light())
		}
	})
}

// summaries is a kind of standing matters, one a unit.
var summaries = kindWith("monthly-summary", "standing: { each: unit }\ncadence: { rhythm: { \"*\": monthly }, met_by: report }\nlimit: { advisory: 30wd }\n")

// summaryOf is the one of 招商局, at the beginning of 2023.
func summaryOf(t *testing.T, w *World) *desk {
	t.Helper()
	return standsSince(t, w, date("2023-01-01"))
}

func TestAStandingMatterOfAKindThatIsLeftOutOwesNothingMore(t *testing.T) {
	t.Parallel()
	w := world(t, summaries)
	w.Timeline = append(w.Timeline, mechanism.Version{Bundle: bundle(t, kindWith("case", "limit: { promised: 10wd }\n")), From: at("2023-06-10")})
	d := summaryOf(t, w)
	d.until(t, "2024-01-01")
	if opened, missed, lapsed := len(d.lines("duty-opened")), len(d.lines("duty-missed")), len(d.lines("duty-lapsed")); opened != 6 || missed != 5 || lapsed != 1 {
		t.Errorf("%d opened, %d missed, %d lapsed; June's was open when the kind was left out", opened, missed, lapsed)
	}
}

func TestAStandingMatterIsUnderWayFromTheStart(t *testing.T) {
	t.Parallel()
	w := world(t, summaries)
	d := summaryOf(t, w)
	if d.s.Stage != Working || due(d) != "" {
		t.Errorf("stage %s, due %q", d.s.Stage, due(d))
	}
	d.until(t, "2024-01-01")
	if n := len(d.lines("duty-opened")); n != 13 { // twelve months and the January that begins
		t.Errorf("%d duties", n)
	}
	d.do(t, "2024-01-03 09:00", Command{Name: "transfer", ID: d.s.ID, Actor: office, Reason: "职责调整", Assignment: Assignment{Owner: "建设局局长", LeadUnit: "js"}})
}

// A cadence owes nothing outside its own period, whenever the version that has it was applied.
func TestAStandingMatterOwesNothingOutsideItsPeriod(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		period string
		n      [3]int // opened, missed, lapsed
	}{
		{"", [3]int{13, 12, 0}},
		{"{ from: 2023-10-01 }", [3]int{4, 3, 0}},
		{"{ to: 2023-06-10 }", [3]int{6, 5, 1}},
		{"{ from: 2023-02-15, to: 2023-04-01 }", [3]int{2, 2, 0}},
		{"{ from: 2025-01-01 }", [3]int{}},
	} {
		kind := strings.Replace(summaries, "standing:", "effective: "+tt.period+"\nstanding:", 1)
		if tt.period == "" {
			kind = summaries
		}
		d := summaryOf(t, world(t, kind))
		d.until(t, "2024-01-01")
		if got := [3]int{len(d.lines("duty-opened")), len(d.lines("duty-missed")), len(d.lines("duty-lapsed"))}; got != tt.n {
			t.Errorf("effective %s: opened, missed, lapsed %v, not %v", tt.period, got, tt.n)
		}
	}
}
