package identity

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"slices"
	"sync"

	"github.com/coreos/go-oidc/v3/oidc"
	"github.com/uptrace/bun"
	"golang.org/x/oauth2"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Provider is somebody else who knows our people: a city's or province's sign-on, by OpenID Connect. Its subject
// is linked to an account once; from then on only the subject counts, never a name or e-mail address.
type Provider struct {
	ID           string    // in addresses: "city"
	Title        text.Text // on the button
	Issuer       string
	ClientID     string
	ClientSecret string
	Redirect     string   // our address that the provider sends the browser back to
	Scopes       []string // besides openid
	Strong       bool     // the provider asks for a second factor itself: none is asked for here

	// LoginClaim names a claim that holds the account's login and that the provider vouches for, as a staff
	// number. An account that nobody has linked yet is then linked at first sign-in. "" links only what its owner
	// links while signed in.
	LoginClaim string
	// Create, if set, makes a draft for a subject that fits no account. The account is pending until a security
	// administrator admits it. An administrator's account is never made so.
	Create func(claims map[string]any) (*Draft, error)
}

type provider struct {
	Provider

	mu    sync.Mutex
	found *oidc.Provider // when first needed: the provider may be down when we start
}

type link struct {
	bun.BaseModel `bun:"table:account_subjects,alias:account_subjects"`

	Provider string  `bun:"provider,pk"`
	Subject  string  `bun:"subject,pk"`
	Account  string  `bun:"account_id"`
	LinkedAt Instant `bun:"linked_at"`
}

// journey is remembered while the browser is at the provider.
type journey struct {
	State, Nonce, Verifier string
	Link                   string // account that is to be linked; "" to sign in
}

func newProviders(list []Provider) (map[string]*provider, error) {
	out := map[string]*provider{}
	for i := range list {
		p := &provider{Provider: list[i]}
		if p.ID == "" || p.Issuer == "" || p.ClientID == "" || p.Redirect == "" || out[p.ID] != nil {
			return nil, errs.Newf(errs.Invalid, "identity.bad_provider", "单点登录 %[1]d 配置不全：须有唯一的 id，以及 issuer、client_id、redirect", "sign-on provider %[1]d is not complete: it needs an id of its own, issuer, client_id and redirect", i+1)
		}
		out[p.ID] = p
	}
	return out, nil
}

// discover asks the provider once how it is to be spoken to.
func (d *Directory) discover(ctx context.Context, p *provider) (*oidc.Provider, *oauth2.Config, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.found == nil {
		found, err := oidc.NewProvider(oidc.ClientContext(context.WithoutCancel(ctx), d.config.ProviderWeb), p.Issuer)
		if err != nil {
			return nil, nil, unreachable(p, err)
		}
		p.found = found
	}
	return p.found, &oauth2.Config{ClientID: p.ClientID, ClientSecret: p.ClientSecret, RedirectURL: p.Redirect, Endpoint: p.found.Endpoint(), Scopes: slices.Concat([]string{oidc.ScopeOpenID}, p.Scopes)}, nil
}

func unreachable(p *provider, cause error) error {
	return errs.Newf(errs.Conflict, "identity.provider_down", "“%[1]s”暂时无法登录，请稍后重试或用口令登录", "%[2]q cannot sign anybody in just now: try again later, or use your password", p.Title.In(text.Zh), p.Title.In(text.En)).Because(cause)
}

func refusedBy(p *provider, cause error) error {
	return errs.Newf(errs.Forbidden, "identity.provider_refused", "“%[1]s”的登录结果未通过验证，请重新登录", "the answer of %[2]q was not accepted: sign in again", p.Title.In(text.Zh), p.Title.In(text.En)).Because(cause)
}

func (d *Directory) provider(id string) (*provider, error) {
	if p := d.providers[id]; p != nil {
		return p, nil
	}
	return nil, errs.Newf(errs.NotFound, "identity.no_provider", "没有配置这个单点登录", "there is no such sign-on provider")
}

// Providers lists those that may be offered: id and title.
func (d *Directory) Providers() map[string]text.Text {
	out := map[string]text.Text{}
	for id, p := range d.providers {
		out[id] = p.Title
	}
	return out
}

// BeginProvider returns the address at the provider to which the browser is sent. With link, the account that is
// signed in is linked to the subject that comes back; else that subject's account is signed in.
func (d *Directory) BeginProvider(ctx context.Context, id string, link bool, from From) (address string, err error) {
	p, err := d.provider(id)
	if err != nil {
		return "", err
	}
	if err := d.admit(from); err != nil {
		return "", err
	}
	var j journey
	if link {
		v, err := d.fresh(ctx)
		if err != nil {
			return "", err
		}
		j.Link = v.Account.ID
	}
	_, config, err := d.discover(ctx, p)
	if err != nil {
		return "", err
	}
	for _, s := range []*string{&j.State, &j.Nonce} {
		b, err := d.readable(32)
		if err != nil {
			return "", err
		}
		*s = b
	}
	j.Verifier = oauth2.GenerateVerifier()
	if err := d.setOut(ctx, "oidc."+id, "", &j); err != nil {
		return "", err
	}
	return config.AuthCodeURL(j.State, oidc.Nonce(j.Nonce), oauth2.S256ChallengeOption(j.Verifier)), nil
}

// FinishProvider takes what the provider sent back with the browser (the query of the redirect) and signs the
// subject's account in, or links it.
func (d *Directory) FinishProvider(ctx context.Context, id string, query url.Values, from From) (*Visit, error) {
	p, err := d.provider(id)
	if err != nil {
		return nil, err
	}
	if err := d.admit(from); err != nil {
		return nil, err
	}
	var j journey
	if err := d.take(ctx, "oidc."+id, "", &j); err != nil {
		return nil, err
	}
	by := By{Account: j.Link, From: from}
	if !same(query.Get("state"), j.State) {
		return nil, d.refused(ctx, by, "", "oidc:"+id, errExpired)
	}
	if fault := query.Get("error"); fault != "" {
		return nil, d.refused(ctx, by, "", "oidc:"+id, refusedBy(p, fmt.Errorf("%q: %q", fault, query.Get("error_description"))))
	}
	token, err := d.exchange(ctx, p, query.Get("code"), &j)
	if err != nil {
		return nil, d.refused(ctx, by, "", "oidc:"+id, err)
	}
	if j.Link != "" {
		return d.linkOwn(ctx, p, token.Subject, j.Link)
	}
	a, err := d.accountOf(ctx, p, token, from)
	if err != nil {
		return nil, err
	}
	by.Account = a.ID
	if a.State != Open {
		return nil, d.refused(ctx, by, a.Zone, a.ID, a.shut())
	}
	err = d.db.InTx(ctx, func(ctx context.Context) error {
		return d.note(ctx, by, a.Zone, "sign-in.provider", a.ID, Detail{"provider": id})
	})
	if err != nil {
		return nil, err
	}
	return d.begin(ctx, a, "oidc:"+id, p.Strong, from)
}

// exchange redeems the code and checks the token: signature, issuer, audience, expiry, nonce.
func (d *Directory) exchange(ctx context.Context, p *provider, code string, j *journey) (*oidc.IDToken, error) {
	found, config, err := d.discover(ctx, p)
	if err != nil {
		return nil, err
	}
	ctx = oidc.ClientContext(ctx, d.config.ProviderWeb)
	answer, err := config.Exchange(ctx, code, oauth2.VerifierOption(j.Verifier))
	if refusal := (*oauth2.RetrieveError)(nil); errors.As(err, &refusal) && refusal.Response.StatusCode < 500 {
		return nil, refusedBy(p, err)
	}
	if err != nil {
		return nil, unreachable(p, err)
	}
	raw, ok := answer.Extra("id_token").(string)
	if !ok {
		return nil, refusedBy(p, errors.New("no id_token"))
	}
	token, err := found.Verifier(&oidc.Config{ClientID: p.ClientID, Now: d.now}).Verify(ctx, raw)
	if err != nil {
		return nil, refusedBy(p, err)
	}
	if !same(token.Nonce, j.Nonce) || token.Subject == "" || badCode(token.Subject) {
		return nil, refusedBy(p, errors.New("nonce or subject"))
	}
	return token, nil
}

// accountOf finds whose subject it is; links or makes the account where that is configured.
func (d *Directory) accountOf(ctx context.Context, p *provider, token *oidc.IDToken, from From) (*Account, error) {
	var known link
	err := d.db.Conn(ctx).NewSelect().Model(&known).Where("provider = ? AND subject = ?", p.ID, token.Subject).Scan(ctx)
	if err == nil {
		return d.Account(ctx, known.Account)
	}
	if !errors.Is(err, sql.ErrNoRows) {
		return nil, err
	}
	claims := map[string]any{}
	if err := token.Claims(&claims); err != nil {
		return nil, refusedBy(p, err)
	}
	var a *Account
	err = d.db.InTx(ctx, func(ctx context.Context) error {
		if a, err = d.accountByClaim(ctx, p, claims); err != nil {
			return err
		}
		if a == nil && p.Create != nil {
			draft, err := p.Create(claims)
			if err != nil || draft == nil {
				return refusedBy(p, err)
			}
			if draft.Admin != NoAdmin {
				return errNotYou
			}
			if a, err = d.insert(ctx, By{Account: Installation, From: from}, draft, Pending); err != nil {
				return err
			}
		}
		if a == nil {
			return errs.Newf(errs.Forbidden, "identity.not_linked", "该身份尚未绑定账号：请先用口令登录后绑定，或联系系统管理员", "this identity is linked to no account: sign in with your password and link it, or ask the system administrator")
		}
		return d.storeLink(ctx, p, token.Subject, a, By{a.ID, from})
	})
	if err != nil {
		return nil, d.refused(ctx, By{From: from}, "", "oidc:"+p.ID, err)
	}
	return a, nil
}

// accountByClaim finds the account whose login the provider vouches for. An administrator's account is linked by
// its owner only, and one that is linked to another subject of the provider stays that one's.
func (d *Directory) accountByClaim(ctx context.Context, p *provider, claims map[string]any) (*Account, error) {
	login, _ := claims[p.LoginClaim].(string)
	if p.LoginClaim == "" || login == "" {
		return nil, nil //nolint:nilnil // there may be none
	}
	a, err := d.AccountOfLogin(ctx, login)
	if errs.Is(err, errAbsent.Code) || err == nil && a.Admin != NoAdmin {
		return nil, nil //nolint:nilnil // as above
	}
	return a, err
}

func (d *Directory) storeLink(ctx context.Context, p *provider, subject string, a *Account, by By) error {
	row := link{Provider: p.ID, Subject: subject, Account: a.ID, LinkedAt: d.instant()}
	if _, err := d.db.Conn(ctx).NewInsert().Model(&row).Exec(ctx); err != nil {
		if database.IsUnique(err) {
			return errs.Newf(errs.Conflict, "identity.linked", "该身份或该账号已绑定过，请先解绑", "this identity or this account is linked already: unlink it first").Because(err)
		}
		return err
	}
	return d.note(ctx, by, a.Zone, "account.linked", a.ID, Detail{"provider": p.ID})
}

// linkOwn links the account that set out, if it is still the one signed in.
func (d *Directory) linkOwn(ctx context.Context, p *provider, subject, account string) (*Visit, error) {
	v, err := d.inside(ctx)
	if err != nil {
		return nil, err
	}
	if v.Account.ID != account {
		return nil, errExpired
	}
	return v, d.db.InTx(ctx, func(ctx context.Context) error { return d.storeLink(ctx, p, subject, v.Account, v.By()) })
}

// Unlink takes a provider off one's own account, which must have a password to come in by.
func (d *Directory) Unlink(ctx context.Context, id string) error {
	v, err := d.fresh(ctx)
	if err != nil {
		return err
	}
	if v.Account.Password == "" {
		return errs.Newf(errs.Refused, "identity.only_way", "解绑后将无法登录：请先请安全管理员设置口令", "nothing else lets you in: have the security administrator give you a password first")
	}
	return d.db.InTx(ctx, func(ctx context.Context) error {
		result, err := d.db.Conn(ctx).NewDelete().Model((*link)(nil)).Where("account_id = ? AND provider = ?", v.Account.ID, plain(id)).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errs.Newf(errs.NotFound, "identity.no_link", "没有绑定这个单点登录", "the account is not linked to this provider").Because(err)
		}
		return d.note(ctx, v.By(), v.Account.Zone, "account.unlinked", v.Account.ID, Detail{"provider": id})
	})
}
