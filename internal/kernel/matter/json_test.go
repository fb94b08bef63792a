package matter

import (
	"encoding/json"
	"math"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/ledger"
)

// Only escapes that mean the same may differ from encoding/json.
func TestContentsThatWriteTheirOwnJSONWriteWhatTheirTagsSay(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		word := rapid.OneOf(rapid.Just(""), rapid.String(), rapid.SampledFrom([]string{"<办结>&\"\\", "督〔2023〕1号", "\u2028"}))
		list := rapid.SliceOfN(word, 0, 3)
		instant := rapid.Custom(func(r *rapid.T) time.Time {
			return ledger.Instant(time.UnixMicro(rapid.Int64Range(0, 4e15).Draw(r, "at")))
		})
		moved := &MovedEvent{
			Finished: clock.Date(rapid.Int32Range(0, 30_000).Draw(r, "finished")), Command: word.Draw(r, "command"), Text: word.Draw(r, "text"), Reason: word.Draw(r, "reason"), Session: word.Draw(r, "session"),
			Basis: word.Draw(r, "basis"), Evidence: listed(list.Draw(r, "evidence")), Checks: listed(list.Draw(r, "checks")), Verdict: word.Draw(r, "verdict"), Into: word.Draw(r, "into"),
		}
		if rapid.Bool().Draw(r, "progressed") {
			p := rapid.Float64Range(0, 100).Draw(r, "progress")
			moved.Progress = &p
		}
		duty := &DutyEvent{What: "opened", Duty: Duty{
			ID: word.Draw(r, "id"), What: word.Draw(r, "what"), Owner: word.Draw(r, "owner"), Cadence: word.Draw(r, "cadence"),
			Period: word.Draw(r, "period"), Letter: word.Draw(r, "letter"), Opens: instant.Draw(r, "opens"), Due: instant.Draw(r, "due"),
		}}
		if rapid.Bool().Draw(r, "missed") {
			duty.Duty.MissedAt = instant.Draw(r, "missed at")
		}
		light := &LightChangedEvent{From: Light(word.Draw(r, "from")), To: Light(word.Draw(r, "to")), Reason: word.Draw(r, "why")}
		for _, c := range []Content{moved, duty, light} {
			own := ledger.Marshal(c)
			std, err := json.Marshal(c)
			if err != nil {
				r.Fatal(err)
			}
			var a, b any
			if err := json.Unmarshal(own, &a); err != nil {
				r.Fatalf("%s: %v", own, err)
			}
			if err := json.Unmarshal(std, &b); err != nil {
				r.Fatal(err)
			}
			if !reflect.DeepEqual(a, b) {
				r.Fatalf("own %s\nstd %s", own, std)
			}
			back := reflect.New(reflect.TypeOf(c).Elem()).Interface()
			if err := json.Unmarshal(own, back); err != nil || !reflect.DeepEqual(c, back) {
				r.Fatalf("%v: wrote %#v, read %#v", err, c, back)
			}
		}
	})
	tiny := math.SmallestNonzeroFloat64
	var back MovedEvent
	if err := json.Unmarshal(ledger.Marshal(&MovedEvent{Command: "report", Progress: &tiny}), &back); err != nil || *back.Progress != tiny {
		t.Errorf("%v, %v", err, back.Progress)
	}
}

// Members added to a struct must be added to its AppendJSON; this counts them.
func TestNoMemberIsForgottenInOwnJSON(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		v    any
		want int
	}{{MovedEvent{}, 11}, {LightChangedEvent{}, 3}, {DutyEvent{}, 2}, {Duty{}, 9}} {
		if n := reflect.TypeOf(tt.v).NumField(); n != tt.want {
			t.Errorf("%T has %d members; AppendJSON writes %d", tt.v, n, tt.want)
		}
	}
}
