package workbook

import (
	"cmp"
	"slices"
	"strings"
	"unicode"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/matter"
)

// compare gives what the matter has of a cell and what the row says of it: the same words where that is the same.
func (u *updating) compare(f sheet.Field) (has, says string, err error) {
	c, s, r := &u.w.register, u.s, u.w.row
	same := func(same bool, has, says string) (string, string, error) {
		if same {
			says = has
		}
		return has, says, nil
	}
	switch f {
	case sheet.FieldTitle:
		return same(sameWords(c.Title, s.Title), s.Title, c.Title)
	case sheet.FieldBrief:
		return same(sameWords(c.Brief, s.Brief), s.Brief, c.Brief)
	case sheet.FieldCategory:
		return strings.Join(s.Category, categorySeparator), strings.Join(c.Category, categorySeparator), nil
	case sheet.FieldPlace:
		return s.Place, c.Place, nil
	case sheet.FieldSponsor:
		return same(u.samePost(c.Sponsor, s.Sponsor), s.Sponsor, c.Sponsor)
	case sheet.FieldVerifier:
		return same(u.samePost(c.Verifier, s.Verifier), s.Verifier, c.Verifier)
	case sheet.FieldOwner:
		return same(r.Owner != "" && u.samePost(c.Owner, s.Owner), s.Owner, r.Owner)
	case sheet.FieldLead:
		return same(c.LeadUnit == s.LeadUnit || c.LeadUnit == u.answers(s.LeadUnit), u.unitName(s.LeadUnit), u.unitName(c.LeadUnit))
	case sheet.FieldSupport:
		return same(u.sameUnits(c.Support, s.Support), u.unitNames(s.Support), u.unitNames(c.Support))
	case sheet.FieldRegistered:
		return dateIn(s.RegisteredAt), r.Registered.String(), nil
	case sheet.FieldFinished:
		return same(!r.Finished.IsZero() && u.past == "", dateIn(s.CompletedAt), r.Finished.String())
	case sheet.FieldDue:
		return same(c.Ongoing == s.Ongoing && holdsAlready(s, c.Due), dateOr(cmp.Or(s.Deadlines.Working().Date, s.Due), s.Ongoing), dateOr(c.Due, c.Ongoing))
	case sheet.FieldUrgency:
		return u.colour(s.Urgency), u.colour(c.Urgency), nil
	case sheet.FieldProgress:
		if r.Progress == nil {
			return same(s.Progress == 0, dossier.Percent(s.Progress), "")
		}
		ofTree := u.w.report.Progress == nil
		return same(ofTree || s.Done() && *r.Progress >= 10_000, dossier.Percent(s.Progress), u.w.rate())
	case sheet.FieldNarrative:
		_, last, err := u.news()
		return last, u.w.report.Text, err
	case sheet.FieldStatus:
		zh, _ := s.Stage.Words()
		return same(r.StatusText != "" && u.stands(), zh, r.StatusText)
	case sheet.FieldEvidence:
		return same(r.Evidence != "" && u.attached(u.w.report.Evidence), strings.Join(s.Evidence, "\n"), "")
	}
	return same(written(r, f) != "" && u.past == "", "", "—") // what it says was compared before, but of a month that is past
}

// stands tells whether the status is that of the matter.
func (u *updating) stands() bool {
	s := u.s
	if u.w.stage != "" {
		return u.w.stage == s.Stage
	}
	switch u.w.row.Status {
	case sheet.StatusNone:
		return false
	case sheet.StatusNotStarted:
		return !s.Over() && s.Reports == 0
	case sheet.StatusDropped:
		return s.Stage == matter.Withdrawn || s.Stage == matter.Merged
	}
	return u.w.done == s.Done()
}

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
