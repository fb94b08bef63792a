package matter

import (
	"slices"
	"strings"
	"testing"

	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/letter"
)

// What nobody sent nobody has done: taking a draft back meets no duty, and a draft that made way leaves the miss.

func unissued(t *testing.T) *desk {
	t.Helper()
	return ladder(t, `  - { at: due - 3wd, send: reminder-letter, to: owner }
  - { at: due - 1wd, send: reminder-letter, to: owner }
  - { at: due + 1wd, send: supervision-letter, to: lead_unit.head }
`)
}

// missedLetters are the letters that were not issued in time, and not since.
func (d *desk) missedLetters() []string {
	var out []string
	for _, v := range d.s.Duties {
		if v.What == DutyIssue && v.Missed() {
			out = append(out, v.Letter)
		}
	}
	return out
}

func TestADraftTakenBackMeetsNothing(t *testing.T) {
	t.Parallel()
	t.Run("in time, the duty lapses", func(t *testing.T) {
		t.Parallel()
		for _, when := range []string{"2023-03-10 10:00", "2023-03-13 17:30"} { // the very instant at which it is due
			d := unissued(t)
			d.until(t, "2023-03-10")
			d.do(t, when, Command{Name: "withdraw-letter", Actor: office, Letter: "L1", Reason: "不发了"})
			equalLines(t, d.lines("duty-missed", "duty-lapsed"), []string{when + " duty-lapsed issue/L1 " + office})
			if _, owed := d.duty("issue/L1"); owed {
				t.Error("the office owes a letter that nobody will issue")
			}
		}
	})
	t.Run("late, the miss stays, until the letter goes out after all", func(t *testing.T) {
		t.Parallel()
		d := unissued(t)
		d.until(t, "2023-03-14 08:00")
		d.do(t, "2023-03-14 08:10", Command{Name: "withdraw-letter", Actor: office, Letter: "L1", Reason: "不发了"})
		if got := d.missedLetters(); !slices.Equal(got, []string{"L1"}) {
			t.Fatalf("missed: %v", got)
		}
		d.do(t, "2023-03-14 08:20", Command{Name: "draft-letter", Actor: office, Template: "reminder-letter", To: owner, Reason: "补发"})
		d.do(t, "2023-03-14 08:25", Command{Name: "issue-letter", Actor: office, Letter: "L2", Number: "1号"})
		if got := d.missedLetters(); len(got) > 0 {
			t.Errorf("missed: %v", got)
		}
	})
	t.Run("the matter withdrawn, the miss stays, and the office cannot write off its own", func(t *testing.T) {
		t.Parallel()
		d := unissued(t)
		d.until(t, "2023-03-14 08:00")
		d.do(t, "2023-03-14 08:10", Command{Name: "withdraw-letter", Actor: office, Letter: "L1", Reason: "不发了"})
		d.do(t, "2023-03-14 09:00", Command{Name: "withdraw", Actor: office, Reason: "重复"})
		if got := d.missedLetters(); !slices.Equal(got, []string{"L1"}) {
			t.Errorf("missed: %v", got)
		}
		if code, zh := d.refused(t, "2023-03-14 10:00", Command{Name: "meet", Actor: office, Duty: "issue/L1", Text: "不发了"}); code != "matter.recused" {
			t.Error(code, zh)
		}
	})
	t.Run("a ledger of old has it met", func(t *testing.T) {
		t.Parallel()
		s := State{Letters: []letter.Letter{{ID: "L1", State: letter.Drafted}}, Duties: []Duty{{ID: "issue/L1", What: DutyIssue, Letter: "L1", MissedAt: at("2023-03-13 17:30")}}}
		c, err := DecodeContent("letter-withdrawn", []byte(`{"command":"withdraw-letter","letter":{"id":"L1","state":"withdrawn"}}`))
		if err != nil {
			t.Fatal(err)
		}
		if got := Evolve(s, &ledger.Event{At: at("2023-03-14 09:00")}, c); len(got.Duties) > 0 {
			t.Errorf("%+v", got.Duties)
		}
	})
}

// base's letters have no {text}.
func TestWhatIsAddedAtIssueStandsInTheLetter(t *testing.T) {
	t.Parallel()
	d := unissued(t)
	d.until(t, "2023-03-10")
	d.do(t, "2023-03-10 09:00", Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "1号", Text: "请携带材料到会。"})
	if words := d.s.Letters[0].Text; strings.Count(words, "请携带材料到会。") != 1 || !strings.HasSuffix(words, "\n\n请携带材料到会。") {
		t.Error(words)
	}
}

func TestAMissIsMadeGoodByTheSameLetterAlone(t *testing.T) {
	t.Parallel()
	issue := Command{Name: "issue-letter", Actor: office, Number: "1号", Reason: "逾期未办"}
	t.Run("that took the place of the draft", func(t *testing.T) {
		t.Parallel()
		d := unissued(t)
		d.until(t, "2023-03-14 08:30")
		if got := d.missedLetters(); !slices.Equal(got, []string{"L1"}) || d.s.Letters[0].SupersededBy != "L2" {
			t.Fatalf("missed: %v, %v", got, d.drafts())
		}
		issue.Letter = "L2"
		d.do(t, "2023-03-14 09:00", issue)
		if got := d.missedLetters(); len(got) > 0 {
			t.Errorf("missed: %v", got)
		}
	})
	t.Run("and by no other letter", func(t *testing.T) {
		t.Parallel()
		d := unissued(t)
		d.until(t, "2023-03-20")
		if got := d.missedLetters(); !slices.Equal(got, []string{"L1", "L2", "L3"}) {
			t.Fatalf("missed: %v, %v", got, d.drafts())
		}
		issue.Letter = "L3"
		d.do(t, "2023-03-20 09:00", issue)
		if got := d.missedLetters(); !slices.Equal(got, []string{"L1", "L2"}) {
			t.Errorf("missed: %v", got)
		}
	})
	t.Run("nor by the same letter to another post", func(t *testing.T) {
		t.Parallel()
		s := State{Letters: []letter.Letter{
			{ID: "L1", Template: "reminder-letter", To: "a", State: letter.Withdrawn},
			{ID: "L2", Template: "reminder-letter", To: "a", State: letter.Superseded, SupersededBy: "L3"},
			{ID: "L3", Template: "reminder-letter", To: "b", State: letter.Issued},
		}}
		if s.inPlaceOf(&s.Letters[2], "L1") || !s.inPlaceOf(&s.Letters[2], "L2") {
			t.Error("a letter stands for what was drafted to another, or not for what it took the place of")
		}
	})
}
