package office

import (
	"context"
	"slices"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/session"
)

// shownSession is a session without what is confidential to the caller. Its items are numbered as the caller sees
// them, so that no gap tells of another; items holds the number that each has in truth.
type shownSession struct {
	session.State

	behind behind
	items  []int
	whole  session.State // with what is confidential, for what the session as such still owes
}

// shown leaves out of a session the items, reviews and resolutions about matters that are confidential to the caller.
func (a *api) shown(ctx context.Context, c *door.Caller, zone string, s session.State) (*shownSession, error) {
	ids := []string{}
	for _, item := range s.Agenda {
		ids = append(ids, item.MatterID)
	}
	for _, r := range s.Resolutions {
		ids = append(ids, r.Matter())
	}
	for _, r := range s.Reviewed {
		ids = append(ids, r.MatterID)
	}
	b, err := a.behind(ctx, zone, ids)
	if err != nil {
		return nil, err
	}
	out := &shownSession{State: s, behind: b, whole: s}
	out.Agenda, out.Reviewed, out.Resolutions = nil, nil, nil
	shownAs := map[int]int{}
	for i, item := range s.Agenda {
		if !b.secret(c, item.MatterID) {
			out.Agenda, out.items = append(out.Agenda, item), append(out.items, i+1)
			shownAs[i+1] = len(out.items)
		}
	}
	for _, r := range s.Reviewed {
		items := []int{}
		for _, n := range r.Items {
			if shownAs[n] != 0 {
				items = append(items, shownAs[n])
			}
		}
		if b.secret(c, r.MatterID) || len(items) == 0 && len(r.Items) > 0 {
			continue
		}
		r.Items = items
		out.Reviewed = append(out.Reviewed, r)
	}
	for _, r := range s.Resolutions {
		if b.secret(c, r.Matter()) || r.Item != 0 && shownAs[r.Item] == 0 {
			continue
		}
		r.Item = shownAs[r.Item]
		out.Resolutions = append(out.Resolutions, r)
	}
	return out, nil
}

// number is the true number of an item that the caller names; 0 for none.
func (s *shownSession) number(item int, where string) (int, error) {
	switch {
	case item == 0:
		return 0, nil
	case item > len(s.items):
		return 0, errs.Newf(errs.Invalid, "session.item", "没有第%[1]d项议题，议程共%[2]d项", "there is no item %[1]d: the agenda has %[2]d", item, len(s.items)).At(where)
	}
	return s.items[item-1], nil
}

// MeetingView is a session as the interface shows it.
type MeetingView struct {
	ID          string           `json:"id"`
	Number      string           `json:"number,omitempty"`
	Template    string           `json:"template"`
	Title       string           `json:"title"`
	Row         string           `json:"row,omitempty"`
	Date        clock.Date       `json:"date"`
	Place       string           `json:"place,omitempty"`
	Chair       string           `json:"chair,omitempty" doc:"Post"`
	Presides    []PresiderView   `json:"presides" nullable:"false" doc:"Who presides, one after another; none before it is known"`
	Stage       string           `json:"stage" enum:"convened,open,closed,cancelled"`
	Agenda      []AgendaItem     `json:"agenda" nullable:"false"`
	Expected    []string         `json:"expected" nullable:"false" doc:"Posts of the members, and whoever is to preside"`
	ByList      bool             `json:"by_list" doc:"Who is not expected attends as a guest; else whoever comes is a member"`
	Present     []string         `json:"present" nullable:"false"`
	Apologies   []ApologyView    `json:"apologies" nullable:"false"`
	Guests      []string         `json:"guests" nullable:"false"`
	Left        []ApologyView    `json:"left" nullable:"false" doc:"Who of those present left before the end"`
	Reviewed    []ReviewView     `json:"reviewed" nullable:"false"`
	Passed      []PassedView     `json:"passed" nullable:"false" doc:"Blocks that were left out, with the reason"`
	Resolutions []ResolutionView `json:"resolutions" nullable:"false"`
	Minutes     string           `json:"minutes,omitempty" doc:"As they were entered; read-minutes gives the whole document"`
	OpenedAt    *time.Time       `json:"opened_at,omitempty"`
	ClosedAt    *time.Time       `json:"closed_at,omitempty"`
	Reason      string           `json:"reason,omitempty" doc:"Why it was cancelled"`
	Version     int64            `json:"version" doc:"How many events it has; the ETag"`

	HoldAs   []string    `json:"hold_as" nullable:"false" doc:"Posts of yours that may hold and minute it; none: you read it"`
	Blocks   []PartView  `json:"blocks" nullable:"false" doc:"The parts of its agenda in their order"`
	Needed   int         `json:"needed" doc:"How many must be present for a quorum"`
	Recolor  bool        `json:"recolor" doc:"Its resolutions may change urgency"`
	MayIssue []NamedKind `json:"registers" nullable:"false" doc:"Kinds that its resolutions may register"`
	Previous string      `json:"previous,omitempty" doc:"Number or id of the one held before it from the same template, if you may read it"`
}

// PartView is one part of an agenda and whether it was dealt with.
type PartView struct {
	BlockView

	Owed     bool `json:"owed" doc:"It must be dealt with before the session closes"`
	Passable bool `json:"passable" doc:"It may be passed over for a reason: it is not required, or fills by itself and found nothing"`
}

// PresiderView is a post that presides.
type PresiderView struct {
	Post   string `json:"post"`
	Acting bool   `json:"acting" doc:"In the place of the chair"`
}

// NamedKind is a kind of matter by name.
type NamedKind struct {
	Name  string `json:"name"`
	Title string `json:"title"`
}

// AboutView is a matter that a session is about, as it stands now.
type AboutView struct {
	Number       string         `json:"number"`
	Title        string         `json:"title"`
	Kind         string         `json:"kind"`
	Stage        string         `json:"stage"`
	Open         bool           `json:"open"`
	Light        string         `json:"light"`
	Unit         string         `json:"unit,omitempty"`
	Owner        string         `json:"owner,omitempty"`
	Due          *clock.Date    `json:"due,omitempty"`
	Provisional  bool           `json:"provisional,omitempty" doc:"It is due in a year without a State Council notice: the day may still change"`
	Progress     float64        `json:"progress"`
	Urgency      string         `json:"urgency,omitempty"`
	UrgencyTitle string         `json:"urgency_title,omitempty"`
	Urgencies    []UrgencyValue `json:"urgencies" nullable:"false" doc:"That its kind knows"`
}

// UrgencyValue is an urgency that a kind knows.
type UrgencyValue struct {
	Value string `json:"value"`
	Title string `json:"title"`
}

// EarlierView is the resolution that is looked back at.
type EarlierView struct {
	Session string     `json:"session" doc:"Number or id"`
	Title   string     `json:"title"`
	Date    clock.Date `json:"date"`
	Text    string     `json:"text"`
}

// AgendaItem is one line of the agenda.
type AgendaItem struct {
	Item       int    `json:"item" doc:"Its number; commands name it"`
	Block      string `json:"block"`
	BlockTitle string `json:"block_title,omitempty"`
	Title      string `json:"title"`
	Matter     string `json:"matter,omitempty" doc:"Number"`
	LookBack   bool   `json:"look_back" doc:"An earlier session resolved it"`
	Filled     bool   `json:"filled" doc:"Put in by the engine"`

	About   *AboutView   `json:"about,omitempty" doc:"The matter as it stands"`
	Earlier *EarlierView `json:"earlier,omitempty" doc:"The resolution that is looked back at"`
}

// ApologyView is a member's leave of absence, or why somebody left before the end.
type ApologyView struct {
	Post   string `json:"post" minLength:"1" maxLength:"100"`
	Reason string `json:"reason,omitempty" maxLength:"1000"`
}

// ReviewView is what was said of some items.
type ReviewView struct {
	Items  []int  `json:"items" nullable:"false"`
	Matter string `json:"matter,omitempty" doc:"Number"`
	Words  string `json:"words"`
}

// PassedView is a block that was left out.
type PassedView struct {
	Block  string `json:"block"`
	Reason string `json:"reason"`
}

// ResolutionView is what the session resolved.
type ResolutionView struct {
	Item       int           `json:"item,omitempty" doc:"The number on the agenda that it comes from"`
	Text       string        `json:"text"`
	Matter     string        `json:"matter,omitempty" doc:"Number of the matter it is about"`
	Registered *RegisterWish `json:"register,omitempty" doc:"The matter that it registered"`
	Urgency    string        `json:"urgency,omitempty" doc:"That it gave the matter"`
	Title      string        `json:"urgency_title,omitempty" doc:"The same in words"`
	About      *AboutView    `json:"about,omitempty" doc:"The matter as it stands"`
}

// RegisterWish is a matter that a resolution registers.
type RegisterWish struct {
	Kind     string `json:"kind" minLength:"1" maxLength:"100"`
	Title    string `json:"title" minLength:"1" maxLength:"500"`
	Brief    string `json:"brief,omitempty" maxLength:"20000"`
	LeadUnit string `json:"lead_unit,omitempty" maxLength:"100"`
	Owner    string `json:"owner,omitempty" maxLength:"100"`
	Due      string `json:"due,omitempty" maxLength:"10" doc:"2023-06-30"`

	Urgency      string         `json:"urgency,omitempty" maxLength:"40"`
	Category     []string       `json:"category,omitempty" maxItems:"10" nullable:"false"`
	Place        string         `json:"place,omitempty" maxLength:"200"`
	Parent       string         `json:"parent,omitempty" maxLength:"200" doc:"Id of the matter above"`
	Weight       int            `json:"weight,omitempty" minimum:"1" maximum:"10000"`
	FirstContact string         `json:"first_contact,omitempty" maxLength:"100"`
	Support      []string       `json:"support_units,omitempty" maxItems:"50" nullable:"false"`
	Sponsor      string         `json:"sponsor,omitempty" maxLength:"100"`
	Verifier     string         `json:"verifier,omitempty" maxLength:"100"`
	Ongoing      bool           `json:"ongoing,omitempty" doc:"长期坚持: no due date"`
	Fields       map[string]any `json:"fields,omitempty" doc:"The kind's own fields, none of them personal"`
}

// MeetingOutput is a session after a change, or as it is read.
type MeetingOutput struct {
	ETag     string `header:"ETag"`
	Location string `header:"Location"`
	Body     MeetingView
}

// meeting shows a session to the caller.
func (a *api) meeting(ctx context.Context, c *door.Caller, zone string, s *shownSession) (*MeetingOutput, error) {
	t, err := a.Engine.TemplateOf(ctx, zone, &s.State)
	if err != nil {
		return nil, err
	}
	timeline, err := a.Engine.Timeline(ctx, zone)
	if err != nil {
		return nil, err
	}
	seq, _, err := a.Engine.Store().Head(ctx, zone, ledger.SessionPrefix+s.ID)
	if err != nil {
		return nil, err
	}
	v := MeetingView{
		ID: s.ID, Number: s.Number, Template: s.Template, Title: t.Called(s.Title, c.Lang), Row: s.Row, Date: s.Date, Place: s.Place, Chair: s.Chair, Stage: string(s.Stage),
		Agenda: []AgendaItem{}, Expected: listed(s.Attendance.Expected), ByList: s.Attendance.ByList(), Present: listed(s.Attendance.Present), Apologies: []ApologyView{},
		Guests: listed(s.Attendance.Guests), Reviewed: []ReviewView{}, Passed: []PassedView{}, Resolutions: []ResolutionView{}, Minutes: s.Minutes,
		Left: []ApologyView{}, Presides: []PresiderView{}, OpenedAt: door.Instant(s.OpenedAt), ClosedAt: door.Instant(s.ClosedAt), Reason: s.Reason, Version: seq,
	}
	if v.HoldAs, err = a.holdAs(ctx, c, zone, t, s.Chair); err != nil {
		return nil, err
	}
	if v.Agenda, err = a.agenda(ctx, c, zone, s, t); err != nil {
		return nil, err
	}
	if err := a.frame(ctx, c, zone, s, t, &v); err != nil {
		return nil, err
	}
	about, err := a.about(ctx, c, zone, s)
	if err != nil {
		return nil, err
	}
	for _, b := range t.Blocks {
		if reason, passed := s.Passed[b.Name]; passed {
			v.Passed = append(v.Passed, PassedView{b.Name, reason})
		}
	}
	for _, x := range s.Attendance.Apologies {
		v.Apologies = append(v.Apologies, ApologyView(x))
	}
	for _, x := range s.Attendance.Left {
		v.Left = append(v.Left, ApologyView(x))
	}
	for _, x := range s.Presides {
		v.Presides = append(v.Presides, PresiderView(x))
	}
	for _, r := range s.Reviewed {
		v.Reviewed = append(v.Reviewed, ReviewView{r.Items, s.behind[r.MatterID].Number, r.Words})
	}
	for _, r := range s.Resolutions {
		one := ResolutionView{Item: r.Item, Text: r.Text, Matter: s.behind[r.Matter()].Number}
		if g := r.Register; g != nil {
			one.Registered = &RegisterWish{Kind: g.Kind, Title: g.Title, Brief: g.Brief, LeadUnit: g.LeadUnit, Owner: g.Owner, Urgency: g.Urgency}
			if g.Due != 0 {
				one.Registered.Due = g.Due.String()
			}
		}
		if r.Recolor != nil {
			one.Urgency = r.Recolor.Urgency
			one.Title = timeline.UrgencyTitle(s.behind[r.Matter()].facts.Kind, one.Urgency, s.WordedAt(a.Present(ctx))).In(c.Lang)
		}
		if m, ok := about[r.Matter()]; ok {
			one.About = &m
		}
		v.Resolutions = append(v.Resolutions, one)
	}
	return &MeetingOutput{ETag: door.ETag(seq), Body: v}, nil
}

// listed is a list that is never null.
func listed(list []string) []string {
	if list == nil {
		return []string{}
	}
	return slices.Clone(list)
}
