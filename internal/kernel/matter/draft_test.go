package matter

import (
	"slices"
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/letter"
)

func TestADraftReadsAsItWouldBeIssued(t *testing.T) {
	t.Parallel()
	w := world(t)
	d := assigned(t, w, "2023-03-01 09:00")
	d.do(t, "2023-03-02 09:00", Command{Name: "draft-letter", Actor: office, Template: "supervision-letter", To: head, Reason: "进度滞后"})
	draft, err := DraftAt(&d.s, w, "L1", at("2023-03-02 10:00"))
	if err != nil || draft.Age != 0 || len(draft.Later) != 0 || !draft.DuePassed.IsZero() {
		t.Fatalf("%+v %v", draft, err)
	}
	d.do(t, "2023-03-02 10:00", Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "督〔2023〕1号"})
	if issued := d.s.Letters[0].Text; draft.Text != issued || !strings.Contains(issued, "3个工作日") {
		t.Errorf("the draft read %q, what was issued %q", draft.Text, issued)
	}
	if _, err := DraftAt(&d.s, w, "L1", at("2023-03-02 11:00")); !errs.Is(err, "letter.no_draft") {
		t.Errorf("an issued letter is a draft: %v", err)
	}
}

func TestADraftIsWithheldForWhatWouldRefuseToIssueIt(t *testing.T) {
	t.Parallel()
	const kind = `light: { green: "true" }
roles: { assign: head(bg), office: head(bg) }
limit: { promised: 10wd, start: register }
ladder:
  - { at: registered + 1wd, send: reminder-letter, to: head(zs) }
  - { at: due - 1wd, send: supervision-letter, to: head(zs) }
`
	w := world(t, kindWith("case", kind))
	w.Timeline[0].Bundle.Letters["reminder-letter"].Body = "{matter.owner}:请抓紧办理。"
	d := registered(t, w, "2023-03-01 09:00")
	d.until(t, "2023-03-20 09:00")
	issue := func(l string) Command { return Command{Name: "issue-letter", Actor: office, Letter: l, Number: "1号"} }
	for l, want := range map[string]string{"L1": "letter.empty_placeholder", "L2": "letter.stale"} {
		why := Withheld(&d.s, w, l, at("2023-03-20 09:00"))
		if code, zh := d.refused(t, "2023-03-20 09:00", issue(l)); errs.CodeOf(why) != want || code != want || errs.Message(why, text.Zh) != zh {
			t.Errorf("%s: %v, want what refuses it: %s", l, why, zh)
		}
	}
	d.do(t, "2023-03-20 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner}})
	if why := Withheld(&d.s, w, "L1", at("2023-03-20 10:00")); why != nil {
		t.Errorf("with an owner: %v", why)
	}
	d.do(t, "2023-03-20 10:00", issue("L1"))
	if why := Withheld(&d.s, w, "L1", at("2023-03-20 10:00")); why != nil {
		t.Errorf("once it went out: %v", why)
	}
}

func TestAnOldDraftTellsWhatCameAfterIt(t *testing.T) {
	t.Parallel()
	w := world(t)
	d := assigned(t, w, "2023-03-01 09:00") // due 2023-04-13: a reminder three working days before, a supervision letter after
	d.do(t, "2023-03-01 10:00", Command{Name: "accept", Actor: owner})
	d.do(t, "2023-04-10 09:00", Command{Name: "draft-letter", Actor: office, Template: "reminder-letter", To: owner, Reason: "时限将近"})
	reminder := d.s.Letters[len(d.s.Letters)-1].ID
	d.until(t, "2023-04-20 09:00")
	draft, err := DraftAt(&d.s, w, reminder, at("2023-04-20 09:00"))
	if !errs.Is(err, "letter.stale") || draft.Age != 8 || draft.DuePassed != date("2023-04-13") {
		t.Fatalf("%+v %v; letters %+v", draft, err, d.s.Letters)
	}
	if len(draft.Later) != 1 || draft.Later[0].Template != "supervision-letter" || draft.Later[0].Reason != "逾期1个工作日" {
		t.Errorf("%+v", draft.Later)
	}
	l, _ := d.s.letter(reminder)
	before, err := DraftAt(&d.s, w, reminder, l.DraftedAt)
	if err != nil || before.Age != 0 || !before.DuePassed.IsZero() {
		t.Errorf("when it was drafted: %+v %v", before, err)
	}
}

func TestARunningDeadlineIsNotMovedByHandingTheMatterOut(t *testing.T) {
	t.Parallel()
	w := world(t)
	due := func(c string) Assignment { return Assignment{Owner: owner, Due: date(c)} }
	for name, c := range map[string]Command{
		"assigned again":                   {Name: "assign", Assignment: due("2023-05-31")},
		"assigned again for less":          {Name: "assign", Assignment: due("2023-03-31")},
		"transferred":                      {Name: "transfer", Reason: "分工调整", Assignment: due("2023-05-31")},
		"assigned again without any limit": {Name: "assign", Assignment: Assignment{Owner: owner, Ongoing: true}},
	} {
		d := assigned(t, w, "2023-03-01 09:00")
		c.Actor = office
		code, zh := d.refused(t, "2023-03-02 09:00", c)
		if code != "clock.due_by_replan" || !strings.Contains(zh, "申请调整计划") || !strings.Contains(zh, "2023-04-13") {
			t.Errorf("%s: %s %s", name, code, zh)
		}
	}
	d := assigned(t, w, "2023-03-01 09:00")
	d.do(t, "2023-03-02 09:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: head}})
	d.do(t, "2023-03-02 10:00", Command{Name: "assign", Actor: office, Assignment: due("2023-04-13")})
	d.do(t, "2023-03-02 11:00", Command{Name: "ask-replan", Actor: owner, Reason: "等待批复", Assignment: Assignment{Due: date("2023-05-10")}})
	d.do(t, "2023-03-03 09:00", Command{Name: "replan", Actor: sponsor})
	if got := d.s.Deadlines.Working().Date; got != date("2023-05-10") {
		t.Errorf("by an approved change of plan it is due on %s", got)
	}
	first := registered(t, w, "2023-03-01 09:00")
	first.do(t, "2023-03-02 09:00", Command{Name: "assign", Actor: office, Assignment: due("2023-04-03")})
	if got := first.s.Deadlines.Working().Date; got != date("2023-04-03") {
		t.Errorf("the first assignment sets %s", got)
	}
}

func TestAnInstantInARefusalIsBeijingTime(t *testing.T) {
	t.Parallel()
	_, _, err := world(t).kind("none", at("2023-07-03 08:30"))
	if err == nil {
		t.Fatal("there is such a kind")
	}
	w := world(t)
	w.Timeline = w.Timeline[:0]
	_, _, err = w.kind("graded", at("2023-07-03 08:30"))
	for _, lang := range []text.Lang{text.Zh, text.En} {
		if words := errs.Message(err, lang); !strings.Contains(words, "2023-07-03 08:30") || strings.Contains(words, "Z") {
			t.Errorf("%s", words)
		}
	}
}

func TestALetterIssuedADayLateSaysOfWhichDayItsGroundWasTrue(t *testing.T) {
	t.Parallel()
	for issued, says := range map[string]string{"2023-04-14 16:00": "逾期1个工作日", "2023-04-17 09:00": "逾期1个工作日（截至2023年4月14日）"} {
		d := assigned(t, world(t), "2023-03-01 09:00") // due 2023-04-13
		d.do(t, "2023-03-01 10:00", Command{Name: "accept", Actor: owner})
		d.until(t, issued)
		for i := range d.s.Letters {
			if l := &d.s.Letters[i]; l.Template == "supervision-letter" {
				cal := d.w.CalendarAt(at(issued))
				if words := (&moment{cal: cal, today: cal.DateOf(at(issued))}).ground(l); words != says {
					t.Errorf("issued %s: %s", issued, words)
				}
				says = ""
			}
		}
		if says != "" {
			t.Errorf("no supervision letter by %s", issued)
		}
	}
}

func TestAGroundGivenAtIssueIsNotDatedBackToTheDraft(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Timeline[0].Bundle.Letters["supervision-letter"].Body = "{to}：因{reason}，请办理。"
	d := assigned(t, w, "2023-03-01 09:00")
	d.do(t, "2023-03-01 10:00", Command{Name: "accept", Actor: owner})
	d.until(t, "2023-04-17 09:00")
	i := slices.IndexFunc(d.s.Letters, func(l letter.Letter) bool { return l.Template == "supervision-letter" && l.State == letter.Drafted })
	drafted := d.s.Letters[i]
	d.do(t, "2023-04-17 10:00", Command{Name: "issue-letter", Actor: office, Letter: drafted.ID, Number: "督〔2023〕1号", Reason: "新的事由"})
	if l := d.s.Letters[i]; !strings.Contains(l.Text, "因新的事由，") || strings.Contains(l.Text, "截至") || !l.DraftedAt.Equal(drafted.DraftedAt) {
		t.Errorf("drafted %s, now %s: %s", drafted.DraftedAt, l.DraftedAt, l.Text)
	}
}
