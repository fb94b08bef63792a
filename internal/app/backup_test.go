package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

func TestABackupIsRestoredWhereNothingIsAndItsLedgerVerifies(t *testing.T) {
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		a, err := app.Open(t.Context(), address, clock.System)
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = a.Close() })
		b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(served)}}, "testzone")
		if err != nil {
			t.Fatal(err)
		}
		if err := a.Engine.Apply(t.Context(), b, engine.Act{}, clock.System().Add(-time.Hour)); err != nil {
			t.Fatal(err)
		}
		for _, title := range []string{"一", "二", "三"} {
			_, err := a.Engine.Do(t.Context(), "testzone", matter.Command{Name: "register", Actor: "督查室主任", Kind: "task", Particulars: matter.Particulars{Title: title}})
			if err != nil {
				t.Fatal(err)
			}
		}
		onPostgres := strings.HasPrefix(address, "postgres")
		as, target := "", filepath.Join(t.TempDir(), "restored.db")
		if onPostgres {
			as, target = databasetest.Keeper(t, address), address
		}
		file := filepath.Join(t.TempDir(), "backup")
		before, err := a.Backup(t.Context(), file, as, clock.System, nil)
		if err != nil || len(before) != 1 || before[0].Matters != 3 {
			t.Fatalf("%+v, %v", before, err)
		}
		if onPostgres {
			if _, _, err := app.Restore(t.Context(), file, target, true, clock.System, nil); !errs.Is(err, "database.not_empty") {
				t.Errorf("over a database that holds something: %v", err)
			}
			databasetest.Empty(t, address)
		}
		after, _, err := app.Restore(t.Context(), file, target, false, clock.System, nil)
		if err != nil || len(after) != 1 || after[0].Root != before[0].Root || after[0].Events != before[0].Events {
			t.Errorf("restored %+v, want %+v: %v", after, before, err)
		}
		for name, words := range map[string]string{"none": "", "nonsense": "neither the one nor the other"} {
			bad := filepath.Join(t.TempDir(), name)
			if words != "" {
				if err := os.WriteFile(bad, []byte(words), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if onPostgres {
				databasetest.Empty(t, address)
			} else {
				target = filepath.Join(t.TempDir(), "other.db")
			}
			_, _, err := app.Restore(t.Context(), bad, target, false, clock.System, nil)
			if want := map[string]errs.Kind{"none": errs.NotFound, "nonsense": errs.Invalid}[name]; errs.KindOf(err) != want {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := os.Stat(target); !onPostgres && err == nil {
				t.Errorf("%s left a database", name)
			}
		}
	})
}
