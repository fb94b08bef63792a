package matter

import (
	"fmt"
	"strings"
	"testing"

	"qinlian/internal/kernel/letter"
)

// drafts tells the letters of the matter: whom they are for, how they stand and what took their place.
func (d *desk) drafts() []string {
	out := make([]string, len(d.s.Letters))
	for i := range d.s.Letters {
		l := &d.s.Letters[i]
		out[i] = fmt.Sprintf("%s %s %s %s%s", l.ID, l.Template, l.To, l.State, l.SupersededBy)
	}
	return out
}

func TestALadderLeavesOneDraftToIssue(t *testing.T) {
	t.Parallel()
	const (
		byDate = `  - { at: due - 3wd, send: reminder-letter, to: owner }
  - { at: due + 1wd, send: supervision-letter, to: lead_unit.head }
`
		byReview = `  - { at: missed, send: reminder-letter, to: owner }
cadence: { rhythm: { "*": weekly } }
`
	)
	t.Run("the higher rung takes the place of what nobody issued", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, byDate)
		d.until(t, "2023-03-20")
		equalLines(t, d.drafts(), []string{"L1 reminder-letter " + owner + " supersededL2", "L2 supervision-letter " + head + " drafted"})
		equalLines(t, d.lines("rung-fired", "letter-superseded", "duty-missed", "duty-lapsed"), []string{
			"2023-03-10 08:30 rung-fired due - 3wd send " + owner,
			"2023-03-13 17:30 duty-missed issue/L1 " + office,
			"2023-03-16 08:30 rung-fired due + 1wd send " + head,
			"2023-03-16 08:30 letter-superseded L1 by L2",
			"2023-03-17 17:30 duty-missed issue/L2 " + office,
		})
		if v, _ := d.duty("issue/L1"); !v.Missed() {
			t.Error("a newer draft excuses the office for the letter that never went out")
		}
		if code, zh := d.refused(t, "2023-03-20 09:00", Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "1号"}); code != "letter.order" {
			t.Errorf("%s %s", code, zh)
		}
	})
	t.Run("what was issued stands", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, byDate)
		d.until(t, "2023-03-10")
		d.do(t, "2023-03-10 09:00", Command{Name: "issue-letter", Actor: office, Letter: "L1", Number: "1号"})
		d.until(t, "2023-03-20")
		equalLines(t, d.drafts(), []string{"L1 reminder-letter " + owner + " issued", "L2 supervision-letter " + head + " drafted"})
	})
	t.Run("a rung that fires again leaves its last draft", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, byReview)
		d.until(t, "2023-03-24")
		equalLines(t, d.drafts(), []string{
			"L1 reminder-letter " + owner + " supersededL2", "L2 reminder-letter " + owner + " supersededL3", "L3 reminder-letter " + owner + " drafted",
		})
	})
	t.Run("another anchor is another concern, and what a person drafted is theirs", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, byDate+strings.Replace(byReview, "to: owner", "to: lead_unit.head", 1))
		d.do(t, "2023-03-02 09:00", Command{Name: "draft-letter", Actor: office, Template: "reminder-letter", To: owner, Reason: "进度滞后"})
		d.until(t, "2023-03-11")
		equalLines(t, d.drafts(), []string{
			"L1 reminder-letter " + owner + " drafted", "L2 reminder-letter " + head + " supersededL4",
			"L3 reminder-letter " + owner + " drafted", "L4 reminder-letter " + head + " drafted",
		})
	})
	t.Run("but nobody is sent the same letter twice", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, byDate+byReview)
		d.until(t, "2023-03-11")
		equalLines(t, d.drafts(), []string{"L1 reminder-letter " + owner + " supersededL2", "L2 reminder-letter " + owner + " supersededL3", "L3 reminder-letter " + owner + " drafted"})
	})
	t.Run("one rung writes to several posts side by side", func(t *testing.T) {
		t.Parallel()
		s := State{Letters: []letter.Letter{
			{ID: "L1", To: "a", State: letter.Drafted, Anchor: "due", DraftedAt: at("2023-03-10")},
			{ID: "L2", To: "b", State: letter.Drafted, Anchor: "due", DraftedAt: at("2023-03-10")},
			{ID: "L3", To: "b", State: letter.Drafted, Anchor: "due", DraftedAt: at("2023-03-10")},
		}}
		if got := s.superseding(0) + s.superseding(1) + s.superseding(2); got != "L3" { // b's, once more
			t.Errorf("superseded by %q", got)
		}
	})
}
