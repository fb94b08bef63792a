package office

import (
	"reflect"
	"strings"
	"testing"
)

// Every member of a deed is read by some command and refused by all others, so that none is lost without a word.
func TestADeedOfASessionSaysNothingThatItsCommandDoesNotRead(t *testing.T) {
	all := SessionDeed{
		Present: []string{"甲"}, All: true, Apologies: []ApologyView{{Post: "甲"}}, Guests: []string{"甲"}, Left: []ApologyView{{Post: "甲"}}, Removed: []string{"甲"}, Chair: "甲",
		Add: &ItemWish{}, Item: 1, Matter: "1", Text: "甲", Block: "甲", Reason: "甲", Register: &RegisterWish{}, Urgency: "red",
	}
	of := reflect.TypeFor[SessionDeed]()
	for i := range of.NumField() {
		member, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
		if member == "command" {
			continue
		}
		if len(readers(member)) == 0 || reflect.ValueOf(all).Field(i).IsZero() {
			t.Errorf("no command reads %s", member)
		}
		for command, members := range membersOf {
			d := SessionDeed{Command: command}
			reflect.ValueOf(&d).Elem().Field(i).Set(reflect.ValueOf(all).Field(i))
			err := d.unused("body.deeds[0]")
			if read := strings.Contains(" "+members+" ", " "+member+" "); read != (err == nil) {
				t.Errorf("%s with %s: %v", command, member, err)
			}
		}
	}
	for _, d := range []SessionDeed{
		{Command: "resolve", Register: &RegisterWish{}, Matter: "1"}, {Command: "resolve", Register: &RegisterWish{}, Urgency: "red"},
	} {
		if d.unused("body.deeds[0]") == nil {
			t.Errorf("a new matter with what is of one that exists: %+v", d)
		}
	}
}
