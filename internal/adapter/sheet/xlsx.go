package sheet

import (
	"errors"
	"io"
	"os"
	"path"
	"strings"

	"qinlian/internal/base/errs"
)

// workbook is what must be known of an .xlsx before its sheets can be streamed.
type workbook struct {
	*archive

	o        Options
	sheets   []sheetPart
	date1904 bool
	styles   []numberFormat // by the s attribute of a cell
	shared   *stringTable
}

type sheetPart struct {
	name, path string
	hidden     bool
}

const (
	maxPartText = 1 << 20
	maxSheets   = 1000
)

// readXLSX reads the wanted sheets one after the other.
func (b *book) readXLSX(src io.ReaderAt, size int64) error {
	w, err := openWorkbook(src, size, b.rep.File, b.o)
	if err != nil {
		return err
	}
	defer w.shared.close()
	wanted, err := b.choose(w.sheets)
	if err != nil {
		return err
	}
	for _, s := range wanted {
		if f := w.parts[partKey(s.path)]; f != nil {
			b.total += int64(f.UncompressedSize64)
		}
	}
	for _, s := range wanted {
		merges, err := w.merges(s)
		if err != nil {
			return err
		}
		base := b.done
		l := b.taker(s.name, merges, len(wanted) > 1)
		if err := w.rows(b.ctx, s, func(r record, at int64) error {
			b.progress(r.row, base+at)
			return l.add(r)
		}); err != nil {
			return err
		}
		if err := l.finish(); err != nil {
			return err
		}
		if f := w.parts[partKey(s.path)]; f != nil {
			b.done = base + int64(f.UncompressedSize64)
		}
	}
	if len(b.rep.Sheets) == 0 {
		return noHeader(b.rep.File)
	}
	b.progress(0, b.total)
	return nil
}

// choose picks the named sheet, or every visible one, months in their order.
func (b *book) choose(all []sheetPart) ([]sheetPart, error) {
	var wanted []sheetPart
	var names []string
	for _, s := range all {
		names = append(names, s.name)
		switch {
		case b.o.Sheet == s.name || b.o.Sheet == "" && !s.hidden:
			wanted = append(wanted, s)
		case b.o.Sheet == "":
			if err := b.rep.aside(doubt(Note, "sheet.hidden", "隐藏的工作表，未读取；需要时请指名读取", "a hidden sheet, not read: name it to read it").at(s.name), b.sink); err != nil {
				return nil, err
			}
		}
	}
	if b.parts = names; len(wanted) == 0 {
		return nil, errs.Newf(errs.NotFound, "sheet.no_sheet", "没有名为“%s”的可读工作表，文件里有：%s", "no readable sheet named %q; the file has: %s",
			b.o.Sheet, strings.Join(names, "、")).At(b.rep.File)
	}
	inTime(wanted, names)
	return wanted, nil
}

func (b *book) progress(row int, at int64) {
	if b.o.Progress != nil && row%1000 == 0 {
		b.o.Progress(min(at, b.total), b.total)
	}
}

func openWorkbook(src io.ReaderAt, size int64, name string, o Options) (*workbook, error) {
	a, err := openArchive(src, size, name, o)
	if err != nil {
		return nil, err
	}
	w := &workbook{archive: a, o: o, shared: &stringTable{}}
	main, err := w.relations("", func(kind string) bool { return strings.HasSuffix(kind, "/officeDocument") })
	if err != nil {
		return nil, err
	}
	if len(main) == 0 {
		return nil, errs.Newf(errs.Invalid, "sheet.not_xlsx", "这是压缩包，但不是Excel工作簿（.xlsx）", "this is an archive but not an Excel workbook (.xlsx)").At(name)
	}
	var bookPath string
	for _, target := range main {
		bookPath = target
	}
	targets, err := w.relations(bookPath, func(string) bool { return true })
	if err != nil {
		return nil, err
	}
	if err := w.readBook(bookPath, targets); err != nil {
		return nil, err
	}
	if err := w.readLinked(bookPath, targets); err != nil {
		w.shared.close()
		return nil, err
	}
	return w, nil
}

// relations returns the targets of the part's relationships by id, those of the package for "".
func (w *workbook) relations(part string, keep func(kind string) bool) (map[string]string, error) {
	dir, file := path.Split(part)
	out := map[string]string{}
	return out, w.each(dir+"_rels/"+file+".rels", func(x *xmlScanner) error {
		if string(x.name) != "Relationship" || !keep(x.attrs.get("Type")) || x.attrs.get("TargetMode") == "External" {
			return nil
		}
		target := x.attrs.get("Target")
		if !strings.HasPrefix(target, "/") {
			target = path.Join(dir, target)
		}
		if len(out) > 10*maxSheets {
			return errXML
		}
		out[x.attrs.get("Id")] = strings.TrimPrefix(target, "/")
		return nil
	})
}

// each calls f at every start tag of a part; a part that does not exist has none.
func (w *workbook) each(part string, f func(*xmlScanner) error) error {
	p, err := w.open(part)
	if p == nil || err != nil {
		return err
	}
	defer func() { _ = p.Close() }()
	x := newXMLScanner(p, maxPartText)
	for {
		tok, err := x.next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err == nil && tok == tokStart {
			err = f(x)
		}
		if err != nil {
			return w.fault(err, part)
		}
	}
}

func (w *workbook) readBook(part string, targets map[string]string) error {
	err := w.each(part, func(x *xmlScanner) error {
		switch string(x.name) {
		case "workbookPr":
			v := x.attrs.get("date1904")
			w.date1904 = v == "1" || v == "true"
		case "sheet":
			target := targets[x.attrs.get("id")]
			if strings.Contains(target, "chartsheets/") || strings.Contains(target, "dialogsheets/") || strings.Contains(target, "macrosheets/") {
				return nil
			}
			if target == "" || len(w.sheets) >= maxSheets {
				return errXML
			}
			w.sheets = append(w.sheets, sheetPart{x.attrs.get("name"), target, x.attrs.get("state") != "" && x.attrs.get("state") != "visible"})
		}
		return nil
	})
	if err == nil && len(w.sheets) == 0 {
		return corrupt(w.name, part, nil)
	}
	return err
}

// readLinked reads styles and shared strings, which both may be absent.
func (w *workbook) readLinked(bookPath string, targets map[string]string) error {
	dir := path.Dir(bookPath)
	stylesPath, stringsPath := dir+"/styles.xml", dir+"/sharedStrings.xml"
	for _, t := range targets {
		switch strings.ToLower(path.Base(t)) {
		case "styles.xml":
			stylesPath = t
		case "sharedstrings.xml":
			stringsPath = t
		}
	}
	if err := w.readStyles(stylesPath); err != nil {
		return err
	}
	return w.readStrings(stringsPath)
}

// stringTable holds a workbook's shared strings: the first 32 MiB in memory, the rest in a temporary
// file, so that a large workbook costs eight bytes a string.
type stringTable struct {
	mem  []byte
	ends []int64
	size int64
	tmp  *os.File
	tail []byte // not yet written to tmp
}

const stringsInMemory = 32 << 20

func (t *stringTable) add(s []byte) error {
	t.size += int64(len(s))
	t.ends = append(t.ends, t.size)
	if t.tmp == nil && len(t.mem)+len(s) <= stringsInMemory {
		t.mem = append(t.mem, s...)
		return nil
	}
	if t.tmp == nil {
		f, err := os.CreateTemp("", "sheet-strings-*")
		if err != nil {
			return errs.Newf(errs.Internal, "sheet.no_space", "无法写临时文件，请检查磁盘空间", "a temporary file cannot be written: check the disk").Because(err)
		}
		t.tmp = f
	}
	if t.tail = append(t.tail, s...); len(t.tail) < 1<<20 {
		return nil
	}
	return t.flush()
}

func (t *stringTable) flush() error {
	if len(t.tail) == 0 {
		return nil
	}
	_, err := t.tmp.Write(t.tail)
	t.tail = t.tail[:0]
	if err != nil {
		return errs.Newf(errs.Internal, "sheet.no_space", "无法写临时文件，请检查磁盘空间", "a temporary file cannot be written: check the disk").Because(err)
	}
	return nil
}

// at returns string i, false when there is none.
func (t *stringTable) at(i int) (string, bool) {
	if i < 0 || i >= len(t.ends) {
		return "", false
	}
	from := int64(0)
	if i > 0 {
		from = t.ends[i-1]
	}
	if t.ends[i] <= int64(len(t.mem)) {
		return string(t.mem[from:t.ends[i]]), true
	}
	buf := make([]byte, t.ends[i]-from)
	if _, err := t.tmp.ReadAt(buf, from-int64(len(t.mem))); err != nil {
		return "", false
	}
	return string(buf), true
}

func (t *stringTable) close() {
	if t.tmp != nil {
		_ = t.tmp.Close()
		_ = os.Remove(t.tmp.Name())
	}
}

func (w *workbook) readStrings(part string) error {
	p, err := w.open(part)
	if p == nil || err != nil {
		return err
	}
	defer func() { _ = p.Close() }()
	x := newXMLScanner(p, 64*w.o.MaxCellBytes)
	var s richText
	for {
		tok, err := x.next()
		if errors.Is(err, io.EOF) {
			return w.shared.flush()
		}
		if err == nil {
			s.token(x, tok)
			if tok == tokEnd && string(x.name) == "si" {
				err = w.shared.add(s.take())
			}
		}
		if errors.Is(err, errTextTooLong) || len(s.buf) > 64*w.o.MaxCellBytes {
			return cellTooBig(w.o).At(w.name)
		}
		if err != nil {
			return w.fault(err, part)
		}
	}
}

// richText gathers the runs of a string and leaves its phonetic guide out.
type richText struct {
	buf      []byte
	inT      bool
	phonetic bool
}

func (r *richText) token(x *xmlScanner, tok token) {
	switch {
	case tok == tokText:
		if r.inT {
			r.buf = append(r.buf, x.text...)
		}
	case string(x.name) == "rPh":
		r.phonetic = tok == tokStart
	case string(x.name) == "t":
		r.inT = tok == tokStart && !r.phonetic
	}
}

func (r *richText) take() []byte {
	out := unescapeControl(r.buf)
	r.buf, r.inT, r.phonetic = r.buf[:0], false, false
	return out
}
