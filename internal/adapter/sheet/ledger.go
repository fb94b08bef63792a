package sheet

import (
	"cmp"
	"hash/maphash"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// ledger turns the records of one sheet into rows. It holds the top of the sheet until the header is
// found, then one record at a time.
type ledger struct {
	b      *book
	sheet  string
	merges []span
	among  bool // other sheets are read too, so that this one may have no header

	top      grid
	topBytes int
	found    bool
	layout   layout
	rep      SheetReport
	dates    dateContext

	unit, unitAt string // as stated above the first header, and where

	pending int // next merge to become active
	carry   map[int]carried
	section string
	above   []string          // categories of the row above
	keys    map[uint64]uint64 // hashes of keys and of the title that each came with first
	rows    map[uint64]int32  // hashes of what rows say → the row that said it first
	seed    maphash.Seed
	hidden  int
	fixed   *corrections
	again   grid             // rows that may make the header of a further table
	labels  map[string]Field // of the header in force, folded

	labelled int // cells of the row in hand that are labels

	firstHidden int // row

	lastKey   string // for rows that share a merged ordinal
	lastCount int
	values    []value
}

// carried is the value of a merged range that reaches down to the row endRow.
type carried struct {
	value

	from, endRow int
}

func newLedger(b *book, sheet string, merges []span, among bool) *ledger {
	return &ledger{
		b: b, sheet: sheet, merges: merges, among: among, top: grid{merges: topMerges(merges)},
		carry: map[int]carried{}, keys: map[uint64]uint64{}, rows: map[uint64]int32{}, seed: maphash.MakeSeed(), fixed: b.o.Corrections.of(sheet),
	}
}

// topMerges are those that a header may consist of; a hostile file must not make the search slow.
func topMerges(all []span) []span { return all[:min(len(all), 500)] }

// add takes the next record; its cells are cloned where they must outlive the call.
func (l *ledger) add(r record) error {
	if r = l.fixed.apply(l.sheet, r); len(r.cells) == 0 {
		return nil
	}
	if l.found {
		return l.data(r)
	}
	r.cells = slices.Clone(r.cells)
	for _, c := range r.cells {
		l.topBytes += len(c.text)
	}
	if l.top.rows = append(l.top.rows, r); len(l.top.rows) < headerWithin && l.topBytes < headerMaxBytes {
		return nil
	}
	return l.start()
}

// start finds the header in what was held back and reads on from there. A sheet without one among
// others is skipped with a note.
func (l *ledger) start() error {
	var ok bool
	var at int
	if l.layout, at, ok = l.b.names.findHeader(l.top); !ok {
		if !l.among {
			return noHeader(l.sheet)
		}
		if len(l.top.rows) == 0 {
			return nil
		}
		l.found, l.layout.byCol = true, nil
		return l.b.rep.aside(doubt(Assumed, "sheet.skipped", "这张工作表没有表头，整张未读", "this sheet has no header and was not read").at(l.sheet), l.b.sink)
	}
	l.found = true
	year, from := l.b.yearOf(l.top, l.layout, l.sheet)
	l.dates = dateContext{year: year, yearFrom: from}
	if err := l.unread(l.top.rows[:at]); err != nil {
		return err
	}
	l.unit, l.unitAt = l.top.statedUnit(l.layout)
	if err := l.begin(l.top); err != nil {
		return err
	}
	rest := l.top.rows
	l.top.rows = nil
	for _, r := range rest {
		if r.row > l.layout.last {
			if err := l.data(r); err != nil {
				return err
			}
		}
	}
	return nil
}

// finish reads a sheet shorter than the search for the header and books the sheet.
func (l *ledger) finish() error {
	if !l.found {
		if err := l.start(); err != nil || !l.found {
			return err
		}
	}
	if l.layout.byCol == nil {
		return nil
	}
	for len(l.again.rows) > 0 {
		if err := l.settleHeader(); err != nil {
			return err
		}
	}
	if l.hidden > 0 {
		at := l.sheet + "!" + strconv.Itoa(l.firstHidden)
		if err := l.aside("row.hidden", at, "", "从这一行起有%d行被隐藏或筛掉，照样读取", "from this row on, %d rows are hidden or filtered out; they were read all the same", l.hidden); err != nil {
			return err
		}
	}
	if err := l.fixed.unmet(l.b); err != nil {
		return err
	}
	return l.end()
}

func (l *ledger) aside(code, at, read, zh, en string, args ...any) error {
	d := doubt(Note, code, zh, en, args...).at(at)
	d.Read = shorten(read)
	return l.b.rep.aside(d, l.b.sink)
}

var (
	reTotal    = regexp.MustCompile(`^(合计|总计|小计|共计|累计|总数|合计数)[:]?(共?\d{1,6}[项件个条户家](任务|事项|项目)?)?$|^共\d{1,6}[项件个条户家](任务|事项|项目)?$`)
	reFooter   = regexp.MustCompile(`^(备注|注|说明|填表说明|填报说明|注释|制表人?|审核人?|填报人|填表人|填报单位|填表单位|填报时间|填报日期|联系电话|联系人|联系方式|负责人|分管领导|主要领导|签字|签发)[:(].*|^(填表说明|填报说明)`)
	reSection  = regexp.MustCompile(`^(\(?[一二三四五六七八九十]{1,3}(\)|[、.])|第[一二三四五六七八九十]{1,3}(类|部分|批|板块)|(附|续)?表[\d一二三四五六七八九十]{1,3}[:、.])`)
	reOrdinal  = regexp.MustCompile(`^[\d一二三四五六七八九十.、()]{1,8}$`)
	reSubtotal = regexp.MustCompile(`(小计|合计|总计)$`)
)

// data takes one record below the first header.
func (l *ledger) data(r record) error {
	if l.layout.byCol == nil {
		return nil
	}
	if r.hidden {
		if l.hidden++; l.hidden == 1 {
			l.firstHidden = r.row
		}
	}
	if held, err := l.hold(r); held || err != nil {
		return err
	}
	return l.below(r)
}

// below reads one record that belongs to no header.
func (l *ledger) below(r record) error {
	l.activate(r)
	lead := r.cells[0]
	at := l.sheet + "!" + ref(lead.col, r.row)
	text := strings.TrimSpace(lead.text)
	key := fold(text)
	alone := len(r.cells) == 1
	counted := digitsOnly(key) // an ordinal, as most rows begin: neither a total nor a footer
	switch {
	case l.numbersColumns(r):
		return l.aside("row.header", at, text, "各栏的编号，已跳过", "the numbers of the columns, skipped")
	case counted && l.totals(r):
		return l.aside("row.total", at, text, "合计行，已跳过", "a line of totals, skipped")
	case counted && !alone:
		if l.repeatsHeader(r) {
			return l.aside("row.header", at, text, "重复的表头，已跳过", "the header again, skipped")
		}
		return l.emit(r)
	case reTotal.MatchString(key) || reSubtotal.MatchString(key) && l.figuresOnly(r.cells[1:]):
		return l.aside("row.total", at, text, "合计行，已跳过", "a line of totals, skipped")
	case reFooter.MatchString(key) && l.mostlyEmpty(r), l.signed(r), printed(r), alone && l.fieldAt(lead.col) == FieldOrdinal && reBelow.MatchString(key):
		return l.aside("row.footer", at, text, "表尾说明，已跳过", "a line below the table, skipped")
	case l.repeatsHeader(r):
		return l.aside("row.header", at, text, "重复的表头，已跳过", "the header again, skipped")
	case alone && l.isSection(r.row, lead):
		l.section = text
		return l.aside("row.section", at, text, "分段标题，作为以下各行的类别", "a heading, taken as the category of the rows below")
	case l.isHeading(r):
		l.section = text + "、" + strings.TrimSpace(r.cells[1].text)
		return l.aside("row.section", at, l.section, "分段标题，作为以下各行的类别", "a heading, taken as the category of the rows below")
	case alone && l.fieldAt(lead.col) == FieldOrdinal && reOrdinal.MatchString(key):
		return l.aside("row.blank", at, text, "只有序号，没有内容，已跳过", "an ordinal without content, skipped")
	}
	return l.emit(r)
}

func (l *ledger) fieldAt(col int) Field {
	if i, ok := l.layout.byCol[col]; ok {
		return l.layout.columns[i].Field
	}
	return ""
}

func (l *ledger) figuresOnly(cells []cell) bool {
	for _, c := range cells {
		if c.kind != number && c.kind != uncomputed && strings.Trim(fold(c.text), "0123456789.,-%亿万元") != "" {
			return false
		}
	}
	return true
}

// totals tells a line of totals whose word stands in the column of titles, with nothing but figures around it.
func (l *ledger) totals(r record) bool {
	for i := range r.cells {
		if c := &r.cells[i]; c.col == l.layout.title {
			return i > 0 && (strings.Contains(c.text, "计") || strings.HasPrefix(c.text, "共")) && reTotal.MatchString(fold(c.text)) &&
				l.figuresOnly(r.cells[:i]) && l.figuresOnly(r.cells[i+1:])
		}
	}
	return false
}

// mostlyEmpty tells a footer from a matter whose first cell happens to begin like one.
func (l *ledger) mostlyEmpty(r record) bool {
	for _, c := range r.cells {
		if f := l.fieldAt(c.col); c.col != r.cells[0].col && (f == FieldTitle || f == FieldBrief || f == FieldLead || f == FieldDue) && !reFooter.MatchString(fold(c.text)) {
			return false
		}
	}
	return true
}

func (l *ledger) repeatsHeader(r record) bool {
	same := 0
	for _, c := range r.cells {
		i, ok := l.layout.byCol[c.col]
		if !ok || c.text != l.layout.columns[i].below && !slices.ContainsFunc(l.layout.columns[i].parts, func(p string) bool { return fold(p) == fold(c.text) }) {
			return false
		}
		same++
	}
	return same >= 2
}

// isSection tells a heading that spans the table (一、项目建设类) from a matter with one cell.
func (l *ledger) isSection(row int, c cell) bool {
	if utf8.RuneCountInString(c.text) > 60 {
		return false
	}
	if w, ok := l.carry[c.col]; ok && w.from == row && l.width(row, c.col) >= max(3, len(l.layout.columns)/2) {
		return true
	}
	first := len(l.layout.columns) > 0 && c.col <= l.layout.columns[0].col+1
	return first && reSection.MatchString(fold(c.text))
}

var reHanOrdinal = regexp.MustCompile(`^\(?[一二三四五六七八九十]{1,3}\)?[、.]?$`)

// isHeading tells a heading whose ordinal in words stands in a cell of its own, with nothing but a title beside it.
func (l *ledger) isHeading(r record) bool {
	return len(r.cells) == 2 && l.fieldAt(r.cells[0].col) == FieldOrdinal && l.fieldAt(r.cells[1].col) == FieldTitle && reHanOrdinal.MatchString(fold(r.cells[0].text))
}

func (l *ledger) width(row, col int) int {
	i, _ := slices.BinarySearchFunc(l.merges, row, func(m span, row int) int { return cmp.Compare(m.row, row) })
	for ; i < len(l.merges) && l.merges[i].row == row; i++ {
		if l.merges[i].col == col {
			return l.merges[i].endCol - col + 1
		}
	}
	return 1
}

// activate drops the merged ranges that ended above the record and takes up those that begin in it.
func (l *ledger) activate(r record) {
	for col, c := range l.carry {
		if c.endRow < r.row {
			delete(l.carry, col)
		}
	}
	for ; l.pending < len(l.merges) && l.merges[l.pending].row <= r.row; l.pending++ {
		m := l.merges[l.pending]
		if m.row < r.row {
			continue
		}
		i, ok := slices.BinarySearchFunc(r.cells, m.col, func(c cell, col int) int { return c.col - col })
		if !ok {
			continue
		}
		v := r.cells[i].value
		v.merged, v.ref = true, ref(m.col, m.row)
		l.carry[m.col] = carried{v, m.row, m.endRow}
	}
}

// emit builds the row and hands it on.
func (l *ledger) emit(r record) error {
	row := rowBuilder{l: l, r: r, Row: Row{
		Source: Provenance{l.b.rep.FileSHA256, l.b.rep.File, l.sheet, r.row},
		Cells:  make(map[Field]string, len(l.layout.columns)), Columns: l.rep.Columns, Sheets: l.b.parts, Corrected: l.fixed.in(r.row, l.carry),
	}}
	row.build()
	l.rep.Rows++
	l.b.rep.Rows++
	for _, d := range row.Doubts {
		if err := l.b.rep.count(d, l.b.sink); err != nil {
			return err
		}
	}
	if l.b.sink.row == nil {
		return nil
	}
	return l.b.sink.row(row.Row)
}

// known remembers a key and tells whether it was there before, and with the same title.
func (l *ledger) known(key, title string) (seen, same bool) {
	h, t := maphash.String(l.seed, key), maphash.String(l.seed, title)
	before, seen := l.keys[h]
	if !seen {
		l.keys[h] = t
	}
	return seen, seen && before == t
}
