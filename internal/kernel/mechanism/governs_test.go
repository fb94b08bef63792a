package mechanism

import (
	"strings"
	"testing"
	"time"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/letter"
)

// Work of a kind that a version leaves out goes on by the last one that had it, and so are its letters called.
func TestLettersOfAKindThatIsNoMoreKeepTheirName(t *testing.T) {
	t.Parallel()
	called := func(title string) map[string]*letter.Template {
		return map[string]*letter.Template{"supervision-letter": {Title: text.Text{Zh: title}}}
	}
	day := func(d int) time.Time { return time.Date(2023, 1, d, 0, 0, 0, 0, time.UTC) }
	old := &Bundle{Kinds: map[string]*Kind{"safety": {}, "task": {}}, Letters: called("督办函")}
	now := &Bundle{Kinds: map[string]*Kind{"task": {}}, Letters: called("督办通知")}
	tl := Timeline{{From: day(1), Bundle: old}, {From: day(10), Bundle: now}, {From: day(20), Bundle: &Bundle{}}}
	for _, tt := range []struct {
		kind string
		day  int
		want string
	}{{"safety", 5, "督办函"}, {"safety", 12, "督办函"}, {"task", 5, "督办函"}, {"task", 12, "督办通知"}, {"none", 12, "督办通知"}, {"none", 25, "督办通知"}, {"task", 25, "督办通知"}} {
		if got := tl.LetterTitle(tt.kind, "supervision-letter", day(tt.day)).Zh; got != tt.want {
			t.Errorf("%s on day %d: %s", tt.kind, tt.day, got)
		}
	}
	if b, k := tl.Governs("none", day(12)); b != now || k != nil {
		t.Error("a kind that nobody had governs")
	}
	if b, _ := tl.Governs("task", day(1).Add(-1)); b != nil {
		t.Error("something governs before the first version")
	}
}

func TestDiffSaysThatAnotherPatternGoesOnCounting(t *testing.T) {
	t.Parallel()
	of := func(pattern string) *Bundle {
		b, err := Load(demo(map[string]string{"demo/call.yaml": "letter: call\ntitle: 约谈通知\nnumber: \"" + pattern + "\"\nsubject: 约谈\nbody: 请到会。\n"}), "demo")
		if err != nil {
			t.Fatal(err)
		}
		return b
	}
	changes := Diff(of("蓝约〔{year}〕{seq}号"), of("高约〔{year}〕{seq}号"))
	if len(changes) != 1 || !strings.Contains(changes[0].Text.Zh, "接着本年已用的号往下编，不从 1 号另起") || !strings.Contains(changes[0].Text.En, "does not begin at 1 again") {
		t.Errorf("%+v", changes)
	}
}
