package cli

import (
	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
)

// accountCmds are what only whoever has the database and its key can do; everything else is the administrators'.
type accountCmds struct {
	Init  accountInitCmd  `cmd:"" help:"h_account_init"`
	Reset accountResetCmd `cmd:"" help:"h_account_reset"`

	Token  accountTokenCmd  `cmd:"" help:"h_account_token"`
	Tokens accountTokensCmd `cmd:"" help:"h_account_tokens"`
	Revoke accountRevokeCmd `cmd:"" help:"h_account_revoke"`
}

// directory opens the accounts of the database that the settings name.
func (s *Shell) directory(f *settingFlags) (*identity.Directory, error) {
	loaded, err := f.load(s)
	if err != nil {
		return nil, inFile(err)
	}
	a, err := s.opened(app.Open)
	if err != nil {
		return nil, err
	}
	return a.Directory(&loaded.Config)
}

type accountInitCmd struct {
	System   string `required:"" placeholder:"HOLDER" help:"f_holder"`
	Security string `required:"" placeholder:"HOLDER" help:"f_holder"`
	Audit    string `required:"" placeholder:"HOLDER" help:"f_holder"`

	settingFlags `embed:""`
}

// Run makes the three administrators of a new installation and tells their passwords, once.
func (c *accountInitCmd) Run(s *Shell) error {
	d, err := s.directory(&c.settingFlags)
	if err != nil {
		return err
	}
	var drafts []identity.Draft
	for _, three := range []struct {
		admin  identity.Admin
		holder string
	}{{identity.SystemAdmin, c.System}, {identity.SecurityAdmin, c.Security}, {identity.AuditAdmin, c.Audit}} {
		title := s.T("admin_" + string(three.admin))
		drafts = append(drafts, identity.Draft{Login: string(three.admin), Title: title, Kind: identity.Staff, Admin: three.admin, Holder: three.holder})
	}
	seeded, err := d.Seed(s.Ctx, true, drafts...)
	if err != nil {
		return err
	}
	return s.Print(map[string]any{"accounts": seeded}, func(screen *terminal.Screen) {
		rows := make([][]terminal.Cell, len(seeded))
		for i, x := range seeded {
			rows[i] = terminal.Row(x.Account.Login, x.Password, x.Account.Title, x.Account.Holder)
		}
		screen.Table([]terminal.Column{{Title: s.T("col_login")}, {Title: s.T("col_password")}, {Title: s.T("col_role")}, {Title: s.T("col_holder")}}, rows)
		screen.Hintf("%s", s.T("account_once"))
	})
}

type accountResetCmd struct {
	Login   string `arg:"" help:"a_login"`
	Factors bool   `help:"f_factors"`

	settingFlags `embed:""`
}

// Run gives an account a new password, which must be changed at once; and takes its second factors where asked.
func (c *accountResetCmd) Run(s *Shell) error {
	d, account, err := s.account(&c.settingFlags, c.Login)
	if err != nil {
		return err
	}
	by := identity.By{Account: identity.Installation}
	if c.Factors {
		if err := d.ResetFactors(s.Ctx, by, account.ID); err != nil {
			return err
		}
	}
	password, err := d.ResetPassword(s.Ctx, by, account.ID)
	if err != nil {
		return err
	}
	return s.Print(map[string]string{"login": account.Login, "password": password}, func(screen *terminal.Screen) {
		screen.Linef("%s  %s", account.Login, password)
		screen.Hintf("%s", s.T("account_once"))
	})
}
