package session

import (
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
)

func TestATitleStandsOnOneLineOfAList(t *testing.T) {
	t.Parallel()
	tpl := commission()
	for title, says := range map[string]string{
		strings.Repeat("会", 501): "最多 500 字", "专题会\n第二行": "换行", "专题会\u202e": "方向", "专\x07题": "控制字符",
	} {
		c := Convene{ID: "s1", Date: clock.MustDate("2023-06-12"), Agenda: agenda()}
		c.Title = title
		refused(t, State{}, tpl, c, "session.bad_title", says)
		c.Title = ""
		c.Agenda = append(c.Agenda, Item{Block: "review", Title: title})
		refused(t, State{}, tpl, c, "session.bad_title", says)
		refused(t, opened(t, tpl), tpl, AddItem{Item{Block: "review", Title: title}}, "session.bad_title", says)
	}
	c := Convene{ID: "s1", Date: clock.MustDate("2023-06-12"), Agenda: agenda()}
	c.Title = strings.Repeat("会", 500)
	play(t, State{}, tpl, c)
}

// Who reads English reads the template's title and its blocks' wherever nobody gave another; who reads Chinese no English.
func TestMinutesAreInOneLanguage(t *testing.T) {
	t.Parallel()
	tpl := &Template{Name: "weekly", Title: text.Text{Zh: "周例会", En: "Weekly session"}, Blocks: []Block{
		{Name: "study", Title: text.Text{Zh: "第一议题", En: "Study"}, First: true},
		{Name: "missed", Title: text.Text{Zh: "漏办", En: "Missed duties"}, Required: true, Fill: FillMissedDuties},
	}}
	s := State{
		Template: "weekly", Title: "周例会", Stage: Cancelled, Reason: "改期", Attendance: Attendance{Expected: []string{"局长"}},
		Agenda:      []Item{{Block: "study", Title: "第一议题"}, {Block: "missed", Title: "漏办：本期无", Filled: true}},
		Resolutions: []Resolution{{Text: "交办", Register: &Register{Title: "甲事", LeadUnit: "zsj"}}},
	}
	names := Names{Of: func(id string) string { return map[string]string{"zsj": "招商局"}[id] }}
	en, zh := Minutes(s, tpl, names, text.En), Minutes(s, tpl, names, text.Zh)
	for _, want := range []string{"# Weekly session\n", "**Session**: Weekly session\n", "**Cancelled**: 改期\n", "**Expected**: 局长\n", "1. Study\n", "2. Missed duties: none this time\n", "lead unit 招商局)"} {
		if !strings.Contains(en, want) {
			t.Errorf("the English lacks %q:\n%s", want, en)
		}
	}
	for _, want := range []string{"# 周例会\n", "**已取消**：改期\n", "**应到**：局长\n", "1. 第一议题\n", "2. 漏办：本期无\n", "牵头单位招商局）"} {
		if !strings.Contains(zh, want) {
			t.Errorf("the Chinese lacks %q:\n%s", want, zh)
		}
	}
	if i := strings.IndexFunc(zh, func(r rune) bool { return r >= 'A' && r <= 'Z' || r >= 'a' && r <= 'z' }); i >= 0 {
		t.Errorf("the Chinese has %q", zh[i:])
	}
	if bulletin := Bulletin(s, tpl, nil, nil, names, text.En); !strings.HasPrefix(bulletin, "# Bulletin: Weekly session\n") {
		t.Error(bulletin)
	}
	s.Title = "特别会议"
	if own := Minutes(s, tpl, names, text.En); !strings.HasPrefix(own, "# 特别会议\n") {
		t.Error("a title of its own is changed:", own)
	}
}

func TestMinutesAndBulletinsQuoteATitleOnce(t *testing.T) {
	t.Parallel()
	s := State{Title: "周例会", Resolutions: []Resolution{{Text: "交办", Register: &Register{Title: "政务服务“一窗受理”"}}}}
	for what, got := range map[string]string{
		"minutes":  Minutes(s, commission(), Names{}, text.Zh),
		"bulletin": Bulletin(s, commission(), nil, nil, Names{}, text.Zh),
	} {
		if !strings.Contains(got, "登记事项“政务服务‘一窗受理’”") {
			t.Errorf("%s:\n%s", what, got)
		}
	}
}
