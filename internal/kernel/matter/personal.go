package matter

import (
	"io"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/personal"
)

// Personal values never reach an event or a state: Withhold takes them out of a registration before it is decided,
// and leaves commitments. What is read in full, and what is erased, are events of their own.

// Why personal values are erased.
const (
	ByRequest   = "request"   // the person asked for it, or took their consent back
	ByRetention = "retention" // they were kept as long as they may be
)

// longestPersonal bounds a personal value, in characters.
const longestPersonal = 200

// Withhold takes the personal values out of a registration, whose id must be set: Fields is left with a copy that
// holds the others, Personal with commitments. It gives the secrets, in order of field. What is wrong with a value
// is told without repeating it.
func Withhold(k *mechanism.Kind, zone string, c *Command, random io.Reader) ([]personal.Secret, error) {
	c.Personal = nil // nobody brings their own
	names := k.PersonalFields()
	if !slices.ContainsFunc(names, func(name string) bool { return c.Fields[name] != nil }) {
		return nil, nil
	}
	c.Fields = maps.Clone(c.Fields)
	var secrets []personal.Secret
	var faults errs.List
	for _, name := range names {
		v, given := c.Fields[name]
		delete(c.Fields, name)
		if !given || v == nil {
			continue
		}
		f := k.Fields[name]
		value, fault := personalValue(&f, name, v)
		if fault != nil {
			faults = append(faults, fault.At("fields."+name))
			continue
		}
		if value == "" {
			continue
		}
		committed, secret, err := personal.Commit(personal.Place{Zone: zone, Matter: c.ID, Field: name}, value, random)
		if err != nil {
			return nil, err
		}
		if c.Personal == nil {
			c.Personal = map[string]string{}
		}
		c.Personal[name] = committed
		secrets = append(secrets, secret)
	}
	return secrets, faults.Err()
}

// personalValue is a value as it is kept; "" for none.
func personalValue(f *mechanism.Field, name string, v any) (string, *errs.Error) {
	title := f.Title.In("zh")
	if title == "" {
		title = name
	}
	s, ok := v.(string)
	s = strings.TrimSpace(s)
	switch {
	case !ok || !utf8.ValidString(s) || strings.ContainsFunc(s, unicode.IsControl):
		return "", errs.Newf(errs.Invalid, "matter.bad_field", "“%[1]s”须为一行文字", "%[2]s must be one line of text", title, name)
	case utf8.RuneCountInString(s) > longestPersonal:
		return "", errs.Newf(errs.Invalid, "matter.bad_field", "“%[1]s”超过 %[3]d 字", "%[2]s has more than %[3]d characters", title, name, longestPersonal)
	case personal.Masked(s):
		return "", errs.Newf(errs.Invalid, "matter.masked_value", "“%[1]s”是打了掩码的内容，不是原值；请填原值或留空", "%[2]s is masked and not the value itself; give the value, or leave it out", title, name)
	case s != "" && len(f.OneOf) > 0 && !slices.Contains(f.OneOf, s):
		return "", errs.Newf(errs.Invalid, "matter.bad_field", "“%[1]s”须为下列之一：%[3]s", "%[2]s must be one of: %[3]s", title, name, strings.Join(f.OneOf, "、"))
	}
	return s, nil
}

// Held lists the personal fields of a matter whose values have not been erased, in order of name.
func (s *State) Held() []string {
	held := slices.Sorted(maps.Keys(s.Personal))
	return slices.DeleteFunc(held, func(name string) bool { return slices.Contains(s.Erased, name) })
}

// Overdue lists, of the values that a matter still holds, those that may not be kept on a day, in order of name.
func (s *State) Overdue(k *mechanism.Kind, today clock.Date) []string {
	return slices.DeleteFunc(s.Held(), func(name string) bool {
		end := s.KeptUntil(k.Fields[name].Keep)
		return end.IsZero() || end > today
	})
}

// KeptUntil is the first day on which a value of the matter may no longer be kept; zero where that is not known yet,
// as for a matter that is still open.
func (s *State) KeptUntil(keep personal.Keep) clock.Date {
	began := s.RegisteredAt
	if keep.After == personal.AfterClose {
		if began = s.ClosedAt; !s.Over() {
			return 0
		}
	}
	if began.IsZero() {
		return 0
	}
	return keep.Ends(clock.DateOf(began.In(calendar.Location())))
}

// personalEvent reads or erases personal fields. Why must be said; what is read must be named, so that nobody
// reads more than they need. k is nil where the matter's kind is no longer there.
func personalEvent(s *State, c *Command, k *mechanism.Kind, today clock.Date) (Content, error) {
	e := &PersonalEvent{Command: c.Name, Fields: slices.Compact(slices.Sorted(slices.Values(c.Which))), Reason: strings.TrimSpace(c.Reason)}
	held := s.Held()
	switch {
	case len(s.Personal) == 0:
		return nil, errs.Newf(errs.Refused, "matter.no_personal", "%[1]s 没有个人信息", "%[1]s holds no personal data", s.Number)
	case len(held) == 0:
		return nil, errs.Newf(errs.Refused, "matter.personal_erased", "%[1]s 的个人信息已全部删除", "the personal data of %[1]s has all been erased", s.Number)
	case e.Reason == "":
		return nil, missing("matter.no_reason", "事由", "the reason")
	case len(e.Fields) == 0 && c.Name == "unmask":
		return nil, errs.Newf(errs.Refused, "matter.which", "请写明查看哪几项，只看必需的；有：%[1]s", "say which fields, and no more than are needed; there are: %[1]s", strings.Join(held, ", ")).At("which")
	case len(e.Fields) == 0:
		e.Fields = held
	}
	for _, name := range e.Fields {
		switch {
		case slices.Contains(s.Erased, name):
			return nil, errs.Newf(errs.Refused, "matter.personal_erased", "“%[1]s”已经删除", "%[1]q has been erased", name).At("which")
		case !slices.Contains(held, name):
			return nil, errs.Newf(errs.Invalid, "matter.which", "%[1]s 没有填写个人信息“%[2]s”；有：%[3]s", "%[1]s holds no personal field %[2]q; there are: %[3]s", s.Number, name, strings.Join(held, ", ")).At("which")
		}
	}
	if c.Name == "unmask" {
		return e, nil
	}
	if e.Basis = c.Basis; e.Basis == "" {
		e.Basis = ByRequest
	}
	switch e.Basis {
	case ByRequest:
	case ByRetention:
		for _, name := range e.Fields {
			if k != nil && !slices.Contains(s.Overdue(k, today), name) {
				return nil, errs.Newf(errs.Refused, "matter.kept_still", "“%[1]s”的保存期限（%[2]s）还没有届满；应本人要求删除的，依据写 request", "the retention of %[1]q (%[3]s) is not over; to erase what the person asks for, give the basis request",
					name, k.Fields[name].Keep.Words().Zh, k.Fields[name].Keep.Words().En).At("which")
			}
		}
	default:
		return nil, errs.Newf(errs.Invalid, "matter.erase_basis", "删除的依据须为 request（本人要求）或 retention（保存期满），不是“%[1]s”", "the basis of an erasure is request or retention, not %[1]q", e.Basis).At("basis")
	}
	return e, nil
}

// personal notes what was erased. That something was read changes nothing.
func (s *State) personal(c *PersonalEvent) {
	if c.Command == "erase" {
		s.Erased = slices.Compact(slices.Sorted(slices.Values(slices.Concat(s.Erased, c.Fields))))
	}
}

// Veiled is the state as people may see it: a value that was registered in plain, before its field was marked
// personal, is masked. The state itself is not changed.
func Veiled(s *State, k *mechanism.Kind) State {
	veiled := *s
	if k == nil {
		return veiled
	}
	veiled.Fields = maps.Clone(s.Fields)
	for _, name := range k.PersonalFields() {
		if plain, ok := s.Fields[name].(string); ok {
			veiled.Fields[name] = personal.Mask(k.Fields[name].Personal, plain)
		}
	}
	return veiled
}
