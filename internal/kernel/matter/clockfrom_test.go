package matter

import (
	"strings"
	"testing"
)

func TestAClockStartsOnceAndNotBeforeTheMatterCameIn(t *testing.T) {
	t.Parallel()
	from := func(when string) Command {
		return Command{Name: "assign", Actor: office, ClockFrom: at(when), Assignment: Assignment{Owner: owner, LeadUnit: "zs"}}
	}
	d := registered(t, world(t), "2023-03-08 09:00")
	code, zh := d.refused(t, "2023-03-10 10:00", from("2019-01-01 09:00"))
	if code != "clock.from_early" || !strings.Contains(zh, "2023-03-08") {
		t.Errorf("%s %s", code, zh)
	}
	d.do(t, "2023-03-10 10:00", from("2023-03-08 00:00")) // the day itself
	if got := due(d); got != "2023-04-20" {
		t.Errorf("due %s", got)
	}
	for _, name := range []string{"assign", "transfer"} { // signed for or not, it runs
		c := from("2023-03-09 09:00")
		c.Name, c.Reason, c.Owner = name, "改派", head
		if code, zh := d.refused(t, "2023-03-13 10:00", c); code != "clock.started" || !strings.Contains(zh, "2023-03-08") {
			t.Errorf("%s: %s %s", name, code, zh)
		}
	}
	received := newDesk(world(t))
	c := Command{Name: "register", ID: "m-1", Actor: office, Kind: "graded", Number: "1号", Received: at("2023-03-01 09:00"), Particulars: Particulars{Title: "某事项"}}
	received.do(t, "2023-03-08 09:00", c)
	received.do(t, "2023-03-10 10:00", from("2023-03-02 09:00"))
	for _, start := range []string{"register", "accept", "receipt"} {
		d := registered(t, world(t, kindWith("case", "limit: { promised: 10wd, start: "+start+" }\n")), "2023-03-08 09:00")
		if code, zh := d.refused(t, "2023-03-10 10:00", from("2023-03-09 09:00")); code != "clock.from_elsewhere" || !strings.Contains(zh, "不从交办起算") {
			t.Errorf("%s: %s %s", start, code, zh)
		}
	}
}
