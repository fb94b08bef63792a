package identity

import (
	"context"
	"encoding/base64"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"net/url"
	"strings"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"
	"github.com/uptrace/bun"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/errs"
)

// SecurityKey is a WebAuthn credential of an account: a key on a cord, a phone, a fingerprint reader.
type SecurityKey struct {
	bun.BaseModel `bun:"table:security_keys,alias:security_keys" json:"-"`

	ID           string  `bun:"-" json:"id"` // CredentialID as addresses have it: base64url without padding
	CredentialID []byte  `bun:"credential_id,pk" json:"-"`
	Account      string  `bun:"account_id" json:"-"`
	Title        string  `bun:"title" json:"title"`
	Data         []byte  `bun:"data" json:"-"` // the library's record, sealed
	CreatedAt    Instant `bun:"created_at" json:"created_at"`
	LastAt       Instant `bun:"last_at" json:"last_at"`
}

const (
	mostKeys       = 10
	addKey         = "webauthn.add"
	useKey         = "webauthn.use"
	keyDataPurpose = "security-key:"
)

func newWebAuthn(c *Config) (*webauthn.WebAuthn, error) {
	first, err := url.Parse(c.Origins[0])
	if err != nil || first.Hostname() == "" {
		return nil, badOrigin(c.Origins[0])
	}
	w, err := webauthn.New(&webauthn.Config{
		RPID: first.Hostname(), RPDisplayName: c.Site, RPOrigins: c.Origins, AttestationPreference: protocol.PreferNoAttestation,
		AuthenticatorSelection: protocol.AuthenticatorSelection{UserVerification: protocol.VerificationPreferred, ResidentKey: protocol.ResidentKeyRequirementDiscouraged},
	})
	if err != nil {
		return nil, badOrigin(list(c.Origins)).Because(err)
	}
	return w, nil
}

func badOrigin(origin string) *errs.Error {
	return errs.Newf(errs.Invalid, "identity.bad_origin", "站点地址“%[1]s”不能用，应形如 https://zone.example", "the origin %[1]q cannot be used; it should look like https://zone.example", origin)
}

// keyUser is an account as the library wants it.
type keyUser struct {
	account     *Account
	credentials []webauthn.Credential
}

func (u *keyUser) WebAuthnID() []byte                         { return []byte(u.account.ID) }
func (u *keyUser) WebAuthnName() string                       { return u.account.Login }
func (u *keyUser) WebAuthnDisplayName() string                { return u.account.Title }
func (u *keyUser) WebAuthnCredentials() []webauthn.Credential { return u.credentials }

func (d *Directory) securityKeys(ctx context.Context, account string) ([]SecurityKey, error) {
	rows := []SecurityKey{}
	err := d.db.Conn(ctx).NewSelect().Model(&rows).Where("account_id = ?", account).OrderExpr("created_at, credential_id").Scan(ctx)
	for i := range rows {
		rows[i].ID = base64.RawURLEncoding.EncodeToString(rows[i].CredentialID)
	}
	return rows, err
}

// keyUser knows those keys of an account that can be read; sealed says that others cannot.
func (d *Directory) keyUser(ctx context.Context, a *Account) (u *keyUser, sealed, err error) {
	rows, err := d.securityKeys(ctx, a.ID)
	if err != nil {
		return nil, nil, err
	}
	u = &keyUser{account: a}
	for i := range rows {
		plain, err := d.keys.open(rows[i].Data, keyDataPurpose+a.ID)
		if err != nil {
			sealed = err
			continue
		}
		var c webauthn.Credential
		if err := json.Unmarshal(plain, &c); err != nil {
			return nil, nil, fmt.Errorf("read security key: %w", err)
		}
		u.credentials = append(u.credentials, c)
	}
	return u, sealed, nil
}

func (d *Directory) sealKey(account string, c *webauthn.Credential) ([]byte, error) {
	plain, err := json.Marshal(c)
	if err != nil {
		return nil, err
	}
	return d.keys.seal(d.config.Random, plain, keyDataPurpose+account)
}

// BeginAddKey starts the registration of a security key for one's own account. What it returns is given to
// navigator.credentials.create in the browser.
func (d *Directory) BeginAddKey(ctx context.Context) (*protocol.CredentialCreation, error) {
	v, err := d.fresh(ctx, NeedsEnrol)
	if err != nil {
		return nil, err
	}
	u, _, err := d.keyUser(ctx, v.Account)
	if err != nil {
		return nil, err
	}
	if len(u.credentials) >= mostKeys {
		return nil, errs.Newf(errs.Refused, "identity.keys_full", "最多登记 %d 把安全密钥，请先删除不用的", "there may be %d security keys at most: remove one first", mostKeys)
	}
	creation, data, err := d.keysOf.BeginRegistration(u, webauthn.WithExclusions(webauthn.Credentials(u.credentials).CredentialDescriptors()))
	if err != nil {
		return nil, fmt.Errorf("begin to register a security key: %w", err)
	}
	return creation, d.setOut(ctx, addKey, v.Account.ID, data)
}

// FinishAddKey registers a security key with the browser's answer (the JSON of the PublicKeyCredential). It
// returns recovery codes if the account had none.
func (d *Directory) FinishAddKey(ctx context.Context, title string, answer []byte) (recovery []string, err error) {
	v, err := d.fresh(ctx, NeedsEnrol)
	if err != nil {
		return nil, err
	}
	var data webauthn.SessionData
	if err := d.take(ctx, addKey, v.Account.ID, &data); err != nil {
		return nil, err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return nil, errKey.Because(err)
	}
	u, _, err := d.keyUser(ctx, v.Account)
	if err != nil {
		return nil, err
	}
	credential, err := d.keysOf.CreateCredential(u, data, parsed)
	if err != nil {
		return nil, errKey.Because(err)
	}
	sealed, err := d.sealKey(v.Account.ID, credential)
	if err != nil {
		return nil, err
	}
	if title = clip(strings.TrimSpace(title)); title == "" {
		title = "安全密钥"
	}
	now := d.instant()
	row := SecurityKey{CredentialID: credential.ID, Account: v.Account.ID, Title: title, Data: sealed, CreatedAt: now, LastAt: now}
	err = d.db.InTx(ctx, func(ctx context.Context) error {
		if _, err := d.db.Conn(ctx).NewInsert().Model(&row).Exec(ctx); err != nil {
			if database.IsUnique(err) {
				return errs.Newf(errs.Conflict, "identity.key_known", "这把安全密钥已登记过", "this security key is registered already").Because(err)
			}
			return err
		}
		var err error
		if recovery, err = d.firstRecovery(ctx, v.Account.ID); err != nil {
			return err
		}
		return d.note(ctx, v.By(), v.Account.Zone, "account.key_added", v.Account.ID, Detail{"title": title, "key": hex.EncodeToString(hashToken(string(credential.ID))[:8])})
	})
	if err != nil {
		return nil, err
	}
	_, err = d.advance(ctx, v.Account, true)
	return recovery, err
}

// RemoveKey takes a security key off one's own account; the recovery codes go with the last factor.
func (d *Directory) RemoveKey(ctx context.Context, credential []byte) error {
	v, err := d.fresh(ctx)
	if err != nil {
		return err
	}
	return d.db.InTx(ctx, func(ctx context.Context) error {
		result, err := d.db.Conn(ctx).NewDelete().Model((*SecurityKey)(nil)).Where("credential_id = ? AND account_id = ?", credential, v.Account.ID).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errs.Newf(errs.NotFound, "identity.no_key_known", "没有这把安全密钥", "there is no such security key").Because(err)
		}
		if err := d.voidRecovery(ctx, v.Account.ID); err != nil {
			return err
		}
		return d.note(ctx, v.By(), v.Account.Zone, "account.key_removed", v.Account.ID, Detail{"key": hex.EncodeToString(hashToken(string(credential))[:8])})
	})
}

// BeginUseKey starts the use of a security key as second factor. What it returns is given to
// navigator.credentials.get in the browser.
func (d *Directory) BeginUseKey(ctx context.Context) (*protocol.CredentialAssertion, error) {
	v, err := d.Current(ctx)
	if err != nil {
		return nil, err
	}
	if v.Stage != NeedsFactor && v.Stage != In {
		return nil, v.Ready()
	}
	u, sealed, err := d.keyUser(ctx, v.Account)
	if err != nil {
		return nil, err
	}
	if len(u.credentials) == 0 {
		if sealed != nil {
			return nil, sealed
		}
		return nil, errs.Newf(errs.Refused, "identity.no_keys", "本账号没有登记安全密钥，请改用验证码", "this account has no security key: use a code")
	}
	assertion, data, err := d.keysOf.BeginLogin(u)
	if err != nil {
		return nil, fmt.Errorf("begin to use a security key: %w", err)
	}
	return assertion, d.setOut(ctx, useKey, v.Account.ID, data)
}

// FinishUseKey gives the second factor with the browser's answer. A key whose counter went back may have been
// copied and is refused.
func (d *Directory) FinishUseKey(ctx context.Context, answer []byte) (*Visit, error) {
	v, err := d.Current(ctx)
	if err != nil {
		return nil, err
	}
	var data webauthn.SessionData
	if err := d.take(ctx, useKey, v.Account.ID, &data); err != nil {
		return nil, err
	}
	refuse := func(cause error) (*Visit, error) {
		return nil, d.refused(ctx, v.By(), v.Account.Zone, v.Account.ID, errKey.Because(cause))
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return refuse(err)
	}
	u, _, err := d.keyUser(ctx, v.Account)
	if err != nil {
		return nil, err
	}
	credential, err := d.keysOf.ValidateLogin(u, data, parsed)
	if err != nil {
		return refuse(err)
	}
	if credential.Authenticator.CloneWarning {
		return refuse(errors.New("the key's counter went back"))
	}
	sealed, err := d.sealKey(v.Account.ID, credential)
	if err != nil {
		return nil, err
	}
	err = d.db.InTx(ctx, func(ctx context.Context) error {
		result, err := d.db.Conn(ctx).NewUpdate().Model((*SecurityKey)(nil)).Set("data = ?, last_at = ?", sealed, d.instant()).
			Where("credential_id = ? AND account_id = ?", credential.ID, v.Account.ID).Exec(ctx)
		if err != nil {
			return err
		}
		if n, err := result.RowsAffected(); err != nil || n == 0 {
			return errKey.Because(err)
		}
		return d.note(ctx, v.By(), v.Account.Zone, "sign-in.security_key", v.Account.ID, nil)
	})
	if err != nil {
		return nil, err
	}
	return d.advance(ctx, v.Account, true)
}
