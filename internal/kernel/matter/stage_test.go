package matter

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/mechanism"
)

// stages are all there are, in the order of the README's table.
var stages = []Stage{Registered, Established, Assigned, Accepted, Working, Reported, Reviewed, Completed, FollowedUp, Closed, Archived, Withdrawn, Merged}

// readyIn is a matter in a stage with everything that any command may want to find there.
func readyIn(stage Stage) State {
	began := at("2023-03-01 09:00")
	s := State{ID: "m-1", Zone: "demo", Number: "1号", Kind: "graded", Stage: stage, Round: 1, Handed: 1, RegisteredAt: began, AssignedAt: began, TouchedAt: began, LastAt: began}
	s.Title, s.Urgency, s.Owner, s.LeadUnit, s.Evidence = "某某项目", "green", owner, "zs", []string{"a"}
	s.Clock = calendar.Clock{Limit: limit("30wd"), Started: began}
	s.Terms = calendar.Terms{Promised: limit("30wd"), Statutory: limit("60wd")}
	cal := calendar.Builtin()
	s.Deadlines = Deadlines{Promised: cal.Due(began, limit("30wd")), Statutory: cal.Due(began, limit("60wd"))}
	s.Asked = &Ask{By: limit("5wd"), Reason: "因故", Actor: owner, At: began}
	s.Replan = &Replan{Due: date("2023-05-10"), Reason: "因故"}
	s.Objection = "不该是红灯"
	s.Personal = map[string]string{"phone": strings.Repeat("0", 64)}
	s.Duties = []Duty{{ID: "review/2023-03", What: DutyReview, Owner: owner, Cadence: "monthly", Period: "2023-03", Opens: began, Due: at("2023-03-31 17:30")}}
	for i, state := range []letter.State{letter.Drafted, letter.Issued, letter.Delivered, letter.Signed} {
		s.Letters = append(s.Letters, letter.Letter{ID: fmt.Sprintf("L%d", i+1), Template: "supervision-letter", To: head, State: state, DraftedAt: began})
	}
	return s
}

// wellFormed is the command with all that it must say.
func wellFormed(name string) Command {
	c := Command{Name: name, ID: "m-1", At: at("2023-03-02 10:00"), Actor: office, Person: "p-03", Reason: "因故", Text: "说明"}
	switch name {
	case "close", "follow-up", "recheck":
		c.Actor, c.Person, c.Verdict = verifier, "p-08", "pass"
	case "extend", "refuse-extension", "replan", "refuse-replan":
		c.Actor = sponsor
	case "accept", "work", "report", "complete", "object":
		c.Actor = owner
	case "ask-extension":
		c.Actor, c.By = owner, limit("5wd")
	case "ask-replan":
		c.Actor, c.Due = owner, date("2023-05-10")
	case "review", "return", "look-at":
		c.Actor = head
	case "attach":
		c.Evidence = []string{"b"}
	case "merge":
		c.To = "m-2"
	case "recolor":
		c.Session, c.Urgency = "S1", "red"
	case "meet":
		c.Actor, c.Duty = head, "review/2023-03"
	case "draft-letter":
		c.Template, c.To = "reminder-letter", owner
	case "unmask":
		c.Which = []string{"phone"}
	case "issue-letter":
		c.Letter, c.Number = "L1", "督1号"
	case "withdraw-letter":
		c.Letter = "L1"
	case "deliver-letter":
		c.Letter = "L2"
	case "sign-letter":
		c.Letter, c.Actor = "L3", head
	case "reply-letter":
		c.Letter, c.Actor = "L4", head
	}
	return c
}

func TestEveryCommandInEveryStage(t *testing.T) {
	t.Parallel()
	w := world(t)
	receipt := world(t, strings.Replace(gradedKind, "limit: { ", "limit: { start: receipt, ", 1))
	for _, name := range Commands() {
		for _, stage := range stages {
			tr := transitions[name]
			zh, _ := CommandWords(name)
			in, _ := stage.Words()
			allowed := slices.Contains(tr.from, stage)
			verdict := map[bool]string{true: "is let through when", false: "is refused when"}[allowed]
			t.Run(fmt.Sprintf("%s %s %s", zh, verdict, in), func(t *testing.T) {
				s, c, w := readyIn(stage), wellFormed(name), w
				switch name {
				case "resume":
					s.Suspended = true
					s.Clock.Stops = []calendar.Suspension{{From: s.LastAt, Reason: "听证", Actor: office}}
				case "ask-extension":
					s.Asked = nil
				case "ask-replan":
					s.Replan = nil
				case "object":
					s.Objection = ""
				case "ask-materials", "complete-materials":
					w, s.Clock, s.Deadlines = receipt, calendar.Clock{}, Deadlines{}
				}
				content, err := Decide(&s, &c, w)
				if name == "register" {
					if errs.CodeOf(err) != "matter.exists" {
						t.Fatalf("registering twice gives %v", err)
					}
					return
				}
				if !allowed {
					if errs.CodeOf(err) != "matter.wrong_stage" || errs.KindOf(err) != errs.Refused {
						t.Fatalf("got %v", err)
					}
					words := errs.Message(err, text.Zh)
					for _, part := range []string{s.Number, in, zh, mechanism.StageTitles[string(tr.from[0])].Zh} {
						if !strings.Contains(words, part) {
							t.Errorf("the refusal %q does not say %q", words, part)
						}
					}
					return
				}
				if err != nil {
					t.Fatal(err)
				}
				after := Evolve(s, header(&c, w.Zone), content)
				want := tr.to
				if want == "" {
					want = stage
				}
				if after.Stage != want {
					t.Errorf("it leads to %q, want %q", after.Stage, want)
				}
				if content.Type() == "" || fresh[content.Type()] == nil {
					t.Errorf("the event's type %q cannot be read back", content.Type())
				}
			})
		}
	}
}

func TestEveryCommandAndStageHasWordsInBothLanguages(t *testing.T) {
	t.Parallel()
	for _, name := range Commands() {
		if zh, en := CommandWords(name); zh == "" || en == "" {
			t.Errorf("command %q has no words", name)
		}
	}
	for _, s := range stages {
		if zh, en := s.Words(); zh == "" || en == "" {
			t.Errorf("stage %q has no words", s)
		}
	}
	if len(mechanism.StageTitles) != len(stages)+1 {
		t.Errorf("%d stages have words, there are %d", len(mechanism.StageTitles)-1, len(stages))
	}
	for name := range transitions {
		if zh, en := CommandWords(name); zh == "" || en == "" {
			t.Errorf("command %q has no words", name)
		}
	}
}

func TestWhatACommandMustSay(t *testing.T) {
	t.Parallel()
	w := world(t)
	w.Recolored = func(id, _, _, _ string) bool { return id == "S1" }
	nan := 0.0
	nan /= nan
	tests := []struct {
		name  string
		stage Stage
		c     func(c *Command)
		base  string
		code  string
		says  string
	}{
		{"an assignment names an owner", Registered, func(*Command) {}, "assign", "matter.no_owner", "责任人"},
		{"an assignment goes to a unit that exists", Registered, func(c *Command) { c.Owner, c.LeadUnit = owner, "某某局" }, "assign", "matter.unknown_unit", "某某局"},
		{"an assignment goes to a post that somebody holds", Registered, func(c *Command) { c.Owner = "空缺岗" }, "assign", "org.unheld", "空缺岗"},
		{"an assignment goes to a post that exists", Registered, func(c *Command) { c.Owner = "没有的岗" }, "assign", "org.post_unknown", "没有的岗"},
		{"supporting units exist", Registered, func(c *Command) { c.Owner, c.Support = owner, []string{"某某局"} }, "assign", "matter.unknown_unit", "某某局"},
		{"no unit supports itself", Registered, func(c *Command) { c.Owner, c.LeadUnit, c.Support = owner, "招商局", []string{"js", "zs"} }, "assign", "matter.supports_itself", "“招商局”是牵头单位"},
		{"a fixed date stays within the law", Registered, func(c *Command) { c.Owner, c.Due = owner, date("2023-12-29") }, "assign", "clock.past_statutory", "法定时限"},
		{"a transfer says why", Working, func(c *Command) { c.Reason = "" }, "transfer", "matter.no_reason", "转办理由"},
		{"a return says why", Reported, func(c *Command) { c.Reason = "" }, "return", "matter.no_reason", "理由"},
		{"a reopening says why", Closed, func(c *Command) { c.Reason = "" }, "reopen", "matter.no_reason", "理由"},
		{"a withdrawal says why", Working, func(c *Command) { c.Reason = "" }, "withdraw", "matter.no_reason", "理由"},
		{"a suspension says why", Working, func(c *Command) { c.Reason = "" }, "suspend", "matter.no_reason", "理由"},
		{"a re-check gives a verdict", Closed, func(c *Command) { c.Verdict = "maybe" }, "recheck", "matter.no_verdict", "回头看结论"},
		{"a merger names where to", Working, func(c *Command) { c.To = "" }, "merge", "matter.no_target", "并入的事项"},
		{"a matter is not merged into itself", Working, func(c *Command) { c.To = "m-1" }, "merge", "matter.merge_self", "不能并入自己"},
		{"nor by its number", Working, func(c *Command) { c.To = "1号" }, "merge", "matter.merge_self", "不能并入自己"},
		{"urgency changes only by a session", Working, func(c *Command) { c.Session = "" }, "recolor", "matter.no_session", "会议决议"},
		{"the session exists", Working, func(c *Command) { c.Session = "S9" }, "recolor", "matter.no_session", "查无此会议"},
		{"it has another urgency", Working, func(c *Command) { c.Urgency = "green" }, "recolor", "matter.same_urgency", "不必改色"},
		{"the urgency is one of the kind's", Working, func(c *Command) { c.Urgency = "purple" }, "recolor", "matter.unknown_urgency", "purple"},
		{"an objection has words", Working, func(c *Command) { c.Text = "" }, "object", "matter.no_text", "内容"},
		{"a report says something", Working, func(c *Command) { c.Text = "" }, "report", "matter.empty_report", "写明进展"},
		{"white space says nothing", Working, func(c *Command) { c.Text, c.Evidence = " \u3000\n", []string{" "} }, "report", "matter.empty_report", "佐证材料"},
		{"progress is a share", Working, func(c *Command) { p := 101.0; c.Progress = &p }, "report", "matter.bad_progress", "0 至 100"},
		{"progress is a number", Working, func(c *Command) { c.Progress = &nan }, "report", "matter.bad_progress", "0 至 100"},
		{"attaching attaches something", Working, func(c *Command) { c.Evidence = nil }, "attach", "matter.no_evidence", "佐证材料"},
		{"an extension says how long", Working, func(c *Command) { c.By = calendar.Limit{} }, "ask-extension", "clock.no_span", "10个工作日"},
		{"one extension is asked for at a time", Working, func(*Command) {}, "ask-extension", "clock.asked_already", "一次只能申请一个"},
		{"a due date lies ahead when it is set", Registered, func(c *Command) { c.Owner, c.Due = owner, date("2022-12-30") }, "assign", "clock.due_past", "2022-12-30"},
		{"so does one that is asked for", Working, func(c *Command) { c.Due = date("2022-12-30") }, "ask-replan", "clock.due_past", "2022-12-30"},
		{"a change of plan says until when", Working, func(c *Command) { c.Due = 0 }, "ask-replan", "matter.no_due", "新的完成时限"},
		{"a change of plan says why", Working, func(c *Command) { c.Reason = "" }, "ask-replan", "matter.no_reason", "调整理由"},
		{"one change of plan is asked for at a time", Working, func(*Command) {}, "ask-replan", "matter.replan_pending", "一次只能申请一个"},
		{"a duty that is met exists", Working, func(c *Command) { c.Duty = "review/1999-01" }, "meet", "matter.no_duty", "review/1999-01"},
		{"a letter's template exists", Working, func(c *Command) { c.Template = "love-letter" }, "draft-letter", "letter.unknown_template", "love-letter"},
		{"a letter is addressed", Working, func(c *Command) { c.To = "" }, "draft-letter", "letter.no_recipient", "主送对象"},
		{"the letter exists", Working, func(c *Command) { c.Letter = "L9" }, "issue-letter", "letter.not_found", "L9"},
		{"only the one addressed signs for a letter", Working, func(c *Command) { c.Actor = office }, "sign-letter", "matter.not_your_post", head},
		{"only the one addressed answers a letter", Working, func(c *Command) { c.Actor = office }, "reply-letter", "matter.not_your_post", head},
		{"somebody acts", Working, func(c *Command) { c.Actor = "" }, "attach", "matter.no_actor", "由谁办理"},
		{"words are UTF-8", Working, func(c *Command) { c.Text = "\xff" }, "report", "matter.not_utf8", "text"},
		{"evidence is UTF-8", Working, func(c *Command) { c.Evidence = []string{"\xff"} }, "attach", "matter.not_utf8", "evidence"},
		{"a clock does not start in the future", Registered, func(c *Command) { c.Owner, c.ClockFrom = owner, at("2023-04-01") }, "assign", "matter.in_future", "clock_from"},
		{"the command exists", Working, func(c *Command) { c.Name = "fly" }, "attach", "matter.unknown_command", "fly"},
		{"materials matter only to cases that start on receipt", Registered, func(*Command) {}, "ask-materials", "matter.no_materials", "无须补正"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			s, c := readyIn(tt.stage), wellFormed(tt.base)
			if tt.name == "an assignment names an owner" {
				s.Owner = ""
			}
			if tt.base == "ask-extension" && tt.code != "clock.asked_already" {
				s.Asked = nil
			}
			if tt.base == "ask-replan" && tt.code != "matter.replan_pending" {
				s.Replan = nil
			}
			tt.c(&c)
			_, err := Decide(&s, &c, w)
			if errs.CodeOf(err) != tt.code {
				t.Fatalf("got %v (%s), want %s", err, errs.CodeOf(err), tt.code)
			}
			if words := errs.Message(err, text.Zh); !strings.Contains(words, tt.says) {
				t.Errorf("the refusal %q does not say %q", words, tt.says)
			}
		})
	}
}

func TestRegistration(t *testing.T) {
	t.Parallel()
	w := world(t, gradedKind, kindWith("visit", "place: true\ncategories: [走访, 座谈]\nfields:\n  purpose: { type: string, title: 事由, required: true, one_of: [调研, 慰问] }\n  size: { type: int }\n  guide: { type: role, title: 陪同人 }\n"))
	ok := Command{
		Name: "register", ID: "m-1", At: at("2023-03-01 09:00"), Actor: office, Kind: "visit", Number: "1号",
		Particulars: Particulars{Title: "走访企业", Place: "某园区", Category: []string{"走访"}, Fields: map[string]any{"purpose": "调研", "size": 3}},
	}
	tests := []struct {
		name string
		edit func(c *Command)
		code string
		says string
	}{
		{"a complete one is let through", func(*Command) {}, "", ""},
		{"the kind exists", func(c *Command) { c.Kind = "nothing" }, "matter.unknown_kind", "nothing"},
		{"it has a title", func(c *Command) { c.Title = " " }, "matter.no_title", "事项名称"},
		{"it has no longer one than a list can show", func(c *Command) { c.Title = strings.Repeat("长", 501) }, "matter.bad_title", "501 字，最多 500 字"},
		{"and one as long as that", func(c *Command) { c.Title = strings.Repeat("长", 500) }, "", ""},
		{"it controls no terminal", func(c *Command) { c.Title = "甲\x1b[2J项目" }, "matter.bad_title", "控制字符"},
		{"it turns no writing about", func(c *Command) { c.Title = "甲\u202e目项" }, "matter.bad_title", "书写方向"},
		{"it is one line", func(c *Command) { c.Title = "甲\n项目" }, "matter.bad_title", "换行"},
		{"a kind on the spot names the place", func(c *Command) { c.Place = "" }, "matter.no_place", "地点"},
		{"the category is one of the kind's", func(c *Command) { c.Category = []string{"开会"} }, "matter.bad_category", "走访、座谈"},
		{"a required field is given", func(c *Command) { c.Fields = map[string]any{} }, "matter.missing_field", "事由"},
		{"a field keeps to its choices", func(c *Command) { c.Fields = map[string]any{"purpose": "游玩"} }, "matter.bad_field", "调研、慰问"},
		{"a field keeps to its type", func(c *Command) { c.Fields = map[string]any{"purpose": "调研", "size": "多"} }, "matter.bad_field", "须为整数，现为“多”"},
		{"a whole number is whole", func(c *Command) { c.Fields = map[string]any{"purpose": "调研", "size": 1.5} }, "matter.bad_field", "size"},
		{"who is named is on record", func(c *Command) { c.Fields = map[string]any{"purpose": "调研", "guide": "招商局局张"} }, "matter.bad_field", "“陪同人”须写岗位：没有岗位、单位或议事协调机构“招商局局张”，是否要写“招商局局长”？"},
		{"and nobody in particular is none", func(c *Command) { c.Fields = map[string]any{"purpose": "调研", "guide": "张三"} }, "matter.bad_field", "可用的有："},
		{"a post is", func(c *Command) { c.Fields = map[string]any{"purpose": "调研", "guide": "空缺岗"} }, "", ""},
		{"a field is declared", func(c *Command) { c.Fields = map[string]any{"purpose": "调研", "colour": "红"} }, "matter.unknown_field", "colour"},
		{"the unit exists", func(c *Command) { c.LeadUnit = "某某局" }, "matter.unknown_unit", "某某局"},
		{"nothing is received after it was registered", func(c *Command) { c.Received = c.At.Add(time.Hour) }, "matter.in_future", "received"},
		{"its urgency is one of the kind's", func(c *Command) { c.Kind, c.Category, c.Fields, c.Urgency = "graded", nil, nil, "purple" }, "matter.unknown_urgency", "purple"},
		{"and those declared are named", func(c *Command) { c.Kind, c.Category, c.Fields, c.Urgency = "graded", nil, nil, "purple" }, "matter.unknown_urgency", "red"},
		{"a kind without urgencies takes none", func(c *Command) { c.Urgency = "胡说" }, "matter.unknown_urgency", "不分紧急程度"},
		{"its weight is a share", func(c *Command) { c.Weight = -1 }, "matter.bad_weight", "1 至 10000"},
		{"and no more than all of it", func(c *Command) { c.Weight = 10001 }, "matter.bad_weight", "1 至 10000"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := ok
			tt.edit(&c)
			_, err := Decide(&State{}, &c, w)
			if tt.code == "" {
				if err != nil {
					t.Fatal(err)
				}
				return
			}
			if errs.CodeOf(err) != tt.code || !strings.Contains(errs.Message(err, text.Zh), tt.says) {
				t.Fatalf("got %v (%s), want %s saying %s", err, errs.CodeOf(err), tt.code, tt.says)
			}
		})
	}
	t.Run("units are kept as codes, and whoever takes it down answers for it first", func(t *testing.T) {
		t.Parallel()
		c := ok
		c.LeadUnit, c.Support = "招商局", []string{"建设局"}
		content, err := Decide(&State{}, &c, w)
		if err != nil {
			t.Fatal(err)
		}
		s := Evolve(State{}, &ledger.Event{Zone: "demo", Stream: "m-1", At: c.At}, content)
		if s.LeadUnit != "zs" || !slices.Equal(s.Support, []string{"js"}) {
			t.Errorf("units are %q and %q", s.LeadUnit, s.Support)
		}
		if s.FirstContact != office || s.Answerable() != office {
			t.Errorf("first contact is %q, answerable %q", s.FirstContact, s.Answerable())
		}
		s.Owner, s.Stage = owner, Assigned
		if s.Answerable() != office {
			t.Errorf("until the owner signs, %q answers", s.Answerable())
		}
		if s.Stage = Accepted; s.Answerable() != owner {
			t.Errorf("once the owner has signed, %q answers", s.Answerable())
		}
	})
	t.Run("the caller's own maps and lists are not kept", func(t *testing.T) {
		t.Parallel()
		c := ok
		c.Fields, c.Category = map[string]any{"purpose": "调研"}, []string{"走访"}
		content, err := Decide(&State{}, &c, w)
		if err != nil {
			t.Fatal(err)
		}
		c.Fields["purpose"], c.Category[0] = "慰问", "座谈"
		if e := content.(*RegisteredEvent); e.Fields["purpose"] != "调研" || e.Category[0] != "走访" {
			t.Error("the event changed with the caller's values")
		}
	})
}

func TestFilesNameTheStagesThatThereAre(t *testing.T) {
	t.Parallel()
	var want []string
	for _, s := range append(Road(), Withdrawn, Merged) {
		want = append(want, string(s))
	}
	if got := mechanism.Stages(); !slices.Equal(got, want) {
		t.Errorf("%v instead of %v", got, want)
	}
}

func TestNoUnitSupportsItselfFromTheStart(t *testing.T) {
	t.Parallel()
	c := Command{Name: "register", Kind: "case", ID: "m-1", Number: "1号", Actor: office, At: at("2023-03-01 09:00"), Particulars: Particulars{Title: "某事"}}
	c.LeadUnit, c.Support = "zs", []string{"招商局"}
	w := world(t, kindWith("case", plainLadder+"  - { at: due, raise: true, to: sponsor }\n"))
	if _, err := Decide(&State{}, &c, w); errs.CodeOf(err) != "matter.supports_itself" {
		t.Errorf("got %v", err)
	}
	c.Support = []string{"js"}
	if _, err := Decide(&State{}, &c, w); err != nil {
		t.Error(err)
	}
}
