package database_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// note is a table that uses every token.
var note = step("0001_note", `
CREATE TABLE notes (
	id {{.Text}} NOT NULL PRIMARY KEY,
	amount_fen BIGINT NOT NULL,
	facts {{.JSON}} NOT NULL,
	seal {{.Bytes}} NOT NULL,
	noted_at {{.Time}} NOT NULL,
	ended_at {{.Time}}
);
CREATE INDEX notes_noted_at ON notes (noted_at);`)

type noteRow struct {
	ID        string
	AmountFen int64
	Facts     map[string]any
	Seal      []byte
	NotedAt   time.Time
	EndedAt   time.Time `bun:",nullzero"`
}

// step is a file system that holds one migration.
func step(name, sql string) fstest.MapFS {
	return fstest.MapFS{"migrations/" + name + ".tx.up.sql": {Data: []byte(sql)}}
}

// withNotes runs a test on both databases with an empty notes table.
func withNotes(t *testing.T, run func(t *testing.T, db *database.DB)) {
	t.Helper()
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		t.Parallel()
		db := databasetest.Open(t, address)
		if err := database.Migrate(t.Context(), db, note); err != nil {
			t.Fatal(err)
		}
		run(t, db)
	})
}

func insert(ctx context.Context, db *database.DB, id string) error {
	row := noteRow{ID: id, Facts: map[string]any{}, Seal: []byte{1}, NotedAt: time.Unix(0, 0)}
	_, err := db.Conn(ctx).NewInsert().Model(&row).ModelTableExpr("notes").Exec(ctx)
	return err
}

func count(t *testing.T, ctx context.Context, db *database.DB) int {
	t.Helper()
	n, err := db.Conn(ctx).NewSelect().Table("notes").Count(ctx)
	if err != nil {
		t.Fatal(err)
	}
	return int(n)
}

func wantCode(t *testing.T, err error, code string) {
	t.Helper()
	if errs.CodeOf(err) != code {
		t.Fatalf("got %q (%v), want %q", errs.CodeOf(err), err, code)
	}
	if errs.Message(err, text.Zh) == errs.Message(err, text.En) {
		t.Errorf("%s says the same in both languages: %v", code, err)
	}
}

func TestBothDatabasesGiveBackWhatWasStored(t *testing.T) {
	withNotes(t, func(t *testing.T, db *database.DB) {
		shanghai := time.FixedZone("Shanghai", 8*60*60)
		want := noteRow{
			ID: "乙", AmountFen: 1<<53 + 1, Facts: map[string]any{"灯": "红"}, Seal: []byte{0, 255, 0},
			NotedAt: time.Date(2026, 2, 14, 23, 59, 59, 123456000, shanghai),
		}
		err := db.InTx(t.Context(), func(ctx context.Context) error {
			_, err := db.Conn(ctx).NewInsert().Model(&want).ModelTableExpr("notes").Exec(ctx)
			return err
		})
		if err != nil {
			t.Fatal(err)
		}
		var got noteRow
		if err := db.Conn(t.Context()).NewSelect().Model(&got).ModelTableExpr("notes AS note_row").Scan(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got.ID != want.ID || got.AmountFen != want.AmountFen || got.Facts["灯"] != "红" || !bytes.Equal(got.Seal, want.Seal) || !got.EndedAt.IsZero() {
			t.Errorf("got %+v, want %+v", got, want)
		}
		if !got.NotedAt.Equal(want.NotedAt) || got.NotedAt.Location() != time.UTC {
			t.Errorf("the instant came back as %v, want %v", got.NotedAt, want.NotedAt.UTC())
		}
		later := want.NotedAt.Add(time.Microsecond)
		n, err := db.Conn(t.Context()).NewSelect().Table("notes").Where("noted_at < ?", later).Where("noted_at >= ?", want.NotedAt).Count(t.Context())
		if err != nil || n != 1 {
			t.Errorf("comparing instants found %d rows (%v), want 1", n, err)
		}
	})
}

func TestTextSortsByItsBytesOnBothDatabases(t *testing.T) {
	withNotes(t, func(t *testing.T, db *database.DB) {
		want := []string{"A", "B", "a", "招", "督"}
		err := db.InTx(t.Context(), func(ctx context.Context) error {
			for _, id := range []string{"督", "a", "招", "B", "A"} {
				if err := insert(ctx, db, id); err != nil {
					return err
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		if err := db.Conn(t.Context()).NewSelect().Table("notes").Column("id").Order("id").Scan(t.Context(), &got); err != nil {
			t.Fatal(err)
		}
		if fmt.Sprint(got) != fmt.Sprint(want) {
			t.Errorf("got %v, want %v", got, want)
		}
	})
}

func TestOutsideATransactionNothingCanBeWritten(t *testing.T) {
	withNotes(t, func(t *testing.T, db *database.DB) {
		if err := insert(t.Context(), db, "a"); !database.IsReadOnly(err) {
			t.Errorf("got %v, want a read-only error", err)
		}
	})
}

func TestADuplicateKeyIsRecognisedByCode(t *testing.T) {
	withNotes(t, func(t *testing.T, db *database.DB) {
		err := db.InTx(t.Context(), func(ctx context.Context) error {
			return errors.Join(insert(ctx, db, "a"), insert(ctx, db, "a"))
		})
		if !database.IsUnique(err) || database.IsBusy(err) || database.IsSerialization(err) || database.IsReadOnly(err) {
			t.Errorf("%v should be a duplicate key and nothing else", err)
		}
		if n := count(t, t.Context(), db); n != 0 {
			t.Errorf("%d rows were kept, want none", n)
		}
	})
}

func TestAReaderDoesNotWaitForTheWriterAndSeesNothingUncommitted(t *testing.T) {
	withNotes(t, func(t *testing.T, db *database.DB) {
		err := db.InTx(t.Context(), func(ctx context.Context) error {
			if err := insert(ctx, db, "a"); err != nil {
				return err
			}
			if n := count(t, t.Context(), db); n != 0 { // the outer context reads beside the transaction
				t.Errorf("a reader sees %d uncommitted rows", n)
			}
			if n := count(t, ctx, db); n != 1 {
				t.Errorf("the transaction sees %d of its own rows, want 1", n)
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestASnapshotDoesNotChangeWhileOthersWrite(t *testing.T) {
	withNotes(t, func(t *testing.T, db *database.DB) {
		err := db.InSnapshot(t.Context(), func(ctx context.Context) error {
			before := count(t, ctx, db)
			if err := db.InTx(t.Context(), func(ctx context.Context) error { return insert(ctx, db, "a") }); err != nil {
				return err
			}
			if after := count(t, ctx, db); after != before {
				t.Errorf("the snapshot went from %d to %d rows", before, after)
			}
			if err := db.InTx(ctx, func(context.Context) error { return nil }); err == nil {
				t.Error("a snapshot let a write transaction join it")
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
		if n := count(t, t.Context(), db); n != 1 {
			t.Errorf("%d rows after the snapshot, want 1", n)
		}
	})
}

func TestAnAddressThatCannotBeOpenedSaysWhatToDo(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	letter := filepath.Join(folder, "letter.txt")
	if err := os.WriteFile(letter, []byte(strings.Repeat("关于项目调度的提示函。", 100)), 0o600); err != nil {
		t.Fatal(err)
	}
	cases := map[string]struct{ address, code string }{
		"a folder that does not exist":          {filepath.Join(folder, "missing", "a.db"), "database.no_folder"},
		"a folder below a file":                 {filepath.Join(letter, "a.db"), "database.no_folder"},
		"a folder in place of a file":           {folder, "database.is_folder"},
		"a file that is not a database":         {letter, "database.not_a_database"},
		"no address":                            {"", "database.bad_address"},
		"an unknown word for synchronous":       {filepath.Join(folder, "a.db?synchronous=often"), "database.bad_address"},
		"an unknown option":                     {filepath.Join(folder, "a.db?cache=shared"), "database.bad_address"},
		"a URL that is none":                    {"postgres://%zz", "database.bad_address"},
		"a PostgreSQL that is not there":        {"postgres:///qinlian?host=" + folder, "database.unreachable"},
		"a port on which nobody listens":        {"postgres://127.0.0.1:1/qinlian", "database.unreachable"},
		"a folder in which nothing can be made": {"/proc/qinlian.db", "database.no_folder"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			db, err := database.Open(t.Context(), c.address)
			if err == nil {
				t.Fatal("it opened", db.Close())
			}
			wantCode(t, err, c.code)
		})
	}
	if content, err := os.ReadFile(letter); err != nil || len(content) != 3300 {
		t.Errorf("the file that is not a database was changed: %d bytes, %v", len(content), err)
	}
}

func TestAWrongDatabaseNameIsExplained(t *testing.T) {
	t.Parallel()
	if os.Getenv("QINLIAN_TEST_POSTGRES") == "" {
		t.Skip("needs PostgreSQL")
	}
	address := strings.Replace(databasetest.PostgreSQL(t), "/postgres?", "/no_such_database?", 1)
	_, err := database.Open(t.Context(), address)
	wantCode(t, err, "database.no_such_database")
}

func TestAPasswordDoesNotAppearInAnError(t *testing.T) {
	t.Parallel()
	for _, address := range []string{
		"postgres://clerk:s3cret@127.0.0.1:1/qinlian",
		"postgres://clerk:s3cret@127.0.0.1:x/qinlian",
		"postgres://clerk:s3cret@127.0.0.1/qinlian?sslmode=perhaps",
	} {
		_, err := database.Open(t.Context(), address)
		if err == nil || strings.Contains(err.Error()+fmt.Sprint(errors.Unwrap(err)), "s3cret") {
			t.Errorf("%s: %v", address, err)
		}
	}
}

func TestAFullDiskKeepsNothingAndSaysSo(t *testing.T) {
	t.Parallel()
	db := databasetest.Open(t, databasetest.SQLite(t))
	if err := database.Migrate(t.Context(), db, note); err != nil {
		t.Fatal(err)
	}
	err := db.InTx(t.Context(), func(ctx context.Context) error {
		if _, err := db.Conn(ctx).ExecContext(ctx, "PRAGMA max_page_count = 12"); err != nil {
			return err
		}
		for i := range 2000 {
			if err := insert(ctx, db, fmt.Sprint(i)); err != nil {
				return fmt.Errorf("note %d: %w", i, err)
			}
		}
		return nil
	})
	wantCode(t, err, "database.disk_full")
	if n := count(t, t.Context(), db); n != 0 {
		t.Errorf("%d rows were kept, want none", n)
	}
}

func TestAMemoryStoreIsGoneAfterClose(t *testing.T) {
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	db, err := database.Open(t.Context(), ":memory:")
	if err != nil {
		t.Fatal(err)
	}
	if err := database.Migrate(t.Context(), db, note); err != nil {
		t.Fatal(err)
	}
	if err := db.InTx(t.Context(), func(ctx context.Context) error { return insert(ctx, db, "a") }); err != nil {
		t.Fatal(err)
	}
	if n := count(t, t.Context(), db); n != 1 {
		t.Errorf("%d rows, want 1", n)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) != 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

func TestAFileNameMayHoldAnyCharacter(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "勤廉 台账#1%41.db")
	db := databasetest.Open(t, path)
	if err := database.Migrate(t.Context(), db, note); err != nil {
		t.Fatal(err)
	}
	info, err := os.Stat(path)
	if err != nil {
		t.Fatal(err)
	}
	if info.Mode().Perm() != 0o600 || info.Size() == 0 {
		t.Errorf("%s has mode %v and %d bytes", path, info.Mode(), info.Size())
	}
}

func TestDurabilityIsOnUnlessGivenUp(t *testing.T) {
	t.Parallel()
	path := filepath.Join(t.TempDir(), "a.db")
	for address, want := range map[string]int{path: 2, path + "?synchronous=normal": 1, path + "?synchronous=off": 0} {
		db := databasetest.Open(t, address)
		err := db.InTx(t.Context(), func(ctx context.Context) error {
			for pragma, want := range map[string]any{"synchronous": want, "foreign_keys": 1, "journal_mode": "wal", "busy_timeout": 5000} {
				var got any
				if err := db.Conn(ctx).QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil {
					return err
				}
				if fmt.Sprint(got) != fmt.Sprint(want) {
					t.Errorf("%s: %s is %v, want %v", address, pragma, got, want)
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
}
