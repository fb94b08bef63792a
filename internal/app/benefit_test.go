package app_test

import (
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/register/facts"
	"qinlian/mechanisms"
)

// What the register knew on the day decides: facts that hold later do not count, and each says where it is from.
func TestClausesAreTriedOnTheFactsOfEnterprisesAsOfADay(t *testing.T) {
	t.Parallel()
	cal := calendar.Builtin()
	from := cal.StartOfDay(clock.MustDate("2021-01-04"))
	at := cal.At(clock.MustDate("2022-07-12"), 8*60+30)
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		e := engine.New(database.NewStore(db), func() time.Time { return at }, id.Sequence(), rand.Reader)
		b, err := mechanism.Load(mechanisms.Files, "ganzhou-city")
		if err != nil {
			t.Fatal(err)
		}
		if err := e.Apply(t.Context(), b, engine.Act{Actor: engine.Governors(b, from)[0], At: from}, from); err != nil {
			t.Fatal(err)
		}
		def := b.Registers["enterprise"]
		command := func(key, day string, values map[string]any) facts.Command {
			c := facts.Command{Key: key, From: clock.MustDate(day), Source: "年报"}
			for field, value := range values {
				period := facts.Period(0)
				if def.Fields[field].Per == "year" {
					period = facts.Year(2021)
				}
				f, err := facts.Given(def, field, period, value)
				if err != nil {
					t.Fatal(err)
				}
				c.Facts = append(c.Facts, f)
			}
			return c
		}
		outcomes, err := e.State(t.Context(), "ganzhou-city", "enterprise", engine.Act{Actor: "市行政审批局局长", At: at}, false, []facts.Command{
			command("91360100MA35TE8T12", "2022-01-10", map[string]any{"name": "甲公司", "revenue": "1000万元", "rnd_spend": "40万元", "staff": 12}),
			command("91360700MA37X8K241", "2022-01-10", map[string]any{"name": "乙公司", "revenue": "1000万元", "rnd_spend": "20万元", "staff": 9}),
			command("91361100MA38B6N45D", "2022-08-01", map[string]any{"name": "丙公司", "revenue": "1000万元", "rnd_spend": "90万元", "staff": 50}),
		})
		if err != nil {
			t.Fatal(err)
		}
		for _, o := range outcomes {
			if o.Err != nil {
				t.Fatal(errs.Message(o.Err, text.Zh))
			}
		}
		a := &app.App{DB: db, Engine: e}
		day := clock.MustDate("2022-07-12")
		s, err := benefit.Compile(b, "enterprise", day)
		if err != nil {
			t.Fatal(err)
		}
		records, err := a.BenefitRecords(t.Context(), "ganzhou-city", b, s, "name")
		if err != nil {
			t.Fatal(err)
		}
		out, err := s.Entitle(benefit.Case{Records: records})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, g := range out.Grants {
			got = append(got, fmt.Sprint(records.Keys[g.Row], " ", s.Clauses[g.Clause].Key, " ", g.Paid))
		}
		if want := "[91360100MA35TE8T12 research 20000.00 91360100MA35TE8T12 stable-jobs 3600.00]"; fmt.Sprint(got) != want {
			t.Errorf("%v, want %s", got, want)
		}
		clause, err := s.Find("research")
		if err != nil {
			t.Fatal(err)
		}
		source, err := a.BenefitSource(t.Context(), "ganzhou-city", def, records.Keys[1], day)
		if err != nil {
			t.Fatal(err)
		}
		x := s.Explain(&records, 1, clause, text.Zh, source)
		if fmt.Sprint(x.Misses) != "[[上年度研发费用不少于上年度营业收入的 3%]]" || x.Tree.Reads[0].Source != "年报 2022-01-10" {
			t.Errorf("%+v", x)
		}
		misses := s.Misses(&records, clause, text.En)
		if len(misses) == 0 || len(misses[0].Rows) != 1 || misses[0].Wants[0] != "R&D spending, last year at least 3% of revenue, last year" {
			t.Errorf("%+v", misses)
		}
	})
}

func TestEarlierPaymentsAreReadFromATable(t *testing.T) {
	t.Parallel()
	file := filepath.Join(t.TempDir(), "paid.csv")
	for content, want := range map[string]string{
		"对象,条款,金额,日期\na,x/y,6万元,2023-06-01\n":             "",
		"a,x/y,60000,2023-06-01\n":                        "",
		"a,x/y,60000,2023-06-01\nb,x/y,近6万元,2023-06-01\n": file + ":2",
		"a,x/y,60000\n": file + ":1",
	} {
		if err := os.WriteFile(file, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		paid, err := app.ReadPayments(file)
		where := ""
		if e := (*errs.Error)(nil); errors.As(err, &e) {
			where = e.Where
		}
		if where != want || want == "" && (len(paid) != 1 || paid[0].Amount != 6*money.Wan) {
			t.Errorf("%q: %v %v", content, paid, err)
		}
	}
	if paid, err := app.ReadPayments(""); err != nil || paid != nil {
		t.Error(paid, err)
	}
	if _, err := app.ReadPayments(file + "x"); !errs.Is(err, "benefit.no_file") {
		t.Error(err)
	}
}
