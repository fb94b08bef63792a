package sheet

import (
	"cmp"
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
	"golang.org/x/text/width"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Field is what a column holds, in the words of the glossary.
type Field string

// The fields a ledger's columns may map to.
const (
	FieldOrdinal    Field = "ordinal"
	FieldNumber     Field = "number"
	FieldCategory   Field = "category"
	FieldTitle      Field = "title"
	FieldBrief      Field = "brief"
	FieldSponsor    Field = "sponsor"
	FieldLead       Field = "lead_units"
	FieldSupport    Field = "support_units"
	FieldOwner      Field = "owner"
	FieldRegistered Field = "registered"
	FieldDue        Field = "due"
	FieldUrgency    Field = "urgency"
	FieldNarrative  Field = "narrative"
	FieldStatus     Field = "status"
	FieldProgress   Field = "progress"
	FieldAmount     Field = "amount"
	FieldEvidence   Field = "evidence"
	FieldRemark     Field = "remark"
	FieldPlace      Field = "place"
	FieldVerifier   Field = "verifier"
	FieldParent     Field = "parent"
	FieldFinished   Field = "finished"

	// FieldExtra marks headers that are none of the above, however they look: their cells go to Row.Extra.
	FieldExtra Field = "extra"
	// FieldSubject is whom or what a row is about, as columns that no field takes name it: 企业名称. It is not imported; it tells rows
	// apart that have the same title.
	FieldSubject Field = "subject"
)

// subjects are the headers of such columns.
var subjects = []string{"企业", "企业名称", "公司", "公司名称", "单位名称", "受检单位", "被检单位", "被检查单位", "受检企业", "被检查企业", "经营主体", "商户", "商户名称", "门店", "门店名称", "场所", "场所名称", "小区", "小区名称", "村", "社区", "村(社区)", "街道"}

var fields = []Field{
	FieldOrdinal, FieldNumber, FieldCategory, FieldTitle, FieldBrief, FieldSponsor, FieldLead,
	FieldSupport, FieldOwner, FieldRegistered, FieldDue, FieldUrgency, FieldNarrative, FieldStatus, FieldProgress,
	FieldAmount, FieldEvidence, FieldRemark, FieldPlace, FieldVerifier, FieldParent, FieldFinished, FieldExtra,
}

// many tells whether several columns may feed the field.
func (f Field) many() bool { return f == FieldCategory || f == FieldLead || f == FieldSupport }

//go:embed header_synonyms.yaml
var synonymsYAML []byte

// DefaultSynonyms returns the built-in headers by field, the preferred first. The field "extra" lists
// headers that must never be taken for another.
func DefaultSynonyms() map[Field][]string {
	out, err := ParseSynonyms(synonymsYAML)
	if err != nil {
		panic(err) // the embedded file is covered by a test
	}
	return out
}

// ParseSynonyms reads a table for Options.Synonyms: field names to lists of headers.
func ParseSynonyms(data []byte) (map[Field][]string, error) {
	var out map[Field][]string
	if err := yaml.Unmarshal(data, &out); err != nil {
		return nil, errs.Newf(errs.Invalid, "sheet.synonyms", "表头同义词表不是“字段: [表头, …]”的YAML", "the table of headers is not YAML of the form \"field: [header, …]\"").Because(err)
	}
	_, err := tableOf(out)
	return out, err
}

// name is what one header means; rank orders the headers of one field by preference.
type name struct {
	field Field
	rank  int
	also  Field // what it is where another column has the field
}

// alones are the lists of headers that have a field only where no other column does.
var alones = map[Field]name{
	"title_alone": {field: FieldTitle, also: FieldExtra}, "title_wide": {field: FieldTitle, also: FieldCategory},
	"due_alone": {field: FieldDue, also: FieldFinished}, "narrative_alone": {field: FieldNarrative, also: FieldExtra},
}

type names map[string]name

func newNames(own map[Field][]string) (names, error) {
	out, err := tableOf(DefaultSynonyms())
	if err != nil {
		return nil, err
	}
	over, err := tableOf(own)
	for label, n := range over {
		n.rank -= 1000
		out[label] = n
	}
	return out, err
}

func tableOf(in map[Field][]string) (names, error) {
	out := names{}
	for list, labels := range in {
		alone, is := alones[list]
		field := cmp.Or(alone.field, list)
		if !slices.Contains(fields, field) {
			return nil, errs.Newf(errs.Invalid, "sheet.synonyms", "表头同义词表里没有字段“%s”", "the table of headers knows no field %q", string(field))
		}
		for rank, label := range labels {
			key := fold(label)
			if other, taken := out[key]; taken && other.field != field {
				return nil, errs.Newf(errs.Invalid, "sheet.synonyms", "表头“%s”同时归入%s和%s", "header %q stands under both %s and %s", label, string(other.field), string(field))
			}
			if is {
				rank += rankAlone
			}
			out[key] = name{field, rank, alone.also}
		}
	}
	return out, nil
}

// joint is what a header of two parts means (进展情况及存在问题): what the first one does. Who does it and by when is not told by the
// half of it, and what was asked for not beside how it went.
func (n names) joint(bare string) (name, bool) {
	i := strings.IndexFunc(bare, couples)
	if i <= 0 {
		return name{}, false
	}
	first, known := n[bare[:i]]
	switch f := first.field; {
	case !known:
	case f == FieldBrief:
		if second, _, ok := n.match(strings.TrimLeftFunc(bare[i:], couples)); ok && (second.field == FieldNarrative || second.field == FieldProgress) {
			return second, true
		}
		return first, true
	case f.tells(), f == FieldTitle:
		return first, true
	}
	return name{}, false
}

// match finds what a label means: exact, by the parts that it joins, or by a suffix of at least four characters and what stands before it.
func (n names) match(label string) (found name, exact, ok bool) {
	key := fold(label)
	if found, ok = n[key]; ok {
		return found, true, true
	}
	bare, unit := bareOf(key)
	_, hint := splitHint(key)
	hinted := senseOfHint(hint)
	meant := func(found name, before string) name {
		if counted := unit != "" && unit != "%"; counted && (found.field.tells() && found.field != FieldEvidence || found.field == FieldBrief) {
			return aside
		}
		return found.qualified(senseOf(before)).qualified(hinted)
	}
	if found, ok = n[bare]; ok {
		return meant(found, ""), true, true
	}
	if len(bare) > 90 {
		return name{}, false, false
	}
	if found, ok = n.joint(bare); ok {
		return meant(found, ""), false, true
	}
	for tail := bare; utf8.RuneCountInString(tail) > 4; {
		_, size := utf8.DecodeRuneInString(tail)
		tail = tail[size:]
		if found, ok = n[tail]; ok {
			return meant(found, bare[:len(bare)-len(tail)]), false, true
		}
	}
	if before, is := strings.CutSuffix(bare, "责任人"); is && senseOf(before) == asItStands {
		return name{field: FieldOwner, rank: 5}, true, true
	}
	if Aside(bare) {
		return aside, false, true
	}
	return name{}, false, false
}

// fold makes labels and words comparable: half-width, upper case, without spaces or closing colons.
func fold(s string) string {
	if len(s) > 1024 {
		return strings.TrimSpace(s)
	}
	if strings.ContainsFunc(s, folds) {
		s = foldAll(s)
	}
	return strings.TrimRight(strings.TrimLeft(s, "*★"), ":*★")
}

// folds tells whether fold would change r; most cells hold none such.
func folds(r rune) bool {
	return r <= ' ' || r >= 'a' && r <= 'z' || r >= 0x7F && r < 0x2000 || r >= 0x2000 && r < 0x2010 || r >= 0x2028 && r < 0x2030 ||
		r == 0x205F || r == 0x20A9 || r == 0x3000 || r >= 0xFE00
}

func foldAll(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) || r == '\u200b' || r == '\ufeff' || unicode.IsControl(r) {
			return -1
		}
		if r >= 'a' && r <= 'z' {
			return r - 'a' + 'A'
		}
		return r
	}, width.Fold.String(s))
}

// splitHint takes a bracketed hint off a folded label: 投资额(万元) is 投资额 and 万元.
func splitHint(s string) (bare, hint string) {
	open := strings.IndexAny(s, "([【〔\uff08")
	if open <= 0 {
		return s, ""
	}
	closing := strings.LastIndexAny(s, ")]】〕\uff09")
	if closing < open {
		return s[:open], ""
	}
	_, size := utf8.DecodeRuneInString(s[open:])
	_, tail := utf8.DecodeRuneInString(s[closing:])
	return s[:open] + s[closing+tail:], s[open+size : closing]
}

// blankMark tells whether a cell says that there is nothing: /, —, 无.
func blankMark(s string) bool {
	switch s {
	case "", "/", "\\", "-", "--", "—", "——", "无", "暂无", "\uff0f", "\uff3c", "\uff0d", "―", "–":
		return true
	}
	return false
}

// SaysNothing is blankMark, for columns that are not the sheet's own.
func SaysNothing(cell string) bool { return blankMark(strings.TrimSpace(cell)) }

func shorten(s string) string {
	if utf8.RuneCountInString(s) <= 60 {
		return s
	}
	return string([]rune(s)[:60]) + "…"
}

// doubt starts a Doubt from its level, code and words; at and the others fill in the place.
func doubt(l Level, code, zh, en string, args ...any) Doubt {
	t := errs.Newf(errs.Invalid, code, zh, en, args...).Text
	return Doubt{Level: l, Code: code, Text: t}
}

func (d Doubt) at(cell string) Doubt {
	d.Cell = cell
	return d
}

// column is the number of the doubt's column, 0 for a whole row or sheet.
func (d Doubt) column() int {
	col, _ := parseRef([]byte(d.Cell[strings.LastIndexByte(d.Cell, '!')+1:]))
	return col
}

// In gives one line of a dry run: level, cell, what was read, what is assumed, why.
func (d Doubt) In(lang text.Lang) string {
	return fmt.Sprintf("%s\t%s\t%q\t%s\t%s", d.Level, d.Cell, d.Read, cmp.Or(d.AssumedIn(lang), "—"), d.Text.In(lang))
}
