package cli

import (
	goflag "flag"
	"io"
	"os"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"qinlian/internal/base/text"
)

var update = goflag.Bool("update", false, "write the part of docs/cli.md that is made from the grammar anew")

const made = "<!-- go test ./internal/app/cli -run Reference -update -->\n"

// modelIn is the grammar with all commands on matters and their flags, in words of a language.
func modelIn(t *testing.T, lang text.Lang) *kong.Application {
	t.Helper()
	var g grammar
	s := newShell(t.Context(), Process{Env: func(string) string { return "" }, Out: io.Discard, Err: io.Discard})
	s.Lang = lang
	var all []string
	for _, command := range takes {
		all = append(all, command[0])
	}
	g.Matter.Plugins = kong.Plugins{matterActs(s, all)}
	parser, err := kong.New(&g, kong.Name("qinlian"), kong.Vars{"version": ""}, kong.ExplicitGroups(s.groups()), kong.Bind(s))
	if err != nil {
		t.Fatal(err)
	}
	keepOwn(parser.Model)
	if err := kong.Visit(parser.Model, s.translate); err != nil {
		t.Fatal(err)
	}
	return parser.Model
}

// reference is a table of every command, what it must be given, what it may be given, and what it does.
func reference(t *testing.T) string {
	t.Helper()
	code := func(s string) string { return "`" + strings.ReplaceAll(inPlaceholders(s), "|", `\|`) + "`" }
	english := map[string]string{}
	for _, leaf := range modelIn(t, text.En).Leaves(true) {
		english[leaf.FullPath()] = leaf.Help
	}
	var rows []string
	for _, leaf := range modelIn(t, text.Zh).Leaves(true) {
		written := strings.TrimPrefix(strings.TrimSuffix(leaf.Summary(), " [flags]"), "qinlian ")
		var optional []string
		for _, f := range leaf.Flags {
			if !f.Required && !f.Hidden && f.Name != "help" {
				optional = append(optional, code(strings.TrimSpace("--"+f.Name+placed(f))))
			}
		}
		rows = append(rows, "| "+code(written)+" | "+strings.Join(optional, " ")+" | "+leaf.Help+" · "+english[leaf.FullPath()]+" |\n")
	}
	slices.Sort(rows)
	return made + "| 写法 | 可另写 | |\n| --- | --- | --- |\n" + strings.Join(rows, "")
}

func placed(f *kong.Flag) string {
	if f.IsBool() {
		return ""
	}
	return "=" + f.FormatPlaceHolder()
}

func TestTheReferenceHoldsEveryCommandAndFlag(t *testing.T) {
	const file = "../../../docs/cli.md"
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	before, rest, found := strings.Cut(string(raw), made)
	if !found {
		t.Fatalf("%s has no part that begins with %s", file, made)
	}
	_, after, _ := strings.Cut(rest, "\n\n")
	want := before + reference(t) + "\n" + after
	if want == string(raw) {
		return
	}
	if !*update {
		t.Fatalf("%s is not what the grammar says: go test ./internal/app/cli -run Reference -update", file)
	}
	if err := os.WriteFile(file, []byte(want), 0o600); err != nil {
		t.Fatal(err)
	}
}
