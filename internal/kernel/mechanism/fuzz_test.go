package mechanism

import (
	"fmt"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
)

// FuzzLoad holds that no bytes make Load or Check panic and that every fault has its place.
func FuzzLoad(f *testing.F) {
	for _, name := range []string{"load.txtar", "check.txtar", "examine.txtar"} {
		a, err := txtar.ParseFile("testdata/" + name)
		if err != nil {
			f.Fatal(err)
		}
		for _, file := range a.Files {
			f.Add(file.Data)
		}
	}
	f.Add([]byte(gradedTask))
	f.Add([]byte("kind: x\n\xff"))
	f.Add([]byte("\xfe\xff\x00k"))
	f.Add([]byte("? {a: b}\n: c"))
	f.Add([]byte("kind: x\ntitle: &a [*a]"))
	f.Add([]byte("kind: x\ncadence: {}\nladder: [{}]\nlimit: {}\ngates: {}\n"))
	f.Add([]byte("kind: k\nladder:\n  -\n  -"))
	f.Add([]byte(strings.Repeat("a: {", 40)))
	cal := calendar.Builtin()
	f.Fuzz(func(t *testing.T, data []byte) {
		_, faults, err := Examine(demo(map[string]string{"demo/fuzzed.yaml": string(data)}), "demo", cal, clock.MustDate("2023-06-01"))
		if err != nil {
			t.Fatalf("not a list of faults: %v", err)
		}
		for _, e := range faults {
			if !strings.HasSuffix(strings.SplitN(e.Where, ":", 2)[0], ".yaml") && e.Code != "mechanism.no_org" {
				t.Errorf("no place: %q %v", e.Where, e)
			}
			if e.Text.Zh == "" || e.Text.En == "" || strings.Contains(e.Text.Zh, "%!") || strings.Contains(e.Text.En, "%!") {
				t.Errorf("bad words: %q / %q", e.Text.Zh, e.Text.En)
			}
		}
	})
}

// many makes a bundle of n kinds, each with gates, lights, a cadence and a ladder.
func many(n int) map[string]string {
	files := map[string]string{}
	for i := range n {
		files[fmt.Sprintf("demo/kind-%d.yaml", i)] = strings.Replace(gradedTask, "kind: graded-task", fmt.Sprintf("kind: graded-task-%d", i), 1)
	}
	return files
}

func BenchmarkLoad(b *testing.B) {
	fsys := demo(many(200))
	for b.Loop() {
		if _, err := Load(fsys, "demo"); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	bundle, err := Load(demo(many(200)), "demo")
	if err != nil {
		b.Fatal(err)
	}
	cal := calendar.Builtin()
	for b.Loop() {
		if faults := Check(bundle, cal, clock.MustDate("2023-06-01")); len(faults) != 1 { // there is no org
			b.Fatal(faults)
		}
	}
}
