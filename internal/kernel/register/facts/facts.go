// Package facts keeps a register fact by fact: what is known of an enterprise comes from many hands, each of which
// knows a few things of it, from some day on or for some year, out of some source.
//
//	Decide(record, command, definition, now) → statement | refusal
//	Evolve(record, statement)                → record
//
// A statement is what one source says of one record at one time; it is the content of one event in the record's own
// stream. A record is the fold of its statements, and nothing is ever taken out of it, so it answers for two times: what
// held on a day (AsOf), and what was thought to hold on it as the record stood at an instant (the same with Known).
//
// Three sorts of fact are told apart by the field's definition:
//
//	plain   holds from a day on until the next one begins          staff from 2023-03-01: 120
//	series  belongs to a year or month and to no other             revenue of 2022: 15 million yuan
//	span    an item of a list, held from a day until a day         高新技术企业 from 2022-11-04 until 2025-11-04
//
// A register of a million records is read into columns by Reader, straight from the packed form in which each record
// lies in one row (Pack).
package facts

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/rule"
)

// Period is a year (2022) or a month (202203); zero for what belongs to none.
type Period int32

// Year is a whole year.
func Year(year int) Period { return Period(year) }

// Month is a month of a year, from 1 to 12.
func Month(year, month int) Period { return Period(year*100 + month) }

// String writes 2022 or 2022-03.
func (p Period) String() string {
	if p < 10_000 {
		return strconv.Itoa(int(p))
	}
	return fmt.Sprintf("%04d-%02d", p/100, p%100)
}

// ParsePeriod reads what String writes.
func ParsePeriod(s string) (Period, error) {
	if t, err := time.Parse("2006", s); err == nil && t.Year() > 0 {
		return Year(t.Year()), nil
	}
	if t, err := time.Parse("2006-01", s); err == nil && t.Year() > 0 {
		return Month(t.Year(), int(t.Month())), nil
	}
	return 0, fmt.Errorf("%q is no year or month: write 2022 or 2022-03", s)
}

// Fact is one thing said of a record.
type Fact struct {
	Field  string
	Period Period     // of a series
	Item   string     // of a span
	Begins clock.Date // of a span; zero: the day from which the statement holds
	To     clock.Date // of a span: the first day on which it is no longer held; zero: open
	Value  rule.Value // of a plain fact or a series
	Void   bool       // it was not so: what was said in this place before does not count
}

// Where names what the fact is about, as refusals do: staff, revenue.2022, qualifications.高新技术企业.
func (f *Fact) Where() string {
	switch {
	case f.Item != "":
		return f.Field + "." + f.Item
	case f.Period != 0:
		return f.Field + "." + f.Period.String()
	}
	return f.Field
}

// Statement is what one source says of a record: the content of one event.
type Statement struct {
	What     What
	Register string
	Key      string
	From     clock.Date // plain facts hold from this day on; the record is in use from it on, or retired
	Source   string     // where it is from: the name of a table, an office, a licence
	Dated    clock.Date // of the source
	Reason   string     // of a correction or retirement
	Vouched  string     // who saw the licence, where the key's digits do not check
	Facts    []Fact     // in order of place
}

// What sort of statement it is.
type What uint8

// Stated adds facts; Corrected puts others in their place; Retired says that the record is out of use.
const (
	Stated What = iota
	Corrected
	Retired
)

var whats = [...]string{Stated: "facts-stated", Corrected: "facts-corrected", Retired: "facts-retired"}

// Type is the type of the statement's event.
func (s *Statement) Type() string { return whats[s.What] }

// Record is everything that was ever said of one record.
type Record struct {
	Register string
	Key      string
	Said     []Said // in order of recording
}

// Said is a statement in its place.
type Said struct {
	Statement

	At    time.Time // when it was recorded
	Actor string    // the post that recorded it
}

// Evolve adds a statement; the record it was given does not change.
func Evolve(r Record, s Said) Record {
	r.Register, r.Key = s.Register, s.Key
	r.Said = append(slices.Clip(r.Said), s)
	return r
}

// place is what a fact says something about: of several facts in one place the last recorded counts.
type place struct {
	field  string
	period Period
	item   string
	from   clock.Date
}

func (f *Fact) place(from clock.Date) place {
	switch {
	case f.Period != 0:
		return place{field: f.Field, period: f.Period}
	case f.Item != "":
		return place{field: f.Field, item: f.Item, from: cmp.Or(f.Begins, from)}
	}
	return place{field: f.Field, from: from}
}

// same tells whether two facts in one place say the same.
func (f *Fact) same(g *Fact) bool {
	return f.Void == g.Void && f.To == g.To && Equal(f.Value, g.Value)
}

// Equal tells whether two values are the same; lists item by item.
func Equal(a, b rule.Value) bool {
	return a.Kind() == b.Kind() && a.Number() == b.Number() && a.Text() == b.Text() &&
		(a.Kind() != rule.KindList || slices.EqualFunc(a.Items(), b.Items(), Equal))
}

func order(a, b Fact) int {
	return cmp.Or(cmp.Compare(a.Field, b.Field), cmp.Compare(a.Period, b.Period), cmp.Compare(a.Item, b.Item), cmp.Compare(a.Begins, b.Begins))
}
