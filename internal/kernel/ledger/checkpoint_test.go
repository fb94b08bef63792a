package ledger

import (
	"encoding/json"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

func keys(t testing.TB, zone string) (private, public string) {
	t.Helper()
	private, public, err := NewKey(rand.NewChaCha8([32]byte{1}), zone)
	if err != nil {
		t.Fatal(err)
	}
	return private, public
}

func signed(t testing.TB, c Checkpoint, private string) string {
	t.Helper()
	s, err := c.Sign(private)
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func TestACheckpointIsReadBackAsItWasSigned(t *testing.T) {
	t.Parallel()
	private, public := keys(t, "demo")
	cp := Checkpoint{Zone: "demo", Size: 1_000_000, Root: leaf(7), At: time.Date(2023, 3, 1, 1, 2, 3, 0, time.UTC)}
	s := signed(t, cp, private)
	if !strings.HasPrefix(s, "qinlian/demo\n1000000\n") {
		t.Errorf("signed\n%s", s)
	}
	back, err := OpenCheckpoint(s, public)
	if err != nil || back != cp {
		t.Errorf("%+v, %v", back, err)
	}
}

func TestWhatIsWrongWithACheckpoint(t *testing.T) {
	t.Parallel()
	private, public := keys(t, "demo")
	other, otherPublic, err := NewKey(rand.NewChaCha8([32]byte{2}), "demo")
	if err != nil {
		t.Fatal(err)
	}
	cp := Checkpoint{Zone: "demo", Size: 5, Root: leaf(7), At: time.Date(2023, 3, 1, 1, 2, 3, 0, time.UTC)}
	good := signed(t, cp, private)
	signer, err := note.NewSigner(private)
	if err != nil {
		t.Fatal(err)
	}
	by := func(body string) string {
		s, err := note.Sign(&note.Note{Text: body}, signer)
		if err != nil {
			t.Fatal(err)
		}
		return string(s)
	}
	root := strings.Split(good, "\n")[2]
	for name, tt := range map[string]struct{ note, public string }{
		"the size was changed":             {strings.Replace(good, "\n5\n", "\n6\n", 1), public},
		"the root was changed":             {strings.Replace(good, root, leaf(8).String(), 1), public},
		"the instant was changed":          {strings.Replace(good, "01:02:03", "01:02:04", 1), public},
		"the zone was changed":             {strings.Replace(good, "qinlian/demo\n", "qinlian/else\n", 1), public},
		"the signature was cut off":        {strings.Split(good, "\n\n")[0] + "\n", public},
		"another key signed it":            {signed(t, cp, other), public},
		"another key checks it":            {good, otherPublic},
		"the key cannot be read":           {good, "demo"},
		"it is empty":                      {"", public},
		"it is signed but of another zone": {by("qinlian/else\n5\n" + root + "\n2023-03-01T01:02:03Z\n"), public},
		"it is signed but of another log":  {by("elsewhere\n5\n" + root + "\n2023-03-01T01:02:03Z\n"), public},
		"its size is not a number":         {by("qinlian/demo\nfive\n" + root + "\n2023-03-01T01:02:03Z\n"), public},
		"its size is negative":             {by("qinlian/demo\n-5\n" + root + "\n2023-03-01T01:02:03Z\n"), public},
		"its size has a leading zero":      {by("qinlian/demo\n05\n" + root + "\n2023-03-01T01:02:03Z\n"), public},
		"its root is short":                {by("qinlian/demo\n5\nAAAA\n2023-03-01T01:02:03Z\n"), public},
		"it has no instant":                {by("qinlian/demo\n5\n" + root + "\n"), public},
		"its instant is none":              {by("qinlian/demo\n5\n" + root + "\nyesterday\n"), public},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if _, err := OpenCheckpoint(tt.note, tt.public); errs.CodeOf(err) != "ledger.bad_checkpoint" || errs.KindOf(err) != errs.Corrupt {
				t.Errorf("got %v", err)
			}
		})
	}
	if _, err := cp.Sign("nonsense"); err == nil {
		t.Error("signed without a key")
	}
}

// receipt makes a log of 300 events and a receipt for the one at pos.
func receipt(t testing.TB, pos int64) (r Receipt, public string) {
	t.Helper()
	private, public := keys(t, "demo")
	s := nodes{}
	b := NewBuilder(0, nil, s.store)
	var prev Hash
	var mine, registered Record
	for i := range int64(300) {
		e := example()
		e.Seq = i + 1
		if i == 0 {
			e.Type, e.Data = "registered", json.RawMessage(`{"number":"1号","kind":"graded"}`)
		}
		rec := Seal(e, prev)
		rec.Pos = i
		if prev = rec.Hash; i == pos {
			mine = rec
		}
		if i == 0 {
			registered = rec
		}
		h := Leaf(rec.Hash)
		s[0] = append(s[0], h)
		if err := b.Add(h); err != nil {
			t.Fatal(err)
		}
	}
	proof, err := tlog.ProveRecord(300, pos, Reader{s})
	if err != nil {
		t.Fatal(err)
	}
	cp := Checkpoint{Zone: "demo", Size: 300, Root: b.Root(), At: time.Date(2023, 3, 1, 1, 2, 3, 0, time.UTC)}
	r = Receipt{Number: "1号", Body: string(mine.Body), Prev: mine.Prev.String(), Pos: pos, Proof: proof, Checkpoint: signed(t, cp, private), Key: public}
	if pos > 0 {
		first, err := tlog.ProveRecord(300, 0, Reader{s})
		if err != nil {
			t.Fatal(err)
		}
		r.Registered = &Registration{Body: string(registered.Body), Proof: first}
	}
	return r, public
}

func TestAReceiptProvesItsEvent(t *testing.T) {
	t.Parallel()
	for _, pos := range []int64{0, 1, 255, 256, 299} {
		r, public := receipt(t, pos)
		raw, err := json.Marshal(r)
		if err != nil {
			t.Fatal(err)
		}
		var back Receipt
		if err := json.Unmarshal(raw, &back); err != nil {
			t.Fatal(err)
		}
		for _, key := range []string{public, ""} {
			e, cp, err := back.Check(key)
			if err != nil || e.Seq != pos+1 || cp.Size != 300 {
				t.Errorf("position %d: %+v, %+v, %v", pos, e, cp, err)
			}
		}
	}
}

func TestATamperedReceiptDoesNotHold(t *testing.T) {
	t.Parallel()
	_, foreign, err := NewKey(rand.NewChaCha8([32]byte{9}), "demo")
	if err != nil {
		t.Fatal(err)
	}
	other, _ := receipt(t, 7)
	for name, tamper := range map[string]func(*Receipt){
		"the number":                  func(r *Receipt) { r.Number = "2号" },
		"a letter that is none of it": func(r *Receipt) { r.Letter = "督〔2023〕1号" },
		"the body":                    func(r *Receipt) { r.Body = strings.Replace(r.Body, "graded", "easier", 1) },
		"the body's instant":          func(r *Receipt) { r.Body = strings.Replace(r.Body, "01:02:03", "01:02:02", 1) },
		"a space in the body":         func(r *Receipt) { r.Body += " " },
		"the hash before":             func(r *Receipt) { r.Prev = leaf(1).String() },
		"a hash that is none":         func(r *Receipt) { r.Prev = "zz" },
		"the position":                func(r *Receipt) { r.Pos = 1 },
		"a negative position":         func(r *Receipt) { r.Pos = -1 },
		"a position beyond the log":   func(r *Receipt) { r.Pos = 300 },
		"a proof cut short":           func(r *Receipt) { r.Proof = r.Proof[1:] },
		"a proof made longer":         func(r *Receipt) { r.Proof = append(r.Proof, leaf(1)) },
		"one hash of the proof":       func(r *Receipt) { r.Proof[3][0] ^= 1 },
		"another event's proof":       func(r *Receipt) { r.Proof, r.Pos = other.Proof, other.Pos },
		"no proof":                    func(r *Receipt) { r.Proof = nil },
		"the checkpoint":              func(r *Receipt) { r.Checkpoint = strings.Replace(r.Checkpoint, "\n300\n", "\n301\n", 1) },
		"no checkpoint":               func(r *Receipt) { r.Checkpoint = "" },
		"the key":                     func(r *Receipt) { r.Key = foreign },
		"the checkpoint's signature":  func(r *Receipt) { r.Checkpoint = r.Checkpoint[:len(r.Checkpoint)-8] + "AAAAAA=\n" },
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			r, public := receipt(t, 0)
			tamper(&r)
			_, _, err := r.Check(public)
			if errs.KindOf(err) != errs.Corrupt || !strings.HasPrefix(errs.CodeOf(err), "ledger.bad_") {
				t.Fatalf("got %v", err)
			}
			if errs.Message(err, text.Zh) == "" || errs.Message(err, text.En) == "" {
				t.Error("it is not said why")
			}
		})
	}
}

func TestAReceiptOfAnotherZoneDoesNotHold(t *testing.T) {
	t.Parallel()
	private, public := keys(t, "else")
	rec := Seal(example(), Hash{})
	b := NewBuilder(0, nil, nodes{}.store)
	if err := b.Add(Leaf(rec.Hash)); err != nil {
		t.Fatal(err)
	}
	r := Receipt{
		Body: string(rec.Body), Prev: rec.Prev.String(), Proof: tlog.RecordProof{},
		Checkpoint: signed(t, Checkpoint{Zone: "else", Size: 1, Root: b.Root(), At: time.Unix(0, 0)}, private),
	}
	if _, _, err := r.Check(public); errs.CodeOf(err) != "ledger.bad_receipt" {
		t.Errorf("got %v", err)
	}
}

func FuzzOpenCheckpoint(f *testing.F) {
	private, public := keys(f, "demo")
	f.Add(signed(f, Checkpoint{Zone: "demo", Size: 5, Root: leaf(7), At: time.Unix(0, 0)}, private), public)
	f.Add("qinlian/demo\n5\n\n— x\n", public)
	f.Add("", "")
	f.Fuzz(func(t *testing.T, s, public string) {
		if cp, err := OpenCheckpoint(s, public); err == nil && (cp.Size < 0 || !strings.HasPrefix(s, Origin(cp.Zone)+"\n")) {
			t.Errorf("%q opened as %+v", s, cp)
		}
	})
}

func FuzzReceipt(f *testing.F) {
	r, public := receipt(f, 3)
	raw, err := json.Marshal(r)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(raw)
	f.Add([]byte(`{"pos":-1,"proof":null}`))
	f.Add([]byte(`{"prev":"00","proof":["AAAA"]}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		var r Receipt
		if json.Unmarshal(raw, &r) != nil {
			return
		}
		if e, _, err := r.Check(public); err == nil && e.Zone != "demo" {
			t.Errorf("a receipt of %q holds under the key of demo", e.Zone)
		}
	})
}
