package app_test

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"testing"
	"time"

	"qinlian/internal/adapter/identity"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
)

// An office may be shown as it was on a day of years ago. Who comes in does so today: a real authenticator's codes are
// taken and a token holds by the machine's clock, while a post is lent for days of the office.
func TestWhoComesInDoesSoByTheMachinesClockWhateverTheOfficesDay(t *testing.T) {
	begun, day := clock.System(), time.Date(2023, 6, 12, 0, 30, 0, 0, time.UTC)
	a := testZoneBy(t, filepath.Join(t.TempDir(), "served.db"), func() time.Time { return day.Add(clock.System().Sub(begun)) })
	ctx, stop := context.WithCancel(t.Context())
	err := a.Serve(ctx, app.Serving{
		Config: settings(t, "listen=127.0.0.1:0", "key_file="+filepath.Join(t.TempDir(), "key")), Log: slog.New(slog.DiscardHandler),
		Ready: func(address string, d *identity.Directory) error {
			defer stop()
			accounts, err := a.SeedDemo(t.Context(), d, "testzone")
			if err != nil {
				return err
			}
			in := func(login string) *browser {
				jar, err := cookiejar.New(nil)
				if err != nil {
					t.Fatal(err)
				}
				b := &browser{t, &http.Client{Jar: jar}, "http://" + address}
				for i := range accounts {
					if accounts[i].Login == login {
						if status, got := b.call(http.MethodPost, "/api/v1/session", map[string]string{"login": login, "password": accounts[i].Password}); got["stage"] != "in" {
							t.Fatalf("%s signs in: %d %v", login, status, got)
						}
					}
				}
				return b
			}
			lendAPost(t, in("testzone.leader"), in("testzone.office"))
			bindAnAuthenticator(t, in("security"))
			return nil
		},
	})
	if err != nil {
		t.Error(err)
	}
}

func lendAPost(t *testing.T, giver, taker *browser) {
	t.Helper()
	lent := map[string]string{"post": "管委会主任", "taker": "dcs-a", "from": "2023-06-12", "to": "2023-06-15", "reason": "外出招商"}
	if status, got := giver.call(http.MethodPost, "/api/v1/zones/testzone/delegations", lent); status != http.StatusOK && status != http.StatusCreated {
		t.Fatalf("a post is lent: %d %v", status, got)
	}
	_, me := taker.call(http.MethodGet, "/api/v1/me", nil)
	for _, list := range []string{"posts", "acting"} {
		if posts, _ := me[list].([]any); len(posts) != 2 {
			t.Errorf("%s of who was lent a post: %v", list, posts)
		}
	}
	token := map[string]any{"title": "报表", "scopes": []string{"see"}, "expires_at": clock.System().AddDate(0, 1, 0)}
	if status, got := taker.call(http.MethodPost, "/api/v1/me/tokens", token); status != http.StatusCreated {
		t.Errorf("a token for a month from now: %d %v", status, got)
	}
}
