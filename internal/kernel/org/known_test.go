package org

import (
	"slices"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
)

func TestAUnitThatWasMergedKeepsItsNameAndSaysWhoAnswers(t *testing.T) {
	t.Parallel()
	s := NewState(&Chart{
		Units: []Unit{
			{Code: "gwh", Name: "管委会"},
			{Code: "kcj", Name: "科技创新局", Parent: "gwh", To: clock.MustDate("2023-10-16")},
			{Code: "jfj", Name: "经济发展局", Parent: "gwh", SuccessorOf: []string{"kcj"}},
		},
	})
	before, after := clock.MustDate("2023-10-15"), clock.MustDate("2023-10-16")
	if got := s.Known("kcj", before); got != "科技创新局" {
		t.Error(got)
	}
	if got := s.Known("kcj", after); got != "科技创新局（现由经济发展局承办）" {
		t.Error(got)
	}
	for d, want := range map[clock.Date][2]string{before: {"kcj", "科技创新局"}, after: {"jfj", "经济发展局"}} {
		if code, name := s.At(d).Answerer("kcj"); code != want[0] || name != want[1] {
			t.Error(code, name)
		}
	}
	if got := s.Covered("经济发展局", before); !slices.Equal(got, []string{"jfj"}) {
		t.Error(got)
	}
	if got := s.Covered("jfj", after); !slices.Equal(got, []string{"jfj", "kcj"}) {
		t.Error(got)
	}
	if got := s.Covered("科技创新局", after); !slices.Equal(got, []string{"kcj"}) {
		t.Error(got)
	}
	if got := s.Covered("无此局", after); got != nil {
		t.Error(got)
	}
}

func TestAUnitAnsweredForByOneOfItsOwnNameIsJustCalledThat(t *testing.T) {
	t.Parallel()
	day := clock.MustDate("2023-10-16")
	s := NewState(&Chart{Units: []Unit{
		{Code: "zs-1", Name: "招商一科", To: day},
		{Code: "zs-x", Name: "招商一科", SuccessorOf: []string{"zs-1"}, Former: []FormerName{{"招商一处", day}}},
	}})
	if got := s.Known("zs-1", day); got != "招商一科" {
		t.Error(got)
	}
}

func TestWhatIsSaidOfAUnitThatIsNoMoreIsSaidInBothLanguages(t *testing.T) {
	t.Parallel()
	for known, en := range map[string]string{
		"科技创新局（现由经济发展局承办）": "科技创新局 (now 经济发展局)", "科技创新局（现行机构中已无）": "科技创新局 (no longer in the organization)", "经济发展局（本级）": "经济发展局（本级）", "": "",
	} {
		if got := KnownIn(text.En, known); got != en {
			t.Errorf("%q, want %q", got, en)
		}
		if got := KnownIn(text.Zh, known); got != known {
			t.Error(got)
		}
	}
}
