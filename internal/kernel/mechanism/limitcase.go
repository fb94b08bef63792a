package mechanism

import (
	"slices"
	"strings"

	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/rule"
)

// steady are the facts that a limit may hang on: time does not change them, and none of them follows from a
// deadline.
var steady = []string{"urgency", "category", "place", "lead_unit", "origin", "parent"}

// limitCase says a case: the condition and what it sets.
func (d *differ) limitCase(c *LimitCase) (zh, en string) {
	on := d.says(c.If.Rule, c.If.Text)
	zh, en = "条件："+on.zh, "condition "+on.en
	for _, l := range []struct {
		key   string
		limit calendar.Limit
	}{{"advisory", c.Advisory}, {"promised", c.Promised}, {"statutory", c.Statutory}, {"accept", c.Accept}, {"extend_by", c.ExtendBy}} {
		if t := terms["LimitCase."+l.key]; !l.limit.IsZero() {
			w := limitWords(l.limit)
			zh, en = zh+"，"+t.zh+" "+w.Zh, en+", "+t.en+" "+w.En
		}
	}
	return zh, en
}

// limitCase compiles the condition of a limit.
func (c *compiler) limitCase(env *rule.Environment, one *LimitCase) {
	if one.If.Text == "" {
		c.fault(one.At, "no_expression", "条件缺少 if：请写出表达式", "the condition lacks if: write its expression")
		return
	}
	one.If.Rule = c.state(env, one.If.Text, one.If.At)
	if one.If.Rule == nil {
		return
	}
	for _, ref := range one.If.Rule.References() {
		name, ofMatter := strings.CutPrefix(ref, "matter.")
		if strings.HasPrefix(name, "fields.") || strings.HasPrefix(ref, "lists.") || ofMatter && slices.Contains(steady, name) {
			continue
		}
		if asked, is := c.bundle.askedBy(ref); is {
			ref = asked.Key
		}
		c.fault(one.If.At, "unsteady_limit", "时限不能取决于 %[1]s：只能看 matter.fields.…、lists.… 和 %[2]s", "a limit cannot hang on %[1]s: it may read matter.fields.…, lists.… and %[2]s", ref, "matter."+strings.Join(steady, "、matter."))
		return
	}
}
