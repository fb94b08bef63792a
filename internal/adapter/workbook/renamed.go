package workbook

import (
	"cmp"
	"slices"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/text"
)

// Many an office calls its sheet after the month, or saves a workbook as csv, which has no sheet. A row without a number is known
// within its sheet, so that all would be registered once more. Where a sheet of earlier editions is not in the file, its matters
// are looked for, by title, in those that are.

// edition is the key by which earlier editions of the ledger know a row: under its own sheet, else under one that the file has no
// more and that held its title; a row with a new title belongs to what its sheet was called first. A sheet is taken for another once
// one of its rows agrees with a matter of that; at the end of the file the title will do. It may go on where several ended: a matter
// stays with the sheet that it was registered from, and those of this month were registered in many a month before.
func (im *importer) edition(key string, r *sheet.Row, ended bool) (string, error) {
	e := &im.before
	in, rest, sheeted := strings.Cut(key, "#")
	if !sheeted || len(e.sheets) == 0 || len(e.titles[titleKey(key, r.Title)]) > 0 {
		return key, nil
	}
	for _, was := range e.goneSheets(r) {
		keys := e.titles[titleKey(was+"#", r.Title)]
		now, taken := e.calledNow(was)
		if was == in || len(keys) == 0 || taken && now != in {
			continue
		}
		if !taken {
			if like, err := im.anyAlike(r, keys); !like && !ended || err != nil {
				return key, err
			}
			e.takenFor(in, was)
		}
		return was + "#" + rest, nil
	}
	if was := e.now[in]; len(was) > 0 && !e.sheets[in] {
		return was[0] + "#" + rest, nil
	}
	return key, nil
}

// anyAlike tells whether a row agrees with one of the matters of some keys.
func (im *importer) anyAlike(r *sheet.Row, keys []string) (bool, error) {
	for _, key := range keys[:min(len(keys), mostAlike)] {
		if s, err := im.matter(im.before.byKey[key]); err != nil || im.alike(r, &s) > 0 {
			return true, err
		}
	}
	return false, nil
}

// goneSheets are the sheets of earlier editions that the row's file has not, the newest first where they are called after times; they
// are the same for every row of a file.
func (e *editions) goneSheets(r *sheet.Row) []string {
	if !e.looked {
		e.looked = true
		e.gone = slices.DeleteFunc(sorted(e.sheets), func(was string) bool { return slices.Contains(r.Sheets, was) })
		rank := sheet.InTime(e.gone)
		slices.SortStableFunc(e.gone, func(a, b string) int { return rank[b] - rank[a] })
	}
	return e.gone
}

// takenFor notes that a sheet of this file goes on where an earlier one ended.
func (e *editions) takenFor(now, was string) {
	if e.now == nil {
		e.now = map[string][]string{}
	}
	e.now[now] = append(e.now[now], was)
}

// calledNow is the sheet of this file that an earlier one was taken for.
func (e *editions) calledNow(was string) (now string, renamed bool) {
	for now, of := range e.now {
		if slices.Contains(of, was) {
			return now, true
		}
	}
	return "", false
}

// present is what a sheet of earlier editions is called in this file.
func (e *editions) present(was string) string {
	if now, renamed := e.calledNow(was); renamed {
		return now
	}
	return was
}

// renamed tells which sheet was taken for which.
func (im *importer) renamed() {
	for _, now := range sorted(im.before.now) {
		of := slices.Clone(im.before.now[now])
		if im.before.sheets[now] && slices.Equal(of, []string{""}) {
			continue // a csv beside the ledger's own sheet
		}
		slices.Reverse(of)
		was := im.sheetNames(of)
		im.tell(now, "import.sheet_renamed", now, text.Text{Zh: was, En: was}, "上次的“%[1]s”这次没有；其中的事项在这里按名称认出，接着办理",
			"there was %[1]q in an earlier edition and is not in this one: its matters were known here by their titles and go on", was)
	}
}

// sheetNames are sheets as messages name them; a csv is called as its ledger is.
func (im *importer) sheetNames(sheets []string) string {
	names := make([]string, len(sheets))
	for i, name := range sheets {
		names[i] = cmp.Or(name, im.o.Ledger)
	}
	return strings.Join(names, "、")
}
