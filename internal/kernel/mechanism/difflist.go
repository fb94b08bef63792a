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
func (d *differ) list(path string, at words, a, b reflect.Value) {
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
		zh, en := label(b.Index(j))
		d.value(index(path, j), at.then(zh, en), a.Index(i), b.Index(j))
	}
	for _, j := range added {
		zh, en := label(b.Index(j))
		d.say(index(path, j), at.zh+"新增"+zh, at.en+": "+en+" added")
	}
	for i := range a.Len() {
		if !matched[i] {
			zh, en := label(a.Index(i))
			d.say(path, at.zh+"删除"+zh, at.en+": "+en+" removed")
		}
	}
	if len(added) == 0 && !slices.Contains(matched, false) && !sameOrder(a, b) {
		d.say(path, at.zh+"的顺序改变", at.en+" reordered")
	}
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
		for _, name := range []string{"Code", "Name"} {
			if f := v.FieldByName(name); f.IsValid() && f.Kind() == reflect.String && f.String() != "" {
				return f.String()
			}
		}
	}
	zh, en, _ := spell(v)
	return zh + "\x00" + en
}

// label names an item for the reader.
func label(v reflect.Value) (zh, en string) {
	if c, ok := reflect.TypeAssert[Condition](v); ok {
		return "条件 " + code(c.If), "condition " + code(c.If)
	}
	if c, ok := reflect.TypeAssert[LimitCase](v); ok {
		return c.words()
	}
	if zh, en, ok := spell(v); ok {
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
	pair(func(x, y *Rung) bool { return x.instant() == y.instant() && x.does() == y.does() }, d.sameRung(path, at))
	pair(func(x, y *Rung) bool { return x.does() == y.does() }, func(j int, x, y *Rung) {
		zh, en := y.words()
		d.say(index(path, j)+".at", fmt.Sprintf("%s梯级“%s”由 %s 移到 %s", at.zh, zh, x.Source, y.Source), fmt.Sprintf("%s: the rung “%s” moved from %s to %s", at.en, en, x.Source, y.Source))
		d.sameRung(path, at)(j, x, y)
	})
	pair(func(x, y *Rung) bool { return x.instant() == y.instant() }, func(j int, x, y *Rung) {
		zx, ex := x.words()
		zy, ey := y.words()
		d.say(index(path, j), fmt.Sprintf("%s梯级 %s 由“%s”改为“%s”", at.zh, y.Source, zx, zy), fmt.Sprintf("%s: the rung at %s changed from “%s” to “%s”", at.en, y.Source, ex, ey))
		d.sameRung(path, at)(j, x, y)
	})
	for j := range b {
		if !fresh[j] {
			zh, en := b[j].words()
			d.say(index(path, j), fmt.Sprintf("%s新增梯级 %s：%s", at.zh, b[j].Source, zh), fmt.Sprintf("%s: rung added at %s: %s", at.en, b[j].Source, en))
		}
	}
	for i := range a {
		if !gone[i] {
			zh, en := a[i].words()
			d.say(path, fmt.Sprintf("%s删除梯级 %s：%s", at.zh, a[i].Source, zh), fmt.Sprintf("%s: rung removed at %s: %s", at.en, a[i].Source, en))
		}
	}
}

// sameRung tells what else changed of a rung that was recognised.
func (d *differ) sameRung(path string, at words) func(j int, x, y *Rung) {
	return func(j int, x, y *Rung) {
		here := at.then("梯级 "+y.Source, "rung "+y.Source)
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
			d.value(index(path, j)+"."+key.key, here.then(key.zh, key.en), reflect.ValueOf(key.x), reflect.ValueOf(key.y))
		}
	}
}

// does is the action of a rung and whom it concerns, for recognising it at another instant.
func (r *Rung) does() string {
	return strings.Join([]string{r.Send, r.Bulletin, fmt.Sprint(r.Talk, r.Raise), r.To.Text}, "|")
}

// words say what a rung does: 向 owner 发 reminder-letter.
func (r *Rung) words() (zh, en string) {
	switch {
	case r.Send != "":
		return "向 " + r.To.Text + " 发 " + r.Send, "send " + r.Send + " to " + r.To.Text
	case r.Talk:
		return "约谈 " + r.To.Text, "formal talk with " + r.To.Text
	case r.Bulletin != "":
		return "列入 " + r.Bulletin, "name it in " + r.Bulletin
	default:
		return "提级，由 " + r.To.Text + " 处理", "raise it to " + r.To.Text
	}
}
