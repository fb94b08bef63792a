// Package session runs meetings: an agenda from a template with required blocks, items looked at,
// resolutions that become matters, minutes, and a next session that opens with what the last one
// resolved.
//
//	Decide(state, command, template, now) → events | refusal
//	Evolve(state, event, at)              → state
//
// A session is convened (the agenda is complete or it is refused), opened (there is a quorum or it is
// refused), and closed (every required block was dealt with and there are minutes, or it is refused).
// What a resolution asks of a matter is carried out by package matter, which cites the session.
package session

import (
	"cmp"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/org"
)

// Template is a sort of session as a mechanism file describes it.
type Template struct {
	Name     string    `yaml:"-"`
	Title    text.Text `yaml:"title"`
	Number   string    `yaml:"number"`    // pattern of the session's number: "深改委〔{year}〕{seq}号"
	Body     string    `yaml:"body"`      // the body that meets: 深改委, 领导小组, 支委会
	Chair    string    `yaml:"chair"`     // role expression
	Blocks   []Block   `yaml:"blocks"`    // in agenda order
	PerYear  int       `yaml:"per_year"`  // how many the plan of the year asks for; 0: none
	Series   Series    `yaml:"series"`    // a row of sessions within a span (15 部门 / 7 天)
	Quorum   float64   `yaml:"quorum"`    // share of members that must attend, 0..1
	LookBack bool      `yaml:"look_back"` // the agenda opens with the last session's open resolutions
	Recolor  bool      `yaml:"recolor"`   // its resolutions may change urgency
	MayIssue []string  `yaml:"matters"`   // kinds that its resolutions may register; empty: any

	ChairRole  org.Role             `yaml:"-"`
	KindTitles map[string]text.Text `yaml:"-"` // of the bundle's kinds, for refusals
}

// Block is one part of an agenda.
type Block struct {
	Name     string    `yaml:"name"`
	Title    text.Text `yaml:"title"`
	Required bool      `yaml:"required"`
	First    bool      `yaml:"first"`  // must be the first item (第一议题)
	Fill     string    `yaml:"fill"`   // red, amber, due-duties, missed-duties, last-resolutions: items put in by the engine
	Kinds    []string  `yaml:"kinds"`  // with Fill: only these kinds
	Duties   []string  `yaml:"duties"` // with a Fill of duties: only what asks for these; empty: whatever is owed
}

// Series bounds a row of sessions: Count of them, all within Within of the first.
type Series struct {
	Count  int            `yaml:"count"`
	Within calendar.Limit `yaml:"within"`
}

// What a block may be filled with.
const (
	FillRed             = "red"              // matters whose light is red
	FillAmber           = "amber"            // matters whose light is amber
	FillDueDuties       = "due-duties"       // matters of which a duty is open
	FillMissedDuties    = "missed-duties"    // matters of which a duty was missed and not made good
	FillLastResolutions = "last-resolutions" // what earlier sessions resolved and is not closed
)

// LookBackBlock is the block of look-back items where the template has none filled with last-resolutions.
const LookBackBlock = "look-back"

// Stage is how far a session has come.
type Stage string

// The stages. Cancelled is reached from Convened, and from Opened as long as nothing came of it.
const (
	Convened  Stage = "convened"
	Opened    Stage = "open"
	Closed    Stage = "closed"
	Cancelled Stage = "cancelled"
)

// State is one session: the fold of its events. It is a value; Evolve never changes the one it was given.
type State struct {
	ID          string            `json:"id"`
	Template    string            `json:"template"`
	Number      string            `json:"number,omitempty"`
	Title       string            `json:"title"`
	Row         string            `json:"row,omitempty"` // which row of a series it belongs to, where a template holds several
	Date        clock.Date        `json:"date"`
	Place       string            `json:"place,omitempty"`
	Chair       string            `json:"chair,omitempty"` // post
	Stage       Stage             `json:"stage"`
	Agenda      []Item            `json:"agenda"`
	Attendance  Attendance        `json:"attendance"`
	Presides    []Presider        `json:"presides,omitempty"` // who presides, one after another; older ledgers name none
	Reviewed    []Review          `json:"reviewed,omitempty"`
	Passed      map[string]string `json:"passed,omitempty"` // block → why it was passed over
	Resolutions []Resolution      `json:"resolutions,omitempty"`
	Minutes     string            `json:"minutes,omitempty"`
	ConvenedAt  time.Time         `json:"convened_at,omitzero"` // the mechanism of then has its template
	OpenedAt    time.Time         `json:"opened_at,omitzero"`
	LookedBack  bool              `json:"looked_back,omitempty"` // its opening took up whatever was open; older ledgers looked back when it was convened
	Brought     []int             `json:"brought,omitempty"`     // numbers of the items that came to the agenda as it opened
	ClosedAt    time.Time         `json:"closed_at,omitzero"`
	Reason      string            `json:"reason,omitempty"` // why it was cancelled
}

// WordedAt is the instant whose words it uses for what its resolutions ask of matters: when it closed, now until then.
func (s *State) WordedAt(now time.Time) time.Time { return cmp.Or(s.ClosedAt, now) }

// Item is one line of the agenda.
type Item struct {
	Block      string `json:"block"`
	Title      string `json:"title"`
	MatterID   string `json:"matter,omitempty"`
	Resolution string `json:"resolution,omitempty"` // looked back at: "session/resolution"
	Filled     bool   `json:"filled,omitempty"`     // put in by the engine
}

// Attendance says who of the members came. All are posts; a deputy who comes for a post counts as the post.
type Attendance struct {
	Expected  []string  `json:"expected,omitempty"`
	Added     []string  `json:"added,omitempty"` // of the expected: asked besides the members of the body, or the chair where nobody else is; not counted for the quorum
	Present   []string  `json:"present,omitempty"`
	Apologies []Apology `json:"apologies,omitempty"`
	Guests    []string  `json:"guests,omitempty"` // 列席: not members, not counted for the quorum
	Left      []Apology `json:"left,omitempty"`   // 早退: who came and went before the end; they stay among those who came
}

// Presider is a post that presides.
type Presider struct {
	Post   string `json:"post"`
	Acting bool   `json:"acting,omitempty"` // 代: in the place of the chair
}

// Apology is a member's leave of absence, or why somebody left before the end.
type Apology struct {
	Post   string `json:"post"`
	Reason string `json:"reason,omitempty"`
}

// Review is what was said of one item, or of one matter wherever it stands on the agenda.
type Review struct {
	Items    []int  `json:"items"` // numbers on the agenda, from 1
	MatterID string `json:"matter,omitempty"`
	Words    string `json:"words"`
}

// Resolution is what the session resolved: words alone, or words and one of a matter that exists, a
// matter to register, or a change of urgency.
type Resolution struct {
	ID       string    `json:"id"`             // unique within the session
	Item     int       `json:"item,omitempty"` // the number on the agenda that it comes from; 0: none in particular
	Text     string    `json:"text"`
	MatterID string    `json:"matter,omitempty"`
	Register *Register `json:"register,omitempty"`
	Recolor  *Recolor  `json:"recolor,omitempty"`
}

// Register asks for a new matter.
type Register struct {
	MatterID string     `json:"matter,omitempty"` // the id that the new matter will have
	Kind     string     `json:"kind"`
	Title    string     `json:"title"`
	Brief    string     `json:"brief,omitempty"`
	LeadUnit string     `json:"lead_unit,omitempty"`
	Owner    string     `json:"owner,omitempty"` // post
	Due      clock.Date `json:"due,omitzero"`

	Urgency      string         `json:"urgency,omitempty"`
	Category     []string       `json:"category,omitempty"`
	Place        string         `json:"place,omitempty"`
	Parent       string         `json:"parent,omitempty"` // id of the matter above
	Weight       int            `json:"weight,omitempty"`
	FirstContact string         `json:"first_contact,omitempty"` // post
	Support      []string       `json:"support_units,omitempty"`
	Sponsor      string         `json:"sponsor,omitempty"`
	Verifier     string         `json:"verifier,omitempty"`
	Ongoing      bool           `json:"ongoing,omitempty"`
	Fields       map[string]any `json:"fields,omitempty"` // the kind's own; never personal ones, which no event may hold
}

// Recolor asks for another urgency of a matter.
type Recolor struct {
	MatterID string `json:"matter"`
	Urgency  string `json:"urgency"`
}

// Matter is the matter that the resolution is about, "" for words alone.
func (r Resolution) Matter() string {
	switch {
	case r.Register != nil:
		return r.Register.MatterID
	case r.Recolor != nil:
		return r.Recolor.MatterID
	}
	return r.MatterID
}

// Concerns is the matter that a resolution of the session is about: the one that it names, else that of its item; "" for none.
func (s *State) Concerns(r Resolution) string {
	if matter := r.Matter(); matter != "" || r.Item < 1 || r.Item > len(s.Agenda) {
		return matter
	}
	return s.Agenda[r.Item-1].MatterID
}
