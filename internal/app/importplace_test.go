package app_test

import (
	"fmt"
	"strings"
	"testing"

	"qinlian/internal/app"
)

// Extinguishers are out of date at three enterprises: what tells the rows apart is a place, a category, a section, or a column that no
// field takes. A row that goes or comes renumbers those below it.
func TestRowsOfOneTitleAreToldApartByWhereTheyAre(t *testing.T) {
	t.Parallel()
	const tail = "隐患名称,整改措施,责任单位,责任人,整改时限,完成率,进展情况"
	row := func(n int, at, rate string) string {
		return fmt.Sprintf("%d,%s,灭火器过期,更换,招商二科,招商二科科长,2024-06-30,%s,%s%s", n, at, rate, at, rate)
	}
	firms, houses := []string{"金源", "恒达", "宏泰", "老街"}, []string{"1号楼", "11号楼", "21号楼", "2号楼"}
	for _, tt := range []struct {
		name, head string
		at         []string
		months     bool
		kept       bool // an office may change it of a row that it keeps
	}{
		{"a place", "序号,地点," + tail, firms, false, false},
		{"a place, in months", "序号,地点," + tail, firms, true, false},
		{"places of which one is a part of the next in letters", "序号,地点," + tail, houses, false, false},
		{"part of a building", "序号,隐患部位," + tail, houses, false, false},
		{"a category", "序号,类别," + tail, firms, false, true},
		{"a column that no field takes", "序号,企业名称," + tail, firms, false, false},
		{"a column that no field takes, in months", "序号,企业名称（全称）," + tail, firms, true, false},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			var sheets []monthSheet
			take := func(rows ...string) *app.Imported {
				t.Helper()
				name := "台账"
				if tt.months {
					name = fmt.Sprintf("%d月", len(sheets)+3)
				} else {
					sheets = nil
				}
				sheets = append(sheets, month(name, append([]string{tt.head}, rows...)...))
				return imported(t, a, app.Importing{Zone: zone, File: bookOf(t, "台账.xlsx", sheets...), At: afterwards})
			}
			stand := func() string {
				var out []string
				for _, s := range states(t, a) {
					out = append(out, fmt.Sprint(s.Progress))
				}
				return strings.Join(out, " ")
			}
			if out := take(row(1, tt.at[0], "10%"), row(2, tt.at[1], "20%"), row(3, tt.at[2], "30%")); out.New != 3 || len(told(out, "row.repeated")) > 0 {
				t.Fatalf("%d new: %+v", out.New, out.Doubts)
			}
			if out := take(row(1, tt.at[1], "50%"), row(2, tt.at[2], "60%")); out.New != 0 || stand() != "10 50 60" {
				t.Errorf("one went: %d new, they stand at %s: %+v", out.New, stand(), out.Doubts)
			}
			if tt.kept {
				return
			}
			if out := take(row(1, tt.at[3], "5%"), row(2, tt.at[1], "70%"), row(3, tt.at[2], "80%")); out.New != 1 || stand() != "10 70 80 5" {
				t.Errorf("one came: %d new, they stand at %s: %+v", out.New, stand(), out.Doubts)
			}
		})
	}
}

// Streets have a sheet each, and the same work to do.
func TestSheetsOfPlacesHaveMattersOfTheirOwn(t *testing.T) {
	t.Parallel()
	const head = "序号,实施地点,实事名称,建设内容,责任单位,责任人,完成时限,完成率"
	row := func(at, rate string) string {
		return "1," + at + ",口袋公园,新建一处,招商二科,招商二科科长,2024-06-30," + rate
	}
	a, _ := zoneOf(t, zone)
	take := taker(t, a)
	for i, tt := range []struct {
		sheets []monthSheet
		fresh  int
	}{
		{[]monthSheet{month("黄金岭", head, row("黄金岭", "10%"))}, 1},
		{[]monthSheet{month("黄金岭", head, row("黄金岭", "20%")), month("蟠龙", head, row("蟠龙", "5%"))}, 1},
		{[]monthSheet{month("黄金岭", head, row("黄金岭", "30%")), month("蟠龙", head, row("蟠龙", "40%"))}, 0},
	} {
		if out := take(tt.sheets...); out.New != tt.fresh {
			t.Errorf("edition %d: %d new: %+v", i+1, out.New, out.Doubts)
		}
	}
	if all := states(t, a); len(all) != 2 || all[0].Progress != 30 || all[1].Progress != 40 {
		t.Errorf("%+v", all)
	}
}
