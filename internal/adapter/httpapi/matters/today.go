package matters

import (
	"context"
	"net/http"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
)

// today declares the 8:30 page.
func (a *api) today() {
	door.Zonal(a.Door, door.Operation{
		ID: "read-today", Method: http.MethodGet, Path: "/zones/{zone}/today",
		Summary: "What an office director wants to know at 8:30", Tag: "today",
	}, authority.Overview, a.readToday)
}

// TodayOutput is the page.
type TodayOutput struct{ Body engine.Today }

func (a *api) readToday(ctx context.Context, c *door.Caller, in *struct {
	Zone string `path:"zone" maxLength:"64"`
},
) (*TodayOutput, error) {
	page, err := a.Engine.Today(ctx, in.Zone, c.Subject.Scope(authority.See, c.Rules), a.Present(ctx))
	if err != nil {
		return nil, err
	}
	return &TodayOutput{Body: page}, nil
}
