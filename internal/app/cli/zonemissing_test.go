package cli

import (
	"context"
	"path/filepath"
	"strings"
	"testing"

	"qinlian/internal/adapter/database"
)

func TestVerifyOfAZoneWhoseRowWasDeletedEndsWithTheCodeOfACorruptLedger(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "zones.db")
	root := filepath.Join("..", "..", "..", "mechanisms", "ganjiang")
	if _, said, code := run(t, "", "apply", root, "--db", file, "--as", "党政办公室主任", "--from", "2026-03-03"); code != exitOK {
		t.Fatal(said)
	}
	for _, args := range [][]string{{"verify", "--db", file}, {"verify", "--db", file, "--zone", "ganjiang"}, {"verify", "--db", file, "--zone", "ganjiang", "--json"}} {
		if _, said, code := run(t, "", args...); code != exitOK {
			t.Fatal(args, code, said)
		}
	}
	if _, said, code := run(t, "", "verify", "--db", file, "--zone", "nowhere"); code != exitNotFound {
		t.Errorf("a zone that never was: %d %s", code, said)
	}
	db, err := database.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.InTx(t.Context(), func(ctx context.Context) error {
		_, err := db.Conn(ctx).NewRaw("DELETE FROM zones WHERE zone_id = 'ganjiang'").Exec(ctx)
		return err
	}); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{{"verify", "--db", file}, {"verify", "--db", file, "--zone", "ganjiang"}, {"verify", "--db", file, "--zone", "ganjiang", "--json"}} {
		if _, said, code := run(t, "", args...); code != exitCorrupt || !strings.Contains(said, "ledger.zone_missing") {
			t.Errorf("%v ends with %d: %s", args, code, said)
		}
	}
}
