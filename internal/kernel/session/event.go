package session

import (
	"cmp"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"time"

	"qinlian/internal/base/clock"
)

// Event is the content of one event. Events are facts: Evolve folds them in without judging.
type Event interface {
	Type() string
	evolve(*State)
}

// The events, each named by what happened.
type (
	// ConvenedEvent begins a session.
	ConvenedEvent struct {
		ID       string     `json:"id"`
		Template string     `json:"template"`
		Number   string     `json:"number,omitempty"`
		Title    string     `json:"title"`
		Row      string     `json:"row,omitempty"`
		Date     clock.Date `json:"date"`
		Place    string     `json:"place,omitempty"`
		Chair    string     `json:"chair,omitempty"`
		Expected []string   `json:"expected,omitempty"`
		Added    []string   `json:"added,omitempty"`
		Agenda   []Item     `json:"agenda"`
	}
	// AttendedEvent says who came, as the whole list stands then.
	AttendedEvent struct {
		Present   []string   `json:"present"`
		Apologies []Apology  `json:"apologies,omitempty"`
		Guests    []string   `json:"guests,omitempty"`
		Left      []Apology  `json:"left,omitempty"`
		Presides  []Presider `json:"presides,omitempty"`
	}
	// ItemAddedEvent lengthens the agenda.
	ItemAddedEvent struct {
		Item Item `json:"item"`
	}
	// OpenedEvent begins the meeting.
	OpenedEvent struct {
		At         time.Time `json:"at"`
		LookedBack bool      `json:"looked_back,omitempty"`
		Brought    []Item    `json:"brought,omitempty"` // to be looked back at, and not on the agenda yet
		After      int       `json:"after,omitempty"`   // the item behind which they come
		Presides   *Presider `json:"presides,omitempty"`
	}
	// ReviewedEvent says what was said of an item.
	ReviewedEvent struct {
		Review
	}
	// PassedEvent says that a block was left out, and why.
	PassedEvent struct {
		Block  string `json:"block"`
		Reason string `json:"reason"`
	}
	// ResolvedEvent is one resolution.
	ResolvedEvent struct {
		Resolution
	}
	// MinutedEvent sets the minutes.
	MinutedEvent struct {
		Text string `json:"text"`
	}
	// ClosedEvent ends the meeting.
	ClosedEvent struct {
		At time.Time `json:"at"`
	}
	// CancelledEvent calls the session off.
	CancelledEvent struct {
		Reason string `json:"reason"`
	}
)

// Type names of the events.
func (*ConvenedEvent) Type() string  { return "session-convened" }
func (*AttendedEvent) Type() string  { return "session-attended" }
func (*ItemAddedEvent) Type() string { return "session-item-added" }
func (*OpenedEvent) Type() string    { return "session-opened" }
func (*ReviewedEvent) Type() string  { return "session-item-reviewed" }
func (*PassedEvent) Type() string    { return "session-block-passed" }
func (*ResolvedEvent) Type() string  { return "session-resolved" }
func (*MinutedEvent) Type() string   { return "session-minuted" }
func (*ClosedEvent) Type() string    { return "session-closed" }
func (*CancelledEvent) Type() string { return "session-cancelled" }

// Decode reads the content of an event of the given type.
func Decode(kind string, data []byte) (Event, error) {
	var e Event
	switch kind {
	case "session-convened":
		e = new(ConvenedEvent)
	case "session-attended":
		e = new(AttendedEvent)
	case "session-item-added":
		e = new(ItemAddedEvent)
	case "session-opened":
		e = new(OpenedEvent)
	case "session-item-reviewed":
		e = new(ReviewedEvent)
	case "session-block-passed":
		e = new(PassedEvent)
	case "session-resolved":
		e = new(ResolvedEvent)
	case "session-minuted":
		e = new(MinutedEvent)
	case "session-closed":
		e = new(ClosedEvent)
	case "session-cancelled":
		e = new(CancelledEvent)
	default:
		return nil, fmt.Errorf("no event type %q for a session", kind)
	}
	if err := json.Unmarshal(data, e); err != nil {
		return nil, fmt.Errorf("content of %q: %w", kind, err)
	}
	return e, nil
}

// Evolve folds one event, of an instant, into a session.
func Evolve(s State, e Event, at time.Time) State {
	e.evolve(&s)
	s.ConvenedAt = cmp.Or(s.ConvenedAt, at)
	return s
}

func (e *ConvenedEvent) evolve(s *State) {
	*s = State{
		ID: e.ID, Template: e.Template, Number: e.Number, Title: e.Title, Row: e.Row, Date: e.Date, Place: e.Place, Chair: e.Chair,
		Stage: Convened, Agenda: e.Agenda, Attendance: Attendance{Expected: e.Expected, Added: e.Added},
	}
}

func (e *AttendedEvent) evolve(s *State) {
	s.Attendance.Present, s.Attendance.Apologies, s.Attendance.Guests, s.Attendance.Left = e.Present, e.Apologies, e.Guests, e.Left
	s.Presides = e.Presides
}

func (e *ItemAddedEvent) evolve(s *State) { s.Agenda = append(slices.Clip(s.Agenda), e.Item) }

func (e *OpenedEvent) evolve(s *State) {
	s.Stage, s.OpenedAt, s.LookedBack = Opened, e.At, e.LookedBack
	if s.Presides = nil; e.Presides != nil {
		s.Presides = []Presider{*e.Presides}
	}
	if at := min(e.After, len(s.Agenda)); len(e.Brought) > 0 {
		s.Agenda = slices.Concat(s.Agenda[:at], e.Brought, s.Agenda[at:])
		for i := range e.Brought {
			s.Brought = append(s.Brought, at+i+1)
		}
	}
}

func (e *ReviewedEvent) evolve(s *State) { s.Reviewed = append(slices.Clip(s.Reviewed), e.Review) }

func (e *PassedEvent) evolve(s *State) {
	passed := maps.Clone(s.Passed)
	if passed == nil {
		passed = map[string]string{}
	}
	passed[e.Block] = e.Reason
	s.Passed = passed
}

func (e *ResolvedEvent) evolve(s *State) {
	s.Resolutions = append(slices.Clip(s.Resolutions), e.Resolution)
}

func (e *MinutedEvent) evolve(s *State) { s.Minutes = e.Text }

func (e *ClosedEvent) evolve(s *State) { s.Stage, s.ClosedAt = Closed, e.At }

func (e *CancelledEvent) evolve(s *State) { s.Stage, s.Reason = Cancelled, e.Reason }
