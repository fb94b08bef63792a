package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/binary"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"runtime"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/xuri/excelize/v2"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// packed builds a minimal workbook by hand around one sheet's XML.
func packed(tb testing.TB, sheet string, more map[string]string) []byte {
	tb.Helper()
	parts := map[string]string{
		"_rels/.rels":                `<Relationships><Relationship Id="r1" Type="http://x/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
		"xl/workbook.xml":            `<workbook xmlns:r="r"><sheets><sheet name="台账" sheetId="1" r:id="r1"/></sheets></workbook>`,
		"xl/_rels/workbook.xml.rels": `<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
		"xl/worksheets/sheet1.xml":   sheet,
	}
	maps.Copy(parts, more)
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	names := make([]string, 0, len(parts))
	for name := range parts {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		w, err := z.Create(name)
		if err != nil {
			tb.Fatal(err)
		}
		if _, err := io.WriteString(w, parts[name]); err != nil {
			tb.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func sheetXML(rows string) string {
	return `<?xml version="1.0" encoding="UTF-8"?><worksheet><sheetData>` + rows + `</sheetData></worksheet>`
}

func inline(at, s string) string {
	return `<c r="` + at + `" t="inlineStr"><is><t>` + s + `</t></is></c>`
}

var headerXML = `<row r="1">` + inline("A1", "事项") + inline("B1", "完成时限") + `</row>`

func readBytes(data []byte, name string, o Options) (int, Report, error) {
	n := 0
	rep, err := ReadFrom(context.Background(), bytes.NewReader(data), int64(len(data)), name, o, func(Row) error { n++; return nil })
	return n, rep, err
}

func TestHostileFilesAreRefusedWithOneClearError(t *testing.T) {
	t.Parallel()
	cfb := append([]byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"), make([]byte, 2000)...)
	encrypted := slices.Clone(cfb)
	for i, c := range "EncryptedPackage" {
		binary.LittleEndian.PutUint16(encrypted[1024+2*i:], uint16(c))
	}
	big := strings.Repeat("长", 10<<20/3)
	lying := packed(t, sheetXML(headerXML), nil)
	lying = bytes.Replace(lying, []byte("PK\x01\x02"), []byte("PK\x01\x03"), 1)
	for _, c := range []struct {
		name, file string
		data       []byte
		o          Options
		code       string
		where      string
	}{
		{"an empty file", "a.xlsx", nil, Options{}, "sheet.empty", "a.xlsx"},
		{"an old .xls", "a.xls", cfb, Options{}, "sheet.old_xls", "a.xls"},
		{"an old .xls named .xlsx", "a.xlsx", cfb, Options{}, "sheet.old_xls", "a.xlsx"},
		{"a workbook under a password", "a.xlsx", encrypted, Options{}, "sheet.encrypted", "a.xlsx"},
		{"a text named .xlsx", "a.xlsx", []byte("事项,完成时限\n"), Options{}, "sheet.not_xlsx", "a.xlsx"},
		{"a workbook named .csv", "a.csv", packed(t, sheetXML(headerXML), nil), Options{}, "sheet.wrong_extension", "a.csv"},
		{"a web page named .xls", "a.xls", []byte("<html><table><tr><td>事项</td></tr></table></html>"), Options{}, "sheet.markup", "a.xls"},
		{"an archive that is no workbook", "a.xlsx", zipOf(t, "a.txt", "x"), Options{}, "sheet.not_xlsx", "a.xlsx"},
		{"a torn archive", "a.xlsx", packed(t, sheetXML(headerXML), nil)[:300], Options{}, "sheet.corrupt", "a.xlsx"},
		{"an archive with a broken directory", "a.xlsx", lying, Options{}, "sheet.corrupt", "a.xlsx"},
		{"traditional Chinese in BIG5", "a.csv", big5(t, "編號,任務名稱,責任單位,完成時限\n1,建設標準廠房,開發區管委會招商局,2023年6月30日\n"), Options{}, "sheet.encoding", "a.csv"},
		{"UTF-16 without its mark", "a.csv", utf16LE("编号,任务名称,责任单位\n1,建设,招商一科\n2,推进,招商一科\n"), Options{}, "sheet.encoding", "a.csv"},
		{"an unknown encoding", "a.csv", []byte("nom,\xe9t\xe9 \xff\n"), Options{}, "sheet.encoding", "a.csv"},
		{"a binary file", "a.csv", []byte("\x7fELF\x00\x00\x01"), Options{}, "sheet.not_text", "a.csv"},
		{"no header in a csv", "a.csv", []byte("甲,乙\n1,2\n"), Options{}, "sheet.no_header", "a"},
		{"no header in a workbook", "a.xlsx", packed(t, sheetXML(`<row r="1">`+inline("A1", "甲")+`</row>`), nil), Options{}, "sheet.no_header", "台账"},
		{"a sheet without rows", "a.xlsx", packed(t, `<worksheet><sheetData/></worksheet>`, nil), Options{}, "sheet.no_header", "台账"},
		{"a cell of 10 MB in a workbook", "a.xlsx", packed(t, sheetXML(headerXML+`<row r="2">`+inline("A2", "甲")+inline("B2", big)+`</row>`), nil), Options{}, "sheet.cell_too_big", "台账!B2"},
		{"a cell of 10 MB in a csv", "a.csv", []byte("事项,完成时限\n甲," + big + "\n"), Options{}, "sheet.cell_too_big", "a!B2"},
		{"a shared string of 10 MB", "a.xlsx", packed(t, sheetXML(headerXML+`<row r="2"><c r="A2" t="s"><v>0</v></c></row>`), map[string]string{"xl/sharedStrings.xml": "<sst><si><t>" + big[:6<<20] + "</t></si></sst>"}), Options{}, "sheet.cell_too_big", "台账!A2"},
		{"a quote never closed", "a.csv", []byte("事项,完成时限\n甲,\"2024\n乙,\n"), Options{}, "sheet.open_quote", "a!B2"},
		{"deep nesting", "a.xlsx", packed(t, `<worksheet><sheetData>`+strings.Repeat("<x>", 100_000), nil), Options{}, "sheet.too_deep", "a.xlsx"},
		{"a document type with entities", "a.xlsx", packed(t, `<!DOCTYPE a [<!ENTITY b "bbbb">]>`+sheetXML(headerXML), nil), Options{}, "sheet.corrupt", "a.xlsx"},
		{"a part that unpacks a thousandfold", "a.xlsx", packed(t, sheetXML(headerXML+strings.Repeat(" ", 64<<20)), nil), Options{}, "sheet.bomb", "a.xlsx"},
		{"more unpacked than the limit", "a.xlsx", packed(t, sheetXML(headerXML+strings.Repeat(" ", 2<<20)), nil), Options{MaxUnpackedBytes: 1 << 20}, "sheet.bomb", "a.xlsx"},
		{"a file over the limit", "a.csv", []byte("事项,完成时限\n"), Options{MaxFileBytes: 4}, "sheet.file_too_big", "a.csv"},
		{"too many rows", "a.csv", []byte("事项,完成时限\n甲,长期\n乙,长期\n"), Options{MaxRows: 2}, "sheet.too_many_rows", "a"},
		{"too many columns", "a.csv", []byte("事项,完成时限,备注\n"), Options{MaxColumns: 2}, "sheet.too_many_columns", "a!C1"},
		{"rows out of order", "a.xlsx", packed(t, sheetXML(headerXML+`<row r="1"></row>`), nil), Options{}, "sheet.corrupt", "a.xlsx"},
		{"a column beyond XFD", "a.xlsx", packed(t, sheetXML(headerXML+`<row r="2">`+inline("XFE2", "x")+`</row>`), nil), Options{}, "sheet.corrupt", "a.xlsx"},
		{"a shared string that does not exist", "a.xlsx", packed(t, sheetXML(headerXML+`<row r="2"><c r="A2" t="s"><v>7</v></c></row>`), nil), Options{}, "sheet.corrupt", "台账!A2"},
		{"a cell in GBK", "a.xlsx", packed(t, sheetXML(headerXML+`<row r="2">`+inline("A2", "\xca\xc2")+`</row>`), nil), Options{}, "sheet.encoding", "台账!A2"},
		{"a torn sheet", "a.xlsx", packed(t, `<worksheet><sheetData>`+headerXML+`<row r="2"><c r="A2"`, nil), Options{}, "sheet.corrupt", "a.xlsx"},
		{"synonyms for an unknown field", "a.csv", []byte("事项,完成时限\n"), Options{Synonyms: map[Field][]string{"colour": {"红"}}}, "sheet.synonyms", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			_, _, err := readBytes(c.data, c.file, c.o)
			var e *errs.Error
			if !errors.As(err, &e) || e.Code != c.code || e.Where != c.where {
				t.Fatalf("got %v, want %s at %s", err, c.code, c.where)
			}
			if e.Text.In(text.Zh) == "" || e.Text.In(text.En) == "" || strings.Contains(err.Error(), "%!") || strings.Contains(e.In(text.En), "%!") {
				t.Errorf("message %q / %q", e.In(text.Zh), e.In(text.En))
			}
		})
	}
	if _, err := Read(context.Background(), "does-not-exist.xlsx", Options{}, nil); !errs.Is(err, "sheet.unreadable") {
		t.Errorf("a missing file: %v", err)
	}
}

func zipOf(tb testing.TB, name, data string) []byte {
	tb.Helper()
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	w, err := z.Create(name)
	if err == nil {
		_, err = io.WriteString(w, data)
	}
	if err = errors.Join(err, z.Close()); err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func TestPrefixedAndEscapedXMLIsRead(t *testing.T) {
	t.Parallel()
	doc := `<x:worksheet xmlns:x="m"><x:sheetData><!-- > --><x:row r="1"><x:c r="A1" t="inlineStr"><x:is><x:t>事项</x:t><x:rPh><x:t>shixiang</x:t></x:rPh></x:is></x:c><x:c t="str"><x:v>完成时限</x:v></x:c></x:row>` +
		`<x:row><x:c t="inlineStr"><x:is><x:r><x:t>甲&amp;乙</x:t></x:r><x:r><x:t><![CDATA[<丙>]]></x:t></x:r></x:is></x:c><x:c s="9" note="a>b"><x:v>45107</x:v></x:c></x:row>` +
		`<x:row><x:c t="str"><x:v>a_x000D_b_x005F_x0041_</x:v></x:c></x:row></x:sheetData><x:mergeCells><x:mergeCell ref="B2:B3"/></x:mergeCells></x:worksheet>`
	var rows []Row
	data := packed(t, doc, nil)
	if _, err := ReadFrom(context.Background(), bytes.NewReader(data), int64(len(data)), "a.xlsx", Options{}, func(r Row) error {
		rows = append(rows, r)
		return nil
	}); err != nil {
		t.Fatal(err)
	}
	if rows[0].Title != "甲&乙<丙>" || rows[0].Due.String() != "2023-06-30" || rows[1].Title != "a b_x0041_" || rows[1].Doubts[0].Read != "a\rb_x0041_" || rows[1].Due != rows[0].Due || !rows[1].Doubts[1].Repeated {
		t.Errorf("%+v", rows)
	}
}

// TestScannerAgreesWithEncodingXML holds the scanner against the standard library on documents both accept.
func TestScannerAgreesWithEncodingXML(t *testing.T) {
	t.Parallel()
	for _, doc := range []string{
		sheetXML(headerXML), `<a b='1' c="x&quot;y"><d/>t&#x4E2D;&#20013;<e> </e></a>`, `<a><![CDATA[<&]]>x<!-- <b> --><?pi > ?></a>`,
		"<a>\r\nx\ry</a>", `<a q="a>b" r='c"d'>"</a>`, `<p:a xmlns:p="n"><p:b p:c="1"/></p:a>`, "<a>" + strings.Repeat("长文本", 40_000) + "</a>", "<a \n b = \"1\" />",
	} {
		if got, want := scanned(doc), decoded(doc); got != want {
			t.Errorf("document %.60q:\nscanner      %.300q\nencoding/xml %.300q", doc, got, want)
		}
	}
}

func scanned(doc string) string {
	var out strings.Builder
	x := newXMLScanner(strings.NewReader(doc), 1<<20)
	for {
		tok, err := x.next()
		switch {
		case errors.Is(err, io.EOF):
			return out.String()
		case err != nil:
			return "error"
		case tok == tokText:
			out.Write(x.text)
		case tok == tokStart:
			fmt.Fprintf(&out, "<%s", x.name)
			for a := x.attrs; ; {
				name, value, ok := a.next()
				if !ok {
					break
				}
				fmt.Fprintf(&out, " %s=%q", name, unescape(slices.Clone(value)))
			}
			out.WriteString(">")
		default:
			out.WriteString("</>")
		}
	}
}

func decoded(doc string) string {
	var out strings.Builder
	d := xml.NewDecoder(strings.NewReader(doc))
	depth := 0
	for {
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return out.String()
		}
		if err != nil {
			return "error"
		}
		switch e := tok.(type) {
		case xml.StartElement:
			depth++
			fmt.Fprintf(&out, "<%s", e.Name.Local)
			for _, a := range e.Attr {
				fmt.Fprintf(&out, " %s=%q", a.Name.Local, a.Value)
			}
			out.WriteString(">")
		case xml.EndElement:
			depth--
			out.WriteString("</>")
		case xml.CharData:
			if depth > 0 {
				out.Write(e)
			}
		}
	}
}

func FuzzScanner(f *testing.F) {
	for _, s := range []string{sheetXML(headerXML), "<a><b c='d'/>&amp;</a>", "<a><![CDATA[x]]></a>", "<!--", "<a b=\"", "</a>", "<>", "</>", "< a>"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, doc string) {
		d := xml.NewDecoder(strings.NewReader(doc))
		for {
			_, err := d.Token()
			if errors.Is(err, io.EOF) {
				break
			}
			if err != nil { // only well-formed documents need agree; the others must merely end
				scanned(doc)
				return
			}
		}
		if strings.Contains(doc, "<!D") || !utf8.ValidString(doc) {
			return
		}
		if got, want := scanned(doc), decoded(doc); got != want && got != "error" {
			t.Errorf("scanner %q, encoding/xml %q", got, want)
		}
	})
}

func FuzzRead(f *testing.F) {
	f.Add(packed(f, sheetXML(headerXML+`<row r="2">`+inline("A2", "甲")+inline("B2", "6月底前")+`</row>`), nil), "a.xlsx")
	f.Add(packed(f, sheetXML(headerXML+`<row r="2"><c r="A2" t="s"><v>0</v></c><c r="B2" s="1"><f>A1</f><v>45107</v></c></row></sheetData><mergeCells><mergeCell ref="A2:A9"/></mergeCells><sheetData>`),
		map[string]string{"xl/sharedStrings.xml": "<sst><si><t>甲</t></si></sst>", "xl/styles.xml": `<styleSheet><cellXfs><xf/><xf numFmtId="14"/></cellXfs></styleSheet>`}), "a.xlsx")
	f.Add([]byte(csvText), "督办.csv")
	f.Add([]byte("\xef\xbb\xbf序号,事项,\"完成\n时限\"\r\n1,'=甲,2024.1\r合计,,"), "a.csv")
	f.Add([]byte("\xff\xfe\x00"), "a.csv")
	f.Add([]byte("\xca\xc2\xcf\xee,\xcd\xea\xb3\xc9\xca\xb1\xcf\xde\n\xbc\xd7,\xb3\xa4\xc6\xda\n"), "a.csv")
	f.Fuzz(func(t *testing.T, data []byte, name string) {
		rows, rep, err := readBytes(data, name, Options{MaxUnpackedBytes: 1 << 20, MaxFileBytes: 1 << 20})
		if err != nil && errs.KindOf(err) == errs.Internal {
			t.Fatalf("an error nobody can act on: %v", err)
		}
		if err == nil && rows != rep.Rows {
			t.Fatalf("%d rows told, %d counted", rows, rep.Rows)
		}
		told := 0
		scan, again := ScanFrom(context.Background(), bytes.NewReader(data), int64(len(data)), name, Options{MaxUnpackedBytes: 1 << 20, MaxFileBytes: 1 << 20}, func(Doubt) error { told++; return nil })
		if (again == nil) != (err == nil) || err == nil && told != scan.Errors+scan.Assumptions+scan.Notes {
			t.Fatalf("scan %v, read %v, %d doubts", again, err, told)
		}
	})
}

// bigSheet is a workbook of n rows by 20 columns.
func bigSheet(tb testing.TB, n int) []byte {
	tb.Helper()
	var out bytes.Buffer
	rows := func(yield func([]string) bool) {
		for i := range n {
			if !yield([]string{
				fmt.Sprint(i + 1), "招商工程", fmt.Sprintf("第%d项任务", i+1), "签约并落地", "管委会副主任", "招商局、财政局", "住建局", "招商局局长", "2023-01-04", "2023年6月30日",
				fmt.Sprintf("%d万元", i+1), "正在推进", "推进中", "80%", "合同", "", "一", "二", "三", "四",
			}) {
				return
			}
		}
	}
	err := Write(&out, XLSX, Table{
		Banner: "某经开区2023年重点任务台账", Rows: rows,
		Header: []string{"序号", "工程", "重点任务", "具体举措", "牵头领导", "责任单位", "配合单位", "责任人", "登记日期", "完成时限", "投资额", "完成情况", "是否完成", "完成率", "印证材料", "备注", "甲", "乙", "丙", "丁"},
	})
	if err != nil {
		tb.Fatal(err)
	}
	return out.Bytes()
}

func TestALongWorkbookStreamsInBoundedMemory(t *testing.T) {
	data := bigSheet(t, 20_000)
	runtime.GC()
	var before, now runtime.MemStats
	runtime.ReadMemStats(&before)
	peak := uint64(0)
	rep, err := ReadFrom(context.Background(), bytes.NewReader(data), int64(len(data)), "a.xlsx", Options{Progress: func(done, total int64) {
		if done > total {
			t.Errorf("progress %d of %d", done, total)
		}
		runtime.GC()
		runtime.ReadMemStats(&now)
		peak = max(peak, now.HeapAlloc)
	}}, func(Row) error { return nil })
	if err != nil || rep.Rows != 20_000 || rep.Err() != nil {
		t.Fatalf("%d rows, %v, %v", rep.Rows, err, rep.Err())
	}
	if grown := int64(peak) - int64(before.HeapAlloc); grown > 8<<20 {
		t.Errorf("the live heap grew by %d KB over 20,000 rows", grown>>10)
	}
}

func BenchmarkRead100k(b *testing.B) {
	data := bigSheet(b, 100_000)
	b.ReportAllocs()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		if _, err := ReadFrom(context.Background(), bytes.NewReader(data), int64(len(data)), "a.xlsx", Options{}, func(Row) error { return nil }); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkExcelizeRows100k is the peer: it yields cells as text and does nothing with them.
func BenchmarkExcelizeRows100k(b *testing.B) {
	data := bigSheet(b, 100_000)
	b.ReportAllocs()
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		f, err := excelize.OpenReader(bytes.NewReader(data))
		if err != nil {
			b.Fatal(err)
		}
		rows, err := f.Rows("台账")
		if err != nil {
			b.Fatal(err)
		}
		for rows.Next() {
			if _, err := rows.Columns(excelize.Options{RawCellValue: true}); err != nil {
				b.Fatal(err)
			}
		}
		if err := errors.Join(rows.Close(), f.Close()); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkWrite100k(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		bigSheet(b, 100_000)
	}
}
