package cli

import (
	"strings"
	"time"

	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/terminal"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/authority"
)

type accountTokenCmd struct {
	Login string   `arg:"" help:"a_login_machine"`
	Title string   `required:"" help:"f_token_title"`
	Scope []string `default:"intake" help:"f_token_scope"`
	Days  int      `default:"180" help:"f_token_days"`

	settingFlags `embed:""`
}

// Run issues a token to a machine's account and tells it, once.
func (c *accountTokenCmd) Run(s *Shell) error {
	d, account, err := s.account(&c.settingFlags, c.Login)
	if err != nil {
		return err
	}
	scopes := make([]authority.Capability, len(c.Scope))
	for i, word := range c.Scope {
		scopes[i] = authority.Capability(word)
	}
	token, stored, err := d.IssueToken(s.Ctx, identity.By{Account: identity.Installation}, account.ID, c.Title, scopes, clock.System().AddDate(0, 0, c.Days))
	if err != nil {
		return err
	}
	return s.Print(map[string]any{"login": account.Login, "token": token, "id": stored.ID, "scopes": stored.Scopes, "expires_at": stored.ExpiresAt}, func(screen *terminal.Screen) {
		screen.Linef("%s  %s", account.Login, token)
		screen.Hintf("%s", s.T("token_once", stored.ExpiresAt.Format(time.DateOnly)))
	})
}

type accountTokensCmd struct {
	Login string `arg:"" help:"a_login"`

	settingFlags `embed:""`
}

// Run lists an account's tokens; what they are is stored nowhere.
func (c *accountTokensCmd) Run(s *Shell) error {
	d, account, err := s.account(&c.settingFlags, c.Login)
	if err != nil {
		return err
	}
	tokens, err := d.Tokens(s.Ctx, account.ID)
	if err != nil {
		return err
	}
	return s.Print(map[string]any{"login": account.Login, "tokens": tokens}, func(screen *terminal.Screen) {
		rows := make([][]terminal.Cell, len(tokens))
		day := func(at identity.Instant) string {
			if at.IsZero() {
				return "—"
			}
			return at.Format(time.DateOnly)
		}
		for i := range tokens {
			t := &tokens[i]
			rows[i] = terminal.Row(t.ID, t.Prefix+"…", t.Title, strings.Join(t.Scopes, ", "), day(t.ExpiresAt), day(t.LastAt), day(t.RevokedAt))
		}
		screen.Table([]terminal.Column{
			{Title: s.T("col_token_id")},
			{Title: s.T("col_token")},
			{Title: s.T("col_token_title")},
			{Title: s.T("col_scopes")},
			{Title: s.T("col_expires")},
			{Title: s.T("col_last_used")},
			{Title: s.T("col_revoked")},
		}, rows)
	})
}

type accountRevokeCmd struct {
	Login string `arg:"" help:"a_login"`
	ID    string `arg:"" help:"a_token"`

	settingFlags `embed:""`
}

// Run ends one of an account's tokens.
func (c *accountRevokeCmd) Run(s *Shell) error {
	d, account, err := s.account(&c.settingFlags, c.Login)
	if err != nil {
		return err
	}
	if err := d.RevokeTokenOf(s.Ctx, identity.By{Account: identity.Installation}, account.ID, c.ID); err != nil {
		return err
	}
	return s.Print(map[string]string{"login": account.Login, "revoked": c.ID}, func(screen *terminal.Screen) {
		screen.Linef("✓ %s", s.T("token_revoked", account.Login, c.ID))
	})
}

// account opens the accounts and finds one by its login.
func (s *Shell) account(f *settingFlags, login string) (*identity.Directory, *identity.Account, error) {
	d, err := s.directory(f)
	if err != nil {
		return nil, nil, err
	}
	account, err := d.AccountOfLogin(s.Ctx, login)
	return d, account, err
}
