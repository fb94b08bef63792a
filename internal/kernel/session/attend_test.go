package session

import (
	"reflect"
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
)

func TestWhoIsNotAMemberIsNotPresentAndNobodyIsNamedTwice(t *testing.T) {
	t.Parallel()
	tpl := commission()
	s := convened(t, tpl)
	refused(t, s, tpl, Attend{Present: []string{"行政审批局局长"}}, "session.attendance", "列席")
	refused(t, s, tpl, Attend{Present: posts[:1], Apologies: []Apology{{Post: posts[0]}}}, "session.attendance", "两次")
	refused(t, s, tpl, Attend{}, "session.attendance", "请写明谁到会", "主持")
	refused(t, s, tpl, Attend{Removed: posts[:1]}, "session.attendance", "无可撤下")
	s.Attendance.Expected = nil
	refused(t, s, tpl, Attend{All: true}, "session.attendance", "没有应到名单")
}

func TestAttendanceAddsAndChangesAndWhoIsNotNamedStays(t *testing.T) {
	t.Parallel()
	tpl := commission()
	s := play(t, convened(t, tpl), tpl, Attend{Apologies: []Apology{{Post: "招商局局长", Reason: "出差"}}}, Attend{All: true}, Attend{Guests: []string{"行政审批局局长"}})
	want := Attendance{Expected: posts, Present: posts[:3], Apologies: []Apology{{Post: "招商局局长", Reason: "出差"}}, Guests: []string{"行政审批局局长"}}
	same := func(s State, want Attendance) {
		t.Helper()
		if got := s.Attendance; !reflect.DeepEqual(got, want) {
			t.Errorf("got %+v, want %+v", got, want)
		}
	}
	same(s, want)
	refused(t, s, tpl, Attend{Left: []Apology{{Post: posts[0]}}}, "session.attendance", "尚未开会", "--absent")
	same(play(t, s, tpl, Attend{Apologies: []Apology{{Post: "改革办主任", Reason: "病假"}}}), Attendance{
		Expected: posts, Present: posts[:2], Apologies: []Apology{{Post: "招商局局长", Reason: "出差"}, {Post: "改革办主任", Reason: "病假"}}, Guests: []string{"行政审批局局长"},
	})
	same(play(t, s, tpl, Attend{Removed: []string{"行政审批局局长", "招商局局长"}}), Attendance{Expected: posts, Present: posts[:3]})

	s = play(t, s, tpl, Open{}, Attend{Present: []string{"招商局局长"}})
	late := Attendance{Expected: posts, Present: posts, Guests: []string{"行政审批局局长"}}
	same(s, late)
	refused(t, s, tpl, Attend{Apologies: []Apology{{Post: "招商局局长", Reason: "早退"}}}, "session.attendance", "--left", "--remove")
	refused(t, s, tpl, Attend{Left: []Apology{{Post: "审计局局长"}}}, "session.attendance", "没有登记到会")
	s = play(t, s, tpl, Attend{Left: []Apology{{Post: "招商局局长", Reason: "早退"}}})
	late.Left = []Apology{{Post: "招商局局长", Reason: "早退"}}
	same(s, late)
	s = play(t, s, tpl, Attend{All: true})
	same(s, late) // what is recorded of somebody stays unless they are named
	late.Left = nil
	same(play(t, s, tpl, Attend{Present: []string{"招商局局长"}}), late) // back again
}

func TestAnAttendanceThatChangesNothingIsNoEvent(t *testing.T) {
	t.Parallel()
	tpl := commission()
	for name, s := range map[string]State{"convened": play(t, convened(t, tpl), tpl, Attend{All: true, Chair: "主任"}), "open": play(t, convened(t, tpl), tpl, Attend{All: true}, Open{})} {
		for _, c := range []Attend{{All: true}, {Present: posts[1:2]}, {Chair: "主任"}, {All: true, Present: posts, Chair: "主任"}} {
			if events, err := Decide(s, c, tpl, now); err != nil || len(events) != 0 {
				t.Errorf("%s, %+v: %v %v", name, c, events, err)
			}
		}
		for _, c := range []Attend{{Guests: []string{"行政审批局局长"}}, {Chair: "常务副主任"}, {Removed: posts[3:]}} {
			if events, err := Decide(s, c, tpl, now); err != nil || len(events) != 1 {
				t.Errorf("%s, %+v: %v %v", name, c, events, err)
			}
		}
	}
}

func TestWhatIsResolvedWithoutAQuorumIsRefusedAndTheSessionGoesOn(t *testing.T) {
	t.Parallel()
	tpl := commission()
	s := opened(t, tpl)
	refused(t, s, tpl, Attend{Removed: posts[1:3]}, "session.quorum", "不能开会", "实到1人")
	words := Resolve{Resolution: Resolution{Text: "原则通过", Item: 3}}
	s = play(t, s, tpl, words, Attend{Left: []Apology{{Post: "改革办主任", Reason: "早退"}, {Post: "常务副主任", Reason: "接待"}}})
	refused(t, s, tpl, words, "session.quorum", "不能作出决议", "应到4人", "至少2人", "在场1人")
	s = play(t, s, tpl, ReviewItem{Item: 1, Words: "已传达"}, ReviewItem{Item: 2, Words: "在办"}, ReviewItem{Item: 4, Words: "在办"}, Minute{Text: "记"})
	play(t, s, tpl, Close{})
	play(t, s, tpl, Attend{Present: []string{"常务副主任"}}, words)
	zh, en := Minutes(s, tpl, Names{}, text.Zh), Minutes(s, tpl, Names{}, text.En)
	if !strings.Contains(zh, "实到3人") || !strings.Contains(zh, "提前离席：改革办主任（早退）、常务副主任（接待）\n") || !strings.Contains(en, "Left early: 改革办主任 (早退), 常务副主任 (接待)\n") {
		t.Errorf("%s%s", zh, en)
	}
}

func TestSomebodyPresentPresides(t *testing.T) {
	t.Parallel()
	tpl := commission()
	away := play(t, convened(t, tpl), tpl, Attend{All: true, Apologies: []Apology{{Post: "主任", Reason: "出差"}}})
	refused(t, away, tpl, Open{}, "session.no_chair", "“主任”", "登记到会时", "常务副主任、改革办主任、招商局局长")
	refused(t, away, tpl, Attend{Chair: "主任"}, "session.chair", "不在场", "常务副主任")
	chair := func(name string, s State, want ...Presider) {
		t.Helper()
		if !reflect.DeepEqual(s.Presides, want) {
			t.Errorf("%s: %+v", name, s.Presides)
		}
	}
	minutes := func(s State, zh, en string) {
		t.Helper()
		for words, of := range map[string]string{"**主持**：" + zh + "\n": Minutes(s, tpl, Names{}, text.Zh), "**Chair**: " + en + "\n": Minutes(s, tpl, Names{}, text.En)} {
			if !strings.Contains(of, words) {
				t.Errorf("%q is not in\n%s", words, of)
			}
		}
	}
	s := play(t, away, tpl, Attend{Chair: "常务副主任"}, Open{})
	chair("named", s, Presider{"常务副主任", true})
	minutes(s, "常务副主任（代）", "常务副主任 (acting)")
	gone := play(t, play(t, away, tpl, Attend{Chair: "常务副主任"}), tpl, Attend{Removed: []string{"常务副主任"}})
	refused(t, gone, tpl, Open{}, "session.no_chair")

	s = play(t, away, tpl, Open{Deputy: Deputy{Posts: []string{"审计局局长", "改革办主任"}}})
	chair("the deputy in another post", s, Presider{"改革办主任", true})

	s = play(t, convened(t, tpl), tpl, Attend{All: true}, Open{})
	chair("the chair", s, Presider{"主任", false})
	minutes(s, "主任", "主任")
	chair("the deputy in the chair's post", play(t, convened(t, tpl), tpl, Attend{All: true}, Open{Deputy: Deputy{Holds: true}}), Presider{"主任", true})

	words := Resolve{Resolution: Resolution{Text: "原则通过", Item: 3}}
	s = play(t, s, tpl, words, Attend{Left: []Apology{{Post: "主任", Reason: "早退"}}})
	refused(t, s, tpl, words, "session.no_chair", "不能作出决议")
	refused(t, s, tpl, Attend{Chair: "主任"}, "session.chair", "不在场")
	s = play(t, s, tpl, Attend{Chair: "常务副主任"}, words)
	chair("one after another", s, Presider{"主任", false}, Presider{"常务副主任", true})
	minutes(s, "主任，后为常务副主任（代）", "主任, then 常务副主任 (acting)")

	mistaken := play(t, away, tpl, Attend{Present: []string{"主任"}}, Open{})
	removed := Attend{Removed: []string{"主任"}}
	refused(t, mistaken, tpl, removed, "session.no_chair", "“主任”", "常务副主任、改革办主任、招商局局长")
	refused(t, mistaken, tpl, Attend{Removed: removed.Removed, Chair: "主任"}, "session.chair")
	mistaken = play(t, mistaken, tpl, Attend{Removed: removed.Removed, Chair: "常务副主任"})
	chair("whoever never came never presided", mistaken, Presider{"常务副主任", true})
	minutes(mistaken, "常务副主任（代）", "常务副主任 (acting)")
	chair("nor did who is moved to the guests", play(t, s, tpl, Attend{Guests: []string{"常务副主任"}}), Presider{"主任", false})
	back := play(t, s, tpl, Attend{Present: []string{"主任"}, Chair: "主任"})
	chair("who came back", back, Presider{"主任", false}, Presider{"常务副主任", true}, Presider{"主任", false})
	chair("who presided before and after a mistake", play(t, back, tpl, Attend{Removed: []string{"常务副主任"}}), Presider{"主任", false})

	tpl = party() // whose sessions name no chair
	s = play(t, State{}, tpl, Convene{ID: "s", Date: clock.MustDate("2023-06-12"), Agenda: []Item{{Block: "work", Title: "研判"}}}, Attend{Present: []string{"书记"}}, Open{})
	chair("none", s)
}

func TestWhatIsRequiredIsNotPassedOver(t *testing.T) {
	t.Parallel()
	tpl := commission()
	s := opened(t, tpl)
	refused(t, s, tpl, PassBlock{Block: "convey", Reason: "时间紧"}, "session.pass_first", "传达精神", "session review")
	for _, block := range []string{"review", "papers", "campaign"} { // what fills by itself found a matter here
		refused(t, s, tpl, PassBlock{Block: block, Reason: "时间紧"}, "session.pass_required", "必备")
	}
	tpl.Blocks[0].Required, tpl.Blocks[3].Required = false, false
	refused(t, s, tpl, PassBlock{Block: "convey", Reason: "时间紧"}, "session.pass_first")
	refused(t, s, tpl, PassBlock{Block: "campaign"}, "session.no_reason")
	play(t, s, tpl, PassBlock{Block: "campaign", Reason: "另行召开专题会"})

	tpl = commission()
	s = play(t, State{}, tpl, Convene{ID: "s", Date: clock.MustDate("2023-06-12"), Chair: "主任", Expected: posts, Agenda: FillAgenda(tpl, given(), nil)}, Attend{All: true}, Open{})
	added := play(t, s, tpl, AddItem{Item{Block: "review", Title: "临时调度"}})
	refused(t, added, tpl, PassBlock{Block: "review", Reason: "无事项"}, "session.pass_required")
	s = play(t, s, tpl, PassBlock{Block: "review", Reason: "没有亮灯的改革"}, ReviewItem{Item: 1, Words: "已传达"}, ReviewItem{Item: 3, Words: "议"}, ReviewItem{Item: 4, Words: "议"}, Minute{Text: "记"}, Close{})
	if zh := Minutes(s, tpl, Names{}, text.Zh); !strings.Contains(zh, "调度改革：本期无\n") || !strings.Contains(zh, "略过调度改革：没有亮灯的改革\n") {
		t.Error(zh)
	}
}

func TestWhereNobodyMeetsButTheChairWhoeverComesIsOneOfIt(t *testing.T) {
	t.Parallel()
	tpl := commission()
	tpl.Body, tpl.Recolor, tpl.Quorum = "", false, 0
	s := convened(t, tpl)
	s.Attendance = Attendance{Expected: []string{s.Chair}, Added: []string{s.Chair}}
	s = play(t, s, tpl, Attend{Present: []string{"招商局局长"}, Apologies: []Apology{{Post: "财政局局长"}}}, Attend{All: true})
	a := s.Attendance
	if a.ByList() || !reflect.DeepEqual(a.Present, []string{"招商局局长", s.Chair}) || !reflect.DeepEqual(a.Asked(), []string{s.Chair, "招商局局长", "财政局局长"}) {
		t.Errorf("%+v", a)
	}
	s = play(t, s, tpl, Open{})
	if said := Minutes(s, tpl, Names{}, text.Zh); !strings.Contains(said, "应到3人，实到2人") {
		t.Error(said)
	}
	refused(t, s, tpl, Resolve{Resolution: Resolution{Text: "改为红色", Recolor: &Recolor{MatterID: "m", Urgency: "red"}}}, "session.recolor", "的决议不能改色：机制没有授予")
	tpl.Blocks[0].Title = text.Text{Zh: "传达精神", En: "Convey"}
	refused(t, State{}, tpl, Convene{ID: "s", Number: "1", Date: s.Date, Chair: s.Chair, Agenda: []Item{{Block: tpl.Blocks[0].Name}}}, "session.item_title", "板块“传达精神”中有议题没有名称")
}
