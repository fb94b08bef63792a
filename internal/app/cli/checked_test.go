package cli

import (
	"reflect"
	"testing"
)

// --check takes several items as the lists beside it do.
func TestTheItemsOfAChecklistAreWrittenWithCommas(t *testing.T) {
	f, _ := reflect.TypeFor[deed]().FieldByName("Check")
	if sep, said := f.Tag.Lookup("sep"); said {
		t.Errorf("--check is not parted by commas but by %q", sep)
	}
}
