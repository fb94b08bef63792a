package matter

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/mechanism"
)

// Decide answers a command with the event it becomes, or with a refusal (errs.Refused, errs.Forbidden,
// errs.Invalid) that says what is missing. It never changes anything.
func Decide(s *State, c *Command, w *World) (Content, error) {
	t, known := transitions[c.Name]
	if !known {
		return nil, errs.Newf(errs.Invalid, "matter.unknown_command", "没有“%[1]s”这个操作", "there is no command %[1]q", c.Name)
	}
	if c.Name == "register" {
		return register(s, c, w)
	}
	if s.ID == "" {
		return nil, errs.Newf(errs.NotFound, "matter.not_found", "查无此事项", "there is no such matter")
	}
	if !slices.Contains(t.from, s.Stage) {
		zh, en := s.Stage.Words()
		cz, ce := CommandWords(c.Name)
		return nil, errs.Newf(errs.Refused, "matter.wrong_stage", "%[1]s:事项现为“%[2]s”,不能%[3]s(须为%[4]s)",
			"%[1]s: the matter is %[5]s and cannot be taken to %[6]s (it must be %[7]s)", s.Number, zh, cz, stagesZh(t.from), en, ce, stagesEn(t.from))
	}
	m, err := w.moment(s, c.At)
	if err != nil {
		return nil, err
	}
	m.cmd = c
	if err := m.required(c); err != nil {
		return nil, err
	}
	if err := m.authority(c); err != nil {
		return nil, err
	}
	content, err := m.decide(c)
	if err != nil {
		return nil, err
	}
	if err := m.gate(c); err != nil {
		return nil, err
	}
	return content, nil
}

func stagesZh(stages []Stage) string { return stageList(stages, "、", 0) }
func stagesEn(stages []Stage) string { return stageList(stages, ", ", 1) }

func stageList(stages []Stage, sep string, lang int) string {
	words := make([]string, len(stages))
	for i, s := range stages {
		words[i] = stageWords[s][lang]
	}
	return strings.Join(words, sep)
}

// register begins a matter. The gate of "register" sees it as it would be.
func register(s *State, c *Command, w *World) (Content, error) {
	if s.ID != "" {
		return nil, errs.Newf(errs.Conflict, "matter.exists", "编号 %[1]s 已经登记过", "number %[1]s has been registered already", s.Number)
	}
	_, k, err := w.kind(c.Kind, c.At)
	if err != nil {
		return nil, err
	}
	if strings.TrimSpace(c.Title) == "" {
		return nil, missing("matter.no_title", "事项名称", "a title")
	}
	if k.Place && c.Place == "" {
		return nil, missing("matter.no_place", "地点", "a place")
	}
	if len(k.Categories) > 0 && (len(c.Category) == 0 || !slices.Contains(k.Categories, c.Category[0])) {
		return nil, errs.Newf(errs.Refused, "matter.bad_category", "“%[1]s”须归入下列之一:%[2]s", "%[1]s must belong to one of: %[2]s",
			c.Title, strings.Join(k.Categories, "、"))
	}
	if c.Urgency != "" && len(k.Urgencies) > 0 {
		if err := knownUrgency(k, c.Urgency); err != nil {
			return nil, err
		}
	}
	if err := checkFields(k, c.Fields); err != nil {
		return nil, err
	}
	e := &RegisteredEvent{Number: c.Number, Kind: c.Kind, Particulars: c.Particulars, Assignment: c.Assignment, Received: c.Received}
	if e.FirstContact == "" {
		e.FirstContact = c.Actor
	}
	future := Evolve(State{}, header(c, w.Zone), e)
	m, err := w.moment(&future, c.At)
	if err != nil {
		return nil, err
	}
	m.cmd = c
	return e, m.gate(c)
}

func missing(code, zh, en string) error {
	return errs.Newf(errs.Refused, code, "缺少%[1]s,请补充后再办", "%[2]s is missing; supply it and try again", zh, en)
}

func knownUrgency(k *mechanism.Kind, urgency string) error {
	if _, ok := k.Urgencies[urgency]; ok {
		return nil
	}
	return errs.Newf(errs.Invalid, "matter.unknown_urgency", "“%[1]s”没有紧急程度“%[2]s”", "%[1]s has no urgency %[2]q", k.Title.In("zh"), urgency)
}

func checkFields(k *mechanism.Kind, fields map[string]any) error {
	var faults errs.List
	for name, v := range fields {
		f, ok := k.Fields[name]
		if !ok {
			faults = append(faults, errs.Newf(errs.Invalid, "matter.unknown_field", "没有字段“%[1]s”", "there is no field %[1]q", name).At(name))
			continue
		}
		if _, ok := FieldValue(f.Type, v); !ok {
			faults = append(faults, errs.Newf(errs.Invalid, "matter.bad_field", "字段“%[1]s”的值 %[2]v 不是 %[3]s", "field %[1]q: %[2]v is not a %[3]s", name, v, f.Type).At(name))
		}
		if s, isText := v.(string); isText && len(f.OneOf) > 0 && !slices.Contains(f.OneOf, s) {
			faults = append(faults, errs.Newf(errs.Invalid, "matter.bad_field", "字段“%[1]s”须为下列之一:%[2]s", "field %[1]q must be one of: %[2]s", name, strings.Join(f.OneOf, "、")).At(name))
		}
	}
	for name, f := range k.Fields {
		if _, given := fields[name]; f.Required && !given {
			faults = append(faults, errs.Newf(errs.Refused, "matter.missing_field", "缺少“%[1]s”", "%[2]s is missing", f.Title.In("zh"), name).At(name))
		}
	}
	slices.SortFunc(faults, func(a, b *errs.Error) int { return strings.Compare(a.Where, b.Where) })
	return faults.Err()
}

// required enforces the optional stages that the kind insists on.
func (m *moment) required(c *Command) error {
	insists := func(stage string) bool { return slices.Contains(m.kind.Requires, stage) }
	skip := func(zh, en string) error {
		cz, ce := CommandWords(c.Name)
		return errs.Newf(errs.Refused, "matter.stage_skipped", "%[1]s:须先%[2]s,才能%[3]s", "%[1]s: it must be %[4]s before you can %[5]s",
			m.s.Number, zh, cz, en, ce)
	}
	switch c.Name {
	case "assign":
		if m.s.Stage == Registered && insists("establish") {
			return skip("立项", "established")
		}
	case "report", "complete":
		if m.s.Stage == Assigned && insists("accept") {
			return skip("签收", "accepted")
		}
		if c.Name == "complete" && m.s.Stage != Reviewed && insists("review") {
			return skip("审核通过", "reviewed")
		}
	case "close":
		if m.s.Stage != FollowedUp && insists("follow-up") {
			return skip("回访", "followed up")
		}
	}
	return nil
}

// authority checks that the actor is one who may give the command. It is the one place that does.
func (m *moment) authority(c *Command) error {
	var posts []string
	var err error
	roles := &m.kind.Roles
	switch c.Name {
	case "establish", "assign", "transfer", "merge", "withdraw", "archive", "suspend", "resume", "reopen", "answer-objection", "recolor":
		posts, err = m.role(roles.Assign)
	case "review", "return", "look-at":
		if posts, err = m.role(roles.Review); err == nil && len(posts) > 0 {
			var more []string
			more, err = m.role(roles.Assign)
			posts = append(posts, more...)
		}
	case "follow-up", "close", "recheck":
		posts, err = m.role(roles.Verify)
		if m.s.Verifier != "" {
			posts, err = []string{m.s.Verifier}, nil
		}
	case "extend", "refuse-extension", "replan", "refuse-replan":
		posts, err = m.role(roles.Extend)
	case "draft-letter", "issue-letter", "deliver-letter", "withdraw-letter":
		posts, err = m.role(roles.Office)
	case "accept", "work", "report", "complete", "ask-extension", "ask-replan", "object":
		return m.doer(c)
	}
	if err != nil {
		return err
	}
	if len(posts) > 0 && !slices.Contains(posts, c.Actor) {
		return forbidden(c, posts)
	}
	return nil
}

// doer lets the owner act, the head of the lead unit, and the office that enters a unit's paper report
// on its behalf.
func (m *moment) doer(c *Command) error {
	allowed := []string{m.s.Owner}
	if m.s.LeadUnit != "" {
		if head, err := m.w.Org(m.today).Head(m.s.LeadUnit); err == nil {
			allowed = append(allowed, head)
		}
	}
	office, err := m.role(m.kind.Roles.Assign)
	if err == nil && len(office) == 0 {
		return nil
	}
	allowed = append(allowed, office...)
	if slices.Contains(allowed, c.Actor) {
		return nil
	}
	if m.s.Owner == "" {
		return errs.Newf(errs.Refused, "matter.unowned", "%[1]s 尚无责任人,请先交办", "%[1]s has no owner; assign it first", m.s.Number)
	}
	return forbidden(c, allowed[:1])
}

func forbidden(c *Command, posts []string) error {
	cz, ce := CommandWords(c.Name)
	return errs.Newf(errs.Forbidden, "matter.not_your_post", "“%[1]s”无权%[2]s;应由 %[3]s 办理",
		"%[1]s may not %[4]s; it is for %[3]s", c.Actor, cz, strings.Join(posts, "、"), ce)
}

// gate asks the mechanism. Each condition that fails is named; all faults are reported at once.
func (m *moment) gate(c *Command) error {
	g, ok := m.kind.Gates[c.Name]
	if !ok {
		return nil
	}
	var faults errs.List
	for i := range g.All {
		cond := &g.All[i]
		holds, err := cond.Rule.Bool(m.rules())
		if err == nil && holds {
			continue
		}
		says := cond.Says
		if says.IsZero() {
			says = g.Says
		}
		if says.IsZero() {
			says.Zh = "不满足:" + cond.If
		}
		fault := errs.Newf(errs.Refused, "gate."+c.Name, "%[1]s", "%[2]s", says.In("zh"), says.In("en"))
		fault.Where = cond.At.String()
		if err != nil {
			fault = fault.Because(err)
		}
		faults = append(faults, fault)
	}
	if len(faults) == 0 {
		return nil
	}
	faults = slices.CompactFunc(faults, func(a, b *errs.Error) bool { return a.Text == b.Text })
	if len(faults) == 1 {
		return faults[0]
	}
	return faults
}

// decide makes the event, after whatever the command itself demands.
func (m *moment) decide(c *Command) (Content, error) {
	s := m.s
	switch c.Name {
	case "assign", "transfer":
		return m.assign(c)
	case "review":
		for _, item := range m.kind.Checklist {
			if !slices.Contains(c.Checks, item.In("zh")) && !slices.Contains(c.Checks, item.En) {
				return nil, errs.Newf(errs.Refused, "matter.check_missing", "检查项“%[1]s”没有打勾,不得送审", "item %[2]q of the checklist is not ticked", item.In("zh"), item.In("en"))
			}
		}
	case "return", "reopen", "withdraw":
		if c.Reason == "" {
			return nil, missing("matter.no_reason", "理由", "a reason")
		}
	case "close":
		if err := m.fourEyes(c); err != nil {
			return nil, err
		}
	case "recheck":
		if c.Verdict != "pass" && c.Verdict != "fail" {
			return nil, missing("matter.no_verdict", "回头看结论(pass 或 fail)", "the verdict (pass or fail)")
		}
	case "merge":
		if c.To == "" || c.To == s.ID {
			return nil, missing("matter.no_target", "并入的事项", "the matter to merge into")
		}
	case "suspend", "resume", "ask-extension", "extend", "refuse-extension":
		return m.clockCommand(c)
	case "ask-replan", "replan", "refuse-replan":
		return m.replan(c)
	case "recolor":
		if c.Session == "" || m.w.Session != nil && !m.w.Session(c.Session) {
			return nil, errs.Newf(errs.Refused, "matter.no_session", "改色须引用一次会议决议;未引用或查无此会议", "urgency changes only by citing a session's resolution; none is cited or it does not exist")
		}
		if err := knownUrgency(m.kind, c.Urgency); err != nil {
			return nil, err
		}
		return &RecoloredEvent{Urgency: c.Urgency, Session: c.Session, Reason: c.Reason}, nil
	case "escalate":
		return &RaisedEvent{To: c.To, Reason: c.Reason}, nil
	case "object", "answer-objection":
		if c.Text == "" {
			return nil, missing("matter.no_text", "内容", "the words")
		}
		if c.Name == "answer-objection" && s.Objection == "" {
			return nil, errs.Newf(errs.Refused, "matter.no_objection", "没有待答复的申诉", "there is no objection to answer")
		}
		return &ObjectionEvent{Command: c.Name, Text: c.Text}, nil
	case "look-at", "meet":
		return m.lookAt(c)
	case "draft-letter", "issue-letter", "deliver-letter", "sign-letter", "reply-letter", "withdraw-letter":
		return m.letterCommand(c)
	case "report":
		if c.Progress != nil && (*c.Progress < 0 || *c.Progress > 100) {
			return nil, errs.Newf(errs.Invalid, "matter.bad_progress", "进度 %[1]v 不在 0 至 100 之间", "progress %[1]v is not between 0 and 100", *c.Progress)
		}
	}
	return &MovedEvent{Command: c.Name, Text: c.Text, Reason: c.Reason, Session: c.Session, Basis: c.Basis, Evidence: c.Evidence,
		Checks: c.Checks, Progress: c.Progress, Verdict: c.Verdict, Into: c.To}, nil
}

func (m *moment) assign(c *Command) (Content, error) {
	if c.Owner == "" && m.s.Owner == "" {
		return nil, missing("matter.no_owner", "责任人", "an owner")
	}
	view := m.w.Org(m.today)
	a := c.Assignment
	if a.LeadUnit != "" {
		u, ok := view.Unit(a.LeadUnit)
		if !ok {
			return nil, errs.Newf(errs.Invalid, "matter.unknown_unit", "查无单位“%[1]s”", "there is no unit %[1]q", a.LeadUnit)
		}
		a.LeadUnit = u.Code
	}
	if a.Owner != "" {
		if _, err := view.Holder(a.Owner); err != nil {
			return nil, err
		}
		if p, ok := view.Post(a.Owner); ok && a.LeadUnit == "" && m.s.LeadUnit == "" {
			a.LeadUnit = p.Unit
		}
	}
	if c.Name == "transfer" && c.Reason == "" {
		return nil, missing("matter.no_reason", "转办理由", "the reason for the transfer")
	}
	return &AssignedEvent{Assignment: a, Brief: c.Brief, Reason: c.Reason, Transfer: c.Name == "transfer", ClockFrom: c.ClockFrom}, nil
}

// fourEyes: nobody verifies what they did themselves.
func (m *moment) fourEyes(c *Command) error {
	s := m.s
	same := c.Actor == s.Owner || c.Actor == s.CompletedBy || c.Person != "" && c.Person == s.CompletedByPerson
	if !same && c.Person != "" && s.Owner != "" {
		if a, err := m.w.Org(m.today).Holder(s.Owner); err == nil && a.Person == c.Person {
			same = true
		}
	}
	if same {
		return errs.Newf(errs.Refused, "matter.four_eyes", "%[1]s:办结人不得核验自己的事项,请由他人销号", "%[1]s: nobody closes out what they completed themselves", s.Number)
	}
	return nil
}

func (m *moment) lookAt(c *Command) (Content, error) {
	if c.Name == "meet" || c.Duty != "" {
		if !slices.ContainsFunc(m.s.Duties, func(d Duty) bool { return d.ID == c.Duty }) {
			return nil, errs.Newf(errs.NotFound, "matter.no_duty", "%[1]s 没有待履行的义务“%[2]s”", "%[1]s has no open duty %[2]q", m.s.Number, c.Duty)
		}
	}
	return &LookedAtEvent{Session: c.Session, Text: c.Text, Duty: c.Duty}, nil
}

func (m *moment) letterCommand(c *Command) (Content, error) {
	if c.Name == "draft-letter" {
		t := m.bundle.Letters[c.Template]
		if t == nil {
			return nil, errs.Newf(errs.NotFound, "letter.unknown_template", "没有函件模板“%[1]s”", "there is no letter template %[1]q", c.Template)
		}
		if c.To == "" {
			return nil, missing("letter.no_recipient", "主送对象", "a recipient")
		}
		l := letter.Letter{ID: m.nextLetter(), Template: c.Template, To: c.To, By: c.Actor, Reason: c.Reason, State: letter.Drafted, DraftedAt: c.At}
		return &LetterEvent{Command: c.Name, Letter: l}, nil
	}
	l, ok := m.s.letter(c.Letter)
	if !ok {
		return nil, errs.Newf(errs.NotFound, "letter.not_found", "%[1]s 没有函件“%[2]s”", "%[1]s has no letter %[2]q", m.s.Number, c.Letter)
	}
	if (c.Name == "sign-letter" || c.Name == "reply-letter") && c.Actor != l.To {
		return nil, forbidden(c, []string{l.To})
	}
	t := m.bundle.Letters[l.Template]
	var err error
	switch c.Name {
	case "issue-letter":
		l, err = m.issue(l, t, c.Number, c.At)
	case "deliver-letter":
		var replyBy time.Time
		if t != nil && !t.Reply.IsZero() {
			replyBy = m.cal.Due(c.At, t.Reply).At
		}
		if l, err = letter.Deliver(l, c.At, replyBy); err == nil && !replyBy.IsZero() {
			l.ReplyDate = m.cal.DateOf(replyBy)
		}
	case "sign-letter":
		l, err = letter.Sign(l, c.Actor, c.At)
	case "reply-letter":
		l, err = letter.Answer(l, c.Text, c.At)
	case "withdraw-letter":
		l, err = letter.Withdraw(l, c.Reason)
	}
	return &LetterEvent{Command: c.Name, Letter: l}, err
}

// issue renders the letter's text as of now and gives it its number.
func (m *moment) issue(l letter.Letter, t *letter.Template, number string, at time.Time) (letter.Letter, error) {
	if t == nil {
		return l, errs.Newf(errs.NotFound, "letter.unknown_template", "没有函件模板“%[1]s”", "there is no letter template %[1]q", l.Template)
	}
	due := m.s.Deadlines.Working().Date
	subject, body, err := letter.RenderText(*t, map[string]string{
		"to": l.To, "by": l.By, "number": number, "reason": l.Reason,
		"matter.number": m.s.Number, "matter.title": m.s.Title, "matter.brief": m.s.Brief, "matter.owner": m.s.Owner,
		"matter.lead_unit": m.unitName(), "matter.due": letter.ChineseDate(due), "matter.progress": fmt.Sprintf("%g%%", m.s.Progress),
		"matter.light": lightZh[m.s.Light], "today": letter.ChineseDate(m.today), "reply": limitZh(t.Reply),
		"text": m.cmd.Text,
	})
	if err != nil {
		return l, err
	}
	return letter.Issue(l, number, letter.Compose(subject, body), at)
}

func (m *moment) unitName() string {
	if u, ok := m.w.Org(m.today).Unit(m.s.LeadUnit); ok {
		return u.Name
	}
	return m.s.LeadUnit
}

func (m *moment) nextLetter() string { return fmt.Sprintf("L%d", len(m.s.Letters)+1) }

var lightZh = map[Light]string{Red: "红灯", Amber: "黄灯", Green: "绿灯", None: "—"}

// limitZh says a limit as a letter does: 3个工作日.
func limitZh(l calendar.Limit) string {
	unit := map[calendar.Unit]string{calendar.Workday: "个工作日", calendar.Day: "日", calendar.Month: "个月", calendar.Hour: "个工作小时", calendar.ClockHour: "小时"}[l.Unit]
	if unit == "" {
		return l.String()
	}
	if l.Halves%2 == 1 {
		return fmt.Sprintf("%d.5%s", l.Halves/2, unit)
	}
	return fmt.Sprintf("%d%s", l.Halves/2, unit)
}
