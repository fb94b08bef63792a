package mechanism

import (
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
)

func mechanismsFolder(t testing.TB) fs.FS {
	t.Helper()
	return os.DirFS(filepath.Join("..", "..", "..", "mechanisms"))
}

func TestTheSharedMechanismsAreSound(t *testing.T) {
	t.Parallel()
	b, err := Load(mechanismsFolder(t), "base")
	if err != nil {
		t.Fatal(errs.Message(err, text.Zh))
	}
	if faults := Check(b, calendar.Builtin(), clock.MustDate("2023-06-01")); len(faults) > 0 {
		t.Errorf("%s", errs.Message(faults, text.Zh))
	}
	for _, name := range []string{"reminder-letter", "supervision-letter", "bulletin"} {
		if b.Letters[name] == nil {
			t.Errorf("letter %s is missing", name)
		}
	}
	if b.Ladders["standard"] == nil || !b.Abstract {
		t.Error("the standard ladder, or abstract, is missing")
	}
	if files := Coverage(b)["M01-27"]; !slices.Contains(files, "base/letters.yaml") {
		t.Errorf("files that carry M01-27: %v", files)
	}
}

func TestAZoneInheritsTheSharedLadderAndCanRedefineALetter(t *testing.T) {
	t.Parallel()
	shared := mechanismsFolder(t)
	files := map[string]string{
		"demo/zone.yaml":     zoneYAML,
		"demo/kind.yaml":     "kind: task\ntitle: 任务\nnumber: \"任〔{year}〕{seq}号\"\nlimit: 30wd\nuse_ladder: standard\n",
		"demo/bulletin.yaml": "letter: bulletin\ntitle: 简报\nnumber: \"简〔{year}〕{seq}号\"\nbody: 见附件。\n",
	}
	for _, name := range []string{"zone.yaml", "letters.yaml", "ladder.yaml"} {
		data, err := fs.ReadFile(shared, "base/"+name)
		if err != nil {
			t.Fatal(err)
		}
		files["base/"+name] = string(data)
	}
	b, err := Load(folder(files), "demo")
	if err != nil {
		t.Fatal(err)
	}
	if n := len(b.Kind("task").Ladder); n != 6 {
		t.Errorf("rungs taken from the shared ladder: %d", n)
	}
	if got := b.Letters["bulletin"].Title.Zh; got != "简报" {
		t.Errorf("the zone's letter does not replace the shared one: %q", got)
	}
	if got := b.Letters["supervision-letter"].Reply.String(); got != "3wd" {
		t.Errorf("the shared letter is not there: reply %q", got)
	}
	if got := b.Version; got == "" || len(b.Files) != 6 {
		t.Errorf("version %q over %d files", got, len(b.Files))
	}
}
