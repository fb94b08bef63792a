package register

import (
	"fmt"
	"slices"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Citation is an item of a list together with the list's name and version, as a gate records it.
type Citation struct {
	Item

	List    string
	Version string
}

// String gives list@version/code.
func (c Citation) String() string { return c.List + "@" + c.Version + "/" + c.Code }

// Holds tells whether the item is valid on a day: from From, until the day before To.
func (i Item) Holds(day clock.Date) bool {
	return (i.From.IsZero() || day >= i.From) && (i.To.IsZero() || day < i.To)
}

// Codes are the codes valid on a day, in the order of the list.
func Codes(l *List, day clock.Date) []string {
	codes := make([]string, 0, len(l.Items))
	for _, item := range l.Items {
		if item.Holds(day) && !slices.Contains(codes, item.Code) {
			codes = append(codes, item.Code)
		}
	}
	return codes
}

// Find gives the item with the code, for citing. A code the list does not know is not found, with the
// nearest one; one that is known but not valid on the day is refused, with the days on which it is.
func Find(l *List, code string, day clock.Date) (Citation, error) {
	var other *Item
	for i, item := range l.Items {
		if item.Code != code {
			continue
		}
		if item.Holds(day) {
			return Citation{Item: item, List: l.Name, Version: l.Version}, nil
		}
		other = &l.Items[i]
	}
	if other != nil {
		zh, en := span(*other)
		return Citation{}, errs.Newf(errs.Refused, "register.item_not_valid", "《%[1]s》(%[2]s 版）的 %[3]s 在 %[4]s 无效：%[5]s", "%[3]s of “%[1]s” (version %[2]s) is not valid on %[4]s: %[6]s",
			l.Title.Zh, l.Version, code, day, zh, en)
	}
	zh, en := text.Suggest(code, Codes(l, day))
	return Citation{}, errs.Newf(errs.NotFound, "register.no_item", "《%[1]s》(%[2]s 版）没有 %[3]s;%[4]s", "“%[1]s” (version %[2]s) has no item %[3]s; %[5]s", l.Title.Zh, l.Version, code, zh, en)
}

func span(item Item) (zh, en string) {
	switch {
	case item.From.IsZero():
		return fmt.Sprintf("%s 起失效", item.To), fmt.Sprintf("it ended on %s", item.To)
	case item.To.IsZero():
		return fmt.Sprintf("%s 起生效", item.From), fmt.Sprintf("it begins on %s", item.From)
	}
	return fmt.Sprintf("%s 起生效，%s 起失效", item.From, item.To), fmt.Sprintf("it begins on %s and ends on %s", item.From, item.To)
}

// CheckList finds what is wrong with a list as such; each fault's place is the field: items[3].code.
func CheckList(l *List) errs.List {
	var faults errs.List
	if l.Version == "" {
		faults = append(faults, errs.Newf(errs.Invalid, "register.list", "清单没有版本号，引用时无从注明", "the list has no version to cite").At("version"))
	}
	for i, item := range l.Items {
		at := func(field string) string { return fmt.Sprintf("items[%d].%s", i, field) }
		if item.Code == "" {
			faults = append(faults, errs.Newf(errs.Invalid, "register.list", "清单项没有代码", "the item has no code").At(at("code")))
		}
		if !item.From.IsZero() && !item.To.IsZero() && item.To <= item.From {
			faults = append(faults, errs.Newf(errs.Invalid, "register.list", "%s 的失效日期不晚于生效日期", "%s ends before it begins", item.Code).At(at("to")))
		}
		for _, earlier := range l.Items[:i] {
			if earlier.Code == item.Code && item.Code != "" && overlap(earlier, item) {
				faults = append(faults, errs.Newf(errs.Invalid, "register.list", "代码 %s 在同一时期出现两次", "the code %s is there twice at one time", item.Code).At(at("code")))
				break
			}
		}
	}
	return faults
}

func overlap(a, b Item) bool {
	return (a.To.IsZero() || b.From < a.To) && (b.To.IsZero() || a.From < b.To)
}
