package matter

import (
	"strings"
	"testing"
)

func TestAnExtensionKeepsToItsUnitAndIsBoundedFromTheDeadline(t *testing.T) {
	t.Parallel()
	ask := func(by string) Command {
		return Command{Name: "ask-extension", Actor: owner, Reason: "雨季停工", By: limit(by)}
	}
	extend := Command{Name: "extend", Actor: sponsor}
	t.Run("it is counted in the unit of the limit, or of the most that one may add", func(t *testing.T) {
		t.Parallel()
		free := strings.Replace(gradedKind, "extensions: 2, extend_by: 10wd", "extensions: 2", 1)
		short := strings.Replace(gradedKind, "extend_by: 10wd", "extend_by: 3d", 1)
		month := strings.Replace(strings.Replace(gradedKind, "extend_by: 10wd", "extend_by: 1mo", 1), "promised: 30wd", "promised: 1mo", 1)
		for _, tt := range []struct{ kind, by, unit string }{
			{gradedKind, "10d", "写成 10个工作日 这样"},
			{free, "10d", "写成 10个工作日 这样"},
			{free, "8h", "写成 10个工作日 这样"},
			{strings.Replace(gradedKind, "extend_by: 10wd", "extend_by: 1mo", 1), "10d", "写成 10个工作日 这样"}, // the limit's unit, not that of the most
			{short, "8h", "写成 2个工作日 这样"},
			{month, "10d", "写成 1个月 这样"},
		} {
			d := assigned(t, world(t, tt.kind), "2023-03-01 09:00")
			if code, zh := d.refused(t, "2023-03-27 09:00", ask(tt.by)); code != "clock.extension_unit" || !strings.Contains(zh, tt.unit) || !strings.Contains(zh, "不要写 "+limit(tt.by).Words().Zh) {
				t.Error(code, zh)
			}
			one := "1wd" // in the limit's unit it is no more refused
			if tt.kind == month {
				one = "1mo"
			}
			d.do(t, "2023-03-27 09:00", ask(one))
		}
	})
	t.Run("where a date is the limit, the most that one may add counts from that date", func(t *testing.T) {
		t.Parallel()
		kind := kindWith("case", "limit: { extensions: 2, extend_by: 30d }\nroles: { assign: head(bg), extend: sponsor, office: head(bg) }\n")
		d := registered(t, world(t, kind), "2023-07-03 09:00")
		d.do(t, "2023-07-03 09:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs", Due: date("2023-09-28")}})
		for by, want := range map[string]string{"21wd": "clock.extension_unit", "31d": "clock.extension_too_long", "2023-11-02": "clock.extension_too_long"} {
			if code, _ := d.refused(t, "2023-07-03 10:00", ask(by)); code != want {
				t.Errorf("%s: %s", by, code)
			}
		}
		d.do(t, "2023-07-03 10:00", ask("2023-10-28"))
		d.do(t, "2023-07-03 10:10", Command{Name: "refuse-extension", Actor: sponsor, Reason: "另报"})
		d.do(t, "2023-07-03 10:20", ask("30d"))
		d.do(t, "2023-07-03 10:30", extend)
		if got := d.s.Deadlines.Working().Date; got != date("2023-10-30") { // thirty days end on a Saturday
			t.Error(got)
		}
	})
}

func TestAnExtensionIsNotGrantedIntoThePast(t *testing.T) {
	t.Parallel()
	d := assigned(t, world(t), "2023-03-01 09:00") // due 04-13
	d.do(t, "2023-04-13 17:00", Command{Name: "ask-extension", Actor: owner, Reason: "雨季停工", By: limit("5wd")})
	extend := Command{Name: "extend", Actor: sponsor}
	code, zh := d.refused(t, "2023-04-21 09:00", extend)
	if code != "clock.extension_over" || !strings.Contains(zh, "时限为 2023-04-20") || !strings.Contains(zh, "请不予延期") || !strings.Contains(zh, owner) {
		t.Error(code, zh)
	}
	longer := extend
	longer.By = limit("10wd")
	late := *d
	late.do(t, "2023-04-21 09:10", longer) // what still helps may be granted
	if got := late.s.Deadlines.Working().Date; got != date("2023-04-26") {
		t.Error(got)
	}
	d.do(t, "2023-04-21 09:20", Command{Name: "refuse-extension", Actor: sponsor, Reason: "已过"})
	if d.s.Asked != nil || len(d.s.Clock.Extensions) != 0 {
		t.Errorf("%+v %+v", d.s.Asked, d.s.Clock.Extensions)
	}
	d.do(t, "2023-04-21 09:30", Command{Name: "ask-replan", Actor: owner, Reason: "雨季停工", Assignment: Assignment{Due: date("2023-05-10")}})

	d = assigned(t, world(t), "2023-03-01 09:00")
	d.do(t, "2023-04-13 17:00", Command{Name: "ask-extension", Actor: owner, Reason: "雨季停工", By: limit("5wd")})
	d.do(t, "2023-04-20 17:00", extend) // the last afternoon is still ahead
}
