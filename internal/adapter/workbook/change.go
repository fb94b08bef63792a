package workbook

import (
	"cmp"
	"slices"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/matter"
)

// update brings a known matter up to its row. What is new in the row becomes commands of the importing post, with
// the cell as their reason; what it may not do, or what the row merely has not heard of, is a doubt.
func (im *importer) update(s *matter.State, w *wanted) error {
	if at, twice := im.numbers.given[w.row.Number]; twice && w.row.Number != "" {
		im.about(w.row, sheet.Error, sheet.FieldNumber, "import.number_taken", w.row.Number, "", "这个编号已按顺序给了第 %[1]d 行；请把有编号的行排在没有编号的行之前", "row %[1]d was given this number: put rows that have numbers before those without", at)
		im.flush()
		return nil
	}
	past, between := im.outdated(w.row, s)
	if past {
		return nil
	}
	u := &updating{importer: im, w: w, s: s, line: ImportLine{Row: w.row.Source.Row, Number: s.Number, Title: s.Title}}
	parts := []func() error{u.hands, u.plan, u.further, u.state, u.proof, u.days, u.place, u.words}
	if s.Over() { // nothing is left to do, whatever a ledger that still lists it says, unless it says that it is not over
		parts = []func() error{u.state}
	} else if between {
		parts = []func() error{u.further, u.proof}
	}
	for _, part := range parts {
		if err := part(); err != nil {
			return err
		}
	}
	switch {
	case len(u.line.Did) > 0:
		im.out.Changed++
		im.out.Lines = append(im.out.Lines, u.line)
	case u.differs:
		im.out.Differing++
	default:
		im.out.Unchanged++
		im.settle()
		im.doubts = append(im.doubts, u.still...)
		im.out.Settled -= len(u.still)
	}
	im.flush()
	return nil
}

// updating is one known row in hand.
type updating struct {
	*importer

	w       *wanted
	s       *matter.State
	line    ImportLine
	differs bool
	refused bool             // its assignment
	still   []sheet.Doubt    // what stands in the way as it did before
	events  []matter.Content // of the matter, once asked for
}

// differ notes what the row says otherwise and an import does not settle; the words say what would.
func (u *updating) differ(f sheet.Field, was, is, zh, en string, args ...any) {
	u.differs = true
	u.about(u.w.row, sheet.Assumed, f, "import.differs_"+string(f), is, was, "台账写“%[1]s”，事项现为“%[2]s”；"+zh, "the ledger says %[1]q, the matter %[2]q; "+en,
		append([]any{cmp.Or(is, "—"), cmp.Or(was, "—"), u.s.Number}, args...)...)
}

// do gives a command for a changed cell. A refusal becomes a doubt that names what would settle it.
func (u *updating) do(c matter.Command, f sheet.Field, was, is, zh, en string) (bool, error) {
	c.ID = u.s.ID
	c.Hold = (c.Name == "transfer" || c.Name == "assign") && (u.w.reported || u.w.done) // more may follow
	u.touched[u.s.ID] = true
	after, err := u.batch.Do(c)
	if err != nil {
		if !refusal(err) {
			return false, err
		}
		t, read := errs.Words(err), is
		if f == sheet.FieldStatus { // what it claims is all of it
			read = cmp.Or(u.w.row.StatusText, is)
		}
		if was == is { // the row says nothing new: what stood in its way still does
			u.about(u.w.row, sheet.Assumed, f, "import.still_refused", read, was, "%[1]s：%[2]s", "%[3]s: %[4]s", zh, t.Zh, en, t.En)
			u.still = append(u.still, u.doubts[len(u.doubts)-1])
			return false, nil
		}
		u.differ(f, was, read, "%[4]s：%[6]s", "%[5]s: %[7]s", zh, en, t.Zh, t.En)
		return false, nil
	}
	u.s = &after
	u.line.Did = append(u.line.Did, c.Name)
	if n := len(u.line.Changes); n > 0 && u.line.Changes[n-1].Field == f { // asked for and approved
		u.line.Changes[n-1].Command = c.Name
		return true, nil
	}
	u.line.Changes = append(u.line.Changes, Change{Field: f, Cell: u.w.row.Cell(f), Old: was, New: is, Command: c.Name})
	return true, nil
}

// history reads what was ever said of the matter.
func (u *updating) history() ([]matter.Content, error) {
	if u.events != nil {
		return u.events, nil
	}
	records, err := u.batch.Stream(u.s.ID)
	if err != nil {
		return nil, err
	}
	for i := range records {
		switch records[i].Type {
		case "registered", "assigned", "transferred", "replan-asked", "replanned", "replan-refused", "reported", "completed":
		default:
			continue
		}
		_, content, err := u.engine.Said(u.ctx, &records[i])
		if err != nil {
			return nil, err
		}
		u.events = append(u.events, content)
	}
	return u.events, nil
}

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
	switch {
	case u.s.AssignedAt.IsZero():
		u.differ(field, was, is, "尚未交办，交办时一并改：qinlian matter assign %[4]s", "it is not assigned yet, and its assignment changes that: qinlian matter assign %[4]s", to)
		return nil
	case u.s.Over() || u.s.Done():
		u.differ(field, was, is, "事项已办结，不转办；请改正台账", "the matter is done and is not handed on: correct the ledger")
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
	if holdsAlready(s, c.Due) && c.Ongoing == s.Ongoing || c.Due.IsZero() && !c.Ongoing || u.brings() {
		return nil // the same, not said, or brought by the assignment
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
	switch {
	case s.Over() || s.Done():
		u.differ(sheet.FieldDue, was, is, "事项已办结，时限不再调整；请改正台账", "the matter is done and its plan is not changed: correct the ledger")
		return nil
	case slices.ContainsFunc(before, func(a matter.Assignment) bool { return a.Due == c.Due }):
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

// further assigns what has an owner by now, reports what the ledger tells for the first time, and completes.
func (u *updating) further() error {
	w := u.w
	if u.s.Over() {
		return nil
	}
	if u.s.AssignedAt.IsZero() {
		if !u.brings() {
			return nil
		}
		from := u.s
		did, err := u.do(u.assignment(w), sheet.FieldOwner, from.Owner, w.register.Owner, "仍未交办", "still not assigned")
		if u.refused = !did; err == nil && u.refused { // what it would have brought is told
			err = cmp.Or(u.hands(), u.plan())
		}
		if err != nil || !did {
			return err
		}
		u.handed(from, sheet.FieldOwner, "assign")
	}
	if w.reported {
		if stopped, err := u.report(); err != nil || stopped {
			return err
		}
	}
	if w.done && !u.s.Done() {
		zh, _ := u.s.Stage.Words()
		unproved, unprovedEn := w.unproved()
		did, err := u.do(u.completion(w), sheet.FieldStatus, zh, w.row.StatusText, unproved+"未办结（qinlian matter complete "+u.s.Number+" --evidence …）", unprovedEn+"not completed (qinlian matter complete "+u.s.Number+" --evidence …)")
		if err != nil || did || !w.claims() || u.s.Progress >= 100 {
			return err
		}
		_, err = u.do(w.report, sheet.FieldStatus, dossier.Percent(u.s.Progress), dossier.Percent(100), "进展未记入", "the progress was not entered")
		return err
	}
	return nil
}

// state compares how far the row says the matter is.
func (u *updating) state() error {
	w := u.w
	zh, _ := u.s.Stage.Words()
	dropped := u.s.Stage == matter.Withdrawn || u.s.Stage == matter.Merged
	switch status := w.row.Status; {
	case status == sheet.StatusDropped && dropped, status == sheet.StatusNone, w.stage == u.s.Stage:
	case status == sheet.StatusDropped && w.stage == matter.Merged:
		u.differ(sheet.FieldStatus, zh, w.row.StatusText, "并案须指明并入哪一件：qinlian matter merge %[3]s --to …", "say what it is merged into: qinlian matter merge %[3]s --to …")
	case status == sheet.StatusDropped && u.s.Over():
		u.differ(sheet.FieldStatus, zh, w.row.StatusText, "事项已了结，不能撤销；请改正台账", "the matter is over and cannot be withdrawn: correct the ledger")
	case status == sheet.StatusDropped:
		_, err := u.do(u.withdrawal(w), sheet.FieldStatus, zh, w.row.StatusText, "须撤销（qinlian matter withdraw "+u.s.Number+" --reason …）", "it takes withdrawing (qinlian matter withdraw "+u.s.Number+" --reason …)")
		return err
	case dropped:
		u.differ(sheet.FieldStatus, zh, w.row.StatusText, "事项已了结，台账仍列为未了结：不作改动；确要再办，请重新登记：qinlian matter register …", "the matter is over and the ledger still lists it: nothing was changed; if it is to be done after all, register it anew")
	case w.claimedBefore(u.s):
		u.differ(sheet.FieldStatus, "100%", w.row.StatusText, "以前已记完成率100%%，这里又不是已完成：完成率不动；确未完成，请写明完成率再导入，或：qinlian matter report %[3]s --progress …", "100%% was entered before and here it is not done: the rate stands; if it is not done, write the rate and import again, or: qinlian matter report %[3]s --progress …")
	case u.s.Done() && !w.done:
		u.differ(sheet.FieldStatus, zh, w.row.StatusText, "台账落后则改正台账；确要重启：qinlian matter reopen %[3]s --reason …", "correct the ledger if it lags behind; to open it again: qinlian matter reopen %[3]s --reason …")
	case (status == sheet.StatusNotStarted || w.unbegun(u.doubts)) && u.s.Reports > 0:
		if told, err := u.toldLast(); err != nil || told {
			return err
		}
		u.differ(sheet.FieldStatus, zh, w.row.StatusText, "事项已有反馈；台账落后则改正台账", "progress was reported: correct the ledger if it lags behind")
	}
	return nil
}

// claimedBefore tells whether all of the matter was said to be done, and the row says without a rate that it is not.
func (w *wanted) claimedBefore(s *matter.State) bool {
	open := w.row.Status == sheet.StatusInProgress || w.row.Status == sheet.StatusNotStarted
	return open && !s.Done() && s.Progress >= 100 && w.report.Progress == nil && w.stage == ""
}

// words compares what no import changes: each takes a command of its own, or cannot be changed at all.
func (u *updating) words() error {
	c, s := &u.w.register, u.s
	fix := "登记后不改，请改正台账，或撤销后重新登记：qinlian matter withdraw %[3]s"
	fixEn := "it stays as registered: correct the ledger, or withdraw and register anew: qinlian matter withdraw %[3]s"
	if c.Title != s.Title {
		u.differ(sheet.FieldTitle, s.Title, c.Title, fix, fixEn)
	}
	if c.Brief != "" && c.Brief != s.Brief {
		u.differ(sheet.FieldBrief, s.Brief, c.Brief, "可重新交办：qinlian matter assign %[3]s --brief …", "assign it anew: qinlian matter assign %[3]s --brief …")
	}
	if len(c.Category) > 0 && !slices.Equal(c.Category, s.Category) {
		u.differ(sheet.FieldCategory, strings.Join(s.Category, categorySeparator), strings.Join(c.Category, categorySeparator), fix, fixEn)
	}
	if c.Place != "" && c.Place != s.Place {
		u.differ(sheet.FieldPlace, s.Place, c.Place, fix, fixEn)
	}
	if c.Urgency != "" && c.Urgency != s.Urgency {
		u.differ(sheet.FieldUrgency, u.colour(s.Urgency), u.colour(c.Urgency), "改色须引用会议决议：qinlian session resolve … --recolor %[3]s=%[4]s", "that takes a session's resolution: qinlian session resolve … --recolor %[3]s=%[4]s", u.colour(c.Urgency))
	}
	for _, name := range sorted(c.Fields) {
		if matter.NoteOf(u.w.kind, name) != "" || u.w.kind.Fields[name].Personal != "" {
			continue // compared with its field; masked
		}
		if is, was := dossier.Written(u.w.kind, name, c.Fields), dossier.Written(u.w.kind, name, s.Fields); is != was && is != "" {
			u.differ(sheet.Field(fieldLabel(u.w.kind, name)), was, is, fix, fixEn)
		}
	}
	hand := "可转办：qinlian matter transfer %[3]s --%[4]s … --reason …"
	handEn := "hand it on: qinlian matter transfer %[3]s --%[4]s … --reason …"
	if len(c.Support) > 0 && !u.sameUnits(c.Support, s.Support) {
		u.differ(sheet.FieldSupport, u.unitNames(s.Support), u.unitNames(c.Support), hand, handEn, "support")
	}
	if c.Sponsor != "" && !u.samePost(c.Sponsor, s.Sponsor) {
		u.differ(sheet.FieldSponsor, s.Sponsor, c.Sponsor, hand, handEn, "sponsor")
	}
	if c.Verifier != "" && !u.samePost(c.Verifier, s.Verifier) {
		u.differ(sheet.FieldVerifier, s.Verifier, c.Verifier, hand, handEn, "verifier")
	}
	return u.personal(fix, fixEn)
}

func (u *updating) colour(urgency string) string {
	if t, ok := u.w.kind.Urgencies[urgency]; ok {
		return t.In("zh")
	}
	return urgency
}
