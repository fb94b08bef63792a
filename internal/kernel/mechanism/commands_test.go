package mechanism_test

import (
	"slices"
	"testing"

	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

func TestGatesGuardExactlyTheCommandsOfAMatter(t *testing.T) {
	t.Parallel()
	commands := slices.Sorted(slices.Values(matter.Commands()))
	if !slices.Equal(commands, mechanism.Commands()) {
		t.Errorf("a matter knows %v,\ngates %v", commands, mechanism.Commands())
	}
	for _, name := range commands {
		zh, _ := matter.CommandWords(name)
		if title := mechanism.CommandTitles[name]; title.Zh != zh {
			t.Errorf("%s is called %q and %q", name, zh, title.Zh)
		}
	}
}
