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
	for _, p := range k.conditions() {
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

// divisions refuses a division by a zero that the rule itself writes.
func (c *checker) divisions(k *Kind) {
	for _, p := range k.conditions() {
		for _, at := range p.ByZero() {
			c.faultAt(at, "by_zero", "除以 0 没有结果，这一条永远不成立；请改正除数", "a division by 0 has no result, so this never holds: correct the divisor")
		}
	}
}

// conditions are all rules of the kind that a matter or a command is held against.
func (k *Kind) conditions() []*rule.Program {
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
	return slices.DeleteFunc(rules, func(p *rule.Program) bool { return p == nil })
}

// tests refuses has() of what a matter or command always has: a text that nobody gave is empty, and has() of it is true.
func (c *checker) tests(k *Kind) {
	for _, p := range k.conditions() {
		for _, read := range p.Tested() {
			if strings.HasPrefix(read.Path, "matter.fields.") || !k.holdings()(read.Path).Set {
				continue
			}
			zh, en := "它总有值，直接与所要的值比较即可", "it always has a value: compare it"
			field, _ := p.Schema().Field(read.Path)
			switch field.Type.String() {
			case rule.String().String():
				zh, en = "没有填的是空文字，请写 "+read.Path+` != ""`, "where nobody gave it, it is an empty text: write "+read.Path+` != ""`
			case rule.ListOf(rule.String()).String():
				zh, en = "没有填的是空列表，请写 size("+read.Path+") > 0", "where nobody gave any, it is an empty list: write size("+read.Path+") > 0"
			}
			c.faultAt(read.At, "always_set", "has(%[1]s) 总为真，判断不出有没有填：%[2]s", "has(%[1]s) is always true and does not tell whether it was given: %[3]s", read.Path, zh, en)
		}
	}
}
