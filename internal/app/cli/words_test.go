package cli

import (
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/dossier"
)

var (
	usedKey    = regexp.MustCompile(`(?:\.T|Progress|\.part)\("([a-z0-9_]+)"`)
	usedInTag  = regexp.MustCompile(`help:"([a-z0-9_]+)"`)
	formatVerb = regexp.MustCompile(`%(?:\.\d)?(?:\[\d\])?[a-z%]`)
)

func sources(t *testing.T) map[string]string {
	t.Helper()
	files, err := filepath.Glob("*.go")
	if err != nil {
		t.Fatal(err)
	}
	out := map[string]string{}
	for _, f := range files {
		if strings.HasSuffix(f, "_test.go") {
			continue
		}
		raw, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		out[f] = string(raw)
	}
	return out
}

func TestEveryKeyOfTheCatalogueHasBothLanguages(t *testing.T) {
	t.Parallel()
	for _, key := range slices.Sorted(maps.Keys(words)) {
		w := words[key]
		if w.Zh == "" || w.En == "" {
			t.Errorf("%s lacks a language: %+v", key, w)
		}
		zh, en := verbs(w.Zh), verbs(w.En)
		if !slices.Equal(zh, en) {
			t.Errorf("%s: the languages take other arguments: %v and %v", key, zh, en)
		}
	}
}

// verbs are the formatting verbs of a text, sorted: order may differ between languages.
func verbs(s string) []string {
	found := formatVerb.FindAllString(s, -1)
	slices.Sort(found)
	return found
}

func TestEveryKeyThatIsUsedIsInTheCatalogueAndNoOtherIs(t *testing.T) {
	t.Parallel()
	used := map[string]bool{}
	all := ""
	for _, source := range sources(t) {
		all += source
		for _, re := range []*regexp.Regexp{usedKey, usedInTag} {
			for _, m := range re.FindAllStringSubmatch(source, -1) {
				used[m[1]] = true
			}
		}
	}
	delete(used, "version")
	for key := range used {
		if _, ok := words[key]; !ok && !strings.HasSuffix(key, "_") {
			t.Errorf("key %q is used and not in the catalogue", key)
		}
	}
	composed := []string{"topic_", "group_", "every_", "duty_", "level_", "day_", "clock_", "plan_", "imported", "import_", "doing_", "admin_"}
	for key := range words {
		if !used[key] && !slices.ContainsFunc(composed, func(p string) bool { return strings.HasPrefix(key, p) }) && !strings.Contains(all, `"`+key+`"`) {
			t.Errorf("key %q is in the catalogue and never used", key)
		}
	}
}

func TestEveryRhythmAndDutyHasItsWords(t *testing.T) {
	t.Parallel()
	for _, every := range cadence.Rhythms() {
		if _, ok := words["every_"+strings.ReplaceAll(string(every), "-", "_")]; !ok {
			t.Errorf("the rhythm %s has no words", every)
		}
	}
	for what, w := range dossier.DutyWords {
		if w.Zh == "" || w.En == "" {
			t.Errorf("the duty %s lacks a language: %+v", what, w)
		}
	}
}

func TestTheDocumentationListsEveryExitCodeAndCommand(t *testing.T) {
	t.Parallel()
	raw, err := os.ReadFile("../../../docs/cli.md")
	if err != nil {
		t.Fatal(err)
	}
	doc := string(raw)
	codes := []int{exitOK, exitInterrupted}
	for _, code := range exitCodes {
		codes = append(codes, code)
	}
	for place, listed := range map[string][][]string{
		"docs/cli.md":         regexp.MustCompile("(?m)^\\| `(\\d+)` \\|").FindAllStringSubmatch(doc, -1),
		"help exit-codes":     regexp.MustCompile(`(?m)^ +(\d+)  `).FindAllStringSubmatch(words["topic_exit_codes"].Zh, -1),
		"help exit-codes, en": regexp.MustCompile(`(?m)^ +(\d+)  `).FindAllStringSubmatch(words["topic_exit_codes"].En, -1),
	} {
		var explained []int
		for _, found := range listed {
			code, err := strconv.Atoi(found[1])
			if err != nil {
				t.Fatal(err)
			}
			explained = append(explained, code)
		}
		slices.Sort(explained)
		if slices.Sort(codes); !slices.Equal(codes, explained) {
			t.Errorf("%s explains %v; the program ends with %v", place, explained, codes)
		}
	}
	for key := range helpWords {
		name, ok := strings.CutPrefix(key, "h_")
		if ok && name != "qinlian" && !strings.Contains(name, "_") && !strings.Contains(doc, "`"+name) {
			t.Errorf("docs/cli.md does not name the command %s", name)
		}
	}
}

func TestEnglishSaysOneOfAThingInTheSingular(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		key  string
		args []any
		want string
	}{
		{"show_events", []any{1}, "What happened (1 event)"},
		{"show_events", []any{11}, "What happened (11 events)"},
		{"unswept", []any{1}, "1 entry fell due and will be written by the next sweep; counted in above"},
		{"show_tree", []any{1, 1, "100%"}, "Tree: 1 leaf, 1 done, progress 100%"},
	} {
		if got := say(text.En, tt.key, tt.args...); got != tt.want {
			t.Errorf("%q, want %q", got, tt.want)
		}
	}
}

// Chinese is punctuated in full width, English in half.
func TestEachLanguageHasItsOwnPunctuation(t *testing.T) {
	t.Parallel()
	half, full := regexp.MustCompile(`[一-龥）”][,;:?!][一-龥“（]`), regexp.MustCompile(`[a-z][，；：。？！（）、]|[，；：。？！（）、][a-z]`)
	for _, key := range slices.Sorted(maps.Keys(words)) {
		if found := half.FindString(words[key].Zh); found != "" {
			t.Errorf("%s: %q in %s", key, found, words[key].Zh)
		}
		if found := full.FindString(words[key].En); found != "" {
			t.Errorf("%s: %q in %s", key, found, words[key].En)
		}
	}
	typed := regexp.MustCompile("(?s)```.*?```|`[^`\n]*`")
	for _, file := range []string{"docs/cli.md", "README.zh-CN.md"} {
		raw, err := os.ReadFile("../../../" + file)
		if err != nil {
			t.Fatal(err)
		}
		for _, found := range half.FindAllString(typed.ReplaceAllString(string(raw), "`"), -1) {
			t.Errorf("%s: %q", file, found)
		}
	}
}

// What the catalogue, and with it every --help, tells people to type names a command that there is.
func TestCommandsThatWordsNameExist(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, leaf := range leaves(t) {
		group, _, _ := strings.Cut(leaf, " ")
		known[leaf], known[group] = true, true
	}
	// a command stands behind the program's name, and its group's second word behind the first
	typed := regexp.MustCompile(`qinlian ([a-z][a-z-]*)(?: ([a-z-]+))?`)
	for _, key := range slices.Sorted(maps.Keys(words)) {
		for _, lang := range []text.Lang{text.Zh, text.En} {
			for _, found := range typed.FindAllStringSubmatch(words[key].In(lang), -1) {
				group, both := found[1], strings.TrimSpace(found[1]+" "+found[2])
				if !known[group] || found[2] != "" && !known[both] && hasLeaves(known, group) {
					t.Errorf("%s: there is no command %q", key, both)
				}
			}
		}
	}
}

// hasLeaves tells whether a command is a group, in which a second word must be one of its own.
func hasLeaves(known map[string]bool, group string) bool {
	for name := range known {
		if strings.HasPrefix(name, group+" ") {
			return true
		}
	}
	return false
}
