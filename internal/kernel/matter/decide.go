package matter

import (
	"cmp"
	"maps"
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
)

// Decide answers a command with the event it becomes, or with a refusal (errs.Refused, errs.Forbidden,
// errs.Invalid) that says what is missing. It never changes anything.
func Decide(s *State, c *Command, w *World) (Content, error) {
	t, known := transitions[c.Name]
	if !known {
		return nil, errs.Newf(errs.Invalid, "matter.unknown_command", "没有“%[1]s”这个操作", "there is no command %[1]q", c.Name)
	}
	c, err := c.checked()
	if err != nil {
		return nil, err
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
		return nil, errs.Newf(errs.Refused, "matter.wrong_stage", "%[1]s：事项现为“%[2]s”，不能%[3]s（须为%[4]s）",
			"%[1]s: the matter is %[5]s and cannot be taken to %[6]s (it must be %[7]s)", s.Number, zh, cz, stagesZh(t.from), en, ce, stagesEn(t.from))
	}
	m, err := w.moment(s, c.At)
	if err != nil {
		return nil, err
	}
	defer m.release()
	m.cmd = c
	if err := m.authority(c); err != nil { // first: whose it is not is not told what to do before
		return nil, err
	}
	if err := m.required(c); err != nil {
		return nil, err
	}
	content, err := m.decide(c)
	if gate := m.gate(c); gate != nil || err != nil {
		var found input
		found.add(err)
		found.add(gate)
		return nil, found.err()
	}
	if kept := rowOf(content); kept != nil {
		*kept = c.Row
	}
	return content, nil
}

func stagesZh(stages []Stage) string { return stageList(stages, "、", 0) }
func stagesEn(stages []Stage) string { return stageList(stages, ", ", 1) }

func stageList(stages []Stage, sep string, lang int) string {
	words := make([]string, len(stages))
	for i, s := range stages {
		zh, en := s.Words()
		words[i] = [...]string{zh, en}[lang]
	}
	return strings.Join(words, sep)
}

func (w *World) knownUrgency(k *mechanism.Kind, urgency string, at time.Time) error {
	if _, ok := k.Urgencies[urgency]; ok {
		return nil
	}
	if len(k.Urgencies) == 0 {
		return errs.Newf(errs.Invalid, "matter.unknown_urgency", "“%[1]s”不分紧急程度，请不要填写", "%[2]s has no urgencies: leave it out", k.Title.In(text.Zh), k.Title.In(text.En)).At("urgency")
	}
	var zh, en []string
	for _, id := range slices.Sorted(maps.Keys(k.Urgencies)) {
		title := k.Urgencies[id]
		zh, en = append(zh, id+"（"+title.In(text.Zh)+"）"), append(en, id+" ("+title.In(text.En)+")")
	}
	named, no, noEn := text.Text{Zh: urgency, En: urgency}, "没有", "has no"
	if was := w.Timeline.UrgencyTitle(k.Name, urgency, at); !was.IsZero() {
		named, no, noEn = was, "已不再有", "no longer has"
	}
	return errs.Newf(errs.Invalid, "matter.unknown_urgency", "“%[1]s”%[6]s紧急程度“%[2]s”；可填：%[3]s", "%[4]s %[7]s the urgency %[8]q; there are: %[5]s",
		k.Title.In(text.Zh), named.In(text.Zh), strings.Join(zh, "、"), k.Title.In(text.En), strings.Join(en, ", "), no, noEn, named.In(text.En)).At("urgency")
}

// decisions tell for each command what it demands of its own and the event that it becomes. One without a row demands
// no more than its stage and its gate, and moves the matter.
var decisions = map[string]func(m *moment, c *Command) (Content, error){
	"establish": (*moment).establish,
	"assign":    (*moment).assign,
	"transfer":  (*moment).assign,
	"report":    (*moment).report,
	"attach":    (*moment).attach,
	"review":    (*moment).review,
	"return":    (*moment).sendBack,
	"complete":  (*moment).complete,
	"follow-up": (*moment).followUp,
	"close":     (*moment).closeOut,
	"recheck":   (*moment).recheck,
	"reopen":    (*moment).sendBack,
	"withdraw":  (*moment).sendBack,
	"merge":     (*moment).merge,
	"escalate":  (*moment).raise,
	"recolor":   (*moment).recolor,

	"suspend": (*moment).clockCommand, "resume": (*moment).clockCommand,
	"ask-extension": (*moment).clockCommand, "extend": (*moment).clockCommand, "refuse-extension": (*moment).clockCommand,
	"ask-materials": (*moment).clockCommand, "complete-materials": (*moment).clockCommand,

	"ask-replan": (*moment).replan, "replan": (*moment).replan, "refuse-replan": (*moment).replan,
	"object": (*moment).objection, "answer-objection": (*moment).objection,
	"look-at": (*moment).lookAt, "meet": (*moment).lookAt,
	"unmask": (*moment).personal, "erase": (*moment).personal,

	"draft-letter": (*moment).letterDeed, "issue-letter": (*moment).letterDeed, "deliver-letter": (*moment).letterDeed,
	"sign-letter": (*moment).letterDeed, "reply-letter": (*moment).letterDeed, "withdraw-letter": (*moment).letterDeed,
}

// decide makes the event, after whatever the command itself demands.
func (m *moment) decide(c *Command) (Content, error) {
	if decision, ok := decisions[c.Name]; ok {
		return decision(m, c)
	}
	return moves(c), nil
}

// moves is the event of a command that moves a matter, as far as all of them say alike.
func moves(c *Command) *MovedEvent {
	return &MovedEvent{
		Command: c.Name, Text: c.Text, Reason: c.Reason, Session: c.Session, Basis: c.Basis, Evidence: listed(c.Evidence),
	}
}

func (m *moment) establish(c *Command) (Content, error) {
	if err := m.treeShape(); err != nil {
		return nil, err
	}
	return moves(c), nil
}

func (m *moment) report(c *Command) (Content, error) {
	if err := m.reported(c); err != nil {
		return nil, err
	}
	e := moves(c)
	e.Duty = c.Duty
	if c.Progress != nil {
		progress := *c.Progress
		if e.Progress = &progress; progress >= all && m.s.Progress < all {
			was := m.s.Progress
			e.Was = &was
		}
	}
	return e, nil
}

func (m *moment) attach(c *Command) (Content, error) {
	if len(c.Evidence) == 0 {
		return nil, missing("matter.no_evidence", "佐证材料", "the evidence")
	}
	return moves(c), nil
}

func (m *moment) review(c *Command) (Content, error) {
	if err := m.ticked(c); err != nil {
		return nil, err
	}
	e := moves(c)
	e.Checks = listed(c.Checks)
	return e, nil
}

// sendBack returns, reopens or withdraws: each for a reason, and what is reopened may have a new date.
func (m *moment) sendBack(c *Command) (Content, error) {
	var found input
	if c.Reason == "" {
		found.add(missing("matter.no_reason", "理由", "a reason"))
	}
	if c.Name == "withdraw" {
		found.add(m.emptied(c))
	} else {
		found.add(m.standsAbove(c))
	}
	e := moves(c)
	e.Unsigned = m.s.Stage == Assigned
	if c.Name != "withdraw" {
		e.Waited = m.s.CompletedAt
	}
	if c.Name == "reopen" {
		found.add(m.anotherRound(c, e))
	}
	return e, found.err()
}

func (m *moment) complete(c *Command) (Content, error) {
	if err := m.leavesDone(c); err != nil {
		return nil, err
	}
	if c.Finished > m.today {
		return nil, errs.Newf(errs.Invalid, "matter.finished_ahead", "办结日期 %[1]s 还没有到", "%[1]s, the day it was finished, is yet to come", c.Finished).At("finished")
	}
	e := moves(c)
	if c.Finished != m.today {
		e.Finished = c.Finished
	}
	if c.FromLedger && m.s.Owner != c.Actor {
		e.Claimed = m.s.Owner
	}
	e.Resumed = m.s.Suspended // who has done the work waits for nothing
	return e, nil
}

// objection is lodged against a light, one at a time, or answered.
func (m *moment) objection(c *Command) (Content, error) {
	s := m.s
	switch {
	case c.Text == "":
		return nil, missing("matter.no_text", "内容", "the words")
	case c.Name == "answer-objection" && s.Objection == "":
		return nil, errs.Newf(errs.Refused, "matter.no_objection", "没有待答复的申诉", "there is no objection to answer")
	case c.Name == "object" && s.Objection != "": // an answer is to one objection
		return nil, errs.Newf(errs.Refused, "matter.objection_pending", "%[1]s 的上一件申诉（%[2]s）尚未答复，答复后方可再申诉", "%[1]s: the objection before (%[2]s) is not answered yet; object again once it is", s.Number, s.Objection)
	}
	return &ObjectionEvent{Command: c.Name, Text: c.Text}, nil
}

func (m *moment) personal(c *Command) (Content, error) {
	return personalEvent(m.s, c, m.kind, m.today)
}

func (m *moment) letterDeed(c *Command) (Content, error) {
	if err := m.named(c, "issue-letter", DutyPublish); err != nil {
		return nil, err
	}
	return m.letterCommand(c)
}

// ticked refuses to send a matter to review while an item of its kind's checklist is not ticked.
func (m *moment) ticked(c *Command) error {
	var found input
	for _, item := range m.kind.Checklist {
		if !slices.Contains(c.Checks, item.In("zh")) && !slices.Contains(c.Checks, item.En) {
			found.add(errs.Newf(errs.Refused, "matter.check_missing", "检查项“%[1]s”没有打勾，不得送审", "item %[2]q of the checklist is not ticked", item.In("zh"), item.In("en")).At("checks"))
		}
	}
	return found.err()
}

// reported refuses a report that says nothing, one on a duty that is not open, and a progress that is no percentage.
func (m *moment) reported(c *Command) error {
	var found input
	blank := func(s string) bool { return strings.TrimSpace(s) == "" }
	if blank(c.Text) && c.Progress == nil && !slices.ContainsFunc(c.Evidence, func(s string) bool { return !blank(s) }) {
		found.add(errs.Newf(errs.Refused, "matter.empty_report", "反馈没有内容：请写明进展、填报进度或附上佐证材料，至少一样",
			"the report says nothing: give what was done (text), how far it is (progress) or what proves it (evidence), at least one of them"))
	}
	found.add(m.named(c, "report", DutyReport))
	if c.Progress != nil && !(*c.Progress >= 0 && *c.Progress <= 100) { // nor NaN
		found.add(errs.Newf(errs.Invalid, "matter.bad_progress", "进度 %[1]v 不在 0 至 100 之间", "progress %[1]v is not between 0 and 100", *c.Progress).At("progress"))
	}
	if c.Progress != nil {
		found.add(m.addedUp())
	}
	return found.err()
}

func (m *moment) recolor(c *Command) (Content, error) {
	var found input
	rests := m.s.Session
	if c.BySession { // the session is deciding now
		rests = ""
	}
	if c.Session == "" || m.w.Recolored != nil && !m.w.Recolored(c.Session, m.s.ID, c.Urgency, rests) {
		found.add(errs.Newf(errs.Refused, "matter.no_session", "改色须引用一次会议决议；未引用、查无此会议、会议没有作出这项决议，或此后的会议已另有决议", "urgency changes only by citing a session's resolution; none is cited, that session resolved nothing of the kind, or a later one decided otherwise").At("session"))
	}
	found.add(m.w.knownUrgency(m.kind, c.Urgency, c.At))
	if err := found.err(); err != nil {
		return nil, err
	}
	if m.w.Recolored != nil && c.Urgency != "" && c.Urgency == m.s.Urgency { // else it is only asked who may
		title := m.kind.Urgencies[c.Urgency]
		return nil, errs.Newf(errs.Refused, "matter.same_urgency", "%[1]s 已是%[2]s，不必改色", "%[1]s is %[3]s already: nothing would change", m.s.Number, title.In(text.Zh), title.In(text.En)).At("urgency")
	}
	return &RecoloredEvent{Urgency: c.Urgency, Session: c.Session, Reason: c.Reason}, nil
}

func (m *moment) assign(c *Command) (Content, error) {
	var found input
	if c.Owner == "" && m.s.Owner == "" {
		found.add(missing("matter.no_owner", "责任人", "an owner"))
	}
	if m.s.Done() { // the transfer takes its completion back
		found.add(m.standsAbove(c))
	}
	found.add(m.dueStands(c))
	found.add(m.clockFrom(c))
	found.add(c.ahead(m.today))
	found.add(c.dueOrOngoing())
	view := m.org()
	a, wrong := units(c.Assignment, view)
	found.add(wrong)
	if !c.FromLedger {
		found.add(supportsItself(cmp.Or(a.LeadUnit, m.s.LeadUnit), a.Support, view))
	}
	if wrong == nil && a.Owner == "" && m.s.Owner != "" && a.LeadUnit != "" && a.LeadUnit != m.s.LeadUnit && !m.ownerOf(a.LeadUnit) { // to another unit: its head's, as a first assignment is
		head, err := view.Head(a.LeadUnit)
		found.add(said(err, "lead_unit"))
		a.Owner = head
	}
	if a.Owner != "" {
		found.bearer("owner", &a.Owner, view)
		if _, err := view.Holder(view.ActsFor(a.Owner)); err != nil && errs.CodeOf(err) != "org.post_unknown" && errs.CodeOf(err) != "org.post_ended" {
			found.add(said(err, "owner"))
		}
	}
	if p, ok := view.Post(view.ActsFor(cmp.Or(a.Owner, m.s.Owner))); ok && a.LeadUnit == "" && m.s.LeadUnit == "" {
		a.LeadUnit = p.Unit
	}
	if !c.FromLedger { // an old ledger's posts may have gone since
		found.post("sponsor", a.Sponsor, view)
		found.bearer("verifier", &a.Verifier, view)
	}
	if c.Name == "transfer" && c.Reason == "" {
		found.add(missing("matter.no_reason", "转办理由", "the reason for the transfer"))
	}
	if err := found.err(); err != nil {
		return nil, err
	}
	e := &AssignedEvent{Assignment: a, Brief: c.Brief, Reason: c.Reason, Transfer: c.Name == "transfer", ClockFrom: c.ClockFrom, Unsigned: m.s.Stage == Assigned, Waited: m.s.CompletedAt}
	future := Evolve(*m.s, header(c, m.w.Zone), e)
	then, err := m.w.copied(&future, m.now)
	if err != nil {
		return nil, err
	}
	defer then.release()
	then.cmd, then.view = m.cmd, view
	if err := then.closable(); err != nil {
		return nil, err
	}
	return e, then.withinLaw()
}

// ownerOf tells whether the matter's owner is a post of that unit.
func (m *moment) ownerOf(unit string) bool {
	p, ok := m.org().Post(m.heir(m.s.Owner))
	return ok && p.Unit == unit
}

// withinLaw refuses a fixed date that lies behind the statutory limit.
func (m *moment) withinLaw() error {
	if m.s.Due.IsZero() || m.limit().Statutory.IsZero() {
		return nil
	}
	if d := m.clockSet().Deadlines; d.behindLaw() {
		return errs.Newf(errs.Refused, "clock.past_statutory", "时限 %[1]s 超过法定时限 %[2]s", "the date %[1]s is past the statutory limit of %[2]s", d.Promised.Date, d.Statutory.Date)
	}
	return nil
}

var lightZh = map[Light]string{Red: "红灯", Amber: "黄灯", Green: "绿灯", None: "—"}
