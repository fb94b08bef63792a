package sheet

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"
)

// Several cells of a row may tell how far its matter is: a status, a rate of completion, words about the progress, the day on
// which it was done. Here, and nowhere else, they are held against each other.

// telling is what one cell says about the state.
type telling struct {
	field Field
	text  string
	statusReading
}

// status reads the cell of a status column.
func (b *rowBuilder) status(text string, say func(Doubt)) {
	r := statusOf(text)
	if !r.ok && bareRate(value{text: text}) {
		b.bare, b.Cells[FieldNarrative] = text, cmp.Or(b.Cells[FieldNarrative], b.Cells[FieldStatus])
		return
	}
	b.StatusText, b.state = text, r
	if !r.ok {
		say(doubt(Assumed, "status.unknown", "不认识的状态，按未说明处理", "an unknown status, taken as not told"))
	}
}

// progress reads a completion rate; words in that column are a status or the narrative.
func (b *rowBuilder) progress(v value, text, unit string, say func(Doubt)) {
	if v.kind == date || v.kind == month {
		say(doubt(Error, "progress.date", "单元格是日期，像是“3/5”之类被自动改成了日期；请改成文本，写成百分数", "the cell holds a date, as when 3/5 was turned into one: make it text and write a percentage"))
		return
	}
	r, ok := progressOf(text, unit)
	if !ok {
		b.rates = text
		return
	}
	if r.points != nil {
		b.Progress = r.points
	}
	say(r.doubt)
}

// settle reconciles what several cells say about the state, and names a matter that has no title.
func (b *rowBuilder) settle() {
	b.bareProgress()
	b.settleStatus()
	b.settleRate()
	b.settleDone()
	b.settleUnread()
	b.Narrative, b.rates = unlessUnbegun(b.Narrative), unlessUnbegun(b.rates)
	if b.Narrative == "" {
		b.Narrative = b.rates
	} else if b.rates != "" && b.rates != b.StatusText {
		b.Narrative = b.rates + "\n" + b.Narrative
	}
	b.settleTitle()
}

// unlessUnbegun drops words that say only that nothing has begun: they tell a state, and nothing of the work.
func unlessUnbegun(words string) string {
	if statusOf(words).status == StatusNotStarted {
		return ""
	}
	return words
}

// settleStatus takes the status from the first cell that tells one; one that tells otherwise is a doubt.
func (b *rowBuilder) settleStatus() {
	var all [3]telling // on the stack: most rows tell one
	n := 0
	if b.state.ok {
		all[0], n = telling{FieldStatus, b.StatusText, b.state}, 1
	}
	for _, c := range [...]struct {
		f    Field
		text string
	}{{FieldProgress, b.rates}, {FieldNarrative, b.Narrative}} {
		if c.text == "" || c.text == b.StatusText {
			continue
		}
		if r := statusOf(c.text); r.ok {
			all[n] = telling{c.f, c.text, r}
			n++
		}
	}
	if n == 0 {
		return
	}
	first := all[0]
	tellings := all[:n]
	for _, t := range tellings[1:] {
		if first.open && !t.open && (t.status == StatusInProgress || t.status == StatusNotStarted) { // 否, and 未启动 beside it
			first.status, first.pace, first.doubt = t.status, t.pace, t.doubt
		}
	}
	b.Status, b.Pace = first.status, first.pace
	if b.StatusText == "" {
		b.StatusText, b.Cells[FieldStatus] = first.text, b.Cells[first.field]
	}
	if b.Progress == nil {
		b.Progress = first.progress
	}
	b.said(first.doubt, first.field, first.text)
	for _, t := range tellings[1:] {
		if t.progress == nil && !t.status.agrees(b.Status) {
			b.said(assumedAs(doubt(Assumed, "status.contradicts", "与%[1]s的“%[2]s”自相矛盾，以%[1]s为准", "%[3]s says %[2]q: the two contradict each other, and %[3]s counts",
				b.place(first.field, true), first.text, b.place(first.field, false)), string(b.Status)), t.field, t.text)
		}
	}
}

// place names a field and its cell as a message does: 状态（D3）.
func (b *rowBuilder) place(f Field, zh bool) string {
	if zh {
		return "“" + f.Title().Zh + "”（" + b.Cells[f] + "）"
	}
	return "the " + f.Title().En + " (" + b.Cells[f] + ")"
}

// settleRate looks for a rate among words where no other is told, and tells of a column of rates that holds none.
func (b *rowBuilder) settleRate() {
	for _, t := range []telling{{field: FieldProgress, text: b.rates}, {field: FieldNarrative, text: b.Narrative}} {
		if t.text == "" || b.Progress != nil || b.Status.done() {
			continue
		}
		if points, ok := rateWithin(t.text); ok {
			b.Progress = &points
			b.Cells[FieldProgress] = b.Cells[t.field]
			b.said(assumedAs(doubt(Note, "progress.in_words", "没有完成率，按文中所写读作%s", "no rate of completion, read from the words as %s", percentText(points)), percentText(points)), t.field, t.text)
		}
	}
	if b.Progress == nil && b.rates != "" && (strings.ContainsAny(fold(b.rates), "0123456789成半") || strings.Contains(b.rates, "分之")) && !statusOf(b.rates).ok {
		b.said(doubt(Assumed, "progress.words", "读不出完成率，作为进展情况记下；有完成率的请写成百分数", "no rate can be read: kept as words on the progress; write a rate as a percentage"), FieldProgress, b.rates)
	}
	if pace := statusOf(b.rates).pace; b.Progress == nil && (pace == PaceOnTime || pace == PaceAhead) {
		b.said(doubt(Assumed, "progress.pace", "写的是进度快慢，不是完成率：完成率不记，按时序评的灯仍照已记的完成率；请写成百分数", "this tells the pace and no rate: none is entered, and lights that go by the time gone use the rate there is; write a percentage"), FieldProgress, b.rates)
	}
	if b.Progress != nil && b.Cells[FieldProgress] == "" {
		b.Cells[FieldProgress] = b.Cells[FieldStatus]
	}
}

// settleDone holds the status against the rate and the day on which it was done.
func (b *rowBuilder) settleDone() {
	if b.Progress != nil && b.Status == StatusNone {
		b.Status = statusAt(*b.Progress)
		if i := slices.IndexFunc(b.Doubts, func(d Doubt) bool { return d.Code == "status.unknown" }); i >= 0 {
			rate, told := percentText(*b.Progress), &b.Doubts[i]
			told.Text = doubt(Assumed, told.Code, "不认识的状态，按完成率%s读", "an unknown status, read from the rate of %s", rate).Text
			told.Assumed = string(b.Status)
		} else if b.Status == StatusCompleted {
			b.said(assumedAs(doubt(Assumed, "status.from_rate", "状态空白，按完成率%s读作已完成", "no status, read as completed from the rate of %s", percentText(*b.Progress)), string(b.Status)), FieldProgress, percentText(*b.Progress))
		}
	}
	if b.Progress != nil {
		rate := percentText(*b.Progress)
		switch {
		case b.Status.done() && *b.Progress < 10000:
			b.said(assumedAs(doubt(Assumed, "status.disagrees", "状态是“%[1]s”，完成率却是%[2]s，以状态为准", "the status is %[1]q but the rate is %[2]s: the status counts", b.StatusText, rate), string(b.Status)), FieldStatus, b.StatusText)
		case b.Status == StatusNotStarted && *b.Progress > 0:
			b.Status = StatusInProgress
			b.rateCounts(rate)
			b.said(assumedAs(doubt(Assumed, "status.disagrees", "状态是“%[1]s”，完成率却是%[2]s，以完成率为准", "the status is %[1]q but the rate is %[2]s: the rate counts", b.StatusText, rate), string(b.Status)), FieldStatus, b.StatusText)
		case b.Status == StatusInProgress && *b.Progress == 10000 && !b.state.step && b.state.ok && b.state.progress == nil:
			b.said(assumedAs(doubt(Assumed, "status.disagrees", "状态是“%[1]s”，完成率却是%[2]s，不当作已完成", "the status is %[1]q but the rate is %[2]s: not taken for done", b.StatusText, rate), string(b.Status)), FieldStatus, b.StatusText)
		}
	}
	if !b.Finished.IsZero() && !b.Status.done() && b.Status != StatusDropped {
		b.said(doubt(Assumed, "status.finished", "写了办结日期，状态却不是已完成：不当作已完成，办结日期未采用", "a date of completion, yet the status is not completed: not taken for done, and the date is left out"), FieldFinished, b.Finished.String())
	}
}

// rateCounts makes what was assumed of a matter not begun follow its rate, so that the doubts of a row tell one story.
func (b *rowBuilder) rateCounts(rate string) {
	for i := range b.Doubts {
		d := &b.Doubts[i]
		if d.Assumed != string(StatusNotStarted) {
			continue
		}
		if d.Assumed = string(b.Status); d.Code == "status.contradicts" {
			d.Text = doubt(Assumed, d.Code, "与%[1]s的“%[2]s”自相矛盾，完成率又是%[4]s：以完成率为准", "%[3]s says %[2]q and the rate is %[4]s: they contradict each other, and the rate counts",
				b.place(FieldStatus, true), b.StatusText, b.place(FieldStatus, false), rate).Text
			continue
		}
		d.Text.Zh += "；完成率是" + rate + "，以完成率为准"
		d.Text.En += "; the rate is " + rate + ", which counts"
	}
}

// settleTitle names a matter that has no title after its brief.
func (b *rowBuilder) settleTitle() {
	if b.Title == "" && b.Brief != "" {
		b.Title = firstClause(b.Brief)
		b.Cells[FieldTitle] = b.Cells[FieldBrief]
		b.said(assumedAs(doubt(Assumed, "title.from_brief", "没有名称，取内容的第一句", "no title, the first clause of the brief is taken"), shorten(b.Title)), FieldBrief, b.Brief)
	}
	told := slices.ContainsFunc(b.Doubts, func(d Doubt) bool { return d.Level == Error && d.Field == FieldTitle })
	if (b.Title == "" || blankMark(b.Title)) && !told {
		d := doubt(Error, "title.missing", "这一行没有名称也没有内容，请补上或删除该行", "the row has neither title nor brief: add one or delete the row")
		d.Read = b.r.cells[0].text
		b.doubt(d, FieldTitle, b.r.cells[0].col, value{})
	}
}

// said books a doubt at the cell that a field was read from.
func (b *rowBuilder) said(d Doubt, f Field, read string) {
	if d.Level == "" {
		return
	}
	d.Field, d.Read = f, shorten(read)
	d.Cell = b.Cell(f)
	b.Doubts = append(b.Doubts, d)
}

// bareProgress reads a bare figure or fraction among words as a rate of completion where no other is told.
func (b *rowBuilder) bareProgress() {
	switch {
	case b.bare == "":
	case b.Progress != nil:
		b.Narrative = b.bare
	default:
		r, _ := progressOf(b.bare, "")
		b.Progress, b.Cells[FieldProgress] = r.points, b.Cells[FieldNarrative]
		b.said(r.doubt, FieldNarrative, b.bare)
	}
}

// bareRate tells whether a cell of words holds nothing but a rate without its percent sign (0.5, which Excel shows as 50%
// once it is formatted so; 80) or a fraction (3/5).
func bareRate(v value) bool {
	key := fold(v.text)
	if m := reFraction.FindStringSubmatch(key); m != nil {
		return fraction(m[1], m[2]).points != nil
	}
	if !reNumber.MatchString(key) || strings.HasPrefix(key, "-") {
		return false
	}
	points, ok := basisPoints(key, 100)
	return ok && points <= 10000
}

// reShortRate is a rate in a few words that is not read: 八成, 已完成9成, 已完成(80%).
var reShortRate = regexp.MustCompile(`[0-9一二三四五六七八九十]成|%|^[0-9./]+$|^(?:TRUE|FALSE|YES|NO)$`)

// settleUnread tells of a short cell of progress that looks like a state or a rate and is read as neither.
func (b *rowBuilder) settleUnread() {
	s := fold(b.Narrative)
	if s == "" || b.Status != StatusNone || b.Progress != nil || utf8.RuneCountInString(s) > 12 {
		return
	}
	parts := strings.FieldsFunc(s, func(r rune) bool { return r == '/' || r == '|' || r == '-' || joins(r) })
	states := len(parts) > 1 && !slices.ContainsFunc(parts, func(p string) bool { return !statusOf(p).ok })
	if states || reShortRate.MatchString(s) {
		b.said(doubt(Assumed, "status.unread", "像是状态或完成率，却读不出：只作为进展情况记下；请写成“已完成”“推进中”这样的一个词，完成率写成百分数", "it looks like a state or a rate and is read as neither: kept as words on the progress; write one word for the state, and a rate as a percentage"), FieldNarrative, b.Narrative)
	}
}
