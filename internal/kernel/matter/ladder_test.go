package matter

import (
	"slices"
	"strings"
	"testing"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
)

const plainLadder = `limit: { promised: 10wd }
light: { red: matter.overdue, green: "true" }
roles: { office: head(bg) }
ladder:
`

// due 2023-03-15 17:30.
func ladder(t testing.TB, rungs string) *desk {
	t.Helper()
	return assigned(t, world(t, kindWith("case", plainLadder+rungs)), "2023-03-01 09:00")
}

func TestRungsFireOnceAndInOrder(t *testing.T) {
	t.Parallel()
	const rungs = `  - { at: due + 5wd, raise: true, to: sponsor }
  - { at: due - 3wd, send: reminder-letter, to: owner }
  - { at: due + 1wd, send: supervision-letter, to: lead_unit.head }
  - { at: due, bulletin: bulletin, to: owner }
`
	want := []string{
		"2023-03-10 08:30 rung-fired due - 3wd send " + owner,
		"2023-03-15 17:30 rung-fired due bulletin " + owner,
		"2023-03-16 08:30 rung-fired due + 1wd send " + head,
		"2023-03-22 08:30 rung-fired due + 5wd raise " + sponsor,
	}
	t.Run("swept every hour", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, rungs)
		for look := at("2023-03-01 10:00"); look.Before(at("2023-05-01")); look = look.Add(time.Hour) {
			if err := d.sweep(look); err != nil {
				t.Fatal(err)
			}
		}
		equalLines(t, d.lines("rung-fired"), want)
	})
	t.Run("after weeks of downtime", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, rungs)
		d.until(t, "2023-05-01")
		equalLines(t, d.lines("rung-fired"), want)
		if d.s.Level != 1 {
			t.Errorf("level %d", d.s.Level)
		}
	})
	t.Run("completed in time it fires none", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, rungs)
		d.do(t, "2023-03-09 09:00", Command{Name: "complete", Actor: owner})
		d.until(t, "2023-05-01")
		equalLines(t, d.lines("rung-fired"), nil)
	})
}

func TestWhenARungFires(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ at, want string }{
		{"due", "2023-03-15 17:30"},
		{"due + 0wd", "2023-03-15 17:30"},
		{"due + 1wd", "2023-03-16 08:30"},
		{"due + 2d", "2023-03-17 08:30"},
		{"due + 3d", "2023-03-20 08:30"}, // a Saturday moves on
		{"due + 1mo", "2023-04-17 08:30"},
		{"due + 2h", "2023-03-16 10:30"},
		{"due + 2ch", "2023-03-15 19:30"},
		{"due - 1wd", "2023-03-14 08:30"},
		{"due - 0.5wd", "2023-03-14 14:00"},
		{"due - 3d", "2023-03-12 08:30"},
		{"due - 2h", "2023-03-15 15:30"},
		{"due - 5h", "2023-03-15 10:30"}, // over the noon break
		{"due - 8h", "2023-03-14 16:30"}, // and the night
		{"due - 0.5ch", "2023-03-15 17:00"},
		{"registered + 2wd", "2023-03-03 08:30"},
		{"assigned + 1wd", "2023-03-02 08:30"},
		{"red", "2023-03-15 17:30"},
		{"red + 1wd", "2023-03-16 08:30"},
	} {
		t.Run(tt.at, func(t *testing.T) {
			t.Parallel()
			d := ladder(t, "  - { at: "+tt.at+", send: reminder-letter, to: owner }\n")
			d.until(t, "2023-06-01")
			equalLines(t, d.lines("rung-fired"), []string{tt.want + " rung-fired " + tt.at + " send " + owner})
		})
	}
	t.Run("a month before", func(t *testing.T) {
		t.Parallel()
		d := registered(t, world(t, kindWith("case", plainLadder+"  - { at: due - 1mo, send: reminder-letter, to: owner }\n")), "2023-03-01 09:00")
		d.do(t, "2023-03-01 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, Due: date("2023-07-31")}})
		d.until(t, "2023-08-01")
		equalLines(t, d.lines("rung-fired"), []string{"2023-06-30 08:30 rung-fired due - 1mo send " + owner})
	})
	t.Run("when somebody raises it", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, "  - { at: escalated + 1wd, bulletin: bulletin, to: owner }\n")
		d.do(t, "2023-03-02 10:00", Command{Name: "escalate", Actor: owner, To: sponsor, Reason: "局长出差"})
		d.until(t, "2023-03-10")
		equalLines(t, d.lines("rung-fired"), []string{"2023-03-03 08:30 rung-fired escalated + 1wd bulletin " + owner})
	})
}

func TestConditionsOfRungs(t *testing.T) {
	t.Parallel()
	t.Run("a rung waits for its condition", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, "  - { at: due + 1wd, send: supervision-letter, to: lead_unit.head, when: matter.level > 0 }\n")
		d.until(t, "2023-03-20 09:00")
		equalLines(t, d.lines("rung-fired"), nil)
		d.do(t, "2023-03-20 10:00", Command{Name: "escalate", Actor: owner})
		equalLines(t, d.lines("rung-fired"), []string{"2023-03-20 10:00 rung-fired due + 1wd send " + head})
	})
	t.Run("time alone may bring it about", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, "  - { at: assigned, send: reminder-letter, to: owner, when: matter.idle >= wd(4) }\n")
		d.until(t, "2023-05-01")
		equalLines(t, d.lines("rung-fired"), []string{"2023-03-07 00:00 rung-fired assigned send " + owner})
	})
	t.Run("and the turn of the year", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, kindWith("case", "light: { red: matter.time_progress >= 100.0, amber: matter.time_progress >= 50.0, green: \"true\" }\n")), "2023-03-01 09:00")
		d.until(t, "2024-03-01")
		equalLines(t, d.lines("light-changed")[1:], []string{
			"2023-06-30 00:00 light-changed green>amber", "2023-12-31 00:00 light-changed amber>red", "2024-01-01 00:00 light-changed red>green",
		})
	})
	t.Run("two rungs at one instant told apart by condition or recipient both fire", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, `  - { at: due + 1wd, send: supervision-letter, to: lead_unit.head }
  - { at: due + 1wd, send: supervision-letter, to: owner }
  - { at: due + 1wd, send: supervision-letter, to: sponsor, when: matter.level == 0 }
  - { at: due + 1wd, send: supervision-letter, to: sponsor, when: matter.level < 5 }
  - { at: due + 1wd, send: reminder-letter, to: owner }
`)
		d.until(t, "2023-05-01")
		if n := len(d.lines("rung-fired")); n != 5 {
			t.Errorf("%d fired: %v", n, d.lines("rung-fired"))
		}
	})
	t.Run("rungs written before another do not make it fire again", func(t *testing.T) {
		t.Parallel()
		rung := "  - { at: due + 1wd, send: supervision-letter, to: lead_unit.head }\n"
		w := world(t, kindWith("case", plainLadder+rung))
		w.Timeline = append(w.Timeline, mechanism.Version{Bundle: bundle(t, kindWith("case", plainLadder+"  - { at: due + 2wd, raise: true, to: sponsor }\n"+rung)), From: at("2023-03-20")})
		d := assigned(t, w, "2023-03-01 09:00")
		d.until(t, "2023-05-01")
		equalLines(t, d.lines("rung-fired"), []string{
			"2023-03-16 08:30 rung-fired due + 1wd send " + head, "2023-03-20 00:00 rung-fired due + 2wd raise " + sponsor,
		})
	})
}

func TestWhomARungConcerns(t *testing.T) {
	t.Parallel()
	last := func(d *desk) *RungFiredEvent {
		for _, v := range slices.Backward(d.events) {
			if e, ok := v.content.(*RungFiredEvent); ok {
				return e
			}
		}
		return &RungFiredEvent{}
	}
	t.Run("a letter is drafted for the office to issue", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, "  - { at: due, send: supervision-letter, to: lead_unit.head, within: 2wd }\n")
		d.until(t, "2023-03-16")
		if len(d.s.Letters) != 1 || d.s.Letters[0].To != head || d.s.Letters[0].By != office {
			t.Fatalf("letters %+v", d.s.Letters)
		}
		if duty, ok := d.duty("issue/L1"); !ok || duty.Owner != office || !duty.Due.Equal(at("2023-03-17 17:30")) {
			t.Errorf("duty %+v", duty)
		}
	})
	t.Run("whoever is talked to does not owe the talk", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, "  - { at: due, talk: true, to: lead_unit.head, by: lead_unit.sponsor, within: 3wd }\n")
		d.until(t, "2023-03-16")
		e := last(d)
		if !slices.Equal(e.To, []string{head}) || len(e.Duties) != 1 || e.Duties[0].Owner != sponsor {
			t.Errorf("%+v", e)
		}
	})
	t.Run("nobody holds a talk with themselves", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, "  - { at: due, talk: true, to: lead_unit.head, by: lead_unit.head }\n")
		d.until(t, "2023-03-16")
		if e := last(d); !slices.Equal(e.Skipped, []string{head}) || e.Duties[0].Owner == head || e.Duties[0].Owner == "" {
			t.Errorf("%+v", e)
		}
	})
	t.Run("a level is not raised to the owner but past them", func(t *testing.T) {
		t.Parallel()
		d := registered(t, world(t, kindWith("case", plainLadder+"  - { at: due, raise: true, to: lead_unit.head }\n")), "2023-03-01 09:00")
		d.do(t, "2023-03-01 09:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: head, LeadUnit: "zs"}})
		d.until(t, "2023-03-16")
		e := last(d)
		if !slices.Equal(e.Skipped, []string{head}) || len(e.To) != 1 || e.To[0] == head || e.Duties[0].Owner != e.To[0] {
			t.Errorf("%+v", e)
		}
	})
	t.Run("where a level is passed over the ones above move up, and nobody is gone to twice", func(t *testing.T) {
		t.Parallel()
		const rungs = "  - { at: due, raise: true, to: lead_unit.head }\n  - { at: due + 2wd, raise: true, to: superior(lead_unit.head) }\n" +
			"  - { at: due + 4wd, raise: true, to: superior(superior(lead_unit.head)) }\n  - { at: due + 6wd, raise: true, to: lead_unit.head }\n"
		d := registered(t, world(t, kindWith("case", plainLadder+rungs)), "2023-03-01 09:00")
		d.do(t, "2023-03-01 09:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: section, LeadUnit: "zs-1"}})
		d.until(t, "2023-05-01")
		equalLines(t, d.lines("rung-fired"), []string{
			"2023-03-15 17:30 rung-fired due raise " + head,
			"2023-03-17 08:30 rung-fired due + 2wd raise 管委会主任",
			"2023-03-21 08:30 rung-fired due + 4wd raise ", // nobody is above, and 管委会主任 is not told the same again
			"2023-03-23 08:30 rung-fired due + 6wd raise ",
		})
		if e := last(d); e.Unheld != "" || len(e.Duties) != 0 || d.s.Level != 2 {
			t.Errorf("level %d, %+v", d.s.Level, e)
		}
		var told []string // of each firing who is recused, who had it and was gone past, and who had it where it went no further
		for _, e := range d.events {
			if c, ok := e.content.(*RungFiredEvent); ok {
				told = append(told, strings.Join(c.Skipped, " ")+"|"+strings.Join(c.Past, " ")+"|"+strings.Join(c.Had, " "))
			}
		}
		equalLines(t, told, []string{section + "||", "|" + head + "|", "||管委会主任", "||" + head + " 管委会主任"})
	})
	t.Run("a post that nobody holds is written into the event", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, "  - { at: due, raise: true, to: post(空缺岗) }\n")
		d.until(t, "2023-03-16")
		if e := last(d); !strings.Contains(e.Unheld, "空缺岗") || len(e.To) != 0 {
			t.Errorf("%+v", e)
		}
	})
	t.Run("a talk with it is owed all the same, and waits for whoever is appointed", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, "  - { at: due, talk: true, to: post(空缺岗) }\n")
		d.until(t, "2023-03-16")
		e := last(d)
		if !strings.Contains(e.Unheld, "空缺岗") || !slices.Equal(e.To, []string{"空缺岗"}) || !slices.Equal(e.Vacant, e.To) || len(e.Duties) != 1 || e.Duties[0].With != "空缺岗" || e.Duties[0].Owner != office {
			t.Fatalf("%+v", e)
		}
		d.do(t, "2023-03-16 09:00", Command{Name: "meet", Actor: office, Duty: e.Duties[0].ID, Text: "到任后谈了"})
		d.until(t, "2023-04-01")
		if len(d.lines("duty-missed")) != 0 {
			t.Errorf("%v", d.lines())
		}
	})
	t.Run("a letter to it goes there all the same, and is answered by whoever is appointed", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, "  - { at: due, send: supervision-letter, to: 'owner, post(空缺岗), lead_unit.head' }\n")
		d.until(t, "2023-03-16")
		e := last(d)
		if !strings.Contains(e.Unheld, "空缺岗") || !slices.Equal(e.Vacant, []string{"空缺岗"}) || !slices.Equal(e.To, []string{owner, "空缺岗", head}) || len(e.Duties) != 3 {
			t.Errorf("%+v", e)
		}
		d.do(t, "2023-03-16 09:00", Command{Name: "issue-letter", Actor: office, Letter: "L2", Number: "督1号"})
		d.do(t, "2023-03-16 10:00", Command{Name: "deliver-letter", Actor: office, Letter: "L2"})
		if !slices.ContainsFunc(d.events, func(f fired) bool {
			e, ok := f.content.(*LetterEvent)
			return ok && e.Command == "deliver-letter" && e.Vacant && e.Letter.To == "空缺岗"
		}) {
			t.Error("that nobody holds the post is not said where the letter is delivered")
		}
		d.until(t, "2023-04-01")
		if len(d.lines("letter-late")) != 1 {
			t.Errorf("a letter that nobody could answer is not late: %v", d.lines())
		}
	})
	t.Run("where the post that should have acted is vacant the nearest held above it does", func(t *testing.T) {
		t.Parallel()
		for role, by := range map[string]string{"post(空缺岗)": "建设局局长", "office(招商专班)": office} {
			d := ladder(t, "  - { at: due, send: reminder-letter, to: owner, by: "+role+" }\n")
			d.until(t, "2023-03-16")
			e := last(d)
			if vacant := role == "post(空缺岗)"; len(e.Duties) != 1 || e.Duties[0].Owner != by || e.Letters[0].By != by || vacant != strings.Contains(e.Unheld, "空缺岗") || vacant != slices.Equal(e.Instead, []string{by}) {
				t.Errorf("%s: %+v", role, e)
			}
		}
		d := ladder(t, "  - { at: due, send: reminder-letter, to: post(建设局局长), by: post(空缺岗) }\n")
		d.until(t, "2023-03-16")
		if e := last(d); len(e.Letters) != 1 || e.Letters[0].By != "管委会主任" { // not the addressee, who is above it
			t.Errorf("%+v", e)
		}
		d.do(t, "2023-03-16 09:00", Command{Name: "issue-letter", Actor: "管委会主任", Letter: "L1", Number: "提1号"})
	})
	t.Run("a letter by hand is the nearest held post's above where nobody holds the office", func(t *testing.T) {
		t.Parallel()
		vacant := strings.Replace(plainLadder, "head(bg)", "post(空缺岗)", 1)
		d := assigned(t, world(t, kindWith("case", vacant+"  - { at: due + 9wd, raise: true, to: sponsor }\n")), "2023-03-01 09:00")
		draft := Command{Name: "draft-letter", Actor: office, Template: "reminder-letter", To: "空缺岗", Reason: "进度滞后"}
		if code, zh := d.refused(t, "2023-03-02 09:00", draft); code != "matter.not_your_post" || !strings.Contains(zh, "建设局局长") {
			t.Errorf("%s %s", code, zh)
		}
		draft.Actor = "建设局局长"
		d.do(t, "2023-03-02 09:10", draft)
		d.do(t, "2023-03-02 09:20", Command{Name: "issue-letter", Actor: "建设局局长", Letter: "L1", Number: "提1号"})
	})
	t.Run("several recipients have a letter or a duty each", func(t *testing.T) {
		t.Parallel()
		d := registered(t, world(t, kindWith("case", plainLadder+"  - { at: due, send: reminder-letter, to: body(招商专班) }\n  - { at: due + 1wd, raise: true, to: body(招商专班) }\n  - { at: due + 2wd, talk: true, to: body(招商专班), by: post(管委会主任) }\n")), "2023-03-01 09:00")
		d.do(t, "2023-03-01 09:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs"}})
		d.until(t, "2023-03-18")
		ids := map[string]bool{}
		for _, duty := range d.s.Duties {
			ids[duty.ID] = true
		}
		if len(d.s.Letters) != 3 || len(ids) != len(d.s.Duties) || len(d.s.Duties) != 9 {
			t.Errorf("%d letters, %d duties, %d ids", len(d.s.Letters), len(d.s.Duties), len(ids))
		}
	})
	t.Run("a bulletin that names no recipient is still somebody's to make", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, "  - { at: due, bulletin: bulletin }\n")
		d.until(t, "2023-03-16")
		if e := last(d); len(e.Duties) != 1 || e.Duties[0].Owner != office || e.Unheld != "" {
			t.Errorf("%+v", e)
		}
	})
}

func TestAcceptance(t *testing.T) {
	t.Parallel()
	const kind = "limit: { accept: 2wd, promised: 30wd }\nladder:\n  - { at: accept, send: reminder-letter, to: owner }\nroles: { office: head(bg) }\n"
	t.Run("unsigned within the limit it is missed and the ladder speaks", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, kindWith("case", kind)), "2023-03-01 09:00")
		d.until(t, "2023-03-10")
		equalLines(t, d.lines("duty-opened", "duty-missed", "rung-fired")[:3], []string{
			"2023-03-01 09:00 duty-opened accept " + owner, "2023-03-03 17:30 duty-missed accept " + owner, "2023-03-03 17:30 rung-fired accept send " + owner,
		})
	})
	t.Run("signing, or reporting without, meets it", func(t *testing.T) {
		t.Parallel()
		for _, name := range []string{"accept", "report", "complete"} {
			d := assigned(t, world(t, kindWith("case", kind)), "2023-03-01 09:00")
			d.do(t, "2023-03-03 17:30", Command{Name: name, Actor: owner, Text: "已到位"})
			d.until(t, "2023-03-20")
			equalLines(t, d.lines("duty-missed", "rung-fired"), nil)
		}
	})
	t.Run("missed and made good it is missed no more", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, kindWith("case", kind)), "2023-03-01 09:00")
		d.do(t, "2023-03-08 09:00", Command{Name: "accept", Actor: owner})
		if _, owed := d.duty("accept"); owed || d.s.Missed != 0 {
			t.Errorf("missed %d, duties %+v", d.s.Missed, d.s.Duties)
		}
	})
	t.Run("each time it is handed on the limit runs anew", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, kindWith("case", kind)), "2023-03-01 09:00")
		d.do(t, "2023-04-03 09:00", Command{Name: "transfer", Actor: office, Reason: "职责调整", Assignment: Assignment{Owner: "建设局局长", LeadUnit: "js"}})
		duty, ok := d.duty("accept/2")
		if !ok || duty.Owner != "建设局局长" || !duty.Due.Equal(at("2023-04-06 17:30")) {
			t.Errorf("%+v", d.s.Duties)
		}
		d.until(t, "2023-04-20")
		if got := d.lines("rung-fired"); len(got) != 2 || !strings.HasPrefix(got[1], "2023-04-06 17:30") {
			t.Errorf("%v", got)
		}
	})
	t.Run("it is not ticked off by other means", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t, kindWith("case", kind)), "2023-03-01 09:00")
		if code, zh := d.refused(t, "2023-03-02 09:00", Command{Name: "meet", Actor: owner, Duty: "accept"}); code != "matter.duty_by_deed" || !strings.Contains(zh, "签收") {
			t.Error(code, zh)
		}
	})
}

func TestAMechanismThatFeedsItselfIsAnError(t *testing.T) {
	t.Parallel()
	d := assigned(t, world(t), "2023-03-01 09:00")
	// No mechanism that loads does this; a state from elsewhere may: a letter that nothing can make late.
	s := d.s
	s.Letters = append(s.Letters, readyIn(Working).Letters[2], readyIn(Working).Letters[2])
	s.Letters[0].ReplyBy = at("2023-03-01 10:00")
	s.Duties = append(slices.Clone(s.Duties), Duty{ID: "x", Cadence: "weekly", Due: at("2023-03-01 09:30"), MissedAt: time.Time{}})
	s.Duties[len(s.Duties)-1].ID = s.Duties[0].ID
	m, err := d.w.moment(&s, at("2023-03-02 09:00"))
	if err != nil {
		t.Fatal(err)
	}
	_, err = m.settle(nil, 3)
	if errs.CodeOf(err) != "matter.endless" || !strings.Contains(errs.Message(err, text.Zh), "反复触发自身") {
		t.Errorf("got %v", err)
	}
	if _, err := m.settle(nil, settleLimit); err != nil {
		t.Error(err)
	}
}
