package httpapi_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/httpapi"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

const bundle = `
zone: testzone
title: 测试区
access:
  office: [post(督查室主任)]
  inspector: [head(纪检监察工委)]
  leader: [post(管委会主任)]
---
org: testzone
units:
  - { code: gwh, name: 管委会 }
  - { code: zsj, name: 招商局, parent: gwh, sponsor: 管委会副主任 }
  - { code: jfj, name: 经发局, parent: gwh, sponsor: 管委会副主任 }
  - { code: dcs, name: 督查室, parent: gwh }
  - { code: jw, name: 纪检监察工委, parent: gwh }
posts:
  - { name: 管委会主任, unit: gwh, head: true, holder: gwh-a, deputy: gwh-b }
  - { name: 管委会副主任, unit: gwh, holder: gwh-c, deputy: gwh-b }
  - { name: 招商局局长, unit: zsj, head: true, holder: zsj-a, deputy: zsj-b }
  - { name: 招商局干部, unit: zsj, holder: zsj-c, deputy: zsj-b }
  - { name: 经发局局长, unit: jfj, head: true, holder: jfj-a, deputy: jfj-b }
  - { name: 督查室主任, unit: dcs, head: true, holder: dcs-a, deputy: dcs-b }
  - { name: 纪检监察工委书记, unit: jw, head: true, holder: jw-a, deputy: jw-b }
people: [ { code: gwh-a }, { code: gwh-b }, { code: gwh-c }, { code: zsj-a }, { code: zsj-b }, { code: zsj-c }, { code: jfj-a }, { code: jfj-b },
  { code: dcs-a }, { code: dcs-b }, { code: jw-a }, { code: jw-b } ]
---
kind: task
title: 任务
number: "任〔{year}〕{seq}号"
limit: 10wd
roles: { assign: post(督查室主任), verify: post(督查室主任), office: post(督查室主任), review: lead_unit.head, extend: sponsor }
gates:
  assign: { all: [ command.owner != "" ], says: 缺责任人 }
  close: { all: [ size(matter.evidence) > 0 ], says: 没有佐证 }
---
kind: inspection
title: 四不两直检查
number: "查〔{year}〕{seq}号"
limit: 10wd
confidential: { cleared: [office, inspector], while: [registered, established, assigned] }
`

const zone = "testzone"

// office is a zone served over HTTP, with a clock that the test turns.
type office struct {
	testing.TB

	engine *engine.Engine
	store  *database.Store
	api    *httpapi.API
	server *httptest.Server
	now    time.Time
	seeded []identity.Seeded // accounts that can really sign in
	broken bool              // lists fail for a reason that concerns nobody outside
}

// people sign in by a token that is their code; the identity behind it is tested in its own package.
type people struct{ administrators map[string]string } // login → id

func (p people) Identify(r *http.Request) (*httpapi.Account, error) {
	code, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch {
	case !ok:
		return nil, nil //nolint:nilnil // nobody
	case code == "expired":
		return nil, errs.Newf(errs.Forbidden, "http.unauthenticated", "登录已过期，请重新登录", "the session is over: sign in again")
	case code == "system":
		return &httpapi.Account{ID: code, Admin: authority.SystemAdmin, By: identity.By{Account: p.administrators[code]}}, nil
	case code == "security":
		return &httpapi.Account{ID: code, Admin: authority.SecurityAdmin, By: identity.By{Account: p.administrators[code]}}, nil
	case code == "machine":
		return &httpapi.Account{ID: code, Zone: zone, Machine: true}, nil
	case code == "audit":
		return &httpapi.Account{ID: code, Admin: authority.AuditAdmin, By: identity.By{Account: p.administrators[code]}}, nil
	case code == "elsewhere":
		return &httpapi.Account{ID: code, Zone: "otherzone", Person: "zsj-a"}, nil
	case code == "enterprise":
		return &httpapi.Account{ID: code, Zone: zone, Parties: []string{"企业甲"}}, nil
	case strings.HasPrefix(code, "reader:"):
		return &httpapi.Account{ID: code, Zone: zone, Person: code[7:], Scopes: []authority.Capability{authority.See}}, nil
	}
	return &httpapi.Account{ID: code, Zone: zone, Person: code}, nil
}

func open(t testing.TB, db *database.DB) *office {
	t.Helper()
	o := &office{TB: t, now: at("2023-03-01 09:00"), store: database.NewStore(db)}
	clock := func() time.Time { return o.now }
	o.engine = engine.New(o.store, clock, id.New, rand.Reader)
	b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(bundle)}}, zone)
	if err != nil {
		t.Fatal(errs.Message(err, "zh"))
	}
	if err := o.engine.Apply(t.Context(), b, engine.Act{}, at("2023-01-01 00:00")); err != nil {
		t.Fatal(err)
	}
	directory, err := identity.New(db, identity.Config{
		Keys: [][]byte{bytes.Repeat([]byte{7}, 32)}, Plain: true, Clock: clock, Cost: identity.Cost{Memory: 8, Passes: 1, Lanes: 1},
	})
	if err != nil {
		t.Fatal(err)
	}
	drafts := []identity.Draft{{Login: "dcs-a", Title: "督查室主任", Zone: zone, Kind: identity.Staff, Person: "dcs-a"}}
	for _, admin := range []identity.Admin{identity.SystemAdmin, identity.SecurityAdmin, identity.AuditAdmin} {
		drafts = append(drafts, identity.Draft{Login: string(admin), Title: string(admin), Kind: identity.Staff, Admin: admin, Holder: "h-" + string(admin)})
	}
	if o.seeded, err = directory.Seed(t.Context(), false, drafts...); err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{}
	for _, account := range o.seeded {
		ids[account.Login] = account.ID
	}
	o.api = httpapi.New(httpapi.Parts{
		Engine: o.engine, Answers: o.store, Who: people{ids}, Directory: directory, Now: clock, NewID: id.New, Version: "test",
		Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})),
		Lists: func(ctx context.Context, zone string, f engine.Filter, _ time.Time, each func(httpapi.Row) bool) error {
			if o.broken {
				return errors.New("secret insides")
			}
			for row, err := range o.store.List(ctx, zone, f) {
				if err != nil || !each(httpapi.Row{MatterRow: row, Light: matter.Light(row.Light)}) {
					return err
				}
			}
			return nil
		},
	})
	o.server = httptest.NewServer(o.api.Guarded(directory))
	t.Cleanup(o.server.Close)
	return o
}

func each(t *testing.T, run func(o *office)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, db *database.DB) { run(open(t, db)) })
}

func at(s string) time.Time {
	tm, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.Location())
	if err != nil {
		panic(err)
	}
	return tm.UTC()
}

// reply is an answer with its body read.
type reply struct {
	*http.Response

	raw []byte
}

// into decodes the body.
func (r reply) into(o *office, v any) {
	o.Helper()
	if err := json.Unmarshal(r.raw, v); err != nil {
		o.Fatalf("%s: %v", r.raw, err)
	}
}

func (r reply) matter(o *office) httpapi.MatterView {
	o.Helper()
	var m httpapi.MatterView
	r.into(o, &m)
	return m
}

func (r reply) problem(o *office) httpapi.Problem {
	o.Helper()
	if got := r.Header.Get("Content-Type"); got != "application/problem+json" {
		o.Fatalf("%d %s: %s", r.StatusCode, got, r.raw)
	}
	var p httpapi.Problem
	r.into(o, &p)
	return p
}

// call sends a request as somebody ("" for nobody); header is pairs of name and value.
func (o *office) call(who, method, path string, body any, header ...string) reply {
	o.Helper()
	var reader io.Reader
	switch b := body.(type) {
	case nil:
	case string:
		reader = strings.NewReader(b)
	default:
		raw, err := json.Marshal(b)
		if err != nil {
			o.Fatal(err)
		}
		reader = bytes.NewReader(raw)
	}
	req, err := http.NewRequestWithContext(o.Context(), method, o.server.URL+path, reader)
	if err != nil {
		o.Fatal(err)
	}
	if reader != nil {
		req.Header.Set("Content-Type", "application/json")
	}
	if who != "" {
		req.Header.Set("Authorization", "Bearer "+who)
	}
	for i := 0; i+1 < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	res, err := o.server.Client().Do(req)
	if err != nil {
		o.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		o.Fatal(err)
	}
	return reply{res, raw}
}

// ok is call that must end with the status.
func (o *office) ok(status int, who, method, path string, body any, header ...string) reply {
	o.Helper()
	r := o.call(who, method, path, body, header...)
	if r.StatusCode != status {
		o.Fatalf("%s %s as %s: %d, want %d: %s", method, path, who, r.StatusCode, status, r.raw)
	}
	return r
}

func inZone(path string) string { return "/api/v1/zones/" + zone + path }

func ofMatter(number, path string) string { return inZone("/matters/" + url.PathEscape(number) + path) }

// deeds is the body of a command request.
func deeds(d ...map[string]any) map[string]any { return map[string]any{"deeds": d} }

// given registers a task and gives it to 招商局干部.
func (o *office) given(title string) httpapi.MatterView {
	o.Helper()
	r := o.ok(http.StatusCreated, "dcs-a", http.MethodPost, inZone("/matters"), map[string]any{"kind": "task", "title": title, "lead_unit": "zsj"})
	m := r.matter(o)
	r = o.ok(http.StatusOK, "dcs-a", http.MethodPost, ofMatter(m.Number, "/commands"), deeds(map[string]any{"command": "assign", "owner": "招商局干部", "lead_unit": "zsj"}), "If-Match", r.Header.Get("ETag"))
	return r.matter(o)
}
