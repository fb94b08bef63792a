package identity

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"net/http"
	"net/url"
	"testing"
	"time"

	"github.com/go-jose/go-jose/v4"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/identity/identitytest"
	"qinlian/internal/base/text"
)

const redirect = "https://zone.example/api/v1/session/providers/city/return"

// withProvider runs a test against a provider of its own; change may alter its configuration.
func withProvider(t *testing.T, run func(t *testing.T, w *world, p *identitytest.Provider), change ...func(*Provider)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		t.Parallel()
		p := identitytest.NewProvider(t, redirect)
		config := Provider{ID: "city", Title: text.Text{Zh: "市统一认证", En: "City sign-on"}, Issuer: p.URL, ClientID: identitytest.ClientID, ClientSecret: identitytest.ClientSecret, Redirect: redirect, Scopes: []string{"profile"}}
		for _, f := range change {
			f(&config)
		}
		w := newWorld(t, db, func(c *Config) { c.Providers = []Provider{config} })
		p.Now = func() time.Time { return w.clock }
		run(t, w, p)
	})
}

// journey sends the browser to the provider and brings back the query that it is redirected with.
func (b *browser) journey(link bool) url.Values {
	b.w.t.Helper()
	var address string
	must(b.w.t, b.do(func(ctx context.Context) (err error) {
		address, err = b.w.BeginProvider(ctx, "city", link, here)
		return err
	}))
	client := &http.Client{CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }}
	answer, err := client.Get(address)
	must(b.w.t, err, answer.Body.Close())
	back, err := answer.Location()
	must(b.w.t, err)
	return back.Query()
}

func (b *browser) finish(query url.Values) error {
	return b.do(func(ctx context.Context) error {
		_, err := b.w.FinishProvider(ctx, "city", query, here)
		return err
	})
}

func TestASubjectIsLinkedOnceByItsOwnerAndThenSignsIn(t *testing.T) {
	withProvider(t, func(t *testing.T, w *world, _ *identitytest.Provider) {
		stranger := w.browser()
		wantCode(t, stranger.finish(stranger.journey(false)), "identity.not_linked")
		wantCode(t, stranger.inside(), "identity.sign_in")

		owner := w.enter("zhaoshang")
		must(t, owner.finish(owner.journey(true)))
		other := w.enter("ducha")
		wantCode(t, other.finish(other.journey(true)), "identity.linked")

		b := w.browser()
		must(t, b.finish(b.journey(false)), b.inside())
		must(t, b.do(func(ctx context.Context) error {
			v, err := w.Current(ctx)
			if err == nil && (v.Account.Login != "zhaoshang" || v.Method != "oidc:city") {
				t.Errorf("signed in as %s by %s", v.Account.Login, v.Method)
			}
			return err
		}))
		_, err := w.Lock(t.Context(), w.by("sec"), w.id("zhaoshang"), 0)
		must(t, err)
		wantCode(t, b.finish(b.journey(false)), "identity.locked")
		_, err = w.Unlock(t.Context(), w.by("sec"), w.id("zhaoshang"), 0)
		must(t, err)
		owner = w.enter("zhaoshang")
		must(t, owner.do(func(ctx context.Context) error { return w.Unlink(ctx, "city") }))
		wantCode(t, b.finish(b.journey(false)), "identity.not_linked")
	})
}

func TestAnAccountWithASecondFactorGivesItAfterTheProviderToo(t *testing.T) {
	withProvider(t, func(t *testing.T, w *world, _ *identitytest.Provider) {
		owner := w.enter("zhaoshang")
		must(t, owner.finish(owner.journey(true)))
		app, _ := owner.enrol()
		w.pass(30 * time.Second)
		b := w.browser()
		must(t, b.finish(b.journey(false)))
		wantCode(t, b.inside(), "identity.needs_factor")
		must(t, b.give(app.code()), b.inside())
	})
}

func TestAnAnswerOfTheProviderIsRefused(t *testing.T) {
	withProvider(t, func(t *testing.T, w *world, p *identitytest.Provider) {
		owner := w.enter("zhaoshang")
		must(t, owner.finish(owner.journey(true)))
		foreign, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
		must(t, err)
		claim := func(name string, value any) func(*identitytest.Provider) {
			return func(p *identitytest.Provider) { p.Change = func(claims map[string]any) { claims[name] = value } }
		}
		for name, c := range map[string]struct {
			provider func(*identitytest.Provider)
			query    func(url.Values)
			code     string
		}{
			"with another state":            {query: func(q url.Values) { q.Set("state", "guessed") }, code: "identity.ceremony"},
			"without a state":               {query: func(q url.Values) { q.Del("state") }, code: "identity.ceremony"},
			"with another code":             {query: func(q url.Values) { q.Set("code", "guessed") }, code: "identity.provider_refused"},
			"that is an error":              {query: func(q url.Values) { q.Set("error", "access_denied") }, code: "identity.provider_refused"},
			"with another nonce":            {provider: claim("nonce", "another"), code: "identity.provider_refused"},
			"without a nonce":               {provider: claim("nonce", ""), code: "identity.provider_refused"},
			"for another audience":          {provider: claim("aud", "another"), code: "identity.provider_refused"},
			"of another issuer":             {provider: claim("iss", "https://evil.example"), code: "identity.provider_refused"},
			"that has expired":              {provider: claim("exp", start.Add(-time.Hour).Unix()), code: "identity.provider_refused"},
			"without a subject":             {provider: claim("sub", ""), code: "identity.provider_refused"},
			"with another's signature":      {provider: func(p *identitytest.Provider) { p.Forge = foreign }, code: "identity.provider_refused"},
			"without a token":               {provider: func(p *identitytest.Provider) { p.NoToken = true }, code: "identity.provider_refused"},
			"signed in a way not published": {provider: func(p *identitytest.Provider) { p.Alg, p.Forge = jose.ES384, must384(t) }, code: "identity.provider_refused"},
		} {
			p.Change, p.Forge, p.NoToken, p.Alg = nil, nil, false, ""
			if c.provider != nil {
				c.provider(p)
			}
			b := w.browser()
			query := b.journey(false)
			if c.query != nil {
				c.query(query)
			}
			t.Log(name)
			wantCode(t, b.finish(query), c.code)
			wantCode(t, b.inside(), "identity.sign_in")
		}
		p.Change, p.Forge, p.NoToken, p.Alg = nil, nil, false, jose.RS256
		b := w.browser()
		must(t, b.finish(b.journey(false)), b.inside())
	})
}

func must384(t *testing.T) *ecdsa.PrivateKey {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P384(), rand.Reader)
	must(t, err)
	return key
}

func TestACodeOfTheProviderIsTakenOnceAndInTheBrowserThatSetOut(t *testing.T) {
	withProvider(t, func(t *testing.T, w *world, p *identitytest.Provider) {
		owner := w.enter("zhaoshang")
		must(t, owner.finish(owner.journey(true)))
		b, victim := w.browser(), w.browser()
		query := b.journey(false)
		wantCode(t, victim.finish(query), "identity.ceremony") // an attacker's answer slipped to somebody else
		must(t, b.finish(query))
		redeemed := p.Redeemed
		wantCode(t, b.finish(query), "identity.ceremony")
		wantCode(t, w.browser().finish(query), "identity.ceremony")
		if p.Redeemed != redeemed {
			t.Error("a replayed code went to the provider")
		}
		// The same code in a journey of its own: the provider gives nothing for it.
		next := b.journey(false)
		next.Set("code", query.Get("code"))
		wantCode(t, b.finish(next), "identity.provider_refused")

		late := b.journey(false)
		w.pass(ceremonyTime)
		wantCode(t, b.finish(late), "identity.ceremony")
	})
}

func TestAProviderThatIsDownKeepsNobodyFromTheirPassword(t *testing.T) {
	withProvider(t, func(t *testing.T, w *world, _ *identitytest.Provider) {
		wantCode(t, w.browser().do(func(ctx context.Context) error {
			_, err := w.BeginProvider(ctx, "city", false, here)
			return err
		}), "identity.provider_down")
		must(t, w.enter("zhaoshang").inside())
	}, func(p *Provider) { p.Issuer = "http://127.0.0.1:1" })
}

func TestAClaimThatTheProviderVouchesForLinksAtFirstSignInButNoAdministrator(t *testing.T) {
	withProvider(t, func(t *testing.T, w *world, p *identitytest.Provider) {
		p.Subject, p.Claims = "s-zhaoshang", map[string]any{"staff_number": "ZhaoShang"}
		b := w.browser()
		must(t, b.finish(b.journey(false)), b.inside())
		p.Subject = "s-other" // a second subject cannot take the account over
		wantCode(t, b.finish(b.journey(false)), "identity.linked")
		p.Subject, p.Claims = "s-sys", map[string]any{"staff_number": "sys"}
		wantCode(t, b.finish(b.journey(false)), "identity.not_linked")
		p.Subject, p.Claims = "s-new", map[string]any{"staff_number": "new.comer"}
		wantCode(t, b.finish(b.journey(false)), "identity.not_linked")
	}, func(p *Provider) { p.LoginClaim = "staff_number" })
}

func TestAnAccountMadeForASubjectWaitsToBeAdmitted(t *testing.T) {
	withProvider(t, func(t *testing.T, w *world, p *identitytest.Provider) {
		p.Subject = "s-new"
		b := w.browser()
		wantCode(t, b.finish(b.journey(false)), "identity.pending")
		_, err := w.Admit(t.Context(), By{Account: Installation}, w.id("s-new"), 0) // who made it
		wantCode(t, err, "identity.four_eyes")
		_, err = w.Admit(t.Context(), w.by("sec"), w.id("s-new"), 0)
		must(t, err, b.finish(b.journey(false)), b.inside())
		p.Subject = "root"
		wantCode(t, b.finish(b.journey(false)), "identity.not_allowed")
	}, func(p *Provider) {
		p.Create = func(claims map[string]any) (*Draft, error) {
			d := &Draft{Login: claims["sub"].(string), Title: "新到任岗位", Zone: zone, Kind: Staff}
			if d.Login == "root" {
				*d = Draft{Login: "root", Title: "x", Kind: Staff, Admin: SystemAdmin, Holder: "x"}
			}
			return d, nil
		}
	})
}
