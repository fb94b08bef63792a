package session

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
)

var now = time.Date(2023, 6, 12, 1, 0, 0, 0, time.UTC)

// commission is 深改委: three blocks and, besides, one on a special campaign.
func commission() *Template {
	return &Template{
		Name: "deepening-reform", Title: text.Text{Zh: "深改委会议", En: "Reform commission"}, Body: "深改委", PerYear: 4, Quorum: 0.5, LookBack: true,
		Blocks: []Block{
			{Name: "convey", Title: text.Text{Zh: "传达精神", En: "Convey"}, Required: true, First: true},
			{Name: "review", Title: text.Text{Zh: "调度改革", En: "Review reforms"}, Required: true, Fill: FillRed, Kinds: []string{"reform-measure"}},
			{Name: "papers", Title: text.Text{Zh: "审议文件", En: "Papers"}, Required: true},
			{Name: "campaign", Title: text.Text{Zh: "专题调度“深化改革开放行动”", En: "Campaign"}, Required: true},
		},
		MayIssue: []string{"reform-measure", "campaign-task"},
	}
}

var posts = []string{"主任", "常务副主任", "改革办主任", "招商局局长"}

func given() []Item {
	return []Item{
		{Block: "campaign", Title: "深化改革开放行动进展"},
		{Block: "convey", Title: "传达上级深改委会议精神"},
		{Block: "papers", Title: "审议《综合执法改革方案》"},
	}
}

func agenda() []Item {
	return FillAgenda(commission(), given(), Candidates{FillRed: {{MatterID: "m1", Kind: "reform-measure", Title: "一窗受理改革"}}})
}

// play folds the events of commands that must all be taken.
func play(t testing.TB, s State, tpl *Template, commands ...Command) State {
	t.Helper()
	for _, c := range commands {
		events, err := Decide(s, c, tpl, now)
		if err != nil {
			t.Fatalf("%T: %v", c, err)
		}
		for _, e := range events {
			s = Evolve(s, e, now)
		}
	}
	return s
}

func convened(t testing.TB, tpl *Template) State {
	t.Helper()
	return play(t, State{}, tpl, Convene{ID: "s1", Number: "深改〔2023〕2号", Date: clock.MustDate("2023-06-12"), Place: "管委会三楼会议室", Chair: "主任", Expected: posts, Agenda: agenda()})
}

func opened(t testing.TB, tpl *Template) State {
	t.Helper()
	return play(t, convened(t, tpl), tpl, Attend{Present: posts[:3], Apologies: []Apology{{Post: "招商局局长", Reason: "外出招商"}}, Guests: []string{"行政审批局局长"}}, Open{})
}

func refused(t *testing.T, s State, tpl *Template, c Command, code string, words ...string) {
	t.Helper()
	_, err := Decide(s, c, tpl, now)
	if !errs.Is(err, code) {
		t.Fatalf("%T: want %s, got %v", c, code, err)
	}
	for _, word := range words {
		if message := errs.Message(err, text.Zh); !strings.Contains(message, word) {
			t.Errorf("%q lacks %q", message, word)
		}
	}
}

func TestCommissionIsNotConvenedWithoutAnyOneOfItsFourBlocks(t *testing.T) {
	t.Parallel()
	tpl := commission()
	for _, b := range tpl.Blocks {
		t.Run("without "+b.Title.En, func(t *testing.T) {
			t.Parallel()
			var rest []Item
			for _, item := range agenda() {
				if item.Block != b.Name {
					rest = append(rest, item)
				}
			}
			refused(t, State{}, tpl, Convene{ID: "s", Date: 1, Agenda: rest}, "session.missing_block", b.Title.Zh)
		})
	}
	refused(t, State{}, tpl, Convene{ID: "s", Date: 1}, "session.missing_block", "传达精神", "调度改革", "审议文件", "专题调度“深化改革开放行动”")
}

func TestFirstItemOfTheAgendaMustBeTheStudyItem(t *testing.T) {
	t.Parallel()
	tpl, items := commission(), agenda()
	items[0], items[1] = items[1], items[0]
	refused(t, State{}, tpl, Convene{ID: "s", Date: 1, Agenda: items}, "session.first_item", "传达精神", items[0].Title)
	tpl.Blocks[0].Required = false
	noStudy := agenda()[1:]
	play(t, State{}, tpl, Convene{ID: "s", Date: 1, Agenda: noStudy})
	refused(t, play(t, State{}, tpl, Convene{ID: "s", Date: 1, Agenda: noStudy}), tpl, AddItem{Item{Block: "convey", Title: "补学"}}, "session.first_item")
}

func TestItemOfABlockTheTemplateLacksIsRefused(t *testing.T) {
	t.Parallel()
	refused(t, State{}, commission(), Convene{ID: "s", Date: 1, Agenda: append(agenda(), Item{Block: "tea", Title: "茶歇"})}, "session.block", "tea", "convey")
}

func TestFourCommissionsAndSevenSpecialSessionsAreElevenInTheYear(t *testing.T) {
	t.Parallel()
	var held []State
	add := func(template string, n int, date string, stage Stage) {
		for i := range n {
			held = append(held, State{ID: fmt.Sprint(template, date, i), Template: template, Date: clock.MustDate(date), Stage: stage})
		}
	}
	add("deepening-reform", 4, "2018-11-02", Closed)
	add("reform-special", 7, "2018-12-31", Closed)
	add("reform-special", 1, "2019-01-01", Closed)
	add("deepening-reform", 1, "2018-12-30", Cancelled)
	add("deepening-reform", 1, "2018-12-30", Convened)
	commissions, special := CountInYear(held, "deepening-reform", 2018), CountInYear(held, "reform-special", 2018)
	if commissions != 4 || special != 7 || commissions+special != 11 {
		t.Errorf("%d + %d", commissions, special)
	}
	if commissions != commission().PerYear {
		t.Errorf("the plan asks for %d", commission().PerYear)
	}
}

func briefings() *Template {
	tpl := &Template{Name: "briefing", Title: text.Text{Zh: "放管服汇报会", En: "Briefing"}, Blocks: []Block{{Name: "report", Title: text.Text{Zh: "部门汇报"}, Required: true}}}
	tpl.Series.Count = 15
	tpl.Series.Within = calendar.MustLimit("7d")
	return tpl
}

func TestFifteenBriefingsInSevenDays(t *testing.T) {
	t.Parallel()
	tpl := briefings()
	first := clock.MustDate("2018-08-06")
	call := func(n int, d clock.Date, previous []State) Convene {
		return Convene{ID: fmt.Sprint("b", n), Row: "2018", Date: d, Agenda: []Item{{Block: "report", Title: fmt.Sprint("部门", n)}}, Previous: previous}
	}
	var row []State
	for n := range 14 {
		row = append(row, play(t, State{}, tpl, call(n, first+clock.Date(n/2), row)))
	}
	t.Run("the fifteenth on the seventh day is convened", func(t *testing.T) {
		t.Parallel()
		full := append(slices.Clip(row), play(t, State{}, tpl, call(14, first+6, row)))
		t.Run("and the sixteenth is refused", func(t *testing.T) {
			t.Parallel()
			refused(t, State{}, tpl, call(15, first+6, full), "session.series_count", "15")
		})
		t.Run("unless one was cancelled", func(t *testing.T) {
			t.Parallel()
			freed := append([]State(nil), full...)
			freed[3].Stage = Cancelled
			play(t, State{}, tpl, call(15, first+6, freed))
		})
		t.Run("or it begins another row", func(t *testing.T) {
			t.Parallel()
			c := call(15, first+400, full)
			c.Row = "2019"
			play(t, State{}, tpl, c)
		})
	})
	t.Run("the eighth day is refused", func(t *testing.T) {
		t.Parallel()
		refused(t, State{}, tpl, call(14, first+7, row), "session.series_span", "2018-08-06", "2018-08-12", "2018-08-13")
	})
	t.Run("a day before the first moves the span and is refused when the last falls out", func(t *testing.T) {
		t.Parallel()
		refused(t, State{}, tpl, call(14, first-1, row), "session.series_span", "2018-08-05")
	})
}

func TestSpanOfASeriesCountsItsFirstDay(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ within, first, last string }{
		"seven days from a Monday end on Sunday":                               {"7d", "2018-08-06", "2018-08-12"},
		"seven working days from a Monday end on Tuesday week":                 {"7wd", "2018-08-06", "2018-08-14"},
		"seven working days from a Saturday begin to count on Monday":          {"7wd", "2018-08-04", "2018-08-14"},
		"three working days from the eve of a holiday go on with make-up days": {"3wd", "2023-09-28", "2023-10-08"},
		"a month ends the day before":                                          {"1mo", "2018-08-06", "2018-09-05"},
		"a named date is the last day":                                         {"2018-08-31", "2018-08-06", "2018-08-31"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tpl := briefings()
			tpl.Series.Within = calendar.MustLimit(c.within)
			previous := []State{{ID: "b0", Template: tpl.Name, Date: clock.MustDate(c.first), Stage: Closed}}
			call := Convene{ID: "b1", Date: clock.MustDate(c.last), Agenda: []Item{{Block: "report", Title: "部门"}}, Previous: previous, Calendar: calendar.Builtin()}
			play(t, State{}, tpl, call)
			call.Date++
			refused(t, State{}, tpl, call, "session.series_span", c.last)
		})
	}
}

func TestResolutionThatChangesUrgencyNeedsATemplateThatAllowsIt(t *testing.T) {
	t.Parallel()
	tpl := commission()
	s := opened(t, tpl)
	c := Resolve{Resolution: Resolution{Text: "一窗受理改革由绿转红", Recolor: &Recolor{MatterID: "m1", Urgency: "red"}}}
	refused(t, s, tpl, c, "session.recolor", "recolor")
	tpl.Recolor = true
	if got := play(t, s, tpl, c).Resolutions[0]; got.Recolor.Urgency != "red" || got.ID != "1" || got.Item != 2 || got.Matter() != "m1" {
		t.Errorf("%+v", got)
	}
	refused(t, s, tpl, Resolve{Resolution: Resolution{Text: "改色", Recolor: &Recolor{MatterID: "m1"}}}, "session.recolor_incomplete")
}

func TestResolutionRegistersOnlyKindsTheTemplateNames(t *testing.T) {
	t.Parallel()
	tpl := commission()
	s := opened(t, tpl)
	register := func(kind, title, due string) Resolve {
		return Resolve{Resolution: Resolution{Text: "决议", Register: &Register{MatterID: "m9", Kind: kind, Title: title, Due: clock.MustDate(due)}}}
	}
	refused(t, s, tpl, register("hotline-case", "某事", "2023-07-01"), "session.kind", "hotline-case", "campaign-task")
	refused(t, s, tpl, register("campaign-task", " ", "2023-07-01"), "session.register_title")
	refused(t, s, tpl, register("campaign-task", "某事", "2023-06-11"), "session.register_due", "2023-06-11", "2023-06-12")
	if got := play(t, s, tpl, register("campaign-task", "某事", "2023-06-12")).Resolutions[0].Matter(); got != "m9" {
		t.Error(got)
	}
	tpl.MayIssue = nil
	play(t, s, tpl, register("hotline-case", "某事", "2023-07-01"))
}

func TestResolutionConcernsOneMatterAtMost(t *testing.T) {
	t.Parallel()
	tpl := commission()
	s := opened(t, tpl)
	refused(t, s, tpl, Resolve{Resolution: Resolution{Text: "两事", MatterID: "m1", Register: &Register{Kind: "campaign-task", Title: "某事"}}}, "session.resolution")
	refused(t, s, tpl, Resolve{Resolution: Resolution{Text: "议题外", Item: 9}}, "session.item")
	refused(t, s, tpl, Resolve{Resolution: Resolution{Text: "\n"}}, "session.no_text")
	s = play(t, s, tpl, Resolve{Resolution: Resolution{ID: "a", Text: "原则通过", Item: 3}})
	refused(t, s, tpl, Resolve{Resolution: Resolution{ID: "a", Text: "再议"}}, "session.resolution_taken")
}

func TestQuorum(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		share            float64
		members, present int
		opens            bool
	}{
		"half of four with two opens":            {0.5, 4, 2, true},
		"half of five with two does not":         {0.5, 5, 2, false},
		"half of five with three opens":          {0.5, 5, 3, true},
		"55 % of twenty is eleven, not a hair":   {0.55, 20, 11, true},
		"two thirds of nine with six opens":      {2.0 / 3, 9, 6, true},
		"all of three with two does not":         {1, 3, 2, false},
		"no quorum still needs somebody present": {0, 3, 0, false},
		"no quorum opens with one":               {0, 3, 1, true},
		"no quorum needs no list of members":     {0, 0, 1, true},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			tpl := commission()
			tpl.Quorum = c.share
			members := make([]string, c.members)
			for i := range members {
				members[i] = fmt.Sprint("委员", i)
			}
			present := []string{"来宾"}[:min(1, c.present)]
			if c.members > 0 {
				present = members[:c.present]
			}
			s := play(t, State{}, tpl, Convene{ID: "s", Date: 1, Expected: members, Agenda: agenda()})
			if len(present) > 0 {
				s = play(t, s, tpl, Attend{Present: present})
			}
			if c.opens {
				play(t, s, tpl, Open{})
			} else {
				refused(t, s, tpl, Open{}, "session.quorum", fmt.Sprintf("实到%d人", c.present))
			}
		})
	}
}

func TestQuorumWithoutMembersCannotBeChecked(t *testing.T) {
	t.Parallel()
	tpl := commission()
	s := play(t, State{}, tpl, Convene{ID: "s", Date: 1, Agenda: agenda()}, Attend{Present: posts})
	refused(t, s, tpl, Open{}, "session.no_members")
}

func TestSessionClosesWhenEveryRequiredBlockWasDealtWithAndThereAreMinutes(t *testing.T) {
	t.Parallel()
	tpl := commission()
	s := opened(t, tpl)
	refused(t, s, tpl, Close{}, "session.unhandled", "传达精神", "调度改革", "审议文件", "专题调度")
	s = play(t, s, tpl, ReviewItem{Item: 1, Words: "已传达"}, ReviewItem{MatterID: "m1", Words: "卡在系统对接"}, Resolve{Resolution: Resolution{Item: 3, Text: "原则通过"}})
	refused(t, s, tpl, Close{}, "session.unhandled", "“专题调度“深化改革开放行动””未研究")
	s = play(t, s, tpl, ReviewItem{Item: 4, Words: "按计划推进"})
	refused(t, s, tpl, Close{}, "session.no_minutes")
	refused(t, s, tpl, Minute{Text: " "}, "session.empty_minutes")
	s = play(t, s, tpl, Minute{Text: "会议强调，压实责任。"}, Close{})
	if s.Stage != Closed || !s.ClosedAt.Equal(now) {
		t.Errorf("%+v", s)
	}
	refused(t, s, tpl, Minute{Text: "补记"}, "session.order", "已闭会")
}

func TestBeforeASessionIsOpenTheRefusalSaysWhatComesFirst(t *testing.T) {
	t.Parallel()
	tpl := commission()
	for _, c := range []Command{Resolve{}, ReviewItem{Item: 1, Words: "议"}, PassBlock{}, Minute{Text: "记"}, Close{}} {
		refused(t, convened(t, tpl), tpl, c, "session.order", "尚未开会", "请先登记到会、再开会")
	}
	refused(t, State{}, tpl, Open{}, "session.order", "尚未召集")
	refused(t, State{}, tpl, Minute{Text: "记"}, "session.order", "请先召集")
}

func TestReviewOfSomethingThatIsNotOnTheAgendaIsRefusedUntilItIsAdded(t *testing.T) {
	t.Parallel()
	tpl := commission()
	s := opened(t, tpl)
	refused(t, s, tpl, ReviewItem{MatterID: "m7", Words: "议"}, "session.not_on_agenda", "m7")
	refused(t, s, tpl, ReviewItem{Item: 5, Words: "议"}, "session.item", "第5项")
	refused(t, s, tpl, ReviewItem{Item: 1}, "session.no_words")
	s = play(t, s, tpl, AddItem{Item{Block: "review", Title: "临时议题", MatterID: "m7"}}, ReviewItem{MatterID: "m7", Words: "议"})
	if got := s.Reviewed[0].Items; !reflect.DeepEqual(got, []int{5}) {
		t.Error(got)
	}
}
