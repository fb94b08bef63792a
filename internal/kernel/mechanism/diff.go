package mechanism

import (
	"cmp"
	"fmt"
	"reflect"
	"slices"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/personal"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/rule"
)

// Change is one difference between two versions of a bundle, told in words.
type Change struct {
	Where string    `json:"where"` // file:line:column in the newer version, in the older one for what is gone
	Text  text.Text `json:"text"`
}

// Diff tells how bundle b differs from bundle a, document by document in the order of b, then what is
// gone. It is empty when both say the same, however they are written.
func Diff(a, b *Bundle) []Change {
	var out []Change
	old := map[string]*document{}
	for _, doc := range a.documents {
		old[doc.id()] = doc
	}
	for _, doc := range b.documents {
		before, ok := old[doc.id()]
		delete(old, doc.id())
		if !ok {
			zh, en := doc.called()
			out = append(out, Change{place(doc.Header.At), text.Text{Zh: "新增" + zh, En: en + " added"}})
			continue
		}
		changes := diffDocument(before, doc, b, a)
		if len(changes) > 0 && doc.Type == typeGate && !b.usesGate(doc.Name) { // its conditions are compiled for no kind
			zh, en := doc.called()
			changes = []Change{{changes[0].Where, text.Text{Zh: zh + "有改动；没有一种事项使用它，不影响任何事项", En: en + " changed; no kind of matter uses it, so nothing changes for any"}}}
		}
		out = append(out, changes...)
	}
	for _, doc := range a.documents {
		if old[doc.id()] != nil {
			zh, en := doc.called()
			out = append(out, Change{place(doc.Header.At), text.Text{Zh: "删除" + zh, En: en + " removed"}})
		}
	}
	for i := range out { // names have marks of their own
		out[i].Text = text.Text{Zh: text.Nested(out[i].Text.Zh), En: text.Nested(out[i].Text.En)}
	}
	return out
}

// Renumbered tells, of the changes from a to b, those of a number pattern: whoever applies b reads them unasked.
func Renumbered(a, b *Bundle) errs.List {
	old := map[string]*document{}
	for _, doc := range a.documents {
		old[doc.id()] = doc
	}
	var out errs.List
	for _, doc := range b.documents {
		before, ok := old[doc.id()]
		if !ok || doc.Type == typeOrg {
			continue
		}
		w := &differ{doc: doc, zh: cmp.Or(doc.Title.In(text.Zh), doc.Name), en: cmp.Or(doc.Title.In(text.En), doc.Name), except: map[string]bool{}}
		w.numbered(reflect.ValueOf(before.body).Elem().FieldByName("Number"), reflect.ValueOf(doc.body).Elem().FieldByName("Number"))
		for _, c := range w.changes {
			out = append(out, errs.Newf(errs.Invalid, "mechanism.renumbered", "%[1]s", "%[2]s", c.Text.Zh, c.Text.En).At(c.Where))
		}
	}
	return out
}

// id tells documents apart within a bundle; it has one manifest and one org.
func (doc *document) id() string {
	if doc.Type == typeZone || doc.Type == typeOrg {
		return doc.Type
	}
	return doc.Type + " " + doc.Name
}

// called names a document: 事项种类“分级调度任务”(graded-task).
func (doc *document) called() (zh, en string) {
	t := documentTerms[doc.Type]
	return fmt.Sprintf("%s“%s”(%s)", t.zh, cmp.Or(doc.Title.In(text.Zh), doc.Name), doc.Name), fmt.Sprintf("%s “%s” (%s)", t.en, cmp.Or(doc.Title.In(text.En), doc.Name), doc.Name)
}

func diffDocument(a, b *document, bundles ...*Bundle) []Change {
	w := &differ{doc: b, old: a, bundles: bundles, compiled: sharedRules(b, bundles...), zh: cmp.Or(b.Title.In(text.Zh), b.Name), en: cmp.Or(b.Title.In(text.En), b.Name)}
	if chart, ok := b.body.(*org.Chart); ok {
		for _, line := range org.Diff(a.body.(*org.Chart), chart) {
			at := b.at(line.Path)
			if line.Gone {
				at = a.at(line.Path)
			}
			w.changes = append(w.changes, Change{place(at), text.Text{Zh: documentTerms[typeOrg].zh + "：" + line.Text.Zh, En: documentTerms[typeOrg].en + ": " + line.Text.En}})
		}
		return w.changes
	}
	w.record("", words{}, reflect.ValueOf(a.Header), reflect.ValueOf(b.Header))
	va, vb := reflect.ValueOf(a.body).Elem(), reflect.ValueOf(b.body).Elem()
	w.except = map[string]bool{}
	for _, f := range fieldsOf(reflect.TypeFor[Header]()) {
		w.except[f.key] = true // told once, of the header
	}
	w.numbered(va.FieldByName("Number"), vb.FieldByName("Number"))
	if k, ok := b.body.(*Kind); ok && k.UseLadder != "" && a.body.(*Kind).UseLadder == k.UseLadder {
		w.except["ladder"] = true // told once, of the shared ladder
	}
	if m, ok := b.body.(*Manifest); ok { // what is not written is as everywhere
		va, vb = reflect.ValueOf(a.body.(*Manifest).inWords()), reflect.ValueOf(m.inWords())
	}
	w.record("", words{}, va, vb)
	return w.changes
}

// words are a place within a document in both languages: 闸门 › 交办.
type words struct{ zh, en string }

func (w words) then(zh, en string) words {
	if w.zh == "" {
		return words{zh, en}
	}
	return words{w.zh + " › " + zh, w.en + " › " + en}
}

// differ walks two values of one type and tells where they part.
type differ struct {
	doc     *document
	old     *document // as it was
	bundles []*Bundle // the newer, the older
	zh, en  string
	except  map[string]bool // keys of the document that are told elsewhere
	changes []Change

	compiled map[string]*rule.Program // conditions that kinds share, by source
	full     bool                     // conditions are told with each has() in them
}

func (d *differ) say(path, zh, en string) {
	d.changes = append(d.changes, Change{place(d.doc.at(path)), text.Text{Zh: d.zh + "：" + zh, En: d.en + ": " + en}})
}

// leaf tells a change of one value.
func (d *differ) leaf(path string, at words, a, b string, aEn, bEn string) {
	switch {
	case a == b:
	case a == "":
		d.say(path, at.zh+"新增："+b, at.en+" added: "+bEn)
	case b == "":
		d.say(path, at.zh+"删除，原为："+a, at.en+" removed, it was: "+aEn)
	default:
		d.say(path, at.zh+"由 "+a+" 改为 "+b, at.en+" changed from "+aEn+" to "+bEn)
	}
}

// numbered tells of another pattern, and that the run of numbers is the same: it counts what was numbered, not how.
func (d *differ) numbered(a, b reflect.Value) {
	if !a.IsValid() || a.Kind() != reflect.String || a.String() == b.String() {
		return
	}
	d.except["number"] = true
	at := words{terms["Kind.number"].zh, terms["Kind.number"].en}
	d.leaf("number", at, a.String(), b.String(), a.String(), b.String())
	t := &d.changes[len(d.changes)-1].Text
	t.Zh += "；接着本年已用的号往下编，不从 1 号另起"
	t.En += "; it goes on from the numbers that the year has used and does not begin at 1 again"
}

func (d *differ) record(path string, at words, a, b reflect.Value) {
	for _, f := range fieldsOf(a.Type()) {
		if path == "" && d.except[f.key] {
			continue
		}
		t, _ := termOf(owner(a.Type(), f), f.key)
		key, here := typeName(owner(a.Type(), f))+"."+f.key, at.then(cmp.Or(t.zh, f.key), cmp.Or(t.en, f.key))
		if key == "Cadence.rhythm" { // a cadence is its rhythm
			here = at
		}
		d.value(key, join(path, f.key), here, a.FieldByIndex(f.index), b.FieldByIndex(f.index))
	}
}

// owner is the struct that declares a field, which may be inlined.
func owner(t reflect.Type, f field) reflect.Type {
	for _, i := range f.index[:len(f.index)-1] {
		t = t.Field(i).Type
	}
	return t
}

// value compares what stands at a path; key is the "Type.key" that it, or the list or map around it, is the value of.
func (d *differ) value(key, path string, at words, a, b reflect.Value) {
	if a.Kind() == reflect.Pointer {
		a, b = pointed(a), pointed(b)
	}
	if x, ok := reflect.TypeAssert[Expr](a); ok {
		d.rule(path, at, x, b.Interface().(Expr))
		return
	}
	if za, ea, ok := d.spell(key, a); ok {
		zb, eb, _ := d.spell(key, b)
		d.leaf(path, at, za, zb, ea, eb)
		return
	}
	switch a.Kind() {
	case reflect.Map:
		d.mapping(key, path, at, a, b)
	case reflect.Slice:
		d.list(key, path, at, a, b)
	case reflect.Struct:
		d.record(path, at, a, b)
	}
}

func pointed(v reflect.Value) reflect.Value {
	if v.IsNil() {
		return reflect.ValueOf("")
	}
	return reflect.ValueOf(fmt.Sprint(v.Elem().Interface()))
}

// spell writes a value that is told as a whole, without what its key makes of it.
func spell(v reflect.Value) (zh, en string, ok bool) {
	switch x := v.Interface().(type) {
	case text.Text:
		return x.In(text.Zh), x.In(text.En), true
	case Expr:
		return code(x.Text), code(x.Text), true
	case RoleRef:
		w := roleWords(x.Text)
		return w.zh, w.en, true
	case calendar.Limit:
		return limitWords(x).Zh, limitWords(x).En, true
	case clock.Date:
		return x.String(), x.String(), true
	case Sum:
		if !x.Set {
			return "", "", true
		}
		return x.String(), x.Fen.String() + " yuan", true
	case cadence.Every:
		t := everyWords[x]
		return t.In(text.Zh), t.In(text.En), true
	case cadence.DueRule:
		t := x.Words()
		return t.Zh, t.En, true
	case personal.Keep:
		if x.IsZero() {
			return "", "", true
		}
		t := x.Words()
		return t.Zh, t.En, true
	case fmt.Stringer:
		return x.String(), x.String(), true
	}
	switch v.Kind() {
	case reflect.String:
		return v.String(), v.String(), true
	case reflect.Bool:
		if v.Bool() {
			return "是", "yes", true
		}
		return "", "", true
	case reflect.Int, reflect.Float64:
		s := fmt.Sprint(v.Interface())
		if v.IsZero() {
			s = ""
		}
		return s, s, true
	}
	return "", "", false
}

func code(s string) string {
	if s == "" {
		return ""
	}
	return "`" + strings.Join(strings.Fields(s), " ") + "`"
}

// limitWords spells a limit as people say it: 30 个工作日.
func limitWords(l calendar.Limit) text.Text {
	if l.IsZero() || l.Unit == calendar.OnDate {
		return text.Text{Zh: l.String(), En: l.String()}
	}
	n := strings.TrimSuffix(l.String(), string(l.Unit))
	unit := map[calendar.Unit]text.Text{
		calendar.Workday: {Zh: "个工作日", En: "working days"}, calendar.Hour: {Zh: "个工作小时", En: "working hours"},
		calendar.ClockHour: {Zh: "小时", En: "hours"}, calendar.Day: {Zh: "个自然日", En: "days"}, calendar.Month: {Zh: "个月", En: "months"},
	}[l.Unit]
	if n == "1" {
		unit.En = strings.TrimSuffix(unit.En, "s")
	}
	return text.Text{Zh: n + " " + unit.Zh, En: n + " " + unit.En}
}

// mapping tells of keys by their own titles where they have one.
func (d *differ) mapping(of, path string, at words, a, b reflect.Value) {
	keys := map[string]bool{}
	for _, m := range []reflect.Value{a, b} {
		for _, k := range m.MapKeys() {
			keys[k.String()] = true
		}
	}
	for _, key := range sortedKeys(keys) {
		k := reflect.ValueOf(key).Convert(a.Type().Key())
		va, vb := a.MapIndex(k), b.MapIndex(k)
		name := d.keyTitle(of, key, vb, va)
		here := at.then("“"+name.zh+"”", "“"+name.en+"”")
		if of == "Cadence.rhythm" && key == Any {
			here = at
		}
		zero := reflect.Zero(a.Type().Elem())
		switch {
		case !va.IsValid() && d.whole(join(path, key), here, vb, "新增", "added"):
		case !vb.IsValid() && d.whole(join(path, key), here, va, "删除", "removed"):
		default:
			if !va.IsValid() {
				va = zero
			}
			if !vb.IsValid() {
				vb = zero
			}
			d.value(of, join(path, key), here, va, vb)
		}
	}
}

// whole tells that a member came or went, where its parts would say too much; false for single values.
func (d *differ) whole(path string, at words, v reflect.Value, zh, en string) bool {
	if _, _, single := spell(v); single {
		return false
	}
	said, saidEn := d.summary(v)
	d.say(path, zh+at.zh+said, at.en+" "+en+saidEn)
	return true
}

// summary says what a member that came or went contains.
func (d *differ) summary(v reflect.Value) (zh, en string) {
	switch x := v.Interface().(type) {
	case Gates:
		var zh, en []string
		for _, name := range x.Use {
			t := d.titleOf(typeGate, name)
			zh, en = append(zh, documentTerms[typeGate].zh+"“"+t.In(text.Zh)+"”"), append(en, documentTerms[typeGate].en+" “"+t.In(text.En)+"”")
		}
		for i := range x.All {
			w := d.says(x.All[i].Rule, x.All[i].If)
			zh, en = append(zh, w.zh), append(en, w.en)
		}
		return "：" + strings.Join(zh, "；"), ": " + strings.Join(en, "; ")
	case Count:
		w := d.says(x.If.Rule, x.If.Text)
		return "：" + w.zh, ": " + w.en
	case cadence.Definition:
		t := RhythmWords(x)
		if due := x.Due.Words(); due.Zh != "" {
			t.Zh, t.En = t.Zh+"，截止"+due.Zh, t.En+", due: "+due.En
		}
		return "：" + t.Zh, ": " + t.En
	case Field:
		t := typeTitle(x.Type)
		return "（" + t.Zh + "）", " (" + t.En + ")"
	case register.Field:
		t := typeTitle(x.Type)
		return "（" + t.Zh + "）", " (" + t.En + ")"
	}
	return "", ""
}

func sortedKeys(m map[string]bool) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
