package outbox_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
)

const zone = "testzone"

// desk is an outbox with a clock that the test turns and a channel that does as it is told.
type desk struct {
	*outbox.Outbox

	mu    sync.Mutex
	now   time.Time
	sent  map[string]int
	fault error
}

func open(db *database.DB) *desk {
	d := &desk{now: time.Date(2023, 6, 12, 0, 30, 0, 0, time.UTC), sent: map[string]int{}}
	d.Outbox = outbox.New(db, func() time.Time { d.mu.Lock(); defer d.mu.Unlock(); return d.now }, id.New)
	d.Handle("test", func(_ context.Context, m *outbox.Message) error {
		d.mu.Lock()
		defer d.mu.Unlock()
		d.sent[m.ID]++
		return d.fault
	})
	return d
}

func (d *desk) later(by time.Duration) { d.mu.Lock(); d.now = d.now.Add(by); d.mu.Unlock() }

func (d *desk) put(t *testing.T, n int) []*outbox.Message {
	t.Helper()
	messages := make([]*outbox.Message, n)
	for i := range messages {
		messages[i] = &outbox.Message{ZoneID: zone, Channel: "test", Target: "t", Kind: "k", Body: fmt.Append(nil, i)}
	}
	if err := d.Put(t.Context(), messages...); err != nil {
		t.Fatal(err)
	}
	return messages
}

func (d *desk) run(t *testing.T) outbox.Ran {
	t.Helper()
	ran, err := d.Run(t.Context(), zone)
	if err != nil {
		t.Fatal(err)
	}
	return ran
}

func (d *desk) only(t *testing.T) outbox.Message {
	t.Helper()
	all, err := d.List(t.Context(), zone, outbox.Filter{})
	if err != nil || len(all) != 1 {
		t.Fatalf("%d messages (%v), want 1", len(all), err)
	}
	return all[0]
}

func TestNodesThatRunAtOnceSendEachMessageOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		d := open(db)
		d.put(t, 100)
		var group sync.WaitGroup
		for range 4 {
			group.Go(func() {
				if _, err := d.Run(t.Context(), zone); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if len(d.sent) != 100 {
			t.Errorf("%d sent, want 100", len(d.sent))
		}
		for id, n := range d.sent {
			if n != 1 {
				t.Errorf("%s was sent %d times", id, n)
			}
		}
		counts, err := d.Counts(t.Context(), zone)
		if err != nil || len(counts) != 1 || counts[0] != (outbox.Count{Channel: "test", State: outbox.Done, N: 100}) {
			t.Errorf("counts %v (%v)", counts, err)
		}
	})
}

func TestAMessageThatFailsIsTriedLaterAndLaterUntilItIsDead(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		d := open(db)
		d.fault = errors.New("the server\r\nsaid no")
		d.put(t, 1)
		var last time.Duration
		for attempt := 1; attempt < outbox.MaxAttempts; attempt++ {
			if ran := d.run(t); ran.Failed != 1 {
				t.Fatalf("attempt %d: %+v", attempt, ran)
			}
			m := d.only(t)
			if m.State != outbox.Waiting || m.Attempts != attempt || m.Error != "the server  said no" {
				t.Fatalf("after attempt %d: %+v", attempt, m)
			}
			wait := time.UnixMicro(m.NextAt).Sub(d.now)
			if wait <= last {
				t.Errorf("attempt %d waits %s, the one before %s", attempt, wait, last)
			}
			last = wait
			if ran := d.run(t); ran != (outbox.Ran{}) {
				t.Errorf("it was tried before its time: %+v", ran)
			}
			d.later(wait)
		}
		if ran := d.run(t); ran.Dead != 1 {
			t.Fatalf("the last attempt: %+v", ran)
		}
		dead, err := d.List(t.Context(), zone, outbox.Filter{State: outbox.Dead})
		if err != nil || len(dead) != 1 || dead[0].EndedAt == 0 {
			t.Fatalf("dead letters %+v (%v)", dead, err)
		}
		d.fault = nil
		if err := d.Resend(t.Context(), zone, dead[0].ID); err != nil {
			t.Fatal(err)
		}
		if ran := d.run(t); ran.Done != 1 || d.only(t).State != outbox.Done {
			t.Errorf("sent again: %+v", ran)
		}
	})
}

func TestAMessageThatCanNeverBeSentIsDeadAtOnce(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		d := open(db)
		d.fault = outbox.Never(errors.New("no such robot"))
		d.put(t, 1)
		if ran := d.run(t); ran.Dead != 1 {
			t.Errorf("%+v", ran)
		}
		if err := d.Resend(t.Context(), zone, "unknown"); !errs.Is(err, "outbox.not_found") {
			t.Errorf("an unknown message gave %v", err)
		}
		d.later(48 * time.Hour)
		if err := d.Clean(t.Context(), zone, d.now); err != nil {
			t.Fatal(err)
		}
		if all, err := d.List(t.Context(), zone, outbox.Filter{}); err != nil || len(all) != 0 {
			t.Errorf("%d are left (%v)", len(all), err)
		}
	})
}

func TestAMessageWhoseNodeDiedIsSentWhenItsLeaseIsOver(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		d := open(db)
		ctx, die := context.WithCancel(t.Context())
		d.Handle("test", func(context.Context, *outbox.Message) error { die(); return nil })
		d.put(t, 1)
		if _, err := d.Run(ctx, zone); !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v", err)
		}
		if ran := d.run(t); ran != (outbox.Ran{}) {
			t.Errorf("another node took what was leased: %+v", ran)
		}
		d.later(4 * time.Minute)
		if ran := d.run(t); ran.Done != 1 {
			t.Errorf("after the lease: %+v", ran)
		}
	})
}

func TestMessagesAreListedPageByPage(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		d := open(db)
		d.put(t, 5)
		var ids []string
		for before := ""; ; before = ids[len(ids)-1] {
			page, err := d.List(t.Context(), zone, outbox.Filter{State: outbox.Waiting, Channel: "test", Target: "t", Before: before, Limit: 2})
			if err != nil {
				t.Fatal(err)
			}
			if len(page) == 0 {
				break
			}
			for _, m := range page {
				ids = append(ids, m.ID)
			}
		}
		if len(ids) != 5 {
			t.Errorf("pages hold %v", ids)
		}
		if other, err := d.List(t.Context(), "otherzone", outbox.Filter{}); err != nil || len(other) != 0 {
			t.Errorf("another zone sees %d (%v)", len(other), err)
		}
	})
}

func TestWhatIsSealedIsOpenedInItsPlaceAlone(t *testing.T) {
	random := bytes.NewReader(bytes.Repeat([]byte{7, 8, 9}, 100))
	box, err := outbox.NewBox(make([]byte, outbox.BoxKeySize), random)
	if err != nil {
		t.Fatal(err)
	}
	sealed, err := box.Seal("whsec_secret", "a/b")
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(string(sealed), "secret") {
		t.Error("it can be read")
	}
	if text, err := box.Open(sealed, "a/b"); err != nil || text != "whsec_secret" {
		t.Errorf("opened %q (%v)", text, err)
	}
	altered := bytes.Clone(sealed)
	altered[len(altered)-1] ^= 1
	other, err := outbox.NewBox(bytes.Repeat([]byte{1}, outbox.BoxKeySize), random)
	if err != nil {
		t.Fatal(err)
	}
	for name, try := range map[string]func() (string, error){
		"moved to another row":   func() (string, error) { return box.Open(sealed, "a/c") },
		"altered":                func() (string, error) { return box.Open(altered, "a/b") },
		"cut off":                func() (string, error) { return box.Open(sealed[:5], "a/b") },
		"sealed with other keys": func() (string, error) { return other.Open(sealed, "a/b") },
	} {
		if text, err := try(); err == nil || text != "" {
			t.Errorf("%s: opened %q", name, text)
		}
	}
	if _, err := outbox.NewBox([]byte("short"), random); err == nil {
		t.Error("a short key was taken")
	}
}
