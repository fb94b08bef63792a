package scenario

import (
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
)

// benefits judges what the clauses come to for the given records.
func (r *run) benefits(t *Then) {
	if len(t.Grants)+len(t.Benefits)+len(t.Misses) == 0 {
		return
	}
	all := map[string]*entitled{}
	for _, of := range r.registers() {
		out, err := r.entitle(of)
		if err != nil {
			r.failed(t.At, err)
			return
		}
		all[of] = out
	}
	for i := range t.Grants {
		r.grants(&t.Grants[i], all)
	}
	for i := range t.Benefits {
		r.benefit(&t.Benefits[i], all)
	}
	for i := range t.Misses {
		r.nearMisses(&t.Misses[i], all)
	}
}

// clauseIs tells whether a clause is the one that a scenario names: by document/key, or its key alone.
func clauseIs(want, id string) bool {
	return want == "" || want == id || strings.HasSuffix(id, "/"+want)
}

func (r *run) grants(o *GrantOutcome, all map[string]*entitled) {
	var found findings
	for _, of := range r.registers() {
		out := all[of]
		for i := range out.Grants {
			g := &out.Grants[i]
			id, key := out.Scheme.Clauses[g.Clause].ID, out.Keys[g.Row]
			if !is(o.To, key) || !clauseIs(o.Clause, id) {
				continue
			}
			why := out.words(g)
			found.see(spaced(key, id, g.Asked.String()+"→"+g.Paid.String(), why.Zh),
				amountIs(o.Amount, g.Paid), amountIs(o.Asked, g.Asked), maybe(o.Refused, g.Refused()), strings.Contains(why.Zh+"\n"+why.En, o.Why))
		}
	}
	r.tally(&o.Tally, describe("兑付", "grant", o.To, o.Clause), found)
}

func amountIs(want *mechanism.Sum, got money.Fen) bool { return want == nil || want.Fen == got }

func (r *run) benefit(o *BenefitOutcome, all map[string]*entitled) {
	wrong := func(what text.Text, want, got string) {
		name := spaced(o.Of, o.Policy, o.Clause, o.Budget)
		r.fail(o.At, "%[1]s的%[2]s应为 %[4]s，实为 %[5]s", "%[3]s of %[1]s should be %[4]s and is %[5]s", quoted(name), what.Zh, what.En, want, got)
	}
	count := func(what text.Text, want *int, got int) {
		if want != nil && *want != got {
			wrong(what, strconv.Itoa(*want), strconv.Itoa(got))
		}
	}
	if o.Articles != nil || o.Clauses != nil {
		p := r.bundle.Benefits[o.Policy]
		if p == nil {
			r.fail(o.At, "没有惠企政策“%[1]s”", "there is no benefit %[1]q", o.Policy)
			return
		}
		count(text.Text{Zh: "原文条数", En: "articles"}, o.Articles, p.Articles)
		count(text.Text{Zh: "条款数", En: "clauses"}, o.Clauses, len(p.Clauses))
	}
	var sum money.Fen
	grants, refused, undecided := 0, 0, 0
	records := map[string]bool{}
	left, bounded := money.Fen(0), false
	for of, out := range all {
		if o.Of != "" && o.Of != of {
			continue
		}
		meant := func(clause int32) bool {
			c := out.Scheme.Clauses[clause]
			return is(o.Policy, c.Policy.Name) && clauseIs(o.Clause, c.ID) && is(o.Budget, c.Budget)
		}
		for i := range out.Grants {
			switch g := &out.Grants[i]; {
			case !meant(g.Clause):
			case g.Refused():
				refused++
			default:
				sum, grants, records[of+" "+out.Keys[g.Row]] = sum+g.Paid, grants+1, true
			}
		}
		for _, p := range out.Faulty {
			if meant(p.Clause) {
				undecided++
			}
		}
		for _, p := range out.Pools {
			if p.Line != "" && p.Line == o.Budget {
				left, bounded = p.Left-p.Paid, p.Bounded
			}
		}
	}
	if o.Amount != nil && o.Amount.Fen != sum {
		wrong(text.Text{Zh: "金额", En: "amount"}, o.Amount.String(), sum.String()+"元")
	}
	if o.Left != nil && (!bounded || o.Left.Fen != left) {
		wrong(text.Text{Zh: "余额", En: "what is left"}, o.Left.String(), left.String()+"元")
	}
	count(text.Text{Zh: "兑付项数", En: "grants"}, o.Grants, grants)
	count(text.Text{Zh: "兑付户数", En: "records"}, o.Records, len(records))
	count(text.Text{Zh: "不予兑付数", En: "refusals"}, o.Refused, refused)
	count(text.Text{Zh: "缺数据无法判定数", En: "undecided pairs"}, o.Undecid, undecided)
}

func (r *run) nearMisses(o *MissOutcome, all map[string]*entitled) {
	var found []string
	for _, of := range r.registers() {
		out := all[of]
		for i, c := range out.Scheme.Clauses {
			if !clauseIs(o.Clause, c.ID) {
				continue
			}
			for _, lang := range []text.Lang{text.Zh, text.En} {
				for _, m := range out.Scheme.Misses(&out.Records, i, lang) {
					if slices.Equal(m.Wants, o.Wants) && (o.Rows == nil || *o.Rows == len(m.Rows)) {
						return
					}
					found = append(found, strconv.Itoa(len(m.Rows))+" "+strings.Join(m.Wants, "，"))
				}
			}
		}
	}
	r.fail(o.At, "条款 %[1]s：没有仅差“%[2]s”的这些对象；现有：%[3]s", "clause %[1]s: there are not so many that lack only “%[2]s”; there are: %[3]s", o.Clause, strings.Join(o.Wants, "，"), quoted(strings.Join(found, " | ")))
}
