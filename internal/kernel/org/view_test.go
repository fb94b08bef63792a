package org

import (
	"slices"
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

func TestLadderClimbsOneLevelAtATime(t *testing.T) {
	t.Parallel()
	v := NewState(zone(t)).At(today)
	for post, want := range map[string][]string{
		"招商一科干事": {"招商一科科长", "招商局局长", "管委会主任"},
		"招商一科科长": {"招商局局长", "管委会主任"},
		"招商局副局长": {"招商局局长", "管委会主任"},
		"管委会主任":  nil,
	} {
		if got := v.Ladder(post); !slices.Equal(got, want) {
			t.Errorf("%s: %v", post, got)
		}
	}
	if _, err := v.Superior("管委会主任"); !errs.Is(err, "org.top") {
		t.Error(err)
	}
	for unit, want := range map[string]string{"招商一科": "管委会分管招商副主任", "zsj": "管委会分管招商副主任"} {
		if got, err := v.Sponsor(unit); got != want || err != nil {
			t.Errorf("%s: %s %v", unit, got, err)
		}
	}
	if _, err := v.Sponsor("经发局"); !errs.Is(err, "org.no_sponsor") {
		t.Error(err)
	}
}

func TestAMatterIsAnsweredForAfterReorganisation(t *testing.T) {
	t.Parallel()
	s := after(t, NewState(zone(t)),
		MergeUnits{From: []string{"jfj", "swbgs"}, Into: Part{"dj", "经济发展和改革局"}, On: day("2026-04-01")},
		OpenPost{Name: "经济发展和改革局局长", Unit: "dj", Head: true, From: day("2026-04-01")},
		Appoint{Post: "经济发展和改革局局长", Seat: Primary, Person: "p-08", From: day("2026-04-01")},
		RenameUnit{Code: "dj", Name: "发展改革局", On: day("2026-06-01")},
		SplitUnit{From: "dj", Into: []Part{{"fg", "发改局"}, {"sw", "商务和口岸局"}}, On: day("2027-01-01")},
	)
	for date, want := range map[string]string{
		"2022-12-31": "商务局", "2023-01-01": "政策研究室", "2026-03-31": "政策研究室", "2026-04-01": "经济发展和改革局",
		"2026-06-01": "发展改革局", "2027-01-01": "发改局",
	} {
		l, err := s.Lineage("swj", day(date))
		if err != nil || l.Answers.Name != want || l.Recorded != "swj" {
			t.Errorf("%s: %+v %v", date, l, err)
		}
	}
	l, _ := s.Lineage("swj", day("2027-06-01"))
	var kinds []StepKind
	for _, step := range l.Steps {
		kinds = append(kinds, step.Kind)
	}
	if !slices.Equal(kinds, []StepKind{StepMerged, StepMerged, StepRenamed, StepSplit}) {
		t.Error(kinds)
	}
	if last := l.Steps[3]; last.FromName != "发展改革局" || last.IntoName != "发改局" || len(l.Also) != 1 || l.Also[0].Name != "商务和口岸局" {
		t.Errorf("%+v %+v", last, l.Also)
	}
	if n, _ := s.NameAt("jfj", day("2022-06-30")); n != "经贸局" {
		t.Error("the name at the time is lost:", n)
	}
	v := s.At(day("2026-05-01"))
	if got, err := Resolve(Role{word: "lead_unit.head"}, Context{LeadUnit: "商务局"}, v); err != nil || got[0] != "经济发展和改革局局长" {
		t.Error(got, err)
	}
	_, err := v.Holder("经济发展局局长")
	if !errs.Is(err, "org.post_ended") || !strings.Contains(err.Error(), "经济发展和改革局局长") {
		t.Error(err)
	}
	if _, err := s.Lineage("swbgs", day("2022-01-01")); !errs.Is(err, "org.unit_not_yet") {
		t.Error(err)
	}
	if _, err := s.Lineage("nowhere", today); !errs.Is(err, "org.unit_unknown") {
		t.Error(err)
	}
}

func TestASplitUnitMayGoOn(t *testing.T) {
	t.Parallel()
	s := after(t, NewState(zone(t)), SplitUnit{From: "jfj", Into: []Part{{Code: "jfj"}, {"tj", "统计局"}}})
	l, err := s.Lineage("jfj", today)
	if err != nil || l.Answers.Code != "jfj" || len(l.Steps) != 1 {
		t.Errorf("%+v %v", l, err)
	}
	if u, ok := s.At(today).Unit("统计局"); !ok || u.Parent != "gwh" {
		t.Error(u, ok)
	}
	if l := s.At(today).Unheld(); len(l) != 1 || l[0].Code != "org.no_head" {
		t.Error("a unit without a head is not reported:", l)
	}
}

func TestSectionsFollowTheirBureauIntoTheMergedOne(t *testing.T) {
	t.Parallel()
	s := after(t, NewState(zone(t)), MergeUnits{From: []string{"zsj"}, Into: Part{Code: "jfj"}})
	v := s.At(today)
	if u, _ := v.Unit("zsyk"); u.Parent != "jfj" {
		t.Error(u)
	}
	if got := v.Ladder("招商一科科长"); !slices.Equal(got, []string{"经济发展局局长", "管委会主任"}) {
		t.Error(got)
	}
	if got := s.At(today - 1).Ladder("招商一科科长"); !slices.Equal(got, []string{"招商局局长", "管委会主任"}) {
		t.Error("yesterday changed:", got)
	}
}

func TestLedgerNamesAreMatched(t *testing.T) {
	t.Parallel()
	v := NewState(zone(t, "aliases: {", "aliases: { 招商一科: [招商], 招商二科: [区招商二],")).At(today)
	for written, want := range map[string]struct {
		name string
		how  Confidence
	}{
		"招商局":          {"招商局", MatchExact},
		" 招 商 局 ":      {"招商局", MatchExact}, //nolint:gocritic // the spaces are what it is about
		"zsj":          {"招商局", MatchExact},
		"区经发局":         {"经济发展局", MatchAlias},
		"新区招商局":        {"招商局", MatchStripped},
		"示例经开区招商局":     {"招商局", MatchStripped},
		"示例经济技术开发区经发局": {"经济发展局", MatchStripped},
		"招商二":          {"招商二科", MatchStripped},
		"市招商局":         {"招商局", MatchStripped},
		"经贸局":          {"经济发展局", MatchFormer},
		"商务局":          {"政策研究室", MatchFormer},
		"招商三科":         {"", NotMatched},
		"招商２科":         {"招商二科", MatchExact},
		"招商2科":         {"招商二科", MatchExact},
		"":             {"", NotMatched},
	} {
		m := v.Match(written)
		if m.Unit.Name != want.name || m.Confidence != want.how {
			t.Errorf("%q: %+v", written, m)
		}
	}
	split := after(t, NewState(zone(t)), SplitUnit{From: "jfj", Into: []Part{{"a", "甲局"}, {"b", "乙局"}}}).At(today)
	for _, written := range []string{"经济发展局", "经发局", "区经发局", "经贸局", "区 经发局"} {
		if m := split.Match(written); m.Unit.Name != "甲局" || m.Confidence != MatchFormer {
			t.Errorf("%q after its unit was split: %+v", written, m)
		}
	}
	if m := v.Match("招商三科"); !slices.Contains(m.Nearest, "招商一科") {
		t.Error(m)
	}
	if m := v.Match("经展局"); !slices.Equal(m.Nearest, []string{"经济发展局"}) {
		t.Error("an abbreviation is not suggested:", m)
	}
}

func TestANameThatFitsTwoUnitsIsNotMatched(t *testing.T) {
	t.Parallel()
	v := NewState(zone(t, "name: 招商一科, parent", "name: 区招商科, parent", "name: 招商二科, parent", "name: 新区招商科, parent")).At(today)
	if m := v.Match("招商科"); m.Confidence != NotMatched || len(m.Nearest) != 2 {
		t.Error(m)
	}
	if m := v.Match("区招商科"); m.Confidence != MatchExact {
		t.Error(m)
	}
}

func TestTheMatrixListsWhatNobodyCovers(t *testing.T) {
	t.Parallel()
	c := zone(t, "{code: p-10}", "{code: p-10, to: 2026-01-01}", "name: 政策研究室, parent: gwh,", "name: 政策研究室, parent: gwh, level: 部门, place: 全区,")
	s := NewState(c)
	m := s.At(today).Matrix()
	if len(m.Gaps) != 0 {
		t.Errorf("gaps: %+v", m.Gaps)
	}
	if d := m.Cells[Cell{"科室", "东片"}]; len(d) != 3 || d[0] != (Duty{"招商一科科长", "p-05", Primary}) {
		t.Error(d)
	}
	m = after(t, s, RecordAbsence{Person: "p-07"}).At(today).Matrix()
	if len(m.Gaps) != 2 || m.Gaps[0].Kind != GapPlace || m.Gaps[1].Kind != GapCell || m.Gaps[1].Posts[0] != "招商二科科长" {
		t.Errorf("gaps: %+v", m.Gaps)
	}
	if says := m.Gaps[1].Says().Zh; says != "层级“科室”、地域“西片”无人负责，相关岗位无人履职：招商二科科长" {
		t.Error(says)
	}
	m = NewState(zone(t)).At(today).Matrix()
	if len(m.Gaps) != 2 || m.Gaps[0].Person != "p-09" || m.Gaps[1].Kind != GapPerson {
		t.Errorf("a person without a cell is not listed: %+v", m.Gaps)
	}
}

func TestBodiesComeAndGo(t *testing.T) {
	t.Parallel()
	s := after(t, NewState(zone(t)), FormBody{Body: Body{Code: "zb", Name: "项目落地专班", Kind: "task-force", Head: "招商局局长", Members: []string{"zsyk", "管委会分管招商副主任"}, Office: "招商一科"}},
		DissolveBody{Code: "zb", On: today + 30})
	if b, ok := s.At(today).Body("专班"); !ok || b.Code != "zb" {
		t.Error(b, ok)
	}
	if _, ok := s.At(today + 30).Body("zb"); ok {
		t.Error("dissolved, yet there")
	}
}

func TestTheLastViewIsKept(t *testing.T) {
	t.Parallel()
	s := NewState(zone(t))
	if v := s.At(today); s.At(today) != v || v.Day() != today || s.At(today+1) == v {
		t.Error("the view of a day is not reused, or reused for another day")
	}
	v := s.At(day("2022-12-31"))
	if u, ok := v.Unit("商务局"); !ok || u.Code != "swj" || len(v.Units()) != 6 {
		t.Error(u, ok)
	}
	if p, ok := v.Post("商务局局长"); !ok || !p.Head || !slices.Contains(v.Posts(), p.Name) {
		t.Error(p, ok)
	}
	if _, ok := v.Post("政策研究室主任"); ok {
		t.Error("a post of a unit that is not there yet")
	}
	if got := v.PostsOf("p-04"); !slices.Equal(got, []string{"招商局局长", "招商局副局长"}) {
		t.Error(got)
	}
}

func TestAbsencesAheadAreListed(t *testing.T) {
	t.Parallel()
	s := after(t, NewState(zone(t)), RecordAbsence{Person: "p-07", To: today + 3}, RecordAbsence{Person: "p-08", From: today + 10})
	if got := s.Absences(today + 3); len(got) != 1 || got[0].Person != "p-08" {
		t.Error(got)
	}
}

func TestEachReorganisationIsWorded(t *testing.T) {
	t.Parallel()
	said := map[string]bool{}
	for _, kind := range []StepKind{StepMerged, StepSplit, StepRenamed, StepLapsed} {
		words := kind.Says()
		if said[words.Zh] || said[words.En] || words.Zh == string(kind) || words.En == "" {
			t.Errorf("%s: %+v", kind, words)
		}
		said[words.Zh], said[words.En] = true, true
	}
}

func TestAUnitWithoutAHeadSaysHowToGiveItOne(t *testing.T) {
	t.Parallel()
	s := after(t, NewState(zone(t)), ClosePost{Name: "经济发展局局长", To: "招商局局长", On: today + 1})
	if _, err := s.At(today + 1).Head("jfj"); !errs.Is(err, "org.no_head") || !strings.Contains(errs.Message(err, text.Zh), "qinlian org open-post 岗位 --unit jfj --head") {
		t.Error(err)
	}
}
