package workbook

import (
	"slices"
	"strconv"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/matter"
)

// enter brings in a row that is new: registered, and taken as far as its state says and the mechanism lets the
// importing post take it.
func (im *importer) enter(w *wanted) error {
	line := lineOf(w.row)
	line.New = true
	if slices.ContainsFunc(im.doubts, func(d sheet.Doubt) bool { return d.Level == sheet.Error }) {
		return nil // nothing is imported until it is put right
	}
	if err := im.under(w); err != nil {
		return err
	}
	number, err := im.number(w.kind, w.row.Number)
	if err != nil {
		return err
	}
	w.register.Number = number
	road := im.road(w)
	later := w.kind.Tree.Bounded() // it is established once the rows below it are there
	w.register.Hold = len(road) > 0 && !later
	s, err := im.batch.Do(w.register)
	if err != nil {
		return im.refused(w, sheet.Error, sheet.FieldTitle, err, "不能登记", "it cannot be registered")
	}
	im.before.byKey[w.row.Key] = s.ID
	im.before.beside.registered(w.row, &s)
	im.touched[s.ID] = true
	im.months.heard(w, s.ID)
	im.retitled(w)
	if number != w.row.Number || number == "" {
		im.numbers.given[s.Number] = w.row.Source.Row
	}
	line.Number, line.Did = s.Number, []string{"register"}
	im.out.New++
	im.out.Lines = append(im.out.Lines, line)
	onWay := onItsWay{w, s.ID, road, len(im.out.Lines) - 1}
	if later && len(road) > 0 {
		im.plans = append(im.plans, onWay)
		return nil
	}
	return im.walk(onWay)
}

// lineOf begins what is told of a row.
func lineOf(r *sheet.Row) ImportLine {
	return ImportLine{Row: r.Source.Row, Cell: r.Source.Sheet + "!" + strconv.Itoa(r.Source.Row), Title: r.Title}
}

// walk gives the commands that take a new matter to where its row says it is.
func (im *importer) walk(on onItsWay) error {
	w, road, line := on.w, on.road, &im.out.Lines[on.line]
	for i, step := range road {
		step.command.Hold = i+1 < len(road) // the last lets go, so that the batch can store and forget
		did, err := im.step(w, on.id, step.command, step.zh, step.en)
		if err != nil {
			return err
		}
		if !did && step.command.Name == "complete" && w.claims() {
			if did, err = im.step(w, on.id, w.report, "进展未记入", "the progress was not entered"); did {
				line.Did = append(line.Did, "report")
			}
			return err
		}
		if !did {
			if slices.ContainsFunc(road[i+1:], func(d deed) bool { return d.command.Name == "report" || d.command.Name == "complete" }) {
				im.untold(w)
			}
			return nil
		}
		line.Did = append(line.Did, step.command.Name)
	}
	return nil
}

// under finds the matter above, where the row names one.
func (im *importer) under(w *wanted) error {
	number := w.row.Parent
	if number == "" {
		return im.underCategory(w)
	}
	s, err := im.batch.Matter(number)
	switch errs.KindOf(err) {
	case errs.NotFound:
		im.noneAbove(w)
		return nil
	default:
		if err != nil {
			return err
		}
	}
	w.register.Parent = s.ID
	return nil
}

func (im *importer) noneAbove(w *wanted) {
	im.about(w.row, sheet.Assumed, sheet.FieldParent, "import.parent", w.row.Parent, "", "没有这件上级事项，不挂接；请核对上级事项的编号", "there is no such matter above: it stands alone; check the number of the one above")
}

// underCategory puts a row below the matter that its category becomes, which the first such row registers.
func (im *importer) underCategory(w *wanted) error {
	if im.above == nil || len(w.register.Category) == 0 || !slices.Contains(im.above.Tree.Children, w.kind.Name) {
		return nil
	}
	name := w.register.Category[0]
	key := "#" + im.above.Name + "#" + name
	if im.before.byKey[key] == "" {
		c := im.command("register", w.row)
		c.Kind, c.Title, c.Parent = im.above.Name, name, im.root
		c.Origin = originOf(im.o.Ledger, key) + " @" + im.source(w.row)
		s, err := im.batch.Do(c)
		if err != nil {
			return im.refused(w, sheet.Error, sheet.FieldCategory, err, "上级事项“"+name+"”不能登记", "the matter above, "+name+", cannot be registered")
		}
		im.before.byKey[key], im.touched[s.ID] = s.ID, true
		im.numbers.given[s.Number] = w.row.Source.Row
		im.out.Above++
	}
	w.register.Parent = im.before.byKey[key]
	return nil
}

// deed is a command on the way of a new row; the words say where the row stands when it is refused.
type deed struct {
	command matter.Command
	zh, en  string
}

// road lists the commands that take a new matter to where its row says it is.
func (im *importer) road(w *wanted) []deed {
	if w.row.Status == sheet.StatusDropped {
		return im.dropped(w)
	}
	insists := func(stage string) bool { return slices.Contains(w.kind.Requires, stage) }
	var out []deed
	add := func(wanted bool, c matter.Command, zh, en string) {
		if wanted {
			out = append(out, deed{c, zh, en})
		}
	}
	upTo := func(stage matter.Stage) bool { // in the product's own words; where they are not used, what the rest tells
		return w.stage != "" && slices.Index(stages, w.stage) >= slices.Index(stages, stage)
	}
	add(insists("establish") && (w.assign && w.stage != matter.Registered || upTo(matter.Established)), im.command("establish", w.row), "已登记，未立项", "registered but not established")
	if !w.assign || w.stage == matter.Registered || w.stage == matter.Established {
		if w.reported || w.done || len(w.report.Evidence) > 0 {
			im.untold(w)
		}
		return out
	}
	reported := w.reported && (w.stage == "" || upTo(matter.Reported)) || w.stage == matter.Reported || w.stage == matter.Reviewed
	if w.reported && !reported {
		im.about(w.row, sheet.Assumed, sheet.FieldNarrative, "import.too_early", w.row.Narrative, "", "状态是“%[1]s”，尚未反馈，进展未记入", "it stands at %[1]q: no progress was entered", w.row.StatusText)
	}
	add(true, im.assignment(w), "已登记，未交办", "registered but not assigned")
	add(insists("accept") && (reported || w.done) || w.stage == matter.Accepted || w.stage == matter.Working, im.command("accept", w.row), "已交办，未代为签收", "assigned but not accepted on the owner's behalf")
	add(w.stage == matter.Working, im.command("work", w.row), "已签收，未开始承办", "accepted but not begun")
	add(reported, w.report, "已交办，进展未记入", "assigned, but the progress was not entered")
	add(len(w.report.Evidence) > 0 && !reported && !w.done, im.evidence(w), "佐证未记入", "the evidence was not entered")
	add(w.stage == matter.Reviewed, im.command("review", w.row), "已反馈，未代为审核", "reported but not reviewed on the reviewer's behalf")
	zh, en := w.unproved()
	add(w.done, im.takenOver(w), zh+"未办结", en+"not completed")
	return out
}

// unproved says that the row has no evidence; "" where it has some.
func (w *wanted) unproved() (zh, en string) {
	if len(w.report.Evidence) > 0 {
		return "", ""
	}
	return "没有佐证材料，", "no evidence is given: "
}

// claims tells whether what the row calls done is reported as such once its completion is refused, and was not reported before.
func (w *wanted) claims() bool {
	return w.done && !w.reported && w.report.Progress != nil
}

// untold tells that the progress of a row was not entered, since nobody was given the matter.
func (im *importer) untold(w *wanted) {
	field, read, words := sheet.FieldStatus, w.row.StatusText, w.row.StatusText
	switch {
	case w.row.Progress != nil && w.report.Progress != nil:
		words = w.rate()
		if at := w.row.Cells[sheet.FieldProgress]; at != "" && at != w.row.Cells[sheet.FieldStatus] {
			field, read = sheet.FieldProgress, words
		}
	case read == "" && w.row.Narrative != "":
		field, read, words = sheet.FieldNarrative, w.row.Narrative, w.row.Narrative
	case !w.reported && !w.done:
		im.about(w.row, sheet.Assumed, sheet.FieldEvidence, "import.not_assigned", w.row.Evidence, "", "尚未交办，佐证未记入", "it is not assigned yet: the evidence was not entered")
		return
	}
	im.about(w.row, sheet.Assumed, field, "import.not_assigned", read, "", "尚未交办，进展“%[1]s”未记入", "it is not assigned yet: the progress %[1]q was not entered", words)
}

// dropped withdraws a matter of which the ledger keeps only that it was. What it was merged into a row does not say.
func (im *importer) dropped(w *wanted) []deed {
	if w.stage == matter.Merged {
		im.about(w.row, sheet.Assumed, sheet.FieldStatus, "import.merged", w.row.StatusText, "登记", "并入了哪一件须由人指明：qinlian matter merge 编号 --to 编号", "say what it was merged into: qinlian matter merge NUMBER --to NUMBER")
		return nil
	}
	return []deed{{im.withdrawal(w), "已登记，未撤销", "registered but not withdrawn"}}
}

func (im *importer) withdrawal(w *wanted) matter.Command {
	c := im.command("withdraw", w.row)
	c.Reason = im.because(w.row, sheet.FieldStatus)
	return c
}

// because names the cell of the ledger that a command goes back to.
func (im *importer) because(r *sheet.Row, f sheet.Field) string {
	why := "台账所载：" + r.Source.File + " " + r.Cell(f)
	if slices.Contains(r.Corrected, r.Cells[f]) {
		why += "（导入时更正）"
	}
	return why
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
	if !refusal(err) {
		return err
	}
	if errs.KindOf(err) != errs.Forbidden {
		for _, fault := range errs.Faults(err) {
			at := im.blamed(w.row, fault.Where, f)
			im.about(w.row, level, at, fault.Code, w.row.Written(at), "", "%[1]s：%[2]s", "%[3]s: %[4]s", zh, fault.Text.Zh, en, fault.Text.En)
		}
		return nil
	}
	t := errs.Words(err)
	t = text.Text{Zh: zh + "：" + t.Zh, En: en + ": " + t.En}
	for i := range im.forbidden { // about the post, not the row: once for the file
		if im.forbidden[i].doubt.Text == t {
			im.forbidden[i].rows++
			return nil
		}
	}
	im.forbidden = append(im.forbidden, refusedRows{sheet.Doubt{Level: level, Code: errs.CodeOf(err), Cell: w.row.Cell(f), Field: f, Read: w.row.StatusText, Text: t}, 1})
	return nil
}

// blamed is the column of what a fault is about, where the sheet has one; else f.
func (*importer) blamed(r *sheet.Row, where string, f sheet.Field) sheet.Field {
	at := sheet.Field(where)
	if where == "lead_unit" {
		at = sheet.FieldLead
	}
	if where != "" && (r.Cells[at] != "" || r.Has(at)) {
		return at
	}
	return f
}

// refusedRows is what the importing post may not do, where first and in how many rows.
type refusedRows struct {
	doubt sheet.Doubt
	rows  int
}

// mayNot tells what the importing post may not do, once each.
func (im *importer) mayNot() {
	for _, r := range im.forbidden {
		if r.rows > 1 {
			r.doubt.Text = errs.Newf(errs.Forbidden, r.doubt.Code, "从这一行起共 %[1]d 行%[2]s", "from this row on, %[1]d rows: %[3]s", r.rows, r.doubt.Text.Zh, r.doubt.Text.En).Text
		}
		im.doubt(r.doubt)
	}
}

// refusal tells whether an error is a mechanism's answer, which a person can act on.
func refusal(err error) bool {
	switch errs.KindOf(err) {
	case errs.Refused, errs.Invalid, errs.Forbidden, errs.NotFound:
		return true
	}
	return false
}

func (im *importer) assignment(w *wanted) matter.Command {
	c := im.command("assign", w.row)
	c.Assignment, c.Brief = w.register.Assignment, w.register.Brief
	return c
}

func (im *importer) evidence(w *wanted) matter.Command {
	c := im.command("attach", w.row)
	c.Evidence = w.report.Evidence
	return c
}

func (im *importer) completion(w *wanted) matter.Command {
	c := im.command("complete", w.row)
	c.Text, c.Evidence = w.report.Text, w.report.Evidence
	switch day := w.row.Finished; {
	case day.IsZero():
	case day <= im.view.Day():
		c.Finished = day
	default:
		im.about(w.row, sheet.Assumed, sheet.FieldFinished, "import.finished_ahead", day.String(), im.view.Day().String(), "办结日期在今天之后，按今天办结计；写错的请改正后再导入", "the day of completion lies ahead: today is taken; correct it if it is a slip, and import again")
	}
	return c
}

// takenOver is the completion of a matter that was done before it came into the ledger. Where an office's
// ledger does not say when, in time is assumed.
func (im *importer) takenOver(w *wanted) matter.Command {
	c := im.completion(w)
	switch due := w.register.Due; {
	case !w.row.Finished.IsZero() || !w.done || due.IsZero() || due >= im.view.Day():
	case w.row.Pace == sheet.PaceBehind:
		im.about(w.row, sheet.Assumed, sheet.FieldStatus, "import.finished_late", w.row.StatusText, im.view.Day().String(), "写的是逾期完成，未写办结日期，按今天办结计", "it was done late, and it does not say when: today is assumed")
	default:
		c.Finished = due
		im.about(w.row, sheet.Assumed, sheet.FieldStatus, "import.finished", w.row.StatusText, due.String(), "未写办结日期，按如期办结计", "it does not say when it was done: in time is assumed")
	}
	return c
}
