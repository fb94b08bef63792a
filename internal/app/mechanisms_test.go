package app_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"io/fs"
	"os"
	"path"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/scenario"
)

// fresh opens an engine on an empty SQLite store of its own.
func fresh(t *testing.T) scenario.Open {
	t.Helper()
	return func(now clock.Clock) (*engine.Engine, func() error, error) {
		ctx := context.Background()
		db, err := database.Open(ctx, databasetest.SQLite(t))
		if err != nil {
			return nil, nil, err
		}
		if err := database.Migrate(ctx, db, database.Migrations); err != nil {
			return nil, nil, err
		}
		return engine.New(database.NewStore(db), now, id.Sequence(), rand.Reader), db.Close, nil
	}
}

// TestTheScenariosOfEveryZoneHold loads every folder of mechanisms, judges it, and plays its scenarios.
func TestTheScenariosOfEveryZoneHold(t *testing.T) {
	t.Parallel()
	mechanisms := os.DirFS("../../mechanisms")
	zones, err := fs.ReadDir(mechanisms, ".")
	if err != nil {
		t.Fatal(err)
	}
	for _, entry := range zones {
		if !entry.IsDir() {
			continue
		}
		zone := entry.Name()
		if _, err := fs.Stat(mechanisms, path.Join(zone, "zone.yaml")); err != nil {
			continue
		}
		t.Run(zone, func(t *testing.T) {
			t.Parallel()
			zoneHolds(t, mechanisms, zone)
		})
	}
}

func zoneHolds(t *testing.T, mechanisms fs.FS, zone string) {
	t.Helper()
	bundle, err := mechanism.Load(mechanisms, zone)
	if err != nil {
		t.Fatal(errs.Message(err, text.Zh))
	}
	files, err := scenario.Load(mechanisms, zone)
	if err != nil {
		t.Fatal(errs.Message(err, text.Zh))
	}
	for _, file := range files {
		t.Run(path.Base(file.Path), func(t *testing.T) {
			t.Parallel()
			for i, s := range file.Scenarios {
				t.Run(fmt.Sprintf("%d %s", i+1, s.Name), func(t *testing.T) {
					t.Parallel()
					for _, failure := range scenario.Run(t.Context(), s, bundle, fresh(t)).Failures {
						t.Error(failure.In(text.Zh) + "\n" + failure.In(text.En))
					}
				})
			}
		})
	}
}
