package matter

import (
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

func TestAGateSaysWhatIsMissing(t *testing.T) {
	t.Parallel()
	const threeInOne = `gates: { assign: { says: { zh: 三要素缺一不可, en: all three are needed }, all: ['(has(matter.due) || has(command.due)) && (matter.brief != "" || command.brief != "") && (matter.owner != "" || command.owner != "")'] } }
`
	const oneSentence = `gates:
  assign:
    says: { zh: 三要素缺一不可, en: all three are needed }
    all:
      - has(matter.due) || has(command.due) || matter.ongoing
      - matter.brief != "" || command.brief != ""
      - matter.owner != "" || command.owner != ""
`
	for name, tt := range map[string]struct {
		gates  string
		c      Command
		zh, en string
	}{
		"of one rule, the parts that fail": {
			threeInOne, Command{Assignment: Assignment{Owner: owner}}, "三要素缺一不可（缺少办结时限、任务书）", "all three are needed (missing: due date, brief)",
		},
		"of rules under one sentence, those that fail": {
			oneSentence, Command{Assignment: Assignment{Owner: owner}}, "三要素缺一不可（缺少办结时限、任务书）", "all three are needed (missing: due date, brief)",
		},
		"one alone": {
			oneSentence, Command{Assignment: Assignment{Owner: owner, Due: date("2023-06-30")}}, "三要素缺一不可（缺少任务书）", "all three are needed (missing: brief)",
		},
		"a sentence of one plain rule says it all": {
			"gates: { assign: { says: 任务书未填, all: ['matter.brief != \"\" || command.brief != \"\"'] } }\n", Command{Assignment: Assignment{Owner: owner}}, "任务书未填", "任务书未填",
		},
		"what is there and not as it should be": {
			"gates: { assign: { says: 不合规定, all: ['command.owner != matter.sponsor', 'command.owner != \"招商专员\" && matter.reports == 0'] } }\n",
			Command{Assignment: Assignment{Owner: owner}},
			"不合规定（现为：责任人 = \"招商专员\"）", "不合规定 (as it is: owner = \"招商专员\")",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, c := readyIn(Registered), tt.c
			s.Owner, s.Due, s.Brief, s.Sponsor, s.Deadlines = "", 0, "", sponsor, Deadlines{}
			c.Name, c.ID, c.Actor, c.At = "assign", "m-1", office, at("2023-03-02 09:00")
			_, err := Decide(&s, &c, world(t, kindWith("graded", tt.gates)))
			if errs.CodeOf(err) != "gate.assign" || errs.Message(err, text.Zh) == "" {
				t.Fatalf("%v", err)
			}
			if zh, en := errs.Words(err).Zh, errs.Words(err).En; zh != tt.zh || en != tt.en {
				t.Errorf("got  %s | %s\nwant %s | %s", zh, en, tt.zh, tt.en)
			}
		})
	}
}
