package app_test

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"testing"
	"testing/fstest"

	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/scenario"
)

var readmeScenario = regexp.MustCompile("(?s)```yaml\n(scenarios:\n.*?)```")

func TestTheScenarioOfTheReadmesStandsBesideItsMechanismAndPasses(t *testing.T) {
	t.Parallel()
	const beside = "ganzhou-etdz/graded-task.test.yaml"
	folder := os.DirFS(filepath.Join("..", "..", "mechanisms"))
	bundle, err := mechanism.Load(folder, "ganzhou-etdz")
	if err != nil {
		t.Fatal(err)
	}
	there, err := os.ReadFile(filepath.Join("..", "..", "mechanisms", beside))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"README.md", "README.zh-CN.md"} {
		raw, err := os.ReadFile(filepath.Join("..", "..", name))
		if err != nil {
			t.Fatal(err)
		}
		shown := readmeScenario.FindSubmatch(raw)
		if shown == nil {
			t.Fatalf("%s shows no scenario", name)
		}
		if !bytes.Contains(there, shown[1]) {
			t.Errorf("%s shows what is not in %s", name, beside)
		}
		files, err := scenario.Load(fstest.MapFS{beside: {Data: shown[1]}}, "ganzhou-etdz")
		if err != nil || len(files) != 1 || len(files[0].Scenarios) == 0 {
			t.Fatalf("%s: %d files, %v", name, len(files), err)
		}
		for _, s := range files[0].Scenarios {
			for _, failure := range scenario.Run(t.Context(), s, bundle, fresh(t)).Failures {
				t.Errorf("%s: %s: %s", name, s.Name, failure)
			}
		}
	}
}
