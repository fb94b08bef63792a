package sheet

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"strconv"
	"unicode/utf8"
)

// The scanner below is a pull tokenizer for the XML that workbooks consist of. encoding/xml would do, but
// collects a text or tag of any length before it returns, and costs several allocations a cell; this one
// stops at the limit and allocates nothing. A test holds it against encoding/xml.

type token uint8

const (
	tokStart token = iota + 1
	tokEnd
	tokText
)

const (
	maxDepth    = 64
	scanBuffer  = 64 << 10 // also the longest tag
	tagTooLong  = "tag longer than 64 KiB"
	cdataPrefix = "[CDATA["
)

var (
	errTextTooLong = errors.New("text over the limit")
	errTooDeep     = errors.New("elements nested deeper than 64")
	errDoctype     = errors.New("document type definitions are not read")
	errXML         = errors.New("malformed XML")
)

type xmlScanner struct {
	in    *bufio.Reader
	limit int // of one text, in bytes

	name    []byte // local name of the element just started or ended
	attrs   attrs  // of the element just started
	text    []byte // of the text just read; valid until next
	hold    []byte
	depth   int
	markup  bool // the < of the next tag is consumed
	pendEnd bool // of a self-closing element
}

func newXMLScanner(r io.Reader, limit int) *xmlScanner {
	return &xmlScanner{in: bufio.NewReaderSize(r, scanBuffer), limit: limit}
}

// next returns io.EOF after the root element, errXML and the like for what no workbook contains.
func (x *xmlScanner) next() (token, error) {
	if x.pendEnd {
		x.pendEnd = false
		x.depth--
		return tokEnd, nil
	}
	for {
		if !x.markup {
			if err := x.readText(); err != nil {
				return 0, err
			}
			x.markup = true
			if len(x.text) > 0 && x.depth > 0 {
				return tokText, nil
			}
			continue
		}
		x.markup = false
		tok, err := x.readMarkup()
		if err != nil {
			return 0, eofIsTorn(err)
		}
		if tok != 0 {
			return tok, nil
		}
	}
}

func eofIsTorn(err error) error {
	if errors.Is(err, io.EOF) {
		return io.ErrUnexpectedEOF
	}
	return err
}

// readText reads up to and including the next <.
func (x *xmlScanner) readText() error {
	x.hold = x.hold[:0]
	for {
		part, err := x.in.ReadSlice('<')
		if len(x.hold)+len(part) > x.limit+1 {
			return errTextTooLong
		}
		switch {
		case err == nil && len(x.hold) == 0:
			x.text = unescape(part[:len(part)-1])
			return nil
		case err == nil:
			x.hold = append(x.hold, part[:len(part)-1]...)
			x.text = unescape(x.hold)
			return nil
		case errors.Is(err, bufio.ErrBufferFull):
			x.hold = append(x.hold, part...)
		case errors.Is(err, io.EOF) && x.depth > 0:
			return io.ErrUnexpectedEOF
		default:
			return err
		}
	}
}

// readMarkup reads one tag after its <. It returns 0 for comments and instructions.
func (x *xmlScanner) readMarkup() (token, error) {
	lead, err := x.in.Peek(1)
	if err != nil {
		return 0, err
	}
	switch lead[0] {
	case '?':
		return 0, x.skipPast("?>")
	case '!':
		return x.readBang()
	}
	tag, err := x.readTag()
	if err != nil {
		return 0, err
	}
	if tag[0] == '/' {
		if x.depth--; x.depth < 0 {
			return 0, errXML
		}
		x.name = localName(bytes.TrimSpace(tag[1:]))
		return tokEnd, nil
	}
	if x.depth++; x.depth > maxDepth {
		return 0, errTooDeep
	}
	if tag[len(tag)-1] == '/' {
		x.pendEnd = true
		tag = tag[:len(tag)-1]
	}
	end := bytes.IndexAny(tag, " \t\r\n")
	if end < 0 {
		end = len(tag)
	}
	x.name, x.attrs = localName(tag[:end]), attrs(tag[end:])
	if len(x.name) == 0 {
		return 0, errXML
	}
	return tokStart, nil
}

// readTag returns what stands before the closing >, which quotes may hide. It is never empty.
func (x *xmlScanner) readTag() ([]byte, error) {
	tag, err := x.in.ReadSlice('>')
	if err == nil && len(tag) > 1 && !openQuote(tag) {
		return tag[:len(tag)-1], nil
	}
	long := append([]byte(nil), tag...)
	for err == nil && openQuote(long) && len(long) < scanBuffer {
		tag, err = x.in.ReadSlice('>')
		long = append(long, tag...)
	}
	if errors.Is(err, bufio.ErrBufferFull) || len(long) >= scanBuffer {
		return nil, errors.New(tagTooLong)
	}
	if err != nil {
		return nil, err
	}
	if len(long) < 2 {
		return nil, errXML
	}
	return long[:len(long)-1], nil
}

func openQuote(tag []byte) bool {
	var quote byte
	for _, c := range tag {
		switch {
		case quote == 0 && (c == '"' || c == '\''):
			quote = c
		case c == quote:
			quote = 0
		}
	}
	return quote != 0
}

func (x *xmlScanner) readBang() (token, error) {
	if lead, _ := x.in.Peek(3); string(lead) == "!--" {
		_, _ = x.in.Discard(3)
		return 0, x.skipPast("-->")
	}
	if lead, _ := x.in.Peek(1 + len(cdataPrefix)); string(lead) != "!"+cdataPrefix {
		return 0, errDoctype
	}
	_, _ = x.in.Discard(1 + len(cdataPrefix))
	x.hold = x.hold[:0]
	for !bytes.HasSuffix(x.hold, []byte("]]>")) {
		part, err := x.in.ReadSlice('>')
		if len(x.hold)+len(part) > x.limit+3 {
			return 0, errTextTooLong
		}
		if x.hold = append(x.hold, part...); err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return 0, err
		}
	}
	if x.text = x.hold[:len(x.hold)-3]; x.depth == 0 {
		return 0, errXML
	}
	return tokText, nil
}

func (x *xmlScanner) skipPast(mark string) error {
	var tail []byte
	for {
		part, err := x.in.ReadSlice('>')
		tail = append(tail[:max(0, len(tail)-len(mark))], part...)
		if bytes.HasSuffix(tail, []byte(mark)) {
			return nil
		}
		if err != nil && !errors.Is(err, bufio.ErrBufferFull) {
			return err
		}
		tail = tail[max(0, len(tail)-len(mark)):]
	}
}

func localName(name []byte) []byte {
	if _, after, ok := bytes.Cut(name, []byte{':'}); ok {
		return after
	}
	return name
}

// attrs is the unread rest of a start tag.
type attrs []byte

// next cuts the first attribute off, by its local name. Values stay escaped.
func (a *attrs) next() (name, value []byte, ok bool) {
	rest := bytes.TrimLeft(*a, " \t\r\n")
	eq := bytes.IndexByte(rest, '=')
	if eq < 0 {
		return nil, nil, false
	}
	name = localName(bytes.TrimSpace(rest[:eq]))
	if rest = bytes.TrimLeft(rest[eq+1:], " \t\r\n"); len(rest) < 2 || rest[0] != '"' && rest[0] != '\'' {
		return nil, nil, false
	}
	end := bytes.IndexByte(rest[1:], rest[0])
	if end < 0 {
		return nil, nil, false
	}
	value, *a = rest[1:1+end], rest[end+2:]
	return name, value, true
}

// get returns the value of the attribute with that local name, "" when there is none.
func (a attrs) get(want string) string {
	for {
		name, value, ok := a.next()
		if !ok {
			return ""
		}
		if string(name) == want {
			return validString(unescape(append([]byte(nil), value...)))
		}
	}
}

// unescape resolves entities and line ends in place.
func unescape(s []byte) []byte {
	at := bytes.IndexAny(s, "&\r")
	if at < 0 {
		return s
	}
	out := s[:at]
	for i := at; i < len(s); {
		switch c := s[i]; c {
		case '\r':
			out = append(out, '\n')
			if i++; i < len(s) && s[i] == '\n' {
				i++
			}
		case '&':
			end := bytes.IndexByte(s[i:min(len(s), i+12)], ';')
			r, ok := rune(0), false
			if end > 0 {
				r, ok = entity(s[i+1 : i+end])
			}
			if !ok {
				out = append(out, '&')
				i++
				continue
			}
			out = utf8.AppendRune(out, r)
			i += end + 1
		default:
			out = append(out, c)
			i++
		}
	}
	return out
}

func entity(name []byte) (rune, bool) {
	switch string(name) {
	case "lt":
		return '<', true
	case "gt":
		return '>', true
	case "amp":
		return '&', true
	case "quot":
		return '"', true
	case "apos":
		return '\'', true
	}
	if len(name) < 2 || name[0] != '#' {
		return 0, false
	}
	base, digits := 10, name[1:]
	if digits[0] == 'x' {
		base, digits = 16, digits[1:]
	}
	n, err := strconv.ParseUint(string(digits), base, 32)
	if err != nil || n == 0 || n > utf8.MaxRune {
		return 0, false
	}
	return rune(n), true
}

func validString(b []byte) string {
	if utf8.Valid(b) {
		return string(b)
	}
	return string(bytes.ToValidUTF8(b, []byte("\uFFFD")))
}
