package workbook

import (
	"hash/maphash"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
)

// A ledger that was given no name is known again by its file's. Under another name of the file every row would be
// registered once more, so the rows are compared with those of the ledgers that the zone has.

// fewest is how many rows must agree before two files count as one ledger; of a file of fewer, all, unless it is one row.
const fewest = 3

// same holds a hash of what every new row is known by: eight bytes a row.
type same struct {
	seed maphash.Seed
	rows map[uint64]struct{}
}

// newSame begins the comparison where no name was given, the name is new, and the zone has other ledgers.
func (im *importer) newSame() error {
	if !im.o.unnamed || len(im.before.byKey) > 0 {
		return nil
	}
	for _, err := range im.engine.Store().List(im.ctx, im.o.Zone, engine.Filter{Origin: origins, Limit: 1}) {
		if err != nil {
			return err
		}
		im.same = &same{maphash.MakeSeed(), map[uint64]struct{}{}}
	}
	return nil
}

// note remembers a new row.
func (s *same) note(r *sheet.Row, unit string) {
	if s != nil {
		s.rows[s.hash(r.Key, r.Title, unit)] = struct{}{}
	}
}

// hash is of a row's number and title, and of one that has none of its lead unit and title: an ordinal is another once a row is put in.
func (s *same) hash(key, title, unit string) uint64 {
	if strings.Contains(key, "#") {
		key = "#" + unit
	}
	return maphash.String(s.seed, key+"\x00"+title)
}

// agreed is how far another ledger agrees with the file.
type agreed struct {
	book  string
	rows  int
	bytes bool // rows of it came from these very bytes
}

// sameLedger refuses a file that is a known ledger under another name.
func (im *importer) sameLedger() error {
	if im.same == nil || len(im.same.rows) == 0 {
		return nil
	}
	books := map[string]*agreed{}
	for row, err := range im.engine.Store().List(im.ctx, im.o.Zone, engine.Filter{Origin: origins}) {
		if err != nil {
			return err
		}
		book, key, hash, ok := parseOrigin(row.Origin)
		if !ok || book == im.o.Ledger {
			continue
		}
		b := books[book]
		if b == nil {
			b = &agreed{book: book}
			books[book] = b
		}
		b.bytes = b.bytes || hash == im.out.SHA256
		if _, has := im.same.rows[im.same.hash(key, row.Title, row.LeadUnit)]; has {
			b.rows++
		}
	}
	var most *agreed
	for _, name := range sorted(books) {
		if b := books[name]; most == nil || b.bytes && !most.bytes || b.bytes == most.bytes && b.rows > most.rows {
			most = b
		}
	}
	if most == nil {
		return nil
	}
	most.rows = min(most.rows, len(im.same.rows))
	if most.bytes || most.rows >= max(min(fewest, max(2, len(im.same.rows))), (len(im.same.rows)+1)/2) {
		im.refuseSame(most)
	}
	return nil
}

// refuseSame says it before all else, once for the file.
func (im *importer) refuseSame(a *agreed) {
	zh, en := "", ""
	if a.bytes {
		zh, en = "（文件内容一模一样）", " (the very same bytes)"
	}
	t := errs.Newf(errs.Invalid, "import.same_ledger",
		"这像是已导入的台账“%[1]s”换了文件名%[2]s：%[3]d 行中有 %[4]d 行编号（没有编号的，单位）和名称相同，再导入就会重复登记。要接着更新它，请加 --ledger %[5]s；确是另一本，请加 --ledger %[6]s 分开",
		"this looks like the ledger %[1]q under another file name%[7]s: %[4]d of %[3]d rows have the same number (or, without one, the same unit) and title, and would be registered twice. To continue it add --ledger %[5]s; to keep them apart on purpose add --ledger %[6]s",
		a.book, zh, len(im.same.rows), a.rows, quoted(a.book), quoted(im.o.Ledger), en).Text
	im.out.Doubts = append([]sheet.Doubt{{Level: sheet.Error, Code: "import.same_ledger", Cell: im.out.File, Read: im.o.Ledger, Assumed: a.book, Text: t}}, im.out.Doubts...)
	im.out.Errors++
}

// quoted is a name as a shell takes it.
func quoted(name string) string {
	if strings.ContainsAny(name, " \t()&;|<>*?$`\"'\\#") {
		return "'" + strings.ReplaceAll(name, "'", `'\''`) + "'"
	}
	return name
}
