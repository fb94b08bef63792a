package sheet

import (
	"bytes"
	"encoding/binary"
	"testing"
	"unicode/utf16"

	"golang.org/x/text/encoding/traditionalchinese"
	"golang.org/x/text/encoding/unicode/utf32"

	"qinlian/internal/base/errs"
)

// big5 and utf16LE are text as programs save it that this package does not read.
func big5(t *testing.T, s string) []byte {
	t.Helper()
	out, err := traditionalchinese.Big5.NewEncoder().Bytes([]byte(s))
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func utf16LE(s string) []byte {
	var out []byte
	for _, c := range utf16.Encode([]rune(s)) {
		out = binary.LittleEndian.AppendUint16(out, c)
	}
	return out
}

func TestAFileInUTF32IsRefusedByName(t *testing.T) {
	for _, order := range []utf32.Endianness{utf32.LittleEndian, utf32.BigEndian} {
		data, err := utf32.UTF32(order, utf32.UseBOM).NewEncoder().Bytes([]byte("序号,任务名称,责任单位\n1,引进龙头企业,招商局\n"))
		if err != nil {
			t.Fatal(err)
		}
		_, err = ReadFrom(t.Context(), bytes.NewReader(data), int64(len(data)), "台账.csv", Options{}, func(Row) error { return nil })
		if errs.CodeOf(err) != "sheet.encoding" {
			t.Errorf("%v: %v", order, err)
		}
	}
}
