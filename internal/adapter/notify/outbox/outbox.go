// Package outbox keeps what must leave the house until it has left: mails, robots' messages, webhooks.
//
//	Put(ctx, message)  joins the caller's transaction
//	Run(ctx, zone)     sends all that is due: claim ─▶ send ─▶ done | waiting, later | dead
//
// A claim is a lease: Run moves the next try a few minutes on before it sends, so that no other node sends the
// same message meanwhile, and one whose node died is tried again when the lease is over. A message may thus arrive
// twice; it carries its ID for the receiver to know it by. After the last attempt it is dead: listed, with its
// last error, until somebody sends it again.
package outbox

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/uptrace/bun"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/base/text"
)

// The states of a message.
const (
	Waiting = "waiting"
	Done    = "done"
	Dead    = "dead"
)

// Message is one thing to send. Body is what its channel makes of it.
type Message struct {
	bun.BaseModel `bun:"table:deliveries,alias:d" json:"-"`

	ZoneID    string `bun:"zone_id,pk"  json:"zone"`
	ID        string `bun:"id,pk"       json:"id"`
	Channel   string `bun:"channel"     json:"channel"`
	Target    string `bun:"target"      json:"target"` // a person, or a webhook
	Kind      string `bun:"kind"        json:"kind"`
	Subject   string `bun:"subject"     json:"-"`
	State     string `bun:"state"       json:"state"`
	Attempts  int    `bun:"attempts"    json:"attempts"`
	Error     string `bun:"error"       json:"error,omitempty"` // of the last attempt, in both languages: Says picks one
	NextAt    int64  `bun:"next_at"     json:"next_at"`         // µs since 1970, as are the others
	CreatedAt int64  `bun:"created_at"  json:"created_at"`
	EndedAt   int64  `bun:"ended_at"    json:"ended_at"`  // 0: not yet
	FailedAt  int64  `bun:"failed_at"   json:"failed_at"` // the last attempt that did; 0: none
	Body      []byte `bun:"body"        json:"-"`
}

// Sender sends one message on a channel. Never marks an error that another attempt would meet again.
type Sender func(ctx context.Context, m *Message) error

// pauses between attempts, as the Standard Webhooks convention suggests: the last comes about a day and a half
// after the first, so that a night's or a day's outage loses nothing.
var pauses = []time.Duration{
	5 * time.Second, time.Minute, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour, 5 * time.Hour, 10 * time.Hour, 14 * time.Hour,
}

// MaxAttempts is after how many a message is dead.
var MaxAttempts = len(pauses) + 1

const (
	lease    = 3 * time.Minute  // longer than any attempt
	attempt  = 30 * time.Second // the most that one may take
	atOnce   = 20               // messages claimed together
	mostText = 300              // runes of an error that are kept
)

// Outbox is a store's outbox. It is safe for concurrent use.
type Outbox struct {
	db      *database.DB
	now     clock.Clock
	newID   id.Source
	senders map[string]Sender
}

// New works on an open store with the newest schema.
func New(db *database.DB, now clock.Clock, newID id.Source) *Outbox {
	return &Outbox{db: db, now: now, newID: newID, senders: map[string]Sender{}}
}

// Handle names the sender of a channel, before the first Run.
func (o *Outbox) Handle(channel string, send Sender) { o.senders[channel] = send }

// Put keeps messages to be sent, from now on or from NextAt, in the transaction in ctx. It gives those without an
// ID one.
func (o *Outbox) Put(ctx context.Context, messages ...*Message) error {
	if len(messages) == 0 {
		return nil
	}
	now := o.now().UnixMicro()
	for _, m := range messages {
		if m.ID == "" {
			m.ID = o.newID()
		}
		if m.Body == nil {
			m.Body = []byte{}
		}
		m.State, m.CreatedAt, m.NextAt = Waiting, now, max(m.NextAt, now)
	}
	return o.db.InTx(database.InZone(ctx, messages[0].ZoneID), func(ctx context.Context) error {
		if _, err := o.db.Conn(ctx).NewInsert().Model(&messages).Exec(ctx); err != nil {
			return fmt.Errorf("keep messages to send: %w", err)
		}
		return nil
	})
}

// Ran tells what a run did.
type Ran struct{ Done, Failed, Dead int }

// Run sends everything of a zone that is due. Errors of messages are noted with them; the error returned is the
// store's.
func (o *Outbox) Run(ctx context.Context, zone string) (Ran, error) {
	ctx = database.InZone(ctx, zone)
	var ran Ran
	for {
		claimed, err := o.claim(ctx, zone)
		if err != nil || len(claimed) == 0 {
			return ran, err
		}
		for i := range claimed {
			m := &claimed[i]
			fault := o.send(ctx, m)
			if ctx.Err() != nil { // the node stops: the lease brings the rest back
				return ran, ctx.Err()
			}
			if err := o.settle(ctx, m, fault, &ran); err != nil {
				return ran, err
			}
		}
	}
}

// claim takes some messages that are due for as long as the lease.
func (o *Outbox) claim(ctx context.Context, zone string) ([]Message, error) {
	var claimed []Message
	err := o.db.InTx(ctx, func(ctx context.Context) error {
		claimed = claimed[:0]
		now := o.now()
		due := o.db.Conn(ctx).NewSelect().Model(&claimed).Where("zone_id = ?", zone).
			Where("state = 'waiting'").Where("next_at <= ?", now.UnixMicro()).OrderExpr("next_at, id").Limit(atOnce)
		if o.db.Dialect() == database.PostgreSQL {
			due = due.For("UPDATE SKIP LOCKED")
		}
		if err := due.Scan(ctx); err != nil || len(claimed) == 0 {
			return err
		}
		ids := make([]string, len(claimed))
		for i := range claimed {
			ids[i] = claimed[i].ID
			claimed[i].Attempts++
		}
		_, err := o.db.Conn(ctx).NewUpdate().Model((*Message)(nil)).Set("attempts = attempts + 1").
			Set("next_at = ?", now.Add(lease).UnixMicro()).Where("zone_id = ?", zone).Where("id IN (?)", bun.List(ids)).Exec(ctx)
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("claim messages: %w", err)
	}
	return claimed, nil
}

func (o *Outbox) send(ctx context.Context, m *Message) error {
	send := o.senders[m.Channel]
	if send == nil {
		return errs.Newf(errs.Conflict, "outbox.no_channel", "通道“%[1]s”未配置", "channel %[1]q is not configured", m.Channel)
	}
	ctx, cancel := context.WithTimeout(ctx, attempt)
	defer cancel()
	return send(ctx, m)
}

// settle notes how an attempt went.
func (o *Outbox) settle(ctx context.Context, m *Message, fault error, ran *Ran) error {
	now := o.now()
	never := (*neverError)(nil)
	set := map[string]any{"error": "", "state": Done, "ended_at": now.UnixMicro()}
	switch {
	case fault == nil:
		ran.Done++
	case m.Attempts >= MaxAttempts || errors.As(fault, &never):
		ran.Dead++
		set["state"], set["error"], set["failed_at"] = Dead, said(fault), now.UnixMicro()
	default:
		ran.Failed++
		set = map[string]any{"error": said(fault), "failed_at": now.UnixMicro(), "next_at": now.Add(pause(m)).UnixMicro()}
	}
	err := o.db.InTx(ctx, func(ctx context.Context) error {
		_, err := o.db.Conn(ctx).NewUpdate().Model(&set).TableExpr("deliveries").
			Where("zone_id = ?", m.ZoneID).Where("id = ?", m.ID).Where("state = 'waiting'").Exec(ctx)
		return err
	})
	if err != nil {
		return fmt.Errorf("note the delivery of %s: %w", m.ID, err)
	}
	return nil
}

// pause is how long to wait after an attempt, moved by up to a tenth so that those who failed together do not come
// back together.
func pause(m *Message) time.Duration {
	p := pauses[min(max(m.Attempts, 1), len(pauses))-1]
	h := fnv.New32a()
	_, _ = h.Write([]byte(m.ID)) // never fails
	return p + p/10*time.Duration(h.Sum32()%100)/100
}

// between separates the two languages in which an error is kept.
const between = "\x1f"

// said is what is kept of an error: its words in both languages, or the one that it is in.
func said(fault error) string {
	w := errs.Words(fault)
	zh, en := shorten(w.Zh), shorten(w.En)
	if zh == en {
		return zh
	}
	return zh + between + en
}

// Says tells what is kept of an error in a language.
func Says(kept string, lang text.Lang) string {
	zh, en, both := strings.Cut(kept, between)
	if both && lang == text.En {
		return en
	}
	return zh
}

// shorten keeps an error's first line, without what could forge another in a log.
func shorten(s string) string {
	s = strings.Map(func(r rune) rune {
		if r < ' ' || r == utf8.RuneError || r == 0x7f {
			return ' '
		}
		return r
	}, s)
	if r := []rune(s); len(r) > mostText {
		return string(r[:mostText]) + "…"
	}
	return s
}

type neverError struct{ cause error }

func (e *neverError) Error() string { return e.cause.Error() }
func (e *neverError) Unwrap() error { return e.cause }

// Never marks an error that another attempt would meet again: the message is dead at once.
func Never(err error) error { return &neverError{err} }
