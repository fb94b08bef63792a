package cli

import (
	"reflect"
	"slices"
	"testing"

	"qinlian/internal/kernel/session"
)

// What a session registers by a resolution has the flags that a registration has: both are traits, and every member of what
// is to be registered is one of them, or is given otherwise.
func TestAResolutionTakesAllThatAMatterIsRegisteredWith(t *testing.T) {
	t.Parallel()
	for _, command := range []reflect.Type{reflect.TypeFor[sessionResolveCmd](), reflect.TypeFor[deed]()} {
		if _, ok := command.FieldByName("traits"); !ok {
			t.Errorf("%s has flags of its own for what a matter is", command)
		}
	}
	flags := reflect.TypeFor[traits]()
	for f := range reflect.TypeFor[session.Register]().Fields() {
		if _, ok := flags.FieldByName(f.Name); !ok && !slices.Contains([]string{"MatterID", "Kind", "Title", "Fields"}, f.Name) {
			t.Errorf("nobody can say the %s of what a session registers", f.Name)
		}
	}
}
