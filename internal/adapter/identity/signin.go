package identity

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"time"
	"unicode"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/authority"
)

// Stage is how far somebody has come in.
//
//	password or provider ─▶ factor ─▶ (enrol) ─▶ (password) ─▶ in
type Stage string

// The stages. At each but In, only what leads to the next may be done.
const (
	NeedsFactor   Stage = "factor"   // give the second factor
	NeedsEnrol    Stage = "enrol"    // set a second factor up, which this account must have
	NeedsPassword Stage = "password" // change the password
	In            Stage = "in"
)

// Visit is who makes a request: a browser that signed in, or a machine with a token.
type Visit struct {
	Account *Account
	ID      string // of the browser's visit; "" with a token
	Stage   Stage
	Method  string    // password, oidc:<provider>, token
	Second  bool      // a second factor was given
	Since   time.Time // of signing in
	Proved  time.Time // when the account last proved itself
	Token   *Token    // nil for a browser
	From    From

	arrival *arrival // what else was read when the request came in; nil where nothing was
}

// By is the visit as who does something.
func (v *Visit) By() By { return By{Account: v.Account.ID, From: v.From} }

// Only is the scopes of the token, nil for a browser: authority.Subject.Only.
func (v *Visit) Only() []authority.Capability {
	if v.Token == nil {
		return nil
	}
	return v.Token.Capabilities()
}

// Ready says what is still missing before anything else may be done.
func (v *Visit) Ready() error {
	switch v.Stage {
	case In:
		return nil
	case NeedsFactor:
		return errs.Newf(errs.Forbidden, "identity.needs_factor", "请输入验证码或使用安全密钥完成登录", "give your code or use your security key to finish signing in")
	case NeedsEnrol:
		return errs.Newf(errs.Forbidden, "identity.needs_enrol", "您的账号必须启用第二种验证方式，请先绑定验证器或安全密钥", "your account must have a second factor: set up an authenticator app or a security key first")
	case NeedsPassword:
		return errs.Newf(errs.Forbidden, "identity.needs_password", "请先修改口令（初始口令或已到期）", "change your password first: it was given to you, or it is too old")
	}
	return errSignIn
}

// SignIn proves an account by its password and begins a visit in ctx. An unknown login, a wrong password and an
// account that cannot sign in give the same fault after the same work.
func (d *Directory) SignIn(ctx context.Context, login, password string, from From) (_ *Visit, err error) {
	if err := d.admit(from); err != nil {
		return nil, err
	}
	folded := FoldLogin(login)
	counted := d.subject("login", folded)
	by, zone, object, stored := By{From: from}, "", counted, d.dummy
	a, err := d.AccountOfLogin(ctx, folded)
	switch {
	case err == nil:
		by.Account, zone, object = a.ID, a.Zone, a.ID
		if a.Password != "" {
			stored = a.Password
		}
	case !errs.Is(err, errAbsent.Code):
		return nil, err
	}
	if err := d.attempt(ctx, counted); err != nil {
		return nil, d.refused(ctx, by, zone, object, err)
	}
	defer func() { d.unlessOurs(ctx, counted, err) }()
	ok, stale, err := d.hasher.verify(ctx, password, stored)
	if err != nil {
		return nil, err
	}
	if !ok || a == nil || stored == d.dummy {
		return nil, d.refused(ctx, by, zone, object, errWrong)
	}
	if a.State != Open {
		return nil, d.refused(ctx, by, zone, object, a.shut())
	}
	fresh := ""
	if stale {
		if fresh, err = d.hasher.hash(ctx, password); err != nil {
			return nil, err
		}
	}
	err = d.db.InTx(ctx, func(ctx context.Context) error {
		if fresh != "" {
			_, err := d.db.Conn(ctx).NewUpdate().Model(a).Set("password = ?", fresh).WherePK().Where("password = ?", stored).Exec(ctx)
			if err != nil {
				return err
			}
		}
		if err := d.forgive(ctx, counted); err != nil {
			return err
		}
		return d.note(ctx, by, zone, "sign-in.password", object, nil)
	})
	if err != nil {
		return nil, err
	}
	return d.begin(ctx, a, "password", false, from)
}

// refused writes down that somebody was not let in and returns why.
func (d *Directory) refused(ctx context.Context, by By, zone, object string, why error) error {
	err := d.db.InTx(ctx, func(ctx context.Context) error {
		return d.Record(ctx, by, &Entry{Zone: zone, Action: "sign-in.refused", Object: object, Outcome: Refused, Detail: Detail{"code": errs.CodeOf(why)}})
	})
	if err != nil {
		return err
	}
	return why
}

// begin puts a visit of an account into ctx, under a new token.
func (d *Directory) begin(ctx context.Context, a *Account, method string, second bool, from From) (*Visit, error) {
	stage, err := d.stage(ctx, a, second)
	if err != nil {
		return nil, err
	}
	if err := d.manager.RenewToken(ctx); err != nil {
		return nil, fmt.Errorf("begin a visit: %w", err)
	}
	if err := d.manager.Clear(ctx); err != nil {
		return nil, err
	}
	now := d.instant().UnixMicro()
	for key, value := range map[string]any{keyAccount: a.ID, keyMethod: method, keyAddress: clip(from.Address), keyAgent: clip(from.Agent), keyStage: string(stage), keySecond: second, keySince: now, keyProved: now} {
		d.manager.Put(ctx, key, value)
	}
	return d.Current(ctx)
}

// stage is what an account that has proved itself still owes.
func (d *Directory) stage(ctx context.Context, a *Account, second bool) (Stage, error) {
	if !second {
		has, err := d.hasFactor(ctx, a.ID)
		if err != nil {
			return "", err
		}
		if has {
			return NeedsFactor, nil
		}
		must, err := d.config.NeedsSecond(ctx, a)
		if err != nil {
			return "", err
		}
		if must {
			return NeedsEnrol, nil
		}
	}
	age := d.config.Policy.MaxAge
	if a.Password != "" && (a.MustChange || age > 0 && !d.instant().Before(a.PasswordAt.Add(age))) {
		return NeedsPassword, nil
	}
	return In, nil
}

// advance moves this visit on after a proof: more may be done now, so it gets a new token.
func (d *Directory) advance(ctx context.Context, a *Account, second bool) (*Visit, error) {
	stage, err := d.stage(ctx, a, second)
	if err != nil {
		return nil, err
	}
	if err := d.manager.RenewToken(ctx); err != nil {
		return nil, fmt.Errorf("renew a visit: %w", err)
	}
	d.manager.Put(ctx, keyStage, string(stage))
	d.manager.Put(ctx, keySecond, second)
	d.manager.Put(ctx, keyProved, d.instant().UnixMicro())
	return d.Current(ctx)
}

// Current is the visit in ctx. It has come In only if Ready says so. The account is read each time, so that one
// that was locked is out at once.
func (d *Directory) Current(ctx context.Context) (*Visit, error) {
	id := d.manager.GetString(ctx, keyAccount)
	if id == "" {
		return nil, errSignIn
	}
	a, err := d.Account(ctx, id)
	switch {
	case errs.Is(err, errAbsent.Code):
		return nil, errSignIn
	case err != nil:
		return nil, err
	case a.State != Open:
		return nil, a.shut()
	}
	return d.visit(ctx, a), nil
}

// visit is the visit in ctx, of an account.
func (d *Directory) visit(ctx context.Context, a *Account) *Visit {
	return &Visit{
		Account: a, ID: visitID(hashToken(d.manager.Token(ctx))), Stage: Stage(d.manager.GetString(ctx, keyStage)), Method: d.manager.GetString(ctx, keyMethod),
		Second: d.manager.GetBool(ctx, keySecond), Since: time.UnixMicro(d.manager.GetInt64(ctx, keySince)).UTC(), Proved: time.UnixMicro(d.manager.GetInt64(ctx, keyProved)).UTC(),
		From: From{Address: d.manager.GetString(ctx, keyAddress), Agent: d.manager.GetString(ctx, keyAgent)},
	}
}

// inside is the visit in ctx if it has come in.
func (d *Directory) inside(ctx context.Context) (*Visit, error) {
	v, err := d.Current(ctx)
	if err != nil {
		return nil, err
	}
	return v, v.Ready()
}

// Fresh is the visit in ctx if it has come in and proved itself not long ago: what a route asks before it issues
// a token. The fault identity.confirm asks for Confirm, GiveCode or a security key.
func (d *Directory) Fresh(ctx context.Context) (*Visit, error) { return d.fresh(ctx) }

// fresh is the visit in ctx if it has come in, or is at a stage given, and proved itself not long ago.
func (d *Directory) fresh(ctx context.Context, also ...Stage) (*Visit, error) {
	v, err := d.Current(ctx)
	if err != nil {
		return nil, err
	}
	if slices.Contains(also, v.Stage) {
		return v, nil
	}
	if err := v.Ready(); err != nil {
		return nil, err
	}
	if !d.now().Before(v.Proved.Add(d.config.Fresh)) {
		return nil, errConfirm
	}
	return v, nil
}

const longestAgent = 200 // bytes

// clip makes a header fit to be stored: short, UTF-8, without control characters.
func clip(s string) string {
	if len(s) > longestAgent {
		s = s[:longestAgent]
	}
	return plain(s)
}

// plain takes out what no database stores in a text or no reader should see raw.
func plain(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsControl(r) {
			return -1
		}
		return r
	}, strings.ToValidUTF8(s, "\uFFFD"))
}
