// Package mechanism turns a folder of files into institutions that the engine can run.
//
// A bundle is what a zone lives by at one time: kinds of matter with their limits, gates, lights,
// cadences and ladders; session templates; letter templates; registers; lists; and the org chart.
// Bundles are read (Load), proved sound (Check), compared in words (Diff), and put in force from a
// date (Timeline). What a file says is never changed by code: a mechanism that cannot be said here
// is a sign that a primitive lacks something.
package mechanism

import (
	"maps"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/session"
)

// Bundle is one zone's mechanisms at one version, compiled and ready to run. It is immutable.
type Bundle struct {
	Zone      string
	Title     text.Text
	Extends   string // bundle that supplies what this one does not redefine; "" for none
	Abstract  bool   // only to be extended: has no org of its own
	Version   string // first 12 hex digits of Hash
	Hash      string // SHA-256 over the paths and bytes of every file, extended bundle included
	Files     []File
	Scenarios []File // *.test.yaml of the zone's own folder, as they were read; no part of Hash, for they govern nothing
	Kinds     map[string]*Kind
	Sessions  map[string]*session.Template
	Letters   map[string]*letter.Template
	Listings  map[string]map[string]Listing // by letter and name: what it compiles when it is issued
	Registers map[string]*register.Definition
	Lists     map[string]*register.List
	Classes   map[string]*register.Classes
	Ladders   map[string]*Ladder
	Gates     map[string]*Gate
	Benefits  map[string]*Policy
	Org       *org.Chart // nil where the bundle declares none
	Roles     Roles      // who does what unless a kind says otherwise: of the manifests
	Access    Access     // who stands to the whole zone
	Import    Import     // what kind the rows of an office's ledger become

	hours     calendar.Hours // the zone's where it says them; zero for those of the calendar
	calendars sync.Map       // *calendar.Calendar or era → the same days with the zone's hours

	documents []*document // in force, those of the extended bundle first
	lists     atomic.Pointer[listRecord]
	asked     []Asked
	compared  []rule.Comparison // of units, by code
}

// File is one mechanism file as it was read.
type File struct {
	Path   string   `json:"path"` // relative to the mechanisms folder: "ganzhou-etdz/graded-task.yaml"
	Bytes  []byte   `json:"bytes"`
	Rows   []string `json:"rows,omitempty"` // rows of the mission's table that the file carries: M01-14
	Header []Header `json:"-"`
}

// Header is what every document in a file says of itself.
type Header struct {
	Type      string    // kind, session, letter, register, list, org, zone
	Name      string    // the name behind the type key: graded-task
	Title     text.Text `yaml:"title"`
	Source    string    `yaml:"source"` // the institution the mechanism was taken from
	Rows      []string  `yaml:"rows"`
	Effective Span      `yaml:"effective"`
	Note      string    `yaml:"note"` // what a reader must know, e.g. a figure the source lost
	At        Position  `yaml:"-"`
}

// Span is a period of validity: From inclusive, To exclusive, zero for open.
type Span struct {
	From clock.Date `yaml:"from"`
	To   clock.Date `yaml:"to"`
}

// Contains tells whether d lies in the span.
func (s Span) Contains(d clock.Date) bool {
	return (s.From.IsZero() || d >= s.From) && (s.To.IsZero() || d < s.To)
}

// Version is a bundle put in force.
type Version struct {
	Bundle    *Bundle
	From      time.Time // first instant at which it governs
	AppliedAt time.Time
	AppliedBy string
}

// Timeline answers which bundle governs a zone at an instant. Versions are in order of From.
type Timeline []Version

// At returns the bundle in force at t, nil before the first.
func (tl Timeline) At(t time.Time) *Bundle {
	for _, t0 := range slices.Backward(tl) {
		if !t0.From.After(t) {
			return t0.Bundle
		}
	}
	return nil
}

// Until are the versions that have governed by t.
func (tl Timeline) Until(t time.Time) Timeline {
	return slices.DeleteFunc(slices.Clone(tl), func(v Version) bool { return v.From.After(t) })
}

// Governs is by what a matter of a kind goes at t: what is in force or, where that leaves the kind out, the last that had
// it, so that work under way ends by the rules that it began with. The kind is nil where none had it.
func (tl Timeline) Governs(kind string, t time.Time) (*Bundle, *Kind) {
	b := tl.At(t)
	if b == nil || b.Kinds[kind] != nil {
		return b, b.kind(kind)
	}
	for _, v := range slices.Backward(tl) {
		if !v.From.After(t) && v.Bundle.Kinds[kind] != nil {
			return v.Bundle, v.Bundle.Kinds[kind]
		}
	}
	return b, nil
}

func (b *Bundle) kind(name string) *Kind {
	if b == nil {
		return nil
	}
	return b.Kinds[name]
}

// LetterTitle is what a letter about a matter of a kind was called at t, by what had its words; zero where nothing has.
func (tl Timeline) LetterTitle(kind, template string, t time.Time) text.Text {
	if l := tl.Letter(kind, template, t); l != nil {
		return l.Title
	}
	return text.Text{}
}

// Letter is the template of a letter about a matter of a kind at t: of what governs the kind or, where that leaves it out, of the
// last version that had it, so that a draft can be issued as it was drafted. It is nil where none had it.
func (tl Timeline) Letter(kind, template string, t time.Time) *letter.Template {
	if b, _ := tl.Governs(kind, t); b != nil && b.Letters[template] != nil {
		return b.Letters[template]
	}
	for _, v := range slices.Backward(tl) {
		if l := v.Bundle.Letters[template]; l != nil && !v.From.After(t) {
			return l
		}
	}
	return nil
}

// UrgencyTitle is what an urgency of a kind was called at t, by the last version that had it; zero where none has.
func (tl Timeline) UrgencyTitle(kind, urgency string, t time.Time) text.Text {
	for _, v := range slices.Backward(tl) {
		if k := v.Bundle.Kinds[kind]; k != nil && !v.From.After(t) && !k.Urgencies[urgency].IsZero() {
			return k.Urgencies[urgency]
		}
	}
	return text.Text{}
}

// Session is the template by which a session that was convened at t goes until it is over, whatever later versions make of
// it; nil where none had it.
func (tl Timeline) Session(template string, t time.Time) *session.Template {
	for _, v := range slices.Backward(tl) {
		if s := v.Bundle.Sessions[template]; s != nil && !v.From.After(t) {
			return s
		}
	}
	return nil
}

// Sessions are the templates, by name, of which there may be sessions at t: of each what is in force or, where that leaves it out,
// the last that there was.
func (tl Timeline) Sessions(t time.Time) map[string]*session.Template {
	all := map[string]*session.Template{}
	for _, v := range tl {
		if !v.From.After(t) {
			maps.Copy(all, v.Bundle.Sessions)
		}
	}
	return all
}

// NextAfter returns the first instant after t at which another version comes into force.
func (tl Timeline) NextAfter(t time.Time) (time.Time, bool) {
	for _, v := range tl {
		if v.From.After(t) {
			return v.From, true
		}
	}
	return time.Time{}, false
}

// Newest returns the version that was put in force last, which may have yet to begin: what a next one follows. Nil
// before the first.
func (tl Timeline) Newest() *Bundle {
	if len(tl) == 0 {
		return nil
	}
	return tl[len(tl)-1].Bundle
}

// Always is a timeline on which b has governed for ever: the candidate of a plan.
func Always(b *Bundle) Timeline { return Timeline{{Bundle: b}} }
