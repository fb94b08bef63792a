package session

import (
	"reflect"
	"testing"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
)

// party may set urgencies, and has no quorum of its own.
func party() *Template {
	return &Template{
		Name: "party", Title: text.Text{Zh: "支委会", En: "Branch committee"}, Recolor: true, LookBack: true,
		Blocks: []Block{{Name: "study", Title: text.Text{Zh: "第一议题"}, First: true}, {Name: "work", Title: text.Text{Zh: "工作"}}},
	}
}

func TestNoUrgencyIsSetByOnePersonWhateverTheTemplateSaysOfAQuorum(t *testing.T) {
	t.Parallel()
	tpl := party()
	red := Resolution{Text: "改红", Recolor: &Recolor{MatterID: "m1", Urgency: "red"}}
	begun := Resolution{Text: "立项定红", Register: &Register{Kind: "task", Title: "甲", Urgency: "red"}}
	plain := Resolution{Text: "立项", Register: &Register{Kind: "task", Title: "甲"}}
	convened := func(expected ...string) State {
		return play(t, State{}, tpl, Convene{ID: "s", Date: clock.MustDate("2023-06-12"), Expected: expected, Agenda: []Item{{Block: "work", Title: "研判"}}})
	}
	alone := play(t, convened("书记"), tpl, Attend{Present: []string{"书记"}}, Open{})
	for _, r := range []Resolution{red, begun} {
		refused(t, alone, tpl, Resolve{Resolution: r}, "session.one_person", "实到1人", "至少2人")
	}
	play(t, alone, tpl, Resolve{Resolution: plain})

	both := play(t, convened("书记", "委员"), tpl, Attend{Present: []string{"书记", "委员"}}, Open{})
	refused(t, both, tpl, Resolve{Resolution: red, Who: Who{"书记": "p1", "委员": "p1"}}, "session.one_person")
	refused(t, both, tpl, Resolve{Resolution: red, Who: Who{"书记": "p1"}}, "session.one_person")
	done := play(t, both, tpl, Resolve{Resolution: red, Who: Who{"书记": "p1", "委员": "p2"}})
	refused(t, done, tpl, Attend{Removed: []string{"委员"}}, "session.one_person")
	play(t, both, tpl, Attend{Removed: []string{"委员"}})
	refused(t, play(t, done, tpl, Attend{Left: []Apology{{Post: "委员"}}}), tpl, Resolve{Resolution: red}, "session.one_person")
}

func TestAQuorumIsOfTheBodysMembersAndOfPersons(t *testing.T) {
	t.Parallel()
	tpl := party()
	tpl.Quorum = 0.5
	s := play(t, State{}, tpl, Convene{
		ID: "s", Date: clock.MustDate("2023-06-12"), Expected: []string{"一", "二", "三", "四", "外甲", "外乙"}, Added: []string{"外甲", "外乙"}, Agenda: []Item{{Block: "work", Title: "研判"}},
	})
	if got := s.Attendance.Members(); !reflect.DeepEqual(got, []string{"一", "二", "三", "四"}) {
		t.Errorf("%q", got)
	}
	came := play(t, s, tpl, Attend{Present: []string{"一", "外甲", "外乙"}})
	refused(t, came, tpl, Open{}, "session.quorum", "应到4人", "至少2人", "实到1人")
	came = play(t, s, tpl, Attend{Present: []string{"一", "二"}})
	play(t, came, tpl, Open{})
	refused(t, came, tpl, Open{Who: Who{"一": "p1", "二": "p1", "三": "p3", "四": "p4"}}, "session.quorum", "应到3人", "至少2人", "实到1人")
	play(t, came, tpl, Open{Who: Who{"一": "p1", "二": "p2", "三": "p2"}}) // nobody sits at the fourth
}

// held is a session of that id with its resolutions, opened n days after the first.
func held(t *testing.T, tpl *Template, s State, n int, resolutions ...Resolution) State {
	t.Helper()
	s = play(t, s, tpl, Attend{Present: []string{"书记", "委员"}})
	for _, c := range []Command{Open{}} {
		events, err := Decide(s, c, tpl, now.Add(time.Duration(n)*24*time.Hour))
		if err != nil {
			t.Fatal(err)
		}
		s = Evolve(s, events[0], now)
	}
	for _, r := range resolutions {
		s = play(t, s, tpl, Resolve{Resolution: r})
	}
	return s
}

func TestNothingResolvedIsLostHoweverManySessionsWereConvenedMeanwhile(t *testing.T) {
	t.Parallel()
	tpl := party()
	called := func(id string) State {
		return play(t, State{}, tpl, Convene{ID: id, Date: clock.MustDate("2023-06-12"), Agenda: []Item{{Block: "study", Title: "学习"}, {Block: "work", Title: "研判"}}})
	}
	never := func(string) bool { return false }
	s1 := held(t, tpl, called("s1"), 0, Resolution{Text: "打通系统", MatterID: "m1"}, Resolution{Text: "今后每月通报"})
	s2, s3 := called("s2"), called("s3") // all four of the year were convened in January
	cancelled := play(t, called("s4"), tpl, Cancel{Reason: "改期"})

	open := OpenResolutions([]State{s1, s2, s3, cancelled}, never)
	s2 = play(t, s2, tpl, Attend{Present: []string{"书记", "委员"}}, Open{Open: open})
	var got []string
	for _, item := range s2.Agenda {
		got = append(got, item.Block+" "+item.Title+" "+item.Resolution)
	}
	want := []string{"study 学习 ", "look-back 打通系统 s1/1", "look-back 今后每月通报 s1/2", "work 研判 "}
	if !reflect.DeepEqual(got, want) || !reflect.DeepEqual(s2.Brought, []int{2, 3}) {
		t.Errorf("%q, brought %v", got, s2.Brought)
	}
	resolutions := func(found []Candidate) (out []string) {
		for _, c := range found {
			out = append(out, c.Resolution)
		}
		return out
	}
	all := []State{s1, s2, s3, cancelled}
	if got := resolutions(OpenResolutions(all, never)); !reflect.DeepEqual(got, []string{"s1/1", "s1/2"}) {
		t.Errorf("on the agenda and nobody said a word of it: %q", got)
	}
	s2 = play(t, s2, tpl, ReviewItem{Item: 2, Words: "未完"}, ReviewItem{Item: 3, Words: "已照办"})
	s1 = play(t, s1, tpl, Resolve{Resolution: Resolution{Text: "会后补记"}}) // entered after the next had opened
	all = []State{s1, s2, s3, cancelled}
	if got := resolutions(OpenResolutions(all, never)); !reflect.DeepEqual(got, []string{"s1/1", "s1/3"}) {
		t.Errorf("%q", got)
	}
	if got := resolutions(OpenResolutions(all, func(string) bool { return true })); !reflect.DeepEqual(got, []string{"s1/3"}) {
		t.Errorf("%q", got)
	}
	// Before words alone were looked back at, only what the last one held resolved of them is open.
	s1.LookedBack, all[0].LookedBack = false, false
	if got := resolutions(OpenResolutions(all, never)); !reflect.DeepEqual(got, []string{"s1/1"}) {
		t.Errorf("of an older ledger: %q", got)
	}
	if got := resolutions(OpenResolutions([]State{s1, s3}, never)); !reflect.DeepEqual(got, []string{"s1/1", "s1/2", "s1/3"}) {
		t.Errorf("of an older ledger's last session: %q", got)
	}
}

func TestWordsAboutAnItemAreLookedBackAtWithItsMatter(t *testing.T) {
	t.Parallel()
	tpl := party()
	s := play(t, State{}, tpl, Convene{ID: "s1", Date: clock.MustDate("2023-06-12"), Agenda: []Item{{Block: "work", Title: "研判"}, {Block: "work", Title: "选址", MatterID: "m1"}}})
	s = held(t, tpl, s, 0, Resolution{Text: "下次汇报选址", Item: 2}, Resolution{Text: "今后每月通报", Item: 1})
	got := OpenResolutions([]State{s}, func(string) bool { return true })
	want := []Candidate{{MatterID: "m1", Title: "下次汇报选址", Resolution: "s1/1"}, {Title: "今后每月通报", Resolution: "s1/2"}}
	if !reflect.DeepEqual(got, want) {
		t.Errorf("words are looked back at once, also when the matter is over: %+v", got)
	}
}

func TestASessionDoesNotOpenBeforeItsDay(t *testing.T) {
	t.Parallel()
	tpl := party()
	s := play(t, State{}, tpl, Convene{ID: "s", Date: clock.MustDate("2022-01-05"), Agenda: []Item{{Block: "work", Title: "研判"}}}, Attend{Present: []string{"书记"}})
	refused(t, s, tpl, Open{Today: clock.MustDate("2021-12-29")}, "session.early", "2022-01-05", "2021-12-29", "session cancel", "session convene")
	for _, today := range []string{"2022-01-05", "2022-01-06"} {
		play(t, s, tpl, Open{Today: clock.MustDate(today)})
	}
}
