package httpapi

import (
	"context"
	"net/http"

	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
)

// today declares the 8:30 page.
func (a *API) today() {
	zonal(a, operation{
		id: "read-today", method: http.MethodGet, path: "/zones/{zone}/today",
		summary: "What an office director wants to know at 8:30", tag: "today",
	}, authority.Overview, a.readToday)
}

// TodayOutput is the page.
type TodayOutput struct{ Body engine.Today }

func (a *API) readToday(ctx context.Context, _ *Caller, in *struct {
	Zone string `path:"zone" maxLength:"64"`
},
) (*TodayOutput, error) {
	page, err := a.Engine.Today(ctx, in.Zone, a.Now())
	if err != nil {
		return nil, err
	}
	return &TodayOutput{Body: page}, nil
}
