package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
)

// A clerk repairs by one list: what a rule gets wrong hides neither what cannot work nor what a scenario gets wrong.
func TestCheckTellsEveryFaultOfEveryFileAtOnce(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	for name, content := range map[string]string{
		"zone.yaml":   "zone: shi\ntitle: 示范区\nextends: base\n",
		"org.yaml":    "org: shi\nname: 示范区\nunits: [{ code: gwh, name: 管委会 }]\nposts: [{ name: 主任, unit: gwh, head: true, primary: p-1 }]\npeople: [{ code: p-1 }]\n",
		"a.yaml":      "kind: a\ntitle: 甲\nnumber: \"甲〔{year}〕{seq}号\"\ngates: { assign: [matter.ownr != \"\"] }\nladder: [{ at: missed, talk: true, to: owner }]\n",
		"b.yaml":      "kind: b\ntitle: 乙\nnumber: \"乙〔{year}〕号\"\nlight: { red: matter.overdue, green: matter.dne }\n",
		"a.test.yaml": "scenarios:\n  - { name: 甲, when: [{ at: 2023-06-05 09:00, swep: true }], then: { stage: closed } }\n",
	} {
		if err := os.MkdirAll(filepath.Join(folder, "shi"), 0o750); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(folder, "shi", name), []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	code := Main(t.Context(), Process{
		Args: []string{"check", folder, "--test"}, In: strings.NewReader(""), Out: &out, Err: &out, Env: func(string) string { return "" },
		Now: clock.At(calendar.Builtin().At(clock.MustDate("2023-06-12"), 8*60+30)),
	})
	if code != exitRefused {
		t.Errorf("exit %d", code)
	}
	rest := out.String()
	for _, want := range []string{
		"shi/a.yaml:4:", "(rule.unknown_field)", "shi/a.yaml:5:", "(mechanism.never_fires)", "shi/b.yaml:3:", "(letter.number)",
		"shi/b.yaml:4:", "(rule.unknown_field)", "shi/a.test.yaml:2:", "(mechanism.unknown_key)",
	} {
		_, after, found := strings.Cut(rest, want)
		if !found {
			t.Fatalf("%s is not told, or out of order:\n%s", want, out.String())
		}
		rest = after
	}
}
