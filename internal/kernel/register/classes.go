package register

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Classes are a standard by which records are put into classes, such as 大型, 中型, 小型, 微型: one edition after
// another, each from a day on.
type Classes struct {
	Name     string    `yaml:"-"`
	Title    text.Text `yaml:"title"`
	Editions []Edition `yaml:"editions"`
}

// Edition is the standard as it reads from a day on. The row whose code begins the record's own, the longest, says
// what is needed for each class but the last. A class needs all of its limits; where one is not reached it is the
// next class down, so the last takes whoever misses one of all others.
type Edition struct {
	Version string     `yaml:"version"`
	From    clock.Date `yaml:"from"`
	By      string     `yaml:"by"`    // the field whose code finds the row
	Names   []string   `yaml:"names"` // from the largest to the smallest
	Rows    []ClassRow `yaml:"rows"`
}

// ClassRow is what records with one of the codes need.
type ClassRow struct {
	Title  text.Text           `yaml:"title"`
	Codes  []string            `yaml:"codes"`
	Limits map[string][]string `yaml:"limits"` // by field: the least of each class but the last; 1000 or 40000万元
}

// On gives the edition in force on a day, nil before the first.
func (c *Classes) On(day clock.Date) *Edition {
	var best *Edition
	for i := range c.Editions {
		if e := &c.Editions[i]; e.From <= day && (best == nil || e.From >= best.From) {
			best = e
		}
	}
	return best
}

// Scale is an edition made ready to class many records; see Edition.Scale.
type Scale struct {
	by     string
	names  []string
	reads  []string // the fields of all limits, in order
	byCode map[string][]scaleLimit
}

type scaleLimit struct {
	field int // in reads
	least []int64
}

// Scale makes an edition ready. Amounts are compared in fen.
func (e *Edition) Scale() (*Scale, error) {
	s := &Scale{by: e.By, names: e.Names, byCode: map[string][]scaleLimit{}}
	for _, row := range e.Rows {
		s.reads = append(s.reads, sorted(row.Limits)...)
	}
	slices.Sort(s.reads)
	s.reads = slices.Compact(s.reads)
	for _, row := range e.Rows {
		limits := make([]scaleLimit, 0, len(row.Limits))
		for _, field := range sorted(row.Limits) {
			at, _ := slices.BinarySearch(s.reads, field)
			l := scaleLimit{field: at}
			for _, text := range row.Limits[field] {
				n, _, err := limitValue(text)
				if err != nil {
					return nil, err
				}
				l.least = append(l.least, n)
			}
			limits = append(limits, l)
		}
		for _, code := range row.Codes {
			s.byCode[code] = limits
		}
	}
	return s, nil
}

// By is the field whose code finds the row.
func (s *Scale) By() string { return s.by }

// Reads are the fields that the limits are about.
func (s *Scale) Reads() []string { return s.reads }

// Class puts a record into a class, given its code and the value of each of Reads (fen for amounts) with whether it is
// known. It is "" where the standard has no row for the code, or where what is not known could make a difference: who misses
// the least limit of one is in the last class, whatever the others are.
func (s *Scale) Class(code string, values []int64, known []bool) string {
	limits, ok := s.byCode[code]
	for n := len(code) - 1; !ok && n > 0; n-- {
		limits, ok = s.byCode[code[:n]]
	}
	if !ok {
		return ""
	}
	class, all := 0, true
	for i := range limits {
		l := &limits[i]
		if !known[l.field] {
			all = false
			continue
		}
		at := 0
		for at < len(l.least) && values[l.field] < l.least[at] {
			at++
		}
		class = max(class, at)
	}
	if !all && class < len(s.names)-1 {
		return ""
	}
	return s.names[class]
}

// limitValue reads a limit: a plain number, or an amount in fen.
func limitValue(s string) (n int64, amount bool, err error) {
	if n, err := strconv.ParseInt(s, 10, 64); err == nil {
		return n, false, nil
	}
	a, err := ParseAmount(s)
	return int64(a.Fen), true, err
}

// CheckClasses finds what is wrong with classes as such; each fault's place is the field: editions[0].rows[3].limits.
func CheckClasses(c *Classes) errs.List {
	var faults errs.List
	fault := func(at, zh, en string, args ...any) {
		faults = append(faults, errs.Newf(errs.Invalid, "register.classes", zh, en, args...).At(at))
	}
	if len(c.Editions) == 0 {
		fault("editions", "请写明划分标准的至少一个版本", "write at least one edition of the standard")
	}
	for i, e := range c.Editions {
		at := fmt.Sprintf("editions[%d]", i)
		if e.Version == "" || e.From.IsZero() || e.By == "" || len(e.Names) < 2 {
			fault(at, "每个版本要写明 version、from、by 和至少两个 names", "an edition needs version, from, by and at least two names")
			continue
		}
		if slices.ContainsFunc(c.Editions[:i], func(x Edition) bool { return x.From == e.From }) {
			fault(at+".from", "两个版本自同一天起施行", "two editions begin on one day")
		}
		seen := map[string]bool{}
		for j, row := range e.Rows {
			at := fmt.Sprintf("%s.rows[%d]", at, j)
			for _, code := range row.Codes {
				if seen[code] {
					fault(at+".codes", "代码 %s 出现两次", "the code %s is there twice", code)
				}
				seen[code] = true
			}
			if len(row.Codes) == 0 || len(row.Limits) == 0 {
				fault(at, "这一行要写明 codes 和 limits", "the row needs codes and limits")
			}
			for _, field := range sorted(row.Limits) {
				checkLimits(row.Limits[field], len(e.Names)-1, func(zh, en string, args ...any) { fault(at+".limits", zh, en, append([]any{field}, args...)...) })
			}
		}
	}
	return faults
}

// CheckReads finds fields that classes read and a register of facts does not have as they need them.
func CheckReads(c *Classes, def *Definition) errs.List {
	var faults errs.List
	for i, e := range c.Editions {
		at := fmt.Sprintf("editions[%d]", i)
		if f, ok := def.Fields[e.By]; !ok || f.Type != "string" || f.Per != "" || f.Classes != "" {
			faults = append(faults, noSuchField(def, e.By, at+".by"))
		}
		for j, row := range e.Rows {
			for _, field := range sorted(row.Limits) {
				f, ok := def.Fields[field]
				_, amount, _ := limitValue(strings.Join(row.Limits[field][:min(1, len(row.Limits[field]))], ""))
				if !ok || f.Type != map[bool]string{true: Money, false: "int"}[amount] {
					faults = append(faults, noSuchField(def, field, fmt.Sprintf("%s.rows[%d].limits", at, j)))
				}
			}
		}
	}
	return faults
}

func noSuchField(def *Definition, name, at string) *errs.Error {
	zh, en := text.Suggest(name, sorted(def.Fields))
	return errs.Newf(errs.Invalid, "register.classes", "“%[2]s”没有类型相符的字段 %[1]s；%[4]s", "“%[3]s” has no field %[1]s of that type; %[5]s", name, def.Title.In(text.Zh), def.Title.In(text.En), zh, en).At(at)
}

func checkLimits(limits []string, want int, fault func(zh, en string, args ...any)) {
	if len(limits) != want {
		fault("%[1]s 应有 %[2]d 个下限，写了 %[3]d 个", "%[1]s needs %[2]d limits and has %[3]d", want, len(limits))
		return
	}
	for i, s := range limits {
		n, amount, err := limitValue(s)
		if err != nil {
			fault("%[1]s 的下限“%[2]s”不是数字或金额", "the limit %[2]q of %[1]s is no number or amount", s)
			return
		}
		if i == 0 {
			continue
		}
		if before, was, _ := limitValue(limits[i-1]); n >= before || amount != was {
			fault("%[1]s 的下限应由大到小，单位一致：%[2]s", "the limits of %[1]s must fall and be of one unit: %[2]s", strings.Join(limits, "、"))
			return
		}
	}
}
