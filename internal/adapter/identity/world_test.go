package identity

import (
	"bytes"
	"context"
	"errors"
	"testing"
	"time"

	"github.com/alexedwards/scs/v2"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
)

// cheap is a hash that costs nothing, for tests.
var cheap = Cost{Memory: 8, Passes: 1, Lanes: 1}

const zone = "ganzhou-etdz"

// world is a Directory with its first accounts and a clock that tests move.
type world struct {
	*Directory

	t        *testing.T
	clock    time.Time
	accounts map[string]Seeded // by login
}

var start = time.Date(2023, 6, 12, 0, 30, 0, 0, time.UTC)

func each(t *testing.T, run func(t *testing.T, w *world), change ...func(*Config)) {
	t.Helper()
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		t.Parallel()
		run(t, newWorld(t, db, change...))
	})
}

func newWorld(t *testing.T, db *database.DB, change ...func(*Config)) *world {
	t.Helper()
	w := &world{t: t, clock: start, accounts: map[string]Seeded{}}
	config := Config{
		Keys: [][]byte{bytes.Repeat([]byte{7}, 32)}, Cost: cheap, Clock: func() time.Time { return w.clock }, Plain: true,
		NeedsSecond: func(context.Context, *Account) (bool, error) { return false, nil },
	}
	for _, f := range change {
		f(&config)
	}
	d, err := New(db, config)
	if err != nil {
		t.Fatal(err)
	}
	w.Directory = d
	seeded, err := d.Seed(t.Context(), false,
		Draft{Login: "sys", Title: "系统管理员", Kind: Staff, Admin: SystemAdmin, Holder: "G-01"},
		Draft{Login: "sec", Title: "安全管理员", Kind: Staff, Admin: SecurityAdmin, Holder: "G-02"},
		Draft{Login: "aud", Title: "审计管理员", Kind: Staff, Admin: AuditAdmin, Holder: "G-03"},
		Draft{Login: "zhaoshang", Title: "招商局局长", Zone: zone, Kind: Staff, Person: "p-001"},
		Draft{Login: "ducha", Title: "督查室主任", Zone: zone, Kind: Staff, Person: "p-002"},
		Draft{Login: "hotline", Title: "12345 热线平台", Zone: zone, Kind: Machine},
		Draft{Login: "qiye", Title: "某企业", Zone: zone, Kind: Enterprise, Parties: []string{"e-1"}})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range seeded {
		w.accounts[s.Login] = s
	}
	return w
}

func (w *world) pass(d time.Duration) { w.clock = w.clock.Add(d) }
func (w *world) id(login string) string {
	w.t.Helper()
	a, err := w.AccountOfLogin(w.t.Context(), login)
	if err != nil {
		w.t.Fatalf("%s: %v", login, err)
	}
	return a.ID
}
func (w *world) by(login string) By { return By{Account: w.id(login), From: here} }

var here = From{Address: "10.1.2.3", Agent: "Firefox"}

// browser keeps a cookie between requests.
type browser struct {
	w     *world
	token string
}

func (w *world) browser() *browser { return &browser{w: w} }

// do is one request about the zone: it loads the visit, runs f and stores what f left, as LoadAndSave does.
func (b *browser) do(f func(ctx context.Context) error) error {
	b.w.t.Helper()
	m := b.w.Manager()
	ctx, err := m.Load(Arrive(b.w.t.Context(), zone, ""), b.token)
	if err != nil {
		b.w.t.Fatal(err)
	}
	fault := f(ctx)
	switch m.Status(ctx) {
	case scs.Modified:
		if b.token, _, err = m.Commit(ctx); err != nil {
			b.w.t.Fatal(err)
		}
	case scs.Destroyed:
		b.token = ""
	}
	return fault
}

func (b *browser) signIn(login, password string) (v *Visit, err error) {
	b.w.t.Helper()
	err = b.do(func(ctx context.Context) error {
		v, err = b.w.SignIn(ctx, login, password, here)
		return err
	})
	return v, err
}

// enter signs in or fails the test.
func (w *world) enter(login string) *browser {
	w.t.Helper()
	b := w.browser()
	v, err := b.signIn(login, w.accounts[login].Password)
	if err != nil {
		w.t.Fatalf("%s: %v", login, err)
	}
	if err := v.Ready(); err != nil {
		w.t.Fatalf("%s: %v", login, err)
	}
	return b
}

// inside tells why the browser is not in, nil if it is.
func (b *browser) inside() error {
	b.w.t.Helper()
	return b.do(func(ctx context.Context) error {
		_, err := b.w.inside(ctx)
		return err
	})
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if got := errs.CodeOf(err); err == nil || got != code {
		t.Errorf("got %v (%s), want %s", err, got, code)
	}
}

// must fails the test unless everything went well.
func must(t *testing.T, faults ...error) {
	t.Helper()
	if err := errors.Join(faults...); err != nil {
		t.Fatal(err)
	}
}

// lines are the actions of a zone's log, the oldest first.
func (w *world) lines(zone string) []Line {
	w.t.Helper()
	var rows []auditRow
	ctx := database.InZone(w.t.Context(), zone)
	must(w.t, w.db.Conn(ctx).NewSelect().Model(&rows).Where("zone_id = ?", zone).Order("seq").Scan(ctx))
	out := make([]Line, len(rows))
	for i := range rows {
		out[i] = rows[i].line(w.t)
	}
	return out
}
