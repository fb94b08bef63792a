package cli

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/alecthomas/kong"
)

func TestNothingIsWrittenAtAnInstantThatHasNotCome(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		says   string
		args   []string
		future bool
	}{
		{"a report with a mistyped year", []string{"matter", "report", "1", "--as", "招商一科科长", "--at", "2033-06-01 09:00"}, true},
		{"a sweep", []string{"sweep", "--at", "2040-01-01"}, true},
		{"an import", []string{"import", "x.xlsx", "--as", "招商局局长", "--at", "2040-01-01"}, true},
		{"a duty", []string{"duty", "meet", "1", "约谈", "--as", "招商局局长", "--at", "2026-03-02 09:06"}, true},
		{"a clock that lags a little", []string{"sweep", "--at", "2026-03-02 09:04"}, false},
		{"the past", []string{"sweep", "--at", "2023-06-12"}, false},
		{"a register by its other name", []string{"record", "list", "x", "--at", "2040-01-01"}, false},
		{"a page of the future", []string{"today", "--at", "2040-01-01"}, false},
		{"a matter in the future", []string{"show", "1", "--at", "2040-01-01"}, false},
	} {
		_, errOut, code := run(t, "", append(tt.args, "--db", t.TempDir()+"/none.db", "--json")...)
		var told failure
		if err := json.Unmarshal([]byte(errOut), &told); err != nil || len(told.Errors) != 1 {
			t.Fatalf("%s: %d %s", tt.says, code, errOut)
		}
		if future := told.Errors[0].Code == "usage.future"; future != tt.future || future && code != exitUsage {
			t.Errorf("%s: %d %s", tt.says, code, errOut)
		}
		if tt.future && !strings.Contains(errOut, "2026-03-02 09:00") {
			t.Errorf("%s: the real time is not said: %s", tt.says, errOut)
		}
	}
}

// The commands that read, one by one: whoever adds a command says here whether it writes.
func TestEachCommandEitherReadsOrWrites(t *testing.T) {
	t.Parallel()
	var g grammar
	parser, err := kong.New(&g, kong.Vars{"version": ""})
	if err != nil {
		t.Fatal(err)
	}
	var writing []string
	for _, leaf := range parser.Model.Leaves(false) {
		name := strings.ReplaceAll(strings.TrimPrefix(leaf.Path(), parser.Model.Name+" "), " (record)", "")
		if writes(name) {
			writing = append(writing, name)
		}
	}
	const want = "duty meet,letter issue,letter deliver,letter sign,letter reply,letter withdraw," +
		"session convene,session attend,session add,session open,session review,session pass,session resolve,session minute,session close,session cancel," +
		"register put,register correct,register retire,org absence,org back,org appoint,org relieve,org hand-over,org merge,org split,org rename,org open-post,org close-post,org form-body,org change-body,org dissolve-body," +
		"enterprise import,enterprise state,enterprise correct,enterprise retire," +
		"claim match,claim apply,claim confirm,claim strike,claim take,claim notice,claim object,claim answer,claim settle,claim batch,claim receipt,claim withdraw,claim clawback,fund appropriate,apply,calendar load,import,sweep,erase-due"
	if got := strings.Join(writing, ","); got != want {
		t.Errorf("these write:\n%s\nwant\n%s", got, want)
	}
}
