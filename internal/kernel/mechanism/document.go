package mechanism

import (
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/session"
)

// document is one YAML document as it was decoded. Its first key says its type and its name.
type document struct {
	Header

	body   any // *Manifest, *Kind, *Ladder, *session.Template …
	places map[string]Position
	lines  []string  // of the file
	flawed bool      // something in it could not be read
	late   errs.List // what is refused from now on, and read all the same: an old version may have it
}

// at is where the value at path stands, or the nearest value around it, or the document.
func (doc *document) at(path string) Position {
	for {
		if p, ok := doc.places[path]; ok {
			return p
		}
		i := len(path) - 1
		for i >= 0 && path[i] != '.' && path[i] != '[' {
			i--
		}
		if i <= 0 {
			return doc.Header.At
		}
		path = path[:i]
	}
}

// find is where a piece of the text at path stands: the text itself, where the piece was written otherwise.
func (doc *document) find(path, piece string) Position {
	at := doc.at(path)
	end := len(doc.lines)
	for other, p := range doc.places { // the next value of the document
		if p.Line > at.Line && p.Line-1 < end && !strings.HasPrefix(other, path) {
			end = p.Line
		}
	}
	for n := at.Line; n > 0 && n <= min(end, len(doc.lines)); n++ {
		line, skipped := doc.lines[n-1], 0
		if n == at.Line {
			skipped = min(max(0, at.Column-1), utf8.RuneCountInString(line))
			line = string([]rune(line)[skipped:])
		}
		if i := strings.Index(line, piece); i >= 0 {
			at.Line, at.Column = n, skipped+utf8.RuneCountInString(line[:i])+1
			break
		}
	}
	return at
}

// Manifest is a zone.yaml: what the bundle is and what it builds on.
type Manifest struct {
	Header `yaml:",inline"`

	Extends  string   `yaml:"extends"`  // bundle that supplies what this one does not redefine
	Abstract bool     `yaml:"abstract"` // only to be extended: has no org of its own
	Sources  []string `yaml:"sources"`  // the documents that the zone's mechanisms were taken from
	Roles    Roles    `yaml:"roles"`    // who does what in kinds that do not say so themselves
	Access   Access   `yaml:"access"`   // who stands to the whole zone: office, inspector, leader
	Import   Import   `yaml:"import"`   // what kind the rows of an office's ledger become

	Hours calendar.Hours `yaml:"hours"` // the office's; what is left out is as DefaultHours has it
}

// Ladder is a shared list of rungs, used by kinds through use_ladder.
type Ladder struct {
	Header `yaml:",inline"`

	Rungs []Rung `yaml:"rungs"`
}

// standing is a cadence document, the short form of a kind whose matters exist by themselves only to
// carry a rhythm: 一月一小结 by every unit.
type standing struct {
	Header             `yaml:",inline"`
	cadence.Definition `yaml:",inline"`

	For       Standing         `yaml:"for"`
	Owner     RoleRef          `yaml:"owner"`
	MetBy     MetBy            `yaml:"met_by"`
	Number    string           `yaml:"number"`
	Fields    map[string]Field `yaml:"fields"`
	Gates     map[string]Gates `yaml:"gates"`
	Roles     Roles            `yaml:"roles"`
	Light     Lights           `yaml:"light"`
	Ladder    []Rung           `yaml:"ladder"`
	UseLadder string           `yaml:"use_ladder"`
	Counts    map[string]Count `yaml:"counts"`
	Public    Public           `yaml:"public"`
}

// kind writes the short form out.
func (s *standing) kind() *Kind {
	k := &Kind{
		Header: s.Header, Number: s.Number, Fields: s.Fields, Gates: s.Gates, Roles: s.Roles, Light: s.Light,
		Ladder: s.Ladder, UseLadder: s.UseLadder, Counts: s.Counts, Public: s.Public, Standing: s.For,
		Cadence: Cadence{Rhythm: map[string]cadence.Definition{Any: s.Definition}, Owner: s.Owner, MetBy: s.MetBy, At: s.Header.At},
	}
	k.Type = typeKind
	return k
}

// The types of documents, as their first key spells them.
const (
	typeZone     = "zone"
	typeKind     = "kind"
	typeCadence  = "cadence"
	typeLadder   = "ladder"
	typeGate     = "gate"
	typeSession  = "session"
	typeLetter   = "letter"
	typeRegister = "register"
	typeList     = "list"
	typeClasses  = "classes"
	typeOrg      = "org"
	typeBenefit  = "benefit"
)

var documentTypes = []string{typeZone, typeKind, typeCadence, typeLadder, typeGate, typeSession, typeLetter, typeRegister, typeList, typeClasses, typeOrg, typeBenefit}

// newBody makes the value that a document of a type is decoded into.
func newBody(typ string) any {
	switch typ {
	case typeZone:
		return &Manifest{}
	case typeKind:
		return &Kind{}
	case typeCadence:
		return &standing{}
	case typeLadder:
		return &Ladder{}
	case typeGate:
		return &Gate{}
	case typeSession:
		return &session.Template{}
	case typeLetter:
		return &letterFile{}
	case typeRegister:
		return &register.Definition{}
	case typeList:
		return &register.List{}
	case typeClasses:
		return &register.Classes{}
	case typeOrg:
		return &org.Chart{}
	case typeBenefit:
		return &Policy{}
	}
	return nil
}

// decodeDocument reads one tree; nil where its type is unknown.
func decodeDocument(file string, lines []string, n *yaml.Node, faults *errs.List) *document {
	d := &decoder{file: file, lines: lines, faults: faults, places: map[string]Position{}}
	if !d.want(n, yaml.MappingNode) {
		return nil
	}
	if len(n.Content) == 0 {
		d.fault(d.pos(n), "no_type", "文档为空", "the document is empty")
		return nil
	}
	first, name := n.Content[0], n.Content[1]
	body := newBody(first.Value)
	if body == nil {
		zh, en := text.Suggest(first.Value, documentTypes)
		d.fault(d.pos(first), "unknown_type", "文档的第一个键应说明它是什么，“%[1]s”不是；%[2]s", "a document's first key says what it is, %[1]q does not; %[3]s", first.Value, zh, en)
		return nil
	}
	doc := &document{Header: Header{Type: first.Value, At: d.pos(first)}, body: body, places: d.places, lines: lines}
	if name.Kind != yaml.ScalarNode || name.Value == "" || name.ShortTag() == "!!null" {
		d.fault(d.pos(name), "no_name", "“%[1]s：”之后应写名称", "a name must follow “%[1]s:”", first.Value)
		return nil
	}
	doc.Name = name.Value
	if !nameForm(doc.Type).MatchString(doc.Name) {
		d.fault(d.pos(name), "bad_name", "名称“%[1]s”不合规：%[2]s", "the name %[1]q is not allowed: %[3]s", doc.Name, nameRule(doc.Type).Zh, nameRule(doc.Type).En)
	}
	d.places[first.Value] = d.pos(name)

	d.document(n, doc)
	doc.late = slices.Concat(d.late, d.escapedOdd(n))
	adopt(doc)
	if s, ok := body.(*standing); ok {
		doc.Type, doc.body = typeKind, s.kind()
	}
	return doc
}

// document decodes the header and the body from the same keys: title belongs to both.
func (d *decoder) document(n *yaml.Node, doc *document) {
	header, body := reflect.ValueOf(&doc.Header).Elem(), reflect.ValueOf(doc.body).Elem()
	inHeader, inBody := fieldsOf(header.Type()), fieldsOf(body.Type())
	all := slices.Concat(inBody, inHeader)
	for i := 2; i+1 < len(n.Content); i += 2 {
		key, value := n.Content[i], n.Content[i+1]
		known := false
		for j, f := range all {
			if f.key != key.Value || f.key == doc.Type {
				continue
			}
			into := body
			if j >= len(inBody) {
				into = header
				if known { // decoded into the body already: copy without reporting its faults twice
					quiet := *d
					quiet.faults = &errs.List{}
					quiet.value(value, into.FieldByIndex(f.index), f.key)
					continue
				}
			}
			known = true
			d.value(value, into.FieldByIndex(f.index), f.key)
		}
		if !known {
			d.unknownKey(key, all, nil)
		}
	}
}

// adopt gives the body the name and header that its document carries.
func adopt(doc *document) {
	switch b := doc.body.(type) {
	case *Manifest:
		b.Header = doc.Header
	case *Kind:
		b.Header = doc.Header
	case *standing:
		b.Header = doc.Header
	case *Ladder:
		b.Header = doc.Header
	case *Gate:
		b.Header = doc.Header
	case *session.Template:
		b.Name = doc.Name
	case *letterFile:
		b.Name = doc.Name
	case *register.Definition:
		b.Name = doc.Name
	case *register.List:
		b.Name = doc.Name
	case *register.Classes:
		b.Name = doc.Name
	case *org.Chart:
		b.Org = doc.Name
	case *Policy:
		b.Header = doc.Header
	}
}
