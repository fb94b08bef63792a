package matter

import "qinlian/internal/base/errs"

// replan decides the change-of-plan commands. The original baseline stays visible whatever happens.
func (m *moment) replan(c *Command) (Content, error) {
	e := &PlanEvent{Command: c.Name, Due: c.Due, Reason: c.Reason}
	switch c.Name {
	case "ask-replan":
		if asked := m.s.Replan; asked != nil {
			return nil, errs.Newf(errs.Refused, "matter.replan_pending", "%[1]s 已申请把时限调整为 %[2]s，还没有答复，一次只能申请一个：请先批准或不予调整",
				"%[1]s: a change of plan to %[2]s awaits an answer; one can be asked for at a time: approve it (replan) or refuse it (refuse-replan) first", m.s.Number, asked.Due)
		}
		var found input
		if c.Due.IsZero() {
			found.add(missing("matter.no_due", "新的完成时限", "the new due date"))
		}
		if c.Reason == "" {
			found.add(missing("matter.no_reason", "调整理由", "a reason"))
		}
		found.add(c.ahead(m.today))
		if err := found.err(); err != nil {
			return nil, err
		}
		return e, m.lawfulPlan(c, e) // nobody could grant it
	default:
		if m.s.Replan == nil {
			return nil, errs.Newf(errs.Refused, "matter.no_replan", "没有待批的计划调整", "no change of plan was asked for")
		}
		if c.Name == "replan" && !c.Due.IsZero() { // the approver may grant another date
			if err := c.ahead(m.today); err != nil {
				return nil, err
			}
			return e, m.replanned(c, e)
		}
		e.Due = m.s.Replan.Due
		if c.Name == "replan" {
			return e, m.replanned(c, e)
		}
	}
	return e, nil
}

// replanned refuses to approve a date that has gone by since it was asked for, or that would lie behind the law.
func (m *moment) replanned(c *Command, e *PlanEvent) error {
	if e.Due < m.today {
		return errs.Newf(errs.Refused, "clock.due_past", "申请的新时限 %[1]s 早于今天 %[2]s，不能再批准；请不予调整，由承办单位另报时限",
			"the date asked for, %[1]s, lies before today, %[2]s, and can no longer be approved; refuse it (refuse-replan) and have another asked for", e.Due, m.today).At("due")
	}
	return m.lawfulPlan(c, e)
}

// lawfulPlan refuses a date that would lie behind the law once it is approved.
func (m *moment) lawfulPlan(c *Command, e *PlanEvent) error {
	d, err := m.wouldBe(c, &PlanEvent{Command: "replan", Due: e.Due})
	if err != nil || !d.behindLaw() {
		return err
	}
	if d.Statutory.At.Before(m.now) {
		return errs.Newf(errs.Refused, "clock.past_statutory", "法定时限 %[1]s 已经届满，不能再调整计划", "the statutory limit ran out on %[1]s: no change of plan can be granted", d.Statutory.Date).At("due")
	}
	return errs.Newf(errs.Refused, "clock.past_statutory", "新的时限 %[1]s 将超过法定时限，最迟 %[2]s", "the new date, %[1]s, would go past the statutory limit: %[2]s at the latest", d.Promised.Date, d.Statutory.Date).At("due")
}
