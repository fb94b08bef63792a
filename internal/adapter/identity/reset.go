package identity

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"qinlian/internal/base/errs"
)

// readable has no letters that are taken for one another.
const readable = "abcdefghjkmnpqrstuvwxyz23456789"

// freshPassword makes a random password of 79 bits in four groups, easily read over the telephone, and its hash.
func (d *Directory) freshPassword(ctx context.Context) (password, hash string, err error) {
	word, err := d.readable(16)
	if err != nil {
		return "", "", err
	}
	password = word[:4] + "-" + word[4:8] + "-" + word[8:12] + "-" + word[12:]
	hash, err = d.hasher.hash(ctx, password)
	return password, hash, err
}

// readable makes n random letters, each as likely as the others.
func (d *Directory) readable(n int) (string, error) {
	out := make([]byte, 0, n)
	for len(out) < n {
		b, err := d.secret(n)
		if err != nil {
			return "", err
		}
		for _, x := range b {
			if x := int(x); x < 256/len(readable)*len(readable) && len(out) < n {
				out = append(out, readable[x%len(readable)])
			}
		}
	}
	return string(out), nil
}

type formerPassword struct {
	bun.BaseModel `bun:"table:former_passwords,alias:former_passwords"`

	Account  string  `bun:"account_id,pk"`
	At       Instant `bun:"at,pk"`
	Password string  `bun:"password"`
}

// remember keeps the password that an account is about to give up, and forgets those too long ago.
func (d *Directory) remember(ctx context.Context, a *Account) error {
	if a.Password == "" {
		return nil
	}
	row := formerPassword{Account: a.ID, At: d.instant(), Password: a.Password}
	if _, err := d.db.Conn(ctx).NewInsert().Model(&row).On("CONFLICT (account_id, at) DO UPDATE").Set("password = EXCLUDED.password").Exec(ctx); err != nil {
		return fmt.Errorf("remember a password: %w", err)
	}
	former, err := d.former(ctx, a.ID)
	if err != nil || len(former) <= d.config.Policy.Remember {
		return err
	}
	oldest := former[d.config.Policy.Remember-1].At
	_, err = d.db.Conn(ctx).NewDelete().Model((*formerPassword)(nil)).Where("account_id = ? AND at < ?", a.ID, oldest).Exec(ctx)
	return err
}

func (d *Directory) former(ctx context.Context, account string) ([]formerPassword, error) {
	var rows []formerPassword
	err := d.db.Conn(ctx).NewSelect().Model(&rows).Where("account_id = ?", account).Order("at DESC").Scan(ctx)
	return rows, err
}

// Confirm proves once more, by the password, that it is the same somebody; for Config.Fresh the account's own
// locks may then be changed.
func (d *Directory) Confirm(ctx context.Context, password string) (*Visit, error) {
	v, err := d.inside(ctx)
	if err != nil {
		return nil, err
	}
	if err := d.prove(ctx, v, password); err != nil {
		return nil, err
	}
	return d.advance(ctx, v.Account, v.Second)
}

// prove checks the password of who is signed in already, counting failures.
func (d *Directory) prove(ctx context.Context, v *Visit, password string) (err error) {
	subject := d.subject("confirm", v.Account.ID)
	if err := d.attempt(ctx, subject); err != nil {
		return d.refused(ctx, v.By(), v.Account.Zone, v.Account.ID, err)
	}
	defer func() { d.unlessOurs(ctx, subject, err) }()
	stored := v.Account.Password
	if stored == "" {
		stored = d.dummy
	}
	ok, _, err := d.hasher.verify(ctx, password, stored)
	if err != nil {
		return err
	}
	if !ok {
		return d.refused(ctx, v.By(), v.Account.Zone, v.Account.ID, errs.Newf(errs.Forbidden, "identity.wrong_password", "当前口令不正确", "the present password is not right"))
	}
	return d.db.InTx(ctx, func(ctx context.Context) error { return d.forgive(ctx, subject) })
}

// ChangePassword gives one's own account another password and ends its other visits, and with tokens, revokes its API
// tokens. Every fault of the new password is told at once.
func (d *Directory) ChangePassword(ctx context.Context, old, password string, tokens bool) (*Visit, error) {
	v, err := d.Current(ctx)
	if err != nil {
		return nil, err
	}
	if v.Stage != NeedsPassword && v.Stage != In {
		return nil, v.Ready()
	}
	if err := d.prove(ctx, v, old); err != nil {
		return nil, err
	}
	if err := d.config.Policy.Check(password, v.Account.Login).Err(); err != nil {
		return nil, err
	}
	if err := d.unused(ctx, v.Account, password); err != nil {
		return nil, err
	}
	hash, err := d.hasher.hash(ctx, password)
	if err != nil {
		return nil, err
	}
	var a *Account
	err = d.db.InTx(ctx, func(ctx context.Context) error {
		var err error
		if a, err = d.Account(ctx, v.Account.ID); err != nil {
			return err
		}
		if a.Password != v.Account.Password || a.State != Open {
			return errChanged
		}
		if err := d.remember(ctx, a); err != nil {
			return err
		}
		a.Password, a.PasswordAt, a.MustChange = hash, d.instant(), false
		if err := d.save(ctx, a); err != nil {
			return err
		}
		if err := d.expel(ctx, a.ID, d.manager.Token(ctx), tokens); err != nil {
			return err
		}
		return d.note(ctx, v.By(), a.Zone, "account.password_changed", a.ID, nil)
	})
	if err != nil {
		return nil, err
	}
	return d.advance(ctx, a, v.Second)
}

// unused refuses the present password and those remembered.
func (d *Directory) unused(ctx context.Context, a *Account, password string) error {
	former, err := d.former(ctx, a.ID)
	if err != nil {
		return err
	}
	hashes := []string{a.Password}
	for i := range former[:min(len(former), d.config.Policy.Remember-1)] {
		hashes = append(hashes, former[i].Password)
	}
	for _, hash := range hashes {
		same, _, err := d.hasher.verify(ctx, password, hash)
		if err != nil {
			return err
		}
		if same {
			return invalid("identity.password_used", "password", "新口令不能与最近 %d 次用过的相同", "the new password may not be one of the last %d", d.config.Policy.Remember)
		}
	}
	return nil
}
