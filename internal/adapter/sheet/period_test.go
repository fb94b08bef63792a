package sheet

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"testing"
)

func TestSheetsThatAreCalledAfterTimesAreRanked(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, sheets, ranked string }{
		{"months, the newest first", "5月 4月 3月", "3月 4月 5月"},
		{"months in figures and in words, with a summary", "汇总 十二月 1-11月份 三月台账", "三月台账 1-11月份 十二月"},
		{"months across the end of a year", "11月 12月 1月 2月", "11月 12月 1月 2月"},
		{"months across the end of a year, the newest first", "2月 1月 12月", "12月 1月 2月"},
		{"months with a gap are those of one year", "11月 1月 3月", "1月 3月 11月"},
		{"months with their years", "2024年1月 2023年12月 2023.11月", "2023.11月 2023年12月 2024年1月"},
		{"figures alone", "202402 202311 202312", "202311 202312 202402"},
		{"days", "6.15 6.8 5.31", "5.31 6.8 6.15"},
		{"dates", "20230615 2023-06-08", "2023-06-08 20230615"},
		{"days in words", "6月15日 6月8日", "6月8日 6月15日"},
		{"weeks", "第十周 第9周", "第9周 第十周"},
		{"quarters", "三季度 第二季度", "第二季度 三季度"},
		{"one month", "汇总 5月", ""},
		{"limits", "6月底前 12月底前", ""},
		{"some with a year and some without", "2023年12月 1月", ""},
		{"no times", "在办 办结 13月 第一批 第二批", ""},
		{"a month that is there twice", "3月 三月", "3月=三月"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rank := InTime(strings.Fields(tt.sheets))
			names := slices.SortedFunc(maps.Keys(rank), func(a, b string) int { return cmp.Or(rank[a]-rank[b], strings.Compare(a, b)) })
			got := ""
			for i, name := range names {
				switch {
				case i > 0 && rank[name] == rank[names[i-1]]:
					got += "=" + name
				case i > 0:
					got += " " + name
				default:
					got = name
				}
			}
			if got != tt.ranked {
				t.Errorf("%q, not %q", got, tt.ranked)
			}
		})
	}
}
