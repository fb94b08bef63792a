package app_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
)

func TestACopyThatDoesNotVerifyIsNoBackup(t *testing.T) {
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
		err = a.DB.InTx(database.InZone(t.Context(), "testzone"), func(ctx context.Context) error {
			_, err := a.DB.Conn(ctx).NewRaw("UPDATE versions SET applied_by = 'x'").Exec(ctx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		as := ""
		if strings.HasPrefix(address, "postgres") {
			as = databasetest.Keeper(t, address)
		}
		file := filepath.Join(t.TempDir(), "backup")
		for _, aside := range []string{file + ".unverified", file + ".unverified-2"} {
			_, _, err := a.Backup(t.Context(), settings(t, "db="+address), file, as, nil)
			if !errs.Is(err, "backup.unverified") || errs.KindOf(err) != errs.Corrupt {
				t.Fatal(err)
			}
			for _, says := range []string{aside, "versions.applied_by"} {
				if got := errs.Message(err, text.En); !strings.Contains(got, says) {
					t.Errorf("does not say %s: %s", says, got)
				}
			}
			if _, err := os.Stat(file); err == nil {
				t.Error("the copy still passes for a backup")
			}
			if _, err := os.Stat(aside); err != nil {
				t.Error(err)
			}
		}
	})
}
