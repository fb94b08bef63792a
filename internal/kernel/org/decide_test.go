package org

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"qinlian/internal/base/errs"
)

// after runs commands that must be accepted.
func after(t *testing.T, s *State, commands ...Command) *State {
	t.Helper()
	for _, c := range commands {
		events, err := Decide(s, c, today)
		if err != nil {
			t.Fatalf("%+v refused: %v", c, err)
		}
		s = Fold(s, events...)
	}
	return s
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	leave := func(who, from, to string) RecordAbsence {
		c := RecordAbsence{Person: who, From: day(from)}
		if to != "" {
			c.To = day(to)
		}
		return c
	}
	april, may := day("2026-04-01"), day("2026-05-01")
	for name, c := range map[string]struct {
		before []Command
		then   Command
		code   string
		says   string
	}{
		"B may not leave while A is away": {
			[]Command{leave("p-05", "2026-03-10", "2026-03-20")},
			leave("p-06", "2026-03-19", "2026-03-25"),
			"org.both_absent", "p-05已自2026-03-10起请假至2026-03-20",
		},
		"A may not leave while B is away without a date of return": {
			[]Command{leave("p-06", "2026-03-10", "")}, leave("p-05", "2026-09-01", "2026-09-03"), "org.both_absent", "未定返岗日",
		},
		"two people who stand in for each other may not both leave": {
			[]Command{leave("p-03", "2026-03-10", "2026-03-12")}, leave("p-04", "2026-03-11", ""), "org.both_absent", "p-03",
		},
		"leave of a post's primary counts as the person's": {
			[]Command{RecordAbsence{Post: "招商一科科长", From: april}}, leave("p-06", "2026-04-02", ""), "org.both_absent", "p-05",
		},
		"leave by post takes the person away from every post": {
			[]Command{RecordAbsence{Post: "招商局局长", From: april}}, RecordAbsence{Post: "招商局副局长", From: april}, "org.both_absent", "p-03",
		},
		"leave cannot be recorded for the past": {nil, leave("p-05", "2026-03-01", ""), "org.backdated", "2026-03-02"},
		"leave cannot end before it begins":     {nil, leave("p-05", "2026-03-10", "2026-03-10"), "org.dates_reversed", ""},
		"leave cannot be recorded twice": {
			[]Command{leave("p-07", "2026-03-10", "")}, leave("p-07", "2026-03-11", ""), "org.absence_overlaps", "销假",
		},
		"an unknown person takes no leave":        {nil, leave("p-99", "2026-03-10", ""), "org.person_unknown", "qinlian apply 目录"},
		"nobody returns who is not away":          {nil, EndAbsence{Person: "p-05"}, "org.absence_unknown", ""},
		"a seat takes one person at a time":       {nil, Appoint{Post: "招商二科科长", Seat: Primary, Person: "p-10"}, "org.seat_taken", "p-07"},
		"a seat promised for later is taken too":  {[]Command{Appoint{Post: "招商二科科长", Seat: Deputy, Person: "p-10", From: may}}, Appoint{Post: "招商二科科长", Seat: Deputy, Person: "p-06"}, "org.seat_taken", "2026-05-01"},
		"a seat is not taken again by its holder": {nil, Appoint{Post: "招商二科科长", Seat: Primary, Person: "p-07"}, "org.already_held", "不必再任命"},
		"nobody is replaced by themselves":        {nil, Appoint{Post: "招商二科科长", Seat: Primary, Person: "p-07", Replace: true}, "org.already_held", "不必再任命"},
		"a holder whose term ends goes on from its end": {
			[]Command{Appoint{Post: "招商二科科长", Seat: Deputy, Person: "p-10", To: may}}, Appoint{Post: "招商二科科长", Seat: Deputy, Person: "p-10", Replace: true}, "org.already_held", "--from 2026-05-01",
		},
		"A and B are two people":                 {nil, Appoint{Post: "招商二科科长", Seat: Deputy, Person: "p-07"}, "org.same_person", ""},
		"a seat is A or B":                       {nil, Appoint{Post: "招商二科科长", Seat: "c", Person: "p-10"}, "org.seat_unknown", ""},
		"nobody is appointed to an unknown post": {nil, Appoint{Post: "招商三科科长", Seat: Primary, Person: "p-10"}, "org.post_unknown", "招商二科科长"},
		"an absent deputy cannot be appointed beside an absent primary": {
			[]Command{leave("p-07", "2026-03-10", ""), leave("p-10", "2026-04-10", "")}, Appoint{Post: "招商二科科长", Seat: Deputy, Person: "p-10"}, "org.both_absent", "p-07",
		},
		"B is not relieved while A is away": {
			[]Command{leave("p-05", "2026-03-10", "")}, Relieve{Post: "招商一科科长", Seat: Deputy, On: april}, "org.both_absent", "p-05",
		},
		"nobody is relieved of an empty seat": {nil, Relieve{Post: "招商二科科长", Seat: Deputy}, "org.not_held", ""},
		"a hand-over must list everything": {
			[]Command{Relieve{Post: "招商一科科长", Seat: Primary, Matters: []string{"m1", "m2"}}},
			HandOver{Post: "招商一科科长", From: "p-05", To: "p-06", Matters: []string{"m1", "m3"}},
			"org.handover_incomplete", "漏列[m2]，多列[m3]",
		},
		"a hand-over goes to somebody in the post": {
			[]Command{Relieve{Post: "招商一科科长", Seat: Primary, Matters: []string{"m1"}}},
			HandOver{Post: "招商一科科长", From: "p-05", To: "p-07", Matters: []string{"m1"}},
			"org.not_held", "",
		},
		"nothing is handed over that is not owed":       {nil, HandOver{Post: "招商一科科长", From: "p-07", To: "p-06"}, "org.handover_none", ""},
		"who still sits there owes no list yet":         {nil, HandOver{Post: "招商一科科长", From: "p-05", To: "p-06"}, "org.handover_early", "--replace"},
		"a unit does not merge into itself":             {nil, MergeUnits{From: []string{"zsyk", "zsek"}, Into: Part{Code: "zsek"}}, "org.merge_self", ""},
		"a unit does not merge into one below it":       {nil, MergeUnits{From: []string{"zsj"}, Into: Part{Code: "zsyk"}}, "org.parent_cycle", "下级"},
		"an ended unit does not merge":                  {nil, MergeUnits{From: []string{"swj"}, Into: Part{Code: "jfj"}}, "org.unit_not_live", ""},
		"a unit is merged by its code, not its name":    {nil, MergeUnits{From: []string{"招商一科"}, Into: Part{Code: "zsek"}}, "org.unit_by_name", "这里须写代码：zsyk"},
		"a code once used is not used again":            {nil, MergeUnits{From: []string{"jfj"}, Into: Part{Code: "swj", Name: "商务局"}}, "org.unit_not_live", ""},
		"a merged unit is not merged again":             {[]Command{MergeUnits{From: []string{"zsek"}, Into: Part{Code: "zsyk"}, On: april}}, MergeUnits{From: []string{"zsek"}, Into: Part{Code: "zsyk"}, On: day("2026-03-20")}, "org.unit_ending", ""},
		"a unit that will take over may not end before": {[]Command{MergeUnits{From: []string{"zsek"}, Into: Part{Code: "zsyk"}, On: april}}, MergeUnits{From: []string{"zsyk"}, Into: Part{Code: "jfj"}, On: april}, "org.unit_awaited", ""},
		"a new unit needs a free name":                  {nil, MergeUnits{From: []string{"zsek"}, Into: Part{"n", "招商局"}}, "org.name_taken", "zsj"},
		"a split needs two parts":                       {nil, SplitUnit{From: "jfj", Into: []Part{{"a", "甲局"}}}, "org.split_single", ""},
		"a split names each part once":                  {nil, SplitUnit{From: "jfj", Into: []Part{{"a", "甲局"}, {"a", "乙局"}}}, "org.code_taken", ""},
		"a name in use is not given":                    {nil, RenameUnit{Code: "jfj", Name: "招商局"}, "org.name_taken", ""},
		"a rename changes the name":                     {nil, RenameUnit{Code: "jfj", Name: "经济发展局"}, "org.name_same", ""},
		"renames go forward":                            {[]Command{RenameUnit{Code: "jfj", Name: "甲", On: may}}, RenameUnit{Code: "jfj", Name: "乙", On: april}, "org.rename_ahead", ""},
		"a unit has one head":                           {nil, OpenPost{Name: "招商局党组书记", Unit: "zsj", Head: true}, "org.two_heads", "招商局局长"},
		"a post is in a place that the matrix knows":    {nil, OpenPost{Name: "新岗", Unit: "zsyk", Places: []string{"火星"}}, "org.place_unknown", "可用的有：东片、全区、西片"},
		"a post is in a place that has a name":          {nil, OpenPost{Name: "新岗", Unit: "zsyk", Places: []string{""}}, "org.place_unknown", ""},
		"a post is at a level that the matrix knows":    {nil, OpenPost{Name: "新岗", Unit: "zsyk", Level: "火星"}, "org.level_unknown", "可用的有：区领导、科室、部门"},
		"a post's name is unique":                       {nil, OpenPost{Name: "招商局局长", Unit: "zsyk"}, "org.name_taken", ""},
		"a name of former days, and what it is now":     {[]Command{RenameUnit{Code: "zsyk", Name: "招商办", On: today + 1}}, SplitUnit{From: "招商一科", Into: []Part{{"a", "甲科"}, {"b", "乙科"}}, On: today + 2}, "org.unit_former", "招商办"},
		"a body's members are units or posts":           {nil, FormBody{Body: Body{Code: "zb", Name: "项目专班", Head: "招商局局长", Members: []string{"招商专员"}}}, "org.unit_unknown", ""},
		"a body needs a head that is a post":            {nil, FormBody{Body: Body{Code: "zb", Name: "项目专班", Head: "专班班长"}}, "org.post_unknown", ""},
		"a body that is not there is not dissolved":     {nil, DissolveBody{Code: "zb"}, "org.body_unknown", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := Decide(after(t, NewState(zone(t)), c.before...), c.then, today)
			if !errs.Is(err, c.code) {
				t.Fatalf("want %s, got %v", c.code, err)
			}
			e := (*errs.Error)(nil)
			errors.As(err, &e)
			if !strings.Contains(e.Text.Zh, c.says) || strings.Contains(e.Text.Zh+e.Text.En, "%!") {
				t.Errorf("says %q / %q, want %q", e.Text.Zh, e.Text.En, c.says)
			}
		})
	}
}

// A chart may say levels and places at its posts alone; a post that is opened later may then have them.
func TestLevelsAndPlacesOfPostsAreKnown(t *testing.T) {
	t.Parallel()
	s := NewState(&Chart{
		Units: []Unit{{Code: "jj", Name: "甲局"}},
		Posts: []Post{{Name: "甲局局长", Unit: "jj", Level: "正科级", Places: []string{"开发区"}}},
	})
	if _, err := Decide(s, OpenPost{Name: "甲局副局长", Unit: "jj", Level: "正科级", Places: []string{"开发区"}}, today); err != nil {
		t.Error(err)
	}
	_, err := Decide(s, OpenPost{Name: "甲局副局长", Unit: "jj", Level: "副科级"}, today)
	if e := (*errs.Error)(nil); !errors.As(err, &e) || !strings.Contains(e.Text.Zh, "“正科级”") {
		t.Error(err)
	}
	_, err = Decide(s, OpenPost{Name: "甲局副局长", Unit: "jj", Places: []string{"火星"}}, today)
	if e := (*errs.Error)(nil); !errors.As(err, &e) || !strings.Contains(e.Text.Zh, "有：开发区") {
		t.Error(err)
	}
}

func TestADeputyTakesOverOnLeaveAndSaysSo(t *testing.T) {
	t.Parallel()
	s := after(t, NewState(zone(t)), RecordAbsence{Person: "p-05", From: day("2026-03-10"), To: day("2026-03-20")})
	for date, want := range map[string]Acting{
		"2026-03-09": {Person: "p-05", Seat: Primary, ForPost: "招商一科科长"},
		"2026-03-10": {Person: "p-06", Seat: Deputy, ForPost: "招商一科科长", InsteadOf: "p-05", Until: day("2026-03-20")},
		"2026-03-20": {Person: "p-05", Seat: Primary, ForPost: "招商一科科长"},
	} {
		if got, err := s.At(day(date)).Holder("招商一科科长"); err != nil || got != want {
			t.Errorf("%s: %+v, %v", date, got, err)
		}
	}
	a, _ := s.At(day("2026-03-10")).Holder("招商一科科长")
	if a.Says().Zh != "招商一科科长A岗请假至2026-03-20，由B岗代行" {
		t.Error(a.Says().Zh)
	}
	s = after(t, s, EndAbsence{Person: "p-05", On: day("2026-03-12")})
	if a, _ := s.At(day("2026-03-12")).Holder("招商一科科长"); a.Seat != Primary {
		t.Error("back early, yet the deputy acts")
	}
	s = after(t, s, RecordAbsence{Person: "p-06", From: day("2026-03-12"), To: day("2026-03-14")})
	if a, _ := s.At(day("2026-03-13")).Holder("招商一科科长"); a.Person != "p-05" {
		t.Error("B's leave moves A")
	}
}

func TestAnAbsenceFromOnePostLeavesTheOthers(t *testing.T) {
	t.Parallel()
	s := after(t, NewState(zone(t)), RecordAbsence{Post: "招商局副局长", Person: "p-04"})
	v := s.At(today)
	if a, _ := v.Holder("招商局副局长"); a.Person != "p-03" {
		t.Error("the deputy does not act", a)
	}
	after(t, s, RecordAbsence{Post: "招商局局长", Person: "p-03"})
}

func TestLeaveByPostIsThePersonsUntilThePostsHolderIsBack(t *testing.T) {
	t.Parallel()
	s := after(t, NewState(zone(t)), RecordAbsence{Post: "招商局局长", From: today})
	if a, _ := s.At(today).Holder("招商局副局长"); a.Person != "p-04" {
		t.Errorf("%+v", a)
	}
	if got := s.Absences(today); len(got) != 1 || got[0].Person != "p-03" || got[0].Post != "" {
		t.Errorf("%+v", got)
	}
	s = after(t, s, EndAbsence{Post: "招商局局长", On: today + 1})
	if a, _ := s.At(today + 1).Holder("招商局局长"); a.Seat != Primary {
		t.Errorf("%+v", a)
	}
	if _, err := Decide(s, EndAbsence{Post: "招商局局长", On: today + 1}, today); !errs.Is(err, "org.absence_unknown") {
		t.Error(err)
	}
}

func TestASinglyHeldPostIsReportedWhenItsHolderLeaves(t *testing.T) {
	t.Parallel()
	s := after(t, NewState(zone(t)), RecordAbsence{Person: "p-07", To: day("2026-03-05")})
	if _, err := s.At(today).Holder("招商二科科长"); !errs.Is(err, "org.unheld") {
		t.Error(err)
	}
	if l := s.At(today).Unheld(); len(l) != 1 || l[0].Where != "招商二科科长" {
		t.Error(l)
	}
	if l := s.At(day("2026-03-05")).Unheld(); len(l) != 0 {
		t.Error(l)
	}
}

func TestARelievedHolderOwesAHandOver(t *testing.T) {
	t.Parallel()
	s := after(t, NewState(zone(t)), Appoint{Post: "招商二科科长", Seat: Primary, Person: "p-10", Replace: true, Matters: []string{"m1", "m2"}})
	due := HandOverDue(s, "招商二科科长")
	if len(due) != 1 || due[0].Person != "p-07" || len(due[0].Matters) != 2 {
		t.Fatal(due)
	}
	if a, _ := s.At(today).Holder("招商二科科长"); a.Person != "p-10" {
		t.Error(a)
	}
	if a, _ := s.At(today - 1).Holder("招商二科科长"); a.Person != "p-07" {
		t.Error("yesterday's holder changed:", a)
	}
	s = after(t, s, HandOver{Post: "招商二科科长", From: "p-07", To: "p-10", Matters: []string{"m2", "m1"}})
	if len(HandOverDue(s, "招商二科科长"))+len(s.HandOversDue()) != 0 {
		t.Error("still due")
	}
}

func TestTheMattersOfAnEndedPostAreHandedToTheUnitThatAnswers(t *testing.T) {
	t.Parallel()
	s := after(t, NewState(zone(t)), Relieve{Post: "招商二科科长", Seat: Primary, Matters: []string{"m1"}},
		MergeUnits{From: []string{"zsek"}, Into: Part{Code: "zsyk"}, On: today + 1},
		HandOver{Post: "招商二科科长", From: "p-07", To: "p-05", Matters: []string{"m1"}, On: today + 1})
	if len(s.HandOversDue()) != 0 {
		t.Error("still due")
	}
}

// Whoever left an ended post goes on in the unit that answers for it: that is no hand-over.
func TestNobodyHandsAnEndedPostOverToThemselves(t *testing.T) {
	t.Parallel()
	s := after(t, NewState(zone(t)), Relieve{Post: "招商二科科长", Seat: Primary, Matters: []string{"m1"}}, Appoint{Post: "招商一科科长", Seat: Primary, Person: "p-07", Replace: true},
		MergeUnits{From: []string{"zsek"}, Into: Part{Code: "zsyk"}, On: today + 1})
	if _, err := Decide(s, HandOver{Post: "招商二科科长", From: "p-07", To: "p-07", Matters: []string{"m1"}, On: today + 1}, today); !errs.Is(err, "org.handover_self") {
		t.Error(err)
	}
	after(t, s, HandOver{Post: "招商二科科长", From: "p-07", To: "p-06", Matters: []string{"m1"}, On: today + 1})
}

func TestEventsSurviveStorage(t *testing.T) {
	t.Parallel()
	for _, e := range []Event{
		AbsenceRecorded{Absence{Person: "p", Post: "x", From: today, To: today + 3, Reason: "公差"}},
		AbsenceEnded{"p", "", today, today + 1},
		HolderAppointed{"x", Deputy, "p", today, 0},
		HolderRelieved{"x", Primary, "p", today, []string{"m"}},
		HandedOver{"x", "p", "q", []string{"m"}, today},
		UnitMerged{[]string{"a", "b"}, Part{"c", "丙"}, "r", today},
		UnitSplit{"a", []Part{{"b", "乙"}, {"c", ""}}, "r", today},
		UnitRenamed{"a", "甲", today},
		PostOpened{"甲局局长", "a", true, "部门", []string{"全区"}, today},
		PostClosed{"x", "y", today, "a"},
		BodyFormed{Body{Code: "z", Name: "专班", Head: "x", From: today}},
		BodyChanged{"z", "x", []string{"a", "y"}, "a", today},
		BodyDissolved{"z", "x", today},
	} {
		data, err := json.Marshal(e)
		if err != nil {
			t.Fatal(err)
		}
		back, err := DecodeEvent(EventName(e), data)
		if err != nil || !reflect.DeepEqual(back, e) {
			t.Errorf("%s: %s came back as %+v, %v", EventName(e), data, back, err)
		}
	}
	if _, err := DecodeEvent("org.unknown", nil); err == nil {
		t.Error("an unknown event was read")
	}
}

// What the refusal says to do is possible, and the absence is entered after it.
func TestAStandInIsAppointedForTheDaysOnWhichBothAreAway(t *testing.T) {
	t.Parallel()
	s := after(t, NewState(zone(t)), RecordAbsence{Person: "p-05", From: day("2026-03-10"), To: day("2026-03-20")})
	ill := RecordAbsence{Person: "p-06", From: day("2026-03-12"), To: day("2026-03-16")}
	_, err := Decide(s, ill, today)
	if !errs.Is(err, "org.both_absent") || !strings.Contains(errs.Message(err, "zh"), "qinlian org appoint 招商一科科长 ") {
		t.Fatal(err)
	}
	s = after(t, s, Appoint{Post: "招商一科科长", Seat: Deputy, Person: "p-10", From: day("2026-03-12"), To: day("2026-03-16"), Replace: true}, ill)
	if acting, err := s.At(day("2026-03-13")).Holder("招商一科科长"); err != nil || acting.Person != "p-10" {
		t.Errorf("%+v %v", acting, err)
	}
}
