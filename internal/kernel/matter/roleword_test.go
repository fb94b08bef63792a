package matter

import (
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/org"
)

// asking is a kind whose conditions ask for posts: who may close it, and when it is red.
const asking = `kind: asking
title: 请示事项
number: "请〔{year}〕{seq}号"
gates:
  complete:
    - { if: 'actor in body("招商专班") || actor == head(matter.lead_unit)', says: 须由专班成员办结 }
  close:
    - { if: 'actor == superior(matter.owner) || actor == office("招商专班")', says: 须由上一级或专班办公室销号 }
roles: { assign: head(bg) }
light:
  red: matter.owner == head("js")
  green: "true"
`

func TestConditionsAskForPostsOfTheDay(t *testing.T) {
	t.Parallel()
	d := registered(t, world(t, asking), "2023-03-01 09:00")
	d.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: crewBy, LeadUnit: "js"}})
	if d.light() != Red {
		t.Errorf("the head of the bureau owns it and it is %s", d.light())
	}
	d.do(t, "2023-03-01 09:20", Command{Name: "transfer", Actor: office, Reason: "改派", Assignment: Assignment{Owner: section, LeadUnit: "zs-1"}})
	if d.light() != Green {
		t.Errorf("another owns it and it is %s", d.light())
	}
	if _, zh := d.refused(t, "2023-03-01 10:00", Command{Name: "complete", Actor: office}); !strings.Contains(zh, "须由专班成员办结") {
		t.Error(zh)
	}
	d.do(t, "2023-03-01 10:10", Command{Name: "complete", Actor: section}) // the head of the lead unit
	d.do(t, "2023-03-01 10:20", Command{Name: "attach", Actor: section, Evidence: []string{"材料"}})
	if _, zh := d.refused(t, "2023-03-01 10:30", Command{Name: "close", Actor: sponsor}); !strings.Contains(zh, "须由上一级") {
		t.Error(zh)
	}
	d.do(t, "2023-03-01 10:40", Command{Name: "close", Actor: head}) // above the section
}

// The bureau gets another head in the middle of a week in which nothing happens: the light turns on that day.
func TestAReorganisationTurnsALightThatAsksForAPost(t *testing.T) {
	t.Parallel()
	w := world(t, strings.Replace(asking, `matter.owner == head("js")`, `head("招商局") != "招商局局长"`, 1))
	state := org.NewState(w.Timeline[0].Bundle.Org)
	events, err := org.Decide(state, org.MergeUnits{From: []string{"zs", "zs-1"}, Into: org.Part{Code: "js"}, On: date("2023-03-08")}, date("2023-03-01"))
	if err != nil {
		t.Fatal(err)
	}
	w.Org = org.Fold(state, events...).At
	d := registered(t, w, "2023-03-01 09:00")
	d.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: crewBy, LeadUnit: "js"}})
	d.until(t, "2023-03-10")
	lines := d.lines("light-changed")
	if last := lines[len(lines)-1]; d.light() != Red || !strings.HasPrefix(last, "2023-03-08 00:00") {
		t.Errorf("it is %s: %s", d.light(), last)
	}
}

// A condition that means who acts, not the name that is recorded, holds for a body by the post that acts for it.
func TestAConditionAsksWhoActsForABody(t *testing.T) {
	t.Parallel()
	w := world(t, strings.Replace(asking, `'actor in body("招商专班") || actor == head(matter.lead_unit)'`, `'actor == post(matter.owner) && matter.owner != post(matter.owner)'`, 1))
	d := registered(t, w, "2023-03-01 09:00")
	d.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: crew}})
	d.refused(t, "2023-03-01 10:00", Command{Name: "complete", Actor: office})
	d.do(t, "2023-03-01 10:10", Command{Name: "complete", Actor: crewBy})
}

func TestAPostThatThereIsNotIsToldInTheRefusal(t *testing.T) {
	t.Parallel()
	d := registered(t, world(t, `kind: asking
title: 请示事项
number: "请〔{year}〕{seq}号"
gates:
  complete: ['actor == superior(matter.owner)']
roles: { assign: head(bg) }
light: { green: "true" }
`), "2023-03-01 09:00")
	d.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: "管委会主任", LeadUnit: "gw"}})
	c := Command{Name: "complete", ID: "m-1", Actor: "管委会主任", At: at("2023-03-01 10:00")}
	_, err := Decide(&d.s, &c, d.w)
	if said := errs.Message(err, text.Zh); err == nil || !strings.Contains(said, "责任人的上级") {
		t.Errorf("nobody is above the owner, and it is said: %s", said)
	}
}
