package office

import (
	"context"
	"net/http"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// bulletin declares what the next bulletins are to say: which are to be published, and what must be named in them.
func (a *api) bulletin() {
	door.Zonal(a.Door, door.Operation{
		ID: "read-bulletin", Method: http.MethodGet, Path: "/zones/{zone}/bulletin",
		Summary: "Which bulletins are to be published, and which matters must be named in them", Tag: "sessions",
	}, authority.Overview, a.readBulletin)
}

// BulletinOutput is what is owed to bulletins; each list is bounded, and list-duties has the rest.
type BulletinOutput struct {
	Body struct {
		Publish []DutyView `json:"publish" nullable:"false" doc:"Bulletins to be published (issue a letter about the matter for the duty)"`
		Name    []DutyView `json:"name" nullable:"false" doc:"Matters to be named in the next bulletin"`
	}
}

// mostNamed bounds each list.
const mostNamed = 500

func (a *api) readBulletin(ctx context.Context, c *door.Caller, in *InZone) (*BulletinOutput, error) {
	out := &BulletinOutput{}
	for what, into := range map[string]*[]DutyView{matter.DutyPublish: &out.Body.Publish, matter.DutyBulletin: &out.Body.Name} {
		var rows []engine.DutyRow
		f := engine.Filter{Scope: c.Subject.Scope(authority.History, c.Rules), What: what, States: []string{engine.DutyOpen, engine.DutyMissed}, Limit: mostNamed}
		for d, err := range a.Engine.Store().Duties(ctx, in.Zone, f) {
			if err != nil {
				return nil, err
			}
			rows = append(rows, d)
		}
		var err error
		if *into, err = a.dutyViews(ctx, c, in.Zone, rows); err != nil {
			return nil, err
		}
	}
	return out, nil
}
