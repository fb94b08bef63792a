package mechanism

import (
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"github.com/rogpeppe/go-internal/txtar"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
)

var update = flag.Bool("update", false, "write golden files anew")

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	have, expect := strings.Split(got, "\n"), strings.Split(string(want), "\n")
	for i := range max(len(have), len(expect)) {
		if i >= len(have) || i >= len(expect) || have[i] != expect[i] {
			t.Errorf("%s differs from line %d on (run with -update and look at the change); now:\n%s",
				path, i+1, strings.Join(have[min(i, len(have)):min(i+6, len(have))], "\n"))
			return
		}
	}
}

// archive reads a bundle kept as one text file.
func archive(t testing.TB, name string) fs.FS {
	t.Helper()
	a, err := txtar.ParseFile(filepath.Join("testdata", name))
	if err != nil {
		t.Fatal(err)
	}
	fsys := fstest.MapFS{}
	for _, f := range a.Files {
		fsys[f.Name] = &fstest.MapFile{Data: f.Data}
	}
	return fsys
}

// listing writes each fault with its code, and both messages where the words are this package's.
func listing(t *testing.T, faults errs.List) string {
	var out strings.Builder
	for _, e := range faults {
		if !strings.Contains(e.Where, ":") {
			t.Errorf("a fault without line and column: %v", e)
		}
		fmt.Fprintf(&out, "%s %s\n", e.Where, e.Code)
		if strings.HasPrefix(e.Code, "mechanism.") {
			fmt.Fprintf(&out, "    %s\n    %s\n", e.Text.In(text.Zh), e.Text.In(text.En))
		}
	}
	return out.String()
}

// A file that is no text is told in one line, however many of its bytes are none.
func TestAFileOfAnotherEncodingIsOneFault(t *testing.T) {
	t.Parallel()
	for name, content := range map[string]string{
		"UTF-16":         "\xff\xfek\x00i\x00n\x00d\x00:\x00 \x00t\x00a\x00s\x00k\x00\n\x00t\x00i\x00t\x00l\x00e\x00:\x00 \x00t\x00\n\x00",
		"NULs in UTF-8":  "kind: task\ntitle: 任\x00务\x00\nnumber: \x00\n",
		"another script": "kind: task\ntitle: \xc8\xce\xce\xf1\n",
	} {
		folder := fstest.MapFS{"demo/zone.yaml": {Data: []byte("zone: demo\ntitle: 示范\n")}, "demo/task.yaml": {Data: []byte(content)}}
		_, faults, err := Examine(folder, "demo", calendar.Builtin(), 20000)
		if err != nil || len(faults) != 1 || !strings.HasPrefix(faults[0].Where, "demo/task.yaml:") {
			t.Errorf("%s: %v %v", name, err, faults)
		}
	}
}

func TestLoadReportsEveryFaultWithItsPlace(t *testing.T) {
	t.Parallel()
	_, err := Load(archive(t, "load.txtar"), "demo")
	var faults errs.List
	if !errors.As(err, &faults) {
		t.Fatalf("Load: %v", err)
	}
	golden(t, "load.golden", listing(t, faults))
}

func TestCheckReportsEveryFaultWithItsPlace(t *testing.T) {
	t.Parallel()
	b, err := Load(archive(t, "check.txtar"), "demo")
	if err != nil {
		t.Fatal(err)
	}
	golden(t, "check.golden", listing(t, Check(b, calendar.Builtin(), clock.MustDate("2023-06-01"))))
}

func TestOneRunTellsEveryFaultOfRulesOfFormAndOfSense(t *testing.T) {
	t.Parallel()
	b, faults, err := Examine(archive(t, "examine.txtar"), "demo", calendar.Builtin(), clock.MustDate("2023-06-01"))
	if err != nil || b != nil {
		t.Fatalf("a faulty bundle: %v %v", b, err)
	}
	golden(t, "examine.golden", listing(t, faults))
	b, faults, err = Examine(archive(t, "check.txtar"), "demo", calendar.Builtin(), clock.MustDate("2023-06-01"))
	if err != nil || b == nil || len(faults) == 0 {
		t.Errorf("a bundle that loads and cannot work: %v, %d faults, %v", b, len(faults), err)
	}
	if _, _, err := Examine(archive(t, "check.txtar"), "nowhere", calendar.Builtin(), clock.MustDate("2023-06-01")); !errs.Is(err, "mechanism.no_folder") {
		t.Errorf("a folder that is not there: %v", err)
	}
}

func TestAHostileFileIsOneLine(t *testing.T) {
	t.Parallel()
	laugh := "kind: k\ntitle: t\na: &a [lol, lol, lol]\n"
	for c := 'b'; c < 'j'; c++ {
		laugh += fmt.Sprintf("%c: &%c [*%c, *%c, *%c]\n", c, c, c-1, c-1, c-1)
	}
	for name, tt := range map[string]struct{ file, text, code string }{
		"a billion laughs":              {"laugh.yaml", laugh, "mechanism.alias"},
		"ten megabytes":                 {"zone.yaml", "zone: demo\ntitle: " + strings.Repeat("x", 10<<20), "mechanism.too_large"},
		"three hundred thousand levels": {"zone.yaml", "zone: demo\nnote: " + strings.Repeat("[", 300_000), "mechanism.too_deep"},
		"forty levels":                  {"kind.yaml", "kind: k\nnote: " + strings.Repeat("[", 40) + strings.Repeat("]", 40), "mechanism.too_deep"},
		"tags":                          {"kind.yaml", "kind: k\ntitle: !!binary aGk=\nnote: !!binary aGk=\n", "mechanism.tag"},
		"another encoding":              {"zone.yaml", "zone: demo\ntitle: \xca\xbe\xb7\xb6\n", "mechanism.not_utf8"},
	} {
		fsys := fstest.MapFS{"demo/zone.yaml": {Data: []byte("zone: demo\ntitle: 示范\n")}}
		fsys["demo/"+tt.file] = &fstest.MapFile{Data: []byte(tt.text)}
		_, err := Load(fsys, "demo")
		var faults errs.List
		if !errors.As(err, &faults) || len(faults) != 1 || faults[0].Code != tt.code || strings.Count(err.Error(), "\n") > 0 {
			t.Errorf("%s: want one %s:\n%v", name, tt.code, err)
		}
	}
	fsys := fstest.MapFS{"demo/zone.yaml": {Data: []byte("zone: demo\ntitle: 示范\n" + strings.Repeat("title: x\n", 5000))}}
	_, err := Load(fsys, "demo")
	var faults errs.List
	if !errors.As(err, &faults) || len(faults) != maxFaults+1 || faults[maxFaults].Code != "mechanism.more_faults" {
		t.Errorf("five thousand faults are told as %d", len(faults))
	}
}

// What docs/mechanisms.md promises that check finds must stand in the goldens, which
// hold each fault with its place and words.
func TestWhatIsPromisedToBeFoundIsFound(t *testing.T) {
	t.Parallel()
	found := ""
	for _, name := range []string{"load.golden", "check.golden"} {
		golden, err := os.ReadFile(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		found += string(golden)
	}
	for promise, code := range map[string]string{
		"an unknown key": "mechanism.unknown_key", "a key given twice": "mechanism.duplicate_key", "a wrong type": "mechanism.wrong_type",
		"an unknown field in a rule": "rule.unknown_field", "a type error in a rule": "rule.type", "a rule that may run too long": "rule.cost",
		"a light that reads who acts": "mechanism.nobody_acts", "an unknown ladder": "mechanism.unknown_ladder", "an anchor that cannot be read": "mechanism.unknown_anchor",
		"a limit that cannot be read": "calendar.limit", "a role that cannot be read": "org.role_unknown", "two documents of one name": "mechanism.twice",
		"a rung that can never fire": "mechanism.never_fires", "two rungs at the same instant": "mechanism.same_instant", "a rung with several actions": "mechanism.one_action",
		"a rung without to": "mechanism.no_recipient", "a light with a hole": "mechanism.light_hole", "a colour that never shows": "mechanism.never_shows",
		"a colour that is never reached": "mechanism.unreachable_light", "a post nobody holds": "org.unheld", "a post that does not exist": "org.post_unknown",
		"a unit that does not exist": "org.unit_unknown", "a body that does not exist": "mechanism.unknown_body", "a promised limit longer than the statutory": "mechanism.promised_longer",
		"an extension in another unit": "mechanism.mixed_units", "a gate on an unknown command": "mechanism.unknown_command", "a condition that never holds": "mechanism.never_holds",
		"a condition that always holds": "mechanism.always_holds", "an unknown letter": "mechanism.unknown_letter", "an unknown kind": "mechanism.unknown_kind",
		"an unknown placeholder": "letter.unknown_placeholder", "a number without seq": "mechanism.no_number", "two that number alike": "mechanism.same_number",
		"a list with nothing in force": "mechanism.empty_list", "a list without a version": "register.list", "a register whose key is no field": "register.definition",
		"a first item that is not first": "mechanism.not_first", "no required block": "mechanism.no_required_block", "replies that nobody is asked for": "mechanism.never_answered", "a list of roles where one is asked for": "mechanism.one_role", "a matter that nobody could close": "mechanism.four_eyes", "an unknown gate": "mechanism.unknown_gate", "a gate that no kind uses": "mechanism.unused_gate", "an unknown row": "mechanism.unknown_row",
		"a clause that nobody could satisfy": "mechanism.nobody", "a cap below every amount": "mechanism.cap_below", "an unknown exclusion set": "mechanism.unknown_exclusion",
		"an unknown budget line": "mechanism.unknown_line", "a guide page that lacks a part": "mechanism.guide_hole", "more articles than the source counts": "mechanism.bad_article",
		"a centre that takes over at another time than nobody signed": "mechanism.other_limit",
		"an empty period": "mechanism.empty_span", "a missing title": "mechanism.no_title",
	} {
		if !strings.Contains(found, " "+code+"\n") {
			t.Errorf("%s: no golden holds %s", promise, code)
		}
	}
}
