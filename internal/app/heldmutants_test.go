package app_test

import (
	"bytes"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"
)

// heldMutant is a file with one line less or one figure changed.
type heldMutant struct {
	name     string // "ganjiang/action-plan.yaml: action-plan.tree.leaves: 20 → 21"
	document string
	content  []byte
}

// heldProse are keys whose values are read by people alone, name something, or are the chart of a zone rather than a
// mechanism: of a chart only its bodies and the matrix of responsibility carry rows.
var heldProse = []string{
	"title", "zh", "en", "source", "note", "rows", "says", "effective", "subject", "public", "name", "kind", "number", "version",
	"people", "aliases", "prefixes", "units", "posts",
}

// heldDefaults are lines that say what holds without them, too.
var heldDefaults = []string{"extensions: 1", "within: 1wd", "met_by: review", "owner: owner"}

func heldMutants(t *testing.T, file string, content []byte) (out []heldMutant) {
	t.Helper()
	read := func() (docs []*yaml.Node) {
		d := yaml.NewDecoder(bytes.NewReader(content))
		for {
			var n yaml.Node
			if d.Decode(&n) != nil {
				return docs
			}
			docs = append(docs, n.Content[0])
		}
	}
	for count := 0; ; count++ {
		docs := read()
		left, what, document := count, "", ""
		for _, doc := range docs {
			if !carries(doc) {
				continue
			}
			document = doc.Content[1].Value
			if what = mutate(doc, document, true, &left); what != "" {
				break
			}
		}
		if what == "" {
			return out
		}
		var b bytes.Buffer
		e := yaml.NewEncoder(&b)
		for _, doc := range docs {
			if err := e.Encode(doc); err != nil {
				t.Fatal(err)
			}
		}
		out = append(out, heldMutant{file + ": " + what, document, b.Bytes()})
	}
}

func carries(doc *yaml.Node) bool {
	for i := 0; i+1 < len(doc.Content); i += 2 {
		if doc.Content[i].Value == "rows" {
			return slices.ContainsFunc(doc.Content[i+1].Content, func(n *yaml.Node) bool { return heldRow(n.Value) })
		}
	}
	return false
}

var figure = regexp.MustCompile(`[0-9]+`)

// mutate makes the change number *left below n, counting down, and says which; "" where there are fewer.
func mutate(n *yaml.Node, at string, top bool, left *int) string {
	switch n.Kind {
	case yaml.MappingNode:
		for i := 0; i+1 < len(n.Content); i += 2 {
			key, value := n.Content[i].Value, n.Content[i+1]
			if top && i == 0 || slices.Contains(heldProse, key) || value.Style == yaml.LiteralStyle {
				continue
			}
			if !slices.Contains(heldDefaults, key+": "+value.Value) {
				if *left == 0 {
					n.Content = slices.Delete(n.Content, i, i+2)
					return at + "." + key + " taken out"
				}
				*left--
			}
			if s := mutate(value, at+"."+key, false, left); s != "" {
				return s
			}
		}
	case yaml.SequenceNode:
		for i := range n.Content {
			if *left == 0 {
				was := flat(n.Content[i])
				n.Content = slices.Delete(n.Content, i, i+1)
				return at + "[] without " + was
			}
			*left--
			if s := mutate(n.Content[i], fmt.Sprintf("%s[%d]", at, i), false, left); s != "" {
				return s
			}
		}
	case yaml.ScalarNode:
		places := figure.FindAllStringIndex(n.Value, -1)
		if n.Tag == "!!timestamp" {
			places = nil
		}
		for _, p := range places {
			if *left > 0 {
				*left--
				continue
			}
			was := n.Value
			v, _ := strconv.Atoi(was[p[0]:p[1]])
			n.Value = was[:p[0]] + strconv.Itoa(v+1) + was[p[1]:]
			return at + ": " + was + " → " + n.Value
		}
	}
	return ""
}

func flat(n *yaml.Node) string {
	if n.Kind == yaml.ScalarNode {
		return n.Value
	}
	var b strings.Builder
	for _, c := range n.Content {
		if c.Kind == yaml.ScalarNode {
			b.WriteString(c.Value + " ")
		}
	}
	return strings.TrimSpace(b.String())
}
