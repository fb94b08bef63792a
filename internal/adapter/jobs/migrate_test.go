package jobs_test

import (
	"context"
	"sync"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/base/errs"
)

func TestSeveralNodesMayMakeTheTablesAtOnceAndAgain(t *testing.T) {
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		t.Parallel()
		var group sync.WaitGroup
		for range 4 {
			db := databasetest.Open(t, address)
			group.Go(func() {
				for range 2 {
					if err := jobs.Migrate(t.Context(), db); err != nil {
						t.Error(err)
					}
				}
			})
		}
		group.Wait()
	})
}

func TestTablesOfANewerProgramAreLeftAlone(t *testing.T) {
	each(t, func(t *testing.T, _ string, db *database.DB) {
		err := db.InTx(t.Context(), func(ctx context.Context) error {
			_, err := db.Conn(ctx).ExecContext(ctx, "INSERT INTO river_migration (line, version) VALUES ('main', 999)")
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		if err := jobs.Migrate(t.Context(), db); !errs.Is(err, "database.newer_schema") {
			t.Errorf("got %v", err)
		}
	})
}
