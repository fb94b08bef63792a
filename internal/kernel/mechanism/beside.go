package mechanism

import (
	"io/fs"
	"reflect"
	"strings"

	"go.yaml.in/yaml/v3"

	"qinlian/internal/base/errs"
)

// ScenarioSuffix ends the names of files that lie beside mechanism files and test them.
const ScenarioSuffix = ".test.yaml"

// Former is a type that reads itself from a node: its YAML takes several shapes, or is shorter than its
// fields suggest.
type Former interface {
	ReadNode(r *Reader, n *yaml.Node)
}

// Reader decodes nodes of a file that lies beside mechanism files, as strictly as those: what it does not
// know it refuses, with the place and the nearest word that it does know.
type Reader struct {
	d    *decoder
	path string
}

// ReadScenarios reads every *.test.yaml file of a zone's folder and hands each of its documents to one
// value that newDocument makes for the file. Faults are in order of place; a missing folder is
// mechanism.no_folder.
func ReadScenarios(fsys fs.FS, zone string, newDocument func(f File) any) (errs.List, error) {
	var faults errs.List
	files, err := walkFolder(fsys, zone, &faults, func(name string) bool { return strings.HasSuffix(name, ScenarioSuffix) })
	if err != nil {
		return nil, err
	}
	for i := range files {
		f := &files[i]
		lines := strings.Split(string(f.Bytes), "\n")
		for _, tree := range parse(f, &faults) {
			d := &decoder{file: f.Path, lines: lines, faults: &faults, places: map[string]Position{}, blanks: true}
			d.value(tree, reflect.ValueOf(newDocument(*f)).Elem(), "")
			faults = append(faults, d.escapedOdd(tree)...)
		}
		faults = append(faults, oddLetters(f.Path, lines)...)
	}
	return faults, nil
}

// scenarioFiles reads them as they lie there. Their faults are told by whoever runs them: they keep nothing from working.
func scenarioFiles(fsys fs.FS, zone string) []File {
	var faults errs.List
	files, err := walkFolder(fsys, zone, &faults, func(name string) bool { return strings.HasSuffix(name, ScenarioSuffix) })
	if err != nil {
		return nil
	}
	return files
}

// SortFaults orders faults by file, line and column and drops what is said twice.
func SortFaults(faults errs.List) errs.List { return sortFaults(faults) }

// Value decodes a node into what the pointer points to.
func (r *Reader) Value(n *yaml.Node, into any) { r.d.value(n, reflect.ValueOf(into).Elem(), r.path) }

// Child decodes the value behind a key.
func (r *Reader) Child(key string, n *yaml.Node, into any) {
	r.d.value(n, reflect.ValueOf(into).Elem(), join(r.path, key))
}

// Record decodes the keys of a mapping into the fields of a struct, whatever form of its own it has.
func (r *Reader) Record(n *yaml.Node, into any) {
	if r.d.want(n, yaml.MappingNode) {
		r.d.record(n, reflect.ValueOf(into).Elem(), r.path)
	}
}

// Want reports a node of another shape than the one that is needed.
func (r *Reader) Want(n *yaml.Node, kind yaml.Kind) bool { return r.d.want(n, kind) }

// At is the place of a node.
func (r *Reader) At(n *yaml.Node) Position { return r.d.pos(n) }

// Fault reports a fault at a node.
func (r *Reader) Fault(n *yaml.Node, code, zh, en string, args ...any) {
	r.d.fault(r.d.pos(n), code, zh, en, args...)
}

// FaultAt makes a fault at a place in a file; its code begins with "mechanism.".
func FaultAt(p Position, code, zh, en string, args ...any) *errs.Error {
	return faultAt(p, code, zh, en, args...)
}
