package workbook

import (
	"cmp"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
)

// A row that an earlier edition of the ledger had and this one has not may be a slip of the pen, a filter, or the office's way
// of saying that the matter is over. Nothing becomes of its matter by itself; a person is told.

// listedGone is how many such matters are named one by one in each sheet.
const listedGone = 50

// meet remembers that a row of this file is about a matter.
func (im *importer) meet(r *sheet.Row, id string) {
	im.before.beside.take(r, id)
	if im.before.met != nil {
		im.before.met[id] = struct{}{}
	}
}

// gone tells of open matters of the ledger that no row of this file is about.
func (im *importer) gone(report *sheet.Report) error {
	if im.before.met == nil || im.before.refused {
		return nil
	}
	left := map[string]int{} // sheets → matters without a row
	absent := map[string]int{}
	for row, err := range im.engine.Store().List(im.ctx, im.o.Zone, engine.Filter{Origin: originOf(im.o.Ledger, "")}) {
		if err != nil {
			return err
		}
		_, key, _, ok := parseOrigin(row.Origin)
		if met, beside := im.before.hasRow(row.ID); !ok || met || beside || !row.Open || im.touched[row.ID] || im.stands(key, row.Kind) {
			continue
		}
		name, read := sheetOf(row.Origin, report)
		if now, renamed := im.before.calledNow(name); !read && renamed {
			name, read = now, true
		}
		switch {
		case !read && im.o.Sheet.Sheet != "": // only one sheet was asked for
		case !read:
			absent[name]++
		default:
			if left[name]++; left[name] <= listedGone {
				stage := matter.Stage(row.Stage)
				zh, en := stage.Words()
				dropZh, dropEn := "；确已不办的：qinlian matter withdraw "+row.Number+" --reason …", "; if it was dropped: qinlian matter withdraw "+row.Number+" --reason …"
				if s := (matter.State{Stage: stage}); s.Done() {
					dropZh, dropEn = "", ""
				}
				im.tell(name, "import.row_gone", row.Number+" "+row.Title, text.Text{Zh: zh, En: en},
					"上次导入时有、这次表里没有这一行：事项照旧（%[1]s），不撤销%[3]s", "an earlier edition had this row and this one has not: the matter stands as it is (%[2]s) and is not withdrawn%[4]s", zh, en, dropZh, dropEn)
			}
		}
	}
	for _, name := range sorted(left) {
		if more := left[name] - listedGone; more > 0 {
			im.tell(name, "import.rows_gone", "", text.Text{}, "另有 %[1]d 件上次有、这次没有的事项，照旧不动", "%[1]d more matters had a row and have none now; they stand as they are", more)
		}
	}
	for _, name := range sorted(absent) {
		im.tell(name, "import.sheet_gone", name, text.Text{}, "上次导入的这张工作表这次没有读到，其中 %[1]d 件事项未比对，照旧不动", "this sheet was imported before and was not read now; %[1]d matters of it were not compared and stand as they are", absent[name])
	}
	return nil
}

func (im *importer) tell(cell, code, read string, assumed text.Text, zh, en string, args ...any) {
	t := errs.Newf(errs.Invalid, code, zh, en, args...).Text
	im.doubt(sheet.Doubt{Level: sheet.Assumed, Code: code, Cell: cmp.Or(cell, im.out.File), Read: read, Assumed: assumed.Zh, Text: t})
}

// stands tells a matter above rows, which no row is about.
func (im *importer) stands(key, kind string) bool { return strings.HasPrefix(key, "#"+kind+"#") }
