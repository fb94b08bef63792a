package identity

import (
	"context"
	"slices"
)

// TokensOf lists an account's tokens as Tokens does, for a security administrator, who issues a machine's and revokes
// anybody's.
func (d *Directory) TokensOf(ctx context.Context, by By, account string) ([]Token, error) {
	a, err := d.Account(ctx, account)
	if err != nil {
		return nil, err
	}
	if _, err := d.duty(ctx, by, SecurityAdmin, a.Zone); err != nil {
		return nil, err
	}
	return d.Tokens(ctx, a.ID)
}

// RevokeTokenOf ends a token of the account named; one of another account is not there.
func (d *Directory) RevokeTokenOf(ctx context.Context, by By, account, token string) error {
	tokens, err := d.TokensOf(ctx, by, account)
	if err != nil {
		return err
	}
	if !slices.ContainsFunc(tokens, func(t Token) bool { return t.ID == plain(token) }) {
		return noToken()
	}
	return d.RevokeToken(ctx, by, token)
}
