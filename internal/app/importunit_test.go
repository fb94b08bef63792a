package app_test

import (
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/app"
	"qinlian/internal/base/money"
)

const unitRow = "X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30"

// A bare figure is counted in the unit that its header, the row below it or a line above it states; where nobody does, it is asked
// about.
func TestTheUnitOfAColumnScalesItsBareFigures(t *testing.T) {
	t.Parallel()
	const head = "编号,任务名称,任务书,责任单位,责任人,完成时限,"
	for _, tt := range []struct {
		name  string
		lines []string
		fen   money.Fen
		code  string // "" where nothing is told of the sum
		level sheet.Level
		cell  string
	}{
		{"in the header, half-width", []string{head + "目标签约额(亿元)", unitRow + ",15"}, 15 * money.Yi, "", "", ""},
		{"in the header, full-width", []string{head + "目标签约额（万元）", unitRow + ",15"}, 15 * money.Wan, "", "", ""},
		{"in the header of a synonym", []string{head + "总投资(万元)", unitRow + ",\"1,500\""}, 1500 * money.Wan, "import.amount_field", sheet.Assumed, "台账!G2"},
		{"on a row of its own below the header", []string{head + "目标签约额", ",,,,,,亿元", unitRow + ",15"}, 15 * money.Yi, "", "", ""},
		{"in a note above the header", []string{"（单位：亿元）,,,,,,", head + "目标签约额", unitRow + ",15"}, 15 * money.Yi, "amount.unit_above", sheet.Note, "台账!A1"},
		{"in a banner above a synonym", []string{"2024年重点项目台账  金额单位：万元,,,,,,", head + "投资额", unitRow + ",15"}, 15 * money.Wan, "amount.unit_above", sheet.Note, "台账!A1"},
		{"the cell's own counts first", []string{"单位：亿元,,,,,,", head + "目标签约额(万元)", unitRow + ",3.2亿元"}, 32 * money.Yi / 10, "", "", ""},
		{"nowhere, and large enough for yuan", []string{head + "目标签约额", unitRow + ",15000000"}, 1500 * money.Wan, "", "", ""},
		{"in the second row of a header", []string{head + "资金情况,", ",,,,,,总投资（亿元）,目标签约额（亿元）", unitRow + ",17.5,15"}, 15 * money.Yi, "import.amount", sheet.Assumed, "台账!G3"},
		{"the cell's own in full-width digits", []string{head + "目标签约额", unitRow + ",１．６亿元"}, 16 * money.Yi / 10, "", "", ""},
		{"below zero, which is asked about", []string{head + "目标签约额", unitRow + ",-5亿元"}, -5 * money.Yi, "import.negative", sheet.Assumed, "台账!G2"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			out := imported(t, a, app.Importing{Zone: zone, File: fileOf(t, "台账.csv", tt.lines...)})
			if got := one(t, a, "引进甲项目").Fields["signed_amount"]; got != float64(tt.fen) && got != int64(tt.fen) {
				t.Errorf("%v fen, not %d: %+v", got, tt.fen, out.Doubts)
			}
			for _, code := range []string{"amount.unit_above", "import.amount_unit", "import.amount_field", "import.amount", "import.negative", "column.extra"} {
				switch found := told(out, code); {
				case code == tt.code && (len(found) != 1 || found[0].Level != tt.level || found[0].Cell != tt.cell):
					t.Errorf("%s: %+v", code, out.Doubts)
				case code != tt.code && len(found) > 0 && !(code == "import.amount_field" && tt.code == "amount.unit_above"):
					t.Errorf("%s: %+v", code, found)
				}
			}
		})
	}
}

// A group of sums over two columns scales both, and the one that has the field's name is the field's.
func TestTheColumnOfAGroupThatHasTheFieldsNameIsTheFields(t *testing.T) {
	t.Parallel()
	for _, group := range []string{"投资额（亿元）", "金额（亿元）", "资金（亿元）"} {
		t.Run(group, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			f := excelize.NewFile()
			for i, row := range [][]any{{"编号", "任务名称", group, "", "任务书", "责任单位", "责任人", "完成时限"}, {"", "", "总投资", "目标签约额"}, {"X1", "引进甲项目", 17.5, 5, "完成签约", "招商一科", "招商一科科长", "2024-06-30"}} {
				if err := f.SetSheetRow("Sheet1", fmt.Sprintf("A%d", i+1), &row); err != nil {
					t.Fatal(err)
				}
			}
			for _, merged := range []string{"C1:D1", "A1:A2", "B1:B2", "E1:E2", "F1:F2", "G1:G2", "H1:H2"} {
				from, to, _ := strings.Cut(merged, ":")
				if err := f.MergeCell("Sheet1", from, to); err != nil {
					t.Fatal(err)
				}
			}
			file := filepath.Join(t.TempDir(), "台账.xlsx")
			if err := errors.Join(f.SaveAs(file), f.Close()); err != nil {
				t.Fatal(err)
			}
			out := imported(t, a, app.Importing{Zone: zone, File: file})
			if got := one(t, a, "引进甲项目").Fields["signed_amount"]; got != float64(5*money.Yi) || len(told(out, "import.amount")) != 1 {
				t.Errorf("%v fen: %+v", got, out.Doubts)
			}
		})
	}
}

// What is no sum below 投资额 is none below a header that a field of the kind is called after.
func TestASumThatCannotBeReadStopsTheImportBelowAnyHeader(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"目标签约额", "投资额"} {
		for written, code := range map[string]string{
			"3-5亿元": "amount.unreadable", "1.5亿美元": "amount.foreign", "≥5亿元": "amount.unreadable", "叁亿元": "amount.unreadable", "5000": "amount.no_unit", "26,38亿元": "amount.grouping", ".32亿元": "amount.digits_lost",
		} {
			t.Run(header+" "+written, func(t *testing.T) {
				t.Parallel()
				a, _ := zoneOf(t, zone)
				out := imported(t, a, app.Importing{Zone: zone, File: fileOf(t, "台账.csv", "编号,任务名称,任务书,责任单位,责任人,完成时限,"+header, unitRow+`,"`+written+`"`)})
				if found := told(out, code); len(found) != 1 || found[0].Level != sheet.Error || found[0].Cell != "台账!G2" || out.Errors != 1 || out.New != 0 {
					t.Errorf("told %+v", out.Doubts)
				}
			})
		}
	}
}

// A cell that says that there is no sum, or none yet, is as good as empty below any header of sums.
func TestNoSumIsNoFault(t *testing.T) {
	t.Parallel()
	for _, header := range []string{"目标签约额", "目标签约额（万元）", "投资额"} {
		for written, told := range map[string]int{"/": 0, "-": 0, "—": 0, "无": 0, "暂无": 0, " ／ ": 0, "待定": 1, "尚未确定": 1} { //nolint:gocritic // the spaces are what a clerk writes
			t.Run(header+" "+written, func(t *testing.T) {
				t.Parallel()
				a, _ := zoneOf(t, zone)
				out := imported(t, a, app.Importing{Zone: zone, File: fileOf(t, "台账.csv", "编号,任务名称,任务书,责任单位,责任人,完成时限,"+header, unitRow+","+written)})
				found := toldOf(out, "amount.undecided")
				if out.New != 1 || out.Errors > 0 || len(found) != told || told > 0 && found[0].Cell != "台账!G2" || len(toldOf(out, "import.amount")) > 0 {
					t.Errorf("told %+v", out.Doubts)
				}
				if sum, has := one(t, a, "引进甲项目").Fields["signed_amount"]; has {
					t.Errorf("%v", sum)
				}
			})
		}
	}
}

func TestAColumnOfSumsThatNoFieldTakesIsAskedAbout(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	out := imported(t, a, app.Importing{Zone: zone, File: fileOf(t, "台账.csv", "编号,任务名称,任务书,责任单位,责任人,完成时限,引资额(亿元),联系方式", unitRow+",15,1")})
	found := told(out, "column.extra")
	if len(found) != 2 || found[0].Level != sheet.Assumed || found[1].Level != sheet.Note || !strings.Contains(found[0].Text.Zh, "像是金额") {
		t.Errorf("told %+v", out.Doubts)
	}
}

func TestARateAmongWordsIsReadAndAskedAbout(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	out := imported(t, a, app.Importing{Zone: zone, File: fileOf(t, "台账.csv", "编号,任务名称,任务书,责任单位,责任人,完成时限,进展情况", unitRow+",0.5")})
	found := told(out, "progress.no_percent")
	if s := one(t, a, "引进甲项目"); len(found) != 1 || found[0].Cell != "台账!G2" || s.Progress != 50 {
		t.Errorf("at %v %%: %+v", s.Progress, out.Doubts)
	}
}

// What a doubt quotes is what stands in the cell.
func TestADoubtAboutUnitsQuotesTheCellAsItIsWritten(t *testing.T) {
	t.Parallel()
	const head = "编号,任务名称,任务书,责任单位,责任人,完成时限"
	for written, want := range map[string]string{`"招商一科,招商二科"`: "招商一科,招商二科", "招商一科；招商二科": "招商一科；招商二科", "招商一科/招商二科": "招商一科/招商二科"} {
		a, _ := zoneOf(t, zone)
		out := imported(t, a, app.Importing{Zone: zone, File: fileOf(t, "台账.csv", head, strings.Replace(unitRow, "招商一科,", written+",", 1))})
		if found := toldOf(out, "import.lead_units"); len(found) != 1 || found[0].Read != want || found[0].Assumed != "招商一科" {
			t.Errorf("%s: %+v", written, out.Doubts)
		}
	}
}
