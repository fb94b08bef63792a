package matter

import (
	"encoding/json"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/letter"
)

func TestAStateIsWrittenToTheByteAsItsTagsSay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		s := anyState(r)
		own := s.AppendJSON([]byte("x"))[1:]
		std, err := json.Marshal(&s)
		if err != nil {
			r.Fatal(err)
		}
		if string(own) != string(std) {
			r.Fatalf("own %s\nstd %s", own, std)
		}
	})
	for _, tt := range []struct {
		v    any
		want int
	}{{letter.Letter{}, 22}, {Duty{}, 11}} {
		if n := reflect.TypeOf(tt.v).NumField(); n != tt.want {
			t.Errorf("%T has %d members; AppendJSON writes %d", tt.v, n, tt.want)
		}
	}
}

// anyState is a state whose lists hold whatever they may.
func anyState(r *rapid.T) State {
	word := rapid.OneOf(rapid.Just(""), rapid.String(), rapid.SampledFrom([]string{"<办结>&\"\\", `,"missed":7`, "\u2028", "\xff", "督〔2023〕1号"}))
	instant := rapid.Custom(func(r *rapid.T) time.Time {
		return ledger.Instant(time.UnixMicro(rapid.Int64Range(-1e15, 4e15).Draw(r, "at")))
	})
	maybe := rapid.OneOf(rapid.Just(time.Time{}), instant)
	s := State{ID: word.Draw(r, "id"), Number: word.Draw(r, "number"), Missed: rapid.IntRange(0, 9).Draw(r, "missed"), LastAt: instant.Draw(r, "last")}
	s.Title, s.Owner, s.Objection = word.Draw(r, "title"), word.Draw(r, "owner"), word.Draw(r, "objection")
	s.Opened = rapid.SliceOfN(word, 0, 3).Draw(r, "opened")
	s.Erased = rapid.SliceOfN(word, 0, 2).Draw(r, "erased")
	if rapid.Bool().Draw(r, "personal") {
		s.Personal = map[string]string{"phone": word.Draw(r, "committed")}
	}
	s.Passed = rapid.SliceOfN(word, 0, 2).Draw(r, "passed")
	s.Fired = rapid.SliceOfN(word, 0, 3).Draw(r, "fired")
	s.Duties = rapid.SliceOfN(rapid.Custom(func(r *rapid.T) Duty {
		return Duty{
			ID: word.Draw(r, "id"), What: word.Draw(r, "what"), Owner: word.Draw(r, "owner"), Cadence: word.Draw(r, "cadence"), Period: word.Draw(r, "period"), Template: word.Draw(r, "template"),
			Letter: word.Draw(r, "letter"), With: word.Draw(r, "with"), Opens: maybe.Draw(r, "opens"), Due: instant.Draw(r, "due"), MissedAt: maybe.Draw(r, "missed"),
		}
	}), 0, 3).Draw(r, "duties")
	s.Letters = rapid.SliceOfN(rapid.Custom(func(r *rapid.T) letter.Letter {
		return letter.Letter{
			ID: word.Draw(r, "id"), Template: word.Draw(r, "template"), To: word.Draw(r, "to"), By: word.Draw(r, "by"), Reason: word.Draw(r, "reason"),
			State: letter.State(word.Draw(r, "state")), Number: word.Draw(r, "number"), Text: word.Draw(r, "text"), DraftedAt: maybe.Draw(r, "drafted"),
			IssuedAt: maybe.Draw(r, "issued"), DeliveredAt: maybe.Draw(r, "delivered"), SignedAt: maybe.Draw(r, "signed"), SignedBy: word.Draw(r, "signed by"),
			ReplyBy: maybe.Draw(r, "reply by"), RepliedAt: maybe.Draw(r, "replied"), Reply: word.Draw(r, "reply"), Withdrawal: word.Draw(r, "withdrawal"),
			Late: rapid.Bool().Draw(r, "late"), Anchor: word.Draw(r, "anchor"), SupersededBy: word.Draw(r, "superseded by"),
		}
	}), 0, 3).Draw(r, "letters")
	for i := range s.Letters {
		if rapid.Bool().Draw(r, "dated") {
			s.Letters[i].ReplyDate, s.Letters[i].Due = 19_500, 19_501
		}
	}
	return s
}
