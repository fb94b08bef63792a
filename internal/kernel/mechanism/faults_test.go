package mechanism

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
)

var update = flag.Bool("update", false, "write golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	have, expect := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(have), len(expect)) {
		if i >= len(have) || i >= len(expect) || have[i] != expect[i] {
			t.Errorf("%s differs from line %d on (run with -update and look at the change); now:\n%s",
				path, i+1, strings.Join(have[min(i, len(have)):min(i+6, len(have))], "\n"))
			return
		}
	}
}

// archive reads a bundle kept as one text file.
func archive(t testing.TB, name string) fs.FS {
	t.Helper()
	a, err := txtar.ParseFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range a.Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return fsys
}

// listing writes each fault with its code, and both messages where the words are this package's.
func listing(t *testing.T, faults errs.List) string {
	var out strings.Builder
	for _, e := range faults {
		if !strings.Contains(e.Where, ":") {
			t.Errorf("a fault without line and column: %v", e)
		}
		fmt.Fprintf(&out, "%s %s\n", e.Where, e.Code)
		if strings.HasPrefix(e.Code, "mechanism.") {
			fmt.Fprintf(&out, "    %s\n    %s\n", e.Text.In(text.Zh), e.Text.In(text.En))
		}
	}
	return out.String()
}

func TestLoadReportsEveryFaultWithItsPlace(t *testing.T) {
	t.Parallel()
	_, err := Load(archive(t, "load.txtar"), "demo")
	var faults errs.List
	if !errors.As(err, &faults) {
		t.Fatalf("Load: %v", err)
	}
	golden(t, "load.golden", listing(t, faults))
}

func TestCheckReportsEveryFaultWithItsPlace(t *testing.T) {
	t.Parallel()
	b, err := Load(archive(t, "check.txtar"), "demo")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "check.golden", listing(t, Check(b, calendar.Builtin(), clock.MustDate("2023-06-01"))))
}
