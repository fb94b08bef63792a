package cli

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/alecthomas/kong"

	"qinlian/internal/adapter/config"
)

var (
	variable = regexp.MustCompile(`QINLIAN_[A-Z_]*[A-Z]`)
	flag     = regexp.MustCompile(`--[a-z][a-z-]*`)
)

// What deploy/ and docs/operations.md tell an operator to write must exist.
func TestWhatOperatorsAreToldToWriteExists(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob("../../../deploy/*")
	if err != nil || len(files) < 5 {
		t.Fatalf("%v, %v", files, err)
	}
	variables := []string{"QINLIAN_CONFIG", "QINLIAN_DUMP_AS", "QINLIAN_DB_PASSWORD"} // the last is compose's own
	for _, s := range config.Settings() {
		variables = append(variables, s.Env)
	}
	parser, err := kong.New(&grammar{}, kong.Name("qinlian"), kong.Vars{"version": ""}, kong.Bind(&Shell{}))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range append(files, "../../../docs/operations.md") {
		raw, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		for _, v := range variable.FindAllString(string(raw), -1) {
			if !slices.Contains(variables, v) {
				t.Errorf("%s names the variable %s, which there is not", name, v)
			}
		}
		for i, line := range strings.Split(string(raw), "\n") {
			node := commandIn(parser.Model, line)
			if node == nil {
				continue
			}
			_, after, _ := strings.Cut(line, "qinlian")
			for _, f := range flag.FindAllString(after, -1) {
				if !hasFlag(node, strings.TrimPrefix(f, "--")) {
					t.Errorf("%s:%d: %s has no flag %s", name, i+1, node.FullPath(), f)
				}
			}
		}
	}
}

// commandIn finds the command that a line calls, nil for none.
func commandIn(root *kong.Application, line string) *kong.Node {
	words := strings.FieldsFunc(line, func(r rune) bool { return strings.ContainsRune(" ,[]\"`", r) })
	for i, w := range words {
		if w != "qinlian" && !strings.HasSuffix(w, "/qinlian") {
			continue
		}
		node := root.Node
		for _, word := range words[i+1:] {
			next := slices.IndexFunc(node.Children, func(n *kong.Node) bool { return n.Name == word })
			if next < 0 {
				break
			}
			node = node.Children[next]
		}
		if node != root.Node {
			return node
		}
	}
	return nil
}

func hasFlag(node *kong.Node, name string) bool {
	for _, group := range node.AllFlags(false) {
		if slices.ContainsFunc(group, func(f *kong.Flag) bool { return f.Name == name }) {
			return true
		}
	}
	return false
}

func TestTheExampleConfigurationOfDeployIsInOrder(t *testing.T) {
	t.Parallel()
	if _, err := config.Load(config.Sources{File: "../../../deploy/qinlian.yaml"}); err != nil {
		t.Error(err)
	}
}

func TestTheGuideForOperatorsNamesEverySetting(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range config.Settings() {
		if !strings.Contains(string(raw), "`"+s.Key+"`") || !strings.Contains(string(raw), "`"+s.Env+"`") {
			t.Errorf("docs/operations.md does not name %s (%s)", s.Key, s.Env)
		}
		if s.Default != "" && !strings.Contains(string(raw), "`"+s.Default+"`") {
			t.Errorf("docs/operations.md does not give %s its default %s", s.Key, s.Default)
		}
	}
}

// An image is built of what deploy/Dockerfile copies and its .dockerignore lets through.
func TestWhatAnImageIsBuiltOfIsNotIgnored(t *testing.T) {
	t.Parallel()
	const root = "../../../"
	lines := func(name string) []string {
		raw, err := os.ReadFile(root + name)
		if err != nil {
			t.Fatal(err)
		}
		return strings.Split(strings.TrimSpace(string(raw)), "\n")
	}
	patterns := lines("deploy/Dockerfile.dockerignore")
	copied := 0
	for _, line := range lines("deploy/Dockerfile") {
		words := strings.Fields(line)
		if len(words) < 3 || words[0] != "COPY" || strings.HasPrefix(words[1], "--from") {
			continue
		}
		for _, name := range words[1 : len(words)-1] {
			copied++
			if _, err := os.Stat(root + name); err != nil || ignored(patterns, path.Clean(name)) {
				t.Errorf("%s: %s is not there, or ignored (%v)", line, name, err)
			}
		}
	}
	if copied < 5 {
		t.Errorf("%d things copied: the file is not understood", copied)
	}
	for _, name := range []string{"web/node_modules/vite", "web/dist/index.html", "docs/cli.md", ".git/HEAD", "internal/app/cli/cli_test.go"} {
		if !ignored(patterns, name) {
			t.Errorf("%s of this machine goes into the image", name)
		}
	}
}

// ignored tells whether the last of the patterns that fits a name, or a folder that it is in, leaves it out; of Docker's
// patterns it knows **/ and !.
func ignored(patterns []string, name string) (out bool) {
	for _, p := range patterns {
		p, back := strings.CutPrefix(p, "!")
		p, anywhere := strings.CutPrefix(p, "**/")
		for at := name; at != "."; at = path.Dir(at) {
			what := at
			if anywhere {
				what = path.Base(at)
			}
			if fits, _ := path.Match(p, what); fits {
				out = !back
			}
		}
	}
	return out
}
