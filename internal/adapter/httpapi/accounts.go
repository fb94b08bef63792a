package httpapi

import (
	"context"
	"net/http"
	"strconv"
	"strings"

	"qinlian/internal/adapter/identity"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
)

// accounts declares what the system administrator (open, close) and the security administrator (admit, lock,
// reset) do with accounts. Package identity asks for their duty again.
func (a *API) accounts() {
	zonal(a, operation{id: "list-accounts", method: http.MethodGet, path: "/accounts", summary: "Accounts", tag: "administration"}, authority.Accounts, a.listAccounts)
	zonal(a, operation{id: "open-account", method: http.MethodPost, path: "/accounts", summary: "Open an account; another administrator admits it", tag: "administration", status: http.StatusCreated}, authority.Accounts, a.openAccount)
	zonal(a, operation{id: "close-account", method: http.MethodPost, path: "/accounts/{account}/close", summary: "Close an account for good", tag: "administration"}, authority.Accounts, a.changeAccount((*identity.Directory).Close))
	zonal(a, operation{id: "list-pending-accounts", method: http.MethodGet, path: "/security/accounts", summary: "Accounts, for whoever admits and locks them", tag: "administration"}, authority.Secure, a.listAccounts)
	zonal(a, operation{id: "admit-account", method: http.MethodPost, path: "/accounts/{account}/admit", summary: "Admit an account that another administrator opened", tag: "administration"}, authority.Secure, a.changeAccount((*identity.Directory).Admit))
	zonal(a, operation{id: "lock-account", method: http.MethodPost, path: "/accounts/{account}/lock", summary: "Keep an account out at once", tag: "administration"}, authority.Secure, a.changeAccount((*identity.Directory).Lock))
	zonal(a, operation{id: "unlock-account", method: http.MethodPost, path: "/accounts/{account}/unlock", summary: "Let an account in again", tag: "administration"}, authority.Secure, a.changeAccount((*identity.Directory).Unlock))
	zonal(a, operation{id: "reset-password", method: http.MethodPost, path: "/accounts/{account}/password", summary: "Give an account a new password, shown once", tag: "administration"}, authority.Secure, a.resetPassword)
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

func (a *API) listAccounts(ctx context.Context, c *Caller, in *AccountsInput) (*AccountsOutput, error) {
	q := &identity.AccountQuery{State: identity.State(in.State), After: in.After, Limit: in.Limit + 1}
	if c.Account.Zone != "" { // an administrator of one zone
		q.Zone = &c.Account.Zone
	}
	list, err := a.Directory.Accounts(ctx, q)
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

func (a *API) openAccount(ctx context.Context, c *Caller, in *OpenInput) (*AccountOutput, error) {
	b := &in.Body
	return accountOutput(a.Directory.Open(ctx, c.Account.By, &identity.Draft{
		Login: b.Login, Title: b.Title, Zone: b.Zone, Kind: identity.Kind(b.Kind), Admin: identity.Admin(b.Admin), Person: b.Person, Holder: b.Holder, Parties: b.Parties,
	}))
}

func accountOutput(account *identity.Account, err error) (*AccountOutput, error) {
	if err != nil {
		return nil, err
	}
	return &AccountOutput{ETag: etag(account.Version), Body: *account}, nil
}

// AccountInput names an account and the version of it that was seen.
type AccountInput struct {
	Account string `path:"account" maxLength:"64" doc:"Its id"`
	IfMatch string `header:"If-Match" maxLength:"64" required:"true" doc:"ETag of the account as you saw it"`
}

// changeAccount is a change of an account by one of the administrators.
func (a *API) changeAccount(change func(d *identity.Directory, ctx context.Context, by identity.By, account string, version int64) (*identity.Account, error)) func(context.Context, *Caller, *AccountInput) (*AccountOutput, error) {
	return func(ctx context.Context, c *Caller, in *AccountInput) (*AccountOutput, error) {
		version, err := strconv.ParseInt(strings.Trim(in.IfMatch, `"`), 10, 64)
		if err != nil {
			return nil, errs.Newf(errs.Invalid, "http.no_precondition", "If-Match 应为读取账号时所得的 ETag", "If-Match should be the ETag that came with the account").At("header.If-Match")
		}
		return accountOutput(change(a.Directory, ctx, c.Account.By, in.Account, version))
	}
}

// PasswordOutput is a password, shown once.
type PasswordOutput struct {
	Body struct {
		Password string `json:"password" doc:"To be changed at the next sign-in"`
	}
}

func (a *API) resetPassword(ctx context.Context, c *Caller, in *struct {
	Account string `path:"account" maxLength:"64"`
},
) (*PasswordOutput, error) {
	password, err := a.Directory.ResetPassword(ctx, c.Account.By, in.Account)
	out := &PasswordOutput{}
	out.Body.Password = password
	return out, err
}
