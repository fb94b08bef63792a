package authority_test

import (
	"slices"
	"testing"

	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/matter"
)

func TestEveryCommandOfAMatterNeedsACapability(t *testing.T) {
	for _, name := range matter.Commands() {
		if _, ok := authority.OfCommand[name]; !ok {
			t.Errorf("command %q has no capability: add it to OfCommand", name)
		}
	}
	for name, c := range authority.OfCommand {
		if !slices.Contains(matter.Commands(), name) {
			t.Errorf("OfCommand has %q, which is no command", name)
		}
		if _, ok := authority.Table[c]; !ok {
			t.Errorf("command %q needs %q, which has no row in the table", name, c)
		}
	}
}
