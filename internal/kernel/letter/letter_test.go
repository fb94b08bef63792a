package letter

import (
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

var noon = time.Date(2023, 6, 12, 4, 0, 0, 0, time.UTC)

func hours(n int) time.Time { return noon.Add(time.Duration(n) * time.Hour) }

// steps are the six things that can be done to a letter, by name, with input that is always sound.
var steps = map[string]func(Letter, time.Time) (Letter, error){
	"issue": func(l Letter, at time.Time) (Letter, error) {
		return Issue(l, "督〔2023〕12号", Compose("关于进度的督办函", "请抓紧。"), at)
	},
	"deliver": func(l Letter, at time.Time) (Letter, error) { return Deliver(l, at, at.Add(72*time.Hour)) },
	"sign":    func(l Letter, at time.Time) (Letter, error) { return Sign(l, "招商局局长", at) },
	"answer":  func(l Letter, at time.Time) (Letter, error) { return Answer(l, "已约请企业，下周签约", at) },
	"withdraw": func(l Letter, _ time.Time) (Letter, error) {
		return Withdraw(l, "事项已办结")
	},
}

// road is the one order in which the steps are taken.
var road = []string{"issue", "deliver", "sign", "answer"}

func drafted(t *testing.T) Letter {
	t.Helper()
	l, err := Draft(Letter{ID: "l1", Template: "supervision-letter", To: "招商局局长", By: "督查室主任", Reason: "due + 1wd"}, noon)
	if err != nil {
		t.Fatal(err)
	}
	return l
}

// along takes the first n steps of the road.
func along(t *testing.T, n int) Letter {
	t.Helper()
	l := drafted(t)
	for i, name := range road[:n] {
		var err error
		if l, err = steps[name](l, hours(i+1)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
	}
	return l
}

func TestLetterTakesEachStepOnlyInItsTurn(t *testing.T) {
	t.Parallel()
	for taken := range len(road) + 1 {
		l := along(t, taken)
		for name, step := range steps {
			_, err := step(l, hours(100))
			allowed := taken < len(road) && name == road[taken] || name == "withdraw" && taken == 0
			switch {
			case allowed && err != nil:
				t.Errorf("a letter that is %s may %s, but: %v", l.State, name, err)
			case !allowed && !errs.Is(err, "letter.order"):
				t.Errorf("a letter that is %s may not %s, but: %v", l.State, name, err)
			}
		}
	}
}

func TestRefusalNamesLetterAndBothStatesInBothLanguages(t *testing.T) {
	t.Parallel()
	_, err := Sign(along(t, 1), "招商局局长", hours(9))
	for lang, words := range map[text.Lang][]string{text.Zh: {"督〔2023〕12号", "签收", "已签发", "已送达"}, text.En: {"督〔2023〕12号", "sign for", "issued", "delivered"}} {
		for _, word := range words {
			if got := errs.Message(err, lang); !strings.Contains(got, word) {
				t.Errorf("%s: %q lacks %q", lang, got, word)
			}
		}
	}
	if errs.KindOf(err) != errs.Refused {
		t.Errorf("kind is %s", errs.KindOf(err))
	}
}

func TestReply(t *testing.T) {
	t.Parallel()
	signed := along(t, 3)
	for name, c := range map[string]struct {
		at   time.Time
		late bool
	}{
		"in time is not late":                      {signed.ReplyBy.Add(-time.Hour), false},
		"at the very instant is not late":          {signed.ReplyBy, false},
		"after the instant is recorded, as late":   {signed.ReplyBy.Add(time.Second), true},
		"a year later is still recorded, and late": {signed.ReplyBy.AddDate(1, 0, 0), true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if signed.Overdue(c.at) != c.late {
				t.Errorf("overdue before the answer: %v", !c.late)
			}
			l, err := Answer(signed, "已整改", c.at)
			if err != nil || l.Late != c.late || l.State != Replied || !l.RepliedAt.Equal(c.at) {
				t.Errorf("got %+v, %v", l, err)
			}
			if l.Overdue(c.at.AddDate(9, 0, 0)) {
				t.Error("an answered letter is not overdue")
			}
		})
	}
}

func TestLetterThatAsksNoAnswerIsNeverOverdue(t *testing.T) {
	t.Parallel()
	l, err := Deliver(along(t, 1), hours(2), time.Time{})
	if err != nil || l.Overdue(hours(99999)) {
		t.Errorf("%+v, %v", l, err)
	}
}

func TestIncompleteStepsAreRefusedWithWhatIsMissing(t *testing.T) {
	t.Parallel()
	fail := func(_ Letter, err error) error { return err }
	for name, c := range map[string]struct {
		err  error
		code string
	}{
		"a draft to nobody":             {fail(Draft(Letter{ID: "l1", Template: "x"}, noon)), "letter.incomplete"},
		"a draft of no template":        {fail(Draft(Letter{ID: "l1", To: "x"}, noon)), "letter.incomplete"},
		"a draft without id":            {fail(Draft(Letter{Template: "x", To: "x"}, noon)), "letter.incomplete"},
		"a draft of a drafted letter":   {fail(Draft(drafted(t), noon)), "letter.order"},
		"an issue without number":       {fail(Issue(drafted(t), " ", "字", hours(1))), "letter.no_number"},
		"an issue without text":         {fail(Issue(drafted(t), "1", "\n", hours(1))), "letter.no_text"},
		"an issue before the draft":     {fail(Issue(drafted(t), "1", "字", hours(-1))), "letter.backwards"},
		"a reply due on delivery":       {fail(Deliver(along(t, 1), hours(2), hours(2))), "letter.reply_by"},
		"a signature of nobody":         {fail(Sign(along(t, 2), "", hours(3))), "letter.no_signer"},
		"an empty reply":                {fail(Answer(along(t, 3), "  ", hours(4))), "letter.empty_reply"},
		"a withdrawal without a reason": {fail(Withdraw(drafted(t), "")), "letter.no_reason"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if !errs.Is(c.err, c.code) {
				t.Errorf("want %s, got %v", c.code, c.err)
			}
		})
	}
}

func TestWhatWentOutStandsAndIsCorrectedByAnotherLetter(t *testing.T) {
	t.Parallel()
	for n := range 4 {
		l := along(t, n+1)
		_, err := Withdraw(l, "发错了")
		if zh, en := errs.Message(err, text.Zh), errs.Message(err, text.En); !errs.Is(err, "letter.order") ||
			!strings.Contains(zh, "督〔2023〕12号"+l.State.Words().Zh+"，发出的函件不能撤回") || !strings.Contains(zh, "另拟一份函件更正") || !strings.Contains(en, "draft another letter") {
			t.Errorf("%s: %s\n%s", l.State, zh, en)
		}
	}
}

func TestWithdrawnDraftKeepsItsReason(t *testing.T) {
	t.Parallel()
	l, err := Withdraw(drafted(t), "重复拟函")
	if err != nil || l.State != Withdrawn || l.Withdrawal != "重复拟函" || l.Reason != "due + 1wd" {
		t.Errorf("%+v, %v", l, err)
	}
}

func TestWhateverIsTriedInstantsNeverRunBackwards(t *testing.T) {
	t.Parallel()
	names := append([]string{"withdraw"}, road...)
	rapid.Check(t, func(r *rapid.T) {
		l, err := Draft(Letter{ID: "l1", Template: "t", To: "p"}, noon)
		if err != nil {
			r.Fatal(err)
		}
		for range rapid.IntRange(0, 12).Draw(r, "tries") {
			before := l
			next, err := steps[rapid.SampledFrom(names).Draw(r, "step")](l, hours(rapid.IntRange(-5, 50).Draw(r, "hours")))
			if err != nil {
				if l != before {
					r.Fatal("a refused step changed the letter")
				}
				continue
			}
			l = next
		}
		last := l.DraftedAt
		for _, at := range []time.Time{l.IssuedAt, l.DeliveredAt, l.SignedAt, l.RepliedAt} {
			if at.IsZero() {
				continue
			}
			if at.Before(last) {
				r.Fatalf("%v before %v", at, last)
			}
			last = at
		}
		if (l.Number != "") != !l.IssuedAt.IsZero() {
			r.Fatal("number and issue go together")
		}
	})
}
