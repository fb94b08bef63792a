package httpapi

import (
	"context"
	"net/http"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// matters declares how matters are read: lists and one matter.
func (a *API) matters() {
	personal(a, operation{
		id: "list-matters", method: http.MethodGet, path: "/zones/{zone}/matters",
		summary: "The matters that you may see, a page at a time", tag: "matters",
	}, a.listMatters)
	onMatter(a, operation{
		id: "read-matter", method: http.MethodGet, path: "/zones/{zone}/matters/{number}",
		summary: "A matter as it stands", tag: "matters",
	}, authority.See, a.readMatter)
}

// MatterView is a matter as the interface shows it.
type MatterView struct {
	ID        string             `json:"id"`
	Number    string             `json:"number"`
	Kind      string             `json:"kind"`
	Title     string             `json:"title"`
	Brief     string             `json:"brief,omitempty"`
	Stage     matter.Stage       `json:"stage"`
	Open      bool               `json:"open"`
	Light     string             `json:"light" enum:"red,amber,green," doc:"Of this instant; empty when the matter is over"`
	Urgency   string             `json:"urgency,omitempty"`
	Category  []string           `json:"category,omitempty" nullable:"false"`
	LeadUnit  string             `json:"lead_unit,omitempty" doc:"Code, as it was when the matter was given to the unit"`
	Unit      string             `json:"unit,omitempty" doc:"Its name"`
	Support   []string           `json:"support_units,omitempty" nullable:"false"`
	Owner     string             `json:"owner,omitempty"`
	Sponsor   string             `json:"sponsor,omitempty"`
	Verifier  string             `json:"verifier,omitempty"`
	Applicant string             `json:"applicant,omitempty"`
	Parent    string             `json:"parent,omitempty"`
	Due       *clock.Date        `json:"due,omitempty"`
	Deadline  *calendar.Deadline `json:"deadline,omitempty"`
	Progress  float64            `json:"progress" doc:"Per cent"`
	Level     int                `json:"level" doc:"How far it was raised"`
	Missed    int                `json:"missed" doc:"Duties missed and not made good"`
	Fields    map[string]any     `json:"fields,omitempty"`
	Version   int64              `json:"version" doc:"How many events it has; the ETag"`

	RegisteredAt time.Time  `json:"registered_at"`
	CompletedAt  *time.Time `json:"completed_at,omitempty"`
	ClosedAt     *time.Time `json:"closed_at,omitempty"`
}

// instant is a pointer to a time in the zone's own clock, nil for none.
func instant(t time.Time) *time.Time {
	if t.IsZero() {
		return nil
	}
	t = t.In(calendar.Location())
	return &t
}

// viewOf shows a matter's state. What only those concerned may read is left out for an applicant.
func (a *API) viewOf(s *matter.State, c *Caller, _ time.Time) MatterView {
	v := MatterView{
		ID: s.ID, Number: s.Number, Kind: s.Kind, Title: s.Title, Brief: s.Brief, Stage: s.Stage, Open: !s.Over(), Light: string(s.Light),
		Urgency: s.Urgency, Category: s.Category, LeadUnit: s.LeadUnit, Support: s.Support, Owner: s.Owner, Sponsor: s.Sponsor,
		Verifier: s.Verifier, Applicant: s.Applicant, Parent: s.Parent, Progress: s.Progress, Level: s.Level, Missed: s.Missed,
		Fields: s.Fields, Version: s.Seq,
		RegisteredAt: *instant(s.RegisteredAt), CompletedAt: instant(s.CompletedAt), ClosedAt: instant(s.ClosedAt),
	}
	if d := s.Deadlines.Working(); d.Date != 0 {
		v.Due, v.Deadline = &d.Date, &d
	}
	facts := engine.FactsOf(s)
	if !c.Subject.May(authority.History, &facts, c.Rules) {
		v.Brief, v.Level, v.Missed, v.Fields = "", 0, 0, nil
	}
	return v
}

func (a *API) readMatter(_ context.Context, c *Caller, _ *InMatter, m *sight) (*MatterOutput, error) {
	return &MatterOutput{ETag: etag(m.State.Seq), Body: a.viewOf(&m.State, c, a.Now())}, nil
}

// ListInput picks and pages matters.
type ListInput struct {
	Zone    string   `path:"zone" maxLength:"64"`
	Kind    []string `query:"kind" maxItems:"50" doc:"Any of these kinds"`
	Stage   []string `query:"stage" maxItems:"20"`
	Open    string   `query:"open" enum:"true,false" doc:"Only open ones, or only those that are over"`
	Light   string   `query:"light" enum:"red,amber,green"`
	Unit    string   `query:"unit" maxLength:"100" doc:"Lead unit, code or name; what it took over included"`
	Owner   string   `query:"owner" maxLength:"100"`
	Unowned bool     `query:"unowned"`
	Parent  string   `query:"parent" maxLength:"200"`
	Origin  string   `query:"origin" maxLength:"200" doc:"Begins with"`
	Limit   int      `query:"limit" minimum:"1" maximum:"500" default:"50"`
	After   string   `query:"after" maxLength:"400" doc:"The cursor that the page before gave"`
	Count   bool     `query:"count" doc:"Also count all that match"`
}

// MatterList is a page.
type MatterList struct {
	Matters []MatterLine `json:"matters" nullable:"false"`
	Next    string       `json:"next,omitempty" doc:"Cursor of the next page; none on the last"`
	Total   *int         `json:"total,omitempty" doc:"How many match, when asked for"`
}

// count tells how many matters a list would hold, whatever its page. A unit's names and a light of the instant are
// not the store's to know.
func (a *API) count(ctx context.Context, zone string, f engine.Filter, at time.Time) (n int, err error) {
	f.After, f.Limit = "", 0
	if f.Unit == "" && f.Light == "" {
		return a.Engine.Store().CountMatters(ctx, zone, f)
	}
	err = a.Lists(ctx, zone, f, at, func(Row) bool { n++; return true })
	return n, err
}

// Row is a matter of a list, with the name of its unit and its light of the instant.
type Row struct {
	engine.MatterRow

	Unit  string
	Light matter.Light
}

// Lists walks matters by a filter, in order of number, until each returns false.
type Lists func(ctx context.Context, zone string, f engine.Filter, at time.Time, each func(Row) bool) error

// MatterLine is a matter in a list.
type MatterLine struct {
	ID       string      `json:"id"`
	Number   string      `json:"number"`
	Kind     string      `json:"kind"`
	Title    string      `json:"title"`
	Stage    string      `json:"stage"`
	Open     bool        `json:"open"`
	Light    string      `json:"light"`
	Urgency  string      `json:"urgency,omitempty"`
	LeadUnit string      `json:"lead_unit,omitempty"`
	Unit     string      `json:"unit,omitempty"`
	Owner    string      `json:"owner,omitempty"`
	Due      *clock.Date `json:"due,omitempty"`
	Progress float64     `json:"progress"`
	Version  int64       `json:"version"`
}

// ListOutput is a page of matters.
type ListOutput struct{ Body MatterList }

func (a *API) listMatters(ctx context.Context, c *Caller, in *ListInput) (*ListOutput, error) {
	now := a.Now()
	after, err := readCursor(in.After)
	if err != nil {
		return nil, err
	}
	f := engine.Filter{
		Scope: c.Subject.Scope(authority.See, c.Rules), Kinds: in.Kind, Stages: in.Stage, Light: in.Light, Unit: in.Unit, Owner: in.Owner,
		Unowned: in.Unowned, Parent: in.Parent, Origin: in.Origin, After: after, Limit: in.Limit + 1,
	}
	if in.Open != "" {
		f.Open = new(in.Open == "true")
	}
	out := &ListOutput{Body: MatterList{Matters: []MatterLine{}}}
	err = a.Lists(ctx, in.Zone, f, now, func(l Row) bool {
		if len(out.Body.Matters) == in.Limit {
			out.Body.Next = cursor(out.Body.Matters[in.Limit-1].Number)
			return false
		}
		out.Body.Matters = append(out.Body.Matters, lineOf(&l, string(l.Light)))
		return true
	})
	if err != nil {
		return nil, err
	}
	if in.Count {
		n, err := a.count(ctx, in.Zone, f, now)
		if err != nil {
			return nil, err
		}
		out.Body.Total = &n
	}
	return out, nil
}
