package sheet

import (
	"bytes"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"qinlian/internal/base/errs"
)

// encodingGuess watches a file's bytes go by and tells which encodings they could be.
type encodingGuess struct {
	head    []byte // up to 4 bytes, for the byte order mark
	utf8    bool
	gb      bool
	nul     bool
	even    int    // NULs at even places: the high bytes of UTF-16BE
	odd     int    // NULs at odd places: the high bytes of UTF-16LE
	size    int    // bytes so far
	partial []byte // an unfinished UTF-8 sequence
	gbAt    int    // bytes of the GB18030 character so far
	lead    byte   // of a character of two bytes
	pairs   int    // characters of two bytes
	low     int    // those whose second byte is 40-7E: four in ten of BIG5, next to none of simplified Chinese
	rare    int    // those that begin with 81-A0, which BIG5 leaves free
	lines   lineGuess
}

func newEncodingGuess() encodingGuess { return encodingGuess{utf8: true, gb: true} }

func (g *encodingGuess) feed(b []byte) {
	if len(g.head) < 4 {
		g.head = append(g.head, b[:min(len(b), 4-len(g.head))]...)
	}
	if g.nul = g.nul || bytes.IndexByte(b, 0) >= 0; g.nul {
		for i, c := range b {
			switch {
			case c != 0:
			case (g.size+i)%2 == 0:
				g.even++
			default:
				g.odd++
			}
		}
	}
	g.size += len(b)
	if !g.nul {
		g.lines.feed(b)
	}
	if g.utf8 {
		g.feedUTF8(b)
	}
	for i := 0; g.gb && i < len(b); i++ {
		g.feedGB(b[i])
	}
}

func (g *encodingGuess) feedUTF8(b []byte) {
	for len(g.partial) > 0 && len(b) > 0 && !utf8.FullRune(g.partial) {
		g.partial, b = append(g.partial, b[0]), b[1:]
	}
	if len(g.partial) > 0 && utf8.FullRune(g.partial) {
		g.utf8 = utf8.Valid(g.partial)
		g.partial = nil
	}
	end := len(b)
	for i := max(0, len(b)-utf8.UTFMax+1); i < len(b); i++ {
		if utf8.RuneStart(b[i]) && !utf8.FullRune(b[i:]) {
			end = i
			break
		}
	}
	g.utf8 = g.utf8 && utf8.Valid(b[:end])
	g.partial = append(g.partial, b[end:]...)
}

// feedGB walks GB18030: one byte below 80; a lead 81-FE with 40-7E or 80-FE; or four, digits second and last.
func (g *encodingGuess) feedGB(c byte) {
	lead, digit := c >= 0x81 && c <= 0xFE, c >= '0' && c <= '9'
	switch {
	case g.gbAt == 0 && lead:
		g.gbAt, g.lead = 1, c
	case g.gbAt == 0:
		g.gb = c < 0x80
	case g.gbAt == 1 && digit:
		g.gbAt = 2
	case g.gbAt == 1:
		g.gbAt, g.gb = 0, c >= 0x40 && c != 0x7F && c != 0xFF
		g.pairs++
		if c <= 0x7E {
			g.low++
		}
		if g.lead <= 0xA0 {
			g.rare++
		}
	case g.gbAt == 2:
		g.gbAt, g.gb = 3, lead
	default:
		g.gbAt, g.gb = 0, digit
	}
}

func (g *encodingGuess) end() {
	g.lines.end()
	g.utf8 = g.utf8 && len(g.partial) == 0
	g.gb = g.gb && g.gbAt == 0
}

// decode returns the text as UTF-8 with the encoding's name.
func (g *encodingGuess) decode(r io.Reader, name string) (io.Reader, string, error) {
	switch {
	case bytes.HasPrefix(g.head, []byte{0xFF, 0xFE, 0, 0}), bytes.HasPrefix(g.head, []byte{0, 0, 0xFE, 0xFF}): // its mark begins as that of UTF-16
		return nil, "", errs.Newf(errs.Invalid, "sheet.encoding", "文字编码是UTF-32，不是UTF-8、UTF-16或GB18030，请在Excel里另存为“CSV UTF-8”", "the encoding is UTF-32, not UTF-8, UTF-16 or GB18030: save as \"CSV UTF-8\" in Excel").At(name)
	case bytes.HasPrefix(g.head, []byte{0xFF, 0xFE}), bytes.HasPrefix(g.head, []byte{0xFE, 0xFF}):
		return transform.NewReader(r, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()), "UTF-16", nil
	case g.nul && g.size%2 == 0 && max(g.even, g.odd) >= max(8, 4*min(g.even, g.odd)):
		return nil, "", errs.Newf(errs.Invalid, "sheet.encoding", "文字编码像是没有标记(BOM)的UTF-16，请在Excel里另存为“CSV UTF-8”", "the encoding looks like UTF-16 without its mark (BOM): save as \"CSV UTF-8\" in Excel").At(name)
	case g.nul:
		return nil, "", errs.Newf(errs.Invalid, "sheet.not_text", "这不是文本文件，也不是.xlsx，请另存为.xlsx或CSV UTF-8", "this is neither text nor .xlsx: save as .xlsx or CSV UTF-8").At(name)
	case g.lines.mixed():
		return nil, "", errs.Newf(errs.Invalid, "sheet.encoding_mixed", "同一文件里混有两种文字编码：文本第%[1]d行是UTF-8，第%[2]d行不是（多半是GB18030）；请用Excel打开核对乱码，再另存为“CSV UTF-8”",
			"the file mixes two encodings: line %[1]d of its text is UTF-8, line %[2]d is not (GB18030, most likely): open it in Excel, look for garbled cells, and save as \"CSV UTF-8\"", g.lines.utf8, g.lines.other).At(name)
	case g.utf8:
		return r, "UTF-8", nil
	case g.gb && g.big5():
		return nil, "", errs.Newf(errs.Invalid, "sheet.encoding", "文字编码像是BIG5（繁体中文），不是UTF-8或GB18030，请在Excel里另存为“CSV UTF-8”", "the encoding looks like BIG5 (traditional Chinese), not UTF-8 or GB18030: save as \"CSV UTF-8\" in Excel").At(name)
	case g.gb:
		return transform.NewReader(r, simplifiedchinese.GB18030.NewDecoder()), "GB18030", nil
	}
	return nil, "", errs.Newf(errs.Invalid, "sheet.encoding", "认不出文字编码（不是UTF-8，也不是GB18030），请在Excel里另存为“CSV UTF-8”", "the encoding is neither UTF-8 nor GB18030: save as \"CSV UTF-8\" in Excel").At(name)
}

// big5 tells whether what could be GB18030 is rather BIG5: both have two bytes a character and share most of them.
func (g *encodingGuess) big5() bool {
	return g.pairs >= 8 && g.low*100 >= g.pairs*15 && g.rare*100 <= g.pairs
}
