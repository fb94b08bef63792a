package matter

import (
	"bytes"
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/personal"
)

const visitKind = `fields:
  phone: { type: string, title: 电话, personal: phone, keep: 2y after close }
  name: { type: string, title: 姓名, required: true, personal: name, keep: 2y after close }
  street: { type: string, title: 街道 }
gates:
  accept: { all: [ has(matter.fields.phone) ], says: 没有电话 }
`

// salts is a source of randomness that never ends.
type salts struct{}

func (salts) Read(p []byte) (int, error) { return len(p), nil }

func TestWhateverIsGivenNoPersonalValueStandsInAnEventOrAState(t *testing.T) {
	t.Parallel()
	w := world(t, kindWith("visit", visitKind))
	k := w.Timeline[0].Bundle.Kinds["visit"]
	rapid.Check(t, func(r *rapid.T) {
		value := "某" + rapid.StringMatching(`[甲乙丙丁0-9<>" ]{6,40}`).Draw(r, "value") + "某"
		c := Command{Name: "register", ID: "m-1", Kind: "visit", Number: "1号", At: at("2023-03-01 09:00"), Actor: office}
		c.Title, c.Fields = "探访", map[string]any{"name": value, "phone": value, "street": "某街道"}
		given := c.Fields
		secrets, err := Withhold(k, "demo", &c, salts{})
		if err != nil || len(secrets) != 2 || given["name"] != value {
			r.Fatal(secrets, err)
		}
		content, err := Decide(&State{}, &c, w)
		if err != nil {
			r.Fatal(err)
		}
		body := ledger.SealContent(*header(&c, "demo"), content, ledger.Hash{}).Body
		s := Evolve(State{}, header(&c, "demo"), content)
		state := ledger.Marshal(&s)
		quoted, err := json.Marshal(value)
		if err != nil {
			r.Fatal(err)
		}
		for _, written := range [][]byte{body, state} {
			if bytes.Contains(written, []byte(value)) || bytes.Contains(written, quoted[1:len(quoted)-1]) {
				r.Fatalf("%s stands in %s", value, written)
			}
		}
		if !secrets[0].Opens(personal.Place{Zone: "demo", Matter: "m-1", Field: "name"}, s.Personal["name"]) {
			r.Fatal("the secret does not open the commitment of its state")
		}
	})
}

func TestAPersonalValueThatWasNotTakenOutIsRefusedAndNotRepeated(t *testing.T) {
	t.Parallel()
	w := world(t, kindWith("visit", visitKind))
	c := Command{Name: "register", ID: "m-1", Kind: "visit", Number: "1号", At: at("2023-03-01 09:00"), Actor: office}
	c.Title, c.Fields = "探访", map[string]any{"name": "某甲乙"}
	if _, err := Decide(&State{}, &c, w); !errs.Is(err, "matter.personal_plain") || strings.Contains(errs.Message(err, text.Zh), "某甲乙") {
		t.Errorf("got %v", err)
	}
}

func TestARuleSeesWhetherThereIsAPersonalValueAndNotWhich(t *testing.T) {
	t.Parallel()
	w := world(t, kindWith("visit", visitKind))
	for phone, want := range map[string]string{"": "没有电话", "00ff": ""} {
		s := State{ID: "m-1", Zone: "demo", Number: "1号", Kind: "visit", Stage: Assigned, LastAt: at("2023-03-01 09:00")}
		s.Owner = owner
		s.Personal = map[string]string{"name": "00ff"}
		if phone != "" {
			s.Personal["phone"], s.Erased = phone, []string{"phone"} // erased since: it was given all the same
		}
		_, err := Decide(&s, &Command{Name: "accept", ID: "m-1", At: at("2023-03-02 09:00"), Actor: owner}, w)
		if want == "" && err != nil || want != "" && !strings.Contains(errs.Message(err, text.Zh), want) {
			t.Errorf("phone %q: %v", phone, err)
		}
	}
}

func TestWhatWasRegisteredInPlainBeforeItsFieldWasMarkedIsMaskedToo(t *testing.T) {
	t.Parallel()
	w := world(t, kindWith("visit", visitKind))
	s := State{Kind: "visit"}
	s.Fields = map[string]any{"phone": "13800001234", "street": "某街道"}
	shown := Veiled(&s, w.Timeline[0].Bundle.Kinds["visit"])
	if shown.Fields["phone"] != "138****1234" || shown.Fields["street"] != "某街道" || s.Fields["phone"] != "13800001234" {
		t.Errorf("%v, of %v", shown.Fields, s.Fields)
	}
}

func TestWhatIsErasedIsHeldNoLonger(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		name := rapid.SampledFrom([]string{"a", "b", "c", "d"})
		s := State{}
		s.Personal = map[string]string{"a": "0", "b": "0", "c": "0"}
		var gone []string
		for range rapid.IntRange(0, 5).Draw(r, "erasures") {
			e := PersonalEvent{Command: rapid.SampledFrom([]string{"erase", "unmask"}).Draw(r, "command"), Fields: rapid.SliceOf(name).Draw(r, "fields")}
			before := slices.Clone(s.Erased)
			held := s
			s.Fold(&ledger.Event{}, &e)
			if !slices.Equal(held.Erased, before) {
				r.Fatal("an older state was changed")
			}
			if e.Command == "erase" {
				gone = append(gone, e.Fields...)
			}
		}
		for _, n := range []string{"a", "b", "c"} {
			if slices.Contains(s.Held(), n) == slices.Contains(gone, n) {
				r.Fatalf("%s: held %v, erased %v", n, s.Held(), gone)
			}
		}
	})
}
