package matter

import (
	"strings"
	"testing"
)

// What a ladder wrote of a light, of a signature that was owing, or to who had the matter is held against the day of issue.
func TestADraftIsHeldAgainstTheLightTheSignatureAndItsAddressee(t *testing.T) {
	t.Parallel()
	const kind = `limit: { accept: 1wd, promised: 10wd, statutory: 40wd, extensions: 1 }
light: { amber: matter.remaining <= wd(5), green: "true" }
roles: { assign: head(bg), extend: post(分管副主任), office: head(bg) }
ladder:
  - { at: accept, send: reminder-letter, to: owner, title: 逾期未签收 }
  - { at: amber, send: reminder-letter, to: owner, title: 变黄 }
`
	for name, tt := range map[string]struct {
		letter  string
		drafted string
		happens []Command
		says    string
	}{
		"still unsigned": {"L1", "2023-03-03 09:00", nil, ""},
		"signed since":   {"L1", "2023-03-03 09:00", []Command{{Name: "accept", Actor: owner}}, "其后已签收"},
		"still amber":    {"L2", "2023-03-09 09:00", nil, ""},
		"not amber since": {"L2", "2023-03-09 09:00", []Command{
			{Name: "ask-extension", Actor: owner, By: limit("10wd"), Reason: "等待批复"}, {Name: "extend", Actor: sponsor},
		}, "其后不再亮黄灯"},
		"another has it": {"L2", "2023-03-09 09:00", []Command{{Name: "transfer", Actor: office, Reason: "错派", Assignment: Assignment{Owner: head}}}, "其后该发的是" + head},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := assigned(t, world(t, kindWith("case", kind)), "2023-03-01 09:00")
			d.until(t, tt.drafted)
			for _, c := range tt.happens {
				d.do(t, tt.drafted, c)
			}
			later := strings.Replace(tt.drafted, "09:00", "10:00", 1)
			issue := Command{Name: "issue-letter", Actor: office, Letter: tt.letter, Number: "提1号"}
			if tt.says == "" {
				d.do(t, later, issue)
				return
			}
			if code, zh := d.refused(t, later, issue); code != "letter.stale" || !strings.Contains(zh, tt.says) {
				t.Errorf("%s %s", code, zh)
			}
			d.do(t, later, Command{Name: "draft-letter", Actor: office, Letter: tt.letter, Reason: "请移交材料"})
			d.do(t, later, issue)
		})
	}
}
