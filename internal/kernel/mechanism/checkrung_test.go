package mechanism

import (
	"strings"
	"testing"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
)

func TestARungThatLiesBeforeItsClockIsFoundAndNoOther(t *testing.T) {
	t.Parallel()
	const own = "gates: { assign: [has(matter.due)] }\n"
	for name, tt := range map[string]struct{ limit, gates, rung, fault, note string }{
		"longer than the limit":                       {"10wd", "", "due - 12wd", "在时限起算之前（时限只有 10wd）", ""},
		"as long as the limit":                        {"12wd", "", "due - 12wd", "在时限起算之前", ""},
		"shorter":                                     {"15wd", "", "due - 12wd", "", ""},
		"a limit in days, long enough":                {"20d", "", "due - 12wd", "", ""},
		"long enough over a long holiday alone":       {"12d", "", "due - 9wd", "", ""},
		"a limit in days, too short from every start": {"10d", "", "due - 12wd", "时限只有 10d", ""},
		"a month":                              {"1mo", "", "due - 12wd", "", ""},
		"no limit, and a gate asks for a date": {"", own, "due - 12wd", "", ""},
		"no limit, and nobody is asked":        {"", "", "due - 12wd", "事项不会有期限", ""},
		"a date":                               {"2030-06-30", "", "due - 12wd", "", ""},
		"a gate asks for a date besides":       {"10wd", own, "due - 12wd", "", "延期或另定时限的才触发"},
		"an extension is written down":         {"{ promised: 10wd, extend_by: 10wd }", "", "due - 12wd", "", "延期或另定时限的才触发"},
		"the law allows no longer one":         {"{ promised: 5wd, statutory: 10wd }", own, "due - 12wd", "在时限起算之前（时限只有 5wd）", ""},
		"the law allows a longer one":          {"{ promised: 5wd, statutory: 20wd }", own, "due - 12wd", "", "延期或另定时限的才触发"},
		"before the statutory end":             {"{ promised: 5wd, statutory: 10wd }", "", "statutory - 12wd", "在时限起算之前（时限只有 10wd）", ""},
		"before signing":                       {"{ promised: 20wd, accept: 1wd }", "", "accept - 2wd", "在时限起算之前（时限只有 1wd）", ""},
		"before signing, in hours":             {"{ promised: 20wd, accept: 2wd }", "", "accept - 4h", "", ""},
		"a case of the limit is long enough":   {"{ promised: 5wd, when: [{ if: 'matter.urgency == \"red\"', promised: 20wd }] }", "", "due - 12wd", "", ""},
		"advice alone":                         {"{ advisory: 20wd }", "", "due - 12wd", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := tt.gates + "urgencies: { red: 红 }\nlight: { red: matter.overdue, green: true }\nladder: [{ at: " + tt.rung + ", talk: true, to: owner }]\n"
			if tt.limit != "" {
				body = "limit: " + tt.limit + "\n" + body
			}
			faults, notes := judged(t, body, "2023-06-01")
			says(t, "fault", faults, "never_fires", tt.fault)
			says(t, "note", notes, "seldom_fires", tt.note)
		})
	}
}

// says tells whether there is one line of that code with those words, or none of it where there are no words.
func says(t *testing.T, what string, lines []string, code, words string) {
	t.Helper()
	var found []string
	for _, l := range lines {
		if strings.HasPrefix(l, code+" ") {
			found = append(found, l)
		}
	}
	switch {
	case words == "" && len(found) > 0:
		t.Errorf("a %s too many: %s", what, found)
	case words != "" && (len(found) != 1 || !strings.Contains(found[0], words)):
		t.Errorf("%s %q, want %s; all: %s", what, found, words, lines)
	}
}

func TestARungsConditionThatItsOwnInstantExcludesIsFound(t *testing.T) {
	t.Parallel()
	const kind = "limit: 20wd\ncadence: weekly\nlight: { red: matter.overdue, green: true }\n"
	for rung, want := range map[string]string{
		`due - 3wd | matter.remaining > wd(5)`:                                        "时限未到",
		`due - 3wd | matter.remaining <= wd(3)`:                                       "",
		`due - 3wd | matter.remaining == wd(3)`:                                       "", // also where the due date is a day off
		`due - 3wd | matter.remaining == wd(2)`:                                       "时限未到",
		`due - 3wd | matter.remaining < wd(0)`:                                        "时限未到",
		`due + 3wd | matter.remaining > wd(-2)`:                                       "时限已过",
		`due + 3wd | matter.remaining <= wd(-3)`:                                      "",
		`due + 2d | matter.remaining > wd(0)`:                                         "时限已过",
		`missed | matter.missed == 0`:                                                 "总有漏办",
		`missed | matter.missed > 1`:                                                  "",
		`missed | matter.stage == "completed"`:                                        "", // what was missed stays missed
		`unreplied | matter.unreplied < 1`:                                            "逾期未复",
		`escalated + 1wd | matter.level == 0`:                                         "已升过级",
		`reported + 3wd | matter.stage == "working"`:                                  "有报告待审",
		`reported + 3wd | matter.missed > 0`:                                          "",
		`due - 3wd | matter.stage == "completed"`:                                     "时限未到",
		`due - 3wd | matter.stage == "reviewed"`:                                      "",
		`red | matter.stage == "closed"`:                                              "触发时事项仍在办，when",
		`due + 1wd | matter.stage in ["closed", "archived"]`:                          "时限已过",
		`due + 1wd | matter.stage in ["closed", "working"]`:                           "",
		`registered + 1wd | matter.stage == "registered" && matter.remaining > wd(5)`: "",
	} {
		at, when, _ := strings.Cut(rung, " | ")
		faults, _ := judged(t, kind+"ladder: [{ at: "+at+", talk: true, to: lead_unit.head, when: '"+when+"' }]\n", "2023-06-01")
		t.Run(rung, func(t *testing.T) { says(t, "fault", faults, "never_fires", want) })
	}
}

func TestRungsThatMayMeetAreNoted(t *testing.T) {
	t.Parallel()
	for rungs, want := range map[string]string{
		"due + 1d | due + 1wd":                         "可能在同一时刻",
		"due - 1d | due - 1wd":                         "可能在同一时刻",
		"due + 1wd | due + 2wd":                        "",
		"due + 1wd | due + 1wd when matter.missed > 0": "",
		"due + 1wd | registered + 1wd":                 "",
		"due - 1d | due - 20wd":                        "",
		"registered + 30d | registered + 1mo":          "可能在同一时刻",
		"due - 20h | due - 1wd":                        "",
	} {
		body := "limit: 60wd\nlight: { red: matter.overdue, green: true }\nladder:\n"
		for rung := range strings.SplitSeq(rungs, " | ") {
			at, when, conditional := strings.Cut(rung, " when ")
			if conditional {
				when = ", when: " + when
			}
			body += "  - { at: " + at + ", talk: true, to: owner" + when + " }\n"
		}
		_, notes := judged(t, body, "2023-06-01")
		t.Run(rungs, func(t *testing.T) { says(t, "note", notes, "may_meet", want) })
	}
}

func TestATreeThatIsCountedIsEstablished(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		"tree: { children: [task], leaves: 5 }":                                       "请写 requires: [establish]",
		"tree: { children: [task], branches: 2, at_least: true }\nrequires: [accept]": "请写 requires: [establish]",
		"tree: { children: [task], leaves: 5, branches: 2 }\nrequires: [establish]":   "",
		"tree: { children: [task], open_leaves: true }":                               "",
	} {
		faults, _ := judged(t, "limit: 20wd\nlight: { red: matter.overdue, green: true }\n"+body+"\n", "2023-06-01")
		t.Run(body, func(t *testing.T) { says(t, "fault", faults, "no_establish", want) })
	}
}

func TestATreeWithoutKindsBelowIsRefused(t *testing.T) {
	t.Parallel()
	const light = "limit: 20wd\nlight: { red: matter.overdue, green: true }\n"
	for tree, want := range map[string]string{
		"{ leaves: 5 }":                   "请写 children",
		"{ branches: 2 }":                 "请写 children",
		"{ leaves: 5, at_least: true }":   "请写 children",
		"{ children: [task], leaves: 5 }": "",
		"{ children: [task] }":            "",
	} {
		faults, _ := judged(t, light+"tree: "+tree+"\n", "2023-06-01")
		t.Run(tree, func(t *testing.T) { says(t, "fault", faults, "no_children", want) })
	}
}

// Every anchor may be that of a rung which raises and names nobody.
func TestARungThatRaisesMayLeaveOutWhomItConcerns(t *testing.T) {
	t.Parallel()
	for _, anchor := range []string{"due", "missed", "reported", "unreplied", "undecided", "escalated", "red"} {
		kind := strings.Replace(gradedTask, "ladder:\n", "ladder:\n  - { at: "+anchor+" + 9wd, raise: true }\n", 1)
		if kind == gradedTask {
			t.Fatal("nothing was changed")
		}
		_, faults, err := Examine(demo(map[string]string{"demo/graded-task.yaml": kind}), "demo", calendar.Builtin(), clock.MustDate("2023-06-01"))
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range faults {
			if e.Code == "mechanism.no_recipient" {
				t.Errorf("%s: %v", anchor, e)
			}
		}
	}
}
