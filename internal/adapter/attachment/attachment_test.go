package attachment_test

import (
	"bytes"
	"context"
	"io"
	"log/slog"
	"net/http/httptest"
	"os"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/johannesboyne/gofakes3"
	"github.com/johannesboyne/gofakes3/backend/s3mem"

	"qinlian/internal/adapter/attachment"
	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
)

const zone = "testzone"

var pdf = []byte("%PDF-1.7\n验收单")

// world is files on a database and one of the two sorts of storage.
type world struct {
	*testing.T

	files  *attachment.Files
	folder string
	age    func() // makes all content that is kept two days old
}

func open(t *testing.T, db *database.DB, c attachment.Config) *attachment.Files {
	t.Helper()
	c.Now, c.NewID, c.Log = clock.System, id.New, slog.New(slog.DiscardHandler)
	f, err := attachment.New(db, database.NewStore(db), c)
	if err != nil {
		t.Fatal(errs.Message(err, "en"))
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// each runs a test on both databases, with content in a folder and in a bucket.
func each(t *testing.T, c attachment.Config, run func(w *world)) {
	t.Helper()
	t.Run("folder", func(t *testing.T) {
		databasetest.Each(t, func(t *testing.T, db *database.DB) {
			c := c
			c.Folder = filepath.Join(t.TempDir(), "files")
			run(&world{t, open(t, db, c), c.Folder, func() { ageAll(t, filepath.Join(c.Folder, "content"), 48*time.Hour) }})
		})
	})
	t.Run("bucket", func(t *testing.T) {
		databasetest.Each(t, func(t *testing.T, db *database.DB) {
			source := gofakes3.FixedTimeSource(clock.System().Add(-48 * time.Hour))
			backend := s3mem.New(s3mem.WithTimeSource(source))
			if err := backend.CreateBucket("qinlian"); err != nil {
				t.Fatal(err)
			}
			server := httptest.NewServer(gofakes3.New(backend, gofakes3.WithTimeSkewLimit(0)).Server())
			t.Cleanup(server.Close)
			c := c
			c.Folder = filepath.Join(t.TempDir(), "files")
			c.Bucket = attachment.Bucket{Address: server.URL + "/qinlian/zones", ID: "id", Secret: "secret"}
			run(&world{t, open(t, db, c), c.Folder, func() { source.Advance(48 * time.Hour) }})
		})
	})
}

func ageAll(t *testing.T, folder string, by time.Duration) {
	t.Helper()
	then := clock.System().Add(-by)
	err := filepath.WalkDir(folder, func(name string, d os.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		return os.Chtimes(name, then, then)
	})
	if err != nil {
		t.Fatal(err)
	}
}

func (w *world) receive(name string, content []byte) *attachment.Staged {
	w.Helper()
	s, err := w.files.Receive(w.Context(), zone, name, "", bytes.NewReader(content))
	if err != nil {
		w.Fatal(errs.Message(err, "en"))
	}
	return s
}

func (w *world) attach(about string, content []byte) attachment.Row {
	w.Helper()
	row, err := w.files.Attach(w.Context(), w.receive("验收单.pdf", content), about, "zsj-c", nil)
	if err != nil {
		w.Fatal(errs.Message(err, "en"))
	}
	return row
}

func (w *world) read(row attachment.Row) (string, error) {
	w.Helper()
	for _, of := range []func(context.Context, *attachment.Row) (attachment.Content, error){w.files.Open, w.files.Local} {
		content, err := of(w.Context(), &row)
		if err != nil {
			return "", err
		}
		raw, err := io.ReadAll(content)
		if err != nil {
			return "", err
		}
		if err := content.Close(); err != nil {
			w.Error(err)
		}
		if string(raw) != string(pdf) {
			w.Errorf("%q", raw)
		}
	}
	return string(pdf), nil
}

func (w *world) clean() {
	w.Helper()
	if err := w.files.Clean(w.Context()); err != nil {
		w.Error(err)
	}
}

func (w *world) lying(in string) []string {
	w.Helper()
	entries, err := os.ReadDir(filepath.Join(w.folder, in))
	if err != nil {
		w.Fatal(err)
	}
	out := []string{}
	for _, e := range entries {
		out = append(out, e.Name())
	}
	return out
}

func TestContentStaysAsLongAsSomethingNamesIt(t *testing.T) {
	each(t, attachment.Config{}, func(w *world) {
		first, second := w.attach("m-1", pdf), w.attach("m-2", pdf)
		w.age()
		if err := w.files.Forget(w.Context(), zone, "m-1"); err != nil {
			w.Fatal(err)
		}
		w.clean()
		if _, err := w.read(second); err != nil {
			w.Fatalf("while one names it: %v", err)
		}
		if err := w.files.Forget(w.Context(), zone, "m-2"); err != nil {
			w.Fatal(err)
		}
		w.clean()
		if _, err := w.read(first); !errs.Is(err, "attachment.lost") {
			w.Errorf("once nothing names it: %v", err)
		}
		third := w.attach("m-3", pdf)
		if _, err := w.read(third); err != nil {
			w.Errorf("attached again: %v", err)
		}
		if err := w.files.Forget(w.Context(), zone, "m-3"); err != nil {
			w.Fatal(err)
		}
		w.clean()
		if _, err := w.read(third); err != nil {
			w.Errorf("it is not a day old: %v", err)
		}
	})
}

func TestCleaningTakesNothingFromUnderAnAttachment(t *testing.T) {
	each(t, attachment.Config{}, func(w *world) {
		for range 12 {
			w.attach("m-0", pdf)
			if err := w.files.Forget(w.Context(), zone, "m-0"); err != nil {
				w.Fatal(err)
			}
			w.age()
			staged := w.receive("验收单.pdf", pdf)
			var both sync.WaitGroup
			var row attachment.Row
			var err error
			both.Go(func() { row, err = w.files.Attach(w.Context(), staged, "m-1", "zsj-c", nil) })
			both.Go(w.clean)
			both.Wait()
			if err != nil {
				if errs.Is(err, "attachment.again") {
					continue // told to send it again
				}
				w.Fatal(err)
			}
			if _, err := w.read(row); err != nil {
				w.Fatalf("a row without its content: %v", err)
			}
			if err := w.files.Forget(w.Context(), zone, "m-1"); err != nil {
				w.Fatal(err)
			}
		}
	})
}

func TestWhatACrashLeftBehindIsCleanedAway(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		folder := filepath.Join(t.TempDir(), "files")
		w := &world{T: t, files: open(t, db, attachment.Config{Folder: folder}), folder: folder}
		w.receive("半个.pdf", pdf) // its node dies here
		reader, writer := io.Pipe()
		go func() {
			_, _ = writer.Write(pdf)
			_ = writer.CloseWithError(io.ErrUnexpectedEOF)
		}()
		if _, err := w.files.Receive(t.Context(), zone, "断了.pdf", "", reader); err == nil {
			t.Error("half a file was taken")
		}
		if got := w.lying("incoming"); len(got) != 1 {
			t.Fatalf("left behind: %q", got)
		}
		w.files = open(t, db, attachment.Config{Folder: folder}) // the node comes back
		w.clean()
		if got := w.lying("incoming"); len(got) != 1 {
			t.Errorf("what may still be on its way in was removed: %q", got)
		}
		ageAll(t, filepath.Join(folder, "incoming"), 2*time.Hour)
		w.clean()
		if got := w.lying("incoming"); len(got) != 0 {
			t.Errorf("left behind: %q", got)
		}
		kept := w.attach("m-1", pdf)
		if _, err := w.read(kept); err != nil {
			t.Error(err)
		}
		for _, name := range []string{"", "incoming", "content", "quarantine"} {
			if info, err := os.Stat(filepath.Join(folder, name)); err != nil || info.Mode().Perm() != 0o700 {
				t.Errorf("%s: %v %v", name, info.Mode(), err)
			}
		}
	})
}

func TestAScannerThatFindsSomethingOrFailsLetsNothingPass(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		script := func(lines string) []string {
			name := filepath.Join(t.TempDir(), "scan")
			if err := os.WriteFile(name, []byte("#!/bin/sh\n"+lines), 0o700); err != nil { // it is run
				t.Fatal(err)
			}
			return []string{name, "-"}
		}
		for _, c := range []struct {
			name    string
			command []string
			code    string
			aside   int
		}{
			{"it finds nothing", script("cat >/dev/null; exit 0"), "", 0},
			{"it gets the file", script("grep -q 验收单 || exit 1"), "", 0},
			{"it finds something", script("echo 'stdin: Eicar FOUND'; exit 1"), "attachment.infected", 1},
			{"it says so in its own way", script("exit 77"), "attachment.infected", 1},
			{"it could not look", script("echo 'no daemon' >&2; exit 2"), "attachment.scanner", 0},
			{"it is killed", script("kill -9 $$"), "attachment.scanner", 0},
			{"it is not there", []string{"/nowhere/scan"}, "attachment.scanner", 0},
		} {
			folder := filepath.Join(t.TempDir(), "files")
			w := &world{T: t, files: open(t, db, attachment.Config{Folder: folder, Scan: c.command}), folder: folder}
			s, err := w.files.Receive(t.Context(), zone, "合同.pdf", "", bytes.NewReader(pdf))
			if errs.CodeOf(err) != c.code && (err != nil || c.code != "") {
				t.Errorf("%s: %v", c.name, err)
			}
			if s != nil {
				s.Discard()
			}
			if left, aside := w.lying("incoming"), w.lying("quarantine"); len(left) != 0 || len(aside) != c.aside {
				t.Errorf("%s: left %q, aside %q", c.name, left, aside)
			}
			ageAll(t, filepath.Join(folder, "quarantine"), 31*24*time.Hour)
			w.clean()
			if aside := w.lying("quarantine"); len(aside) != 0 {
				t.Errorf("%s: after a month %q", c.name, aside)
			}
		}
	})
}

func TestAMistakeInTheConfigurationIsToldAtOnce(t *testing.T) {
	db := databasetest.Migrated(t, databasetest.SQLite(t))
	for name, c := range map[string]attachment.Config{
		"attachment.unknown_type": {Zones: map[string]attachment.Policy{zone: {Types: []string{"exe"}}}},
		"attachment.folder":       {Folder: "/proc/none"},
		"attachment.bucket":       {Folder: t.TempDir(), Bucket: attachment.Bucket{Address: "http://storage.example/bucket"}},
	} {
		if _, err := attachment.New(db, database.NewStore(db), c); !errs.Is(err, name) {
			t.Errorf("%s: %v", name, err)
		}
	}
	f := open(t, db, attachment.Config{})
	if _, err := f.Receive(t.Context(), zone, "a.pdf", "", bytes.NewReader(pdf)); !errs.Is(err, "attachment.no_storage") {
		t.Errorf("without a folder: %v", err)
	}
	if err := f.Clean(t.Context()); err != nil {
		t.Error(err)
	}
}

func TestAStorageThatCannotBeReachedIsToldAndNothingIsKept(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		server := httptest.NewServer(nil)
		server.Close()
		w := &world{T: t, folder: t.TempDir()}
		w.files = open(t, db, attachment.Config{Folder: w.folder, Bucket: attachment.Bucket{Address: server.URL + "/qinlian", ID: "id", Secret: "secret"}})
		s := w.receive("验收单.pdf", pdf)
		if _, err := w.files.Attach(t.Context(), s, "m-1", "zsj-c", nil); !errs.Is(err, "attachment.no_storage") {
			t.Errorf("%v", err)
		}
		if rows, err := w.files.List(t.Context(), zone, "m-1"); err != nil || len(rows) > 0 {
			t.Errorf("%+v %v", rows, err)
		}
	})
}
