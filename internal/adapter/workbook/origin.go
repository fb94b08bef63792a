package workbook

import (
	"fmt"
	"slices"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/kernel/matter"
)

// origins is how the origin of every imported matter begins.
const origins = matter.SheetOrigin

// The origin of an imported matter is "sheet:LEDGER!KEY @FILE#SHEET!ROW sha256=HASH cells=PRINT", " corrected=E2,F2" where cells of
// its row were read as somebody corrected them, who is the actor of its registration, and " ledger=LEDGER" where the file is called
// otherwise. The print is that of print.go; origins of old have none.
func originOf(book, key string) string { return origins + book + "!" + key }

// source names a row as the origin of a matter and every event that it brings about do, with the ledger where that is not called
// after the file.
func (im *importer) source(r *sheet.Row) string {
	p := r.Source
	out := fmt.Sprintf("%s!%d sha256=%s", strings.ReplaceAll(p.File+"#"+p.Sheet, " @", " ＠"), p.Row, p.FileSHA256) // the key ends at the last " @"
	if cells := printOf(r); cells != "" {
		out += cellsMark + cells
	}
	if len(r.Corrected) > 0 {
		out += " corrected=" + strings.Join(r.Corrected, ",")
	}
	if ledgerOf(out) != im.o.Ledger {
		out += " ledger=" + im.o.Ledger
	}
	return out
}

// ledgerOf is the ledger that a row was of, by its source.
func ledgerOf(source string) string {
	if _, ledger, ok := strings.Cut(source, " ledger="); ok {
		return ledger
	}
	file, _ := cutLast(placeOf(source), "#")
	file, _ = cutLast(file, ".")
	return named(file)
}

// named makes a name one that an origin can hold: a ledger's ends at the first "!", its row at the last " @".
func named(ledger string) string {
	return strings.NewReplacer("!", "\uff01", "@", "\uff20").Replace(ledger)
}

// parseOrigin takes the origin of an imported matter apart.
func parseOrigin(origin string) (book, key, hash string, ok bool) {
	rest, ok := strings.CutPrefix(origin, origins)
	if !ok {
		return "", "", "", false
	}
	book, rest, ok = strings.Cut(rest, "!")
	end := strings.LastIndex(rest, " @")
	if !ok || end < 0 {
		return "", "", "", false
	}
	_, hash, _ = strings.Cut(rest[end:], " sha256=")
	hash, _, _ = strings.Cut(hash, " ")
	return book, rest[:end], hash, true
}

// sheetOf is the sheet that a matter came from, and whether that was read now. A csv is its own only sheet, whatever its name.
func sheetOf(origin string, report *sheet.Report) (name string, read bool) {
	_, rest := cutLast(origin, " @")
	place := placeOf(rest)
	if report.Format == sheet.CSV && len(report.Sheets) > 0 {
		return report.Sheets[0].Name, true
	}
	if i := slices.IndexFunc(report.Sheets, func(s sheet.SheetReport) bool { return strings.HasSuffix(place, "#"+s.Name) }); i >= 0 {
		return report.Sheets[i].Name, true
	}
	_, name = cutLast(place, "#")
	return name, false
}

// sheetIn is the sheet of a row, by its source.
func sheetIn(source string) string {
	_, name := cutLast(placeOf(source), "#")
	return name
}

// placeOf is the FILE#SHEET of a row's provenance.
func placeOf(row string) string {
	place, _, _ := strings.Cut(row, " sha256=")
	place, _ = cutLast(place, "!")
	return place
}

func cutLast(s, sep string) (before, after string) {
	i := strings.LastIndex(s, sep)
	if i < 0 {
		return s, ""
	}
	return s[:i], s[i+len(sep):]
}
