package ledger

import (
	"bytes"
	"crypto/sha256"
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"pgregory.net/rapid"
)

func example() Event {
	return Event{
		Zone: "demo", Stream: "m-1", Seq: 2, At: time.Date(2023, 3, 1, 1, 2, 3, 4000, time.UTC), Recorded: time.Date(2023, 3, 1, 1, 2, 4, 0, time.UTC),
		Type: "assigned", Actor: "督查室主任", Person: "p-03", Basis: Basis{Mechanism: "abc", Calendar: "2023.1-e4bd3045"}, Data: json.RawMessage(`{"owner":"招商专员"}`),
	}
}

func TestTheBytesOfAnEvent(t *testing.T) {
	t.Parallel()
	e := example()
	const want = `{"zone":"demo","stream":"m-1","seq":2,"type":"assigned","at":"2023-03-01T01:02:03.000004Z","recorded":"2023-03-01T01:02:04.000000Z",` +
		`"actor":"督查室主任","person":"p-03","deputy":false,"derived":false,"mechanism":"abc","calendar":"2023.1-e4bd3045","data":{"owner":"招商专员"}}`
	if got := string(Encode(&e)); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// anyEvent draws events with strings that JSON must escape and instants in any zone.
func anyEvent(r *rapid.T) Event {
	word := rapid.OneOf(rapid.String(), rapid.SampledFrom([]string{"", "a\"b", `\`, "\u2028", "<督>&", "\x00\x1f\x7f", "😀"}))
	instant := rapid.Custom(func(r *rapid.T) time.Time {
		return Instant(time.Unix(rapid.Int64Range(-62_000_000_000, 250_000_000_000).Draw(r, "s"), rapid.Int64Range(0, 999_999_999).Draw(r, "ns")).
			In(time.FixedZone("", 3600*rapid.IntRange(-11, 11).Draw(r, "zone"))))
	})
	data := rapid.SampledFrom([]string{`{}`, `{"a":1}`, `[]`, `"x"`, `1.5`, `{"text":"督〔2023〕1号"}`}).Draw(r, "data")
	return Event{
		Zone: word.Draw(r, "zone"), Stream: word.Draw(r, "stream"), Seq: rapid.Int64().Draw(r, "seq"), At: instant.Draw(r, "at"), Recorded: instant.Draw(r, "recorded"),
		Type: word.Draw(r, "type"), Actor: word.Draw(r, "actor"), Person: word.Draw(r, "person"), Deputy: rapid.Bool().Draw(r, "deputy"), Derived: rapid.Bool().Draw(r, "derived"),
		Basis: Basis{Mechanism: word.Draw(r, "mechanism"), Calendar: word.Draw(r, "calendar")}, Data: json.RawMessage(data),
	}
}

func TestAnEventIsReadBackAsItWasWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		e := anyEvent(r)
		body := Encode(&e)
		if !json.Valid(body) {
			r.Fatalf("not JSON: %s", body)
		}
		back, err := Decode(body)
		if err != nil {
			r.Fatal(err)
		}
		if !reflect.DeepEqual(e, back) {
			r.Fatalf("wrote %#v, read %#v", e, back)
		}
		if again := Encode(&back); !bytes.Equal(body, again) {
			r.Fatalf("encodes to\n%s\nand then to\n%s", body, again)
		}
	})
}

func TestTheHeaderIsThePrefixOfTheBody(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		e := anyEvent(r)
		body := Encode(&e)
		header := AppendHeader([]byte("x"), &e)[1:]
		if !bytes.HasPrefix(body, header) || string(body[len(header):len(body)-1]) != string(e.Data) {
			r.Fatalf("header %s of %s", header, body)
		}
		other := e
		other.Actor += "x"
		if bytes.HasPrefix(body, AppendHeader(nil, &other)) {
			r.Fatal("another actor renders the same header")
		}
		if n, same := HeaderOf(body, &e); !same || n != len(header) {
			r.Fatalf("HeaderOf tells %d, %t; the header has %d bytes", n, same, len(header))
		}
		for _, another := range []func(*Event){
			func(e *Event) { e.Zone += "x" }, func(e *Event) { e.Stream += "x" }, func(e *Event) { e.Seq++ }, func(e *Event) { e.Type += "\"" },
			func(e *Event) { e.At = e.At.Add(time.Microsecond) }, func(e *Event) { e.Recorded = e.Recorded.Add(time.Microsecond) },
			func(e *Event) { e.Actor += `","person":"` }, func(e *Event) { e.Person = "x" + e.Person }, func(e *Event) { e.Deputy = !e.Deputy },
			func(e *Event) { e.Derived = !e.Derived }, func(e *Event) { e.Basis.Mechanism += "x" }, func(e *Event) { e.Basis.Calendar += " " },
		} {
			other := e
			another(&other)
			if _, same := HeaderOf(body, &other); same != bytes.HasPrefix(body, AppendHeader(nil, &other)) || same {
				r.Fatalf("%#v has the header of %s", other, body)
			}
		}
		if _, same := HeaderOf(header, &e); same {
			r.Fatal("a header without content is a whole body")
		}
	})
}

func TestInstantsAreWrittenAsTheStandardLibraryWould(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		at := time.Unix(rapid.Int64Range(-70_000_000_000, 300_000_000_000).Draw(r, "s"), rapid.Int64Range(0, 999_999_999).Draw(r, "ns"))
		if got, want := string(AppendTime(nil, at)), at.UTC().Format("2006-01-02T15:04:05.000000Z"); got != want {
			r.Fatalf("got %s, want %s", got, want)
		}
	})
	if got := Instant(time.Date(2023, 3, 1, 8, 0, 0, 1999, time.FixedZone("", 8*3600))); got != time.Date(2023, 3, 1, 0, 0, 0, 1000, time.UTC) {
		t.Errorf("got %v", got)
	}
	if !Instant(time.Time{}).IsZero() {
		t.Error("no instant became one")
	}
}

func TestRecordsFormAChain(t *testing.T) {
	t.Parallel()
	var prev Hash
	var records []Record
	for i := range 5 {
		e := example()
		e.Seq = int64(i) + 1
		if i == 3 { // longer than what is hashed on the stack
			e.Data = json.RawMessage(`{"text":"` + strings.Repeat("长", 2000) + `"}`)
		}
		r := Seal(e, prev)
		if r.Prev != prev || r.Hash != sha256.Sum256(append(prev[:len(prev):len(prev)], r.Body...)) {
			t.Fatalf("record %d is not SHA-256 over the one before and its body", i)
		}
		prev = r.Hash
		records = append(records, r)
	}
	for i := range records {
		body := bytes.Clone(records[i].Body)
		body[len(body)/2] ^= 1
		if Chain(records[i].Prev, body) == records[i].Hash {
			t.Errorf("record %d keeps its hash when changed", i)
		}
		if i > 0 && Chain(records[0].Prev, records[i].Body) == records[i].Hash {
			t.Errorf("record %d keeps its hash in another place", i)
		}
	}
}

func FuzzDecode(f *testing.F) {
	e := example()
	f.Add(Encode(&e))
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"at":"0000-01-01T00:00:00Z","seq":1e3}`))
	f.Add([]byte(`null`))
	f.Fuzz(func(t *testing.T, body []byte) {
		e, err := Decode(body)
		if err != nil || !json.Valid(e.Data) {
			return
		}
		var compact bytes.Buffer
		if json.Compact(&compact, e.Data) != nil {
			return
		}
		e.Data = compact.Bytes()
		e.At, e.Recorded = Instant(e.At), Instant(e.Recorded)
		if y := e.At.Year(); y < 0 || y > 9999 || e.Recorded.Year() < 0 || e.Recorded.Year() > 9999 {
			return
		}
		back, err := Decode(Encode(&e))
		if err != nil || !reflect.DeepEqual(e, back) {
			t.Fatalf("%v: wrote %#v, read %#v", err, e, back)
		}
	})
}

func BenchmarkSeal(b *testing.B) {
	e := example()
	var prev Hash
	b.ReportAllocs()
	for b.Loop() {
		prev = Seal(e, prev).Hash
	}
}

func TestTextIsWrittenAsEncodingJSONReadsIt(t *testing.T) {
	t.Parallel()
	bytes := rapid.Custom(func(r *rapid.T) string { return string(rapid.SliceOfN(rapid.Byte(), 0, 24).Draw(r, "bytes")) })
	letters := rapid.StringOfN(rapid.SampledFrom([]rune("az09 ~\"\\\t\x1f\x7fé一，𠀀\u2028\ue000\uffff")), 0, 24, -1)
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.OneOf(bytes, letters, rapid.String()).Draw(r, "text")
		var back string
		if err := json.Unmarshal(AppendString(nil, text), &back); err != nil {
			r.Fatalf("%q: %v", text, err)
		}
		if want := strings.ToValidUTF8(text, "\ufffd"); !utf8.ValidString(back) || utf8.ValidString(text) && back != want {
			r.Fatalf("%q came back as %q", text, back)
		}
		if Plain(text) && string(AppendString(nil, text)) != `"`+text+`"` {
			r.Fatalf("%q is plain and was not written as it is", text)
		}
	})
}

func TestInstantsAreWrittenToTheMicrosecond(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		at := time.Unix(rapid.Int64Range(-62_135_596_800, 253_402_300_799).Draw(r, "second"), rapid.Int64Range(0, 999_999_999).Draw(r, "nanosecond"))
		if got, want := string(AppendTime(nil, at)), at.UTC().Format("2006-01-02T15:04:05.000000Z"); got != want {
			r.Fatalf("wrote %s for %s", got, want)
		}
		if got, want := Instant(at), at.UTC().Truncate(time.Microsecond); got != want {
			r.Fatalf("%s became %s", want, got)
		}
	})
}

// What is sealed with its content at once is what Seal makes of the content written before.
func TestAContentMayBeWrittenStraightIntoTheBody(t *testing.T) {
	t.Parallel()
	e := Event{Zone: "z", Stream: "s", Seq: 3, At: time.Unix(0, 0), Recorded: time.Unix(1, 0), Type: "reported", Actor: "招商局局长"}
	for _, content := range []any{writesItself(strings.Repeat("长", 300)), writesItself(""), map[string]string{"a": "b"}} {
		want := e
		want.Data = Marshal(content)
		a, b := Seal(want, Hash{7}), SealContent(e, content, Hash{7})
		if !reflect.DeepEqual(a, b) {
			t.Errorf("%s\n%s", a.Body, b.Body)
		}
		if _ = append(b.Data, "xyz"...); b.Body[len(b.Body)-1] != '}' {
			t.Error("the content of a record runs into what stands behind it")
		}
	}
}

type writesItself string

func (w writesItself) AppendJSON(b []byte) []byte { return AppendString(b, string(w)) }
