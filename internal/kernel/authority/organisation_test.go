package authority_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"go.yaml.in/yaml/v3"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/org"
)

func TestDocumentationSaysOfTheOrganisationWhatTheTableSays(t *testing.T) {
	said, err := os.ReadFile(filepath.Join("..", "..", "..", "docs", "authority.md"))
	if err != nil {
		t.Fatal(err)
	}
	changes := map[authority.Capability]string{
		authority.Calendar: "calendar load", authority.Propose: "propose; apply on the command line", authority.Apply: "approve or refuse what was proposed",
	}
	for _, word := range org.Words() {
		c, ok := authority.OfOrg[word]
		if !ok {
			t.Errorf("%s needs no capability", word)
		}
		changes[c] = strings.TrimPrefix(changes[c]+", "+word, ", ")
	}
	if len(authority.OfOrg) != len(org.Words()) {
		t.Error("OfOrg has a change that there is not")
	}
	for c, words := range changes {
		if line := fmt.Sprintf("| `%s` | %s | %s |", c, words, strings.ReplaceAll(authority.Table[c].String(), "|", ", ")); !strings.Contains(string(said), line) {
			t.Errorf("docs/authority.md lacks %s", line)
		}
	}
}

// A town of two offices and a section: who may make which change of it.
func TestAHeadChangesTheHoldersOfTheirOwnUnitsAndNoMore(t *testing.T) {
	var chart org.Chart
	if err := yaml.Unmarshal([]byte(`
org: town
name: 镇
units: [{ code: top, name: 镇委 }, { code: a, name: 甲局, parent: top }, { code: a1, name: 甲一科, parent: a }, { code: b, name: 乙局, parent: top }]
posts:
  - { name: 书记, unit: top, head: true, holder: p1 }
  - { name: 甲局长, unit: a, head: true, holder: p2 }
  - { name: 督查员, unit: a, holder: p3 }
  - { name: 甲一科长, unit: a1, head: true, holder: p4 }
  - { name: 甲一干部, unit: a1, holder: p5 }
  - { name: 乙局长, unit: b, head: true, holder: p6 }
  - { name: 甲一帮办, unit: a1, holder: p7 }
  - { name: 乙帮办, unit: b, holder: p7 }
people: [{ code: p1 }, { code: p2 }, { code: p3 }, { code: p4 }, { code: p5 }, { code: p6 }, { code: p7 }]
`), &chart); err != nil {
		t.Fatal(err)
	}
	state := org.NewState(&chart)
	view := state.At(clock.MustDate("2023-01-03"))
	rules := &authority.Rules{Office: []string{"督查员"}, Leader: []string{"书记"}}
	for _, x := range []struct {
		change org.Concern
		who    string // posts
	}{
		{org.ConcernOf(org.MergeUnits{From: []string{"b"}}), "书记 督查员"},
		{org.ConcernOf(org.RenameUnit{Code: "a"}), "书记 督查员"},
		{org.ConcernOf(org.ClosePost{Name: "甲一干部"}), "书记 督查员"},
		{org.ConcernOf(org.OpenPost{Unit: "a1"}), "书记 督查员"},
		{org.ConcernOf(org.FormBody{}), "书记 督查员"},
		{org.ConcernOf(org.Appoint{Post: "甲一干部"}), "书记 甲局长 督查员 甲一科长"},
		{org.ConcernOf(org.Relieve{Post: "甲一科长"}), "书记 甲局长 督查员 甲一科长"},
		{org.ConcernOf(org.HandOver{Post: "甲局长"}), "书记 甲局长 督查员"},
		{org.ConcernOf(org.Appoint{Post: "督查员"}), "书记 督查员"},
		{org.ConcernOf(org.Appoint{Post: "乙局长"}), "书记 督查员 乙局长"},
		{org.ConcernOf(org.Appoint{Post: "没有的岗"}), "书记 督查员"},
		{org.ConcernOf(org.RecordAbsence{Post: "甲一干部"}), "书记 甲局长 督查员 甲一科长 甲一干部"},
		{org.ConcernOf(org.RecordAbsence{Post: "甲一帮办"}), "书记 督查员 甲一帮办"}, // from the post in 乙局 as well
		{org.ConcernOf(org.RecordAbsence{Post: "甲一帮办", Person: "p7"}), "书记 甲局长 督查员 甲一科长 甲一帮办"},
		{org.ConcernOf(org.EndAbsence{Post: "督查员"}), "书记 甲局长 督查员"},
		{org.ConcernOf(org.RecordAbsence{Person: "p5"}), "书记 甲局长 督查员 甲一科长 甲一干部"},
		{org.ConcernOf(org.RecordAbsence{Person: "nobody"}), "书记 督查员"},
		{org.Concern{Word: "abolish"}, ""},
	} {
		var may []string
		for _, post := range view.Posts() {
			s := authority.SubjectOf(state, view, "", []string{post}, rules)
			if s.MayChange(view, rules, x.change) {
				may = append(may, post)
			}
		}
		if got := strings.Join(may, " "); got != x.who {
			t.Errorf("%+v: %s, want %s", x.change, got, x.who)
		}
	}
	s := authority.SubjectOf(state, view, "p5", nil, rules)
	s.Only = []authority.Capability{authority.See}
	if s.MayChange(view, rules, org.ConcernOf(org.RecordAbsence{Person: "p5"})) {
		t.Error("a token that may only see enters an absence")
	}
	if got := rules.Standing(authority.Apply); !slices.Equal(got, []string{"书记"}) {
		t.Errorf("%v approve", got)
	}
}
