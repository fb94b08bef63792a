// Package ledger is the record of everything that happened, in a form that cannot be changed quietly.
//
// Each change is an Event in one stream (a matter, a session, the org chart …). Encode gives the exact
// bytes that are hashed and stored; Chain links them within the stream; the zone's Log is a Merkle tree
// (RFC 6962, RFC 9162) over the chained hashes in order of position, whose signed checkpoints and
// inclusion proofs let anybody check a receipt without the database.
//
// Two sorts of event are kept apart for ever: those that people or outside systems caused, and Derived
// ones, which follow from the former, the mechanism, the calendar and time, and name the versions they
// came from.
package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"strconv"
	"time"
	"unicode/utf8"
)

// Hash is a SHA-256 digest.
type Hash [sha256.Size]byte

// String gives the digest in hex.
func (h Hash) String() string { return hex.EncodeToString(h[:]) }

// Event is one change to one stream, before it is sealed.
type Event struct {
	Zone     string
	Stream   string    // id of the matter, session … that it changes
	Seq      int64     // 1, 2, 3 … within the stream
	At       time.Time // when it took effect; for a derived event the instant at which it fell due
	Recorded time.Time // when it was written down; differs from At where a sweep was late
	Type     string    // registered, assigned, rung-fired …
	Actor    string    // the post that acted; "" for derived events
	Person   string    // who held the post, "" when unknown
	Deputy   bool      // the deputy (B岗) acted for the post
	Derived  bool
	Basis    Basis
	Data     json.RawMessage // the event's own content, compact JSON
}

// Basis names the versions that an event was decided under.
type Basis struct {
	Mechanism string
	Calendar  string
}

// Record is an event in its place in the ledger.
type Record struct {
	Event

	Pos  int64 // 0, 1, 2 … within the zone
	Body []byte
	Prev Hash // hash of the stream's previous record; zero for the first
	Hash Hash
}

// Encode gives the bytes that are hashed and stored: JSON with fixed member order, so that the header
// can be rendered again from cached columns and compared byte by byte.
func Encode(e *Event) []byte {
	b := append(AppendHeader(room(e, len(e.Data)), e), e.Data...)
	return append(b, '}')
}

// room is room for an event with so many bytes of content.
func room(e *Event, content int) []byte {
	return make([]byte, 0, headerSize+len(e.Zone)+len(e.Stream)+len(e.Type)+len(e.Actor)+len(e.Person)+
		len(e.Basis.Mechanism)+len(e.Basis.Calendar)+content)
}

// headerSize is room for the header's names, instants and numbers and the closing bracket.
const headerSize = 240

// AppendHeader appends everything before the content.
func AppendHeader(b []byte, e *Event) []byte {
	b = append(b, `{"zone":`...)
	b = AppendString(b, e.Zone)
	b = append(b, `,"stream":`...)
	b = AppendString(b, e.Stream)
	b = append(b, `,"seq":`...)
	b = strconv.AppendInt(b, e.Seq, 10)
	b = append(b, `,"type":`...)
	b = AppendString(b, e.Type)
	b = append(b, `,"at":"`...)
	at := len(b)
	b = AppendTime(b, e.At)
	written := b[at:]
	b = append(b, `","recorded":"`...)
	if e.Recorded == e.At {
		b = append(b, written...)
	} else {
		b = AppendTime(b, e.Recorded)
	}
	b = append(b, `","actor":`...)
	b = AppendString(b, e.Actor)
	b = append(b, `,"person":`...)
	b = AppendString(b, e.Person)
	b = append(b, `,"deputy":`...)
	b = strconv.AppendBool(b, e.Deputy)
	b = append(b, `,"derived":`...)
	b = strconv.AppendBool(b, e.Derived)
	b = append(b, `,"mechanism":`...)
	b = AppendString(b, e.Basis.Mechanism)
	b = append(b, `,"calendar":`...)
	b = AppendString(b, e.Basis.Calendar)
	return append(b, `,"data":`...)
}

// Decode reads an event back from its body.
func Decode(body []byte) (Event, error) {
	var w struct {
		Zone, Stream, Type, Actor, Person, Mechanism, Calendar string
		Seq                                                    int64
		At, Recorded                                           time.Time
		Deputy, Derived                                        bool
		Data                                                   json.RawMessage
	}
	if err := json.Unmarshal(body, &w); err != nil {
		return Event{}, fmt.Errorf("decode event: %w", err)
	}
	return Event{
		Zone: w.Zone, Stream: w.Stream, Seq: w.Seq, At: w.At.UTC(), Recorded: w.Recorded.UTC(), Type: w.Type,
		Actor: w.Actor, Person: w.Person, Deputy: w.Deputy, Derived: w.Derived,
		Basis: Basis{Mechanism: w.Mechanism, Calendar: w.Calendar}, Data: w.Data,
	}, nil
}

// Seal encodes e and links it behind prev.
func Seal(e Event, prev Hash) Record {
	body := Encode(&e)
	return Record{Event: e, Body: body, Prev: prev, Hash: Chain(prev, body)}
}

// SealContent is Seal of an event whose content is yet to be written. What appends its own JSON goes
// straight into the body, of which Data is then a part.
func SealContent(e Event, content any, prev Hash) Record {
	own, ok := content.(selfWriter)
	if !ok {
		e.Data = Marshal(content)
		return Seal(e, prev)
	}
	body := AppendHeader(room(&e, usualContent), &e)
	from := len(body)
	body = append(own.AppendJSON(body), '}')
	e.Data = body[from : len(body)-1 : len(body)-1]
	return Record{Event: e, Body: body, Prev: prev, Hash: Chain(prev, body)}
}

// Chain is the hash of one record: SHA-256(previous hash ‖ body).
func Chain(prev Hash, body []byte) Hash {
	var stack [1024]byte
	buf := append(append(stack[:0], prev[:]...), body...)
	return sha256.Sum256(buf)
}

// AppendTime writes UTC with microseconds, the finest that both databases keep: 2006-01-02T15:04:05.000000Z.
func AppendTime(b []byte, t time.Time) []byte {
	t = t.UTC()
	year, month, day := t.Date()
	if year < 0 || year > 9999 {
		return t.AppendFormat(b, "2006-01-02T15:04:05.000000Z")
	}
	hour, minute, second := t.Clock()
	text := [...]byte{'0', '0', '0', '0', '-', '0', '0', '-', '0', '0', 'T', '0', '0', ':', '0', '0', ':', '0', '0', '.', '0', '0', '0', '0', '0', '0', 'Z'}
	micros := t.Nanosecond() / 1000
	for at, n := range [...]int{0: year / 100, 2: year % 100, 5: int(month), 8: day, 11: hour, 14: minute, 17: second, 20: micros / 10_000, 22: micros / 100 % 100, 24: micros % 100} {
		if n != 0 {
			text[at] += byte(n / 10)
			text[at+1] += byte(n % 10)
		}
	}
	return append(b, text[:]...)
}

// Instant rounds to what the ledger keeps, so that what was decided equals what is read back.
func Instant(t time.Time) time.Time {
	t = t.UTC()
	return t.Add(-time.Duration(t.Nanosecond() % 1000))
}

// AppendString appends s as a JSON string; what is not UTF-8 is replaced as encoding/json does.
func AppendString(b []byte, s string) []byte {
	if Plain(s) {
		b = append(b, '"')
		b = append(b, s...)
		return append(b, '"')
	}
	quoted, err := json.Marshal(s)
	if err != nil { // a string always marshals
		panic(err)
	}
	return append(b, quoted...)
}

// Plain tells whether s is UTF-8 that stands in a JSON string as it is. Most of what is written is ASCII
// or Chinese: the former is looked at eight letters at a time, and the latter's letters, of three bytes
// each, are told without decoding them.
func Plain(s string) bool {
	i := 0
	for i+8 <= len(s) && plainASCII(s[i:i+8]) {
		i += 8
	}
	for i < len(s) {
		switch c := s[i]; {
		case c < utf8.RuneSelf:
			if c < 0x20 || c == '"' || c == '\\' {
				return false
			}
			i++
		case c > 0xE0 && c != 0xED && c < 0xF0 && i+2 < len(s) && s[i+1]&0xC0 == 0x80 && s[i+2]&0xC0 == 0x80:
			i += 3
		default:
			r, size := utf8.DecodeRuneInString(s[i:])
			if r == utf8.RuneError && size == 1 {
				return false
			}
			i += size
		}
	}
	return true
}

// plainASCII tells of eight bytes, by one word, whether they are surely plain ASCII: a subtraction sets the
// high bit of each byte that is less than what is taken from it.
func plainASCII(s string) bool {
	const each, high = 0x0101010101010101, 0x8080808080808080
	_ = s[7]
	x := uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 | uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
	return (x|(x-each*' ')|((x^each*'"')-each)|((x^each*'\\')-each))&high == 0
}
