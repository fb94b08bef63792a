package mechanism

import (
	"maps"
	"slices"
	"strings"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/rule"
)

// denials reports conditions that say what a field is not and forget that it may not be filled in. A rule that reads what is not
// there does not hold (and a gate refuses), which is what is meant of "at most 5 days are left" and not of "the channel is not 网络".
func (c *checker) denials(k *Kind) {
	var rules []*rule.Program
	for _, command := range slices.Sorted(maps.Keys(k.Gates)) {
		for i := range k.Gates[command].every {
			rules = append(rules, k.Gates[command].every[i].Rule)
		}
	}
	for i := range k.Limit.When {
		rules = append(rules, k.Limit.When[i].If.Rule)
	}
	rules = append(rules, k.Light.Red.Rule, k.Light.Amber.Rule, k.Light.Green.Rule)
	if k.UseLadder == "" {
		for i := range k.Ladder {
			rules = append(rules, k.Ladder[i].When.Rule)
		}
	}
	for _, name := range slices.Sorted(maps.Keys(k.Counts)) {
		rules = append(rules, k.Counts[name].If.Rule, k.Counts[name].Of.Rule)
	}
	for _, p := range rules {
		if p == nil {
			continue
		}
		for _, read := range p.Denied() {
			name, own := strings.CutPrefix(read.Path, "matter.fields.")
			if own && k.Fields[name].Required || !own && !slices.Contains(maybeUnset, read.Path) || !k.holdings().Stumbles(p, read.Path) {
				continue
			}
			field, _ := p.Schema().Field(read.Path)
			c.faultAt(read.At, "may_be_unset", "“%[1]s”可能未填，未填时这一条不成立（闸门会拒绝），尽管它并不是所写的那样；请写明未填时怎样：!has(%[2]s) || … 或 has(%[2]s) && …",
				"%[3]q may not be set, and then the rule does not hold (a gate refuses) although it is not what the rule says it is not; say what is to be then: !has(%[2]s) || … or has(%[2]s) && …", field.Title.In(text.Zh), read.Path, field.Title.In(text.En))
		}
	}
}
