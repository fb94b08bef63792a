package workbook

import (
	"cmp"
	"math"
	"slices"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/matter"
)

// report enters what the row tells of the work, if nobody has told it yet; stopped where that was refused.
func (u *updating) report() (stopped bool, err error) {
	w := u.w
	news, last, err := u.news()
	if err != nil {
		return false, err
	}
	words, told, field := last, w.report.Text, sheet.FieldNarrative
	if told == "" && w.report.Progress != nil {
		told, last = dossier.Percent(*w.report.Progress), dossier.Percent(u.s.Progress)
	}
	claimed := w.done && w.report.Progress != nil && (w.row.Progress == nil || w.rate() != dossier.Percent(*w.report.Progress)) // by the status, whatever the rate
	if w.done && w.report.Progress != nil && told == last || claimed && w.row.Narrative == "" {                                 // nothing new but that it is done
		field, told, last = sheet.FieldStatus, dossier.Percent(*w.report.Progress), dossier.Percent(u.s.Progress)
	}
	was := dossier.Percent(u.s.Progress)
	moved := !claimed && w.row.Cell(sheet.FieldProgress) != w.row.Cell(sheet.FieldNarrative) && // in a cell of its own
		w.row.Cells[sheet.FieldProgress] != "" && w.report.Progress != nil && points(*w.report.Progress) != points(u.s.Progress)
	if field == sheet.FieldNarrative && (w.row.Cells[field] == "" && w.row.Cells[sheet.FieldProgress] != "" || moved && told == last) {
		field = sheet.FieldProgress
		if moved {
			told, last = dossier.Percent(*w.report.Progress), was
		}
	}
	if field == sheet.FieldNarrative && w.row.Narrative == "" && told == w.row.StatusText {
		field = sheet.FieldStatus
	}
	falls := w.report.Progress != nil && points(*w.report.Progress) < points(u.s.Progress)
	back := !news && w.report.Progress != nil && points(*w.report.Progress) > points(u.s.Progress) && !u.s.Done() // up again, after a fall
	again := !news && falls && !u.s.Done() && u.fellBefore()                                                      // down again, after that
	if (back && !u.returned() || again) && u.saidLast(func(m *matter.MovedEvent) bool { return m.Progress != nil }) {
		news = true
	}
	switch {
	case !news && (falls && !u.s.Done() || back && !w.done): // of what is done, its completion tells
		u.differ(sheet.FieldProgress, was, dossier.Percent(*w.report.Progress), "这一完成率以前反馈过，是台账未更新；确要改回：qinlian matter report %[3]s --progress …", "that rate was reported before, so the ledger lags behind; to go back to it: qinlian matter report %[3]s --progress …")
	case !news:
		u.lags(words)
	case u.s.Done():
		u.differ(field, last, told, "事项已办结，进展不再记入", "the matter is done: the progress was not entered")
	default:
		if did, err := u.do(w.report, field, cmp.Or(last, was), told, "进展未记入", "the progress was not entered"); err != nil || !did {
			return true, err
		}
		if falls && !again {
			u.about(w.row, sheet.Assumed, sheet.FieldProgress, "import.progress_falls", dossier.Percent(*w.report.Progress), dossier.Percent(*w.report.Progress),
				"完成率由 %[1]s 降到 %[2]s：照此反馈；如是笔误，请改正台账后再导入", "the rate falls from %[1]s to %[2]s: reported as it stands; correct the ledger if it is a slip of the pen", was, dossier.Percent(*w.report.Progress))
		}
		if back || again {
			u.about(w.row, sheet.Assumed, sheet.FieldProgress, "import.progress_back", dossier.Percent(*w.report.Progress), dossier.Percent(*w.report.Progress),
				"完成率由 %[1]s 改回以前反馈过的 %[2]s：照此反馈；如导入的是旧台账，请改回：qinlian matter report %[3]s --progress …", "the rate goes from %[1]s back to %[2]s, as was reported before: reported as it stands; if this is an old edition of the ledger, undo it: qinlian matter report %[3]s --progress …", was, dossier.Percent(*w.report.Progress), u.s.Number)
		}
		if moved && field != sheet.FieldProgress { // two cells, one report
			u.line.Changes = append(u.line.Changes, Change{Field: sheet.FieldProgress, Cell: w.row.Cell(sheet.FieldProgress), Old: was, New: dossier.Percent(*w.report.Progress), Command: w.report.Name})
		}
	}
	return false, nil
}

// lags tells that a row has words which its own ledger has replaced by others since.
func (u *updating) lags(last string) {
	if is := u.w.row.Narrative; is != "" && !sameWords(is, last) && !u.s.Done() && !u.old() && u.saidLast(func(m *matter.MovedEvent) bool { return m.Text != "" }) {
		u.differ(sheet.FieldNarrative, last, is, "这一情况以前反馈过，后来另有反馈，是台账未更新；确要再记：qinlian matter report %[3]s --text …", "that was reported before, and something else since, so the ledger lags behind; to report it again: qinlian matter report %[3]s --text …")
	}
}

// returned tells whether a person took back since that all of the matter was done, so that its rate is what it was before. The history
// must have been asked for.
func (u *updating) returned() bool {
	undone := false
	for _, e := range slices.Backward(u.events) {
		if m, ok := e.(*matter.MovedEvent); ok && undoes(m) {
			undone = true
		} else if ok && (m.Progress != nil || m.Command == "complete") {
			return undone && (m.Command == "complete" || *m.Progress >= 100)
		}
	}
	return false
}

// saidLast tells whether the last of such reports was of the row's own ledger, in its own sheet or in one before it. A ledger may put
// right what it said; it does not overrule what a person reported since, nor a sheet that stands beside its own.
func (u *updating) saidLast(such func(m *matter.MovedEvent) bool) bool {
	for _, e := range slices.Backward(u.events) {
		if m, ok := e.(*matter.MovedEvent); ok && such(m) {
			return u.follows(m.Row)
		}
	}
	return false
}

// follows tells whether the row speaks after another of its ledger: of an earlier edition of its own sheet, or of a month before it.
func (u *updating) follows(row string) bool {
	in, own := sheetIn(row), u.w.row.Source.Sheet
	switch {
	case !u.own(row):
		return false
	case in == own || u.w.row.Sheets == nil:
		return true
	case slices.Contains(u.w.row.Sheets, in):
		return u.months.before(in, own)
	}
	after, known := sheet.After(own, in)
	return after || !known
}

// newMonth tells whether the row's sheet is of a later month than that which brought the last of such events: it repeats nothing,
// whatever was said before.
func (u *updating) newMonth(such func(matter.Content) bool) bool {
	for _, e := range slices.Backward(u.events) {
		if such(e) {
			row, own := matter.RowOf(e), u.w.row.Source.Sheet
			after, _ := sheet.After(own, sheetIn(row))
			return u.follows(row) && u.w.row.Sheets != nil && (after || u.months.before(sheetIn(row), own))
		}
	}
	return false
}

func reports(e matter.Content) bool {
	m, is := e.(*matter.MovedEvent)
	return is && (m.Command == "report" || m.Command == "complete")
}

func assigns(e matter.Content) bool {
	_, moves := e.(*matter.MovedEvent)
	return !moves
}

// fellBefore tells whether the rate has fallen to that of the row before. A copy that lags behind has rates that rose since.
func (u *updating) fellBefore() bool {
	was, fell := 0, false
	for _, e := range u.events {
		if m, ok := e.(*matter.MovedEvent); ok && m.Progress != nil {
			is := points(*m.Progress)
			fell = fell || is < was && is == points(*u.w.report.Progress)
			was = is
		}
	}
	return fell && !u.old()
}

// old tells whether these very bytes brought something to the matter before another edition did.
func (u *updating) old() bool {
	bytes, seen := "sha256="+u.w.row.Source.FileSHA256, false
	for _, e := range u.events {
		if m, ok := e.(*matter.MovedEvent); ok && reports(e) {
			if strings.Contains(m.Row, bytes) {
				seen = true
			} else if seen {
				return true
			}
		}
	}
	return false
}

// rate is the rate of completion that the row's cell tells.
func (w *wanted) rate() string {
	return dossier.Percent(min(float64(*w.row.Progress)/100, 100))
}

// news tells whether the row says something that no report on the matter has said yet, and the words reported
// last. An old edition of the file brings none, nor does a rate without words that the matter has.
func (u *updating) news() (news bool, last string, err error) {
	events, err := u.history()
	if err != nil {
		return false, "", err
	}
	r := &u.w.report
	wordless := r.Progress != nil && u.w.row.Narrative == "" // a cell that is empty says nothing against the other
	said := false
	for _, e := range events {
		m, ok := e.(*matter.MovedEvent)
		if !ok || !reports(e) {
			continue
		}
		rate, words := sameProgress(m.Progress, r.Progress), sameWords(r.Text, m.Text)
		said = said || words && rate || u.known && (wordless && rate || r.Progress == nil && words)
		last = cmp.Or(m.Text, last)
	}
	// an exported ledger gives the last words together with the present progress
	said = said && (u.past != "" || u.returned() || !u.newMonth(reports))
	return !said && (r.Text != "" && !sameWords(r.Text, last) || r.Progress != nil && points(*r.Progress) != points(u.s.Progress)), last, nil
}

// toldLast tells whether the row's own words and rate are what was reported last: then matter and row agree.
func (u *updating) toldLast() (bool, error) {
	if !u.w.reported {
		return false, nil
	}
	news, last, err := u.news()
	r := &u.w.report
	return err == nil && !news && sameWords(r.Text, last) && (r.Progress == nil || points(*r.Progress) == points(u.s.Progress)), err
}

// sameWords compares what a cell says with words of the ledger, however their lines are broken. A cell in which they were
// cut says no other.
func sameWords(cell, words string) bool {
	cell, words = strings.Join(strings.Fields(cell), ""), strings.Join(strings.Fields(words), "")
	begins, cut := strings.CutSuffix(cell, sheet.CutMark)
	return cell == words || cut && strings.HasPrefix(words, begins)
}

func sameProgress(a, b *float64) bool {
	return a == nil && b == nil || a != nil && b != nil && points(*a) == points(*b)
}

// points are hundredths of a per cent, which is as fine as ledgers are.
func points(percent float64) int { return int(math.Round(percent * 100)) }
