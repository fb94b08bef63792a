package benefit

import (
	"fmt"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
)

// Reason is why a claim was cut.
type Reason string

// The reasons, in the order in which they are tried.
const (
	NoAmount      Reason = "no-amount"      // the clause's amount comes to nothing
	PaidBefore    Reason = "paid-before"    // by this clause in this period
	CapClause     Reason = "cap-clause"     // the clause's own cap
	PaidInSet     Reason = "paid-in-set"    // another clause of an exclusion set was paid before
	Excluded      Reason = "excluded"       // another clause of an exclusion set gives more
	CapDocument   Reason = "cap-document"   // what one gets by the document
	CapTogether   Reason = "cap-together"   // what one gets in all
	DocumentShort Reason = "document-short" // what the document may come to
	BudgetShort   Reason = "budget-short"   // what its line has left
)

// Cut is what one step took from a claim.
type Cut struct {
	Why   Reason
	By    money.Fen
	Other *Clause    // the other clause
	On    clock.Date // when that was paid
	Set   string     // exclusion set
	Line  string     // budget line
	Short string     // by what order a pool is paid
	Cap   money.Fen  // the bound
	Place int        // in the order of a pool, from 1
}

func (g *Grant) cut(c Cut) {
	g.Paid -= c.By
	g.Cuts = append(g.Cuts, c)
}

// Words says a cut for people.
func (s *Scheme) Words(c Cut) text.Text {
	other := text.Text{}
	if c.Other != nil {
		other = c.Other.Title
	}
	say := func(zh, en string, args ...any) text.Text {
		return text.Text{Zh: fmt.Sprintf(zh, args...), En: fmt.Sprintf(en, args...)}
	}
	switch c.Why {
	case NoAmount:
		return say("按条款金额为零", "the clause's amount comes to nothing")
	case PaidBefore:
		return say("本期已于 %[1]s 兑付，不重复兑付", "paid on %[1]s already, and once in a period", c.On)
	case CapClause:
		return say("超出本条每户每年上限 %[1]s元，核减 %[2]s元", "over the clause's cap of %[1]s a year by %[2]s", c.Cap, c.By)
	case PaidInSet:
		return say("“%[1]s”已于 %[3]s 兑付，就高不重复，核减 %[4]s元", "“%[2]s” was paid on %[3]s; the highest is paid once, less %[4]s", other.In(text.Zh), other.In(text.En), c.On, c.By)
	case Excluded:
		return say("与“%[1]s”就高不重复，按较高的一项兑付", "only the higher is paid, which is “%[2]s”", other.In(text.Zh), other.In(text.En))
	case CapDocument:
		return say("超出本文件每户每年上限 %[1]s元，核减 %[2]s元", "over the document's cap of %[1]s for one a year by %[2]s", c.Cap, c.By)
	case CapTogether:
		return say("超出各项合计每户每年上限 %[1]s元，核减 %[2]s元", "over the cap of %[1]s for one a year in all by %[2]s", c.Cap, c.By)
	case DocumentShort:
		return say("本文件年度总额仅余 %[1]s元，按比例核减 %[2]s元", "the document has %[1]s left this year; %[2]s less, pro rata", c.Cap, c.By)
	default:
		how := mechanism.BenefitWords[c.Short]
		line := s.lines[c.Line].Title
		return say("预算“%[1]s”不足，%[3]s，核减 %[5]s元", "the budget “%[2]s” is short (%[4]s): %[5]s less", line.In(text.Zh), line.In(text.En), how.Zh, how.En, c.By)
	}
}
