package app

import (
	"slices"
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/engine"
)

func TestAMergedColumnOfTaskForcesIsTheCategoryAndABoundStaysWithItsAmount(t *testing.T) {
	ctx := t.Context()
	a, err := OpenDemo(ctx, t.TempDir()+"/demo.db", clock.System)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = a.Close() })
	if err := a.Demo(ctx, func(d *DemoDay) error {
		switch d.Zone {
		case "ganzhou-etdz":
			var board []string
			for _, c := range d.Today.Categories {
				board = append(board, c.Category)
			}
			if got := strings.Join(board, " "); got != "第一专班 第三专班 第二专班 第四专班" {
				t.Errorf("board: %s", got)
			}
			if len(d.Resolved) != 2 {
				t.Errorf("resolved: %q", d.Resolved)
			}
			told := map[string]string{}
			for _, doubt := range d.Imported.Doubts {
				told[doubt.Code+" "+doubt.Read] = doubt.Assumed
			}
			if told["import.bound 近20亿元"] != "20 亿元" || told["import.bound 100亿元以上"] != "100 亿元" || told["import.bound 约10亿元"] != "10 亿元" {
				t.Errorf("bounds: %v", told)
			}
			if _, ok := told["column.remark 备注"]; !ok {
				t.Error("the remarks were dropped without a word")
			}
		case "ganjiang":
			if d.Imported.Above != 6 {
				t.Errorf("%d projects", d.Imported.Above)
			}
		}
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	n, err := a.Store.CountMatters(ctx, "ganzhou-etdz", engine.Filter{Category: "第一专班"})
	if err != nil || n != 9 {
		t.Errorf("%d of the first task force, %v", n, err)
	}
	for row, err := range a.Store.List(ctx, "ganzhou-etdz", engine.Filter{Category: "第一专班", WithState: true}) {
		if err != nil {
			t.Fatal(err)
		}
		s, err := row.Folded()
		if err != nil {
			t.Fatal(err)
		}
		if s.Title == "招商项目资金保障" && (s.Fields["signed_amount"] != 2e11 || s.Fields["signed_amount_note"] != "近20亿元" || !slices.Equal(s.Category, []string{"第一专班"})) {
			t.Errorf("%v %v", s.Category, s.Fields)
		}
	}
}
