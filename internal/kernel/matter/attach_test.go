package matter

import (
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/letter"
)

// 建设局局长 and the post 空缺岗 are of the bureau js; 招商专班 is a body of zs and js that the office keeps.
func TestWhoTakesPartAttachesEvidence(t *testing.T) {
	t.Parallel()
	w := world(t)
	const builder = "建设局局长"
	for name, tt := range map[string]struct {
		given func(*State)
		actor string
		may   bool
	}{
		"nobody named it":                         {func(*State) {}, builder, false},
		"a post of the supporting unit":           {func(s *State) { s.Support = []string{"js"} }, "空缺岗", true},
		"the head of the supporting unit":         {func(s *State) { s.Support = []string{"js"} }, builder, true},
		"of a supporting body its members' heads": {func(s *State) { s.Support = []string{"zb"} }, builder, true},
		"the leader above the supporting unit":    {func(s *State) { s.LeadUnit, s.Owner, s.Support = "", verifier, []string{"js"} }, "管委会主任", true},
		"who owes a duty about it":                {func(s *State) { s.Duties = []Duty{{ID: "talk/1", What: DutyTalk, Owner: builder}} }, builder, true},
		"whom a letter about it has reached":      {func(s *State) { s.Letters = []letter.Letter{{ID: "L1", To: builder, State: letter.Signed}} }, builder, true},
		"whom a letter has not reached yet":       {func(s *State) { s.Letters = []letter.Letter{{ID: "L1", To: builder, State: letter.Issued}} }, builder, false},
		"a colleague of the owner's":              {func(s *State) { s.Owner = section }, owner, true},
		"the first contact, by that alone":        {func(s *State) { s.FirstContact = "联络专员" }, "联络专员", false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, c := readyIn(Working), wellFormed("attach")
			tt.given(&s)
			c.Actor, c.Person = tt.actor, ""
			_, err := Decide(&s, &c, w)
			if tt.may && err != nil || !tt.may && (errs.CodeOf(err) != "matter.not_your_post" || !strings.Contains(errs.Message(err, text.Zh), owner)) {
				t.Errorf("%v", err)
			}
		})
	}
}

func TestWhoTookOverAUnitOrPostAttachesEvidence(t *testing.T) {
	t.Parallel()
	d := merged(t)
	d.do(t, "2023-03-21 09:00", Command{Name: "attach", Actor: "产业局局长", Evidence: []string{"照片"}})
	if code, _ := d.refused(t, "2023-03-21 10:00", Command{Name: "attach", Actor: "建设局局长", Evidence: []string{"照片"}}); code != "matter.not_your_post" {
		t.Error(code)
	}
}
