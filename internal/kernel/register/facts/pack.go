package facts

import (
	"encoding/binary"
	"errors"
	"math"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/rule"
)

// Words number the texts that many records have in common: names of fields, sources, posts, items of spans. A number once
// given stands; the first is 1, and 0 stands for "".
type Words struct {
	list  []string
	index map[string]uint64
	fresh int // from here on they are not stored yet
}

// NewWords takes the words that are stored, in order of number.
func NewWords(stored []string) *Words {
	w := &Words{list: stored, index: make(map[string]uint64, len(stored)), fresh: len(stored)}
	for i, word := range stored {
		w.index[word] = uint64(i) + 1
	}
	return w
}

// Fresh gives the words that are new, and the number of the first; they count as stored from now on.
func (w *Words) Fresh() (first int, words []string) {
	first, words = w.fresh+1, w.list[w.fresh:]
	w.fresh = len(w.list)
	return first, words
}

// Len is how many words there are.
func (w *Words) Len() int { return len(w.list) }

func (w *Words) number(word string) uint64 {
	if word == "" {
		return 0
	}
	n, ok := w.index[word]
	if !ok {
		w.list = append(w.list, word)
		n = uint64(len(w.list))
		w.index[word] = n
	}
	return n
}

// What stands behind a fact's field, besides the kind of its value.
const (
	hasPeriod = 1 << (4 + iota)
	hasItem
	hasBegins
	isVoid
)

const packVersion = 1

// Pack writes a record, but for its register and key, as one row keeps it: about ten bytes a fact. The same record and
// words give the same bytes.
func Pack(r *Record, words *Words) []byte {
	b := binary.AppendUvarint([]byte{packVersion}, uint64(len(r.Said)))
	var at int64
	for i := range r.Said {
		s := &r.Said[i]
		b = append(b, byte(s.What))
		b = binary.AppendVarint(b, s.At.UnixMicro()-at)
		at = s.At.UnixMicro()
		b = binary.AppendVarint(b, int64(s.From))
		b = binary.AppendVarint(b, int64(s.Dated))
		b = binary.AppendUvarint(b, words.number(s.Source))
		b = binary.AppendUvarint(b, words.number(s.Actor))
		b = appendText(appendText(b, s.Reason), s.Vouched)
		b = binary.AppendUvarint(b, uint64(len(s.Facts)))
		for j := range s.Facts {
			b = packFact(b, &s.Facts[j], words)
		}
	}
	return b
}

func packFact(b []byte, f *Fact, words *Words) []byte {
	b = binary.AppendUvarint(b, words.number(f.Field))
	kind := byte(f.Value.Kind())
	for bit, on := range map[byte]bool{hasPeriod: f.Period != 0, hasItem: f.Item != "", hasBegins: !f.Begins.IsZero(), isVoid: f.Void} {
		if on {
			kind |= bit
		}
	}
	b = append(b, kind)
	if f.Period != 0 {
		b = binary.AppendUvarint(b, uint64(f.Period))
	}
	if f.Item != "" {
		b = binary.AppendUvarint(b, words.number(f.Item))
		b = binary.AppendVarint(b, int64(f.To))
	}
	if !f.Begins.IsZero() {
		b = binary.AppendVarint(b, int64(f.Begins))
	}
	switch f.Value.Kind() {
	case rule.KindNone:
	case rule.KindString:
		b = appendText(b, f.Value.Text())
	case rule.KindList:
		items := f.Value.Items()
		b = binary.AppendUvarint(b, uint64(len(items)))
		for _, item := range items {
			b = appendText(b, item.Text())
		}
	case rule.KindDouble:
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(f.Value.Double()))
	default:
		b = binary.AppendVarint(b, f.Value.Number())
	}
	return b
}

func appendText(b []byte, s string) []byte {
	return append(binary.AppendUvarint(b, uint64(len(s))), s...)
}

var errPacked = errors.New("the packed record cannot be read")

// unpacker reads what Pack wrote. After a fault it gives zeros.
type unpacker struct {
	b     []byte
	words []string
	bad   bool
}

func (u *unpacker) fail() { u.bad, u.b = true, nil }

func (u *unpacker) one() byte {
	if len(u.b) == 0 {
		u.fail()
		return 0
	}
	c := u.b[0]
	u.b = u.b[1:]
	return c
}

func (u *unpacker) uint() uint64 {
	if len(u.b) > 0 && u.b[0] < 0x80 { // mostly
		n := u.b[0]
		u.b = u.b[1:]
		return uint64(n)
	}
	n, size := binary.Uvarint(u.b)
	if size <= 0 {
		u.fail()
		return 0
	}
	u.b = u.b[size:]
	return n
}

func (u *unpacker) int() int64 {
	n := u.uint()
	return int64(n>>1) ^ -int64(n&1)
}

func (u *unpacker) bytes() []byte {
	n := u.uint()
	if n > uint64(len(u.b)) {
		u.fail()
		return nil
	}
	s := u.b[:n]
	u.b = u.b[n:]
	return s
}

func (u *unpacker) word() string {
	n := u.uint()
	if n > uint64(len(u.words)) {
		u.fail()
		return ""
	}
	if n == 0 {
		return ""
	}
	return u.words[n-1]
}

func (u *unpacker) float() float64 {
	if len(u.b) < 8 {
		u.fail()
		return 0
	}
	f := math.Float64frombits(binary.LittleEndian.Uint64(u.b))
	u.b = u.b[8:]
	return f
}

// head reads a statement up to its facts, and how many there are.
func (u *unpacker) head(s *Said, at *int64, full bool) (n uint64) {
	s.What = What(u.one())
	if int(s.What) >= len(whats) {
		u.fail()
	}
	*at += u.int()
	s.From, s.Dated = clock.Date(u.int()), clock.Date(u.int())
	if full {
		s.At = time.UnixMicro(*at).UTC()
		s.Source, s.Actor = u.word(), u.word()
		s.Reason, s.Vouched = string(u.bytes()), string(u.bytes())
	} else {
		u.uint()
		u.uint()
		u.bytes()
		u.bytes()
	}
	return u.uint()
}

// Unpack reads a record back.
func Unpack(name, key string, packed []byte, words *Words) (Record, error) {
	u := unpacker{b: packed, words: words.list}
	r := Record{Register: name, Key: key}
	if u.one() != packVersion {
		return r, errPacked
	}
	var at int64
	for n := u.uint(); n > 0 && !u.bad; n-- {
		s := Said{Statement: Statement{Register: name, Key: key}}
		for m := u.head(&s, &at, true); m > 0 && !u.bad; m-- {
			s.Facts = append(s.Facts, u.fact())
		}
		r.Said = append(r.Said, s)
	}
	if u.bad || len(u.b) > 0 {
		return r, errPacked
	}
	return r, nil
}

func (u *unpacker) fact() Fact {
	f := Fact{Field: u.word()}
	kind := u.one()
	f.Void = kind&isVoid != 0
	if kind&hasPeriod != 0 {
		f.Period = Period(u.uint())
	}
	if kind&hasItem != 0 {
		f.Item, f.To = u.word(), clock.Date(u.int())
	}
	if kind&hasBegins != 0 {
		f.Begins = clock.Date(u.int())
	}
	switch k := rule.Kind(kind & 15); k {
	case rule.KindNone:
	case rule.KindString:
		f.Value = rule.StringValue(string(u.bytes()))
	case rule.KindList:
		f.Value = rule.StringsValue(u.texts())
	case rule.KindDouble:
		f.Value = rule.DoubleValue(u.float())
	case rule.KindBool, rule.KindInt, rule.KindMoney, rule.KindDate:
		f.Value = number(k, u.int())
	default:
		u.fail()
	}
	return f
}

func (u *unpacker) texts() []string {
	n := u.uint()
	if n > uint64(len(u.b)) {
		u.fail()
		return nil
	}
	out := make([]string, n)
	for i := range out {
		out[i] = string(u.bytes())
	}
	return out
}
