package database_test

import (
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/register/facts"
	"qinlian/internal/kernel/rule"
)

// registered is a world with the register of enterprises that zones take over from base.
func registered(t testing.TB, w *world) {
	t.Helper()
	files := fstest.MapFS{"testzone/all.yaml": {Data: []byte(strings.Replace(office, "LIMIT", "10wd", 1))}}
	for _, name := range []string{"enterprise.yaml", "enterprise-size.yaml"} {
		data, err := os.ReadFile("../../../mechanisms/base/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files["testzone/"+name] = &fstest.MapFile{Data: data}
	}
	b, err := mechanism.Load(files, zone)
	if err != nil {
		t.Fatal(err)
	}
	if err := w.Apply(t.Context(), b, engine.Act{Actor: "管委会主任"}, w.now); err != nil {
		t.Fatal(errs.Message(err, "zh"))
	}
}

func creditCode(n int) string { return register.CreditCode(fmt.Sprintf("91360700MB%06d", n)) }

// firm is what a source says of a made-up enterprise.
func firm(n int, staff int64, revenue money.Fen) facts.Command {
	return facts.Command{Key: creditCode(n), From: clock.MustDate("2023-01-01"), Source: "企业年报", Dated: clock.MustDate("2023-01-02"), Facts: []facts.Fact{
		{Field: "name", Value: rule.StringValue(fmt.Sprintf("示例电子%03d有限公司", n))},
		{Field: "industry", Value: rule.StringValue("3985")},
		{Field: "staff", Value: rule.IntValue(staff)},
		{Field: "revenue", Period: 2022, Value: rule.MoneyValue(revenue)},
		{Field: "qualifications", Item: "高新技术企业", Begins: clock.MustDate("2022-11-04"), To: clock.MustDate("2025-11-04")},
	}}
}

func state(t testing.TB, w *world, commands ...facts.Command) []engine.FactOutcome {
	t.Helper()
	out, err := w.State(t.Context(), zone, "enterprise", engine.Act{Actor: "经发局局长"}, false, commands)
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func TestARegisterOfFactsIsKeptReadAndVerified(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		registered(t, w)
		before := w.now
		bad := firm(4, 10, 0)
		bad.Key = "91310115MA1G4L1WXK"
		out := state(t, w, firm(1, 1200, 1500*money.Wan), firm(2, 30, 500*money.Wan), firm(3, 5, 10*money.Wan), bad, firm(1, 1200, 1500*money.Wan))
		if !out[0].Said || out[0].Facts != 5 || !errs.Is(out[3].Err, "register.code_digit") || out[4].Said || out[4].Err != nil {
			t.Fatalf("%+v", out)
		}
		w.now = at("2023-02-01 09:00")
		correction := facts.Command{Key: creditCode(1), From: clock.MustDate("2023-01-01"), Source: "税务局", Reason: "年报更正", Facts: []facts.Fact{{Field: "revenue", Period: 2022, Value: rule.MoneyValue(45000 * money.Wan)}}}
		retirement := facts.Command{Key: creditCode(3), From: clock.MustDate("2023-02-01"), Retire: true, Reason: "注销"}
		if out := state(t, w, correction, retirement); !out[0].Said || !out[1].Said {
			t.Fatalf("%+v", out)
		}
		w.verified()

		columns := func(day string, known time.Time) *facts.Columns {
			c, err := w.Columns(t.Context(), zone, "enterprise", clock.MustDate(day), known, nil)
			if err != nil {
				t.Fatal(err)
			}
			return c
		}
		c := columns("2023-03-01", time.Time{})
		if len(c.Keys) != 2 || c.Keys[0] != creditCode(1) {
			t.Fatalf("%v", c.Keys)
		}
		for path, want := range map[string]string{"enterprise.size": "大型", "enterprise.name": "示例电子001有限公司", "enterprise.industry": "C3985", "enterprise.uscc": creditCode(1)} {
			if v, _ := c.Value(0, path); v.Text() != want {
				t.Errorf("%s: %q, want %q", path, v.Text(), want)
			}
		}
		c = columns("2023-01-20", before)
		if v, _ := c.Value(0, "enterprise.size"); len(c.Keys) != 3 || v.Text() != "小型" { // 1200 people, 15 million yuan
			t.Errorf("as it was known then: %v, %q", c.Keys, v.Text())
		}

		c = columns("2023-03-01", time.Time{})
		w.now = at("2023-02-02 09:00")
		state(t, w, firm(0, 80, 3000*money.Wan), firm(9, 80, 3000*money.Wan), facts.Command{Key: creditCode(2), From: clock.MustDate("2023-02-02"), Source: "企业申报", Facts: []facts.Fact{{Field: "staff", Value: rule.IntValue(31)}}})
		for key, row := range map[string]int{creditCode(2): 1, creditCode(0): 2, creditCode(9): 3} {
			if got, err := w.Follow(t.Context(), zone, c, "enterprise", key); err != nil || got < 1 || row == 1 && got != 1 {
				t.Errorf("%s follows in row %d, %v", key, got, err)
			}
		}
		fresh := columns("2023-03-01", time.Time{})
		if len(fresh.Keys) != len(c.Keys) {
			t.Fatalf("%d rows, fresh %d", len(c.Keys), len(fresh.Keys))
		}
		for row, key := range fresh.Keys {
			other, ok := c.Row(key)
			for _, path := range []string{"enterprise.name", "enterprise.staff", "enterprise.size", "enterprise.revenue", "enterprise.qualifications"} {
				want, _ := fresh.Value(row, path)
				if got, _ := c.Value(other, path); !ok || !facts.Equal(got, want) {
					t.Errorf("%s of %s: %v, fresh %v", path, key, got.Any(), want.Any())
				}
			}
		}
		w.verified()
	})
}

func TestVerifyFindsFactsThatNobodyStated(t *testing.T) {
	for name, c := range map[string]struct{ sql, code, words string }{
		"another name":          {`UPDATE facts SET name = 'x' WHERE stream = ?`, "ledger.facts", "列 name"},
		"other facts":           {`UPDATE facts SET facts = (SELECT f.facts FROM facts AS f WHERE f.stream <> facts.stream) WHERE stream = ?`, "ledger.facts", "列 facts"},
		"a row was deleted":     {`DELETE FROM facts WHERE stream = ?`, "ledger.cache_missing", "表 facts"},
		"a row was made up":     {`UPDATE facts SET stream = stream || '9' WHERE stream = ?`, "ledger.", "facts/enterprise/"},
		"a word was changed":    {`UPDATE fact_words SET word = 'x' WHERE word = 'staff' AND zone_id <> ?`, "ledger.fact", "表 fact"},
		"its event was touched": {`UPDATE events SET actor = 'x' WHERE stream = ?`, "ledger.column", "actor"},
	} {
		t.Run(name, func(t *testing.T) {
			databasetest.Each(t, func(t *testing.T, db *database.DB) {
				w := open(t, db)
				registered(t, w)
				state(t, w, firm(1, 1200, 1500*money.Wan), firm(2, 30, 500*money.Wan))
				w.verified()
				tamper(t, db, c.sql, "facts/enterprise/"+creditCode(1))
				if _, err := w.Verify(t.Context(), zone, nil); !strings.HasPrefix(errs.CodeOf(err), c.code) || errs.KindOf(err) != errs.Corrupt || !strings.Contains(errs.Message(err, "zh"), c.words) {
					t.Error(err)
				}
			})
		})
	}
}

func TestWritersOfOneRegisterDoNotLoseEachOther(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		w := open(t, db)
		registered(t, w)
		var all sync.WaitGroup
		for i := range 6 {
			all.Go(func() {
				c := firm(7, 100, 0)
				c.From, c.Source = clock.MustDate("2023-01-01")+clock.Date(i), fmt.Sprint("来源", i)
				c.Facts[2].Value = rule.IntValue(int64(100 + i))
				c.Facts = c.Facts[:3]
				if _, err := w.State(t.Context(), zone, "enterprise", engine.Act{Actor: "经发局局长"}, false, []facts.Command{c}); err != nil {
					t.Error(err)
				}
			})
		}
		all.Wait()
		w.verified()
		def, _, err := w.FactRegister(t.Context(), zone, "enterprise", w.now)
		if err != nil {
			t.Fatal(err)
		}
		r, err := w.FactRecord(t.Context(), zone, def, creditCode(7))
		if err != nil || len(r.Said) != 6 {
			t.Errorf("%d statements, %v", len(r.Said), err)
		}
	})
}
