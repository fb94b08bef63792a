package matter

import (
	"slices"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/mechanism"
)

// clocked folds what people did to the clock. The deadlines follow in a derived clock-set.
func (s *State) clocked(head *ledger.Event, c *ClockEvent) {
	switch c.Command {
	case "suspend":
		if k, err := s.Clock.Suspend(head.At, c.Reason, head.Actor); err == nil {
			k.Stops[len(k.Stops)-1].Basis = c.Basis
			s.Clock = k
		}
		s.Suspended, s.ClockStale = true, true
	case "resume":
		s.goesOn(head)
	case "ask-materials":
		s.MaterialsAskedAt, s.ClockStale = head.At, true
	case "complete-materials":
		s.MaterialsAt, s.ClockStale = head.At, true
	case "ask-extension":
		s.Asked = &Ask{By: c.By, Reason: c.Reason, Actor: head.Actor, At: head.At}
	case "extend":
		s.Clock.Extensions = append(slices.Clip(s.Clock.Extensions), calendar.Extension{By: c.By, GrantedBy: head.Actor, Reason: c.Reason, At: head.At})
		s.Asked, s.ClockStale = nil, true
		s.answered(DutyExtension)
		if known(&s.Deadlines.Promised) {
			s.granted(mechanism.AnchorDue)
		} else { // nothing shorter: the law's own time was lengthened
			s.granted(mechanism.AnchorDue, mechanism.AnchorStatutory)
		}
	default:
		s.Asked = nil
		s.answered(DutyExtension)
	}
}

// goesOn ends a suspension.
func (s *State) goesOn(head *ledger.Event) {
	if k, err := s.Clock.Resume(head.At, head.Actor); err == nil {
		s.Clock = k
	}
	s.Suspended, s.ClockStale = false, true
}

// signLater moves the duty to sign with a suspension: the time to sign stands still, too.
func (s *State) signLater() {
	at := s.Deadlines.Accept.At
	if at.IsZero() || len(s.Clock.Stops) == 0 {
		return
	}
	for i := range s.Duties {
		if d := &s.Duties[i]; d.ID == s.acceptance() && !d.Missed() && d.Due.Before(at) {
			s.Duties = own(s, gripDuties, s.Duties)
			s.Duties[i].Due = at
		}
	}
}

// awaited takes the time for which completion awaited its verification from the clock: who verifies late costs the owner
// nothing. Events of old ledgers do not say since when, and fold as they did.
func (s *State) awaited(head *ledger.Event, since time.Time) {
	if !since.IsZero() {
		s.Clock, s.ClockStale = s.Clock.Await(since, head.At, head.Actor), true
	}
}

// clockCommand decides suspend, resume and the extension commands.
func (m *moment) clockCommand(c *Command) (Content, error) {
	s := m.s
	e := &ClockEvent{Command: c.Name, Reason: c.Reason}
	if c.Name == "ask-extension" || c.Name == "extend" {
		e.By = c.By
	}
	if c.Reason == "" && c.Name != "resume" && c.Name != "extend" && c.Name != "complete-materials" {
		found := input{fault(missing("matter.no_reason", "理由", "a reason"))}
		if c.Name == "ask-extension" && c.By.IsZero() {
			found.add(m.mayExtend(c, c.At))
		}
		return nil, found.err()
	}
	switch c.Name {
	case "ask-materials", "complete-materials":
		return e, m.materials(c)
	case "suspend":
		if s.Clock.Started.IsZero() {
			return nil, errs.Newf(errs.Refused, "clock.not_started", "时钟尚未起算，谈不上暂停（补正期间是“未起算”）", "the clock has not started; it cannot be suspended")
		}
		e.Basis = c.Basis
		_, err := s.Clock.Suspend(c.At, c.Reason, c.Actor)
		return e, err
	case "resume":
		_, err := s.Clock.Resume(c.At, c.Actor)
		return e, err
	case "ask-extension":
		if s.Asked != nil {
			return nil, errs.Newf(errs.Refused, "clock.asked_already", "%[1]s申请的延期%[3]s还没有答复，一次只能申请一个：请先批准延期或不予延期",
				"an extension of %[2]s, asked for by %[1]s, awaits an answer; one can be asked for at a time: grant it (extend) or refuse it (refuse-extension) first", s.Asked.Actor, s.Asked.By, s.Asked.By.Words().Zh)
		}
		return e, m.mayExtend(c, c.At)
	case "extend":
		if s.Asked == nil {
			return nil, errs.Newf(errs.Refused, "clock.not_asked", "没有待批的延期申请，请承办单位先申请", "no extension was asked for")
		}
		if e.By.IsZero() {
			e.By = s.Asked.By
		}
		if e.Reason == "" {
			e.Reason = s.Asked.Reason
		}
		c := *c
		c.By = e.By
		if err := m.mayExtend(&c, s.Asked.At); err != nil { // asked in time; the answer may come later
			return nil, err
		}
		return e, m.stillAhead(&c)
	}
	if s.Asked == nil {
		return nil, errs.Newf(errs.Refused, "clock.not_asked", "没有待批的延期申请", "no extension was asked for")
	}
	return e, nil
}

func (m *moment) mayExtend(c *Command, asked time.Time) error {
	limit := m.limit()
	if c.By.IsZero() {
		return missing("clock.no_span", "延长多久（如 10个工作日）", "by how much (such as 10wd)")
	}
	if m.s.Clock.Limit.IsZero() {
		return errs.Newf(errs.Refused, "clock.no_limit", "%[1]s 没有办结时限，无从延期", "%[1]s has no limit to extend", m.s.Number)
	}
	if by, others := m.extension(); !others && c.By.Unit != calendar.OnDate && c.By.Unit != by.Unit && c.By.Unit != limit.ExtendBy.Unit {
		return errs.Newf(errs.Refused, "clock.extension_unit", "延期须与时限用同一单位：请写成 %[2]s 这样，不要写 %[3]s", "an extension is counted in the unit of the limit: write it as %[4]s, not %[1]s", c.By, by.Words().Zh, c.By.Words().Zh, by).At("by")
	}
	if m.tooLong(c.By, limit.ExtendBy) {
		return errs.Newf(errs.Refused, "clock.extension_too_long", "一次延期不得超过%[2]s", "one extension may add %[1]s at most", limit.ExtendBy, limit.ExtendBy.Words().Zh)
	}
	_, err := m.s.Clock.Extend(m.cal, calendar.Extension{By: c.By, GrantedBy: c.Actor, Reason: c.Reason, At: asked}, limit.Extends())
	if err != nil {
		return err
	}
	d, err := m.wouldBe(c, &ClockEvent{Command: "extend", By: c.By, Reason: c.Reason})
	if err == nil && d.behindLaw() {
		return errs.Newf(errs.Refused, "clock.past_statutory", "延期后将超过法定时限 %[1]s", "the extension would go past the statutory limit of %[1]s", d.Statutory.Date)
	}
	return err
}

// stillAhead refuses to grant an extension that would be over when it is granted: it would give no day to work in, and use
// up the one that there may be.
func (m *moment) stillAhead(c *Command) error {
	k := m.s.Clock
	k.Extensions = append(slices.Clip(k.Extensions), calendar.Extension{By: c.By, At: m.s.Asked.At})
	to := k.Deadline(m.cal)
	if to.At.IsZero() || to.At.After(m.now) { // one that stands still has no instant
		return nil
	}
	return errs.Newf(errs.Refused, "clock.extension_over", "按申请延长%[4]s，时限为 %[1]s，批复时（%[2]s）已过，批准只会用掉延期次数；请不予延期，由%[3]s另报调整计划",
		"extended by %[5]s the deadline would be %[1]s, which has passed by %[2]s: granting it would only use up an extension; refuse it (refuse-extension) and have %[3]s ask for a change of plan", to.Date, m.today, m.s.Asked.Actor, c.By.Words().Zh, c.By)
}

// extension is what one may be, as an example: ten in the unit of the limit, else in that of the most that one may add, and no
// more than either. others: where the matter is held to a date and there is no most, any unit will do.
func (m *moment) extension() (by calendar.Limit, others bool) {
	held, most := m.s.Clock.Limit, m.limit().ExtendBy
	by = held
	if by.Unit == calendar.OnDate {
		by = most
	}
	by.Halves = min(by.Halves, 2*10)
	for by.Halves > 2 && m.tooLong(by, most) {
		by.Halves -= 2
	}
	return by, by.IsZero() || by.Unit == calendar.OnDate
}

// tooLong tells whether an extension moves the deadline, as it stands, further than the most would; a zero most is no bound.
func (m *moment) tooLong(by, most calendar.Limit) bool {
	if most.IsZero() {
		return false
	}
	if order, same := by.Cmp(most); same {
		return order > 0
	}
	k := m.s.Clock
	if going, err := k.Resume(m.now, "as if it went on now"); err == nil {
		k = going
	}
	moved := func(by calendar.Limit) time.Time {
		k := k
		k.Extensions = append(slices.Clip(k.Extensions), calendar.Extension{By: by, At: m.now})
		return k.Deadline(m.cal).At
	}
	return moved(by).After(moved(most))
}

// wouldBe gives the deadlines after what is asked for. A clock that stands still is counted as if it went on now: until it
// does, neither what was promised nor what the law says has a day.
func (m *moment) wouldBe(c *Command, e Content) (Deadlines, error) {
	future := Evolve(*m.s, header(c, m.w.Zone), e)
	if k, err := future.Clock.Resume(m.now, c.Actor); err == nil {
		future.Clock = k
	}
	then, err := m.w.copied(&future, m.now)
	if err != nil {
		return Deadlines{}, err
	}
	defer then.release()
	return then.clockSet().Deadlines, nil
}

// behindLaw tells whether what was promised would end after what the law allows.
func (d *Deadlines) behindLaw() bool {
	return !d.Statutory.At.IsZero() && (d.Promised.Suspended || d.Promised.At.After(d.Statutory.At))
}

// dueOrOngoing refuses a due date of what is to be without one.
func (c *Command) dueOrOngoing() error {
	if c.Due.IsZero() || !c.Ongoing || c.FromLedger {
		return nil
	}
	return errs.Newf(errs.Invalid, "clock.due_ongoing", "长期坚持的没有完成时限：完成时限 %[1]s 与长期坚持只写其一", "what is ongoing has no due date: give the due date %[1]s, or say that it is ongoing", c.Due).At("ongoing")
}

// ahead refuses a due date that has passed before it is set. What an office's ledger says stands.
func (c *Command) ahead(today clock.Date) error {
	if c.Due.IsZero() || c.Due >= today || c.FromLedger {
		return nil
	}
	return errs.Newf(errs.Refused, "clock.due_past", "完成时限 %[1]s 早于办理当日 %[2]s，请另定时限；补录以前的台账请用导入", "the due date %[1]s lies before %[2]s, the day on which it is set; choose another, or bring an old ledger in by import", c.Due, today).At("due")
}

// dueStands refuses to move the deadline of a matter whose clock runs by handing it out again: a new date is
// asked for with its reason and approved by whom the kind names.
func (m *moment) dueStands(c *Command) error {
	s := m.s
	stands := s.Deadlines.Working().Date
	if stands.IsZero() {
		stands = s.fixed() // the clock stands still
	}
	running := s.Stage != Registered && s.Stage != Established
	if start := m.kind.Limit.Start; start != "" && start != "assign" && !s.Due.IsZero() {
		running = running || !s.Clock.Started.IsZero()
	}
	given := !c.Due.IsZero() && c.Due != stands && c.Due != s.Due || c.Ongoing && !s.Ongoing
	if !running || stands.IsZero() || !given {
		return nil
	}
	return errs.Newf(errs.Refused, "clock.due_by_replan", "%[1]s 的时限 %[2]s 已在计时，不能借%[3]s改动。交办、转办时不写时限；要改日期，先申请调整计划（写明新时限和理由）、再由有权的岗位批准；要延长的，申请延期",
		"%[1]s is due on %[2]s and its clock runs; a command to %[4]s does not move that. Leave the date out; to change it ask-replan (new date and reason) and have it approved with replan, or use ask-extension",
		s.Number, stands, mechanism.CommandTitles[c.Name].Zh, mechanism.CommandTitles[c.Name].En).At("due")
}

// clockFrom refuses to say from when a clock runs that runs already, that something else starts, or that would have run
// before anybody had the matter.
func (m *moment) clockFrom(c *Command) error {
	s, from := m.s, m.cal.DateOf(c.ClockFrom)
	switch begun := m.cal.DateOf(s.RegisteredAt); {
	case c.ClockFrom.IsZero():
		return nil
	case m.kind.Limit.Start != "" && m.kind.Limit.Start != "assign":
		return errs.Newf(errs.Refused, "clock.from_elsewhere", "“%[1]s”的时钟不从交办起算（按机制从%[2]s起算），不能写从 %[3]s 起算；请去掉起算时刻", "the clock of %[4]s does not start with the assignment but with %[5]s, so it cannot run from %[3]s: leave that out",
			m.kind.Title.In(text.Zh), mechanism.StartTitle(m.kind.Limit.Start).Zh, from, m.kind.Title.In(text.En), mechanism.StartTitle(m.kind.Limit.Start).En).At("clock_from")
	case !s.AssignedAt.IsZero():
		return errs.Newf(errs.Refused, "clock.started", "%[1]s 已从 %[2]s 起算，再交办、转办不改起算时刻；请去掉起算时刻，要改时限请申请调整计划或延期",
			"the clock of %[1]s has run since %[2]s, and handing it out again does not move that: leave the start out; to move the deadline, ask for a change of plan or an extension", s.Number, m.cal.DateOf(s.AssignedAt)).At("clock_from")
	case from < begun:
		return errs.Newf(errs.Refused, "clock.from_early", "%[1]s 于 %[2]s 登记（收到），时钟不能从此前的 %[3]s 起算；确是此前收到的，登记时写明收到时间", "%[1]s was registered, or came in, on %[2]s, so its clock cannot run from %[3]s; what came in earlier is registered with the time at which it did", s.Number, begun, from).At("clock_from")
	}
	return nil
}

// lawfulClock is clockSet with the promise cut back to the statutory limit, and advice to what is promised: an earlier date
// may have been given. What is given by hand is refused where that limit
// is known; a date that was set before the clock began or before a notice moved the limit, and limits of different units
// of which now the one and now the other is longer, meet it here.
func (m *moment) lawfulClock() *ClockSetEvent {
	e := m.clockSet()
	if d := &e.Deadlines; d.behindLaw() {
		d.Promised = d.Statutory
		d.Promised.Capped = true
		if !m.s.fixed().IsZero() {
			e.Clock.Limit = calendar.Limit{Unit: calendar.OnDate, Date: d.Statutory.Date}
		}
	}
	if d := &e.Deadlines; !d.Working().At.IsZero() && d.Advisory.At.After(d.Working().At) {
		d.Advisory = d.Working()
		d.Advisory.Capped = false
	}
	return e
}

// clockSet works out clock and deadlines from what the mechanism and calendar say now.
func (m *moment) clockSet() *ClockSetEvent {
	s, limit := m.s, m.limit()
	k, terms := s.Clock, s.Terms
	if k.Started.IsZero() {
		k.Started = m.started()
		terms = calendar.Terms{Advisory: limit.Advisory, Promised: limit.Promised, Statutory: limit.Statutory}
	}
	k.Anew = time.Time{}
	e := &ClockSetEvent{Clock: k, Terms: terms}
	promised, statutory, advisory := terms.Promised, terms.Statutory, terms.Advisory
	if due := s.fixed(); !due.IsZero() {
		promised = calendar.Limit{Unit: calendar.OnDate, Date: due}
	} else if s.Ongoing {
		promised, statutory, advisory = calendar.Limit{}, calendar.Limit{}, calendar.Limit{}
	}
	set := func(k calendar.Clock, l calendar.Limit) calendar.Deadline {
		if l.IsZero() || k.Started.IsZero() && l.Unit != calendar.OnDate {
			return calendar.Deadline{}
		}
		k.Limit = l
		if k.Started.IsZero() {
			k.Started = s.RegisteredAt
		}
		return k.Deadline(m.cal)
	}
	e.Deadlines.Promised = set(s.inThisRound(k, promised), promised)
	k.Replanned = calendar.Replanned{} // a change of plan moves neither advice nor law
	e.Deadlines.Advisory = set(s.inThisRound(k, advisory), advisory)
	if !promised.IsZero() { // an extension lengthens what was promised, never what the law says
		k.Extensions = k.Extensions[:min(s.Clock.Replanned.Lawful, len(k.Extensions))]
	}
	e.Deadlines.Statutory = set(k, statutory)
	if !limit.Accept.IsZero() && s.Stage == Assigned {
		e.Deadlines.Accept = s.Clock.CountedOn(m.cal, m.cal.AssignedAt(s.TouchedAt), limit.Accept)
	}
	switch {
	case !promised.IsZero():
		e.Clock.Limit = promised
	case !statutory.IsZero():
		e.Clock.Limit = statutory
	default:
		e.Clock.Limit = advisory
	}
	if promised.IsZero() && !statutory.IsZero() {
		return e
	}
	e.Clock = s.inThisRound(e.Clock, e.Clock.Limit)
	return e
}
