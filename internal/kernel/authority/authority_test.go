package authority

import (
	"fmt"
	"strings"
	"testing"

	"github.com/sebdah/goldie/v2"
)

// The table as people read it; a change of who may do what shows as a change of this file.
func TestTheTableIsTheOneThatWasAgreed(t *testing.T) {
	var b strings.Builder
	for _, c := range Capabilities() {
		fmt.Fprintf(&b, "%-10s %s\n", c, Table[c])
	}
	goldie.New(t).Assert(t, "table", []byte(b.String()))
}

func TestTheThreeAdministratorsHaveNothingInCommon(t *testing.T) {
	three := []Relation{SystemAdmin, SecurityAdmin, AuditAdmin}
	for c, who := range Table {
		if who&admins == 0 || c == Directory { // who there is, everybody may know
			continue
		}
		n := 0
		for _, a := range three {
			if who&a != 0 {
				n++
			}
		}
		if n > 1 {
			t.Errorf("%s is for %d of the three administrators", c, n)
		}
	}
}

func TestAnAdministratorSeesNoMatterByVirtueOfThatPost(t *testing.T) {
	onMatters := []Capability{See, History, Handle, Manage, Review, CloseOut, Grant, Letters, Reply, Unmask, Erase, Export, Import}
	facts := &Facts{Kind: "task", LeadUnit: "u", Owner: "p", Sponsor: "s", Verifier: "v"}
	for _, a := range []Relation{SystemAdmin, SecurityAdmin, AuditAdmin} {
		s := Subject{Standing: a}
		for _, c := range onMatters {
			if s.May(c, facts, &Rules{}) || s.Can(c) {
				t.Errorf("%s may %s", a, c)
			}
			if !s.Scope(c, &Rules{}).Nothing() {
				t.Errorf("%s has rows to %s", a, c)
			}
		}
	}
}

func TestNobodyHasACapabilityThatThereIsNot(t *testing.T) {
	t.Parallel()
	s := Subject{Posts: []string{"p"}, Standing: Staff | Office | SystemAdmin}
	for _, c := range []Capability{"", "nonsense"} {
		if s.Can(c) || s.May(c, &Facts{Owner: "p"}, &Rules{}) || !s.Scope(c, &Rules{}).Nothing() {
			t.Errorf("%q is somebody's", c)
		}
	}
}

func TestATokenCanDoNoMoreThanItsScopes(t *testing.T) {
	s := Subject{Posts: []string{"p"}, Standing: Staff | Office, Only: []Capability{See}}
	facts := &Facts{Owner: "p"}
	if !s.May(See, facts, &Rules{}) {
		t.Error("a token with the scope see sees nothing")
	}
	if s.May(Handle, facts, &Rules{}) || s.Can(Import) || !s.Scope(Handle, &Rules{}).Nothing() {
		t.Error("a token with the scope see alone may do more")
	}
}

func TestAnUnknownRelationIsRefusedWithTheKnownOnes(t *testing.T) {
	_, err := ParseRelation("boss")
	if err == nil || !strings.Contains(err.Error(), "inspector") {
		t.Errorf("got %v", err)
	}
	for _, w := range words {
		if r, err := ParseRelation(w.word); err != nil || r != w.relation || r.String() != w.word {
			t.Errorf("%s is read as %v (%v)", w.word, r, err)
		}
	}
}
