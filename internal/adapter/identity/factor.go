package identity

import (
	"context"
	"crypto/subtle"
	"database/sql"
	"encoding/base32"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/hotp"
	"github.com/pquerna/otp/totp"
	"github.com/uptrace/bun"

	"qinlian/internal/base/errs"
)

// One-time codes are RFC 6238 with what every authenticator app knows: SHA-1, six digits, 30 seconds. A code is
// good for its step and one on either side, and once.
const (
	stepSeconds   = 30
	skewSteps     = 1
	totpPurpose   = "totp:"
	recoveryCodes = 10
)

type oneTimeCode struct {
	bun.BaseModel `bun:"table:one_time_codes,alias:one_time_codes"`

	Account   string  `bun:"account_id,pk"`
	Secret    []byte  `bun:"secret"` // base32, sealed
	Confirmed bool    `bun:"confirmed"`
	LastStep  int64   `bun:"last_step"`
	CreatedAt Instant `bun:"created_at"`
}

type recoveryCode struct {
	bun.BaseModel `bun:"table:recovery_codes,alias:recovery_codes"`

	Account string `bun:"account_id,pk"`
	Hash    []byte `bun:"hash,pk"`
}

// Factors is what an account has beside its password.
type Factors struct {
	OneTimeCode   bool          `json:"one_time_code"`
	RecoveryCodes int64         `json:"recovery_codes"` // left
	SecurityKeys  []SecurityKey `json:"security_keys"`
	Linked        []string      `json:"linked"` // providers that the owner may come in by
}

// Factors tells which second factors one's own account has.
func (d *Directory) Factors(ctx context.Context) (*Factors, error) {
	v, err := d.Current(ctx)
	if err != nil {
		return nil, err
	}
	f := &Factors{}
	code, err := d.oneTimeCode(ctx, v.Account.ID)
	if err != nil {
		return nil, err
	}
	f.OneTimeCode = code != nil && code.Confirmed
	if f.RecoveryCodes, err = d.db.Conn(ctx).NewSelect().Model((*recoveryCode)(nil)).Where("account_id = ?", v.Account.ID).Count(ctx); err != nil {
		return nil, err
	}
	f.SecurityKeys, err = d.securityKeys(ctx, v.Account.ID)
	if f.SecurityKeys = append([]SecurityKey{}, f.SecurityKeys...); err != nil {
		return nil, err
	}
	f.Linked = []string{}
	err = d.db.Conn(ctx).NewSelect().Model((*link)(nil)).Column("provider").Where("account_id = ?", v.Account.ID).OrderExpr("provider").Scan(ctx, &f.Linked)
	return f, err
}

func (d *Directory) oneTimeCode(ctx context.Context, account string) (*oneTimeCode, error) {
	row := &oneTimeCode{Account: account}
	err := d.db.Conn(ctx).NewSelect().Model(row).WherePK().Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil //nolint:nilnil // there may be none
	}
	return row, err
}

// hasFactor tells whether an account has a second factor that works without the recovery codes.
func (d *Directory) hasFactor(ctx context.Context, account string) (bool, error) {
	code, err := d.oneTimeCode(ctx, account)
	if err != nil || code != nil && code.Confirmed {
		return err == nil, err
	}
	n, err := d.db.Conn(ctx).NewSelect().Model((*SecurityKey)(nil)).Where("account_id = ?", account).Count(ctx)
	return n > 0, err
}

// dropFactors takes all second factors from an account, and its links to providers with them: whoever could sign
// in there might be who the account is to be kept from.
func (d *Directory) dropFactors(ctx context.Context, account string) error {
	for _, model := range []any{(*oneTimeCode)(nil), (*recoveryCode)(nil), (*SecurityKey)(nil), (*link)(nil), (*ceremony)(nil)} {
		if _, err := d.db.Conn(ctx).NewDelete().Model(model).Where("account_id = ?", account).Exec(ctx); err != nil {
			return err
		}
	}
	return nil
}

// BeginOneTimeCode makes a new secret for an authenticator app and returns its otpauth: URL, to be shown as a QR
// code, with the secret in it. It counts once ConfirmOneTimeCode has seen a code of it.
func (d *Directory) BeginOneTimeCode(ctx context.Context) (address string, err error) {
	v, err := d.fresh(ctx, NeedsEnrol)
	if err != nil {
		return "", err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: d.config.Site, AccountName: v.Account.Login, Period: stepSeconds, Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1, Rand: d.config.Random})
	if err != nil {
		return "", fmt.Errorf("make a one-time secret: %w", err)
	}
	sealed, err := d.keys.seal(d.config.Random, []byte(key.Secret()), totpPurpose+v.Account.ID)
	if err != nil {
		return "", err
	}
	row := oneTimeCode{Account: v.Account.ID, Secret: sealed, CreatedAt: d.instant()}
	err = d.db.InTx(ctx, func(ctx context.Context) error {
		result, err := d.db.Conn(ctx).NewInsert().Model(&row).On("CONFLICT (account_id) DO UPDATE").
			Set("secret = EXCLUDED.secret, created_at = EXCLUDED.created_at").Where("NOT one_time_codes.confirmed").Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errs.Newf(errs.Conflict, "identity.has_code", "已绑定验证器；更换前请先解绑", "an authenticator app is set up already: remove it first").Because(err)
		}
		return nil
	})
	if err != nil {
		return "", err
	}
	return key.URL(), nil
}

// ConfirmOneTimeCode ends the setting up with a code from the app. It returns the recovery codes if the account
// had none: each lets one in once when the app is lost, and can be seen this time only.
func (d *Directory) ConfirmOneTimeCode(ctx context.Context, code string) (recovery []string, err error) {
	v, err := d.fresh(ctx, NeedsEnrol)
	if err != nil {
		return nil, err
	}
	subject := d.subject("factor", v.Account.ID)
	if err := d.attempt(ctx, subject); err != nil {
		return nil, d.refused(ctx, v.By(), v.Account.Zone, v.Account.ID, err)
	}
	defer func() { d.unlessOurs(ctx, subject, err) }()
	ok := false
	err = d.db.InTx(ctx, func(ctx context.Context) error {
		row, err := d.oneTimeCode(ctx, v.Account.ID)
		if err != nil {
			return err
		}
		if row == nil || row.Confirmed {
			return errExpired
		}
		if ok, err = d.spend(ctx, row, code); err != nil || !ok {
			return err
		}
		if _, err := d.db.Conn(ctx).NewUpdate().Model(row).Set("confirmed = ?", true).WherePK().Exec(ctx); err != nil {
			return err
		}
		if recovery, err = d.firstRecovery(ctx, v.Account.ID); err != nil {
			return err
		}
		return errors.Join(d.forgive(ctx, subject), d.note(ctx, v.By(), v.Account.Zone, "account.code_added", v.Account.ID, nil))
	})
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, errCode
	}
	_, err = d.advance(ctx, v.Account, true)
	return recovery, err
}

// RemoveOneTimeCode takes the authenticator app off one's own account; it must be set up anew at the next sign-in
// where the account must have a second factor. The recovery codes go with the last factor.
func (d *Directory) RemoveOneTimeCode(ctx context.Context) error {
	v, err := d.fresh(ctx)
	if err != nil {
		return err
	}
	return d.db.InTx(ctx, func(ctx context.Context) error {
		if _, err := d.db.Conn(ctx).NewDelete().Model((*oneTimeCode)(nil)).Where("account_id = ?", v.Account.ID).Exec(ctx); err != nil {
			return err
		}
		if err := d.voidRecovery(ctx, v.Account.ID); err != nil {
			return err
		}
		return d.note(ctx, v.By(), v.Account.Zone, "account.code_removed", v.Account.ID, nil)
	})
}

// voidRecovery voids the recovery codes of an account that has no second factor: they stand in for one.
func (d *Directory) voidRecovery(ctx context.Context, account string) error {
	if has, err := d.hasFactor(ctx, account); err != nil || has {
		return err
	}
	_, err := d.db.Conn(ctx).NewDelete().Model((*recoveryCode)(nil)).Where("account_id = ?", account).Exec(ctx)
	return err
}

// RenewRecovery makes new recovery codes for one's own account, which has a second factor, and voids the old ones.
func (d *Directory) RenewRecovery(ctx context.Context) (recovery []string, err error) {
	v, err := d.fresh(ctx)
	if err != nil {
		return nil, err
	}
	err = d.db.InTx(ctx, func(ctx context.Context) error {
		if has, err := d.hasFactor(ctx, v.Account.ID); err != nil {
			return err
		} else if !has {
			return errs.Newf(errs.Refused, "identity.no_factor", "没有第二道验证，用不上恢复码；请先绑定验证器或安全密钥", "without a second factor there is nothing to recover: set up an authenticator app or a security key first")
		}
		if _, err := d.db.Conn(ctx).NewDelete().Model((*recoveryCode)(nil)).Where("account_id = ?", v.Account.ID).Exec(ctx); err != nil {
			return err
		}
		var err error
		if recovery, err = d.firstRecovery(ctx, v.Account.ID); err != nil {
			return err
		}
		return d.note(ctx, v.By(), v.Account.Zone, "account.recovery_renewed", v.Account.ID, nil)
	})
	return recovery, err
}

// GiveCode gives the second factor of a sign-in: a one-time code, or a recovery code, which is then void. When
// the visit is in already, it confirms that it is still the same somebody.
func (d *Directory) GiveCode(ctx context.Context, code string) (_ *Visit, err error) {
	v, err := d.Current(ctx)
	if err != nil {
		return nil, err
	}
	if v.Stage != NeedsFactor && v.Stage != In {
		return nil, v.Ready()
	}
	subject := d.subject("factor", v.Account.ID)
	if err := d.attempt(ctx, subject); err != nil {
		return nil, d.refused(ctx, v.By(), v.Account.Zone, v.Account.ID, err)
	}
	defer func() { d.unlessOurs(ctx, subject, err) }()
	ok := false
	err = d.db.InTx(ctx, func(ctx context.Context) error {
		ok = false
		action := "sign-in.code"
		row, err := d.oneTimeCode(ctx, v.Account.ID)
		if err != nil {
			return err
		}
		if row != nil && row.Confirmed {
			if ok, err = d.spend(ctx, row, code); err != nil {
				return err
			}
		}
		if !ok {
			action = "sign-in.recovery_code"
			if ok, err = d.spendRecovery(ctx, v.Account.ID, code); err != nil {
				return err
			}
		}
		if !ok {
			return nil
		}
		return errors.Join(d.forgive(ctx, subject), d.note(ctx, v.By(), v.Account.Zone, action, v.Account.ID, nil))
	})
	switch {
	case err != nil:
		return nil, err
	case !ok:
		return nil, d.refused(ctx, v.By(), v.Account.Zone, v.Account.ID, errCode)
	}
	return d.advance(ctx, v.Account, true)
}

// spend tells whether a code is one of the app's at present, and makes it and all before it void.
func (d *Directory) spend(ctx context.Context, row *oneTimeCode, code string) (bool, error) {
	secret, err := d.keys.open(row.Secret, totpPurpose+row.Account)
	if err != nil {
		return false, err
	}
	code = strings.ReplaceAll(strings.TrimSpace(code), " ", "")
	step, found := stepOf(string(secret), code, d.now())
	if !found {
		return false, nil
	}
	result, err := d.db.Conn(ctx).NewUpdate().Model((*oneTimeCode)(nil)).Set("last_step = ?", step).Where("account_id = ? AND last_step < ?", row.Account, step).Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}

// stepOf finds the step near now whose code this is. It looks at all of them, whichever it is.
func stepOf(secret, code string, now time.Time) (step int64, found bool) {
	present := now.Unix() / stepSeconds
	for s := present - skewSteps; s <= present+skewSteps; s++ {
		want, err := hotp.GenerateCodeCustom(secret, uint64(s), hotp.ValidateOpts{Digits: otp.DigitsSix, Algorithm: otp.AlgorithmSHA1})
		if err == nil && subtle.ConstantTimeCompare([]byte(want), []byte(code)) == 1 {
			step, found = s, true
		}
	}
	return step, found
}

// firstRecovery makes recovery codes for an account that has none.
func (d *Directory) firstRecovery(ctx context.Context, account string) ([]string, error) {
	if n, err := d.db.Conn(ctx).NewSelect().Model((*recoveryCode)(nil)).Where("account_id = ?", account).Count(ctx); err != nil || n > 0 {
		return nil, err
	}
	codes, rows := make([]string, recoveryCodes), make([]recoveryCode, recoveryCodes)
	for i := range codes {
		b, err := d.secret(10)
		if err != nil {
			return nil, err
		}
		word := strings.ToLower(base32.StdEncoding.EncodeToString(b)) // 16 letters, 80 bits
		codes[i] = word[:4] + "-" + word[4:8] + "-" + word[8:12] + "-" + word[12:]
		rows[i] = recoveryCode{Account: account, Hash: d.keys.mac("recovery", []byte(account), []byte(word))}
	}
	_, err := d.db.Conn(ctx).NewInsert().Model(&rows).Exec(ctx)
	return codes, err
}

// spendRecovery voids a recovery code, if it is one.
func (d *Directory) spendRecovery(ctx context.Context, account, code string) (bool, error) {
	word := strings.ToLower(strings.NewReplacer("-", "", " ", "").Replace(code))
	result, err := d.db.Conn(ctx).NewDelete().Model((*recoveryCode)(nil)).
		Where("account_id = ? AND hash IN (?)", account, bun.List(d.keys.macs("recovery", []byte(account), []byte(word)))).Exec(ctx)
	if err != nil {
		return false, err
	}
	n, err := result.RowsAffected()
	return n == 1, err
}
