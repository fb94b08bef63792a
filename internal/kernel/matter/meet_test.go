package matter

import (
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

// standing gives the ids of the duties that are owed, missed ones with an exclamation mark.
func standing(s *State) string {
	var ids []string
	for i := range s.Duties {
		if d := &s.Duties[i]; d.inCadence() {
			ids = append(ids, d.ID+map[bool]string{true: "!"}[d.Missed()])
		}
	}
	return strings.Join(ids, " ")
}

// A period's report is due three working days after it (2023-05-05, 06-05, 07-05), when the next one runs.
func TestOneDeedMeetsOnePeriod(t *testing.T) {
	t.Parallel()
	const body = "light: { red: matter.missed > 0, green: \"true\" }\ncadence: { rhythm: { \"*\": { every: monthly, due: \"+3wd\" } }, met_by: "
	report, look, issue := Command{Name: "report", Actor: owner, Text: "正常推进"}, Command{Name: "look-at", Actor: head}, Command{Name: "issue-letter", Actor: office, Number: "报1号", Letter: "L1"}
	naming := func(c Command, duty string) Command { c.Duty = duty; return c }
	for _, tt := range []struct {
		name, metBy, when, before string
		deeds                     []Command
		after                     string
	}{
		{"of two that run the one due first", "report", "2023-05-04 09:00", "report/2023-04 report/2023-05", []Command{report}, "report/2023-05"},
		{"at the very instant at which it is due it is in time", "report", "2023-05-06 17:30", "report/2023-04 report/2023-05", []Command{report}, "report/2023-05"},
		{"the second of two is for the second period", "report", "2023-05-04 09:00", "report/2023-04 report/2023-05", []Command{report, report}, ""},
		{"the period that runs before one that was missed", "report", "2023-05-16 09:00", "report/2023-04! report/2023-05", []Command{report}, "report/2023-04!"},
		{"where none runs the one missed longest ago", "report", "2023-06-16 09:00", "report/2023-04! report/2023-05! report/2023-06", []Command{report, report}, "report/2023-05!"},
		{"the one that is named", "report", "2023-06-16 09:00", "report/2023-04! report/2023-05! report/2023-06", []Command{naming(report, "report/2023-05")}, "report/2023-04! report/2023-06"},
		{"what was never missed nor asked for stays away", "report", "2023-05-04 09:00", "report/2023-04 report/2023-05", []Command{report, report, report}, ""},
		{"a look", "review", "2023-06-16 09:00", "review/2023-04! review/2023-05! review/2023-06", []Command{look}, "review/2023-04! review/2023-05!"},
		{"a look at what is named", "review", "2023-06-16 09:00", "review/2023-04! review/2023-05! review/2023-06", []Command{naming(look, "review/2023-04")}, "review/2023-05! review/2023-06"},
		{"a letter", "{ letter: bulletin }", "2023-06-16 09:00", "publish/2023-04! publish/2023-05! publish/2023-06", []Command{issue}, "publish/2023-04! publish/2023-05!"},
		{"a letter for what is named", "{ letter: bulletin }", "2023-06-16 09:00", "publish/2023-04! publish/2023-05! publish/2023-06", []Command{naming(issue, "publish/2023-04")}, "publish/2023-05! publish/2023-06"},
		{"another letter than the one that is asked for", "{ letter: reminder-letter }", "2023-06-16 09:00", "publish/2023-04! publish/2023-05! publish/2023-06", []Command{issue}, "publish/2023-04! publish/2023-05! publish/2023-06"},
		{"any letter where none is asked for by name", "letter", "2023-06-16 09:00", "publish/2023-04! publish/2023-05! publish/2023-06", []Command{issue}, "publish/2023-04! publish/2023-05! publish/2023-06"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			d := assigned(t, world(t, kindWith("case", body+tt.metBy+" }\n")), "2023-04-03 09:00")
			d.do(t, "2023-04-03 10:00", Command{Name: "draft-letter", Actor: office, Template: "bulletin", To: head})
			if err := d.sweep(at(tt.when).Add(-1)); err != nil {
				t.Fatal(err)
			}
			if got := standing(&d.s); got != tt.before {
				t.Fatalf("before: %q, want %q", got, tt.before)
			}
			for _, c := range tt.deeds {
				d.do(t, tt.when, c)
			}
			if got := standing(&d.s); got != tt.after {
				t.Errorf("after: %q, want %q", got, tt.after)
			}
			if n := strings.Count(tt.after, "!"); d.s.Missed != n || d.light() != map[bool]Light{true: Red, false: Green}[n > 0] {
				t.Errorf("missed %d, light %q", d.s.Missed, d.light())
			}
		})
	}
	t.Run("a letter is not named for a duty that names none", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, kindWith("case", body+"letter }\n")), "2023-04-03 09:00")
		d.do(t, "2023-04-03 10:00", Command{Name: "draft-letter", Actor: office, Template: "bulletin", To: head})
		if code, zh := d.refused(t, "2023-04-04 09:00", naming(issue, "publish/2023-04")); code != "letter.unnamed_duty" {
			t.Errorf("%s %s", code, zh)
		}
		d.do(t, "2023-04-04 09:00", Command{Name: "meet", Actor: owner, Duty: "publish/2023-04"})
		if got := standing(&d.s); got != "" {
			t.Errorf("met by hand, and still owed: %q", got)
		}
	})
	t.Run("a duty of another sort cannot be named", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, kindWith("case", body+"review }\n")), "2023-04-03 09:00")
		if code, zh := d.refused(t, "2023-04-04 09:00", naming(report, "review/2023-04")); code != "matter.duty_by_other" {
			t.Errorf("%s %s", code, zh)
		}
		if code, zh := d.refused(t, "2023-04-04 09:00", naming(report, "report/2023-09")); code != "matter.no_duty" {
			t.Errorf("%s %s", code, zh)
		}
	})
}

func TestAnEventOfPeopleEndsAtMostOneDutyOfASort(t *testing.T) {
	t.Parallel()
	w := propertyWorld(t)
	rapid.Check(t, func(r *rapid.T) {
		d, _ := anyLife(r, w, 25)
		var s State
		for _, e := range d.events {
			before := s.Duties
			s = Evolve(s, &e.head, e.content)
			if e.head.Derived {
				continue
			}
			ended := map[string]int{}
			for i := range before {
				out, issued := e.content.(*LetterEvent)
				madeGood := issued && before[i].What == DutyIssue && before[i].Missed() && s.inPlaceOf(&out.Letter, before[i].Letter) // and of the letter itself, one
				if !madeGood && !slices.ContainsFunc(s.Duties, func(v Duty) bool { return v.ID == before[i].ID }) {
					ended[before[i].What]++
				}
			}
			for what, n := range ended {
				if n > 1 {
					r.Fatalf("%s ended %d duties to %s", e.content.Type(), n, what)
				}
			}
		}
	})
}
