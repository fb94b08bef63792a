package matter

import (
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"
)

var update = flag.Bool("update", false, "write the README's table")

// short are the stages' names in the README's table.
var short = map[Stage]string{
	Registered: "登", Established: "立", Assigned: "交", Accepted: "签", Working: "办", Reported: "馈", Reviewed: "审",
	Completed: "结", FollowedUp: "访", Closed: "销", Archived: "归", Withdrawn: "撤", Merged: "并",
}

// drawn is the transition table as Markdown; commands with equal rows share one.
func drawn() string {
	rows := map[string][]string{}
	var order []string
	for _, name := range Commands() {
		tr := transitions[name]
		if tr.from == nil {
			continue
		}
		var row strings.Builder
		for _, stage := range stages {
			cell := ""
			if slices.Contains(tr.from, stage) {
				cell = "●"
				if tr.to != "" {
					cell = short[tr.to]
				}
			}
			fmt.Fprintf(&row, "|%s", cell)
		}
		if rows[row.String()] == nil {
			order = append(order, row.String())
		}
		rows[row.String()] = append(rows[row.String()], name)
	}
	var b strings.Builder
	b.WriteString("|")
	for _, stage := range stages {
		fmt.Fprintf(&b, "|%s", short[stage])
	}
	b.WriteString("|\n|---" + strings.Repeat("|-", len(stages)) + "|\n")
	for _, row := range order {
		fmt.Fprintf(&b, "|%s%s|\n", strings.Join(rows[row], " "), row)
	}
	return b.String()
}

func TestTheReadmeDrawsTheTransitionsThatTheCodeHas(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("README.md")
	if err != nil {
		t.Fatal(err)
	}
	before, rest, _ := strings.Cut(string(raw), "<!-- transitions -->\n")
	table, after, ok := strings.Cut(rest, "<!-- end -->")
	if !ok {
		t.Fatal("the README has no place for the table")
	}
	want := drawn()
	if *update {
		if err := os.WriteFile("README.md", []byte(before+"<!-- transitions -->\n"+want+"<!-- end -->"+after), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if table != want {
		t.Errorf("the README draws\n%s\nthe code has\n%s\nrun go test -run Readme -update", table, want)
	}
	if n := strings.Count(string(raw), "\n"); n > 60 {
		t.Errorf("the README has %d lines", n)
	}
}
