package app

import (
	"context"
	"crypto/hkdf"
	"crypto/rand"
	"crypto/sha256"
	"errors"
	"fmt"
	"time"

	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/httpapi/messages"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/intake"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/adapter/notify"
	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/adapter/notify/webhook"
	"qinlian/internal/adapter/subscribe"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
)

// For how long notices and messages that have left the house are kept.
const (
	noticesKept  = 180 * 24 * time.Hour
	messagesKept = 30 * 24 * time.Hour
)

// telling makes what tells people and other systems, and what they hand in.
func (a *App) telling(ctx context.Context, o *Serving) (*messages.Parts, error) {
	key, err := sealingKey(o.Config)
	if err != nil {
		return nil, err
	}
	box, err := derived(key, "outbox", func(k []byte) (*outbox.Box, error) { return outbox.NewBox(k, rand.Reader) })
	if err != nil {
		return nil, err
	}
	order, err := derived(key, "intake", func(k []byte) ([]byte, error) { return k, nil })
	if err != nil {
		return nil, err
	}
	guard := &outbox.Guard{Plain: o.Config.Notify.Plain}
	for _, words := range o.Config.Notify.Networks {
		network, ok := config.Network(words)
		if !ok {
			return nil, errs.Newf(errs.Invalid, "config.network", "网段“%[1]s”有误", "%[1]q is no network", words).At("notify.networks")
		}
		guard.Allow = append(guard.Allow, network)
	}
	out := outbox.New(a.DB, clock.System, id.New) // receivers check when a message was signed by their own clocks
	p := &messages.Parts{
		Notify: notify.New(a.DB, a.Engine, out, box, guard, a.Engine.Now, id.New, notify.ByAuthority(a.Engine)),
		Hooks:  webhook.New(a.DB, out, box, guard, clock.System, id.New, rand.Reader, webhook.Open(a.Engine)),
		Outbox: out, Intake: intake.New(a.DB, a.Engine, order),
	}
	p.Notify.Sends, p.Notify.Days, p.Notify.Site = clock.System, a.Engine.NowIn, o.Config.Sites()[0]
	p.Notify.Robots()
	if m := &o.Config.Mail; m.Host != "" {
		if err := p.Notify.Mail(notify.MailServer{Host: m.Host, Port: m.Port, Security: m.Security, User: m.User, Password: m.Password, From: m.From}); err != nil {
			return nil, err
		}
	}
	p.Senders, err = a.senders(ctx, o.Config.Notify.Intake)
	return p, err
}

// derived makes something of a key that one purpose has for itself.
func derived[T any](key []byte, purpose string, from func(k []byte) (T, error)) (T, error) {
	k, err := hkdf.Key(sha256.New, key, nil, "qinlian/"+purpose, outbox.BoxKeySize)
	if err != nil {
		var none T
		return none, fmt.Errorf("derive the key of %s: %w", purpose, err)
	}
	return from(k)
}

// steps tells of what happened, and lets out what waits.
func (a *App) steps(w *work) jobs.Steps {
	p := w.messages
	return jobs.Steps{
		Collect: func(ctx context.Context, zone string) error {
			_, looked := w.subs.Look(ctx, zone) // whose records are whose, before their claims are told of
			_, told := p.Notify.Collect(ctx, zone)
			_, fanned := p.Hooks.Fan(ctx, a.Store, zone)
			return errors.Join(looked, told, fanned)
		},
		Digest: func(ctx context.Context, zone string) error {
			_, err := p.Notify.Digest(ctx, zone)
			return err
		},
		Deliver: func(ctx context.Context, zone string) error {
			_, err := p.Outbox.Run(ctx, zone)
			return err
		},
	}
}

// parties tells for whom an account acts.
func parties(d *identity.Directory) subscribe.Parties {
	return func(ctx context.Context, account string) ([]string, bool, error) {
		a, err := d.Account(ctx, account)
		switch {
		case errs.KindOf(err) == errs.NotFound:
			return nil, false, nil
		case err != nil:
			return nil, false, err
		case a.State == identity.Closed:
			return nil, false, nil
		case a.State != identity.Open:
			return nil, true, nil
		}
		return a.Parties, true, nil
	}
}

// forgetMessages removes what was read and sent long ago.
func (a *App) forgetMessages(p *messages.Parts) func(ctx context.Context) error {
	return a.eachZone(func(ctx context.Context, zone string) error {
		now := a.Engine.NowIn(zone)
		return errors.Join(p.Notify.Clean(ctx, zone, now.Add(-noticesKept)), p.Outbox.Clean(ctx, zone, clock.System().Add(-messagesKept)))
	})
}
