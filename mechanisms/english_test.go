package mechanisms_test

import (
	"errors"
	"io"
	"io/fs"
	"strings"
	"testing"
	"unicode"

	"go.yaml.in/yaml/v3"

	"qinlian/mechanisms"
)

// What a screen shows of a mechanism has English beside the Chinese: the titles, and what a gate says is missing. Letters are
// written in Chinese whoever reads them.
func TestWhatIsShownOfAMechanismHasEnglish(t *testing.T) {
	t.Parallel()
	err := fs.WalkDir(mechanisms.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || !strings.HasSuffix(name, ".yaml") || strings.HasSuffix(name, ".test.yaml") {
			return err
		}
		raw, err := fs.ReadFile(mechanisms.Files, name)
		if err != nil {
			return err
		}
		for decoder := yaml.NewDecoder(strings.NewReader(string(raw))); ; {
			var doc yaml.Node
			if err := decoder.Decode(&doc); err != nil {
				if errors.Is(err, io.EOF) {
					return nil
				}
				return err
			}
			alone(&doc, func(key string, value *yaml.Node) {
				t.Errorf("%s:%d: %s is in Chinese alone: %s", name, value.Line, key, value.Value)
			})
		}
	})
	if err != nil {
		t.Fatal(err)
	}
}

// alone finds the titles and sayings that are one text, in Chinese.
func alone(n *yaml.Node, found func(key string, value *yaml.Node)) {
	for i, child := range n.Content {
		if n.Kind == yaml.MappingNode && i%2 == 1 && child.Kind == yaml.ScalarNode {
			key := n.Content[i-1].Value
			if (key == "title" || key == "says") && strings.ContainsFunc(child.Value, func(r rune) bool { return unicode.Is(unicode.Han, r) }) {
				found(key, child)
			}
		}
		alone(child, found)
	}
}
