package app_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/app"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// taking imports a ledger of one row, an edition at each call.
func taking(t *testing.T, a *app.App, head string) func(row string) *app.Imported {
	return func(row string) *app.Imported {
		t.Helper()
		return imported(t, a, app.Importing{Zone: zone, File: fileOf(t, "台账.csv", head, row), At: afterwards})
	}
}

// A cell that changes is told also where nothing follows from it, unless it says what the matter has by now.
func TestAChangedCellIsToldAlsoWhereNothingFollowsFromIt(t *testing.T) {
	t.Parallel()
	const (
		head  = "编号,任务名称,任务书,责任单位,责任人,完成时限,完成率,进展情况,状态,责任领导,佐证材料,地点"
		first = "X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,30%,已对接,正在推进,,合同,东区"
	)
	tests := []struct {
		name, old, new string
		code           string // "" for none
		cell, says     string
	}{
		{"an owner who is no post", "招商一科科长", "张三", "import.owner_unknown", "台账!E2", "没有这个岗位或机构"},
		{"an owner that is not named any more", "招商一科科长", "", "import.differs_owner", "台账!E2", "事项现为“招商一科科长”"},
		{"a date that is none", "2024-06-30", "无", "", "台账!F2", "2024-06-30"},
		{"a date that says at once", "2024-06-30", "即时办理", "date.at_once", "台账!F2", "没有写日期"},
		{"a date that is not there any more", "2024-06-30", "", "import.differs_due", "台账!F2", "2024-06-30"},
		{"a rate that is not there any more", "30%", "", "import.differs_progress", "台账!G2", "30%"},
		{"words that are not there any more beside a rate that stays", "已对接", "", "import.differs_narrative", "台账!H2", "已对接"},
		{"neither words nor rate", "30%,已对接", ",", "import.differs_narrative", "台账!H2", "已对接"},
		{"a status that the matter is past", "正在推进", "已签收", "import.differs_status", "台账!I2", "已签收"},
		{"a status that is not there any more", "正在推进", "", "import.differs_status", "台账!I2", "—"},
		{"evidence that is not there any more", "合同", "", "import.differs_evidence", "台账!K2", "合同"},
		{"a place that is not there any more", "东区", "", "import.differs_place", "台账!L2", "东区"},
		{"a unit that is not there any more", "招商一科,", ",", "import.differs_lead_units", "台账!D2", "招商一科"},
		{"a date that is written otherwise", "2024-06-30", "2024年6月30日", "", "", ""},
		{"a unit with a blank in its name", "招商一科,招商", "招商 一科,招商", "", "", ""},
		{"words on two lines", "已对接", "\"已\n对接\"", "", "", ""},
		{"a rate that is written otherwise", "30%", "0.3", "", "", ""},
	}
	for _, tt := range tests {
		a, _ := zoneOf(t, zone)
		take := taking(t, a, head)
		if out := take(first); out.Errors > 0 || out.New != 1 {
			t.Fatalf("%s: %+v", tt.name, out.Doubts)
		}
		changed := strings.Replace(first, tt.old, tt.new, 1)
		for range 2 { // it stays told, since nothing of it was entered
			out := take(changed)
			if out.Changed > 0 || out.Errors > 0 {
				t.Errorf("%s: %+v", tt.name, out)
			}
			said := ""
			for _, d := range out.Doubts {
				if d.Cell == tt.cell && d.Level == sheet.Assumed && (tt.code == "" || d.Code == tt.code) {
					said += d.Text.Zh
				}
			}
			if tt.cell == "" && len(out.Doubts) > 0 || !strings.Contains(said, tt.says) || tt.cell != "" && said == "" {
				t.Errorf("%s: told %q of %+v", tt.name, said, out.Doubts)
			}
		}
		if out := take(first); out.Changed > 0 || out.Differing > 0 || len(out.Doubts) > 0 {
			t.Errorf("%s: as it was at first it has nothing to tell: %+v", tt.name, out)
		}
	}
}

// A state that is read as another is told once it is new, also where the matter is in that other.
func TestANewStateThatIsReadAsAnotherIsTold(t *testing.T) {
	t.Parallel()
	for word, code := range map[string]string{"暂缓": "status.paused", "停工": "status.paused", "已终止": "status.unknown"} {
		a, _ := zoneOf(t, zone)
		take := taking(t, a, "编号,任务名称,任务书,责任单位,责任人,完成时限,完成率,进展情况,状态")
		row := func(state string) string {
			return "X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,30%,已对接," + state
		}
		take(row("正在推进"))
		if out := take(row(word)); len(toldOf(out, code)) != 1 || out.Changed > 0 {
			t.Errorf("%s: %+v", word, out.Doubts)
		}
	}
}

// A ledger that catches up with its matters tells nothing, and what a row brought is what it is compared with.
func TestALedgerThatCatchesUpHasNothingToTell(t *testing.T) {
	t.Parallel()
	const head = "编号,任务名称,任务书,责任单位,责任人,完成时限,完成率,进展情况,状态"
	row := func(rate, words string) string {
		return "X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30," + rate + "," + words + ",正在推进"
	}
	a, _ := zoneOf(t, zone)
	take := taking(t, a, head)
	take(row("30%", "已对接"))
	rate := 50.0
	does(t, a, matter.Command{Name: "report", Actor: "招商一科科长", Text: "已签约", Progress: &rate})
	if out := take(row("50%", "已签约")); out.Changed > 0 || len(out.Doubts) > 0 {
		t.Errorf("what was reported meanwhile: %+v", out)
	}
	if out := take(row("70%", "已开工")); out.Changed != 1 || len(out.Doubts) > 0 {
		t.Errorf("what is new: %+v", out)
	}
	if out := take(row("70%", "已开工")); out.Unchanged != 1 || len(out.Doubts) > 0 {
		t.Errorf("the same again: %+v", out)
	}
}

// does gives a command of a person on the one matter that there is of its title.
func does(t *testing.T, a *app.App, c matter.Command) {
	t.Helper()
	c.ID, c.At = one(t, a, "引进甲项目").ID, afterwards
	if err := a.Engine.Batch(t.Context(), zone, func(_ context.Context, b *engine.Batch) error {
		_, err := b.Do(c)
		return err
	}); err != nil {
		t.Fatal(err)
	}
}

// What a person reported since is not taken back by a cell that has not changed, whatever stands beside it or does not any more.
func TestACellThatHasNotChangedTakesNothingBack(t *testing.T) {
	t.Parallel()
	const full = "20%,地勘,正在推进"
	for _, tt := range []struct {
		name, first, second string
		rate                float64 // that the person reports
		differs             string
	}{
		{"no words, the same again", "20%,,正在推进", "20%,,正在推进", 40, "progress"},
		{"no words, under a state of another name", "20%,,有序推进", "20%,,有序推进", 40, "progress"},
		{"no words, a person reported less", "20%,,正在推进", "20%,,正在推进", 10, "progress"},
		{"words emptied", full, "20%,,正在推进", 40, "progress"},
		{"the rate emptied", full, ",地勘,正在推进", 40, "progress"},
		{"the rate emptied, a person reported the same rate", full, ",地勘,正在推进", 20, "progress"},
		{"the state emptied", full, "20%,地勘,", 40, "progress"},
	} {
		a, _ := zoneOf(t, zone)
		take := taking(t, a, "编号,任务名称,任务书,责任单位,责任人,完成时限,完成率,进展情况,状态")
		row := func(tail string) string {
			return "X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30," + tail
		}
		take(row(tt.first))
		does(t, a, matter.Command{Name: "report", Actor: "招商一科科长", Text: "桩基", Progress: &tt.rate})
		for range 2 {
			out := take(row(tt.second))
			if s := one(t, a, "引进甲项目"); out.Changed > 0 || s.Progress != tt.rate || len(told(out, "import.differs_"+tt.differs)) != 1 {
				t.Errorf("%s: %d changed, at %v: %+v %+v", tt.name, out.Changed, s.Progress, out.Lines, out.Doubts)
			}
		}
	}
}

// plainBook is a ledger without numbers.
func plainBook(t *testing.T, sheets ...[]string) string {
	t.Helper()
	book := make([]monthSheet, len(sheets))
	for i, s := range sheets {
		book[i] = month(s[0], slices.Concat([]string{"序号,任务名称,任务书,责任单位,责任人,完成时限,完成率,进展情况,状态,佐证材料"}, s[1:])...)
	}
	return bookOf(t, "台账.xlsx", book...)
}

// A row that says what a person had done, and another has undone since, is not taken for news.
func TestARowThatAgreedWithAPersonDoesNotOverruleTheNext(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	take := taking(t, a, "编号,任务名称,任务书,责任单位,责任人,完成时限,完成率,进展情况,状态,佐证材料")
	row := func(tail string) string {
		return "X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30," + tail
	}
	take(row("90%,砌筑,正在推进,"))
	all := 100.0
	does(t, a, matter.Command{Name: "complete", Actor: "招商一科科长", Text: "竣工", Progress: &all, Evidence: []string{"验收单"}})
	done := row("100%,竣工验收,已完成,验收单")
	take(done)
	does(t, a, matter.Command{Name: "return", Actor: "招商局党支部书记", Reason: "缺照片"})
	for range 2 {
		if out, s := take(done), one(t, a, "引进甲项目"); s.Done() || out.Changed > 0 || len(told(out, "import.differs_status")) != 1 {
			t.Errorf("%s: %+v %+v", s.Stage, out.Lines, out.Doubts)
		}
	}
	take(row("95%,返修,正在推进,验收单"))
	if out, s := take(row("100%,返修完,已完成,验收单、照片")), one(t, a, "引进甲项目"); !s.Done() || out.Errors > 0 {
		t.Errorf("once it goes on in the ledger: %s %+v", s.Stage, out.Doubts)
	}
}

// What a cell says counts as entered only once it was.
func TestWhatWasNotEnteredIsEnteredOnceItCanBe(t *testing.T) {
	t.Parallel()
	row := func(owner string) []string {
		return []string{"台账", "1,引进甲项目,完成签约,招商一科," + owner + ",2024-06-30,40%,,正在推进,"}
	}
	a, _ := zoneOf(t, zone)
	imported(t, a, app.Importing{Zone: zone, File: plainBook(t, row("")), At: afterwards})
	if s := one(t, a, "引进甲项目"); s.Progress != 0 || !s.AssignedAt.IsZero() {
		t.Fatalf("without an owner it is registered alone: %+v", s)
	}
	file := plainBook(t, row("招商一科科长"))
	if out := imported(t, a, app.Importing{Zone: zone, File: file, At: afterwards}); out.Changed != 1 || out.Differing > 0 {
		t.Errorf("%+v", out)
	}
	if s := one(t, a, "引进甲项目"); s.Progress != 40 {
		t.Errorf("the rate was left out: %v", s.Progress)
	}
	if out := imported(t, a, app.Importing{Zone: zone, File: file, At: afterwards}); out.Unchanged != 1 || len(out.Doubts) > 0 {
		t.Errorf("again: %+v", out)
	}
}

// A sheet that repeats another brings nothing; what changes in it later is told all the same, and at its own cell.
func TestAChangedCellOfASheetThatBroughtNothingIsTold(t *testing.T) {
	t.Parallel()
	const (
		full     = "1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,30%,打桩,正在推进,照片"
		wordless = "1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,30%,,正在推进,照片"
		bare     = "1,引进甲项目,完成签约,招商一科,,,30%,打桩,已签收,照片"
		later    = "1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,50%,封顶,正在推进,照片"
		more     = "1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,30%,打桩,正在推进,照片、合同"
	)
	for _, tt := range []struct {
		name          string
		first, second [][]string
		told          []string // code and cell
	}{
		{"words that are emptied in one sheet", [][]string{{"台账", full}}, [][]string{{"台账", wordless}}, []string{"import.differs_narrative 台账!H2"}},
		{"words that are emptied in a sheet that sums up", [][]string{{"在办", full}, {"汇总", full}}, [][]string{{"在办", full}, {"汇总", wordless}}, []string{"import.differs_narrative 汇总!H2"}},
		{"cells that are emptied in a month like the one before", [][]string{{"3月", full}, {"4月", full}}, [][]string{{"3月", full}, {"4月", bare}}, []string{"import.differs_owner 4月!E2", "import.differs_due 4月!F2", "import.differs_status 4月!I2"}},
		{"a sheet that comes under another name", [][]string{{"台账", full}}, [][]string{{"台账（新）", bare}}, []string{"import.differs_owner 台账（新）!E2", "import.differs_due 台账（新）!F2", "import.differs_status 台账（新）!I2"}},
		{"a month past that is as the one before", [][]string{{"2月", full}, {"3月", full}, {"4月", later}}, [][]string{{"2月", full}, {"3月", full}, {"4月", later}}, nil},
		{"words that are emptied in a month that is past", [][]string{{"3月", full}, {"4月", later}}, [][]string{{"3月", wordless}, {"4月", later}}, []string{"import.month_corrected 3月!H2"}},
		{"evidence in a month that is past", [][]string{{"3月", full}, {"4月", later}}, [][]string{{"3月", more}, {"4月", later}}, []string{"import.month_corrected 3月!J2"}},
		{"words that are emptied while the rate rises", [][]string{{"台账", full}}, [][]string{{"台账", strings.Replace(wordless, "30%", "50%", 1)}}, []string{"import.differs_narrative 台账!H2"}},
		{"evidence that is set apart otherwise", [][]string{{"台账", more}}, [][]string{{"台账", strings.ReplaceAll(more, "、", "；")}}, nil},
	} {
		a, _ := zoneOf(t, zone)
		if out := imported(t, a, app.Importing{Zone: zone, File: plainBook(t, tt.first...), Ledger: "台账", At: afterwards}); out.Errors > 0 || out.New != 1 {
			t.Fatalf("%s: %+v", tt.name, out)
		}
		out := imported(t, a, app.Importing{Zone: zone, File: plainBook(t, tt.second...), Ledger: "台账", At: afterwards})
		var said []string
		for _, d := range out.Doubts {
			if strings.HasPrefix(d.Code, "import.differs_") || d.Code == "import.month_corrected" {
				said = append(said, d.Code+" "+d.Cell)
			}
		}
		for _, line := range out.Lines {
			if s := one(t, a, "引进甲项目"); len(line.Changes) != 1 || line.Changes[0].Cell != "台账!G2" || s.Progress != 50 {
				t.Errorf("%s: %+v", tt.name, line)
			}
		}
		if len(out.Lines) > 0 != strings.Contains(tt.name, "rises") || !slices.Equal(said, tt.told) {
			t.Errorf("%s: carried out %+v, told %q, want %q", tt.name, out.Lines, said, tt.told)
		}
	}
}

// A person who opened a matter again is not overruled by the words that had completed it.
func TestTheSameBytesDoNotCompleteWhatAPersonOpenedAgain(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	file := plainBook(t, []string{"台账", "1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,100%,已签约,已完成,协议"})
	imported(t, a, app.Importing{Zone: zone, File: file, At: afterwards})
	s := one(t, a, "引进甲项目")
	if !s.Done() {
		t.Fatalf("%+v", s)
	}
	does(t, a, matter.Command{Name: "reopen", Actor: "招商局党支部书记", Reason: "返工"})
	emptied := plainBook(t, []string{"台账", "1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,100%,,已完成,协议"})
	for _, file := range []string{file, file, emptied, emptied} {
		out := imported(t, a, app.Importing{Zone: zone, File: file, At: afterwards})
		if s := one(t, a, "引进甲项目"); s.Done() || out.Changed > 0 || len(told(out, "import.differs_status")) != 1 {
			t.Errorf("%s; %+v", s.Stage, out)
		}
	}
}
