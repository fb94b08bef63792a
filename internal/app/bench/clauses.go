package bench

import (
	"errors"
	"fmt"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/register/facts"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

// someClauses makes clauses, counted from a number, that read all of read22: conditions on numbers, sums, days, text and lists, and amounts that are
// fixed, by tiers, or a share with a ceiling.
func someClauses(schema *rule.Schema, n, from int) (*batch.Set, error) {
	environment, err := rule.NewEnvironment(schema)
	if err != nil {
		return nil, err
	}
	conditions := []func(int) string{
		func(i int) string { return fmt.Sprintf("enterprise.staff >= %d", 100*(i%15)) },
		func(i int) string { return fmt.Sprintf("enterprise.revenue >= wan(%d)", 4000*(i%18)) },
		func(i int) string { return fmt.Sprintf("enterprise.rnd_spend > wan(%d)", 3000*(i%12)) },
		func(i int) string { return fmt.Sprintf(`enterprise.founded < date("20%02d-01-01")`, 8+i%14) },
		func(i int) string { return []string{"enterprise.above_scale", "enterprise.listed"}[i%2] },
		func(int) string { return "!enterprise.dishonest && enterprise.penalties < 2" },
		func(i int) string {
			return []string{`"高新技术企业" in enterprise.qualifications`, `"专精特新中小企业" in enterprise.qualifications`}[i%2]
		},
		func(i int) string {
			return []string{`enterprise.industry.startsWith("C3")`, `enterprise.industry.startsWith("I")`}[i%2]
		},
		func(i int) string {
			return []string{`enterprise.division in ["章贡区", "南康区"]`, `enterprise.size in ["小型", "微型"]`}[i%2]
		},
		func(int) string {
			return "(enterprise.revenue > enterprise.revenue_before || enterprise.exports > wan(40000))"
		},
		func(i int) string { return fmt.Sprintf("enterprise.assets < wan(%d)", 30000+5000*(i%10)) },
		func(int) string { return `enterprise.tax_grade == "A"` },
		func(i int) string { return fmt.Sprintf("enterprise.rnd_staff + enterprise.talents > %d", 10*(i%9)) },
		func(int) string {
			return "enterprise.tax > enterprise.tax_before && enterprise.investment > wan(3000)"
		},
		func(int) string { return "enterprise.rnd_spend >= enterprise.rnd_spend_before" },
	}
	amounts := []string{"yuan(\"10000\")", "enterprise.staff >= 300 ? wan(6) : wan(3)", "least(share(enterprise.rnd_spend, \"8%\"), wan(50))"}
	var all []batch.Clause
	for i := from; i < from+n; i++ {
		parts := []string{conditions[i%len(conditions)](i)}
		for k := 1; k < 3+i%3; k++ {
			parts = append(parts, conditions[(i+k*(1+i/len(conditions)))%len(conditions)](i+k))
		}
		source := strings.Join(parts, " && ")
		when, err := environment.Compile(source, rule.Bool(), rule.Position{})
		if err != nil {
			return nil, fmt.Errorf("%s: %w", source, err)
		}
		pays, err := environment.Compile(amounts[i%len(amounts)], rule.Money(), rule.Position{})
		if err != nil {
			return nil, err
		}
		all = append(all, batch.Clause{When: when, Amount: pays})
	}
	return batch.Compile(schema, all)
}

// clauses measures 200 clauses on the register: from the database to totals, a draft while it is typed, and one that changes.
func (r *run) clauses(s *seeded, n int, day clock.Date, paths []string) error {
	def, _, err := s.Engine.FactRegister(r.ctx, zone, "enterprise", s.now)
	if err != nil {
		return err
	}
	schema, err := def.Schema()
	if err != nil {
		return err
	}
	set, err := someClauses(schema, 200, 0)
	if err != nil {
		return err
	}
	draft, err := someClauses(schema, 1, 7)
	if err != nil {
		return err
	}
	var c *facts.Columns
	var tally *batch.Tally
	var cold time.Duration
	before := heap()
	cold, err = r.timed(func() (err error) {
		if c, err = s.Engine.Columns(r.ctx, zone, "enterprise", day, time.Time{}, nil, paths...); err != nil {
			return err
		}
		tally = set.On(c.Table).Tally()
		_, err = tally.Totals()
		return err
	})
	if err != nil {
		return err
	}
	held := heap() - before
	tried, err := r.best(9, func() error { _, err := draft.Try(c.Table).Totals(); return err })
	if err != nil {
		return err
	}
	again, err := r.best(5, func() error { _, err := set.On(c.Table).Totals(); return err })
	if err != nil {
		return err
	}
	c.Tallies = []*batch.Tally{tally}
	staff := int64(0)
	followed, err := r.best(9, func() error {
		staff++
		_, err := s.Engine.State(r.ctx, zone, "enterprise", engine.Act{Actor: office, At: s.now.Add(2 * time.Hour)}, false, []facts.Command{{
			Key: enterpriseCode(n / 3), From: day, Source: "企业申报", Facts: []facts.Fact{{Field: "staff", Value: rule.IntValue(staff + 100)}},
		}})
		if err != nil {
			return err
		}
		if err := s.Engine.FollowAll(r.ctx, zone, c, "enterprise", []string{enterpriseCode(n / 3)}); err != nil {
			return err
		}
		_, err = tally.Totals()
		return err
	})
	if err != nil {
		return err
	}
	row, _ := c.Row(enterpriseCode(n / 3))
	const changes = 1000
	evaluated, err := r.best(9, func() error {
		for i := range changes {
			change := []batch.Fact{{Path: def.Root() + ".staff", Value: rule.IntValue(int64(i % 1500))}}
			if err := c.Table.Change(row, true, change, tally); err != nil {
				return err
			}
		}
		return nil
	})
	return errors.Join(err,
		r.figure("enterprises.clauses_cold", cold.Seconds(), "s from the database to the totals of 200 clauses"),
		r.figure("enterprises.clauses_memory", float64(held)/(1<<20), "MiB"),
		r.figure("enterprises.clauses_again", float64(again.Microseconds())/1000, "ms for the totals of 200 clauses, columns in memory"),
		r.figure("enterprises.draft", float64(tried.Microseconds())/1000, "ms for a draft clause that nothing was made ready for"),
		r.figure("enterprises.clauses_follow", float64(followed.Microseconds())/1000, "ms from a statement, its commit included, to new totals"),
		r.figure("enterprises.clauses_change", float64(evaluated.Nanoseconds())/changes/1000, "µs of it to try its clauses before and after"))
}

// registered tells how many records there are.
func (s *seeded) registered(r *run) (int, error) {
	return s.Engine.CountRecords(r.ctx, zone, &register.Definition{Name: "enterprise", Facts: true})
}
