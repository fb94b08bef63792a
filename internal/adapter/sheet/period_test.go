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
		{"months, the newest first", "5月|4月|3月", "3月 4月 5月"},
		{"months in figures and in words, with a summary", "汇总|十二月|1-11月份|三月台账", "三月台账 1-11月份 十二月"},
		{"months across the end of a year", "11月|12月|1月|2月", "11月 12月 1月 2月"},
		{"two months in one sheet across the end of a year", "11月|12月|1-2月|3月", "11月 12月 1-2月 3月"},
		{"a second edition of a month", "11月|12月|12月(2)|1月", "11月 12月=12月(2) 1月"},
		{"months across the end of a year, the newest first", "2月|1月|12月", "12月 1月 2月"},
		{"months in no order are those of one year", "11月|3月|12月|7月", "3月 7月 11月 12月"},
		{"months in no order around the end of a year", "2月|1月|11月|12月", "11月 12月 1月 2月"},
		{"months with their years", "2024年1月|2023年12月|2023.11月", "2023.11月 2023年12月 2024年1月"},
		{"years of two digits", "24年1月|23年10月", "23年10月 24年1月"},
		{"a span across the end of a year", "2024年3月|2023年12月-2024年1月", "2023年12月-2024年1月 2024年3月"},
		{"a blank before the month", "2024 3月|2023 11月", "2023 11月 2024 3月"},
		{"a year without its sign", "202403月|202312月", "202312月 202403月"},
		{"a year at the first month alone", "2023年12月|1月|2月", "2023年12月 1月 2月"},
		{"a summary with the year", "1月|2月|2023年1-2月汇总", "1月 2023年1-2月汇总=2月"},
		{"years that contradict the order", "2023年3月|1月|2023年12月|2024年2月", ""},
		{"figures alone", "202402|202311|202312", "202311 202312 202402"},
		{"days", "6.15|6.8|5.31", "5.31 6.8 6.15"},
		{"dates", "20230615|2023-06-08", "2023-06-08 20230615"},
		{"days in words", "6月15日|6月8|6月", "6月8 6月15日 6月"},
		{"parts of a month", "3月下旬|3月上旬|3月中旬", "3月上旬 3月中旬 3月下旬"},
		{"halves of a month", "3月下半月|4月上半月|3月上半月", "3月上半月 3月下半月 4月上半月"},
		{"weeks of a month", "3月第2周|3月第一周", "3月第一周 3月第2周"},
		{"weeks", "第十周|第9周", "第9周 第十周"},
		{"quarters", "三季度|第二季度", "第二季度 三季度"},
		{"quarters across the end of a year", "四季度|一季度", "四季度 一季度"},
		{"quarters as a table calls them", "2024Q2|2024Q1", "2024Q1 2024Q2"},
		{"halves of a year", "下半年|上半年", "上半年 下半年"},
		{"a place that begins like a limit", "前湖4月|前湖3月", "前湖3月 前湖4月"},
		{"one month", "汇总|5月", ""},
		{"limits", "6月底前|12月底前|6月30日之前", ""},
		{"anniversaries and streets", "建党100周年|建国70周年|四季青街道|四季花城", ""},
		{"numbers of tables", "1.1|1.2|1-1|1-2|附表1|附表2", ""},
		{"no times", "在办|办结|13月|第一批|第二批|202315", ""},
		{"a month that is there twice", "3月|三月", "3月=三月"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			rank := InTime(strings.Split(tt.sheets, "|"))
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

func TestOfTwoSheetsThatDoNotStandTogetherTheLaterIsTold(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		sheet, other string
		after, known bool
	}{
		{"5月", "4月", true, true},
		{"4月", "5月", false, true},
		{"1月", "12月", true, true},
		{"12月", "1月", false, true},
		{"2月", "11月", true, true},
		{"2023年12月", "2023年1月", true, true},
		{"5月", "5月", false, true},
		{"5月", "台账", false, false},
		{"第3周", "5月", false, false},
	} {
		if after, known := After(tt.sheet, tt.other); after != tt.after || known != tt.known {
			t.Errorf("%s after %s: %v, %v", tt.sheet, tt.other, after, known)
		}
	}
}
