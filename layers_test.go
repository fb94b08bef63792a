package qinlian_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// arrows tell which layers a layer may import, besides itself; docs/architecture.md draws them.
// A module is a layer of its own, and an edge of one (projectdb, projecthttp) sees its module.
// mechanisms and web hold embedded files; demo makes the demonstration ledgers.
var arrows = map[string][]string{
	"base":       {},
	"kernel":     {"base"},
	"module":     {"base", "kernel"},
	"edge":       {"base", "kernel", "module", "adapter"},
	"adapter":    {"base", "kernel"},
	"app":        {"base", "kernel", "module", "edge", "adapter", "mechanisms", "demo", "web"},
	"cmd":        {"base", "app"},
	"demo":       {"base", "kernel", "adapter"},
	"mechanisms": {},
	"web":        {},
	"root":       {},
}

// libraries that the base may use: words only, no I/O.
var baseLibraries = []string{"github.com/google/uuid", "golang.org/x/text"}

// shellOnly may not be imported where rules are decided: the kernel and the modules, edges excepted.
var shellOnly = []string{
	"database/sql", "io/ioutil", "math/rand", "net", "net/http", "os", "os/exec", "crypto/rand",
	"github.com/uptrace/bun", "github.com/jackc/pgx", "modernc.org/sqlite", "github.com/danielgtaylor/huma",
}

const maxLines = 400

// longFiles may be longer than maxLines, each for the reason given.
var longFiles = map[string]string{}

type source struct {
	path    string
	pkg     string // folder
	test    bool
	lines   int
	imports []string
	file    *ast.File
	set     *token.FileSet
}

// sources parses every Go file of the repository. It reads them itself rather than asking "go list", so
// that go test knows what its cached result depends on.
func sources(t *testing.T) []source {
	t.Helper()
	var all []source
	err := fs.WalkDir(os.DirFS("."), ".", func(name string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if base := path.Base(name); entry.IsDir() {
			if name != "." && (strings.HasPrefix(base, ".") || slices.Contains([]string{"bin", "node_modules", "testdata"}, base)) {
				return fs.SkipDir
			}
			if _, err := os.Stat(path.Join(name, "go.mod")); name != "." && err == nil { // a module of its own: bench/benefit
				return fs.SkipDir
			}
			return nil
		}
		if path.Ext(name) != ".go" {
			return nil
		}
		content, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		set := token.NewFileSet()
		file, err := parser.ParseFile(set, name, content, parser.ParseComments)
		if err != nil {
			return fmt.Errorf("parse: %w", err)
		}
		s := source{path: name, pkg: path.Dir(name), test: strings.HasSuffix(name, "_test.go"), lines: strings.Count(string(content), "\n"), file: file, set: set}
		for _, imported := range file.Imports {
			target, err := strconv.Unquote(imported.Path.Value)
			if err != nil {
				return fmt.Errorf("%s: %w", name, err)
			}
			s.imports = append(s.imports, target)
		}
		all = append(all, s)
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	if len(all) < 10 {
		t.Fatalf("found only %d Go files: not at the root of the repository?", len(all))
	}
	return all
}

// layerOf gives the layer of a package folder, and the module it belongs to, if any.
func layerOf(folder string) (layer, module string) {
	parts := strings.Split(folder, "/")
	if parts[0] == "internal" && len(parts) > 1 {
		parts = parts[1:]
	}
	switch {
	case parts[0] == ".":
		return "root", ""
	case parts[0] == "module" && len(parts) > 2:
		return "edge", parts[1]
	case parts[0] == "module" && len(parts) == 2:
		return "module", parts[1]
	}
	return parts[0], ""
}

func TestImportsFollowTheArrows(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		from, module := layerOf(s.pkg)
		if _, known := arrows[from]; !known {
			t.Errorf("%s: no layer is called %q; add it to arrows and to docs/architecture.md", s.path, from)
			continue
		}
		for _, imported := range s.imports {
			inner, ours := strings.CutPrefix(imported, "qinlian/")
			if !ours {
				continue
			}
			to, other := layerOf(inner)
			switch {
			case s.test && to == "mechanisms": // the shipped files are good examples
			case module != "" && other != "" && module != other:
				t.Errorf("%s: module %s imports module %s; declare a one-method interface and let app wire it", s.path, module, other)
			case from == to && (module == other):
			case !slices.Contains(arrows[from], to):
				t.Errorf("%s: %s may not import %s (%s)", s.path, from, to, imported)
			}
		}
	}
}

func TestRulesAreDecidedWithoutTheOutsideWorld(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		layer, _ := layerOf(s.pkg)
		if s.test || !slices.Contains([]string{"base", "kernel", "module"}, layer) {
			continue
		}
		for _, imported := range s.imports {
			for _, banned := range shellOnly {
				if imported == banned || strings.Contains(banned, ".") && strings.HasPrefix(imported, banned+"/") {
					t.Errorf("%s: %s belongs in an adapter", s.path, imported)
				}
			}
			library := strings.Contains(strings.Split(imported, "/")[0], ".")
			allowed := slices.ContainsFunc(baseLibraries, func(l string) bool { return imported == l || strings.HasPrefix(imported, l+"/") })
			if layer == "base" && library && !allowed {
				t.Errorf("%s: base may not import %s", s.path, imported)
			}
		}
	}
}

func TestOnlyTheClockAsksForTheTime(t *testing.T) {
	t.Parallel()
	for _, s := range sources(t) {
		if s.test || s.pkg == "internal/base/clock" || !slices.Contains(s.imports, "time") {
			continue
		}
		ast.Inspect(s.file, func(node ast.Node) bool {
			selector, ok := node.(*ast.SelectorExpr)
			if !ok {
				return true
			}
			if x, ok := selector.X.(*ast.Ident); ok && x.Name == "time" && slices.Contains([]string{"Now", "Since", "Until"}, selector.Sel.Name) {
				t.Errorf("%s: time.%s; take a clock.Clock or an instant", s.set.Position(selector.Pos()), selector.Sel.Name)
			}
			return true
		})
	}
}

func TestALongFileHasAReason(t *testing.T) {
	t.Parallel()
	found := map[string]bool{}
	for _, s := range sources(t) {
		if s.lines <= maxLines || ast.IsGenerated(s.file) {
			continue
		}
		found[s.path] = true
		if longFiles[s.path] == "" {
			t.Errorf("%s has %d lines, more than %d: split it, or say in longFiles why not", s.path, s.lines, maxLines)
		}
	}
	for name := range longFiles {
		if !found[name] {
			t.Errorf("longFiles names %s, which is short now or gone", name)
		}
	}
}
