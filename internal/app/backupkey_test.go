package app_test

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/pquerna/otp/totp"

	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
)

// The key that seals secrets is no part of a backup. With it a restored server takes the codes of the authenticators that
// were bound before; with another it says why it cannot, and the security administrator lets people bind theirs anew.
func TestARestoredServerTakesTheCodesOfBeforeWithItsKeyAndSaysWhyNotWithAnother(t *testing.T) {
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		folder, target, as := t.TempDir(), filepath.Join(t.TempDir(), "restored.db"), ""
		onPostgres := strings.HasPrefix(address, "postgres")
		if onPostgres {
			target, as = address, databasetest.Keeper(t, address)
		}
		key := filepath.Join(folder, "key")
		with := func(db, key string) *config.Config {
			return settings(t, "db="+db, "listen=127.0.0.1:0", "key_file="+key, "files.folder="+filepath.Join(folder, "files"))
		}
		a := testZone(t, address)
		passwords, secret := map[string]string{}, ""
		visit(t, a, with(address, key), func(base string, d *identity.Directory) {
			accounts, err := a.SeedDemo(t.Context(), d, "testzone")
			if err != nil {
				t.Fatal(err)
			}
			for i := range accounts {
				passwords[accounts[i].Login] = accounts[i].Password
			}
			b, _ := signsIn(t, base, "testzone.office", passwords)
			secret = bindAnAuthenticator(t, b)
		})
		file := filepath.Join(folder, "backup")
		if _, _, err := a.Backup(t.Context(), with(address, key), file, as, nil); err != nil {
			t.Fatal(err)
		}
		if onPostgres {
			databasetest.Empty(t, address)
		}
		if _, _, _, err := app.Restore(t.Context(), app.Restoring{Config: with(target, key), Backup: file, Now: clock.System}); err != nil {
			t.Fatal(err)
		}
		restored, err := app.Open(t.Context(), target, clock.System)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = restored.Close() })

		visit(t, restored, with(target, filepath.Join(folder, "another")), func(base string, _ *identity.Directory) {
			b, stage := signsIn(t, base, "testzone.office", passwords)
			if stage != "factor" {
				t.Errorf("with another key the second factor is no longer asked for: %q", stage)
			}
			refused, got := b.call(http.MethodPost, "/api/v1/session/code", map[string]string{"code": code(t, secret, 0)})
			if refused != http.StatusConflict || got["code"] != "identity.other_key" {
				t.Errorf("a code where the server has another key: %d %v", refused, got)
			}
			security, _ := signsIn(t, base, "security", passwords)
			office := func() (account, version string) {
				status, all := security.call(http.MethodGet, "/api/v1/security/accounts", nil)
				if status != http.StatusOK {
					t.Fatalf("the accounts: %d %v", status, all)
				}
				for _, listed := range all["accounts"].([]any) {
					if one := listed.(map[string]any); one["login"] == "testzone.office" {
						account, version = one["id"].(string), fmt.Sprintf(`"%v"`, one["version"])
					}
				}
				return account, version
			}
			account, _ := office()
			if status, got := security.call(http.MethodPost, "/api/v1/accounts/"+account+"/factors", map[string]any{}); status != http.StatusNoContent {
				t.Fatalf("the second factor is taken off: %d %v", status, got)
			}
			system, _ := signsIn(t, base, "system", passwords)
			_, version := office()
			if status, got := system.call(http.MethodPost, "/api/v1/accounts/"+account+"/readmit", map[string]any{}, "If-Match", version); status >= http.StatusMultipleChoices {
				t.Fatalf("the other administrator lets it in again: %d %v", status, got)
			}
			again, stage := signsIn(t, base, "testzone.office", passwords)
			if stage != "in" {
				t.Fatalf("without its second factor the account comes to %q", stage)
			}
			bindAnAuthenticator(t, again)
		})
		if onPostgres {
			return // one database: what was bound anew is what it holds
		}
		target = filepath.Join(t.TempDir(), "again.db")
		if _, _, _, err := app.Restore(t.Context(), app.Restoring{Config: with(target, key), Backup: file, Now: clock.System}); err != nil {
			t.Fatal(err)
		}
		whole, err := app.Open(t.Context(), target, clock.System)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = whole.Close() })
		visit(t, whole, with(target, key), func(base string, _ *identity.Directory) {
			b, stage := signsIn(t, base, "testzone.office", passwords)
			if stage != "factor" {
				t.Errorf("the second factor is no longer asked for: %q", stage)
			}
			// Another code than the one that was taken when the authenticator was bound.
			if status, got := b.call(http.MethodPost, "/api/v1/session/code", map[string]string{"code": code(t, secret, 30*time.Second)}); got["stage"] != "in" {
				t.Errorf("a code of before the backup: %d %v", status, got)
			}
		})
	})
}

// visit serves while somebody does something.
func visit(t *testing.T, a *app.App, c *config.Config, do func(base string, d *identity.Directory)) {
	t.Helper()
	ctx, stop := context.WithCancel(t.Context())
	defer stop()
	err := a.Serve(ctx, app.Serving{Config: c, Log: slog.New(slog.DiscardHandler), Ready: func(address string, d *identity.Directory) error {
		defer stop()
		do("http://"+address, d)
		return nil
	}})
	if err != nil {
		t.Error(err)
	}
}

// signsIn gives a browser in which somebody gave a password, and how far that lets them.
func signsIn(t *testing.T, base, login string, passwords map[string]string) (b *browser, stage any) {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	b = &browser{t, &http.Client{Jar: jar}, base}
	status, got := b.call(http.MethodPost, "/api/v1/session", map[string]string{"login": login, "password": passwords[login]})
	if status != http.StatusOK {
		t.Fatalf("%s signs in: %d %v", login, status, got)
	}
	return b, got["stage"]
}

func code(t *testing.T, secret string, later time.Duration) string {
	t.Helper()
	code, err := totp.GenerateCode(secret, clock.System().Add(later))
	if err != nil {
		t.Fatal(err)
	}
	return code
}

// bindAnAuthenticator gives its secret.
func bindAnAuthenticator(t *testing.T, b *browser) (secret string) {
	t.Helper()
	_, begun := b.call(http.MethodPost, "/api/v1/session/factor", map[string]any{})
	address, err := url.Parse(begun["address"].(string))
	if err != nil {
		t.Fatal(err)
	}
	secret = address.Query().Get("secret")
	if status, got := b.call(http.MethodPut, "/api/v1/session/factor", map[string]string{"code": code(t, secret, 0)}); status != http.StatusOK {
		t.Errorf("the code of a real authenticator: %d %v", status, got)
	}
	return secret
}
