package mechanism

import (
	"cmp"
	"io/fs"
	"regexp"
	"slices"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/session"
)

// Load reads the bundle of a zone from the folder of that name, with what it extends, and compiles it.
// The error is an errs.List of every fault found, each with file:line:column; a missing folder is
// mechanism.no_folder.
func Load(fsys fs.FS, zone string) (*Bundle, error) {
	b, l, err := load(fsys, zone)
	if err != nil {
		return nil, err
	}
	if len(l.faults) > 0 {
		return nil, sortFaults(l.faults)
	}
	return b, nil
}

// load reads and compiles as far as it can; what it could not is among the loader's faults, and missing from the
// bundle.
func load(fsys fs.FS, zone string) (*Bundle, *loader, error) {
	if !zoneForm.MatchString(zone) {
		return nil, nil, errs.Newf(errs.Invalid, "mechanism.bad_zone", "地区名“%s”不合规：只用小写字母、数字和连字符", "zone name %q is not allowed: use lower-case letters, digits and hyphens", zone)
	}
	l := &loader{fsys: fsys, bundle: &Bundle{Zone: zone}}
	if err := l.folder(zone, nil); err != nil {
		return nil, nil, err
	}
	b := l.bundle
	slices.SortFunc(b.Files, func(x, y File) int { return strings.Compare(x.Path, y.Path) })
	b.Hash = hash(b.Files)
	b.Version = b.Hash[:12]
	b.index(l.documents)
	b.Roles = l.roles
	for _, k := range b.Kinds {
		k.Roles = k.Roles.over(l.roles)
	}
	if len(l.documents) == 0 && len(l.faults) == 0 {
		l.faults = append(l.faults, faultAt(Position{File: zone}, "empty_bundle", "文件夹里没有机制文件(*.yaml)", "the folder holds no mechanism file (*.yaml)"))
	}
	if len(l.cause) > 0 {
		l.faults, l.unread = append(l.faults, l.cause...), true
		return b, l, nil
	}
	l.faults = append(l.faults, b.compile()...)
	return b, l, nil
}

type loader struct {
	fsys      fs.FS
	bundle    *Bundle
	documents []*document // in force: what a zone redefines has replaced what it extends
	faults    errs.List
	roles     Roles     // of the manifests, the zone's own first
	cause     errs.List // why what a bundle extends cannot be read: all that is missing follows from it
	unread    bool      // some document could not be read at all
}

// folder reads one zone's documents, first those of the bundle it extends.
func (l *loader) folder(zone string, chain []string) error {
	before := len(l.faults)
	files, err := readFolder(l.fsys, zone, &l.faults)
	if err != nil {
		return err
	}
	l.unread = l.unread || len(l.faults) > before
	var docs []*document
	for i := range files {
		docs = append(docs, l.file(&files[i])...)
	}
	l.bundle.Files = append(l.bundle.Files, files...)
	manifest := l.manifest(zone, docs)
	if len(chain) == 0 {
		l.bundle.Scenarios = scenarioFiles(l.fsys, zone)
		l.bundle.Title, l.bundle.Extends, l.bundle.Abstract = manifest.Title, manifest.Extends, manifest.Abstract
		l.bundle.Import = manifest.Import
	}
	if base := manifest.Extends; base != "" {
		at := extendsAt(docs)
		chain = append(chain, zone)
		switch {
		case slices.Contains(chain, base) || len(chain) >= maxChain:
			l.cause = append(l.cause, faultAt(at, "extends_loop", "extends 形成循环或超过 %[1]d 层：%[2]s", "extends runs in a circle or deeper than %[1]d: %[2]s", maxChain, strings.Join(append(chain, base), " → ")))
		case !zoneForm.MatchString(base):
			l.cause = append(l.cause, faultAt(at, "bad_zone", "extends 的名称“%[1]s”不合规；一个地区一般写 extends: base", "the name %[1]q after extends is not allowed; a zone mostly says extends: base", base))
		default:
			if err := l.folder(base, chain); errs.Is(err, "mechanism.no_folder") {
				l.cause = append(l.cause, l.noBase(at, base))
			} else if err != nil {
				return err
			}
		}
	}
	l.override(docs)
	l.roles = manifest.Roles.over(l.roles)
	l.bundle.Access = manifest.Access.over(l.bundle.Access)
	l.hours(manifest, docs)
	return nil
}

// extendsAt is where a manifest says what it extends.
func extendsAt(docs []*document) Position {
	for _, doc := range docs {
		if _, ok := doc.body.(*Manifest); ok {
			return doc.at("extends")
		}
	}
	return Position{}
}

// noBase names the folder that is not there, and the nearest one that is.
func (l *loader) noBase(at Position, base string) *errs.Error {
	zones := []string{"base"}
	if entries, err := fs.ReadDir(l.fsys, "."); err == nil {
		for _, e := range entries {
			if e.IsDir() && e.Name() != l.bundle.Zone {
				zones = append(zones, e.Name())
			}
		}
	}
	zh, en := "", ""
	if near, ok := text.Nearest(base, zones); ok {
		zh, en = "；是否要写“"+near+"”？", "; did you mean "+near+"?"
	}
	return faultAt(at, "no_folder", "extends 所指的文件夹“%[1]s”不存在%[2]s一个地区一般写 extends: base", "the folder %[1]q named by extends does not exist%[3]s a zone mostly says extends: base", base, cmp.Or(zh, "；"), cmp.Or(en, ";"))
}

// file decodes the documents of a file and notes what they say of themselves.
func (l *loader) file(f *File) []*document {
	var docs []*document
	before := len(l.faults)
	trees := parse(f, &l.faults)
	l.unread = l.unread || len(l.faults) > before
	lines := strings.Split(string(f.Bytes), "\n")
	odd := oddLetters(f.Path, lines)
	if slices.ContainsFunc(l.faults[before:], func(e *errs.Error) bool { return e.Code == "mechanism.not_utf8" || e.Code == "mechanism.odd_letter" }) {
		odd = nil // one line says what is wrong with the whole file
	}
	for _, tree := range trees {
		before := len(l.faults)
		doc := decodeDocument(f.Path, lines, tree, &l.faults)
		if doc == nil {
			l.unread = true
			continue
		}
		doc.flawed = len(l.faults) > before || slices.ContainsFunc(doc.late, func(e *errs.Error) bool { return e.Code == "mechanism.no_value" })
		doc.late, odd = append(doc.late, odd...), nil
		docs = append(docs, doc)
		f.Header = append(f.Header, doc.Header)
		for _, row := range doc.Rows {
			if !slices.Contains(f.Rows, row) {
				f.Rows = append(f.Rows, row)
			}
		}
	}
	l.faults = append(l.faults, odd...) // of a file without a document
	slices.Sort(f.Rows)
	return docs
}

// manifest finds the folder's zone document.
func (l *loader) manifest(zone string, docs []*document) *Manifest {
	var found *Manifest
	for _, doc := range docs {
		m, ok := doc.body.(*Manifest)
		if !ok {
			continue
		}
		if m.Name != zone {
			l.faults = append(l.faults, faultAt(doc.at(typeZone), "wrong_zone", "zone 应与文件夹同名“%[1]s”，写的是“%[2]s”", "zone must be the folder's name %[1]q, it is %[2]q", zone, m.Name))
		}
		found = m
	}
	file := zone + "/zone.yaml"
	unread := slices.ContainsFunc(l.faults, func(e *errs.Error) bool {
		return strings.HasPrefix(e.Where, file+":") || e.Code == "mechanism.too_many_files"
	})
	if found == nil && unread { // what is wrong with it, or why it was not read, has been said
		return &Manifest{}
	}
	if found == nil {
		l.faults = append(l.faults, faultAt(Position{File: file}, "no_manifest", "缺少清单文件；请写 zone: %[1]s 和 title", "the manifest is missing; write zone: %[1]s and title", zone))
		return &Manifest{}
	}
	return found
}

// override lays a folder's documents over those it extends, by type and name.
func (l *loader) override(docs []*document) {
	mine := map[string]*document{}
	for _, doc := range docs {
		id := doc.Type + " " + doc.Name
		if doc.Type == typeZone || doc.Type == typeOrg {
			id = doc.Type // a bundle has one of each
		}
		if other := mine[id]; other != nil {
			l.faults = append(l.faults, faultAt(doc.at(doc.Type), "twice", "“%[1]s: %[2]s”已在 %[3]s 定义；请删去一个或改名", "“%[1]s: %[2]s” is defined at %[3]s already; delete or rename one", doc.Type, doc.Name, place(other.Header.At)))
			continue
		}
		mine[id] = doc
		l.documents = slices.DeleteFunc(l.documents, func(old *document) bool {
			return old.Type == doc.Type && (old.Name == doc.Name || id == doc.Type)
		})
		l.documents = append(l.documents, doc)
	}
}

// index puts the documents in force into the bundle's maps.
func (b *Bundle) index(docs []*document) {
	b.documents = docs
	b.Kinds, b.Ladders, b.Gates = map[string]*Kind{}, map[string]*Ladder{}, map[string]*Gate{}
	b.Sessions, b.Letters = map[string]*session.Template{}, map[string]*letter.Template{}
	b.Listings = map[string]map[string]Listing{}
	b.Registers, b.Lists, b.Classes = map[string]*register.Definition{}, map[string]*register.List{}, map[string]*register.Classes{}
	b.Benefits = map[string]*Policy{}
	for _, doc := range docs {
		switch body := doc.body.(type) {
		case *Kind:
			b.Kinds[doc.Name] = body
		case *Ladder:
			b.Ladders[doc.Name] = body
		case *Gate:
			b.Gates[doc.Name] = body
		case *session.Template:
			b.Sessions[doc.Name] = body
		case *letterFile:
			b.Letters[doc.Name], b.Listings[doc.Name] = &body.Template, body.Lists
		case *register.Definition:
			b.Registers[doc.Name] = body
		case *register.List:
			b.Lists[doc.Name] = body
		case *register.Classes:
			b.Classes[doc.Name] = body
		case *org.Chart:
			b.Org = body
		case *Policy:
			b.Benefits[doc.Name] = body
		}
	}
}

// Kind returns the kind of that name, nil where the bundle has none.
func (b *Bundle) Kind(name string) *Kind { return b.Kinds[name] }

var (
	hyphenated = regexp.MustCompile(`^[a-z][a-z0-9]*(-[a-z0-9]+)*$`)
	underscore = regexp.MustCompile(`^[a-z][a-z0-9]*(_[a-z0-9]+)*$`)
)

// nameForm is what a document of a type may be called. Lists are read in rules, where - is minus.
func nameForm(typ string) *regexp.Regexp {
	if typ == typeList {
		return underscore
	}
	return hyphenated
}

func nameRule(typ string) text.Text {
	if typ == typeList {
		return text.Text{Zh: "清单名要写进规则，只用小写字母、数字和下划线，如 leniency_first", En: "rules read lists by name, so use lower-case letters, digits and underscores, as in leniency_first"}
	}
	return text.Text{Zh: "只用小写字母、数字和连字符，如 graded-task", En: "use lower-case letters, digits and hyphens, as in graded-task"}
}

// sortFaults orders faults by file, line and column and drops what is said twice, as of a shared ladder.
// Of a file with very many it keeps the first: nobody repairs by the thousand.
func sortFaults(l errs.List) errs.List {
	slices.SortStableFunc(l, func(a, b *errs.Error) int {
		fa, la, ca := splitPlace(a.Where)
		fb, lb, cb := splitPlace(b.Where)
		return cmp.Or(strings.Compare(fa, fb), la-lb, ca-cb)
	})
	l = slices.CompactFunc(l, func(a, b *errs.Error) bool { return a.Where == b.Where && a.Text == b.Text })
	var kept errs.List
	for len(l) > 0 {
		file, _, _ := splitPlace(l[0].Where)
		n := 1
		for n < len(l) && strings.HasPrefix(l[n].Where, file+":") {
			n++
		}
		kept = append(kept, l[:min(n, maxFaults)]...)
		if n > maxFaults {
			line := splitLine(l[maxFaults].Where)
			kept = append(kept, faultAt(Position{File: file, Line: line, Column: 1}, "more_faults", "此处起还有 %d 处错误；请先改好以上各处", "%d more faults from here on; repair those above first", n-maxFaults))
		}
		l = l[n:]
	}
	return kept
}

func splitLine(where string) int {
	_, line, _ := splitPlace(where)
	return line
}
