package sheet

import (
	"bytes"
	"strconv"
	"strings"
	"unicode/utf8"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

type cell struct {
	col int // from 1
	value
}

type kind uint8

const (
	words kind = iota
	number
	date    // text is YYYY-MM-DD
	month   // a date cell that shows no day; text is YYYY-MM
	mistake // #REF! and the like
	uncomputed
)

// value is a cell's content: text is what a person would read.
type value struct {
	kind   kind
	text   string
	num    float64    // number
	day    clock.Date // date, month
	serial clock.Date // number: the day, were it a date
	lost   bool       // an integer of more than 15 digits, of which Excel keeps 15
	merged bool       // carried from the row above by a merged range
	ref    string     // where it stands, when merged
}

func ref(col, row int) string { return colName(col) + strconv.Itoa(row) }

func colName(col int) string {
	var b [4]byte
	i := len(b)
	for ; col > 0; col = (col - 1) / 26 {
		i--
		b[i] = 'A' + byte((col-1)%26)
	}
	return string(b[i:])
}

// parseRef reads D7; zeros mean that it is none.
func parseRef(s []byte) (col, row int) {
	i := 0
	for ; i < len(s) && i < 4; i++ {
		c := s[i] &^ 0x20
		if c < 'A' || c > 'Z' {
			break
		}
		col = col*26 + int(c-'A') + 1
	}
	for _, c := range s[i:] {
		if c < '0' || c > '9' || row > maxRow {
			return 0, 0
		}
		row = row*10 + int(c-'0')
	}
	if col > maxColumn || row > maxRow {
		return 0, 0
	}
	return col, row
}

func (r *rowReader) value() (value, error) {
	if !utf8.Valid(r.raw) || !utf8.Valid(r.rich.buf) {
		return value{}, errs.Newf(errs.Invalid, "sheet.encoding", "单元格的文字编码不是UTF-8，请另存为.xlsx", "the cell is not UTF-8: save as .xlsx").At(r.place())
	}
	switch string(r.typ[:r.typLen]) {
	case "s":
		i, err := strconv.Atoi(string(bytes.TrimSpace(r.raw)))
		s, ok := r.w.shared.at(i)
		if err != nil && len(r.raw) > 0 || !ok && len(r.raw) > 0 {
			return value{}, corrupt(r.w.name, "sharedStrings", nil).At(r.place())
		}
		if len(s) > r.w.o.MaxCellBytes {
			return value{}, cellTooBig(r.w.o).At(r.place())
		}
		return value{text: r.format().text.frame(s)}, nil
	case "inlineStr":
		return value{text: r.format().text.frame(string(r.rich.take()))}, nil
	case "str":
		if r.formula && !r.sawV {
			return value{kind: uncomputed}, nil
		}
		return value{text: r.format().text.frame(string(unescapeControl(r.raw)))}, nil
	case "b":
		if string(r.raw) == "1" {
			return value{text: "是"}, nil
		}
		return value{text: "否"}, nil
	case "e":
		return value{kind: mistake, text: string(r.raw)}, nil
	case "d":
		text := string(r.raw)
		if day, err := clock.ParseDate(text[:min(10, len(text))]); err == nil && (len(text) <= 10 || !partOfDay(text[11:])) {
			return value{kind: date, text: day.String(), day: day}, nil
		}
		return value{text: text}, nil
	}
	if len(r.raw) == 0 {
		if r.formula {
			return value{kind: uncomputed}, nil
		}
		return value{}, nil
	}
	return r.number()
}

// format is the number format of the cell in hand.
func (r *rowReader) format() numberFormat {
	if r.style >= 0 && r.style < len(r.w.styles) {
		return r.w.styles[r.style]
	}
	return numberFormat{}
}

func (r *rowReader) number() (value, error) {
	raw := string(bytes.TrimSpace(r.raw))
	n, err := strconv.ParseFloat(raw, 64)
	if err != nil {
		return value{text: raw}, nil //nolint:nilerr // what is no number is kept as text
	}
	st := r.format()
	day, ok := fromSerial(n, r.w.date1904)
	if ok && st.style == dayFmt {
		return value{kind: date, text: day.String(), num: n, day: day}, nil
	}
	if ok && st.style == monFmt {
		return value{kind: month, text: day.String()[:7], num: n, day: day}, nil
	}
	v := value{kind: number, num: n, serial: day, text: raw}
	if st.style == percent {
		v.text = decimal(n*100) + "%"
	} else if len(raw) > 15 || strings.ContainsAny(raw, "eE+") {
		v.text = decimal(n)
		v.lost = (n >= 1e15 || n <= -1e15) && !strings.Contains(v.text, ".")
	}
	if text, moved, tells := st.write(n); tells {
		v.text, v.num = text, moved
		if _, err := strconv.ParseFloat(text, 64); err != nil {
			v.kind = words
		}
	}
	return v, nil
}

// decimal writes n with the 15 digits that Excel keeps, without an exponent.
func decimal(n float64) string {
	short, err := strconv.ParseFloat(strconv.FormatFloat(n, 'g', 15, 64), 64)
	if err != nil || short > 1e30 || short < -1e30 {
		return strconv.FormatFloat(n, 'g', -1, 64)
	}
	return strconv.FormatFloat(short, 'f', -1, 64)
}

// unescapeControl resolves _x000D_, by which workbooks write characters that XML cannot, in place.
func unescapeControl(s []byte) []byte {
	at := bytes.Index(s, []byte("_x"))
	if at < 0 {
		return s
	}
	out := s[:at]
	for i := at; i < len(s); {
		if i+7 <= len(s) && s[i] == '_' && s[i+1] == 'x' && s[i+6] == '_' {
			if n, err := strconv.ParseUint(string(s[i+2:i+6]), 16, 16); err == nil && n > 0 && (n < 0xD800 || n > 0xDFFF) {
				out = utf8.AppendRune(out, rune(n))
				i += 7
				continue
			}
		}
		out = append(out, s[i])
		i++
	}
	return out
}
