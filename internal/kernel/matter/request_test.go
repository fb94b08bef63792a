package matter

import (
	"strings"
	"testing"
)

const requestKind = `limit: { extensions: 2 }
roles: { assign: head(bg), review: lead_unit.head, extend: sponsor, office: head(bg) }
ladder:
  - { at: undecided, raise: true, to: sponsor, within: 3wd }
`

func asked(t *testing.T, due string, c Command) *desk {
	t.Helper()
	d := registered(t, world(t, kindWith("case", requestKind)), "2023-03-01 09:00")
	d.do(t, "2023-03-01 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs", Due: date(due)}})
	c.Actor = owner
	d.do(t, "2023-03-06 09:00", c)
	return d
}

func TestARequestIsADutyOfWhomeverMayGrantIt(t *testing.T) {
	t.Parallel()
	extension := Command{Name: "ask-extension", By: limit("5wd"), Reason: "等待批复"}
	replan := Command{Name: "ask-replan", Reason: "等待批复", Assignment: Assignment{Due: date("2023-05-10")}}
	objection := Command{Name: "object", Text: "材料已报"}
	for name, tt := range map[string]struct {
		ask             Command
		what, owner     string
		granted, denied Command
	}{
		"an extension":     {extension, DutyExtension, sponsor, Command{Name: "extend"}, Command{Name: "refuse-extension", Reason: "可按期"}},
		"a change of plan": {replan, DutyReplan, sponsor, Command{Name: "replan"}, Command{Name: "refuse-replan"}},
		"an objection":     {objection, DutyObjection, office, Command{Name: "answer-objection", Text: "已核"}, Command{Name: "answer-objection", Text: "不成立"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, answer := range []Command{tt.granted, tt.denied} {
				d := asked(t, "2023-03-31", tt.ask)
				duty, owed := d.duty(tt.what + "/2023-03-06T09:00:00")
				if !owed || duty.Owner != tt.owner || !duty.Due.Equal(at("2023-03-09 17:30")) {
					t.Fatalf("%+v", d.s.Duties)
				}
				if code, zh := d.refused(t, "2023-03-07 09:00", Command{Name: "meet", Actor: tt.owner, Duty: duty.ID}); code != "matter.duty_by_deed" {
					t.Errorf("%s %s", code, zh)
				}
				answer.Actor = tt.owner
				d.do(t, "2023-03-07 10:00", answer)
				if len(d.s.Duties) != 0 || d.s.asks(tt.what) {
					t.Errorf("%s leaves %+v", answer.Name, d.s.Duties)
				}
			}
		})
	}
	t.Run("left undecided it is missed, and goes over the head of whoever did not decide, once", func(t *testing.T) {
		t.Parallel()
		d := asked(t, "2023-03-31", extension)
		d.until(t, "2023-03-20")
		equalLines(t, d.lines("duty-missed", "rung-fired"), []string{
			"2023-03-09 17:30 duty-missed extension/2023-03-06T09:00:00 " + sponsor,
			"2023-03-09 17:30 rung-fired undecided raise 管委会主任",
			"2023-03-14 17:30 duty-missed raise/undecided raise  sponsor@extension/2023-03-06T09:00:00 管委会主任",
		})
		if d.s.Missed != 0 {
			t.Error("what a leader did not decide speaks against the owner")
		}
		d.do(t, "2023-03-20 09:00", Command{Name: "extend", Actor: sponsor})
		if _, owed := d.duty("extension/2023-03-06T09:00:00"); owed {
			t.Error("granted late, it is still owed")
		}
	})
	t.Run("so it does by a rung that names nobody", func(t *testing.T) {
		t.Parallel()
		d := registered(t, world(t, kindWith("case", strings.Replace(requestKind, "raise: true, to: sponsor", "raise: true", 1))), "2023-03-01 09:00")
		d.do(t, "2023-03-01 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs", Due: date("2023-03-31")}})
		c := extension
		c.Actor = owner
		d.do(t, "2023-03-06 09:00", c)
		d.until(t, "2023-03-10")
		equalLines(t, d.lines("duty-missed", "rung-fired"), []string{
			"2023-03-09 17:30 duty-missed extension/2023-03-06T09:00:00 " + sponsor,
			"2023-03-09 17:30 rung-fired undecided raise 管委会主任",
		})
	})
	t.Run("a deadline that comes first is the limit", func(t *testing.T) {
		t.Parallel()
		d := asked(t, "2023-03-07", extension)
		d.until(t, "2023-03-08")
		equalLines(t, d.lines("duty-missed")[:1], []string{"2023-03-07 17:30 duty-missed extension/2023-03-06T09:00:00 " + sponsor})
	})
	t.Run("asked again after a refusal, it is another duty", func(t *testing.T) {
		t.Parallel()
		d := asked(t, "2023-03-31", extension)
		d.do(t, "2023-03-07 09:00", Command{Name: "refuse-extension", Actor: sponsor, Reason: "可按期"})
		extension := extension
		extension.Actor = owner
		d.do(t, "2023-03-08 09:00", extension)
		equalLines(t, d.lines("duty-opened"), []string{
			"2023-03-06 09:00 duty-opened extension/2023-03-06T09:00:00 " + sponsor, "2023-03-08 09:00 duty-opened extension/2023-03-08T09:00:00 " + sponsor,
		})
	})
	t.Run("a matter that ends takes the request with it", func(t *testing.T) {
		t.Parallel()
		for _, c := range []Command{{Name: "withdraw", Actor: office, Reason: "重复"}, {Name: "merge", Actor: office, To: "m-2"}} {
			d := asked(t, "2023-03-31", objection)
			d.do(t, "2023-03-07 09:00", c)
			if len(d.s.Duties) != 0 {
				t.Errorf("%s: %+v", c.Name, d.s.Duties)
			}
		}
	})
}

func TestNobodyGrantsWhatTheirOwnMatterAsksFor(t *testing.T) {
	t.Parallel()
	d := registered(t, world(t, kindWith("case", requestKind)), "2023-03-01 09:00")
	d.do(t, "2023-03-01 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: sponsor, LeadUnit: "zs", Due: date("2023-03-31")}})
	d.do(t, "2023-03-06 09:00", Command{Name: "ask-extension", Actor: sponsor, By: limit("5wd"), Reason: "等待批复"})
	duty, owed := d.duty("extension/2023-03-06T09:00:00")
	if !owed || duty.Owner != "管委会主任" {
		t.Fatalf("%+v", d.s.Duties)
	}
	if code, zh := d.refused(t, "2023-03-06 10:00", Command{Name: "extend", Actor: sponsor}); code != "matter.recused" || !strings.Contains(zh, "管委会主任") {
		t.Errorf("%s %s", code, zh)
	}
	d.do(t, "2023-03-06 11:00", Command{Name: "extend", Actor: "管委会主任"})
}

func TestARequestGoesToWhoeverDecidesOnceTheMatterIsHandedOn(t *testing.T) {
	t.Parallel()
	const first = "extension/2023-03-06T09:00:00"
	section := "招商一科科长"
	kind := strings.Replace(requestKind, "extend: sponsor", "extend: lead_unit.head", 1)
	begun := func(unit, by string) *desk {
		d := registered(t, world(t, kindWith("case", kind)), "2023-03-01 09:00")
		d.do(t, "2023-03-01 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: by, LeadUnit: unit, Due: date("2023-03-31")}})
		d.do(t, "2023-03-06 09:00", Command{Name: "ask-extension", Actor: by, By: limit("5wd"), Reason: "等待批复"})
		return d
	}
	t.Run("to the level above where the post that was to decide now owns the matter", func(t *testing.T) {
		t.Parallel()
		d := begun("zs-1", "核验专员")
		if duty, owed := d.duty(first); !owed || duty.Owner != section {
			t.Fatalf("%+v", d.s.Duties)
		}
		d.do(t, "2023-03-07 09:00", Command{Name: "transfer", Actor: office, Reason: "分工", Assignment: Assignment{Owner: section}})
		equalLines(t, d.lines("duty-opened", "duty-lapsed"), []string{
			"2023-03-06 09:00 duty-opened " + first + " " + section, "2023-03-07 09:00 duty-lapsed " + first + " " + section, "2023-03-07 09:00 duty-opened extension/2023-03-07T09:00:00 " + head,
		})
		if code, zh := d.refused(t, "2023-03-07 10:00", Command{Name: "extend", Actor: section}); code != "matter.recused" || !strings.Contains(zh, head) {
			t.Errorf("%s %s", code, zh)
		}
		d.until(t, "2023-03-10 09:00")
		equalLines(t, d.lines("duty-missed"), nil)
		d.do(t, "2023-03-10 10:00", Command{Name: "extend", Actor: head})
		if len(d.s.Duties) != 0 {
			t.Errorf("granted, it leaves %+v", d.s.Duties)
		}
	})
	t.Run("to the head of the unit that leads now", func(t *testing.T) {
		t.Parallel()
		d := begun("js", owner)
		d.do(t, "2023-03-07 09:00", Command{Name: "transfer", Actor: office, Reason: "分工", Assignment: Assignment{LeadUnit: "zs-1", Owner: owner}})
		duty, owed := d.duty("extension/2023-03-07T09:00:00")
		if _, still := d.duty(first); still || !owed || duty.Owner != section {
			t.Errorf("%+v", d.s.Duties)
		}
	})
	t.Run("it stays where the same post decides, and what was missed stays with who missed it", func(t *testing.T) {
		t.Parallel()
		d := begun("zs-1", owner)
		d.do(t, "2023-03-07 09:00", Command{Name: "transfer", Actor: office, Reason: "分工", Assignment: Assignment{Owner: "核验专员"}})
		if duty, owed := d.duty(first); !owed || duty.Owner != section || len(d.s.Duties) != 1 {
			t.Errorf("%+v", d.s.Duties)
		}
		d.until(t, "2023-03-13 09:00")
		d.do(t, "2023-03-13 10:00", Command{Name: "transfer", Actor: office, Reason: "分工", Assignment: Assignment{Owner: section}})
		if duty, owed := d.duty(first); !owed || duty.Owner != section || !duty.Missed() {
			t.Errorf("%+v", d.s.Duties)
		}
	})
}
