package mechanism

import (
	"maps"
	"slices"

	"qinlian/internal/base/text"
)

// Import says what kind of matter the rows of an office's ledger become where the row itself names none.
type Import struct {
	Default    string            `yaml:"default"`    // kind of a row that does not tell; "" for none
	Categories map[string]string `yaml:"categories"` // word of the ledger's category → kind
}

// Importable lists the kinds that rows of a ledger may become, by name: all but those whose matters exist
// by themselves.
func (b *Bundle) Importable() []string {
	var names []string
	for name, k := range b.Kinds {
		if k.Standing.Each == "" {
			names = append(names, name)
		}
	}
	slices.Sort(names)
	return names
}

// imports checks that the kinds exist and are registered by people.
func (c *checker) imports(i *Import) {
	known := c.bundle.Importable()
	what := text.Text{Zh: "可导入的事项种类", En: "kind to import"}
	if i.Default != "" && !slices.Contains(known, i.Default) {
		c.unknown("import.default", "unknown_kind", what, i.Default, known)
	}
	for _, word := range slices.Sorted(maps.Keys(i.Categories)) {
		if name := i.Categories[word]; !slices.Contains(known, name) {
			c.unknown("import.categories."+word, "unknown_kind", what, name, known)
		}
	}
}
