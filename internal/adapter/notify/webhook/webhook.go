// Package webhook tells other systems what happened: a zone's subscriptions, each an address, a secret and the
// events it wants, sent by the Standard Webhooks convention.
//
//	ledger ──Follow──▶ Fan ──one message for each subscription──▶ outbox ──▶ Send: sign, post
//
// A message names the matter, what happened and when, and nothing of its content: whoever may read more asks the
// API with a token of their own. A matter that Visible hides is not told of at all. Delivery is at least once and
// in no promised order; webhook-id is the same for each attempt, and pos is the event's position in the log.
package webhook

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
)

// Channel is the outbox's word for webhooks.
const Channel = "subscription"

// overlap is how long a rotated secret goes on signing beside the new one.
const overlap = 24 * time.Hour

// mostPerZone bounds a zone's subscriptions: each multiplies what must be sent.
const mostPerZone = 50

// Subscription is one receiver. URL and Secret are in clear in memory alone.
type Subscription struct {
	bun.BaseModel `bun:"table:webhooks,alias:w" json:"-"`

	ZoneID    string   `bun:"zone_id,pk"  json:"-"`
	ID        string   `bun:"id,pk"       json:"id"`
	URL       string   `bun:"-"           json:"url"`
	Secret    string   `bun:"-"           json:"-"` // shown once, when it is made
	Kinds     []string `bun:"-"           json:"kinds"`
	Note      string   `bun:"note"        json:"note,omitempty"`
	Active    bool     `bun:"active"      json:"active"`
	CreatedAt int64    `bun:"created_at"  json:"created_at"` // µs since 1970
	CreatedBy string   `bun:"created_by"  json:"created_by"`
	OldUntil  int64    `bun:"old_until"   json:"old_secret_until,omitempty"` // µs; the secret before signs, too

	SealedURL    []byte `bun:"url"        json:"-"`
	SealedSecret []byte `bun:"secret"     json:"-"`
	SealedOld    []byte `bun:"old_secret" json:"-"`
	KindList     string `bun:"kinds"      json:"-"`

	old string
}

// Unreadable tells that address or secret was sealed with a key that this server has not: they have to be given anew, by
// Change and Rotate. Until then what is to be sent waits.
func (s *Subscription) Unreadable() bool { return s.URL == "" || s.Secret == "" }

// Hooks keeps and serves subscriptions. It is safe for concurrent use.
type Hooks struct {
	db      *database.DB
	out     *outbox.Outbox
	box     *outbox.Box
	guard   *outbox.Guard
	client  *http.Client
	now     clock.Clock
	newID   id.Source
	random  io.Reader
	visible Visible
}

// New makes the hooks of a store and takes their channel of the outbox. guard is asked when an address is entered
// and again at each connection.
func New(db *database.DB, out *outbox.Outbox, box *outbox.Box, guard *outbox.Guard, now clock.Clock, newID id.Source, random io.Reader, visible Visible) *Hooks {
	h := &Hooks{db: db, out: out, box: box, guard: guard, client: guard.Client(), now: now, newID: newID, random: random, visible: visible}
	out.Handle(Channel, h.Send)
	return h
}

// Subscribe adds a receiver and gives it back with its secret, which nobody is shown again. Faults:
// webhook.unknown_kind, webhook.too_many, and the guard's.
func (h *Hooks) Subscribe(ctx context.Context, zone, by string, s Subscription) (Subscription, error) {
	ctx = database.InZone(ctx, zone)
	if err := h.check(ctx, &s); err != nil {
		return s, err
	}
	secret, err := NewSecret(h.random)
	if err != nil {
		return s, err
	}
	s.ZoneID, s.ID, s.Secret, s.old, s.OldUntil = zone, h.newID(), secret, "", 0
	s.Active, s.CreatedAt, s.CreatedBy = true, h.now().UnixMicro(), by
	if err := h.seal(&s); err != nil {
		return s, err
	}
	err = h.db.InTx(ctx, func(ctx context.Context) error {
		if err := h.db.Lock(ctx, "webhooks/"+zone); err != nil {
			return err
		}
		n, err := h.db.Conn(ctx).NewSelect().Model((*Subscription)(nil)).Where("zone_id = ?", zone).Count(ctx)
		if err != nil {
			return fmt.Errorf("count webhooks: %w", err)
		}
		if n >= mostPerZone {
			return errs.Newf(errs.Conflict, "webhook.too_many", "一个地区最多 %[1]d 个推送订阅，请先删除不用的", "a zone has at most %[1]d webhooks: remove one first", mostPerZone)
		}
		_, err = h.db.Conn(ctx).NewInsert().Model(&s).Exec(ctx)
		return err
	})
	return s, err
}

func (h *Hooks) check(ctx context.Context, s *Subscription) error {
	for _, k := range s.Kinds {
		if !slices.Contains(Kinds(), k) {
			return errs.Newf(errs.Invalid, "webhook.unknown_kind", "没有事件“%[1]s”；可订阅：%[2]s", "there is no event %[1]q; there are: %[2]s", k, strings.Join(Kinds(), ", ")).At("kinds")
		}
	}
	var fault *errs.Error
	if err := h.guard.Check(ctx, s.URL); errors.As(err, &fault) {
		return fault.At("url")
	} else if err != nil {
		return err
	}
	return nil
}

func place(s *Subscription, what string) string {
	return "webhooks/" + s.ZoneID + "/" + s.ID + "/" + what
}

func (h *Hooks) seal(s *Subscription) error {
	var err error
	for _, x := range []struct {
		into       *[]byte
		text, what string
	}{{&s.SealedURL, s.URL, "url"}, {&s.SealedSecret, s.Secret, "secret"}, {&s.SealedOld, s.old, "old"}} {
		if x.text == "" && x.into != &s.SealedOld {
			continue // it could not be read, and stays for the day on which its key is found
		}
		if *x.into, err = h.box.Seal(x.text, place(s, x.what)); err != nil {
			return err
		}
	}
	s.KindList = strings.Join(s.Kinds, ",")
	return nil
}

// unseal reads what can be read.
func (h *Hooks) unseal(s *Subscription) {
	for _, x := range []struct {
		into   *string
		sealed []byte
		what   string
	}{{&s.URL, s.SealedURL, "url"}, {&s.Secret, s.SealedSecret, "secret"}, {&s.old, s.SealedOld, "old"}} {
		*x.into, _ = h.box.Open(x.sealed, place(s, x.what)) // "" for what cannot: Unreadable tells
	}
	if s.Kinds = []string{}; s.KindList != "" {
		s.Kinds = strings.Split(s.KindList, ",")
	}
}

// List gives a zone's subscriptions, oldest first.
func (h *Hooks) List(ctx context.Context, zone string) ([]Subscription, error) {
	ctx = database.InZone(ctx, zone)
	out := []Subscription{}
	if err := h.db.Conn(ctx).NewSelect().Model(&out).Where("zone_id = ?", zone).OrderExpr("id").Scan(ctx); err != nil {
		return nil, database.Explain(fmt.Errorf("list webhooks: %w", err))
	}
	for i := range out {
		h.unseal(&out[i])
	}
	return out, nil
}

// Read gives one subscription; webhook.not_found where there is none.
func (h *Hooks) Read(ctx context.Context, zone, hook string) (Subscription, error) {
	ctx = database.InZone(ctx, zone)
	var s Subscription
	err := h.db.Conn(ctx).NewSelect().Model(&s).Where("zone_id = ?", zone).Where("id = ?", hook).Scan(ctx)
	if errors.Is(err, sql.ErrNoRows) {
		return s, errs.Newf(errs.NotFound, "webhook.not_found", "没有推送订阅“%[1]s”", "there is no webhook %[1]q", hook)
	}
	if err != nil {
		return s, database.Explain(fmt.Errorf("read webhook: %w", err))
	}
	h.unseal(&s)
	return s, nil
}

// Change sets address, kinds, note and whether it is active.
//
// Each of unless may refuse the change for what the subscription is now; so it is with Rotate and Unsubscribe.
func (h *Hooks) Change(ctx context.Context, zone string, wanted Subscription, unless ...func(now *Subscription) error) (Subscription, error) {
	if err := h.check(ctx, &wanted); err != nil {
		return wanted, err
	}
	return h.alter(ctx, zone, wanted.ID, inactive(), func(s *Subscription) error {
		if err := refused(s, unless); err != nil {
			return err
		}
		s.URL, s.Kinds, s.Note, s.Active = wanted.URL, wanted.Kinds, wanted.Note, wanted.Active
		return nil
	})
}

// Rotate gives a subscription a new secret. For a day messages are signed with the old one, too, so that its
// receiver need not change at the same moment.
func (h *Hooks) Rotate(ctx context.Context, zone, hook string, unless ...func(now *Subscription) error) (Subscription, error) {
	return h.alter(ctx, zone, hook, inactive(), func(s *Subscription) (err error) {
		if err := refused(s, unless); err != nil {
			return err
		}
		if s.old, s.OldUntil = s.Secret, 0; s.old != "" {
			s.OldUntil = h.now().Add(overlap).UnixMicro()
		}
		s.Secret, err = NewSecret(h.random)
		return err
	})
}

func refused(s *Subscription, unless []func(now *Subscription) error) error {
	for _, check := range unless {
		if err := check(s); err != nil {
			return err
		}
	}
	return nil
}

// alter changes a subscription; what waits for one that is then inactive ends, and why is said of it.
func (h *Hooks) alter(ctx context.Context, zone, hook string, why error, change func(s *Subscription) error) (Subscription, error) {
	ctx = database.InZone(ctx, zone)
	var s Subscription
	err := h.db.InTx(ctx, func(ctx context.Context) (err error) {
		if err := h.db.Lock(ctx, "webhooks/"+zone); err != nil {
			return err
		}
		if s, err = h.Read(ctx, zone, hook); err != nil {
			return err
		}
		if err := change(&s); err != nil {
			return err
		}
		if err := h.seal(&s); err != nil {
			return err
		}
		if _, err = h.db.Conn(ctx).NewUpdate().Model(&s).WherePK().Exec(ctx); err != nil || s.Active {
			return err
		}
		return h.out.End(ctx, zone, Channel, hook, why)
	})
	return s, err
}

// Unsubscribe removes a receiver; what waits to be sent to it is dead.
func (h *Hooks) Unsubscribe(ctx context.Context, zone, hook string, unless ...func(now *Subscription) error) error {
	ctx = database.InZone(ctx, zone)
	return h.db.InTx(ctx, func(ctx context.Context) error {
		if err := h.db.Lock(ctx, "webhooks/"+zone); err != nil {
			return err
		}
		s, err := h.Read(ctx, zone, hook)
		if err == nil {
			err = refused(&s, unless)
		}
		if err != nil {
			return err
		}
		if _, err = h.db.Conn(ctx).NewDelete().Model((*Subscription)(nil)).Where("zone_id = ?", zone).Where("id = ?", hook).Exec(ctx); err != nil {
			return err
		}
		return h.out.End(ctx, zone, Channel, hook, inactive())
	})
}
