package notify_test

import (
	"bytes"
	"context"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/notify"
	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/base/text"
)

func TestAChannelThatWasSealedWithAnotherKeyIsSaidAnewAndStopsNobody(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		ctx := t.Context()
		mail := notify.Channel{Name: notify.Email, Address: "a@example.gov.cn", Enabled: true}
		of := func(channels ...notify.Channel) notify.Preferences {
			return notify.Preferences{Lang: text.Zh, Muted: []string{}, Channels: channels}
		}
		w.prefer("p-dcs1", of(mail))
		key := bytes.Repeat([]byte{1}, outbox.BoxKeySize)
		w.key(db, key)
		w.prefer("p-zsj3", of(mail))

		for _, person := range []string{"p-dcs1", "p-zsj3"} { // the one that cannot be read comes first
			if err := db.InTx(ctx, func(ctx context.Context) error {
				return w.Tell(ctx, zone, person, notify.Item{Kind: notify.Verify}, "")
			}); err != nil {
				t.Fatal(err)
			}
		}
		if made, err := w.Digest(ctx, zone); err != nil || made != 1 {
			t.Errorf("%d messages, %v", made, err)
		}
		read := func() notify.Channel {
			t.Helper()
			p, err := w.Preferences(ctx, zone, "p-dcs1")
			if err != nil || len(p.Channels) != 1 {
				t.Fatalf("%+v, %v", p, err)
			}
			return p.Channels[0]
		}
		lost := read()
		if !lost.Unreadable || lost.Address != "" {
			t.Fatalf("%+v", lost)
		}
		w.prefer("p-dcs1", of(notify.Channel{Name: notify.Email})) // as it was read, and off
		w.key(db, make([]byte, outbox.BoxKeySize))
		if found := read(); found.Unreadable || found.Address != mail.Address || found.Enabled {
			t.Errorf("once the key is found: %+v", found)
		}
		w.key(db, key)
		w.prefer("p-dcs1", of(mail))
		if anew := read(); anew.Unreadable || anew.Address != mail.Address || !anew.Enabled {
			t.Errorf("said anew: %+v", anew)
		}
		w.key(db, make([]byte, outbox.BoxKeySize))
		w.prefer("p-dcs1", of())
		if p, err := w.Preferences(ctx, zone, "p-dcs1"); err != nil || len(p.Channels) > 0 {
			t.Errorf("removed: %+v, %v", p, err)
		}
	})
}
