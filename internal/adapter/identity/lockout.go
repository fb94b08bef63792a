package identity

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
	"fmt"
	"net/netip"
	"strings"
	"sync"
	"time"

	"github.com/uptrace/bun"
	"golang.org/x/time/rate"

	"qinlian/internal/base/errs"
)

// Lockout keeps guessers out. After Failures wrong attempts nobody gets in for First, then twice that for each
// further one up to Longest; after Window without any, the count begins again. It is counted by what was typed,
// on the database, so that all nodes share it and an account that does not exist locks like one that does.
type Lockout struct {
	Failures int           // 5 if 0
	First    time.Duration // 1 min if 0
	Longest  time.Duration // 1 h if 0
	Window   time.Duration // 15 min if 0
}

func (l *Lockout) fill() {
	or(&l.Failures, 5)
	or(&l.First, time.Minute)
	or(&l.Longest, time.Hour)
	or(&l.Window, 15*time.Minute)
}

// span is for how long the n-th failure in a row keeps everybody out.
func (l *Lockout) span(n int64) time.Duration {
	over := n - int64(l.Failures)
	if over < 0 {
		return 0
	}
	for span := l.First; ; span *= 2 {
		if over == 0 || span >= l.Longest {
			return min(span, l.Longest)
		}
		over--
	}
}

type failures struct {
	bun.BaseModel `bun:"table:sign_in_failures"`

	Subject  string  `bun:"subject,pk"`
	Failures int64   `bun:"failures"`
	LastAt   Instant `bun:"last_at"`
	UntilAt  Instant `bun:"until_at"`
}

// subject names what is counted: a keyed hash, because people type passwords into the field for the login.
func (d *Directory) subject(what, typed string) string {
	return what + ":" + hex.EncodeToString(d.keys.mac("failures", []byte(what), []byte(typed))[:16])
}

func (d *Directory) failureKeys(a *Account) []string {
	return []string{d.subject("login", a.Login), d.subject("factor", a.ID), d.subject("confirm", a.ID)}
}

// attempt counts a failure before anything is checked, and forgive takes it back: many attempts at once cannot
// all be checked before the first is counted. The fault says how long to wait.
func (d *Directory) attempt(ctx context.Context, subject string) error {
	var wait time.Duration
	back := d.owed.take(subject)
	err := d.db.InTx(ctx, func(ctx context.Context) error {
		if err := d.db.Lock(ctx, subject); err != nil {
			return err
		}
		now, f := d.instant(), failures{Subject: subject}
		err := d.db.Conn(ctx).NewSelect().Model(&f).WherePK().Scan(ctx)
		if err != nil && !errors.Is(err, sql.ErrNoRows) {
			return err
		}
		l := d.config.Lockout
		if back > 0 && f.Failures > 0 {
			f.Failures = max(0, f.Failures-back)
			f.lock(f.LastAt, &l)
		}
		putBack := now.Before(f.LastAt.Time) // the clock: nobody is kept out until it has caught up
		if putBack {
			f.lock(now, &l)
		}
		if wait = f.UntilAt.Sub(now.Time); wait > 0 {
			if putBack || back > 0 {
				return d.count(ctx, &f)
			}
			return nil
		}
		if f.Failures > 0 && !now.Before(latest(f.LastAt, f.UntilAt).Add(l.Window)) {
			f.Failures = 0
		}
		f.Failures++
		f.lock(now, &l)
		return d.count(ctx, &f)
	})
	if err != nil {
		d.owed.add(subject, back)
		return fmt.Errorf("count an attempt: %w", err)
	}
	if wait > 0 {
		return tooMany(wait)
	}
	return nil
}

// unlessOurs takes back an attempt that ended by a fault of our own (the database went away, it took too long): it told
// nobody whether the proof was right, so it is nobody's failure. err is how the attempt ended.
func (d *Directory) unlessOurs(ctx context.Context, subject string, err error) {
	if err == nil || errs.KindOf(err) != errs.Internal && !strings.HasPrefix(errs.CodeOf(err), "database.") {
		return
	}
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), takeBack)
	defer cancel()
	if d.uncount(ctx, subject) != nil {
		d.owed.add(subject, 1)
	}
}

// takeBack is how long an attempt is tried to be taken back; longer, and the next attempt does it.
const takeBack = 2 * time.Second

// uncount takes one attempt back, with the lock that it brought about.
func (d *Directory) uncount(ctx context.Context, subject string) error {
	return d.db.InTx(ctx, func(ctx context.Context) error {
		if err := d.db.Lock(ctx, subject); err != nil {
			return err
		}
		f := failures{Subject: subject}
		err := d.db.Conn(ctx).NewSelect().Model(&f).WherePK().Scan(ctx)
		if errors.Is(err, sql.ErrNoRows) || err == nil && f.Failures == 0 {
			return nil // forgiven meanwhile
		}
		if err != nil {
			return err
		}
		f.Failures--
		l := d.config.Lockout
		f.lock(f.LastAt, &l)
		return d.count(ctx, &f)
	})
}

// owed are attempts that could not be taken back while the database was away; the next one on this node does it.
type owed struct {
	mu      sync.Mutex
	subject map[string]int64
}

// mostOwed bounds the subjects that are remembered.
const mostOwed = 10_000

func (o *owed) add(subject string, n int64) {
	if n == 0 {
		return
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	if o.subject == nil || len(o.subject) >= mostOwed {
		o.subject = map[string]int64{}
	}
	o.subject[subject] += n
}

func (o *owed) take(subject string) int64 {
	o.mu.Lock()
	defer o.mu.Unlock()
	n := o.subject[subject]
	delete(o.subject, subject)
	return n
}

// lock keeps everybody out from now on for as long as the failures deserve.
func (f *failures) lock(now Instant, l *Lockout) {
	f.LastAt, f.UntilAt = now, Instant{}
	if span := l.span(f.Failures); span > 0 {
		f.UntilAt = after(now, span)
	}
}

func (d *Directory) count(ctx context.Context, f *failures) error {
	_, err := d.db.Conn(ctx).NewInsert().Model(f).On("CONFLICT (subject) DO UPDATE").
		Set("failures = EXCLUDED.failures, last_at = EXCLUDED.last_at, until_at = EXCLUDED.until_at").Exec(ctx)
	return err
}

func latest(a, b Instant) Instant {
	if a.After(b.Time) {
		return a
	}
	return b
}

// forgive forgets failures.
func (d *Directory) forgive(ctx context.Context, subjects ...string) error {
	_, err := d.db.Conn(ctx).NewDelete().Model((*failures)(nil)).Where("subject IN (?)", bun.List(subjects)).Exec(ctx)
	return err
}

// Rate is how often one address may try to sign in; each node counts for itself. An office sits behind one
// address, so it is generous: guessing is the lock-out's to stop, this stops floods.
type Rate struct {
	Burst    int     // at once; 60 if 0
	PerSec   float64 // and then; 1 if 0
	MostKept int     // addresses remembered; 10 000 if 0
}

func (r *Rate) fill() {
	or(&r.Burst, 60)
	or(&r.PerSec, 1)
	or(&r.MostKept, 10_000)
}

type addresses struct {
	rate Rate
	mu   sync.Mutex
	seen map[string]*rate.Limiter
}

func newAddresses(r Rate) *addresses { return &addresses{rate: r, seen: map[string]*rate.Limiter{}} }

// allow takes one attempt of an address. When there are too many addresses, those that may try at full burst
// again are forgotten, which changes nothing for them.
func (a *addresses) allow(address string, now time.Time) bool {
	key := Network(address)
	a.mu.Lock()
	defer a.mu.Unlock()
	limiter := a.seen[key]
	if limiter == nil {
		if len(a.seen) >= a.rate.MostKept {
			for k, l := range a.seen {
				if l.TokensAt(now) >= float64(a.rate.Burst) {
					delete(a.seen, k)
				}
			}
			for k := range a.seen { // all busy: one of them begins anew, rather than everybody waiting
				if len(a.seen) < a.rate.MostKept {
					break
				}
				delete(a.seen, k)
			}
		}
		limiter = rate.NewLimiter(rate.Limit(a.rate.PerSec), a.rate.Burst)
		a.seen[key] = limiter
	}
	return limiter.AllowN(now, 1)
}

// Network is what one customer of a network provider has: an IPv4 address or the first half of an IPv6 one.
func Network(address string) string {
	ip, err := netip.ParseAddr(address)
	if err != nil {
		return address
	}
	ip = ip.Unmap().WithZone("")
	if ip.Is6() {
		if p, err := ip.Prefix(64); err == nil {
			return p.String()
		}
	}
	return ip.String()
}

// admit lets an address try once more.
func (d *Directory) admit(from From) error {
	if !d.addresses.allow(from.Address, d.now()) {
		return errBusyAddress
	}
	return nil
}
