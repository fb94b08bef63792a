package matter

import (
	"cmp"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
)

// The contents of events. Human ones hold only what somebody said, so that they can be replayed under
// another mechanism; whatever the mechanism or the calendar makes of it is in derived ones.

// Content is the content of one event.
type Content interface{ Type() string }

// Human events.
type (
	// RegisteredEvent begins a matter.
	RegisteredEvent struct {
		Number string `json:"number"`
		Kind   string `json:"kind"`
		Particulars
		Assignment
		Session  string    `json:"session,omitempty"` // whose resolution brought it about
		Received time.Time `json:"received,omitzero"`
		Standing string    `json:"standing,omitempty"` // the subject of a standing matter
	}
	// AssignedEvent gives the work to a unit and post; also after a transfer.
	AssignedEvent struct {
		Assignment

		Brief     string    `json:"brief,omitempty"`
		Reason    string    `json:"reason,omitempty"`
		Transfer  bool      `json:"transfer,omitempty"`
		ClockFrom time.Time `json:"clock_from,omitzero"`
		Unsigned  bool      `json:"unsigned,omitempty"` // nobody has signed for it yet, nor does this; ledgers of old do not say, and have it met
		Waited    time.Time `json:"waited,omitzero"`    // transferred: since when its completion, taken back by that, awaited verification
		Row       string    `json:"row,omitempty"`      // of the ledger that says so (Command.Row); a registration has it in its origin, and imports of old said it of nothing else
	}
	// MovedEvent is every step along the road that carries words, evidence and progress only:
	// established, accepted, started, reported, reviewed, returned, completed, followed-up, closed,
	// archived, reopened, withdrawn, merged, attached.
	MovedEvent struct {
		Command  string     `json:"command"`
		Finished clock.Date `json:"finished,omitzero"` // completed: when it was really done, if earlier
		Claimed  string     `json:"claimed,omitempty"` // completed: the post whose claim it is, where the office's own ledger says so and another entered it
		Text     string     `json:"text,omitempty"`
		Reason   string     `json:"reason,omitempty"`
		Session  string     `json:"session,omitempty"`
		Basis    string     `json:"basis,omitempty"`
		Evidence []string   `json:"evidence,omitempty"`
		Checks   []string   `json:"checks,omitempty"`
		Progress *float64   `json:"progress,omitempty"`
		Was      *float64   `json:"was,omitempty"` // reported, that all of it is done: what was said to be done before; ledgers of old do not say
		Verdict  string     `json:"verdict,omitempty"`
		Into     string     `json:"into,omitempty"`
		Duty     string     `json:"duty,omitempty"`     // reported: for this duty, not the one that comes next
		Due      clock.Date `json:"due,omitzero"`       // reopened: the date that it is held to from now on
		Unsigned bool       `json:"unsigned,omitempty"` // withdrawn, merged: as of an assignment
		Waited   time.Time  `json:"waited,omitzero"`    // returned, reopened, rechecked and failed: since when its completion, taken back by that, awaited verification or stood; ledgers of old do not say, and fold as they did
		Resumed  bool       `json:"resumed,omitempty"`  // completed: that ended a suspension; in ledgers of old it went on
		Row      string     `json:"row,omitempty"`      // as of an assignment
	}
	// ClockEvent stops, restarts or lengthens the clock, or asks for it: suspended, resumed,
	// extension-asked, extended, extension-refused. Before it starts, materials-asked (补正告知, with what
	// is missing as the reason) and materials-completed decide when it does.
	ClockEvent struct {
		Command string         `json:"command"`
		Reason  string         `json:"reason,omitempty"`
		Basis   string         `json:"basis,omitempty"` // suspended: the item of a list that was cited
		By      calendar.Limit `json:"by,omitzero"`
	}
	// PlanEvent is about the due date: replan-asked, replanned, replan-refused.
	PlanEvent struct {
		Command string     `json:"command"`
		Due     clock.Date `json:"due,omitzero"`
		Reason  string     `json:"reason,omitempty"`
		Row     string     `json:"row,omitempty"` // as of an assignment
	}
	// RecoloredEvent changes urgency, citing the session that resolved it (M01-15).
	RecoloredEvent struct {
		Urgency string `json:"urgency"`
		Session string `json:"session"`
		Reason  string `json:"reason,omitempty"`
	}
	// RaisedEvent raises the level by a person's hand.
	RaisedEvent struct {
		Duty    Duty     `json:"duty"` // of whom it was raised to
		To      string   `json:"to,omitempty"`
		Reason  string   `json:"reason,omitempty"`
		Basis   string   `json:"basis,omitempty"`   // the item of a list that was cited
		Reached []string `json:"reached,omitempty"` // who has it from now on, and is not told again in this round; ledgers of old do not say
		Skipped []string `json:"skipped,omitempty"` // posts passed over: a party themselves (回避)
	}
	// ObjectionEvent is an owner's objection to the light, or the answer to it.
	ObjectionEvent struct {
		Command string `json:"command"`
		Text    string `json:"text"`
	}
	// LookedAtEvent is a periodic review: it meets one duty to review, or the one that it names.
	LookedAtEvent struct {
		Session string `json:"session,omitempty"`
		Text    string `json:"text,omitempty"`
		Duty    string `json:"duty,omitempty"` // of the matter's duties this one
	}
	// PersonalEvent is about personal fields: unmasked, or erased. It never holds a value. An erasure that the end
	// of retention brought is a derived event.
	PersonalEvent struct {
		Command string   `json:"command"` // unmask, erase
		Fields  []string `json:"fields"`  // in order of name
		Basis   string   `json:"basis,omitempty"`
		Reason  string   `json:"reason"`
	}
	// LetterEvent moves one letter: letter-drafted by hand, -issued, -delivered, -signed, -replied, -withdrawn.
	LetterEvent struct {
		Command  string        `json:"command"`
		Letter   letter.Letter `json:"letter"` // as it is after the step
		Register string        `json:"register,omitempty"`
		Duty     string        `json:"duty,omitempty"`   // issued: for this duty to publish, not the one that comes next
		Vacant   bool          `json:"vacant,omitempty"` // drafted by hand, delivered: nobody holds the post that it goes to
		Unmet    bool          `json:"unmet,omitempty"`  // withdrawn: nobody did what was owed by that; ledgers of old do not say, and have it met
	}
)

// Derived events.
type (
	// ClockSetEvent fixes the deadlines that follow from limit, clock and calendar.
	ClockSetEvent struct {
		Clock     calendar.Clock `json:"clock,omitzero"`
		Terms     calendar.Terms `json:"terms,omitzero"` // the limits that hold from the start of the clock on
		Deadlines Deadlines      `json:"deadlines"`
		Notice    string         `json:"notice,omitempty"` // the State Council notice that moved them
		Duties    []Recount      `json:"duties,omitempty"` // that the notice moved, as it did those letters' time to answer
		Letters   []Recount      `json:"letters,omitempty"`
	}
	// LightChangedEvent notes that the light is another than before.
	LightChangedEvent struct {
		From   Light  `json:"from"`
		To     Light  `json:"to"`
		Reason string `json:"reason"` // the rule that decided
	}
	// DutyEvent opens a duty, or notes that it was missed or lapsed.
	DutyEvent struct {
		What string `json:"what"` // opened, missed, lapsed
		Duty Duty   `json:"duty"`
	}
	// RungFiredEvent notes that a rung of the ladder fired.
	RungFiredEvent struct {
		Key     string          `json:"key"`
		Rung    string          `json:"rung"`            // as the file says it
		Title   string          `json:"title,omitempty"` // why, in the file's words
		Action  string          `json:"action"`          // send, talk, raise, bulletin
		To      []string        `json:"to,omitempty"`
		Skipped []string        `json:"skipped,omitempty"` // posts passed over, a party themselves (回避); in ledgers of old also those now in Past
		Past    []string        `json:"past,omitempty"`    // raise: posts that it went past because they have had it since before
		Reached []string        `json:"reached,omitempty"` // raise: who has it from now on; ledgers of old do not say
		Had     []string        `json:"had,omitempty"`     // raise: who had it already, so that it was raised to nobody: nobody is above, or those whom the rung names stand below
		Below   []string        `json:"below,omitempty"`   // raise: whom the rung names and left out because they stand below one who has it
		Stays   bool            `json:"stays,omitempty"`   // raise: to those who had it already, so that the level stays; ledgers of old do not say
		Unheld  string          `json:"unheld,omitempty"`  // the post or role nobody holds
		Vacant  []string        `json:"vacant,omitempty"`  // send, talk: those of To that nobody holds; letters and talks are theirs all the same, of whoever is appointed
		Instead []string        `json:"instead,omitempty"` // posts above that act where nobody holds the one who should
		Letters []letter.Letter `json:"letters,omitempty"` // drafted by the rung
		Duties  []Duty          `json:"duties,omitempty"`  // what it puts on somebody's desk
	}
	// LetterLateEvent notes that a letter was not answered in time.
	LetterLateEvent struct {
		ID string `json:"id"`
	}
	// LetterSupersededEvent notes that a draft of the ladder makes way for a later one, so that one is left to issue, or
	// that it is void because the matter is over.
	LetterSupersededEvent struct {
		ID string `json:"id"`
		By string `json:"by"` // the later draft; "" where the matter is over
	}
)

// Names of the events, by the command that causes them.
var (
	moved = map[string]string{
		"establish": "established", "accept": "accepted", "work": "started", "report": "reported",
		"review": "reviewed", "return": "returned", "complete": "completed", "follow-up": "followed-up", "close": "closed",
		"archive": "archived", "recheck": "rechecked", "reopen": "reopened", "withdraw": "withdrawn", "merge": "merged", "attach": "attached",
	}
	clockEvents = map[string]string{
		"suspend": "suspended", "resume": "resumed", "ask-extension": "extension-asked",
		"extend": "extended", "refuse-extension": "extension-refused",
		"ask-materials": "materials-asked", "complete-materials": "materials-completed",
	}
	planEvents      = map[string]string{"ask-replan": "replan-asked", "replan": "replanned", "refuse-replan": "replan-refused"}
	objectionEvents = map[string]string{"object": "objected", "answer-objection": "objection-answered"}
	personalEvents  = map[string]string{"unmask": "unmasked", "erase": "erased"}
	letterEvents    = map[string]string{
		"draft-letter": "letter-written", "issue-letter": "letter-issued", "deliver-letter": "letter-delivered",
		"sign-letter": "letter-signed", "reply-letter": "letter-replied", "withdraw-letter": "letter-withdrawn",
	}
)

// Type names of the contents.
func (*RegisteredEvent) Type() string { return "registered" }

// Type is "assigned", or "transferred" when the matter changed hands.
func (e *AssignedEvent) Type() string {
	if e.Transfer {
		return "transferred"
	}
	return "assigned"
}

// Type is the past participle of the command.
func (e *MovedEvent) Type() string { return moved[e.Command] }

// Type is the past participle of the command.
func (e *ClockEvent) Type() string { return clockEvents[e.Command] }

// Type is the past participle of the command.
func (e *PlanEvent) Type() string { return planEvents[e.Command] }

// Type is the past participle of the command.
func (e *ObjectionEvent) Type() string { return objectionEvents[e.Command] }

// Type is the past participle of the command.
func (e *LetterEvent) Type() string { return letterEvents[e.Command] }

// Type is the past participle of the command.
func (e *PersonalEvent) Type() string { return personalEvents[e.Command] }

func (*RecoloredEvent) Type() string    { return "recolored" }
func (*RaisedEvent) Type() string       { return "escalated" }
func (*LookedAtEvent) Type() string     { return "looked-at" }
func (*ClockSetEvent) Type() string     { return "clock-set" }
func (*LightChangedEvent) Type() string { return "light-changed" }
func (e *DutyEvent) Type() string       { return "duty-" + e.What }
func (*RungFiredEvent) Type() string    { return "rung-fired" }
func (*LetterLateEvent) Type() string   { return "letter-late" }

// Type is "letter-superseded".
func (*LetterSupersededEvent) Type() string { return "letter-superseded" }

// fresh maps every event type to an empty content.
var fresh = func() map[string]func() Content {
	m := map[string]func() Content{
		"registered":    func() Content { return new(RegisteredEvent) },
		"assigned":      func() Content { return new(AssignedEvent) },
		"transferred":   func() Content { return new(AssignedEvent) },
		"recolored":     func() Content { return new(RecoloredEvent) },
		"escalated":     func() Content { return new(RaisedEvent) },
		"looked-at":     func() Content { return new(LookedAtEvent) },
		"clock-set":     func() Content { return new(ClockSetEvent) },
		"light-changed": func() Content { return new(LightChangedEvent) },
		"duty-opened":   func() Content { return new(DutyEvent) },
		"duty-missed":   func() Content { return new(DutyEvent) },
		"duty-lapsed":   func() Content { return new(DutyEvent) },
		"rung-fired":    func() Content { return new(RungFiredEvent) },
		"letter-late":   func() Content { return new(LetterLateEvent) },

		"letter-superseded": func() Content { return new(LetterSupersededEvent) },
	}
	add := func(names map[string]string, empty func() Content) {
		for _, name := range names {
			m[name] = empty
		}
	}
	add(moved, func() Content { return new(MovedEvent) })
	add(clockEvents, func() Content { return new(ClockEvent) })
	add(planEvents, func() Content { return new(PlanEvent) })
	add(objectionEvents, func() Content { return new(ObjectionEvent) })
	add(personalEvents, func() Content { return new(PersonalEvent) })
	add(letterEvents, func() Content { return new(LetterEvent) })
	return m
}()

// DecodeContent reads the content of an event of the given type.
func DecodeContent(kind string, data []byte) (Content, error) {
	empty, ok := fresh[kind]
	if !ok {
		return nil, fmt.Errorf("no event type %q for a matter", kind)
	}
	c := empty()
	if err := json.Unmarshal(data, c); err != nil {
		return nil, fmt.Errorf("content of %q: %w", kind, err)
	}
	return c, nil
}

// rowOf is where a content keeps the row of the ledger that says so; nil for what no import brings about.
func rowOf(content Content) *string {
	switch c := content.(type) {
	case *AssignedEvent:
		return &c.Row
	case *MovedEvent:
		return &c.Row
	case *PlanEvent:
		return &c.Row
	}
	return nil
}

// RowOf is the row of the ledger that an event was imported from, as Command.Row; "" for one that was not.
func RowOf(content Content) string {
	if row := rowOf(content); row != nil {
		return *row
	}
	if c, ok := content.(*RegisteredEvent); ok {
		return importedFrom(c.Origin)
	}
	return ""
}

// LastRow is the row whose import changed a matter last, as Command.Row; "" for one that none did.
func LastRow(s *State) string { return cmp.Or(s.Row, importedFrom(s.Origin)) }

// imported keeps the row of an event that an import brought about, unless the matter came from the same.
func (s *State) imported(content Content) {
	if row := rowOf(content); row != nil && *row != "" {
		if s.Row = *row; s.Row == importedFrom(s.Origin) {
			s.Row = ""
		}
	}
}

// importedFrom is the row in an origin.
func importedFrom(origin string) string {
	at := strings.LastIndex(origin, " @")
	if !strings.HasPrefix(origin, SheetOrigin) || at < 0 {
		return ""
	}
	return origin[at+len(" @"):]
}

// SheetOrigin is how the origin of every imported matter begins; its row ends it, behind " @".
const SheetOrigin = "sheet:"

// Applies tells whether a human event means anything to a state that other mechanisms may have brought
// about: a letter that was never drafted there cannot be issued or answered.
func Applies(s *State, c Content) bool {
	e, ok := c.(*LetterEvent)
	if !ok || e.Command == "draft-letter" {
		return s.ID != "" || isRegistration(c)
	}
	l, found := s.letter(e.Letter.ID)
	return found && l.Template == e.Letter.Template && l.To == e.Letter.To
}

func isRegistration(c Content) bool {
	_, ok := c.(*RegisteredEvent)
	return ok
}
