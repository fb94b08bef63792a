package matter

import (
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/mechanism"
)

// The festival of 2020 was made longer on the 27th of January: the last working day of the month had been the 31st, and is
// the 23rd by the notice, which nobody could keep any more.
func TestADutyIsNotMissedByTheNoticeThatMovesIt(t *testing.T) {
	t.Parallel()
	w := world(t, kindWith("case", "limit: { promised: 60wd }\ncadence: { \"*\": half-monthly }\nroles: { assign: head(bg) }\n"))
	steps, err := calendar.Steps()
	if err != nil {
		t.Fatal(err)
	}
	w.Calendars = nil
	for _, s := range steps {
		w.Calendars = append(w.Calendars, CalendarVersion{From: s.From, Calendar: s.Calendar, Notice: s.Notice.Number})
	}
	d := assigned(t, w, "2020-01-13 09:00")
	d.until(t, "2020-01-30")
	equalLines(t, d.lines("duty-missed"), []string{"2020-01-15 17:30 duty-missed review/2020-01-H1 " + owner})
	for _, duty := range d.s.Duties {
		if duty.Period == "2020-01-H2" && !duty.Due.Equal(at("2020-02-03 17:30")) {
			t.Errorf("due %s", calendar.Stamp(duty.Due))
		}
	}
	d.until(t, "2020-02-05")
	equalLines(t, d.lines("duty-missed")[1:], []string{"2020-02-03 17:30 duty-missed review/2020-01-H2 " + owner})
}

// A year that is rewritten late: every deadline that would lie before the notice stays, and is worked with as it stands.
func TestADeadlineIsNotOverByTheNoticeThatMovesIt(t *testing.T) {
	t.Parallel()
	known := at("2026-11-20 09:00")
	next, err := calendar.Builtin().With(calendar.Notice{ID: "2026.2", Year: 2026, Amends: "2026.1", Title: "调整", Number: "示例〔2026〕2号", Published: date("2026-11-20"), Work: []clock.Date{date("2026-11-14")}})
	if err != nil {
		t.Fatal(err)
	}
	w := world(t, kindWith("case", "limit: { advisory: 4wd, promised: 5wd, statutory: 6wd, extensions: 1, extend_by: 5wd }\nlight: { red: matter.overdue, green: \"true\" }\nroles: { assign: head(bg), office: head(bg), extend: head(bg) }\n"))
	w.Calendars = []CalendarVersion{{Calendar: calendar.Builtin()}, {From: known, Calendar: next.Following(calendar.Builtin(), known), Notice: "示例〔2026〕2号"}}
	d := assigned(t, w, "2026-11-13 09:00")
	d.until(t, "2026-11-21")
	s := &d.s.Deadlines
	for _, tt := range []struct {
		due  calendar.Deadline
		want string
	}{{s.Advisory, "2026-11-19 17:30"}, {s.Promised, "2026-11-20 17:30"}, {s.Statutory, "2026-11-20 17:30"}} {
		if !tt.due.At.Equal(at(tt.want)) || tt.due.Calendar != next.Version() {
			t.Errorf("due %s, want %s", calendar.Stamp(tt.due.At), tt.want)
		}
	}
	equalLines(t, d.lines("light-changed")[1:], []string{"2026-11-20 17:30 light-changed green>red"})
	d = assigned(t, w, "2026-11-13 09:00")
	d.do(t, "2026-11-20 10:00", Command{Name: "suspend", Actor: office, Reason: "听证"})
	d.do(t, "2026-11-25 09:00", Command{Name: "resume", Actor: office})
	if due := d.s.Deadlines.Promised; !due.At.Equal(at("2026-11-25 17:30")) {
		t.Errorf("suspended on its last day it is due %s", calendar.Stamp(due.At))
	}
}

// A letter asks for an answer by the files that governed its matter: others, that no longer have the kind, say nothing of it,
// nor does the hour of the evening at which it was delivered.
func TestALetterIsCountedAgainByTheFilesThatCountedIt(t *testing.T) {
	t.Parallel()
	known := at("2026-11-20 09:00")
	next, err := calendar.Builtin().With(calendar.Notice{ID: "2026.2", Year: 2026, Amends: "2026.1", Title: "调整", Number: "示例〔2026〕2号", Published: date("2026-11-20"), Work: []clock.Date{date("2026-11-21")}})
	if err != nil {
		t.Fatal(err)
	}
	for _, delivered := range []string{"2026-11-18 10:00", "2026-11-17 20:00"} {
		const zone = "zone: demo\ntitle: 示范区\nhours: { delivery: next }\n"
		w := worldOf(bundleIn(t, zone, kindWith("case", "limit: { promised: 60wd }\nroles: { assign: head(bg) }\n")))
		later := bundleIn(t, zone, kindWith("other", "limit: { promised: 60wd }\n"))
		later.Letters["supervision-letter"].Reply = calendar.Limit{Halves: 20, Unit: calendar.Workday}
		w.Timeline = mechanism.Timeline{{Bundle: w.Timeline[0].Bundle}, {Bundle: later, From: at("2026-11-17 00:00")}}
		w.Calendars = []CalendarVersion{{Calendar: calendar.Builtin()}, {From: known, Calendar: next.Following(calendar.Builtin(), known), Notice: "示例〔2026〕2号"}}
		d := assigned(t, w, "2026-11-13 09:00")
		d.do(t, "2026-11-17 09:00", Command{Name: "draft-letter", Actor: office, Template: "supervision-letter", To: head, Reason: "进度滞后"})
		d.do(t, "2026-11-17 09:30", Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "督〔2026〕1号"})
		d.do(t, delivered, Command{Name: "deliver-letter", Actor: office, Letter: "L1"})
		told := d.s.Letters[0].ReplyDate
		d.until(t, "2026-11-20 12:00")
		if l := d.s.Letters[0]; told != date("2026-11-23") || l.ReplyDate != date("2026-11-21") {
			t.Errorf("delivered %s: to be answered by %s, then by %s", delivered, told, l.ReplyDate)
		}
		if duty, ok := d.duty("reply/L1"); !ok || !duty.Due.Equal(at("2026-11-21 17:30")) {
			t.Errorf("%+v", d.s.Duties)
		}
	}
}
