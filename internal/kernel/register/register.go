// Package register keeps schema-defined records with their history (what was known as of a day), and
// versioned lists that gates consult.
//
//	Decide(record, command, definition, now) → events | refusal
//	Evolve(record, event)                    → record
//
// A record has two times. A version holds from a day on, until the next one begins (ValidFrom); and it
// was written down at an instant (RecordedAt). Nothing is ever taken out of the history, so AsOf tells
// what held on a day as far as is known today, and KnownAt what was thought to hold at an earlier time.
package register

import (
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
)

// Money is the type of a field that holds an amount in fen.
const Money = "money"

// Definition is a register as a mechanism file describes it.
type Definition struct {
	Name    string           `yaml:"-"`
	Title   text.Text        `yaml:"title"`
	Key     string           `yaml:"key"` // the field that identifies a record
	Fields  map[string]Field `yaml:"fields"`
	Expect  *int             `yaml:"expect"` // how many records the source counts; shown beside the figure
	AtLeast bool             `yaml:"at_least"`
	Facts   bool             `yaml:"facts"` // each fact has its own history and source; rules read the records (package facts)
}

// With is the definition with other fields.
func (d *Definition) With(fields map[string]Field) *Definition {
	out := *d
	out.Fields = fields
	return &out
}

// Field declares one field of a record.
type Field struct {
	Type     string    `yaml:"type"` // string, bool, int, double, money, count, date, list<string>, matter
	Title    text.Text `yaml:"title"`
	Required bool      `yaml:"required"`
	OneOf    []string  `yaml:"one_of"`

	// The rest belongs to registers that keep facts.

	Check   string   `yaml:"check"`   // the code that a text must be: uscc, industry
	Per     string   `yaml:"per"`     // how often there is a value: year, month; or span: items with a day each is held until
	Classes string   `yaml:"classes"` // the value follows from the classes of that name and is never stated
	Unit    string   `yaml:"unit"`    // what a bare number in a sheet counts: 万元
	Also    []string `yaml:"also"`    // other headings of the column in a sheet
}

// List is a versioned list: a gate that cites an item records its code and the list's version.
type List struct {
	Name    string    `yaml:"-"`
	Title   text.Text `yaml:"title"`
	Version string    `yaml:"version"`
	Items   []Item    `yaml:"items"`
}

// Item is one line of a list.
type Item struct {
	Code  string     `yaml:"code"`
	Title text.Text  `yaml:"title"`
	From  clock.Date `yaml:"from"`
	To    clock.Date `yaml:"to"`
}

// Record is one line of a register with everything that was ever written in it: the fold of its events.
// It is a value; Evolve never changes the one it was given.
type Record struct {
	Register string     `json:"register"`
	Key      string     `json:"key"`
	History  []Version  `json:"history"`          // in order of recording
	Retired  clock.Date `json:"retired,omitzero"` // since when it is out of use, as far as is known
}

// Version is what holds from a day on, until the version with the next later day.
type Version struct {
	ValidFrom  clock.Date `json:"valid_from"`
	RecordedAt time.Time  `json:"recorded_at"`
	Actor      string     `json:"actor"` // post
	Values     Values     `json:"values,omitempty"`
	Retired    bool       `json:"retired,omitempty"` // from the day on there is no such record
	Void       bool       `json:"void,omitempty"`    // nothing began on the day after all
	Reason     string     `json:"reason,omitempty"`  // of a correction or retirement
}

// AsOf gives the values that held on a day, as far as is known; false when there was no record then.
func AsOf(r Record, day clock.Date) (Values, bool) {
	return lookup(r.History, day)
}

// Dropped is what the last version of a record no longer says of what held on its day until it was written.
func Dropped(r Record) Values {
	n := len(r.History)
	if n == 0 || r.History[n-1].Void || r.History[n-1].Retired {
		return nil
	}
	last := r.History[n-1]
	var out Values
	before, _ := lookup(r.History[:n-1], last.ValidFrom)
	for field, v := range before {
		if _, stays := last.Values[field]; !stays {
			if out == nil {
				out = Values{}
			}
			out[field] = v
		}
	}
	return out
}

// KnownAt gives the values that were thought to hold on a day, as the record stood at an instant.
func KnownAt(r Record, day clock.Date, known time.Time) (Values, bool) {
	n := len(r.History)
	for n > 0 && r.History[n-1].RecordedAt.After(known) {
		n--
	}
	return lookup(r.History[:n], day)
}

// lookup finds the version with the latest day up to day. Of several for one day the last recorded counts.
func lookup(history []Version, day clock.Date) (Values, bool) {
	v, ok := current(history, day)
	if !ok || v.Retired {
		return nil, false
	}
	return v.Values, true
}

func current(history []Version, day clock.Date) (best Version, ok bool) {
	decided := map[clock.Date]bool{}
	for _, v := range slices.Backward(history) {
		if v.ValidFrom > day || decided[v.ValidFrom] {
			continue
		}
		decided[v.ValidFrom] = true
		if !v.Void && (!ok || v.ValidFrom > best.ValidFrom) {
			best, ok = v, true
		}
	}
	return best, ok
}

// on gives the version that began on the very day and stands.
func on(history []Version, day clock.Date) (Version, bool) {
	v, ok := current(history, day)
	return v, ok && v.ValidFrom == day
}
