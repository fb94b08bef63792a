package office

import (
	"maps"
	"reflect"
	"slices"
	"strings"

	"qinlian/internal/base/errs"
)

// membersOf are the members of a deed that each command reads, besides command itself.
var membersOf = map[string]string{
	"attend": "present all apologies guests left removed chair", "add-item": "add", "open": "", "review": "item matter text", "pass": "block reason",
	"resolve": "item matter text register urgency", "minute": "text", "close": "", "cancel": "reason",
}

// unused refuses what the command of a deed does not read: it would be lost without a word.
func (d *SessionDeed) unused(where string) error {
	var faults errs.List
	refuse := func(member, zh, en string, args ...any) {
		faults = append(faults, errs.Newf(errs.Invalid, "session.unused", zh, en, args...).At(where+"."+member))
	}
	mine := strings.Fields(membersOf[d.Command])
	for i, v := 0, reflect.ValueOf(d).Elem(); i < v.NumField(); i++ {
		member, _, _ := strings.Cut(v.Type().Field(i).Tag.Get("json"), ",")
		if member == "command" || v.Field(i).IsZero() || slices.Contains(mine, member) {
			continue
		}
		refuse(member, "%[1]s 不用 %[2]s；用它的是 %[3]s", "%[1]s does not read %[2]s; it is of %[3]s", d.Command, member, strings.Join(readers(member), ", "))
	}
	if d.Register != nil && d.Matter != "" {
		refuse("matter", "登记新事项（register）的决议不用 matter；对已有事项的决议请另作一条（resolve）", "a resolution that registers a matter does not read matter; resolve of a matter that exists in a deed of its own")
	}
	if d.Register != nil && d.Urgency != "" {
		refuse("urgency", "urgency 给已有事项改色；新事项的紧急程度写在 register.urgency", "urgency is the new one of a matter that exists; that of a new matter is register.urgency")
	}
	return faults.Err()
}

// readers are the commands that read a member.
func readers(member string) []string {
	return slices.DeleteFunc(slices.Sorted(maps.Keys(membersOf)), func(command string) bool {
		return !slices.Contains(strings.Fields(membersOf[command]), member)
	})
}
