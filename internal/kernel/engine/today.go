package engine

import (
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/session"
)

// Today is what an office director wants at 8:30. Every figure comes with the rows behind it or with
// the filter that lists them, and counts what its reader may see.
type Today struct {
	Zone   string       `json:"zone"`
	Title  string       `json:"title"`
	At     time.Time    `json:"at"`
	Date   clock.Date   `json:"date"`
	Lights []UnitLights `json:"lights"`
	Totals UnitLights   `json:"totals"`
	// Categories are the lights by 专班, 板块 or 工程: of kinds whose matters belong to one.
	Categories  []CategoryLights `json:"categories"`
	Reviews     []Reviews        `json:"reviews"` // by rhythm: this week, this half-month, this month …, after what is still owed of the last
	Letters     Listing          `json:"letters_to_issue"`
	Undelivered Listing          `json:"letters_to_deliver"` // issued: the time to answer has not begun
	Unreplied   Listing          `json:"letters_unreplied"`
	Missed      Listing          `json:"missed"`
	Duties      Listing          `json:"duties"` // other open duties: talks, levels raised, matters to sign for
	Verify      Listing          `json:"awaiting_verification"`
	Unassigned  Listing          `json:"unassigned"` // with an owner, registered or established, and not assigned to it yet
	Unowned     Listing          `json:"unowned"`
	Outlived    Listing          `json:"outlived"`               // open standing matters whose unit, post or body is no more: they owe nothing, and count until they are withdrawn
	TurnedRed   Listing          `json:"turned_red"`             // red since yesterday 0:00 or later
	Ahead       *SessionAhead    `json:"next_session,omitempty"` // the next one that is convened
	Loads       []OwnerLoad      `json:"loads"`                  // heaviest first: all that are overloaded, and some others
	Carrying    int              `json:"carrying"`               // posts that carry anything, of which Loads are the heaviest
	Heavy       float64          `json:"heavy"`                  // what counts as overloaded: open matters, open duties and missed ones together above this
	Unheld      []text.Text      `json:"unheld"`                 // posts nobody holds today
	Counts      []CountLine      `json:"counts"`
	Sessions    []SessionLine    `json:"sessions"`
	Stale       int              `json:"stale"` // matters that waited for a sweep: what fell due for them is on the page, but not written down yet
}

// UnitLights are the open matters by light for which a unit answers: its own, and those of units that it took over.
type UnitLights struct {
	Unit  string `json:"unit"` // code
	Name  string `json:"name"`
	Red   int    `json:"red"`
	Amber int    `json:"amber"`
	Green int    `json:"green"`
}

// CategoryLights are the open matters of a kind and category by light.
type CategoryLights struct {
	Kind     string `json:"kind"`
	Category string `json:"category"`
	Red      int    `json:"red"`
	Amber    int    `json:"amber"`
	Green    int    `json:"green"`
}

// Total is the number of open matters of the unit.
func (u UnitLights) Total() int { return u.Red + u.Amber + u.Green }

func (u *UnitLights) add(light string, n int) {
	switch matter.Light(light) {
	case matter.Red:
		u.Red += n
	case matter.Amber:
		u.Amber += n
	default:
		u.Green += n
	}
}

// Reviews are the reviews that one rhythm asks for in a period: the running one, or one that is over and for which there
// is time yet.
type Reviews struct {
	Cadence string         `json:"cadence"`
	Period  cadence.Period `json:"period"`
	Over    bool           `json:"over,omitempty"` // the period is
	Listing
}

// Listing is a figure and its first rows.
type Listing struct {
	N    int    `json:"n"`
	Rows []Line `json:"rows" nullable:"false"`
}

// Line is one row of a listing.
type Line struct {
	Number      string    `json:"number"`
	Title       string    `json:"title"`
	Owner       string    `json:"owner,omitempty"`
	Heir        string    `json:"heir,omitempty"` // the post that answers for an owner that is no more
	Unit        string    `json:"unit,omitempty"`
	Light       string    `json:"light,omitempty"`
	What        string    `json:"what,omitempty"` // kind of duty or letter
	To          string    `json:"to,omitempty"`
	Period      string    `json:"period,omitempty"`
	Due         time.Time `json:"due,omitzero"`
	Provisional bool      `json:"provisional,omitempty"` // due in a year without notice
	Above       string    `json:"above,omitempty"`       // the level above, to whom a missed duty is visible
	State       string    `json:"state,omitempty"`
	Kind        string    `json:"-"`                 // of the matter
	Ended       string    `json:"ended,omitempty"`   // the stage of a matter that is over: what was missed of it stays to be settled
	Vacant      bool      `json:"vacant,omitempty"`  // nobody acts for the post that owns it
	Withheld    text.Text `json:"withheld,omitzero"` // why a draft cannot be issued as it is

	matter, letter string // its stream, where a duty or letter is of one, and the letter's id
}

// CountLine is one of a kind's counts.
type CountLine struct {
	Kind   string    `json:"kind"`
	Name   string    `json:"name"`
	Title  text.Text `json:"title"`
	N      int       `json:"n"`
	Of     int       `json:"of"`
	Expect *int      `json:"expect,omitempty"`
}

// SessionAhead is a session that is convened.
type SessionAhead struct {
	ID       string     `json:"id"`
	Number   string     `json:"number,omitempty"`
	Template string     `json:"template"`
	Title    string     `json:"title"`
	Date     clock.Date `json:"date"`
	Chair    string     `json:"chair,omitempty"`
	Items    int        `json:"items"` // on its agenda
}

// SessionLine tells how many sessions of a template were held this year.
type SessionLine struct {
	Template string    `json:"template"`
	Title    text.Text `json:"title"`
	N        int       `json:"n"`
	PerYear  int       `json:"per_year"`

	Rows []session.Row `json:"rows,omitempty"` // of those held in rows, the rows that began this year
}
