package bench_test

import (
	"bytes"
	"encoding/json"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"qinlian/internal/app/bench"
)

// TestEveryJobRunsOnASmallZone runs all jobs, small: that they work and say what they promise. How fast is
// for qinlian bench to say.
func TestEveryJobRunsOnASmallZone(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	err := bench.Run(t.Context(), bench.Options{Events: 600, Matters: 400, Rows: 20, Enterprises: 30, Span: time.Millisecond, Dir: filepath.Join(t.TempDir(), "made", "by", "the run"), Out: &out})
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for line := range strings.Lines(out.String()) {
		var f bench.Figure
		if err := json.Unmarshal([]byte(line), &f); err != nil {
			t.Fatalf("%s: %v", line, err)
		}
		if f.Unit == "" || math.IsNaN(f.Value) || f.Value < 0 || (f.Budget == "") != (f.Met == nil) {
			t.Errorf("%+v", f)
		}
		names = append(names, f.Name)
	}
	for _, want := range []string{
		"engine.commands", "engine.sha256_ratio", "engine.react", "check.all", "calendar.due", "verify.events", "verify.read_ratio", "verify.sha256_ratio", "plan.all",
		"today.page", "today_late.page", "sweep.read_ratio", "import.rows", "enterprises.import", "enterprises.follow", "instant.slowest",
	} {
		if !slices.Contains(names, want) {
			t.Errorf("no figure %s among %v", want, names)
		}
	}
	if compact := slices.Compact(slices.Sorted(slices.Values(names))); len(compact) != len(names) {
		t.Errorf("a figure has been given twice: %v", names)
	}
}
