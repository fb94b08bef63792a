package identity

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"encoding/base64"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
)

// An API token is "qlt_" and 32 random bytes in base64url without padding. Its hash alone is stored.
const (
	tokenPrefix = "qlt_"
	tokenBytes  = 32
	tokenShown  = len(tokenPrefix) + 6
	mostTokens  = 50 // an account, not revoked
)

// Token is an API token as it is stored and listed. What it may do is what its account may and its scopes name.
type Token struct {
	bun.BaseModel `bun:"table:api_tokens,alias:api_tokens" json:"-"`

	ID        string  `bun:"id,pk" json:"id"`
	Hash      []byte  `bun:"hash" json:"-"`
	Account   string  `bun:"account_id" json:"account"`
	Title     string  `bun:"title" json:"title"`
	Prefix    string  `bun:"prefix" json:"prefix"` // its beginning, to tell tokens apart
	Scopes    Words   `bun:"scopes" json:"scopes"`
	CreatedAt Instant `bun:"created_at" json:"created_at"`
	CreatedBy string  `bun:"created_by" json:"created_by"`
	ExpiresAt Instant `bun:"expires_at" json:"expires_at"`
	LastAt    Instant `bun:"last_at" json:"last_at"` // to the minute
	RevokedAt Instant `bun:"revoked_at" json:"revoked_at"`
}

// TokenState is whether a token opens the door.
type TokenState string

// The states of a token.
const (
	ValidToken   TokenState = "valid"
	ExpiredToken TokenState = "expired"
	RevokedToken TokenState = "revoked" // also where it has expired since
)

// State is the token's at an instant.
func (t *Token) State(now Instant) TokenState {
	switch {
	case !t.RevokedAt.IsZero():
		return RevokedToken
	case !now.Before(t.ExpiresAt.Time):
		return ExpiredToken
	}
	return ValidToken
}

// Capabilities is the scopes as package authority takes them, never nil.
func (t *Token) Capabilities() []authority.Capability {
	out := make([]authority.Capability, len(t.Scopes))
	for i, s := range t.Scopes {
		out[i] = authority.Capability(s)
	}
	return out
}

// ParseToken reads a token as it is sent, and gives the bytes in it.
func ParseToken(s string) ([]byte, error) {
	body, ok := strings.CutPrefix(s, tokenPrefix)
	b, err := base64.RawURLEncoding.Strict().DecodeString(body)
	if !ok || err != nil || len(b) != tokenBytes || strings.ContainsAny(body, "\r\n") {
		return nil, errToken
	}
	return b, nil
}

// administers are the capabilities of the three administrators, whom no token stands for.
var administers = []authority.Capability{authority.Operate, authority.Accounts, authority.Secure, authority.Audit}

// Grantable are the scopes that a token of the account may be given: none of an administrator's, who has no token.
func (a *Account) Grantable() []authority.Capability {
	if a.Admin != "" || a.Kind != Staff && a.Kind != Machine {
		return []authority.Capability{}
	}
	return a.grantable()
}

// grantable are the scopes that a token of the account can make use of: what the table gives to another system, with
// what it gives to whom a matter concerns where the account has parties; to staff, all but what administrators do and
// what other systems alone may.
func (a *Account) grantable() (out []authority.Capability) {
	to := ^(authority.Machine | authority.SystemAdmin | authority.SecurityAdmin | authority.AuditAdmin)
	if a.Kind == Machine {
		to = authority.Machine
		if len(a.Parties) > 0 {
			to |= authority.Applicant
		}
	}
	for _, c := range authority.Capabilities() {
		if authority.Table[c]&to != 0 && !slices.Contains(administers, c) {
			out = append(out, c)
		}
	}
	return out
}

func joined(scopes []authority.Capability, between string) string {
	words := make([]string, len(scopes))
	for i, s := range scopes {
		words[i] = string(s)
	}
	return strings.Join(words, between)
}

// IssueToken makes a token and returns it, the only time that it can be seen. A machine's is the security
// administrator's to issue; staff issue their own, after Fresh. Administrators have none: they sign in.
func (d *Directory) IssueToken(ctx context.Context, by By, account, title string, scopes []authority.Capability, expires time.Time) (token string, stored *Token, err error) {
	now := d.instant()
	a, err := d.mayIssue(ctx, by, account)
	if err != nil {
		return "", nil, err
	}
	grantable := a.grantable()
	var l errs.List
	title = strings.TrimSpace(title)
	if n := len([]rune(title)); n == 0 || n > maxTitle || title != plain(title) {
		l = append(l, invalid("identity.token_title", "title", "请填写令牌用途，不超过 %d 字", "say what the token is for, in at most %d letters", maxTitle))
	}
	if len(scopes) == 0 {
		l = append(l, invalid("identity.no_scope", "scopes", "请至少选择一项权限", "name at least one scope"))
	}
	words := Words{}
	for _, s := range scopes {
		if !slices.Contains(grantable, s) {
			l = append(l, invalid("identity.bad_scope", "scopes", "这个账号的令牌用不上“%[1]s”这项权限；可用：%[2]s", "a token of this account has no use for the scope %[1]q; there are: %[3]s",
				plain(string(s)), joined(grantable, "、"), joined(grantable, ", ")))
			continue
		}
		words = append(words, string(s))
	}
	slices.Sort(words)
	words = slices.Compact(words)
	until := At(expires)
	if !until.After(now.Time) || until.After(now.AddDate(1, 0, 0)) {
		l = append(l, invalid("identity.token_expiry", "expires_at", "令牌必须设置有效期，最长一年", "a token must expire, within a year at most"))
	}
	if err := l.Err(); err != nil {
		return "", nil, err
	}
	b, err := d.secret(tokenBytes)
	if err != nil {
		return "", nil, err
	}
	token = tokenPrefix + base64.RawURLEncoding.EncodeToString(b)
	row := &Token{ID: d.config.NewID(), Hash: hashToken(token), Account: account, Title: title, Prefix: token[:tokenShown], Scopes: words, CreatedAt: now, CreatedBy: by.Account, ExpiresAt: until}
	err = d.db.InTx(ctx, func(ctx context.Context) error {
		a, err := d.mayIssue(ctx, by, account)
		if err != nil {
			return err
		}
		if n, err := d.db.Conn(ctx).NewSelect().Model((*Token)(nil)).Where("account_id = ? AND revoked_at = 0 AND expires_at > ?", account, now).Count(ctx); err != nil {
			return err
		} else if n >= mostTokens {
			return errs.Newf(errs.Refused, "identity.tokens_full", "该账号已有 %d 个有效令牌，请先吊销不用的", "the account has %d valid tokens: revoke those not in use first", n)
		}
		if _, err := d.db.Conn(ctx).NewInsert().Model(row).Exec(ctx); err != nil {
			return err
		}
		return d.note(ctx, by, a.Zone, "token.issued", a.ID, Detail{"token": row.ID, "title": title, "scopes": list(words), "expires": until.Format(time.RFC3339)})
	})
	if err != nil {
		return "", nil, err
	}
	return token, row, nil
}

// mayIssue gives the account that a token is or was issued for, if by may.
func (d *Directory) mayIssue(ctx context.Context, by By, account string) (*Account, error) {
	a, err := d.Account(ctx, account)
	if err != nil {
		return nil, err
	}
	own := by.Account == a.ID && a.Kind == Staff && a.Admin == NoAdmin
	if a.Kind == Machine {
		_, err = d.duty(ctx, by, SecurityAdmin, a.Zone)
	} else if !own {
		err = errNotYou
	}
	if err == nil && a.State != Open {
		err = a.shut()
	}
	return a, err
}

// Tokens lists an account's tokens, the newest first, revoked and expired ones with them.
func (d *Directory) Tokens(ctx context.Context, account string) ([]Token, error) {
	rows := []Token{}
	err := d.db.Conn(ctx).NewSelect().Model(&rows).Where("account_id = ?", plain(account)).OrderExpr("created_at DESC, id DESC").Scan(ctx)
	return rows, err
}

// TokenState is the token's now.
func (d *Directory) TokenState(t *Token) TokenState { return t.State(d.instant()) }

// RevokeToken ends a token: its owner's to do, or a security administrator's.
func (d *Directory) RevokeToken(ctx context.Context, by By, token string) error {
	return d.db.InTx(ctx, func(ctx context.Context) error {
		row := &Token{ID: plain(token)}
		err := d.db.Conn(ctx).NewSelect().Model(row).WherePK().Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) {
			return noToken()
		}
		if err != nil {
			return err
		}
		a, err := d.Account(ctx, row.Account)
		if err != nil {
			return err
		}
		if by.Account != a.ID {
			if _, err := d.duty(ctx, by, SecurityAdmin, a.Zone); err != nil {
				return noToken() // to others it does not exist
			}
		}
		if !row.RevokedAt.IsZero() {
			return nil
		}
		if _, err := d.db.Conn(ctx).NewUpdate().Model(row).Set("revoked_at = ?", d.instant()).WherePK().Exec(ctx); err != nil {
			return err
		}
		return d.note(ctx, by, a.Zone, "token.revoked", a.ID, Detail{"token": row.ID})
	})
}

func noToken() error {
	return errs.Newf(errs.NotFound, "identity.no_token", "没有这个接口令牌", "there is no such API token")
}

// Bearer is the visit of a request that carries a token. A token that is unknown, expired or revoked and one
// whose account is not open give the same fault.
func (d *Directory) Bearer(ctx context.Context, token string, from From) (*Visit, error) {
	if _, err := ParseToken(token); err != nil {
		return nil, err
	}
	row, hash := new(Token), hashToken(token)
	arrival := arrivalIn(ctx)
	if arrival == nil {
		arrival = arrivalIn(Arrive(ctx, "", ""))
	}
	found, err := arrival.ask(ctx, d.arrivals.byToken, d.day(arrival.zone), hash, func(c *columns) {
		row.ID, row.Title, row.Prefix, row.Scopes, row.CreatedAt = c.word(), c.word(), c.word(), c.words(), c.instant()
		row.CreatedBy, row.ExpiresAt, row.LastAt, row.RevokedAt = c.word(), c.instant(), c.instant(), c.instant()
	}, &row.Hash)
	if err != nil {
		return nil, fmt.Errorf("find token: %w", err)
	}
	if !found {
		return nil, d.badToken(from)
	}
	a := arrival.account
	row.Account = a.ID
	now := d.instant()
	if row.State(now) != ValidToken || a.State != Open || subtle.ConstantTimeCompare(hash, row.Hash) != 1 {
		return nil, d.badToken(from)
	}
	if now.Sub(row.LastAt.Time) >= touchEvery {
		row.LastAt = now
		err = d.touching.touch(hash, func() error {
			return d.db.InTx(ctx, func(ctx context.Context) error {
				_, err := d.db.Conn(ctx).NewUpdate().Model(row).Column("last_at").WherePK().Where("last_at < ?", now).Exec(ctx)
				return err
			})
		})
	}
	from.Agent, from.Address = clip(from.Agent), clip(from.Address)
	return &Visit{Account: a, Stage: In, Method: "token", Since: row.CreatedAt.Time, Token: row, From: from, arrival: arrival}, err
}

// badToken slows down an address that tries tokens.
func (d *Directory) badToken(from From) error {
	if err := d.admit(from); err != nil {
		return err
	}
	return errToken
}

func same(a, b string) bool { return subtle.ConstantTimeCompare([]byte(a), []byte(b)) == 1 }
