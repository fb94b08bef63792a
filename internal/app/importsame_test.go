package app_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/app"
	"qinlian/internal/kernel/matter"
)

// fileOf writes a csv under a name.
func fileOf(t *testing.T, name string, lines ...string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(strings.Join(lines, "\n")), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// told finds the doubts of a code.
func toldOf(out *app.Imported, code string) []sheet.Doubt {
	return slices.DeleteFunc(slices.Clone(out.Doubts), func(d sheet.Doubt) bool { return d.Code != code })
}

func TestALedgerUnderAnotherFileNameIsNotRegisteredTwice(t *testing.T) {
	t.Parallel()
	rows := func(titles ...string) []string {
		out := []string{"序号,任务名称,责任单位,责任人,完成时限"}
		for i, title := range titles {
			out = append(out, fmt.Sprintf("%d,%s,招商一科,招商一科科长,2024-06-30", i+1, title))
		}
		return out
	}
	first := rows("甲", "乙", "丙", "丁")
	for _, tt := range []struct {
		name    string
		file    string
		ledger  string
		rows    []string
		refused bool
		agree   string
	}{
		{"the same bytes", "新.csv", "", first, true, "4 行中有 4 行"},
		{"a later edition", "新.csv", "", rows("甲", "乙", "丙改", "丁", "戊"), true, "5 行中有 3 行"},
		{"a later edition with a row put in above", "新.csv", "", rows("戊", "甲", "乙", "丙", "丁"), true, "5 行中有 4 行"},
		{"a later edition whose first is done and gone", "新.csv", "", rows("乙", "丙", "丁"), true, "3 行中有 3 行"},
		{"another unit's ledger of the same titles", "新.csv", "", strings.Split(strings.ReplaceAll(strings.Join(first, "\n"), "招商一科", "招商二科"), "\n"), false, ""},
		{"fewer than half", "新.csv", "", rows("甲", "乙", "丙", "1", "2", "3", "4"), false, ""},
		{"the same ordinals alone", "新.csv", "", rows("子", "丑", "寅", "卯"), false, ""},
		{"two rows, and both agree", "新.csv", "", rows("甲", "乙"), true, "2 行中有 2 行"},
		{"two rows of which one agrees", "新.csv", "", rows("甲", "辰"), false, ""},
		{"one row that agrees", "新.csv", "", rows("甲"), false, ""},
		{"kept apart on purpose", "新.csv", "新", first, false, ""},
		{"continued by name", "新.csv", "旧", first, false, ""},
		{"the file's own name again", "旧.csv", "", first, false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			if out := imported(t, a, app.Importing{Zone: zone, File: fileOf(t, "旧.csv", first...)}); out.New != 4 || out.Errors > 0 {
				t.Fatalf("%+v", out)
			}
			stood := events(t, a, zone)
			out := imported(t, a, app.Importing{Zone: zone, File: fileOf(t, tt.file, tt.rows...), Ledger: tt.ledger})
			same := toldOf(out, "import.same_ledger")
			if (len(same) == 1) != tt.refused || (out.Errors == 1) != tt.refused {
				t.Fatalf("%+v", out.Doubts)
			}
			if !tt.refused {
				return
			}
			if events(t, a, zone) != stood || out.Doubts[0].Code != same[0].Code {
				t.Error("something was written, or it is not told first")
			}
			for _, part := range []string{tt.agree, "“旧”", "--ledger 旧", "--ledger 新"} {
				if !strings.Contains(same[0].Text.Zh, part) {
					t.Errorf("%s: no %s", same[0].Text.Zh, part)
				}
			}
		})
	}
}

func TestAnImportNamesTheCellOfEveryDoubt(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	out := imported(t, a, app.Importing{Zone: zone, File: fileOf(t, "台账.csv",
		"编号,任务名称,责任单位,责任人,完成时限,目标签约额,工作进展",
		"1,甲,招商一科,,2024-06-30,近400亿元,完成80%", "2,乙,招商一科,招商一科科长,2024-06-30,50余项,已完成", "3,丙,招商一科,招商一科科长,2024-06-30,,基本完成")})
	var places []string
	for _, d := range out.Doubts {
		places = append(places, d.Code+" "+d.Cell)
		if _, cell, _ := strings.Cut(d.Cell, "!"); cell == "" || cell[0] < 'A' || cell[0] > 'Z' {
			t.Errorf("%s stands at %s", d.Code, d.Cell)
		}
		if zh := d.AssumedIn("zh"); strings.ContainsAny(zh, "abcdefghijklmnopqrstuvwxyz") {
			t.Errorf("%s was taken for %s", d.Code, zh)
		}
	}
	for _, want := range []string{"import.no_owner 台账!D2", "import.bound 台账!F2", "import.not_assigned 台账!G2", "import.amount 台账!F3", "status.hedged 台账!G4"} {
		if !slices.Contains(places, want) {
			t.Errorf("no %s among %s", want, places)
		}
	}
}

func TestALedgerWithoutOwnersGoesToTheHeadsOfTheLeadUnits(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	file := fileOf(t, "台账.csv", "编号,任务名称,任务书,承办单位,完成时限,工作进展", "1,甲,签约,招商三科,2024-06-30,完成80%", "2,乙,签约,招商一科,2024-06-30,已完成")
	out := imported(t, a, app.Importing{Zone: zone, File: file})
	heads := toldOf(out, "import.owner_head")
	if len(heads) != 1 || !strings.Contains(heads[0].Text.Zh, "共 2 行") || heads[0].Assumed != "招商三科科长" || len(toldOf(out, "import.not_assigned")) > 0 {
		t.Errorf("%+v", out.Doubts)
	}
	if s := one(t, a, "甲"); s.Owner != "招商三科科长" || s.Stage != matter.Reported || s.Progress != 80 {
		t.Errorf("%s %s %v", s.Owner, s.Stage, s.Progress)
	}
	if s := one(t, a, "乙"); s.Owner != "招商一科科长" || s.Stage != matter.Reported || s.Progress != 100 {
		t.Errorf("done without evidence: %s %s %v", s.Owner, s.Stage, s.Progress)
	}
	if !slices.ContainsFunc(out.Doubts, func(d sheet.Doubt) bool {
		return d.Cell == "台账!F3" && strings.Contains(d.Text.Zh, "没有佐证材料")
	}) {
		t.Errorf("nothing is said of the evidence: %+v", out.Doubts)
	}
	stood := events(t, a, zone)
	if again := imported(t, a, app.Importing{Zone: zone, File: file}); events(t, a, zone) != stood || again.Changed > 0 || len(toldOf(again, "import.owner_head")) > 0 {
		t.Errorf("not idempotent: %+v", again)
	}
}
