package mechanism

import (
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"go.yaml.in/yaml/v3"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
)

// What is written as nothing is never taken for what was left out: whichever value of the zones' files is emptied, reading
// refuses it where it stands.
func TestNoValueMayBeEmpty(t *testing.T) {
	t.Parallel()
	emptied := 0
	for _, zone := range []string{"base", "ganzhou-etdz"} {
		var faults errs.List
		files, err := readFolder(os.DirFS("../../../mechanisms"), zone, &faults)
		if err != nil {
			t.Fatal(err)
		}
		for i := range files {
			lines := strings.Split(string(files[i].Bytes), "\n")
			for _, tree := range parse(&files[i], &faults) {
				for _, n := range valuesIn(tree) {
					was := *n
					n.Value, n.Style, n.Tag = "", yaml.SingleQuotedStyle, "!!str"
					var found errs.List
					if doc := decodeDocument(files[i].Path, lines, tree, &found); doc != nil {
						found = append(found, doc.late...)
					}
					at := place(Position{File: files[i].Path, Line: n.Line, Column: n.Column})
					if !slices.ContainsFunc(found, func(e *errs.Error) bool { return e.Where == at }) {
						t.Errorf("%s: emptied, and nobody says so (was %q)", at, was.Value)
					}
					*n = was
					emptied++
				}
			}
		}
	}
	if emptied < 500 {
		t.Errorf("only %d values were emptied", emptied)
	}
}

// valuesIn are the single values below a node, keys left out.
func valuesIn(n *yaml.Node) []*yaml.Node {
	var out []*yaml.Node
	for i, c := range n.Content {
		switch {
		case n.Kind == yaml.MappingNode && i%2 == 0:
		case c.Kind == yaml.ScalarNode:
			out = append(out, c)
		default:
			out = append(out, valuesIn(c)...)
		}
	}
	return out
}

func TestAnEmptyConditionOrRoleIsRefusedWhereItStands(t *testing.T) {
	t.Parallel()
	for written, at := range map[string]string{
		"gates: { assign: [''] }":                                                              "3:19",
		"gates: { assign: '' }":                                                                "3:18",
		"gates: { assign: \"  \" }":                                                            "3:18",
		"gates: { assign: { all: [{ if: '' }] } }":                                             "3:32",
		"gates: { assign: { all: [''], says: 甲 } }":                                            "3:26",
		"light: { red: '', green: 'true' }":                                                    "3:15",
		"roles: { assign: '' }":                                                                "3:18",
		"roles: { assign: [招商局局长, ''] }":                                                       "3:26",
		"ladder: [{ at: due, when: '', send: x, to: owner }]":                                  "3:27",
		"counts: { n: { title: 甲, of: '', if: 'true' } }":                                      "3:30",
		"limit: { default: 5wd, when: [{ if: '', default: 3wd }] }":                            "3:37",
		"cadence: { rhythm: { '*': weekly }, owner: '' }":                                      "3:44",
		"---\ngate: shared\ntitle: 乙\nall: ['']":                                               "6:7",
		"---\nsession: s\ntitle: 会\nchair: ''":                                                 "6:8",
		"---\nbenefit: b\ntitle: 策\nclauses: [{ key: c, title: 款, when: '', amount: wan(1) }]": "6:37",
	} {
		folder := fstest.MapFS{
			"demo/zone.yaml": {Data: []byte("zone: demo\ntitle: 示范\n")},
			"demo/k.yaml":    {Data: []byte("kind: k\ntitle: 甲\n" + written + "\n")},
		}
		_, faults, err := Examine(folder, "demo", calendar.Builtin(), 20000)
		if err != nil || !slices.ContainsFunc(faults, func(e *errs.Error) bool {
			return e.Where == "demo/k.yaml:"+at && e.Code == "mechanism.no_value"
		}) {
			t.Errorf("%s: not refused at %s:\n%v %v", written, at, faults, err)
		}
		refused := []string{ // before, too
			"gates: { assign: \"  \" }", "roles: { assign: [招商局局长, ''] }", "limit: { default: 5wd, when: [{ if: '', default: 3wd }] }",
			"---\nbenefit: b\ntitle: 策\nclauses: [{ key: c, title: 款, when: '', amount: wan(1) }]",
		}
		if _, err := Load(folder, "demo"); err != nil && !slices.Contains(refused, written) {
			t.Errorf("%s: a version that was applied with it is no longer read: %v", written, err)
		}
	}
}
