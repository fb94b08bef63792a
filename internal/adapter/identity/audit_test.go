package identity

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

func (r *auditRow) line(t *testing.T) Line {
	t.Helper()
	var l Line
	must(t, json.Unmarshal(r.Body, &l))
	return l
}

func TestEveryActionThatIsWrittenHasItsWords(t *testing.T) {
	files, err := filepath.Glob("*.go")
	must(t, err)
	written := regexp.MustCompile(`"((?:account|sign-in|token|delegation|visit|audit)\.[a-z_]+)"`)
	for _, name := range files {
		code, err := os.ReadFile(name)
		must(t, err)
		for _, found := range written.FindAllSubmatch(code, -1) {
			if _, known := Actions[string(found[1])]; !known {
				t.Errorf("%s: %s has no title in Actions", name, found[1])
			}
		}
	}
	for action, title := range Actions {
		if title.Zh == "" || title.En == "" {
			t.Errorf("%s has no title in one language", action)
		}
	}
}

func TestTampering(t *testing.T) {
	tampering := map[string]string{
		"an outcome is changed":              "UPDATE audit SET outcome = 'refused' WHERE zone_id = 'z' AND seq = 3",
		"an account is changed":              "UPDATE audit SET account_id = 'x' WHERE zone_id = 'z' AND seq = 3",
		"an instant is changed":              "UPDATE audit SET at = at + 1 WHERE zone_id = 'z' AND seq = 3",
		"a line is taken out":                "DELETE FROM audit WHERE zone_id = 'z' AND seq = 3",
		"the last line is taken off":         "DELETE FROM audit WHERE zone_id = 'z' AND seq = 5",
		"the first line is taken off":        "DELETE FROM audit WHERE zone_id = 'z' AND seq = 1",
		"all lines are taken out":            "DELETE FROM audit WHERE zone_id = 'z'",
		"the head is taken away":             "DELETE FROM audit_heads WHERE zone_id = 'z'",
		"the head is set back to line four":  "UPDATE audit_heads SET last_seq = 4, last_hash = (SELECT hash FROM audit WHERE zone_id = 'z' AND seq = 4) WHERE zone_id = 'z'; DELETE FROM audit WHERE zone_id = 'z' AND seq = 5",
		"the beginning is moved to line two": "UPDATE audit_heads SET before_seq = 2, before_hash = (SELECT hash FROM audit WHERE zone_id = 'z' AND seq = 2) WHERE zone_id = 'z'; DELETE FROM audit WHERE zone_id = 'z' AND seq <= 2",
		"two lines change places":            "UPDATE audit SET seq = 99 WHERE zone_id = 'z' AND seq = 2; UPDATE audit SET seq = 2 WHERE zone_id = 'z' AND seq = 3; UPDATE audit SET seq = 3 WHERE zone_id = 'z' AND seq = 99",
	}
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		for n := range 5 {
			must(t, w.Record(ctx, By{Account: "a"}, &Entry{Zone: "z", Action: "personal.read", Object: fmt.Sprint("matter-", n), Outcome: Done}))
		}
		report, err := w.VerifyAudit(ctx, "z")
		must(t, err)
		if report.First != 1 || report.Last != 5 || len(report.Head) != 32 {
			t.Errorf("%+v", report)
		}
		for name, statement := range tampering {
			err := w.db.InTx(database.InZone(ctx, "z"), func(ctx context.Context) error {
				if _, err := w.db.Conn(ctx).NewRaw(statement).Exec(ctx); err != nil {
					return err
				}
				_, err := w.VerifyAudit(ctx, "z")
				if err == nil {
					return fmt.Errorf("nothing was found where %s", name)
				}
				if _, err := w.Prune(ctx, By{Account: Installation}, "z", w.clock.AddDate(0, -7, 0)); err == nil && name != "the head is taken away" {
					return fmt.Errorf("a log was pruned where %s", name)
				}
				return err
			})
			wantCode(t, err, "identity.audit_broken")
		}
	})
}

func TestABrokenLogIsNotMadeWholeByWritingOn(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		write := func() error {
			return w.Record(ctx, By{}, &Entry{Zone: "z", Action: "access.refused", Object: "x", Outcome: Refused})
		}
		must(t, write(), write(), write())
		w.pass(time.Minute)
		must(t, w.db.InTx(database.InZone(ctx, "z"), func(ctx context.Context) error {
			_, err := w.db.Conn(ctx).NewRaw("UPDATE audit_heads SET last_seq = 2, last_hash = (SELECT hash FROM audit WHERE zone_id = 'z' AND seq = 2) WHERE zone_id = 'z'; DELETE FROM audit WHERE zone_id = 'z' AND seq = 3").Exec(ctx)
			return err
		}), write())
		_, err := w.VerifyAudit(ctx, "z")
		wantCode(t, err, "identity.audit_broken")
	})
}

func TestALogUnderAnotherKeySaysSoAndNamesWhoseItIs(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		t.Parallel()
		newWorld(t, db)
		d, err := New(db, Config{Keys: [][]byte{bytes.Repeat([]byte{8}, 32)}, Cost: cheap})
		must(t, err)
		for zone, names := range map[string][]string{"": {"全系统", "installation"}, zone: {zone, zone}} {
			_, verified := d.VerifyAudit(t.Context(), zone)
			_, pruned := d.Prune(t.Context(), By{Account: Installation}, zone, d.now().AddDate(-1, 0, 0))
			for _, err := range []error{verified, pruned} {
				wantCode(t, err, "identity.audit_broken")
				zh, en := errs.Message(err, text.Zh), errs.Message(err, text.En)
				if !strings.Contains(zh, "key_file") || !strings.Contains(en, "key_file") || !strings.Contains(zh, names[0]) || !strings.Contains(en, names[1]) {
					t.Errorf("%q: %s / %s", zone, zh, en)
				}
			}
		}
	})
}

func TestTheLogVerifiesWithTheKeyThatSealedItOrOneNewer(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		t.Parallel()
		newWorld(t, db)
		old, fresh := bytes.Repeat([]byte{7}, 32), bytes.Repeat([]byte{8}, 32)
		for name, c := range map[string]struct {
			keys [][]byte
			good bool
		}{"old": {[][]byte{old}, true}, "rotated": {[][]byte{fresh, old}, true}, "another's": {[][]byte{fresh}, false}} {
			d, err := New(db, Config{Keys: c.keys, Cost: cheap})
			must(t, err)
			if _, err := d.VerifyAudit(t.Context(), zone); (err == nil) != c.good {
				t.Errorf("%s: %v", name, err)
			}
		}
	})
}

func TestManyMayWriteAtOnce(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		var group sync.WaitGroup
		for range 8 {
			group.Go(func() {
				for range 5 {
					if err := w.Record(t.Context(), By{}, &Entry{Zone: "z", Action: "personal.read", Outcome: Done}); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
		report, err := w.VerifyAudit(t.Context(), "z")
		must(t, err)
		if report.Last != 40 {
			t.Errorf("%d lines, want 40", report.Last)
		}
	})
}

func TestOnlyWhatIsOlderThanSixMonthsCanBePruned(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx, by := t.Context(), w.by("aud")
		for range 3 {
			must(t, w.Record(ctx, By{}, &Entry{Action: "personal.read", Outcome: Done}))
			w.pass(40 * 24 * time.Hour)
		}
		all := int64(len(w.lines("")))
		_, err := w.Prune(ctx, by, "", w.clock.Add(-183*24*time.Hour))
		wantCode(t, err, "identity.audit_young")
		_, err = w.Prune(ctx, w.by("sys"), "", w.clock.AddDate(-1, 0, 0))
		wantCode(t, err, "identity.duty")
		w.pass(100 * 24 * time.Hour) // the first lines are 220 days old, the second 180, the third 140
		before := w.clock.Add(-KeptAtLeast)
		removed, err := w.Prune(ctx, by, "", before)
		must(t, err)
		if removed == 0 || removed >= all {
			t.Errorf("%d of %d lines removed", removed, all)
		}
		report, err := w.VerifyAudit(ctx, "")
		must(t, err)
		left := w.lines("")
		if report.First != removed+1 || left[0].At.Before(before) || left[len(left)-1].Action != "audit.pruned" {
			t.Errorf("%+v; first %v, last %s", report, left[0].At, left[len(left)-1].Action)
		}
		again, err := w.Prune(ctx, By{Account: Installation}, "", before)
		must(t, err)
		if again != 0 {
			t.Errorf("%d more removed", again)
		}
		w.pass(10 * 365 * 24 * time.Hour)
		_, err = w.Prune(ctx, by, "", w.clock.AddDate(-1, 0, 0))
		must(t, err)
		_, err = w.VerifyAudit(ctx, "")
		must(t, err)
	})
}

func TestTheAuditorReadsTheLogAndThatIsInTheLog(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		ctx := t.Context()
		must(t, w.enter("zhaoshang").inside())
		_, err := w.browser().signIn("zhaoshang", "wrong")
		wantCode(t, err, "identity.wrong")
		for _, other := range []string{"sys", "sec", "zhaoshang"} {
			_, err := w.ReadAudit(ctx, w.by(other), &AuditQuery{Zone: zone})
			wantCode(t, err, "identity.duty")
		}
		query := AuditQuery{Zone: zone, Account: w.id("zhaoshang"), From: start, To: start.Add(time.Second), Limit: 1}
		page, err := w.ReadAudit(ctx, w.by("aud"), &query)
		must(t, err)
		query.Before = page[0].Seq
		next, err := w.ReadAudit(ctx, w.by("aud"), &query)
		must(t, err)
		if page[0].Action != "sign-in.refused" || page[0].Outcome != Refused || page[0].Detail["code"] != "identity.wrong" || next[0].Action != "sign-in.password" || next[0].Address != "10.1.2.3" {
			t.Errorf("%+v, then %+v", page, next)
		}
		reads, err := w.ReadAudit(ctx, w.by("aud"), &AuditQuery{Zone: zone, Action: "audit.read", Outcome: Done})
		must(t, err)
		zones, err := w.AuditZones(ctx)
		must(t, err)
		if len(reads) != 2 || len(zones) != 2 || zones[0] != "" {
			t.Errorf("%d reads, zones %q", len(reads), zones)
		}
		wantCode(t, w.Record(ctx, w.by("zhaoshang"), &Entry{Zone: zone, Action: "personal.unmasked", Object: "m"}), "identity.reason")
	})
}

// What was typed at the door may be a password in the wrong field.
func TestTheLogHasNothingThatSomebodyTyped(t *testing.T) {
	each(t, func(t *testing.T, w *world) {
		_, err := w.browser().signIn("My-Secret-Password", "and another")
		wantCode(t, err, "identity.wrong")
		password, err := w.ResetPassword(t.Context(), w.by("sec"), w.id("zhaoshang"))
		must(t, err)
		var rows []auditRow
		for _, of := range []string{"", zone} {
			var some []auditRow
			ctx := database.InZone(t.Context(), of)
			must(t, w.db.Conn(ctx).NewSelect().Model(&some).Where("zone_id = ?", of).Scan(ctx))
			rows = append(rows, some...)
		}
		if len(rows) < 2 {
			t.Fatalf("%d lines", len(rows))
		}
		for _, r := range rows {
			for _, secret := range []string{"ecret", "another", password, "argon2"} {
				if bytes.Contains(r.Body, []byte(secret)) {
					t.Errorf("%s", r.Body)
				}
			}
		}
	})
}
