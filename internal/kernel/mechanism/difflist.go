package mechanism

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"qinlian/internal/base/text"
)

// list tells of the items of two lists: what came, what went, and what changed within those that can
// be recognised by a code or name.
func (d *differ) list(key, path string, at words, a, b reflect.Value) {
	if rungs, ok := reflect.TypeAssert[[]Rung](a); ok {
		d.rungs(path, at, rungs, b.Interface().([]Rung))
		return
	}
	if a.Len() == 0 && b.Len() == 0 {
		return
	}
	matched := make([]bool, a.Len())
	var added []int
	for j := range b.Len() {
		i := counterpart(a, b.Index(j), matched)
		if i < 0 {
			added = append(added, j)
			continue
		}
		matched[i] = true
		zh, en := d.label(key, b.Index(j))
		d.value(key, index(path, j), at.then(zh, en), a.Index(i), b.Index(j))
	}
	d.full = d.alike(key, a, b, matched, added)
	defer func() { d.full = false }()
	for _, j := range added {
		zh, en := d.label(key, b.Index(j))
		d.say(index(path, j), at.zh+"新增"+zh, at.en+": "+en+" added")
	}
	for i := range a.Len() {
		if !matched[i] {
			zh, en := d.label(key, a.Index(i))
			d.say(path, at.zh+"删除"+zh, at.en+": "+en+" removed")
		}
	}
	if len(added) == 0 && !slices.Contains(matched, false) && !sameOrder(a, b) {
		d.say(path, at.zh+"的顺序改变", at.en+" reordered")
	}
}

// alike tells whether something that went is called the same as something that came.
func (d *differ) alike(key string, a, b reflect.Value, matched []bool, added []int) bool {
	came := map[string]bool{}
	for _, j := range added {
		zh, _ := d.label(key, b.Index(j))
		came[zh] = true
	}
	for i := range a.Len() {
		if zh, _ := d.label(key, a.Index(i)); !matched[i] && came[zh] {
			return true
		}
	}
	return false
}

// counterpart finds the item of a, not matched yet, that stands for the same thing as item.
func counterpart(a, item reflect.Value, matched []bool) int {
	for i := range a.Len() {
		if !matched[i] && identity(a.Index(i)) == identity(item) {
			return i
		}
	}
	return -1
}

func sameOrder(a, b reflect.Value) bool {
	for i := range a.Len() {
		if identity(a.Index(i)) != identity(b.Index(i)) {
			return false
		}
	}
	return true
}

// identity is what an item is recognised by: its code or name, or all it says.
func identity(v reflect.Value) string {
	if c, ok := reflect.TypeAssert[Condition](v); ok {
		return squeeze(c.If)
	}
	if c, ok := reflect.TypeAssert[LimitCase](v); ok {
		return squeeze(c.If.Text)
	}
	if v.Kind() == reflect.Struct {
		for _, name := range []string{"Code", "Name", "Key"} {
			if f := v.FieldByName(name); f.IsValid() && f.Kind() == reflect.String && f.String() != "" {
				return f.String()
			}
		}
	}
	zh, en, _ := spell(v)
	return zh + "\x00" + en
}

// label names an item for the reader.
func (d *differ) label(key string, v reflect.Value) (zh, en string) {
	if c, ok := reflect.TypeAssert[Condition](v); ok {
		w := d.says(c.Rule, c.If)
		return "条件：" + w.zh, "condition " + w.en
	}
	if c, ok := reflect.TypeAssert[LimitCase](v); ok {
		return d.limitCase(&c)
	}
	if zh, en, ok := d.spell(key, v); ok {
		return "“" + zh + "”", "“" + en + "”"
	}
	name := identity(v)
	if f := v.FieldByName("Title"); v.Kind() == reflect.Struct && f.IsValid() {
		if t, ok := reflect.TypeAssert[text.Text](f); ok && !t.IsZero() {
			return "“" + name + " " + t.In(text.Zh) + "”", "“" + name + " " + t.In(text.En) + "”"
		}
	}
	return "“" + name + "”", "“" + name + "”"
}

// rungs tells of a ladder: a rung that does the same at another instant has moved.
func (d *differ) rungs(path string, at words, a, b []Rung) {
	of, ofEn, here := at.zh, at.en+": ", at
	if path == "rungs" { // a ladder is its rungs
		of, ofEn, here = "", "", words{}
	}
	gone := make([]bool, len(a)) // accounted for
	fresh := make([]bool, len(b))
	pair := func(same func(x, y *Rung) bool, tell func(j int, x, y *Rung)) {
		for j := range b {
			for i := range a {
				if !gone[i] && !fresh[j] && same(&a[i], &b[j]) {
					gone[i], fresh[j] = true, true
					tell(j, &a[i], &b[j])
				}
			}
		}
	}
	pair(func(x, y *Rung) bool { return x.instant() == y.instant() && x.does() == y.does() }, d.sameRung(path, here))
	pair(func(x, y *Rung) bool { return x.does() == y.does() }, func(j int, x, y *Rung) {
		zh, en := d.does(y)
		d.say(index(path, j)+".at", fmt.Sprintf("%s梯级“%s”由“%s”移到“%s”", of, zh, when(x).zh, when(y).zh), fmt.Sprintf("%sthe rung “%s” moved from “%s” to “%s”", ofEn, en, when(x).en, when(y).en))
		d.sameRung(path, here)(j, x, y)
	})
	pair(func(x, y *Rung) bool { return x.instant() == y.instant() }, func(j int, x, y *Rung) {
		zx, ex := d.does(x)
		zy, ey := d.does(y)
		d.say(index(path, j), fmt.Sprintf("%s梯级“%s”由“%s”改为“%s”", of, when(y).zh, zx, zy), fmt.Sprintf("%sthe rung “%s” changed from “%s” to “%s”", ofEn, when(y).en, ex, ey))
		d.sameRung(path, here)(j, x, y)
	})
	for j := range b {
		if !fresh[j] {
			zh, en := d.does(&b[j])
			d.say(index(path, j), fmt.Sprintf("%s新增梯级“%s”：%s", of, when(&b[j]).zh, zh), fmt.Sprintf("%srung added, “%s”: %s", ofEn, when(&b[j]).en, en))
		}
	}
	for i := range a {
		if !gone[i] {
			zh, en := d.does(&a[i])
			d.say(path, fmt.Sprintf("%s删除梯级“%s”：%s", of, when(&a[i]).zh, zh), fmt.Sprintf("%srung removed, “%s”: %s", ofEn, when(&a[i]).en, en))
		}
	}
}

// sameRung tells what else changed of a rung that was recognised.
func (d *differ) sameRung(path string, at words) func(j int, x, y *Rung) {
	return func(j int, x, y *Rung) {
		here := at.then("梯级“"+when(y).zh+"”", "rung “"+when(y).en+"”")
		for _, key := range []struct {
			key    string
			zh, en string
			x, y   any
		}{
			{"when", terms["Rung.when"].zh, terms["Rung.when"].en, x.When, y.When},
			{"by", terms["Rung.by"].zh, terms["Rung.by"].en, x.By, y.By},
			{"within", terms["Rung.within"].zh, terms["Rung.within"].en, x.Within, y.Within},
			{"title", terms["Rung.title"].zh, terms["Rung.title"].en, x.Title, y.Title},
		} {
			d.value("Rung."+key.key, index(path, j)+"."+key.key, here.then(key.zh, key.en), reflect.ValueOf(key.x), reflect.ValueOf(key.y))
		}
	}
}

// does is the action of a rung and whom it concerns, for recognising it at another instant.
func (r *Rung) does() string {
	return strings.Join([]string{r.Send, r.Bulletin, fmt.Sprint(r.Talk, r.Raise), r.To.Text}, "|")
}

// does says what a rung does: 向 责任人 发 提示函.
func (d *differ) does(r *Rung) (zh, en string) {
	whom := r.Whom()
	to := words{whom.Zh, whom.En}
	titled := func(name string) (zh, en string) {
		t := d.titleOf(typeLetter, name)
		return t.In(text.Zh), t.In(text.En)
	}
	switch {
	case r.Send != "":
		zh, en := titled(r.Send)
		return "向 " + to.zh + " 发 " + zh, "send " + en + " to " + to.en
	case r.Talk:
		return "约谈 " + to.zh, "formal talk with " + to.en
	case r.Bulletin != "":
		zh, en := titled(r.Bulletin)
		return "列入 " + zh, "name it in " + en
	default:
		return "提级，由 " + to.zh + " 处理", "raise it to " + to.en
	}
}
