package text

import "strings"

// NestedLines is Nested for each line of a text by itself, so that a mark without its other half spoils no more than its own line.
func NestedLines(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = Nested(line)
	}
	return strings.Join(lines, "\n")
}

// Nested writes quotation marks within quotation marks as Chinese does: “区里的‘四个一批’专班”. A text whose marks do not pair
// stays as it is.
func Nested(s string) string {
	if !strings.Contains(s, "“") {
		return s
	}
	var out strings.Builder
	depth := 0
	for _, r := range s {
		switch r {
		case '“':
			if depth++; depth%2 == 0 {
				r = '‘'
			}
		case '”':
			if depth--; depth < 0 {
				return s
			}
			if depth%2 == 1 {
				r = '’'
			}
		}
		out.WriteRune(r)
	}
	if depth != 0 {
		return s
	}
	return out.String()
}
