package cli

import (
	"bytes"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
)

// What a program reads of an import is what a person reads of it, and the exit code says whether it was kept.
func TestAnImportTellsAProgramWhatItDid(t *testing.T) {
	t.Setenv("QINLIAN_DB", filepath.Join(t.TempDir(), "zone.db"))
	t.Setenv("QINLIAN_ZONE", "ganzhou-etdz")
	t.Setenv("QINLIAN_AT", "2023-06-12 08:30")
	file := filepath.Join(t.TempDir(), "台账.csv")
	write := func(rows ...string) {
		t.Helper()
		lines := append([]string{"编号,任务名称,任务书,责任单位,责任人,完成时限,紧急程度,进展情况,状态"}, rows...)
		if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	run := func(exit int, args ...string) *app.Imported {
		t.Helper()
		var out, told bytes.Buffer
		got := Main(t.Context(), Process{
			Args: args, In: strings.NewReader(""), Out: &out, Err: &told, Env: func(string) string { return "" },
			Now: clock.At(calendar.Builtin().At(clock.MustDate("2023-06-12"), 8*60+30)),
		})
		if got != exit {
			t.Fatalf("%v ends in %d, not %d: %s%s", args, got, exit, out.String(), told.String())
		}
		var imported app.Imported
		if exit != exitOK && out.Len() == 0 {
			return nil
		}
		if strings.Contains(strings.Join(args, " "), "--json") {
			d := json.NewDecoder(&out)
			d.DisallowUnknownFields()
			if err := d.Decode(&imported); err != nil || d.More() {
				t.Fatalf("%v: %v", args, err)
			}
		}
		return &imported
	}
	run(exitOK, "apply", "--from", "2023-01-03", "--as", "督查室主任")
	write("X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,绿色,已对接,正在推进", "X2,引进乙项目,,招商二科,招商二科科长,2024-06-30,绿色,,正在推进")
	const office = "招商局党支部书记"

	dry := run(exitOK, "import", file, "--as", office, "--dry-run", "--json")
	if !dry.DryRun || dry.Rows != 2 || dry.New != 2 || len(dry.Lines) != 2 || len(dry.SHA256) != 64 {
		t.Errorf("a dry run: %+v", dry)
	}
	first := run(exitOK, "import", file, "--as", office, "--json")
	if first.DryRun || first.New != 2 || first.SHA256 != dry.SHA256 || first.Lines[0].Number != "招调〔2023〕1号" || !first.Lines[0].New || strings.Join(first.Lines[0].Did, " ") != "register assign report" {
		t.Errorf("the import: %+v", first)
	}
	again := run(exitOK, "import", file, "--as", office, "--json")
	if again.Unchanged != 2 || again.New+again.Changed != 0 || len(again.Lines) != 0 || !strings.Contains(codes(again), "import.still_refused") {
		t.Errorf("once more: %+v", again)
	}
	write("X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,绿色,已签框架协议,正在推进", "X2,引进乙项目,,招商二科,招商二科科长,2024-06-30,绿色,,正在推进")
	changed := run(exitOK, "import", file, "--as", office, "--json")
	if len(changed.Lines) != 1 || len(changed.Lines[0].Changes) != 1 {
		t.Fatalf("one cell changed: %+v", changed)
	}
	if c := changed.Lines[0].Changes[0]; c.Command != "report" || c.Old != "已对接" || c.New != "已签框架协议" || !strings.HasPrefix(c.Cell, "台账!") {
		t.Errorf("one cell changed: %+v", c)
	}
	write("X1,引进甲项目,完成签约,没有这个单位,招商一科科长,2024-06-30,绿色,已签框架协议,正在推进", ",,,,,2024-13-45,,,")
	refused := run(exitRefused, "import", file, "--as", office, "--json")
	if refused == nil || refused.Errors == 0 || refused.Changed != 0 {
		t.Errorf("a ledger with errors: %+v", refused)
	}
}

func codes(i *app.Imported) string {
	var all []string
	for _, d := range i.Doubts {
		all = append(all, d.Code)
	}
	return strings.Join(all, " ")
}
