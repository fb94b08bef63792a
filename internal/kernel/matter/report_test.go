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
