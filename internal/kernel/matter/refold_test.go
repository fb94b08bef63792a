package matter

import (
	"bytes"
	"reflect"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/kernel/ledger"
)

func TestEventsFoldUnderAnyOtherStateWithoutPanic(t *testing.T) {
	t.Parallel()
	w := propertyWorld(t)
	rapid.Check(t, func(r *rapid.T) {
		d, _ := anyLife(r, w, 12)
		order := rapid.Permutation(d.events).Draw(r, "order")
		var s State
		for _, e := range order {
			s = Evolve(s, &e.head, e.content)
		}
		if s.ID == "" {
			return
		}
		s.Kind = rapid.SampledFrom([]string{"graded", "hourly", "yearly", "receipt"}).Draw(r, "kind")
		s, _, err := React(s, w, s.LastAt)
		if err != nil {
			return
		}
		_, _, _ = Advance(s, w, s.LastAt, s.LastAt.Add(60*24*time.Hour))
	})
}

// What Fold does in place must be what Evolve does, and Evolve must leave alone what it was given.
func TestFoldingInPlaceGivesTheSameState(t *testing.T) {
	t.Parallel()
	w := propertyWorld(t)
	rapid.Check(t, func(r *rapid.T) {
		d, _ := anyLife(r, w, 20)
		var copied, inPlace State
		states, written := make([]State, len(d.events)), make([][]byte, len(d.events))
		for i, e := range d.events {
			copied = Evolve(copied, &e.head, e.content)
			inPlace.Fold(&e.head, e.content)
			states[i], written[i] = copied, ledger.Marshal(&copied)
			if own := ledger.Marshal(&inPlace); !bytes.Equal(own, written[i]) {
				r.Fatalf("after %s:\n%s\nin place\n%s", e.content.Type(), written[i], own)
			}
		}
		for i := range states {
			if !bytes.Equal(ledger.Marshal(&states[i]), written[i]) {
				r.Fatalf("state %d was changed later", i)
			}
		}
	})
}

// A Decoder must give what encoding/json gives, however often it is asked, and refuse what that refuses.
func TestADecoderReadsWhatDecodeContentReads(t *testing.T) {
	t.Parallel()
	w := propertyWorld(t)
	var decoder Decoder
	same := func(r testing.TB, kind string, data []byte) {
		r.Helper()
		want, wrong := DecodeContent(kind, data)
		for range 2 {
			got, err := decoder.Decode(kind, data)
			if (err == nil) != (wrong == nil) || err == nil && !reflect.DeepEqual(got, want) {
				r.Fatalf("%s of %q: got %#v, %v; want %#v, %v", kind, data, got, err, want, wrong)
			}
		}
	}
	rapid.Check(t, func(r *rapid.T) {
		d, _ := anyLife(r, w, 20)
		for _, e := range d.events {
			same(t, e.content.Type(), ledger.Marshal(e.content))
		}
	})
	for _, data := range []string{
		``, `{`, `{}`, `{ }`, `{"text"}`, `{"text":}`, `{"text":"a"`, `{"text":"a",}`, `{"text":"a"}x`, `{"text":null}`, `{"text":7}`, `{"TEXT":"a"}`, `{"text":"a","text":"b"}`,
		`{"text":"\u0041"}`, "{\"text\":\"\xff\"}", "{\"text\":\"\n\"}", `{"other":{"a":1}}`, `{"evidence":[]}`, `{"evidence":["a","b"]}`, `{"evidence":["a",]}`, `{"evidence":null}`,
		`{"progress":0}`, `{"progress":007}`, `{"progress":7.5}`, `{"progress":-1}`, `{"progress":1e2}`, `{"progress":12345678901}`, `{"progress":"1"}`, `{"progress":}`,
		`{"due":"2023-02-30"}`, `{"due":"2023-02-03"}`, `{"due":""}`, `{"finished":"2023-02-03"}`, `{"fields":{"a":"b"},"title":"x"}`, `{"ongoing":true,"owner":"x"}`, `[]`, `null`, `"text"`,
	} {
		for _, kind := range []string{"reported", "looked-at", "assigned", "registered", "duty-opened", "unknown"} {
			same(t, kind, []byte(data))
		}
	}
}
