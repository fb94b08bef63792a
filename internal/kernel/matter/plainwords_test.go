package matter_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"unicode"

	"qinlian/internal/kernel/mechanism"
)

// A clerk reads 10个工作日 and 不予延期: what a file or the command line calls them is not for sentences.
func TestChineseSentencesNameNoCommandAndNoCodeOfALimit(t *testing.T) {
	t.Parallel()
	raw := regexp.MustCompile(`\d(wd|mo)\b|（[a-z]+）`)
	files, err := filepath.Glob("*.go")
	if err != nil || len(files) < 10 {
		t.Fatal(files, err)
	}
	sentences := 0
	for _, name := range append(files, "../calendar/running.go", "../calendar/terms.go") {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			literal, is := n.(*ast.BasicLit)
			if !is || literal.Kind != token.STRING {
				return true
			}
			words, err := strconv.Unquote(literal.Value)
			if err != nil || !strings.ContainsFunc(words, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				return true
			}
			sentences++
			if code := raw.FindString(words); code != "" {
				t.Errorf("%s: %q in “%s”", name, code, words)
			}
			for _, command := range mechanism.Commands() {
				if strings.Contains(command, "-") && strings.Contains(words, command) {
					t.Errorf("%s: the command %s in “%s”", name, command, words)
				}
			}
			return true
		})
	}
	if sentences < 100 {
		t.Errorf("only %d sentences were read", sentences)
	}
}
