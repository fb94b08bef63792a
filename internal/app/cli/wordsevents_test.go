package cli

import (
	"os"
	"regexp"
	"strings"
	"testing"

	"qinlian/internal/kernel/matter"
)

func TestEveryTypeOfEventHasItsWords(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../kernel/matter/event.go")
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, m := range regexp.MustCompile(`"([a-z]+(?:-[a-z]+)*)"`).FindAllStringSubmatch(string(raw), -1) {
		if _, err := matter.DecodeContent(m[1], []byte("{}")); err != nil {
			continue
		}
		n++
		if w := eventWords[m[1]]; w.Zh == "" || w.En == "" {
			t.Errorf("the event %s lacks a language: %+v", m[1], w)
		}
	}
	if n < len(eventWords) {
		t.Errorf("%d types were found for %d words", n, len(eventWords))
	}
	for kind, w := range eventWords {
		if _, err := matter.DecodeContent(kind, []byte("{}")); err != nil || strings.ContainsAny(w.Zh, "abcdefghijklmnopqrstuvwxyz") {
			t.Errorf("%s: %+v, %v", kind, w, err)
		}
	}
}

func TestTheGuideToScenariosNamesEveryTypeOfEvent(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../../docs/scenarios.md")
	if err != nil {
		t.Fatal(err)
	}
	_, listed, found := strings.Cut(string(raw), "The `type` of an event is one of")
	if !found {
		t.Fatal("docs/scenarios.md does not list the types of events")
	}
	listed, _, _ = strings.Cut(listed, "\n\n")
	named := map[string]bool{}
	for _, m := range regexp.MustCompile("`([a-z]+(?:-[a-z]+)*)`").FindAllStringSubmatch(listed, -1) {
		named[m[1]] = true
		if _, ok := eventWords[m[1]]; !ok {
			t.Errorf("docs/scenarios.md lists %s, which no event is", m[1])
		}
	}
	for kind := range eventWords {
		if !named[kind] {
			t.Errorf("docs/scenarios.md does not list the event %s", kind)
		}
	}
}
