package app_test

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/scenario"
)

var update = flag.Bool("update", false, "write golden files anew")

func tiny(t *testing.T) (*mechanism.Bundle, map[string][]scenario.Scenario) {
	t.Helper()
	folder := os.DirFS("testdata/scenario")
	bundle, err := mechanism.Load(folder, "tiny")
	if err != nil {
		t.Fatal(err)
	}
	files, err := scenario.Load(folder, "tiny")
	if err != nil {
		t.Fatal(err)
	}
	byName := map[string][]scenario.Scenario{}
	for _, f := range files {
		byName[f.Path] = f.Scenarios
	}
	return bundle, byName
}

func TestAScenarioThatTellsTheTruthPasses(t *testing.T) {
	t.Parallel()
	bundle, files := tiny(t)
	for _, s := range files["tiny/task.test.yaml"] {
		t.Run(s.Name, func(t *testing.T) {
			t.Parallel()
			for _, failure := range scenario.Run(t.Context(), s, bundle, fresh(t)).Failures {
				t.Error(failure)
			}
		})
	}
}

func TestEveryOutcomeCanFailAndSaysWhereAndWhy(t *testing.T) {
	t.Parallel()
	bundle, files := tiny(t)
	var got strings.Builder
	for _, s := range files["tiny/wrong.test.yaml"] {
		result := scenario.Run(t.Context(), s, bundle, fresh(t))
		if result.Passed || len(result.Failures) == 0 {
			t.Errorf("%s: passed", s.Name)
		}
		fmt.Fprintf(&got, "%s\n", s.Name)
		for _, f := range result.Failures {
			fmt.Fprintf(&got, "  %s\n    %s\n    %s\n", f.At, f.Text.In(text.Zh), f.Text.In(text.En))
		}
	}
	golden(t, "scenario/wrong.golden", got.String())
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if got != string(want) {
		t.Errorf("%s differs (run with -update and look at the change); now:\n%s", path, got)
	}
}

func TestARunThatCannotBeginFailsInItsResult(t *testing.T) {
	t.Parallel()
	bundle, files := tiny(t)
	s := files["tiny/task.test.yaml"][0]
	for name, open := range map[string]scenario.Open{
		"the store cannot be opened": func(clock.Clock) (*engine.Engine, func() error, error) { return nil, nil, errors.New("disk full") },
		"the engine is broken": func(clock.Clock) (*engine.Engine, func() error, error) {
			return nil, func() error { return nil }, nil
		},
		"the store cannot be closed": func(now clock.Clock) (*engine.Engine, func() error, error) {
			e, done, err := fresh(t)(now)
			return e, func() error { return errors.Join(done(), errors.New("disk full")) }, err
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if result := scenario.Run(context.Background(), s, bundle, open); result.Passed || len(result.Failures) != 1 {
				t.Errorf("%+v", result)
			}
		})
	}
}

func TestCoverageCountsRowsThatFilesCarryAndScenariosProve(t *testing.T) {
	t.Parallel()
	bundle, files := tiny(t)
	var results []scenario.Result
	for _, scenarios := range files {
		for _, s := range scenarios {
			results = append(results, scenario.Run(t.Context(), s, bundle, fresh(t)))
		}
	}
	table := scenario.Coverage([]*mechanism.Bundle{bundle}, results)
	var rows []int
	for _, d := range table.Domains {
		rows = append(rows, d.Rows)
	}
	if got := fmt.Sprint(rows, table.Total.Rows); got != "[30 15 18 22 22 13 22 16 32 18 4] 212" {
		t.Errorf("rows by domain: %s", got)
	}
	if d := table.Domains[0]; d.Carried != 2 || d.Proved != 2 || table.Total.Carried != 2 || table.Total.Proved != 3 {
		t.Errorf("%+v of %+v", d, table.Total)
	}
	for _, r := range table.Rows {
		switch r.ID {
		case "M01-14": // by the file of the same name
			if !r.Proved() || len(r.Files) != 1 || r.Files[0] != "tiny/task.yaml" {
				t.Errorf("%+v", r)
			}
		case "M01-15":
			if r.Proved() || len(r.Failing) != 1 {
				t.Errorf("%+v", r)
			}
		}
	}
}
