package config

import (
	"strings"

	"qinlian/internal/base/text"
)

// Example is a file with every setting at its default, each under a comment that says what it is; a setting without a
// default stands commented out.
func Example(lang text.Lang) string {
	var b strings.Builder
	section := ""
	for _, s := range Settings() {
		name, indent := s.Key, ""
		if before, after, inside := strings.Cut(s.Key, "."); inside {
			if before != section {
				section = before
				b.WriteString("\n" + section + ":\n")
			}
			name, indent = after, "  "
		}
		b.WriteString(indent + "# " + s.Doc.In(lang))
		if len(s.Choices) > 0 {
			b.WriteString(" (" + strings.Join(s.Choices, ", ") + ")")
		}
		b.WriteString("  $" + s.Env + "\n")
		switch {
		case s.Default != "":
			b.WriteString(indent + name + ": " + s.Default + "\n")
		case s.List():
			b.WriteString(indent + "# " + name + ": []\n")
		default:
			b.WriteString(indent + "# " + name + ":\n")
		}
	}
	return b.String()
}
