package terminal

import (
	"bytes"
	"strings"
	"testing"

	"qinlian/internal/base/text"
)

func TestColumnsWithChineseCharactersAreStraight(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := New(&out, text.Zh)
	s.Table([]Column{{Title: "单位"}, {Title: "件数", Right: true}}, [][]Cell{
		Row("招商局", "3"), Row("住房和城乡建设局", "12"), Row("audit", "107"),
	})
	lines := strings.Split(strings.TrimRight(out.String(), "\n"), "\n")
	if len(lines) != 5 {
		t.Fatalf("want a header, a rule and three rows, got %d lines:\n%s", len(lines), out.String())
	}
	for _, line := range lines[1:] {
		if Width(line) != Width(lines[0]) {
			t.Errorf("line %q is %d columns wide, the header %d", line, Width(line), Width(lines[0]))
		}
	}
}

func TestACellCannotMoveTheCursor(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := New(&out, text.Zh)
	evil := "甲\x1b[2J乙\x07\u202e丙\n丁"
	s.Table([]Column{{Title: "事项"}}, [][]Cell{Row(evil)})
	s.Linef("%s", evil)
	s.Text(evil)
	if strings.ContainsAny(out.String(), "\x1b\x07\u202e") {
		t.Errorf("control characters reached the terminal: %q", out.String())
	}
	if !strings.Contains(out.String(), "甲[2J乙丙 丁") {
		t.Errorf("the words themselves are lost: %q", out.String())
	}
}

func TestLightsDifferInShapeAndWordNotInColourAlone(t *testing.T) {
	t.Parallel()
	for light, want := range map[string][2]string{"red": {"● 红", "● red"}, "amber": {"▲ 黄", "▲ amber"}, "green": {"■ 绿", "■ green"}} {
		for i, lang := range []text.Lang{text.Zh, text.En} {
			var out bytes.Buffer
			New(&out, lang).LightLinef(light, "x")
			if got := strings.TrimSpace(out.String()); got != want[i]+"  x" {
				t.Errorf("%s in %s is drawn %q, want %q", light, lang, got, want[i]+"  x")
			}
		}
	}
}

func TestFitCutsToTheWidthOfTheScreen(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{{"招商引资", 8, "招商引资"}, {"招商引资", 7, "招商引…"}, {"招商引资", 6, "招商…"}, {"abc", 0, "abc"}} {
		if got := Fit(c.in, c.width); got != c.want {
			t.Errorf("Fit(%q, %d) = %q, want %q", c.in, c.width, got, c.want)
		}
	}
}

func TestThereIsNoBarWhereNobodyLooks(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	b := Progress(&out, "校验", 10)
	b.Set(3)
	b.Total(20)
	b.Done()
	if out.Len() != 0 {
		t.Errorf("a bar was drawn into a pipe: %q", out.String())
	}
}
