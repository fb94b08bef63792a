package factsheet

import (
	"errors"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/register/facts"
)

// headerWithin is how many rows of a sheet may stand above its headings.
const headerWithin = 30

// take reads one row of the table.
func (im *importing) take(r sheet.PlainRow) error {
	if r.Sheet != im.sheet {
		im.sheet, im.layout, im.looked = r.Sheet, nil, 0
	}
	if im.layout == nil {
		if im.looked >= headerWithin {
			return nil
		}
		im.looked++
		return im.header(&r)
	}
	return im.row(&r)
}

// header takes a row for the headings if one of them is the key's.
func (im *importing) header(r *sheet.PlainRow) error {
	l := layout{key: -1}
	var unknown []sheet.Cell
	for _, c := range r.Cells {
		found, ok := im.headings.find(c.Text)
		if !ok {
			unknown = append(unknown, c)
			continue
		}
		found.at = c.Column
		if found.field == im.def.Key && l.key < 0 {
			l.key = len(l.columns)
		}
		l.columns = append(l.columns, found)
	}
	if l.key < 0 {
		return nil
	}
	im.layout, im.found = &l, true
	for _, c := range unknown {
		im.out.Unknown = append(im.out.Unknown, c.Text)
		if err := im.doubt(sheet.Note, "factsheet.unknown_column", r.At(c.Column), c.Text, "档案里没有这一项，未读", "the register has no such field: not read"); err != nil {
			return err
		}
	}
	kept := l.columns[:0]
	for i := range l.columns {
		c := l.columns[i]
		if i == l.key {
			l.key = len(kept)
		}
		ok, err := im.column(&c, kept, r)
		if err != nil {
			return err
		}
		if ok {
			kept = append(kept, c)
			im.out.Columns = append(im.out.Columns, c.label)
		}
	}
	l.columns = kept
	return nil
}

// column completes a column's period and refuses one that cannot be read.
func (im *importing) column(c *column, before []column, r *sheet.PlainRow) (bool, error) {
	f, at := im.def.Fields[c.field], r.At(c.at)
	yearly, monthly := f.Per == register.PerYear, f.Per == register.PerMonth
	if c.period == 0 && (yearly && im.o.Period > 0 && im.o.Period < 10_000 || monthly && im.o.Period >= 10_000) {
		c.period = im.o.Period
	}
	switch {
	case f.Classes != "":
		return false, im.doubt(sheet.Note, "factsheet.derived", at, c.label, "这一项由划分标准算出，未读", "this follows from its classes: not read")
	case yearly && (c.period == 0 || c.period >= 10_000), monthly && c.period < 10_000:
		return false, im.doubt(sheet.Error, "factsheet.no_period", at, c.label, "这一列是哪一年（月）的？请在表头写明，如 2022年营业收入，或用 --period 指定；未读", "of which year or month is this column? Say so in its heading, or with --period; not read")
	case !yearly && !monthly:
		c.period = 0
	}
	if slices.ContainsFunc(before, func(x column) bool { return x.field == c.field && x.period == c.period && x.item == c.item }) {
		return false, im.doubt(sheet.Assumed, "factsheet.twice", at, c.label, "与前面一列是同一项，未读", "the same as a column before: not read")
	}
	return true, nil
}

func (im *importing) doubt(level sheet.Level, code, at, read, zh, en string) error {
	return im.tell(sheet.Doubt{Level: level, Code: code, Cell: at, Read: read, Text: text.Text{Zh: zh, En: en}})
}

// row reads a row below the headings.
func (im *importing) row(r *sheet.PlainRow) error {
	out := row{at: r.At(im.layout.columns[im.layout.key].at), cells: make(map[string]string, len(r.Cells))}
	out.command = facts.Command{From: im.o.From, Source: im.o.Source, Dated: im.o.Dated, Reason: im.o.Reason, Vouched: im.o.Vouched, Facts: make([]facts.Fact, 0, len(r.Cells))}
	next := 0
	for i := range r.Cells {
		cell := &r.Cells[i]
		for next < len(im.layout.columns) && im.layout.columns[next].at < cell.Column {
			next++
		}
		if next == len(im.layout.columns) {
			break
		}
		c := &im.layout.columns[next]
		if c.at != cell.Column || blank(cell.Text) && cell.Fault == nil {
			continue
		}
		if cell.Fault != nil {
			if err := im.tell(*cell.Fault); err != nil {
				return err
			}
			continue
		}
		if next == im.layout.key {
			out.command.Key = cell.Text
			continue
		}
		said, err := im.read(c, cell.Text)
		if err != nil {
			var e *errs.Error
			if !errors.As(err, &e) {
				return err
			}
			if err := im.doubt(sheet.Error, e.Code, r.At(c.at), cell.Text, e.Text.Zh, e.Text.En); err != nil {
				return err
			}
			continue
		}
		for j := range said {
			out.cells[said[j].Where()] = r.At(c.at)
		}
		out.command.Facts = append(out.command.Facts, said...)
	}
	if out.command.Key == "" || total(out.command.Key) {
		if len(out.command.Facts) == 0 || total(r.Cells[0].Text) {
			return nil
		}
		im.count(func(r *Result) { r.Refused++ })
		return im.doubt(sheet.Error, "factsheet.no_key", out.at, "", "这一行没有标识，未读", "the row does not say whose it is: not read")
	}
	im.count(func(r *Result) { r.Rows++ })
	im.waiting = append(im.waiting, out)
	return nil
}

var reTotal = regexp.MustCompile(`^(合\s*计|总\s*计|小\s*计|共\s*计)`)

func total(s string) bool { return reTotal.MatchString(s) }

// blank tells whether a cell says that nothing is said.
func blank(s string) bool {
	switch s {
	case "", "/", "\\", "-", "--", "—", "——", "－", "–", "空", "N/A", "n/a":
		return true
	}
	return false
}

// read makes facts of a cell.
func (im *importing) read(c *column, s string) ([]facts.Fact, error) {
	f := im.def.Fields[c.field]
	if f.Per == register.PerSpan {
		return im.items(c, s)
	}
	var value any = s
	var err error
	switch f.Type {
	case "int":
		value, err = whole(s)
	case "double":
		value, err = decimal(s)
	case "bool":
		value, err = truth(s)
	case "date":
		value, err = day(s)
	case register.Money:
		value, err = sum(s, c.unit)
	case "list<string>":
		value = strings.FieldsFunc(s, apart)
	}
	if err != nil {
		return nil, err
	}
	fact, err := facts.Given(im.def, c.field, c.period, value)
	return []facts.Fact{fact}, err
}

func apart(r rune) bool { return strings.ContainsRune("、;；,，\n", r) }

var reSpan = regexp.MustCompile(`^(.*?)[（(]?((?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)?)\s*(?:至|到|—|~|-{1,2})\s*(\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?)[)）]?$`)

// items reads what is held: 高新技术企业、专精特新小巨人; 高新技术企业（2022-11-04至2025-11-03); in a column of its own 是, or
// until which day: 2025-11-03.
func (im *importing) items(c *column, s string) ([]facts.Fact, error) {
	parts := strings.FieldsFunc(s, apart)
	if c.item != "" {
		parts = []string{s}
	}
	var out []facts.Fact
	for _, part := range parts {
		name := strings.TrimSpace(part)
		var f facts.Fact
		var err error
		if m := reSpan.FindStringSubmatch(name); m != nil {
			name = strings.TrimSpace(m[1])
			if m[2] != "" {
				if f.Begins, err = day(m[2]); err != nil {
					return nil, err
				}
			}
			if f.To, err = day(m[3]); err != nil {
				return nil, err
			}
			f.To++ // it is held on its last day
		} else if c.item != "" {
			if held, err := truth(name); err == nil {
				if !held {
					return nil, nil
				}
			} else if f.To, err = day(name); err != nil {
				return nil, err
			} else {
				f.To++
			}
			name = ""
		}
		if c.item != "" {
			name = c.item
		}
		checked, err := facts.Given(im.def, c.field, 0, name)
		if err != nil {
			return nil, err
		}
		f.Field, f.Item = c.field, checked.Item
		out = append(out, f)
	}
	return out, nil
}

func bad(code, zh, en, s string) error { return errs.Newf(errs.Invalid, code, zh, en, s) }

func whole(s string) (int64, error) {
	digits := strings.TrimRight(strings.NewReplacer(",", "", "，", "", " ", "").Replace(s), "人名家个件项起次千瓦时度kwhKWH")
	if n, err := strconv.ParseInt(strings.TrimSuffix(digits, ".0"), 10, 64); err == nil {
		return n, nil
	}
	return 0, bad("factsheet.int", "“%s”不是整数", "%q is no whole number", s)
}

func decimal(s string) (float64, error) {
	digits, percent := strings.CutSuffix(strings.ReplaceAll(s, ",", ""), "%")
	f, err := strconv.ParseFloat(digits, 64)
	if err != nil {
		return 0, bad("factsheet.double", "“%s”不是数字", "%q is no number", s)
	}
	if percent {
		f /= 100
	}
	return f, nil
}

func truth(s string) (bool, error) {
	switch strings.ToLower(s) {
	case "是", "有", "√", "✓", "1", "true", "yes", "y":
		return true, nil
	case "否", "无", "×", "✗", "0", "false", "no", "n":
		return false, nil
	}
	return false, bad("factsheet.bool", "“%s”不是“是”或“否”", "%q is neither yes nor no", s)
}

func day(s string) (clock.Date, error) {
	if d, err := clock.ParseDate(s); err == nil {
		return d, nil
	}
	d, doubt := sheet.Day(s)
	if doubt != nil {
		return 0, errs.Newf(errs.Invalid, doubt.Code, "%[1]s", "%[2]s", doubt.Text.Zh, doubt.Text.En)
	}
	return d, nil
}

var rePlain = regexp.MustCompile(`^-?\d+(\.\d+)?$`)

// sum reads a sum, exact: a bare number in the column's unit.
func sum(s, unit string) (any, error) {
	if rePlain.MatchString(s) {
		fen, err := money.ParseIn(s, unitOf(unit))
		if err != nil { // more digits than fen
			return nil, bad("factsheet.money", "“%s”精确到分以下，或过大", "%q is finer than a fen, or too large", s)
		}
		return fen, nil
	}
	amount, doubt := sheet.Sum(s, unit, unitOf(unit))
	if amount == nil {
		if doubt.Level == "" {
			return nil, bad("factsheet.money", "“%s”不是金额", "%q is no sum", s)
		}
		return nil, errs.Newf(errs.Invalid, doubt.Code, "%[1]s", "%[2]s", doubt.Text.Zh, doubt.Text.En)
	}
	return *amount, nil
}
