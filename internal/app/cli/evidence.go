package cli

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"unicode"
)

// Evidence that is given here is kept as words. A file is kept where it is sent to: over the interface, which the web pages do.

// filesNamed are the words of evidence that name a file, be it there or not.
func filesNamed(evidence []string) []string {
	return slices.DeleteFunc(slices.Clone(evidence), func(words string) bool { return !isFile(words) && !looksLikeFile(words) })
}

func isFile(name string) bool {
	found, err := os.Stat(name)
	return err == nil && found.Mode().IsRegular()
}

// looksLikeFile tells whether words read as the name of a file: without a blank, with an ending of two to five Latin letters
// and figures, not of figures alone.
func looksLikeFile(words string) bool {
	ending := strings.TrimPrefix(filepath.Ext(words), ".")
	latin := func(r rune) bool { return r < unicode.MaxASCII && (unicode.IsLetter(r) || unicode.IsDigit(r)) }
	return len(ending) >= 2 && len(ending) <= 5 && len(ending)+1 < len(words) && !strings.ContainsFunc(words, unicode.IsSpace) &&
		!strings.Contains(words, "://") && strings.ContainsFunc(ending, unicode.IsLetter) && !strings.ContainsFunc(ending, func(r rune) bool { return !latin(r) })
}
