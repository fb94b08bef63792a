package mechanism

import (
	"cmp"
	"slices"
	"strings"

	"qinlian/internal/kernel/rule"
)

// maybeUnset are what a matter or command may lack; all else that rules read of them always has a value, be it an empty text.
// The kind's own fields may be missing too, also required ones, of a matter that is older than the field.
var maybeUnset = []string{"matter.due", "matter.statutory_due", "matter.registered", "matter.assigned", "matter.remaining", "command.due", "command.progress"}

// counted are the numbers of a matter that begin at nothing.
var counted = []string{"reports", "returned", "missed", "extensions", "level", "unreplied", "objections", "children", "leaves", "leaves_done", "leaves_closed"}

var (
	none    = rule.IntValue(0)
	percent = [...]rule.Value{rule.DoubleValue(0), rule.DoubleValue(100)}
)

// holdings is what is known of the fields that the kind's rules read.
func (k *Kind) holdings() rule.Holdings {
	return func(path string) rule.Holding {
		root, name, _ := strings.Cut(path, ".")
		h := rule.Holding{Set: root != "roles" && (root != "matter" && root != "command" || !strings.HasPrefix(name, "fields.") && !slices.Contains(maybeUnset, path))}
		switch {
		case root == "matter" && slices.Contains(counted, name):
			h.Min = &none
		case path == "matter.progress", path == "matter.time_progress", path == "command.progress":
			h.Min, h.Max = &percent[0], &percent[1]
		case path == "command.verdict": // what a gate on closing is told of it is free
		default:
			if texts, _ := k.values(path); texts != nil && k.typeOf(name) != "list<string>" {
				h.Texts = append(slices.Clip(texts), "") // as of a matter that is being registered
			}
		}
		return h
	}
}

// typeOf is the type of one of the kind's own fields, by its name in rules.
func (k *Kind) typeOf(name string) string { return k.Fields[strings.TrimPrefix(name, "fields.")].Type }

func (c *checker) neverHolds(k *Kind, p *rule.Program) bool {
	return p != nil && k.holdings().Never([]*rule.Program{p}, nil)
}

// compatible reports conditions of a gate that never hold, alone or together: nobody could ever do the command.
func (c *checker) compatible(k *Kind, command string) {
	var all []*rule.Program
	title := CommandTitles[command]
	zh, en := cmp.Or(title.Zh, command), cmp.Or(title.En, command)
	every := k.Gates[command].every
	for i := range every {
		cond := &every[i]
		if _, isConstant := constant(k, cond.Rule); cond.Rule == nil || isConstant {
			continue
		}
		if c.neverHolds(k, cond.Rule) {
			c.faultAt(cond.At, "never_holds", "条件自相矛盾或超出字段的取值，永不成立，谁也不能“%[1]s”（%[2]s）；请改正", "the condition contradicts itself or what its fields may be and never holds, so nobody could ever do %[3]q (%[2]s); correct it", zh, command, en)
			continue
		}
		if all = append(all, cond.Rule); !k.holdings().Never(all, nil) {
			continue
		}
		all = all[:len(all)-1]
		for j := range every[:i] {
			if other := every[j].Rule; other != nil && (slices.Contains(all, other) && k.holdings().Never([]*rule.Program{other, cond.Rule}, nil) || j == i-1) {
				c.faultAt(cond.At, "never_together", "与 %[4]s 的条件不能同时成立，谁也不能“%[1]s”（%[2]s）；请改正其中一条", "this and the condition at %[4]s never hold together, so nobody could ever do %[3]q (%[2]s); correct one of them", zh, command, en, place(every[j].At))
				break
			}
		}
	}
}

// outshone reports a colour that a stronger one always hides: whenever its rule holds, one before it holds too.
func (c *checker) outshone(k *Kind) {
	before := []*rule.Program(nil)
	names := []string(nil)
	for _, l := range []struct {
		name, zh string
		rule     *Expr
	}{{"red", "红灯", &k.Light.Red}, {"amber", "黄灯", &k.Light.Amber}, {"green", "绿灯", &k.Light.Green}} {
		p := l.rule.Rule
		if _, isConstant := constant(k, p); p == nil || isConstant {
			continue
		}
		if !slices.ContainsFunc(before, func(b *rule.Program) bool { return squeeze(b.Source()) == squeeze(p.Source()) }) && !c.neverHolds(k, p) && k.holdings().Never([]*rule.Program{p}, before) {
			by := names
			for i, one := range before {
				if k.holdings().Never([]*rule.Program{p}, []*rule.Program{one}) {
					by = names[i : i+1]
					break
				}
			}
			c.faultAt(l.rule.At, "unreachable_light", "%[1]s永远轮不到：它的条件成立时，排在前面的 %[2]s 总已成立；请收紧 %[2]s、放宽这一条，或删去它", "%[3]s is never reached: whenever its rule holds, that of %[4]s before it holds too; tighten %[4]s, widen this rule or delete it", l.zh, strings.Join(by, "、"), l.name, strings.Join(by, " or "))
		}
		before, names = append(before, p), append(names, l.name)
	}
}

// limitCases reports a case of the limit that never applies, by itself or because of those before it.
func (c *checker) limitCases(k *Kind) {
	var before []*rule.Program
	for i := range k.Limit.When {
		one := &k.Limit.When[i]
		p := one.If.Rule
		switch {
		case p == nil:
			continue
		case c.neverHolds(k, p):
			c.faultAt(one.If.At, "never_applies", "条件永不成立，这一时限永不适用；请改正条件或删去", "the condition never holds, so these limits never apply; correct or delete it")
		case k.holdings().Never([]*rule.Program{p}, before):
			c.faultAt(one.If.At, "never_applies", "这一时限永不适用：它的条件成立时，前面的条件总已成立；请把较窄的条件写在前面", "these limits never apply: whenever the condition holds, one before it holds too; put the narrower one first")
		}
		before = append(before, p)
	}
}
