package database_test

import (
	"strings"
	"testing"
	"testing/fstest"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// A letter's number and day go together: the next number of a register is not of an earlier day, whatever matter it is about.
func TestNumbersOfLettersFollowTheDaysOfIssue(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		one, other := w.assigned("2023-02-01 09:00", "甲", "red"), w.assigned("2023-02-01 09:10", "乙", "red")
		for _, id := range []string{one.ID, other.ID} {
			for range 2 {
				w.do("2023-02-02 09:00", "督查室主任", "draft-letter", id, func(c *matter.Command) { c.Template, c.To, c.Reason = "reminder", "招商局干部", "催办" })
			}
		}
		issue := func(l string) func(*matter.Command) { return func(c *matter.Command) { c.Letter = l } }
		w.do("2023-02-06 09:00", "督查室主任", "issue-letter", one.ID, issue("L1"))
		_, err := w.try("2023-02-03 16:00", "督查室主任", "issue-letter", other.ID, issue("L1"))
		if words := errs.Message(err, text.Zh); !errs.Is(err, "letter.date_back") || !strings.Contains(words, "提〔2023〕1号 签发于 2023-02-06") || !strings.Contains(words, "2023-02-03") {
			t.Fatalf("%v", err)
		}
		s := w.do("2023-02-06 08:40", "督查室主任", "issue-letter", other.ID, issue("L1")) // the same day
		if s.Letters[0].Number != "提〔2023〕2号" {
			t.Errorf("the refusal took a number: %s", s.Letters[0].Number)
		}
		w.now = at("2023-02-08 09:00")
		_, err = w.DoAll(t.Context(), zone, []matter.Command{
			{Name: "issue-letter", ID: one.ID, Actor: "督查室主任", Letter: "L2", At: at("2023-02-07 09:00")},
			{Name: "issue-letter", ID: other.ID, Actor: "督查室主任", Letter: "L2", At: at("2023-02-06 09:00")},
		})
		if !errs.Is(err, "letter.date_back") {
			t.Errorf("in one transaction: %v", err)
		}
		w.verified()
	})
}

// A letter about work of a kind that is no more has the words of the old files, and so their number.
func TestALetterIsNumberedByTheFilesThatWordIt(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		m := w.assigned("2023-02-01 09:00", "甲", "red")
		w.do("2023-02-02 09:00", "督查室主任", "draft-letter", m.ID, func(c *matter.Command) { c.Template, c.To, c.Reason = "reminder", "招商局干部", "催办" })
		text := strings.NewReplacer("LIMIT", "10wd", "kind: task\ntitle: 任务", "kind: chore\ntitle: 杂务", "任〔{year}〕", "杂〔{year}〕", "提〔{year}〕", "示〔{year}〕").Replace(office)
		b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(text)}}, "testzone")
		if err != nil {
			t.Fatal(err)
		}
		if err := w.Apply(t.Context(), b, engine.Act{Program: true}, at("2023-02-03 00:00")); err != nil {
			t.Fatal(err)
		}
		s := w.do("2023-02-06 09:00", "督查室主任", "issue-letter", m.ID, func(c *matter.Command) { c.Letter = "L1" })
		if l := s.Letters[0]; l.Number != "提〔2023〕1号" {
			t.Errorf("%+v", l)
		}
		w.verified()
	})
}
