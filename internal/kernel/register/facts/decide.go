package facts

import (
	"errors"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/rule"
)

// Command is what somebody wants to say of a record: what a source says of it or, with Retire, that it is out of use
// from a day on.
type Command struct {
	Key    string
	From   clock.Date // from when what is said holds
	Source string
	Dated  clock.Date
	Facts  []Fact // their values need not be checked yet
	// Reason is why: of a retirement, and of facts that contradict what was said in their place before. Without one,
	// those are refused.
	Reason string
	// Vouched says who saw the licence: the key is taken although its digits do not check.
	Vouched string
	Retire  bool
}

// Given makes a fact of a value as a form or a sheet gives it; Decide tells what is wrong with it.
func Given(def *register.Definition, field string, period Period, value any) (Fact, error) {
	f := Fact{Field: field, Period: period}
	if value == nil || value == "" {
		f.Void = true
		return f, nil
	}
	var err error
	f.Value, err = def.Value(field, value)
	if err == nil && def.Fields[field].Per == register.PerSpan {
		f.Item, f.Value = f.Value.Text(), rule.Value{}
	}
	return f, err
}

// Decide answers a command with the statement that it makes, or with a refusal: an errs.List with a fault for each fact
// that is wrong. Facts that say what counts already are left out; false when none is left. r is the zero Record for a
// key that is new.
func Decide(r *Record, c *Command, def *register.Definition, now time.Time) (Statement, bool, error) {
	s := Statement{Register: def.Name, From: c.From, Source: strings.TrimSpace(c.Source), Dated: c.Dated, Reason: strings.TrimSpace(c.Reason)}
	if field := illegible(c); field != "" {
		return s, false, errs.Newf(errs.Invalid, "facts.not_utf8", "“%[1]s”不是有效的 UTF-8 文字，或含有不可见的空字符（NUL），请重新录入", "%[1]q is not valid UTF-8 or holds an invisible NUL; enter it again", field).At(field)
	}
	if n := len(r.Said); n > 0 && ledger.Instant(now).Before(r.Said[n-1].At) {
		return s, false, errs.Newf(errs.Refused, "facts.backwards", "记录时间早于上一次记录", "the time of recording is before that of the last one")
	}
	if c.From.IsZero() {
		return s, false, errs.Newf(errs.Invalid, "facts.no_date", "请写明自哪一天起有效", "say from which day on it holds").At("from")
	}
	if err := s.key(r, c, def); err != nil {
		return s, false, err
	}
	if c.Retire {
		return s, true, s.retire(r)
	}
	if s.Source == "" {
		return s, false, errs.Newf(errs.Invalid, "facts.no_source", "请写明数据来源", "say where the facts are from").At("source")
	}
	if err := s.take(r, c, def); err != nil {
		return s, false, err
	}
	again := len(r.Said) > 0 && !r.InUse(c.From) && s.What == Stated // it comes back
	return s, len(s.Facts) > 0 || again || len(r.Said) == 0, nil
}

// illegible names the member of a command that no database can keep.
func illegible(c *Command) string {
	for _, m := range [][2]string{{"key", c.Key}, {"source", c.Source}, {"reason", c.Reason}, {"vouched", c.Vouched}} {
		if !text.Legible(m[1]) {
			return m[0]
		}
	}
	for i := range c.Facts {
		f := &c.Facts[i]
		if !text.Legible(f.Field) || !text.Legible(f.Item) || !text.Legible(f.Value.Text()) || slices.ContainsFunc(f.Value.Items(), func(v rule.Value) bool { return !text.Legible(v.Text()) }) {
			return f.Field
		}
	}
	return ""
}

// key checks the key of a new record; that of one that exists was checked when it came.
func (s *Statement) key(r *Record, c *Command, def *register.Definition) error {
	s.Key = r.Key
	if len(r.Said) > 0 {
		return nil
	}
	v, err := def.Value(def.Key, c.Key)
	s.Key = v.Text()
	if errs.Is(err, "register.code_digit") && strings.TrimSpace(c.Vouched) != "" {
		s.Vouched = strings.TrimSpace(c.Vouched)
		return nil
	}
	return err
}

func (s *Statement) retire(r *Record) error {
	s.What = Retired
	switch {
	case !r.InUse(s.From):
		return errs.Newf(errs.Refused, "facts.not_in_use", "%[1]s 在 %[2]s 没有有效档案，无从停用", "%[1]s is not in use on %[2]s and cannot be retired", s.Key, s.From).At("from")
	case s.Reason == "":
		return errs.Newf(errs.Refused, "facts.no_reason", "停用须说明理由", "say why it is retired").At("reason")
	}
	return nil
}

// take checks the facts and keeps those that say something new.
func (s *Statement) take(r *Record, c *Command, def *register.Definition) error {
	var faults errs.List
	held := r.Facts()
	said := map[place]bool{}
	for i := range c.Facts {
		f := c.Facts[i]
		if e := fits(&f, def); e != nil {
			faults = append(faults, e)
			continue
		}
		if f.Field == def.Key {
			continue
		}
		if f.Item != "" && f.Begins == c.From {
			f.Begins = 0
		}
		p := f.place(c.From)
		if said[p] {
			faults = append(faults, errs.Newf(errs.Invalid, "facts.twice", "%[1]s说了两次", "%[2]s is said twice", nameOf(&f, def, text.Zh), nameOf(&f, def, text.En)).At(f.Where()))
			continue
		}
		said[p] = true
		switch was, known := standing(held, &f, p); {
		case known && !f.Void && was.same(&f):
		case !known && f.Void:
			faults = append(faults, errs.Newf(errs.Refused, "facts.nothing", "没有可撤销的%[1]s", "there is no %[2]s to take away", nameOf(&f, def, text.Zh), nameOf(&f, def, text.En)).At(f.Where()))
		case known && was.place(was.From) == p && s.Reason == "":
			faults = append(faults, differs(&f, &was, def))
		default:
			if known && was.place(was.From) == p {
				s.What = Corrected
			}
			s.Facts = append(s.Facts, f)
		}
	}
	for _, name := range required(def) {
		if len(r.Said) == 0 && !slices.ContainsFunc(s.Facts, func(f Fact) bool { return f.Field == name }) && !slices.ContainsFunc(faults, func(e *errs.Error) bool { return e.Where == name }) {
			faults = append(faults, errs.Newf(errs.Invalid, "register.required", "%[1]s必填", "%[2]s is required", titleOf(def, name, text.Zh), titleOf(def, name, text.En)).At(name))
		}
	}
	slices.SortFunc(s.Facts, order)
	return faults.Err()
}

func required(def *register.Definition) []string {
	var out []string
	for name, f := range def.Fields {
		if f.Required && name != def.Key {
			out = append(out, name)
		}
	}
	slices.Sort(out)
	return out
}

// fits tells whether a fact is of the sort and type that its field has.
func fits(f *Fact, def *register.Definition) *errs.Error {
	field, known := def.Fields[f.Field]
	var value any
	if f.Value.Kind() != rule.KindNone {
		value = f.Value.Any()
	}
	if f.Item != "" {
		value = f.Item
	}
	if !known || value != nil {
		v, err := def.Value(f.Field, value)
		var e *errs.Error
		if errors.As(err, &e) && !(f.Field == def.Key && e.Code == "register.code_digit") {
			return e.At(f.Where())
		}
		if f.Item == "" && err == nil {
			f.Value = v
		}
	}
	wrong := ""
	switch field.Per {
	case register.PerYear:
		if f.Period < 1000 || f.Period > 9999 || f.Item != "" {
			wrong = "facts.year"
		}
	case register.PerMonth:
		if f.Period < 100_001 || f.Period > 999_912 || f.Period%100 < 1 || f.Period%100 > 12 || f.Item != "" {
			wrong = "facts.month"
		}
	case register.PerSpan:
		if f.Item == "" || f.Period != 0 || !f.To.IsZero() && !f.Begins.IsZero() && f.To <= f.Begins {
			wrong = "facts.span"
		}
	default:
		if f.Period != 0 || f.Item != "" {
			wrong = "facts.plain"
		}
	}
	words := map[string][2]string{
		"facts.year": {"%[1]s按年填报，请写明年度，如 2022", "%[2]s is given by year: say which, such as 2022"}, "facts.month": {"%[1]s按月填报，请写明月份，如 2022-03", "%[2]s is given by month: say which, such as 2022-03"},
		"facts.span": {"%[1]s的起止日期不对", "the days of %[2]s are wrong"}, "facts.plain": {"%[1]s不分年度、月份", "%[2]s has no year or month"},
	}
	if wrong == "" {
		return nil
	}
	return errs.Newf(errs.Invalid, wrong, words[wrong][0], words[wrong][1], titleOf(def, f.Field, text.Zh), titleOf(def, f.Field, text.En)).At(f.Where())
}

// standing finds what counts already where a fact is to go: in its very place; and for a plain fact what holds on the day,
// for a span one of the same item around its first day.
func standing(held []Held, f *Fact, p place) (Held, bool) {
	var best Held
	found := false
	for i := range held {
		h := &held[i]
		switch {
		case h.Field != f.Field || h.Period != f.Period || h.Item != f.Item:
		case h.place(h.From) == p:
			return *h, true
		case f.Void || f.Period != 0:
		case f.Item == "" && h.From <= p.from && (!found || h.From >= best.From),
			f.Item != "" && h.From <= p.from && (h.To.IsZero() || p.from < h.To):
			best, found = *h, true
		}
	}
	return best, found
}

func differs(f *Fact, was *Held, def *register.Definition) *errs.Error {
	zh, en := FactWords(&was.Fact, text.Zh), FactWords(&was.Fact, text.En)
	nowZh, nowEn := FactWords(f, text.Zh), FactWords(f, text.En)
	return errs.Newf(errs.Conflict, "facts.differs", "%[1]s已记为 %[3]s（来源：%[7]s），与 %[5]s 不一致；确需更正的，请写明理由", "%[2]s is on record as %[4]s (source: %[7]s), not %[6]s; to correct it, say why",
		nameOf(f, def, text.Zh), nameOf(f, def, text.En), zh, en, nowZh, nowEn, was.By.Source).At(f.Where())
}
