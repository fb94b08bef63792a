package matter

import (
	"strings"
	"testing"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

func TestAMatterIsNotGivenToWhoeverAloneMightVerifyIt(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, verify, owner, named string
		refused                    bool
		why                        string
	}{
		{"the owner is the only verifier", "post(核验专员)", "核验专员", "", true, "核验专员（就是责任人的岗位）"},
		{"the only verifier is the same person behind another post", "post(联络专员)", "招商专员", "", true, "联络专员（A岗 p-05 又是责任人的A岗）"},
		{"the other seat of the verifying post is somebody else", "post(招商专员)", "联络专员", "", false, ""},
		{"another post may verify as well", "[post(核验专员), post(联络专员)]", "核验专员", "", false, ""},
		{"of two both are the owner's", "[post(联络专员), owner]", "招商专员", "", true, "招商专员（就是责任人的岗位）"},
		{"the matter names another verifier", "post(核验专员)", "核验专员", "建设局局长", false, ""},
		{"the verifier named is the owner", "post(核验专员)", owner, owner, true, "就是责任人的岗位"},
		{"somebody else", "post(核验专员)", owner, "", false, ""},
		{"nobody holds the verifying post: reported when it is needed", "post(空缺岗)", owner, "", false, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			w := world(t, strings.Replace(gradedKind, "verify: post(核验专员)", "verify: "+tt.verify, 1))
			for _, name := range []string{"assign", "transfer"} {
				s, c := readyIn(map[string]Stage{"assign": Registered, "transfer": Working}[name]), wellFormed(name)
				c.Assignment = Assignment{Owner: tt.owner, Verifier: tt.named}
				_, err := Decide(&s, &c, w)
				if tt.refused && err != nil && !strings.Contains(errs.Message(err, text.Zh), tt.why) {
					t.Errorf("%s does not say %s: %v", name, tt.why, err)
				}
				if tt.refused != (errs.CodeOf(err) == "matter.nobody_verifies") || !tt.refused && err != nil {
					t.Errorf("%s: %v", name, err)
				}
			}
		})
	}
	t.Run("anybody may verify", func(t *testing.T) {
		t.Parallel()
		w := world(t, strings.Replace(gradedKind, "  verify: post(核验专员)\n", "", 1))
		s, c := readyIn(Registered), wellFormed("assign")
		c.Assignment = Assignment{Owner: owner}
		if _, err := Decide(&s, &c, w); err != nil {
			t.Error(err)
		}
	})
}

func TestSeveralRolesStandForThePostsOfEach(t *testing.T) {
	t.Parallel()
	t.Run("any of them may verify, nobody else", func(t *testing.T) {
		t.Parallel()
		w := world(t, strings.Replace(gradedKind, "verify: post(核验专员)", "verify: [post(核验专员), post(建设局局长)]", 1))
		for actor, code := range map[string]string{verifier: "", "建设局局长": "", "管委会主任": "matter.not_your_post"} {
			s, c := readyIn(Completed), wellFormed("close")
			c.Actor, c.Person = actor, ""
			if _, err := Decide(&s, &c, w); (err == nil) != (code == "") || err != nil && errs.CodeOf(err) != code {
				t.Errorf("%s: %v", actor, err)
			}
		}
	})
	t.Run("a rung writes to each", func(t *testing.T) {
		t.Parallel()
		d := ladder(t, "  - { at: due + 1wd, send: supervision-letter, to: [owner, lead_unit.head, owner] }\n  - { at: due + 2wd, send: supervision-letter, to: [lead_unit.head, sponsor] }\n")
		d.until(t, "2023-03-17")
		equalLines(t, d.drafts(), []string{"L1 supervision-letter " + owner + " drafted", "L2 supervision-letter " + head + " drafted"})
		equalLines(t, d.lines("rung-fired"), []string{"2023-03-16 08:30 rung-fired due + 1wd send " + owner + "、" + head})
		d.until(t, "2023-03-18")
		equalLines(t, d.drafts(), []string{
			"L1 supervision-letter " + owner + " supersededL3", "L2 supervision-letter " + head + " supersededL3",
			"L3 supervision-letter " + head + " drafted", "L4 supervision-letter " + sponsor + " drafted",
		})
		for _, id := range []string{"issue/L3", "issue/L4"} {
			if _, owed := d.duty(id); !owed {
				t.Errorf("nobody owes %s", id)
			}
		}
	})
}
