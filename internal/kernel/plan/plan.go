// Package plan answers the question that no office can answer today: had this rule been in force last
// year, what would have been different? It replays the human events of a ledger twice, under the
// mechanisms that really governed and under a candidate, derives everything else afresh on both sides,
// and reports the differences: lights, letters, duties, escalations, deadlines, unit by unit.
//
// Replaying is exact because derived events follow from human ones, mechanism, calendar and time alone;
// a candidate equal to what governs differs in nothing.
package plan

import (
	"cmp"
	"iter"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// Options bound a plan. Human events before From are replayed (they make the state) but only what differs
// from From on is reported; nothing after To is derived.
type Options struct {
	From, To time.Time
	Progress func(events int64) // passed so far, those between the ones that were read included
	// Without are matters, by id, that the report leaves out: those that whoever asked may not see. They count in the
	// trees that they are part of, as they do for everybody who sees what is above them.
	Without map[string]bool
	// Begun are the standing matters that either side asks for and the ledger does not hold yet.
	Begun []Begun
}

// Begun is a standing matter by its registration on either side; nil where that does not ask for it.
type Begun struct{ Base, Candidate *ledger.Event }

// Report is what would have been different. Slices are in order of number.
type Report struct {
	Zone      string         `json:"zone"`
	Base      string         `json:"base"`      // version in force at the end
	Governed  []string       `json:"governed"`  // versions that were in force meanwhile, in order
	Candidate string         `json:"candidate"` // version
	From      clock.Date     `json:"from"`
	To        clock.Date     `json:"to"`
	Events    int64          `json:"events"`  // replayed: what people and outside systems did, not what followed
	Matters   int64          `json:"matters"` // replayed
	Lights    []LightChange  `json:"lights"`
	Letters   Delta          `json:"letters"`
	Duties    Delta          `json:"duties"`
	Missed    Delta          `json:"missed"`       // of the duties, those that were missed, made good later or not
	Owing     Count          `json:"still_missed"` // at the end, whenever they were missed: what the page of that day lists
	Rungs     []Move         `json:"escalations"`
	Deadlines []DeadlineMove `json:"deadlines"`
	Units     []UnitDelta    `json:"units"`
	Months    []MonthDelta   `json:"months"`

	// Left are by whom the candidate would leave open matters of today to nobody, which keeps it from being put in force.
	Left []Left `json:"left,omitempty"`
	// Barred is what else keeps it from being put in force: fields to which it gives another type than they had.
	Barred []mechanism.Change `json:"barred,omitempty"`
}

// Left is a post, body or unit that a candidate no longer has, with the open matters that name it.
type Left struct {
	Name    string      `json:"name"`
	Matters int         `json:"matters"`
	Unit    bool        `json:"-"`
	As      []text.Text `json:"-"` // of how many it is other than the owner or the lead unit: 核验人 2 件
}

// Words say as what else than owner or lead unit it is named, in brackets; "" where as nothing else.
func (l *Left) Words(lang text.Lang) string {
	if len(l.As) == 0 {
		return ""
	}
	words := make([]string, len(l.As))
	for i, as := range l.As {
		words[i] = as.In(lang)
	}
	if lang == text.En {
		return " (of them " + strings.Join(words, ", ") + ")"
	}
	return "（其中" + strings.Join(words, "、") + "）"
}

// Same tells whether nothing would have been different.
func (r *Report) Same() bool {
	return len(r.Lights) == 0 && len(r.Rungs) == 0 && len(r.Deadlines) == 0 && r.Letters.same() && r.Duties.same() && r.Missed.same() && len(r.Left)+len(r.Barred) == 0
}

// Relit counts the matters that show another light.
func (r *Report) Relit() int {
	matters := map[string]bool{}
	for i := range r.Lights {
		matters[r.Lights[i].Number] = true
	}
	return len(matters)
}

// LightChange is a matter whose light would have differed within the span: from what to what, and when first so. A matter
// has one for every such pair, in the order in which they come: amber instead of green first, red instead of amber later.
type LightChange struct {
	Number string       `json:"number"`
	Title  string       `json:"title"`
	Kind   string       `json:"kind"`
	Unit   string       `json:"unit"` // code
	Name   string       `json:"name"` // of the unit
	First  clock.Date   `json:"first"`
	Before matter.Light `json:"before"`
	After  matter.Light `json:"after"`
	Why    string       `json:"why"`  // the rule that decides under the candidate
	Days   int          `json:"days"` // on how many days it is so

	Reason text.Text `json:"reason,omitzero"` // in words, where no rule decides: the candidate has no such kind
}

// noKind is why a matter of a kind that the candidate leaves out shows no light and has no deadlines.
var noKind = text.Text{
	Zh: "候选版本里没有这一类事项（启用后，在办的仍按原机制办结）",
	En: "the candidate has no such kind (once it is in force, open matters end by the rules that they began with)",
}

// Delta counts what would have been added and removed, with each of them.
type Delta struct {
	Before  int     `json:"before"`
	After   int     `json:"after"`
	Added   []Entry `json:"added,omitempty"`
	Removed []Entry `json:"removed,omitempty"`
}

// Count is a figure on either side.
type Count struct {
	Before int `json:"before"`
	After  int `json:"after"`
}

func (d *Delta) same() bool { return len(d.Added) == 0 && len(d.Removed) == 0 }

// Entry is one letter or duty.
type Entry struct {
	Number  string     `json:"number"`
	What    string     `json:"what"` // template of a letter; kind and period of a duty
	Kind    string     `json:"kind"` // template of a letter; what a duty asks for
	Title   text.Text  `json:"-"`    // of a letter, by the files that have its words
	Cadence string     `json:"cadence,omitempty"`
	Period  string     `json:"period,omitempty"`
	Who     string     `json:"who"`
	On      clock.Date `json:"on"`           // drafted, opened, missed
	Due     clock.Date `json:"due,omitzero"` // of a duty
}

// Move is a rung that would have fired on another day, or on one side only (zero date).
type Move struct {
	Number string     `json:"number"`
	Rung   string     `json:"rung"`
	To     []string   `json:"to,omitempty"`
	Before clock.Date `json:"before,omitzero"`
	After  clock.Date `json:"after,omitzero"`
}

// UnitDelta counts the matters of a unit that were ever red or amber within the span.
type UnitDelta struct {
	Unit        string `json:"unit"` // code
	Name        string `json:"name"`
	Matters     int    `json:"matters"`
	RedBefore   int    `json:"red_before"`
	RedAfter    int    `json:"red_after"`
	AmberBefore int    `json:"amber_before"`
	AmberAfter  int    `json:"amber_after"`
}

// MonthDelta counts the matters that turned red in a month.
type MonthDelta struct {
	Month  string `json:"month"` // 2023-03
	Before int    `json:"before"`
	After  int    `json:"after"`
}

// Run replays. records come stream by stream, each in order; streams that are no matters and derived events,
// which may be left out, are passed over. Worlds must answer for every instant that the ledger holds.
func Run(records iter.Seq2[ledger.Record, error], base, candidate *matter.World, o Options) (*Report, error) {
	cal := base.CalendarAt(o.To)
	r := &Report{Zone: base.Zone, From: cal.DateOf(o.From), To: cal.DateOf(o.To)}
	if b := base.Timeline.At(o.To); b != nil {
		r.Base = b.Version
	}
	r.Governed = governed(base.Timeline, o)
	if b := candidate.Timeline.At(o.To); b != nil {
		r.Candidate = b.Version
	}
	c := newCollector(r)
	if err := replayAll(records, base, candidate, o, c); err != nil {
		return nil, err
	}
	for i := range o.Begun {
		d, err := begun(&o.Begun[i], base, candidate, o)
		if err != nil {
			return nil, err
		}
		c.add(d)
	}
	c.finish()
	return r, nil
}

// governed lists the versions in force between the two ends.
func governed(t mechanism.Timeline, o Options) []string {
	out := []string{}
	for i := range t {
		if ended := i+1 < len(t) && !t[i+1].From.After(o.From); !ended && !t[i].From.After(o.To) {
			out = append(out, t[i].Bundle.Version)
		}
	}
	return slices.Compact(out)
}

// collector adds up the differences of single matters. It belongs to one goroutine.
type collector struct {
	report *Report
	units  map[string]*UnitDelta
	months map[string]*MonthDelta
}

func newCollector(r *Report) *collector {
	return &collector{report: r, units: map[string]*UnitDelta{}, months: map[string]*MonthDelta{}}
}

func (c *collector) add(d *difference) {
	r := c.report
	r.Matters++
	r.Events += d.events
	r.Lights = append(r.Lights, d.lights...)
	join := func(into *Delta, from *Delta) {
		into.Before += from.Before
		into.After += from.After
		into.Added = append(into.Added, from.Added...)
		into.Removed = append(into.Removed, from.Removed...)
	}
	join(&r.Letters, &d.letters)
	join(&r.Duties, &d.duties)
	join(&r.Missed, &d.missed)
	r.Owing.Before += d.owing.Before
	r.Owing.After += d.owing.After
	r.Rungs = append(r.Rungs, d.rungs...)
	r.Deadlines = append(r.Deadlines, d.deadlines...)
	u := c.units[d.unit]
	if u == nil {
		u = &UnitDelta{Unit: d.unit}
		c.units[d.unit] = u
	}
	u.Matters++
	tally := func(lights map[matter.Light]bool, red, amber *int) {
		if lights[matter.Red] {
			*red++
		}
		if lights[matter.Amber] {
			*amber++
		}
	}
	tally(d.seen[0], &u.RedBefore, &u.AmberBefore)
	tally(d.seen[1], &u.RedAfter, &u.AmberAfter)
	for side, months := range d.reddened {
		for _, month := range months {
			m := c.months[month]
			if m == nil {
				m = &MonthDelta{Month: month}
				c.months[month] = m
			}
			if side == 0 {
				m.Before++
			} else {
				m.After++
			}
		}
	}
}

func (c *collector) finish() {
	r := c.report
	for _, u := range c.units {
		r.Units = append(r.Units, *u)
	}
	slices.SortFunc(r.Units, func(a, b UnitDelta) int { return cmp.Compare(a.Unit, b.Unit) })
	for _, m := range c.months {
		r.Months = append(r.Months, *m)
	}
	slices.SortFunc(r.Months, func(a, b MonthDelta) int { return cmp.Compare(a.Month, b.Month) })
	slices.SortStableFunc(r.Lights, func(a, b LightChange) int { return text.CompareNumbers(a.Number, b.Number) })
	slices.SortStableFunc(r.Deadlines, func(a, b DeadlineMove) int { return text.CompareNumbers(a.Number, b.Number) })
	slices.SortFunc(r.Rungs, func(a, b Move) int {
		return cmp.Or(text.CompareNumbers(a.Number, b.Number), cmp.Compare(a.Rung, b.Rung), cmp.Compare(max(a.Before, a.After), max(b.Before, b.After)), cmp.Compare(a.After, b.After), slices.Compare(a.To, b.To))
	})
	for _, d := range []*Delta{&r.Letters, &r.Duties, &r.Missed} {
		for _, list := range [][]Entry{d.Added, d.Removed} {
			slices.SortFunc(list, func(a, b Entry) int {
				return cmp.Or(text.CompareNumbers(a.Number, b.Number), cmp.Compare(a.On, b.On), cmp.Compare(a.What, b.What), cmp.Compare(a.Who, b.Who), cmp.Compare(a.Due, b.Due))
			})
		}
	}
}
