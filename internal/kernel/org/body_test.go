package org

import (
	"slices"
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

var formed = FormBody{Body: Body{Code: "zb", Name: "项目落地专班", Kind: "专班", Head: "招商局局长", Members: []string{"zsyk", "招商一科干事"}, Office: "招商一科"}}

// A body of yesterday is what it was: a new head and new members are those of the day from which they are.
func TestABodyIsMadeUpOtherwiseFromADayOn(t *testing.T) {
	t.Parallel()
	s := after(t, NewState(zone(t)), formed,
		ChangeBody{Code: "项目落地专班", Head: "经济发展局局长", Join: []string{"jfj"}, Leave: []string{"招商一科"}, On: today + 10},
		ChangeBody{Code: "zb", Office: "经发局", On: today + 20},
		ChangeBody{Code: "zb", Leave: []string{"招商一科干事"}, On: today + 20}) // the same day again: said once more, not kept
	for _, x := range []struct {
		days                int
		head, office, whole string
		acts                string
	}{
		{0, "招商局局长", "zsyk", "zsyk 招商一科干事", "招商一科科长"},
		{9, "招商局局长", "zsyk", "zsyk 招商一科干事", "招商一科科长"},
		{10, "经济发展局局长", "zsyk", "招商一科干事 jfj", "招商一科科长"},
		{20, "经济发展局局长", "jfj", "jfj", "经济发展局局长"},
	} {
		v := s.At(today + clock.Date(x.days))
		b, ok := v.Body("zb")
		if got := strings.Join(b.Members, " "); !ok || b.Head != x.head || b.Office != x.office || got != x.whole || v.ActsFor("项目落地专班") != x.acts {
			t.Errorf("after %d days: %+v, and %s acts for it", x.days, b, v.ActsFor("项目落地专班"))
		}
		if n := len(v.Bodies()); n != 2 {
			t.Errorf("after %d days there are %d bodies", x.days, n)
		}
	}
}

// A body goes on when what it is made of is merged: what a unit or post became sits on it, once, keeps its office and heads it.
func TestAUnitThatWasMergedSitsOnItsBodiesAsWhatItBecame(t *testing.T) {
	t.Parallel()
	on := today + 10
	body := formed
	body.Body.Members = []string{"zsyk", "zsek", "jfj", "招商一科干事", "招商二科科长"}
	body.Body.Head = "招商二科科长"
	s := after(t, NewState(zone(t)), body, MergeUnits{From: []string{"zsyk", "zsek"}, Into: Part{"zsc", "招商处"}, Head: "招商处处长", On: on})
	if b, _ := s.At(on - 1).Body("zb"); strings.Join(b.Members, " ") != "zsyk zsek jfj 招商一科干事 招商二科科长" || b.Office != "zsyk" || b.Head != "招商二科科长" {
		t.Errorf("before: %+v", b)
	}
	v := s.At(on)
	b, _ := v.Body("zb")
	if strings.Join(b.Members, " ") != "zsc jfj 招商处处长" || b.Office != "zsc" || b.Head != "招商处处长" {
		t.Errorf("after: %+v", b)
	}
	if !v.Belongs("招商处处长", "zb") {
		t.Error("the head of what a member became belongs to no body")
	}
	after(t, s, ChangeBody{Code: "zb", Leave: []string{"zsc"}, On: on}) // by what it is now
	if _, err := Decide(s, ChangeBody{Code: "zb", Join: []string{"zsc"}, On: on}, today); !errs.Is(err, "org.member_already") {
		t.Error(err)
	}
}

// What a body had is answered for by the post or body that takes over, and goes on under the body's name.
func TestWhatADissolvedBodyHadGoesToWhoTakesOver(t *testing.T) {
	t.Parallel()
	end := today + 5
	for _, x := range []struct {
		to, event, heir string
	}{
		{"", "招商一科科长", "招商一科科长"},
		{"经济发展局局长", "经济发展局局长", "经济发展局局长"},
		{"ldxz", "“勤廉新区”建设行动领导小组", "政策研究室主任"},
	} {
		s := after(t, NewState(zone(t)), formed)
		events, err := Decide(s, DissolveBody{Code: "项目落地专班", To: x.to, On: end}, today)
		if err != nil || len(events) != 1 || events[0] != (BodyDissolved{"zb", x.event, end}) {
			t.Fatalf("%v %v", events, err)
		}
		s = Fold(s, events...)
		if heir, ok := s.At(end - 1).Heir("项目落地专班"); !ok || heir != "招商一科科长" {
			t.Error("while it is there", heir)
		}
		v := s.At(end)
		heir, ok := v.Heir("项目落地专班")
		if !ok || heir != x.heir || !slices.Contains(v.Carried(x.heir), "项目落地专班") {
			t.Errorf("to %q: %s answers for it, carrying %v", x.to, heir, v.Carried(x.heir))
		}
		if _, err := v.Bearer("项目落地专班"); !errs.Is(err, "org.post_ended") || !strings.Contains(errs.Message(err, "zh"), "现由"+x.heir+"办理") {
			t.Error(err)
		}
	}
}

// A version of the mechanisms that declares a body formed before by hand has it once.
func TestABodyThatAChartDeclaresIsNotFormedAgain(t *testing.T) {
	t.Parallel()
	s := Fold(NewState(zone(t)), BodyFormed{Body{Code: "ldxz", Name: "“勤廉新区”建设行动领导小组", Head: "招商局局长"}})
	if all := s.At(today).Bodies(); len(all) != 1 || all[0].Head != "管委会主任" {
		t.Error(all)
	}
}

func TestRefusalsOfBodies(t *testing.T) {
	t.Parallel()
	named := func(name string) FormBody {
		return FormBody{Body: Body{Code: "n", Name: name, Head: "招商局局长"}}
	}
	for name, c := range map[string]struct {
		before []Command
		then   Command
		code   string
		says   string
	}{
		"a body is not called like a post":              {nil, named("招商局局长"), "org.name_taken", "招商局局长"},
		"a body is not called like a unit":              {nil, named("招商局"), "org.name_taken", "zsj"},
		"a post is not called like a body":              {[]Command{formed}, OpenPost{Name: "项目落地专班", Unit: "zsj"}, "org.name_taken", "zb"},
		"a name has no line break":                      {nil, named("专班\n二"), "org.bad_name", "换行"},
		"a name does not turn the writing":              {nil, RenameUnit{Code: "jfj", Name: "经\u202e济局"}, "org.bad_name", "方向"},
		"a name has an end":                             {nil, OpenPost{Name: strings.Repeat("长", 201), Unit: "zsj"}, "org.bad_name", "最多 200 字"},
		"a new unit's name is looked at, too":           {nil, MergeUnits{From: []string{"zsek"}, Into: Part{"n", "甲\t乙"}}, "org.bad_name", ""},
		"a member is named once":                        {nil, FormBody{Body: Body{Code: "n", Name: "专班", Head: "招商局局长", Members: []string{"jfj", "jfj"}}}, "org.member_twice", "jfj"},
		"who is no member does not leave":               {[]Command{formed}, ChangeBody{Code: "zb", Leave: []string{"jfj"}}, "org.no_member", "jfj"},
		"who is a member does not join":                 {[]Command{formed}, ChangeBody{Code: "zb", Join: []string{"zsyk"}}, "org.member_already", "zsyk"},
		"who joins exists":                              {[]Command{formed}, ChangeBody{Code: "zb", Join: []string{"没有的局"}}, "org.unit_unknown", "没有的局"},
		"the head exists":                               {[]Command{formed}, ChangeBody{Code: "zb", Head: "没有的岗"}, "org.post_unknown", "没有的岗"},
		"no body keeps its own office":                  {[]Command{formed}, ChangeBody{Code: "zb", Office: "项目落地专班"}, "org.own_office", ""},
		"a change changes something":                    {[]Command{formed}, ChangeBody{Code: "zb", Head: "招商局局长"}, "org.body_same", ""},
		"changes go forward":                            {[]Command{formed, ChangeBody{Code: "zb", Join: []string{"jfj"}, On: today + 9}}, ChangeBody{Code: "zb", Head: "经济发展局局长", On: today + 8}, "org.body_change_ahead", "2026-03-11"},
		"nothing changes in the past":                   {[]Command{formed}, ChangeBody{Code: "zb", Join: []string{"jfj"}, On: today - 1}, "org.backdated", ""},
		"a body that is not there is not changed":       {nil, ChangeBody{Code: "项目专班"}, "org.body_unknown", "项目专班"},
		"a dissolved body is not changed":               {[]Command{formed, DissolveBody{Code: "zb", On: today + 3}}, ChangeBody{Code: "zb", Join: []string{"jfj"}, On: today + 3}, "org.body_unknown", ""},
		"a body does not take over from itself":         {[]Command{formed}, DissolveBody{Code: "zb", To: "项目落地专班"}, "org.heir_self", "不能由自己承接"},
		"who takes over exists":                         {[]Command{formed}, DissolveBody{Code: "zb", To: "没有的岗"}, "org.post_unknown", ""},
		"the head's post does not close under a body":   {[]Command{formed}, ClosePost{Name: "招商局局长"}, "org.post_heads_body", "qinlian org change-body zb --head"},
		"nor does that of the head to be":               {[]Command{formed, ChangeBody{Code: "zb", Head: "经济发展局局长", On: today + 9}}, ClosePost{Name: "招商局局长", On: today + 5}, "org.post_heads_body", ""},
		"an office of another body is not dissolved":    {[]Command{formed, ChangeBody{Code: "ldxz", Office: "zb"}}, DissolveBody{Code: "zb"}, "org.office_of_body", "qinlian org change-body ldxz --office"},
		"a post that will head it no more may be ended": {[]Command{formed, ChangeBody{Code: "zb", Head: "经济发展局局长"}}, ClosePost{Name: "招商局局长", On: today + 1}, "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Decide(after(t, NewState(zone(t)), c.before...), c.then, today)
			if c.code == "" && err == nil {
				return
			}
			if said := errs.Message(err, "zh") + errs.Message(err, "en"); !errs.Is(err, c.code) || !strings.Contains(said, c.says) || strings.Contains(said, "%!") {
				t.Errorf("want %s saying %q, got %v: %s", c.code, c.says, err, said)
			}
		})
	}
}

// Matters are kept under a name. Those that have gone to an heir do not come back with it.
func TestANameWhoseMattersHaveGoneToAnHeirIsNotGivenAgain(t *testing.T) {
	t.Parallel()
	end := today + 5
	again := FormBody{Body: Body{Code: "zb2", Name: "项目落地专班", Head: "经济发展局局长", From: end + 3}, Owning: true}
	desk := OpenPost{Name: "招商一科干事", Unit: "jfj", From: end, Owning: true}
	s := after(t, NewState(zone(t)), formed, DissolveBody{Code: "zb", On: end}, ClosePost{Name: "招商一科干事", To: "招商局局长", On: end})
	for _, x := range []struct {
		c    Command
		heir string
	}{{again, "转办给招商一科科长"}, {desk, "转办给招商局局长"}} {
		if _, err := Decide(s, x.c, today); !errs.Is(err, "org.name_owning") || !strings.Contains(errs.Message(err, "zh"), x.heir) {
			t.Error(err)
		}
	}
	merged := func(owners ...string) MergeUnits { // a merger opens its head post as open-post does
		return MergeUnits{From: []string{"jfj"}, Into: Part{"cy", "产业局"}, Head: "招商一科干事", On: end + 1, Owners: owners}
	}
	split := SplitUnit{From: "jfj", Into: []Part{{"a", "甲局"}, {"b", "乙局"}}, Heads: []string{"甲局局长", "招商一科干事"}, On: end + 1, Owners: []string{"招商一科干事"}}
	passed := MergeUnits{From: []string{"jfj"}, Into: Part{"cy", "产业局"}, Head: "经济发展局局长", Posts: map[string]string{"经济发展局局长": "招商局局长"}, On: end + 1, Owners: []string{"经济发展局局长"}}
	for _, c := range []Command{merged("招商一科干事"), split, passed} {
		if _, err := Decide(s, c, today); !errs.Is(err, "org.name_owning") || !strings.Contains(errs.Message(err, "zh"), "转办给招商局局长") {
			t.Errorf("%T: %v", c, err)
		}
	}
	after(t, s, merged())
	on := SplitUnit{From: "jfj", Into: []Part{{"a", "甲局"}, {"b", "乙局"}}, Heads: []string{"甲局局长", "经济发展局局长"}, On: end + 1, Owners: []string{"经济发展局局长"}}
	if heir, _ := after(t, s, on).At(end + 1).Heir("经济发展局局长"); heir != "经济发展局局长" {
		t.Errorf("%s answers for a post that goes on in the second part", heir)
	}
	again.Owning, desk.Owning = false, false // transferred
	after(t, s, again, desk)
	after(t, NewState(zone(t)), OpenPost{Name: "新岗", Unit: "jfj", Owning: true}) // of which nobody ever answered
	kept := MergeUnits{From: []string{"jfj"}, Into: Part{"cy", "产业局"}, Head: "经济发展局局长", Owners: []string{"经济发展局局长"}, On: end}
	if heir, _ := after(t, NewState(zone(t)), kept).At(end).Heir("经济发展局局长"); heir != "经济发展局局长" {
		t.Errorf("%s answers after the merger", heir)
	}
}

// A new version of the files gives no name again either.
func TestAChartThatGivesANameAgainIsFoundOut(t *testing.T) {
	t.Parallel()
	end := today + 5
	s := after(t, NewState(zone(t)), formed, DissolveBody{Code: "zb", On: end})
	was := "bodies:\n"
	body := was + "  - { code: zb2, name: 项目落地专班, head: 招商局局长, members: [zsj], office: 招商二科 }\n"
	for _, x := range []struct {
		to   string
		want []Again
	}{{was, nil}, {body, []Again{{"项目落地专班", "招商一科科长"}}}, {strings.Replace(body, "zb2", "zb", 1), nil}} { // that of the same code stays dissolved
		next := Fold(NewState(zone(t, was, x.to)), BodyFormed{Body{Code: "zb", Name: "项目落地专班", Head: "招商局局长"}}, BodyDissolved{"zb", "招商一科科长", end})
		if got := s.Again(next, end+1); !slices.Equal(got, x.want) {
			t.Errorf("%v, want %v", got, x.want)
		}
	}
}

func TestAChartDoesNotCallABodyLikeAPost(t *testing.T) {
	t.Parallel()
	if faults := zone(t, "name: “勤廉新区”建设行动领导小组", "name: 招商局局长").Validate(); len(faults) != 1 || faults[0].Code != "org.name_taken" {
		t.Error(faults)
	}
}

// 招商局 is the unit, though one body alone has the word in its name; so is what the unit is called by.
func TestAUnitIsNotTheBodyThatIsCalledAfterIt(t *testing.T) {
	t.Parallel()
	of := func(code, name, office string) FormBody {
		return FormBody{Body: Body{Code: code, Name: name, Head: "管委会主任", Members: []string{"zsyk"}, Office: office}}
	}
	s := after(t, NewState(zone(t)), of("zwh", "招商局党支部支委会", "政策研究室"), of("xz", "经发局攻坚小组", "招商局"), of("bgs", "招商局局长办公会", "经发局"))
	v := s.At(today)
	for _, unit := range []string{"经发局", "招商局局长"} {
		if b, ok := v.Body(unit); ok {
			t.Errorf("%s is taken for %s", unit, b.Name)
		}
	}
	for code, office := range map[string]string{"xz": "zsj", "bgs": "jfj"} {
		if b, _ := v.Body(code); b.Office != office {
			t.Errorf("the office of %s is %s", b.Name, b.Office)
		}
	}
	if b, ok := v.Body("支委会"); !ok || b.Code != "zwh" {
		t.Error("a part that no other has")
	}
	if v.Belongs("招商一科科长", "招商局") || !v.Belongs("招商局局长", "招商局") {
		t.Error("who belongs to the unit")
	}
}
