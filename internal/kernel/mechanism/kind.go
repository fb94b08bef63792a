package mechanism

import (
	"slices"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/personal"
	"qinlian/internal/kernel/rule"
)

// Kind is one sort of matter: what it must carry, how long it may take, who reviews it how often,
// when it turns red, whom it goes up to, and what closes it.
type Kind struct {
	Header `yaml:",inline"`

	Number     string               `yaml:"number"`     // "招调〔{year}〕{seq}号"; also {month}, {zone}
	Fields     map[string]Field     `yaml:"fields"`     // the kind's own fields, read in rules as matter.fields.NAME
	Limit      Limit                `yaml:"limit"`      // the clocks
	Requires   []string             `yaml:"requires"`   // optional stages that this kind insists on: establish, accept, review, follow-up
	Gates      map[string]Gates     `yaml:"gates"`      // by command
	Checklist  []text.Text          `yaml:"checklist"`  // every item must be ticked at review (五字要求)
	Roles      Roles                `yaml:"roles"`      // who does what unless the matter says otherwise
	Light      Lights               `yaml:"light"`      // first that holds
	Urgencies  map[string]text.Text `yaml:"urgencies"`  // values of urgency: red, orange, green …
	Cadence    Cadence              `yaml:"cadence"`    // how often a matter must be looked at
	Ladder     []Rung               `yaml:"ladder"`     // what happens when it is not
	UseLadder  string               `yaml:"use_ladder"` // name of a shared ladder file, instead of Ladder
	Counts     map[string]Count     `yaml:"counts"`     // figures over all matters of the kind
	Tree       Tree                 `yaml:"tree"`       // decomposition
	Recheck    calendar.Limit       `yaml:"recheck"`    // 回头看: look again so long after close-out
	Standing   Standing             `yaml:"standing"`   // a matter that exists by itself, one per unit, post or body
	Public     Public               `yaml:"public"`
	Categories []string             `yaml:"categories"` // allowed values of the matter's first category; empty: any
	Place      bool                 `yaml:"place"`      // a matter of this kind must name a place (一线)

	Confidential Confidential `yaml:"confidential"` // who sees its matters when not everybody concerned may

	fieldNames []string
	schema     *rule.Schema
	thresholds []rule.Threshold
	tracked    bool // thresholds tell every instant at which the light or a condition may change by time alone
	usesTree   bool
	redeems    bool // a benefit document names it: package claim moves its matters along
}

// Redeems tells whether matters of the kind are claims: they are completed, closed and withdrawn as the claim goes.
func (k *Kind) Redeems() bool { return k.redeems }

// Field declares one of a kind's own fields.
type Field struct {
	Type     string    `yaml:"type"` // string, bool, int, double, money, date, role, list<string>
	Title    text.Text `yaml:"title"`
	Required bool      `yaml:"required"` // must be present at registration
	OneOf    []string  `yaml:"one_of"`

	Personal personal.Sort `yaml:"personal"` // about a natural person: kept beside the ledger, masked wherever it is shown
	Keep     personal.Keep `yaml:"keep"`     // how long a personal value may be kept

	At Position `yaml:"-"`
}

// Limit holds the clocks of a matter. Promised may not exceed Statutory.
type Limit struct {
	Advisory   calendar.Limit `yaml:"advisory"`
	Promised   calendar.Limit `yaml:"promised"`
	Statutory  calendar.Limit `yaml:"statutory"`
	Accept     calendar.Limit `yaml:"accept"`     // 签收
	Extensions *int           `yaml:"extensions"` // how often the clock may be extended; default 1
	ExtendBy   calendar.Limit `yaml:"extend_by"`  // the most that one extension may add; zero: no bound
	Start      string         `yaml:"start"`      // which command starts the clock: register, assign (default), accept
	When       []LimitCase    `yaml:"when"`       // other limits for matters of a sort: the first that holds
}

// LimitCase gives matters for which a condition holds other limits. It is judged when a limit is set: that for
// signing at assignment, the others when the clock starts.
type LimitCase struct {
	If        Expr           `yaml:"if"`
	Advisory  calendar.Limit `yaml:"advisory"`
	Promised  calendar.Limit `yaml:"promised"`
	Statutory calendar.Limit `yaml:"statutory"`
	Accept    calendar.Limit `yaml:"accept"`
	ExtendBy  calendar.Limit `yaml:"extend_by"`
	At        Position       `yaml:"-"`
}

// In is l with what the case says in its place.
func (l *Limit) In(c *LimitCase) Limit {
	one := *l
	one.When = nil
	for into, other := range map[*calendar.Limit]calendar.Limit{
		&one.Advisory: c.Advisory, &one.Promised: c.Promised, &one.Statutory: c.Statutory, &one.Accept: c.Accept, &one.ExtendBy: c.ExtendBy,
	} {
		if !other.IsZero() {
			*into = other
		}
	}
	return one
}

// all is l as it stands, and in each of its cases.
func (l *Limit) all() []Limit {
	out := []Limit{*l}
	for i := range l.When {
		out = append(out, l.In(&l.When[i]))
	}
	return out
}

// Gates is a conjunction of conditions that a command must meet.
type Gates struct {
	Use  []string    `yaml:"use"` // shared gates, whose conditions come first
	All  []Condition `yaml:"all"`
	Says text.Text   `yaml:"says"` // the refusal, in words a clerk can act on
	At   Position    `yaml:"-"`

	every []Condition // see Conditions
}

// Condition is one CEL expression of a gate, with its own message where one is given.
type Condition struct {
	If   string        `yaml:"if"`
	Says text.Text     `yaml:"says"`
	At   Position      `yaml:"-"`
	Rule *rule.Program `yaml:"-"`
}

// Roles names, as role expressions, who may do what. Empty means what the
// zone's manifest says, and where that is silent, what stands in brackets.
type Roles struct {
	Assign  RoleRef `yaml:"assign"`  // who may establish, assign, transfer, withdraw [anybody]
	Review  RoleRef `yaml:"review"`  // who may review and return [lead_unit.head]
	Verify  RoleRef `yaml:"verify"`  // who may close out; never the owner [anybody]
	Extend  RoleRef `yaml:"extend"`  // who may grant an extension [sponsor]
	Office  RoleRef `yaml:"office"`  // who issues the letters [anybody]
	Sponsor RoleRef `yaml:"sponsor"` // who sponsors unless named [lead_unit.sponsor]
}

// all lists the roles.
func (r *Roles) all() []*RoleRef {
	return []*RoleRef{&r.Assign, &r.Review, &r.Verify, &r.Extend, &r.Office, &r.Sponsor}
}

// over fills what r leaves open from other.
func (r Roles) over(other Roles) Roles {
	mine, theirs := r.all(), other.all()
	for i := range mine {
		if mine[i].Text == "" {
			*mine[i] = *theirs[i]
		}
	}
	return r
}

// RoleRef is a role expression with its place.
type RoleRef struct {
	Text string
	Role org.Role
	At   Position
}

// Lights are the rules of the progress light, tried in order red, amber, green.
type Lights struct {
	Red   Expr `yaml:"red"`
	Amber Expr `yaml:"amber"`
	Green Expr `yaml:"green"`
}

// Expr is one CEL expression with its place.
type Expr struct {
	Text string
	At   Position
	Rule *rule.Program
}

// Cadence says how often a matter must be looked at. Either Every holds for all, or By names a field
// (urgency or category) whose value picks the rhythm.
type Cadence struct {
	By     string                        `yaml:"by"`
	Rhythm map[string]cadence.Definition `yaml:"rhythm"` // value of By → rhythm; key "*" for all
	Owner  RoleRef                       `yaml:"owner"`  // who owes it [owner]
	MetBy  MetBy                         `yaml:"met_by"` // what meets it
	At     Position                      `yaml:"-"`
}

// MetBy is the deed that meets a duty of a cadence: review (in a session, or by the reviewer; the default),
// report, or letter, whose template Letter names. Where it names none, no letter meets the duty and check says so.
type MetBy struct {
	By     string `yaml:"-"`
	Letter string `yaml:"letter"`
}

// String is the deed as people read it in a comparison: letter quarterly-bulletin.
func (m MetBy) String() string { return strings.TrimSpace(m.By + " " + m.Letter) }

// Rung is one step of a ladder. At is an anchor and an offset; exactly one action is given.
type Rung struct {
	When     Expr           `yaml:"when"` // fires only where this holds, at its instant or as soon after it as it comes to hold
	Anchor   string         `yaml:"-"`
	Offset   calendar.Limit `yaml:"-"`
	Before   bool           `yaml:"-"`        // offset counts backwards
	Send     string         `yaml:"send"`     // letter template
	Talk     bool           `yaml:"talk"`     // 约谈
	Bulletin string         `yaml:"bulletin"` // letter template of the bulletin that will name the matter
	Raise    bool           `yaml:"raise"`    // raise the level
	To       RoleRef        `yaml:"to"`
	By       RoleRef        `yaml:"by"`     // who must act [roles.office]
	Within   calendar.Limit `yaml:"within"` // the duty's limit [1wd]
	Title    text.Text      `yaml:"title"`
	At       Position       `yaml:"-"`
	Source   string         `yaml:"at"` // "due - 3wd" as written
}

// Climbs tells whether a rung raises the matter one level (逐级): to the next of its line, as by hand, whoever that is.
func (r *Rung) Climbs() bool { return r.Raise && r.To.Text == "" }

// Whom says whom a rung concerns.
func (r *Rung) Whom() text.Text {
	if r.Climbs() {
		return text.Text{Zh: "逐级的上一级", En: "the next of the line"}
	}
	return r.To.Words()
}

// Anchors that a rung may hang on.
const (
	AnchorDue        = "due"
	AnchorStatutory  = "statutory"
	AnchorRegistered = "registered"
	AnchorAssigned   = "assigned"
	AnchorAccept     = "accept"    // the limit for signing for the matter
	AnchorMissed     = "missed"    // a duty of the cadence was missed: once for each
	AnchorReported   = "reported"  // a report awaits its review: once for each
	AnchorUnreplied  = "unreplied" // a letter's reply is late: once for each
	AnchorUndecided  = "undecided" // nobody decided in time on an extension, change of plan or objection: once for each
	AnchorRed        = "red"       // the light turned red
	AnchorAmber      = "amber"
	AnchorEscalated  = "escalated" // somebody raised the matter
)

// Anchors lists the anchors. Those before AnchorMissed are instants known in advance.
var Anchors = []string{
	AnchorDue, AnchorStatutory, AnchorRegistered, AnchorAssigned, AnchorAccept,
	AnchorMissed, AnchorReported, AnchorUnreplied, AnchorUndecided, AnchorRed, AnchorAmber, AnchorEscalated,
}

// Count is a figure over the matters of a kind: how many meet a condition.
type Count struct {
	Title  text.Text `yaml:"title"`
	If     Expr      `yaml:"if"`
	Of     Expr      `yaml:"of"`     // the denominator; empty: all of the kind
	Expect *int      `yaml:"expect"` // what the source says; shown beside the figure
	At     Position  `yaml:"-"`
}

// Tree bounds a decomposition.
type Tree struct {
	Children []string `yaml:"children"` // kinds allowed below
	Leaves   int      `yaml:"leaves"`   // how many leaves the tree must have before it may be established; 0: any
	Branches int      `yaml:"branches"` // how many direct children; 0: any
	AtLeast  bool     `yaml:"at_least"` // the counts are lower bounds (50余项)

	OpenLeaves bool `yaml:"open_leaves"` // it may be completed while leaves are open
}

// Declared tells whether matters of the kind are decomposed: only then do they add up what hangs below.
func (t Tree) Declared() bool { return len(t.Children) > 0 || t.Bounded() }

// Bounded tells whether the tree must have a certain shape before it is established.
func (t Tree) Bounded() bool { return t.Leaves > 0 || t.Branches > 0 }

// Branches tells whether matters of a kind always decompose. A kind that may hang below itself, be it through others,
// need not: what is not decomposed any further is a leaf.
func (b *Bundle) Branches(kind string) bool {
	k := b.Kinds[kind]
	if k == nil || len(k.Tree.Children) == 0 {
		return false
	}
	seen := map[string]bool{}
	for next := slices.Clone(k.Tree.Children); len(next) > 0; next = next[1:] {
		if next[0] == kind {
			return false
		}
		if below := b.Kinds[next[0]]; below != nil && !seen[next[0]] {
			seen[next[0]] = true
			next = append(next, below.Tree.Children...)
		}
	}
	return true
}

// Standing makes one matter of the kind for each subject, without anybody registering it.
type Standing struct {
	Each  string   `yaml:"each"`  // unit, post, body, zone
	Where []string `yaml:"where"` // units by type, code or name, posts by name or level; empty: all
}

// Wants tells whether it is about a subject that goes by these names.
func (s Standing) Wants(names ...string) bool {
	return len(s.Where) == 0 || slices.ContainsFunc(names, func(name string) bool { return name != "" && slices.Contains(s.Where, name) })
}

// Meant lists the units of a day, by code, that where names otherwise than as they are called: by a name of former days, by an
// alias, or by a unit that they succeeded, and since when.
func (s Standing) Meant(view *org.View) map[string]clock.Date {
	out := make(map[string]clock.Date, len(s.Where))
	for _, name := range s.Where {
		if u, since, ok := view.Meant(name); ok {
			if earlier, twice := out[u.Code]; !twice || since < earlier {
				out[u.Code] = since
			}
		}
	}
	return out
}

// Public says what the public view may show, and while what.
type Public struct {
	Fields []string `yaml:"fields"`
	While  string   `yaml:"while"` // open, closed, always
}

// Extends tells how often a clock of the kind may be extended.
func (l Limit) Extends() int {
	if l.Extensions == nil {
		return 1
	}
	return *l.Extensions
}

// Position is a place in a mechanism file.
type Position = rule.Position
