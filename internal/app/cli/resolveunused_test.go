package cli

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"qinlian/internal/base/clock"
)

// The command that a refusal names takes the flag that it names it for, and every flag of a new matter is told apart by its name.
func TestTheCommandThatARefusalOfAResolutionNamesTakesTheFlag(t *testing.T) {
	for flag, command := range changedBy {
		i := slices.IndexFunc(takes, func(row [2]string) bool { return row[0] == command })
		if i < 0 || !slices.Contains(strings.Fields(strings.ReplaceAll(takes[i][1], "!", "")), flag) {
			t.Errorf("matter %s takes no --%s", command, flag)
		}
	}
	registers := strings.Fields(takes[0][1])
	for i, of := 0, reflect.TypeFor[traits](); i < of.NumField(); i++ {
		if flag := dashed(of.Field(i).Name); !slices.Contains(registers, flag) {
			t.Errorf("--%s is no flag of a registration", flag)
		}
	}
}

// Nothing that is said of a new matter is dropped where none is registered.
func TestAResolutionThatRegistersNothingTakesNothingOfANewMatter(t *testing.T) {
	said := traits{
		Brief: "甲", Category: []string{"甲"}, Urgency: "red", Place: "甲", Parent: "1", Weight: 1, FirstContact: "甲", Field: map[string]string{"甲": "乙"},
		LeadUnit: "甲", Support: []string{"甲"}, Owner: "甲", Sponsor: "甲", Verifier: "甲", Due: clock.MustDate("2023-07-31"), Ongoing: true,
	}
	for i, all := 0, reflect.ValueOf(said); i < all.NumField(); i++ {
		c := sessionResolveCmd{Text: "延期", Matter: "1"}
		reflect.ValueOf(&c.traits).Elem().Field(i).Set(all.Field(i))
		flag := "--" + dashed(all.Type().Field(i).Name)
		if err := c.unused(); err == nil || !strings.HasPrefix(err.Error(), flag+": ") {
			t.Errorf("%s is dropped: %v", flag, err)
		}
		if c.Matter, c.Register = "", "项目=甲"; c.unused() != nil {
			t.Errorf("%s is refused of a new matter", flag)
		}
	}
}
