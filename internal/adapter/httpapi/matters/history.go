package matters

import (
	"context"
	"net/http"
	"slices"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
)

// history declares how one matter is told: what happened, why its light is what it is, how its clock stands, and
// what will happen if nobody acts.
func (a *api) history() {
	door.OnMatter(a.Door, door.Operation{
		ID: "read-history", Method: http.MethodGet, Path: "/zones/{zone}/matters/{number}/history",
		Summary: "What happened with a matter, why its light is what it is, and what comes if nobody acts", Tag: "matters",
	}, authority.History, a.readHistory)
	door.OnMatter(a.Door, door.Operation{
		ID: "read-clock", Method: http.MethodGet, Path: "/zones/{zone}/matters/{number}/clock",
		Summary: "How a matter's clock stands: limits, deadlines, working days used and left", Tag: "matters",
	}, authority.See, a.readClock)
}

// HistoryInput names a matter and a page of its events.
type HistoryInput struct {
	door.InMatter

	After int64 `query:"after" minimum:"0" doc:"Only events behind this one (its seq)"`
	Limit int   `query:"limit" minimum:"1" maximum:"1000" default:"200"`
}

// HistoryOutput is a matter's dossier. What hangs below it is read as its tree.
type HistoryOutput struct {
	ETag string `header:"ETag"`
	Body struct {
		At      time.Time      `json:"at" doc:"The instant that it tells of"`
		Told    ToldView       `json:"told" doc:"The matter in words"`
		Light   string         `json:"light"`
		Rule    string         `json:"rule,omitempty" doc:"The rule that decides the light, as the mechanism's file writes it"`
		Why     []RuleTried    `json:"why" nullable:"false" doc:"The rules that were tried, red first; the last holds"`
		Acting  string         `json:"acting,omitempty" doc:"Who acts for the owner's post when that is not its holder"`
		Origin  string         `json:"origin,omitempty" doc:"Where the matter came from"`
		Clock   ClockView      `json:"clock"`
		Past    []HistoryEntry `json:"past" nullable:"false" doc:"Its events, oldest first"`
		More    bool           `json:"more" doc:"There are events behind the last of these"`
		Unswept []HistoryEntry `json:"unswept" nullable:"false" doc:"Fell due already and waits for the next sweep to be written down"`
		Ahead   []HistoryEntry `json:"ahead" nullable:"false" doc:"What will happen if nobody acts"`
		Ladder  []StepView     `json:"ladder" nullable:"false" doc:"The ladder of its kind, rung by rung, as the matter stands on it"`
		Reports []ReportView   `json:"reports" nullable:"false" doc:"What was reported and proved, newest first, at most a hundred"`
	}
}

// RuleTried is one rule of the light.
type RuleTried struct {
	Light string `json:"light"`
	Holds bool   `json:"holds"`
	Rule  string `json:"rule"`
	Says  string `json:"says,omitempty" doc:"When it holds, in words"`
	Found string `json:"found,omitempty" doc:"What it read that decided"`

	Deciding []Decided `json:"deciding" nullable:"false" doc:"Which of its conditions decided, where that says more than the rule and what it found do"`
}

// Decided is a condition of a rule that decided.
type Decided struct {
	Verdict string `json:"verdict" enum:"true,false,failed,value" doc:"failed: it could not be computed, mostly because a field is not set"`
	Says    string `json:"says"`
}

// HistoryEntry is one event, past or to come.
type HistoryEntry struct {
	Seq     int64     `json:"seq,omitempty"`
	At      time.Time `json:"at"`
	Type    string    `json:"type"`
	Actor   string    `json:"actor,omitempty" doc:"Post"`
	Person  string    `json:"person,omitempty" doc:"Code of the person behind the post, where it was not its holder: a deputy, or somebody to whom it was delegated"`
	Deputy  bool      `json:"deputy,omitempty" doc:"The deputy acted, or somebody to whom the post was delegated"`
	Derived bool      `json:"derived,omitempty" doc:"Follows from mechanism and time"`
	Says    string    `json:"says"`
	Hash    string    `json:"hash,omitempty"`
}

// ClockView is how a matter's clock stands.
type ClockView struct {
	Limit       string             `json:"limit,omitempty" doc:"20wd, 10d, 1mo"`
	Extended    []string           `json:"extended,omitempty" nullable:"false" doc:"What extensions added to the limit, by unit: 5wd"`
	Started     bool               `json:"started"`
	Suspended   bool               `json:"suspended"`
	Consumed    float64            `json:"consumed_days" doc:"Working days"`
	Remaining   float64            `json:"remaining_days" doc:"Working days of the limit; negative when exceeded"`
	DaysLeft    int                `json:"days_left" doc:"Working days up to the deadline; negative when past"`
	Overdue     bool               `json:"overdue"`
	Extensions  int                `json:"extensions"`
	Provisional bool               `json:"provisional" doc:"A year without a State Council notice was counted"`
	Baseline    *clock.Date        `json:"baseline,omitempty" doc:"The first due date, kept through every change of plan"`
	Due         *calendar.Deadline `json:"due,omitempty" doc:"The deadline people are held to"`
	Advisory    *calendar.Deadline `json:"advisory,omitempty"`
	Promised    *calendar.Deadline `json:"promised,omitempty"`
	Statutory   *calendar.Deadline `json:"statutory,omitempty"`
	Accept      *calendar.Deadline `json:"accept,omitempty" doc:"By when it is to be signed for"`
	StartedAt   *time.Time         `json:"started_at,omitempty"`
	Stops       []StopView         `json:"stops,omitempty" nullable:"false" doc:"When it stood still"`
	Notes       []string           `json:"notes,omitempty" nullable:"false" doc:"What the calendar did to it, in words: make-up days, holidays"`
}

func (a *api) readHistory(ctx context.Context, c *door.Caller, in *HistoryInput, m *door.Sight) (*HistoryOutput, error) {
	now := a.Present(ctx)
	d, err := dossier.Of(ctx, a.Engine, in.Zone, m.State.ID, now)
	if err != nil {
		return nil, err
	}
	out := &HistoryOutput{ETag: door.ETag(d.State.Seq)}
	b := &out.Body
	b.At, b.Light, b.Rule = *door.Instant(d.At), string(d.Light), d.Rule
	b.Acting, b.Origin = d.Acting.In(c.Lang), d.Origin.In(c.Lang)
	b.Clock = clockView(&d.State, &d.Clock, c.Lang)
	b.Why = []RuleTried{}
	for _, t := range d.Why {
		b.Why = append(b.Why, tried(&t, c.Lang))
	}
	past := slices.DeleteFunc(slices.Clone(d.Past), func(e dossier.Entry) bool { return e.Seq <= in.After })
	if b.More = len(past) > in.Limit; b.More {
		past = past[:in.Limit]
	}
	if sees, err := a.seesAbove(ctx, c, &m.State); err != nil {
		return nil, err
	} else if !sees {
		d.Parent = ""
	}
	b.Told, b.Ladder, b.Reports = toldView(d, c.Lang), steps(d.Ladder, c.Lang), reports(d.Past, c.Lang)
	b.Past, b.Unswept, b.Ahead = entries(past, c.Lang), entries(d.Unswept, c.Lang), entries(d.Ahead, c.Lang)
	return out, nil
}

func tried(t *dossier.Tried, lang text.Lang) RuleTried {
	out := RuleTried{Light: string(t.Light), Holds: t.Holds, Rule: t.Rule, Says: t.Says.In(lang), Found: t.Found.In(lang), Deciding: []Decided{}}
	for _, told := range t.Telling(lang) {
		out.Deciding = append(out.Deciding, Decided{string(told.Verdict), told.Says})
	}
	return out
}

// behind is whom an event names because the post's holder did not act.
func behind(e *dossier.Entry) string {
	if !e.Deputy {
		return ""
	}
	return e.Person
}

func entries(list []dossier.Entry, lang text.Lang) []HistoryEntry {
	out := make([]HistoryEntry, len(list))
	for i, e := range list {
		out[i] = HistoryEntry{e.Seq, *door.Instant(e.At), e.Type, e.Actor, behind(&e), e.Deputy, e.Derived, e.Says.In(lang), e.Hash}
	}
	return out
}

// ClockOutput is a clock's reading.
type ClockOutput struct{ Body ClockView }

func (a *api) readClock(ctx context.Context, c *door.Caller, in *door.InMatter, m *door.Sight) (*ClockOutput, error) {
	now := a.Present(ctx)
	s, w, err := a.stands(ctx, in.Zone, m.State.ID, now)
	if err != nil {
		return nil, err
	}
	reading := dossier.Clock(&s, w.CalendarAt(now), now)
	return &ClockOutput{clockView(&s, &reading, c.Lang)}, nil
}

// stands gives a matter as if it had been swept at the instant, and the world that decides on it.
func (a *api) stands(ctx context.Context, zone, id string, at time.Time) (matter.State, *matter.World, error) {
	w, err := a.Engine.World(ctx, zone)
	if err != nil {
		return matter.State{}, nil, err
	}
	row, err := a.Engine.Store().Matter(ctx, zone, id)
	if err != nil {
		return matter.State{}, nil, err
	}
	s, _, err := listing.Forward(&row, &w, at)
	if errs.Is(err, "mechanism.none_in_force") {
		err = nil
	}
	return s, &w, err
}

func clockView(s *matter.State, r *dossier.ClockReading, lang text.Lang) ClockView {
	v := ClockView{
		Limit: r.Budget, Started: r.Started, Suspended: r.Suspended, Consumed: r.Consumed.Days(), Remaining: r.Remaining.Days(), DaysLeft: r.DaysLeft,
		Overdue: r.Overdue, Extensions: r.Extensions, Provisional: r.Provisional,
		Due: deadline(r.Due), Advisory: deadline(s.Deadlines.Advisory), Promised: deadline(s.Deadlines.Promised),
		Statutory: deadline(s.Deadlines.Statutory), Accept: deadline(s.Deadlines.Accept),
	}
	if !r.Baseline.IsZero() {
		v.Baseline = &r.Baseline
	}
	if r.Started {
		v.StartedAt = door.Instant(r.StartedAt)
	}
	for _, by := range r.Extended {
		v.Extended = append(v.Extended, by.String())
	}
	for _, stop := range r.Stops {
		shown := StopView{From: *door.Instant(stop.From), Reason: stop.Reason, By: stop.Actor}
		if stop.Awaited {
			shown.Reason = dossier.Awaited.In(lang)
		}
		if !stop.To.IsZero() {
			shown.To = door.Instant(stop.To)
		}
		v.Stops = append(v.Stops, shown)
	}
	for _, note := range r.Notes {
		v.Notes = append(v.Notes, note.In(lang))
	}
	return v
}

// deadline is a pointer to a deadline with its instant in the zone's own clock, nil for none.
func deadline(d calendar.Deadline) *calendar.Deadline {
	if d.At.IsZero() {
		return nil
	}
	d.At = *door.Instant(d.At)
	return &d
}
