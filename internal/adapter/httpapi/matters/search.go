package matters

import (
	"context"
	"net/http"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
)

// search declares full-text search over matters.
func (a *api) search() {
	door.Personal(a.Door, door.Operation{
		ID: "search-matters", Method: http.MethodGet, Path: "/zones/{zone}/search",
		Summary: "Find matters by number, title and brief, newest first; two characters are enough", Tag: "matters",
	}, a.searchMatters)
}

// SearchInput is what somebody looks for.
type SearchInput struct {
	Zone  string `path:"zone" maxLength:"64"`
	Query string `query:"q" required:"true" minLength:"1" maxLength:"200"`
	Limit int    `query:"limit" minimum:"1" maximum:"100" default:"20"`
}

func (a *api) searchMatters(ctx context.Context, c *door.Caller, in *SearchInput) (*ListOutput, error) {
	out := &ListOutput{Body: MatterList{Matters: []MatterLine{}}}
	now := a.Present(ctx)
	f := engine.Filter{Scope: c.Subject.Scope(authority.See, c.Rules), Limit: in.Limit}
	for row, err := range a.Engine.Store().Search(ctx, in.Zone, in.Query, f) {
		if err != nil {
			return nil, err
		}
		if row.NextAt > 0 && row.NextAt <= now.UnixMicro() { // the sweep is late, and the stored light with it
			s, err := a.Engine.Find(ctx, in.Zone, row.ID, now)
			if err != nil {
				return nil, err
			}
			row.Light = string(s.Light)
		}
		l := listing.Row{MatterRow: row}
		if err := listing.Mark(ctx, a.Engine, in.Zone, now, &l); err != nil {
			return nil, err
		}
		out.Body.Matters = append(out.Body.Matters, lineOf(&l, row.Light))
	}
	return out, nil
}

// lineOf shows a row in a list.
func lineOf(l *listing.Row, light string) MatterLine {
	line := MatterLine{
		ID: l.ID, Number: l.Number, Kind: l.Kind, Title: l.Title, Stage: l.Stage, Open: l.Open, Light: light, Urgency: l.Urgency,
		LeadUnit: l.LeadUnit, Unit: l.Unit, Owner: l.Owner, Progress: l.Progress, Version: l.Seq,
	}
	if d := clock.Date(l.DueOn); d != 0 {
		line.Due, line.Provisional = &d, l.Provisional
	}
	return line
}
