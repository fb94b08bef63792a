package accounts

import (
	"context"
	"net/http"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

// delegations declares how somebody lets another act in a post of theirs for a span of days (授权). Whoever acts so
// acts as the post, and each event names the person.
func (a *api) delegations() {
	door.Personal(a.Door, door.Operation{ID: "list-delegations", Method: http.MethodGet, Path: "/zones/{zone}/delegations", Summary: "What you have given or were given, newest first", Tag: "org"}, a.listDelegations)
	door.Personal(a.Door, door.Operation{ID: "delegate", Method: http.MethodPost, Path: "/zones/{zone}/delegations", Summary: "Let another person act in a post of yours for a span of days", Tag: "org", Status: http.StatusCreated, Own: true}, a.delegate)
	door.Personal(a.Door, door.Operation{ID: "revoke-delegation", Method: http.MethodDelete, Path: "/zones/{zone}/delegations/{delegation}", Summary: "End a delegation at once", Tag: "org", Status: http.StatusNoContent, Own: true}, a.revokeDelegation)
}

// DelegationsOutput lists delegations.
type DelegationsOutput struct {
	Body struct {
		Delegations []identity.Delegation `json:"delegations" nullable:"false"`
	}
}

func (a *api) listDelegations(ctx context.Context, c *door.Caller, in *struct {
	Zone string `path:"zone" maxLength:"64"`
},
) (*DelegationsOutput, error) {
	out := &DelegationsOutput{}
	out.Body.Delegations = []identity.Delegation{}
	if c.Account.Person == "" {
		return out, nil
	}
	list, err := a.directory.Delegations(ctx, in.Zone, c.Account.Person)
	out.Body.Delegations = append(out.Body.Delegations, list...)
	return out, err
}

// DelegateInput is a delegation as it is given.
type DelegateInput struct {
	Zone string `path:"zone" maxLength:"64"`
	Body struct {
		Post   string     `json:"post" minLength:"1" maxLength:"100"`
		Taker  string     `json:"taker" minLength:"1" maxLength:"128" doc:"Person, by their code in the org chart"`
		From   clock.Date `json:"from"`
		To     clock.Date `json:"to" doc:"The first day on which it no longer holds"`
		Reason string     `json:"reason" minLength:"1" maxLength:"500"`
	}
}

// DelegationOutput is a delegation.
type DelegationOutput struct{ Body identity.Delegation }

func (a *api) delegate(ctx context.Context, c *door.Caller, in *DelegateInput) (*DelegationOutput, error) {
	if c.Account.Person == "" {
		return nil, errs.Newf(errs.Forbidden, "authority.no_post", "您目前没有任何岗位，不能授权他人", "you hold no post and have nothing to delegate")
	}
	now := a.Present(ctx)
	chart, _, err := a.Engine.Org(ctx, in.Zone, now)
	if err != nil {
		return nil, err
	}
	cal, err := a.Engine.Calendar(ctx, in.Zone, now)
	if err != nil {
		return nil, err
	}
	b := &in.Body
	d, err := a.directory.Delegate(ctx, c.Account.By, chart, cal.DateOf(now), b.Post, b.Taker, b.From, b.To, b.Reason)
	if err != nil {
		return nil, err
	}
	return &DelegationOutput{Body: *d}, nil
}

func (a *api) revokeDelegation(ctx context.Context, c *door.Caller, in *struct {
	Zone       string `path:"zone" maxLength:"64"`
	Delegation string `path:"delegation" maxLength:"64" doc:"Its id"`
},
) (*struct{}, error) {
	return nil, a.directory.RevokeDelegation(ctx, c.Account.By, in.Zone, in.Delegation)
}
