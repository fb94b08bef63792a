package matters

import (
	"context"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/figures"
)

// Figured is how a list of matters is picked so that it holds what a figure counts.
type Figured struct {
	RegisteredFrom string  `query:"registered_from" maxLength:"10" doc:"Registered on this day or later"`
	RegisteredTo   string  `query:"registered_to" maxLength:"10" doc:"Registered on this day or earlier"`
	ClosedFrom     string  `query:"closed_from" maxLength:"10" doc:"Over since this day or later: closed out, withdrawn or merged"`
	ClosedTo       string  `query:"closed_to" maxLength:"10" doc:"Over since this day or earlier"`
	LightFrom      string  `query:"light_from" maxLength:"10" doc:"Shows its light since this day or later"`
	LevelFrom      int     `query:"level_from" minimum:"0" maximum:"1000" doc:"Raised so far or further"`
	MissedFrom     int     `query:"missed_from" minimum:"0" maximum:"1000000" doc:"With so many duties missed and not made good, or more"`
	Behind         float64 `query:"behind" minimum:"0" maximum:"100" doc:"Open, and its progress is more than this many points behind the share of its time that has elapsed; 0 does not restrict"`
	Dated          string  `query:"dated" enum:"true,false" doc:"Only those with a deadline, or only those without"`
	NoUnit         bool    `query:"no_unit" doc:"Of no lead unit"`
	Top            bool    `query:"top" doc:"Hanging below nothing"`
	Root           string  `query:"root" maxLength:"200" doc:"What hangs below this matter, at any depth; number or id"`
}

// figured adds what p asks for to a filter, and gathers every fault of it.
func (a *api) figured(ctx context.Context, c *door.Caller, zone string, p *Figured, f *engine.Filter, found *errs.List) error {
	now := a.Present(ctx)
	cal, err := a.Engine.Calendar(ctx, zone, now)
	if err != nil {
		return err
	}
	for _, end := range []struct {
		said, name string
		into       *int64
		after      bool
	}{
		{p.RegisteredFrom, "registered_from", &f.Also.Registered.From, false},
		{p.RegisteredTo, "registered_to", &f.Also.Registered.Before, true},
		{p.ClosedFrom, "closed_from", &f.Also.Closed.From, false},
		{p.ClosedTo, "closed_to", &f.Also.Closed.Before, true},
		{p.LightFrom, "light_from", &f.Also.Lit.From, false},
	} {
		day, err := door.Date(end.said, "query."+end.name)
		switch {
		case err != nil:
			_ = door.Gather(found, err)
		case day != 0 && end.after:
			*end.into = cal.EndOfDay(day).UnixMicro()
		case day != 0:
			*end.into = cal.StartOfDay(day).UnixMicro()
		}
	}
	f.Also.Level, f.Also.Missed, f.Also.NoUnit, f.Also.Top = p.LevelFrom, p.MissedFrom, p.NoUnit, p.Top
	if p.LevelFrom > 0 || p.MissedFrom > 0 { // whoever may not read these does not find them out by asking
		f.Scope = c.Subject.Scope(authority.History, c.Rules)
	}
	if p.Dated != "" {
		f.Also.Dated = new(p.Dated == "true")
	}
	if p.Behind > 0 {
		f.Also.Behind = new(figures.Lag(cal, now, p.Behind))
	}
	if p.Root == "" {
		return nil
	}
	m, err := a.See(ctx, c, zone, p.Root)
	if err != nil {
		return door.Gather(found, door.At(err, "query.root"))
	}
	f.Root = m.State.ID
	return nil
}
