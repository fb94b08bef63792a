package database_test

import (
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
)

// frozen is a watched ledger in a closed file.
func frozen(t *testing.T) (file string) {
	t.Helper()
	file = filepath.Join(t.TempDir(), "q.db")
	db, err := database.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	if err := database.Migrate(t.Context(), db, database.Migrations); err != nil {
		t.Fatal(err)
	}
	w, _ := watched(t, db)
	if _, err := w.Checkpoint(t.Context(), zone); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	return file
}

// readsOnly does on a store what reading commands do, and what they do not.
func readsOnly(t *testing.T, db *database.DB) {
	t.Helper()
	w := &world{t: t, now: at("2023-03-02 08:30")}
	w.Engine = engine.New(database.NewStore(db), func() time.Time { return w.now }, nil, nil)
	if err := database.Migrate(t.Context(), db, database.Migrations); err != nil {
		t.Fatal(err)
	}
	w.verified()
	if _, err := w.Today(t.Context(), zone, nil, w.now); err != nil {
		t.Error(err)
	}
	if _, err := w.Receipt(t.Context(), zone, "任〔2023〕1号", 0); err != nil {
		t.Error(err)
	}
	if _, err := w.Sweep(t.Context(), zone, at("2023-05-01 09:00"), nil); !errs.Is(err, "database.read_only") || errs.KindOf(err) != errs.Forbidden {
		t.Errorf("a sweep that finds work says %v", err)
	}
}

func TestAFileThatIsOnlyReadIsReadAndStaysAsItWas(t *testing.T) {
	file := frozen(t)
	before, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	readsOnly(t, databasetest.Open(t, file+"?readonly"))
	after, err := os.ReadFile(file)
	if err != nil || !slices.Equal(before, after) {
		t.Error("the file was changed", err)
	}
	beside, err := os.ReadDir(filepath.Dir(file))
	if err != nil || len(beside) != 1 {
		t.Error("something was left beside the file", beside, err)
	}
	if _, err := database.Open(t.Context(), file+".none?readonly"); err == nil {
		t.Error("a file that is not there was opened")
	}
}

func TestAFileThatMayNotBeWrittenIsRead(t *testing.T) {
	if os.Geteuid() == 0 {
		t.Skip("root may write anything")
	}
	file := frozen(t)
	for path, mode := range map[string]os.FileMode{file: 0o400, filepath.Dir(file): 0o500} {
		if err := os.Chmod(path, mode); err != nil {
			t.Fatal(err)
		}
	}
	t.Cleanup(func() {
		if err := os.Chmod(filepath.Dir(file), 0o700); err != nil { // a folder, to be removed
			t.Error(err)
		}
	})
	readsOnly(t, databasetest.Open(t, file))
}

func TestReadingOnlySeesWhatTheLogBesideTheFileHolds(t *testing.T) {
	file := filepath.Join(t.TempDir(), "q.db")
	w, _ := watched(t, databasetest.Migrated(t, file)) // stays open: its commits lie in the log
	if _, err := w.Checkpoint(t.Context(), zone); err != nil {
		t.Fatal(err)
	}
	readsOnly(t, databasetest.Open(t, file+"?readonly"))
}

func TestASchemaThatIsNotOursIsRefusedWhereItCanOnlyBeRead(t *testing.T) {
	file := frozen(t)
	db := databasetest.Open(t, file+"?readonly")
	if err := database.Migrate(t.Context(), db, fstest.MapFS{}); !errs.Is(err, "database.newer_schema") {
		t.Error(err)
	}
	files := fstest.MapFS{"9999_more.tx.up.sql": {Data: []byte("CREATE TABLE more (id TEXT)")}}
	steps, err := fs.Glob(database.Migrations, "migrations/*.sql")
	if err != nil {
		t.Fatal(err)
	}
	for _, step := range steps {
		data, err := database.Migrations.ReadFile(step)
		if err != nil {
			t.Fatal(err)
		}
		files[path.Base(step)] = &fstest.MapFile{Data: data}
	}
	if err := database.Migrate(t.Context(), db, files); !errs.Is(err, "database.older_schema") || !strings.Contains(err.Error(), "9999") {
		t.Error(err)
	}
}
