package app

import (
	"slices"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

// enter brings in a row that is new: registered, and taken as far as the mechanism lets the importing post
// take it.
func (im *importer) enter(w *wanted) error {
	line := ImportLine{Row: w.row.Source.Row, Title: w.row.Title, New: true}
	s, err := im.batch.Do(w.register)
	if err != nil {
		return im.refused(w, sheet.Error, sheet.FieldTitle, err, "不能登记", "it cannot be registered")
	}
	im.known[w.row.Key] = s.ID
	line.Number, line.Did = s.Number, []string{"register"}
	im.out.New++
	defer func() { im.out.Lines = append(im.out.Lines, line) }()
	if !w.assign {
		if w.reported || w.done {
			im.about(w.row, sheet.Assumed, sheet.FieldStatus, "import.not_assigned", w.row.StatusText, "", "尚未交办，进展暂不记入", "it is not assigned yet: its progress was not entered")
		}
		return nil
	}
	steps := []struct {
		command matter.Command
		wanted  bool
		zh, en  string
	}{
		{im.command("establish"), slices.Contains(w.kind.Requires, "establish"), "已登记，未立项", "registered but not established"},
		{im.assignment(w), true, "已登记，未交办", "registered but not assigned"},
		{im.command("accept"), slices.Contains(w.kind.Requires, "accept") && (w.reported || w.done), "已交办，未代为签收", "assigned but not accepted on the owner's behalf"},
		{w.report, w.reported, "已交办，进展未记入", "assigned, but the progress was not entered"},
		{im.takenOver(w), w.done, "未办结", "not completed"},
	}
	for _, step := range steps {
		if !step.wanted {
			continue
		}
		did, err := im.step(w, s.ID, step.command, step.zh, step.en)
		if err != nil || !did {
			return err
		}
		line.Did = append(line.Did, step.command.Name)
	}
	return nil
}

// step gives one command; a refusal becomes a doubt and ends the row's way.
func (im *importer) step(w *wanted, id string, c matter.Command, zh, en string) (bool, error) {
	c.ID = id
	if _, err := im.batch.Do(c); err != nil {
		return false, im.refused(w, sheet.Assumed, sheet.FieldStatus, err, zh, en)
	}
	return true, nil
}

// refused turns what a mechanism refuses into a doubt; anything else ends the import.
func (im *importer) refused(w *wanted, level sheet.Level, f sheet.Field, err error, zh, en string) error {
	switch errs.KindOf(err) {
	case errs.Refused, errs.Invalid, errs.Forbidden, errs.NotFound:
		t := says(err)
		im.about(w.row, level, f, errs.CodeOf(err), w.row.StatusText, "", "%[1]s:%[2]s", "%[3]s: %[4]s", zh, t.Zh, en, t.En)
		return nil
	default:
		return err
	}
}

func (im *importer) assignment(w *wanted) matter.Command {
	c := im.command("assign")
	c.Assignment, c.Brief = w.register.Assignment, w.register.Brief
	return c
}

func (im *importer) completion(w *wanted) matter.Command {
	c := im.command("complete")
	c.Text, c.Evidence = w.report.Text, w.report.Evidence
	return c
}

// takenOver is the completion of a matter that was done before it came into the ledger. An office's ledger
// says that, not when, it was done.
func (im *importer) takenOver(w *wanted) matter.Command {
	c := im.completion(w)
	if due := w.register.Due; w.done && !due.IsZero() && due < im.view.Day() {
		c.Finished = due
		im.about(w.row, sheet.Assumed, sheet.FieldStatus, "import.finished", w.row.StatusText, due.String(), "未写办结日期，按如期办结计", "it does not say when it was done: in time is assumed")
	}
	return c
}

// update compares a known matter with its row. New progress is reported; everything else that changed
// takes a person's command, which the doubt names.
func (im *importer) update(id string, w *wanted) error {
	s, err := im.batch.Matter(id)
	if err != nil {
		return err
	}
	differs := im.differences(w, &s)
	line := ImportLine{Row: w.row.Source.Row, Number: s.Number, Title: s.Title}
	if !s.Over() {
		if err := im.further(w, &s, &line); err != nil {
			return err
		}
	}
	if len(line.Did) == 0 && !differs {
		im.out.Unchanged++
		return nil
	}
	im.out.Changed++
	im.out.Lines = append(im.out.Lines, line)
	return nil
}

// further assigns what has an owner by now, reports what the ledger tells for the first time, and completes.
func (im *importer) further(w *wanted, s *matter.State, line *ImportLine) error {
	give := func(c matter.Command, zh, en string) (bool, error) {
		did, err := im.step(w, s.ID, c, zh, en)
		if did {
			line.Did = append(line.Did, c.Name)
		}
		return did, err
	}
	if s.AssignedAt.IsZero() {
		if !w.assign {
			return nil
		}
		if did, err := give(im.assignment(w), "仍未交办", "still not assigned"); err != nil || !did {
			return err
		}
	}
	if w.reported && !s.Done() {
		news, err := im.news(w, s)
		if err != nil {
			return err
		}
		if news {
			if did, err := give(w.report, "进展未记入", "the progress was not entered"); err != nil || !did {
				return err
			}
		}
	}
	if w.done && !s.Done() {
		_, err := give(im.completion(w), "未办结", "not completed")
		return err
	}
	return nil
}

// news tells whether the row says something that no report on the matter has said yet. An old edition of
// the file brings none.
func (im *importer) news(w *wanted, s *matter.State) (bool, error) {
	records, err := im.app.Store.Stream(im.ctx, im.o.Zone, s.ID)
	if err != nil {
		return false, err
	}
	for i := range records {
		if records[i].Type != "reported" && records[i].Type != "completed" {
			continue
		}
		ev, err := ledger.Decode(records[i].Body)
		if err != nil {
			return false, err
		}
		content, err := matter.DecodeContent(ev.Type, ev.Data)
		if err != nil {
			return false, err
		}
		if m, ok := content.(*matter.MovedEvent); ok && m.Text == w.report.Text && sameProgress(m.Progress, w.report.Progress) {
			return false, nil
		}
	}
	return true, nil
}

func sameProgress(a, b *float64) bool {
	return a == nil && b == nil || a != nil && b != nil && *a == *b
}

// differences notes what the row says otherwise than the matter and an import does not change.
func (im *importer) differences(w *wanted, s *matter.State) bool {
	r, c, found := w.row, &w.register, false
	say := func(f sheet.Field, code, was, is, zh, en string) {
		found = true
		im.about(r, sheet.Assumed, f, "import.changed_"+code, is, was, "%[1]s；不自动更改", "%[2]s; an import does not change it", zh, en)
	}
	if c.Title != s.Title {
		say(sheet.FieldTitle, "title", s.Title, c.Title, "事项名称变了", "the title changed")
	}
	if c.Brief != s.Brief && c.Brief != "" {
		say(sheet.FieldBrief, "brief", s.Brief, c.Brief, "任务书变了，可重新交办：qinlian matter assign "+s.Number+" --brief …", "the brief changed: qinlian matter assign "+s.Number+" --brief …")
	}
	if (c.Due != s.Due || c.Ongoing != s.Ongoing) && !s.AssignedAt.IsZero() {
		say(sheet.FieldDue, "due", dateOr(s.Due, s.Ongoing), dateOr(c.Due, c.Ongoing), "时限变了，须申请调整：qinlian matter ask-replan "+s.Number+" --due "+c.Due.String()+" --reason …",
			"the due date changed and must be asked for: qinlian matter ask-replan "+s.Number+" --due "+c.Due.String()+" --reason …")
	}
	if !s.AssignedAt.IsZero() && (c.Owner != "" && c.Owner != s.Owner || c.LeadUnit != "" && c.LeadUnit != s.LeadUnit) {
		say(sheet.FieldOwner, "owner", s.Owner, c.Owner, "牵头单位或责任人变了，须转办：qinlian matter transfer "+s.Number+" --owner "+c.Owner+" --reason …",
			"the unit or owner changed and takes a transfer: qinlian matter transfer "+s.Number+" --owner "+c.Owner+" --reason …")
	}
	if c.Urgency != "" && c.Urgency != s.Urgency {
		say(sheet.FieldUrgency, "urgency", s.Urgency, c.Urgency, "紧急程度变了，改色须引用会议决议：qinlian session resolve … --recolor "+s.Number+"="+c.Urgency,
			"the urgency changed; that takes a session's resolution: qinlian session resolve … --recolor "+s.Number+"="+c.Urgency)
	}
	return found
}
