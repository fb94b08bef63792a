package intake

import (
	"maps"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

// MaxBytes bounds a work order: what is longer is refused unread.
const MaxBytes = 256 << 10

// The longest that members may be, in characters.
const (
	mostNumber  = 64
	mostShort   = 200
	mostContent = 20000
	mostFields  = 50
)

// The years that an order may speak of.
const firstYear, lastYear = 2000, 2200

// Order is a work order as another system sends it; docs/intake.md describes its members.
type Order struct {
	Number    string         `json:"number"` // the sender's own; makes a repetition harmless
	Type      string         `json:"type"`
	Title     string         `json:"title"`
	Content   string         `json:"content"`
	Place     string         `json:"place"`
	Received  time.Time      `json:"received_at"`
	Due       clock.Date     `json:"due"`
	Contact   Contact        `json:"contact"`
	Anonymous bool           `json:"anonymous"`
	Fields    map[string]any `json:"fields"` // more, by agreement: text, numbers, booleans
}

// Contact is who called.
type Contact struct {
	Name  string `json:"name"`
	Phone string `json:"phone"`
}

func (o *Order) trim() {
	for _, s := range []*string{&o.Number, &o.Type, &o.Title, &o.Content, &o.Place, &o.Contact.Name, &o.Contact.Phone} {
		*s = strings.TrimSpace(*s)
	}
}

// faults lists what is wrong with members that are of their type.
func (o *Order) faults() errs.List {
	var faults errs.List
	text := func(where, value string, most int, required, lines bool) {
		bad := func(r rune) bool { return unicode.IsControl(r) && !(lines && (r == '\n' || r == '\r' || r == '\t')) }
		switch {
		case required && value == "":
			faults = append(faults, errs.Newf(errs.Invalid, "intake.missing", "缺少“%[1]s”", "%[1]s is missing", where).At(where))
		case utf8.RuneCountInString(value) > most:
			faults = append(faults, errs.Newf(errs.Invalid, "intake.too_long", "“%[1]s”超过 %[2]d 字", "%[1]s has more than %[2]d characters", where, most).At(where))
		case strings.ContainsFunc(value, bad):
			faults = append(faults, errs.Newf(errs.Invalid, "intake.control", "“%[1]s”含有控制字符", "%[1]s has control characters", where).At(where))
		}
	}
	text("number", o.Number, mostNumber, true, false)
	if strings.ContainsFunc(o.Number, unicode.IsSpace) {
		faults = append(faults, errs.Newf(errs.Invalid, "intake.bad_number", "工单号不得含空格", "the number has no blanks").At("number"))
	}
	text("type", o.Type, mostShort, true, false)
	text("title", o.Title, mostShort, true, false)
	text("content", o.Content, mostContent, false, true)
	text("place", o.Place, mostShort, false, false)
	text("contact.name", o.Contact.Name, mostShort, false, false)
	text("contact.phone", o.Contact.Phone, mostShort, false, false)
	year := func(where string, y int) {
		if y < firstYear || y > lastYear {
			faults = append(faults, errs.Newf(errs.Invalid, "intake.bad_time", "“%[1]s”的年份应在 %[2]d 到 %[3]d 之间", "the year of %[1]s should be from %[2]d to %[3]d", where, firstYear, lastYear).At(where))
		}
	}
	if !o.Received.IsZero() {
		year("received_at", o.Received.Year())
	}
	if o.Due != 0 {
		year("due", o.Due.Year())
	}
	if len(o.Fields) > mostFields {
		faults = append(faults, errs.Newf(errs.Invalid, "intake.too_many", "fields 超过 %[1]d 项", "there are more than %[1]d fields", mostFields).At("fields"))
	}
	for _, name := range slices.Sorted(maps.Keys(o.Fields)) {
		switch v := o.Fields[name].(type) {
		case string:
			text("fields."+name, v, mostContent, false, true)
		case bool, float64:
		default:
			faults = append(faults, errs.Newf(errs.Invalid, "intake.bad_field", "“%[1]s”应为文字、数字或布尔值", "%[1]s should be text, a number or a boolean", name).At("fields."+name))
		}
	}
	return faults
}

// members gives every member that says something, by the name that mappings use.
func (o *Order) members() map[string]any {
	all := map[string]any{}
	put := func(name string, v any, said bool) {
		if said {
			all[name] = v
		}
	}
	put("number", o.Number, true)
	put("type", o.Type, true)
	put("title", o.Title, true)
	put("content", o.Content, o.Content != "")
	put("place", o.Place, o.Place != "")
	put("received_at", o.Received.UTC().Format(time.RFC3339Nano), !o.Received.IsZero())
	put("due", o.Due.String(), o.Due != 0)
	put("contact.name", o.Contact.Name, o.Contact.Name != "")
	put("contact.phone", o.Contact.Phone, o.Contact.Phone != "")
	put("anonymous", o.Anonymous, o.Anonymous)
	for name, v := range o.Fields {
		put("fields."+name, v, v != "")
	}
	return all
}
