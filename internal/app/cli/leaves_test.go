package cli

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/alecthomas/kong"
)

// leaves are all commands that do something, by their words: matter list.
func leaves(t *testing.T) []string {
	t.Helper()
	var g grammar
	s := newShell(context.Background(), Process{Env: func(string) string { return "" }, Out: io.Discard, Err: io.Discard})
	g.Matter.Plugins = kong.Plugins{matterActs(s, nil)}
	parser, err := kong.New(&g, kong.Name("qinlian"), kong.Vars{"version": ""}, kong.ExplicitGroups(s.groups()), kong.Bind(s))
	if err != nil {
		t.Fatal(err)
	}
	var out []string
	for _, leaf := range parser.Model.Leaves(true) {
		var words []string
		for n := leaf; n != nil && n.Type == kong.CommandNode; n = n.Parent {
			words = append([]string{n.Name}, words...)
		}
		out = append(out, strings.Join(words, " "))
	}
	slices.Sort(out)
	return out
}

// streams are the leaves that do not answer once, and why --json says nothing of a whole there.
var streams = map[string]string{
	"serve": "runs until it is stopped",
	"demo":  "writes the database anew, a page for each zone; testdata/script/demo.txtar holds its JSON",
	"bench": "a line of JSON for each figure, after minutes",
	"ready": "asks a server that runs; its answer is its exit code",
}

// Whatever is asked with --json is answered in JSON: on standard output where it is done, on standard error where it is
// refused, and every command of the grammar is asked here.
func TestEveryCommandAnswersInJSON(t *testing.T) {
	folder := t.TempDir()
	db, in := filepath.Join(folder, "demo.db"), func(name string) string { return filepath.Join(folder, name) }
	for _, name := range []string{"QINLIAN_DB", "QINLIAN_ZONE", "QINLIAN_AT", "QINLIAN_AS", "QINLIAN_CONFIG", "QINLIAN_KEY_FILE"} {
		t.Setenv(name, "")
	}
	t.Setenv("QINLIAN_KEY_FILE", in("key"))
	run := func(args ...string) (out, told string, code int) {
		var o, e bytes.Buffer
		code = Main(t.Context(), Process{
			Args: args, In: strings.NewReader("2026-03-02,1wd\n"), Out: &o, Err: &e, Env: func(string) string { return "" },
			Now: func() time.Time { return time.Date(2026, 1, 5, 0, 30, 0, 0, time.UTC) },
		})
		return o.String(), e.String(), code
	}
	if _, told, code := run("demo", "--db", db); code != 0 {
		t.Fatal(told)
	}
	for name, words := range map[string]string{
		"receipts.csv": "拨付编号,结果,金额,原因\n拨2-1,成功,60000.00,\n",
		"firms.csv":    "统一社会信用代码,名称\n91360700MAGC00015A,示例甲有限公司\n",
		"2027.yaml":    noticeOf2027,
	} {
		if err := os.WriteFile(in(name), []byte(words), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	asked := map[string]bool{}
	for _, step := range commandsInJSON(in) {
		words := strings.Fields(step.command)
		leaf := step.leaf()
		asked[leaf] = true
		args := slices.Concat(words, []string{"--json"})
		if !slices.Contains(words, "--db") {
			args = append(args, "--db", db)
		}
		if step.as != "" {
			args = append(args, "--as", step.as)
		}
		if !slices.Contains(words, "--zone") {
			args = append(args, "--zone", "ganzhou-etdz")
		}
		if step.at != "" {
			args = append(args, "--at", step.at)
		}
		out, told, code := run(args...)
		var answer any
		switch {
		case step.refused == "" && out == "":
			t.Errorf("%s: exit %d: %s", step.command, code, told)
		case step.refused == "" || out != "":
			if err := json.Unmarshal([]byte(out), &answer); err != nil {
				t.Errorf("%s: %v:\n%s%s", step.command, err, out, told)
			}
		default:
			var failed failure
			if err := json.Unmarshal([]byte(told), &failed); err != nil || failed.Exit != code || len(failed.Errors) == 0 {
				t.Errorf("%s is refused with exit %d in other than JSON: %v\n%s", step.command, code, err, told)
			} else if failed.Errors[0].Code != step.refused {
				t.Errorf("%s is refused with %s, want %s: %s", step.command, failed.Errors[0].Code, step.refused, told)
			}
		}
	}
	for _, leaf := range leaves(t) {
		switch {
		case streams[leaf] != "" && asked[leaf]:
			t.Errorf("%s is asked and need not be", leaf)
		case streams[leaf] == "" && !asked[leaf]:
			t.Errorf("%s is asked by nobody: give it arguments in commandsInJSON", leaf)
		}
	}
}
