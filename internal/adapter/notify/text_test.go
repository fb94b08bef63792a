package notify

import (
	"bytes"
	"fmt"
	"testing"
	"time"

	"github.com/sebdah/goldie/v2"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/id"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/matter"
)

// sample is one notice of each kind, as people read them.
func sample(kind string) []Item {
	due := time.Date(2023, 6, 14, 9, 30, 0, 0, time.UTC)
	i := Item{Kind: kind, Number: "任〔2023〕7号", Title: "园区道路\n修复", Post: "招商局干部", Due: due}
	with := func(change func(*Item)) Item { c := i; change(&c); return c }
	switch kind {
	case DutyOpened:
		return []Item{with(func(i *Item) { i.What = matter.DutyReview }), with(func(i *Item) { i.What, i.Due, i.Provisional = matter.DutyReview, due.AddDate(5, 0, 0), true })}
	case DutyMissed:
		return []Item{
			with(func(i *Item) { i.What, i.Owner = matter.DutyReport, "招商局干部" }),
			with(func(i *Item) { i.What, i.Owner, i.Post = matter.DutyReport, "招商局干部", "招商局局长" }),
		}
	case RungFired:
		return []Item{
			with(func(i *Item) { i.What, i.Rung = matter.DutyTalk, "逾期一周约谈" }),
			with(func(i *Item) { i.What, i.Due = matter.DutyIssue, time.Time{} }),
			with(func(i *Item) { i.Rung = "逾期一周约谈" }),
		}
	case Letter:
		return []Item{with(func(i *Item) { i.Letter = "提示函" }), with(func(i *Item) { i.Letter, i.Due = "提示函", time.Time{} })}
	case LetterLate:
		return []Item{
			with(func(i *Item) { i.Letter, i.Owner = "提示函", "招商局干部" }),
			with(func(i *Item) { i.Letter, i.Owner, i.Post = "提示函", "招商局干部", "督查室主任" }),
		}
	case Proposed:
		return []Item{with(func(i *Item) {
			i.Title, i.Owner, i.Post, i.Rung = "2023.2", "督查室主任", "管委会主任", "调度改为每周一次"
		})}
	case Answered:
		return []Item{
			with(func(i *Item) { i.Title, i.Post, i.Approved = "2023.2", "管委会主任", true }),
			with(func(i *Item) { i.Title, i.Post, i.Rung = "2023.2", "管委会主任", "先试行一个季度" }),
		}
	case ClaimStep:
		return []Item{with(func(i *Item) {
			i.Title, i.Owner = "吸纳就业奖励", "甲公司"
			i.News = []News{{What: "confirm", Sum: 120_000_00}, {What: "notice", From: clock.NewDate(2023, 6, 14), To: clock.NewDate(2023, 6, 20)}, {What: "returned", Sum: 120_000_00, Note: "账号\n有误"}}
		})}
	case Entitlement:
		return []Item{with(func(i *Item) {
			i.Owner, i.More = "甲公司", 2
			i.News = []News{
				{What: "met", Title: text.Text{Zh: "吸纳就业奖励", En: "Award for jobs"}, Sum: 120_000_00},
				{What: "lost", Title: text.Text{Zh: "营收奖励", En: "Award for revenue"}},
				{What: "changed", Title: text.Text{Zh: "研发补助"}, Sum: 80_000_00, Was: 60_000_00},
			}
		})}
	case Clause:
		return []Item{
			with(func(i *Item) {
				i.News = []News{{What: "new", Title: text.Text{Zh: "园区补助", En: "Grant for the park"}}}
			}),
			with(func(i *Item) {
				i.More = 3
				i.News = []News{{What: "altered", Title: text.Text{Zh: "营收奖励", En: "Award for revenue"}}, {What: "ended", Title: text.Text{Zh: "园区补助", En: "Grant for the park"}}}
			}),
		}
	case Verify:
		return []Item{with(func(i *Item) { i.Owner, i.Post = "招商局干部", "督查室主任" })}
	}
	return []Item{i, with(func(i *Item) { i.Due = time.Time{} })}
}

func TestNoticesReadWellInBothLanguages(t *testing.T) {
	for _, lang := range []text.Lang{text.Zh, text.En} {
		var b bytes.Buffer
		for _, kind := range Kinds {
			for _, item := range sample(kind) {
				title, body, err := item.words(lang)
				if err != nil {
					t.Fatal(err)
				}
				fmt.Fprintf(&b, "[%s]\n%s\n%s\n\n", kind, title, body)
			}
		}
		goldie.New(t).Assert(t, "notices."+string(lang), b.Bytes())
	}
}

func TestADigestListsEverythingInOneMessage(t *testing.T) {
	n := &Notify{newID: id.Sequence()}
	for _, lang := range []text.Lang{text.Zh, text.En} {
		var notices []Notice
		for _, kind := range Kinds {
			title, body, err := sample(kind)[0].words(lang)
			if err != nil {
				t.Fatal(err)
			}
			notices = append(notices, Notice{Kind: kind, Title: title, Body: body, Number: "任〔2023〕7号", Secret: kind == Verify})
		}
		for range mostListed {
			notices = append(notices, notices[len(Kinds)-1])
		}
		messages, err := n.messages("testzone", "p-zsj3", &Preferences{Lang: lang, Channels: []Channel{{Name: Email, Enabled: true}, {Name: WeCom}}}, notices)
		if err != nil || len(messages) != 1 {
			t.Fatalf("%d messages (%v), want one for the channel that is enabled", len(messages), err)
		}
		if bytes.Contains(messages[0].Body, []byte("已报办结")) || bytes.Contains(messages[0].Body, []byte("reports it done")) {
			t.Error("the words of a confidential matter leave the house")
		}
		var b bytes.Buffer
		data := struct {
			N, More int
			Notices []listed
		}{N: len(notices), More: len(notices) - len(Kinds)}
		for i, x := range notices[:len(Kinds)] {
			data.Notices = append(data.Notices, listed{Notice: x, Line: i + 1, Address: map[bool]string{true: "https://zone.example" + x.Link()}[i%2 == 1 && !x.Secret]})
		}
		words, err := render(lang, "digest.body", data)
		if err != nil {
			t.Fatal(err)
		}
		fmt.Fprintf(&b, "%s\n\n%s\n", messages[0].Subject, words)
		goldie.New(t).Assert(t, "digest."+string(lang), b.Bytes())
	}
}

func TestATextIsCutAtTheEndOfACharacter(t *testing.T) {
	if got := clip("督查室主任", 10); got != "督查…" {
		t.Errorf("got %q", got)
	}
	if got := clip("督查", 6); got != "督查" {
		t.Errorf("got %q", got)
	}
}
