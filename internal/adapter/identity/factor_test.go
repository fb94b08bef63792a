package identity

import (
	"context"
	"errors"
	"net/url"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"
)

// app is an authenticator app with one secret in it.
type app struct {
	w      *world
	secret string
}

func (a app) code() string {
	a.w.t.Helper()
	code, err := totp.GenerateCode(a.secret, a.w.clock)
	must(a.w.t, err)
	return code
}

// enrol sets an authenticator app up in a browser that is in, and returns the recovery codes with it.
func (b *browser) enrol() (a app, recovery []string) {
	b.w.t.Helper()
	must(b.w.t, b.do(func(ctx context.Context) error {
		address, err := b.w.BeginOneTimeCode(ctx)
		if err != nil {
			return err
		}
		u, err := url.Parse(address)
		a = app{b.w, u.Query().Get("secret")}
		return err
	}), b.do(func(ctx context.Context) (err error) {
		recovery, err = b.w.ConfirmOneTimeCode(ctx, a.code())
		return err
	}))
	return a, recovery
}

func (b *browser) give(code string) error {
	return b.do(func(ctx context.Context) error {
		_, err := b.w.GiveCode(ctx, code)
		return err
	})
}

func TestACodeLetsInOnceAndOnlyInItsTime(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		app, recovery := w.enter("zhaoshang").enrol()
		if len(recovery) != recoveryCodes {
			t.Fatalf("%d recovery codes", len(recovery))
		}
		w.pass(time.Minute)
		half := func() *browser {
			b := w.browser()
			v, err := b.signIn("zhaoshang", w.accounts["zhaoshang"].Password)
			must(t, err)
			wantCode(t, v.Ready(), "identity.needs_factor")
			return b
		}
		b := half()
		wantCode(t, b.inside(), "identity.needs_factor")
		wantCode(t, b.do(func(ctx context.Context) error { _, err := w.BeginOneTimeCode(ctx); return err }), "identity.needs_factor")
		wantCode(t, b.do(func(ctx context.Context) error { _, err := w.ChangePassword(ctx, "a", "b", false); return err }), "identity.needs_factor")
		before, code := b.token, app.code()
		must(t, b.give(code), b.inside())
		if b.token == before {
			t.Error("the visit kept the token it had with the password alone")
		}
		wantCode(t, half().give(code), "identity.wrong_code") // replayed
		w.pass(30 * time.Second)
		late := app.code()
		w.pass(90 * time.Second)
		wantCode(t, half().give(late), "identity.wrong_code")
		w.pass(10 * time.Minute)
		early, err := totp.GenerateCode(app.secret, w.clock.Add(30*time.Second))
		must(t, err, half().give(early[:3]+" "+early[3:]))
		wantCode(t, half().give(app.code()), "identity.wrong_code") // its step came before the one used
	})
}

func TestGuessingCodesLocksTheFactorWhateverTheBrowser(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		app, _ := w.enter("zhaoshang").enrol()
		w.pass(time.Minute)
		for n := range 6 {
			b := w.browser()
			_, err := b.signIn("zhaoshang", w.accounts["zhaoshang"].Password)
			must(t, err)
			if n < 5 {
				wantCode(t, b.give("12345"), "identity.wrong_code")
			} else {
				wantCode(t, b.give(app.code()), "identity.too_many")
			}
		}
	})
}

func TestOneCodeGivenByManyAtOnceLetsOneIn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		app, _ := w.enter("zhaoshang").enrol()
		w.pass(time.Minute)
		code := app.code()
		var in atomic.Int32
		var group sync.WaitGroup
		for range 4 {
			b := w.browser()
			_, err := b.signIn("zhaoshang", w.accounts["zhaoshang"].Password)
			must(t, err)
			group.Go(func() {
				ctx, err := w.Manager().Load(t.Context(), b.token)
				if err == nil {
					_, err = w.GiveCode(ctx, code)
				}
				if err == nil {
					in.Add(1)
				}
			})
		}
		group.Wait()
		if in.Load() != 1 {
			t.Errorf("%d were let in", in.Load())
		}
	})
}

func TestARecoveryCodeLetsInOnceWhenTheAppIsLost(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, recovery := w.enter("zhaoshang").enrol()
		for n, want := range []string{"", "identity.wrong_code"} {
			b := w.browser()
			_, err := b.signIn("zhaoshang", w.accounts["zhaoshang"].Password)
			must(t, err)
			if err := b.give(" " + recovery[3] + " "); n == 0 {
				must(t, err, b.inside())
				must(t, b.do(func(ctx context.Context) error {
					f, err := w.Factors(ctx)
					if err == nil && (!f.OneTimeCode || f.RecoveryCodes != recoveryCodes-1) {
						err = errors.New("factors are not what they should be")
					}
					return err
				}))
			} else {
				wantCode(t, err, want)
			}
		}
		wantCode(t, w.ResetFactors(t.Context(), w.by("sys"), w.id("zhaoshang")), "identity.duty")
		must(t, w.ResetFactors(t.Context(), w.by("sec"), w.id("zhaoshang")))
		_, err := w.browser().signIn("zhaoshang", w.accounts["zhaoshang"].Password)
		wantCode(t, err, "identity.pending")
		_, err = w.Readmit(t.Context(), w.by("sys"), w.id("zhaoshang"), 0)
		must(t, err, w.enter("zhaoshang").inside())
	})
}

func TestOnesOwnLocksAreChangedOnlySoonAfterAProof(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		b := w.enter("zhaoshang")
		_, first := b.enrol()
		w.pass(16 * time.Minute)
		var renewed []string
		renew := func(ctx context.Context) (err error) { renewed, err = w.RenewRecovery(ctx); return err }
		wantCode(t, b.do(renew), "identity.confirm")
		wantCode(t, b.do(w.RemoveOneTimeCode), "identity.confirm")
		confirm := func(password string) error {
			return b.do(func(ctx context.Context) error { _, err := w.Confirm(ctx, password); return err })
		}
		wantCode(t, confirm("wrong"), "identity.wrong_password")
		must(t, confirm(w.accounts["zhaoshang"].Password), b.do(renew))
		if len(renewed) != recoveryCodes {
			t.Fatalf("%d recovery codes", len(renewed))
		}
		wantCode(t, b.give(first[0]), "identity.wrong_code")
		must(t, b.give(renewed[0]), b.do(w.RemoveOneTimeCode), w.enter("zhaoshang").inside())
		wantCode(t, b.give(renewed[1]), "identity.wrong_code") // they went with the last factor
		wantCode(t, b.do(renew), "identity.no_factor")
	})
}

func TestASecretIsSealedInTheTable(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		app, _ := w.enter("zhaoshang").enrol()
		row, err := w.oneTimeCode(t.Context(), w.id("zhaoshang"))
		must(t, err)
		if string(row.Secret) == app.secret || len(row.Secret) <= len(app.secret) {
			t.Error("the secret stands there as it is")
		}
		wantCode(t, w.enter("ducha").do(func(ctx context.Context) error { _, err := w.ConfirmOneTimeCode(ctx, "123456"); return err }), "identity.ceremony")
	})
}
