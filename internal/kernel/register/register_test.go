package register

import (
	"encoding/json"
	"reflect"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
)

var start = time.Date(2023, 6, 12, 1, 0, 0, 0, time.UTC)

func day(s string) clock.Date { return clock.MustDate(s) }

func enterprises() *Definition {
	return &Definition{Name: "enterprise", Title: text.Text{Zh: "企业档案", En: "Enterprises"}, Key: "code", Fields: map[string]Field{
		"code":       {Type: "string", Title: text.Text{Zh: "代码"}},
		"name":       {Type: "string", Title: text.Text{Zh: "名称"}, Required: true},
		"stage":      {Type: "string", Title: text.Text{Zh: "阶段"}, OneOf: []string{"在谈", "签约", "投产"}},
		"investment": {Type: "money", Title: text.Text{Zh: "投资额"}},
		"patents":    {Type: "count"},
		"staff":      {Type: "int"},
		"growth":     {Type: "double"},
		"listed":     {Type: "bool"},
		"founded":    {Type: "date"},
		"chains":     {Type: "list<string>", OneOf: []string{"电子", "汽车"}},
		"task":       {Type: "matter"},
	}}
}

func firm(stage string) Values {
	return Values{"code": "E1", "name": "某某电子（虚构）", "stage": stage}
}

// play takes commands one hour apart, all of which must be taken.
func play(t testing.TB, r Record, commands ...Command) Record {
	t.Helper()
	for _, c := range commands {
		events, err := Decide(r, c, enterprises(), start.Add(time.Duration(len(r.History))*time.Hour))
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		for _, e := range events {
			r = Evolve(r, e)
		}
	}
	return r
}

func refused(t *testing.T, r Record, c Command, code string, words ...string) {
	t.Helper()
	_, err := Decide(r, c, enterprises(), start.AddDate(1, 0, 0))
	if !errs.Is(err, code) {
		t.Fatalf("%+v: want %s, got %v", c, code, err)
	}
	for _, word := range words {
		if message := errs.Message(err, text.Zh); !strings.Contains(message, word) {
			t.Errorf("%q lacks %q", message, word)
		}
	}
}

func stageOn(r Record, d string) any {
	v, ok := AsOf(r, day(d))
	if !ok {
		return nil
	}
	return v["stage"]
}

func TestVersionHoldsFromItsDayUntilTheNext(t *testing.T) {
	t.Parallel()
	r := play(t, Record{}, Put{day("2023-03-01"), firm("在谈"), "招商局科员"}, Put{day("2023-06-01"), firm("投产"), "招商局科员"},
		Put{day("2023-05-01"), firm("签约"), "招商局科员"}) // written down last, between the two
	for d, want := range map[string]any{"2023-02-28": nil, "2023-03-01": "在谈", "2023-04-30": "在谈", "2023-05-01": "签约", "2023-05-31": "签约", "2023-06-01": "投产", "2030-01-01": "投产"} {
		if got := stageOn(r, d); got != want {
			t.Errorf("%s: %v", d, got)
		}
	}
	refused(t, r, Put{day("2023-05-01"), firm("在谈"), "x"}, "register.day_taken", "更正")
}

func TestCorrectionTellsWhatWasKnownWhen(t *testing.T) {
	t.Parallel()
	r := play(t, Record{}, Put{day("2023-03-01"), firm("签约"), "招商局科员"}, Correct{ValidFrom: day("2023-03-01"), Values: firm("在谈"), Reason: "合同未盖章", Actor: "招商局局长"})
	if got := stageOn(r, "2023-03-15"); got != "在谈" {
		t.Errorf("today it is known that it was %v", got)
	}
	if v, _ := KnownAt(r, day("2023-03-15"), start); v["stage"] != "签约" {
		t.Errorf("at the time it was thought to be %v", v["stage"])
	}
	if _, ok := KnownAt(r, day("2023-03-15"), start.Add(-time.Second)); ok {
		t.Error("before it was recorded nothing was known")
	}
	if v := r.History[1]; v.Actor != "招商局局长" || v.Reason != "合同未盖章" || !v.RecordedAt.Equal(start.Add(time.Hour)) {
		t.Errorf("%+v", v)
	}
	refused(t, r, Correct{ValidFrom: day("2023-03-02"), Values: firm("投产"), Reason: "x"}, "register.nothing_to_correct", "2023-03-01")
	refused(t, r, Correct{ValidFrom: day("2023-03-01"), Values: firm("投产")}, "register.no_reason")
	refused(t, r, Correct{ValidFrom: day("2023-03-01"), Values: firm("在谈"), Reason: "x"}, "register.same")
	refused(t, Record{}, Correct{ValidFrom: day("2023-03-01"), Values: firm("在谈"), Reason: "x"}, "register.no_record")
}

func TestVersionThatNeverHeldIsVoided(t *testing.T) {
	t.Parallel()
	r := play(t, Record{}, Put{day("2023-03-01"), firm("在谈"), "x"}, Put{day("2023-05-01"), firm("签约"), "x"},
		Correct{ValidFrom: day("2023-05-01"), Void: true, Reason: "记错企业"})
	if got := stageOn(r, "2023-06-01"); got != "在谈" {
		t.Error(got)
	}
	refused(t, r, Correct{ValidFrom: day("2023-05-01"), Void: true, Reason: "再撤"}, "register.nothing_to_correct")
	if got := stageOn(play(t, r, Put{day("2023-05-01"), firm("投产"), "x"}), "2023-06-01"); got != "投产" {
		t.Errorf("the day is free again: %v", got)
	}
}

func TestRetiredRecordIsGoneFromItsDayAndComesBackWhenThatWasWrong(t *testing.T) {
	t.Parallel()
	r := play(t, Record{}, Put{day("2023-03-01"), firm("在谈"), "x"}, Retire{day("2023-08-01"), "注销", "x"})
	if stageOn(r, "2023-07-31") != "在谈" || stageOn(r, "2023-08-01") != nil || r.Retired != day("2023-08-01") {
		t.Errorf("%+v", r)
	}
	refused(t, r, Retire{day("2023-09-01"), "再注销", "x"}, "register.not_in_use")
	refused(t, r, Retire{day("2023-02-01"), "注销", "x"}, "register.not_in_use")
	refused(t, r, Retire{day("2023-03-01"), "注销", "x"}, "register.day_taken", "作废")
	refused(t, r, Retire{day("2023-04-01"), " ", "x"}, "register.no_reason")
	undone := play(t, r, Correct{ValidFrom: day("2023-08-01"), Void: true, Reason: "同名企业注销"})
	if stageOn(undone, "2023-08-01") != "在谈" || undone.Retired != 0 {
		t.Errorf("%+v", undone)
	}
	again := play(t, r, Put{day("2024-01-01"), firm("签约"), "x"})
	if stageOn(again, "2023-12-31") != nil || stageOn(again, "2024-01-01") != "签约" || again.Retired != 0 {
		t.Errorf("%+v", again)
	}
}

func TestKeyOfARecordNeverChanges(t *testing.T) {
	t.Parallel()
	r := play(t, Record{}, Put{day("2023-03-01"), firm("在谈"), "x"})
	other := firm("在谈")
	other["code"] = "E2"
	refused(t, r, Put{day("2023-04-01"), other, "x"}, "register.key", "E1", "E2", "代码")
	refused(t, r, Correct{ValidFrom: day("2023-03-01"), Values: other, Reason: "x"}, "register.key")
	refused(t, Record{}, Put{0, firm("在谈"), "x"}, "register.no_date")
	if _, err := Decide(r, Put{day("2023-04-01"), firm("签约"), "x"}, enterprises(), start.Add(-time.Hour)); !errs.Is(err, "register.backwards") {
		t.Errorf("the clock may not run backwards: %v", err)
	}
}

func TestACorrectionOfOneFieldKeepsTheOthers(t *testing.T) {
	t.Parallel()
	whole := firm("签约")
	whole["staff"], whole["chains"] = int64(12), []string{"电子"}
	r := play(t, Record{}, Put{day("2023-03-01"), whole, "招商局科员"},
		Correct{ValidFrom: day("2023-03-01"), Values: Values{"stage": "在谈"}, Reason: "合同未盖章", Actor: "招商局局长"})
	v, _ := AsOf(r, day("2023-03-02"))
	if v["stage"] != "在谈" || v["name"] != whole["name"] || v["staff"] != int64(12) || v["code"] != "E1" {
		t.Errorf("after correcting the stage alone the record says %v", v)
	}
	r = play(t, r, Correct{ValidFrom: day("2023-03-01"), Values: Values{"staff": ""}, Reason: "人数未报"})
	if v, _ := AsOf(r, day("2023-03-02")); v["staff"] != nil || v["stage"] != "在谈" {
		t.Errorf("after emptying the number of staff the record says %v", v)
	}
	refused(t, r, Correct{ValidFrom: day("2023-03-01"), Values: Values{"name": ""}, Reason: "x"}, "register.required", "名称必填")
	r = play(t, r, Retire{From: day("2023-08-01"), Reason: "注销"}, Correct{ValidFrom: day("2023-08-01"), Values: Values{"stage": "投产"}, Reason: "并未注销"})
	if v, ok := AsOf(r, day("2023-09-01")); !ok || v["stage"] != "投产" || v["name"] != whole["name"] {
		t.Errorf("a retirement that was a change of stage leaves %v", v)
	}
}

func TestWhatWasKnownStaysAsItWasWhateverIsCorrectedLater(t *testing.T) {
	t.Parallel()
	def := enterprises()
	rapid.Check(t, func(r *rapid.T) {
		days := rapid.Map(rapid.IntRange(1, 12), func(n int) clock.Date { return day("2023-01-01") + clock.Date(n) })
		stages := rapid.SampledFrom([]string{"在谈", "签约", "投产"})
		type asked struct {
			day   clock.Date
			known time.Time
			stage any
			ok    bool
		}
		var answers []asked
		live, replayed, at := Record{}, Record{}, start
		for range rapid.IntRange(1, 25).Draw(r, "tries") {
			at = at.Add(time.Duration(rapid.IntRange(1, 90).Draw(r, "minutes")) * time.Minute)
			var c Command
			switch rapid.IntRange(0, 4).Draw(r, "command") {
			case 0, 1:
				c = Put{days.Draw(r, "day"), firm(stages.Draw(r, "stage")), "x"}
			case 2:
				c = Correct{ValidFrom: days.Draw(r, "day"), Values: firm(stages.Draw(r, "stage")), Reason: "y"}
			case 3:
				c = Correct{ValidFrom: days.Draw(r, "day"), Void: true, Reason: "y"}
			default:
				c = Retire{days.Draw(r, "day"), "y", "x"}
			}
			events, err := Decide(live, c, def, at)
			if err != nil {
				continue
			}
			for _, e := range events {
				live = Evolve(live, e)
				data, err := json.Marshal(e)
				if err != nil {
					r.Fatal(err)
				}
				back, err := Decode(e.Type(), data)
				if err != nil {
					r.Fatal(err)
				}
				replayed = Evolve(replayed, back)
			}
			d := days.Draw(r, "asked")
			now, ok := AsOf(live, d)
			answers = append(answers, asked{d, at, now["stage"], ok})
		}
		for _, a := range answers {
			if v, ok := KnownAt(live, a.day, a.known); ok != a.ok || v["stage"] != a.stage {
				r.Fatalf("on %s, as known at %s: was %v %v, is %v %v", a.day, a.known, a.stage, a.ok, v["stage"], ok)
			}
		}
		if !reflect.DeepEqual(live, replayed) {
			r.Fatalf("live %+v, replayed %+v", live, replayed)
		}
		if _, inUse := AsOf(live, day("2024-01-01")); len(live.History) > 0 && live.Retired != 0 && inUse {
			r.Fatal("a retired record is in use")
		}
	})
}

func TestValuesComeBackFromJSONInTheirForms(t *testing.T) {
	t.Parallel()
	given := Values{
		"code": "E1", "name": "2023-06-12", "investment": "近400亿元", "patents": "50余项", "staff": 3, "growth": 3, "listed": false,
		"founded": day("2001-02-03"), "chains": []any{"电子"}, "task": "m1",
	}
	values, err := Validate(enterprises(), given)
	if err != nil {
		t.Fatal(err)
	}
	want := Values{
		"code": "E1", "name": "2023-06-12", "investment": money.Amount{Fen: 400 * money.Yi, Bound: money.AtMost}, "patents": Count{50, money.AtLeast},
		"staff": int64(3), "growth": 3.0, "listed": false, "founded": "2001-02-03", "chains": []string{"电子"}, "task": "m1",
	}
	if !reflect.DeepEqual(values, want) {
		t.Errorf("validated: %#v", values)
	}
	data, err := json.Marshal(values)
	if err != nil {
		t.Fatal(err)
	}
	var back Values
	if err := json.Unmarshal(data, &back); err != nil || !reflect.DeepEqual(back, want) {
		t.Errorf("%s came back as %#v, %v", data, back, err)
	}
	if again, err := Validate(enterprises(), back); err != nil || !reflect.DeepEqual(again, want) {
		t.Errorf("validated again: %#v, %v", again, err)
	}
	if back.Date("founded") != day("2001-02-03") || back.Date("task") != 0 || back.Date("none") != 0 {
		t.Error("dates are not read")
	}
}

func TestDecodeRefusesATypeThatIsNoneOfTheRegisters(t *testing.T) {
	t.Parallel()
	for kind, data := range map[string]string{"put": "{}", "record-lost": "{}", "record-put": "["} {
		if _, err := Decode(kind, []byte(data)); err == nil {
			t.Errorf("%s %s is taken", kind, data)
		}
	}
}

func TestWhatAPutNoLongerSaysIsDropped(t *testing.T) {
	t.Parallel()
	full := firm("签约")
	full["staff"] = int64(8)
	r := play(t, Record{}, Put{day("2023-03-01"), full, "招商局科员"})
	if got := Dropped(r); got != nil {
		t.Errorf("a first version drops %v", got)
	}
	r = play(t, r, Put{day("2023-06-01"), firm("投产"), "招商局科员"})
	if got := Dropped(r); !reflect.DeepEqual(got, Values{"staff": int64(8)}) {
		t.Errorf("got %v", got)
	}
	if got := Dropped(play(t, r, Put{day("2023-04-01"), full, "招商局科员"})); got != nil { // what holds later is not of its day
		t.Errorf("got %v", got)
	}
	if got := Dropped(play(t, r, Retire{From: day("2023-07-01"), Reason: "注销", Actor: "招商局科员"})); got != nil {
		t.Errorf("a retirement drops %v", got)
	}
}
