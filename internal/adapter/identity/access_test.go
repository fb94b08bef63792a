package identity

import (
	"context"
	"errors"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
)

func TestAReadOfPersonalDataIsWrittenDownOnceAnHour(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, by := t.Context(), By{Account: "a"}
		see := func(by By, number string) {
			t.Helper()
			must(t, w.RecordRead(ctx, by, Seen{Zone: "z", Number: number}))
		}
		for range 5 {
			see(by, "访1号")
		}
		see(by, "访2号")
		see(By{Account: "b"}, "访1号")
		w.pass(59 * time.Minute)
		see(by, "访1号")
		w.pass(time.Minute)
		see(by, "访1号")
		must(t, w.RecordUnmasked(ctx, by, Seen{Zone: "z", Number: "访1号"}, []string{"name", "phone"}, "上门前电话联系"))
		must(t, w.RecordUnmasked(ctx, by, Seen{Zone: "z", Number: "访1号"}, []string{"name"}, "核对"))
		wantCode(t, w.RecordUnmasked(ctx, by, Seen{Zone: "z", Number: "访1号"}, []string{"name"}, ""), "identity.reason")
		var got []string
		for _, l := range w.lines("z") {
			got = append(got, l.Account+" "+l.Action+" "+l.Object+" "+l.Detail["fields"]+" "+l.Reason)
		}
		want := []string{
			"a personal.read 访1号  ", "a personal.read 访2号  ", "b personal.read 访1号  ", "a personal.read 访1号  ",
			"a personal.unmasked 访1号 name,phone 上门前电话联系", "a personal.unmasked 访1号 name 核对",
		}
		if len(got) != len(want) {
			t.Fatalf("got %q", got)
		}
		for i := range want {
			if got[i] != want[i] {
				t.Errorf("line %d: %q, want %q", i+1, got[i], want[i])
			}
		}
	})
}

func TestAReadThatCouldNotBeWrittenDownIsTriedAgain(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		over, cancel := context.WithCancel(t.Context())
		cancel()
		if err := w.RecordRead(over, By{Account: "a"}, Seen{Zone: "z", Number: "访1号"}); !errors.Is(err, context.Canceled) {
			t.Fatalf("got %v", err)
		}
		must(t, w.RecordRead(t.Context(), By{Account: "a"}, Seen{Zone: "z", Number: "访1号"}))
		if n := len(w.lines("z")); n != 1 {
			t.Errorf("%d lines", n)
		}
	})
}

func TestOldLinesOfEveryZoneGoTogetherAndABrokenLogStays(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		for _, zone := range []string{"y", "z"} {
			for range 3 {
				must(t, w.Record(ctx, By{Account: "a"}, &Entry{Zone: zone, Action: "personal.read", Outcome: Done}))
			}
		}
		w.pass(KeptAtLeast + time.Hour)
		_, err := w.PruneAll(ctx, KeptAtLeast-24*time.Hour)
		wantCode(t, err, "identity.audit_young")
		must(t, w.db.InTx(database.InZone(ctx, "y"), func(ctx context.Context) error {
			_, err := w.db.Conn(ctx).NewRaw("DELETE FROM audit WHERE zone_id = 'y' AND seq = 2").Exec(ctx)
			return err
		}))
		removed, err := w.PruneAll(ctx, KeptAtLeast)
		wantCode(t, err, "identity.audit_broken")
		if removed < 3 {
			t.Errorf("%d lines removed", removed)
		}
		left := w.lines("z")
		report, err := w.VerifyAudit(ctx, "z")
		must(t, err)
		if len(left) != 1 || left[0].Action != "audit.pruned" || left[0].Detail["cut"] != "3" || len(left[0].Detail["hash"]) != 64 || report.First != 4 {
			t.Errorf("%+v %+v", left, report)
		}
	})
}
