package matter

import (
	"errors"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/org"
)

// register begins a matter. The gate of "register" sees it as it would be. Every fault of what was said is told.
func register(s *State, c *Command, w *World) (Content, error) {
	if s.ID != "" {
		return nil, errs.Newf(errs.Conflict, "matter.exists", "编号 %[1]s 已经登记过", "number %[1]s has been registered already", s.Number)
	}
	b, k, err := w.kind(c.Kind, c.At)
	if err == nil && w.Timeline.At(c.At) != b {
		_, why := w.Timeline.LeftOut(c.Kind, c.At)
		err = errs.Newf(errs.NotFound, "matter.unknown_kind", "%[1]s", "%[2]s", why.Zh, why.En)
	}
	if err != nil {
		return nil, fault(err).At("kind")
	}
	today := w.CalendarAt(c.At).DateOf(c.At)
	var found input
	if k.Redeems() && !c.ByClaim {
		return nil, errs.Newf(errs.Refused, "matter.by_claim", "“%[1]s”是兑现件，由兑现生成（生成名单或提出申领），不单独登记", "%[2]s are claims: they come of claim match and claim apply and are not registered by hand", k.Title.In("zh"), k.Title.In("en"))
	}
	if !k.Effective.Contains(today) {
		found.add(errs.Newf(errs.Refused, "matter.kind_not_in_force", "“%[1]s”在 %[2]s 不在有效期内", "%[3]s is not in force on %[2]s", k.Title.In(text.Zh), today, k.Title.In(text.En)).At("kind"))
	}
	if strings.TrimSpace(c.Title) == "" {
		found.add(missing("matter.no_title", "事项名称", "a title"))
	}
	if err := titled(c.Title); err != nil {
		return nil, err
	}
	if strings.HasPrefix(c.Origin, SheetOrigin) && !c.FromLedger {
		found.add(errs.Newf(errs.Refused, "matter.forged_origin", "“sheet:”开头的来源由导入写入，手工登记请写明实际来源", "origins that begin with “sheet:” are written by an import: say where it really came from").At("origin"))
	}
	if k.Place && c.Place == "" {
		found.add(missing("matter.no_place", "地点", "a place"))
	}
	if len(k.Categories) > 0 && (len(c.Category) == 0 || !slices.Contains(k.Categories, c.Category[0])) {
		found.add(errs.Newf(errs.Refused, "matter.bad_category", "“%[1]s”须归入下列之一：%[2]s", "%[1]s must belong to one of: %[2]s",
			c.Title, strings.Join(k.Categories, "、")).At("category"))
	}
	if c.Weight < 0 || c.Weight > mostWeight {
		found.add(errs.Newf(errs.Invalid, "matter.bad_weight", "权重 %[1]d 不在 1 至 %[2]d 之间；不写就是 1", "the weight %[1]d is not between 1 and %[2]d; it is 1 where it is not said", c.Weight, mostWeight).At("weight"))
	}
	if c.Urgency != "" {
		found.add(w.knownUrgency(k, c.Urgency, c.At))
	}
	if c.Urgency != "" && c.Session != "" && !c.BySession && len(k.Urgencies) > 0 {
		found.add(errs.Newf(errs.Refused, "matter.not_graded", "会议只能为它自己立项或改色的事项定级，所引的会议没有研判过这一事项；请先不定级登记，再由会议决议定级，或由会议决议立项",
			"a session grades the matters that it registers or recolours, and the one that is cited has not resolved on this one; register it without an urgency and have a session grade it, or register it by a session's resolution").At("session"))
	}
	found.add(c.ahead(today))
	found.add(c.dueOrOngoing())
	e := &RegisteredEvent{Number: c.Number, Kind: c.Kind, Particulars: c.Particulars, Assignment: c.Assignment, Session: c.Session, Received: c.Received}
	e.Category = listed(e.Category)
	var wrong error
	e.Assignment, wrong = units(e.Assignment, w.Org(today))
	found.add(wrong)
	if !c.FromLedger { // an old ledger's posts may have gone since
		view := w.Org(today)
		found.add(supportsItself(e.LeadUnit, e.Support, view))
		found.bearer("owner", &e.Owner, view)
		found.post("sponsor", c.Sponsor, view)
		found.bearer("verifier", &e.Verifier, view)
	}
	e.Fields, wrong = ownValues(k, c, w.Org(today))
	found.add(wrong)
	if e.FirstContact == "" {
		e.FirstContact = c.Actor
	}
	future := Evolve(State{}, header(c, w.Zone), e)
	m, err := w.copied(&future, c.At)
	if err != nil {
		return nil, err
	}
	defer m.release()
	m.cmd = c
	if len(found) == 0 {
		found.add(m.withinLaw())
	}
	found.add(m.gate(c))
	if err := found.err(); err != nil {
		return nil, err
	}
	return e, nil
}

// mostWeight is the greatest share in a parent's progress.
const mostWeight = 10000

// Weight is a share in a parent's progress as somebody writes it, who leaves it out for 1.
type Weight int

// UnmarshalText reads a whole number from 1 to mostWeight.
func (w *Weight) UnmarshalText(b []byte) error {
	n, err := strconv.Atoi(string(b))
	if err != nil || n < 1 || n > mostWeight {
		return errs.Newf(errs.Invalid, "matter.bad_weight", "权重“%[1]s”须是 1 至 %[2]d 的整数；不写就是 1", "the weight %[1]q must be a whole number from 1 to %[2]d; it is 1 where it is not said", string(b), mostWeight)
	}
	*w = Weight(n)
	return nil
}

// input gathers the faults of one command, in the order in which they are looked for. Each names the member of the
// command where it lies, as its JSON calls it: owner, support_units[1], fields.purpose.
type input errs.List

// add takes in an error with all its faults; nil is none.
func (l *input) add(err error) {
	if err == nil {
		return
	}
	if list := errs.List(nil); errors.As(err, &list) {
		*l = append(*l, list...)
		return
	}
	*l = append(*l, fault(err))
}

// post looks for a post that was named; it may be vacant.
func (l *input) post(member, name string, view *org.View) {
	if name == "" {
		return
	}
	if _, ok := view.Post(name); ok {
		return
	}
	_, err := view.Holder(name)
	l.add(said(err, member))
}

// bearer puts the recorded name of a post or body in the place of what was said.
func (l *input) bearer(member string, name *string, view *org.View) {
	if *name == "" {
		return
	}
	as, err := view.Bearer(*name)
	if err != nil {
		l.add(said(err, member))
		return
	}
	*name = as
}

// err is nil for none; one fault is itself.
func (l input) err() error {
	if len(l) == 1 {
		return l[0]
	}
	return errs.List(l).Err()
}

// said is an error about what a member names: a fault of the command, and not of a thing that was looked for.
func said(err error, member string) error {
	if err == nil {
		return nil
	}
	e := fault(err).At(member)
	if e.Kind == errs.NotFound {
		e.Kind = errs.Invalid
	}
	return e
}

// longestTitle is how many characters a title may have: it stands in lists, letters and minutes, on one line.
const longestTitle = 500

// titled refuses a title that no list can show as it is.
func titled(title string) error {
	if n := utf8.RuneCountInString(title); n > longestTitle {
		return errs.Newf(errs.Invalid, "matter.bad_title", "名称有 %[1]d 字，最多 %[2]d 字；详细内容请写入任务书", "the title has %[1]d characters, and %[2]d is the most: put what it is about into the brief", n, longestTitle).At("title")
	}
	if !text.OneLine(title) {
		return errs.Newf(errs.Invalid, "matter.bad_title", "名称中有换行、控制字符或改变书写方向的字符，请删去后重新填写", "the title holds a line break, a control character or one that turns the direction of writing: take it out and write the title again").At("title")
	}
	return nil
}

// missing refuses a command that leaves out what it needs.
func missing(code, zh, en string) error {
	return errs.Newf(errs.Refused, code, "缺少%[1]s，请补充后再办", "%[2]s is missing; supply it and try again", zh, en).At(lacking[code])
}

// lacking is the member of a command that a code says is missing.
var lacking = map[string]string{
	"matter.no_title": "title", "matter.no_place": "place", "matter.no_owner": "owner", "matter.no_evidence": "evidence", "matter.no_reason": "reason",
	"matter.no_verdict": "verdict", "matter.no_target": "to", "matter.no_text": "text", "matter.no_due": "due", "matter.no_recipient": "to",
	"letter.no_template": "template", "letter.no_reason": "reason", "letter.no_recipient": "to", "clock.no_span": "by",
}

// BodyLeads refuses a body as a lead or supporting unit, and says where it goes.
func BodyLeads(body string) *errs.Error {
	return errs.Newf(errs.Refused, "matter.body_leads", "%[1]s 是议事协调机构，不作牵头、配合单位：由它负责请写责任人 %[1]s，由它核验请写核验人 %[1]s", "%[1]s is a body across units and is no lead or supporting unit: name it as the owner or the verifier", body)
}

// units writes the units of an assignment as codes, and tells each that does not exist.
func units(a Assignment, view *org.View) (Assignment, error) {
	var found input
	code := func(member, ref string) string {
		if u, ok := view.Unit(ref); ok {
			return u.Code
		}
		if body, err := view.Bearer(ref); err == nil && view.IsBody(body) {
			found.add(BodyLeads(body).At(member))
			return ref
		}
		found.add(errs.Newf(errs.Invalid, "matter.unknown_unit", "查无单位“%[1]s”", "there is no unit %[1]q", ref).At(member))
		return ref
	}
	if a.LeadUnit != "" {
		a.LeadUnit = code("lead_unit", a.LeadUnit)
	}
	a.Support = listed(a.Support)
	for i := range a.Support {
		a.Support[i] = code("support_units["+strconv.Itoa(i)+"]", a.Support[i])
	}
	return a, found.err()
}

// supportsItself refuses a supporting unit that leads the matter.
func supportsItself(lead string, support []string, view *org.View) error {
	if lead == "" || !slices.Contains(support, lead) {
		return nil
	}
	return errs.Newf(errs.Invalid, "matter.supports_itself", "“%[1]s”是牵头单位，不能又是配合单位：请去掉，或另写牵头单位", "%[1]q leads the matter and cannot support it as well: leave it out, or name another lead unit",
		view.Named(lead)).At("support_units")
}
