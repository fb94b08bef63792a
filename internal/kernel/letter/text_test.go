package letter

import (
	"slices"
	"strings"
	"testing"

	"github.com/sebdah/goldie/v2"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

var supervision = Template{
	Name:    "supervision-letter",
	Title:   text.Text{Zh: "督办函", En: "Supervision letter"},
	Number:  "督〔{year}〕{seq}号",
	Subject: "关于“{matter}”的督办函",
	Body:    "你单位承办的“{matter}”（{number}）应于{due}办结，现已逾期{overdue}。\n\n请立即组织办理，并于{reply_date}前书面反馈。\n",
}

func values() map[string]string {
	return map[string]string{"matter": "某某电子（虚构）项目签约", "number": "招调〔2023〕7号", "due": "2023年6月9日", "overdue": "1个工作日", "reply_date": "2023年6月15日"}
}

func TestRenderTextPutsValuesInAsTheyAre(t *testing.T) {
	t.Parallel()
	v := values()
	v["matter"] = "含{due}与{{字样的项目"
	subject, body, err := RenderText(supervision, v)
	if err != nil || subject != "关于“含{due}与{{字样的项目”的督办函" || strings.Count(body, "{due}") != 1 {
		t.Errorf("%q %q %v", subject, body, err)
	}
}

func TestQuotationMarksOfATitleThatIsQuotedAreSingle(t *testing.T) {
	t.Parallel()
	v := values()
	v["matter"] = "政务服务“一窗受理、一网通办”"
	subject, body, err := RenderText(supervision, v)
	if err != nil || subject != "关于“政务服务‘一窗受理、一网通办’”的督办函" || !strings.HasPrefix(body, "你单位承办的“政务服务‘一窗受理、一网通办’”（") {
		t.Errorf("%q %q %v", subject, body, err)
	}
}

func TestRenderTextRefusesEveryPlaceholderWithoutValueByName(t *testing.T) {
	t.Parallel()
	v := values()
	delete(v, "due")
	delete(v, "matter")
	_, _, err := RenderText(supervision, v)
	message := errs.Message(err, text.En)
	for _, want := range []string{"subject: ", "body: ", "{due}", "{matter}", "known: number, overdue, reply_date"} {
		if !strings.Contains(message, want) {
			t.Errorf("%q lacks %q", message, want)
		}
	}
}

func TestPlaceholdersComeInOrderOfFirstUse(t *testing.T) {
	t.Parallel()
	if got, want := Placeholders(supervision), []string{"matter", "number", "due", "overdue", "reply_date"}; !slices.Equal(got, want) {
		t.Errorf("%v", got)
	}
}

func TestBraces(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ pattern, want string }{
		"a doubled brace is a brace":           {"{{x}} {due}", "{x} 2023年6月9日"},
		"an open brace is refused":             {"甲\n乙{due", "error"},
		"a closing brace is refused":           {"due}", "error"},
		"an empty name is refused":             {"{}", "error"},
		"a name over two lines is refused":     {"{du\ne}", "error"},
		"a brace within a name is refused":     {"{du{e}", "error"},
		"a text without braces stays as it is": {"无占位符", "无占位符"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, body, err := RenderText(Template{Body: c.pattern}, values())
			if c.want == "error" {
				if !errs.Is(err, "letter.braces") {
					t.Errorf("got %q, %v", body, err)
				}
				return
			}
			if err != nil || body != c.want {
				t.Errorf("got %q, %v", body, err)
			}
		})
	}
}

func TestNumbersArePlain(t *testing.T) {
	t.Parallel()
	for pattern, want := range map[string]string{
		"督〔{year}〕{seq}号":                "督〔2023〕7号",
		"{zone}招调〔{year}〕{month}-{seq}号": "经开招调〔2023〕6-7号",
	} {
		if got := FormatNumber(pattern, 2023, 7, 6, "经开"); got != want {
			t.Errorf("%s: %s", pattern, got)
		}
		if err := CheckNumber(pattern); err != nil {
			t.Errorf("%s: %v", pattern, err)
		}
	}
}

func TestNumberPatternsAgainstTheStandardAreFound(t *testing.T) {
	t.Parallel()
	for name, pattern := range map[string]string{
		"no running number":          "督〔{year}〕号",
		"no year":                    "督{seq}号",
		"a month, but no year":       "督{month}-{seq}号",
		"month and number as one":    "督〔{year}〕{month}{seq}号",
		"square brackets":            "督[{year}]{seq}号",
		"round brackets":             "督（{year}){seq}号",
		"full-width round brackets":  "督\uff08{year}\uff09{seq}号",
		"black lenticular brackets":  "督【{year}】{seq}号",
		"第 before the number":        "督〔{year}〕第{seq}号",
		"a placeholder nobody fills": "督〔{year}〕{day}{seq}号",
		"an open brace":              "督〔{year〕{seq号",
	} {
		if err := CheckNumber(pattern); err == nil {
			t.Errorf("%s: %s passes", name, pattern)
		}
	}
}

func TestCheckFindsEveryFaultOfATemplate(t *testing.T) {
	t.Parallel()
	if faults := Check(supervision, []string{"matter", "number", "due", "overdue", "reply_date"}); len(faults) != 0 {
		t.Errorf("a sound template: %v", faults)
	}
	faults := Check(Template{Subject: "{who}", Body: " ", Number: "第{year}"}, []string{"matter"})
	var at []string
	for _, fault := range faults {
		at = append(at, fault.Where)
	}
	if !slices.Equal(at, []string{"subject{who}", "body", "number"}) {
		t.Errorf("%v", faults)
	}
}

func TestATextThatAsksForAnAnswerGivesTimeForIt(t *testing.T) {
	t.Parallel()
	asks := Template{Subject: "函", Body: "请在{reply}内回复。", Number: "督〔{year}〕{seq}号"}
	if faults := Check(asks, []string{"reply"}); len(faults) != 1 || faults[0].Code != "letter.no_reply" {
		t.Errorf("%v", faults)
	}
}

func TestLinesAreFilledAndChecked(t *testing.T) {
	t.Parallel()
	if got := FillLine("{n}．{{{title}}}{none}", map[string]string{"n": "1", "title": "{n}"}); got != "1．{{n}}" {
		t.Error(got)
	}
	for line, want := range map[string]string{"{n}": "", "{m}": "letter.unknown_placeholder", "{n": "letter.braces"} {
		if faults := CheckLine(line, []string{"n"}); (len(faults) == 0) != (want == "") || len(faults) > 0 && faults[0].Code != want {
			t.Errorf("%q: %v", line, faults)
		}
	}
}

func TestWholeLetter(t *testing.T) {
	t.Parallel()
	subject, body, err := RenderText(supervision, values())
	if err != nil {
		t.Fatal(err)
	}
	issued, err := Issue(drafted(t), FormatNumber(supervision.Number, 2023, 12, 6, ""), Compose(subject, body), hours(1))
	if err != nil {
		t.Fatal(err)
	}
	sharp := issued
	sharp.Text = Compose("关于<b>*甲*</b>的函", "# 一行\n[链接](javascript:x) a_b")
	bare := Letter{ID: "l2", To: "各成员单位", Text: "一段话，没有标题。"}
	head := Head{Office: "某经开区督查室（虚构）", To: "招商局局长", Date: clock.MustDate("2023-06-12")}
	golden := goldie.New(t, goldie.WithNameSuffix(""))
	for name, c := range map[string]struct {
		l    Letter
		head Head
	}{
		"letter": {issued, head},
		"escape": {sharp, Head{Office: "某某领导小组办公室重点项目专班（虚构）", Date: clock.MustDate("2023-11-30")}},
		"bare":   {bare, Head{Date: clock.MustDate("2023-01-02")}},
	} {
		golden.Assert(t, name+".md", []byte(Markdown(c.l, supervision, c.head)))
		golden.Assert(t, name+".txt", []byte(Plain(c.l, supervision, c.head)))
	}
}

func TestSplitUndoesCompose(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{{"题", "一\n\n二"}, {"", "一\n\n二"}, {"题", "一\n"}, {"题", "# 一"}, {"题", ""}} {
		if subject, body := Split(Compose(c[0], c[1])); subject != c[0] || body != c[1] {
			t.Errorf("%q: %q %q", c, subject, body)
		}
	}
}

func FuzzRenderText(f *testing.F) {
	for _, seed := range []string{supervision.Body, supervision.Subject, "{", "}}{{", "{due}", "{{{due}}}", "\xff{\xff}"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, pattern string) {
		tpl := Template{Body: pattern}
		filled := map[string]string{}
		for _, name := range Placeholders(tpl) {
			filled[name] = ""
		}
		_, _, err := RenderText(tpl, filled)
		if sound := !slices.ContainsFunc(Check(tpl, nil), func(e *errs.Error) bool { return e.Code == "letter.braces" }); sound != (err == nil) {
			t.Errorf("%q: check says sound=%v, rendering says %v", pattern, sound, err)
		}
	})
}
