package bench

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"time"

	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/redeem"
	"qinlian/internal/kernel/register/facts"
	"qinlian/internal/kernel/rule"
	"qinlian/mechanisms"
)

// instantZone is a zone with clauses that are decided on the spot.
const instantZone = "ganzhou-city"

// instant measures what is decided on the spot (即申即享): from the promise to the decision, the money promised and all of it stored
// durably, while one claim of every enterprise stands already.
func (r *run) instant() (err error) {
	n := max(r.Enterprises/50, 10)
	file := filepath.Join(r.Dir, "instant.db")
	now := at("2023-03-01", 9)
	for _, suffix := range []string{"", "-wal", "-shm"} { // what an earlier run decided is decided
		if err := os.Remove(file + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	a, err := app.Open(r.ctx, file, func() time.Time { return now })
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	o := &redeem.Counter{Engine: a.Engine, Zone: instantZone}
	by := func(post string) redeem.By { return redeem.By{Act: engine.Act{Actor: post, At: now}} }
	if err := r.seedInstant(a, o, by, n, now); err != nil {
		return err
	}
	var took []time.Duration
	for i := range min(200, n) {
		record := enterpriseCode(i * (n / min(200, n)))
		d, err := r.timed(func() error {
			c, err := o.Apply(r.ctx, by("市行政审批局局长"), redeem.Application{Clause: "first-44/research", Record: record, Promise: "所报情况属实", Materials: []string{"承诺书", "收款账户"}})
			if err == nil && c.Step != "confirmed" {
				err = fmt.Errorf("the claim of %s is %s", record, c.Step)
			}
			return err
		})
		if err != nil {
			return err
		}
		took = append(took, d)
	}
	slices.Sort(took)
	return errors.Join(
		r.figure("instant.standing", float64(n), "claims that stand when one more is decided"),
		r.figure("instant.median", float64(took[len(took)/2].Microseconds())/1000, "ms from the promise to the decision, stored durably"),
		r.atMost("instant.slowest", took[len(took)-1].Seconds(), fmt.Sprintf("s, the slowest of %d decisions", len(took)), 1))
}

// seedInstant makes enterprises, a line with money, and a claim of each enterprise.
func (r *run) seedInstant(a *app.App, o *redeem.Counter, by func(post string) redeem.By, n int, now time.Time) error {
	b, err := mechanism.Load(mechanisms.Files, instantZone)
	if err != nil {
		return err
	}
	from := at("2023-01-01", 0)
	if err := a.Engine.Apply(r.ctx, b, engine.Act{Actor: engine.Governors(b, from)[0], At: from}, from); err != nil {
		return err
	}
	r.sayf("instant: %d enterprises, a claim of each", n)
	var commands []facts.Command
	for i := range n {
		commands = append(commands, facts.Command{Key: enterpriseCode(i), From: clock.MustDate("2023-01-01"), Source: "2022年企业年报", Facts: []facts.Fact{
			{Field: "name", Value: rule.StringValue(fmt.Sprintf("示例企业%d", i))},
			{Field: "staff", Value: rule.IntValue(20)},
			{Field: "revenue", Period: facts.Year(2022), Value: rule.MoneyValue(1000 * money.Wan)},
			{Field: "rnd_spend", Period: facts.Year(2022), Value: rule.MoneyValue(40 * money.Wan)},
		}})
	}
	for some := range slices.Chunk(commands, batchSize) {
		if _, err := a.Engine.State(r.ctx, instantZone, "enterprise", engine.Act{Actor: "市统计局局长", At: now}, false, some); err != nil {
			return err
		}
	}
	if _, err := o.Appropriate(r.ctx, by("市财政局局长"), now.Year(), "first-44", 100*money.Yi, "2023年度预算"); err != nil {
		return err
	}
	_, err = o.Match(r.ctx, by("市行政审批局局长"), "first-44/stable-jobs")
	return err
}
