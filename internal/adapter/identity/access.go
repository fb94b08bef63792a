package identity

import (
	"context"
	"encoding/hex"
	"strings"
	"sync"
	"time"
)

// Reads of personal data are lines of the zone's log. Somebody who works on a matter opens it again and again: the
// first time in an hour is written down, so that reading costs no write each time and the log stays readable.

// seenAgain is for how long a read of the same matter by the same account is not written down again, on one node.
const seenAgain = time.Hour

// mostSeen bounds the reads that a node remembers; beyond it some are written down twice.
const mostSeen = 50_000

// reads remembers who saw what of late. The zero value is ready.
type reads struct {
	mu   sync.Mutex
	seen map[read]time.Time
}

type read struct{ zone, account, number string } // or "/" and an operation

// first tells whether a read is the first in an hour, and remembers it.
func (r *reads) first(key read, now time.Time) bool {
	r.mu.Lock()
	defer r.mu.Unlock()
	if at, known := r.seen[key]; known && now.Sub(at) < seenAgain && !now.Before(at) {
		return false
	}
	if r.seen == nil || len(r.seen) >= mostSeen {
		r.seen = map[read]time.Time{}
	}
	r.seen[key] = now
	return true
}

func (r *reads) forget(key read) {
	r.mu.Lock()
	defer r.mu.Unlock()
	delete(r.seen, key)
}

// Seen is a matter whose personal data somebody reads. Of one that is hidden the auditor learns that it was read, by
// whom and when, and that it is the same as another time: not its number, nor what people wrote of it. Its own history
// tells the rest to those who are cleared.
type Seen struct {
	Zone, Number string
	Hidden       bool
}

func (d *Directory) objectOf(m *Seen) string {
	if !m.Hidden {
		return m.Number
	}
	return "confidential:" + hex.EncodeToString(d.keys.mac("matter", []byte(m.Zone), []byte(m.Number))[:8])
}

// RecordRead notes that by saw a matter that holds personal fields, masked: once an hour. It belongs behind the check
// that they may, and before the answer.
func (d *Directory) RecordRead(ctx context.Context, by By, m Seen) error {
	key := read{plain(m.Zone), by.Account, m.Number}
	if !d.reads.first(key, d.now()) {
		return nil
	}
	err := d.Record(ctx, by, &Entry{Zone: m.Zone, Action: "personal.read", Object: d.objectOf(&m), Outcome: Done})
	if err != nil {
		d.reads.forget(key)
	}
	return err
}

// RecordUnmasked notes that by read personal fields of a matter in full, each time; the matter's own events say so too.
func (d *Directory) RecordUnmasked(ctx context.Context, by By, m Seen, fields []string, reason string) error {
	e := &Entry{Zone: m.Zone, Action: "personal.unmasked", Object: d.objectOf(&m), Outcome: Done, Reason: reason, Detail: Detail{"fields": strings.Join(fields, ",")}}
	if m.Hidden {
		e.Reason, e.Detail = "涉密事项，事由见其台账 (confidential: the reason is in its own history)", nil
	}
	return d.Record(ctx, by, e)
}

// RecordDenied notes that by was refused an operation for want of authority: once an hour, so that who tries again and
// again does not fill the log. What was asked for is not told: it may be what they must not know of.
func (d *Directory) RecordDenied(ctx context.Context, by By, zone, operation string) error {
	key := read{plain(zone), by.Account, "/" + operation}
	if !d.reads.first(key, d.now()) {
		return nil
	}
	err := d.Record(ctx, by, &Entry{Zone: zone, Action: "access.refused", Object: operation, Outcome: Refused})
	if err != nil {
		d.reads.forget(key)
	}
	return err
}

// PruneAll removes what is older than kept from every zone's log, and returns how many lines; kept is KeptAtLeast or
// more. A log that does not verify stays as it is and the others go on. It is for a job to call.
func (d *Directory) PruneAll(ctx context.Context, kept time.Duration) (int64, error) {
	zones, err := d.AuditZones(ctx)
	if err != nil {
		return 0, err
	}
	total, failed := int64(0), error(nil)
	for _, zone := range zones {
		n, err := d.Prune(ctx, By{Account: Installation}, zone, d.now().Add(-kept))
		if total += n; err != nil && failed == nil {
			failed = err
		}
	}
	return total, failed
}
