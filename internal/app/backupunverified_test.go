package app_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

func TestACopyThatDoesNotVerifyIsNoBackup(t *testing.T) {
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		a := testZone(t, address)
		err := a.DB.InTx(database.InZone(t.Context(), "testzone"), func(ctx context.Context) error {
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
