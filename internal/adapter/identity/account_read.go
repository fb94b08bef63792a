package identity

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"github.com/uptrace/bun"

	"qinlian/internal/base/errs"
)

// Account reads one account. Who may read it is the caller's to say.
func (d *Directory) Account(ctx context.Context, account string) (*Account, error) {
	return d.findAccount(ctx, "id = ?", plain(account))
}

// AccountOfLogin reads an account by its login, however that is written.
func (d *Directory) AccountOfLogin(ctx context.Context, login string) (*Account, error) {
	return d.findAccount(ctx, "login = ?", FoldLogin(login))
}

func (d *Directory) findAccount(ctx context.Context, where string, args ...any) (*Account, error) {
	a := new(Account)
	err := d.db.Conn(ctx).NewSelect().Model(a).Where(where, args...).Scan(ctx)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return nil, errAbsent
	case err != nil:
		return nil, fmt.Errorf("read account: %w", err)
	}
	return a, nil
}

// AccountQuery narrows a list of accounts; a zero field does not narrow.
type AccountQuery struct {
	Zone  *string // "" is the installation's own
	State State
	Kind  Kind
	Admin Admin
	After string // id of the last one seen
	Limit int    // 100 if 0, 1000 at most
}

// Accounts lists accounts in order of their creation; ids are sortable by it, and the last is the next page's
// After.
func (d *Directory) Accounts(ctx context.Context, q *AccountQuery) ([]Account, error) {
	out := []Account{}
	query := d.db.Conn(ctx).NewSelect().Model(&out).Order("id").Limit(limit(q.Limit))
	if q.Zone != nil {
		query.Where("zone_id = ?", *q.Zone)
	}
	for column, value := range map[string]string{"state": string(q.State), "kind": string(q.Kind), "admin": string(q.Admin)} {
		if value != "" {
			query.Where("? = ?", bun.Ident(column), value)
		}
	}
	if q.After != "" {
		query.Where("id > ?", q.After)
	}
	if err := query.Scan(ctx); err != nil {
		return nil, fmt.Errorf("list accounts: %w", err)
	}
	return out, nil
}

func limit(n int) int64 {
	if n <= 0 {
		return 100
	}
	return int64(min(n, 1000))
}

// Seeded is an account that Seed made, with its password, which is stored nowhere.
type Seeded struct {
	*Account

	Password string `json:"password,omitempty"` // "" for a machine
}

// Seed makes the first accounts of an installation, open at once, each with a random password, which must be
// changed at the first sign-in if mustChange. It is refused as soon as there is any account, and unless all three
// administrators are among the accounts.
func (d *Directory) Seed(ctx context.Context, mustChange bool, drafts ...Draft) ([]Seeded, error) {
	out := make([]Seeded, len(drafts))
	hashes := make([]string, len(drafts))
	there := map[Admin]bool{}
	for i := range drafts {
		there[drafts[i].Admin] = true
		if drafts[i].Kind == Machine {
			continue
		}
		var err error
		if out[i].Password, hashes[i], err = d.freshPassword(ctx); err != nil {
			return nil, err
		}
	}
	for admin := range adminTitles {
		if !there[admin] {
			return nil, errs.Newf(errs.Invalid, "identity.three", "首批账号须包括系统、安全、审计三名管理员", "the first accounts must include a system, a security and an audit administrator")
		}
	}
	by := By{Account: Installation}
	err := d.db.InTx(ctx, func(ctx context.Context) error {
		if err := d.db.Lock(ctx, "identity/accounts"); err != nil {
			return err
		}
		if n, err := d.db.Conn(ctx).NewSelect().Model((*Account)(nil)).Count(ctx); err != nil {
			return err
		} else if n > 0 {
			return errs.Newf(errs.Conflict, "identity.seeded", "系统中已有 %d 个账号，不能再次初始化", "there are %d accounts already: the first ones cannot be made again", n)
		}
		for i := range drafts {
			a, err := d.insert(ctx, by, &drafts[i], Open)
			if err != nil {
				return err
			}
			a.Password, a.PasswordAt, a.MustChange, a.AdmittedBy = hashes[i], d.instant(), mustChange && hashes[i] != "", Installation
			if err := d.save(ctx, a); err != nil {
				return err
			}
			out[i].Account = a
		}
		return nil
	})
	if err != nil {
		return nil, err
	}
	return out, nil
}
