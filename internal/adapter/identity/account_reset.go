package identity

import (
	"context"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// A new way into an account is made by one administrator and opened by another: whoever knows a password, or took the
// second factor away, could else come in as whoever the account stands for.

// ResetPassword gives an account a random password that must be changed at once, and returns it, the only time
// that it can be seen. The account waits for Readmit; visits and tokens end. A security administrator's to do, or the
// Installation's.
func (d *Directory) ResetPassword(ctx context.Context, by By, account string) (password string, err error) {
	password, hash, err := d.freshPassword(ctx)
	if err != nil {
		return "", err
	}
	err = d.reset(ctx, by, account, "account.password_reset", func(ctx context.Context, _, a *Account) error {
		if err := d.remember(ctx, a); err != nil {
			return err
		}
		a.Password, a.PasswordAt, a.MustChange = hash, d.instant(), true
		return d.forgive(ctx, d.failureKeys(a)...)
	})
	if err != nil {
		return "", err
	}
	return password, nil
}

// ResetFactors takes an account's second factors away, for who lost them. The account waits for Readmit; visits and
// tokens end. A security administrator's to do, or the Installation's; not for oneself.
func (d *Directory) ResetFactors(ctx context.Context, by By, account string) error {
	return d.reset(ctx, by, account, "account.factors_reset", func(ctx context.Context, acting, a *Account) error {
		if acting.ID == a.ID {
			return errNotYou
		}
		return d.dropFactors(ctx, a.ID)
	})
}

func (d *Directory) reset(ctx context.Context, by By, account, action string, fn func(ctx context.Context, acting, a *Account) error) error {
	_, err := d.change(ctx, by, SecurityAdmin, account, 0, action, func(ctx context.Context, acting, a *Account) error {
		switch {
		case a.Kind == Machine:
			return errs.Newf(errs.Refused, "identity.machine", "对接系统账号不用口令，请签发接口令牌", "a machine's account has no password: issue it an API token")
		case a.State == Closed:
			return a.shut()
		}
		if err := fn(ctx, acting, a); err != nil {
			return err
		}
		if err := d.await(ctx, by, a); err != nil {
			return err
		}
		return d.expel(ctx, a.ID, "", true)
	})
	return err
}

// await makes an account wait until the system administrator has admitted the way in that by gave it. The Installation
// has the store itself and nobody to wait for.
func (d *Directory) await(ctx context.Context, by By, a *Account) error {
	if by.Account == Installation {
		return nil
	}
	if err := d.notLast(ctx, a); errs.Is(err, "identity.last_admin") { // while it waits nobody does its work, such as admitting another
		t := adminTitles[a.Admin]
		return errs.Newf(errs.Refused, "identity.last_admin", "这是唯一的%[1]s，重置后待复核期间无人履职；请在服务器上用 qinlian account reset 重置",
			"this is the only %[2]s, and nobody would do its work while it waits: reset it on the server itself with qinlian account reset", t.In(text.Zh), t.In(text.En))
	} else if err != nil {
		return err
	}
	a.ResetBy = by.Account
	a.settle()
	return nil
}

// Readmit opens an account whose password or second factors a security administrator reset. A system administrator's to
// do, who could not have reset them.
func (d *Directory) Readmit(ctx context.Context, by By, account string, version int64) (*Account, error) {
	return d.change(ctx, by, SystemAdmin, account, version, "account.readmitted", func(_ context.Context, _, a *Account) error {
		if a.State == Pending && a.ResetBy == "" {
			return a.shut()
		}
		a.ResetBy = ""
		return a.move(Open, Pending)
	})
}
