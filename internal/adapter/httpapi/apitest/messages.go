package apitest

import (
	"bytes"
	"context"
	"crypto/rand"
	"net/netip"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/httpapi/messages"
	"qinlian/internal/adapter/intake"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/adapter/notify"
	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/adapter/notify/webhook"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/id"
)

// Idle is a kind of job that does nothing.
type Idle struct {
	N int `json:"n"`
}

// Kind is "idle".
func (Idle) Kind() string { return "idle" }

// tells makes what tells and is told. Messages may go to this machine; jobs are inserted and not run.
func (o *Office) tells(t testing.TB, db *database.DB, now clock.Clock) messages.Parts {
	t.Helper()
	key := bytes.Repeat([]byte{7}, outbox.BoxKeySize)
	box, err := outbox.NewBox(key, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	guard := &outbox.Guard{Plain: true, Allow: []netip.Prefix{netip.MustParsePrefix("127.0.0.0/8"), netip.MustParsePrefix("::1/128")}}
	out := outbox.New(db, now, id.New)
	if err := jobs.Migrate(t.Context(), db); err != nil {
		t.Fatal(err)
	}
	registry := jobs.NewRegistry()
	jobs.Register(registry, func(context.Context, Idle) error { return nil }, jobs.Options{})
	client, err := jobs.New(db, registry, jobs.Config{})
	if err != nil {
		t.Fatal(err)
	}
	return messages.Parts{
		Notify:  notify.New(db, o.Engine, out, box, guard, now, id.New, notify.ByAuthority(o.Engine)),
		Hooks:   webhook.New(db, out, box, guard, now, id.New, rand.Reader, webhook.Open(o.Engine)),
		Machine: messages.Machine{Schema: db.Schema, Database: string(db.Dialect()), Backup: func(ctx context.Context) (jobs.Inserted, error) { return client.Insert(ctx, Idle{N: 1}) }},
		Outbox:  out, Jobs: client, Intake: intake.New(db, o.Engine, key),
		Senders: map[string]map[string]*intake.Mapping{Zone: {"12345": {Sender: "12345", Actor: "督查室主任", Other: &intake.Target{Kind: "task"}}}},
	}
}
