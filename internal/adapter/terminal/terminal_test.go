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
	want := `单位              件数
──────────────────────
招商局               3
住房和城乡建设局    12
audit              107
`
	if got := out.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}

func TestATableFitsTheScreenAndLosesNoFigure(t *testing.T) {
	t.Parallel()
	for _, width := range []int{40, 60, 80, 100} {
		var out bytes.Buffer
		s := New(&out, text.Zh)
		s.Narrow(width)
		s.Table([]Column{{Title: "编号"}, {Title: "事项", Max: 40}, {Title: "经过", Max: 60, Wrap: true}, {Title: "件数", Right: true}}, [][]Cell{
			Row("招调〔2023〕6号", "动力电池回收项目签约及配套土地手续办理", "触发“逾期5个工作日仍未办结”：约谈，责任人须在一个工作日内到场说明情况。", "107"),
		})
		for line := range strings.Lines(out.String()) {
			if w := Width(strings.TrimRight(line, "\n")); w > max(width, 45) {
				t.Errorf("at %d columns a line takes %d: %q", width, w, line)
			}
		}
		joined := strings.Join(strings.Fields(out.String()), "")
		for _, whole := range []string{"招调〔2023〕6号", "107", "情况。"} {
			if !strings.Contains(joined, whole) {
				t.Errorf("at %d columns %q is lost:\n%s", width, whole, out.String())
			}
		}
	}
}

func TestWrapBreaksBetweenChineseCharactersButNotBeforeOrBehindTheirMarks(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		in    string
		width int
		want  string
	}{
		{"已逾期，或漏调度", 7, "已逾|期，或|漏调度"},
		{"已逾期，或", 6, "已逾|期，或"},
		{"what is due next", 9, "what is|due next"},
		{"qinlianverylongword", 8, "qinlianv|erylongw|ord"},
		{"short", 0, "short"},
		{"字〔2023〕12号", 8, "字|〔2023〕|12号"}, // more than a line
		{"见督〔2023〕1号的要求", 14, "见|督〔2023〕1号|的要求"},
		{"请按督〔2023〕1号办理", 16, "请|按督〔2023〕1号|办理"},
		{"超期，督〔2023〕1号", 16, "超期，|督〔2023〕1号"},
		{"编发（第1季度）", 6, "编发|（第1|季度）"},
		{"对接粤港澳“融湾”行动", 11, "对接粤港澳|“融湾”行动"},
		{"2028-01-24（暂估）前复函", 14, "2028-01-24|（暂估）前复函"},
		{"replies to 督〔2023〕1号/L1 today", 20, "replies to|督〔2023〕1号/L1|today"},
	} {
		if got := strings.Join(Wrap(c.in, c.width), "|"); got != c.want {
			t.Errorf("Wrap(%q, %d) = %q, want %q", c.in, c.width, got, c.want)
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

func TestAFileGetsTablesOfEightyColumnsWithWholeDatesAndNumbers(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	New(&out, text.Zh).Table([]Column{{Title: "编号"}, {Title: "事项", Max: 40, Wrap: true}, {Title: "责任人", Max: 30, Wrap: true}, {Title: "时限", Max: 16, Wrap: true}}, [][]Cell{
		{Lines("督〔2023〕1号", "招调〔2023〕6号/L1"), C("动力电池回收项目签约及配套土地手续办理工作"), C("分管招商工作的副主任和科长"), C("已送达 2023-06-12 17:30")},
	})
	for line := range strings.Lines(out.String()) {
		if w := Width(strings.TrimRight(line, "\n")); w > 80 {
			t.Errorf("a line takes %d columns: %q", w, line)
		}
	}
	for _, whole := range []string{"督〔2023〕1号", "招调〔2023〕6号/L1", "2023-06-12", "17:30"} {
		if !strings.Contains(out.String(), whole) {
			t.Errorf("%q is broken:\n%s", whole, out.String())
		}
	}
}

func TestNoNumberIsBrokenInATable(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	New(&out, text.Zh).Table([]Column{{Title: "事项", Max: 14, Wrap: true}, {Title: "说明", Max: 40, Wrap: true}, {Title: "责任人", Max: 30, Wrap: true}, {Title: "办法", Max: 30, Wrap: true}}, [][]Cell{
		{C("深改委会〔2023〕112号"), C("按照督〔2023〕21号和赣改督〔2023〕3号的要求，在规定时间内完成整改并书面报告结果"), C("分管招商工作的副主任和有关科室科长"), C("由招调〔2023〕34号一并办理并按时限要求回复")},
	})
	for _, whole := range []string{"深改委会〔2023〕112号", "督〔2023〕21号", "赣改督〔2023〕3号", "招调〔2023〕34号"} {
		if !strings.Contains(out.String(), whole) {
			t.Errorf("%q is broken:\n%s", whole, out.String())
		}
	}
	for line := range strings.Lines(out.String()) {
		if w := Width(strings.TrimRight(line, "\n")); w > 80 {
			t.Errorf("a line takes %d columns: %q", w, line)
		}
	}
}

func TestANumberIsBrokenBeforeATableIsWiderThanTheScreen(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	columns, row := make([]Column, 5), make([]Cell, 5)
	for i := range columns {
		columns[i], row[i] = Column{Title: "编号", Max: 30, Wrap: true}, C("深改委会〔2023〕112号")
	}
	New(&out, text.Zh).Table(columns, [][]Cell{row})
	for line := range strings.Lines(out.String()) {
		if w := Width(strings.TrimRight(line, "\n")); w > 80 {
			t.Errorf("a line takes %d columns: %q", w, line)
		}
	}
}

func TestAWrappedCellLeavesNoSingleCharacterOver(t *testing.T) {
	t.Parallel()
	if got := strings.Join(balanced("分管招商副主任", 12, 0), "|"); got != "分管招商|副主任" {
		t.Errorf("got %q", got)
	}
}

func TestWordsAreBrokenWhereTheyMayBeAndCommandsNever(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	s := New(&out, text.En)
	s.Narrow(40)
	s.Hintf("  → qinlian matter list --kind graded-task --count green   # the others")
	s.Text("Topic\n  · a first line that was broken\n    here and goes on\n  QINLIAN_DB   database, as --db; that of the file")
	s.Whole("  key+0123456789012345678901234567890123456789")
	s.Table([]Column{{Title: "number"}, {Title: "paid (yuan)", Right: true}, {Title: "lacking facts"}, {Title: "step"}}, [][]Cell{Row("兑〔2021〕1号", "30000.00", "2", "on show")})
	want := `  → qinlian matter list --kind graded-task --count green
    # the others
Topic
  · a first line that was broken here
    and goes on
  QINLIAN_DB   database, as --db; that
               of the file
  key+0123456789012345678901234567890123456789
number             paid  lacking  step
                 (yuan)  facts
────────────────────────────────────────
兑〔2021〕1号  30000.00  2        on
                                  show
`
	if got := out.String(); got != want {
		t.Errorf("got\n%swant\n%s", got, want)
	}
}
