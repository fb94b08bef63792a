package matter

import (
	"slices"
	"strings"
	"testing"

	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
)

func TestLettersLiveWithTheirMatter(t *testing.T) {
	t.Parallel()
	drafted := func(t *testing.T) *desk {
		t.Helper()
		d := assigned(t, world(t), "2023-03-01 09:00")
		d.do(t, "2023-03-02 09:00", Command{Name: "draft-letter", Actor: office, Template: "supervision-letter", To: head, Reason: "进度滞后"})
		return d
	}
	step := func(d *desk, when, name string) {
		t.Helper()
		c := Command{Name: name, Actor: office, Letter: "L1", Text: "已整改", Reason: "误发"}
		switch name {
		case "issue-letter":
			c.Number = "督〔2023〕1号"
		case "sign-letter", "reply-letter":
			c.Actor = head
		}
		d.do(t, when, c)
	}
	t.Run("drafted, issued, delivered, signed for and answered", func(t *testing.T) {
		t.Parallel()
		d := drafted(t)
		step(d, "2023-03-02 10:00", "issue-letter")
		l := d.s.Letters[0]
		if l.Number != "督〔2023〕1号" || !strings.Contains(l.Text, "关于“某某项目”的督办函") || !strings.Contains(l.Text, "3个工作日") {
			t.Errorf("%+v", l)
		}
		step(d, "2023-03-02 11:00", "deliver-letter")
		if l := d.s.Letters[0]; l.ReplyDate != date("2023-03-07") {
			t.Errorf("reply by %s", l.ReplyDate)
		}
		if duty, ok := d.duty("reply/L1"); !ok || duty.Owner != head || !duty.Due.Equal(at("2023-03-07 17:30")) {
			t.Errorf("%+v", d.s.Duties)
		}
		step(d, "2023-03-03 09:00", "sign-letter")
		step(d, "2023-03-07 17:30", "reply-letter")
		if l := d.s.Letters[0]; l.State != letter.Replied || l.Late {
			t.Errorf("%+v", l)
		}
		if _, owed := d.duty("reply/L1"); owed {
			t.Error("the answer is still owed")
		}
		d.until(t, "2023-03-20")
		equalLines(t, d.lines("letter-late"), nil)
	})
	t.Run("unanswered it is late, raised once, and counts until it is answered", func(t *testing.T) {
		t.Parallel()
		w := world(t, strings.Replace(gradedKind, "red: matter.urgency == \"red\"", "red: unreplied(\"supervision-letter\") == 1 && matter.unreplied == 1", 1))
		d := assigned(t, w, "2023-03-01 09:00")
		d.do(t, "2023-03-01 10:00", Command{Name: "accept", Actor: owner})
		d.do(t, "2023-03-02 09:00", Command{Name: "draft-letter", Actor: office, Template: "supervision-letter", To: head, Reason: "进度滞后"})
		step(d, "2023-03-02 10:00", "issue-letter")
		step(d, "2023-03-02 11:00", "deliver-letter")
		d.until(t, "2023-03-14")
		equalLines(t, d.lines("letter-late", "rung-fired", "light-changed")[1:], []string{
			"2023-03-07 17:30 letter-late", "2023-03-07 17:30 light-changed green>red", "2023-03-08 08:30 rung-fired unreplied + 1wd raise " + sponsor,
		})
		step(d, "2023-03-14 09:00", "sign-letter")
		step(d, "2023-03-14 10:00", "reply-letter")
		if l := d.s.Letters[0]; !l.Late || l.State != letter.Replied || d.light() == Red {
			t.Errorf("%+v, light %s", l, d.light())
		}
	})
	t.Run("pending until it is answered or withdrawn, and one of the letters ever after", func(t *testing.T) {
		t.Parallel()
		w := world(t, strings.Replace(gradedKind, "red: matter.urgency == \"red\"", "red: pending(\"supervision-letter\") == 1 || letters(\"supervision-letter\") == 2", 1))
		d := assigned(t, w, "2023-03-01 09:00")
		var lights []Light
		step := func(when, name, id string) {
			c := Command{Name: name, Actor: office, Letter: id, Text: "已整改", Reason: "误发", Number: "督〔2023〕1号"}
			switch name {
			case "sign-letter", "reply-letter":
				c.Actor = head
			case "draft-letter":
				c = Command{Name: name, Actor: office, Template: "supervision-letter", To: head, Reason: "进度滞后"}
			}
			d.do(t, when, c)
			lights = append(lights, d.light())
		}
		step("2023-03-02 09:00", "draft-letter", "")
		step("2023-03-02 10:00", "issue-letter", "L1")
		step("2023-03-02 11:00", "deliver-letter", "L1")
		step("2023-03-03 08:50", "sign-letter", "L1")
		step("2023-03-03 09:00", "reply-letter", "L1")
		step("2023-03-03 10:00", "draft-letter", "")
		step("2023-03-03 11:00", "withdraw-letter", "L2")
		if want := []Light{Red, Red, Red, Red, Green, Red, Red}; !slices.Equal(lights, want) {
			t.Errorf("lights %v, want %v", lights, want)
		}
	})
	t.Run("a letter without an answer asked for is owed none", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		d.do(t, "2023-03-02 09:00", Command{Name: "draft-letter", Actor: office, Template: "reminder-letter", To: owner})
		step(d, "2023-03-02 10:00", "issue-letter")
		step(d, "2023-03-02 11:00", "deliver-letter")
		if _, owed := d.duty("reply/L1"); owed || !d.s.Letters[0].ReplyBy.IsZero() {
			t.Errorf("%+v", d.s)
		}
	})
	t.Run("a withdrawn draft leaves nobody with a duty", func(t *testing.T) {
		t.Parallel()
		d := assigned(t, world(t), "2023-03-01 09:00")
		d.until(t, "2023-04-10 08:30") // the reminder before it falls due
		if len(d.s.Letters) != 2 {
			t.Fatalf("%+v", d.s.Letters)
		}
		d.do(t, "2023-04-10 09:00", Command{Name: "withdraw-letter", Actor: office, Letter: "L2", Reason: "已当面提示"})
		if _, owed := d.duty("issue/L2"); owed || d.s.Letters[1].State != letter.Withdrawn {
			t.Errorf("%+v", d.s.Duties)
		}
	})
	t.Run("steps out of order are refused", func(t *testing.T) {
		t.Parallel()
		d := drafted(t)
		if code, _ := d.refused(t, "2023-03-02 10:00", Command{Name: "deliver-letter", Actor: office, Letter: "L1"}); code != "letter.order" {
			t.Error(code)
		}
		if code, _ := d.refused(t, "2023-03-02 10:00", Command{Name: "issue-letter", Actor: office, Letter: "L1"}); code != "letter.no_number" {
			t.Error(code)
		}
	})
	t.Run("issued with another ground it states that one, also where the draft's own is no longer true", func(t *testing.T) {
		t.Parallel()
		w := world(t)
		w.Timeline[0].Bundle.Letters["reminder-letter"].Body = "{to}：因{reason}，请于 {matter.due} 前办结。"
		for _, tt := range []struct{ when, given, says string }{
			{"2023-03-02 10:00", "", "因进度滞后，"},
			{"2023-03-02 10:00", " ", "因进度滞后，"},
			{"2023-03-02 10:00", "两次未到会", "因两次未到会，"},
			{"2023-05-10 10:00", "已逾期仍未办结", "因已逾期仍未办结，"},
		} {
			d := assigned(t, w, "2023-03-01 09:00")
			d.do(t, "2023-03-02 09:00", Command{Name: "draft-letter", Actor: office, Template: "reminder-letter", To: owner, Reason: "进度滞后"})
			d.do(t, tt.when, Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "提〔2023〕1号", Reason: tt.given})
			if l := d.s.Letters[0]; !strings.Contains(l.Text, tt.says) || !strings.Contains(tt.says, l.Reason) {
				t.Errorf("given %q: %q states %s", tt.given, l.Reason, l.Text)
			}
		}
		d := assigned(t, w, "2023-03-01 09:00")
		d.do(t, "2023-03-02 09:00", Command{Name: "draft-letter", Actor: office, Template: "reminder-letter", To: owner, Reason: "进度滞后"})
		issue := Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "提〔2023〕1号", Reason: "进度滞后"}
		if code, _ := d.refused(t, "2023-05-10 10:00", issue); code != "letter.stale" {
			t.Errorf("the draft's own ground given again: %s", code)
		}
	})
	t.Run("it is found by its number too", func(t *testing.T) {
		t.Parallel()
		d := drafted(t)
		step(d, "2023-03-02 10:00", "issue-letter")
		d.do(t, "2023-03-02 11:00", Command{Name: "deliver-letter", Actor: office, Letter: "督〔2023〕1号"})
	})
	t.Run("an answer comes also after close-out", func(t *testing.T) {
		t.Parallel()
		d := drafted(t)
		step(d, "2023-03-02 10:00", "issue-letter")
		step(d, "2023-03-02 11:00", "deliver-letter")
		d.do(t, "2023-03-02 12:00", Command{Name: "complete", Actor: owner})
		d.do(t, "2023-03-02 13:00", Command{Name: "attach", Actor: owner, Evidence: []string{"验收单"}})
		d.do(t, "2023-03-02 14:00", Command{Name: "close", Actor: verifier})
		step(d, "2023-03-03 09:00", "sign-letter")
		step(d, "2023-03-03 10:00", "reply-letter")
		if _, owed := d.duty("reply/L1"); owed {
			t.Error("the answer is still owed")
		}
	})
	t.Run("a withdrawn matter leaves only answers owed", func(t *testing.T) {
		t.Parallel()
		d := drafted(t)
		step(d, "2023-03-02 10:00", "issue-letter")
		step(d, "2023-03-02 11:00", "deliver-letter")
		d.do(t, "2023-03-03 09:00", Command{Name: "withdraw", Actor: office, Reason: "重复"})
		if len(d.s.Duties) != 1 || d.s.Duties[0].ID != "reply/L1" || d.light() != None {
			t.Errorf("%+v, light %q", d.s.Duties, d.light())
		}
	})
}

func TestALetterGoesToAPostThatIs(t *testing.T) {
	t.Parallel()
	d := assigned(t, world(t), "2023-03-01 09:00")
	draft := Command{Name: "draft-letter", Actor: office, Template: "supervision-letter", To: "招商局局张", Reason: "进度滞后"}
	if code, zh := d.refused(t, "2023-03-02 09:00", draft); code != "org.post_unknown" || !strings.Contains(zh, "“招商局局张”") || !strings.Contains(zh, head) {
		t.Errorf("%s %s", code, zh)
	}
	draft.To = head
	d.do(t, "2023-03-02 09:00", draft)
}

func TestWhatIsHandedOverAfterHoursCountsFromTheNextWorkingDayWhereTheHoursSaySo(t *testing.T) {
	t.Parallel()
	hours := calendar.DefaultHours()
	hours.Delivery, hours.Assignment = calendar.NextWorkday, calendar.NextWorkday
	next, err := calendar.Builtin().WithHours(hours)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		calendar           *calendar.Calendar
		due, accept, reply string
	}{{calendar.Builtin(), "2023-03-10", "2023-03-06", "2023-03-10"}, {next, "2023-03-13", "2023-03-07", "2023-03-13"}} {
		w := world(t, kindWith("case", "limit: { promised: 5wd, accept: 1wd }\n"))
		w.Calendars[0].Calendar = tt.calendar
		d := assigned(t, w, "2023-03-03 18:30")
		if got := due(d); got != tt.due {
			t.Errorf("assigned on Friday evening it is due %s, want %s", got, tt.due)
		}
		if got := d.s.Deadlines.Accept.Date; got != date(tt.accept) {
			t.Errorf("to be signed for by %s, want %s", got, tt.accept)
		}
		d.do(t, "2023-03-06 09:00", Command{Name: "draft-letter", Actor: office, Template: "supervision-letter", To: head, Reason: "进度滞后"})
		d.do(t, "2023-03-06 10:00", Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "督〔2023〕1号"})
		d.do(t, "2023-03-07 17:31", Command{Name: "deliver-letter", Actor: office, Letter: "L1"})
		if got := d.s.Letters[0].ReplyDate; got != date(tt.reply) {
			t.Errorf("to be answered by %s, want %s", got, tt.reply)
		}
	}
	w := world(t, kindWith("case", "limit: { promised: 5wd }\n"))
	w.Calendars[0].Calendar = next
	d := registered(t, w, "2023-03-03 09:00")
	d.do(t, "2023-03-06 10:00", Command{Name: "assign", Actor: office, Assignment: Assignment{Owner: owner}, ClockFrom: at("2023-03-04 08:30")})
	if got := due(d); got != "2023-03-10" {
		t.Errorf("of the day that was named it is due %s", got)
	}
}

func TestALetterSaysThatTheDateIsProvisional(t *testing.T) {
	t.Parallel()
	for due, limit := range map[string]string{"时限 2027年1月15日（暂估）": "20wd", "时限 2026年12月25日。": "5wd"} {
		d := assigned(t, world(t, kindWith("case", "limit: { promised: "+limit+" }\nroles: { office: head(bg) }\n")), "2026-12-18 09:00")
		d.do(t, "2026-12-21 09:00", Command{Name: "draft-letter", Actor: office, Template: "reminder-letter", To: head, Reason: "进度滞后"})
		d.do(t, "2026-12-21 10:00", Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "提〔2026〕1号"})
		if text := d.s.Letters[0].Text; !strings.Contains(text, due) {
			t.Errorf("%s is not in %q", due, text)
		}
	}
}
