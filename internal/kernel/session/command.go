package session

import (
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
)

// Command is what somebody wants to do with a session.
type Command interface{ command() }

// The commands.
type (
	// Convene calls the session and fixes its agenda.
	Convene struct {
		ID       string     `json:"id"`
		Number   string     `json:"number,omitempty"`
		Title    string     `json:"title,omitempty"` // default: the template's title
		Row      string     `json:"row,omitempty"`
		Date     clock.Date `json:"date"`
		Place    string     `json:"place,omitempty"`
		Chair    string     `json:"chair,omitempty"`
		Expected []string   `json:"expected,omitempty"` // the posts that must come
		Added    []string   `json:"added,omitempty"`    // of these, who is no member of the body
		Agenda   []Item     `json:"agenda"`

		// Previous are the sessions of the same template so far, for Series. Cancelled ones and those of
		// another Row do not count.
		Previous []State `json:"-"`
		// Open are the resolutions that a look-back must take up; see OpenResolutions.
		Open []Candidate `json:"-"`
		// Calendar counts the span of a Series that is given in working days.
		Calendar *calendar.Calendar `json:"-"`
	}
	// Attend records who came, who apologised, who left early. Said again it adds and changes: whoever it does not name
	// stays as recorded.
	Attend struct {
		All       bool      `json:"all,omitempty"` // every member of whom nothing else is said or recorded; see Came
		Present   []string  `json:"present,omitempty"`
		Apologies []Apology `json:"apologies,omitempty"`
		Guests    []string  `json:"guests,omitempty"`
		Left      []Apology `json:"left,omitempty"`    // of an open session
		Removed   []string  `json:"removed,omitempty"` // recorded by mistake
		Chair     string    `json:"chair,omitempty"`   // who presides, if not the chair

		Who    Who    `json:"-"`
		Deputy Deputy `json:"-"`
	}
	// AddItem puts one more item at the end of the agenda.
	AddItem struct {
		Item Item `json:"item"`
	}
	// Open begins the session. What has come to be looked back at since it was convened comes to its agenda.
	Open struct {
		Open   []Candidate // see OpenResolutions
		Who    Who
		Deputy Deputy
		Today  clock.Date // zero where nobody knows
	}
	// ReviewItem records what was said of the item with the given number, or of a matter on the agenda.
	ReviewItem struct {
		Item     int    `json:"item,omitempty"` // from 1; 0: by matter
		MatterID string `json:"matter,omitempty"`
		Words    string `json:"words"`
	}
	// PassBlock leaves a block out, for a reason; see Block.Passable.
	PassBlock struct {
		Block  string `json:"block"`
		Reason string `json:"reason"`
	}
	// Resolve adds a resolution. Its ID may be empty: it then gets the next number.
	Resolve struct {
		Resolution

		Who Who `json:"-"`
	}
	// Minute sets the minutes; said again it replaces them.
	Minute struct {
		Text string `json:"text"`
	}
	// Close ends the session.
	Close struct{}
	// Cancel calls off a session that has resolved nothing and looked at no matter.
	Cancel struct {
		Reason string `json:"reason"`
	}
)

func (Convene) command()    {}
func (Attend) command()     {}
func (AddItem) command()    {}
func (Open) command()       {}
func (ReviewItem) command() {}
func (PassBlock) command()  {}
func (Resolve) command()    {}
func (Minute) command()     {}
func (Close) command()      {}
func (Cancel) command()     {}
