package httpapi

import (
	"context"
	"net/http"
	"time"

	"qinlian/internal/adapter/identity"
	"qinlian/internal/kernel/authority"
)

// signIn declares how somebody comes in and goes out: password, second factor, first password, and their own
// visits and tokens.
func (a *API) signIn() {
	public(a, operation{id: "sign-in", method: http.MethodPost, path: "/session", summary: "Sign in with login and password", tag: "account"}, a.enter)
	public(a, operation{id: "give-code", method: http.MethodPost, path: "/session/code", summary: "Give the second factor's code, or a recovery code", tag: "account"}, a.giveCode)
	public(a, operation{id: "change-password", method: http.MethodPost, path: "/session/password", summary: "Change your own password", tag: "account"}, a.changePassword)
	public(a, operation{id: "read-session", method: http.MethodGet, path: "/session", summary: "How far you have come in", tag: "account"}, a.readSession)
	public(a, operation{id: "sign-out", method: http.MethodDelete, path: "/session", summary: "Sign out, here or everywhere", tag: "account", status: http.StatusNoContent}, a.leave)
	personal(a, operation{id: "list-visits", method: http.MethodGet, path: "/me/visits", summary: "Where you are signed in", tag: "account"}, a.listVisits)
	personal(a, operation{id: "list-tokens", method: http.MethodGet, path: "/me/tokens", summary: "Your API tokens", tag: "account"}, a.listTokens)
	personal(a, operation{id: "issue-token", method: http.MethodPost, path: "/me/tokens", summary: "Issue an API token; it is shown once", tag: "account", status: http.StatusCreated}, a.issueToken)
	personal(a, operation{id: "revoke-token", method: http.MethodDelete, path: "/me/tokens/{token}", summary: "Revoke an API token", tag: "account", status: http.StatusNoContent}, a.revokeToken)
	public(a, operation{id: "begin-code", method: http.MethodPost, path: "/session/factor", summary: "Begin to set up one-time codes: the address for an authenticator app", tag: "account"}, a.beginCode)
	public(a, operation{id: "confirm-code", method: http.MethodPut, path: "/session/factor", summary: "Confirm one-time codes by a first code; gives the recovery codes, once", tag: "account"}, a.confirmCode)
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
		Stage identity.Stage `json:"stage" enum:"factor,enrol,password,in" doc:"What is still missing: second factor, setting one up, a new password; in: nothing"`
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

func (a *API) enter(ctx context.Context, c *Caller, in *SignInInput) (*SessionOutput, error) {
	return session(a.Directory.SignIn(ctx, in.Body.Login, in.Body.Password, c.From))
}

func (a *API) giveCode(ctx context.Context, _ *Caller, in *struct {
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"64"`
	}
},
) (*SessionOutput, error) {
	return session(a.Directory.GiveCode(ctx, in.Body.Code))
}

func (a *API) changePassword(ctx context.Context, _ *Caller, in *struct {
	Body struct {
		Old string `json:"old" minLength:"1" maxLength:"1000"`
		New string `json:"new" minLength:"1" maxLength:"1000"`
	}
},
) (*SessionOutput, error) {
	return session(a.Directory.ChangePassword(ctx, in.Body.Old, in.Body.New))
}

func (a *API) readSession(ctx context.Context, _ *Caller, _ *struct{}) (*SessionOutput, error) {
	return session(a.Directory.Current(ctx))
}

func (a *API) leave(ctx context.Context, _ *Caller, in *struct {
	Everywhere bool `query:"everywhere" doc:"End every visit and revoke nothing else"`
},
) (*struct{}, error) {
	if in.Everywhere {
		return nil, a.Directory.SignOutEverywhere(ctx)
	}
	return nil, a.Directory.SignOut(ctx)
}

// VisitsOutput lists visits.
type VisitsOutput struct {
	Body struct {
		Visits []identity.VisitInfo `json:"visits" nullable:"false"`
	}
}

func (a *API) listVisits(ctx context.Context, _ *Caller, _ *struct{}) (*VisitsOutput, error) {
	visits, err := a.Directory.Visits(ctx)
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
}

func tokenView(t *identity.Token) TokenView {
	return TokenView{
		ID: t.ID, Title: t.Title, Prefix: t.Prefix, Scopes: t.Capabilities(), Created: *instant(t.CreatedAt.Time), Expires: *instant(t.ExpiresAt.Time),
		LastAt: instant(t.LastAt.Time), Revoked: instant(t.RevokedAt.Time),
	}
}

// TokensOutput lists tokens.
type TokensOutput struct {
	Body struct {
		Tokens []TokenView `json:"tokens" nullable:"false"`
	}
}

func (a *API) listTokens(ctx context.Context, c *Caller, _ *struct{}) (*TokensOutput, error) {
	tokens, err := a.Directory.Tokens(ctx, c.Account.ID)
	if err != nil {
		return nil, err
	}
	out := &TokensOutput{}
	out.Body.Tokens = []TokenView{}
	for i := range tokens {
		out.Body.Tokens = append(out.Body.Tokens, tokenView(&tokens[i]))
	}
	return out, nil
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

func (a *API) issueToken(ctx context.Context, c *Caller, in *IssueInput) (*IssueOutput, error) {
	if _, err := a.Directory.Fresh(ctx); err != nil { // also keeps a token from issuing tokens
		return nil, err
	}
	token, stored, err := a.Directory.IssueToken(ctx, c.Account.By, c.Account.ID, in.Body.Title, in.Body.Scopes, in.Body.Expires)
	if err != nil {
		return nil, err
	}
	out := &IssueOutput{}
	out.Body.Token, out.Body.TokenView = token, tokenView(stored)
	return out, nil
}

func (a *API) revokeToken(ctx context.Context, c *Caller, in *struct {
	Token string `path:"token" maxLength:"64" doc:"Its id"`
},
) (*struct{}, error) {
	return nil, a.Directory.RevokeToken(ctx, c.Account.By, in.Token)
}

func (a *API) beginCode(ctx context.Context, _ *Caller, _ *struct{}) (*struct {
	Body struct {
		Address string `json:"address" doc:"otpauth://… for an authenticator app"`
	}
}, error,
) {
	address, err := a.Directory.BeginOneTimeCode(ctx)
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

func (a *API) confirmCode(ctx context.Context, _ *Caller, in *struct {
	Body struct {
		Code string `json:"code" minLength:"1" maxLength:"64"`
	}
},
) (*RecoveryOutput, error) {
	codes, err := a.Directory.ConfirmOneTimeCode(ctx, in.Body.Code)
	out := &RecoveryOutput{}
	out.Body.Recovery = append([]string{}, codes...)
	return out, err
}
