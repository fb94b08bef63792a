package main

import (
	"fmt"
	"strconv"
	"strings"
)

const fields = 22

// work is what every engine is given: enterprises by column, and clauses.
type work struct {
	rows    int
	columns [fields][]int64
	clauses []clause
}

// clause is a conjunction of comparisons and of alternatives between two, with an amount.
type clause struct {
	terms  []term
	amount amount
}

type term struct {
	a      comparison
	or     bool
	b      comparison
	either bool
}

type comparison struct {
	field int
	op    string
	n     int64
}

// amount is fixed, by tiers of a field, or a share of one with a ceiling.
type amount struct {
	fixed   int64
	field   int
	tiers   [3]int64 // from 700, from 300, else
	percent int64
	ceiling int64
}

// dice is a xorshift: the same work on every machine.
type dice uint64

func (d *dice) below(n int64) int64 {
	x := uint64(*d)
	x ^= x << 13
	x ^= x >> 7
	x ^= x << 17
	*d = dice(x)
	return int64(x>>11) % n
}

func newWork(rows, clauses int) *work {
	d := dice(0x9E3779B97F4A7C15)
	w := &work{rows: rows}
	for f := range w.columns {
		w.columns[f] = make([]int64, rows)
		for i := range w.columns[f] {
			w.columns[f][i] = d.below(1000)
		}
	}
	for range clauses {
		var c clause
		for left := 3 + d.below(4); left > 0; left-- { // three to six fields
			t := term{a: someComparison(&d)}
			if left > 1 && d.below(4) == 0 {
				t.either, t.b = true, someComparison(&d)
				left--
			}
			c.terms = append(c.terms, t)
		}
		c.amount = amount{field: int(d.below(fields)), fixed: 1000 * (1 + d.below(60))}
		switch d.below(5) {
		case 0:
			c.amount.tiers = [3]int64{60000, 30000, 10000}
		case 1:
			c.amount.percent, c.amount.ceiling = 3+d.below(9), 20+d.below(50)
		}
		w.clauses = append(w.clauses, c)
	}
	return w
}

func someComparison(d *dice) comparison {
	n := 100 * (1 + d.below(6)) // 100 to 600: some four in ten satisfy it
	if d.below(2) == 0 {
		return comparison{int(d.below(fields)), []string{">=", ">"}[d.below(2)], 1000 - n}
	}
	return comparison{int(d.below(fields)), []string{"<", "<="}[d.below(2)], n}
}

// words are how a language writes a clause.
type words struct {
	field       func(int) string
	and, or     string
	choose      func(condition, yes, no string) string
	least       func(a, b string) string
	over100     func(a string) string // divided by 100, what is left over falling away
	parentheses bool                  // around each comparison
}

func (w words) comparison(c comparison) string {
	s := w.field(c.field) + " " + c.op + " " + strconv.FormatInt(c.n, 10)
	if w.parentheses {
		return "(" + s + ")"
	}
	return s
}

func (w words) condition(c *clause) string {
	parts := make([]string, len(c.terms))
	for i, t := range c.terms {
		parts[i] = w.comparison(t.a)
		if t.either {
			parts[i] = "(" + parts[i] + w.or + w.comparison(t.b) + ")"
		}
	}
	return strings.Join(parts, w.and)
}

func (w words) amount(a *amount) string {
	f := w.field(a.field)
	switch {
	case a.percent > 0:
		return w.least(w.over100(fmt.Sprintf("%s * %d", f, a.percent)), strconv.FormatInt(a.ceiling, 10))
	case a.tiers[0] > 0:
		n := func(i int) string { return strconv.FormatInt(a.tiers[i], 10) }
		return w.choose(w.comparison(comparison{a.field, ">=", 700}), n(0), w.choose(w.comparison(comparison{a.field, ">=", 300}), n(1), n(2)))
	default:
		return strconv.FormatInt(a.fixed, 10)
	}
}

func question(condition, yes, no string) string {
	return "(" + condition + " ? " + yes + " : " + no + ")"
}

func caseWhen(condition, yes, no string) string {
	return "CASE WHEN " + condition + " THEN " + yes + " ELSE " + no + " END"
}

func named(prefix string) func(int) string {
	return func(f int) string { return prefix + strconv.Itoa(f) }
}

// sql is one question a clause: how many, and how much.
func (w *work) sql(least string) []string {
	of := words{field: named("a"), and: " AND ", or: " OR ", choose: caseWhen, least: func(a, b string) string { return least + "(" + a + ", " + b + ")" }, over100: func(a string) string { return a + " / 100" }}
	out := make([]string, len(w.clauses))
	for i := range w.clauses {
		out[i] = "SELECT count(*), coalesce(sum(" + of.amount(&w.clauses[i].amount) + "), 0) FROM e WHERE " + of.condition(&w.clauses[i])
	}
	return out
}
