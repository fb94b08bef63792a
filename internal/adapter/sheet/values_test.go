package sheet

import (
	"slices"
	"strings"
	"testing"

	"qinlian/internal/base/money"
)

func TestAmounts(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, read, unit string
		fen              money.Fen
		bound            money.Bound
		code             string
	}{
		{"近 is an upper bound", "近400亿元", "", 400 * money.Yi, money.AtMost, ""},
		{"yi with a decimal", "17.5亿元", "", 1_750_000 * money.Wan / 10, money.Exact, ""},
		{"grouped wan", "2,638.51万元", "", 26_385_100 * money.Yuan, money.Exact, ""},
		{"full-width comma", "2\uff0c638.51万元", "", 26_385_100 * money.Yuan, money.Exact, ""},
		{"about", "约3亿", "", 3 * money.Yi, money.About, ""},
		{"at least", "3000万元以上", "", 3000 * money.Wan, money.AtLeast, ""},
		{"余 is a lower bound", "20余亿元", "", 20 * money.Yi, money.AtLeast, ""},
		{"over", "超100亿元", "", 100 * money.Yi, money.AtLeast, ""},
		{"two units", "3亿5000万元", "", 35_000 * money.Wan, money.Exact, ""},
		{"two units and a thousand", "1亿2千万元", "", 12_000 * money.Wan, money.Exact, ""},
		{"the sign of yuan", "\uffe5500,000", "", 500_000 * money.Yuan, money.Exact, ""},
		{"the sign of yuan below a unit", "¥500", "万元", 500 * money.Wan, money.Exact, ""},
		{"a remark", "17.5亿元（含设备）", "", 175_000 * money.Wan, money.Exact, "amount.remark"},
		{"a remark on a bound", "约3亿元(含税)", "", 3 * money.Yi, money.About, "amount.remark"},
		{"a remark below a unit", "5000（含税）", "万元", 5000 * money.Wan, money.Exact, "amount.remark"},
		{"a unit in brackets", "5000（万元）", "亿元", 5000 * money.Wan, money.Exact, ""},
		{"a remark that holds a sum", "17.5亿元（其中设备2亿元）", "", 0, "", "amount.unreadable"},
		{"a remark on foreign money", "300万（美元）", "", 0, "", "amount.foreign"},
		{"a remark and no unit", "5000（含税）", "", 0, "", "amount.no_unit"},
		{"unit from the header", "5000", "万元", 5000 * money.Wan, money.Exact, ""},
		{"the cell's own unit counts first", "2亿元", "万元", 2 * money.Yi, money.Exact, ""},
		{"finer than a fen is rounded half up", "43.2540985万元", "", 43_254_099, money.Exact, "amount.rounded"},
		{"lost digits stay empty", ".32亿元", "", 0, "", "amount.digits_lost"},
		{"lost digits after a word", "金额达.65亿元", "", 0, "", "amount.digits_lost"},
		{"lost decimals", "17.亿元", "", 0, "", "amount.digits_lost"},
		{"no unit anywhere", "5000", "", 0, "", "amount.no_unit"},
		{"misplaced comma", "26,38万元", "", 0, "", "amount.grouping"},
		{"foreign money", "300万美元", "", 0, "", "amount.foreign"},
		{"two sums", "总投资5亿元,一期2亿元", "", 0, "", "amount.unreadable"},
		{"words", "已谈", "", 0, "", "amount.unreadable"},
		{"out of range", "99999999999亿元", "", 0, "", "amount.range"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := amount(c.read, c.unit, 0)
			if r.doubt.Code != c.code {
				t.Fatalf("amount(%q) doubt %q %q, want %q", c.read, r.doubt.Code, r.doubt.Text.Zh, c.code)
			}
			if c.fen == 0 {
				if r.amount != nil || r.count != nil || r.doubt.Level != Error {
					t.Errorf("amount(%q) = %+v, want an empty value and an error", c.read, r)
				}
				return
			}
			if r.amount == nil || r.amount.Fen != c.fen || r.amount.Bound != c.bound {
				t.Errorf("amount(%q) = %+v, want %s %s", c.read, r.amount, c.fen, c.bound)
			}
		})
	}
	for _, undecided := range []string{"待定", "尚未确定", "金额待定"} {
		if r := amount(undecided, "万元", 0); r.amount != nil || r.count != nil || r.doubt.Level != Assumed || r.doubt.Code != "amount.undecided" {
			t.Errorf("%s = %+v, want none, and a doubt", undecided, r)
		}
	}
	if r := amount("0", "", 0); r.amount == nil || r.amount.Fen != 0 || r.doubt.Level != "" {
		t.Errorf("0 = %+v, want nothing in whatever unit", r)
	}
	if r := amount("¥500", "", money.Wan); r.amount == nil || r.amount.Fen != 500*money.Yuan {
		t.Errorf("¥500 = %+v, want yuan", r)
	}
	if r := amount("50余项", "", 0); r.count == nil || *r.count != (Count{50, "项", money.AtLeast}) {
		t.Errorf("50余项 = %+v, want a count of at least 50", r)
	}
	if r := amount("5000", "", money.Wan); r.amount == nil || r.amount.Fen != 5000*money.Wan {
		t.Errorf("the caller's unit was not used: %+v", r)
	}
}

func TestStatuses(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		read     string
		status   Status
		pace     Pace
		progress int // -1 none
		level    Level
	}{
		{"已完成", StatusCompleted, "", -1, ""},
		{"完成", StatusCompleted, "", -1, ""},
		{"已办结", StatusCompleted, "", -1, ""},
		{"已销号", StatusClosed, "", -1, ""},
		{"正在推进", StatusInProgress, "", -1, ""},
		{"推进中", StatusInProgress, "", -1, ""},
		{"未启动", StatusNotStarted, "", -1, ""},
		{"完成80%", StatusInProgress, "", 8000, ""},
		{"完成率80\uff05", StatusInProgress, "", 8000, ""},
		{"完成33.335%", StatusInProgress, "", 3334, ""},
		{"已完成100%", StatusCompleted, "", 10000, ""},
		{"0%", StatusNotStarted, "", 0, ""},
		{"达到时序进度", StatusInProgress, PaceOnTime, -1, ""},
		{"滞后", StatusInProgress, PaceBehind, -1, ""},
		{"150%", StatusInProgress, "", -1, Assumed},
		{"完成1000%", StatusInProgress, "", -1, Assumed},
		{"完成100.01%", StatusInProgress, "", -1, Assumed},
		{"完成约80%", StatusInProgress, "", 8000, Assumed},
		{"总体进度约100%", StatusInProgress, "", 10000, Assumed},
		{"基本完成", StatusInProgress, "", -1, Assumed},
		{"未完成", StatusInProgress, "", -1, Assumed},
		{" 已 完 成 。", StatusCompleted, "", -1, ""},
	} {
		r := statusOf(c.read)
		got := -1
		if r.progress != nil {
			got = *r.progress
		}
		if !r.ok || r.status != c.status || r.pace != c.pace || got != c.progress || r.doubt.Level != c.level {
			t.Errorf("statusOf(%q) = %+v (%d), want %+v", c.read, r, got, c)
		}
	}
	for _, s := range []string{"已完成前期手续,正在施工,完成80%的土方", "另行安排", ""} {
		if r := statusOf(s); r.ok {
			t.Errorf("statusOf(%q) = %+v, want unknown", s, r)
		}
	}
}

func TestMoreThanAllOfItNeverCompletesAMatter(t *testing.T) {
	t.Parallel()
	for _, file := range []string{
		"事项,完成时限,状态\n甲,长期,150%\n", "事项,完成时限,状态\n甲,长期,完成1000%\n", "事项,完成时限,完成率\n甲,长期,120%\n",
		"事项,完成时限,完成率\n甲,长期,完成150%\n", "事项,完成时限,进展情况\n甲,长期,完成150%\n", "事项,完成时限,完成率（%）\n甲,长期,150\n", "事项,完成时限,完成率\n甲,长期,150\n",
	} {
		rows, doubts := readText(t, file, Options{})
		if r := rows[0]; r.Status != StatusInProgress || r.Progress != nil && *r.Progress < 10000 {
			t.Errorf("%q is read as %s at %v", file, r.Status, r.Progress)
		}
		if len(rows[0].Doubts) == 0 || rows[0].Doubts[0].Level != Assumed {
			t.Errorf("%q raises no question: %+v", file, doubts)
		}
	}
}

func TestARateInsideASentenceIsRead(t *testing.T) {
	t.Parallel()
	for words, want := range map[string]int{
		"已洽谈三轮，进度50%": 5000, "已签约；完成80%": 8000, "已对接。目前总进度约62.5%，下月签约": -1, "已对接，总进度约62.5%，下月签约": 6250,
		"完成投资80%": -1, "占比，50%，较好": -1, "进度30%，进度50%": -1, "已洽谈两轮": -1, "": -1,
	} {
		if got, ok := rateWithin(words); ok != (want >= 0) || ok && got != want {
			t.Errorf("%q tells %d %v, want %d", words, got, ok, want)
		}
	}
	rows, _ := readText(t, "事项,完成时限,进展情况\n甲,长期,已洽谈三轮，进度50%\n", Options{})
	if r := rows[0]; r.Progress == nil || *r.Progress != 5000 || r.Status != StatusInProgress || r.Narrative != "已洽谈三轮，进度50%" {
		t.Errorf("%+v", r)
	}
}

func TestProgressRates(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		read, unit string
		want       int
		level      Level
	}{{"80%", "", 8000, ""}, {"80.5%", "", 8050, ""}, {"80", "%", 8000, ""}, {"80", "", 8000, Assumed}, {"0.8", "", 8000, Assumed}, {"1", "", 10000, Assumed}, {"105%", "", 10500, Assumed}} {
		r, ok := progressOf(c.read, c.unit)
		if !ok || r.points == nil || *r.points != c.want || r.doubt.Level != c.level {
			t.Errorf("progressOf(%q, %q) = %+v %v, want %d %s", c.read, c.unit, r, ok, c.want, c.level)
		}
	}
	if r, ok := progressOf("-5%", ""); !ok || r.points != nil || r.doubt.Level != Error {
		t.Errorf("a negative rate must be an error, got %+v", r)
	}
	if _, ok := progressOf("正在推进", ""); ok {
		t.Error("words are no rate")
	}
}

func TestUnitsInOneCell(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, read, want, code string
	}{
		{"enumeration comma", "招商局、财政局", "招商局|财政局", ""},
		{"every separator", "招商局,财政局\uff0c住建局;城管局\uff1b行政审批局/科创局\n应急局", "招商局|财政局|住建局|城管局|行政审批局|科创局|应急局", ""},
		{"a space between units", "招商局 财政局", "招商局|财政局", ""},
		{"a space between other names", "招商专员 项目专员", "招商专员|项目专员", "units.space"},
		{"spaced-out type is one name", "住 建 局", "住建局", ""},
		{"and between units", "招商局和财政局", "招商局|财政局", "units.and"},
		{"及 between units", "高新镇及古村街道", "高新镇|古村街道", "units.and"},
		{"以及 between units", "招商局以及财政局", "招商局|财政局", "units.and"},
		{"and within a name", "人力资源和社会保障局", "人力资源和社会保障局", ""},
		{"and within names and between them", "工业和信息化局和文化和旅游局", "工业和信息化局|文化和旅游局", "units.and"},
		{"and before a name with and", "科技局和工业和信息化局", "科技局|工业和信息化局", "units.and"},
		{"brackets hide separators", "招商局\uff08牵头、统筹\uff09、财政局", "招商局\uff08牵头、统筹\uff09|财政局", ""},
		{"others that are not listed", "招商局、财政局等", "招商局|财政局", "units.others"},
		{"a collective", "各有关单位", "各有关单位", "units.collective"},
		{"no repeats, no blanks", "招商局、、招商局、/", "招商局", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			r := unitsOf(c.read)
			if !slices.Equal(r.units, strings.Split(c.want, "|")) || r.doubt.Code != c.code {
				t.Errorf("unitsOf(%q) = %v %s, want %s %s", c.read, r.units, r.doubt.Code, c.want, c.code)
			}
		})
	}
}

func TestNumberFormatsThatShowDates(t *testing.T) {
	t.Parallel()
	for code, want := range map[string]style{
		"General": plain, "0.00": plain, `#,##0"年"`: plain, "@": plain, "0.0%": percent, "[Red]0": plain,
		`yyyy"年"m"月"d"日"`: dayFmt, "yyyy/m/d;@": dayFmt, `[$-804]yyyy"年"m"月"`: monFmt, "yyyy-mm": monFmt,
		"[h]:mm": timeFmt, "h:mm": timeFmt, `yyyy\.m\.d`: dayFmt, `m"月"d"日"`: dayFmt, `"unclosed`: plain,
	} {
		if got := styleOf(code); got != want {
			t.Errorf("styleOf(%q) = %d, want %d", code, got, want)
		}
	}
}

func TestDefaultSynonymsAreConsistent(t *testing.T) {
	t.Parallel()
	if _, err := newNames(DefaultSynonyms()); err != nil {
		t.Fatal(err)
	}
	for _, bad := range []string{"title: [编号]\nnumber: [编号]", "colour: [红]", "- a", "title: x"} {
		if _, err := ParseSynonyms([]byte(bad)); err == nil {
			t.Errorf("ParseSynonyms(%q) must fail", bad)
		}
	}
}

func TestHeadersThatOfficesWriteAreKnown(t *testing.T) {
	t.Parallel()
	n, err := newNames(nil)
	if err != nil {
		t.Fatal(err)
	}
	for label, want := range map[string]Field{
		"当前状态": FieldStatus, "目前状态": FieldStatus, "进展状态": FieldStatus, "办结情况": FieldStatus, "销号情况": FieldStatus, "当前进度": FieldProgress, "工作进度": FieldProgress,
		"办结期限": FieldDue, "期限": FieldDue, "办理期限": FieldDue, "完成节点": FieldDue, "负责单位": FieldLead,
		"具体措施": FieldBrief, "工作措施": FieldBrief, "主要举措": FieldBrief, "推进措施": FieldBrief, "时间要求": FieldDue, "落实单位": FieldLead, "责任科室": FieldLead,
	} {
		if found, exact, ok := n.match(label); !ok || !exact || found.field != want {
			t.Errorf("%s is read as %q", label, found.field)
		}
	}
}

func TestFoldingLeavesAloneOnlyWhatItWouldNotChange(t *testing.T) {
	t.Parallel()
	for r := rune(0); r <= 0x10FFFF; r++ {
		if s := string(r); r != '\uFFFD' && !folds(r) && foldAll(s) != s {
			t.Errorf("%U changes to %q", r, foldAll(s))
		}
	}
}
