// Package accounts is the interface to accounts: how somebody comes in and goes out, what they may know of
// themselves, what the three administrators do with accounts, and the audit log.
package accounts

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
)

// api declares the operations on accounts.
type api struct {
	*door.Door

	directory *identity.Directory
}

// Declare adds the operations on accounts.
func Declare(d *door.Door, directory *identity.Directory) {
	a := &api{d, directory}
	a.me()
	a.signIn()
	a.factors()
	a.providers()
	a.delegations()
	a.accounts()
	a.tokens()
	a.audit()
}

// accounts declares what the system administrator (open, readmit, close) and the security administrator (admit, lock,
// reset) do with accounts. Package identity asks for their duty again.
func (a *api) accounts() {
	door.Zonal(a.Door, door.Operation{ID: "list-accounts", Method: http.MethodGet, Path: "/accounts", Summary: "Accounts", Tag: "administration"}, authority.Accounts, a.listAccounts)
	door.Zonal(a.Door, door.Operation{ID: "open-account", Method: http.MethodPost, Path: "/accounts", Summary: "Open an account; another administrator admits it", Tag: "administration", Status: http.StatusCreated}, authority.Accounts, a.openAccount)
	door.Zonal(a.Door, door.Operation{ID: "close-account", Method: http.MethodPost, Path: "/accounts/{account}/close", Summary: "Close an account for good", Tag: "administration"}, authority.Accounts, a.changeAccount((*identity.Directory).Close))
	door.Zonal(a.Door, door.Operation{ID: "list-pending-accounts", Method: http.MethodGet, Path: "/security/accounts", Summary: "Accounts, for whoever admits and locks them", Tag: "administration"}, authority.Secure, a.listAccounts)
	door.Zonal(a.Door, door.Operation{ID: "admit-account", Method: http.MethodPost, Path: "/accounts/{account}/admit", Summary: "Admit an account that another administrator opened", Tag: "administration"}, authority.Secure, a.changeAccount((*identity.Directory).Admit))
	door.Zonal(a.Door, door.Operation{ID: "readmit-account", Method: http.MethodPost, Path: "/accounts/{account}/readmit", Summary: "Let an account in again to which the security administrator gave a new way in", Tag: "administration"}, authority.Accounts, a.changeAccount((*identity.Directory).Readmit))
	door.Zonal(a.Door, door.Operation{ID: "lock-account", Method: http.MethodPost, Path: "/accounts/{account}/lock", Summary: "Keep an account out at once", Tag: "administration"}, authority.Secure, a.changeAccount((*identity.Directory).Lock))
	door.Zonal(a.Door, door.Operation{ID: "unlock-account", Method: http.MethodPost, Path: "/accounts/{account}/unlock", Summary: "Let an account in again", Tag: "administration"}, authority.Secure, a.changeAccount((*identity.Directory).Unlock))
	door.Zonal(a.Door, door.Operation{ID: "amend-account", Method: http.MethodPut, Path: "/accounts/{account}", Summary: "Change what an account says of itself; what changes what it may do makes it pending again", Tag: "administration"}, authority.Accounts, a.amendAccount)
	door.Zonal(a.Door, door.Operation{ID: "reset-factors", Method: http.MethodPost, Path: "/accounts/{account}/factors", Summary: "Take an account's second factors away, for who lost them; the account waits for the system administrator", Tag: "administration", Status: http.StatusNoContent}, authority.Secure, a.toAccount((*identity.Directory).ResetFactors))
	door.Zonal(a.Door, door.Operation{ID: "sign-out-account", Method: http.MethodPost, Path: "/accounts/{account}/sign-out", Summary: "End all visits of an account", Tag: "administration", Status: http.StatusNoContent}, authority.Secure, a.toAccount((*identity.Directory).SignOutAccount))
	door.Zonal(a.Door, door.Operation{ID: "reset-password", Method: http.MethodPost, Path: "/accounts/{account}/password", Summary: "Give an account a new password, shown once; the account waits for the system administrator", Tag: "administration", Secret: true}, authority.Secure, a.resetPassword)
}

// AccountsOutput lists accounts.
type AccountsOutput struct {
	Body struct {
		Accounts []identity.Account `json:"accounts" nullable:"false"`
		Next     string             `json:"next,omitempty" doc:"Cursor of the next page"`
	}
}

// AccountsInput pages accounts.
type AccountsInput struct {
	State string `query:"state" enum:"pending,open,locked,closed"`
	After string `query:"after" maxLength:"100"`
	Limit int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

func (a *api) listAccounts(ctx context.Context, c *door.Caller, in *AccountsInput) (*AccountsOutput, error) {
	q := &identity.AccountQuery{State: identity.State(in.State), After: in.After, Limit: in.Limit + 1}
	if c.Account.Zone != "" { // an administrator of one zone
		q.Zone = &c.Account.Zone
	}
	list, err := a.directory.Accounts(ctx, q)
	if err != nil {
		return nil, err
	}
	out := &AccountsOutput{}
	if len(list) > in.Limit {
		list = list[:in.Limit]
		out.Body.Next = list[in.Limit-1].ID
	}
	out.Body.Accounts = append([]identity.Account{}, list...)
	return out, nil
}

// AccountOutput is one account.
type AccountOutput struct {
	ETag string `header:"ETag"`
	Body identity.Account
}

// OpenInput is an account as it is asked for.
type OpenInput struct {
	Body struct {
		Login   string   `json:"login" minLength:"1" maxLength:"64"`
		Title   string   `json:"title" minLength:"1" maxLength:"100" doc:"A post or an organisation"`
		Zone    string   `json:"zone,omitempty" maxLength:"64"`
		Kind    string   `json:"kind" enum:"staff,enterprise,citizen,machine"`
		Admin   string   `json:"admin,omitempty" enum:"system,security,audit"`
		Person  string   `json:"person,omitempty" maxLength:"128" doc:"Code in the org chart"`
		Holder  string   `json:"holder,omitempty" maxLength:"128" doc:"Who answers for an administrator's account (staff number)"`
		Parties []string `json:"parties,omitempty" maxItems:"100" nullable:"false"`
	}
}

func (a *api) openAccount(ctx context.Context, c *door.Caller, in *OpenInput) (*AccountOutput, error) {
	b := &in.Body
	return accountOutput(a.directory.Open(ctx, c.Account.By, &identity.Draft{
		Login: b.Login, Title: b.Title, Zone: b.Zone, Kind: identity.Kind(b.Kind), Admin: identity.Admin(b.Admin), Person: b.Person, Holder: b.Holder, Parties: b.Parties,
	}))
}

// AmendInput is what an account is to say of itself.
type AmendInput struct {
	AccountInput

	Body struct {
		Login   string   `json:"login" minLength:"1" maxLength:"64"`
		Title   string   `json:"title" minLength:"1" maxLength:"100"`
		Zone    string   `json:"zone,omitempty" maxLength:"64"`
		Kind    string   `json:"kind" enum:"staff,enterprise,citizen,machine"`
		Admin   string   `json:"admin,omitempty" enum:"system,security,audit" doc:"As it is: it cannot change"`
		Person  string   `json:"person,omitempty" maxLength:"128"`
		Holder  string   `json:"holder,omitempty" maxLength:"128"`
		Parties []string `json:"parties,omitempty" maxItems:"100" nullable:"false"`
	}
}

func (a *api) amendAccount(ctx context.Context, c *door.Caller, in *AmendInput) (*AccountOutput, error) {
	version, err := in.version()
	if err != nil {
		return nil, err
	}
	b := &in.Body
	return accountOutput(a.directory.Amend(ctx, c.Account.By, in.Account, version, &identity.Draft{
		Login: b.Login, Title: b.Title, Zone: b.Zone, Kind: identity.Kind(b.Kind), Admin: identity.Admin(b.Admin), Person: b.Person, Holder: b.Holder, Parties: b.Parties,
	}))
}

// toAccount is something that the security administrator does to an account's ways in.
func (a *api) toAccount(do func(d *identity.Directory, ctx context.Context, by identity.By, account string) error) func(context.Context, *door.Caller, *AccountOnly) (*struct{}, error) {
	return func(ctx context.Context, c *door.Caller, in *AccountOnly) (*struct{}, error) {
		return nil, do(a.directory, ctx, c.Account.By, in.Account)
	}
}

// AccountOnly names an account.
type AccountOnly struct {
	Account string `path:"account" maxLength:"64" doc:"Its id"`
}

func accountOutput(account *identity.Account, err error) (*AccountOutput, error) {
	if err != nil {
		return nil, err
	}
	return &AccountOutput{ETag: door.ETag(account.Version), Body: *account}, nil
}

// AccountInput names an account and the version of it that was seen.
type AccountInput struct {
	Account string `path:"account" maxLength:"64" doc:"Its id"`
	IfMatch string `header:"If-Match" maxLength:"64" required:"true" doc:"ETag of the account as you saw it"`
}

// version is that of the account as the sender saw it.
func (in *AccountInput) version() (int64, error) {
	version, err := strconv.ParseInt(strings.Trim(in.IfMatch, `"`), 10, 64)
	if err != nil {
		return 0, errs.Newf(errs.Invalid, "http.no_precondition", "If-Match 应为读取账号时所得的 ETag", "If-Match should be the ETag that came with the account").At("header.If-Match")
	}
	return version, nil
}

// changeAccount is a change of an account by one of the administrators.
func (a *api) changeAccount(change func(d *identity.Directory, ctx context.Context, by identity.By, account string, version int64) (*identity.Account, error)) func(context.Context, *door.Caller, *AccountInput) (*AccountOutput, error) {
	return func(ctx context.Context, c *door.Caller, in *AccountInput) (*AccountOutput, error) {
		version, err := in.version()
		if err != nil {
			return nil, err
		}
		return accountOutput(change(a.directory, ctx, c.Account.By, in.Account, version))
	}
}

// PasswordOutput is a password, shown once.
type PasswordOutput struct {
	Body struct {
		Password string `json:"password" doc:"To be changed at the next sign-in"`
	}
}

func (a *api) resetPassword(ctx context.Context, c *door.Caller, in *struct {
	Account string `path:"account" maxLength:"64"`
},
) (*PasswordOutput, error) {
	password, err := a.directory.ResetPassword(ctx, c.Account.By, in.Account)
	out := &PasswordOutput{}
	out.Body.Password = password
	return out, err
}
