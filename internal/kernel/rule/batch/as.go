package batch

import "qinlian/internal/kernel/rule"

// As is the table under another schema: what of its columns that schema has too, of the same kind. It shares them, so
// that neither table may change while the other is used.
func (t *Table) As(s *rule.Schema) *Table {
	out := &Table{schema: s, rows: t.rows, columns: map[string]*column{}}
	for path, c := range t.columns {
		if f, ok := s.Field(path); ok && f.Type.Kind() == c.kind && holdable(s, path, rule.Position{}) == nil {
			out.columns[path] = c
		}
	}
	return out
}
