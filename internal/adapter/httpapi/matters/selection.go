package matters

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
)

// Selection is which of the matters that one may see a list, an export or a bulk command is about.
type Selection struct {
	Picked

	Kind    []string `query:"kind,explode" maxItems:"50" doc:"Any of these kinds"`
	Stage   []string `query:"stage,explode" maxItems:"20"`
	Open    string   `query:"open" enum:"true,false" doc:"Only open ones, or only those that are over"`
	Light   string   `query:"light" enum:"red,amber,green"`
	Unit    string   `query:"unit" maxLength:"100" doc:"Lead unit, code or name; what it took over included"`
	Owner   string   `query:"owner" maxLength:"100" doc:"A post; what it took over from posts that are no more included"`
	Unowned bool     `query:"unowned"`
	Owned   bool     `query:"owned" doc:"Names an owner"`
	Parent  string   `query:"parent" maxLength:"200"`
	Origin  string   `query:"origin" maxLength:"200" doc:"Begins with"`
}

// Resolve has what the schema cannot judge looked at as well where it finds a fault.
func (s *Selection) Resolve(ctx huma.Context) []error {
	zone, after := ctx.Param("zone"), ctx.Query("after")
	door.Also(ctx, func(ctx context.Context, d *door.Door, c *door.Caller) error {
		_, err := s.Filter(ctx, d, c, zone, after)
		return err
	})
	return nil
}

// Filter is what the store and package listing are asked for: rows that the caller may see, from a cursor on ("" for the
// first).
func (s *Selection) Filter(ctx context.Context, d *door.Door, c *door.Caller, zone, after string) (engine.Filter, error) {
	f := engine.Filter{
		Scope: c.Subject.Scope(authority.See, c.Rules), Kinds: s.Kind, Stages: s.Stage, Light: s.Light, Unit: s.Unit,
		Unowned: s.Unowned, Owned: s.Owned, Parent: s.Parent, Origin: s.Origin,
	}
	if s.Open != "" {
		f.Open = new(s.Open == "true")
	}
	if err := d.Engine.CarriedBy(ctx, zone, d.Present(ctx), &f, s.Owner); err != nil {
		return f, err
	}
	err := (&api{Door: d}).pick(ctx, c, zone, after, &s.Picked, &f)
	return f, err
}
