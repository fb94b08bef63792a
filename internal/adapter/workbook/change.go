package workbook

import (
	"cmp"
	"slices"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/register"
)

// update brings a known matter up to its row. What is new in the row becomes commands of the importing post, with
// the cell as their reason; what it may not do, or what the row merely has not heard of, is a doubt.
func (im *importer) update(s *matter.State, w *wanted) error {
	if at, twice := im.numbers.given[w.row.Number]; twice && w.row.Number != "" {
		im.about(w.row, sheet.Error, sheet.FieldNumber, "import.number_taken", w.row.Number, "", "这个编号已按顺序给了第 %[1]d 行；请把有编号的行排在没有编号的行之前", "row %[1]d was given this number: put rows that have numbers before those without", at)
		im.flush()
		return nil
	}
	im.before.beside.agreed(w.row, s)
	u := im.updating(w, s)
	u.past = im.later(w.row, s)
	if err := u.turn(); err != nil {
		return err
	}
	if u.past != "" {
		im.months.past.count(w.row.Source.Sheet, u.past)
		u.settle()
		err := cmp.Or(u.corrected(), u.unused())
		if len(im.doubts) > 0 {
			im.out.Differing++
		} else {
			im.out.Unchanged++
		}
		im.flush()
		return err
	}
	im.months.heard(w, s.ID)
	parts := []func() error{u.hands, u.plan, u.further, u.state, u.proof, u.days, u.place, u.words}
	if s.Over() { // nothing is left to do, whatever a ledger that still lists it says, unless it says that it is not over
		parts = []func() error{u.state}
	}
	parts = append(parts, u.unused)
	for _, part := range parts {
		if err := part(); err != nil {
			return err
		}
	}
	if u.later && len(u.line.Did) == 0 && !u.differs {
		u.settle()
	} else {
		u.count(false)
		if u.later {
			im.months.plans[len(im.months.plans)-1].counted = true
		}
	}
	im.flush()
	return nil
}

// count counts the row by what came of it, unless it was counted before.
func (u *updating) count(before bool) {
	im, n := u.importer, 1
	if before {
		n = 0
	}
	switch {
	case len(u.line.Did) > 0:
		im.out.Changed += n
		im.out.Lines = append(im.out.Lines, u.line)
	case u.differs:
		im.out.Differing += n
	default:
		im.out.Unchanged += n
		u.settle()
		im.doubts = append(im.doubts, u.still...)
		im.out.Settled -= len(u.still)
	}
}

// settle drops the doubts of a row that agrees with its matter: what was assumed is what stands. Errors stay, and so do those about
// a cell that has changed and a word that was left out, unless these very bytes were imported before: then they were told.
func (u *updating) settle() {
	before, again := len(u.doubts), u.hashes[u.w.row.Source.FileSHA256] || strings.Contains(matter.LastRow(u.s), u.w.row.Source.FileSHA256)
	u.doubts = slices.DeleteFunc(u.doubts, func(d sheet.Doubt) bool {
		leftOut := d.Level == sheet.Assumed && d.Read != "" && d.Assumed == "" && (strings.HasPrefix(d.Code, "import.") || strings.HasPrefix(d.Code, "status."))
		leftOut = leftOut || d.Code == "amount.undecided" && u.hasSum()
		turned := d.Level == sheet.Assumed && u.hasTurned(d.Field) && (d.Field != sheet.FieldStatus || !u.stands() || d.Code == "status.paused" || d.Code == "status.unknown")
		return d.Level != sheet.Error && (again || !leftOut) && !turned
	})
	u.out.Settled += before - len(u.doubts)
}

// hasSum tells whether the matter holds a sum.
func (u *updating) hasSum() bool {
	for name, f := range u.w.kind.Fields {
		if f.Type == register.Money && u.s.Fields[name] != nil {
			return true
		}
	}
	return false
}

// updating is one known row in hand.
type updating struct {
	*importer

	w       *wanted
	s       *matter.State
	line    ImportLine
	differs bool
	refused bool             // its assignment
	later   bool             // its date is left to a later month
	still   []sheet.Doubt    // what stands in the way as it did before
	known   bool             // what its cells said when it last brought something
	turned  []sheet.Field    // those that have changed since
	past    string           // the later month that counts, of a month that is past
	events  []matter.Content // of the matter, once asked for

	settling bool // its date was left, and is not any more
}

func (im *importer) updating(w *wanted, s *matter.State) *updating {
	u := &updating{importer: im, w: w, s: s, line: lineOf(w.row)}
	u.line.Number, u.line.Title = s.Number, s.Title
	return u
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
	u.tellSuspended(c.Name)
	u.s = &after
	u.line.Did = append(u.line.Did, c.Name)
	if n := len(u.line.Changes); n > 0 && u.line.Changes[n-1].Field == f { // asked for and approved
		u.line.Changes[n-1].Command = c.Name
		return true, nil
	}
	u.line.Changes = append(u.line.Changes, Change{Field: f, Cell: u.w.row.Cell(f), Old: was, New: is, Command: c.Name})
	return true, nil
}

// tellSuspended tells that a row goes on with a matter whose clock a person has stopped.
func (u *updating) tellSuspended(command string) {
	switch {
	case !u.s.Suspended:
	case command == "complete":
		u.about(u.w.row, sheet.Assumed, sheet.FieldStatus, "import.suspended", u.w.row.StatusText, "", "事项原已暂停计时；照台账办结，暂停随之结束", "its clock was suspended: it is completed as the ledger says, and that ends the suspension")
	case command == "report":
		u.about(u.w.row, sheet.Assumed, sheet.FieldNarrative, "import.suspended", u.w.row.Narrative, "", "事项已暂停计时；进展照记，计时仍停。已恢复的：qinlian matter resume %[1]s --reason …", "its clock is suspended: the progress is entered, and the clock goes on standing still; if work has resumed: qinlian matter resume %[1]s --reason …", u.s.Number)
	}
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
		case "registered", "assigned", "transferred", "replan-asked", "replanned", "replan-refused", "reported", "completed", "returned", "reopened", "rechecked":
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
	if by, again, err := u.reopened(); err != nil || again {
		if again {
			field, read := u.saysDone()
			zh, _ := u.s.Stage.Words()
			t := takenBack[by]
			u.differ(field, zh, read, "台账以前已说办结，后来%[4]s，是台账未更新；确已办结：qinlian matter complete %[3]s", "the ledger said before that it is done, and %[5]s since, so it lags behind; if it is done: qinlian matter complete %[3]s", t.Zh, t.En)
		}
		return err
	}
	if w.reported {
		if stopped, err := u.report(); err != nil || stopped {
			return err
		}
	}
	if w.done && !u.s.Done() {
		zh, _ := u.s.Stage.Words()
		unproved, unprovedEn := w.unproved()
		field, read := u.saysDone()
		did, err := u.do(u.completion(w), field, zh, read, unproved+"未办结（qinlian matter complete "+u.s.Number+" --evidence …）", unprovedEn+"not completed (qinlian matter complete "+u.s.Number+" --evidence …)")
		if err != nil || did || !w.claims() || u.s.Progress >= 100 {
			return err
		}
		_, err = u.do(w.report, sheet.FieldStatus, dossier.Percent(u.s.Progress), dossier.Percent(100), "进展未记入", "the progress was not entered")
		return err
	}
	return nil
}

// reopened tells whether the row calls done what it had completed or reported as that before, or may only agree with a person who had,
// and another took that back: by which command. A ledger that has gone on since says something new.
func (u *updating) reopened() (by string, again bool, err error) {
	if !u.w.done || u.s.Done() {
		return "", false, nil
	}
	events, err := u.history()
	said := u.known && !u.hasTurned(sheet.FieldStatus) && (!u.hasTurned(sheet.FieldNarrative) || u.w.row.Narrative == "")
	for _, e := range slices.Backward(events) {
		m, moved := e.(*matter.MovedEvent)
		if moved && undoes(m) {
			by = cmp.Or(by, m.Command)
			continue
		}
		own := u.own(matter.RowOf(e))
		completed := moved && (m.Command == "complete" || own && m.Progress != nil && *m.Progress >= 100 && u.s.Progress < 100)
		if completed || own {
			return by, completed && (said || !own), err
		}
	}
	return "", false, err
}

// undoes tells the commands by which a person takes back that a matter is done.
func undoes(m *matter.MovedEvent) bool {
	return m.Command == "return" || m.Command == "reopen" || m.Command == "recheck" && m.Verdict == "fail"
}

// takenBack says what they did; "" is a report that says less.
var takenBack = map[string]text.Text{
	"return":  {Zh: "被退回", En: "it was returned"},
	"reopen":  {Zh: "有人重启", En: "somebody opened it again"},
	"recheck": {Zh: "回头看不合格", En: "it failed the re-check"},
	"":        {Zh: "另有反馈", En: "something else was reported"},
}

// saysDone is where the row says that its matter is done, and what it says.
func (u *updating) saysDone() (f sheet.Field, read string) {
	r := u.w.row
	if r.StatusText == "" && r.Progress != nil && !r.Has(sheet.FieldStatus) {
		return sheet.FieldProgress, u.w.rate()
	}
	return sheet.FieldStatus, r.StatusText
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
	if !sameWords(c.Title, s.Title) {
		u.differ(sheet.FieldTitle, s.Title, c.Title, fix, fixEn)
	}
	if c.Brief != "" && !sameWords(c.Brief, s.Brief) {
		anew, anewEn := fix, fixEn
		if s.Stage == matter.Registered || s.Stage == matter.Established || s.Stage == matter.Assigned {
			anew, anewEn = "可重新交办：qinlian matter assign %[3]s --brief …", "assign it anew: qinlian matter assign %[3]s --brief …"
		}
		u.differ(sheet.FieldBrief, s.Brief, c.Brief, anew, anewEn)
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
