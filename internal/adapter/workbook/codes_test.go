package workbook

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// notDoubts are codes of what callers and the desk do wrong, which no cell is about.
var notDoubts = map[string]bool{
	"sheet.errors_stand": true, "sheet.no_cell": true, "sheet.synonyms": true, "sheet.format": true, "sheet.name": true,
	"import.errors_stand": true, "import.not_found": true, "import.not_tried": true, "import.being_tried": true, "import.confirmed": true,
	"import.other_file": true, "import.other_corrections": true, "import.too_many_corrections": true, "import.unit_": true, "import.differs_": true,
}

// docs/import.md says of every doubt what is assumed, and knows none that there is not.
func TestThePageOnImportsKnowsEveryDoubt(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile("../../../docs/import.md")
	if err != nil {
		t.Fatal(err)
	}
	code := regexp.MustCompile(`["` + "`" + `]((?:amount|category|cell|column|correction|date|import|key|progress|row|sheet|status|title|units)\.[a-z_]+)(["` + "`" + `…])`)
	known := map[string]bool{"import.unit_stripped": true, "import.unit_former": true, "import.sponsor": true, "import.verifier": true}
	for _, dir := range []string{".", "../sheet"} {
		files, err := filepath.Glob(filepath.Join(dir, "*.go"))
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range files {
			if strings.HasSuffix(name, "_test.go") {
				continue
			}
			source, err := os.ReadFile(name)
			if err != nil {
				t.Fatal(err)
			}
			for _, m := range code.FindAllStringSubmatch(string(source), -1) {
				known[m[1]] = true
			}
		}
	}
	written := map[string]bool{}
	for _, m := range code.FindAllStringSubmatch(string(page), -1) {
		written[m[1]] = true
		if !known[m[1]] && !strings.HasPrefix(m[1], "import.differs_") {
			t.Errorf("docs/import.md tells of %s, which nothing raises", m[1])
		}
	}
	if len(known) < 100 {
		t.Errorf("only %d codes were found", len(known))
	}
	for c := range known {
		if !written[c] && !notDoubts[c] {
			t.Errorf("docs/import.md does not tell of %s", c)
		}
	}
}
