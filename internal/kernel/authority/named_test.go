package authority

import "testing"

func TestWhatNamesAPostIsThePostsOwn(t *testing.T) {
	t.Parallel()
	rules := &Rules{Confidential: map[string]Confidential{"inspection": {Cleared: Office}}}
	s := Subject{Posts: []string{"招商局局长"}, Below: []string{"招商局干部"}, Standing: Staff}
	secret := &Facts{Kind: "inspection", Owner: "招商局局长"}
	for name, c := range map[string]struct{ got, want bool }{
		"a letter to one's post":              {s.NamedMay(Reply, "招商局局长"), true},
		"a letter to a post below":            {s.NamedMay(Reply, "招商局干部"), false},
		"the absence of a post below":         {s.AboveMay(Absence, "招商局干部"), true},
		"the absence of another's post":       {s.AboveMay(Absence, "经发局局长") || s.NamedMay(Absence, "经发局局长"), false},
		"a letter gives no sight of a matter": {s.May(History, secret, rules), false},
		"one does not issue one's own letter": {s.NamedMay(Letters, "招商局局长"), false},
	} {
		if c.got != c.want {
			t.Errorf("%s: %v, want %v", name, c.got, c.want)
		}
	}
	s.Only = []Capability{See}
	if s.NamedMay(History, "招商局局长") || s.Addressed() != nil || s.AboveMay(Absence, "招商局干部") {
		t.Error("a token's scopes do not take it away")
	}
}
