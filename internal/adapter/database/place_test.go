package database_test

import (
	"bufio"
	"context"
	"errors"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"testing"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
)

// hold keeps a database open, saying so, until the process is killed.
func hold(db *database.DB) {
	_, _ = os.Stdout.WriteString(heldWord + "\n")
	_ = db.InTx(context.Background(), func(context.Context) error { select {} })
}

const heldWord = "held"

func TestADatabaseFileIsTakenOnlyByWhoeverHasItAlone(t *testing.T) {
	t.Chdir(t.TempDir())
	file := "office.db" // as most people name it
	alone := func(want string) {
		t.Helper()
		release, err := database.Alone(t.Context(), file)
		if errs.CodeOf(err) != want && (err != nil || want != "") {
			t.Fatalf("alone: %v, want %q", err, want)
		}
		if err == nil && release() != nil {
			t.Fatal("not released")
		}
	}
	db, err := database.Open(t.Context(), file)
	if err != nil {
		t.Fatal(err)
	}
	alone("database.in_use") // by this process
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	alone("")

	child := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestChildProcess$", "-test.timeout=5m")
	child.Env = append(os.Environ(), childVariable+"=hold", addressOfTest+"="+file)
	out, err := child.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := child.Start(); err != nil {
		t.Fatal(err)
	}
	for lines := bufio.NewScanner(out); lines.Scan() && lines.Text() != heldWord; {
		continue
	}
	alone("database.in_use") // by another
	if err := child.Process.Kill(); err != nil {
		t.Fatal(err)
	}
	_ = child.Wait() // it was killed
	alone("")

	if err := os.WriteFile(file, []byte("what was a database once, and is none any more"), 0o600); err != nil {
		t.Fatal(err)
	}
	alone("")
}

func TestNothingIsWrittenIntoAFileThatWasMovedAway(t *testing.T) {
	t.Parallel()
	for what, move := range map[string]func(file string) error{
		"renamed":  func(file string) error { return os.Rename(file, file+".before") },
		"removed":  os.Remove,
		"replaced": func(file string) error { return os.Rename(file+".other", file) },
	} {
		t.Run(what, func(t *testing.T) {
			t.Parallel()
			file := filepath.Join(t.TempDir(), "office.db")
			db := databasetest.Open(t, file)
			if err := os.WriteFile(file+".other", nil, 0o600); err != nil {
				t.Fatal(err)
			}
			if err := db.InPlace(); err != nil {
				t.Fatal(err)
			}
			if err := move(file); err != nil {
				t.Fatal(err)
			}
			begun := false
			err := db.InTx(t.Context(), func(context.Context) error { begun = true; return nil })
			if !errs.Is(err, "database.moved") || begun || !errs.Is(db.InPlace(), "database.moved") {
				t.Errorf("begun %t: %v", begun, err)
			}
		})
	}
}

func TestReadingMakesNoFileWhereTheStoreWasMovedFrom(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "office.db")
	db := databasetest.Migrated(t, file)
	if err := os.Rename(file, file+".before"); err != nil {
		t.Fatal(err)
	}
	var arrived, readers sync.WaitGroup
	for range 4 { // side by side, so that each has a connection opened for it
		arrived.Add(1)
		there := sync.OnceFunc(arrived.Done)
		readers.Go(func() {
			defer there() // where it could not begin
			_ = db.InSnapshot(t.Context(), func(ctx context.Context) error {
				_, err := db.Conn(ctx).NewRaw("SELECT count(*) FROM zones").Exec(ctx)
				there()
				arrived.Wait()
				return err
			})
		})
	}
	readers.Wait()
	if _, err := os.Stat(file); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a file stands where the store was: %v; SQLite deletes the log beside an empty one", err)
	}
	if _, err := os.Stat(file + "-wal"); err != nil {
		t.Errorf("the log is gone: %v", err)
	}
}
