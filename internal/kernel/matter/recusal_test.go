package matter

import (
	"slices"
	"strings"
	"testing"

	"qinlian/internal/kernel/letter"
)

// talkKind calls the head of the lead unit to a talk with the leader, two days after the due date.
const talkKind = `roles: { assign: head(bg), review: lead_unit.head, office: head(bg) }
cadence: weekly
ladder:
  - { at: due + 2wd, talk: true, to: lead_unit.head, by: lead_unit.sponsor, within: 3wd }
`

func talkOwed(t *testing.T) *desk {
	t.Helper()
	d := registered(t, world(t, kindWith("case", talkKind)), "2023-03-01 09:00")
	d.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs", Due: date("2023-03-10")}})
	d.until(t, "2023-03-14 09:00")
	return d
}

const talkID = "talk/due + 2wd talk  lead_unit.head@"

func TestWhoIsCalledToATalkDoesNotWriteItOff(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		c        Command
		code, zh string
	}{
		"by a look, which meets reviews alone":                   {Command{Name: "look-at", Actor: head, Text: "谈过了"}, "matter.duty_by_other", "只能履行调度义务"},
		"by the office's look":                                   {Command{Name: "look-at", Actor: office, Text: "谈过了"}, "matter.duty_by_other", "履行义务"},
		"by meeting it":                                          {Command{Name: "meet", Actor: head, Text: "谈过了"}, "matter.recused", sponsor},
		"by meeting it as the matter's owner":                    {Command{Name: "meet", Actor: owner, Text: "谈过了"}, "matter.recused", sponsor},
		"behind another post":                                    {Command{Name: "meet", Actor: "联络专员", Text: "谈过了"}, "matter.recused", "回避"},
		"by somebody who has nothing to do with it":              {Command{Name: "meet", Actor: "建设局局长", Text: "谈过了"}, "matter.not_your_post", "应由 " + sponsor + " 办理"},
		"by the office, which keeps the ledger and not the talk": {Command{Name: "meet", Actor: office, Text: "谈过了"}, "matter.not_your_post", "应由 " + sponsor + " 办理"},
		"without a word about what was said":                     {Command{Name: "meet", Actor: sponsor}, "matter.no_text", "约谈情况"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := talkOwed(t)
			tt.c.Duty = talkID
			if code, zh := d.refused(t, "2023-03-14 10:00", tt.c); code != tt.code || !strings.Contains(zh, tt.zh) {
				t.Errorf("%s: %s", code, zh)
			}
		})
	}
	for post, may := range map[string]string{sponsor: sponsor, "空缺岗": office} { // where nobody acts for the post that owes it, the office says what was done
		d := talkOwed(t)
		for i := range d.s.Duties {
			if d.s.Duties[i].ID == talkID {
				d.s.Duties[i].Owner = post
			}
		}
		d.do(t, "2023-03-14 10:00", Command{Name: "meet", Actor: may, Duty: talkID, Text: "已约谈，承诺月底前办结"})
		if _, owed := d.duty(talkID); owed {
			t.Errorf("%s held the talk and it is still owed", may)
		}
	}
}

// Whose review it is to get is not who takes the look: the owner of the matter writes off neither by look-at nor by meet.
func TestAReviewIsMetByWhoeverMayReview(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"look-at", "meet"} {
		for actor, code := range map[string]string{head: "", office: "", owner: "matter.recused", "建设局局长": "matter.not_your_post"} {
			d := talkOwed(t)
			c := Command{Name: name, Actor: actor, Duty: "review/2023-W09", Text: "已看"}
			if code != "" {
				missed := d.s.Missed
				if got, zh := d.refused(t, "2023-03-14 10:00", c); got != code || !strings.Contains(zh, "应由 "+head+"、"+office+" 办理") || d.s.Missed != missed {
					t.Errorf("%s by %s: %s %s", name, actor, got, zh)
				}
				continue
			}
			d.do(t, "2023-03-14 10:00", c)
			if _, owed := d.duty("review/2023-W09"); owed {
				t.Errorf("%s by %s and it is still owed", name, actor)
			}
		}
	}
}

// A cadence may name whose review it is: 督查专员 takes it without being one who reviews, until the matter is their own.
func TestWhoOwesAReviewTakesItUnlessTheMatterIsTheirOwn(t *testing.T) {
	t.Parallel()
	const named = "核验专员"
	w := world(t, kindWith("case", "roles: { assign: head(bg), review: lead_unit.head, office: head(bg) }\ncadence: { every: weekly, owner: post("+named+") }\n"))
	for post, want := range map[string]string{owner: "", named: "matter.recused"} {
		d := registered(t, w, "2023-03-01 09:00")
		d.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: post, LeadUnit: "zs"}})
		d.until(t, "2023-03-14 09:00")
		c := Command{Name: "meet", Actor: named, Duty: "review/2023-W11", Text: "已看"}
		if want == "" {
			d.do(t, "2023-03-14 10:00", c)
		} else if code, zh := d.refused(t, "2023-03-14 10:00", c); code != want {
			t.Errorf("%s: %s %s", post, code, zh)
		}
	}
}

// Where the owner is the very post that reviews, the level above reviews, and so it does where whoever holds that post is
// the owner's holder: 招商局局长 owns a matter of their own unit, 联络专员 is the same person as 招商专员.
func TestWhoReviewsIsNeverTheOwner(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ owner, lead, review, self, above string }{
		{head, "zs", "lead_unit.head", head, "管委会主任"},
		{owner, "zs", "post(联络专员)", "联络专员", office},
		{"招商专班", "bg", "post(督查室主任)", office, "管委会主任"},
	} {
		w := world(t, kindWith("case", "roles: { assign: post(建设局局长), review: "+tt.review+", office: head(bg) }\ncadence: { every: weekly, met_by: review }\n"))
		d := registered(t, w, "2023-03-01 09:00")
		d.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: "建设局局长", Assignment: Assignment{Owner: tt.owner, LeadUnit: tt.lead}})
		d.do(t, "2023-03-01 09:20", Command{Name: "accept", Actor: "建设局局长"})
		d.do(t, "2023-03-01 09:30", Command{Name: "report", Actor: "建设局局长", Text: "已对接"})
		d.until(t, "2023-03-02 09:00")
		for _, c := range []Command{
			{Name: "look-at", Text: "已看"},
			{Name: "look-at", Duty: "review/2023-W09", Text: "已看"},
			{Name: "meet", Duty: "review/2023-W09", Text: "已看"},
			{Name: "review", Text: "属实"},
			{Name: "return", Reason: "重报"},
		} {
			c.Actor = tt.self
			if code, zh := d.refused(t, "2023-03-02 10:00", c); code != "matter.recused" || !strings.Contains(zh, "应由 "+tt.above+"、建设局局长 办理") {
				t.Errorf("%s by %s: %s %s", c.Name, tt.self, code, zh)
			}
		}
		actions, err := Actions(&d.s, d.w, tt.self, "", at("2023-03-02 10:00"))
		for _, a := range actions {
			if err != nil || slices.Contains([]string{"look-at", "review", "return"}, a.Command) || WhatOf(a.Duty) == DutyReview {
				t.Errorf("%s is offered %s %s, %v", tt.self, a.Command, a.Duty, err)
			}
		}
		d.do(t, "2023-03-02 10:00", Command{Name: "look-at", Actor: tt.above, Duty: "review/2023-W09", Text: "已看"})
		d.do(t, "2023-03-02 10:10", Command{Name: "review", Actor: tt.above, Text: "属实"})
	}
}

func TestWhoOwesAReviewSeesThatALookMeetsIt(t *testing.T) {
	t.Parallel()
	for actor, want := range map[string][]string{head: {"look-at ", "meet review/2023-W09", "meet review/2023-W10", "meet review/2023-W11"}, owner: nil, "建设局局长": nil} {
		d := talkOwed(t)
		actions, err := Actions(&d.s, d.w, actor, "", at("2023-03-14 10:00"))
		if err != nil {
			t.Fatal(err)
		}
		var looks []string
		for _, a := range actions {
			if a.Command == "look-at" || a.Command == "meet" && WhatOf(a.Duty) == DutyReview {
				looks = append(looks, a.Command+" "+a.Duty)
			}
		}
		if !slices.Equal(looks, want) {
			t.Errorf("%s: %q, want %q", actor, looks, want)
		}
	}
}

// selfKind sends its letters to the office itself.
const selfKind = `roles: { assign: head(bg), office: head(bg) }
ladder:
  - { at: due + 1wd, send: supervision-letter, to: lead_unit.head }
  - { at: due + 3wd, bulletin: bulletin, to: lead_unit.head }
`

func TestALetterIsNotIssuedByThePostItIsAddressedTo(t *testing.T) {
	t.Parallel()
	d := registered(t, world(t, kindWith("case", selfKind)), "2023-03-01 09:00")
	d.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: "核验专员", LeadUnit: "bg", Due: date("2023-03-10")}})
	d.until(t, "2023-03-13 09:00")
	const above = "管委会主任"
	l, duty := d.s.Letters[0], d.s.Duties[0]
	if l.To != office || l.By != above || duty.What != DutyIssue || duty.Owner != above {
		t.Fatalf("%+v, %+v", l, duty)
	}
	for _, e := range d.events {
		if r, ok := e.content.(*RungFiredEvent); ok && (len(r.Skipped) != 1 || r.Skipped[0] != office) {
			t.Errorf("the rung does not say whom it passed over: %+v", r)
		}
	}
	for _, name := range []string{"issue-letter", "withdraw-letter", "deliver-letter"} {
		if code, zh := d.refused(t, "2023-03-13 10:00", Command{Name: name, Actor: office, Letter: "L1", Number: "督1号", Reason: "误拟"}); code != "matter.recused" || !strings.Contains(zh, above) {
			t.Errorf("%s: %s %s", name, code, zh)
		}
	}
	if code, zh := d.refused(t, "2023-03-13 10:00", Command{Name: "draft-letter", Actor: office, Template: "supervision-letter", To: office, Reason: "逾期"}); code != "matter.recused" || !strings.Contains(zh, above) {
		t.Errorf("drafted to oneself: %s %s", code, zh)
	}
	d.do(t, "2023-03-13 10:30", Command{Name: "issue-letter", Actor: above, Letter: "L1", Number: "督1号"})
	d.do(t, "2023-03-13 10:40", Command{Name: "deliver-letter", Actor: above, Letter: "L1"})
	if l := d.s.Letters[0]; l.State != letter.Delivered || l.By != above {
		t.Errorf("%+v", l)
	}
	d.until(t, "2023-03-15 09:00")
	for _, duty := range d.s.Duties {
		if duty.What == DutyBulletin && (duty.Owner != above || duty.With != office) {
			t.Errorf("the bulletin that names the office is made by %s: %+v", duty.Owner, duty)
		}
	}
}

func TestOfSeveralThatIssueTheNextTakesThePlaceOfTheAddressee(t *testing.T) {
	t.Parallel()
	d := registered(t, world(t, kindWith("case", strings.Replace(selfKind, "office: head(bg)", "office: body(招商专班)", 1))), "2023-03-01 09:00")
	d.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "gw", Sponsor: sponsor, Due: date("2023-03-10")}})
	d.until(t, "2023-03-13 09:00")
	if l := d.s.Letters[0]; l.To != "管委会主任" || l.By != sponsor {
		t.Errorf("%+v", l)
	}
	e := registered(t, world(t, kindWith("case", strings.Replace(strings.Replace(selfKind, "office: head(bg)", "office: body(招商专班)", 1), "to: lead_unit.head", "to: sponsor", 1))), "2023-03-01 09:00")
	e.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs", Sponsor: sponsor, Due: date("2023-03-10")}})
	e.until(t, "2023-03-13 09:00")
	if l := e.s.Letters[0]; l.To != sponsor || l.By != head {
		t.Errorf("%+v", l)
	}
}

func TestADraftOfOldToItsOwnIssuerIsIssuedByTheLevelAbove(t *testing.T) {
	t.Parallel()
	w := world(t, kindWith("case", selfKind))
	d := registered(t, w, "2023-03-01 09:00")
	d.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: "核验专员", LeadUnit: "bg"}})
	d.s.Letters = []letter.Letter{{ID: "L1", Template: "supervision-letter", To: office, By: office, Reason: "逾期", State: letter.Drafted, DraftedAt: at("2023-03-01 10:00"), Anchor: "due"}}
	if code, _ := d.refused(t, "2023-03-02 09:00", Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "督1号"}); code != "matter.recused" {
		t.Error(code)
	}
	d.do(t, "2023-03-02 09:10", Command{Name: "issue-letter", Actor: "管委会主任", Letter: "L1", Number: "督1号"})
	if l := d.s.Letters[0]; l.By != "管委会主任" || l.State != letter.Issued {
		t.Errorf("%+v", l)
	}
}
