package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/cookiejar"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

const served = `
zone: testzone
title: 测试区
access: { office: [post(督查室主任)], leader: [post(管委会主任)] }
---
org: testzone
units:
  - { code: gwh, name: 管委会 }
  - { code: dcs, name: 督查室, parent: gwh }
posts:
  - { name: 管委会主任, unit: gwh, head: true, holder: gwh-a }
  - { name: 督查室主任, unit: dcs, head: true, holder: dcs-a }
people: [ { code: gwh-a }, { code: dcs-a } ]
---
kind: task
title: 任务
number: "任〔{year}〕{seq}号"
limit: 10wd
`

// browser is a person's, with its cookies.
type browser struct {
	*testing.T

	client *http.Client
	base   string
}

func (b *browser) call(method, path string, body any, header ...string) (int, map[string]any) {
	b.Helper()
	raw, err := json.Marshal(body)
	if err != nil {
		b.Fatal(err)
	}
	req, err := http.NewRequestWithContext(b.Context(), method, b.base+path, bytes.NewReader(raw))
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", "application/json")
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := b.client.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	answer, err := io.ReadAll(res.Body)
	if err != nil {
		b.Fatal(err)
	}
	var out map[string]any
	if len(answer) > 0 && strings.Contains(res.Header.Get("Content-Type"), "json") {
		if err := json.Unmarshal(answer, &out); err != nil {
			b.Fatalf("%s: %v", answer, err)
		}
	}
	return res.StatusCode, out
}

// ahead is by how much the day of the zone is ahead of the machine's, as in a demonstration.
const ahead = 50 * 24 * time.Hour

func TestTheServerLetsSeededAccountsInAndStopsWhenTold(t *testing.T) {
	a := testZone(t, filepath.Join(t.TempDir(), "served.db"))
	a.Engine.Shift(map[string]time.Duration{"testzone": ahead})
	ctx, stop := context.WithCancel(t.Context())
	key := filepath.Join(t.TempDir(), "keys", "qinlian.key")
	err := a.Serve(ctx, app.Serving{
		Config: settings(t, "listen=127.0.0.1:0", "key_file="+key), Log: slog.New(slog.DiscardHandler),
		Ready: func(address string, d *identity.Directory) error {
			defer stop()
			accounts, err := a.SeedDemo(t.Context(), d, "testzone")
			if err != nil {
				return err
			}
			tryOut(t, "http://"+address, accounts)
			return nil
		},
	})
	if err != nil {
		t.Error(err)
	}
	if info, err := os.Stat(key); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the key file: %v %v", info, err)
	}
}

// settings are the defaults but for what is said, as KEY=VALUE, and for the database's file, which is none here.
func settings(t *testing.T, said ...string) *config.Config {
	t.Helper()
	from := config.Sources{Flags: map[string][]string{}}
	if !slices.ContainsFunc(said, func(pair string) bool { return strings.HasPrefix(pair, "db=") }) {
		from.Flags["db"] = []string{filepath.Join(t.TempDir(), "none.db")} // files lie beside it
	}
	for _, pair := range said {
		key, value, _ := strings.Cut(pair, "=")
		from.Flags[key] = append(from.Flags[key], value)
	}
	loaded, err := config.Load(from)
	if err != nil {
		t.Fatal(err)
	}
	return &loaded.Config
}

func tryOut(t *testing.T, base string, accounts []app.SeededAccount) {
	t.Helper()
	if len(accounts) != 5 {
		t.Errorf("%d accounts, want office, leader and the three administrators", len(accounts))
	}
	for i := range accounts {
		jar, err := cookiejar.New(nil)
		if err != nil {
			t.Fatal(err)
		}
		b := &browser{t, &http.Client{Jar: jar}, base}
		if status, _ := b.call(http.MethodGet, "/api/v1/me", nil); status != http.StatusUnauthorized {
			t.Errorf("%s before signing in: %d", accounts[i].Login, status)
		}
		status, in := b.call(http.MethodPost, "/api/v1/session", map[string]string{"login": accounts[i].Login, "password": accounts[i].Password})
		if status != http.StatusOK || in["stage"] != "in" {
			t.Fatalf("%s signs in: %d %v", accounts[i].Login, status, in)
		}
		status, me := b.call(http.MethodGet, "/api/v1/me", nil)
		if status != http.StatusOK || me["title"] != accounts[i].Title {
			t.Errorf("%s is %v", accounts[i].Login, me)
		}
		want := http.StatusForbidden // an administrator has no say in matters
		if accounts[i].Zone == "testzone" {
			want = http.StatusCreated
		}
		if status, got := b.call(http.MethodPost, "/api/v1/zones/testzone/matters", map[string]string{"kind": "task", "title": "任务"}); status != want {
			t.Errorf("%s registers: %d %v, want %d", accounts[i].Login, status, got, want)
		}
		if status, page := b.call(http.MethodGet, "/api/v1/zones/testzone/today", nil); want == http.StatusCreated {
			at, err := time.Parse(time.RFC3339, fmt.Sprint(page["at"]))
			if off := at.Sub(clock.System().Add(ahead)).Abs(); status != http.StatusOK || err != nil || off > time.Hour {
				t.Errorf("%s reads %d, the page of %v, %v", accounts[i].Login, status, page["at"], err)
			}
		}
		if status, _ := b.call(http.MethodDelete, "/api/v1/session", nil); status != http.StatusNoContent {
			t.Errorf("%s signs out: %d", accounts[i].Login, status)
		}
		if status, _ := b.call(http.MethodGet, "/api/v1/me", nil); status != http.StatusUnauthorized {
			t.Errorf("%s after signing out: %d", accounts[i].Login, status)
		}
	}
	b := &browser{t, http.DefaultClient, base}
	for path, want := range map[string]int{"/healthz": http.StatusOK, "/readyz": http.StatusOK, "/api/v1/nothing": http.StatusNotFound} {
		if status, _ := b.call(http.MethodGet, path, nil); status != want {
			t.Errorf("%s: %d, want %d", path, status, want)
		}
	}
}

func TestTwoServersCannotListenOnOneAddress(t *testing.T) {
	a, err := app.Open(t.Context(), filepath.Join(t.TempDir(), "served.db"), clock.System)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	ctx, stop := context.WithCancel(t.Context())
	key := "key_file=" + filepath.Join(t.TempDir(), "key")
	serving := app.Serving{Config: settings(t, "listen=127.0.0.1:0", key), Log: slog.New(slog.DiscardHandler)}
	serving.Ready = func(address string, _ *identity.Directory) error {
		defer stop()
		second := serving
		second.Config = settings(t, "listen="+address, key)
		if err := a.Serve(ctx, second); !errs.Is(err, "serve.in_use") || !strings.Contains(err.Error(), address) {
			t.Errorf("the second server: %v", err)
		}
		return nil
	}
	if err := a.Serve(ctx, serving); err != nil {
		t.Error(err)
	}
}
