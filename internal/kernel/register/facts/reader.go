package facts

import (
	"math"
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

// Reader fills the rows of a table from packed records as of a day and as known at an instant. It gives what Record.AsOf
// gives, and the classes besides, without making a record of each row. It belongs to one goroutine.
type Reader struct {
	def     *register.Definition
	words   *Words
	day     clock.Date
	known   int64 // µs; statements recorded later do not count
	plans   []*plan
	byWord  []*plan // by number of the field's word
	derived []derived
	today   bool         // the day is read as well
	table   *batch.Table // whose columns are those of the readings
	days    batch.Column // of the day
	row     int64        // counts rows, so that nothing needs clearing between them
	texts   map[string]rule.Value
	items   []string
}

// plan is what is read of a field.
type plan struct {
	field    string
	per      string
	kind     rule.Kind
	readings []reading
	latest   Period
	row      int64 // whose values these are
	from     clock.Date
	value    rule.Value
	series   [24]rule.Value // months of the year read, then of the one before; or two years
	spans    []span
}

type reading struct {
	path string
	of   register.Of
	at   []int // places in series
	into batch.Column
}

type span struct {
	item     string
	from, to clock.Date
}

// derived is a field that classes give.
type derived struct {
	path   string
	into   batch.Column
	scale  *register.Scale
	by     *plan
	reads  []*plan
	values []int64
	known  []bool
}

// today is the day as of which a record is read, as rules name it.
const today = "today"

// NewReader makes a reader of what rules read under the given paths (enterprise.staff), of everything where there are
// none. classes are those of the bundle, by name; known zero means all that is known.
func NewReader(def *register.Definition, classes map[string]*register.Classes, words *Words, day clock.Date, known time.Time, paths ...string) (*Reader, error) {
	r := &Reader{def: def, words: words, day: day, known: math.MaxInt64, texts: map[string]rule.Value{}}
	if !known.IsZero() {
		r.known = known.UnixMicro()
	}
	plans := map[string]*plan{}
	of := func(field string) *plan {
		p := plans[field]
		if p == nil {
			p = &plan{field: field, per: def.Fields[field].Per, latest: latestOf(def.Fields[field].Per, day)}
			plans[field] = p
			r.plans = append(r.plans, p)
		}
		return p
	}
	r.today = len(paths) == 0 || slices.Contains(paths, today)
	for _, x := range def.Readings() {
		path := def.Root() + "." + x.Name
		if len(paths) > 0 && !slices.Contains(paths, path) {
			continue
		}
		if name := def.Fields[x.Field].Classes; name != "" {
			if err := r.derive(path, classes[name], of); err != nil {
				return nil, err
			}
			continue
		}
		p := of(x.Field)
		p.kind = x.Type.Kind()
		p.readings = append(p.readings, reading{path: path, of: x.Of, at: placesOf(p.per, x.Of, day)})
	}
	for _, p := range r.plans {
		if p.kind == rule.KindNone { // read by classes alone
			p.kind = kindOf(def, p.field)
		}
	}
	r.renumber()
	return r, nil
}

func kindOf(def *register.Definition, field string) rule.Kind {
	for _, x := range def.Readings() {
		if x.Field == field {
			return x.Type.Kind()
		}
	}
	return rule.KindNone
}

func (r *Reader) derive(path string, c *register.Classes, of func(string) *plan) error {
	if c == nil || c.On(r.day) == nil {
		return nil // nothing classes anybody on that day
	}
	scale, err := c.On(r.day).Scale()
	if err != nil {
		return err
	}
	d := derived{path: path, scale: scale, by: of(scale.By())}
	for _, field := range scale.Reads() {
		d.reads = append(d.reads, of(field))
	}
	d.values, d.known = make([]int64, len(d.reads)), make([]bool, len(d.reads))
	r.derived = append(r.derived, d)
	return nil
}

// renumber finds the plans by the words' numbers; words may have come since.
func (r *Reader) renumber() {
	r.byWord = make([]*plan, r.words.Len()+1)
	for _, p := range r.plans {
		if n := r.words.index[p.field]; n != 0 {
			r.byWord[n] = p
		}
	}
}

// scan reads a packed record into the plans. simple is false where something was taken away: then the order in which things were
// said does not tell what counts.
func (r *Reader) scan(key string, packed []byte) (inUse, simple bool, err error) {
	u := unpacker{b: packed, words: r.words.list}
	if u.one() != packVersion {
		return false, false, errPacked
	}
	if len(r.byWord) <= r.words.Len() {
		r.renumber()
	}
	r.row++
	var s Said
	var at int64
	var last clock.Date
	seen := false
	for n := u.uint(); n > 0 && !u.bad; n-- {
		facts := u.head(&s, &at, false)
		counts := at <= r.known
		if counts && s.What != Corrected && s.From <= r.day && (!seen || s.From >= last) {
			seen, last, inUse = true, s.From, s.What != Retired
		}
		for ; facts > 0 && !u.bad; facts-- {
			if void := r.fact(&u, s.From, counts); void {
				return false, false, nil
			}
		}
	}
	if u.bad || len(u.b) > 0 {
		return false, false, errPacked
	}
	if p := r.byKey(); p != nil {
		p.begin(r.row)
		p.from, p.value = math.MinInt32, rule.StringValue(key)
	}
	return inUse, true, nil
}

func (r *Reader) byKey() *plan {
	for _, p := range r.plans {
		if p.field == r.def.Key {
			return p
		}
	}
	return nil
}

// fact reads one fact into its plan, if it has one and the fact counts.
func (r *Reader) fact(u *unpacker, from clock.Date, counts bool) (void bool) {
	n := u.uint()
	if n == 0 || n >= uint64(len(r.byWord)) {
		u.fail()
		return false
	}
	p := r.byWord[n]
	kind := u.one()
	if kind&isVoid != 0 && counts && p != nil {
		return true
	}
	var period Period
	var sp span
	if kind&hasPeriod != 0 {
		period = Period(u.uint())
	}
	if kind&hasItem != 0 {
		sp = span{item: u.word(), from: from, to: clock.Date(u.int())}
	}
	if kind&hasBegins != 0 {
		sp.from = clock.Date(u.int())
	}
	want := p != nil && counts
	if want {
		p.begin(r.row)
	}
	place := -1
	switch {
	case !want:
	case sp.item != "":
		p.hold(sp)
	case period != 0 && p.per != "" && p.per != register.PerSpan:
		place = placeIn(p.per, period, p.latest)
	case period == 0 && from <= r.day && (p.value.Kind() == rule.KindNone || from >= p.from):
		place = 24
	}
	v := r.value(u, rule.Kind(kind&15), place >= 0)
	switch {
	case place == 24:
		p.from, p.value = from, v
	case place >= 0:
		p.series[place] = v
	}
	return false
}

// value reads a value, or passes over it.
func (r *Reader) value(u *unpacker, kind rule.Kind, want bool) rule.Value {
	switch kind {
	case rule.KindNone:
	case rule.KindString:
		if b := u.bytes(); want {
			return r.text(b)
		}
	case rule.KindList:
		if !want {
			for n := u.uint(); n > 0 && !u.bad; n-- {
				u.bytes()
			}
			return rule.Value{}
		}
		return rule.StringsValue(u.texts())
	case rule.KindDouble:
		return rule.DoubleValue(u.float())
	case rule.KindBool, rule.KindInt, rule.KindMoney, rule.KindDate:
		return number(kind, u.int())
	default:
		u.fail()
	}
	return rule.Value{}
}

// manyTexts bounds how many texts are kept to be used again: names of enterprises are all different.
const manyTexts = 1 << 14

func (r *Reader) text(b []byte) rule.Value {
	if v, ok := r.texts[string(b)]; ok {
		return v
	}
	v := rule.StringValue(string(b))
	if len(r.texts) < manyTexts {
		r.texts[v.Text()] = v
	}
	return v
}

// slowly reads a record as a record.
func (r *Reader) slowly(key string, packed []byte) (bool, error) {
	record, err := Unpack(r.def.Name, key, packed, r.words)
	if err != nil {
		return false, err
	}
	if r.known != math.MaxInt64 {
		record = record.Known(time.UnixMicro(r.known))
	}
	r.row++
	if !record.InUse(r.day) {
		return false, nil
	}
	all := record.Facts()
	for i := range all {
		h := &all[i]
		n := slices.IndexFunc(r.plans, func(p *plan) bool { return p.field == h.Field })
		if n < 0 {
			continue
		}
		p := r.plans[n]
		p.begin(r.row)
		switch {
		case h.Item != "":
			p.hold(span{h.Item, h.From, h.To})
		case h.Period != 0:
			if p.per == register.PerYear || p.per == register.PerMonth {
				if at := placeIn(p.per, h.Period, p.latest); at >= 0 {
					p.series[at] = h.Value
				}
			}
		case h.From <= r.day:
			p.from, p.value = h.From, h.Value
		}
	}
	if p := r.byKey(); p != nil {
		p.begin(r.row)
		p.value = rule.StringValue(key)
	}
	return true, nil
}
