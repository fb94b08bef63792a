package scenario

import (
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/mechanism"
)

// Then is what must be true at the instant of the last step. Facts of matters are written as one value,
// which then holds for every matter that the scenario entered, or by alias.
type Then struct {
	Light      Per `yaml:"light"` // red, amber, green, none
	Stage      Per `yaml:"stage"`
	Due        Per `yaml:"due"` // the working deadline's date
	Baseline   Per `yaml:"baseline"`
	Statutory  Per `yaml:"statutory"`
	Promised   Per `yaml:"promised"`
	Advisory   Per `yaml:"advisory"`
	AcceptBy   Per `yaml:"accept_by"`
	Prov       Per `yaml:"provisional"` // whether the working deadline reaches into a year without notice
	Remaining  Per `yaml:"remaining"`   // 3wd: working days from today to the working deadline, below zero when past
	Progress   Per `yaml:"progress"`    // of a tree: weighted
	Level      Per `yaml:"level"`
	Missed     Per `yaml:"missed"` // missed duties not made good
	Urgency    Per `yaml:"urgency"`
	Owner      Per `yaml:"owner"`
	Sponsor    Per `yaml:"sponsor"`
	Verifier   Per `yaml:"verifier"`
	LeadUnit   Per `yaml:"lead_unit"`
	Answerable Per `yaml:"answerable"` // who must answer now: 首问负责人 until it is accepted
	Number     Per `yaml:"number"`
	Reports    Per `yaml:"reports"`
	Returned   Per `yaml:"returned"`
	Extensions Per `yaml:"extensions"`
	Objections Per `yaml:"objections"`
	Round      Per `yaml:"round"`
	Suspended  Per `yaml:"suspended"`
	Overdue    Per `yaml:"overdue"`
	Origin     Per `yaml:"origin"`
	Session    Per `yaml:"session"`

	Trees    Several[TreeOutcome]    `yaml:"tree"`
	Duties   Several[DutyOutcome]    `yaml:"duties"`
	Letters  Several[LetterOutcome]  `yaml:"letters"`
	Events   Several[EventOutcome]   `yaml:"events"`
	Matters  Several[MatterOutcome]  `yaml:"matters"`
	Acting   Several[ActingOutcome]  `yaml:"acting"`
	Sessions Several[SessionOutcome] `yaml:"sessions"`
	Agenda   Several[AgendaOutcome]  `yaml:"agenda"`
	Records  Several[RecordOutcome]  `yaml:"records"`
	Units    Several[UnitOutcome]    `yaml:"unit"`
	Grants   Several[GrantOutcome]   `yaml:"grants"`
	Benefits Several[BenefitOutcome] `yaml:"benefits"`
	Misses   Several[MissOutcome]    `yaml:"misses"`
	Claims   Several[ClaimOutcome]   `yaml:"claims"`
	Funds    Several[FundOutcome]    `yaml:"funds"`
	Counts   map[string]Expected     `yaml:"counts"` // "117 of 117" by the count's name, or kind.name
	Expect   map[string]Expected     `yaml:"expect"` // the source's figure of a count, a register or a session's template
	Gaps     *Expected               `yaml:"gaps"`   // of the responsibility matrix
	Unheld   *Expected               `yaml:"unheld"` // posts for which nobody acts
	Verify   bool                    `yaml:"verify"` // always checked; may be written

	At mechanism.Position `yaml:"-"`
}

// Tally says how many things of a description there must be: at least one unless Count or None is given.
type Tally struct {
	Count *int `yaml:"count"`
	None  bool `yaml:"none"`

	At mechanism.Position `yaml:"-"`
}

// TreeOutcome is what a matter's descendants must add up to.
type TreeOutcome struct {
	Alias    string   `yaml:"alias"`
	Children *int     `yaml:"children"`
	Leaves   *int     `yaml:"leaves"`
	Done     *int     `yaml:"done"`
	Progress *float64 `yaml:"progress"`

	At mechanism.Position `yaml:"-"`
}

// DutyOutcome describes duties that must be there.
type DutyOutcome struct {
	Tally `yaml:",inline"`

	Matter  string     `yaml:"matter"`
	What    string     `yaml:"what"` // review, report, publish, accept, issue, reply, talk, bulletin, raise, recheck, extension, replan, objection
	Cadence string     `yaml:"cadence"`
	Period  string     `yaml:"period"`
	State   string     `yaml:"state"` // open, missed, met, lapsed
	Owner   string     `yaml:"owner"`
	Letter  string     `yaml:"letter"`
	Due     clock.Date `yaml:"due"`
	Late    *bool      `yaml:"late"` // was missed, whether or not it was made good
}

// LetterOutcome describes letters that must be there.
type LetterOutcome struct {
	Tally `yaml:",inline"`

	Matter  string     `yaml:"matter"`
	Kind    string     `yaml:"kind"` // template
	To      string     `yaml:"to"`
	By      string     `yaml:"by"`
	State   string     `yaml:"state"`
	Number  string     `yaml:"number"`
	Late    *bool      `yaml:"late"`
	ReplyBy clock.Date `yaml:"reply_by"`
	Says    string     `yaml:"says"` // words that the issued text contains
}

// EventOutcome describes events of a matter that must be there.
type EventOutcome struct {
	Tally `yaml:",inline"`

	Type    string     `yaml:"type"`
	Matter  string     `yaml:"matter"`
	Actor   string     `yaml:"actor"`
	Person  string     `yaml:"person"`
	Deputy  *bool      `yaml:"deputy"`
	Derived *bool      `yaml:"derived"`
	Time    Moment     `yaml:"at"`
	On      clock.Date `yaml:"on"`
	Rung    string     `yaml:"rung"`
	Action  string     `yaml:"action"`
	To      string     `yaml:"to"`
	Skipped string     `yaml:"skipped"`
	Unheld  string     `yaml:"unheld"`
	Notice  string     `yaml:"notice"`
	Says    string     `yaml:"says"` // words that the content contains
}

// MatterOutcome describes matters that must be there, given or not: standing ones, those of a session.
type MatterOutcome struct {
	Tally `yaml:",inline"`

	Kind     string `yaml:"kind"`
	Stage    string `yaml:"stage"`
	Light    string `yaml:"light"`
	Urgency  string `yaml:"urgency"`
	Category string `yaml:"category"` // the outermost
	Owner    string `yaml:"owner"`
	LeadUnit string `yaml:"lead_unit"`
	Title    string `yaml:"title"`
	Number   string `yaml:"number"`
	Parent   string `yaml:"parent"`
	Open     *bool  `yaml:"open"`
}

// ActingOutcome says who must act for a post.
type ActingOutcome struct {
	Post   string `yaml:"post"`
	Person string `yaml:"person"`
	Deputy *bool  `yaml:"deputy"`
	None   bool   `yaml:"none"`

	At mechanism.Position `yaml:"-"`
}

// SessionOutcome describes sessions that must be there. With a year, those held in it are counted.
type SessionOutcome struct {
	Tally `yaml:",inline"`

	Template    string `yaml:"template"`
	Session     string `yaml:"session"` // alias
	Year        int    `yaml:"year"`
	Row         string `yaml:"row"`
	Stage       string `yaml:"stage"`
	Number      string `yaml:"number"`
	Chair       string `yaml:"chair"`
	Presides    string `yaml:"presides"` // post that presides, or presided last
	Acting      *bool  `yaml:"acting"`   // in the place of the chair
	Resolutions *int   `yaml:"resolutions"`
	Short       *int   `yaml:"short"` // how many its row lacks
}

// AgendaOutcome describes items that a session's agenda must have.
type AgendaOutcome struct {
	Tally `yaml:",inline"`

	Session string `yaml:"session"`
	Block   string `yaml:"block"`
	Title   string `yaml:"title"`
	Matter  string `yaml:"matter"`
	Item    int    `yaml:"item"` // its number on the agenda
}

// RecordOutcome describes records that a register must hold on a day.
type RecordOutcome struct {
	Tally `yaml:",inline"`

	Register string     `yaml:"register"`
	Key      string     `yaml:"key"`
	On       clock.Date `yaml:"on"`    // default: today
	Known    Moment     `yaml:"known"` // as was known then
	Values   Values     `yaml:"values"`
}

// UnitOutcome tells a matter's lead unit as recorded, and who answers for it now.
type UnitOutcome struct {
	Matter   string `yaml:"matter"`
	Unit     string `yaml:"unit"`     // instead of a matter: a unit's code
	Recorded string `yaml:"recorded"` // code, or name at the time
	Answers  string `yaml:"answers"`  // code or name today

	At mechanism.Position `yaml:"-"`
}
