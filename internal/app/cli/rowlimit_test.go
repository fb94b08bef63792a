package cli

import (
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
)

// with gives one command line after another on a database of its own, in Chinese.
func with(t *testing.T) func(args ...string) (out, errOut string, code int) {
	t.Helper()
	db := filepath.Join(t.TempDir(), "q.db")
	now := clock.At(calendar.Builtin().At(clock.MustDate("2023-06-12"), 9*60))
	return func(args ...string) (string, string, int) {
		var o, e bytes.Buffer
		code := Main(t.Context(), Process{Args: append(args, "--db", db), In: strings.NewReader(""), Out: &o, Err: &e, Env: func(string) string { return "" }, Now: now})
		return o.String(), e.String(), code
	}
}

// taskBook imports n tasks into a zone of which the mechanisms are in force.
func taskBook(t *testing.T, qinlian func(args ...string) (string, string, int), n int) {
	t.Helper()
	book := filepath.Join(t.TempDir(), "台账.csv")
	rows := []string{"编号,任务名称,任务书,责任单位,责任人,完成时限"}
	for i := range n {
		rows = append(rows, fmt.Sprintf("X%d,任务%d,完成签约,招商一科,招商一科科长,2024-06-30", i+1, i+1))
	}
	if err := os.WriteFile(book, []byte(strings.Join(rows, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, args := range [][]string{
		{"apply", filepath.Join("..", "..", "..", "mechanisms"), "--from", "2023-01-01", "--zone", "ganzhou-etdz", "--as", "督查室主任"},
		{"import", book, "--kind", "graded-task", "--as", "招商局党支部书记"},
	} {
		if out, errOut, code := qinlian(args...); code != exitOK {
			t.Fatalf("%s: %d %s%s", args, code, out, errOut)
		}
	}
}

func TestAListThatIsCutSaysOfHowMany(t *testing.T) {
	t.Parallel()
	qinlian := with(t)
	taskBook(t, qinlian, 205)
	for _, tt := range []struct{ args, says string }{
		{"matter list --open", "列出 200 条，共 205 条"},
		{"matter list --unit 招商一科 --kind 分级调度任务 --limit 3", "列出 3 条，共 205 条"},
		{"matter list --limit 0", "共 205 条"},
		{"matter list --limit 300", "共 205 条"},
		{"matter list --no-unit", ""},
	} {
		out, errOut, code := qinlian(strings.Fields(tt.args)...)
		lines := strings.Split(strings.TrimSpace(out), "\n")
		if last := lines[len(lines)-1]; code != exitOK || !strings.Contains(last, tt.says) || strings.HasPrefix(tt.says, "共") && strings.Contains(last, "列出") {
			t.Errorf("%s: %d %s%s", tt.args, code, last, errOut)
		}
	}
	for args, want := range map[string]int{"matter list --json": 205, "matter list --json --limit 7": 7} {
		out, _, _ := qinlian(strings.Fields(args)...)
		var rows []matterLine
		if err := json.Unmarshal([]byte(out), &rows); err != nil || len(rows) != want || rows[1].Number >= rows[2].Number {
			t.Errorf("%s: %d rows, want %d; %v", args, len(rows), want, err)
		}
	}
	out, _, _ := qinlian("duty", "list", "--limit", "1")
	if duties := strings.Split(strings.TrimSpace(out), "\n"); len(duties) > 3 && !strings.Contains(duties[len(duties)-1], "列出 1 条，共 ") {
		t.Errorf("%s", out)
	}
}

func TestAnAnswerThatCannotBeWrittenIsNoInternalError(t *testing.T) {
	t.Parallel()
	full, err := os.OpenFile("/dev/full", os.O_WRONLY, 0)
	if err != nil {
		t.Skip("this system has no /dev/full")
	}
	defer func() { _ = full.Close() }()
	for _, args := range [][]string{{"calendar", "days", "2026"}, {"calendar", "days", "2026", "--json"}} {
		var e bytes.Buffer
		code := Main(t.Context(), Process{Args: args, In: strings.NewReader(""), Out: full, Err: &e, Env: func(string) string { return "" }, Now: clock.System})
		if code != exitRefused || !strings.Contains(e.String(), "结果写不出去") {
			t.Errorf("%s: %d %s", args, code, e.String())
		}
	}
}

func TestAVersionAppliedForAnotherDayIsRefusedWithBothDays(t *testing.T) {
	t.Parallel()
	qinlian := with(t)
	folder := filepath.Join("..", "..", "..", "mechanisms")
	if _, errOut, code := qinlian("apply", folder, "--from", "2023-07-01", "--zone", "ganzhou-etdz", "--as", "督查室主任"); code != exitOK {
		t.Fatal(errOut)
	}
	_, errOut, code := qinlian("apply", folder, "--from", "2023-05-01", "--zone", "ganzhou-etdz", "--as", "督查室主任")
	if code != exitConflict || !strings.Contains(errOut, "2023-07-01") || !strings.Contains(errOut, "2023-05-01") || strings.Contains(errOut, "无须") {
		t.Errorf("%d %s", code, errOut)
	}
	_, errOut, _ = qinlian("apply", folder, "--from", "2023-07-01", "--zone", "ganzhou-etdz", "--as", "督查室主任")
	if !strings.Contains(errOut, "无须再启用") {
		t.Errorf("%s", errOut)
	}
}
