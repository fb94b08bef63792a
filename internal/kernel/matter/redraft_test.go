package matter

import (
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/letter"
)

// remindKind reminds three working days before the date; the reminder speaks of it.
const remindKind = `limit: { extensions: 2 }
roles: { assign: head(bg), extend: post(分管副主任), office: head(bg) }
ladder:
  - { at: due - 3wd, send: reminder-letter, to: owner, title: 距办结时限还有3个工作日 }
`

func reminded(t *testing.T) *desk {
	t.Helper()
	d := registered(t, world(t, kindWith("case", remindKind)), "2023-03-01 09:00")
	d.do(t, "2023-03-01 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner, LeadUnit: "zs", Due: date("2023-03-15")}})
	d.until(t, "2023-03-10 09:00")
	if len(d.s.Letters) != 1 {
		t.Fatalf("%+v", d.s.Letters)
	}
	return d
}

func TestADraftWhoseGroundIsNoLongerTrueIsNotIssued(t *testing.T) {
	t.Parallel()
	issue := Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "提1号"}
	t.Run("while it is true it goes out", func(t *testing.T) {
		t.Parallel()
		reminded(t).do(t, "2023-03-13 09:00", issue)
	})
	t.Run("the deadline has passed since", func(t *testing.T) {
		t.Parallel()
		d := reminded(t)
		code, zh := d.refused(t, "2023-03-16 09:00", issue)
		if code != "letter.stale" || !strings.Contains(zh, "2023-03-15 其后已过") || !strings.Contains(zh, "重拟") || !strings.Contains(zh, "L1") {
			t.Errorf("%s %s", code, zh)
		}
		draft, err := DraftAt(&d.s, d.w, "L1", at("2023-03-16 09:00"))
		if !errs.Is(err, "letter.stale") || draft.Text == "" || draft.DuePassed != date("2023-03-15") {
			t.Errorf("looked at: %+v %v", draft, err)
		}
		d.do(t, "2023-03-16 10:00", Command{Name: "draft-letter", Actor: office, Letter: "L1", Reason: "已逾期1个工作日，请立即办结"})
		if _, owed := d.duty("issue/L1"); !owed || len(d.s.Letters) != 1 || d.s.Letters[0].Anchor != "due" {
			t.Errorf("%+v, %+v", d.s.Letters, d.s.Duties)
		}
		d.do(t, "2023-03-16 10:10", issue)
		if l := d.s.Letters[0]; l.State != letter.Issued || l.Reason != "已逾期1个工作日，请立即办结" {
			t.Errorf("%+v", l)
		}
		if _, owed := d.duty("issue/L1"); owed {
			t.Error("it was issued and is still owed")
		}
	})
	t.Run("the deadline was moved since", func(t *testing.T) {
		t.Parallel()
		d := reminded(t)
		d.do(t, "2023-03-10 10:00", Command{Name: "ask-extension", Actor: owner, By: limit("10wd"), Reason: "等待批复"})
		d.do(t, "2023-03-10 11:00", Command{Name: "extend", Actor: sponsor})
		if code, zh := d.refused(t, "2023-03-10 12:00", issue); code != "letter.stale" || !strings.Contains(zh, "其后改为 2023-03-29") {
			t.Errorf("%s %s", code, zh)
		}
	})
	t.Run("withdrawn instead", func(t *testing.T) {
		t.Parallel()
		d := reminded(t)
		d.do(t, "2023-03-16 10:00", Command{Name: "withdraw-letter", Actor: office, Letter: "L1", Reason: "已逾期"})
		if v, _ := d.duty("issue/L1"); len(d.s.Duties) != 1 || !v.Missed() { // nobody had sent it in time
			t.Errorf("%+v", d.s.Duties)
		}
	})
}

func TestWritingADraftAnew(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct {
		c    Command
		code string
	}{
		"needs a ground":                     {Command{Letter: "L1"}, "letter.no_reason"},
		"does not change the letter":         {Command{Letter: "L1", Template: "bulletin", Reason: "改"}, "letter.other_letter"},
		"does not change whom it goes to":    {Command{Letter: "L1", To: head, Reason: "改"}, "letter.other_letter"},
		"is for letters that there are":      {Command{Letter: "L9", Reason: "改"}, "letter.not_found"},
		"and a new one is of some template":  {Command{To: owner, Reason: "新"}, "letter.no_template"},
		"is not for whom it is addressed to": {Command{Letter: "L1", Reason: "改", Actor: owner}, "matter.recused"},
	} {
		d := reminded(t)
		c := tt.c
		if c.Name = "draft-letter"; c.Actor == "" {
			c.Actor = office
		}
		if code, zh := d.refused(t, "2023-03-10 10:00", c); code != tt.code {
			t.Errorf("%s: %s %s", name, code, zh)
		}
	}
	d := reminded(t)
	d.do(t, "2023-03-10 10:00", Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "提1号"})
	if code, _ := d.refused(t, "2023-03-10 11:00", Command{Name: "draft-letter", Actor: office, Letter: "L1", Reason: "改"}); code != "letter.no_draft" {
		t.Error(code)
	}
}

func TestADraftDoesNotSpeakOfADeadlineThatIsAnotherByNow(t *testing.T) {
	t.Parallel()
	const kind = `limit: { promised: 10wd, statutory: 40wd, extensions: 1 }
roles: { assign: head(bg), extend: post(分管副主任), verify: post(核验专员), office: head(bg) }
ladder:
  - { at: due + 1wd, send: supervision-letter, to: lead_unit.head, title: 逾期1个工作日 }
`
	extended := func(t *testing.T, d *desk) { // asked for in time, granted when the letter is drafted
		t.Helper()
		d.do(t, "2023-03-15 09:00", Command{Name: "ask-extension", Actor: owner, By: limit("10wd"), Reason: "等待批复"})
		d.do(t, "2023-03-17 09:00", Command{Name: "extend", Actor: sponsor})
	}
	replanned := func(t *testing.T, d *desk) {
		t.Helper()
		d.do(t, "2023-03-16 09:00", Command{Name: "ask-replan", Actor: owner, Reason: "等待批复", Assignment: Assignment{Due: date("2023-03-29")}})
		d.do(t, "2023-03-17 09:00", Command{Name: "replan", Actor: sponsor})
	}
	reopened := func(t *testing.T, d *desk) {
		t.Helper()
		d.do(t, "2023-03-16 09:00", Command{Name: "complete", Actor: owner})
		d.do(t, "2023-03-16 10:00", Command{Name: "reopen", Actor: office, Reason: "佐证不实"})
	}
	for name, tt := range map[string]struct {
		happens func(*testing.T, *desk)
		code    string
		now     string
	}{
		"nothing happened":               {func(*testing.T, *desk) {}, "", ""},
		"an extension was granted since": {extended, "letter.stale", "其后改为 2023-03-29"},
		"the plan was changed since":     {replanned, "letter.stale", "其后改为 2023-03-29"},
		"it was promised anew since":     {reopened, "letter.stale", "其后改为 2023-03-30"},
		"it was suspended since, late as it was": {func(t *testing.T, d *desk) {
			t.Helper()
			d.do(t, "2023-03-16 09:00", Command{Name: "suspend", Actor: office, Reason: "听证"})
		}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := assigned(t, world(t, kindWith("case", kind)), "2023-03-01 09:00")
			tt.happens(t, d)
			issue := Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "督1号"}
			if tt.code == "" {
				d.do(t, "2023-03-17 10:00", issue)
				return
			}
			if code, zh := d.refused(t, "2023-03-17 10:00", issue); code != tt.code || !strings.Contains(zh, tt.now) {
				t.Errorf("%s %s", code, zh)
			}
			d.do(t, "2023-03-17 10:10", Command{Name: "draft-letter", Actor: office, Letter: "L1", Reason: "请按新的时限办结"})
			d.do(t, "2023-03-17 10:20", issue)
		})
	}
}
