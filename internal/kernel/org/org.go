// Package org knows who answers for what on a given day: the units of a zone, their posts, the
// people in the two seats of each post (A岗 and B岗), and the bodies that sit across units
// (领导小组, 专班, 办公室).
//
// A Chart is what an office declares in a file. NewState makes a State of it, Decide turns a
// command into events, Evolve folds an event into the next State, and State.At gives the View of
// one day, on which every question is asked: who acts, who is above, what a role such as
// "lead_unit.head" resolves to, which level and place nobody covers.
//
// Two promises hold throughout. What nobody holds is reported, never skipped. And a day that has
// passed stays as it was: a reorganisation (大局制) gives a unit successors and a name its date,
// but a matter keeps the unit it was recorded with.
package org

import (
	"math"

	"qinlian/internal/base/clock"
)

// Chart is the organisation of one zone as its file declares it. Dates are half-open (from
// inclusive, to exclusive) and open where absent. Validate tells whether it hangs together.
type Chart struct {
	Org            string              `yaml:"org" json:"org"`
	Name           string              `yaml:"name" json:"name,omitempty"`         // 赣州经济技术开发区
	Prefixes       []string            `yaml:"prefixes" json:"prefixes,omitempty"` // what ledgers put before a unit's name: 赣州经开区
	Units          []Unit              `yaml:"units" json:"units"`
	Posts          []Post              `yaml:"posts" json:"posts"`
	People         []Person            `yaml:"people" json:"people"`
	Bodies         []Body              `yaml:"bodies" json:"bodies,omitempty"`
	Aliases        map[string][]string `yaml:"aliases" json:"aliases,omitempty"` // unit or body name (or code) → how ledgers write it
	Responsibility Responsibility      `yaml:"responsibility" json:"responsibility,omitzero"`
}

// Unit is a department, section or the zone itself. Its code is for ever: never reused, never renamed.
type Unit struct {
	Code        string       `yaml:"code" json:"code"`
	Name        string       `yaml:"name" json:"name"`
	Type        string       `yaml:"type" json:"type,omitempty"`
	Parent      string       `yaml:"parent" json:"parent,omitempty"`   // code; empty at the top
	Sponsor     string       `yaml:"sponsor" json:"sponsor,omitempty"` // post of the zone leader in charge (分管领导); inherited from the parent where empty
	Level       string       `yaml:"level" json:"level,omitempty"`
	Place       string       `yaml:"place" json:"place,omitempty"`
	From        clock.Date   `yaml:"from" json:"from,omitzero"`
	To          clock.Date   `yaml:"to" json:"to,omitzero"`
	SuccessorOf []string     `yaml:"successor_of" json:"successor_of,omitempty"` // codes of units whose matters this one answers for once they end
	Former      []FormerName `yaml:"former_names" json:"former_names,omitempty"` // oldest first
}

// FormerName is what a unit was called up to, and not including, a day.
type FormerName struct {
	Name string     `yaml:"name" json:"name"`
	To   clock.Date `yaml:"to" json:"to"`
}

// Post is a position that matters are given to. Its name is unique in the zone on any one day and
// is what the rest of the product stores; people come and go behind it.
type Post struct {
	Name    string     `yaml:"name" json:"name"`
	Unit    string     `yaml:"unit" json:"unit"` // code
	Head    bool       `yaml:"head" json:"head,omitempty"`
	Level   string     `yaml:"level" json:"level,omitempty"`   // the unit's where empty
	Places  []string   `yaml:"places" json:"places,omitempty"` // the unit's place where empty
	Holder  string     `yaml:"holder" json:"holder,omitempty"` // shorthand for primary: { person: … }
	Primary *Holding   `yaml:"primary" json:"primary,omitempty"`
	Deputy  *Holding   `yaml:"deputy" json:"deputy,omitempty"`
	Terms   []Term     `yaml:"terms" json:"terms,omitempty"` // further, usually past, holders of either seat
	From    clock.Date `yaml:"from" json:"from,omitzero"`
	To      clock.Date `yaml:"to" json:"to,omitzero"`
}

// Holding is one person in a seat for a while. In YAML a bare person code will do.
type Holding struct {
	Person string     `yaml:"person" json:"person"`
	From   clock.Date `yaml:"from" json:"from,omitzero"`
	To     clock.Date `yaml:"to" json:"to,omitzero"`
}

// UnmarshalYAML reads "p-007" or { person: p-007, from: 2024-01-01 }.
func (h *Holding) UnmarshalYAML(decode func(any) error) error {
	if decode(&h.Person) == nil {
		return nil
	}
	type plain Holding
	return decode((*plain)(h))
}

// Seat is one of the two places behind a post.
type Seat string

// The seats: A岗 and B岗.
const (
	Primary Seat = "primary"
	Deputy  Seat = "deputy"
)

// Zh names the seat as offices do.
func (s Seat) Zh() string {
	if s == Deputy {
		return "B岗"
	}
	return "A岗"
}

func (s Seat) valid() bool { return s == Primary || s == Deputy }

// Term is a person in a seat of a post for a while.
type Term struct {
	Seat   Seat       `yaml:"seat" json:"seat"`
	Person string     `yaml:"person" json:"person"`
	From   clock.Date `yaml:"from" json:"from,omitzero"`
	To     clock.Date `yaml:"to" json:"to,omitzero"`
}

// Person is somebody who can hold posts, known by code alone; screens show the post.
type Person struct {
	Code string     `yaml:"code" json:"code"`
	From clock.Date `yaml:"from" json:"from,omitzero"` // in service
	To   clock.Date `yaml:"to" json:"to,omitzero"`
}

// Body is a deliberative or temporary organ across units: 领导小组, 专班, 办公室.
type Body struct {
	Code    string     `yaml:"code" json:"code"`
	Name    string     `yaml:"name" json:"name"`
	Kind    string     `yaml:"kind" json:"kind,omitempty"`
	Head    string     `yaml:"head" json:"head"`                 // post
	Members []string   `yaml:"members" json:"members,omitempty"` // codes of units, whose heads sit for them, and names of posts
	Office  string     `yaml:"office" json:"office,omitempty"`   // code or name of the unit (办公室设在某部门) or body that keeps its business
	From    clock.Date `yaml:"from" json:"from,omitzero"`
	To      clock.Date `yaml:"to" json:"to,omitzero"`
}

// Responsibility declares the matrix of 人人有责、层层有责、地地有责: every level and every place
// must have somebody, and each required pair as well.
type Responsibility struct {
	Levels  []string   `yaml:"levels" json:"levels,omitempty"`
	Places  []string   `yaml:"places" json:"places,omitempty"`
	Require []Required `yaml:"require" json:"require,omitempty"`
}

// Required is a level that must be covered in each of the places.
type Required struct {
	Level  string   `yaml:"level" json:"level"`
	Places []string `yaml:"places" json:"places"`
}

// span is a half-open stretch of days; zero bounds are open.
type span struct{ from, to clock.Date }

const (
	dawn = clock.Date(math.MinInt32)
	dusk = clock.Date(math.MaxInt32)
)

func (s span) lo() clock.Date {
	if s.from == 0 {
		return dawn
	}
	return s.from
}

func (s span) hi() clock.Date {
	if s.to == 0 {
		return dusk
	}
	return s.to
}

func (s span) holds(d clock.Date) bool { return s.lo() <= d && d < s.hi() }
func (s span) empty() bool             { return s.lo() >= s.hi() }

func (s span) meet(o span) span { return span{max(s.lo(), o.lo()), min(s.hi(), o.hi())} }

func (s span) overlaps(o span) bool { return !s.meet(o).empty() }

func (u *Unit) span() span    { return span{u.From, u.To} }
func (p *Post) span() span    { return span{p.From, p.To} }
func (t *Term) span() span    { return span{t.From, t.To} }
func (p *Person) span() span  { return span{p.From, p.To} }
func (b *Body) span() span    { return span{b.From, b.To} }
func (a *Absence) span() span { return span{a.From, a.To} }

// terms gathers the ways a chart may name the holders of a post.
func (p *Post) terms() []Term {
	out := make([]Term, 0, 2+len(p.Terms))
	if p.Holder != "" {
		out = append(out, Term{Seat: Primary, Person: p.Holder})
	}
	if p.Primary != nil {
		out = append(out, Term{Primary, p.Primary.Person, p.Primary.From, p.Primary.To})
	}
	if p.Deputy != nil {
		out = append(out, Term{Deputy, p.Deputy.Person, p.Deputy.From, p.Deputy.To})
	}
	return append(out, p.Terms...)
}

// nameAt is what the unit was called on d.
func (u *Unit) nameAt(d clock.Date) string {
	for _, f := range u.Former {
		if d < f.To {
			return f.Name
		}
	}
	return u.Name
}

// naming is a name of a unit with the days on which it bore it.
type naming struct {
	name string
	span
}

func (u *Unit) namings() []naming {
	out := make([]naming, 0, 1+len(u.Former))
	from := u.From
	for _, f := range u.Former {
		out = append(out, naming{f.Name, span{from, f.To}})
		from = f.To
	}
	return append(out, naming{u.Name, span{from, u.To}})
}
