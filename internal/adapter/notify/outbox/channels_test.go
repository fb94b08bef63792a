package outbox_test

import (
	"errors"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
)

func TestAChannelTellsWhenAnAttemptLastFailedWhicheverMessageItWas(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		d := open(db)
		failed := func(minutes int, words string) {
			t.Helper()
			all, err := d.Channels(t.Context(), zone)
			if err != nil || len(all) != 1 {
				t.Fatalf("%+v, %v", all, err)
			}
			want := int64(0)
			if words != "" {
				want = time.Date(2023, 6, 12, 0, 30+minutes, 0, 0, time.UTC).UnixMicro()
			}
			if all[0].Failed != want || all[0].Error != words {
				t.Errorf("%s at %s, want %q at %s", all[0].Error, time.UnixMicro(all[0].Failed).UTC(), words, time.UnixMicro(want).UTC())
			}
		}
		d.put(t, 1)
		failed(0, "")
		d.fault = errors.New("first")
		d.run(t)
		failed(0, "first")
		d.put(t, 1)
		d.later(time.Minute)
		d.fault = errors.New("second")
		d.run(t)
		failed(1, "second")
		d.later(5 * time.Minute)
		d.fault = errors.New("third")
		d.run(t)
		failed(6, "third")
		d.later(time.Hour)
		d.fault = nil
		d.run(t)
		failed(0, "")
	})
}
