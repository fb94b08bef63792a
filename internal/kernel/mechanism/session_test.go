package mechanism

import (
	"slices"
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
)

// An urgency that takes a session takes one that may change it; check says so where the zone has none.
func TestAnUrgencyThatNoSessionCanSetIsNoted(t *testing.T) {
	t.Parallel()
	const urgencies, asks = "urgencies: { red: 红色 }\n", ` || command.session != ""`
	const kind = "kind: task\ntitle: 任务\nnumber: \"甲〔{year}〕{seq}号\"\n" + urgencies + "gates: { register: ['has(matter.due)" + asks + "'] }\n"
	const meeting = "---\nsession: meeting\ntitle: 例会\nblocks: [{ name: a, title: 甲, required: true }]\nrecolor: "
	for written, want := range map[string]int{
		kind + meeting + "true":  0,
		kind + meeting + "false": 1,
		kind:                     1,
		strings.Replace(kind, asks, "", 1) + meeting + "false": 0,
		strings.Replace(kind, urgencies, "", 1):                0,
	} {
		b, err := Load(demo(map[string]string{"demo/graded-task.yaml": written}), "demo")
		if err != nil {
			t.Fatal(written, err)
		}
		got := 0
		for _, note := range Notes(b, calendar.Builtin(), 20000) {
			if note.Code == "mechanism.nobody_grades" && note.Where == "demo/graded-task.yaml:4:12" {
				got++
			}
		}
		if got != want {
			t.Errorf("%d notes of %d:\n%s", got, want, written)
		}
	}
}

// A session is of a body by its name, code or alias, as roles are; a part of the name is told which body it finds.
func TestASessionNamesItsBodyInFull(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{"改革领导小组": "", "ld": "", "改革": "org.body_part", "联席会议": "mechanism.unknown_body"} {
		written := "session: meeting\ntitle: 例会\nnumber: \"会〔{year}〕{seq}号\"\nsource: 试验\nbody: " + body + "\nblocks: [{ name: a, title: 甲, required: true }]\n"
		fsys := map[string]string{"demo/zone.yaml": "zone: demo\ntitle: 示范区\n", "demo/org.yaml": askingOrg, "demo/meeting.yaml": written}
		_, faults, err := Examine(folder(fsys), "demo", calendar.Builtin(), clock.MustDate("2023-06-01"))
		if err != nil {
			t.Fatal(err)
		}
		found := ""
		for _, e := range faults {
			if e.Code == "org.body_part" && e.Where == "demo/meeting.yaml:5:7" && strings.Contains(e.Text.Zh, "改革领导小组") || e.Code == "mechanism.unknown_body" {
				found = e.Code
			}
		}
		if found != want {
			t.Errorf("%s: %v", body, faults)
		}
	}
}

func TestASeriesOfNoneIsRefusedWhereItStands(t *testing.T) {
	t.Parallel()
	for written, where := range map[string]string{
		"series: { within: 7d, count: 0 }": "demo/graded-task.yaml:3:30",
		"series: { within: 7d }":           "demo/graded-task.yaml:3:9",
		"series: { count: 15 }":            "",
		"per_year: 0":                      "",
	} {
		_, faults, err := Examine(demo(map[string]string{"demo/graded-task.yaml": "session: meeting\ntitle: 例会\n" + written + "\nblocks: [{ name: a, title: 甲, required: true }]\n"}), "demo", calendar.Builtin(), 20000)
		if err != nil {
			t.Fatal(err)
		}
		found := ""
		for _, f := range faults {
			if f.Code == "mechanism.no_series" && errs.KindOf(f) == errs.Invalid {
				found = f.Where
			}
		}
		if found != where {
			t.Errorf("%s: refused at %q, want %q", written, found, where)
		}
	}
}

func TestADutyThatNobodyOwesIsRefusedWhereItStands(t *testing.T) {
	t.Parallel()
	for word, want := range map[string]string{"review": "", "raport": "demo/graded-task.yaml:4:38"} {
		_, faults, err := Examine(demo(map[string]string{
			"demo/graded-task.yaml": "session: meeting\ntitle: 例会\nblocks:\n  - { fill: missed-duties, duties: [ " + word + " ], name: a, title: 甲, required: true }\n",
		}), "demo", calendar.Builtin(), 20000)
		if err != nil {
			t.Fatal(err)
		}
		at := ""
		for _, f := range faults {
			if f.Code == "mechanism.bad_word" {
				at = f.Where
			}
		}
		if at != want {
			t.Errorf("%s: %q, want %q: %v", word, at, want, faults)
		}
	}
	if len(Duties()) != len(DutyTitles) || slices.ContainsFunc(Duties(), func(word string) bool { return DutyTitles[word].IsZero() }) {
		t.Error("a duty without a title or a place", Duties())
	}
}
