package dossier

import (
	"maps"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/rule"
)

// Tried is one rule of the light that was tried, red first; the last of them is the one that holds.
type Tried struct {
	Light matter.Light `json:"light"`
	Holds bool         `json:"holds"`
	Rule  string       `json:"rule"`           // as the file writes it
	Says  text.Text    `json:"says,omitzero"`  // when it holds, in words; empty where it has a form that there are no words for
	Found text.Text    `json:"found,omitzero"` // what it read that decided

	Deciding []Part `json:"deciding"` // the conditions in it that decided: of several by || those that hold, or else all; of && those that do not
	Parts    int    `json:"parts"`    // conditions in the rule
}

// Part is one condition of a rule, with what it came to.
type Part struct {
	Rule    string       `json:"rule"` // as the file writes it
	At      string       `json:"at"`   // file:line:column
	Verdict rule.Verdict `json:"verdict"`
	Says    text.Text    `json:"says"` // in words, as it came out
	Found   text.Text    `json:"found,omitzero"`
	Reads   []Read       `json:"reads"`
}

// Read is a field that a condition read; without a value where it is not set.
type Read struct {
	Field string    `json:"field"`
	Title text.Text `json:"title"`
	Value text.Text `json:"value,omitzero"`
}

// Told is a condition that decided, in words.
type Told struct {
	Verdict rule.Verdict
	Says    string
}

// Telling gives what decided, each thing once, where that says more than the rule and what it found do: it has several conditions of
// which some decided, or there are no words for it as a whole.
func (t *Tried) Telling(lang text.Lang) []Told {
	if t.Parts < 2 || !t.Says.IsZero() && len(t.Deciding) == t.Parts {
		return nil
	}
	var out []Told
	said := make([]string, len(t.Deciding))
	for i := range t.Deciding {
		part := &t.Deciding[i]
		told := Told{part.Verdict, part.Says.In(lang)}
		said[i] = told.Says
		if found := part.Found.In(lang); found != "" && found != told.Says && part.Verdict != rule.Failed {
			told.Says = both(told.Says+"（"+found+"）", told.Says+" ("+found+")").In(lang)
		}
		if !slices.Contains(out, told) { // two conditions may lack the same field
			out = append(out, told)
		}
	}
	if strings.Join(said, both("，", ", ").In(lang)) == t.Found.In(lang) {
		return nil
	}
	return out
}

// lightOrder is the order in which the rules of a kind are tried; see mechanism.Kind.LightRules.
var lightOrder = [...]matter.Light{matter.Red, matter.Amber, matter.Green}

// whyLight tells in both languages which rules of the light were tried and what was found.
func whyLight(s *matter.State, w *matter.World, b *mechanism.Bundle, k *mechanism.Kind, at time.Time) ([]Tried, error) {
	zh, err := matter.ExplainLight(s, w, at, text.Zh)
	if err != nil {
		return nil, err
	}
	en, err := matter.ExplainLight(s, w, at, text.En)
	if err != nil {
		return nil, err
	}
	var out []Tried
	for i, program := range k.LightRules() {
		if program == nil || len(out) == len(zh) {
			continue
		}
		n := len(out)
		out = append(out, Tried{
			Light: lightOrder[i], Holds: zh[n].Verdict == rule.True, Rule: program.Source(),
			Says: phrase(program, b, k), Found: found(zh[n], en[n], coding(b, k)), Deciding: parts(zh[n], en[n], b, k), Parts: leaves(&zh[n].Root),
		})
	}
	return out, nil
}

// parts are the conditions of a rule that decided.
func parts(zh, en rule.Explanation, b *mechanism.Bundle, k *mechanism.Kind) []Part {
	coded := coding(b, k)
	out := make([]Part, len(zh.Deciding))
	for i, l := range zh.Deciding {
		also := en.Deciding[i]
		out[i] = Part{
			Rule: l.Source, At: l.At.String(), Verdict: l.Verdict, Reads: make([]Read, len(l.Reads)),
			Says: both(zh.Says(l, coded(text.Zh)), en.Says(also, coded(text.En))), Found: both(zh.FoundBy(l, coded(text.Zh)), en.FoundBy(also, coded(text.En))),
		}
		for j, r := range l.Reads {
			out[i].Reads[j] = Read{Field: r.Path, Title: both(r.Title, also.Reads[j].Title)}
			if r.Value.Kind() != rule.KindNone {
				out[i].Reads[j].Value = both(r.In(text.Zh, coded(text.Zh)), r.In(text.En, coded(text.En)))
			}
		}
	}
	return out
}

func leaves(n *rule.Node) int {
	if n.Leaf != nil {
		return 1
	}
	sum := 0
	for i := range n.Children {
		sum += leaves(&n.Children[i])
	}
	return sum
}

// coding gives the words of codes that a kind's rules read: of a unit its name.
func coding(b *mechanism.Bundle, k *mechanism.Kind) func(text.Lang) func(field, code string) string {
	return func(lang text.Lang) func(field, code string) string {
		return func(field, code string) string { return b.CodeWords(k, field, code).In(lang) }
	}
}

// found is what a rule read; and where that has no result, such as a division by a nought, that it has none.
func found(zh, en rule.Explanation, coded func(text.Lang) func(field, code string) string) text.Text {
	out := both(zh.Found(coded(text.Zh)), en.Found(coded(text.En)))
	if errs.Is(zh.Err, "rule.evaluation") {
		out = both(strings.TrimPrefix(out.Zh+"；规则无法计算，按不成立", "；"), strings.TrimPrefix(out.En+"; the rule has no result and does not hold", "; "))
	}
	return out
}

// phrase puts a rule of a kind into words; empty where it has a form that there are no words for.
func phrase(p *rule.Program, b *mechanism.Bundle, k *mechanism.Kind) text.Text {
	if p.Source() == "true" {
		return both("其他规则均不成立", "no other rule holds")
	}
	say := func(lang text.Lang) string {
		words, ok := p.Words(lang, func(field, code string) string { return b.CodeWords(k, field, code).In(lang) })
		if !ok {
			return ""
		}
		return words
	}
	return both(say(text.Zh), say(text.En))
}

// Phrase puts a rule of a kind into words; empty where there is none, or it has a form that there are no words for.
func Phrase(p *rule.Program, b *mechanism.Bundle, k *mechanism.Kind) text.Text {
	if p == nil {
		return text.Text{}
	}
	return phrase(p, b, k)
}

// RuleWords puts a rule of the light of any of a bundle's kinds into words; empty for a rule that is none of
// theirs or has a form that there are no words for.
func RuleWords(b *mechanism.Bundle, source string) text.Text {
	for _, name := range slices.Sorted(maps.Keys(b.Kinds)) {
		for _, program := range b.Kinds[name].LightRules() {
			if program != nil && program.Source() == source {
				return phrase(program, b, b.Kinds[name])
			}
		}
	}
	return text.Text{}
}

// ruleWords puts the rule that decided a light into words; empty for a rule that was never the kind's.
func (t *teller) ruleWords(at time.Time, source string) text.Text {
	b, k := t.timeline.Told(t.kind, at)
	if k == nil || source == "" {
		return text.Text{}
	}
	for _, program := range k.LightRules() {
		if program != nil && program.Source() == source {
			return phrase(program, b, k)
		}
	}
	return text.Text{}
}
