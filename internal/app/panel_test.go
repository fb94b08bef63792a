package app_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/id"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/register/facts"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
	"qinlian/mechanisms"
)

// panelled is a zone with a register of enterprises that is read from panels.
type panelled struct {
	*app.App

	bundle *mechanism.Bundle
	now    time.Time
}

const panelZone, bureau = "ganzhou-city", "市行政审批局局长"

func panelledOn(t *testing.T, db *database.DB) *panelled {
	t.Helper()
	cal := calendar.Builtin()
	from := cal.StartOfDay(clock.MustDate("2021-01-04"))
	p := &panelled{now: cal.At(clock.MustDate("2022-07-12"), 8*60+30)}
	store := database.NewStore(db)
	p.App = &app.App{DB: db, Store: store, Engine: engine.New(store, func() time.Time { return p.now }, id.Sequence(), rand.Reader)}
	var err error
	if p.bundle, err = mechanism.Load(mechanisms.Files, panelZone); err != nil {
		t.Fatal(err)
	}
	if err := p.Engine.Apply(t.Context(), p.bundle, engine.Act{Actor: engine.Governors(p.bundle, from)[0], At: from}, from); err != nil {
		t.Fatal(err)
	}
	return p
}

func (p *panelled) scheme(t testing.TB, day string) *benefit.Scheme {
	t.Helper()
	s, err := benefit.Compile(p.bundle, "enterprise", clock.MustDate(day))
	if err != nil {
		t.Fatal(err)
	}
	return s
}

func (p *panelled) state(t rapid.TB, commands ...facts.Command) {
	t.Helper()
	p.now = p.now.Add(time.Minute)
	out, err := p.Engine.State(context.Background(), panelZone, "enterprise", engine.Act{Actor: bureau, At: p.now}, false, commands)
	if err != nil {
		t.Fatal(err)
	}
	if len(out) != len(commands) { // some may be refused: one cannot retire twice
		t.Fatalf("%d outcomes of %d commands", len(out), len(commands))
	}
}

func firm(n int) string { return register.CreditCode(fmt.Sprintf("91360700M%07d", n)) }

// held is what a panel holds, record by record, and the totals by clause.
func (p *panelled) held(t rapid.TB, s *benefit.Scheme, r benefit.Records) []string {
	t.Helper()
	var out []string
	for row, key := range r.Keys {
		if !r.In(int32(row)) {
			continue
		}
		line := key
		for _, x := range p.bundle.Registers["enterprise"].Readings() {
			if v, ok := r.Table.At(row, "enterprise."+x.Name); ok {
				line += fmt.Sprint(" ", x.Name, "=", v.Any())
			}
		}
		out = append(out, line)
	}
	slices.Sort(out)
	totals, err := s.Count(r)
	if err != nil {
		t.Fatal(err)
	}
	return append(out, fmt.Sprint(totals))
}

// someChange draws what is stated of an enterprise.
func someChange(t *rapid.T, now clock.Date) facts.Command {
	c := facts.Command{Key: firm(rapid.IntRange(0, 5).Draw(t, "firm")), From: now - clock.Date(rapid.IntRange(-20, 200).Draw(t, "since")), Source: "企业申报"}
	if rapid.IntRange(0, 5).Draw(t, "retires") == 0 {
		c.Retire, c.Reason = true, "注销"
		return c
	}
	c.Facts = append(c.Facts, facts.Fact{Field: "name", Value: rule.StringValue(fmt.Sprint("示例", rapid.IntRange(0, 9).Draw(t, "name")))})
	amount := func() rule.Value {
		return rule.MoneyValue(rapid.SampledFrom([]money.Fen{0, 100_0000, 3_000_000_00, 40_000_000_00}).Draw(t, "fen"))
	}
	for range rapid.IntRange(1, 4).Draw(t, "facts") {
		c.Facts = append(c.Facts, rapid.SampledFrom([]facts.Fact{
			{Field: "staff", Value: rule.IntValue(rapid.Int64Range(0, 400).Draw(t, "staff"))},
			{Field: "industry", Value: rule.StringValue(rapid.SampledFrom([]string{"C3985", "F5137", "I6513"}).Draw(t, "industry"))},
			{Field: "revenue", Period: 2021, Value: amount()},
			{Field: "rnd_spend", Period: 2021, Value: amount()},
			{Field: "dishonest", Value: rule.BoolValue(rapid.Bool().Draw(t, "dishonest"))},
			{Field: "qualifications", Item: "高新技术企业", Begins: c.From, To: c.From + 300},
		}).Draw(t, "fact"))
	}
	return c
}

func TestAPanelThatFollowsHoldsWhatAFreshOneWould(t *testing.T) {
	t.Parallel()
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		p := panelledOn(t, db)
		today, past := p.scheme(t, "2022-07-12"), p.scheme(t, "2022-02-01")
		rapid.Check(t, func(t *rapid.T) {
			ctx := t.Context()
			for range rapid.IntRange(1, 3).Draw(t, "statements") {
				p.state(t, someChange(t, today.Day))
			}
			for _, s := range []*benefit.Scheme{today, past} {
				fresh, err := p.BenefitRecords(ctx, panelZone, p.bundle, s)
				if err != nil {
					t.Fatal(err)
				}
				all, err := p.Engine.Columns(ctx, panelZone, "enterprise", s.Day, time.Time{}, nil)
				if err != nil {
					t.Fatal(err)
				}
				fresh.Table = all.Table
				want := p.held(t, s, fresh.As(s))
				err = p.OnBenefitRecords(ctx, panelZone, p.bundle, s, func(r benefit.Records) error {
					if got := p.held(t, s, r); !slices.Equal(got, want) {
						t.Errorf("on %s\n%q\nfresh\n%q", s.Day, got, want)
					}
					return nil
				})
				if err != nil {
					t.Fatal(err)
				}
				totals, err := p.BenefitTotals(ctx, panelZone, p.bundle, s)
				if err != nil || fmt.Sprint(totals) != want[len(want)-1] {
					t.Errorf("totals on %s: %v, want %s, %v", s.Day, totals, want[len(want)-1], err)
				}
			}
		})
	})
}

func TestManyAskAPanelWhileFactsChange(t *testing.T) {
	t.Parallel()
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		p := panelledOn(t, db)
		s := p.scheme(t, "2022-07-12")
		commands := make([]facts.Command, 200)
		for i := range commands {
			commands[i] = facts.Command{Key: firm(i), From: clock.MustDate("2022-01-01"), Source: "年报", Facts: []facts.Fact{{Field: "name", Value: rule.StringValue("示例企业")}, {Field: "staff", Value: rule.IntValue(int64(i))}}}
		}
		p.state(t, commands[:100]...)
		p.now = p.now.Add(time.Hour) // one instant for those who ask, whoever states
		var group sync.WaitGroup
		defer group.Wait()
		for reader := range 4 {
			group.Go(func() {
				for range 20 {
					var counted []batch.Total
					err := p.OnBenefitRecords(t.Context(), panelZone, p.bundle, s, func(r benefit.Records) (err error) {
						if reader == 0 {
							_, err = s.Entitle(benefit.Case{Records: r})
							return err
						}
						counted, err = s.Count(r)
						return err
					})
					if err != nil || reader > 0 && len(counted) != len(s.Clauses) {
						t.Error(err)
					}
					if _, err := p.BenefitTotals(t.Context(), panelZone, p.bundle, s); err != nil {
						t.Error(err)
					}
				}
			})
		}
		for i := 100; i < len(commands); i++ {
			out, err := p.Engine.State(t.Context(), panelZone, "enterprise", engine.Act{Actor: bureau, At: p.now}, false, commands[i:i+1])
			if err != nil || out[0].Err != nil {
				t.Fatal(err, out)
			}
		}
		group.Wait()
		err := p.OnBenefitRecords(t.Context(), panelZone, p.bundle, s, func(r benefit.Records) error {
			if len(r.Keys) != len(commands) {
				t.Errorf("%d enterprises", len(r.Keys))
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}
