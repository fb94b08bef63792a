package accounts

import (
	"context"
	"net/http"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/kernel/authority"
)

// me declares what a signed-in caller may know of themselves.
func (a *api) me() {
	door.Personal(a.Door, door.Operation{ID: "read-me", Method: http.MethodGet, Path: "/me", Summary: "Who you are, and what you may do", Tag: "account"}, a.readMe)
}

// MeOutput is who the caller is.
type MeOutput struct {
	Body struct {
		Account      string                 `json:"account"`
		Now          time.Time              `json:"now" doc:"What the clock of your zone's office shows"`
		Title        string                 `json:"title"`
		Zone         string                 `json:"zone,omitempty"`
		Posts        []string               `json:"posts" nullable:"false" doc:"In which you have a seat today"`
		Acting       []string               `json:"acting" nullable:"false" doc:"In which you may act today: nobody else sits there, or the post was lent to you"`
		Units        []string               `json:"units" nullable:"false"`
		Standing     string                 `json:"standing,omitempty" doc:"How you stand to the whole zone: staff, office, inspector, leader, …"`
		Capabilities []authority.Capability `json:"capabilities" nullable:"false" doc:"What you may do in the zone as a whole"`
	}
}

func (a *api) readMe(ctx context.Context, c *door.Caller, _ *struct{}) (*MeOutput, error) {
	out := &MeOutput{}
	b := &out.Body
	b.Now = a.Engine.NowIn(c.Account.Zone)
	b.Account, b.Title, b.Zone = c.Account.ID, c.Account.Title, c.Account.Zone
	b.Posts, b.Units, b.Standing = append([]string{}, c.Subject.Posts...), append([]string{}, c.Subject.Units...), c.Subject.Standing.String()
	b.Acting, b.Capabilities = []string{}, []authority.Capability{}
	for _, capability := range authority.Capabilities() {
		if c.Subject.Can(capability) {
			b.Capabilities = append(b.Capabilities, capability)
		}
	}
	if c.Account.Zone == "" || len(c.Subject.Posts) == 0 {
		return out, nil
	}
	acting, err := a.Acting(ctx, c, c.Account.Zone)
	b.Acting = append(b.Acting, acting...)
	return out, err
}
