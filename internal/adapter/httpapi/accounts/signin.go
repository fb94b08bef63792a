package accounts

import (
	"context"
	"net/http"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
)

// signIn declares how somebody comes in and goes out: password, second factor, first password, and their own
// visits and tokens.
func (a *api) signIn() {
	door.Public(a.Door, door.Operation{ID: "sign-in", Method: http.MethodPost, Path: "/session", Summary: "Sign in with login and password", Tag: "account"}, a.enter)
	door.Public(a.Door, door.Operation{ID: "give-code", Method: http.MethodPost, Path: "/session/code", Summary: "Give the second factor's code, or a recovery code", Tag: "account"}, a.giveCode)
	door.Public(a.Door, door.Operation{ID: "change-password", Method: http.MethodPost, Path: "/session/password", Summary: "Change your own password; your other visits end", Tag: "account"}, a.changePassword)
	door.Public(a.Door, door.Operation{ID: "read-session", Method: http.MethodGet, Path: "/session", Summary: "How far you have come in", Tag: "account"}, a.readSession)
	door.Public(a.Door, door.Operation{ID: "sign-out", Method: http.MethodDelete, Path: "/session", Summary: "Sign out, here or everywhere", Tag: "account", Status: http.StatusNoContent}, a.leave)
	door.Personal(a.Door, door.Operation{ID: "list-visits", Method: http.MethodGet, Path: "/me/visits", Summary: "Where you are signed in", Tag: "account"}, a.listVisits)
	door.Personal(a.Door, door.Operation{ID: "list-tokens", Method: http.MethodGet, Path: "/me/tokens", Summary: "Your API tokens", Tag: "account"}, a.listTokens)
	door.Personal(a.Door, door.Operation{ID: "issue-token", Method: http.MethodPost, Path: "/me/tokens", Summary: "Issue an API token; it is shown once", Tag: "account", Status: http.StatusCreated, Secret: true}, a.issueToken)
	door.Personal(a.Door, door.Operation{ID: "revoke-token", Method: http.MethodDelete, Path: "/me/tokens/{token}", Summary: "Revoke an API token", Tag: "account", Status: http.StatusNoContent, Own: true}, a.revokeToken)
	door.Public(a.Door, door.Operation{ID: "begin-code", Method: http.MethodPost, Path: "/session/factor", Summary: "Begin to set up one-time codes: the address for an authenticator app", Tag: "account"}, a.beginCode)
	door.Public(a.Door, door.Operation{ID: "confirm-code", Method: http.MethodPut, Path: "/session/factor", Summary: "Confirm one-time codes by a first code; gives the recovery codes, once", Tag: "account"}, a.confirmCode)
}

// SignInInput is what somebody at the door says.
type SignInInput struct {
	Body struct {
		Login    string `json:"login" minLength:"1" maxLength:"200"`
		Password string `json:"password" minLength:"1" maxLength:"1000"`
	}
}

// SessionOutput is how far somebody has come in.
type SessionOutput struct {
	Body struct {
		Stage identity.Stage `json:"stage" enum:"out,factor,enrol,password,in" doc:"out: not signed in; what is still missing: second factor, setting one up, a new password; in: nothing"`
		Title string         `json:"title,omitempty"`
		Zone  string         `json:"zone,omitempty"`
	}
}

func session(v *identity.Visit, err error) (*SessionOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &SessionOutput{}
	out.Body.Stage = v.Stage
	if v.Stage != identity.NeedsFactor { // until then it is not sure who it is
		out.Body.Title, out.Body.Zone = v.Account.Title, v.Account.Zone
	}
	return out, nil
}

func (a *api) enter(ctx context.Context, c *door.Caller, in *SignInInput) (*SessionOutput, error) {
	return session(a.directory.SignIn(ctx, in.Body.Login, in.Body.Password, c.From))
}

func (a *api) giveCode(ctx context.Context, _ *door.Caller, in *struct {
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"64"`
	}
},
) (*SessionOutput, error) {
	return session(a.directory.GiveCode(ctx, in.Body.Code))
}

func (a *api) changePassword(ctx context.Context, _ *door.Caller, in *struct {
	Body struct {
		Old    string `json:"old" minLength:"1" maxLength:"1000"`
		New    string `json:"new" minLength:"1" maxLength:"1000"`
		Tokens bool   `json:"tokens,omitempty" doc:"Revoke your API tokens with it, as where the old password may be known to others"`
	}
},
) (*SessionOutput, error) {
	return session(a.directory.ChangePassword(ctx, in.Body.Old, in.Body.New, in.Body.Tokens))
}

func (a *api) readSession(ctx context.Context, _ *door.Caller, _ *struct{}) (*SessionOutput, error) {
	out, err := session(a.directory.Current(ctx))
	if errs.Is(err, "identity.sign_in") { // the question is how far one has come, and this is an answer
		out = &SessionOutput{}
		out.Body.Stage = "out"
		return out, nil
	}
	return out, err
}

func (a *api) leave(ctx context.Context, _ *door.Caller, in *struct {
	Everywhere bool `query:"everywhere" doc:"End every visit of yours and revoke every API token of yours"`
},
) (*struct{}, error) {
	if in.Everywhere {
		return nil, a.directory.SignOutEverywhere(ctx)
	}
	return nil, a.directory.SignOut(ctx)
}

// VisitsOutput lists visits.
type VisitsOutput struct {
	Body struct {
		Visits []identity.VisitInfo `json:"visits" nullable:"false"`
	}
}

func (a *api) listVisits(ctx context.Context, _ *door.Caller, _ *struct{}) (*VisitsOutput, error) {
	visits, err := a.directory.Visits(ctx)
	out := &VisitsOutput{}
	out.Body.Visits = append([]identity.VisitInfo{}, visits...)
	return out, err
}

// TokenView is a token as its owner sees it.
type TokenView struct {
	ID      string                 `json:"id"`
	Title   string                 `json:"title"`
	Prefix  string                 `json:"prefix" doc:"Its beginning, to tell tokens apart"`
	Scopes  []authority.Capability `json:"scopes" nullable:"false"`
	Created time.Time              `json:"created_at"`
	Expires time.Time              `json:"expires_at"`
	LastAt  *time.Time             `json:"last_at,omitempty"`
	Revoked *time.Time             `json:"revoked_at,omitempty"`
	State   identity.TokenState    `json:"state" enum:"valid,expired,revoked" doc:"Whether it opens the door now"`
}

func (a *api) tokenView(t *identity.Token) TokenView {
	return TokenView{
		ID: t.ID, Title: t.Title, Prefix: t.Prefix, Scopes: t.Capabilities(), Created: *door.Instant(t.CreatedAt.Time), Expires: *door.Instant(t.ExpiresAt.Time),
		LastAt: door.Instant(t.LastAt.Time), Revoked: door.Instant(t.RevokedAt.Time), State: a.directory.TokenState(t),
	}
}

// TokensOutput lists tokens.
type TokensOutput struct {
	Body struct {
		Tokens []TokenView `json:"tokens" nullable:"false"`
	}
}

func (a *api) listTokens(ctx context.Context, c *door.Caller, _ *struct{}) (*TokensOutput, error) {
	return a.tokensOutput(a.directory.Tokens(ctx, c.Account.ID))
}

// IssueInput asks for a token.
type IssueInput struct {
	Body struct {
		Title   string                 `json:"title" minLength:"1" maxLength:"100"`
		Scopes  []authority.Capability `json:"scopes" minItems:"1" maxItems:"40" nullable:"false"`
		Expires time.Time              `json:"expires_at" doc:"Within a year"`
	}
}

// IssueOutput is a token, which nobody can read again.
type IssueOutput struct {
	Body struct {
		TokenView

		Token string `json:"token"`
	}
}

func (a *api) issueToken(ctx context.Context, c *door.Caller, in *IssueInput) (*IssueOutput, error) {
	if _, err := a.directory.Fresh(ctx); err != nil { // also keeps a token from issuing tokens
		return nil, err
	}
	return a.issueOutput(a.directory.IssueToken(ctx, c.Account.By, c.Account.ID, in.Body.Title, in.Body.Scopes, in.Body.Expires))
}

func (a *api) revokeToken(ctx context.Context, c *door.Caller, in *struct {
	Token string `path:"token" maxLength:"64" doc:"Its id"`
},
) (*struct{}, error) {
	return nil, a.directory.RevokeToken(ctx, c.Account.By, in.Token)
}

func (a *api) beginCode(ctx context.Context, _ *door.Caller, _ *struct{}) (*struct {
	Body struct {
		Address string `json:"address" doc:"otpauth://… for an authenticator app"`
	}
}, error,
) {
	address, err := a.directory.BeginOneTimeCode(ctx)
	if err != nil {
		return nil, err
	}
	out := &struct {
		Body struct {
			Address string `json:"address" doc:"otpauth://… for an authenticator app"`
		}
	}{}
	out.Body.Address = address
	return out, nil
}

// RecoveryOutput is recovery codes, shown once.
type RecoveryOutput struct {
	Body struct {
		Recovery []string `json:"recovery" nullable:"false"`
	}
}

func (a *api) confirmCode(ctx context.Context, _ *door.Caller, in *struct {
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"64"`
	}
},
) (*RecoveryOutput, error) {
	codes, err := a.directory.ConfirmOneTimeCode(ctx, in.Body.Code)
	out := &RecoveryOutput{}
	out.Body.Recovery = append([]string{}, codes...)
	return out, err
}
