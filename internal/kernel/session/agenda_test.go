package session

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"github.com/sebdah/goldie/v2"
	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
)

func TestNextAgendaOpensAfterTheStudyItemWithWhatIsStillOpen(t *testing.T) {
	t.Parallel()
	tpl := commission()
	s := opened(t, tpl)
	s = play(t, s, tpl,
		Resolve{Resolution: Resolution{Text: "限期打通系统", MatterID: "m1"}},
		Resolve{Resolution: Resolution{Text: "原则通过方案", Item: 3}},
		Resolve{Resolution: Resolution{Text: "成立专班", Register: &Register{MatterID: "m2", Kind: "campaign-task", Title: "成立专班"}}})
	over := map[string]bool{}
	open := OpenResolutions([]State{s}, func(m string) bool { return over[m] })
	next := FillAgenda(tpl, given(), Candidates{FillLastResolutions: open})
	var got []string
	for _, item := range next {
		got = append(got, item.Block+" "+item.Title)
	}
	want := []string{"convey 传达上级深改委会议精神", "look-back 限期打通系统", "look-back 原则通过方案", "look-back 成立专班", "review 调度改革：本期无", "papers 审议《综合执法改革方案》", "campaign 深化改革开放行动进展"}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("%q", got)
	}
	call := Convene{ID: "s2", Date: clock.MustDate("2023-09-12"), Expected: posts, Agenda: next, Open: open}
	s2 := play(t, State{}, tpl, call)

	call.Agenda = slices.Concat(next[:1], next[2:])
	refused(t, State{}, tpl, call, "session.look_back", "限期打通系统")
	call.Agenda = append(append([]Item{}, next[0], next[4]), append(next[1:4:4], next[5:]...)...)
	refused(t, State{}, tpl, call, "session.look_back_order", "限期打通系统", "本期无")

	over["m1"] = true
	if carried := OpenResolutions([]State{s, s2}, func(m string) bool { return over[m] }); len(carried) != 2 || carried[0].Resolution != "s1/2" || carried[1].Resolution != "s1/3" || carried[1].MatterID != "m2" {
		t.Errorf("a resolution two sessions old is lost: %+v", carried)
	}
}

func TestFillTakesOnlyTheKindsOfTheBlockAndEachMatterOnce(t *testing.T) {
	t.Parallel()
	items := FillAgenda(commission(), []Item{{Block: "review", Title: "甲（手工）", MatterID: "m1"}}, Candidates{FillRed: {
		{MatterID: "m1", Kind: "reform-measure", Title: "甲"}, {MatterID: "m2", Kind: "hotline-case", Title: "乙"}, {MatterID: "m3", Kind: "reform-measure", Title: "丙"}, {MatterID: "m3", Kind: "reform-measure", Title: "丙"},
	}})
	if len(items) != 2 || items[0].Filled || items[1].MatterID != "m3" || !items[1].Filled {
		t.Errorf("%+v", items)
	}
}

func TestCancelledAsLongAsNothingCameOfIt(t *testing.T) {
	t.Parallel()
	tpl := commission()
	refused(t, convened(t, tpl), tpl, Cancel{}, "session.no_reason")
	if s := play(t, convened(t, tpl), tpl, Cancel{Reason: "人数不足，改期"}); s.Stage != Cancelled {
		t.Error(s.Stage)
	}
	mistaken := play(t, opened(t, tpl), tpl, ReviewItem{Item: 1, Words: "传达学习"}, Minute{Text: "误开"}) // of no matter
	refused(t, mistaken, tpl, Cancel{}, "session.no_reason")
	if s := play(t, mistaken, tpl, Cancel{Reason: "误召集"}); s.Stage != Cancelled || s.Reason != "误召集" || s.Number != mistaken.Number {
		t.Errorf("%+v", s)
	} else {
		refused(t, s, tpl, Cancel{Reason: "再取消"}, "session.order", "已取消")
		refused(t, s, tpl, Open{}, "session.order", "已取消")
		if n := CountInYear([]State{s}, tpl.Name, s.Date.Year()); n != 0 {
			t.Errorf("%d counted", n)
		}
		if open := OpenResolutions([]State{s}, func(string) bool { return false }); len(open) > 0 {
			t.Errorf("%+v", open)
		}
	}
	refused(t, play(t, opened(t, tpl), tpl, ReviewItem{MatterID: "m1", Words: "已调度"}), tpl, Cancel{Reason: "误"}, "session.has_decided", "已记入这些事项")
	resolved := play(t, opened(t, tpl), tpl, Resolve{Resolution: Resolution{Item: 3, Text: "原则通过"}})
	refused(t, resolved, tpl, Cancel{Reason: "误"}, "session.has_decided", "1 项")
	done := opened(t, tpl)
	done.Stage = Closed
	refused(t, done, tpl, Cancel{Reason: "误"}, "session.order", "已闭会")
	refused(t, convened(t, tpl), tpl, Convene{}, "session.order")
}

func TestCheckFindsEveryFaultOfATemplate(t *testing.T) {
	t.Parallel()
	if faults := Check(commission()); len(faults) != 0 {
		t.Errorf("a sound template: %v", faults)
	}
	hours := briefings()
	hours.Series.Within = calendar.MustLimit("8h")
	if faults := Check(hours); len(faults) != 1 || faults[0].Where != "series.within" {
		t.Errorf("%v", faults)
	}
	bad := &Template{Quorum: 50, PerYear: -1, Blocks: []Block{{Name: "a", First: true}, {Name: "a", First: true, Fill: "reds"}, {Kinds: []string{"x"}}}}
	var at []string
	for _, fault := range Check(bad) {
		at = append(at, fault.Where)
	}
	if want := []string{"blocks[1].name", "blocks[1].first", "blocks[1].fill", "blocks[2].name", "blocks[2].kinds", "quorum", "per_year"}; !reflect.DeepEqual(at, want) {
		t.Errorf("%q", at)
	}
}

func TestMinutesTellNameTimeAttendanceItemsAndResolutions(t *testing.T) {
	t.Parallel()
	tpl := commission()
	tpl.Recolor = true
	s := play(t, opened(t, tpl), tpl,
		ReviewItem{Item: 1, Words: "传达学习有关会议精神"}, ReviewItem{MatterID: "m1", Words: "系统对接<未完成>"},
		Resolve{Resolution: Resolution{Item: 3, Text: "原则通过，修改后印发"}},
		Resolve{Resolution: Resolution{Text: "一窗受理改革转为红色", Recolor: &Recolor{MatterID: "m1", Urgency: "red"}}},
		Resolve{Resolution: Resolution{Text: "限期打通数据接口", Register: &Register{MatterID: "m2", Kind: "reform-measure", Title: "打通数据接口", LeadUnit: "ga-xzspj", Owner: "行政审批局局长", Due: clock.MustDate("2023-07-03")}}},
		ReviewItem{Item: 4, Words: "按计划推进"}, Attend{Left: []Apology{{Post: "主任", Reason: "市里开会"}}, Chair: "常务副主任"}, Minute{Text: "会议强调：\n\n- 压实责任\n- 按期办结\n"}, Close{})
	ids := map[string]string{"m1": "深改〔2023〕7号", "ga-xzspj": "行政审批局"}
	names := Names{
		Of:      func(id string) string { return ids[id] },
		Urgency: func(string, string) text.Text { return text.Text{Zh: "红色", En: "Red"} },
	}
	golden := goldie.New(t, goldie.WithNameSuffix(""))
	golden.Assert(t, "minutes.md", []byte(Minutes(s, tpl, names, text.Zh)))
	golden.Assert(t, "minutes-en.md", []byte(Minutes(s, tpl, names, text.En)))
	golden.Assert(t, "bare.md", []byte(Minutes(convened(t, tpl), tpl, Names{}, text.Zh)))
}

func TestWhateverIsTriedTheEventsFoldAgainToTheSameState(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		tpl := commission()
		tpl.Recolor = rapid.Bool().Draw(r, "recolor")
		commands := []Command{
			Convene{ID: "s1", Date: clock.MustDate("2023-06-12"), Expected: posts, Chair: posts[0], Agenda: agenda()},
			Open{Open: []Candidate{{MatterID: "m9", Title: "上次决议", Resolution: "s0/1"}}},
			Attend{Present: posts[:2], Apologies: []Apology{{Post: posts[3]}}},
			Attend{All: true},
			Attend{Left: []Apology{{Post: posts[0], Reason: "早退"}}},
			Attend{Removed: posts[1:2]},
			Attend{Chair: posts[1]},
			Open{},
			AddItem{Item{Block: "papers", Title: "又一份", MatterID: "m5"}},
			ReviewItem{Item: 1, Words: "a"},
			ReviewItem{MatterID: "m1", Words: "b"},
			ReviewItem{Item: 4, Words: "c"},
			PassBlock{Block: "campaign", Reason: "r"},
			Resolve{Resolution: Resolution{Text: "t", Item: 3}},
			Resolve{Resolution: Resolution{Text: "t", Recolor: &Recolor{MatterID: "m5", Urgency: "red"}}},
			Minute{Text: "m"},
			Close{},
			Cancel{Reason: "c"},
		}
		live, replayed := State{}, State{}
		for range rapid.IntRange(0, 40).Draw(r, "tries") {
			before, err := json.Marshal(live)
			if err != nil {
				r.Fatal(err)
			}
			events, err := Decide(live, rapid.SampledFrom(commands).Draw(r, "command"), tpl, now)
			if err != nil {
				continue
			}
			held := live
			for _, e := range events {
				live = Evolve(live, e, now)
				data, err := json.Marshal(e)
				if err != nil {
					r.Fatal(err)
				}
				back, err := Decode(e.Type(), data)
				if err != nil {
					r.Fatal(err)
				}
				replayed = Evolve(replayed, back, now)
			}
			if after, err := json.Marshal(held); err != nil || string(after) != string(before) {
				r.Fatalf("Evolve changed the state it was given: %v", err)
			}
		}
		if !reflect.DeepEqual(live, replayed) {
			r.Fatalf("live %+v, replayed %+v", live, replayed)
		}
		if live.Stage == Closed && (live.Minutes == "" || len(live.Attendance.Present)*2 < len(posts) || len(live.Presides) == 0) {
			r.Fatal("closed without minutes or quorum")
		}
	})
}

func TestDecodeRefusesATypeThatIsNoneOfTheSessions(t *testing.T) {
	t.Parallel()
	if _, err := Decode("registered", []byte("{}")); err == nil {
		t.Error("taken")
	}
	if _, err := Decode("session-opened", []byte("{")); err == nil {
		t.Error("taken")
	}
}

// A block takes whatever is owed, or the duties that it names, and a matter once for all of them.
func TestABlockTakesTheDutiesThatItNames(t *testing.T) {
	t.Parallel()
	found := Candidates{FillMissedDuties: {
		{MatterID: "a", Title: "甲", Duty: "review"}, {MatterID: "a", Title: "甲", Duty: "reply"}, {MatterID: "b", Title: "乙", Duty: "issue"},
	}}
	for says, c := range map[string]struct {
		duties []string
		want   string
	}{"none": {nil, "甲乙"}, "one": {[]string{"issue"}, "乙"}, "two": {[]string{"reply", "review"}, "甲"}, "another": {[]string{"talk"}, ""}} {
		tpl := &Template{Blocks: []Block{{Name: "missed", Fill: FillMissedDuties, Duties: c.duties}}}
		got := ""
		for _, item := range FillAgenda(tpl, nil, found) {
			got += item.Title
		}
		if got != c.want {
			t.Errorf("%s named: %q, want %q", says, got, c.want)
		}
	}
	if faults := Check(&Template{Blocks: []Block{{Name: "red", Fill: FillRed, Duties: []string{"review"}}}}); len(faults) != 1 || faults[0].Where != "blocks[0].duties" {
		t.Error("duties of a block that no duty fills:", faults)
	}
}
