package sheet

import (
	"math"
	"strconv"
	"strings"

	"qinlian/internal/base/clock"
)

// style is what a cell's number format makes of a number.
type style uint8

const (
	plain   style = iota
	dayFmt        // a date
	monFmt        // a date whose day is not shown: 2023年6月
	timeFmt       // a time of day or a duration
	percent
)

// numberFormat is what a number format makes of a number, and what it writes around it.
type numberFormat struct {
	style
	shown
	text *framed
}

func formatOf(code string) numberFormat {
	f := numberFormat{style: styleOf(code), text: framedBy(code)}
	if f.style == plain {
		f.shown = shownBy(code)
	}
	return f
}

const maxStyles = 1 << 16 // Excel's limit is 65,490

// readStyles reduces cellXfs to one number format a cell format.
func (w *workbook) readStyles(part string) error {
	custom := map[int]numberFormat{}
	inXfs := false
	return w.each(part, func(x *xmlScanner) error {
		switch string(x.name) {
		case "numFmt":
			if id, err := strconv.Atoi(x.attrs.get("numFmtId")); err == nil && len(custom) < maxStyles {
				custom[id] = formatOf(x.attrs.get("formatCode"))
			}
		case "cellXfs":
			inXfs = true
		case "cellStyles", "dxfs":
			inXfs = false
		case "xf":
			if !inXfs || len(w.styles) >= maxStyles {
				return nil
			}
			id, _ := strconv.Atoi(x.attrs.get("numFmtId"))
			s, ok := custom[id]
			if !ok {
				s.style = builtinStyle(id)
			}
			w.styles = append(w.styles, s)
		}
		return nil
	})
}

// builtinStyle knows the formats that files refer to by number alone (ECMA-376 part 1, 18.8.30; the
// zh-cn meanings of 27-36 and 50-58).
func builtinStyle(id int) style {
	switch id {
	case 9, 10:
		return percent
	case 17, 27, 36, 50, 52, 57:
		return monFmt
	case 14, 15, 16, 22, 28, 29, 30, 31, 51, 53, 54, 58:
		return dayFmt
	case 18, 19, 20, 21, 32, 33, 34, 35, 45, 46, 47, 55, 56:
		return timeFmt
	}
	return plain
}

// styleOf reads a format code's first section: quoted and escaped text and [colours] aside.
func styleOf(code string) style {
	var bare strings.Builder
	for i := 0; i < len(code); i++ {
		switch c := code[i]; c {
		case '"', '[':
			closer := c
			if c == '[' {
				closer = ']'
			}
			end := strings.IndexByte(code[i+1:], closer)
			if end < 0 {
				return plain
			}
			if inner := strings.ToLower(code[i+1 : i+1+end]); c == '[' && strings.Trim(inner, "hms") == "" {
				return timeFmt
			}
			i += 1 + end
		case '\\', '!', '_', '*':
			i++
		case ';':
			i = len(code)
		default:
			bare.WriteByte(c)
		}
	}
	s := strings.ToLower(bare.String())
	switch {
	case strings.Contains(s, "general"):
		return plain
	case strings.Contains(s, "%"):
		return percent
	case strings.ContainsAny(s, "0#?"):
		if strings.ContainsAny(s, "hs") {
			return timeFmt
		}
		return plain
	case strings.Contains(s, "d"):
		return dayFmt
	case strings.Contains(s, "y"):
		return monFmt
	case strings.ContainsAny(s, "hs"):
		return timeFmt
	case strings.Contains(s, "m"):
		return monFmt
	}
	return plain
}

// fromSerial gives the day of an Excel serial; the 1900 system counts a 29 February 1900 that never was.
// It is false outside the years 1900-2200, where no ledger has business.
func fromSerial(n float64, date1904 bool) (clock.Date, bool) {
	day := math.Floor(n)
	if date1904 {
		day += 1462
	}
	if !(day >= 1 && day < 109_940) {
		return 0, false
	}
	if day < 60 {
		day++
	}
	return clock.NewDate(1899, 12, 30) + clock.Date(day), true
}
