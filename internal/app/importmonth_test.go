package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qinlian/internal/app"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/mechanisms"
)

// Where the clock of the machine still has June it may be July here, and the numbers are July's.
func TestANumberThatIsLeftOutIsNamedInTheMonthThatItIsHere(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.CopyFS(dir, mechanisms.Files); err != nil {
		t.Fatal(err)
	}
	file := filepath.Join(dir, zone, "graded-task.yaml")
	text, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(file, []byte(strings.Replace(string(text), "招调〔{year}〕{seq}号", "招调〔{year}〕{month}-{seq}号", 1)), 0o600); err != nil {
		t.Fatal(err)
	}
	b, err := mechanism.Load(os.DirFS(dir), zone)
	if err != nil {
		t.Fatal(err)
	}
	a, start := opened(t, "zone.db"), time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC)
	if err := a.Engine.Apply(t.Context(), b, engine.Act{At: start, Program: true}, start); err != nil {
		t.Fatal(err)
	}
	out := imported(t, a, app.Importing{
		Zone: zone, File: ledgerOf(t, "招调〔2023〕7-2号,甲,完成签约,招商一科,招商一科科长,2024-06-30,绿色,,"), At: time.Date(2023, 6, 30, 17, 0, 0, 0, time.UTC),
	})
	if gaps := told(out, "import.number_gap"); len(gaps) != 1 || gaps[0].Read != "招调〔2023〕7-1号" {
		t.Errorf("%+v", out.Doubts)
	}
}
