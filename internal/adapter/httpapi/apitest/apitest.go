// Package apitest serves a small Zone over HTTP for the tests of the interface: an office with people who sign in by
// their codes, a clock that the test turns, and both databases.
package apitest

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
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/httpapi"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/httpapi/exchange"
	"qinlian/internal/adapter/httpapi/matters"
	"qinlian/internal/adapter/httpapi/messages"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/identity/identitytest"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/adapter/subscribe"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
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
  - { code: sfj, name: 社发局, parent: gwh }
  - { code: pgz, name: 评估中心, parent: gwh }
  - { code: zwz, name: 政务中心, parent: gwh }
  - { code: zhb, name: 综合办, parent: gwh }
posts:
  - { name: 管委会主任, unit: gwh, head: true, holder: gwh-a, deputy: gwh-b }
  - { name: 管委会副主任, unit: gwh, holder: gwh-c, deputy: gwh-b }
  - { name: 招商局局长, unit: zsj, head: true, holder: zsj-a, deputy: zsj-b }
  - { name: 招商局干部, unit: zsj, holder: zsj-c, deputy: zsj-b }
  - { name: 经发局局长, unit: jfj, head: true, holder: jfj-a, deputy: jfj-b }
  - { name: 督查室主任, unit: dcs, head: true, holder: dcs-a, deputy: dcs-b }
  - { name: 纪检监察工委书记, unit: jw, head: true, holder: jw-a, deputy: jw-b }
  - { name: 招商局专员, unit: zsj, holder: zsj-d }
  - { name: 社发局主任, unit: sfj, head: true, holder: sfj-a }
  - { name: 评估中心主任, unit: pgz, head: true, holder: pgz-a }
  - { name: 政务中心主任, unit: zwz, head: true, holder: zwz-a }
  - { name: 综合办主任, unit: zhb, head: true, holder: zhb-a }
people: [ { code: gwh-a }, { code: gwh-b }, { code: gwh-c }, { code: zsj-a }, { code: zsj-b }, { code: zsj-c }, { code: jfj-a }, { code: jfj-b },
  { code: dcs-a }, { code: dcs-b }, { code: jw-a }, { code: jw-b },
  { code: zsj-d }, { code: sfj-a }, { code: pgz-a }, { code: zwz-a }, { code: zhb-a } ]
---
kind: task
title: 任务
number: "任〔{year}〕{seq}号"
limit: 10wd
tree: { children: [ task, inspection, raid ] }
roles: { assign: post(督查室主任), verify: post(督查室主任), office: post(督查室主任), review: lead_unit.head, extend: sponsor }
gates:
  assign: { all: [ command.owner != "" ], says: 缺责任人 }
  close: { all: [ size(matter.evidence) > 0 ], says: 没有佐证 }
---
kind: visit
title: 走访
number: "访〔{year}〕{seq}号"
limit: 10wd
roles: { assign: post(督查室主任), verify: post(督查室主任), office: post(督查室主任) }
fields:
  phone: { title: 联系电话, type: string, personal: phone, keep: 3y after close }
---
kind: inspection
title: 四不两直检查
number: "查〔{year}〕{seq}号"
limit: 10wd
tree: { children: [ task ] }
confidential: { cleared: [office, inspector], while: [registered, established, assigned] }
`

// Zone is the zone's code.
const Zone = "testzone"

// Office is a Zone served over HTTP, with a clock that the test turns.
type Office struct {
	testing.TB

	Engine *engine.Engine
	Store  *database.Store
	Door   *door.Door
	Server *httptest.Server
	Now    time.Time
	Seeded []identity.Seeded // accounts that can really sign in

	Exchange exchange.Parts

	trials  *jobs.Client
	Folder  string // of files
	imports *jobs.Client

	Subscribe *subscribe.Desk
	Closed    []string // accounts without a post that were closed

	Messages messages.Parts
	Provider *identitytest.Provider // of sign-in, as "city"
}

// Parties are those for whom accounts without a post act.
var Parties = map[string][]string{"citizen": {"市民乙"}, "enterprise": {"企业甲"}, "rival": {"企业丁"}}

// people sign in by a token that is their code, or by the cookie of an account that can; the identity behind it is
// tested in its own package.
type people struct {
	accounts  map[string]string // login → id
	directory *identity.Directory
	engine    *engine.Engine
}

func (p people) Identify(r *http.Request) (*door.Account, error) {
	code, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	switch {
	case !ok, strings.HasPrefix(code, "qlt_"): // nobody, or somebody who has really signed in or has a token
		return door.Visits{Directory: p.directory, Engine: p.engine}.Identify(r)
	case code == "broken":
		return nil, errors.New("secret insides")
	case code == "expired":
		return nil, errs.Newf(errs.Forbidden, "http.unauthenticated", "登录已过期，请重新登录", "the session is over: sign in again")
	case code == "system":
		return &door.Account{ID: code, Admin: authority.SystemAdmin, By: identity.By{Account: p.accounts[code]}}, nil
	case code == "security":
		return &door.Account{ID: code, Admin: authority.SecurityAdmin, By: identity.By{Account: p.accounts[code]}}, nil
	case code == "machine":
		return &door.Account{ID: code, Zone: Zone, Machine: true}, nil
	case code == "audit":
		return &door.Account{ID: code, Admin: authority.AuditAdmin, By: identity.By{Account: p.accounts[code]}}, nil
	case code == "elsewhere":
		return &door.Account{ID: code, Zone: "otherzone", Person: "zsj-a"}, nil
	case code == "citizen":
		return &door.Account{ID: code, Zone: Zone, Parties: Parties[code]}, nil
	case code == "enterprise":
		return &door.Account{ID: code, Zone: Zone, Parties: Parties[code]}, nil
	case code == "rival":
		return &door.Account{ID: code, Zone: Zone, Parties: Parties[code]}, nil
	case strings.HasPrefix(code, "reader:"):
		return &door.Account{ID: code, Zone: Zone, Person: code[7:], Scopes: []authority.Capability{authority.See}}, nil
	}
	_, view, err := p.engine.Org(r.Context(), Zone, p.engine.Now())
	if err != nil {
		return nil, err
	}
	delegated, err := p.directory.Delegated(r.Context(), Zone, code, view)
	return &door.Account{ID: code, Zone: Zone, Person: code, Delegated: delegated, By: identity.By{Account: p.accounts[code]}}, err
}

// answered is within which a request must have its answer: one that takes two of the office's one connection never has.
const answered = 2 * time.Minute

// Open opens an office on a database of which one connection reads.
func Open(t testing.TB, db *database.DB) *Office {
	t.Helper()
	if err := db.LimitReaders(t.Context(), 1); err != nil {
		t.Fatal(err)
	}
	o := &Office{TB: t, Now: At("2023-03-01 09:00"), Store: database.NewStore(db)}
	clock := func() time.Time { return o.Now }
	o.Engine = engine.New(o.Store, clock, id.New, rand.Reader)
	b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(bundle + officeBundle)}}, Zone)
	if err != nil {
		t.Fatal(errs.Message(err, "zh"))
	}
	if err := o.Engine.Apply(t.Context(), b, engine.Act{Program: true}, At("2023-01-01 00:00")); err != nil {
		t.Fatal(err)
	}
	o.Provider = identitytest.NewProvider(t, "https://zone.example/api/v1/session/providers/city/return")
	o.Provider.Now = clock
	directory, err := identity.New(db, identity.Config{
		Keys: [][]byte{bytes.Repeat([]byte{7}, 32)}, Plain: true, Clock: clock, Cost: identity.Cost{Memory: 8, Passes: 1, Lanes: 1},
		Zones: func(context.Context) ([]string, error) { return []string{Zone}, nil },
		Providers: []identity.Provider{{
			ID: "city", Title: text.Text{Zh: "市统一认证", En: "City sign-on"}, Issuer: o.Provider.URL, Redirect: o.Provider.Redirect,
			ClientID: identitytest.ClientID, ClientSecret: identitytest.ClientSecret,
		}},
	})
	if err != nil {
		t.Fatal(err)
	}
	drafts := []identity.Draft{
		{Login: "dcs-a", Title: "督查室主任", Zone: Zone, Kind: identity.Staff, Person: "dcs-a"},
		{Login: "zsj-c", Title: "招商局干部", Zone: Zone, Kind: identity.Staff, Person: "zsj-c"},
	}
	for _, admin := range []identity.Admin{identity.SystemAdmin, identity.SecurityAdmin, identity.AuditAdmin} {
		drafts = append(drafts, identity.Draft{Login: string(admin), Title: string(admin), Kind: identity.Staff, Admin: admin, Holder: "h-" + string(admin)})
	}
	if o.Seeded, err = directory.Seed(t.Context(), false, drafts...); err != nil {
		t.Fatal(err)
	}
	ids := map[string]string{}
	for _, account := range o.Seeded {
		ids[account.Login] = account.ID
	}
	o.Messages = o.tells(t, db, clock)
	tries, benefits := o.tries(t, db, clock)
	o.Subscribe = &subscribe.Desk{DB: db, Engine: o.Engine, Notify: o.Messages.Notify, Benefits: benefits, Parties: func(_ context.Context, account string) ([]string, bool, error) {
		parties, there := Parties[account]
		return parties, there && !slices.Contains(o.Closed, account), nil
	}}
	o.Messages.Notify.Followers = o.Subscribe.Followers
	api := httpapi.New(httpapi.Parts{
		Parts: door.Parts{
			Engine: o.Engine, Answers: o.Store, Secret: []byte("keys what is kept of requests"), Who: people{ids, directory, o.Engine}, Now: clock, NewID: id.New, Version: "test", Denied: directory.RecordDenied,
			Log: slog.New(slog.NewTextHandler(t.Output(), &slog.HandlerOptions{Level: slog.LevelError})),
		},
		Directory: directory, Messages: o.Messages, Exchange: o.keeps(t, db, clock, directory), Trial: tries, Benefits: benefits, Subscribe: o.Subscribe,
	})
	o.Door = api.Door
	o.Server = httptest.NewServer(o.Door.Guarded(directory))
	t.Cleanup(func() {
		api.Live.Close()
		o.Server.Close()
	})
	return o
}

// Neighbour puts the same mechanisms in force in another zone, otherzone, where "elsewhere" is 招商局局长.
func (o *Office) Neighbour() {
	o.Helper()
	b, err := mechanism.Load(fstest.MapFS{"otherzone/all.yaml": {Data: []byte(strings.ReplaceAll(bundle+officeBundle, Zone, "otherzone"))}}, "otherzone")
	if err != nil {
		o.Fatal(errs.Message(err, "zh"))
	}
	if err := o.Engine.Apply(o.Context(), b, engine.Act{Program: true}, At("2023-01-01 00:00")); err != nil {
		o.Fatal(err)
	}
}

// Applied puts the mechanisms in force with something written otherwise (old, new, …), from an instant on.
func (o *Office) Applied(from time.Time, written ...string) {
	o.Helper()
	all := bundle + officeBundle
	for i := 0; i < len(written); i += 2 {
		if !strings.Contains(all, written[i]) {
			o.Fatalf("%q is not in the mechanisms", written[i])
		}
	}
	b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(strings.NewReplacer(written...).Replace(all))}}, Zone)
	if err != nil {
		o.Fatal(errs.Message(err, "zh"))
	}
	if err := o.Engine.Apply(o.Context(), b, engine.Act{Program: true}, from); err != nil {
		o.Fatal(errs.Message(err, "zh"))
	}
}

// Each runs a test on an office of its own on each database.
func Each(t *testing.T, run func(o *Office)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, db *database.DB) { run(Open(t, db)) })
}

// EachOn is Each for a test that also looks at the database.
func EachOn(t *testing.T, run func(o *Office, db *database.DB)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, db *database.DB) { run(Open(t, db), db) })
}

// At is an instant in the zone's own clock: 2023-03-01 09:00.
func At(s string) time.Time {
	tm, err := time.ParseInLocation("2006-01-02 15:04", s, calendar.Location())
	if err != nil {
		panic(err)
	}
	return tm.UTC()
}

// Reply is an answer with its body read.
type Reply struct {
	*http.Response

	Raw []byte
}

// Into decodes the body.
func (r Reply) Into(o *Office, v any) {
	o.Helper()
	if err := json.Unmarshal(r.Raw, v); err != nil {
		o.Fatalf("%s: %v", r.Raw, err)
	}
}

// Matter reads the answer as a matter.
func (r Reply) Matter(o *Office) matters.MatterView {
	o.Helper()
	var m matters.MatterView
	r.Into(o, &m)
	return m
}

// Problem reads the answer as a problem.
func (r Reply) Problem(o *Office) door.Problem {
	o.Helper()
	if got := r.Header.Get("Content-Type"); got != "application/problem+json" {
		o.Fatalf("%d %s: %s", r.StatusCode, got, r.Raw)
	}
	var p door.Problem
	r.Into(o, &p)
	return p
}

// Call sends a request as somebody ("" for nobody); header is pairs of name and value.
func (o *Office) Call(who, method, path string, body any, header ...string) Reply {
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
	ctx, stop := context.WithTimeoutCause(o.Context(), answered, errors.New("no answer: does the request read while it holds what it reads?"))
	o.Cleanup(stop) // not before: a stream goes on
	req, err := http.NewRequestWithContext(ctx, method, o.Server.URL+path, reader)
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
	res, err := o.Server.Client().Do(req)
	if err != nil {
		o.Fatal(err)
	}
	defer res.Body.Close()                                     //nolint:errcheck // read to its end
	if res.Header.Get("Content-Type") == "text/event-stream" { // has no end
		return Reply{res, nil}
	}
	raw, err := io.ReadAll(res.Body)
	if err != nil {
		o.Fatal(err)
	}
	return Reply{res, raw}
}

// OK is Call that must end with the status.
func (o *Office) OK(status int, who, method, path string, body any, header ...string) Reply {
	o.Helper()
	r := o.Call(who, method, path, body, header...)
	if r.StatusCode != status {
		o.Fatalf("%s %s as %s: %d, want %d: %s", method, path, who, r.StatusCode, status, r.Raw)
	}
	return r
}

// Given registers a task and gives it to 招商局干部.
func (o *Office) Given(title string) matters.MatterView {
	o.Helper()
	r := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, InZone("/matters"), map[string]any{"kind": "task", "title": title, "lead_unit": "zsj"})
	m := r.Matter(o)
	r = o.OK(http.StatusOK, "dcs-a", http.MethodPost, OfMatter(m.Number, "/commands"), Deeds(map[string]any{"command": "assign", "owner": "招商局干部", "lead_unit": "zsj"}), "If-Match", r.Header.Get("ETag"))
	return r.Matter(o)
}
