package accounts

import (
	"context"
	"net/http"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/identity"
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
		Login        string                 `json:"login"`
		Kind         identity.Kind          `json:"kind" enum:"staff,enterprise,citizen,machine"`
		Admin        identity.Admin         `json:"admin,omitempty" doc:"system, security or audit, of an administrator"`
		Person       string                 `json:"person,omitempty" doc:"Your code in the zone's org chart"`
		Inbox        bool                   `json:"inbox" doc:"You have one, and say how you want to hear"`
		PasswordAt   time.Time              `json:"password_at" doc:"When your password was last set"`
		Scopes       []authority.Capability `json:"scopes" nullable:"false" doc:"That an API token of yours may be given; administrators have no tokens"`
		Zones        []ZoneName             `json:"zones" nullable:"false" doc:"Your own; all of them for an administrator of the whole installation"`
		Zone         string                 `json:"zone,omitempty"`
		Posts        []string               `json:"posts" nullable:"false" doc:"In which you have a seat today"`
		Acting       []string               `json:"acting" nullable:"false" doc:"In which you may act today: nobody else sits there, or the post was lent to you"`
		Units        []string               `json:"units" nullable:"false"`
		Standing     string                 `json:"standing,omitempty" doc:"How you stand to the whole zone: staff, office, inspector, leader, …"`
		Capabilities []authority.Capability `json:"capabilities" nullable:"false" doc:"What you may do in the zone as a whole"`
	}
}

// ZoneName is a zone by what people call it.
type ZoneName struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// self fills in what the account says of itself.
func (a *api) self(ctx context.Context, c *door.Caller, out *MeOutput) error {
	b := &out.Body
	b.Account, b.Title, b.Zone, b.Person = c.Account.ID, c.Account.Title, c.Account.Zone, c.Account.Person
	b.Inbox = c.Inbox() != ""
	b.Kind, b.Scopes, b.Zones = identity.Staff, []authority.Capability{}, []ZoneName{}
	if s := c.Account.Stored; s != nil {
		b.Login, b.Kind, b.Admin, b.PasswordAt, b.Scopes = s.Login, s.Kind, s.Admin, *door.Instant(s.PasswordAt.Time), s.Grantable()
	}
	zones, err := a.Engine.Store().ListZones(ctx)
	for i := range zones {
		if c.Account.Zone == zones[i].ZoneID || c.Account.Zone == "" && c.Account.Admin != 0 {
			b.Zones = append(b.Zones, ZoneName{zones[i].ZoneID, zones[i].Title})
		}
	}
	return err
}

func (a *api) readMe(ctx context.Context, c *door.Caller, _ *struct{}) (*MeOutput, error) {
	out := &MeOutput{}
	b := &out.Body
	b.Now = a.Engine.NowIn(c.Account.Zone)
	if err := a.self(ctx, c, out); err != nil {
		return nil, err
	}
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
