package calendar

import (
	"cmp"
	"fmt"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/yamlslip"
)

// Notice is one State Council document about days off: the arrangement of a year, or an amendment of
// one that is already in force. Published is the day on which it became known.
type Notice struct {
	ID        string                `json:"id"` // year and order: "2020.1", amended by "2020.2"
	Year      int                   `json:"year"`
	Amends    string                `json:"amends,omitempty"` // id of the notice that this one changes
	Title     string                `json:"title"`
	Number    string                `json:"number,omitempty"` // 国办发明电〔2024〕12号
	Published clock.Date            `json:"published"`
	Checked   Checked               `json:"checked"`
	Note      string                `json:"note,omitempty"`
	Workdays  int                   `json:"workdays,omitempty"` // working days of the year: a check sum; 0 where not given
	Off       []clock.Date          `json:"off"`
	Work      []clock.Date          `json:"work,omitempty"`  // make-up days; in an amendment also weekdays given back
	Names     map[clock.Date]string `json:"names,omitempty"` // the holiday that a day off belongs to
}

// Checked says how the days of a notice were compared with the document.
type Checked string

// Official: a government page or Xinhua. Reprint: the text as reprinted elsewhere. Memory: not yet
// compared.
const (
	Official Checked = "official"
	Reprint  Checked = "reprint"
	Memory   Checked = "memory"
)

// longestRange bounds A..B: the longest holiday so far had ten days.
const longestRange = 31

// ParseNotice reads a notice from YAML or JSON. Every fault is reported with line:column. A yearly
// notice must give the fixed-date holidays (1 January, 1 May, 1–3 October) off and must agree with its
// own check sum, so that half a notice is not taken for a whole one.
func ParseNotice(data []byte) (Notice, error) { return ParseNoticeFile("", data) }

// ParseNoticeFile is ParseNotice with the file's name in every fault.
func ParseNoticeFile(name string, data []byte) (Notice, error) {
	r := &noticeReader{file: name, n: Notice{Names: map[clock.Date]string{}}, at: map[string]*yaml.Node{}, where: map[clock.Date]*yaml.Node{}}
	var doc yaml.Node
	if err := yaml.Unmarshal(data, &doc); err != nil {
		slip := yamlslip.Find(data, err)
		r.fault(&yaml.Node{Line: slip.Line, Column: slip.Column}, "notice_syntax", "放假通知写错了：%[1]s", "the notice: %[2]s", slip.Zh, slip.En)
		return Notice{}, r.faults.Err()
	}
	if len(doc.Content) != 1 || doc.Content[0].Kind != yaml.MappingNode {
		r.fault(&yaml.Node{Line: 1, Column: 1}, "notice_syntax", "放假通知应为“键: 值”的形式，首行如 id: \"2027.1\"", "a notice is a list of key: value, beginning with id: \"2027.1\"")
		return Notice{}, r.faults.Err()
	}
	r.read(doc.Content[0])
	if err := r.faults.Err(); err != nil {
		return Notice{}, err
	}
	r.complete(doc.Content[0])
	if err := r.faults.Err(); err != nil {
		return Notice{}, err
	}
	return r.n, nil
}

type noticeReader struct {
	file   string
	n      Notice
	at     map[string]*yaml.Node     // value of each key seen
	where  map[clock.Date]*yaml.Node // where each day was last read
	faults errs.List
}

func (r *noticeReader) fault(node *yaml.Node, code, zh, en string, args ...any) {
	where := fmt.Sprintf("%d:%d", node.Line, node.Column)
	if r.file != "" {
		where = r.file + ":" + where
	}
	r.faults = append(r.faults, errs.Newf(errs.Invalid, "calendar."+code, zh, en, args...).At(where))
}

func (r *noticeReader) read(root *yaml.Node) {
	for i := 0; i+1 < len(root.Content); i += 2 {
		key, value := root.Content[i], root.Content[i+1]
		if r.at[key.Value] != nil {
			r.fault(key, "notice_key", "“%[1]s”写了两次", "%[1]q is given twice", key.Value)
			continue
		}
		r.at[key.Value] = value
		switch key.Value {
		case "off":
			for _, item := range r.items(value) {
				r.off(item)
			}
		case "work":
			for _, item := range r.items(value) {
				r.n.Work = append(r.n.Work, r.days(item)...)
			}
		default:
			r.scalar(key, value)
		}
	}
}

func (r *noticeReader) scalar(key, value *yaml.Node) {
	target := map[string]*string{
		"id": &r.n.ID, "amends": &r.n.Amends, "title": &r.n.Title, "number": &r.n.Number,
		"note": &r.n.Note, "checked": (*string)(&r.n.Checked),
	}[key.Value]
	number := map[string]*int{"year": &r.n.Year, "workdays": &r.n.Workdays}[key.Value]
	switch {
	case target == nil && number == nil && key.Value != "published":
		if column, wide, half := yamlslip.Wide(key.Value); wide != "" {
			r.fault(&yaml.Node{Line: key.Line, Column: key.Column + column - 1}, "notice_key", "这里是全角“%[1]s”，请改成 %[2]s", "here is the full-width %[1]q; type %[2]s instead", wide, half)
			return
		}
		zh, en := text.Suggest(key.Value, noticeKeys)
		r.fault(key, "notice_key", "不认识的键“%[1]s”；%[2]s", "unknown key %[1]q; %[3]s", key.Value, zh, en)
	case value.Kind != yaml.ScalarNode:
		r.fault(value, "notice_value", "“%[1]s”应为一个值", "%[1]q must be a single value", key.Value)
	case target != nil:
		*target = value.Value
	case number != nil:
		v, err := strconv.Atoi(value.Value)
		if err != nil {
			r.fault(value, "notice_value", "“%[1]s”应为整数，不是“%[2]s”", "%[1]q must be a whole number, not %[2]q", key.Value, value.Value)
		}
		*number = v
	default: // published
		r.n.Published = r.date(value, value.Value)
	}
}

var noticeKeys = []string{"id", "year", "amends", "title", "number", "published", "checked", "note", "workdays", "off", "work"}

func (r *noticeReader) items(node *yaml.Node) []*yaml.Node {
	if node.Kind != yaml.SequenceNode {
		r.fault(node, "notice_value", "应为日期清单，如 [2027-02-06]", "must be a list of days, such as [2027-02-06]")
		return nil
	}
	return node.Content
}

// off reads one holiday: a day, a range A..B, or {name, days}.
func (r *noticeReader) off(item *yaml.Node) {
	if item.Kind != yaml.MappingNode {
		r.n.Off = append(r.n.Off, r.days(item)...)
		return
	}
	var name string
	var days []clock.Date
	for i := 0; i+1 < len(item.Content); i += 2 {
		switch key, value := item.Content[i], item.Content[i+1]; key.Value {
		case "name":
			name = value.Value
		case "days":
			days = r.days(value)
		default:
			r.fault(key, "notice_key", "不认识的键“%[1]s”；一个假日只写 name 和 days", "unknown key %[1]q: a holiday has name and days", key.Value)
		}
	}
	for _, d := range days {
		r.n.Names[d] = name
	}
	r.n.Off = append(r.n.Off, days...)
}

// days reads 2026-10-01 or 2026-10-01..2026-10-07, both ends included.
func (r *noticeReader) days(node *yaml.Node) []clock.Date {
	if node.Kind != yaml.ScalarNode {
		r.fault(node, "notice_value", "应为日期或日期段，如 2027-02-06 或 2027-02-06..2027-02-12", "must be a day or a range, such as 2027-02-06 or 2027-02-06..2027-02-12")
		return nil
	}
	for i, c := range node.Value {
		if half := yamlslip.Halves[c]; half != "" {
			at := &yaml.Node{Line: node.Line, Column: node.Column + utf8.RuneCountInString(node.Value[:i])}
			r.fault(at, "notice_date", "这里是全角“%[1]s”，请改成 %[2]s", "here is the full-width %[1]q; type %[2]s instead", string(c), half)
			return nil
		}
	}
	first, last, isRange := strings.Cut(node.Value, "..")
	from := r.date(node, strings.TrimSpace(first))
	if !isRange {
		r.where[from] = node
		return []clock.Date{from}
	}
	to := r.date(node, strings.TrimSpace(last))
	if to < from || to-from >= longestRange {
		r.fault(node, "notice_range", "日期段 %[1]s 须前早后晚，且不超过 %[2]d 天；请核对两端日期", "range %[1]s must run forward and hold at most %[2]d days: check both its ends", node.Value, longestRange)
		return nil
	}
	var out []clock.Date
	for d := from; d <= to; d++ {
		out = append(out, d)
		r.where[d] = node
	}
	return out
}

func (r *noticeReader) date(node *yaml.Node, s string) clock.Date {
	d, err := clock.ParseDate(s)
	if err != nil {
		r.fault(node, "notice_date", "“%[1]s”不是日期，应写作 YYYY-MM-DD", "%[1]q is not a date; write YYYY-MM-DD", s)
	}
	return d
}

// examples show how what a notice must have is written.
var examples = map[string]string{
	"id": `id: "2027.1"`, "year": "year: 2027", "title": "title: 国务院办公厅关于2027年部分节假日安排的通知", "published": "published: 2026-11-04",
	"checked": "checked: official", "off": "off: [2027-01-01, 2027-02-05..2027-02-11]",
}

// complete checks the notice as a whole, once every value could be read.
func (r *noticeReader) complete(root *yaml.Node) {
	n := r.n
	for _, key := range []string{"id", "year", "title", "published", "checked", "off"} {
		if r.at[key] == nil && (key != "off" || n.Amends == "") {
			r.fault(root, "notice_missing", "缺少“%[1]s”；请加一行，如 %[2]s", "%[1]q is missing: add a line such as %[2]s", key, examples[key])
		}
	}
	if len(r.faults) > 0 {
		return
	}
	if c := n.Checked; c != Official && c != Reprint && c != Memory {
		r.fault(r.at["checked"], "notice_value", "checked 应为 official、reprint 或 memory", "checked must be official, reprint or memory")
	}
	if day, err := n.validate(); err != nil {
		at := cmp.Or(r.where[day], map[string]*yaml.Node{"calendar.notice_id": r.at["id"], "calendar.notice_year": r.at["year"], "calendar.notice_published": r.at["published"]}[err.Code], root)
		r.fault(at, "notice_days", "%[1]s", "%[2]s", err.Text.Zh, err.Text.En)
	}
	if n.Amends != "" || len(r.faults) > 0 {
		return
	}
	off := map[clock.Date]bool{}
	for _, d := range n.Off {
		off[d] = true
	}
	for _, d := range fixedHolidays(n.Year) {
		if !off[d] {
			r.fault(r.at["off"], "notice_incomplete",
				"%[1]s 是法定假日却不在放假日期中，通知可能不完整", "%[1]s is a statutory holiday but not given off; the notice seems incomplete", d)
		}
	}
	if total := n.total(); n.Workdays != 0 && n.Workdays != total {
		r.fault(r.at["workdays"], "notice_total",
			"全年工作日应为%[1]d，按所列日期算得%[2]d，请核对放假与补班日期",
			"the year should have %[1]d working days but the days listed give %[2]d; check them", n.Workdays, total)
	}
}

// fixedHolidays are the statutory holidays with a fixed date (全国年节及纪念日放假办法).
func fixedHolidays(year int) []clock.Date {
	return []clock.Date{
		clock.NewDate(year, time.January, 1), clock.NewDate(year, time.May, 1),
		clock.NewDate(year, time.October, 1), clock.NewDate(year, time.October, 2), clock.NewDate(year, time.October, 3),
	}
}

// total counts the working days of the year that the notice alone describes.
func (n Notice) total() int {
	first, last := clock.NewDate(n.Year, time.January, 1), clock.NewDate(n.Year, time.December, 31)
	total := weekdays(last) - weekdays(first-1)
	for _, d := range n.Off {
		if d >= first && d <= last && !isWeekend(d) {
			total--
		}
	}
	for _, d := range n.Work {
		if d >= first && d <= last {
			total++
		}
	}
	return total
}

// validate checks what New relies on: an id, a plausible year, days near it and each given once. It names the day that is
// wrong, if it is one.
func (n Notice) validate() (clock.Date, *errs.Error) {
	switch {
	case strings.TrimSpace(n.ID) == "":
		return 0, errs.Newf(errs.Invalid, "calendar.notice_id", "放假通知缺少编号 id", "the notice has no id")
	case n.Year < 1950 || n.Year > 2200:
		return 0, errs.Newf(errs.Invalid, "calendar.notice_year", "放假通知的年份 %[1]d 有误", "the notice's year %[1]d is wrong", n.Year)
	case n.Published.IsZero():
		return 0, errs.Newf(errs.Invalid, "calendar.notice_published", "放假通知缺少公布日期", "the notice has no date of publication")
	}
	low, high := clock.NewDate(n.Year-1, time.December, 1), clock.NewDate(n.Year+1, time.January, 31)
	seen := map[clock.Date]bool{}
	for i, days := range [][]clock.Date{n.Off, n.Work} {
		for _, d := range days {
			switch {
			case d < low || d > high:
				return d, errs.Newf(errs.Invalid, "calendar.notice_day",
					"%[1]s 不在%[2]d年前后，请核对年份", "%[1]s does not belong to %[2]d; check the year", d, n.Year)
			case seen[d]:
				return d, errs.Newf(errs.Invalid, "calendar.notice_day", "%[1]s 列了两次，请删去一处", "%[1]s is listed twice: take one away", d)
			case i == 1 && n.Amends == "" && !isWeekend(d):
				return d, errs.Newf(errs.Invalid, "calendar.notice_day",
					"补班日 %[1]s 不是周末，请核对日期", "make-up day %[1]s is not a Saturday or Sunday: check the day", d)
			}
			seen[d] = true
		}
	}
	return 0, nil
}
