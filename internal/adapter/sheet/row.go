package sheet

import (
	"cmp"
	"hash/maphash"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"
)

// rowBuilder reads one record field by field.
type rowBuilder struct {
	Row

	l       *ledger
	r       record
	rates   string        // 完成率 in words
	bare    string        // a figure where the progress is told in words: 0.5
	state   statusReading // of the status cell
	keyFrom value
}

func (b *rowBuilder) build() {
	b.l.values = append(b.l.values[:0], make([]value, len(b.l.layout.columns))...)
	values := b.l.values
	next := 0
	for i, c := range b.l.layout.columns {
		for next < len(b.r.cells) && b.r.cells[next].col < c.col {
			b.stray(b.r.cells[next])
			next++
		}
		if next < len(b.r.cells) && b.r.cells[next].col == c.col {
			values[i] = b.r.cells[next].value
			next++
		} else if w, ok := b.l.carry[c.col]; ok && w.from < b.r.row && c.Field != FieldAmount {
			values[i] = w.value
		}
		if w, ok := b.l.carry[c.col]; ok && w.from == b.r.row && w.endRow > w.from && c.Field == FieldAmount {
			b.doubt(doubt(Note, "amount.merged", "金额为几行合计，只记在第一行", "one amount for several rows, kept on the first"), c.Field, c.col, values[i])
		}
	}
	for ; next < len(b.r.cells); next++ {
		b.stray(b.r.cells[next])
	}
	if b.l.section != "" {
		b.Category = append(b.Category, b.l.section)
	}
	for pass := range 2 { // due dates may count from the registration, so they come second
		for i, c := range b.l.layout.columns {
			if (c.Field == FieldDue) == (pass == 1) {
				b.field(c, values[i])
			}
		}
	}
	b.inheritCategory()
	b.settle()
	b.key()
	b.likeAnother(values)
	b.likeHeader()
	if len(b.Doubts) > 1 {
		slices.SortStableFunc(b.Doubts, func(x, y Doubt) int { return x.column() - y.column() })
	}
}

// stray keeps what stands outside every column of the header.
func (b *rowBuilder) stray(c cell) {
	b.extra(colName(c.col), c.text)
	d := doubt(Note, "column.none", "这一列没有表头，内容保留在附加字段", "a column without a header, kept as an extra field")
	b.doubt(d, "", c.col, c.value)
}

func (b *rowBuilder) extra(label, text string) {
	if b.Extra == nil {
		b.Extra = map[string]string{}
	}
	if old := b.Extra[label]; old != "" {
		text = old + "\n" + text
	}
	b.Extra[label] = text
}

func (b *rowBuilder) doubt(d Doubt, f Field, col int, v value) {
	if d.Level == "" {
		return
	}
	at := ref(col, b.r.row)
	if v.merged && v.ref != "" {
		at, d.Repeated = v.ref, true
	}
	d.Cell, d.Field = b.l.sheet+"!"+at, f
	if d.Read == "" {
		d.Read = shorten(v.text)
	}
	b.Doubts = append(b.Doubts, d)
}

// mistakes are what Excel shows where a formula fails.
var mistakes = []string{"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NUM!", "#NULL!", "#SPILL!", "#CALC!"}

// field reads one cell into its field.
func (b *rowBuilder) field(c column, v value) {
	say := func(d Doubt) {
		if c.Field == "" { // nothing is decided by an unknown column
			d.Level = Note
		}
		b.doubt(d, c.Field, c.col, v)
	}
	if slices.Contains(mistakes, v.text) { // a csv has them as text
		v.kind = mistake
	}
	switch v.kind {
	case uncomputed:
		say(doubt(Error, "cell.uncomputed", "公式没有计算结果，请用Excel或WPS打开并保存一次", "the formula has no stored result: open the file in Excel or WPS and save it once"))
		return
	case mistake:
		say(doubt(Error, "cell.error", "公式出错（%s），请改正", "the formula fails (%s): correct it", shorten(v.text)))
		return
	}
	text := tidy(v.text)
	if text == "" {
		return
	}
	if strings.Contains(text, "\uFFFD") {
		say(doubt(Assumed, "cell.damaged", "有无法识别的字符（\uFFFD），原字已丢失，照原样读；请核对", "a character that was lost (\uFFFD) is read as it stands: check it"))
	}
	if v.lost {
		say(doubt(Error, "cell.digits_lost", "超过15位的号码按数字保存，末几位已丢失，请改成文本重新填写", "a number of more than 15 digits has lost its last ones: make the cell text and type it again"))
	}
	if c.Field == "" {
		b.extra(c.Label, text)
		return
	}
	if b.Cells[c.Field] == "" {
		b.Cells[c.Field] = cmp.Or(v.ref, ref(c.col, b.r.row))
	}
	if (blankMark(text) || unreported(c.Field, text)) && c.Field != FieldTitle {
		return
	}
	switch c.Field {
	case FieldOrdinal:
		b.Ordinal = text
		if b.Number == "" {
			b.keyFrom = v
		}
	case FieldNumber:
		b.Number, b.keyFrom = text, v
	case FieldCategory:
		b.Category = append(b.Category, text)
		b.extra(c.Label, text) // a kind may have a field of that name
	case FieldTitle:
		if b.Title = oneLine(text); b.Title != text {
			say(assumedAs(doubt(Note, "title.joined", "单元格里有换行，连成一行", "line breaks within the cell: joined into one line"), shorten(b.Title)))
		}
	case FieldLead, FieldSupport:
		if b.unitsText == nil {
			b.unitsText = map[Field]string{}
		}
		if was := b.unitsText[c.Field]; was != "" { // in a column of its own
			b.unitsText[c.Field] = was + "、" + text
		} else {
			b.unitsText[c.Field] = text
		}
		r := unitsOf(text)
		if r.doubt.Level != "" {
			r.doubt.Assumed = strings.Join(slices.Concat(r.units, r.support), " | ")
			say(r.doubt)
		}
		if c.Field == FieldSupport {
			r.units, r.support = nil, slices.Concat(r.units, r.support)
		}
		b.LeadUnits, b.SupportUnits = union(b.LeadUnits, r.units), union(b.SupportUnits, r.support)
	case FieldRegistered:
		in := b.l.dates
		in.start = true
		r := in.dateValue(v)
		b.Registered = r.day
		say(r.doubt)
	case FieldDue:
		in := b.l.dates
		in.registered = b.Registered
		r := in.dateValue(v)
		b.Due, b.Ongoing = r.day, r.ongoing
		say(r.doubt)
		if b.Registered != 0 && b.Due != 0 && b.Due < b.Registered {
			say(doubt(Assumed, "date.before", "完成时限早于登记日期%s", "due before the registration on %s", b.Registered))
		}
	case FieldStatus:
		b.status(text, say)
	case FieldNarrative:
		if bareRate(v) {
			b.bare = text
			return
		}
		b.Narrative = text
	case FieldProgress:
		b.progress(v, text, c.Unit, say)
	case FieldAmount:
		r := amount(text, c.Unit, b.l.b.o.AmountUnit)
		b.Amount, b.Count, b.AmountText = r.amount, r.count, text
		say(r.doubt)
	case FieldFinished:
		b.finished(v, say)
	default:
		if kept := b.kept(c.Field); kept != nil {
			*kept = text
		}
	}
}

// finished reads when a matter was done. That is a remark on what is over, so nothing that it says blocks.
func (b *rowBuilder) finished(v value, say func(Doubt)) {
	r := b.l.dates.dateValue(v)
	if r.doubt.Level == Error || r.ongoing {
		r = dateReading{doubt: doubt(Assumed, "date.finished", "读不出办结日期，未采用", "no date can be read: when it was done is not taken")}
	}
	b.Finished = r.day
	say(r.doubt)
}

func firstClause(s string) string {
	if i := strings.IndexAny(s, "。;\uff1b\n\uff0c,"); i > 0 {
		s = s[:i]
	}
	if utf8.RuneCountInString(s) > 60 {
		s = string([]rune(s)[:60])
	}
	return s
}

// inheritCategory fills a blank category of a csv from the row above: merged cells leave blanks there.
func (b *rowBuilder) inheritCategory() {
	at := slices.IndexFunc(b.l.layout.columns, func(c column) bool { return c.Field == FieldCategory })
	if at < 0 || b.l.b.rep.Format != CSV {
		return
	}
	if b.Cells[FieldCategory] == "" && len(b.l.above) > 0 {
		b.Category = b.l.above
		d := assumedAs(doubt(Assumed, "category.above", "类别空白，沿用上一行", "no category, taken from the row above"), strings.Join(b.Category, "/"))
		b.doubt(d, FieldCategory, b.l.layout.columns[at].col, value{})
	}
	b.l.above = b.Category
}

// counts tells whether what stands under 编号 counts rows, as 序号 does, and begins anew in every sheet.
func counts(number string) bool {
	return number != "" && len(number) <= 4 && strings.Trim(number, "0123456789") == ""
}

// key gives the row its identity. Rows under one merged ordinal or number are told apart by a count,
// repeated ordinals by the title; what is still the same twice is an error.
func (b *rowBuilder) key() {
	l := b.l
	if counts(b.Number) {
		if b.Ordinal == "" {
			b.Ordinal, b.Cells[FieldOrdinal] = b.Number, b.Cells[FieldNumber]
		}
		b.Number = ""
	}
	b.Key = b.Number
	if b.Key == "" {
		b.Key = l.sheet + "#" + l.section + "#" + cmp.Or(b.Ordinal, b.Title)
	}
	base := b.Key
	if b.keyFrom.merged && base == l.lastKey {
		l.lastCount++
		b.Key += "-" + strconv.Itoa(l.lastCount)
	} else {
		l.lastKey, l.lastCount = base, 1
	}
	seen, same := l.known(b.Key, b.Title)
	if !seen {
		return
	}
	f := FieldNumber
	if b.Number == "" {
		if f = FieldOrdinal; b.Ordinal == "" {
			f = FieldTitle
		}
		b.Key += "#" + b.Title
		if again, _ := l.known(b.Key, b.Title); b.Ordinal != "" && !again && !same {
			b.said(assumedAs(doubt(Assumed, "key.repeated", "序号重复，用名称区分", "the ordinal is repeated, told apart by the title"), shorten(b.Key)), f, b.Ordinal)
			return
		}
	}
	b.said(doubt(Error, "key.duplicate", "与前面某行的编号或名称相同，请改成不重复的编号", "the same number or name as a row above: make it unique"), f, cmp.Or(b.Number, b.Ordinal, b.Title))
}

// likeAnother tells of a row that says what one above it said, and of one that is nothing but a title.
func (b *rowBuilder) likeAnother(values []value) {
	told := 0
	for i := range values {
		if values[i].text != "" {
			told++
		}
	}
	if told == 1 && b.Cells[FieldTitle] != "" {
		b.said(assumedAs(doubt(Assumed, "row.title_only", "这一行只有名称，按一件事项读；如是表下的说明，请删除该行", "nothing but a title: read as a matter; delete the row if it is a remark below the table"), shorten(b.Title)), FieldTitle, b.Title)
	}
	sum := b.sum()
	first, seen := b.l.rows[sum]
	if !seen {
		b.l.rows[sum] = int32(b.r.row)
		return
	}
	if !slices.ContainsFunc(b.Doubts, func(d Doubt) bool { return d.Code == "key.duplicate" }) && told > 2 {
		b.said(doubt(Assumed, "row.repeated", "与第%d行的名称、内容、单位、责任人、时限都相同，按另一件读；重复的请删除，不是重复的请加编号或地点，否则以后只凭序号相认", "the same title, brief, unit, owner and due date as row %d, read as another matter: delete it if it is a repetition, else add a number or a place, or only the ordinal will tell them apart", first), FieldTitle, b.Title)
	}
}

// sum hashes what makes two rows the same matter.
func (b *rowBuilder) sum() uint64 {
	var h maphash.Hash
	h.SetSeed(b.l.seed)
	for _, s := range []string{strings.Join(b.Category, "/"), b.Title, b.Brief, b.Place, b.subject(), b.AmountText, b.Owner} {
		_, _ = h.WriteString(s)
		_ = h.WriteByte(0)
	}
	for _, s := range b.LeadUnits {
		_, _ = h.WriteString(s)
		_ = h.WriteByte('|')
	}
	for day := b.Due; day != 0; day >>= 8 {
		_ = h.WriteByte(byte(day & 0xFF))
	}
	return h.Sum64()
}
