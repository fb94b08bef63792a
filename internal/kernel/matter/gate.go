package matter

import (
	"slices"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/rule"
)

// gate asks the mechanism. Each condition that fails is told in its own words; conditions that share a sentence are
// told once, with what of them is missing. All faults are reported at once.
func (m *moment) gate(c *Command) error {
	g, ok := m.kind.Gates[c.Name]
	if !ok {
		return nil
	}
	conditions := g.Conditions()
	var refusals []refusal
	for i := range conditions {
		cond := &conditions[i]
		holds, err := cond.Rule.Bool(m.rules())
		if err == nil && holds {
			continue
		}
		says := sentence(&g, cond)
		r := slices.IndexFunc(refusals, func(r refusal) bool { return r.says == says })
		if r < 0 {
			r = len(refusals)
			refusals = append(refusals, refusal{says: says, where: cond.At.String(), cause: err})
		}
		shared, worded := false, !cond.Says.IsZero() || !g.Says.IsZero()
		for j := range conditions {
			shared = shared || j != i && sentence(&g, &conditions[j]) == says
		}
		zh, en := cond.Rule.Explain(m.rules(), text.Zh), cond.Rule.Explain(m.rules(), text.En)
		if worded && !shared && zh.Root.Op != "&&" {
			continue // its sentence says it all
		}
		refusals[r].zh.add(unmet(&zh.Root, true))
		refusals[r].en.add(unmet(&en.Root, true))
	}
	if len(refusals) == 0 {
		return nil
	}
	faults := make(errs.List, len(refusals))
	for i := range refusals {
		r := &refusals[i]
		fault := errs.Newf(errs.Refused, "gate."+c.Name, "%[1]s", "%[2]s",
			r.says.In(text.Zh)+r.zh.words("（缺少", "、", "（现为：", "；", "）"), r.says.In(text.En)+r.en.words(" (missing: ", ", ", " (as it is: ", "; ", ")"))
		fault.Where = r.where
		if r.cause != nil {
			fault = fault.Because(r.cause)
		}
		faults[i] = fault
	}
	if len(faults) == 1 {
		return faults[0]
	}
	return faults
}

// refusal is one sentence of a gate, with what the conditions behind it want.
type refusal struct {
	says   text.Text
	where  string
	cause  error
	zh, en wants
}

// sentence is what a gate says where the condition fails: its own words, the gate's, or the condition as it is written.
func sentence(g *mechanism.Gates, c *mechanism.Condition) text.Text {
	switch {
	case !c.Says.IsZero():
		return c.Says
	case !g.Says.IsZero():
		return g.Says
	}
	return text.Text{Zh: "不满足：" + c.If}
}

// wants is what conditions that fail found: fields that nobody filled in, and what speaks against them otherwise.
type wants struct{ missing, facts []string }

func (w *wants) add(leaves []*rule.Leaf) {
	filled := true
	for _, l := range leaves {
		for i := range l.Reads {
			if r := &l.Reads[i]; blank(r.Value) {
				filled = false
				if !slices.Contains(w.missing, r.Title) {
					w.missing = append(w.missing, r.Title)
				}
			}
		}
	}
	for _, l := range leaves {
		if filled && l.Fact != "" && !slices.Contains(w.facts, l.Fact) {
			w.facts = append(w.facts, l.Fact)
		}
	}
}

// words puts what is missing behind a gate's sentence; what was found instead only where nothing is.
func (w *wants) words(missing, comma, found, semicolon, end string) string {
	switch {
	case len(w.missing) > 0:
		return missing + strings.Join(w.missing, comma) + end
	case len(w.facts) > 0:
		return found + strings.Join(w.facts, semicolon) + end
	}
	return ""
}

// blank tells whether a field that a rule read is not filled in.
func blank(v rule.Value) bool {
	switch v.Kind() {
	case rule.KindNone:
		return true
	case rule.KindString:
		return v.Text() == ""
	case rule.KindList:
		return len(v.Items()) == 0
	}
	return false
}

// unmet are the leaves that keep a condition from coming out as wanted: of a conjunction every part that does.
func unmet(n *rule.Node, want bool) []*rule.Leaf {
	if n.Leaf != nil {
		return []*rule.Leaf{n.Leaf}
	}
	verdict := func(v rule.Verdict) bool { return v == rule.True }
	switch n.Op {
	case "!":
		return unmet(&n.Children[0], !want)
	case "?:":
		chosen := 2
		if verdict(n.Children[0].Verdict) {
			chosen = 1
		}
		return unmet(&n.Children[chosen], want)
	}
	var out []*rule.Leaf
	for i := range n.Children {
		if child := &n.Children[i]; verdict(child.Verdict) != want {
			out = append(out, unmet(child, want)...)
		}
	}
	return out
}
