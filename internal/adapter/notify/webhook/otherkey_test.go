package webhook_test

import (
	"bytes"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/notify/outbox"
	"qinlian/internal/base/errs"
)

func TestAWebhookThatWasSealedWithAnotherKeyIsSetUpAnewOrRemoved(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w, r := open(t, db), receive(t)
		ctx := t.Context()
		old, unwanted := w.subscribe(r.URL), w.subscribe(r.URL)
		w.key(db, bytes.Repeat([]byte{1}, outbox.BoxKeySize))
		sound := w.subscribe(r.URL)
		r.secret = sound.Secret

		list, err := w.List(ctx, zone)
		if err != nil || len(list) != 3 || !list[0].Unreadable() || !list[1].Unreadable() || list[2].Unreadable() {
			t.Fatalf("%+v, %v", list, err)
		}
		w.register()
		told := w.run()
		if told.Done == 0 || told.Failed != 2*told.Done || told.Dead > 0 || r.bad > 0 {
			t.Fatalf("%+v, %d bad: the sound one must get its events, and those of the others must wait", told, r.bad)
		}
		if err := w.Unsubscribe(ctx, zone, unwanted.ID); err != nil {
			t.Fatal(err)
		}
		half, err := w.Change(ctx, zone, old)
		if err != nil || !half.Unreadable() || half.URL != old.URL {
			t.Fatalf("an address alone: %+v, %v", half, err)
		}
		whole, err := w.Rotate(ctx, zone, old.ID)
		if err != nil || whole.Unreadable() || whole.Secret == "" || whole.OldUntil != 0 {
			t.Fatalf("with a secret: %+v, %v", whole, err)
		}
		r.secret, w.now = whole.Secret, w.now.Add(time.Minute)
		if ran := w.run(); ran != (outbox.Ran{Done: told.Done}) || r.bad > 0 {
			t.Errorf("%+v, %d bad: what waited must go out once it can, and what waited for the unsubscribed is over", ran, r.bad)
		}
		w.key(db, make([]byte, outbox.BoxKeySize))
		if s, err := w.Read(ctx, zone, sound.ID); err != nil || !s.Unreadable() {
			t.Errorf("%+v, %v", s, err)
		}
		if err := w.Send(ctx, &outbox.Message{ZoneID: zone, Target: sound.ID, Body: []byte("{}")}); !errs.Is(err, "webhook.other_key") {
			t.Error(err)
		}
	})
}
