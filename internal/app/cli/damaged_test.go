package cli

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qinlian/internal/adapter/database"
)

// A file that somebody changed, or a disk: whatever command meets the damage says what it is and what to do, and ends with 5.
func TestADamagedFileIsToldAndEndsWithTheCodeOfACorruptLedger(t *testing.T) {
	t.Parallel()
	sound := filepath.Join(t.TempDir(), "sound.db")
	root := filepath.Join("..", "..", "..", "mechanisms", "ganjiang")
	if _, said, code := run(t, "", "apply", root, "--db", sound, "--as", "党政办公室主任", "--from", "2026-03-03"); code != exitOK {
		t.Fatal(said)
	}
	for name, c := range map[string]struct{ command, sql, says string }{
		"a page of an index":           {"today", "", "stop writing and restore a backup (database.corrupt)"},
		"the newest step is forgotten": {"today", "DELETE FROM schema_migrations WHERE name = (SELECT max(name) FROM schema_migrations)", "not those of the steps that schema_migrations lists ("},
		"all steps are":                {"verify", "DROP TABLE schema_migrations", "Stop writing and restore a backup (database.other_schema)"},
		"a step's time is none":        {"verify", "UPDATE schema_migrations SET migrated_at = 'x'", "not those of the steps that schema_migrations lists ("},
		"a zone's id with a NUL":       {"verify", "UPDATE zones SET zone_id = zone_id || char(0) || 'x'", "no row of ganjiang although its ledger is stored"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "damaged.db")
			bytes, err := os.ReadFile(sound)
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(file, bytes, 0o600); err != nil {
				t.Fatal(err)
			}
			damage(t, file, c.sql)
			if _, said, code := run(t, "", append(strings.Fields(c.command), "--db", file)...); code != exitCorrupt || !strings.Contains(said, c.says) {
				t.Errorf("%s ends with %d: %s", c.command, code, said)
			}
		})
	}
}

// damage changes a file by SQL; without any, the first page of an index is wiped.
func damage(t *testing.T, file, statement string) {
	t.Helper()
	db, err := database.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	var page, size int64
	if err := errors.Join(
		db.Conn(t.Context()).NewRaw("SELECT rootpage FROM sqlite_schema WHERE name = 'sqlite_autoindex_projections_1'").Scan(t.Context(), &page),
		db.Conn(t.Context()).NewRaw("PRAGMA page_size").Scan(t.Context(), &size),
		db.InTx(t.Context(), func(ctx context.Context) error {
			if statement == "" {
				return nil
			}
			_, err := db.Conn(ctx).NewRaw(statement).Exec(ctx)
			return err
		}), db.Close()); err != nil {
		t.Fatal(err)
	}
	if statement != "" {
		return
	}
	f, err := os.OpenFile(file, os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := f.WriteAt(make([]byte, size), (page-1)*size); err != nil {
		t.Fatal(err)
	}
	if err := f.Close(); err != nil {
		t.Fatal(err)
	}
}
