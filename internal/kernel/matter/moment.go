package matter

import (
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/rule"
)

// nobodysCommand stands where nobody acts; no rule reads it there.
var nobodysCommand = rule.ObjectValue(new(commandRecord))

// rules gives the input of the kind's rules at this moment.
func (m *moment) rules() *rule.Input {
	if m.ready {
		return m.input
	}
	if schema := m.kind.Schema(); m.input == nil || m.schema != schema {
		m.input, m.schema = schema.NewInput(), schema
	}
	command, actor := nobodysCommand, ""
	if m.cmd != nil {
		command, actor = rule.ObjectValue((*commandRecord)(m.cmd)), m.cmd.Actor
	}
	m.input.Put(mechanism.SlotMatter, rule.ObjectValue(m))
	m.input.Put(mechanism.SlotCommand, command)
	m.input.Put(mechanism.SlotLists, rule.ObjectValue((*listsToday)(m)))
	m.input.Put(mechanism.SlotActor, rule.StringValue(actor))
	m.input.Put(mechanism.SlotNow, rule.TimestampValue(m.now))
	m.input.Put(mechanism.SlotToday, rule.DateValue(m.today))
	m.input.Put(mechanism.SlotRoles, rule.ObjectValue((*rolesNow)(m)))
	m.ready = true
	return m.input
}

// listsToday are the bundle's lists as of the moment's day, put together once a rule asks for one.
type listsToday moment

// Field implements rule.Record for `lists`.
func (m *listsToday) Field(i int) (rule.Value, bool) { return m.bundle.ListRecord(m.today).Field(i) }

// role resolves a role of the mechanism for this matter. With a zero role it gives nil, nil: anybody.
func (m *moment) role(r mechanism.RoleRef, skip ...string) ([]string, error) {
	if r.Role.IsZero() {
		return nil, nil
	}
	ctx, view := m.context(r.Role), m.org()
	if len(skip) > 0 {
		return org.ResolveSkipping(r.Role, ctx, view, m.heirs(skip...))
	}
	return org.Resolve(r.Role, ctx, view)
}

// stand is role with the posts for which nobody acts among them; the error says which those are.
func (m *moment) stand(r mechanism.RoleRef) ([]string, error) {
	if r.Role.IsZero() {
		return nil, nil
	}
	return org.Stand(r.Role, m.context(r.Role), m.org())
}

// context is what a role of the mechanism may refer to.
func (m *moment) context(r org.Role) org.Context {
	ctx := org.Context{Owner: m.bearer(m.s.Owner), Sponsor: m.heir(m.s.Sponsor), Verifier: m.bearer(m.s.Verifier), LeadUnit: m.s.LeadUnit, SupportUnits: m.s.Support}
	if m.cmd != nil {
		ctx.Actor = m.cmd.Actor
	}
	if ctx.Sponsor == "" && r.OfSponsor() && !m.kind.Roles.Sponsor.Role.IsZero() {
		if posts, err := org.Resolve(m.kind.Roles.Sponsor.Role, ctx, m.org()); err == nil && len(posts) > 0 {
			ctx.Sponsor = posts[0]
		}
	}
	return ctx
}

// rolesNow are the posts that conditions ask for by roles, by the org chart of the day.
type rolesNow moment

// Field implements rule.Record for `roles`: not set where there is no such post.
func (m *rolesNow) Field(i int) (rule.Value, bool) {
	at := (*moment)(m)
	asked := &at.bundle.AskedRoles()[i]
	posts, _ := org.Named(asked.Role, at.context(asked.Role), at.org())
	switch {
	case asked.Many:
		return rule.StringsValue(posts), len(posts) > 0
	case len(posts) == 0:
		return rule.Value{}, false
	}
	return words(posts[0])
}

// org is the organisation on the moment's day.
func (m *moment) org() *org.View {
	if m.view == nil {
		m.view = m.w.Org(m.today)
	}
	return m.view
}

func words(s string) (rule.Value, bool) { return rule.StringValue(s), true }

func number(n int) (rule.Value, bool) { return rule.IntValue(int64(n)), true }

func truth(b bool) (rule.Value, bool) { return rule.BoolValue(b), true }

func day(d clock.Date) (rule.Value, bool) { return rule.DateValue(d), !d.IsZero() }

// Field implements rule.Record for `matter`. Empty text counts as not filled in for has(), but reads as "".
func (m *moment) Field(i int) (rule.Value, bool) { //nolint:cyclop,funlen // one line a field
	s := m.s
	switch i {
	case mechanism.MatterNumber:
		return words(s.Number)
	case mechanism.MatterTitle:
		return words(s.Title)
	case mechanism.MatterBrief:
		return words(s.Brief)
	case mechanism.MatterKind:
		return words(s.Kind)
	case mechanism.MatterStage:
		return words(string(s.Stage))
	case mechanism.MatterUrgency:
		return words(s.Urgency)
	case mechanism.MatterCategory:
		if len(s.Category) > 0 {
			return words(s.Category[0])
		}
		return words("")
	case mechanism.MatterLeadUnit:
		return words(s.LeadUnit)
	case mechanism.MatterOwner:
		return words(s.Owner)
	case mechanism.MatterSponsor:
		return words(s.Sponsor)
	case mechanism.MatterVerifier:
		return words(s.Verifier)
	case mechanism.MatterPlace:
		return words(s.Place)
	case mechanism.MatterOrigin:
		return words(s.Origin)
	case mechanism.MatterParent:
		return words(s.Parent)
	case mechanism.MatterSession:
		return words(s.Session)
	case mechanism.MatterDue:
		if d := s.Deadlines.Working().Date; !d.IsZero() {
			return day(d)
		}
		return day(s.Due)
	case mechanism.MatterStatutoryDue:
		return day(s.Deadlines.Statutory.Date)
	case mechanism.MatterRegistered:
		return day(m.cal.DateOf(s.RegisteredAt))
	case mechanism.MatterAssigned:
		if s.AssignedAt.IsZero() {
			return rule.Value{}, false
		}
		return day(m.cal.DateOf(s.AssignedAt))
	case mechanism.MatterOverdue:
		return truth(m.past(s.Deadlines.Working()))
	case mechanism.MatterStatutoryOverdue:
		return truth(m.past(s.Deadlines.Statutory))
	case mechanism.MatterSuspended:
		return truth(s.Suspended)
	case mechanism.MatterOngoing:
		return truth(s.Ongoing)
	case mechanism.MatterDone:
		return truth(s.Done())
	case mechanism.MatterClosed:
		return truth(s.Stage.rank() >= Closed.rank())
	case mechanism.MatterRemaining:
		due := s.Deadlines.Working()
		if due.At.IsZero() {
			return rule.Value{}, false
		}
		return rule.WorkdaysValue(int64(s.Clock.DaysLeft(m.cal, m.reckoned(), due.Date)) * rule.Workday), true
	case mechanism.MatterElapsed:
		if s.Clock.Started.IsZero() {
			return rule.WorkdaysValue(0), true
		}
		n := m.cal.WorkdaysBetween(m.cal.DateOf(s.Clock.Started), m.reckoned()) - m.stopped(m.reckoned())
		return rule.WorkdaysValue(int64(n) * rule.Workday), true
	case mechanism.MatterIdle:
		touched, until := m.cal.DateOf(s.TouchedAt), m.reckoned()
		return rule.WorkdaysValue(int64(m.cal.WorkdaysBetween(touched, until)-s.Clock.Stopped(m.cal, touched, until)) * rule.Workday), true
	case mechanism.MatterReports:
		return number(s.Reports)
	case mechanism.MatterReturned:
		return number(s.Returned)
	case mechanism.MatterMissed:
		return number(s.Missed)
	case mechanism.MatterExtensions:
		return number(len(s.Clock.Extensions))
	case mechanism.MatterLevel:
		return number(s.Level)
	case mechanism.MatterUnreplied:
		return number(len(s.unreplied()))
	case mechanism.MatterUnrepliedLetters:
		return rule.StringsValue(s.unreplied()), true
	case mechanism.MatterPendingLetters:
		return rule.StringsValue(s.lettersOf(func(l *letter.Letter) bool { return l.State != letter.Withdrawn && l.State != letter.Replied })), true
	case mechanism.MatterLetters:
		return rule.StringsValue(s.lettersOf(func(l *letter.Letter) bool { return !l.DraftedAt.Before(s.RoundAt) })), true
	case mechanism.MatterVerdict:
		return words(s.Verdict)
	case mechanism.MatterLeavesClosed:
		return number(m.below().LeavesClosed)
	case mechanism.MatterObjections:
		return number(s.Objections)
	case mechanism.MatterChildren:
		return number(m.below().Children)
	case mechanism.MatterLeaves:
		return number(m.below().Leaves)
	case mechanism.MatterLeavesDone:
		return number(m.below().LeavesDone)
	case mechanism.MatterProgress:
		return rule.DoubleValue(m.progress()), true
	case mechanism.MatterTimeProgress:
		return rule.DoubleValue(TimeProgress(m.today)), true
	case mechanism.MatterEvidence:
		return rule.StringsValue(s.Evidence), true
	case mechanism.MatterChecks:
		return rule.StringsValue(s.Checks), true
	case mechanism.MatterSupportUnits:
		return rule.StringsValue(s.Support), true
	case mechanism.MatterFields:
		return rule.ObjectValue((*ownFields)(m)), true
	}
	return rule.Value{}, false
}

// read is the instant at which the clock of a matter is read: now, or when it was completed or ended.
func (m *moment) read() time.Time {
	switch {
	case !m.s.CompletedAt.IsZero():
		return m.s.CompletedAt
	case !m.s.ClosedAt.IsZero():
		return m.s.ClosedAt
	}
	return m.now
}

// reckoned is the day of read.
func (m *moment) reckoned() clock.Date {
	if t := m.read(); !t.Equal(m.now) {
		return m.cal.DateOf(t)
	}
	return m.today
}

// past tells whether a deadline went by before the matter was completed. While the clock stands still
// there is none, unless it had gone by before.
func (m *moment) past(d calendar.Deadline) bool {
	return !d.At.IsZero() && m.read().After(d.At)
}

// stopped counts the working days up to and including a day on which the clock stood still.
func (m *moment) stopped(until clock.Date) int {
	return m.s.Clock.Stopped(m.cal, m.cal.DateOf(m.s.Clock.Started), until)
}

func (m *moment) below() Tree {
	if m.tree == nil {
		m.tree = new(Tree)
		if m.w.Tree != nil && m.kind.Tree.Declared() { // asked for only where a rule or the kind's tree reads it
			*m.tree = m.w.Tree(m.s.ID, m.now)
		}
	}
	return *m.tree
}

// progress is that of the matter's tree where it has one.
func (m *moment) progress() float64 {
	t := m.below()
	return t.ProgressOf(m.s)
}

// TimeProgress is 时序进度 in per cent on a day: whole months of the year gone by ÷ 12. On the last day of
// a month that month has gone by (6 月 30 日 = 50%); days never count.
func TimeProgress(d clock.Date) float64 {
	months := int(d.Month()) - 1
	if (d + 1).Month() != d.Month() {
		months++
	}
	return float64(months) / 12 * 100
}

// commandRecord is a command as gates see it.
type commandRecord Command

// Field implements rule.Record for `command`.
func (c *commandRecord) Field(i int) (rule.Value, bool) { //nolint:cyclop // one line a field
	switch i {
	case mechanism.CommandSession:
		return words(c.Session)
	case mechanism.CommandReason:
		return words(c.Reason)
	case mechanism.CommandOwner:
		return words(c.Owner)
	case mechanism.CommandLeadUnit:
		return words(c.LeadUnit)
	case mechanism.CommandSponsor:
		return words(c.Sponsor)
	case mechanism.CommandBrief:
		return words(c.Brief)
	case mechanism.CommandUrgency:
		return words(c.Urgency)
	case mechanism.CommandTo:
		return words(c.To)
	case mechanism.CommandText:
		return words(c.Text)
	case mechanism.CommandPlace:
		return words(c.Place)
	case mechanism.CommandBasis:
		return words(c.Basis)
	case mechanism.CommandVerdict:
		return words(c.Verdict)
	case mechanism.CommandTitle:
		return words(c.Title)
	case mechanism.CommandDue:
		return day(c.Due)
	case mechanism.CommandProgress:
		if c.Progress == nil {
			return rule.Value{}, false
		}
		return rule.DoubleValue(*c.Progress), true
	case mechanism.CommandEvidence:
		return rule.StringsValue(c.Evidence), true
	case mechanism.CommandChecks:
		return rule.StringsValue(c.Checks), true
	case mechanism.CommandVerifier:
		return words(c.Verifier)
	case mechanism.CommandSupportUnits:
		return rule.StringsValue(c.Support), true
	}
	return rule.Value{}, false
}
