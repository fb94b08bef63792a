package matter

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/kernel/ledger"
)

func due(d *desk) string { return d.s.Deadlines.Working().Date.String() }

func TestDeadlines(t *testing.T) {
	t.Parallel()
	t.Run("advisory, promised and statutory stand side by side and the promise is what counts", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		got := []string{d.s.Deadlines.Advisory.Date.String(), d.s.Deadlines.Promised.Date.String(), d.s.Deadlines.Statutory.Date.String(), due(d)}
		equalLines(t, got, []string{"2023-03-29", "2023-04-13", "2023-05-26", "2023-04-13"})
	})
	t.Run("a fixed date takes the place of the promise", func(t *testing.T) {
		t.Parallel()
		d := registered(t, world(t), "2023-03-01 09:00")
		d.do(t, "2023-03-01 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, Due: date("2023-04-28")}})
		equalLines(t, []string{due(d)}, []string{"2023-04-28"})
	})
	t.Run("what goes on for ever has no due date at all", func(t *testing.T) {
		t.Parallel()
		d := registered(t, world(t), "2023-03-01 09:00")
		d.do(t, "2023-03-01 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, Ongoing: true}})
		if due(d) != "" || !d.s.Deadlines.Advisory.At.IsZero() {
			t.Errorf("due %q", due(d))
		}
		if code, _ := d.refused(t, "2023-03-02 10:00", Command{Name: "ask-extension", Actor: owner, Reason: "因故", By: limit("5wd")}); code != "clock.no_limit" {
			t.Error(code)
		}
	})
	t.Run("a clock may start from the day the materials were complete", func(t *testing.T) {
		t.Parallel()
		d := registered(t, world(t), "2023-03-08 09:00")
		d.do(t, "2023-03-10 10:00", Command{Name: "assign", Actor: office, ClockFrom: at("2023-03-09 09:00"), Assignment: Assignment{Owner: owner}})
		equalLines(t, []string{due(d)}, []string{"2023-04-21"})
	})
	t.Run("a transfer does not restart the clock", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		d.do(t, "2023-03-20 10:00", Command{Name: "transfer", Actor: office, Reason: "职责调整", Assignment: Assignment{Owner: "建设局局长", LeadUnit: "js"}})
		equalLines(t, []string{due(d), string(d.s.Stage), d.s.Owner}, []string{"2023-04-13", "assigned", "建设局局长"})
	})
	t.Run("a transfer takes a claim of completion back", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		p := 40.0
		d.do(t, "2023-03-02 10:00", Command{Name: "report", Actor: owner, Progress: &p})
		d.do(t, "2023-03-03 10:00", Command{Name: "complete", Actor: owner})
		if d.s.Progress != 100 {
			t.Errorf("progress %v when completed", d.s.Progress)
		}
		d.do(t, "2023-03-06 10:00", Command{Name: "transfer", Actor: office, Reason: "职责调整", Assignment: Assignment{Owner: "建设局局长", LeadUnit: "js"}})
		if !d.s.CompletedAt.IsZero() || d.s.Progress != 40 {
			t.Errorf("completed at %v, progress %v", d.s.CompletedAt, d.s.Progress)
		}
	})
	t.Run("a later version does not change the limits of a clock that runs", func(t *testing.T) {
		t.Parallel()
		w := world(t)
		w.Timeline = append(w.Timeline, worldOf(bundle(t, strings.Replace(gradedKind, "promised: 30wd", "promised: 25wd", 1))).Timeline...)
		w.Timeline[1].From = at("2023-03-10")
		d := assigned(t, w, "2023-03-01 09:00")
		d.do(t, "2023-03-15 09:00", Command{Name: "suspend", Actor: office, Reason: "听证"})
		d.do(t, "2023-03-15 10:00", Command{Name: "resume", Actor: office})
		equalLines(t, []string{due(d)}, []string{"2023-04-13"})
		d = assigned(t, w, "2023-03-13 09:00")
		equalLines(t, []string{due(d)}, []string{"2023-04-18"})
	})
	t.Run("what is completed is not overdue afterwards", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, strings.Replace(gradedKind, "cadence:", "# cadence:", 1)), "2023-03-01 09:00")
		d.do(t, "2023-04-13 17:30", Command{Name: "complete", Actor: owner}) // the very instant is in time
		d.until(t, "2023-06-30")
		if d.light() == Red {
			t.Error("red after it was completed in time")
		}
		d = assigned(t, world(t), "2023-03-01 09:00")
		d.do(t, "2023-04-14 08:30", Command{Name: "complete", Actor: owner})
		d.until(t, "2023-06-30")
		if d.light() != Red {
			t.Error("not red though it was completed late")
		}
	})
	t.Run("what was withdrawn is read as of then", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		d.do(t, "2023-03-20 10:00", Command{Name: "withdraw", Actor: office, Reason: "重复"})
		m, err := d.w.moment(&d.s, at("2023-12-01"))
		if err != nil || m.past(d.s.Deadlines.Promised) {
			t.Error("a withdrawn matter went overdue", err)
		}
	})
}

func TestExtension(t *testing.T) {
	t.Parallel()
	ask := func(by string) Command {
		return Command{Name: "ask-extension", Actor: owner, Reason: "雨季停工", By: limit(by)}
	}
	extend := Command{Name: "extend", Actor: sponsor}
	t.Run("asked for and granted it moves the promise, and never the law", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		law := d.s.Deadlines.Statutory
		d.do(t, "2023-04-10 09:00", ask("5wd"))
		d.do(t, "2023-04-11 09:00", extend)
		if due(d) != "2023-04-20" || d.s.Deadlines.Statutory != law || d.s.Asked != nil {
			t.Errorf("due %s, statutory %s", due(d), d.s.Deadlines.Statutory.Date)
		}
		if d.s.Baseline != date("2023-04-13") {
			t.Errorf("the baseline moved to %s", d.s.Baseline)
		}
	})
	t.Run("it is asked for before the limit expires", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		if code, zh := d.refused(t, "2023-04-14 09:00", ask("5wd")); code != "clock.expired" || !strings.Contains(zh, "届满前申请") {
			t.Error(code, zh)
		}
	})
	t.Run("what was asked in time may be granted afterwards", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		d.do(t, "2023-04-13 17:00", ask("5wd"))
		d.do(t, "2023-04-17 09:00", extend)
		equalLines(t, []string{due(d)}, []string{"2023-04-20"})
		if d.light() == Red {
			t.Error("still red")
		}
	})
	t.Run("it is granted only when asked for", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		for _, c := range []Command{extend, {Name: "refuse-extension", Actor: sponsor, Reason: "不足"}} {
			if code, zh := d.refused(t, "2023-04-10 09:00", c); code != "clock.not_asked" || !strings.Contains(zh, "没有待批的延期申请") {
				t.Error(code, zh)
			}
		}
	})
	t.Run("each is bounded", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		if code, zh := d.refused(t, "2023-04-10 09:00", ask("11wd")); code != "clock.extension_too_long" || !strings.Contains(zh, "10个工作日") {
			t.Error(code, zh)
		}
	})
	t.Run("there are so many and no more", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		for range 2 {
			d.do(t, "2023-04-10 09:00", ask("2wd"))
			d.do(t, "2023-04-10 09:30", extend)
			d.cursor = at("2023-04-10 08:00")
		}
		if code, zh := d.refused(t, "2023-04-11 09:00", ask("2wd")); code != "clock.extended_enough" || !strings.Contains(zh, "2次") {
			t.Error(code, zh)
		}
	})
	t.Run("it does not reach past the law", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, strings.Replace(gradedKind, "statutory: 60wd", "statutory: 35wd", 1)), "2023-03-01 09:00")
		if code, zh := d.refused(t, "2023-04-10 09:00", ask("6wd")); code != "clock.past_statutory" || !strings.Contains(zh, "法定时限") {
			t.Error(code, zh)
		}
		d.do(t, "2023-04-10 09:00", ask("5wd"))
	})
	t.Run("refused it leaves everything as it was", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		d.do(t, "2023-04-10 09:00", ask("5wd"))
		d.do(t, "2023-04-11 09:00", Command{Name: "refuse-extension", Actor: sponsor, Reason: "理由不充分"})
		if due(d) != "2023-04-13" || d.s.Asked != nil {
			t.Error(due(d))
		}
	})
	t.Run("where the law is the only limit an extension lengthens it", func(t *testing.T) {
		t.Parallel()
		w := world(t, kindWith("case", "limit: { statutory: 20wd, extend_by: 10wd, start: register }\n"))
		d := registered(t, w, "2023-03-01 09:00")
		d.do(t, "2023-03-01 09:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner}})
		d.do(t, "2023-03-20 09:00", ask("10wd"))
		d.do(t, "2023-03-20 10:00", extend)
		equalLines(t, []string{due(d)}, []string{"2023-04-13"})
	})
}

func TestSuspension(t *testing.T) {
	t.Parallel()
	suspend := Command{Name: "suspend", Actor: office, Reason: "专家评审"}
	resume := Command{Name: "resume", Actor: office}
	t.Run("the due date moves by the days that stood still", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		d.do(t, "2023-03-10 09:00", suspend)
		if due(d) != "" || !d.s.Suspended {
			t.Errorf("while suspended it is due %q", due(d))
		}
		d.do(t, "2023-03-20 09:00", resume)
		equalLines(t, []string{due(d)}, []string{"2023-04-21"}) // six working days later
	})
	t.Run("the advisory limit, though it went by before, does not take the place of what stands still", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		d.do(t, "2023-04-10 09:00", suspend)
		if due(d) != "" || d.s.Deadlines.Advisory.Date != date("2023-03-29") {
			t.Errorf("while suspended it is due %q, advised %s", due(d), d.s.Deadlines.Advisory.Date)
		}
		if lines := d.lines("clock-set"); !strings.HasSuffix(lines[len(lines)-1], "clock-set  ") {
			t.Errorf("%q", lines)
		}
		d.do(t, "2023-04-12 09:00", resume)
		equalLines(t, []string{due(d)}, []string{"2023-04-17"})
	})
	t.Run("the light stands still with the clock", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		d.until(t, "2023-04-11 09:00")
		if d.light() != Amber {
			t.Fatalf("light %q", d.light())
		}
		d.do(t, "2023-04-11 10:00", suspend)
		d.until(t, "2023-07-01")
		if d.light() != Amber {
			t.Errorf("light %q while suspended", d.light())
		}
		if light, _, err := LightAt(&d.s, d.w, at("2023-07-01")); light != Amber || err != nil {
			t.Errorf("computed light %q", light)
		}
	})
	t.Run("no rung fires and no review is owed meanwhile", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		d.do(t, "2023-03-01 10:00", Command{Name: "accept", Actor: owner})
		d.do(t, "2023-03-10 09:00", suspend)
		d.until(t, "2023-08-01")
		equalLines(t, d.lines("rung-fired", "duty-lapsed", "duty-missed"), []string{"2023-03-10 09:00 duty-lapsed review/2023-03 " + owner})
		d.do(t, "2023-08-15 09:00", resume)
		equalLines(t, d.lines("duty-opened")[2:], []string{"2023-08-15 09:00 duty-opened review/2023-08 " + owner})
	})
	t.Run("resumed within the period the review is owed again", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		d.do(t, "2023-03-10 09:00", suspend)
		d.do(t, "2023-03-13 09:00", resume)
		if _, owed := d.duty("review/2023-03"); !owed {
			t.Error("the month goes without a review")
		}
	})
	t.Run("days that stood still are not used up", func(t *testing.T) {
		t.Parallel()
		w := world(t, kindWith("case", "limit: { promised: 30wd }\nlight: { red: matter.elapsed >= wd(5), green: \"true\" }\n"))
		d := assigned(t, w, "2023-03-01 09:00")
		d.do(t, "2023-03-03 09:00", suspend)
		d.do(t, "2023-03-13 09:00", resume)
		d.until(t, "2023-04-01")
		equalLines(t, d.lines("light-changed"), []string{"2023-03-01 09:00 light-changed >green", "2023-03-16 00:00 light-changed green>red"})
	})
	t.Run("what was overdue before stays overdue", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		d.do(t, "2023-05-08 09:00", suspend)
		if d.light() != Red || due(d) != "2023-04-13" {
			t.Errorf("light %q, due %s", d.light(), due(d))
		}
	})
	for _, tt := range []struct {
		name, code string
		first      []Command
		c          Command
	}{
		{"twice is refused", "clock.suspended", []Command{suspend}, suspend},
		{"what runs is not resumed", "clock.not_suspended", nil, resume},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := assigned(t, world(t), "2023-03-01 09:00")
			for _, c := range tt.first {
				d.do(t, "2023-03-02 09:00", c)
			}
			if code, _ := d.refused(t, "2023-03-03 09:00", tt.c); code != tt.code {
				t.Error(code)
			}
		})
	}
	t.Run("what has not started cannot be suspended", func(t *testing.T) {
		t.Parallel()
		d := registered(t, world(t), "2023-03-01 09:00")
		if code, zh := d.refused(t, "2023-03-02 09:00", suspend); code != "clock.not_started" || !strings.Contains(zh, "未起算") {
			t.Error(code, zh)
		}
	})
}

func TestChangeOfPlan(t *testing.T) {
	t.Parallel()
	ask := Command{Name: "ask-replan", Actor: owner, Reason: "方案调整", Assignment: Assignment{Due: date("2023-05-19")}}
	d := assigned(t, world(t), "2023-03-01 09:00")
	d.do(t, "2023-04-17 09:00", ask) // also after it is overdue
	if d.s.Replan == nil || due(d) != "2023-04-13" {
		t.Fatal("asking alone changed the plan")
	}
	d.do(t, "2023-04-18 09:00", Command{Name: "replan", Actor: sponsor})
	if due(d) != "2023-05-19" || d.s.Baseline != date("2023-04-13") || d.s.Replan != nil {
		t.Errorf("due %s, baseline %s", due(d), d.s.Baseline)
	}
	if code, zh := d.refused(t, "2023-04-19 09:00", Command{Name: "replan", Actor: sponsor}); code != "matter.no_replan" || !strings.Contains(zh, "没有待批的计划调整") {
		t.Error(code, zh)
	}
	ask.Due = date("2023-12-29")
	if code, zh := d.refused(t, "2023-04-20 09:00", ask); code != "clock.past_statutory" || !strings.Contains(zh, "最迟 2023-05-26") {
		t.Error(code, zh)
	}
	ask.Due = date("2023-05-26")
	d.do(t, "2023-04-20 10:00", ask)
	d.do(t, "2023-04-21 10:00", Command{Name: "refuse-replan", Actor: sponsor})
	if due(d) != "2023-05-19" || d.s.Replan != nil {
		t.Errorf("due %s after the refusal", due(d))
	}
}

func TestADueDateLiesAheadUnlessAnOldLedgerSaysOtherwise(t *testing.T) {
	t.Parallel()
	w := world(t)
	register := Command{Name: "register", Actor: office, Kind: "graded", Number: "1号", Particulars: Particulars{Title: "某某项目", Urgency: "green"}, Assignment: Assignment{Due: date("2023-03-02")}}
	if code, zh := newDesk(w).refused(t, "2023-03-03 09:00", register); code != "clock.due_past" || !strings.Contains(zh, "2023-03-02") {
		t.Errorf("%s %s", code, zh)
	}
	newDesk(w).do(t, "2023-03-02 20:00", register) // the day itself has not passed
	old := newDesk(w)
	register.FromLedger = true
	old.do(t, "2023-03-03 09:00", register)
	if old.s.Deadlines.Working().Date != date("2023-03-02") {
		t.Errorf("%+v", old.s.Deadlines)
	}
	old.do(t, "2023-03-03 09:01", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner}}) // what was set before is not set now
}

func TestASuspensionKeepsTheBasisThatItCited(t *testing.T) {
	t.Parallel()
	d := assigned(t, world(t), "2023-03-01 09:00")
	d.do(t, "2023-03-02 09:00", Command{Name: "suspend", Actor: office, Reason: "组织听证", Basis: "hearing"})
	cited := func() []string {
		var out []string
		for _, stop := range d.s.Clock.Stops {
			out = append(out, stop.Basis)
		}
		return out
	}
	if got := cited(); !slices.Equal(got, []string{"hearing"}) {
		t.Errorf("%q", got)
	}
	var event ClockEvent
	for _, e := range d.events {
		if c, ok := e.content.(*ClockEvent); ok {
			if err := json.Unmarshal(ledger.Marshal(c), &event); err != nil || event.Basis != "hearing" || event.Reason != "组织听证" {
				t.Errorf("%v %+v", err, event)
			}
		}
	}
	d.do(t, "2023-03-06 09:00", Command{Name: "resume", Actor: office, Basis: "hearing"})
	d.do(t, "2023-03-07 09:00", Command{Name: "suspend", Actor: office, Reason: "等待检验"})
	if got := cited(); !slices.Equal(got, []string{"hearing", ""}) {
		t.Errorf("%q", got)
	}
	if got := asJSON(t, &ClockEvent{Command: "suspend", Reason: "听证"}); got != `{"command":"suspend","reason":"听证"}` {
		t.Errorf("an event of before is written in other words: %s", got)
	}
}
