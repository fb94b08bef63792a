package mechanism

import (
	"maps"
	"slices"
	"strings"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/rule"
)

// everyWords name rhythms.
var everyWords = map[cadence.Every]text.Text{
	"nightly": {Zh: "每晚", En: "nightly"}, "weekly": {Zh: "每周", En: "weekly"}, "half-monthly": {Zh: "每半月", En: "half-monthly"},
	"monthly": {Zh: "每月", En: "monthly"}, "quarterly": {Zh: "每季", En: "quarterly"}, "half-yearly": {Zh: "每半年", En: "half-yearly"},
	"yearly": {Zh: "每年", En: "yearly"}, "windows": {Zh: "按窗口", En: "in windows"},
}

// colours name urgencies that a kind has no words of its own for.
var colours = map[string]text.Text{
	"red": {Zh: "红色", En: "red"}, "orange": {Zh: "橙色", En: "orange"}, "amber": {Zh: "黄色", En: "amber"}, "yellow": {Zh: "黄色", En: "yellow"}, "green": {Zh: "绿色", En: "green"},
}

// when says a rung's instant as pages do: 逾期1个工作日.
func when(r *Rung) words {
	t := RungWords(r.Source)
	return words{t.In(text.Zh), t.In(text.En)}
}

// says puts a condition into words: “逾期，或剩余工作日不超过 5 天”; as the file writes it where it has a form that there
// are no words for.
func (d *differ) says(p *rule.Program, source string) words {
	out := words{code(source), code(source)}
	if p == nil {
		p = d.compiled[squeeze(source)]
	}
	if p == nil || source == "" {
		return out
	}
	tell := p.Words
	if d.full {
		tell = p.FullWords
	}
	if p.Type().Kind() != rule.KindBool {
		tell = func(lang text.Lang, _ func(field, code string) string) (string, bool) { return p.ValueWords(lang) }
	}
	coded := func(lang text.Lang) func(field, code string) string {
		return func(field, code string) string { return d.coded(field, code).In(lang) }
	}
	zh, ok := tell(text.Zh, coded(text.Zh))
	en, okEn := tell(text.En, coded(text.En))
	if !ok || !okEn || p.Source() == "true" {
		return out
	}
	return words{"“" + zh + "”", "“" + en + "”"}
}

// sharedRules are the conditions of a kind's gates, or of a gate, ladder or letter that kinds share, as they were compiled for
// the kinds, by source. They are not the document's own: what is shared is compiled for each kind that uses it.
func sharedRules(doc *document, bundles ...*Bundle) map[string]*rule.Program {
	out := map[string]*rule.Program{}
	put := func(source string, p *rule.Program) {
		if p != nil {
			out[squeeze(source)] = p
		}
	}
	for _, b := range bundles {
		for _, name := range slices.Sorted(maps.Keys(b.Kinds)) {
			k := b.Kinds[name]
			for _, g := range k.Gates {
				if doc.Type == typeKind && name != doc.Name || doc.Type == typeGate && !slices.Contains(g.Use, doc.Name) {
					continue
				}
				for i := range g.every {
					put(g.every[i].If, g.every[i].Rule)
				}
			}
			if doc.Type == typeLadder && k.UseLadder == doc.Name {
				for i := range k.Ladder {
					put(k.Ladder[i].When.Text, k.Ladder[i].When.Rule)
				}
			}
			if doc.Type == typeLetter {
				for _, l := range b.Listings[doc.Name] {
					which, done := l.Rules(name)
					put(l.If.Text, which)
					put(l.Done.Text, done)
				}
			}
		}
	}
	return out
}

// rule tells a change of a condition in words. Where those of both are the same, each is told in full; where they still
// are, the difference is in what there are no words for, and both are shown as the file writes them.
func (d *differ) rule(path string, at words, a, b Expr) {
	if squeeze(a.Text) == squeeze(b.Text) {
		return
	}
	x, y := d.says(a.Rule, a.Text), d.says(b.Rule, b.Text)
	if x == y {
		d.full = true
		x, y = d.says(a.Rule, a.Text), d.says(b.Rule, b.Text)
		d.full = false
	}
	if x == y {
		x, y = words{code(a.Text), code(a.Text)}, words{code(b.Text), code(b.Text)}
	}
	d.leaf(path, at, x.zh, y.zh, x.en, y.en)
}

// roles name the posts that a matter has.
var roles = map[string]words{
	"owner": {"责任人", "the owner"}, "sponsor": {"牵头领导", "the sponsor"}, "verifier": {"核验人", "the verifier"}, "actor": {"操作岗位", "the acting post"},
	"lead_unit.head": {"牵头单位负责人", "the lead unit's head"}, "lead_unit.sponsor": {"牵头单位分管领导", "the lead unit's sponsor"},
	"support_units.head": {"配合单位负责人", "the supporting units' heads"},
}

// roleWords says a role expression as people do: superior(owner) is 责任人的上一级, post(招商局局长) that post.
func roleWords(role string) words {
	if all := org.Listed(role); len(all) > 1 {
		var zh, en []string
		for _, one := range all {
			w := roleWords(strings.TrimSpace(one))
			zh, en = append(zh, w.zh), append(en, w.en)
		}
		return words{strings.Join(zh, "、"), strings.Join(en, ", ")}
	}
	if w, ok := roles[role]; ok {
		return w
	}
	if inner, ok := strings.CutSuffix(role, ".superior"); ok {
		return roleWords("superior(" + inner + ")")
	}
	name, inner, ok := strings.Cut(strings.TrimSuffix(role, ")"), "(")
	if !ok || !strings.HasSuffix(role, ")") {
		return words{role, role}
	}
	switch name {
	case "post", "body":
		return words{inner, inner}
	case "head":
		return words{inner + "负责人", "the head of " + inner}
	case "office":
		return words{inner + "办公室", "the office of " + inner}
	case "superior":
		w := roleWords(inner)
		return words{w.zh + "的上一级", "the level above " + w.en}
	}
	return words{role, role}
}
