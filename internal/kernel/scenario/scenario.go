// Package scenario runs the tests that lie beside mechanism files: given things, acts in order of time,
// and what must be true then.
//
//	Load(folder, zone)            → files, or every fault with file:line:column
//	Run(scenario, bundle, open)   → what did not come out as the scenario says
//	Coverage(bundles, results)    → which rows of the table are carried, and proved
//
// A scenario goes through the real engine on an empty store: given things are entered by the commands
// that an office would give, by posts that may give them, and afterwards the ledger must verify. A
// scenario shows what an institution means in words a clerk can check; it says nothing of how it is done.
package scenario

import (
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// File is one *.test.yaml.
type File struct {
	Path      string // "ganzhou-etdz/graded-task.test.yaml"
	Scenarios []Scenario
}

// Scenario is one story with its outcome.
type Scenario struct {
	Name  string   `yaml:"name"` // one sentence
	Rows  []string `yaml:"rows"` // rows it proves; default: those of the mechanism file of the same name
	Note  string   `yaml:"note"`
	Given Given    `yaml:"given"`
	When  []Step   `yaml:"when"`
	Then  Then     `yaml:"then"`

	File string             `yaml:"-"`
	At   mechanism.Position `yaml:"-"`
}

// Given is what was there before the first step.
type Given struct {
	At       Moment         `yaml:"at"`      // when it was entered; default: a minute before the first step
	Applied  clock.Date     `yaml:"applied"` // from when the mechanisms govern; default: the day of the earliest given thing
	Matter   *Matter        `yaml:"matter"`
	Matters  []Matter       `yaml:"matters"`
	Absent   []Absence      `yaml:"absent"`
	Records  []GivenRecord  `yaml:"records"`
	Sessions []Held         `yaml:"sessions"`
	Facts    []GivenFacts   `yaml:"facts"` // records that benefits are tried on
	Paid     []GivenPayment `yaml:"paid"`  // by clauses, before the scenario begins

	Where mechanism.Position `yaml:"-"`
}

// Matter is one given matter, or many alike.
type Matter struct {
	Deed `yaml:",inline"`

	Kind   string `yaml:"kind"`
	Alias  string `yaml:"alias"`  // how the scenario speaks of it; -{n} is added where it is repeated
	Repeat int    `yaml:"repeat"` // {n} in texts counts from 1
	Stage  string `yaml:"stage"`  // default: assigned where it has an owner, else registered
	Time   Moment `yaml:"at"`     // default: that of Given
	As     string `yaml:"as"`     // who registers it; default: who may

	At mechanism.Position `yaml:"-"`
}

// Deed holds the members of a matter's commands, as matter.Command has them.
type Deed struct {
	Title        string         `yaml:"title"`
	Brief        string         `yaml:"brief"`
	Category     Words          `yaml:"category"`
	Urgency      string         `yaml:"urgency"`
	Place        string         `yaml:"place"`
	Origin       string         `yaml:"origin"`
	Parent       string         `yaml:"parent"` // alias, id or number
	Weight       matter.Weight  `yaml:"weight"`
	FirstContact string         `yaml:"first_contact"`
	Applicant    string         `yaml:"applicant"`
	Fields       Values         `yaml:"fields"`
	LeadUnit     string         `yaml:"lead_unit"`
	Support      Words          `yaml:"support_units"`
	Owner        string         `yaml:"owner"`
	Sponsor      string         `yaml:"sponsor"`
	Verifier     string         `yaml:"verifier"`
	Due          clock.Date     `yaml:"due"`
	Ongoing      bool           `yaml:"ongoing"`
	Reason       string         `yaml:"reason"`
	Text         string         `yaml:"text"`
	Session      string         `yaml:"session"` // alias or id
	Basis        string         `yaml:"basis"`
	Verdict      string         `yaml:"verdict"`
	Finished     clock.Date     `yaml:"finished"`
	Evidence     Words          `yaml:"evidence"`
	Checks       Words          `yaml:"checks"` // at review; default: the whole checklist
	Progress     *float64       `yaml:"progress"`
	By           calendar.Limit `yaml:"by"`
	To           string         `yaml:"to"`
	Letter       string         `yaml:"letter"` // L1, a number, or a template: the last letter of it
	Template     string         `yaml:"template"`
	Duty         string         `yaml:"duty"`  // its id, or what it asks for: talk
	Which        Words          `yaml:"which"` // personal fields to read in full or to erase
	Received     Moment         `yaml:"received"`
	ClockFrom    Moment         `yaml:"clock_from"`
}

// Absence is a given leave of absence.
type Absence struct {
	Person string     `yaml:"person"`
	Post   string     `yaml:"post"`
	From   clock.Date `yaml:"from"`
	To     clock.Date `yaml:"to"` // day of return; none: unknown
	Reason string     `yaml:"reason"`

	At mechanism.Position `yaml:"-"`
}

// GivenRecord is one given record of a register, or many alike.
type GivenRecord struct {
	Register string     `yaml:"register"`
	Repeat   int        `yaml:"repeat"`
	Values   Values     `yaml:"values"`
	From     clock.Date `yaml:"valid_from"` // default: the day of entry
	As       string     `yaml:"as"`

	At mechanism.Position `yaml:"-"`
}

// Held is one given session that was convened with a complete agenda, held and closed; or a row of them.
type Held struct {
	Template string         `yaml:"template"`
	Alias    string         `yaml:"alias"`
	Repeat   int            `yaml:"repeat"`
	Every    calendar.Limit `yaml:"every"`
	Time     Moment         `yaml:"at"` // of the first; default: that of Given
	Row      string         `yaml:"row"`
	As       string         `yaml:"as"`

	At mechanism.Position `yaml:"-"`
}

// Moment is a time in the zone's own clock: 2023-06-01 09:00, or a day alone, which means 09:00.
type Moment struct {
	time.Time

	wholeDay bool // written as a day alone
}

// UnmarshalText reads a moment.
func (m *Moment) UnmarshalText(b []byte) error {
	s := string(b)
	if d, err := clock.ParseDate(s); err == nil {
		m.Time, m.wholeDay = d.In(calendar.Location(), 9, 0).UTC(), true
		return nil
	}
	for _, layout := range []string{"2006-01-02 15:04", "2006-01-02 15:04:05"} {
		if t, err := time.ParseInLocation(layout, s, calendar.Location()); err == nil {
			m.Time = t.UTC()
			return nil
		}
	}
	return badMoment(s)
}

// Result is what became of one scenario.
type Result struct {
	Name     string
	File     string
	At       mechanism.Position
	Rows     []string
	Passed   bool
	Failures []Failure
	Duration time.Duration // as the caller's stopwatch shows; see Run
}

// Failure is one thing that did not come out as the scenario says.
type Failure struct {
	At   mechanism.Position
	Text text.Text
}

// String gives place and words in Chinese.
func (f Failure) String() string { return f.In(text.Zh) }

// In gives place and words.
func (f Failure) In(lang text.Lang) string { return f.At.String() + ": " + f.Text.In(lang) }
