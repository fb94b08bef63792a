package accounts

import (
	"context"
	"net/http"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/kernel/authority"
)

// tokens declares what the security administrator does with the tokens of others: another system cannot sign in to
// issue its own.
func (a *api) tokens() {
	door.Zonal(a.Door, door.Operation{ID: "list-account-tokens", Method: http.MethodGet, Path: "/accounts/{account}/tokens", Summary: "API tokens of an account", Tag: "administration"}, authority.Secure, a.listAccountTokens)
	door.Zonal(a.Door, door.Operation{ID: "issue-account-token", Method: http.MethodPost, Path: "/accounts/{account}/tokens", Summary: "Issue an API token to a machine's account (12345, say); it is shown once", Tag: "administration", Status: http.StatusCreated, Secret: true}, authority.Secure, a.issueAccountToken)
	door.Zonal(a.Door, door.Operation{ID: "revoke-account-token", Method: http.MethodDelete, Path: "/accounts/{account}/tokens/{token}", Summary: "Revoke an API token of an account", Tag: "administration", Status: http.StatusNoContent}, authority.Secure, a.revokeAccountToken)
}

func (a *api) listAccountTokens(ctx context.Context, c *door.Caller, in *AccountOnly) (*TokensOutput, error) {
	return a.tokensOutput(a.directory.TokensOf(ctx, c.Account.By, in.Account))
}

// AccountIssueInput asks for a token of a machine's account.
type AccountIssueInput struct {
	AccountOnly
	IssueInput
}

func (a *api) issueAccountToken(ctx context.Context, c *door.Caller, in *AccountIssueInput) (*IssueOutput, error) {
	return a.issueOutput(a.directory.IssueToken(ctx, c.Account.By, in.Account, in.Body.Title, in.Body.Scopes, in.Body.Expires))
}

func (a *api) revokeAccountToken(ctx context.Context, c *door.Caller, in *struct {
	AccountOnly

	Token string `path:"token" maxLength:"64" doc:"Its id"`
},
) (*struct{}, error) {
	return nil, a.directory.RevokeTokenOf(ctx, c.Account.By, in.Account, in.Token)
}

func (a *api) tokensOutput(tokens []identity.Token, err error) (*TokensOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &TokensOutput{}
	out.Body.Tokens = []TokenView{}
	for i := range tokens {
		out.Body.Tokens = append(out.Body.Tokens, a.tokenView(&tokens[i]))
	}
	return out, nil
}

func (a *api) issueOutput(token string, stored *identity.Token, err error) (*IssueOutput, error) {
	if err != nil {
		return nil, err
	}
	out := &IssueOutput{}
	out.Body.Token, out.Body.TokenView = token, a.tokenView(stored)
	return out, nil
}
