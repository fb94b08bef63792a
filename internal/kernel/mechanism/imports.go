package mechanism

import (
	"maps"
	"slices"
	"strings"

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
		name := i.Categories[word]
		if !slices.Contains(known, name) {
			c.unknown("import.categories."+word, "unknown_kind", what, name, known)
			continue
		}
		if k := c.bundle.Kinds[name]; len(k.Categories) > 0 && !slices.Contains(k.Categories, word) { // it stays the matter's category
			c.fault("import.categories."+word, "other_category", "类别写“%[1]s”的行成为“%[2]s”，而它只收类别 %[3]s，这样的行会被拒绝；请改这里的写法，或在 %[4]s 的 categories 里加上“%[1]s”", "rows of the category %[1]q become %[4]s, which takes the categories %[3]s only, so such a row is refused; write another word here, or add %[1]q to the categories of %[4]s",
				word, k.Title.In(text.Zh), strings.Join(k.Categories, "、"), name)
		}
	}
}
