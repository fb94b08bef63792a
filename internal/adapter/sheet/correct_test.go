package sheet

import (
	"context"
	"slices"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
)

func TestCorrectionsAreReadInPlaceOfCells(t *testing.T) {
	t.Parallel()
	path := workbookFile(t, "台账.xlsx", func(f *excelize.File) error {
		for at, v := range map[string]any{
			"A1": "序号", "B1": "任务名称", "C1": "责任单位", "D1": "完成时限",
			"A2": 1, "B2": "甲", "C2": "招商局", "D2": "2月30日", "B3": "乙", "D3": "2023-05-01", "A4": 3, "B4": "丙", "D4": "待定日期",
		} {
			if err := f.SetCellValue("Sheet1", at, v); err != nil {
				return err
			}
		}
		return f.MergeCell("Sheet1", "C2", "C3")
	})
	var rows []Row
	o := Options{Year: 2023, Corrections: Corrections{"Sheet1!D2": "2023-03-01", "Sheet1!C2": " 经发局 ", "Sheet1!D4": "", "Sheet1!A3": "2", "Sheet1!B9": "丁"}}
	rep, err := Read(context.Background(), path, o, func(r Row) error {
		rows = append(rows, r)
		return nil
	})
	if err != nil || len(rows) != 3 || rep.Errors != 0 {
		t.Fatalf("%d rows, %+v, %v", len(rows), rep, err)
	}
	for i, want := range []struct{ unit, due, corrected string }{{"经发局", "2023-03-01", "C2 D2"}, {"经发局", "2023-05-01", "A3 C2"}, {"", "", "D4"}} {
		r := rows[i]
		if strings.Join(r.LeadUnits, " ") != want.unit || r.Due.String() != want.due || strings.Join(r.Corrected, " ") != want.corrected {
			t.Errorf("row %d: %q due %s corrected %q, want %+v", i, r.LeadUnits, r.Due, r.Corrected, want)
		}
	}
	if rows[1].Ordinal != "2" {
		t.Errorf("a cell that was empty: %q", rows[1].Ordinal)
	}
	if !slices.ContainsFunc(rep.Doubts, func(d Doubt) bool { return d.Code == "correction.unmet" && d.Cell == "Sheet1!B9" }) {
		t.Errorf("a correction of nothing goes untold: %+v", rep.Doubts)
	}
}

func TestAWrongHeaderCanBeCorrected(t *testing.T) {
	t.Parallel()
	path := workbookFile(t, "台账.xlsx", func(f *excelize.File) error {
		return f.SetSheetRow("Sheet1", "A2", &[]string{"甲", "招商局", "2023-03-01"})
	})
	header := Corrections{"Sheet1!A1": "任务名称", "Sheet1!B1": "责任单位", "Sheet1!C1": "完成时限"}
	if rep, err := Read(context.Background(), path, Options{Corrections: header}, func(Row) error { return nil }); err == nil && rep.Rows > 0 {
		t.Log("a header may even be written where there was none")
	}
	for _, at := range []string{"Sheet1", "Sheet1!", "!A1", "Sheet1!1", "Sheet1!A0"} {
		if err := (Corrections{at: "x"}).Check(); err == nil {
			t.Errorf("%q passes for a cell", at)
		}
	}
}
