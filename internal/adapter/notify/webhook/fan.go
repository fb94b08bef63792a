package webhook

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"time"

	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/ledger"
)

// Visible tells whether other systems may hear of a matter: not of one whose kind is confidential.
type Visible func(ctx context.Context, zone string, row *engine.MatterRow) (bool, error)

// Open is the Visible that follows the mechanisms: a kind that is confidential is told of at none of the stages
// at which it is.
func Open(e *engine.Engine) Visible {
	return func(ctx context.Context, zone string, row *engine.MatterRow) (bool, error) {
		_, rules, err := e.Standing(ctx, zone, "", nil, e.NowIn(zone))
		if err != nil {
			return false, err
		}
		secret, confidential := rules.Confidential[row.Kind]
		return !confidential || secret.While != nil && !slices.Contains(secret.While, row.Stage), nil
	}
}

// prefix begins the kinds of events about matters.
const prefix = "matter."

// kinds are the events of matters that can be subscribed to.
var kinds = []string{
	"registered", "established", "assigned", "transferred", "accepted", "started", "reported", "reviewed", "returned",
	"completed", "followed-up", "closed", "archived", "rechecked", "reopened", "withdrawn", "merged",
	"suspended", "resumed", "extended", "replanned", "escalated", "recolored",
	"letter-issued", "letter-delivered", "letter-signed", "letter-replied", "letter-late",
	"light-changed", "duty-opened", "duty-missed", "rung-fired",
}

// Kinds lists the events that can be subscribed to: matter.closed and so on.
func Kinds() []string {
	out := make([]string, len(kinds))
	for i, k := range kinds {
		out[i] = prefix + k
	}
	return out
}

// Event is the body of a webhook. Its members will be added to, never changed.
type Event struct {
	Type      string    `json:"type"`      // matter.closed
	Timestamp time.Time `json:"timestamp"` // when it took effect
	Data      Data      `json:"data"`
}

// Data names what the event is about.
type Data struct {
	Zone   string `json:"zone"`
	Matter string `json:"matter"` // id
	Number string `json:"number"`
	Kind   string `json:"kind"`
	Seq    int64  `json:"seq"` // of the event within its matter
}

// Fan puts a message into the outbox for each event that happened since the last run and each subscription that
// wants it. Several nodes may run it at once.
func (h *Hooks) Fan(ctx context.Context, store engine.Matters, zone string) (events int, err error) {
	return outbox.Follow(ctx, h.db, zone, "webhooks", func(ctx context.Context, events []ledger.Event) (func(context.Context) error, error) {
		hooks, err := h.List(ctx, zone)
		if err != nil {
			return nil, err
		}
		hooks = slices.DeleteFunc(hooks, func(s Subscription) bool { return !s.Active })
		var messages []*outbox.Message
		if len(hooks) > 0 {
			if messages, err = h.messages(ctx, store, zone, hooks, events); err != nil {
				return nil, err
			}
		}
		return func(ctx context.Context) error { return h.out.Put(ctx, messages...) }, nil
	})
}

func (h *Hooks) messages(ctx context.Context, store engine.Matters, zone string, hooks []Subscription, events []ledger.Event) ([]*outbox.Message, error) {
	type seen struct {
		row     engine.MatterRow
		visible bool
	}
	known := map[string]seen{}
	look := func(stream string) (seen, error) {
		s, found := known[stream]
		if found {
			return s, nil
		}
		row, err := store.Matter(ctx, zone, stream)
		if errs.KindOf(err) == errs.NotFound {
			known[stream] = s
			return s, nil
		}
		if err != nil {
			return s, err
		}
		s.row = row
		if s.visible, err = h.visible(ctx, zone, &s.row); err == nil {
			known[stream] = s
		}
		return s, err
	}
	var out []*outbox.Message
	for i := range events {
		e := &events[i]
		if !ledger.IsMatter(e.Stream) || !slices.Contains(kinds, e.Type) {
			continue
		}
		kind := prefix + e.Type
		wants := func(s Subscription) bool { return len(s.Kinds) == 0 || slices.Contains(s.Kinds, kind) }
		if !slices.ContainsFunc(hooks, wants) {
			continue
		}
		about, err := look(e.Stream)
		if err != nil {
			return nil, err
		}
		if !about.visible {
			continue
		}
		body, err := json.Marshal(Event{Type: kind, Timestamp: e.At, Data: Data{Zone: zone, Matter: e.Stream, Number: about.row.Number, Kind: about.row.Kind, Seq: e.Seq}})
		if err != nil {
			return nil, fmt.Errorf("write webhook: %w", err)
		}
		for _, s := range hooks {
			if wants(s) {
				out = append(out, &outbox.Message{ZoneID: zone, Channel: Channel, Target: s.ID, Kind: kind, Subject: about.row.Number, Body: body})
			}
		}
	}
	return out, nil
}

// Send signs and posts one message of the outbox.
func (h *Hooks) Send(ctx context.Context, m *outbox.Message) error {
	s, err := h.Read(ctx, m.ZoneID, m.Target)
	if errs.Is(err, "webhook.not_found") {
		return outbox.Never(err)
	}
	if err != nil {
		return err
	}
	if s.Unreadable() {
		return errs.Newf(errs.Conflict, "webhook.other_key", "该推送订阅的地址或密钥是用另一把密钥封存的，无法读出，须重新设置", "the webhook's address or secret was sealed with another key and cannot be read: set it up anew")
	}
	if !s.Active {
		return outbox.Never(inactive())
	}
	now := h.now()
	secrets := []string{s.Secret}
	if s.old != "" && s.OldUntil > now.UnixMicro() {
		secrets = append(secrets, s.old)
	}
	headers, err := Headers(m.ID, now, m.Body, secrets...)
	if err != nil {
		return outbox.Never(err)
	}
	answer, err := h.guard.Post(ctx, h.client, s.URL, headers, m.Body)
	switch {
	case err != nil:
		return err
	case answer.Status == http.StatusGone: // the receiver wants no more
		gone := errs.Newf(errs.Refused, "webhook.gone", "接收方应答 410，订阅已停用", "the receiver answered 410 and the webhook was made inactive")
		if _, err := h.alter(ctx, m.ZoneID, s.ID, gone, func(s *Subscription) error { s.Active = false; return nil }); err != nil {
			return err
		}
		return outbox.Never(gone)
	case answer.Status < 200 || answer.Status > 299:
		return outbox.Answered(answer.Status)
	}
	return nil
}

// inactive is why nothing is sent to a subscription that was switched off.
func inactive() error {
	return errs.Newf(errs.Refused, "webhook.inactive", "该推送订阅已停用", "the webhook is not active")
}
