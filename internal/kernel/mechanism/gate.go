package mechanism

import (
	"maps"
	"slices"
	"strings"

	"qinlian/internal/base/text"
)

// Gate is a gate that several kinds share: each takes it over for a command by use, and may ask for more.
type Gate struct {
	Header `yaml:",inline"`

	All  []Condition `yaml:"all"`
	Says text.Text   `yaml:"says"` // the refusal, where a condition has no words of its own
}

// Conditions are those of the shared gates that are used, then the gate's own, compiled for its kind.
func (g Gates) Conditions() []Condition {
	if g.every != nil {
		return g.every
	}
	return g.All
}

// usesGate tells whether a kind takes a shared gate over.
func (b *Bundle) usesGate(name string) bool {
	for _, k := range b.Kinds {
		for _, g := range k.Gates {
			if slices.Contains(g.Use, name) {
				return true
			}
		}
	}
	return false
}

// shareGates gives a kind's gates their own copy of the shared conditions, since rules are compiled for the kind.
func (c *compiler) shareGates(doc *document, k *Kind) {
	for _, command := range slices.Sorted(maps.Keys(k.Gates)) {
		g := k.Gates[command]
		g.every = nil
		for i, name := range g.Use {
			shared := c.bundle.Gates[name]
			if shared == nil {
				zh, en := text.Suggest(name, slices.Collect(maps.Keys(c.bundle.Gates)))
				c.fault(doc.at(index("gates."+command+".use", i)), "unknown_gate", "没有名为“%[1]s”的共用闸门；%[2]s", "there is no gate called %[1]q; %[3]s", name, zh, en)
				continue
			}
			for _, cond := range shared.All {
				if cond.Says.IsZero() {
					cond.Says = shared.Says
				}
				g.every = append(g.every, cond)
			}
		}
		g.every = append(g.every, g.All...)
		k.Gates[command] = g
	}
}

// gate checks a shared gate by itself; its conditions are checked with the kinds that use it.
func (c *checker) gate(g *Gate) {
	if len(g.All) == 0 {
		c.fault("all", "empty_gate", "闸门没有条件；请写出条件或删去", "the gate has no condition; write one or delete it")
	}
	if c.bundle.Abstract || !strings.HasPrefix(c.doc.Header.At.File, c.bundle.Zone+"/") {
		return // it is there for others
	}
	for _, k := range c.bundle.Kinds {
		for _, used := range k.Gates {
			if slices.Contains(used.Use, c.doc.Name) {
				return
			}
		}
	}
	c.fault(typeGate, "unused_gate", "没有一类事项用到闸门“%[1]s”；请在 gates 里写 use: [%[1]s]，或删去", "no kind uses the gate %[1]q; write use: [%[1]s] under gates, or delete it", c.doc.Name)
}
