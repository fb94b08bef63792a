package org

import (
	"testing"

	"qinlian/internal/base/clock"
)

func TestANameInAFileMeansTheUnitThatGoesOnWithTheWork(t *testing.T) {
	t.Parallel()
	on := today + 10
	s := after(t, NewState(zone(t)), RenameUnit{Code: "zsyk", Name: "招商办", On: on}, MergeUnits{From: []string{"zsj"}, Into: Part{Code: "jfj"}, On: on})
	ended := after(t, NewState(zone(t)), SplitUnit{From: "jfj", Into: []Part{{"a", "甲局"}, {"b", "乙局"}}, On: on}).At(on)
	for _, tt := range []struct {
		view  *View
		name  string
		code  string
		since clock.Date
	}{
		{s.At(on - 1), "招商一科", "zsyk", 0},
		{s.At(on), "招商一科", "zsyk", 0},
		{s.At(on), "招商办", "zsyk", 0},
		{s.At(on), "zsyk", "zsyk", 0},
		{s.At(on - 1), "招商局", "zsj", 0},
		{s.At(on), "招商局", "jfj", on},
		{s.At(on), "zsj", "jfj", on},
		{s.At(on), "区经发局", "jfj", 0},
		{ended, "经济发展局", "a", on},
		{s.At(on - 1), "招商办", "", 0},
		{s.At(on), "没有这个局", "", 0},
		{s.At(on), "", "", 0},
	} {
		u, since, ok := tt.view.Meant(tt.name)
		if u.Code != tt.code || since != tt.since || ok != (tt.code != "") {
			t.Errorf("%s on %s: %s since %s, %t", tt.name, tt.view.Day(), u.Code, since, ok)
		}
	}
}

// Its parent answers for its matters, and does not owe in its place.
func TestANameOfAUnitThatEndedWithNoSuccessorMeansNone(t *testing.T) {
	t.Parallel()
	v := NewState(zone(t, "{ code: zsyk, name: 招商一科,", "{ code: zsyk, name: 招商一科, to: 2023-01-01,")).At(today)
	if u, _, ok := v.Meant("招商一科"); ok {
		t.Error(u)
	}
	if _, err := v.Head("招商一科"); err != nil {
		t.Error("roles find who answers:", err)
	}
}
