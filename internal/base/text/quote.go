package text

import "strings"

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
