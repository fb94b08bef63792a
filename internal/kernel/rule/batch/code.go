package batch

import (
	"fmt"
	"math"
	"math/bits"
	"slices"

	"qinlian/internal/kernel/rule"
)

// coding is a column as the graph reads it: for each row a small number, bit by bit in planes. Of numbers, 0 stands for
// nothing set and n+1 for as many bounds at or below it; of words, a number stands for all that every condition treats
// alike.
type coding struct {
	planes [][]uint64
	unset  int // rows in which nothing is set

	bounds []int64 // in order; numbers only

	judges  []*leaf // words only
	classes map[string]uint32
	answers []string // by class: a verdict for each judge
	byEntry []uint32 // entry of the dictionary → class
}

// bounds gives where the answer of a leaf changes: a rank that is the first of its kind.
func (l *leaf) bounds() []int64 {
	var out []int64
	for _, s := range l.spans[0] {
		if s.from > math.MinInt64 {
			out = append(out, s.from)
		}
		if s.to < math.MaxInt64 {
			out = append(out, s.to+1)
		}
	}
	return out
}

// prepare codes the column so that it answers leaves, beside those that it answers already; false where it does so
// without being coded anew.
func (c *column) prepare(t *Table, leaves []*leaf) bool {
	old := c.code.Load()
	if old != nil && c.answers(leaves...) {
		return false
	}
	code := &coding{classes: map[string]uint32{}}
	if old != nil {
		code.bounds, code.judges = slices.Clone(old.bounds), slices.Clone(old.judges)
	}
	for _, l := range leaves {
		if l.how == byRank {
			code.bounds = append(code.bounds, l.bounds()...)
		} else if !slices.ContainsFunc(code.judges, func(j *leaf) bool { return j.text == l.text }) {
			code.judges = append(code.judges, l)
		}
	}
	slices.Sort(code.bounds)
	code.bounds = slices.Compact(code.bounds)
	most := uint32(len(code.bounds) + 1)
	if !c.numeric() {
		code.byEntry = make([]uint32, 1, len(c.words)+1)
		code.byEntry[0] = code.class(c, 0)
		for e := range c.words {
			code.byEntry = append(code.byEntry, code.class(c, uint32(e+1)))
		}
		most = uint32(len(code.answers) - 1)
	}
	code.planes = make([][]uint64, max(1, bits.Len32(most)))
	words := padded(t.rows) / 64
	for i := range code.planes {
		code.planes[i] = make([]uint64, words)
	}
	for w := range words {
		var word [32]uint64
		for i := range 64 {
			row := w*64 + i
			n := code.of(c, row)
			if row < t.rows && !c.isSet(row) {
				code.unset++
			}
			for p := range code.planes {
				word[p] |= uint64(n>>p&1) << i
			}
		}
		for p := range code.planes {
			code.planes[p][w] = word[p]
		}
	}
	c.code.Store(code)
	return true
}

// answers tells whether the column is coded finely enough for leaves.
func (c *column) answers(leaves ...*leaf) bool {
	code := c.code.Load()
	if code == nil {
		return false
	}
	for _, l := range leaves {
		if l.how == byRank {
			for _, b := range l.bounds() {
				if _, ok := slices.BinarySearch(code.bounds, b); !ok {
					return false
				}
			}
		} else if code.judge(l) < 0 {
			return false
		}
	}
	return true
}

// full tells whether something is set in each row.
func (code *coding) full() bool { return code.unset == 0 }

func (code *coding) judge(l *leaf) int {
	return slices.IndexFunc(code.judges, func(j *leaf) bool { return j.text == l.text })
}

func (c *column) isSet(row int) bool {
	if c.numeric() {
		return c.set[row/64]>>(row%64)&1 == 1
	}
	return c.entries[row] != 0
}

// of gives the code of a row.
func (code *coding) of(c *column, row int) uint32 {
	if !c.numeric() {
		return code.byEntry[c.entries[row]]
	}
	if c.set[row/64]>>(row%64)&1 == 0 {
		return 0
	}
	return code.rank(rank(c.kind, c.numbers[row]))
}

// rank gives the code of a number: one more than there are bounds at or below it.
func (code *coding) rank(r int64) uint32 {
	if len(code.bounds) <= 16 {
		n := uint32(1)
		for _, b := range code.bounds {
			if b <= r {
				n++
			}
		}
		return n
	}
	at, exact := slices.BinarySearch(code.bounds, r)
	if exact {
		at++
	}
	return uint32(at + 1)
}

// class finds or makes the class of an entry of the dictionary, by asking every judge. What is not set has the first class to
// itself, though a value may be judged like it: of a column that is full, no row has that one.
func (code *coding) class(c *column, entry uint32) uint32 {
	answers := make([]byte, len(code.judges))
	for i, l := range code.judges {
		answers[i] = byte(l.word(c, entry))
	}
	key := string(answers)
	if entry == 0 {
		key += "not set"
	}
	n, ok := code.classes[key]
	if !ok {
		n = uint32(len(code.answers))
		code.classes[key] = n
		code.answers = append(code.answers, string(answers))
	}
	return n
}

// word is the answer of a leaf for an entry of the dictionary.
func (l *leaf) word(c *column, entry uint32) verdict {
	if l.judge == nil { // has()
		if entry == 0 {
			return l.missing
		}
		return yes
	}
	t := NewTable(l.judge.Schema(), 1)
	if entry > 0 {
		if err := t.Set(0, c.path, c.words[entry-1]); err != nil {
			panic(fmt.Sprintf("batch: a value of %s: %v", c.path, err))
		}
	}
	return judged(l.judge, t.Row(0))
}

func judged(p *rule.Program, in *rule.Input) verdict {
	switch is, err := p.Bool(in); {
	case err != nil:
		return neither
	case is:
		return yes
	default:
		return no
	}
}

// recode codes one row that has changed. It tells whether what was made of the coding before still stands.
func (code *coding) recode(c *column, row int, wasSet bool) (stands bool) {
	full, classes := code.full(), len(code.answers)
	if !c.numeric() {
		for len(code.byEntry) <= len(c.words) {
			code.byEntry = append(code.byEntry, code.class(c, uint32(len(code.byEntry))))
		}
		for len(code.answers) > 1<<len(code.planes) {
			code.planes = append(code.planes, make([]uint64, len(code.planes[0])))
		}
	}
	switch isSet := c.isSet(row); {
	case isSet && !wasSet:
		code.unset--
	case wasSet && !isSet:
		code.unset++
	}
	n := code.of(c, row)
	for p, plane := range code.planes {
		plane[row/64] = plane[row/64]&^(1<<(row%64)) | uint64(n>>p&1)<<(row%64)
	}
	return full == code.full() && classes == len(code.answers)
}

// run is the codes from the first to the last.
type run struct{ from, to uint32 }

// codes gives the codes that answer a leaf as wanted, in order, those that touch joined.
func (c *column) codes(l *leaf, wanted verdict) []run {
	code := c.code.Load()
	var out []run
	take := func(from, to uint32) {
		if n := len(out); n > 0 && out[n-1].to+1 == from {
			out[n-1].to = to
			return
		}
		out = append(out, run{from, to})
	}
	if l.how == byRank {
		if l.missing == wanted {
			take(0, 0)
		}
		spans := l.spans[0]
		if wanted == no {
			spans = l.spans[1]
		}
		for _, s := range spans {
			take(code.rank(s.from), code.rank(s.to))
		}
		return out
	}
	at := code.judge(l)
	for n, answers := range code.answers {
		if verdict(answers[at]) == wanted {
			take(uint32(n), uint32(n))
		}
	}
	return out
}

// last is the greatest code there is.
func (c *column) last() uint32 {
	code := c.code.Load()
	if c.numeric() {
		return uint32(len(code.bounds) + 1)
	}
	return uint32(len(code.answers) - 1)
}
