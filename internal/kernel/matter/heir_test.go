package matter

import (
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/org"
)

// merged is a matter of 招商专员 whose bureau is merged away on 20 March, into one headed by 产业局局长 (p-07's post is
// the construction bureau's).
func merged(t *testing.T) *desk {
	t.Helper()
	w := world(t, strings.Replace(gradedKind, "statutory: 60wd", "statutory: 90wd", 1))
	state := org.NewState(w.Timeline[0].Bundle.Org)
	for _, c := range []org.Command{
		org.MergeUnits{From: []string{"zs", "zs-1"}, Into: org.Part{Code: "cy", Name: "产业局"}, On: date("2023-03-20"), Head: "产业局局长", Owners: []string{owner}},
		org.Appoint{Post: "产业局局长", Person: "p-09", Seat: org.Primary, From: date("2023-03-20")},
	} {
		events, err := org.Decide(state, c, date("2023-03-01"))
		if err != nil {
			t.Fatal(err)
		}
		state = org.Fold(state, events...)
	}
	w.Org = state.At
	d := assigned(t, w, "2023-03-01 09:00") // due 2023-04-13
	d.do(t, "2023-03-01 10:00", Command{Name: "accept", Actor: owner})
	return d
}

func TestWhoAnswersForAPostThatEndedActsForIt(t *testing.T) {
	t.Parallel()
	const heir = "产业局局长"
	d := merged(t)
	d.do(t, "2023-03-02 09:00", Command{Name: "draft-letter", Actor: office, Template: "supervision-letter", To: owner, Reason: "进度滞后"})
	d.do(t, "2023-03-17 09:00", Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "督1号"})
	d.do(t, "2023-03-17 09:10", Command{Name: "deliver-letter", Actor: office, Letter: "L1"})
	if code, zh := d.refused(t, "2023-03-21 09:00", Command{Name: "report", Actor: "建设局局长", Text: "正常"}); code != "matter.not_your_post" || !strings.Contains(zh, heir) {
		t.Errorf("%s %s", code, zh)
	}
	d.do(t, "2023-03-21 09:10", Command{Name: "report", Actor: heir, Text: "正常推进"})
	d.do(t, "2023-03-21 09:20", Command{Name: "sign-letter", Actor: heir, Letter: "L1"})
	d.do(t, "2023-03-21 09:30", Command{Name: "reply-letter", Actor: heir, Letter: "L1", Text: "已整改"})
	d.do(t, "2023-03-21 10:00", Command{Name: "ask-extension", Actor: heir, By: limit("5wd"), Reason: "机构调整"})
	d.do(t, "2023-03-21 10:10", Command{Name: "refuse-extension", Actor: sponsor, Reason: "可按期"})
	d.until(t, "2023-05-01")
	if d.s.Owner != owner {
		t.Errorf("the recorded owner became %s", d.s.Owner)
	}
	for _, e := range d.events {
		if e.head.At.Before(at("2023-03-20")) {
			continue
		}
		switch c := e.content.(type) {
		case *RungFiredEvent:
			if c.Unheld != "" || strings.Contains(strings.Join(c.To, " "), "招商") {
				t.Errorf("%s goes to %v, unheld %q", c.Rung, c.To, c.Unheld)
			}
		case *DutyEvent:
			if c.What == "opened" && strings.Contains(c.Duty.Owner, "招商") {
				t.Errorf("%s is owed by %s", c.Duty.ID, c.Duty.Owner)
			}
		}
	}
	if d.light() != Red {
		t.Error("nothing was overdue: the ladder was not tried")
	}
	d.do(t, "2023-05-04 09:00", Command{Name: "complete", Actor: heir})
	d.do(t, "2023-05-04 09:10", Command{Name: "attach", Actor: heir, Evidence: []string{"验收单"}})
	s := d.s
	c := Command{Name: "close", ID: "m-1", At: at("2023-05-04 10:00"), Actor: heir}
	s.Kind, s.Verifier = "graded", heir
	if _, err := Decide(&s, &c, d.w); err == nil || !strings.Contains(err.Error(), "不得核验自己") {
		t.Errorf("the heir closes out what they own: %v", err)
	}
	d.do(t, "2023-05-04 10:00", Command{Name: "close", Actor: verifier})
}

func TestALetterToAPostThatEndedSinceItWasDraftedDoesNotGoOut(t *testing.T) {
	t.Parallel()
	d := merged(t)
	d.do(t, "2023-03-17 09:00", Command{Name: "draft-letter", Actor: office, Template: "supervision-letter", To: owner, Reason: "进度滞后"})
	for _, reason := range []string{"", "仍然滞后"} {
		if code, zh := d.refused(t, "2023-03-20 09:00", Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "督1号", Reason: reason}); code != "letter.to_nobody" || !strings.Contains(zh, "产业局局长") {
			t.Errorf("%s %s", code, zh)
		}
	}
	if _, err := DraftAt(&d.s, d.w, "L1", at("2023-03-20 09:00")); !errs.Is(err, "letter.to_nobody") {
		t.Errorf("who looks at the draft is told %v", err)
	}
	d.do(t, "2023-03-20 09:10", Command{Name: "withdraw-letter", Actor: office, Letter: "L1", Reason: "收件岗位已撤销"})
	d.do(t, "2023-03-20 09:20", Command{Name: "draft-letter", Actor: office, Template: "supervision-letter", To: "产业局局长", Reason: "进度滞后"})
	d.do(t, "2023-03-20 09:30", Command{Name: "issue-letter", Actor: office, Letter: "L2", Number: "督1号"})
}
