package app_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/app"
	"qinlian/internal/kernel/matter"
)

// A ledger's rows are the same matters or others, whatever counts or numbers them and on whichever sheet they stand.
func TestWhichMatterARowOfAWorkbookIsAbout(t *testing.T) {
	t.Parallel()
	const tail = "任务名称,任务书,责任单位,责任人,完成时限,完成率,进展情况,状态,佐证材料"
	counted, numbered := "序号,"+tail, "编号,"+tail
	row := func(n, title, brief, unit, due, rate, more string) string {
		return strings.Join([]string{n, title, brief, "招商" + unit + "科", "招商" + unit + "科科长", due, rate, "办理" + rate, more}, ",")
	}
	battery := func(n, rate string) string { return row(n, "电池项目", "落地", "一", "2024-09-30", rate, ",") }
	talks := func(n, rate string) string { return row(n, "信访积案", "化解", "三", "2024-12-31", rate, ",") }
	road := row("1", "道路工程", "修路", "二", "2024-03-31", "100%", "已完成,照片")
	check := func(n, quarter, due, rate, more string) string {
		return row(n, "安全检查", quarter+"检查", "二", due, rate, more)
	}
	const first, second = "2024-03-31", "2024-06-30"
	months := func(heads ...string) (out []monthSheet) {
		for i, head := range heads {
			rate := fmt.Sprintf("%d%%", 10*(i+1))
			number := map[string]string{counted: "", numbered: "ZS-00"}[head]
			out = append(out, month(fmt.Sprintf("%d月", i+3), head, battery(number+"1", rate), talks(number+"2", rate)))
		}
		return out
	}
	one := map[string]float64{"电池项目 落地": 20, "信访积案 化解": 20}
	for _, tt := range []struct {
		name     string
		editions [][]monthSheet
		fresh    []int
		stand    map[string]float64 // title and brief → rate
	}{
		{"在办 and 办结 both numbered from 1", [][]monthSheet{{month("在办", numbered, battery("1", "30%"), talks("2", "10%")), month("办结", numbered, road)}}, []int{3}, map[string]float64{"电池项目 落地": 30, "信访积案 化解": 10, "道路工程 修路": 100}},
		{"a sheet for each unit, all numbered from 001", [][]monthSheet{{month("一科", numbered, battery("001", "30%")), month("三科", numbered, talks("001", "10%"))}}, []int{2}, map[string]float64{"电池项目 落地": 30, "信访积案 化解": 10}},
		{"sections numbered from 1", [][]monthSheet{{month("台账", numbered, ",一、招商", battery("1", "30%"), ",二、信访", talks("1", "10%"))}}, []int{2}, map[string]float64{"电池项目 落地": 30, "信访积案 化解": 10}},
		{"numbers from the second month on", [][]monthSheet{months(counted), months(counted, numbered)}, []int{2, 0}, one},
		{"numbers at once from the second month on", [][]monthSheet{months(counted, numbered)}, []int{2}, one},
		{"all months numbered at once", [][]monthSheet{months(counted), months(numbered, numbered)}, []int{2, 0}, one},
		{"the first month numbered, then the second", [][]monthSheet{months(counted), months(numbered), months(numbered, numbered)}, []int{2, 0, 0}, one},
		{"no numbers any more", [][]monthSheet{months(numbered, numbered), months(counted, counted)}, []int{2, 0}, one},
		{"numbers given up in the second month", [][]monthSheet{months(numbered), months(numbered, counted)}, []int{2, 0}, one},
		{"one number forgotten", [][]monthSheet{{month("3月", numbered, battery("ZS-001", "10%"), talks("ZS-002", "10%")), month("4月", numbered, battery("ZS-001", "20%"), talks("", "20%"))}}, []int{2}, one},
		{"a sum of unit sheets with numbers of its own", [][]monthSheet{{month("汇总", numbered, battery("HZ-001", "20%"), talks("HZ-002", "20%")), month("一科", counted, battery("1", "20%")), month("三科", counted, talks("1", "20%"))}}, []int{2}, one},
		{
			"the next check comes as the last moves to 办结",
			[][]monthSheet{{month("在办", counted, battery("1", "30%"), check("2", "一季度", first, "50%", ","))}, {month("在办", counted, battery("1", "40%"), check("2", "二季度", second, "10%", ",")), month("办结", counted, check("1", "一季度", first, "100%", "已完成,"))}},
			[]int{2, 1},
			map[string]float64{"电池项目 落地": 40, "安全检查 一季度检查": 100, "安全检查 二季度检查": 10},
		},
		{
			"a second phase of the same due date, the first being in 办结",
			[][]monthSheet{{month("在办", counted, battery("1", "30%")), month("办结", counted, check("1", "一期", second, "100%", "已完成,照片"))}, {month("在办", counted, battery("1", "30%"), check("2", "二期", second, "10%", ",")), month("办结", counted, check("1", "一期", second, "100%", "已完成,照片"))}},
			[]int{2, 1},
			map[string]float64{"电池项目 落地": 30, "安全检查 一期检查": 100, "安全检查 二期检查": 10},
		},
		{
			"the next quarter's check in the next month's file",
			[][]monthSheet{{month("3月", counted, battery("1", "30%"), check("2", "一季度", first, "50%", ","))}, {month("4月", counted, battery("1", "40%"), check("2", "二季度", second, "10%", ","))}},
			[]int{2, 1},
			map[string]float64{"电池项目 落地": 40, "安全检查 一季度检查": 50, "安全检查 二季度检查": 10},
		},
		{
			"every month's check under one brief, once the last is done",
			[][]monthSheet{{month("3月", counted, battery("1", "30%"), check("2", "每月", first, "100%", "已完成,照片"))}, {month("3月", counted, battery("1", "30%"), check("2", "每月", first, "100%", "已完成,照片")), month("4月", counted, battery("1", "40%"), row("2", "安全检查", "每月检查", "二", "2024-04-30", "10%", ","))}},
			[]int{2, 1},
			map[string]float64{"电池项目 落地": 40, "安全检查 每月检查": 110},
		},
		{
			"the next check under one brief below the last, in the next month",
			[][]monthSheet{{month("3月", counted, check("1", "例行", first, "10%", ","), battery("2", "30%"))}, {month("3月", counted, check("1", "例行", first, "10%", ","), battery("2", "30%")), month("4月", counted, check("1", "例行", first, "50%", ","), check("2", "例行", second, "5%", ","), battery("3", "40%"))}},
			[]int{2, 1},
			map[string]float64{"电池项目 落地": 40, "安全检查 例行检查": 55},
		},
		{
			"and above it",
			[][]monthSheet{{month("3月", counted, check("1", "例行", first, "10%", ","), battery("2", "30%"))}, {month("3月", counted, check("1", "例行", first, "10%", ","), battery("2", "30%")), month("4月", counted, check("1", "例行", second, "5%", ","), check("2", "例行", first, "50%", ","), battery("3", "40%"))}},
			[]int{2, 1},
			map[string]float64{"电池项目 落地": 40, "安全检查 例行检查": 55},
		},
		{
			"and above it in one sheet",
			[][]monthSheet{{month("台账", counted, check("1", "例行", first, "10%", ","), battery("2", "30%"))}, {month("台账", counted, check("1", "例行", second, "5%", ","), check("2", "例行", first, "50%", ","), battery("3", "40%"))}},
			[]int{2, 1},
			map[string]float64{"电池项目 落地": 40, "安全检查 例行检查": 55},
		},
		{
			"the next check under one brief comes as the last moves to 办结",
			[][]monthSheet{{month("在办", counted, check("1", "例行", first, "10%", ","), battery("2", "30%"))}, {month("在办", counted, check("1", "例行", second, "5%", ","), battery("2", "40%")), month("办结", counted, check("1", "例行", first, "100%", "已完成,报告"))}},
			[]int{2, 1},
			map[string]float64{"电池项目 落地": 40, "安全检查 例行检查": 105},
		},
		{
			"a month handed on to another unit beside the one before",
			[][]monthSheet{{month("3月", counted, row("1", "厂房", "建成", "二", second, "10%", ",")), month("4月", counted, row("1", "厂房", "建成", "二", second, "20%", ","))}, {month("4月", counted, row("1", "厂房", "建成", "二", second, "20%", ",")), month("5月", counted, row("1", "厂房", "建成", "三", second, "30%", ","))}},
			[]int{1, 0},
			map[string]float64{"厂房 建成": 30},
		},
		{
			"a brief reworded in one month, and the date moved in the next",
			[][]monthSheet{
				{month("3月", counted, battery("1", "10%"), check("2", "一类", first, "10%", ","))},
				{month("3月", counted, battery("1", "10%"), check("2", "一类", first, "10%", ",")), month("4月", counted, battery("1", "10%"), check("2", "二类", first, "20%", ","))},
				{month("4月", counted, battery("1", "10%"), check("2", "二类", first, "20%", ",")), month("5月", counted, battery("1", "10%"), check("2", "二类", second, "30%", ","))},
			},
			[]int{2, 0, 0},
			map[string]float64{"电池项目 落地": 10, "安全检查 一类检查": 30},
		},
		{
			"another number under the same title and brief, due later",
			[][]monthSheet{{month("台账", numbered, battery("ZS-001", "30%"), check("ZS-002", "例行", first, "50%", ","))}, {month("台账", numbered, battery("ZS-001", "40%"), check("ZS-006", "例行", second, "10%", ","))}},
			[]int{2, 1},
			map[string]float64{"电池项目 落地": 40, "安全检查 例行检查": 60},
		},
		{
			"all numbers given anew",
			[][]monthSheet{{month("台账", numbered, battery("ZS-001", "30%"), check("ZS-002", "例行", first, "50%", ","))}, {month("台账", numbered, battery("QL-001", "40%"), check("QL-002", "例行", first, "60%", ","))}},
			[]int{2, 0},
			map[string]float64{"电池项目 落地": 40, "安全检查 例行检查": 60},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			a, _ := zoneOf(t, zone)
			for i, sheets := range tt.editions {
				for again := range 2 {
					out := imported(t, a, app.Importing{Zone: zone, File: bookOf(t, "台账.xlsx", sheets...), At: afterwards.AddDate(0, 0, i)})
					if fresh := tt.fresh[i] * (1 - again); out.Errors > 0 || out.New != fresh || again > 0 && out.Changed > 0 {
						t.Fatalf("edition %d, time %d: %d new, %d changed, %d errors: %+v", i+1, again+1, out.New, out.Changed, out.Errors, out.Doubts)
					}
				}
			}
			stand := map[string]float64{} // rates added up
			for _, s := range states(t, a) {
				stand[s.Title+" "+s.Brief] += s.Progress
			}
			if !maps.Equal(stand, tt.stand) {
				t.Errorf("they stand at %v", stand)
			}
		})
	}
}

// taker imports editions of one workbook.
func taker(t *testing.T, a *app.App) func(sheets ...monthSheet) *app.Imported {
	t.Helper()
	return func(sheets ...monthSheet) *app.Imported {
		t.Helper()
		return imported(t, a, app.Importing{Zone: zone, File: bookOf(t, "台账.xlsx", sheets...), At: afterwards})
	}
}

const (
	movingHead = "序号,任务名称,任务书,责任单位,责任人,完成时限,完成率,进展情况,状态,佐证材料"
	movingRow  = "1,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30,"
	stayingRow = "2,信访,化解,招商三科,招商三科科长,2024-12-31,10%,约谈,正在推进,"
)

// openSheets are 在办 and 办结 while 引进甲项目 is open; tail is what follows its due date.
func openSheets(tail string) []monthSheet {
	return []monthSheet{month("在办", movingHead, movingRow+tail, stayingRow), month("办结", movingHead)}
}

// doneSheets are the same once it is done.
func doneSheets(tail string) []monthSheet {
	return []monthSheet{month("在办", movingHead, stayingRow), month("办结", movingHead, movingRow+tail)}
}

// A person handed a matter on; the ledger, which lags behind, moves its row to another sheet.
func TestARowUnderTheUnitOfBeforeIsStillItsMatters(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	take := taker(t, a)
	take(openSheets("30%,打桩,正在推进,")...)
	does(t, a, matter.Command{Name: "transfer", Actor: "招商局党支部书记", Reason: "分工", Assignment: matter.Assignment{LeadUnit: "zsj-2", Owner: "招商二科科长"}})
	for i := range 2 {
		out := take(doneSheets("100%,竣工,已完成,验收单")...)
		if s := one(t, a, "引进甲项目"); out.New > 0 || out.Changed != 1-i || !s.Done() || s.LeadUnit != "zsj-2" {
			t.Errorf("time %d: %d new, %d changed, %s under %s: %+v", i+1, out.New, out.Changed, s.Stage, s.LeadUnit, out.Doubts)
		}
	}
}

// A person opened again what the ledger had completed; the ledger went on with it, and says once more that it is done.
func TestALedgerThatWentOnCompletesAgain(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	take := taker(t, a)
	done := doneSheets("100%,签约,已完成,协议")
	take(openSheets("50%,在谈,正在推进,")...)
	take(done...)
	does(t, a, matter.Command{Name: "reopen", Actor: "招商局党支部书记", Reason: "毁约"})
	if out, s := take(done...), one(t, a, "引进甲项目"); s.Done() || len(told(out, "import.differs_status")) != 1 {
		t.Errorf("before the ledger went on: %+v", out.Doubts)
	}
	take(openSheets("60%,再谈,正在推进,")...)
	if out, s := take(done...), one(t, a, "引进甲项目"); !s.Done() || out.Differing > 0 {
		t.Errorf("after: %+v", out.Doubts)
	}
}

// A person handed a matter on and the months took that up; a later month hands it back.
func TestAMonthHandsBackWhatAPersonHandedOn(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	take := func(n int, unit, rate string) *app.Imported {
		sheet := month(fmt.Sprintf("%d月", n), "序号,任务名称,任务书,责任单位,责任人,完成时限,完成率", fmt.Sprintf("1,引进甲项目,完成签约,招商%[1]s科,招商%[1]s科科长,2024-06-30,%[2]s", unit, rate))
		return imported(t, a, app.Importing{Zone: zone, File: bookOf(t, "台账.xlsx", sheet), At: afterwards})
	}
	take(3, "一", "10%")
	does(t, a, matter.Command{Name: "transfer", Actor: "招商局党支部书记", Reason: "分工", Assignment: matter.Assignment{LeadUnit: "zsj-2", Owner: "招商二科科长"}})
	take(4, "二", "20%")
	if out, s := take(5, "一", "30%"), one(t, a, "引进甲项目"); s.LeadUnit != "zsj-1" || out.Differing > 0 {
		t.Errorf("it is with %s: %+v", s.LeadUnit, out.Doubts)
	}
	if out, s := take(4, "二", "20%"), one(t, a, "引进甲项目"); s.LeadUnit != "zsj-1" {
		t.Errorf("the month before takes nothing back: it is with %s: %+v", s.LeadUnit, out.Doubts)
	}
}

// A person withdrew a matter and the clerk deleted its row: its ordinal is free.
func TestTheOrdinalOfWhatWasWithdrawnIsFree(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	take := taker(t, a)
	const head, talk = "序号,任务名称,任务书,责任单位,责任人,完成时限", "1,信访,化解,招商三科,招商三科科长,2024-12-31"
	take(month("台账", head, talk, "2,引进甲项目,完成签约,招商一科,招商一科科长,2024-06-30"))
	does(t, a, matter.Command{Name: "withdraw", Actor: "招商局党支部书记", Reason: "企业放弃"})
	out := take(month("台账", head, talk, "2,引进乙项目,完成洽谈,招商二科,招商二科科长,2024-09-30"))
	if s := one(t, a, "引进乙项目"); out.New != 1 || out.Errors > 0 || s.Owner != "招商二科科长" {
		t.Errorf("%d new, with %s: %+v", out.New, s.Owner, out.Doubts)
	}
}

// One number on two rows that have nothing in common is a slip: nothing is handed over for it.
func TestANumberThatTwoSheetsGiveToDifferentMattersIsAnError(t *testing.T) {
	t.Parallel()
	a, _ := zoneOf(t, zone)
	const head = "编号,任务名称,任务书,责任单位,责任人,完成时限,完成率"
	book := func(second string) string {
		return bookOf(t, "台账.xlsx", month("在办", head, "ZS-001,电池项目,落地,招商一科,招商一科科长,2024-09-30,30%"), month("办结", head, second))
	}
	out := imported(t, a, app.Importing{Zone: zone, File: book("ZS-001,道路工程,修路,招商二科,招商二科科长,2024-03-31,100%"), At: afterwards})
	if found := toldOf(out, "import.number_twice"); len(found) != 1 || out.Errors != 1 || found[0].Cell != "办结!A2" || !strings.Contains(found[0].Text.Zh, "“在办”表第 2 行") {
		t.Errorf("%+v", out.Doubts)
	}
	out = imported(t, a, app.Importing{Zone: zone, File: book("ZS-001,电池项目（二期）,落地,招商一科,招商一科科长,2024-09-30,40%"), At: afterwards})
	if out.Errors > 0 || out.New != 1 || slices.ContainsFunc(out.Lines, func(l app.ImportLine) bool { return l.New && l.Title != "电池项目" }) {
		t.Errorf("a title that was written otherwise: %+v %+v", out.Lines, out.Doubts)
	}
}
