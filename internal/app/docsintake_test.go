package app_test

import (
	"log/slog"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"qinlian/demo"
	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/intake"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/mechanisms"
)

// Who connects a hotline begins from the examples of docs/intake.md: they must become a matter as they stand.
func TestTheExamplesOfTheDocumentationOfWorkOrdersBecomeAMatter(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile(filepath.Join("..", "..", "docs", "intake.md"))
	if err != nil {
		t.Fatal(err)
	}
	example := func(pattern string) []byte {
		m := regexp.MustCompile("(?s)" + pattern).FindSubmatch(doc)
		if m == nil {
			t.Fatalf("docs/intake.md has no %s", pattern)
		}
		return m[1]
	}
	mapping, order := example("```yaml\n# intake.yaml\n(.*?)```"), example("```json\n(.*?)```")
	if string(mapping) != string(demo.Intake) {
		t.Error("docs/intake.md shows another mapping than demo/intake.yaml")
	}
	folder := t.TempDir()
	db, file := filepath.Join(folder, "office.db"), filepath.Join(folder, "intake.yaml")
	now := clock.At(time.Date(2023, 12, 11, 1, 0, 0, 0, time.UTC))
	check := func(words string) (bool, error) {
		if err := os.WriteFile(file, []byte(words), 0o600); err != nil {
			t.Fatal(err)
		}
		loaded, err := config.Load(config.Sources{Flags: map[string][]string{"db": {db}, "notify.intake": {file}}})
		if err != nil {
			t.Fatal(err)
		}
		return app.CheckSettings(t.Context(), loaded, now)
	}
	if checked, err := check(string(mapping)); err != nil || checked {
		t.Errorf("before there is a database: checked %v, %v", checked, err)
	}
	a, err := app.Open(t.Context(), db, now)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // a test's
	b, err := mechanism.Load(mechanisms.Files, "shangrao-etdz")
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Engine.Apply(t.Context(), b, engine.Act{Program: true}, now().AddDate(0, -1, 0)); err != nil {
		t.Fatal(err)
	}
	if checked, err := check(string(mapping)); err != nil || !checked {
		t.Fatalf("checked %v: %s", checked, errs.Message(err, "en"))
	}
	senders, err := intake.Read(file, mapping)
	if err != nil {
		t.Fatal(err)
	}
	r, err := intake.New(a.DB, a.Engine, []byte("key")).Receive(t.Context(), "shangrao-etdz", senders["shangrao-etdz"]["12345"], order)
	if err != nil || !strings.HasPrefix(r.MatterNo, "诉〔2023〕") {
		t.Errorf("%+v: %v", r, err)
	}

	wrong := strings.NewReplacer("安商办主任", "安商办公室主任", "kind: appeal\n        category", "kind: apeal\n        category").Replace(string(mapping)) + "nowhere:\n  x: { actor: y }\n"
	_, err = check(wrong)
	for _, want := range []string{
		file + `: nowhere: the zone "nowhere" has no mechanisms in force`, file + `: shangrao-etdz.12345.actor: the zone has no post "安商办公室主任"`,
		file + `: shangrao-etdz.12345.types.企业诉求.kind: the zone has no kind "apeal"; did you mean “appeal”?`,
	} {
		if !strings.Contains(errs.Message(err, "en"), want) {
			t.Errorf("nothing is said of %s:\n%s", want, errs.Message(err, "en"))
		}
	}
	loaded, err := config.Load(config.Sources{Flags: map[string][]string{"db": {db}, "notify.intake": {file}}})
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Serve(t.Context(), app.Serving{Config: &loaded.Config, Log: slog.New(slog.DiscardHandler)}); !errs.Is(err, "intake.no_zone") {
		t.Errorf("a server starts with it: %v", err)
	}
}

func TestACheckOfSettingsTriesWhatTheyName(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	if err := os.WriteFile(filepath.Join(folder, "file"), nil, 0o600); err != nil {
		t.Fatal(err)
	}
	loaded, err := config.Load(config.Sources{Flags: map[string][]string{
		"db": {filepath.Join(folder, "office.db")}, "notify.intake": {filepath.Join(folder, "none.yaml")},
		"files.folder": {filepath.Join(folder, "file", "below")}, "files.scan": {"no-such-scanner --quick"},
	}})
	if err != nil {
		t.Fatal(err)
	}
	_, err = app.CheckSettings(t.Context(), loaded, clock.System)
	for _, want := range []string{
		"--set files.folder: the folder for files, " + filepath.Join(folder, "file", "below") + ", cannot be made or written to",
		`--set files.scan: there is no command "no-such-scanner" to look for viruses`,
		filepath.Join(folder, "none.yaml") + ": the file that says what work orders become (notify.intake) does not exist",
	} {
		if !strings.Contains(errs.Message(err, "en"), want) {
			t.Errorf("nothing is said of %s:\n%s", want, errs.Message(err, "en"))
		}
	}
	if left, err := os.ReadDir(folder); err != nil || len(left) != 1 {
		t.Errorf("the check left %v (%v)", left, err)
	}
}
