package rule

import (
	"strings"
	"testing"

	"qinlian/internal/base/text"
)

func TestARuleIsTellableInWords(t *testing.T) {
	t.Parallel()
	coded := func(field, code string) string {
		return map[string]string{"matter.urgency red": "红色", "matter.urgency amber": "黄色"}[field+" "+code]
	}
	for _, c := range []struct{ src, zh string }{
		{`matter.overdue || matter.count > 1`, "逾期，或count超过 1"},
		{`matter.count == 1 || has(matter.remaining) && matter.remaining <= wd(5)`, "count为 1，或剩余不超过 5 天"},
		{`has(matter.due) && matter.remaining <= wd(0.5) && !matter.overdue`, "时限已填，且剩余不超过 0.5 天，且未逾期"},
		{`(matter.overdue || matter.count >= 2) && matter.urgency in ["red", "amber"]`, "（逾期，或count不少于 2），且紧急程度属于红色、黄色"},
		{`matter.urgency == "red" && matter.urgency != "丙"`, "紧急程度为红色，且紧急程度不为“丙”"},
		{`matter.progress + 20.0 < 60.0`, "进度加 20 低于 60"},
		{`matter.title != "" && !has(matter.due)`, "标题已填，且时限未填"},
		{`matter.due <= today && size(matter.evidence) > 0`, "时限不晚于今天，且有佐证"},
		{`matter.count > 0 || matter.count == 0 || size(matter.evidence) >= 2`, "有count，或没有count，或佐证数量不少于 2"},
		{`matter.fields.expected_investment >= wan(50)`, "预计投资额不少于 50 万元"},
		{`attested("合同") >= 2 || attested("照片") == 0`, "佐证“合同”数量不少于 2，或没有佐证“照片”"},
		{`attested("合同") > 0`, "有佐证“合同”"},
		{`true`, "任何情形"},
		{`matter.due - today <= 7`, "从今天到时限不超过 7 天"},
		{`today - matter.due > 30 && matter.due - today == 0`, "从时限到今天超过 30 天，且从今天到时限为 0 天"},
		{`today > matter.due + days(3) || today < matter.due - days(5)`, "今天晚于时限后 3 天，或今天早于时限前 5 天"},
		{`has(matter.remaining) && !has(matter.remaining)`, "剩余可计，且剩余不可计"},
		{`matter.remaining <= wd(-3)`, "剩余已超至少 3 个工作日"},
		{`matter.remaining < wd(0) || matter.remaining == wd(-1)`, "剩余已超，或剩余已超 1 个工作日"},
		{`matter.remaining < wd(-3) || matter.remaining >= wd(-2) && matter.remaining > wd(-5)`, "剩余已超 3 个工作日以上，或（剩余至多超 2 个工作日，且剩余未超 5 个工作日）"},
	} {
		p := compile(t, c.src, Bool())
		zh, ok := p.Words(text.Zh, coded)
		if !ok {
			t.Errorf("%s has no words", c.src)
		}
		if zh != c.zh {
			t.Errorf("%s\n got %s\nwant %s", c.src, zh, c.zh)
		}
		en, ok := p.Words(text.En, nil)
		if !ok || strings.ContainsAny(en, "&|<>=") {
			t.Errorf("%s in English: %q, %v", c.src, en, ok)
		}
	}
	if full, ok := compile(t, `matter.overdue || has(matter.remaining) && matter.remaining <= wd(5)`, Bool()).FullWords(text.Zh, coded); !ok || full != "逾期，或（剩余可计，且剩余不超过 5 天）" {
		t.Errorf("in full: %q, %v", full, ok)
	}
	if words, ok := compile(t, `matter.evidence.exists(e, e == "合同")`, Bool()).Words(text.Zh, nil); ok {
		t.Errorf("a loop over a list is told as %q", words)
	}
}

func TestWhatWasFoundIsTellableInWords(t *testing.T) {
	t.Parallel()
	p := compile(t, `matter.overdue || matter.remaining <= wd(2) || matter.remaining <= wd(1)`, Bool())
	if got := p.Explain(input(example()), text.Zh).Found(nil); got != "未逾期，剩余 3 天" {
		t.Errorf("got %s", got)
	}
	codes := compile(t, `matter.urgency == "red" || "发票" in matter.evidence`, Bool()).Explain(input(example()), text.Zh)
	if got := codes.Found(func(field, code string) string {
		return map[string]string{"matter.urgency amber": "橙色", "matter.evidence 合同": "合同书"}[field+" "+code]
	}); !strings.Contains(got, `"橙色"`) || !strings.Contains(got, "照片") || !strings.Contains(got, "合同书") {
		t.Errorf("got %s", got)
	}
}

func TestWhatNobodyFillsInIsNotSaidToBeUnfilled(t *testing.T) {
	t.Parallel()
	none := example()
	none.remaining = nil
	p := compile(t, `matter.remaining <= wd(2)`, Bool())
	if zh, en := p.Explain(input(none), text.Zh).Found(nil), p.Explain(input(none), text.En).Found(nil); zh != "剩余不可计" || !strings.HasSuffix(en, " is not known") {
		t.Errorf("got %s, %s", zh, en)
	}
}

func TestAnOverdrawnBudgetAndNoneAtAllAreTellableInWords(t *testing.T) {
	t.Parallel()
	p := compile(t, `matter.overdue || matter.remaining <= wd(2)`, Bool())
	over := example()
	over.remaining = new(int64(-3 * Workday))
	for lang, want := range map[text.Lang]string{text.Zh: "剩余已超 3 个工作日", text.En: "3 working days over"} {
		if got := p.Explain(input(over), lang).Found(nil); !strings.Contains(got, want) || strings.Contains(got, "-3") {
			t.Errorf("got %s", got)
		}
		if got := compile(t, `matter.remaining >= wd(0)`, Bool()).Explain(input(over), lang).String(); !strings.Contains(got, want) {
			t.Errorf("got %s", got)
		}
	}
}
