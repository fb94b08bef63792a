package faults_test

import (
	"encoding/json"
	"net/http"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
)

// turned is a node whose clock the test puts forward and back.
type turned struct {
	*office
	*node

	by atomic.Int64
}

func (c *turned) turn(by time.Duration) { c.by.Store(int64(by)) }

// do sends a request as the office and gives what came back.
func (c *turned) do(cookie, method, path string, body any) (status int, out map[string]any) {
	c.office.Helper()
	r, err := c.call(cookie, method, "/api/v1"+path, body, "If-Match", "*")
	if err != nil {
		c.office.Fatal(err)
	}
	if len(r.raw) > 0 {
		if err := json.Unmarshal(r.raw, &out); err != nil {
			c.office.Fatalf("%s: %v", r.raw, err)
		}
	}
	return r.status, out
}

func TestAClockThatJumpsBackPutsNothingOutOfOrderAndLocksNobodyOut(t *testing.T) {
	t.Parallel()
	for name, address := range map[string]func(*testing.T) string{
		"SQLite":     func(t *testing.T) string { t.Helper(); return filepath.Join(t.TempDir(), "qinlian.db") },
		"PostgreSQL": func(t *testing.T) string { t.Helper(); databasetest.Needs(t); return databasetest.PostgreSQL(t) },
	} {
		t.Run(name, func(t *testing.T) {
			c := &turned{office: newOffice(t, address(t))}
			c.turn(10 * 24 * time.Hour) // it went wrong before anybody noticed
			c.node, _ = c.serve(func() time.Time { return clock.System().Add(time.Duration(c.by.Load())) })
			cookie := c.signIn(c.node)
			matters := "/zones/" + zone + "/matters"
			status, m := c.do(cookie, http.MethodPost, matters, map[string]string{"kind": "task", "title": "任务 甲", "owner": "招商局局长"})
			if status != http.StatusCreated {
				t.Fatalf("register: %d %v", status, m)
			}
			number, _ := m["id"].(string)
			wrong := map[string]string{"login": "nobody", "password": "a wrong password"}
			for range 6 {
				c.do("", http.MethodPost, "/session", wrong)
			}
			if status, _ := c.do("", http.MethodPost, "/session", wrong); status != http.StatusTooManyRequests {
				t.Errorf("guesses are not counted: %d", status)
			}

			c.turn(0)
			if status, said := c.do(cookie, http.MethodGet, "/me", nil); status != http.StatusOK {
				t.Errorf("the visit: %d %v", status, said)
			}
			again := c.signIn(c.node)
			deed := map[string]any{"deeds": []any{map[string]any{"command": "assign", "owner": "招商局局长", "as": "督查室主任"}}}
			if status, said := c.do(again, http.MethodPost, matters+"/"+number+"/commands", deed); status != http.StatusUnprocessableEntity || said["code"] != "matter.time_back" {
				t.Errorf("what would stand before what is there: %d %v", status, said)
			}
			if status, said := c.do(again, http.MethodPost, matters, map[string]string{"kind": "task", "title": "任务 乙", "owner": "招商局局长"}); status != http.StatusCreated {
				t.Errorf("another matter: %d %v", status, said)
			}
			// Who guessed is kept out for as long as the guesses deserve, and no longer.
			if status, said := c.do("", http.MethodPost, "/session", wrong); status != http.StatusTooManyRequests || !strings.Contains(said["detail"].(string), " 1 分钟") { // else it panics, and fails
				t.Errorf("a guess during the lock-out: %d %v", status, said)
			}
			c.turn(2 * time.Minute)
			if status, said := c.do("", http.MethodPost, "/session", wrong); status != http.StatusUnauthorized {
				t.Errorf("a guess after the lock-out: %d %v", status, said)
			}

			a := c.open(clock.System)
			defer func() { _ = a.Close() }()
			last := map[string]time.Time{}
			for r, err := range a.Store.Records(t.Context(), zone) {
				if err != nil {
					t.Fatal(err)
				}
				if r.At.Before(last[r.Stream]) {
					t.Errorf("%s of %s stands at %s, what went before at %s", r.Type, r.Stream, r.At, last[r.Stream])
				}
				last[r.Stream] = r.At
			}
			c.verified(a)
		})
	}
}
