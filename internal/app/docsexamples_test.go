package app_test

import (
	"os"
	"path/filepath"
	"regexp"
	"testing"

	"qinlian/internal/app"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/scenario"
)

var documented = regexp.MustCompile("(?s)```yaml\n# (demo/[^\n]+\\.yaml)\n(.*?)```")

// A clerk begins from the examples of the documentation: written down in a folder of their own, without base
// beside them, they must be a zone whose scenarios hold.
func TestTheExamplesOfTheDocumentationAreAZoneWhoseScenariosHold(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for _, name := range []string{"mechanisms.md", "scenarios.md"} {
		doc, err := os.ReadFile(filepath.Join("..", "..", "docs", name))
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range documented.FindAllSubmatch(doc, -1) {
			path := filepath.Join(folder, filepath.FromSlash(string(m[1])))
			if err := os.MkdirAll(filepath.Dir(path), 0o750); err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, m[2], 0o600); err != nil {
				t.Fatal(err)
			}
		}
	}
	f, err := app.OpenFolder(folder)
	if err != nil {
		t.Fatal(err)
	}
	bundle, err := mechanism.Load(f.FS, "demo")
	if err != nil {
		t.Fatal(errs.Message(err, text.En))
	}
	files, err := scenario.Load(f.FS, "demo")
	if err != nil {
		t.Fatal(errs.Message(err, text.En))
	}
	if len(files) == 0 {
		t.Fatal("docs/scenarios.md has no example of its own file")
	}
	for _, file := range files {
		for _, result := range scenario.RunAll(t.Context(), file.Scenarios, bundle, fresh(t), func(int) {}) {
			for _, failure := range result.Failures {
				t.Errorf("%s: %s\n%s", result.Name, failure.In(text.Zh), failure.In(text.En))
			}
		}
	}
}
