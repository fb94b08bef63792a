package sheet

import (
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"
)

// shown is the sections of a number format that write words around a number, or move its point. It is read here since xuri/nfp
// knows neither the escape ! nor a second comma, by which offices show 万 and 亿 (0!.0, and 0"."00,,).
type shown []section

type section struct {
	when   string // the comparison of [>=10000]; "" for none
	than   float64
	before string
	after  string
	within []string // before each digit but the first: 0"亿"0000"万元"; nil where nothing stands between digits
	digits int      // places for digits
	zeros  int      // digits that are written even when zero; 0 beside a decimal point
	shift  int      // powers of ten that the number is shown smaller by: a closing comma is three
}

var reCondition = regexp.MustCompile(`^(<=|>=|<>|<|>|=)(-?\d+(?:\.\d+)?)$`)

// framed is the words that a format writes around a text: @"万元".
type framed struct{ before, after string }

// framedBy finds the section of texts; it is nil for one that adds no words to them.
func framedBy(code string) *framed {
	for code != "" {
		s, rest, ok := sectionOf(code)
		if !ok {
			return nil
		}
		if behind, texts := strings.CutPrefix(rest, "@"); texts {
			closing, _, _ := sectionOf(behind)
			f := framed{strings.TrimSpace(s.before), strings.TrimSpace(closing.before)}
			if !wordy(f.before) && !wordy(f.after) {
				return nil
			}
			return &f
		}
		code = strings.TrimPrefix(rest, ";")
	}
	return nil
}

var reFigure = regexp.MustCompile(`^[+-]?[0-9][0-9,]*(?:\.[0-9]+)?$`)

// frame writes a figure that was entered as text as a person sees it. Words stand as they are: they have their own unit.
func (f *framed) frame(s string) string {
	if f == nil || !reFigure.MatchString(fold(s)) {
		return s
	}
	return f.before + strings.TrimSpace(s) + f.after
}

// shownBy reads a format that shows a plain number; it is nil for one that shows nothing but the number.
func shownBy(code string) shown {
	var out shown
	tells := false
	for code != "" && len(out) < 4 {
		s, rest, ok := sectionOf(code)
		if !ok {
			return nil
		}
		if strings.HasPrefix(rest, "@") && len(out) > 0 { // that of texts
			break
		}
		out, code = append(out, s), strings.TrimPrefix(rest, ";")
		tells = tells || s.tells()
	}
	if !tells {
		return nil
	}
	return out
}

func (s *section) tells() bool {
	return s.shift != 0 || s.within != nil || wordy(s.before) || wordy(s.after)
}

// wordy tells whether a literal says more than a sign, a blank or the yuan's own mark.
func wordy(s string) bool { return strings.Trim(fold(s), "¥-+()_.,CNYRMB") != "" }

// sectionOf reads a format's first section, and gives what follows it. It is false where the format is one that this
// does not read: a fraction, an exponent, per cent.
func sectionOf(code string) (s section, rest string, ok bool) {
	b := sectionBuilder{}
	for code != "" {
		c, size := utf8.DecodeRuneInString(code)
		code = code[size:]
		switch c {
		case ';':
			return b.section(), ";" + code, true
		case '@':
			return b.section(), "@" + code, b.digits == 0
		case '"', '[':
			closer := map[rune]string{'"': `"`, '[': "]"}[c]
			inner, after, closed := strings.Cut(code, closer)
			if !closed {
				return section{}, "", false
			}
			if code = after; c == '"' {
				b.words += inner
			} else {
				b.bracket(inner)
			}
		case '\\', '!', '_', '*':
			next, width := utf8.DecodeRuneInString(code)
			if code = code[width:]; width > 0 && (c == '\\' || c == '!') {
				b.words += string(next)
			}
		case '0', '#', '?':
			b.digit(c == '0')
		case '.':
			b.point = true
		case ',':
			b.commas++
		case '%', '/', 'E', 'e':
			return section{}, "", false
		case 'G', 'g':
			n := len(reGeneral.FindString(code))
			if n == 0 {
				return section{}, "", false
			}
			b.digit(false)
			b.point, code = true, code[n:] // it has as many decimals as it takes
		default:
			b.words += string(c)
		}
	}
	return b.section(), "", true
}

var reGeneral = regexp.MustCompile(`^(?i:eneral|/通用格式)`)

// sectionBuilder is a section half read.
type sectionBuilder struct {
	s             section
	words         string // since the last digit
	point         bool
	commas        int // since the last digit before the point
	digits, zeros int
	between       []string // before each digit but the first
}

// bracket takes what a condition or a currency says; colours and languages say nothing of the number.
func (b *sectionBuilder) bracket(inner string) {
	if m := reCondition.FindStringSubmatch(inner); m != nil {
		b.s.when = m[1]
		b.s.than, _ = strconv.ParseFloat(m[2], 64)
	} else if symbol, is := strings.CutPrefix(inner, "$"); is {
		symbol, _, _ = strings.Cut(symbol, "-")
		b.words += symbol
	}
}

func (b *sectionBuilder) digit(zero bool) {
	if b.digits++; b.digits == 1 {
		b.s.before = b.words
	} else {
		b.between = append(b.between, b.words)
	}
	if b.words = ""; b.point {
		return
	}
	b.commas = 0
	if zero {
		b.zeros++
	}
}

func (b *sectionBuilder) section() section {
	s := b.s
	if s.digits = b.digits; s.digits == 0 {
		s.before = b.words
		return s
	}
	s.after, s.shift = b.words, 3*b.commas
	within := strings.Join(b.between, "")
	switch {
	case b.point: // 0"元".00: behind the figure
		s.after = within + s.after
	case within == ".": // 0!.0, is how Excel is told to show 万
		s.shift += len(b.between) - slices.Index(b.between, ".")
	default:
		s.zeros = b.zeros
		if within != "" {
			s.within = b.between
		}
	}
	return s
}

// write gives n as a person sees it, and n itself moved to where the format shows it; tells is false where the format
// adds nothing to n.
func (f shown) write(n float64) (text string, moved float64, tells bool) {
	if f == nil {
		return "", n, false
	}
	s, m := f.pick(n)
	if s == nil || !s.tells() {
		return "", n, false
	}
	before, after := strings.TrimSpace(s.before), strings.TrimSpace(s.after)
	if s.digits == 0 {
		if !strings.ContainsFunc(before, unicode.IsLetter) { // a dash for zero
			return "", n, false
		}
		return before, n, true
	}
	sign := ""
	if m != n || n < 0 { // the section of negative numbers writes its own sign, or brackets
		before, after, sign, m = strings.Trim(before, "-( "), strings.Trim(after, ") "), "-", math.Abs(m)
	}
	m /= math.Pow10(s.shift)
	figure := decimal(m)
	if s.within != nil {
		figure = strconv.FormatFloat(math.Round(m), 'f', 0, 64)
	}
	if !strings.Contains(figure, ".") && len(figure) < s.zeros {
		figure = strings.Repeat("0", s.zeros-len(figure)) + figure
	}
	for i, all := len(s.within)-1, len(figure); i >= 0; i-- {
		if at := all - (s.digits - 1 - i); at > 0 {
			figure = figure[:at] + s.within[i] + figure[at:]
		}
	}
	if sign != "" {
		m = -m
	}
	if !wordy(before) && !wordy(after) && s.within == nil {
		return sign + figure, m, true
	}
	return before + sign + figure + after, m, true
}

// pick finds the section that shows n. Without conditions they are those of positive and negative numbers and of zero.
func (f shown) pick(n float64) (*section, float64) {
	for i := range f {
		if f[i].when == "" {
			continue
		}
		for j := range f {
			if f[j].holds(n) {
				return &f[j], n
			}
		}
		return nil, n
	}
	switch {
	case n < 0 && len(f) > 1:
		return &f[1], -n
	case n == 0 && len(f) > 2:
		return &f[2], n
	}
	return &f[0], n
}

func (s *section) holds(n float64) bool {
	switch s.when {
	case "<":
		return n < s.than
	case "<=":
		return n <= s.than
	case ">":
		return n > s.than
	case ">=":
		return n >= s.than
	case "=":
		return n == s.than
	case "<>":
		return n != s.than
	}
	return true
}
