package matter

import (
	"slices"
	"strings"
	"testing"
)

func TestAReportSaysOneThingAtLeast(t *testing.T) {
	t.Parallel()
	half, none := 50.0, 0.0
	for name, say := range map[string]func(*Command){
		"words":                 func(c *Command) { c.Text = "已签约" },
		"how far it is":         func(c *Command) { c.Progress = &half },
		"that nothing was done": func(c *Command) { c.Progress = &none },
		"what proves it":        func(c *Command) { c.Evidence = []string{"", "签约书"} },
	} {
		d := assigned(t, world(t), "2023-03-01 09:00")
		c := Command{Name: "report", Actor: owner}
		actions, err := Actions(&d.s, d.w, owner, "p-05", at("2023-03-02 09:00"))
		if i := slices.IndexFunc(actions, func(a Action) bool { return a.Command == c.Name }); err != nil || i < 0 || len(actions[i].Wants) != 1 || actions[i].Wants[0].Code != "matter.empty_report" {
			t.Errorf("%+v, %v", actions, err)
		}
		say(&c)
		if d.do(t, "2023-03-02 09:00", c); d.s.Reports != 1 {
			t.Errorf("%s: %d reports", name, d.s.Reports)
		}
	}
}

func TestAReportIsNotMetByAnEmptyHandEither(t *testing.T) {
	t.Parallel()
	d := assigned(t, world(t, kindWith("case", "roles: { assign: head(bg), office: head(bg) }\ncadence: { rhythm: { \"*\": weekly }, met_by: report }\n")), "2023-03-01 09:00")
	meet := Command{Name: "meet", Actor: owner, Duty: "report/2023-W09", Text: " "}
	if code, zh := d.refused(t, "2023-03-02 09:00", meet); code != "matter.no_text" || !strings.Contains(zh, "反馈的内容") {
		t.Errorf("%s %s", code, zh)
	}
	meet.Text = "已签约"
	d.do(t, "2023-03-02 09:00", meet)
}

func TestARungOnAReportFiresOnceForEachThatNobodyReviews(t *testing.T) {
	t.Parallel()
	const kind = `limit: { promised: 60wd }
light: { red: matter.missed > 0, amber: matter.stage == "reported", green: "true" }
cadence: { rhythm: { "*": weekly }, met_by: report }
roles: { assign: head(bg), review: head(bg), office: head(bg) }
ladder:
  - { at: reported + 3wd, raise: true, to: sponsor }
`
	says, reviews, returns := Command{Name: "report", Actor: owner, Text: "已对接"}, Command{Name: "review", Actor: office}, Command{Name: "return", Actor: office, Reason: "问题没有写明"}
	type deed struct {
		when string
		does Command
	}
	for name, tt := range map[string]struct {
		deeds []deed
		fired []string
	}{
		"it was reviewed in time":               {[]deed{{"2023-04-03 10:00", says}, {"2023-04-06 17:00", reviews}}, nil},
		"it was returned in time":               {[]deed{{"2023-04-03 10:00", says}, {"2023-04-04 17:00", returns}}, nil},
		"the light is red for what was missed":  {[]deed{{"2023-04-03 10:00", says}}, []string{"2023-04-07"}},
		"it was reviewed late":                  {[]deed{{"2023-04-03 10:00", says}, {"2023-04-10 09:00", reviews}}, []string{"2023-04-07"}},
		"the next one waits as long":            {[]deed{{"2023-04-03 10:00", says}, {"2023-04-10 09:00", reviews}, {"2023-04-11 10:00", says}}, []string{"2023-04-07", "2023-04-14"}},
		"another one takes its place meanwhile": {[]deed{{"2023-04-03 10:00", says}, {"2023-04-06 10:00", says}}, []string{"2023-04-11"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := assigned(t, world(t, kindWith("case", kind)), "2023-03-01 09:00")
			d.until(t, "2023-03-31 09:00")
			if d.s.Missed == 0 || d.light() != Red {
				t.Fatalf("%d missed, %s", d.s.Missed, d.light())
			}
			for _, deed := range tt.deeds {
				d.do(t, deed.when, deed.does)
			}
			d.until(t, "2023-05-01")
			var want []string
			for _, day := range tt.fired {
				want = append(want, day+" 08:30 rung-fired reported + 3wd raise "+sponsor)
			}
			equalLines(t, d.lines("rung-fired"), want)
			if raised := slices.DeleteFunc(slices.Clone(d.s.Duties), func(d Duty) bool { return d.What != DutyRaise }); len(raised) > 1 && raised[0].ID == raised[1].ID {
				t.Errorf("two duties are called %s", raised[0].ID)
			}
		})
	}
}

func TestADraftAboutAReportIsHeldAgainstItsReview(t *testing.T) {
	t.Parallel()
	const kind = `limit: { promised: 60wd }
light: { green: "true" }
roles: { assign: head(bg), review: head(bg), office: head(bg) }
ladder:
  - { at: reported + 1wd, send: reminder-letter, to: lead_unit.head }
`
	d := assigned(t, world(t, kindWith("case", kind)), "2023-03-01 09:00")
	d.do(t, "2023-03-02 10:00", Command{Name: "report", Actor: owner, Text: "已对接"})
	d.until(t, "2023-03-03 09:00")
	unreviewed := d.s
	issue := Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "提1号"}
	d.do(t, "2023-03-03 10:00", Command{Name: "review", Actor: office})
	if code, zh := d.refused(t, "2023-03-03 11:00", issue); code != "letter.stale" || !strings.Contains(zh, "其后已审核或退回") {
		t.Errorf("%s %s", code, zh)
	}
	d.s = unreviewed
	d.do(t, "2023-03-03 11:00", issue)
}
