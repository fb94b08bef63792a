package mechanism

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
)

var example = regexp.MustCompile("(?s)```yaml\n# (demo/[^\n]+\\.yaml)\n(.*?)```")

func TestTheExamplesOfTheGrammarAreABundleWithoutFault(t *testing.T) {
	t.Parallel()
	doc, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "mechanisms.md"))
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	shared := mechanismsFolder(t)
	names, err := fs.Glob(shared, "base/*.yaml")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(shared, name)
		if err != nil {
			t.Fatal(err)
		}
		fsys[name] = &fstest.MapFile{Data: data}
	}
	for _, m := range example.FindAllSubmatch(doc, -1) {
		fsys[string(m[1])] = &fstest.MapFile{Data: m[2]}
	}
	b, err := Load(fsys, "demo")
	if err != nil {
		t.Fatal(errs.Message(err, text.Zh))
	}
	if faults := Check(b, calendar.Builtin(), clock.MustDate("2023-06-01")); len(faults) > 0 {
		t.Error(errs.Message(faults, text.En))
	}
	for _, typ := range documentTypes {
		if !slices.ContainsFunc(b.documents, func(d *document) bool { return d.Type == typ }) && typ != typeCadence {
			t.Errorf("the grammar has no example of %s", typ)
		}
	}
}

func TestTheGrammarMentionsEveryWord(t *testing.T) {
	t.Parallel()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "mechanisms.md"))
	if err != nil {
		t.Fatal(err)
	}
	doc := string(data)
	words := slices.Concat(Commands(), PlaceholderNames(), Anchors, documentTypes)
	for _, f := range slices.Concat(MatterShape("fields").Fields, CommandShape().Fields) {
		words = append(words, f.Name)
	}
	for _, allowed := range choices {
		words = append(words, allowed.words...)
	}
	for key := range terms {
		if !strings.HasPrefix(key, "org.Required") && !strings.HasPrefix(key, "org.Responsibility") {
			words = append(words, lastStep(key))
		}
	}
	for _, w := range words {
		if !strings.Contains(doc, w) {
			t.Errorf("docs/mechanisms.md does not mention %s", w)
		}
	}
}
