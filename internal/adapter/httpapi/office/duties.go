package office

import (
	"context"
	"net/http"
	"slices"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// duties declares how duties are listed and met.
func (a *api) duties() {
	door.Personal(a.Door, door.Operation{
		ID: "list-duties", Method: http.MethodGet, Path: "/zones/{zone}/duties",
		Summary: "The duties about the matters that you may read, in order of due", Tag: "duties",
	}, a.listDuties)
	door.OnMatter(a.Door, door.Operation{
		ID: "meet-duty", Method: http.MethodPost, Path: "/zones/{zone}/matters/{number}/duties",
		Summary: "Meet a duty that no other command meets: a talk held, a matter decided, named in the bulletin", Tag: "duties",
	}, authority.See, a.meetDuty)
}

// DutiesInput picks and pages duties.
type DutiesInput struct {
	InZone

	State   []string `query:"state,explode" maxItems:"5" doc:"open, missed, met, late (met after it was due; met has these too), lapsed"`
	Owner   string   `query:"owner" maxLength:"100" doc:"Post; what it took over from posts that are no more included"`
	Mine    bool     `query:"mine" doc:"Owed by a post of yours"`
	Unowned bool     `query:"unowned" doc:"Owed by nobody, because nobody could be found"`
	Kind    []string `query:"kind,explode" maxItems:"50" doc:"About matters of these kinds"`
	Unit    string   `query:"unit" maxLength:"100" doc:"About matters of this lead unit, code or name; what it took over included"`
	NoUnit  bool     `query:"no_unit" doc:"About matters of no lead unit"`
	What    string   `query:"what" maxLength:"40" doc:"review, report, publish, accept, issue, reply, talk, bulletin, raise, recheck"`
	Cadence string   `query:"cadence" maxLength:"40" doc:"weekly, monthly …"`
	Period  string   `query:"period" maxLength:"40" doc:"2023-W23"`
	Matter  string   `query:"matter" maxLength:"200" doc:"Number or id"`
	DueFrom string   `query:"due_from" maxLength:"10" doc:"Due on this day or later"`
	DueTo   string   `query:"due_to" maxLength:"10" doc:"Due on this day or earlier"`
	Limit   int      `query:"limit" minimum:"1" maximum:"500" default:"50"`
	After   string   `query:"after" maxLength:"2000"`
	Count   bool     `query:"count" doc:"Also count all that match"`
}

// DutyView is one thing that somebody owes or owed.
type DutyView struct {
	Matter       string     `json:"matter" doc:"Its id"`
	MatterNumber string     `json:"matter_number"`
	MatterTitle  string     `json:"matter_title"`
	ID           string     `json:"id" doc:"Unique within the matter"`
	What         string     `json:"what"`
	Title        string     `json:"title" doc:"What it asks for, in words"`
	Owner        string     `json:"owner,omitempty"`
	Cadence      string     `json:"cadence,omitempty"`
	Period       string     `json:"period,omitempty"`
	Letter       string     `json:"letter,omitempty"`
	State        string     `json:"state" enum:"open,missed,met,lapsed"`
	Late         bool       `json:"late" doc:"Met after it was due"`
	Overdue      bool       `json:"overdue" doc:"Past due and not met, whether or not a sweep has seen it"`
	OpensAt      time.Time  `json:"opens_at"`
	DueAt        *time.Time `json:"due_at,omitempty"`
	Provisional  bool       `json:"provisional,omitempty" doc:"It is due in a year without a State Council notice: the day may still change"`
	MissedAt     *time.Time `json:"missed_at,omitempty"`
	EndedAt      *time.Time `json:"ended_at,omitempty" doc:"Met or lapsed"`
}

// DutiesOutput is a page of duties.
type DutiesOutput struct {
	Body struct {
		Duties  []DutyView `json:"duties" nullable:"false"`
		Next    string     `json:"next,omitempty"`
		Total   *int       `json:"total,omitempty" doc:"How many match, when asked for; see at_least"`
		AtLeast bool       `json:"at_least,omitempty" doc:"There are more than the total, which stops at a thousand: show it as 1000+"`
	}
}

func (a *api) listDuties(ctx context.Context, c *door.Caller, in *DutiesInput) (*DutiesOutput, error) {
	f, err := a.dutyFilter(ctx, c, in)
	if err != nil {
		return nil, err
	}
	var rows []engine.DutyRow
	for d, err := range a.Engine.Store().Duties(ctx, in.Zone, f) {
		if err != nil {
			return nil, err
		}
		rows = append(rows, d)
	}
	out := &DutiesOutput{}
	if len(rows) > in.Limit {
		rows = rows[:in.Limit]
		if out.Body.Next, err = keysCursor(rows[in.Limit-1].Keys()); err != nil {
			return nil, err
		}
	}
	if out.Body.Duties, err = a.dutyViews(ctx, c, in.Zone, rows); err != nil || !in.Count {
		return out, err
	}
	f.Past, f.Limit, f.AtMost = nil, 0, door.MostCounted+1
	n, err := a.Engine.Store().CountDuties(ctx, in.Zone, f)
	out.Body.AtLeast, out.Body.Total = n > door.MostCounted, new(min(n, door.MostCounted))
	return out, err
}

func (a *api) dutyFilter(ctx context.Context, c *door.Caller, in *DutiesInput) (engine.Filter, error) {
	f := engine.Filter{
		Scope: c.Subject.Scope(authority.History, c.Rules), States: in.State, Unowned: in.Unowned, Kinds: in.Kind,
		What: in.What, Cadence: in.Cadence, Period: in.Period, Limit: in.Limit + 1,
	}
	for _, state := range in.State {
		if !slices.Contains([]string{engine.DutyOpen, engine.DutyMissed, engine.DutyMet, engine.DutyLate, engine.DutyLapsed}, state) {
			return f, errs.Newf(errs.Invalid, "duty.unknown_filter", "没有状态“%[1]s”；有 open、missed、met、late、lapsed", "there is no state %[1]q: use open, missed, met, late or lapsed", state).At("query.state")
		}
	}
	if err := a.Engine.CarriedBy(ctx, in.Zone, a.Present(ctx), &f, in.Owner); err != nil {
		return f, err
	}
	if in.Mine {
		mine, err := a.Engine.Carried(ctx, in.Zone, a.Present(ctx), c.Subject.Posts...)
		if err != nil {
			return f, err
		}
		if f.Owners != nil { // of those asked for, where there are several
			mine = slices.DeleteFunc(mine, func(post string) bool { return !slices.Contains(f.Owners, post) })
		}
		f.Owners = mine
	}
	if in.Unit != "" {
		chart, view, err := a.Engine.Org(ctx, in.Zone, a.Present(ctx))
		if err != nil {
			return f, err
		}
		if f.Units = chart.Covered(in.Unit, view.Day()); len(f.Units) == 0 {
			return f, errs.Newf(errs.NotFound, "unit.unknown", "没有单位“%[1]s”", "there is no unit %[1]q", in.Unit).At("query.unit")
		}
	}
	f.Also.NoUnit = in.NoUnit
	from, err := door.Date(in.DueFrom, "query.due_from")
	if err != nil {
		return f, err
	}
	to, err := door.Date(in.DueTo, "query.due_to")
	if err != nil {
		return f, err
	}
	cal, err := a.Engine.Calendar(ctx, in.Zone, a.Present(ctx))
	if err != nil {
		return f, err
	}
	if from != 0 {
		f.DueFrom = cal.StartOfDay(from).UnixMicro()
	}
	if to != 0 {
		f.DueTo = cal.StartOfDay(to + 1).UnixMicro()
	}
	if f.Past, err = cursorKeys(in.After, len(new(engine.DutyRow).Keys())); err != nil || in.Matter == "" {
		return f, err
	}
	m, err := a.See(ctx, c, in.Zone, in.Matter)
	if err != nil {
		return f, door.At(err, "query.matter")
	}
	f.Matter = m.State.ID
	return f, nil
}

// dutyViews shows duties that the caller may read.
func (a *api) dutyViews(ctx context.Context, c *door.Caller, zone string, rows []engine.DutyRow) ([]DutyView, error) {
	now := a.Present(ctx).UnixMicro()
	ids := []string{}
	for i := range rows {
		ids = append(ids, rows[i].MatterID)
	}
	matters, err := a.behind(ctx, zone, ids)
	if err != nil {
		return nil, err
	}
	cal, err := a.Engine.Calendar(ctx, zone, a.Present(ctx))
	if err != nil {
		return nil, err
	}
	out := []DutyView{}
	for i := range rows {
		d := &rows[i]
		m := matters.seen(c, d.MatterID)
		out = append(out, DutyView{
			Matter: d.MatterID, MatterNumber: m.Number, MatterTitle: m.Title, ID: d.ID, What: d.What, Title: dossier.DutyWords[d.What].In(c.Lang),
			Owner: d.Owner, Cadence: d.Cadence, Period: d.Period, Letter: d.Letter, State: d.State, Late: d.Late(),
			Overdue: d.State == engine.DutyMissed || d.State == engine.DutyOpen && d.DueAt != 0 && d.DueAt < now,
			OpensAt: *door.Instant(time.UnixMicro(d.OpensAt)), DueAt: micros(d.DueAt), Provisional: d.DueAt != 0 && cal.Provisional(time.UnixMicro(d.DueAt)), MissedAt: micros(d.MissedAt), EndedAt: micros(d.EndedAt),
		})
	}
	return out, nil
}

// MeetInput is a duty that was done.
type MeetInput struct {
	door.InMatter

	Key     string `header:"Idempotency-Key" maxLength:"128"`
	IfMatch string `header:"If-Match" maxLength:"64" doc:"ETag of the matter, or *" required:"true"`
	Body    struct {
		Duty    string `json:"duty" minLength:"1" maxLength:"400" doc:"Id of the duty"`
		Text    string `json:"text,omitempty" maxLength:"20000" doc:"What was done"`
		Session string `json:"session,omitempty" maxLength:"200" doc:"Session in which it was done, number or id: one that was held and that you may read"`
		As      string `json:"as,omitempty" maxLength:"100"`
	}
}

// MetOutput lists what is still owed about the matter.
type MetOutput struct {
	ETag string `header:"ETag"`
	Body struct {
		Duties []DutyView `json:"duties" nullable:"false" doc:"Open, or missed and not made good"`
	}
}

func (a *api) meetDuty(ctx context.Context, c *door.Caller, in *MeetInput, m *door.Sight) (*MetOutput, error) {
	needs := authority.Handle
	if matter.WhatOf(in.Body.Duty) == matter.DutyReview { // a review is met by whom look-at is for
		needs = authority.Review
	}
	named := slices.ContainsFunc(m.State.Duties, func(d matter.Duty) bool {
		return d.ID == in.Body.Duty && c.Subject.NamedMay(authority.Handle, d.Owner)
	})
	if !named && !c.Subject.May(needs, &m.Facts, c.Rules) {
		return nil, c.Forbidden(needs)
	}
	found := errs.List(nil)
	cited, err := a.Cites(ctx, c, in.Zone, in.Body.Session, "body.session")
	if door.Gather(&found, err) != nil {
		return nil, err
	}
	cmd := matter.Command{Name: "meet", Duty: in.Body.Duty, Text: in.Body.Text, Session: cited}
	s, err := a.give(ctx, c, in.Zone, in.Body.As, in.IfMatch, m, cmd, found)
	if err != nil {
		return nil, err
	}
	out := &MetOutput{ETag: door.ETag(s.Seq)}
	var rows []engine.DutyRow
	for d, err := range a.Engine.Store().Duties(ctx, in.Zone, engine.Filter{Matter: s.ID, States: []string{engine.DutyOpen, engine.DutyMissed}}) {
		if err != nil {
			return nil, err
		}
		rows = append(rows, d)
	}
	out.Body.Duties, err = a.dutyViews(ctx, c, in.Zone, rows)
	return out, err
}
