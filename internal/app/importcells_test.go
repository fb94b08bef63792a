package app_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/app"
)

// Each of these cells could change in a ledger without a word.
func TestEveryCellOfAKnownRowIsCompared(t *testing.T) {
	t.Parallel()
	const (
		head   = "编号,任务名称,任务书,责任单位,责任人,完成时限,进展情况,状态,完成率,登记日期,上级事项,办结日期,佐证材料\n"
		open   = "X1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,已对接,正在推进,30%,2023-03-01,,,合同\n"
		closed = "X2,引进乙项目,完成签约,招商一科,招商一科科长,2024-06-30,已签约,已完成,,2023-03-01,,2023-05-31,协议\n"
	)
	for _, tt := range []struct {
		old, new, did string
		code          string // "" for none
		cell          string
		says          string
	}{
		{"合同", "验收单", "attach", "", "", ""},
		{"已对接,正在推进,30%", "未开始,未启动,", "", "import.differs_status", "台账!H2", "已有反馈"},
		{"2023-03-01,,,合同", "2023-02-01,,,合同", "", "import.differs_registered", "台账!J2", "2023-03-01"},
		{"2023-03-01,,,合同", "2023-03-01,招调〔2099〕77号,,合同", "", "import.parent", "台账!K2", "没有这件上级事项"},
		{"2023-03-01,,,合同", "2023-03-01,X2,,合同", "", "import.differs_parent", "台账!K2", "登记时确定"},
		{"2023-05-31", "2023-05-20", "", "import.differs_finished", "台账!L3", "2023-05-31"},
	} {
		a, _ := zoneOf(t, zone)
		file := filepath.Join(t.TempDir(), "台账.csv")
		write := func(rows string) {
			if err := os.WriteFile(file, []byte(head+rows), 0o600); err != nil {
				t.Fatal(err)
			}
		}
		write(open + closed)
		if out := imported(t, a, app.Importing{Zone: zone, File: file}); out.New != 2 || out.Errors > 0 {
			t.Fatalf("%+v", out)
		}
		if out := imported(t, a, app.Importing{Zone: zone, File: file}); out.Unchanged != 2 {
			t.Fatalf("the same again: %+v", out)
		}
		x2 := one(t, a, "引进乙项目").Number
		write(strings.Replace(open+closed, tt.old, strings.Replace(tt.new, "X2", x2, 1), 1))
		out := imported(t, a, app.Importing{Zone: zone, File: file})
		did := ""
		for _, l := range out.Lines {
			did += strings.Join(l.Did, " ")
		}
		if did != tt.did || tt.code != "" && out.Differing != 1 {
			t.Errorf("%s → %s: carried out %q; %+v", tt.old, tt.new, did, out)
		}
		if tt.code == "" {
			continue
		}
		found := told(out, tt.code)
		if len(found) != 1 || found[0].Cell != tt.cell || found[0].Level != sheet.Assumed || !strings.Contains(found[0].Text.Zh, tt.says) {
			t.Errorf("%s → %s: told %+v", tt.old, tt.new, out.Doubts)
		}
	}
}

// Sums as offices write them are taken; what a bracket adds is told, and stops the import only where it holds a figure.
func TestSumsWithRemarksAndSignsAreTaken(t *testing.T) {
	t.Parallel()
	for written, stops := range map[string]bool{
		"17.5亿元（含设备）": false, "\"￥500,000\"": false, "1亿2千万元": false, "0": false, "17.5亿元（其中设备2亿元）": true,
	} {
		t.Run(written, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			file := filepath.Join(t.TempDir(), "台账.csv")
			if err := os.WriteFile(file, []byte("编号,任务名称,任务书,责任单位,责任人,完成时限,投资额\nX1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,"+written+"\n"), 0o600); err != nil {
				t.Fatal(err)
			}
			out := imported(t, a, app.Importing{Zone: zone, File: file, DryRun: true})
			if out.Errors > 0 != stops || len(told(out, "amount.remark")) > 0 != strings.Contains(written, "含设备") {
				t.Errorf("%+v", out.Doubts)
			}
		})
	}
}
