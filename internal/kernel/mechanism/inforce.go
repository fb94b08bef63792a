package mechanism

import (
	"slices"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/calendar"
)

// bounded are the types of documents that a period bounds. Others are in force as long as the version that has them, and
// check refuses a period that nothing would heed.
var bounded = []string{typeKind, typeCadence, typeSession, typeBenefit}

// period checks the document's own.
func (c *checker) period() {
	h := &c.doc.Header
	switch e := h.Effective; {
	case e == Span{}:
	case !slices.Contains(bounded, h.Type):
		c.fault("effective", "no_period_here", "“%[1]s”不按有效期起止，写了也不起作用；请删去，用 qinlian apply --from 日期 定从何时起用", "a %[2]s does not begin and end by its own period, which nothing would heed: delete it, and say with qinlian apply --from DATE when it begins", documentTerms[h.Type].zh, documentTerms[h.Type].en)
	case !e.From.IsZero() && !e.To.IsZero() && e.To <= e.From:
		c.fault("effective", "empty_span", "有效期为空：%[2]s 不晚于 %[1]s（截止日当天不含）", "the period is empty: %[2]s is not after %[1]s (the last day is not included)", e.From, e.To)
	}
}

// Under is the first day on which a matter that stands since a day owes anything by the kind: one that nobody registers owes
// nothing before the kind's own period.
func (k *Kind) Under(since clock.Date) clock.Date {
	if k.Standing.Each == "" {
		return since
	}
	return max(since, k.Effective.From)
}

// Owes tells whether the standing matters of a kind, in force since a day, owe the duty of a period: whether it is missed where
// nobody does anything. What is due after the kind's own period is not, though it may be done until then.
func (k *Kind) Owes(def cadence.Definition, p cadence.Period, since clock.Date, cal *calendar.Calendar) bool {
	if k.Standing.Each == "" {
		return true
	}
	_, due := cadence.Open(def, p, cal)
	since = k.Under(since)
	return since <= p.To && cal.StartOfDay(since).Before(due) && !p.TooLate(since, cal) && k.Effective.Contains(cal.DateOf(due))
}

// SessionHeld tells whether sessions of a template are convened on a day.
func (b *Bundle) SessionHeld(template string, d clock.Date) bool {
	return b.SessionFrom(template, d) == d
}

// SessionFrom is the first day, from d on, on which sessions of a template are convened; zero where its period is over.
func (b *Bundle) SessionFrom(template string, d clock.Date) clock.Date {
	for _, doc := range b.documents {
		if doc.Type == typeSession && doc.Name == template {
			if d = max(d, doc.Effective.From); !doc.Effective.Contains(d) {
				return 0
			}
		}
	}
	return d
}
