package app_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

func TestWhatHoldsNothingIsNoBackupAndLeavesTheDatabaseAsItWas(t *testing.T) {
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		onPostgres := strings.HasPrefix(address, "postgres")
		folder := t.TempDir()
		live := filepath.Join(folder, "live.db")
		empty, foreign, unzoned := filepath.Join(folder, "empty"), filepath.Join(folder, "foreign"), filepath.Join(folder, "unzoned")
		if err := os.WriteFile(empty, nil, 0o600); err != nil {
			t.Fatal(err)
		}
		wants := map[string]string{empty: "restore.damaged", unzoned: "restore.no_zones"}
		target, as := live, ""
		if onPostgres {
			target, as = address, databasetest.Keeper(t, address)
		} else {
			if err := testZone(t, live).Close(); err != nil {
				t.Fatal(err)
			}
			wants[foreign] = "restore.not_a_backup"
			other := databasetest.Open(t, foreign)
			if err := other.InTx(t.Context(), func(ctx context.Context) error {
				_, err := other.Conn(ctx).ExecContext(ctx, "CREATE TABLE zones (name TEXT)")
				return err
			}); err != nil {
				t.Fatal(err)
			}
			if err := other.Close(); err != nil {
				t.Fatal(err)
			}
		}
		bare, err := app.Open(t.Context(), address, clock.System)
		if err != nil {
			t.Fatal(err)
		}
		if err := errors.Join(bare.DB.Backup(t.Context(), unzoned, as), bare.Close()); err != nil {
			t.Fatal(err)
		}
		before, _ := os.ReadFile(live)
		for file, want := range wants {
			if onPostgres {
				databasetest.Empty(t, address)
			}
			verified, _, aside, err := app.Restore(t.Context(), app.Restoring{Config: settings(t, "db="+target), Backup: file, Replace: true, Now: clock.System})
			if !errs.Is(err, want) || len(verified) > 0 || aside != "" {
				t.Errorf("%s: %v, %q, %v, want %s", filepath.Base(file), verified, aside, err, want)
			}
		}
		after, _ := os.ReadFile(live)
		if !bytes.Equal(before, after) {
			t.Error("the database that was there has changed")
		}
		if left, err := filepath.Glob(live + ".*"); err != nil || len(left) > 0 {
			t.Errorf("left behind: %v, %v", left, err)
		}
	})
}
