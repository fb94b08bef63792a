package matter

import (
	"slices"
	"strings"
	"testing"

	"qinlian/internal/base/errs"
)

const (
	crew   = "建设专班"  // 建设局局长 keeps its office, 分管副主任 heads it
	crewBy = "建设局局长" // who acts for it
	checks = "招商专班"  // 督查室主任 keeps its office
)

var project = Particulars{Title: "动力电池项目", Urgency: "red"}

// crewed is a matter that one body owns and another verifies.
func crewed(t *testing.T) *desk {
	t.Helper()
	d := newDesk(world(t))
	d.do(t, "2023-03-01 09:00", Command{Name: "register", Actor: office, Kind: "graded", Number: "1号", Particulars: project, Assignment: Assignment{Owner: "jszb", Verifier: checks}})
	d.do(t, "2023-03-01 09:05", Command{Name: "assign", Actor: office})
	return d
}

func TestABodyOwnsAndAnotherVerifies(t *testing.T) {
	t.Parallel()
	d := crewed(t)
	if d.s.Owner != crew || d.s.Verifier != checks || d.s.LeadUnit != "js" {
		t.Fatalf("owner %s, verifier %s, lead unit %s", d.s.Owner, d.s.Verifier, d.s.LeadUnit)
	}
	if code, zh := d.refused(t, "2023-03-01 10:00", Command{Name: "accept", Actor: "招商局局长"}); code != "matter.not_your_post" || !strings.Contains(zh, crewBy) {
		t.Errorf("%s %s", code, zh)
	}
	d.do(t, "2023-03-01 10:00", Command{Name: "accept", Actor: crewBy})
	d.do(t, "2023-03-02 09:00", Command{Name: "report", Actor: crewBy, Text: "正常推进"})
	d.do(t, "2023-03-03 09:00", Command{Name: "attach", Actor: sponsor, Evidence: []string{"会议纪要"}}) // who heads it stands above it
	d.do(t, "2023-03-03 09:30", Command{Name: "draft-letter", Actor: office, Template: "supervision-letter", To: crew, Reason: "进度滞后"})
	d.do(t, "2023-03-03 09:40", Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "督1号"})
	d.do(t, "2023-03-03 09:50", Command{Name: "deliver-letter", Actor: office, Letter: "L1"})
	if l := d.s.Letters[0]; l.To != crew || !strings.Contains(l.Text, crew) {
		t.Errorf("the letter is to %s: %s", l.To, l.Text)
	}
	d.until(t, "2023-03-03 10:00")
	if i := slices.IndexFunc(d.s.Duties, func(x Duty) bool { return x.What == DutyReply }); i < 0 || d.s.Duties[i].Owner != crew {
		t.Errorf("the answer is owed by nobody or another: %v", d.s.Duties)
	}
	d.do(t, "2023-03-03 10:20", Command{Name: "sign-letter", Actor: crewBy, Letter: "L1"})
	d.do(t, "2023-03-06 10:20", Command{Name: "reply-letter", Actor: crewBy, Letter: "L1", Text: "已整改"})
	d.do(t, "2023-03-07 09:00", Command{Name: "complete", Actor: crewBy})
	if code, _ := d.refused(t, "2023-03-07 10:00", Command{Name: "close", Actor: verifier}); code != "matter.not_your_post" {
		t.Errorf("the kind's verifier closes out what a body is to verify: %s", code)
	}
	d.do(t, "2023-03-07 10:10", Command{Name: "close", Actor: "督查室主任"})
	if d.s.Stage != Closed {
		t.Errorf("it is %s", d.s.Stage)
	}
}

func TestWhatIsMissedByABodyGoesToItsHead(t *testing.T) {
	t.Parallel()
	d := crewed(t)
	d.do(t, "2023-03-01 10:00", Command{Name: "accept", Actor: crewBy})
	d.do(t, "2023-03-02 09:00", Command{Name: "ask-extension", Actor: crewBy, By: limit("5wd"), Reason: "需补件"})
	d.do(t, "2023-03-02 09:10", Command{Name: "escalate", Actor: crewBy, Reason: "需协调"})
	if to := d.raisedTo(); !slices.Equal(to, []string{sponsor}) {
		t.Errorf("it was raised to %q, not to the body's head", to)
	}
	d.until(t, "2023-05-20")
	if d.light() != Red {
		t.Error("nothing was overdue")
	}
	reminded := 0
	for i := range d.s.Letters {
		if l := &d.s.Letters[i]; l.Template == "reminder-letter" && l.To == crew {
			reminded++
		}
	}
	if reminded == 0 {
		t.Errorf("no reminder is to the body: %v", d.s.Letters)
	}
}

func TestNobodyVerifiesTheirOwnBehindABody(t *testing.T) {
	t.Parallel()
	register := func(a Assignment) error {
		d := newDesk(world(t))
		d.do(t, "2023-03-01 09:00", Command{Name: "register", Actor: office, Kind: "graded", Number: "1号", Particulars: project, Assignment: a})
		c := Command{Name: "assign", ID: "m-1", At: at("2023-03-01 09:05"), Actor: office}
		_, err := Decide(&d.s, &c, d.w)
		return err
	}
	for name, a := range map[string]Assignment{
		"the body itself":           {Owner: crew, Verifier: crew},
		"a body by who acts for it": {Owner: crew, Verifier: crewBy},
		"the body of a post":        {Owner: crewBy, Verifier: crew},
		"who acts for the body":     {Owner: checks, Verifier: "督查室主任"},
	} {
		if err := register(a); errs.CodeOf(err) != "matter.nobody_verifies" {
			t.Errorf("%s: %v", name, err)
		}
	}
	if err := register(Assignment{Owner: crew, Verifier: checks}); err != nil {
		t.Error(err)
	}
}

func TestABodyLeadsNoMatterAsAUnit(t *testing.T) {
	t.Parallel()
	d := newDesk(world(t))
	code, zh := d.refused(t, "2023-03-01 09:00", Command{Name: "register", Actor: office, Kind: "graded", Number: "1号", Particulars: project, Assignment: Assignment{LeadUnit: crew}})
	if code != "matter.body_leads" || !strings.Contains(zh, "责任人 "+crew) {
		t.Errorf("%s %s", code, zh)
	}
}
