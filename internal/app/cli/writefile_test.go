package cli

import (
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"

	"qinlian/internal/base/errs"
)

// A refusal leaves what was there, and nothing where nothing was.
func TestAFileIsReplacedOnlyByOneThatIsWhole(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	name := filepath.Join(folder, "台账.csv")
	refuse := func(w io.Writer) error {
		_, err := io.WriteString(w, "half")
		return errors.Join(err, errors.New("refused"))
	}
	says := func(words string) func(io.Writer) error {
		return func(w io.Writer) error {
			_, err := io.WriteString(w, words)
			return err
		}
	}
	holds := func(want string, files int) {
		t.Helper()
		raw, err := os.ReadFile(name)
		if string(raw) != want || (err != nil) != (want == "") {
			t.Errorf("the file holds %q, want %q (%v)", raw, want, err)
		}
		if all, err := os.ReadDir(folder); len(all) != files || err != nil {
			t.Errorf("the folder holds %v, %v", all, err)
		}
	}
	if err := writeFile(name, false, refuse); err == nil {
		t.Error("a refusal is lost")
	}
	holds("", 0)
	if err := writeFile(name, false, says("hello")); err != nil {
		t.Error(err)
	}
	holds("hello", 1)
	if err := writeFile(name, true, refuse); err == nil {
		t.Error("a refusal is lost")
	}
	holds("hello", 1)
	if err := writeFile(name, false, says("other")); errs.CodeOf(err) != "file.exists" {
		t.Errorf("an existing file: %v", err)
	}
	if err := errors.Join(os.Chmod(name, 0o640), writeFile(name, true, says("other"))); err != nil {
		t.Error(err)
	}
	holds("other", 1)
	if info, err := os.Stat(name); err != nil || info.Mode().Perm() != 0o640 {
		t.Errorf("its mode became %v, %v", info.Mode(), err)
	}
	link := filepath.Join(t.TempDir(), "link.csv")
	if err := errors.Join(os.Symlink(name, link), writeFile(link, true, says("through the link"))); err != nil {
		t.Error(err)
	}
	holds("through the link", 1)
	for _, bad := range []string{filepath.Join(folder, "no", "x.csv"), folder} {
		if err := writeFile(bad, true, says("x")); errs.CodeOf(err) != "file.create" {
			t.Errorf("%s: %v", bad, err)
		}
	}
	if err := writeFile(os.DevNull, true, says("x")); err != nil {
		t.Errorf("a device: %v", err)
	}
}
