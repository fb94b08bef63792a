package app_test

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/mechanisms"
)

// ledgerOf writes a ledger of graded tasks as a csv.
func ledgerOf(t *testing.T, rows ...string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "台账.csv")
	lines := append([]string{"2023年任务台账", "编号,任务名称,任务书,责任单位,责任人,完成时限,紧急程度,进展情况,状态,佐证材料"}, rows...)
	if err := os.WriteFile(name, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

// zoneOf opens a database in which the zone's mechanisms are in force.
func zoneOf(t *testing.T, zone string) (*app.App, *mechanism.Bundle) {
	t.Helper()
	a := opened(t, "zone.db")
	b, err := mechanism.Load(mechanisms.Files, zone)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC)
	if err := a.Engine.Apply(t.Context(), b, engine.Act{At: start, Program: true}, start); err != nil {
		t.Fatal(err)
	}
	return a, b
}

const zone = "ganzhou-etdz"

func one(t *testing.T, a *app.App, title string) matter.State {
	t.Helper()
	for _, s := range states(t, a) {
		if s.Title == title {
			return s
		}
	}
	t.Fatal("no", title)
	return matter.State{}
}

// states are all matters of the zone.
func states(t *testing.T, a *app.App) (out []matter.State) {
	t.Helper()
	for row, err := range a.Store.List(t.Context(), zone, engine.Filter{WithState: true}) {
		var s matter.State
		if err == nil {
			err = json.Unmarshal(row.State, &s)
		}
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, s)
	}
	return out
}

// TestWhatChangedInALedgerIsCarriedOutOrNamesTheCommand imports one row, then the row with one cell changed.
func TestWhatChangedInALedgerIsCarriedOutOrNamesTheCommand(t *testing.T) {
	t.Parallel()
	const before = "X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,绿色,已对接,正在推进"
	for _, tt := range []struct {
		name, row string
		did       string // commands, in order
		field     sheet.Field
		from, to  string
		doubt     string // part of the doubt that names what would settle it; "" for none
	}{
		{"nothing", before, "", "", "", "", ""},
		{"another date is asked for and awaits its approval", strings.Replace(before, "06-30", "07-31", 1), "ask-replan", sheet.FieldDue, "2024-06-30", "2024-07-31", "qinlian matter replan 招调〔2023〕1号"},
		{"another owner is handed the matter", strings.Replace(before, "一科科长", "一科专员", 1), "transfer", sheet.FieldOwner, "招商一科科长", "招商一科专员", ""},
		{"new progress is reported", strings.Replace(before, "已对接", "已签框架协议", 1), "report", sheet.FieldNarrative, "已对接", "已签框架协议", ""},
		{"new progress with a rate in its words", strings.Replace(before, "已对接", "已洽谈三轮，进度50%", 1), "report", sheet.FieldNarrative, "已对接", "已洽谈三轮，进度50%", ""},
		{"done without what proves it is claimed, and refused by the mechanism", strings.Replace(before, "正在推进", "已完成", 1), "report", sheet.FieldStatus, "已反馈", "已完成", "qinlian matter complete 招调〔2023〕1号 --evidence"},
		{"done is completed", strings.Replace(before, "正在推进", "已完成", 1) + ",签约协议", "complete", sheet.FieldStatus, "已反馈", "已完成", ""},
		{"withdrawn is withdrawn", strings.Replace(before, "正在推进", "已撤销", 1), "withdraw", sheet.FieldStatus, "已反馈", "已撤销", ""},
		{"no due date any more takes a person", strings.Replace(before, "2024-06-30", "长期坚持", 1), "", sheet.FieldDue, "2024-06-30", "长期坚持", "qinlian matter transfer 招调〔2023〕1号 --ongoing"},
		{"a colour takes a session", strings.Replace(before, "绿色", "红色", 1), "", sheet.FieldUrgency, "绿色", "红色", "qinlian session resolve … --recolor 招调〔2023〕1号=红色"},
		{"a brief stays once work was reported", strings.Replace(before, "完成签约", "完成开工", 1), "", sheet.FieldBrief, "完成签约", "完成开工", "qinlian matter withdraw 招调〔2023〕1号"},
		{"a title stays", strings.Replace(before, "甲项目", "乙项目", 1), "", sheet.FieldTitle, "引进甲项目", "引进乙项目", "qinlian matter withdraw 招调〔2023〕1号"},
		{"merged takes a person who says into what", strings.Replace(before, "正在推进", "已并案", 1), "", sheet.FieldStatus, "已反馈", "已并案", "qinlian matter merge 招调〔2023〕1号 --to"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			if out := imported(t, a, app.Importing{Zone: zone, File: ledgerOf(t, before)}); out.New != 1 || out.Errors > 0 {
				t.Fatalf("%+v", out)
			}
			changed := ledgerOf(t, tt.row)
			stood := events(t, a, zone)
			dry := imported(t, a, app.Importing{Zone: zone, File: changed, DryRun: true})
			if events(t, a, zone) != stood {
				t.Error("a dry run wrote something")
			}
			out := imported(t, a, app.Importing{Zone: zone, File: changed})
			if len(dry.Lines) != len(out.Lines) || len(dry.Doubts) != len(out.Doubts) {
				t.Errorf("the dry run promised %+v, the import did %+v", dry.Lines, out.Lines)
			}
			var did []string
			from, to := tt.from, tt.to
			if tt.field == sheet.FieldStatus && tt.did == "report" { // all of it is claimed
				from, to = "0%", "100%"
			}
			for _, l := range out.Lines {
				did = append(did, l.Did...)
				for _, c := range l.Changes {
					if c.Field != tt.field || c.Old != from || c.New != to || !strings.HasPrefix(c.Cell, "台账!") {
						t.Errorf("%+v", c)
					}
				}
			}
			if strings.Join(did, " ") != tt.did {
				t.Errorf("carried out %v, want %s; %+v", did, tt.did, out.Doubts)
			}
			checkDoubt(t, out, tt.field, tt.from, tt.to, tt.doubt)
			if wantChanged, wantDiffer := tt.did != "", tt.did == "" && tt.doubt != ""; (out.Changed == 1) != wantChanged || (out.Differing == 1) != wantDiffer ||
				(out.Unchanged == 1) != (!wantChanged && !wantDiffer) {
				t.Errorf("%d changed, %d differing, %d unchanged", out.Changed, out.Differing, out.Unchanged)
			}
			stood = events(t, a, zone)
			again := imported(t, a, app.Importing{Zone: zone, File: changed})
			if events(t, a, zone) != stood || again.Changed > 0 || (again.Unchanged == 1) != (tt.doubt == "") {
				t.Errorf("not idempotent: %+v", again)
			}
			if _, err := a.Engine.Verify(t.Context(), zone, nil); err != nil {
				t.Error(err)
			}
		})
	}
}

func checkDoubt(t *testing.T, out *app.Imported, f sheet.Field, was, is, command string) {
	t.Helper()
	i := slices.IndexFunc(out.Doubts, func(d sheet.Doubt) bool { return d.Code == "import.differs_"+string(f) })
	if command == "" {
		if i >= 0 || out.Assumed > 0 {
			t.Errorf("doubts: %+v", out.Doubts)
		}
		return
	}
	if i < 0 {
		t.Fatalf("no doubt about %s: %+v", f, out.Doubts)
	}
	if d := out.Doubts[i]; d.Read != is || d.Assumed != was || !strings.HasPrefix(d.Cell, "台账!") || !strings.Contains(d.Text.Zh, command) || !strings.Contains(d.Text.En, command) {
		t.Errorf("%+v", d)
	}
}

func TestTheApprovedPlanKeepsTheBaselineAndAnOldEditionBringsNothingBack(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	first := ledgerOf(t, "X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,绿色,已对接,正在推进")
	second := ledgerOf(t, "X1,引进甲项目,完成签约,招商一科,招商一科专员,2024-07-31,绿色,已签协议,正在推进")
	imported(t, a, app.Importing{Zone: zone, File: first})
	imported(t, a, app.Importing{Zone: zone, File: second})
	s := one(t, a, "引进甲项目")
	if _, err := a.Engine.Do(t.Context(), zone, matter.Command{Name: "replan", ID: s.ID, Actor: s.Sponsor, At: afterwards}); err != nil {
		if _, err = a.Engine.Do(t.Context(), zone, matter.Command{Name: "replan", ID: s.ID, Actor: "分管招商副主任", At: afterwards}); err != nil {
			t.Fatal(err)
		}
	}
	if s = one(t, a, "引进甲项目"); s.Due != clock.MustDate("2024-07-31") || s.Baseline != clock.MustDate("2024-06-30") || s.Owner != "招商一科专员" {
		t.Fatalf("due %s, baseline %s, owner %s", s.Due, s.Baseline, s.Owner)
	}
	stood := events(t, a, zone)
	out := imported(t, a, app.Importing{Zone: zone, File: first})
	if events(t, a, zone) != stood || out.Differing != 1 || out.Unchanged != 0 {
		t.Errorf("%+v", out)
	}
	for _, field := range []string{"due", "owner"} {
		if !slices.ContainsFunc(out.Doubts, func(d sheet.Doubt) bool {
			return d.Code == "import.differs_"+field && strings.Contains(d.Text.Zh, "台账未更新")
		}) {
			t.Errorf("nothing about %s: %+v", field, out.Doubts)
		}
	}
	if out = imported(t, a, app.Importing{Zone: zone, File: second}); out.Unchanged != 1 || out.Assumed > 0 {
		t.Errorf("%+v", out)
	}
}

func TestTheKindIsTakenFromFlagCategoryOrBundleAndAskedForOnce(t *testing.T) {
	t.Parallel()
	rows := []string{
		"编号,类别,任务名称,责任单位,责任人,完成时限", "1,三项清单任务,甲,招商一科,招商一科科长,2024-06-30", "2,,乙,招商一科,招商一科科长,2024-06-30", "3,别的,丙,招商一科,招商一科科长,2024-06-30",
	}
	name := filepath.Join(t.TempDir(), "台账.csv")
	if err := os.WriteFile(name, []byte(strings.Join(rows, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	a, b := zoneOf(t, zone)
	title := b.Kinds["graded-task"].Title.Zh
	for _, kind := range []string{"graded-task", title, b.Kinds["graded-task"].Title.En} {
		if out := imported(t, a, app.Importing{Zone: zone, File: name, Kind: kind, DryRun: true}); out.New != 3 || out.Errors > 0 {
			t.Errorf("%s: %+v", kind, out)
		}
	}
	_, err := a.Import(t.Context(), app.Importing{Zone: zone, File: name, Kind: "没有的", As: "招商局局长", At: afterwards}, nil)
	if err == nil || !strings.Contains(err.Error(), title+"（graded-task）") {
		t.Error(err)
	}
}

func TestALedgerWhoseKindCannotBeToldIsRefusedOnceForTheWholeFile(t *testing.T) {
	t.Parallel()
	files := fstest.MapFS{}
	if err := fs.WalkDir(mechanisms.Files, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := fs.ReadFile(mechanisms.Files, name)
		before, _, _ := strings.Cut(string(data), "\nimport: ")
		files[name] = &fstest.MapFile{Data: []byte(before + "\n")}
		return err
	}); err != nil {
		t.Fatal(err)
	}
	a := opened(t, "zone.db")
	b, err := mechanism.Load(files, zone)
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2020, 1, 2, 0, 0, 0, 0, time.UTC)
	if err := a.Engine.Apply(t.Context(), b, engine.Act{At: start, Program: true}, start); err != nil {
		t.Fatal(err)
	}
	file := ledgerOf(t, "X1,甲,,招商一科,招商一科科长,2024-06-30,绿色,,", "X2,乙,,招商一科,招商一科科长,2024-06-30,绿色,,")
	out := imported(t, a, app.Importing{Zone: zone, File: file, As: "招商局局长"})
	if out.Errors != 1 || out.New != 0 || out.Doubts[0].Code != "import.no_kind" {
		t.Fatalf("%+v", out)
	}
	if d := out.Doubts[0]; d.Cell != "台账!3" || !strings.Contains(d.Text.Zh, "共 2 行") || !strings.Contains(d.Text.Zh, "（graded-task）、") || !strings.Contains(d.Text.En, "(graded-task), ") {
		t.Errorf("%+v", d)
	}
}

func TestNumbersThatRowsBringAlongAreKeptAndLeaveNoGap(t *testing.T) {
	t.Parallel()
	row := func(number, title string) string {
		return number + "," + title + ",完成签约,招商一科,招商一科科长,2024-06-30,绿色,,"
	}
	a, _ := zoneOf(t, zone)
	out := imported(t, a, app.Importing{Zone: zone, File: ledgerOf(t, row("招调〔2023〕2号", "乙"), row("招调〔2023〕1号", "甲"), row("招调〔2022〕7号", "去年的"), row("办字5号", "丙"))})
	if out.Errors > 0 || out.New != 4 {
		t.Fatalf("%+v", out)
	}
	for title, number := range map[string]string{"甲": "招调〔2023〕1号", "乙": "招调〔2023〕2号", "去年的": "招调〔2022〕7号", "丙": "招调〔2023〕3号"} {
		if s := one(t, a, title); s.Number != number {
			t.Errorf("%s is %s, want %s", title, s.Number, number)
		}
	}
	stood := events(t, a, zone)
	out = imported(t, a, app.Importing{Zone: zone, File: ledgerOf(t, row("招调〔2023〕4号", "丁"), row("招调〔2023〕6号", "己"))})
	if out.Errors != 1 || out.Doubts[len(out.Doubts)-1].Read != "招调〔2023〕5号" || events(t, a, zone) != stood {
		t.Errorf("%+v", out)
	}
	out = imported(t, a, app.Importing{Zone: zone, File: ledgerOf(t, row("X9", "戊"), row("招调〔2023〕4号", "己"))})
	if out.Errors != 1 || events(t, a, zone) != stood || !slices.ContainsFunc(out.Doubts, func(d sheet.Doubt) bool { return d.Code == "import.number_taken" }) {
		t.Errorf("%+v", out)
	}
	if out = imported(t, a, app.Importing{Zone: zone, File: ledgerOf(t, row("X9", "戊"))}); out.New != 1 {
		t.Errorf("%+v", out)
	}
	if s := one(t, a, "戊"); s.Number != "招调〔2023〕4号" {
		t.Error(s.Number)
	}
	if _, err := a.Engine.Verify(t.Context(), zone, nil); err != nil {
		t.Error(err)
	}
}

// A row that waits for the one above it keeps its number from a row that has none and stands before it.
func TestANumberOfARowThatWaitsIsKeptForIt(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	file := filepath.Join(t.TempDir(), "台账.csv")
	if err := os.WriteFile(file, []byte("编号,任务名称,任务书,责任单位,责任人,完成时限,上级事项\n"+
		"招调〔2023〕1号,甲,完成签约,招商一科,招商一科科长,2024-06-30,招调〔2099〕2号\nX9,丙,完成签约,招商一科,招商一科科长,2024-06-30,\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	if out := imported(t, a, app.Importing{Zone: zone, File: file}); out.New != 2 || out.Errors > 0 {
		t.Fatalf("%+v", out)
	}
	if first, other := one(t, a, "甲").Number, one(t, a, "丙").Number; first != "招调〔2023〕1号" || other != "招调〔2023〕2号" {
		t.Error(first, other)
	}
}

func TestARowWhoseProgressMovedTellsOfThatCellBesideItsWords(t *testing.T) {
	t.Parallel()
	const head, same = "编号,任务名称,任务书,责任单位,责任人,完成时限,紧急程度,完成率,进展情况,状态", "X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,绿色,"
	for name, tt := range map[string]struct {
		row  string
		want []string
	}{
		"the progress alone":         {"75%,已对接", []string{"progress 60% → 75%"}},
		"the words alone":            {"60%,已签意向", []string{"narrative 已对接 → 已签意向"}},
		"the words and the progress": {"75%,已签意向", []string{"narrative 已对接 → 已签意向", "progress 60% → 75%"}},
		"done, whatever the rate":    {"75%,已对接,已完成", []string{"status 60% → 100%"}},
		"done, and no word of it":    {"75%,,已完成", []string{"status 60% → 100%"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			var got []string
			for i, row := range []string{"60%,已对接", tt.row} {
				if strings.Count(row, ",") < 2 {
					row += ",正在推进"
				}
				file := filepath.Join(t.TempDir(), "台账.csv")
				if err := os.WriteFile(file, []byte("2023年任务台账\n"+head+"\n"+same+row), 0o600); err != nil {
					t.Fatal(err)
				}
				out, err := a.Import(t.Context(), app.Importing{Zone: zone, Kind: "graded-task", File: file, As: "招商局党支部书记", At: time.Date(2023, 6, 1+i, 1, 0, 0, 0, time.UTC)}, nil)
				if err != nil {
					t.Fatal(err)
				}
				got = nil
				for _, l := range out.Lines {
					for _, c := range l.Changes {
						got = append(got, string(c.Field)+" "+c.Old+" → "+c.New)
						if c.Cell == "" || c.Command != "report" {
							t.Errorf("%+v", c)
						}
					}
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%q instead of %q", got, tt.want)
			}
		})
	}
}

func TestEveryCellThatAHandingOnTakesOverIsTold(t *testing.T) {
	t.Parallel()
	const head = "编号,任务名称,任务书,责任单位,配合单位,责任人,完成时限\n"
	for _, tt := range []struct {
		name, before, after string
		want                []string
	}{
		{
			"the unit with its owner", "招商一科,,招商一科科长,2024-06-30", "招商二科,,招商二科科长,2024-06-30",
			[]string{"owner 招商一科科长 → 招商二科科长 transfer", "lead_units 招商一科 → 招商二科 transfer"},
		},
		{
			"the units that support, too", "招商一科,招商三科,招商一科科长,2024-06-30", "招商二科,招商一科,招商二科科长,2024-06-30",
			[]string{"owner 招商一科科长 → 招商二科科长 transfer", "lead_units 招商一科 → 招商二科 transfer", "support_units 招商三科 → 招商一科 transfer"},
		},
		{
			"what comes with the first owner", "招商一科,,,2024-06-30", "招商二科,招商一科,招商二科科长,2024-06-30",
			[]string{"owner  → 招商二科科长 assign", "lead_units 招商一科 → 招商二科 assign", "support_units  → 招商一科 assign"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			var got []string
			for i, row := range []string{tt.before, tt.after} {
				file := filepath.Join(t.TempDir(), "台账.csv")
				if err := os.WriteFile(file, []byte(head+"X1,引进甲项目,完成签约,"+row), 0o600); err != nil {
					t.Fatal(err)
				}
				out := imported(t, a, app.Importing{Zone: zone, Kind: "graded-task", File: file, At: time.Date(2023, 6, 1+i, 1, 0, 0, 0, time.UTC)})
				got = nil
				for _, l := range out.Lines {
					for _, c := range l.Changes {
						got = append(got, string(c.Field)+" "+c.Old+" → "+c.New+" "+c.Command)
						if !strings.HasPrefix(c.Cell, "台账!") {
							t.Errorf("%+v", c)
						}
					}
				}
			}
			if !slices.Equal(got, tt.want) {
				t.Errorf("%q instead of %q", got, tt.want)
			}
		})
	}
}
