package org

import (
	"fmt"
	"reflect"
	"testing"

	"qinlian/internal/base/clock"
)

// wholeChart is a chart that says everything that a chart can.
func wholeChart() *Chart {
	from, to := clock.MustDate("2022-01-01"), clock.MustDate("2030-01-01")
	return &Chart{
		Org: "test", Name: "试点区", Prefixes: []string{"试点区"},
		Units: []Unit{{
			Code: "a", Name: "招商局", Type: "职能部门", Parent: "top", Sponsor: "副主任", Level: "区级", Place: "东片", From: from, To: to,
			SuccessorOf: []string{"b"}, Former: []FormerName{{Name: "招商办", To: from}},
		}},
		Posts: []Post{{
			Name: "招商局局长", Unit: "a", Head: true, Level: "区级", Places: []string{"东片"}, Holder: "p1", From: from, To: to,
			Primary: &Holding{Person: "p2", From: from, To: to}, Deputy: &Holding{Person: "p3", From: from, To: to},
			Terms: []Term{{Seat: Primary, Person: "p4", From: from, To: to}},
		}},
		People:  []Person{{Code: "p1", From: from, To: to}},
		Bodies:  []Body{{Code: "l", Name: "领导小组", Kind: "专班", Head: "招商局局长", Members: []string{"a"}, Office: "a", From: from, To: to}},
		Aliases: map[string][]string{"招商局": {"招商"}},
		Responsibility: Responsibility{
			Levels: []string{"区级"}, Places: []string{"东片"}, Require: []Required{{Level: "区级", Places: []string{"东片"}}},
		},
	}
}

// each calls change for every value in v that holds no further ones, with a way to alter it.
func each(v reflect.Value, path string, change func(path string, alter func())) {
	switch v.Kind() {
	case reflect.Pointer:
		each(v.Elem(), path, change)
	case reflect.Struct:
		for i := range v.NumField() {
			each(v.Field(i), path+"."+v.Type().Field(i).Name, change)
		}
	case reflect.Slice:
		for i := range v.Len() {
			each(v.Index(i), fmt.Sprintf("%s[%d]", path, i), change)
		}
		change(path+" emptied", func() { v.SetZero() })
	case reflect.Map:
		change(path+" emptied", func() { v.SetZero() })
	case reflect.String:
		change(path, func() { v.SetString(v.String() + "改") })
	case reflect.Bool:
		change(path, func() { v.SetBool(!v.Bool()) })
	default:
		change(path, func() { v.SetInt(v.Int() + 1) })
	}
}

func TestAnOfficeIsToldByName(t *testing.T) {
	t.Parallel()
	a, b := wholeChart(), wholeChart()
	for _, chart := range []*Chart{a, b} {
		chart.Units = append(chart.Units, Unit{Code: "gwh", Name: "管委会"})
		chart.Bodies = append(chart.Bodies, Body{Code: "zb", Name: "招商专班", Office: "l"})
	}
	b.Bodies[0].Office, b.Bodies[1].Office = "gwh", ""
	var told []string
	for _, c := range Diff(a, b) {
		told = append(told, c.Text.Zh)
	}
	if want := []string{"机构“领导小组”的办公室由招商局改为管委会", "机构“招商专班”的办公室由领导小组改为无"}; !reflect.DeepEqual(told, want) {
		t.Errorf("%q", told)
	}
}

func TestNothingOfAChartChangesWithoutWords(t *testing.T) {
	t.Parallel()
	if told := Diff(wholeChart(), wholeChart()); len(told) != 0 {
		t.Fatalf("a chart differs from itself: %v", told)
	}
	n := 0
	each(reflect.ValueOf(wholeChart()), "chart", func(path string, _ func()) {
		n++
		b := wholeChart()
		each(reflect.ValueOf(b), "chart", func(at string, alter func()) {
			if at == path {
				alter()
			}
		})
		told := Diff(wholeChart(), b)
		switch {
		case path == "chart.Org": // the word by which the file says whose chart it is
		case path == "chart.Posts[0].Terms[0].Seat": // a seat that there is none of
		case len(told) == 0:
			t.Errorf("%s was altered, and nothing is told", path)
		}
		for _, c := range told {
			if c.Path == "" || c.Text.Zh == "" || c.Text.En == "" {
				t.Errorf("%s: %+v", path, c)
			}
		}
	})
	if n < 50 {
		t.Fatalf("only %d values were altered", n)
	}
}
