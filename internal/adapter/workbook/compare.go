package workbook

import (
	"slices"
	"strings"
	"unicode"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/errs"
)

// unbegun tells whether the row says that nothing was begun, beside a rate that says otherwise: the rate was taken.
func (w *wanted) unbegun(doubts []sheet.Doubt) bool {
	return w.row.Status == sheet.StatusInProgress && w.row.Progress != nil && *w.row.Progress < 10_000 &&
		slices.ContainsFunc(doubts, func(d sheet.Doubt) bool { return d.Code == "status.disagrees" })
}

// proof attaches the evidence that neither a report nor the completion brought.
func (u *updating) proof() error {
	if u.s.AssignedAt.IsZero() || u.s.Over() {
		return nil
	}
	c := u.command("attach", u.w.row)
	for _, line := range u.w.report.Evidence {
		if !u.attached([]string{line}) {
			c.Evidence = append(c.Evidence, line)
		}
	}
	if len(c.Evidence) == 0 {
		return nil
	}
	known := strings.Join(u.s.Evidence, "\n")
	_, err := u.do(c, sheet.FieldEvidence, known, strings.Join(c.Evidence, "\n"), "没有记入（qinlian matter attach "+u.s.Number+" --evidence …）", "it was not entered (qinlian matter attach "+u.s.Number+" --evidence …)")
	return err
}

// attached tells whether the matter has each piece of some evidence, however the pieces are set apart.
func (u *updating) attached(lines []string) bool {
	pieces := func(lines []string) []string {
		return strings.FieldsFunc(strings.Join(lines, "\n"), func(r rune) bool { return unicode.IsSpace(r) || strings.ContainsRune("、，,；;", r) })
	}
	known := pieces(u.s.Evidence)
	return !slices.ContainsFunc(pieces(lines), func(piece string) bool { return !slices.Contains(known, piece) })
}

// days compares when the matter was registered and done, which no command changes.
func (u *updating) days() error {
	is := dateIn(u.w.register.Received)
	if was := dateIn(u.s.RegisteredAt); is != "" && is != was {
		u.differ(sheet.FieldRegistered, was, u.w.row.Registered.String(), "登记日期以登记时为准，请改正台账", "it stays as registered: correct the ledger")
	}
	if done := u.w.row.Finished; !done.IsZero() && done <= u.view.Day() && u.s.Done() && done.String() != dateIn(u.s.CompletedAt) {
		u.differ(sheet.FieldFinished, dateIn(u.s.CompletedAt), done.String(), "事项已办结，办结日期不改，请改正台账；确须更正，重启后再办结：qinlian matter reopen %[3]s --reason …", "the matter is done and its day stays: correct the ledger; to correct the matter, open it again and complete it anew: qinlian matter reopen %[3]s --reason …")
	}
	return nil
}

// place compares below which matter the matter hangs: that is said when it is registered.
func (u *updating) place() error {
	number := u.w.row.Parent
	if number == "" {
		return nil
	}
	above, err := u.matter(number)
	if errs.KindOf(err) == errs.NotFound {
		u.differs = true
		u.noneAbove(u.w)
		return nil
	}
	if err != nil || above.ID == u.s.Parent {
		return err
	}
	was := ""
	if u.s.Parent != "" {
		at, err := u.matter(u.s.Parent)
		if err != nil {
			return err
		}
		was = at.Number
	}
	u.differ(sheet.FieldParent, was, number, "上级事项在登记时确定，请改正台账，或撤销后重新登记：qinlian matter withdraw %[3]s", "what it hangs below is said when it is registered: correct the ledger, or withdraw and register anew: qinlian matter withdraw %[3]s")
	return nil
}

func (u *updating) sameUnits(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	return !slices.ContainsFunc(b, func(code string) bool { return !slices.Contains(a, code) && !slices.Contains(a, u.answers(code)) })
}
