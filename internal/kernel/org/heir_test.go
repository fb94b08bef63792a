package org

import (
	"slices"
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

func TestWhatAPostLeavesBehindHasAnHeir(t *testing.T) {
	t.Parallel()
	april := day("2026-04-01")
	merge := func(c MergeUnits) MergeUnits {
		c.From, c.On = []string{"zsyk", "zsek"}, april
		if c.Into.Code == "" {
			c.Into = Part{"zsx", "招商业务处"}
		}
		return c
	}
	for name, tt := range map[string]struct {
		do    []Command
		heirs map[string]string // on the day of the change
		ended []string
	}{
		"the head of the unit that takes over": {
			[]Command{merge(MergeUnits{Into: Part{Code: "jfj"}})},
			map[string]string{"招商一科科长": "经济发展局局长", "招商一科干事": "经济发展局局长", "招商局局长": "招商局局长", "商务局局长": "政策研究室主任", "无此岗位": ""},
			[]string{"商务局局长", "招商一科干事", "招商一科科长", "招商二科科长"},
		},
		"the head that is opened in the new unit": {
			[]Command{merge(MergeUnits{Head: "招商业务处处长"})}, map[string]string{"招商一科科长": "招商业务处处长", "招商二科科长": "招商业务处处长", "招商业务处处长": "招商业务处处长"}, nil,
		},
		"whom the merger names, the head for the others": {
			[]Command{merge(MergeUnits{Head: "招商业务处处长", Posts: map[string]string{"招商一科干事": "招商局副局长"}})},
			map[string]string{"招商一科科长": "招商业务处处长", "招商一科干事": "招商局副局长"},
			nil,
		},
		"the heir of an heir": {
			[]Command{ClosePost{Name: "招商一科干事", To: "招商一科科长", On: day("2026-03-20")}, merge(MergeUnits{Head: "招商业务处处长"})}, map[string]string{"招商一科干事": "招商业务处处长"}, nil,
		},
		"a post that is closed alone leaves to the head of its unit": {
			[]Command{ClosePost{Name: "招商一科干事", On: april, Owning: true}}, map[string]string{"招商一科干事": "招商一科科长"}, []string{"商务局局长", "招商一科干事"},
		},
		"a new unit without a head has nobody": {
			[]Command{merge(MergeUnits{})}, map[string]string{"招商一科科长": ""}, nil,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := after(t, NewState(zone(t)), tt.do...)
			before, v := s.At(day("2026-03-03")), s.At(april)
			for post, want := range tt.heirs {
				if got, ok := v.Heir(post); got != want || ok != (want != "") {
					t.Errorf("%s: %q %v, want %q", post, got, ok, want)
				}
				if _, err := v.Holder(post); want != "" && want != post && !strings.Contains(errs.Message(err, text.Zh), "请转交"+want) {
					t.Errorf("%s: who asks is told %q, want %q named", post, errs.Message(err, text.Zh), want)
				}
				if got, ok := before.Heir(post); before.posts[post] != nil && (got != post || !ok) {
					t.Errorf("before the day %s goes to %q", post, got)
				}
			}
			if got := v.Ended(); tt.ended != nil && !slices.Equal(got, tt.ended) {
				t.Errorf("ended: %q, want %q", got, tt.ended)
			}
			posts, _ := Resolve(mustRole(t, "post(招商一科干事)"), Context{}, v)
			if want := tt.heirs["招商一科干事"]; want != "" && len(posts) == 1 && posts[0] != want {
				t.Errorf("the role goes to %q, want %q", posts, want)
			}
		})
	}
}

func mustRole(t *testing.T, s string) Role {
	t.Helper()
	r, err := ParseRole(s)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestNoMatterIsStrandedByAReorganisation(t *testing.T) {
	t.Parallel()
	april := day("2026-04-01")
	into := Part{"zsx", "招商业务处"}
	for name, tt := range map[string]struct {
		then Command
		code string
		says string
	}{
		"a merger into a unit without a head":      {MergeUnits{From: []string{"zsyk"}, Into: into, On: april, Owners: []string{"招商一科干事", "招商一科科长"}}, "org.owner_stranded", "“招商一科干事”、“招商一科科长”"},
		"a merger that provides for one of two":    {MergeUnits{From: []string{"zsyk"}, Into: into, On: april, Owners: []string{"招商一科干事", "招商一科科长"}, Posts: map[string]string{"招商一科干事": "招商局局长"}}, "org.owner_stranded", "“招商一科科长”名下"},
		"a successor that is none of the day":      {MergeUnits{From: []string{"zsyk"}, Into: into, On: april, Posts: map[string]string{"招商一科干事": "招商一科科长"}}, "org.heir_ends", "随单位“招商一科”一并撤销，不能承接：请用 --head"},
		"a successor that never was":               {ClosePost{Name: "招商一科干事", To: "无此岗位"}, "org.post_unknown", ""},
		"a post of another unit":                   {MergeUnits{From: []string{"zsyk"}, Into: into, Posts: map[string]string{"招商二科科长": "招商局局长"}}, "org.post_elsewhere", "招商二科科长"},
		"a second head":                            {MergeUnits{From: []string{"zsyk"}, Into: Part{Code: "jfj"}, Head: "经济发展局主任"}, "org.two_heads", "经济发展局局长"},
		"a split into units without heads":         {SplitUnit{From: "jfj", Into: []Part{{"a", "甲局"}, {"b", "乙局"}}, On: april, Owners: []string{"经济发展局局长"}}, "org.owner_stranded", "经济发展局局长"},
		"a split with more heads than parts":       {SplitUnit{From: "jfj", Into: []Part{{"a", "甲局"}, {"b", "乙局"}}, On: april, Heads: []string{"甲", "乙", "丙"}}, "org.heads_over", "3个"},
		"a split with one head for two parts":      {SplitUnit{From: "jfj", Into: []Part{{"a", "甲局"}, {"b", "乙局"}}, On: april, Heads: []string{"甲", "甲"}}, "org.name_taken", "甲"},
		"a split that provides for none of two":    {SplitUnit{From: "jfj", Into: []Part{{"a", "甲局"}, {"b", "乙局"}}, On: april, Owners: []string{"经济发展局局长"}, Posts: map[string]string{"招商一科科长": "招商局局长"}}, "org.post_elsewhere", "招商一科科长"},
		"the head of a unit closed with work open": {ClosePost{Name: "经济发展局局长", On: april, Owning: true}, "org.owner_stranded", "经济发展局局长"},
		"a post that leads a body":                 {ClosePost{Name: "管委会主任", To: "招商局局长", On: april}, "org.post_heads_body", "领导小组"},
		"a post that is its own heir":              {ClosePost{Name: "招商一科干事", To: "招商一科干事", On: april}, "org.heir_self", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Decide(NewState(zone(t)), tt.then, today)
			if !errs.Is(err, tt.code) || !strings.Contains(errs.Message(err, text.Zh), tt.says) {
				t.Errorf("%v", err)
			}
		})
	}
	for name, c := range map[string]SplitUnit{
		"a split with a new head":      {Heads: []string{"甲局局长", "乙局局长"}},
		"a split that names who it is": {Posts: map[string]string{"经济发展局局长": "招商局局长"}},
	} {
		c.From, c.Into, c.On, c.Owners = "jfj", []Part{{"a", "甲局"}, {"b", "乙局"}}, april, []string{"经济发展局局长"}
		s := after(t, NewState(zone(t)), c)
		want := "招商局局长"
		if c.Heads != nil {
			want = c.Heads[0]
			if p, ok := s.At(april).Post(c.Heads[1]); !ok || p.Unit != "b" || !p.Head {
				t.Errorf("the second part is headed by %+v", p)
			}
		}
		if heir, ok := s.At(april).Heir("经济发展局局长"); !ok || heir != want {
			t.Errorf("%s: %q answers", name, heir)
		}
	}
	s := after(t, NewState(zone(t)), ClosePost{Name: "招商一科干事", To: "招商一科科长", On: april})
	if _, err := Decide(s, ClosePost{Name: "招商一科干事", On: day("2026-05-01")}, today); !errs.Is(err, "org.post_ended") && !errs.Is(err, "org.post_ending") {
		t.Errorf("closed twice: %v", err)
	}
}

// Who answers is asked of owners, some of which are bodies, and some nobody's.
func TestWhoAnswersForAnOwnerIsItsHeirAndABodyItself(t *testing.T) {
	t.Parallel()
	v := after(t, NewState(zone(t)), formed, ClosePost{Name: "招商一科干事", To: "招商局局长", On: today + 1}).At(today + 5)
	for name, want := range map[string]string{"招商一科干事": "招商局局长", "招商一科科长": "招商一科科长", "项目落地专班": "项目落地专班", "无此岗位": "无此岗位", "": ""} {
		if got := v.Answers(name); got != want {
			t.Errorf("%q answers for %q, want %q", got, name, want)
		}
	}
}

// A chart that leaves a post out is not told that it ended: what was given to it is nobody's, and said to be.
func TestWhatAChartLeavesOutIsNobodysAndIsNoMore(t *testing.T) {
	t.Parallel()
	chart := zone(t)
	old := NewState(chart)
	next := *chart
	next.Posts = slices.DeleteFunc(slices.Clone(chart.Posts), func(p Post) bool { return p.Name == "招商一科干事" })
	before, v := old.At(today), NewState(&next).After(old).At(today)
	if before.IsLeft("招商一科干事") || before.IsNobody("招商一科干事") || slices.Contains(before.Gone()["post"], "招商一科干事") {
		t.Error("it is there")
	}
	if !v.IsLeft("招商一科干事") || !v.IsNobody("招商一科干事") || !slices.Contains(v.Gone()["post"], "招商一科干事") {
		t.Error("it is no more, and nobody answers for it")
	}
	if v.IsLeft("招商一科科长") || v.IsLeft("") || slices.Contains(v.Gone()["post"], "招商一科科长") {
		t.Error("the others are as they were")
	}
	if ended := after(t, old, ClosePost{Name: "招商一科干事", On: today + 1}).At(today + 1); ended.IsLeft("招商一科干事") || !ended.IsNobody("招商一科干事") {
		t.Error("one that ended has an heir, and nobody acts under its name")
	}
}
