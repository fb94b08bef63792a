package matter

import (
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
)

func TestObjectionIsAnsweredOnce(t *testing.T) {
	t.Parallel()
	d := assigned(t, world(t), "2023-03-01 09:00")
	answer := Command{Name: "answer-objection", Actor: office, Text: "维持"}
	if code, zh := d.refused(t, "2023-03-02 09:00", answer); code != "matter.no_objection" || !strings.Contains(zh, "没有待答复的申诉") {
		t.Error(code, zh)
	}
	d.do(t, "2023-03-02 10:00", Command{Name: "object", Actor: owner, Text: "不该亮灯"})
	if d.s.Objection != "不该亮灯" || d.s.Objections != 1 {
		t.Errorf("%q, %d", d.s.Objection, d.s.Objections)
	}
	d.do(t, "2023-03-03 10:00", answer)
	if d.s.Objection != "" || d.s.Objections != 1 {
		t.Errorf("%q, %d", d.s.Objection, d.s.Objections)
	}
}

// 行政许可法 32: without a notice within five working days the case counts as accepted from receipt.
func TestAClockThatStartsOnReceipt(t *testing.T) {
	t.Parallel()
	w := world(t, kindWith("case", "limit: { promised: 10wd, statutory: 20wd, start: receipt }\n"))
	received := func(t *testing.T) *desk {
		t.Helper()
		return registered(t, w, "2023-03-01 09:00") // a Wednesday; five working days end on 8 March
	}
	notice := Command{Name: "ask-materials", Actor: office, Reason: "缺营业执照"}
	complete := Command{Name: "complete-materials", Actor: office}
	started := func(d *desk) string {
		if d.s.Clock.Started.IsZero() {
			return ""
		}
		return d.s.Clock.Started.In(calendar.Location()).Format("2006-01-02 15:04")
	}
	t.Run("five silent working days start it as of receipt", func(t *testing.T) {
		t.Parallel()
		d := received(t)
		d.until(t, "2023-03-08 17:30")
		equalLines(t, []string{started(d), due(d)}, []string{"", ""})
		d.until(t, "2023-03-08 17:31")
		equalLines(t, []string{started(d), due(d)}, []string{"2023-03-01 09:00", "2023-03-15"})
		if code, zh := d.refused(t, "2023-03-09 09:00", notice); code != "clock.started" || !strings.Contains(zh, "不能再告知补正") {
			t.Error(code, zh)
		}
	})
	t.Run("told in time what is missing, it starts when everything is there", func(t *testing.T) {
		t.Parallel()
		d := received(t)
		d.do(t, "2023-03-07 09:00", notice)
		d.until(t, "2023-03-30")
		equalLines(t, []string{started(d)}, []string{""})
		d.do(t, "2023-03-30 18:00", complete) // after work: counts from the next working day
		equalLines(t, []string{started(d), due(d)}, []string{"2023-03-31 08:30", "2023-04-17"})
	})
	t.Run("what is missing is said once and completely", func(t *testing.T) {
		t.Parallel()
		d := received(t)
		d.do(t, "2023-03-02 09:00", notice)
		if code, zh := d.refused(t, "2023-03-03 09:00", notice); code != "matter.asked_once" || !strings.Contains(zh, "一次性") {
			t.Error(code, zh)
		}
	})
	t.Run("an office that accepts starts it by its decision", func(t *testing.T) {
		t.Parallel()
		d := received(t)
		d.do(t, "2023-03-02 09:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner}})
		equalLines(t, []string{started(d)}, []string{""})
		d.do(t, "2023-03-03 10:00", Command{Name: "accept", Actor: owner})
		equalLines(t, []string{started(d), due(d)}, []string{"2023-03-03 10:00", "2023-03-17"})
	})
	t.Run("a date fixed before it starts is cut back to the statutory limit", func(t *testing.T) {
		t.Parallel()
		d := received(t)
		d.do(t, "2023-03-02 09:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, Due: date("2023-04-28")}})
		d.do(t, "2023-03-03 10:00", Command{Name: "accept", Actor: owner})
		equalLines(t, []string{started(d), due(d), d.s.Deadlines.Statutory.Date.String()}, []string{"2023-03-03 10:00", "2023-03-31", "2023-03-31"})
	})
	t.Run("a withdrawn case does not start any more", func(t *testing.T) {
		t.Parallel()
		d := received(t)
		d.do(t, "2023-03-02 09:00", Command{Name: "withdraw", Actor: office, Reason: "申请人撤回"})
		d.until(t, "2023-06-01")
		equalLines(t, []string{started(d)}, []string{""})
	})
	t.Run("what came in before it was registered counts from then", func(t *testing.T) {
		t.Parallel()
		d := newDesk(w)
		d.do(t, "2023-03-06 09:00", Command{Name: "register", Actor: office, Kind: "case", Number: "1号", Received: at("2023-02-27 10:00"), Particulars: Particulars{Title: "某证"}})
		d.until(t, "2023-03-07 00:00")
		equalLines(t, []string{started(d), due(d)}, []string{"2023-02-27 10:00", "2023-03-13"})
	})
}

func TestDeadlinesFollowTheCalendarAndNameTheNotice(t *testing.T) {
	t.Parallel()
	w := world(t, kindWith("case", "limit: { promised: 10wd, statutory: 20wd }\n"))
	notice := calendar.Notice{
		ID: "2027.1", Year: 2027, Title: "2027年放假安排(示例)", Number: "示例〔2026〕1号", Published: date("2026-11-05"),
		Off: []clock.Date{date("2027-01-01"), date("2027-01-02"), date("2027-01-03"), date("2027-01-04"), date("2027-01-05"), date("2027-05-01"), date("2027-10-01"), date("2027-10-02"), date("2027-10-03")}, Work: []clock.Date{date("2027-01-09")},
	}
	next, err := calendar.Builtin().With(notice)
	if err != nil {
		t.Fatal(err)
	}
	known := at("2026-11-05 10:00")
	w.Calendars = append(w.Calendars, CalendarVersion{From: known, Calendar: next.Following(calendar.Builtin(), known), Notice: notice.Number})
	near := registered(t, w, "2026-11-04 09:00") // due within 2026: the notice changes nothing
	near.do(t, "2026-11-04 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner}})
	sets := near.lines("clock-set")
	near.until(t, "2026-12-01")
	equalLines(t, near.lines("clock-set"), sets)

	long := world(t, kindWith("case", "limit: { promised: 45wd }\n"))
	long.Calendars = w.Calendars
	l := registered(t, long, "2026-11-02 09:00")
	l.do(t, "2026-11-02 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner}})
	was := l.s.Deadlines.Promised
	if !was.Provisional {
		t.Fatalf("due %s is not provisional", was.Date)
	}
	l.until(t, "2026-11-05 09:59")
	if l.s.Deadlines.Promised != was {
		t.Fatal("it moved before the notice was known")
	}
	l.until(t, "2026-12-01")
	is := l.s.Deadlines.Promised
	if is.Provisional || is.Date <= was.Date {
		t.Errorf("was %s, is %s (provisional %v)", was.Date, is.Date, is.Provisional)
	}
	sets = l.lines("clock-set")
	if last := sets[len(sets)-1]; last != "2026-11-05 10:00 clock-set "+is.Date.String()+" 示例〔2026〕1号" {
		t.Errorf("got %q", last)
	}
	if l.s.Baseline != was.Date {
		t.Errorf("the baseline moved to %s", l.s.Baseline)
	}
}

// A clock that starts with registration starts with the next working day where that was after hours, as calendar due says.
func TestAClockThatStartsOnRegistrationAfterHours(t *testing.T) {
	t.Parallel()
	w := world(t, kindWith("appeal", "limit: { promised: 5wd, start: register }\n"))
	for when, want := range map[string]string{
		"2023-05-08 17:30": "2023-05-15", "2023-05-08 18:00": "2023-05-16", "2023-05-13 10:00": "2023-05-22", "2023-05-09 07:00": "2023-05-16",
	} {
		if got := due(registered(t, w, when)); got != want {
			t.Errorf("registered %s it is due %s, want %s", when, got, want)
		}
	}
	for limit, instants := range map[string][3]string{ // received late in the evening, early next morning, at the start of work
		"0.5wd": {"2023-05-09 17:30", "2023-05-09 17:30", "2023-05-09 17:30"},
		"24ch":  {"2023-05-09 23:00", "2023-05-10 04:00", "2023-05-10 08:30"},
	} {
		w := world(t, kindWith("appeal", "limit: { promised: "+limit+", start: register }\n"))
		for i, when := range []string{"2023-05-08 23:00", "2023-05-09 04:00", "2023-05-09 08:30"} {
			if got := registered(t, w, when).s.Deadlines.Working().At; !got.Equal(at(instants[i])) {
				t.Errorf("%s registered %s is due %s, want %s", limit, when, calendar.Stamp(got), instants[i])
			}
		}
	}
}

func TestWhereAMatterCameFromIsNotClaimedToBeAnImport(t *testing.T) {
	t.Parallel()
	d := newDesk(world(t))
	c := Command{Name: "register", Actor: office, Kind: "graded", Number: "1号", Particulars: Particulars{Title: "某某项目", Urgency: "red", Origin: "sheet:假的"}}
	if code, _ := d.refused(t, "2023-03-01 09:00", c); code != "matter.forged_origin" {
		t.Error(code)
	}
	c.FromLedger = true
	d.do(t, "2023-03-01 09:00", c)
}
