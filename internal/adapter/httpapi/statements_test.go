package httpapi_test

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"sync"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/httpapi/apitest"
)

// A statement costs more than all else that a request does outside of its commit. Besides what a commit needs, a
// request asks who sends it, in one statement, and reads the matter that it is about, unless that was changed of late.
var statementsOf = []struct {
	request            string
	sqlite, postgresql int  // statements at most; of those that write, outside of the commit
	writes             bool // in one commit
}{
	{"register", 1, 1, true},
	{"assign", 1, 1, true},
	{"complete", 1, 1, true},
	{"close", 1, 1, true},
	{"search", 2, 7, false},
	{"search for a number", 2, 2, false},
	{"read", 2, 2, false},
	{"list", 2, 3, false},
	{"refused", 3, 3, false}, // a number that is not one is an id, perhaps
}

// counted is a Watcher that writes down what is asked of a database.
type counted struct {
	mu    sync.Mutex
	asked []string
}

func (*counted) Wants(context.Context) bool { return true }

func (c *counted) Statement(_ context.Context, text string) func(error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.asked = append(c.asked, text)
	return func(error) {}
}

// take gives what was asked since, outside and inside of transactions.
func (c *counted) take() (outside, inside []string, commits int) {
	c.mu.Lock()
	defer c.mu.Unlock()
	in := false
	for _, text := range c.asked {
		switch {
		case strings.HasPrefix(text, "BEGIN"):
			in = true
			commits++
		case strings.HasPrefix(text, "COMMIT"):
			in = false
		case text == "ROLLBACK": // what was committed already, or of a snapshot
			in = false
		case in:
			inside = append(inside, text)
		default:
			outside = append(outside, text)
		}
	}
	c.asked = nil
	return outside, inside, commits
}

func TestARequestAsksTheDatabaseForLittle(t *testing.T) {
	t.Parallel()
	apitest.EachOn(t, func(o *apitest.Office, db *database.DB) {
		watch := &counted{}
		db.Watch(watch)
		cookies := map[string]string{}
		for _, account := range o.Seeded {
			r := o.Call("", http.MethodPost, "/api/v1/session", map[string]string{"login": account.Login, "password": account.Password})
			cookies[account.Login] = r.Header.Get("Set-Cookie")
		}
		who := "dcs-a"
		call := func(status int, method, path string, body any) apitest.Reply {
			o.Helper()
			return o.OK(status, "", method, path, body, "Cookie", cookies[who], "If-Match", "*")
		}
		made := call(http.StatusCreated, http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "task", "title": "修路"}).Matter(o)
		deed := func(by string, d map[string]any) func() apitest.Reply {
			return func() apitest.Reply {
				who = by
				defer func() { who = "dcs-a" }()
				return call(http.StatusOK, http.MethodPost, apitest.OfMatter(made.ID, "/commands"), apitest.Deeds(d))
			}
		}
		requests := map[string]func() apitest.Reply{
			"register": func() apitest.Reply {
				return call(http.StatusCreated, http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "task", "title": "修路"})
			},
			"assign":   deed("dcs-a", map[string]any{"command": "assign", "owner": "招商局干部", "lead_unit": "zsj"}),
			"complete": deed("zsj-c", map[string]any{"command": "complete", "evidence": []string{"照片"}}),
			"close":    deed("dcs-a", map[string]any{"command": "close", "text": "属实"}),
			"search": func() apitest.Reply {
				return call(http.StatusOK, http.MethodGet, apitest.InZone("/search?q="+url.QueryEscape(made.Number)), nil)
			},
			"search for a number": func() apitest.Reply {
				return call(http.StatusOK, http.MethodGet, apitest.InZone("/search?q=12345"), nil)
			},
			"read": func() apitest.Reply {
				return call(http.StatusOK, http.MethodGet, apitest.OfMatter(made.ID, ""), nil)
			},
			"list": func() apitest.Reply {
				return call(http.StatusOK, http.MethodGet, apitest.InZone("/matters?limit=5"), nil)
			},
			"refused": func() apitest.Reply {
				return call(http.StatusNotFound, http.MethodPost, apitest.OfMatter("none", "/commands"), apitest.Deeds(map[string]any{"command": "close"}))
			},
		}
		watch.take()
		for _, want := range statementsOf {
			requests[want.request]()
			outside, inside, commits := watch.take()
			if !want.writes {
				outside = append(outside, inside...)
			} else if commits != 1 {
				o.Errorf("%s: %d commits", want.request, commits)
			}
			most := want.sqlite
			if db.Dialect() == database.PostgreSQL {
				most = want.postgresql
			}
			if len(outside) > most {
				o.Errorf("%s: %d statements, want at most %d:\n%s", want.request, len(outside), most, strings.Join(outside, "\n"))
			}
			if twice := repeated(outside); twice != "" && want.request != "search" {
				o.Errorf("%s asks twice: %s", want.request, twice)
			}
		}
	})
}

// repeated is a statement that was asked more than once, "" for none.
func repeated(asked []string) string {
	sorted := slices.Sorted(slices.Values(asked))
	for i := 1; i < len(sorted); i++ {
		if sorted[i] == sorted[i-1] {
			return sorted[i]
		}
	}
	return ""
}
