// Package matters is the interface to matters: lists, search and one's own work, one matter with its proof, and every
// command in its life.
package matters

import (
	"context"
	"net/http"
	"slices"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// api declares the operations on matters.
type api struct {
	*door.Door

	reads Reads
}

// Declare adds the operations on matters.
func Declare(d *door.Door, reads Reads) {
	a := &api{d, reads}
	a.matters()
	a.commands()
	a.today()
	a.figures()
	a.board()
	a.ledger()
	a.search()
	a.work()
	a.history()
	a.tree()
	a.actions()
	a.personal()
}

// matters declares how matters are read: lists and one matter.
func (a *api) matters() {
	door.Personal(a.Door, door.Operation{
		ID: "list-matters", Method: http.MethodGet, Path: "/zones/{zone}/matters",
		Summary: "The matters that you may see, a page at a time", Tag: "matters",
	}, a.listMatters)
	door.OnMatter(a.Door, door.Operation{
		ID: "read-matter", Method: http.MethodGet, Path: "/zones/{zone}/matters/{number}",
		Summary: "A matter as it stands", Tag: "matters",
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
	Progress  float64            `json:"progress" doc:"Per cent; of a branch the weighted mean of all that hangs below, its own reports stand in its history"`
	Level     int                `json:"level" doc:"How far it was raised"`
	Missed    int                `json:"missed" doc:"Duties missed and not made good"`
	Fields    map[string]any     `json:"fields,omitempty"`
	Version   int64              `json:"version" doc:"How many events it has; the ETag"`

	RegisteredAt time.Time  `json:"registered_at"`
	CompletedAt  *time.Time `json:"completed_at,omitempty"`
	ClosedAt     *time.Time `json:"closed_at,omitempty"`
}

// viewOf shows a matter's state. What only those concerned may read is left out for an applicant.
func (a *api) viewOf(ctx context.Context, s *matter.State, c *door.Caller, now time.Time) (MatterView, error) {
	progress, err := a.progress(ctx, s, now)
	if err != nil {
		return MatterView{}, err
	}
	v := MatterView{
		ID: s.ID, Number: s.Number, Kind: s.Kind, Title: s.Title, Brief: s.Brief, Stage: s.Stage, Open: !s.Over(), Light: string(s.Light),
		Urgency: s.Urgency, Category: s.Category, LeadUnit: s.LeadUnit, Support: s.Support, Owner: s.Owner, Sponsor: s.Sponsor,
		Verifier: s.Verifier, Applicant: s.Applicant, Parent: s.Parent, Progress: progress, Level: s.Level, Missed: s.Missed,
		Fields: s.Fields, Version: s.Seq,
		RegisteredAt: *door.Instant(s.RegisteredAt), CompletedAt: door.Instant(s.CompletedAt), ClosedAt: door.Instant(s.ClosedAt),
	}
	if d := s.Deadlines.Working(); d.Date != 0 {
		v.Due, v.Deadline = &d.Date, &d
	}
	if sees, err := a.seesAbove(ctx, c, s); err != nil {
		return MatterView{}, err
	} else if !sees {
		v.Parent = ""
	}
	facts := engine.FactsOf(s)
	if !c.Subject.May(authority.History, &facts, c.Rules) {
		v.Brief, v.Level, v.Missed, v.Fields = "", 0, 0, nil
	}
	return v, nil
}

// seesAbove tells whether the caller may see what a matter hangs below: an inspection that has not begun may have found something already.
func (a *api) seesAbove(ctx context.Context, c *door.Caller, s *matter.State) (bool, error) {
	if s.Parent == "" {
		return true, nil
	}
	_, err := a.See(ctx, c, s.Zone, s.Parent)
	if errs.KindOf(err) == errs.NotFound {
		return false, nil
	}
	return true, err
}

// progress is that of the tree below a matter, which is read only where its kind ever decomposed: most commands are on others,
// and each question costs a way to the database and back.
func (a *api) progress(ctx context.Context, s *matter.State, now time.Time) (float64, error) {
	w, err := a.Engine.World(ctx, s.Zone)
	if err != nil {
		return 0, err
	}
	if !slices.ContainsFunc(w.Timeline, func(v mechanism.Version) bool { k := v.Bundle.Kinds[s.Kind]; return k != nil && k.Tree.Declared() }) {
		return matter.Shown(s.Progress), nil
	}
	tree := w.Tree(s.ID, now)
	return matter.Shown(tree.ProgressOf(s)), nil
}

func (a *api) readMatter(ctx context.Context, c *door.Caller, _ *door.InMatter, m *door.Sight) (*MatterOutput, error) {
	body, err := a.viewOf(ctx, &m.State, c, a.Present(ctx))
	return &MatterOutput{ETag: door.ETag(m.State.Seq), Body: body}, err
}

// ListInput picks and pages matters.
type ListInput struct {
	Selection

	Zone  string `path:"zone" maxLength:"64"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"50"`
	After string `query:"after" maxLength:"8000" doc:"The cursor that the page before gave"`
	Count bool   `query:"count" doc:"Also count all that match, up to a thousand"`
}

// MatterList is a page.
type MatterList struct {
	Matters []MatterLine `json:"matters" nullable:"false"`
	Next    string       `json:"next,omitempty" doc:"Cursor of the next page; none on the last"`
	Total   *int         `json:"total,omitempty" doc:"How many match, when asked for; see at_least"`
	AtLeast bool         `json:"at_least,omitempty" doc:"There are more than the total, which stops at a thousand: show it as 1000+"`
}

// MatterLine is a matter in a list.
type MatterLine struct {
	ID          string      `json:"id"`
	Number      string      `json:"number"`
	Kind        string      `json:"kind"`
	Title       string      `json:"title"`
	Stage       string      `json:"stage"`
	Open        bool        `json:"open"`
	Light       string      `json:"light"`
	Urgency     string      `json:"urgency,omitempty"`
	LeadUnit    string      `json:"lead_unit,omitempty"`
	Unit        string      `json:"unit,omitempty"`
	Owner       string      `json:"owner,omitempty"`
	Due         *clock.Date `json:"due,omitempty"`
	Provisional bool        `json:"provisional,omitempty" doc:"It is due in a year without a State Council notice: the day may still change"`
	Progress    float64     `json:"progress"`
	Version     int64       `json:"version"`
}

// ListOutput is a page of matters.
type ListOutput struct{ Body MatterList }

func (a *api) listMatters(ctx context.Context, c *door.Caller, in *ListInput) (*ListOutput, error) {
	now := a.Present(ctx)
	f, err := in.Filter(ctx, a.Door, c, in.Zone, in.After)
	if err != nil {
		return nil, err
	}
	f.Limit = in.Limit + 1
	out := &ListOutput{Body: MatterList{Matters: []MatterLine{}}}
	var last listing.Row
	var fault error
	err = listing.Walk(ctx, a.Engine, in.Zone, f, now, func(l listing.Row) bool {
		if len(out.Body.Matters) == in.Limit {
			out.Body.Next, fault = cursorOf(&f, in.Sort, &last)
			return false
		}
		last = l
		out.Body.Matters = append(out.Body.Matters, lineOf(&l, string(l.Light)))
		return true
	})
	if err == nil {
		err = fault
	}
	if err != nil {
		return nil, err
	}
	if in.Count {
		f.AtMost = door.MostCounted + 1
		n, err := listing.Count(ctx, a.Engine, in.Zone, f, now)
		if err != nil {
			return nil, err
		}
		out.Body.AtLeast = n > door.MostCounted
		out.Body.Total = new(min(n, door.MostCounted))
	}
	return out, nil
}
