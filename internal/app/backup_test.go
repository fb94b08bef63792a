package app_test

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/attachment"
	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// testZone opens a database in which a zone has the mechanisms of served.
func testZone(t *testing.T, address string) *app.App {
	t.Helper()
	return testZoneBy(t, address, clock.System)
}

// testZoneBy is testZone by another clock than the machine's.
func testZoneBy(t *testing.T, address string, now clock.Clock) *app.App {
	t.Helper()
	a, err := app.Open(t.Context(), address, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	b, err := mechanism.Load(fstest.MapFS{"testzone/all.yaml": {Data: []byte(served)}}, "testzone")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Engine.Apply(t.Context(), b, engine.Act{Program: true}, now().Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	return a
}

func TestABackupIsRestoredWhereNothingIsAndItsLedgerVerifies(t *testing.T) {
	databasetest.EachAddress(t, func(t *testing.T, address string) {
		a := testZone(t, address)
		id := ""
		for _, title := range []string{"一", "二", "三"} {
			s, err := a.Engine.Do(t.Context(), "testzone", matter.Command{Name: "register", Actor: "督查室主任", Kind: "task", Particulars: matter.Particulars{Title: title}})
			if err != nil {
				t.Fatal(err)
			}
			id = s.Matter.ID
		}
		onPostgres := strings.HasPrefix(address, "postgres")
		as, target := "", filepath.Join(t.TempDir(), "restored.db")
		if onPostgres {
			as, target = databasetest.Keeper(t, address), address
		}
		file := filepath.Join(t.TempDir(), "backup")
		folder := t.TempDir()
		from := settings(t, "db="+address, "files.folder="+filepath.Join(folder, "from"))
		to := settings(t, "db="+target, "files.folder="+filepath.Join(folder, "to"))
		row := attach(t, a, id, from.Files.Folder)
		before, kept, err := a.Backup(t.Context(), from, file, as, nil)
		if err != nil || len(before) != 1 || before[0].Matters != 3 || kept != (attachment.Kept{Files: 1, Bytes: row.Size}) {
			t.Fatalf("%+v, %+v, %v", before, kept, err)
		}
		if onPostgres {
			if _, _, _, err := app.Restore(t.Context(), app.Restoring{Config: to, Backup: file, Replace: true, Now: clock.System}); !errs.Is(err, "database.not_empty") {
				t.Errorf("over a database that holds something: %v", err)
			}
			databasetest.Empty(t, address)
		}
		after, again, _, err := app.Restore(t.Context(), app.Restoring{Config: to, Backup: file, Now: clock.System})
		if err != nil || len(after) != 1 || after[0].Root != before[0].Root || after[0].Events != before[0].Events || again != kept {
			t.Errorf("restored %+v and %+v, want %+v: %v", after, again, before, err)
		}
		if !onPostgres {
			inUse, err := app.Open(t.Context(), target, clock.System)
			if err != nil {
				t.Fatal(err)
			}
			_, _, aside, err := app.Restore(t.Context(), app.Restoring{Config: to, Backup: file, Replace: true, Now: clock.System})
			if !errs.Is(err, "database.in_use") || aside != "" {
				t.Errorf("over a database that a server has open: %q, %v", aside, err)
			}
			if err := inUse.Close(); err != nil {
				t.Fatal(err)
			}
			_, _, aside, err = app.Restore(t.Context(), app.Restoring{Config: to, Backup: file, Replace: true, Now: clock.System})
			if _, gone := os.Stat(aside); err != nil || gone != nil {
				t.Errorf("once nobody has it open: %q, %v, %v", aside, err, gone)
			}
			still := func() time.Time { return time.Date(2023, 6, 12, 0, 0, 0, 0, time.UTC) }
			for _, want := range []string{".before-20230612T000000", ".before-20230612T000000-2"} {
				_, _, aside, err = app.Restore(t.Context(), app.Restoring{Config: to, Backup: file, Replace: true, Now: still})
				if _, gone := os.Stat(aside); err != nil || gone != nil || aside != target+want {
					t.Errorf("twice within a second: %q, want …%s, %v, %v", aside, want, err, gone)
				}
			}
		}
		readBack(t, to, row)
		fresh := func() {
			if onPostgres {
				databasetest.Empty(t, address)
			} else {
				to.DB = filepath.Join(t.TempDir(), "again.db")
			}
			to.Files.Folder = filepath.Join(t.TempDir(), "again")
		}
		restored := func(without bool) error {
			fresh()
			_, _, _, err := app.Restore(t.Context(), app.Restoring{Config: to, Backup: file, NoFiles: without, Now: clock.System})
			return err
		}
		if err := os.Truncate(app.FilesOf(file), 520); err != nil {
			t.Fatal(err)
		}
		if err := restored(false); !errs.Is(err, "restore.damaged_files") {
			t.Errorf("files that are damaged: %v", err)
		}
		if err := os.Remove(app.FilesOf(file)); err != nil {
			t.Fatal(err)
		}
		if err := restored(false); !errs.Is(err, "restore.no_files") {
			t.Errorf("files that are not there: %v", err)
		}
		if err := restored(true); err != nil {
			t.Errorf("the database alone: %v", err)
		}
		if err := os.RemoveAll(from.Files.Folder); err != nil {
			t.Fatal(err)
		}
		if !onPostgres {
			if _, _, err := a.Backup(t.Context(), from, file+"-2", as, nil); !errs.Is(err, "backup.files_lost") {
				t.Errorf("files that are lost already: %v", err)
			}
		}
		for name, words := range map[string]string{"none": "", "nonsense": "neither the one nor the other"} {
			bad := filepath.Join(t.TempDir(), name)
			if words != "" {
				if err := os.WriteFile(bad, []byte(words), 0o600); err != nil {
					t.Fatal(err)
				}
			}
			if onPostgres {
				databasetest.Empty(t, address)
			} else {
				target = filepath.Join(t.TempDir(), "other.db")
			}
			_, _, _, err := app.Restore(t.Context(), app.Restoring{Config: settings(t, "db="+target), Backup: bad, Now: clock.System})
			if want := map[string]errs.Kind{"none": errs.NotFound, "nonsense": errs.Invalid}[name]; errs.KindOf(err) != want {
				t.Errorf("%s: %v", name, err)
			}
			if _, err := os.Stat(target); !onPostgres && err == nil {
				t.Errorf("%s left a database", name)
			}
		}
	})
}

// attach keeps a file with a matter.
func attach(t *testing.T, a *app.App, matter, folder string) attachment.Row {
	t.Helper()
	files, err := attachment.New(a.DB, a.Store, attachment.Config{Folder: folder, Now: clock.System, NewID: id.New})
	if err != nil {
		t.Fatal(err)
	}
	s, err := files.Receive(t.Context(), "testzone", "验收单.pdf", "application/pdf", strings.NewReader("%PDF-1.4 验收单"))
	if err != nil {
		t.Fatal(err)
	}
	row, err := files.Attach(t.Context(), s, matter, "gwh-a", nil)
	if err := errors.Join(err, files.Close()); err != nil {
		t.Fatal(err)
	}
	return row
}

// readBack reads a file of a restored database.
func readBack(t *testing.T, c *config.Config, row attachment.Row) {
	t.Helper()
	a, err := app.Open(t.Context(), c.DB, clock.System)
	if err != nil {
		t.Fatal(err)
	}
	files, err := attachment.New(a.DB, a.Store, attachment.Config{Folder: c.Files.Folder, Now: clock.System, NewID: id.New})
	if err != nil {
		t.Fatal(err)
	}
	known, err := files.Read(t.Context(), row.Zone, row.About, row.Hash)
	if err != nil || known.Name != row.Name {
		t.Fatalf("%+v, %v", known, err)
	}
	content, err := files.Open(t.Context(), &known)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := io.ReadAll(content)
	if err := errors.Join(err, content.Close(), files.Close(), a.Close()); err != nil || string(raw) != "%PDF-1.4 验收单" {
		t.Errorf("%q, %v", raw, err)
	}
}
