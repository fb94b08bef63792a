package app_test

import (
	"context"
	"log/slog"
	"net"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"testing"

	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/identity/identitytest"
	"qinlian/internal/app"
)

func TestASignOnThatTheSettingsNameLetsPeopleInOnceTheyLinkedIt(t *testing.T) {
	a := testZone(t, filepath.Join(t.TempDir(), "served.db"))
	provider := identitytest.NewProvider(t, "")
	ctx, stop := context.WithCancel(t.Context())
	err := a.Serve(ctx, app.Serving{
		Config: settings(t, "listen=localhost:0", "key_file="+filepath.Join(t.TempDir(), "qinlian.key"), "oidc.issuer="+provider.URL,
			"oidc.client_id="+identitytest.ClientID, "oidc.client_secret="+identitytest.ClientSecret, "oidc.title=市统一认证"),
		Log: slog.New(slog.DiscardHandler),
		Ready: func(address string, d *identity.Directory) error {
			defer stop()
			accounts, err := a.SeedDemo(t.Context(), d, "testzone")
			if err != nil {
				return err
			}
			signOn(t, address, provider, accounts[0])
			return nil
		},
	})
	if err != nil {
		t.Fatal(err)
	}
}

// signOn links an account to the provider's subject, and then comes in by the provider alone.
func signOn(t *testing.T, address string, provider *identitytest.Provider, account app.SeededAccount) {
	t.Helper()
	_, port, err := net.SplitHostPort(address)
	if err != nil {
		t.Fatal(err)
	}
	base := "http://localhost:" + port // as the origin that the provider knows
	provider.Redirect = base + "/api/v1/session/providers/sso/return"
	person := func() *browser {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		return &browser{t, &http.Client{Jar: jar}, base}
	}
	through := func(b *browser, query string) {
		t.Helper()
		status, begun := b.call(http.MethodPost, "/api/v1/session/providers/sso"+query, map[string]any{})
		to, _ := begun["address"].(string)
		if status != http.StatusOK || to == "" {
			t.Fatalf("%d %v", status, begun)
		}
		b.client.CheckRedirect = func(req *http.Request, _ []*http.Request) error {
			if req.URL.Path == "/" {
				return http.ErrUseLastResponse
			}
			return nil
		}
		res, err := b.client.Get(to)
		if err != nil {
			t.Fatal(err)
		}
		if err := res.Body.Close(); err != nil || res.Header.Get("Location") != "/" {
			t.Fatalf("came back with %s, %v", res.Status, err)
		}
	}
	first := person()
	if status, _ := first.call(http.MethodPost, "/api/v1/session", map[string]string{"login": account.Login, "password": account.Password}); status != http.StatusOK {
		t.Fatal(status)
	}
	if _, offered := first.call(http.MethodGet, "/api/v1/session/providers", nil); len(offered["providers"].([]any)) != 1 || offered["providers"].([]any)[0].(map[string]any)["title"] != "市统一认证" { //nolint:forcetypeassert // a test
		t.Errorf("offered %v", offered)
	}
	through(first, "?link=true")
	second := person()
	through(second, "")
	if status, me := second.call(http.MethodGet, "/api/v1/me", nil); status != http.StatusOK || me["title"] != account.Title {
		t.Errorf("%d %v", status, me)
	}
}
