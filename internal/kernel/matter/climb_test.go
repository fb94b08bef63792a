package matter

import (
	"slices"
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/org"
)

const top = "管委会主任"

// climbing is a matter of the section's head: above stand the bureau's head, the leader in charge and the zone's.
func climbing(t *testing.T, rungs string) *desk {
	t.Helper()
	if rungs != "" {
		rungs = "ladder:\n" + rungs
	}
	d := registered(t, world(t, kindWith("case", "roles: { assign: head(bg) }\n"+rungs)), "2023-03-01 09:00")
	d.do(t, "2023-03-01 09:10", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: section, LeadUnit: "zs-1", Due: date("2023-03-15")}})
	return d
}

// raisedTo are the posts that have been told, in order, with who was passed over.
func (d *desk) raisedTo() (out []string) {
	for _, e := range d.events {
		switch c := e.content.(type) {
		case *RaisedEvent:
			out = append(out, strings.Join(append([]string{c.To}, c.Skipped...), " past "))
		case *RungFiredEvent:
			if c.Action == "raise" {
				out = append(out, strings.Join(c.To, " "))
			}
		}
	}
	return out
}

func TestAMatterRaisedByHandClimbsAndStopsAtTheTop(t *testing.T) {
	t.Parallel()
	d := climbing(t, "")
	for _, when := range []string{"2023-03-02 09:00", "2023-03-02 09:01", "2023-03-03 09:00"} {
		d.do(t, when, Command{Name: "escalate", Actor: section, Reason: "协调不动"})
	}
	equalLines(t, d.raisedTo(), []string{head, sponsor, top})
	code, zh := d.refused(t, "2023-03-03 10:00", Command{Name: "escalate", Actor: section, Reason: "协调不动"})
	if code != "matter.at_top" || !strings.Contains(zh, "已在“"+top+"”手上") || d.s.Level != 3 {
		t.Errorf("level %d, %s: %s", d.s.Level, code, zh)
	}
	d.do(t, "2023-03-04 09:00", Command{Name: "withdraw", Actor: office, Reason: "误"})
}

func TestWhatARungReachedAHandGoesPast(t *testing.T) {
	t.Parallel()
	d := climbing(t, "  - { at: due, raise: true, to: superior(owner) }\n")
	d.until(t, "2023-03-16")
	for _, when := range []string{"2023-03-16 09:00", "2023-03-16 10:00"} {
		d.do(t, when, Command{Name: "escalate", Actor: section})
	}
	equalLines(t, d.raisedTo(), []string{head, sponsor, top})
}

// A rung names its posts without knowing who has the matter by then: it never comes down to them.
func TestARungHandsNothingDown(t *testing.T) {
	t.Parallel()
	d := climbing(t, "  - { at: due, raise: true, to: superior(owner) }\n  - { at: due + 1wd, raise: true, to: post(分管副主任) }\n")
	d.do(t, "2023-03-02 09:00", Command{Name: "escalate", Actor: section, To: sponsor, Reason: "急"}) // past the bureau's head
	d.until(t, "2023-03-17")
	equalLines(t, d.raisedTo(), []string{sponsor, "", sponsor}) // to nobody below; and once more on the desk that has it
	var had, below []string
	for _, e := range d.events {
		if c, ok := e.content.(*RungFiredEvent); ok {
			had, below = append(had, strings.Join(c.Had, " ")), append(below, strings.Join(c.Below, " "))
		}
	}
	equalLines(t, below, []string{head, ""}) // and says below whom: somebody is above the sponsor still
	if equalLines(t, had, []string{sponsor, ""}); d.s.Level != 1 {
		t.Errorf("level %d", d.s.Level)
	}
}

func TestWhoHasTheMatterIsNotToldBySomebodyHigher(t *testing.T) {
	t.Parallel()
	d := climbing(t, "")
	d.do(t, "2023-03-02 09:00", Command{Name: "escalate", Actor: sponsor}) // who has seen it goes to nobody below
	equalLines(t, d.raisedTo(), []string{top})
}

func TestAPostIsNamedOnlyAboveThoseThatHaveIt(t *testing.T) {
	t.Parallel()
	d := climbing(t, "")
	d.do(t, "2023-03-02 09:00", Command{Name: "escalate", Actor: section})
	for _, tt := range []struct {
		to, reason, code string
		says             []string
	}{
		{"建设局局长", "急", "matter.not_above", []string{"现已到“" + head + "”", sponsor + "、" + top}},
		{head, "急", "matter.not_above", []string{sponsor + "、" + top}},
		{section, "急", "matter.not_above", nil},
		{top, " ", "matter.no_reason", []string{"越过“" + sponsor + "”"}},
	} {
		code, zh := d.refused(t, "2023-03-02 10:00", Command{Name: "escalate", Actor: section, To: tt.to, Reason: tt.reason})
		if code != tt.code || slices.ContainsFunc(tt.says, func(says string) bool { return !strings.Contains(zh, says) }) {
			t.Errorf("%s: %s %s", tt.to, code, zh)
		}
	}
	d.do(t, "2023-03-02 11:00", Command{Name: "escalate", Actor: section, To: top, Reason: "出了事故"})
	code, zh := d.refused(t, "2023-03-02 12:00", Command{Name: "escalate", Actor: section, To: sponsor, Reason: "补报"})
	if code != "matter.at_top" || !strings.Contains(zh, top) {
		t.Errorf("%s %s", code, zh)
	}
}

// The bureau's head is away and the owner acts for them: that level is the party itself.
func TestALevelThatIsThePartyIsPassedOver(t *testing.T) {
	t.Parallel()
	d := climbing(t, "")
	d.s.Owner, d.s.LeadUnit = owner, "zs"
	away := org.RecordAbsence{Person: "p-04", From: date("2023-03-02"), To: date("2023-03-10"), Reason: "出差"}
	state := org.NewState(d.w.Timeline[0].Bundle.Org)
	events, err := org.Decide(state, away, date("2023-03-01"))
	if err != nil {
		t.Fatal(err)
	}
	d.w.Org = org.Fold(state, events...).At
	d.do(t, "2023-03-03 09:00", Command{Name: "escalate", Actor: owner})
	equalLines(t, d.raisedTo(), []string{sponsor + " past " + head})
	if code, zh := d.refused(t, "2023-03-03 10:00", Command{Name: "escalate", Actor: office, To: head, Reason: "急"}); code != "matter.not_above" {
		t.Errorf("%s %s", code, zh)
	}
}

// The owner acts for the zone's leader: a rung that has come to the one below says so, and not that nobody is above.
func TestARungThatStopsBelowAPartySaysWhoThatIs(t *testing.T) {
	t.Parallel()
	d := climbing(t, "  - { at: due, raise: true }\n  - { at: due + 1wd, raise: true }\n  - { at: due + 2wd, raise: true }\n")
	d.s.Owner, d.s.LeadUnit = owner, "zs"
	state := org.NewState(d.w.Timeline[0].Bundle.Org)
	for _, c := range []org.Command{
		org.Appoint{Post: top, Seat: org.Deputy, Person: "p-05", From: date("2023-03-02")},
		org.RecordAbsence{Person: "p-01", From: date("2023-03-02"), To: date("2023-04-10"), Reason: "出差"},
	} {
		events, err := org.Decide(state, c, date("2023-03-01"))
		if err != nil {
			t.Fatal(err)
		}
		state = org.Fold(state, events...)
	}
	d.w.Org = state.At
	d.until(t, "2023-03-20")
	equalLines(t, d.raisedTo(), []string{head, sponsor, ""})
	last, ok := d.events[len(d.events)-1].content.(*RungFiredEvent)
	for i := len(d.events) - 1; !ok || last.Action != "raise"; i-- {
		last, ok = d.events[i].content.(*RungFiredEvent)
	}
	equalLines(t, append(last.Had, last.Skipped...), []string{sponsor, top})
}

func TestARungThatNobodyHoldsIsReportedAndMayBeSkipped(t *testing.T) {
	t.Parallel()
	d := climbing(t, "")
	d.s.Sponsor = "空缺岗" // below 建设局局长, so that nobody but the zone's leader stands above both
	d.do(t, "2023-03-02 09:00", Command{Name: "escalate", Actor: section})
	code, zh := d.refused(t, "2023-03-02 10:00", Command{Name: "escalate", Actor: section})
	if code != "matter.rung_unheld" || !strings.Contains(zh, "空缺岗") || !strings.Contains(zh, top) {
		t.Errorf("%s %s", code, zh)
	}
	d.do(t, "2023-03-02 11:00", Command{Name: "escalate", Actor: section, To: top, Reason: "分管领导空缺"})
	equalLines(t, d.raisedTo(), []string{head, top})
}

func TestAnotherRoundClimbsAnew(t *testing.T) {
	t.Parallel()
	d := climbing(t, "")
	for _, when := range []string{"2023-03-02 09:00", "2023-03-02 09:01", "2023-03-02 09:02"} {
		d.do(t, when, Command{Name: "escalate", Actor: section})
	}
	d.do(t, "2023-03-03 09:00", Command{Name: "complete", Actor: section})
	d.do(t, "2023-03-03 10:00", Command{Name: "reopen", Actor: office, Reason: "反弹"})
	d.do(t, "2023-03-06 09:00", Command{Name: "escalate", Actor: section})
	equalLines(t, d.raisedTo(), []string{head, sponsor, top, head})
}

func TestBeforeAnybodyOwnsItTheLineBeginsAboveTheLeadUnit(t *testing.T) {
	t.Parallel()
	d := registered(t, world(t, kindWith("case", "roles: { assign: head(bg) }\n")), "2023-03-01 09:00")
	d.s.LeadUnit = "zs-1"
	d.do(t, "2023-03-01 10:00", Command{Name: "escalate", Actor: office})
	d.s.LeadUnit, d.s.FirstContact = "", verifier
	d.do(t, "2023-03-01 11:00", Command{Name: "escalate", Actor: "建设局局长"})
	equalLines(t, d.raisedTo(), []string{head, office})
	d.s.FirstContact = ""
	if code, zh := d.refused(t, "2023-03-01 12:00", Command{Name: "escalate", Actor: office}); code != "matter.unowned" {
		t.Errorf("%s %s", code, zh)
	}
}

func TestWhereNobodyIsAboveTheOwnerItSaysSo(t *testing.T) {
	t.Parallel()
	d := climbing(t, "")
	d.s.Owner = top
	if code, zh := d.refused(t, "2023-03-02 09:00", Command{Name: "escalate", Actor: office}); code != "matter.at_top" || !strings.Contains(zh, "由“"+top+"”负责，其上没有更高岗位") {
		t.Errorf("%s %s", code, zh)
	}
}

// Ledgers written before events said whom a matter had reached fold into what they were, and are gone on from.
func TestALedgerOfOldIsGoneOnFrom(t *testing.T) {
	t.Parallel()
	d := climbing(t, "")
	when := at("2023-03-02 09:00")
	old := &RaisedEvent{To: head, Duty: Duty{ID: "raise/1", What: DutyRaise, Owner: head, Opens: when, Due: at("2023-03-03 17:30")}}
	d.fold(ledger.Event{Stream: "m-1", At: when, Actor: section}, old)
	d.fold(ledger.Event{Stream: "m-1", At: when, Derived: true}, &RungFiredEvent{Key: "due + 1wd raise  superior(owner)@", Action: "raise", To: []string{head}, Skipped: []string{section}})
	if d.s.Reached != nil || !slices.Equal(d.s.Passed, []string{head}) || d.s.Level != 2 {
		t.Fatalf("folded otherwise than it was: %+v", d.s)
	}
	d.do(t, "2023-03-02 10:00", Command{Name: "escalate", Actor: section})
	equalLines(t, d.raisedTo()[2:], []string{sponsor})
}

func TestTheFormOffersThePostsAbove(t *testing.T) {
	t.Parallel()
	d := climbing(t, "")
	offered := func() (posts []string, wants []string, may bool) {
		actions, err := Actions(&d.s, d.w, section, "", at("2023-03-06 09:00"))
		if err != nil {
			t.Fatal(err)
		}
		for _, a := range actions {
			if a.Command != "escalate" {
				continue
			}
			may = true
			for _, e := range a.Wants {
				wants = append(wants, e.Code)
			}
			for _, take := range a.Takes {
				if take.Name == "to" {
					for _, c := range take.Choices {
						posts = append(posts, c.Value)
					}
				}
			}
		}
		return posts, wants, may
	}
	if posts, wants, may := offered(); !may || len(wants) > 0 || !slices.Equal(posts, []string{head, sponsor, top}) {
		t.Errorf("%v %v %v", posts, wants, may)
	}
	d.do(t, "2023-03-02 09:00", Command{Name: "escalate", Actor: section})
	d.s.Sponsor = "空缺岗"
	if posts, wants, may := offered(); !may || !slices.Equal(wants, []string{"matter.rung_unheld", "matter.no_reason"}) || len(posts) != 2 {
		t.Errorf("%v %v %v", posts, wants, may)
	}
	d.do(t, "2023-03-02 10:00", Command{Name: "escalate", Actor: section, To: top, Reason: "急"})
	if _, _, may := offered(); may {
		t.Error("at the top it is still offered")
	}
}

func TestARefusalToClimbReadsInEnglishToo(t *testing.T) {
	t.Parallel()
	d := climbing(t, "")
	c := Command{Name: "escalate", ID: "m-1", At: at("2023-03-02 09:00"), Actor: section, To: "建设局局长"}
	_, err := Decide(&d.s, &c, d.w)
	if says := errs.Message(err, text.En); !strings.Contains(says, "it may be raised to "+head+", "+sponsor+", "+top) {
		t.Error(says)
	}
}

func TestWhatWasMissedIsVisibleToTheNextOfTheLineAndTheSponsorIsOfIt(t *testing.T) {
	t.Parallel()
	d := climbing(t, "")
	for _, next := range [][2]string{{section, head}, {head, sponsor}, {sponsor, top}, {top, ""}, {office, top}, {"没有的岗位", ""}} {
		if above := Above(&d.s, d.w, next[0], at("2023-03-02 09:00")); above != next[1] {
			t.Errorf("above %s stands %q, not %q", next[0], above, next[1])
		}
	}
}
