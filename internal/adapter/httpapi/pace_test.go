package httpapi_test

import (
	"net/http"
	"testing"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/httpapi/apitest"
	"qinlian/internal/adapter/httpapi/door"
)

func TestAnAccountAndAnAddressThatSendTooMuchAreToldWhenToTryAgain(t *testing.T) {
	for _, c := range []struct {
		name         string
		pace         door.Pace
		first, other string // who sends until it is too much, and who is let through meanwhile
		spares       bool
	}{
		{"an account", door.Pace{Account: 2}, "zsj-c", "zsj-a", true},
		{"an address, whoever sends", door.Pace{Address: 2}, "zsj-c", "zsj-a", false},
		{"nobody has signed in", door.Pace{Address: 2}, "", "", false},
	} {
		t.Run(c.name, func(t *testing.T) {
			o := apitest.Open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
			o.Door.Limit(c.pace)
			for range 4 { // twice the pace at once; the clock stands still
				if r := o.Call(c.first, http.MethodGet, "/api/v1/me", nil); r.StatusCode == http.StatusTooManyRequests {
					t.Fatalf("%s", r.Raw)
				}
			}
			r := o.Call(c.first, http.MethodGet, "/api/v1/me", nil)
			if p := r.Problem(o); p.Status != http.StatusTooManyRequests || p.Code != "http.too_fast" || r.Header.Get("Retry-After") == "" {
				t.Errorf("%+v, Retry-After %q", p, r.Header.Get("Retry-After"))
			}
			if through := o.Call(c.other, http.MethodGet, "/api/v1/me", nil).StatusCode == http.StatusOK; through != c.spares {
				t.Errorf("somebody else was let through: %v", through)
			}
			o.Now = o.Now.Add(1e9)
			if r := o.Call(c.first, http.MethodGet, "/api/v1/me", nil); r.StatusCode == http.StatusTooManyRequests {
				t.Errorf("a second later: %s", r.Raw)
			}
		})
	}
}
