// Package matter is the life of one piece of work, from registration to close-out, the same for every
// kind: a reform measure, a red task, a case, a payment request.
//
// It decides; it does not remember. People's commands go through Decide, which answers with one event
// or a refusal that says what is missing. Everything that follows from time and mechanism (deadlines,
// lights, duties, rungs, letters) comes from Advance as derived events, each placed at the instant at
// which it fell due, however late the sweep ran. Evolve folds both into a State.
//
//	Decide(state, command, world)  → event | refusal
//	Advance(state, world, until)   → derived events, in order
//	Evolve(state, event)           → state
//
// Because derived events follow from the human ones, a ledger can be replayed under another mechanism
// (see package plan), and verified by folding it again.
package matter

import (
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
)

// Stage is how far a matter has come. See the transition table in stage.go.
type Stage string

// The stages in order, and the two ends outside it.
const (
	Registered  Stage = "registered"
	Established Stage = "established"
	Assigned    Stage = "assigned"
	Accepted    Stage = "accepted"
	Working     Stage = "working"
	Reported    Stage = "reported"
	Reviewed    Stage = "reviewed"
	Completed   Stage = "completed"
	FollowedUp  Stage = "followed-up"
	Closed      Stage = "closed"
	Archived    Stage = "archived"
	Withdrawn   Stage = "withdrawn"
	Merged      Stage = "merged"
)

// Light is the progress light.
type Light string

// The lights; None is that of a matter that is over.
const (
	Red   Light = "red"
	Amber Light = "amber"
	Green Light = "green"
	None  Light = ""
)

// State is everything a decision may need to know of one matter: the fold of its events.
// It is a value; Evolve never changes the one it was given.
type State struct {
	ID     string `json:"id"`
	Zone   string `json:"zone"`
	Seq    int64  `json:"seq"` // events folded so far
	Number string `json:"number"`
	Kind   string `json:"kind"`

	Particulars
	Assignment

	Stage             Stage    `json:"stage"`
	Checks            []string `json:"checks,omitempty"`   // items of the checklist ticked at the last review
	Evidence          []string `json:"evidence,omitempty"` // references to what proves it done
	Progress          float64  `json:"progress"`           // per cent, 0..100, as last reported; 100 once completed
	Undone            float64  `json:"undone,omitempty"`   // what Progress falls back to when completion is returned
	Partial           *float64 `json:"partial,omitempty"`  // what had been reported before all of it was: what stands once that is sent back
	Level             int      `json:"level"`              // how often it was raised to a post that did not have it yet
	Passed            []string `json:"passed,omitempty"`   // posts that dated rungs of this round reached by passing over others
	Reached           []string `json:"reached,omitempty"`  // posts to which it was raised in this round, by rung or by hand
	Suspended         bool     `json:"suspended,omitempty"`
	Rechecked         bool     `json:"rechecked,omitempty"` // looked at again after close-out
	Session           string   `json:"session,omitempty"`   // last session that decided on it
	Into              string   `json:"into,omitempty"`      // the matter it was merged into
	Row               string   `json:"row,omitempty"`       // of the ledger whose import changed it last, where that is not the one of its origin
	Erased            []string `json:"erased,omitempty"`    // personal fields whose values were erased, in order of name
	Verdict           string   `json:"verdict,omitempty"`   // what whoever followed it up found, until it is returned or reopened
	Objection         string   `json:"objection,omitempty"` // an objection to the light that nobody has answered
	Replan            *Replan  `json:"replan,omitempty"`    // a change of plan that waits for approval
	Asked             *Ask     `json:"asked,omitempty"`     // an extension that waits for approval
	Reports           int      `json:"reports"`
	Returned          int      `json:"returned"`
	Objections        int      `json:"objections,omitempty"`
	Round             int      `json:"round"`                  // 1, and one more for each reopening
	Granted           int      `json:"granted,omitempty"`      // extensions and changes of plan, through all rounds
	Handed            int      `json:"handed,omitempty"`       // how often it was given to somebody: assigned or transferred
	CompletedBy       string   `json:"completed_by,omitempty"` // post and person that claimed completion: they may not verify
	CompletedByPerson string   `json:"completed_by_person,omitempty"`

	RegisteredAt     time.Time `json:"registered_at"`
	AssignedAt       time.Time `json:"assigned_at,omitzero"`
	TouchedAt        time.Time `json:"touched_at,omitzero"` // last report, else assignment, else registration
	CompletedAt      time.Time `json:"completed_at,omitzero"`
	ClosedAt         time.Time `json:"closed_at,omitzero"`
	AcceptedAt       time.Time `json:"accepted_at,omitzero"`
	RaisedAt         time.Time `json:"raised_at,omitzero"`          // by a person's hand, last
	RoundAt          time.Time `json:"round_at,omitzero"`           // when it was last reopened
	Anew             time.Time `json:"anew,omitzero"`               // reopened: since when the promised and the advisory limit count; ledgers of old do not say
	MaterialsAskedAt time.Time `json:"materials_asked_at,omitzero"` // when the applicant was told what is missing (补正告知)
	MaterialsAt      time.Time `json:"materials_at,omitzero"`       // when all of it had been handed in
	LastAt           time.Time `json:"last_at"`                     // of the last event folded

	Clock      calendar.Clock `json:"clock,omitzero"`        // start, suspensions and extensions; the limit is the working one
	Terms      calendar.Terms `json:"terms,omitzero"`        // the limits in force when the clock started; a later version does not change them
	ClockStale bool           `json:"clock_stale,omitempty"` // a human event touched the clock: deadlines must be set again
	Deadlines  Deadlines      `json:"deadlines"`
	Baseline   clock.Date     `json:"baseline,omitzero"` // the first due date, kept through every change of plan

	Light   Light           `json:"light"`
	LightAt time.Time       `json:"light_at,omitzero"` // since when
	Duties  []Duty          `json:"duties,omitempty"`  // open, and missed ones that nobody has made good
	Missed  int             `json:"missed"`            // missed duties not made good
	Opened  []string        `json:"opened,omitempty"`  // for each rhythm the last period for which a duty was opened: "weekly/2023-W23"
	Letters []letter.Letter `json:"letters,omitempty"` // about this matter
	Fired   []string        `json:"fired,omitempty"`   // keys of rungs that have fired: in this round, or for a duty or letter that is still there

	grip grip // on its lists, while events are folded in place
}

// Particulars say what the work is.
type Particulars struct {
	Title        string         `json:"title,omitempty"`
	Brief        string         `json:"brief,omitempty"` // 任务书
	Category     []string       `json:"category,omitempty"`
	Urgency      string         `json:"urgency,omitempty"` // how often it is reviewed; not the light
	Place        string         `json:"place,omitempty"`
	Origin       string         `json:"origin,omitempty"` // where it came from: a session, an inspection, "sheet!row"
	Parent       string         `json:"parent,omitempty"`
	Weight       int            `json:"weight,omitempty"`        // share in the parent's progress; not said, it is 1
	FirstContact string         `json:"first_contact,omitempty"` // 首问负责人
	Applicant    string         `json:"applicant,omitempty"`     // the enterprise or citizen whom it concerns, as accounts name them
	Fields       map[string]any `json:"fields,omitempty"`

	// Personal holds a commitment for each personal field that was given; the values lie beside the ledger (package
	// personal). In a command the engine fills it in from Fields.
	Personal map[string]string `json:"personal,omitempty"`
}

// Assignment says who does it and by when.
type Assignment struct {
	LeadUnit string     `json:"lead_unit,omitempty"` // code of the unit, as it was then
	Support  []string   `json:"support_units,omitempty"`
	Owner    string     `json:"owner,omitempty"`   // post
	Sponsor  string     `json:"sponsor,omitempty"` // post
	Verifier string     `json:"verifier,omitempty"`
	Due      clock.Date `json:"due,omitzero"`      // a fixed date instead of the kind's limit
	Ongoing  bool       `json:"ongoing,omitempty"` // 长期坚持: no due date
}

// Deadlines are the three that may coexist. The working one drives rungs and lights.
type Deadlines struct {
	Advisory  calendar.Deadline `json:"advisory,omitzero"`
	Promised  calendar.Deadline `json:"promised,omitzero"`
	Statutory calendar.Deadline `json:"statutory,omitzero"`
	Accept    calendar.Deadline `json:"accept,omitzero"`
}

// Working is the deadline people are held to: the promised one, else the statutory, else the advisory. One that
// stands still has no instant, and none takes its place.
func (d Deadlines) Working() calendar.Deadline { return *d.Held() }

// Held points to which of them is the working one.
func (d *Deadlines) Held() *calendar.Deadline {
	switch {
	case known(&d.Promised):
		return &d.Promised
	case known(&d.Statutory):
		return &d.Statutory
	}
	return &d.Advisory
}

// known tells whether there is such a deadline, be it that it stands still.
func known(d *calendar.Deadline) bool { return !d.At.IsZero() || d.Suspended }

// Replan is a proposed change of plan.
type Replan struct {
	Due    clock.Date `json:"due"`
	Reason string     `json:"reason"`
	By     string     `json:"by"`
}

// Ask is a request for an extension.
type Ask struct {
	By     calendar.Limit `json:"by"`
	Reason string         `json:"reason"`
	Actor  string         `json:"actor"`
	At     time.Time      `json:"at"`
}

// Over tells whether the matter has ended for good, one way or another.
func (s *State) Over() bool {
	switch s.Stage {
	case Closed, Archived, Withdrawn, Merged:
		return true
	}
	return false
}

// Done tells whether completion has been claimed or gone beyond.
func (s *State) Done() bool { return s.Stage.rank() >= Completed.rank() }

// Live tells whether lights, cadence and ladder apply.
func (s *State) Live() bool { return s.ID != "" && !s.Over() }

// Answerable is the post that must answer for the matter now: its owner once accepted, until then the
// first contact (首问负责制).
func (s *State) Answerable() string {
	if s.Owner != "" && s.Stage.rank() >= Accepted.rank() || s.FirstContact == "" {
		return s.Owner
	}
	return s.FirstContact
}
