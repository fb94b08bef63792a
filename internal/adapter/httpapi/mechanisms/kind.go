package mechanisms

import (
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
)

// KindView is a kind of matter as a person reads it.
type KindView struct {
	Name          string      `json:"name"`
	Title         string      `json:"title"`
	Source        string      `json:"source,omitempty" doc:"The institution and text that it was taken from"`
	Note          string      `json:"note,omitempty" doc:"What a reader must know"`
	Rows          []string    `json:"rows" doc:"Rows of the table of mechanisms that it carries"`
	File          string      `json:"file" doc:"Where it is written"`
	Line          int         `json:"line"`
	Version       string      `json:"version" doc:"Of the mechanisms it was read from"`
	Number        string      `json:"number" doc:"Pattern: {year}, {seq}, {month}, {zone}"`
	EffectiveFrom *clock.Date `json:"effective_from,omitempty"`
	EffectiveTo   *clock.Date `json:"effective_to,omitempty" doc:"No longer from this day on"`

	Fields       []door.TakeView   `json:"fields" doc:"The kind's own fields; name is within fields"`
	Urgencies    []UrgencyView     `json:"urgencies"`
	Categories   []string          `json:"categories" doc:"That a matter must belong to; none: any"`
	Place        bool              `json:"place" doc:"A matter must name a place"`
	Stages       []StageView       `json:"stages" doc:"On the way from registration to archive"`
	Roles        []RoleView        `json:"roles"`
	Limits       []LimitView       `json:"limits" doc:"The kind's own, then those of cases"`
	Extensions   int               `json:"extensions" doc:"How often the clock may be extended"`
	ExtendBy     string            `json:"extend_by,omitempty" doc:"The most that one extension adds, in words"`
	ClockStart   string            `json:"clock_start" enum:"register,receipt,assign,accept"`
	Gates        []GateView        `json:"gates"`
	Lights       []LightView       `json:"lights" doc:"Tried in this order; the first that holds"`
	Ladder       []RungView        `json:"ladder"`
	UseLadder    string            `json:"use_ladder,omitempty" doc:"Name of the shared ladder that it takes over"`
	Cadence      []RhythmView      `json:"cadence"`
	CadenceBy    string            `json:"cadence_by,omitempty" doc:"What decides the rhythm: urgency or category"`
	CadenceOwner string            `json:"cadence_owner,omitempty" doc:"Who owes it, in words"`
	MetBy        string            `json:"met_by,omitempty" doc:"What meets a duty of the cadence: review, report or letter"`
	MetByLetter  string            `json:"met_by_letter,omitempty"`
	Checklist    []string          `json:"checklist" doc:"Every item is ticked at review"`
	FollowUp     bool              `json:"follow_up" doc:"It is not closed out before it was followed up"`
	Recheck      string            `json:"recheck,omitempty" doc:"Looked at again so long after close-out, in words"`
	Letters      []NamedView       `json:"letters" doc:"That its ladder and cadence send"`
	Children     []NamedView       `json:"children" doc:"Kinds that may hang below it"`
	Standing     string            `json:"standing,omitempty" enum:"unit,post,body,zone" doc:"There is one for each by itself"`
	Confidential *ConfidentialView `json:"confidential,omitempty"`

	RegisterTakes []door.TakeView `json:"register_takes" doc:"The form for registering a matter of the kind, as things stand; none where you register nothing, or the version is not in force"`
}

// UrgencyView is an urgency.
type UrgencyView struct {
	Value  string `json:"value"`
	Title  string `json:"title"`
	Colour string `json:"colour,omitempty" enum:"red,orange,amber,yellow,green,blue" doc:"Where its name is a colour's"`
}

// StageView is a stage.
type StageView struct {
	Stage    string `json:"stage"`
	Title    string `json:"title"`
	Required bool   `json:"required" doc:"An optional stage that the kind insists on"`
}

// RoleView is who does something.
type RoleView struct {
	Role  string `json:"role" enum:"assign,review,verify,extend,office,sponsor"`
	Title string `json:"title" doc:"What it is for"`
	Says  string `json:"says" doc:"Who it is, in words"`
	Rule  string `json:"rule" doc:"As the file writes it"`
}

// LimitView is one clock.
type LimitView struct {
	Limit string `json:"limit" enum:"advisory,promised,statutory,accept"`
	Title string `json:"title"`
	Value string `json:"value" doc:"20wd"`
	Says  string `json:"says" doc:"20 working days"`
	If    string `json:"if,omitempty" doc:"The case that it is for, in words"`
}

// GateView is a condition that a command must meet.
type GateView struct {
	Command string `json:"command"`
	Title   string `json:"title" doc:"Of the command"`
	Says    string `json:"says,omitempty" doc:"What whoever is refused is told"`
	Words   string `json:"words,omitempty" doc:"The condition in words, where there are any"`
	Rule    string `json:"rule" doc:"As the file writes it"`
	Line    int    `json:"line"`
}

// LightView is a rule of the light.
type LightView struct {
	Light string `json:"light" enum:"red,amber,green"`
	Says  string `json:"says,omitempty" doc:"When it shows, in words"`
	Rule  string `json:"rule"`
}

// RungView is a rung of the ladder.
type RungView struct {
	At     string `json:"at" doc:"due - 3wd"`
	After  string `json:"after" doc:"When it fires, in words"`
	Title  string `json:"title,omitempty"`
	When   string `json:"when,omitempty" doc:"Only where this holds, in words or as the file writes it"`
	Action string `json:"action" enum:"send,talk,raise,bulletin"`
	Says   string `json:"says" doc:"What is done, in words"`
	Letter string `json:"letter,omitempty" doc:"Template"`
	To     string `json:"to,omitempty" doc:"In words"`
	By     string `json:"by,omitempty" doc:"Who must act, in words"`
	Within string `json:"within" doc:"How soon, in words"`
	Level  int    `json:"level" doc:"How far the matter has been raised once the rungs before it in the file and this one have fired"`
}

// RhythmView is how often a matter is looked at.
type RhythmView struct {
	Value    string `json:"value" doc:"Urgency or category; * for all"`
	Title    string `json:"title"`
	Every    string `json:"every"`
	Says     string `json:"says"`
	Due      string `json:"due,omitempty" doc:"When within the period, as the file writes it"`
	At       string `json:"at,omitempty"`
	Workdays bool   `json:"workdays"`
}

// ConfidentialView is who sees the kind's matters, and while what.
type ConfidentialView struct {
	Cleared []string `json:"cleared" doc:"In words"`
	While   []string `json:"while" doc:"Titles of stages; none: always"`
}

// LetterTemplateView is a sort of letter.
type LetterTemplateView struct {
	Name    string `json:"name"`
	Title   string `json:"title"`
	Number  string `json:"number" doc:"Pattern"`
	Reply   string `json:"reply,omitempty" doc:"Time to answer, in words"`
	Subject string `json:"subject"`
	Body    string `json:"body" doc:"With placeholders in braces"`

	Placeholders []ChoiceView `json:"placeholders" doc:"Those that the text has, in words"`
}

// ChoiceView is a word and what it stands for.
type ChoiceView = door.ChoiceView
