package cli

import (
	"reflect"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// changedBy names the command that changes of an existing matter what a flag says of a new one; what is not here is said
// as a matter is registered and does not change.
var changedBy = map[string]string{
	"brief": "assign", "lead-unit": "transfer", "support": "transfer", "owner": "transfer", "sponsor": "transfer", "verifier": "transfer",
	"due": "replan", "ongoing": "assign", "urgency": "recolor",
}

// unused refuses what is said of a new matter where none is registered: it would be lost.
func (c *sessionResolveCmd) unused() error {
	if c.Register != "" {
		return nil
	}
	var faults errs.List
	for i, said := 0, reflect.ValueOf(c.traits); i < said.NumField(); i++ {
		if said.Field(i).IsZero() {
			continue
		}
		flag := dashed(said.Type().Field(i).Name)
		does := zhEn("已有事项不由此改", "it does not change in a matter that exists")
		switch command := changedBy[flag]; command {
		case "":
		case "recolor":
			does = zhEn("已有事项改色用 session resolve --recolor 编号=紧急程度", "session resolve --recolor NUMBER=URGENCY changes that of a matter that exists")
		default:
			does = zhEn("已有事项用 matter "+command+" --"+flag, "matter "+command+" --"+flag+" says it of a matter that exists")
		}
		faults = append(faults, errs.Newf(errs.Invalid, "usage.unused", "只用于要交办的新事项，随 --register 使用；%[1]s",
			"it is of a matter to register and goes with --register only; %[2]s", does.In(text.Zh), does.In(text.En)).At("--"+flag))
	}
	return faults.Err()
}

// dashed is the flag of a field: FirstContact → first-contact.
func dashed(field string) string {
	var out strings.Builder
	for i, r := range field {
		if i > 0 && r < 'a' {
			out.WriteByte('-')
		}
		out.WriteRune(r)
	}
	return strings.ToLower(out.String())
}
