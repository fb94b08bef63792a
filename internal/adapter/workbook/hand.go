package workbook

import (
	"cmp"
	"slices"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/matter"
)

// Who does a matter and by when: a row that says otherwise hands it on, or asks for another date.

// assignments lists what was said of who does it and by when, each with what was left unsaid filled from before.
func (u *updating) assignments() ([]matter.Assignment, error) {
	events, err := u.history()
	var out []matter.Assignment
	var now matter.Assignment
	take := func(a *matter.Assignment) {
		now.LeadUnit, now.Owner = cmp.Or(a.LeadUnit, now.LeadUnit), cmp.Or(a.Owner, now.Owner)
		if a.Ongoing || !a.Due.IsZero() {
			now.Due, now.Ongoing = a.Due, a.Ongoing
		}
		out = append(out, now)
	}
	for _, e := range events {
		switch e := e.(type) {
		case *matter.RegisteredEvent:
			take(&e.Assignment)
		case *matter.AssignedEvent:
			take(&e.Assignment)
		case *matter.PlanEvent:
			take(&matter.Assignment{Due: e.Due})
		}
	}
	return out, err
}

// hands gives the matter to another unit or post. An owner whom the matter has had before is no news: it is the
// ledger that lags behind.
func (u *updating) hands() error {
	c := &u.w.register
	sameUnit := c.LeadUnit == "" || u.answers(u.s.LeadUnit) == c.LeadUnit || c.LeadUnit == u.s.LeadUnit
	sameOwner := c.Owner == "" || u.samePost(c.Owner, u.s.Owner)
	sameOwner = sameOwner || u.refused // that was told
	if sameUnit && sameOwner || u.brings() {
		return nil
	}
	field, was, is := sheet.FieldOwner, u.s.Owner, c.Owner
	if sameOwner {
		field, was, is = sheet.FieldLead, u.unitName(u.s.LeadUnit), u.unitName(c.LeadUnit)
	}
	to := u.s.Number
	if owner := cmp.Or(c.Owner, u.s.Owner); owner == "" {
		to += " --owner …"
	} else if c.Owner != "" {
		to += " --owner " + quoted(c.Owner)
	}
	if c.LeadUnit != "" {
		to += " --lead-unit " + quoted(u.unitName(c.LeadUnit))
	}
	transfer := "qinlian matter transfer " + to + " --reason …"
	before, err := u.assignments()
	if err != nil {
		return err
	}
	had := slices.ContainsFunc(before, func(a matter.Assignment) bool {
		return (sameUnit || u.answers(a.LeadUnit) == c.LeadUnit || a.LeadUnit == c.LeadUnit) && (sameOwner || u.samePost(c.Owner, a.Owner))
	})
	news := u.newMonth(assigns) || u.saysAnew(sheet.FieldLead, sheet.FieldOwner)
	switch {
	case u.s.AssignedAt.IsZero():
		u.differ(field, was, is, "尚未交办，交办时一并改：qinlian matter assign %[4]s", "it is not assigned yet, and its assignment changes that: qinlian matter assign %[4]s", to)
		return nil
	case u.s.Over() || u.s.Done():
		u.differ(field, was, is, "事项已办结，不转办；请改正台账", "the matter is done and is not handed on: correct the ledger")
		return nil
	case had && news:
	case had && u.own(u.handedBy()):
		u.differ(field, was, is, "台账以前写过由其承办，后又改为现在的承办者，现又写回，当是台账未更新，不转办；确要转回：%[4]s", "the ledger said so once, said otherwise since, and says it again: nothing was handed on; to hand it back: %[4]s", transfer)
		return nil
	case had:
		u.differ(field, was, is, "事项以前由其承办，后已转办，是台账未更新；确要转回：%[4]s", "it was theirs before it was handed on, so the ledger lags behind; to hand it back: %[4]s", transfer)
		return nil
	}
	hand := u.command("transfer", u.w.row)
	hand.Assignment = matter.Assignment{LeadUnit: c.LeadUnit, Support: c.Support, Owner: c.Owner, Sponsor: c.Sponsor}
	hand.Reason = u.because(u.w.row, field)
	from := u.s
	did, err := u.do(hand, field, was, is, "须转办（"+transfer+"）", "it takes a transfer ("+transfer+")")
	if did {
		u.handed(from, field, hand.Name)
	}
	return err
}

// handedBy is the row that brought who does it now; "" where a person did.
func (u *updating) handedBy() string {
	for _, e := range slices.Backward(u.events) {
		if a, ok := e.(*matter.AssignedEvent); ok {
			return a.Row
		}
	}
	return ""
}

// saysAnew tells whether a month says of one of some cells otherwise than the month before it that brought something last.
func (u *updating) saysAnew(fields ...sheet.Field) bool {
	in, own := sheetIn(matter.LastRow(u.s)), u.w.row.Source.Sheet
	after, _ := sheet.After(own, in)
	return u.known && slices.ContainsFunc(fields, u.hasTurned) && u.own(matter.LastRow(u.s)) && (after || u.months.before(in, own))
}

// brings tells whether the row has the matter assigned, which brings its unit, its owner and its date with it.
func (u *updating) brings() bool {
	return u.s.AssignedAt.IsZero() && u.w.assign && !u.refused && u.w.stage != matter.Registered && u.w.stage != matter.Established
}

// handed tells each cell besides that of a first field that an assignment or a transfer has carried out.
func (u *updating) handed(was *matter.State, first sheet.Field, command string) {
	tell := func(f sheet.Field, was, is string) {
		if f != first && was != is {
			u.line.Changes = append(u.line.Changes, Change{Field: f, Cell: u.w.row.Cell(f), Old: was, New: is, Command: command})
		}
	}
	tell(sheet.FieldBrief, was.Brief, u.s.Brief)
	if u.answers(was.LeadUnit) != u.s.LeadUnit {
		tell(sheet.FieldLead, u.unitName(was.LeadUnit), u.unitName(u.s.LeadUnit))
	}
	if !u.sameUnits(u.s.Support, was.Support) {
		tell(sheet.FieldSupport, u.unitNames(was.Support), u.unitNames(u.s.Support))
	}
	tell(sheet.FieldSponsor, was.Sponsor, u.s.Sponsor)
	tell(sheet.FieldDue, dateOr(was.Due, was.Ongoing), dateOr(u.s.Due, u.s.Ongoing))
}

// plan asks for another due date and approves it where the importing post may. The baseline stays.
func (u *updating) plan() error {
	c, s := &u.w.register, u.s
	if s.Replan != nil && (c.Due == s.Due && !c.Due.IsZero() || c.Ongoing && s.Ongoing) { // the date is taken back before it was approved
		asked, err := u.ledgerAsked()
		if asked {
			now := dateOr(s.Due, s.Ongoing)
			u.differ(sheet.FieldDue, now, now, "台账曾申请调整为 %[4]s，尚待批准；不再调整的：qinlian matter refuse-replan %[3]s --reason …", "the ledger asked for %[4]s before, and that awaits approval; if it is not wanted any more: qinlian matter refuse-replan %[3]s --reason …", s.Replan.Due)
		}
		return err
	}
	if holdsAlready(s, c.Due) && c.Ongoing == s.Ongoing || c.Due.IsZero() && !c.Ongoing || u.brings() {
		return nil // the same, not said, or brought by the assignment
	}
	if u.postpones() {
		return nil
	}
	was, is := dateOr(cmp.Or(s.Deadlines.Working().Date, s.Due), s.Ongoing), dateOr(c.Due, c.Ongoing)
	ask := "qinlian matter ask-replan " + s.Number + " --due " + is + " --reason …"
	if s.AssignedAt.IsZero() && u.w.assign { // to ask for it beside would leave that to be answered once the assignment has brought it
		to := " --due " + is
		if c.Ongoing {
			to = " --ongoing"
		}
		u.differ(sheet.FieldDue, was, is, "尚未交办，交办时一并改：qinlian matter assign %[3]s%[4]s", "it is not assigned yet, and its assignment changes that: qinlian matter assign %[3]s%[4]s", to)
		return nil
	}
	if c.Ongoing {
		u.differ(sheet.FieldDue, was, is, "改为长期须重新交办：qinlian matter transfer %[3]s --ongoing --reason …", "that takes handing it on anew: qinlian matter transfer %[3]s --ongoing --reason …")
		return nil
	}
	if s.Replan != nil && s.Replan.Due == c.Due {
		u.differ(sheet.FieldDue, was, is, "调整已申请，待批准：qinlian matter replan %[3]s", "the change was asked for and awaits approval: qinlian matter replan %[3]s")
		return nil
	}
	before, err := u.assignments()
	if err != nil {
		return err
	}
	held, err := u.held(c.Due)
	if err != nil {
		return err
	}
	switch {
	case s.Over() || s.Done():
		u.differ(sheet.FieldDue, was, is, "事项已办结，时限不再调整；请改正台账", "the matter is done and its plan is not changed: correct the ledger")
		return nil
	case (held || slices.ContainsFunc(before, func(a matter.Assignment) bool { return a.Due == c.Due })) && !u.newMonth(assigns) && !u.saysAnew(sheet.FieldDue):
		u.differ(sheet.FieldDue, was, is, "这一时限以前有过或提出过，是台账未更新；确要改回：%[4]s", "that date was set or asked for before, so the ledger lags behind; to go back to it: %[4]s", ask)
		return nil
	}
	c2 := u.command("ask-replan", u.w.row)
	c2.Due, c2.Reason = c.Due, u.because(u.w.row, sheet.FieldDue)
	asked, err := u.do(c2, sheet.FieldDue, was, is, "须申请调整（"+ask+"）", "the change must be asked for ("+ask+")")
	if err != nil || !asked {
		return err
	}
	moved, err := u.do(u.command("replan", u.w.row), sheet.FieldDue, was, is, "调整已申请，待批准（qinlian matter replan "+s.Number+"）", "the change was asked for and awaits approval (qinlian matter replan "+s.Number+")")
	if moved {
		u.about(u.w.row, sheet.Assumed, sheet.FieldDue, "import.due_moved", is, is, "完成时限由 %[1]s 改为 %[2]s：按调整计划办理，原计划仍可查", "the due date moves from %[1]s to %[2]s: entered as a change of plan, and the baseline stays", was, is)
	}
	return err
}

// held tells whether a date was once that of the deadline, as an extension or a suspension moved it.
func (u *updating) held(due clock.Date) (bool, error) {
	records, err := u.batch.Stream(u.s.ID)
	if err != nil {
		return false, err
	}
	for i := range records {
		if records[i].Type != (*matter.ClockSetEvent)(nil).Type() {
			continue
		}
		_, content, err := u.engine.Said(u.ctx, &records[i])
		if err != nil {
			return false, err
		}
		if set, ok := content.(*matter.ClockSetEvent); ok && set.Deadlines.Working().Date == due {
			return true, nil
		}
	}
	return false, nil
}

// ledgerAsked tells whether the change of plan that awaits an answer was asked for by an earlier edition.
func (u *updating) ledgerAsked() (bool, error) {
	events, err := u.history()
	for _, e := range slices.Backward(events) {
		if p, ok := e.(*matter.PlanEvent); ok && err == nil {
			return p.Command == "ask-replan" && p.Row != "" && u.follows(p.Row), nil
		}
	}
	return false, err
}
