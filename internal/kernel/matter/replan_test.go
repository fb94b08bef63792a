package matter

import (
	"strings"
	"testing"

	"qinlian/internal/base/errs"
)

func TestTheApprovedDateIsTheDate(t *testing.T) {
	t.Parallel()
	ask := func(due string) Command {
		return Command{Name: "ask-replan", Actor: owner, Reason: "方案调整", Assignment: Assignment{Due: date(due)}}
	}
	replan := Command{Name: "replan", Actor: sponsor}
	suspend, resume := Command{Name: "suspend", Actor: office, Reason: "专家评审"}, Command{Name: "resume", Actor: office}
	extension := Command{Name: "ask-extension", Actor: owner, Reason: "雨季停工", By: limit("3wd")}
	extend := Command{Name: "extend", Actor: sponsor}
	t.Run("days that it stood still before do not move it, and those after do", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		d.do(t, "2023-03-10 09:00", suspend)
		d.do(t, "2023-03-22 09:00", resume)
		d.do(t, "2023-03-23 09:00", ask("2023-04-28"))
		d.do(t, "2023-03-24 09:00", replan)
		equalLines(t, []string{due(d), d.s.Deadlines.Statutory.Date.String()}, []string{"2023-04-28", "2023-06-07"})
		d.do(t, "2023-03-27 09:00", suspend)
		d.do(t, "2023-03-29 09:00", resume)
		equalLines(t, []string{due(d), d.s.Deadlines.Statutory.Date.String()}, []string{"2023-05-04", "2023-06-09"})
	})
	t.Run("an extension granted before does not lengthen it, counts towards how many there may be, and one granted after does", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		for _, c := range []Command{extension, extend, ask("2023-04-28"), replan} {
			d.do(t, "2023-03-10 09:00", c)
			d.cursor = at("2023-03-10 08:00")
		}
		equalLines(t, []string{due(d)}, []string{"2023-04-28"})
		for _, c := range []Command{extension, extend} { // at the very instant of the approval, but after it
			d.do(t, "2023-03-10 09:00", c)
			d.cursor = at("2023-03-10 08:00")
		}
		equalLines(t, []string{due(d)}, []string{"2023-05-06"})
		if code, _ := d.refused(t, "2023-03-13 09:00", extension); code != "clock.extended_enough" {
			t.Error(code)
		}
	})
	t.Run("approved while the clock stands still it moves by what still passes until that goes on", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		d.do(t, "2023-03-10 09:00", suspend)
		d.do(t, "2023-03-14 09:00", ask("2023-04-28"))
		d.do(t, "2023-03-15 09:00", replan)
		equalLines(t, []string{due(d)}, []string{""})
		d.do(t, "2023-03-17 09:00", resume)
		equalLines(t, []string{due(d)}, []string{"2023-05-04"})
	})
	t.Run("it is held against the law as that stands, also while the clock stands still", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, strings.Replace(gradedKind, "statutory: 60wd", "statutory: 35wd", 1)), "2023-03-01 09:00")
		d.do(t, "2023-03-10 09:00", suspend)
		if code, zh := d.refused(t, "2023-03-15 09:00", ask("2023-06-30")); code != "clock.past_statutory" || !strings.Contains(zh, "最迟 2023-04-24") {
			t.Error(code, zh)
		}
		d.do(t, "2023-03-15 10:00", ask("2023-04-24")) // and the lawful one can still be asked for
	})
	t.Run("where the law was extended, the date may lie in what was granted", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, kindWith("case", "limit: { statutory: 20wd, extend_by: 10wd }\nroles: { assign: head(bg), extend: sponsor }\n")), "2023-03-01 09:00")
		for _, c := range []Command{{Name: "ask-extension", Actor: owner, Reason: "案情复杂", By: limit("10wd")}, extend, ask("2023-04-07"), replan} {
			d.do(t, "2023-03-10 09:00", c)
			d.cursor = at("2023-03-10 08:00")
		}
		equalLines(t, []string{due(d), d.s.Deadlines.Statutory.Date.String()}, []string{"2023-04-07", "2023-04-13"})
		if code, zh := d.refused(t, "2023-03-13 09:00", ask("2023-04-14")); code != "clock.past_statutory" || !strings.Contains(zh, "最迟 2023-04-13") {
			t.Error(code, zh)
		}
	})
	t.Run("behind the law nothing can be asked for", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, kindWith("case", "limit: { promised: 10wd, statutory: 20wd }\nroles: { assign: head(bg), extend: sponsor }\n")), "2023-03-01 09:00")
		if code, zh := d.refused(t, "2023-03-30 09:00", ask("2023-03-31")); code != "clock.past_statutory" || !strings.Contains(zh, "2023-03-29 已经届满") {
			t.Error(code, zh)
		}
	})
	t.Run("a date that has gone by since it was asked for is not approved", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		d.do(t, "2023-03-10 09:00", ask("2023-03-14"))
		if code, zh := d.refused(t, "2023-03-15 09:00", replan); code != "clock.due_past" || !strings.Contains(zh, "请不予调整") {
			t.Error(code, zh)
		}
		d.do(t, "2023-03-15 09:00", Command{Name: "refuse-replan", Actor: sponsor})
	})
}

func TestOneChangeOfPlanIsAskedForAtATime(t *testing.T) {
	t.Parallel()
	ask := func(due string) Command {
		return Command{Name: "ask-replan", Actor: owner, Reason: "方案调整", Assignment: Assignment{Due: date(due)}}
	}
	approve := func(due string) Command {
		c := Command{Name: "replan", Actor: sponsor}
		if due != "" {
			c.Due = date(due)
		}
		return c
	}
	d := assigned(t, world(t), "2023-03-01 09:00")
	d.do(t, "2023-03-10 09:00", ask("2023-04-28"))
	if code, zh := d.refused(t, "2023-03-10 10:00", ask("2023-05-10")); code != "matter.replan_pending" || !strings.Contains(zh, "2023-04-28") {
		t.Error(code, zh)
	}
	d.do(t, "2023-03-10 11:00", approve(""))
	equalLines(t, []string{due(d), d.s.Baseline.String()}, []string{"2023-04-28", "2023-04-13"})
	d.do(t, "2023-03-13 09:00", ask("2023-05-12"))
	for date, code := range map[string]string{"2023-03-10": "clock.due_past", "2023-12-29": "clock.past_statutory"} {
		if got, zh := d.refused(t, "2023-03-13 10:00", approve(date)); got != code {
			t.Error(got, zh)
		}
	}
	d.do(t, "2023-03-13 11:00", approve("2023-05-05"))
	equalLines(t, []string{due(d), d.s.Baseline.String()}, []string{"2023-05-05", "2023-04-13"})
	d.do(t, "2023-03-14 09:00", ask("2023-05-12"))
	d.do(t, "2023-03-14 10:00", Command{Name: "refuse-replan", Actor: sponsor})
	d.do(t, "2023-03-14 11:00", ask("2023-05-15")) // answered, another may be asked for
}

func TestWhatNobodyAnsweredLapsesWithTheCloseOut(t *testing.T) {
	t.Parallel()
	d := assigned(t, world(t), "2023-03-01 09:00")
	d.do(t, "2023-03-10 09:00", Command{Name: "ask-replan", Actor: owner, Reason: "方案调整", Assignment: Assignment{Due: date("2023-04-28")}})
	d.do(t, "2023-03-10 09:30", Command{Name: "ask-extension", Actor: owner, Reason: "雨季停工", By: limit("3wd")})
	d.do(t, "2023-03-10 09:40", Command{Name: "object", Actor: owner, Text: "材料已报"})
	d.until(t, "2023-03-20 12:00") // the requests are missed by then
	d.do(t, "2023-03-21 09:00", Command{Name: "complete", Actor: owner, Evidence: []string{"验收单"}})
	d.do(t, "2023-03-22 09:00", Command{Name: "close", Actor: verifier})
	lapsed := func() {
		t.Helper()
		if d.s.Replan != nil || d.s.Asked != nil || d.s.Objection != "" {
			t.Errorf("%+v %+v %q", d.s.Replan, d.s.Asked, d.s.Objection)
		}
		for i := range d.s.Duties {
			if d.s.Duties[i].isRequest() {
				t.Errorf("%s is owed, and nobody can do it", d.s.Duties[i].ID)
			}
		}
	}
	lapsed()
	d.do(t, "2023-04-20 09:00", Command{Name: "recheck", Actor: verifier, Verdict: "fail"})
	lapsed()
}

func TestWhatIsOngoingHasNoDueDate(t *testing.T) {
	t.Parallel()
	w := world(t)
	c := Command{
		ID: "m-1", Name: "register", Actor: office, Kind: "graded", Number: "1号", At: at("2023-03-01 09:00"), Particulars: Particulars{Title: "某某项目", Urgency: "green", Brief: "6月底前开工"},
		Assignment: Assignment{Due: date("2023-06-30"), Ongoing: true},
	}
	if _, err := Decide(&State{}, &c, w); !errs.Is(err, "clock.due_ongoing") {
		t.Error(err)
	}
	c.Ongoing = false
	if _, err := Decide(&State{}, &c, w); err != nil {
		t.Error(err)
	}
}
