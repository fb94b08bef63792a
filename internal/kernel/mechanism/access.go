package mechanism

import (
	"maps"
	"slices"

	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/rule"
)

// What the engine asks of a kind is prepared when the bundle is loaded; nothing here computes.

// FieldNames lists the kind's own fields in the order of the shape "fields", which is alphabetical.
func (k *Kind) FieldNames() []string {
	if k.fieldNames == nil && len(k.Fields) > 0 { // not loaded from a file
		return slices.Sorted(maps.Keys(k.Fields))
	}
	return k.fieldNames
}

// ListNames lists the bundle's lists in the order of the shape "lists", which is alphabetical.
func (b *Bundle) ListNames() []string { return slices.Sorted(maps.Keys(b.Lists)) }

// Schema is what the kind's rules read; its variables are numbered by the Slot constants.
func (k *Kind) Schema() *rule.Schema { return k.schema }

// Rhythm gives the cadence of a matter whose deciding field (Cadence.By) has the value; false where
// such a matter need not be looked at.
func (k *Kind) Rhythm(value string) (cadence.Definition, bool) {
	if def, ok := k.Cadence.Rhythm[value]; ok {
		return def, true
	}
	def, ok := k.Cadence.Rhythm[Any]
	return def, ok
}

// LightRules gives the compiled rules of red, amber and green; nil where the kind has none of that colour.
func (k *Kind) LightRules() [3]*rule.Program {
	return [3]*rule.Program{k.Light.Red.Rule, k.Light.Amber.Rule, k.Light.Green.Rule}
}

// Thresholds gives the values at which time alone may change the light or the condition of a rung; false
// where they do not tell everything and the light has to be looked at again each day.
func (k *Kind) Thresholds() ([]rule.Threshold, bool) { return k.thresholds, k.tracked }

// UsesTree tells whether some rule of the kind depends on the matter's children.
func (k *Kind) UsesTree() bool { return k.usesTree }
