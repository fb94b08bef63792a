package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/app"
	"qinlian/internal/kernel/matter"
)

// told finds the doubts of a code.
func told(out *app.Imported, code string) (found []sheet.Doubt) {
	for _, d := range out.Doubts {
		if d.Code == code {
			found = append(found, d)
		}
	}
	return found
}

// A row without a brief is registered and not assigned; as long as it says nothing new, each import says so again.
func TestWhatStillStandsInTheWayIsToldAgain(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	file := ledgerOf(t, "X1,引进甲项目,,招商一科,招商一科科长,2024-06-30,绿色,,正在推进")
	first := imported(t, a, app.Importing{Zone: zone, File: file})
	if s := one(t, a, "引进甲项目"); first.New != 1 || s.Stage != matter.Registered {
		t.Fatalf("%+v, %s", first, s.Stage)
	}
	for range 2 {
		stood := events(t, a, zone)
		again := imported(t, a, app.Importing{Zone: zone, File: file})
		still := told(again, "import.still_refused")
		if len(still) != 1 || !strings.HasPrefix(still[0].Text.Zh, "仍未交办：") || !strings.Contains(still[0].Text.Zh, "缺少任务书") || !strings.Contains(still[0].Text.En, "the brief is missing") {
			t.Errorf("told %+v", again.Doubts)
		}
		if again.Unchanged != 1 || again.Changed+again.Differing+again.New > 0 || again.Settled != 0 || events(t, a, zone) != stood {
			t.Errorf("%+v", again)
		}
	}
}

// A doubt quotes what its cell holds: 80 % beside 已完成 is not 100%.
func TestADoubtQuotesItsCell(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	file := filepath.Join(t.TempDir(), "台账.csv")
	ledger := func(owner, state string) {
		if err := os.WriteFile(file, []byte("编号,任务名称,任务书,责任单位,责任人,完成时限,状态,完成率\nX1,引进甲项目,完成签约,招商一科,"+owner+",2024-06-30,"+state+"\n"), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	ledger("", "已完成,80%")
	found := told(imported(t, a, app.Importing{Zone: zone, File: file, DryRun: true}), "import.not_assigned")
	if len(found) != 1 || found[0].Cell != "台账!H2" || found[0].Read != "80%" || !strings.Contains(found[0].Text.Zh, "进展“80%”未记入") {
		t.Errorf("%+v", found)
	}
	ledger("招商一科科长", "正在推进,80%")
	imported(t, a, app.Importing{Zone: zone, File: file})
	s := one(t, a, "引进甲项目")
	if _, err := a.Engine.Do(t.Context(), zone, matter.Command{Name: "suspend", ID: s.ID, Actor: "招商局党支部书记", Reason: "待审批", At: afterwards}); err != nil {
		t.Fatal(err)
	}
	ledger("招商一科科长", "已完成,80%")
	out := imported(t, a, app.Importing{Zone: zone, File: file})
	if len(out.Doubts) == 0 {
		t.Fatalf("%+v", out)
	}
	for _, d := range out.Doubts {
		if strings.Contains(d.Text.Zh, "100%") || d.Read == "100%" {
			t.Errorf("%+v", d)
		}
	}
}

func TestProgressThatIsNotEnteredIsTold(t *testing.T) {
	t.Parallel()
	const row = "X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,绿色,已对接,正在推进"
	for _, tt := range []struct{ name, before, after, code, zh, en string }{
		{"nobody was given the matter", "", "X1,引进甲项目,完成签约,招商一科,,2024-06-30,绿色,已对接,正在推进", "import.not_assigned", "尚未交办，进展“正在推进”未记入", "it is not assigned yet: the progress \"正在推进\" was not entered"},
		{"its status comes before any report", "", strings.Replace(row, "正在推进", "已交办", 1), "import.too_early", "状态是“已交办”，尚未反馈，进展未记入", "it stands at \"已交办\": no progress was entered"},
		{"the matter is done", strings.Replace(row, "正在推进", "已完成", 1) + ",签约协议", strings.Replace(strings.Replace(row, "正在推进", "已完成", 1), "已对接", "又签一份", 1) + ",签约协议", "import.differs_narrative", "事项已办结，进展不再记入", "the matter is done: the progress was not entered"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			if tt.before != "" {
				imported(t, a, app.Importing{Zone: zone, File: ledgerOf(t, tt.before)})
			}
			out := imported(t, a, app.Importing{Zone: zone, File: ledgerOf(t, tt.after)})
			found := told(out, tt.code)
			if len(found) != 1 || !strings.Contains(found[0].Text.Zh, tt.zh) || !strings.Contains(found[0].Text.En, tt.en) || found[0].Level != sheet.Assumed {
				t.Errorf("told %+v", out.Doubts)
			}
			if s := one(t, a, "引进甲项目"); s.Reports != map[string]int{"import.differs_narrative": 1}[tt.code] {
				t.Errorf("%d reports", s.Reports)
			}
		})
	}
}

// A rate that a ledger let fall by a slip of the pen is put right by its next edition, and that is told. What a person reported since
// stands against an edition that has not heard of it.
func TestARateThatALedgerLetFallIsPutRight(t *testing.T) {
	t.Parallel()
	row := func(rate, words string) string {
		return "编号,任务名称,任务书,责任单位,责任人,完成时限,完成率,进展情况\nX1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30," + rate + "," + words + "\n"
	}
	for _, tt := range []struct{ name, right, slip string }{
		{"the rate alone", row("50%", ""), row("5%", "")},
		{"words and rate", row("50%", "已对接"), row("30%", "再谈")},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			day := 0
			read := func(text string) *app.Imported {
				day++
				return imported(t, a, app.Importing{Zone: zone, File: fileOf(t, "台账.csv", text), At: afterwards.AddDate(0, 0, day)})
			}
			read(tt.right)
			read(tt.slip)
			out := read(tt.right)
			if found := told(out, "import.progress_back"); out.Changed != 1 || len(found) != 1 || found[0].Cell != "台账!G2" || !strings.Contains(found[0].Text.Zh, "改回以前反馈过的 50%") || one(t, a, "引进甲项目").Progress != 50 {
				t.Errorf("%+v", out)
			}
			stood := events(t, a, zone)
			if out := read(tt.right); out.Unchanged != 1 || len(out.Doubts) > 0 {
				t.Errorf("not idempotent: %+v", out)
			}
			if out := read(tt.slip); len(told(out, "import.differs_progress")) != 1 || out.Differing != 1 || events(t, a, zone) != stood {
				t.Errorf("back and forth: %+v", out)
			}
			fell := 20.0
			if _, err := a.Engine.Do(t.Context(), zone, matter.Command{Name: "report", ID: one(t, a, "引进甲项目").ID, Actor: "招商一科科长", Progress: &fell, At: afterwards.AddDate(0, 0, day)}); err != nil {
				t.Fatal(err)
			}
			if out := read(tt.right); len(told(out, "import.differs_progress")) != 1 || out.Differing != 1 || one(t, a, "引进甲项目").Progress != fell {
				t.Errorf("a person was overruled: %+v", out)
			}
		})
	}
}

// 已办结 and 已销号 are also what the product calls a stage. In a column of words on the progress they claim all of it, as 已完成 does.
func TestWhateverAnOfficeCallsDoneIsAllOfIt(t *testing.T) {
	t.Parallel()
	const head = "编号,任务名称,任务书,责任单位,责任人,完成时限,"
	for _, column := range []string{"完成情况", "办理情况", "状态"} {
		for _, word := range []string{"已完成", "已办结", "已销号", "已办结。"} {
			t.Run(column+word, func(t *testing.T) {
				t.Parallel()
				a, _ := zoneOf(t, zone)
				row := func(n, cell string) string {
					return "X" + n + ",引进" + n + "号项目,完成签约,招商一科,招商一科科长,2024-06-30," + cell
				}
				imported(t, a, app.Importing{Zone: zone, File: fileOf(t, "台账.csv", head+column, row("1", word), row("2", "完成40%"))})
				imported(t, a, app.Importing{Zone: zone, File: fileOf(t, "台账.csv", head+column, row("1", word), row("2", word)), At: afterwards.AddDate(0, 0, 1)})
				for _, title := range []string{"引进1号项目", "引进2号项目"} {
					if s := one(t, a, title); s.Progress != 100 || s.Done() {
						t.Errorf("%s: %v, %s", title, s.Progress, s.Stage)
					}
				}
				stood := events(t, a, zone)
				if imported(t, a, app.Importing{Zone: zone, File: fileOf(t, "台账.csv", head+column, row("1", word), row("2", word)), At: afterwards.AddDate(0, 0, 2)}); events(t, a, zone) != stood {
					t.Error("not idempotent")
				}
			})
		}
	}
}

// Where a row's assignment is refused, the date and the unit that it would have brought are told, each with the command that brings them.
func TestWhatARefusedAssignmentWouldHaveBroughtIsTold(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	file := func(unit, due string) string {
		return fileOf(t, "台账.csv", "编号,任务名称,任务书,责任单位,责任人,完成时限", "X1,引进甲项目,,"+unit+",招商一科科长,"+due)
	}
	imported(t, a, app.Importing{Zone: zone, File: file("招商一科", "2024-06-30")})
	stood, number := events(t, a, zone), one(t, a, "引进甲项目").Number
	for range 2 {
		out := imported(t, a, app.Importing{Zone: zone, File: file("招商二科", "2024-08-31")})
		due, lead := told(out, "import.differs_due"), told(out, "import.differs_lead_units")
		if len(due) != 1 || due[0].Cell != "台账!F2" || !strings.Contains(due[0].Text.Zh, "事项现为“2024-06-30”；尚未交办，交办时一并改：qinlian matter assign "+number+" --due 2024-08-31") {
			t.Errorf("due: %+v", out.Doubts)
		}
		if len(lead) != 1 || lead[0].Cell != "台账!D2" || !strings.HasSuffix(lead[0].Text.Zh, "qinlian matter assign "+number+" --owner 招商一科科长 --lead-unit 招商二科") {
			t.Errorf("lead: %+v", out.Doubts)
		}
		if out.Differing != 1 || out.Unchanged != 0 || events(t, a, zone) != stood {
			t.Errorf("%+v", out)
		}
	}
	if out := imported(t, a, app.Importing{Zone: zone, File: file("招商一科", "2024-06-30")}); out.Unchanged != 1 || len(told(out, "import.still_refused")) != 1 {
		t.Errorf("%+v", out)
	}
}

// A row with the rate that the matter has, and no words any more, reports nothing: that its words are gone is told.
func TestARateWithoutWordsThatTheMatterHasIsNoNews(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	for i, cells := range []string{"已签约,60%", ",60%"} {
		file := fileOf(t, "台账.csv", "序号,任务名称,任务书,责任单位,责任人,完成时限,进展情况,完成率", "1,甲,签约,招商一科,招商一科科长,2024-06-30,"+cells)
		if out := imported(t, a, app.Importing{Zone: zone, File: file, At: afterwards.AddDate(0, 0, i)}); out.Errors > 0 || out.New != 1-i || out.Changed > 0 || len(told(out, "import.differs_narrative")) != i {
			t.Errorf("%q: %+v", cells, out)
		}
	}
	if s := one(t, a, "甲"); s.Reports != 1 {
		t.Errorf("%d reports", s.Reports)
	}
}
