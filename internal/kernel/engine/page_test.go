package engine

import (
	"fmt"
	"slices"
	"testing"
	"time"
)

func TestNobodyIsOverloadedWithALittle(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		carry [][3]int
		want  float64
	}{
		{nil, 0},
		{[][3]int{{0}, {1}}, 5},
		{[][3]int{{1, 1}, {1}, {2, 0, 1}}, 5},
		{[][3]int{{4}, {4}, {3}}, 5},
		{[][3]int{{20}, {10}}, 22},
		{[][3]int{{1, 24, 9}, {4, 2}}, 30},
	} {
		var loads []OwnerLoad
		for _, n := range tt.carry {
			loads = append(loads, OwnerLoad{Matters: n[0], Duties: n[1], Missed: n[2]})
		}
		if got := heavy(loads); got != tt.want {
			t.Errorf("%v: above %v, want %v", tt.carry, got, tt.want)
		}
	}
}

func TestTheReddestAndMostOverdueComeFirst(t *testing.T) {
	t.Parallel()
	day := func(n int) time.Time { return time.Date(2023, 6, n, 9, 0, 0, 0, time.UTC) }
	var l Listing
	for i := range 20 {
		l.Rows = append(l.Rows, Line{Number: fmt.Sprint("绿", i), Light: "green", Due: day(1)})
	}
	l.Rows = append(l.Rows, Line{Number: "无"}, Line{Number: "红二", Light: "red", Due: day(9)}, Line{Number: "黄", Light: "amber", Due: day(2)}, Line{Number: "红一", Light: "red", Due: day(3)})
	newest := Listing{Rows: slices.Clone(l.Rows)}
	if foremost(&newest, true); newest.Rows[0].Number != "红二" || newest.Rows[2].Number != "黄" || newest.Rows[3].Number != "绿0" || len(newest.Rows) != todayRows {
		t.Error(newest.Rows)
	}
	foremost(&l, false)
	var first []string
	for i := range l.Rows {
		first = append(first, l.Rows[i].Number)
	}
	if len(first) != todayRows || !slices.Equal(first[:4], []string{"红一", "红二", "黄", "绿0"}) {
		t.Error(first)
	}
	if rowsToRank(0) != 1 || rowsToRank(orderBound) != orderBound || rowsToRank(orderBound+1) != todayRows {
		t.Error("a long listing is read to the end")
	}
}
