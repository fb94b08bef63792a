// Package benefits is the interface to what a zone's preferential policies come to: the clauses in force as anybody may read
// them, what they give and to whom, why, who lacks what, what a draft would take, and what an enterprise may claim.
package benefits

import (
	"cmp"
	"context"
	"net/http"

	"qinlian/internal/adapter/entitle"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/subscribe"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/mechanism"
)

type api struct {
	*door.Door

	desk *entitle.Desk
	subs *subscribe.Desk
}

// operation names an operation on benefits.
type operation = func(id, method, path, summary string) door.Operation

// Declare adds the operations on benefits.
func Declare(d *door.Door, desk *entitle.Desk, subs *subscribe.Desk) {
	a := &api{d, desk, subs}
	op := func(id, method, path, summary string) door.Operation {
		return door.Operation{ID: id, Method: method, Path: "/zones/{zone}/benefits" + path, Summary: summary, Tag: "benefits", MostBody: mostBody}
	}
	a.published(op)
	a.trials(op)
	a.reasons(op)
	a.drafts(op)
	a.mine(op)
	a.subscriptions(op)
}

// mostBody bounds what is sent: a form, or one clause.
const mostBody = 64 << 10

// InZone names the zone of a path.
type InZone struct {
	Zone string `path:"zone" maxLength:"64"`
}

// OnDay asks for the clauses, and the facts, of a day.
type OnDay struct {
	InZone

	On string `query:"on" maxLength:"10" doc:"2023-06-12; today unless given"`
}

// OfClause names a clause in a path.
type OfClause struct {
	OnDay

	Document string `path:"document" maxLength:"100" doc:"Of the files"`
	Clause   string `path:"clause" maxLength:"100" doc:"Key of the clause in its document"`
}

func (in *OfClause) id() string { return in.Document + "/" + in.Clause }

// world is the mechanisms in force, and the day asked for.
func (a *api) world(ctx context.Context, in *OnDay) (*mechanism.Bundle, clock.Date, error) {
	now := a.Present(ctx)
	day, err := door.Date(in.On, "query.on")
	if err != nil {
		return nil, 0, err
	}
	if _, err := a.Engine.Store().Zone(ctx, in.Zone); err != nil {
		return nil, 0, errs.Newf(errs.NotFound, "zone.unknown", "没有地区“%[1]s”", "there is no zone %[1]q", in.Zone)
	}
	timeline, err := a.Engine.Timeline(ctx, in.Zone)
	if err != nil {
		return nil, 0, err
	}
	cal, err := a.Engine.Calendar(ctx, in.Zone, now)
	if err != nil {
		return nil, 0, err
	}
	b := timeline.At(now)
	if b == nil {
		err = errs.Newf(errs.NotFound, "mechanism.none_in_force", "此时没有生效的机制", "no mechanisms are in force now")
	}
	return b, cmp.Or(day, cal.DateOf(now)), err
}

// clause finds a clause that governs on the day.
func (a *api) clause(ctx context.Context, in *OfClause) (*mechanism.Bundle, clock.Date, *benefit.Clause, error) {
	b, day, err := a.world(ctx, &in.OnDay)
	if err != nil {
		return nil, 0, nil, err
	}
	c, err := benefit.Find(benefit.Governing(b, day), in.id())
	if err != nil {
		return nil, 0, nil, door.At(err, "path.clause")
	}
	return b, day, c, nil
}

// tried calls use with the panel of a clause that can be tried, and its number in the scheme there.
func (a *api) tried(ctx context.Context, in *OfClause, use func(p *entitle.Panel, clause int) error) error {
	b, day, c, err := a.clause(ctx, in)
	if err == nil {
		err = c.Listed()
	}
	if err != nil {
		return err
	}
	return a.desk.On(ctx, in.Zone, b, c.Policy.Register(), day, func(p *entitle.Panel) error {
		n, err := p.Scheme.Find(c.ID)
		if err != nil {
			return err
		}
		return use(p, n)
	})
}

func get(op operation, id, path, summary string) door.Operation {
	return op(id, http.MethodGet, path, summary)
}

// listed is a list that is never null.
func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}
