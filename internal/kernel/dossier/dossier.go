// Package dossier tells one matter to a person: what it is, how its clock stands, which rule decides its light and
// by what values, what happened, and what will happen if nobody acts. Command line, interface and documents show
// what it says, so that all tell the same.
package dossier

import (
	"context"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
)

// Dossier is everything there is to know of one matter at an instant: what it is, how its clock stands,
// why its light is what it is, what happened, and what will happen if nobody acts.
type Dossier struct {
	At        time.Time        `json:"at"`
	State     matter.State     `json:"state"`
	KindTitle text.Text        `json:"kind_title"`
	Urgency   text.Text        `json:"urgency_title"`
	Unit      string           `json:"unit"`              // the lead unit's name as it was when the matter was given to it
	Support   []string         `json:"support,omitempty"` // names of the supporting units
	Fields    []FieldValue     `json:"fields,omitempty"`  // the kind's own, in order of name
	Acting    text.Text        `json:"acting,omitzero"`
	Light     matter.Light     `json:"light"`
	Rule      string           `json:"rule"`          // the rule that decides the light, as the file writes it
	Why       []Tried          `json:"why,omitempty"` // the rules that were tried, red first
	Origin    text.Text        `json:"origin_words,omitzero"`
	Parent    string           `json:"parent_words,omitempty"` // number and title of the matter above
	Clock     ClockReading     `json:"clock"`
	Tree      matter.Tree      `json:"tree"`
	Children  []engine.Line    `json:"children,omitempty"`
	Past      []Entry          `json:"past"`
	Unswept   []Entry          `json:"unswept,omitempty"` // fell due already and waits for the next sweep to be written down
	Ahead     []Entry          `json:"ahead,omitempty"`
	Titles    map[string]Title `json:"titles,omitempty"` // of letter templates
	Letters   map[string]Title `json:"-"`                // what its letters are called, by id
	Ladder    []Rung           `json:"-"`                // of its kind, in the file's order, as the matter stands on it
}

// Title is a text with its own JSON name.
type Title = text.Text

// ClockReading is how a matter's clock stands.
type ClockReading struct {
	Budget      string            `json:"budget,omitempty"`
	Extended    []calendar.Limit  `json:"extended,omitempty"` // what was added to the budget, by unit
	Consumed    calendar.Workdays `json:"consumed"`
	Remaining   calendar.Workdays `json:"remaining"`
	Used        calendar.Limit    `json:"used,omitzero"` // of the budget, in its own unit; months in calendar days
	Left        calendar.Limit    `json:"left,omitzero"`
	Due         calendar.Deadline `json:"due,omitzero"`
	DaysLeft    int               `json:"days_left"` // working days to the working deadline; negative when past
	Suspended   bool              `json:"suspended,omitempty"`
	Stopped     *Stop             `json:"stopped,omitempty"` // while suspended, of a dossier
	Started     bool              `json:"started"`
	Extensions  int               `json:"extensions,omitempty"`
	Overdue     bool              `json:"overdue"`
	Baseline    clock.Date        `json:"baseline,omitzero"`
	Provisional bool              `json:"provisional,omitempty"`

	StartedAt time.Time             `json:"-"`
	Stops     []calendar.Suspension `json:"-"` // in order; only the last may still last
	Notes     []text.Text           `json:"-"` // what the calendar did to it: make-up days, holidays
}

// Stop is a suspension that lasts.
type Stop struct {
	From   time.Time `json:"from"`
	Reason string    `json:"reason"`
	Basis  text.Text `json:"basis,omitzero"` // the item of a list that was cited
}

// Entry is one event, past or to come.
type Entry struct {
	Seq     int64     `json:"seq,omitempty"`
	At      time.Time `json:"at"`
	Type    string    `json:"type"`
	Actor   string    `json:"actor,omitempty"`
	Person  string    `json:"-"` // behind the post, as the event names them; the interface shows a deputy's
	Deputy  bool      `json:"deputy,omitempty"`
	Derived bool      `json:"derived,omitempty"`
	Says    text.Text `json:"says"`
	Hash    string    `json:"hash,omitempty"`

	Content matter.Content `json:"-"` // what it holds
}

// aheadDays is how far Dossier looks into the future.
const aheadDays = 120

// Of gathers what there is to know of a matter by id or number.
func Of(ctx context.Context, e *engine.Engine, zone, idOrNumber string, at time.Time) (*Dossier, error) {
	if at.IsZero() {
		at = e.Now()
	}
	at = ledger.Instant(at)
	world, err := e.World(ctx, zone)
	if err != nil {
		return nil, err
	}
	w := &world
	row, err := listing.Find(ctx, e, zone, idOrNumber)
	if err != nil {
		return nil, err
	}
	d := &Dossier{At: at, Titles: map[string]Title{}, Letters: map[string]Title{}}
	if err := d.forward(&row, w, at); err != nil {
		return nil, err
	}
	d.Tree = w.Tree(row.ID, at)
	s := &d.State
	if d.Light, d.Rule, err = matter.LightAt(s, w, at); err != nil && !errs.Is(err, "mechanism.none_in_force") {
		return nil, err
	}
	cal := w.CalendarAt(at)
	today := cal.DateOf(at)
	view := w.Org(today)
	chart, _, err := e.Org(ctx, zone, at)
	if err != nil {
		return nil, err
	}
	d.Unit = chart.Known(s.LeadUnit, today)
	for _, code := range s.Support {
		d.Support = append(d.Support, chart.Known(code, today))
	}
	if acting, err := view.Holder(view.ActsFor(s.Owner)); err == nil {
		d.Acting = acting.Says()
		if view.IsBody(s.Owner) {
			d.Acting = text.Text{Zh: "现由" + acting.ForPost + "办理" + after("；", d.Acting.Zh), En: acting.ForPost + " acts for it" + after("; ", d.Acting.En)}
		}
	} else if s.Owner != "" {
		d.Acting = errs.Words(err)
	}
	told := newTeller(s, w)
	b, k := w.Timeline.Told(s.Kind, at)
	if k != nil {
		d.KindTitle, d.Fields = k.Title, fieldValues(k, s)
		nameClauses(d.Fields, w.Timeline)
		held, err := e.PersonalOf(ctx, s, at)
		if err != nil {
			return nil, err
		}
		d.Fields, d.State = withPersonal(d.Fields, held), matter.Veiled(s, k)
		if d.Urgency = Ungraded(k, s); s.Urgency != "" {
			d.Urgency = told.urgency(s.Urgency, at)
		}
		if d.Why, err = whyLight(s, w, b, k, at); err != nil {
			return nil, err
		}
	}
	if b != nil {
		for name, t := range b.Letters {
			d.Titles[name] = t.Title
		}
	}
	for i := range s.Letters {
		l := &s.Letters[i]
		d.Letters[l.ID] = w.Timeline.LetterTitle(s.Kind, l.Template, letter.WordsAt(l.State, l.DraftedAt, l.IssuedAt, at))
	}
	d.Clock = Clock(s, cal, at)
	if by, ok := matter.Unstarted(s, w, at); ok {
		d.Clock.Notes = append(d.Clock.Notes, unstarted(by))
	}
	if stops := s.Clock.Stops; s.Suspended && len(stops) > 0 {
		last := &stops[len(stops)-1]
		d.Clock.Stopped = &Stop{From: last.From, Reason: last.Reason}
		if last.Basis != "" {
			d.Clock.Stopped.Basis = told.basis(last.Basis, last.From)
		}
	}
	if d.Past, err = past(ctx, e, zone, s.ID, told); err != nil {
		return nil, err
	}
	var comes []Entry
	if d.Ahead, comes, err = ahead(s, w, at, told); err != nil {
		return nil, err
	}
	d.Ladder = ladder(b, s, d.Past, d.Unswept, comes)
	if d.Origin, err = origin(ctx, e, zone, s); err != nil {
		return nil, err
	}
	if s.Parent != "" {
		above, err := e.Store().Matter(ctx, zone, s.Parent)
		if err != nil {
			return nil, err
		}
		d.Parent = above.Number + " " + above.Title
	}
	for child, err := range e.Store().List(ctx, zone, engine.Filter{Parent: s.ID, Trees: true}) {
		if err != nil {
			return nil, err
		}
		d.Children = append(d.Children, engine.Line{Number: child.Number, Title: child.Title, Owner: child.Owner, Light: child.Light, State: child.Stage, What: Percent(child.Progress)})
	}
	d.State.Progress = matter.Shown(d.Tree.ProgressOf(s)) // what it reported itself stands in its history
	return d, nil
}

// forward brings the dossier's state to its instant, as if it had been swept, and says what that sweep would write.
func (d *Dossier) forward(row *engine.MatterRow, w *matter.World, at time.Time) error {
	before, err := row.Folded()
	if err != nil {
		return err
	}
	s, derived, err := listing.Forward(row, w, at)
	if err != nil {
		return err
	}
	told := newTeller(&s, w)
	told.deadlines = before.Deadlines
	told.silent = before.Clock.Started.IsZero() && before.AcceptedAt.IsZero() && before.MaterialsAskedAt.IsZero() && before.MaterialsAt.IsZero() && before.RoundAt.IsZero()
	for _, one := range derived {
		d.Unswept = append(d.Unswept, Entry{At: one.At, Type: one.Content.Type(), Derived: true, Says: told.says(one.At, one.Content), Content: one.Content})
	}
	d.State = s
	return nil
}

func clockReading(s *matter.State, cal *calendar.Calendar, at time.Time) ClockReading {
	due := s.Deadlines.Working()
	r := ClockReading{
		Due: due, Suspended: s.Suspended, Started: !s.Clock.Started.IsZero(), Extensions: len(s.Clock.Extensions), Baseline: s.Baseline,
		Provisional: due.Provisional,
	}
	if !s.Clock.Limit.IsZero() {
		r.Budget = s.Clock.Limit.String()
	}
	r.Extended = extended(&s.Clock)
	until := at
	switch { // the clock of what is over stands where it was stopped
	case !s.CompletedAt.IsZero():
		until = s.CompletedAt
	case !s.ClosedAt.IsZero():
		until = s.ClosedAt
	}
	if r.Started && !s.Clock.Limit.IsZero() {
		k := s.Clock
		if due.Capped && s.Due.IsZero() && !s.Terms.Statutory.IsZero() { // the law's limit is the one that runs
			k.Limit, k.Extensions, k.Replanned, k.Anew = s.Terms.Statutory, k.Extensions[:min(k.Replanned.Lawful, len(k.Extensions))], calendar.Replanned{}, time.Time{}
			r.Budget = k.Limit.String()
		}
		r.Consumed, r.Remaining = k.Consumed(cal, until), k.Remaining(cal, until)
		r.Used, r.Left = k.Spent(cal, until)
	}
	if !due.Date.IsZero() {
		r.DaysLeft = s.Clock.DaysLeft(cal, cal.DateOf(until), due.Date)
		r.Overdue = !s.Suspended && until.After(due.At)
	}
	return r
}

// extended adds up what was granted since the limit was set, each unit by itself.
func extended(k *calendar.Clock) []calendar.Limit {
	var out []calendar.Limit
	for _, e := range k.Counted().Extensions {
		i := slices.IndexFunc(out, func(l calendar.Limit) bool { return l.Unit == e.By.Unit && l.Unit != calendar.OnDate })
		if i < 0 {
			out = append(out, e.By)
			continue
		}
		out[i].Halves += e.By.Halves
	}
	return out
}

// origin says where a matter came from, of a session's resolution the number of the session, and which import changed it last.
func origin(ctx context.Context, e *engine.Engine, zone string, s *matter.State) (text.Text, error) {
	out := originWords(s.Origin)
	if rest, ok := strings.CutPrefix(s.Origin, "session/"); ok {
		id, _, _ := strings.Cut(rest, "/")
		x, err := e.Session(ctx, zone, id)
		if err != nil {
			return text.Text{}, err
		}
		out = both(x.Number+"会议决议", "resolution of "+x.Number)
	}
	if last := rowWords(s.Row); !last.IsZero() {
		parted := func(words, mark string) string { return strings.TrimPrefix(words+mark, mark) }
		out = both(parted(out.Zh, "；")+"最近一次导入："+last.Zh, parted(out.En, "; ")+"last changed by import: "+last.En)
	}
	return out, nil
}

// past reads the matter's own events, without those that say nothing that was not so before: a clock-set that leaves the
// deadlines where they were.
func past(ctx context.Context, e *engine.Engine, zone, id string, told *teller) ([]Entry, error) {
	records, err := e.Store().Stream(ctx, zone, id)
	if err != nil {
		return nil, err
	}
	out := make([]Entry, 0, len(records))
	for i := range records {
		ev, content, err := e.Said(ctx, &records[i])
		if err != nil {
			return nil, err
		}
		says := told.says(ev.At, content)
		if says.IsZero() {
			continue
		}
		out = append(out, Entry{
			Seq: ev.Seq, At: ev.At, Type: ev.Type, Actor: ev.Actor, Person: ev.Person, Deputy: ev.Deputy, Derived: ev.Derived,
			Says: imported(says, content), Hash: records[i].Hash.String(), Content: content,
		})
	}
	return out, nil
}

// ahead plays the future in which nobody acts: rungs that will fire, lights that will change, duties that
// will be missed. rungs are all that will fire, however many come before them.
func ahead(s *matter.State, w *matter.World, at time.Time, told *teller) (out, rungs []Entry, err error) {
	if !s.Live() || w.Timeline.At(at) == nil {
		return nil, nil, nil
	}
	_, derived, err := matter.Advance(s.Clone(), w, at, at.AddDate(0, 0, aheadDays))
	if err != nil {
		return nil, nil, err
	}
	for _, d := range derived {
		e := Entry{At: d.At, Type: d.Content.Type(), Derived: true, Says: told.says(d.At, d.Content), Content: d.Content}
		if slices.Contains([]string{"rung-fired", "light-changed", "duty-missed"}, e.Type) {
			out = append(out, e)
		}
		if e.Type == "rung-fired" {
			rungs = append(rungs, e)
		}
	}
	return out, rungs, nil
}

// after puts words behind others with what parts them; nothing for none.
func after(mark, words string) string {
	if words == "" {
		return ""
	}
	return mark + words
}
