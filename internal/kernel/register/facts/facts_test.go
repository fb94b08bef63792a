package facts

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/rule"
	"qinlian/internal/kernel/rule/batch"
)

var start = time.Date(2023, 6, 12, 1, 0, 0, 0, time.UTC)

const code = "91360700MA37X8K241"

func day(s string) clock.Date { return clock.MustDate(s) }

func firms() *register.Definition {
	return &register.Definition{Name: "enterprise", Key: "uscc", Facts: true, Fields: map[string]register.Field{
		"uscc": {Type: "string", Check: register.CheckUSCC, Required: true}, "name": {Type: "string", Required: true}, "industry": {Type: "string", Check: register.CheckIndustry},
		"staff": {Type: "int"}, "listed": {Type: "bool"}, "founded": {Type: "date"}, "growth": {Type: "double"}, "chains": {Type: "list<string>"},
		"revenue": {Type: "money", Per: register.PerYear}, "grade": {Type: "string", Per: register.PerYear, OneOf: []string{"A", "B"}},
		"tax": {Type: "money", Per: register.PerMonth}, "held": {Type: "list<string>", Per: register.PerSpan, OneOf: []string{"高新技术企业", "专精特新"}},
		"size": {Type: "string", Classes: "size"},
	}}
}

func classes() map[string]*register.Classes {
	return map[string]*register.Classes{"size": {Name: "size", Editions: []register.Edition{{Version: "1", From: day("2020-01-01"), By: "industry", Names: []string{"大", "小"}, Rows: []register.ClassRow{
		{Codes: []string{"C"}, Limits: map[string][]string{"staff": {"100"}, "revenue": {"100万元"}}},
	}}}}}
}

func plain(field string, v rule.Value) Fact { return Fact{Field: field, Value: v} }

func yearly(field string, year int, v rule.Value) Fact {
	return Fact{Field: field, Period: Year(year), Value: v}
}

func wan(n int64) rule.Value { return rule.MoneyValue(money.Fen(n) * money.Wan) }

// play takes commands an hour apart, all of which must be taken.
func play(t testing.TB, r Record, commands ...Command) Record {
	t.Helper()
	for i := range commands {
		c := commands[i]
		if c.Source == "" {
			c.Source = "年报"
		}
		at := start.Add(time.Duration(len(r.Said)) * time.Hour)
		s, _, err := Decide(&r, &c, firms(), at)
		if err != nil {
			t.Fatalf("%+v: %v", c, err)
		}
		r = Evolve(r, Said{Statement: s, At: at, Actor: "统计局"})
	}
	return r
}

func founded(t testing.TB) Record {
	t.Helper()
	return play(t, Record{}, Command{Key: code, From: day("2023-01-01"), Facts: []Fact{
		plain("name", rule.StringValue("示例电子001有限公司")), plain("staff", rule.IntValue(120)), plain("industry", rule.StringValue("3985")), yearly("revenue", 2022, wan(1500)),
		{Field: "held", Item: "高新技术企业", Begins: day("2022-11-04"), To: day("2025-11-04")},
	}})
}

func holds(t *testing.T, r Record, on, path string, want rule.Value) {
	t.Helper()
	values, _ := r.AsOf(firms(), day(on))
	if got := values[path]; !Equal(got, want) {
		t.Errorf("%s on %s: %v, want %v", path, on, got.Any(), want.Any())
	}
}

func TestAFactHoldsOnItsDays(t *testing.T) {
	t.Parallel()
	r := play(t, founded(t), Command{From: day("2023-03-01"), Facts: []Fact{plain("staff", rule.IntValue(150)), yearly("revenue", 2021, wan(900))}})
	if _, ok := r.AsOf(firms(), day("2022-12-31")); ok {
		t.Error("there is a record before anything was said")
	}
	none := rule.Value{}
	holds(t, r, "2023-01-01", "staff", rule.IntValue(120))
	holds(t, r, "2023-02-28", "staff", rule.IntValue(120))
	holds(t, r, "2023-03-01", "staff", rule.IntValue(150))
	holds(t, r, "2023-12-31", "revenue", wan(1500))
	holds(t, r, "2023-12-31", "revenue_before", wan(900))
	holds(t, r, "2024-01-01", "revenue", none) // nobody said yet what 2023 brought
	holds(t, r, "2024-01-01", "revenue_before", wan(1500))
	holds(t, r, "2025-11-03", "held", rule.StringsValue([]string{"高新技术企业"}))
	holds(t, r, "2025-11-04", "held", rule.StringsValue(nil))
	holds(t, r, "2023-06-01", "industry", rule.StringValue("C3985"))
	holds(t, r, "2023-06-01", "uscc", rule.StringValue(code))
}

func TestMonthsAddUpOnlyWhereAllAreKnown(t *testing.T) {
	t.Parallel()
	var said []Fact
	for m := 1; m <= 12; m++ {
		said = append(said, Fact{Field: "tax", Period: Month(2022, m), Value: wan(int64(m))})
	}
	r := play(t, founded(t), Command{From: day("2023-01-01"), Facts: said}, Command{From: day("2023-01-01"), Facts: []Fact{
		{Field: "tax", Period: Month(2023, 1), Value: wan(100)}, {Field: "tax", Period: Month(2023, 3), Value: wan(300)},
	}})
	holds(t, r, "2023-01-31", "tax", wan(12))
	holds(t, r, "2023-01-31", "tax_before", wan(11))
	holds(t, r, "2023-01-31", "tax_to_date", wan(78))
	holds(t, r, "2023-02-10", "tax", wan(100))
	holds(t, r, "2023-02-10", "tax_before", wan(12))
	holds(t, r, "2023-02-10", "tax_to_date", wan(100))
	holds(t, r, "2023-02-10", "tax_to_date_before", wan(1))
	holds(t, r, "2023-04-10", "tax", wan(300))
	holds(t, r, "2023-04-10", "tax_to_date", rule.Value{}) // February is missing
	holds(t, r, "2023-04-10", "tax_to_date_before", wan(6))
}

func TestWhatIsSaidTwiceIsSaidOnce(t *testing.T) {
	t.Parallel()
	r := founded(t)
	s, changed, err := Decide(&r, &Command{From: day("2023-05-01"), Source: "又一份表", Facts: []Fact{
		plain("staff", rule.IntValue(120)), yearly("revenue", 2022, wan(1500)), {Field: "held", Item: "高新技术企业", To: day("2025-11-04")},
	}}, firms(), start.AddDate(0, 1, 0))
	if err != nil || changed || len(s.Facts) != 0 {
		t.Errorf("%+v, %t, %v", s.Facts, changed, err)
	}
}

func TestAContradictionNeedsAReasonAndThePastStays(t *testing.T) {
	t.Parallel()
	r := founded(t)
	c := Command{From: day("2023-01-01"), Source: "税务局", Facts: []Fact{yearly("revenue", 2022, wan(1600)), plain("staff", rule.IntValue(130))}}
	_, _, err := Decide(&r, &c, firms(), start.AddDate(0, 1, 0))
	if !errs.Is(err, "facts.differs") || !strings.Contains(err.Error(), "1500 万元") || !strings.Contains(err.Error(), "年报") {
		t.Fatal(err)
	}
	c.Reason = "年报更正"
	r = play(t, r, c)
	if r.Said[1].What != Corrected {
		t.Error("it is not told as a correction")
	}
	holds(t, r, "2023-06-01", "revenue", wan(1600))
	holds(t, r, "2023-06-01", "staff", rule.IntValue(130))
	holds(t, r.Known(start), "2023-06-01", "revenue", wan(1500))
	r = play(t, r, Command{From: day("2023-01-01"), Reason: "录错", Facts: []Fact{{Field: "revenue", Period: 2022, Void: true}, {Field: "staff", Void: true}}})
	holds(t, r, "2023-06-01", "revenue", rule.Value{})
	holds(t, r, "2023-06-01", "staff", rule.Value{})
}

func TestARecordIsRetiredAndComesBack(t *testing.T) {
	t.Parallel()
	r := play(t, founded(t), Command{From: day("2023-07-01"), Retire: true, Reason: "迁出"})
	for d, want := range map[string]bool{"2023-06-30": true, "2023-07-01": false} {
		if _, ok := r.AsOf(firms(), day(d)); ok != want {
			t.Errorf("in use on %s: %t", d, ok)
		}
	}
	if _, _, err := Decide(&r, &Command{From: day("2023-08-01"), Retire: true, Reason: "注销"}, firms(), start.AddDate(0, 1, 0)); !errs.Is(err, "facts.not_in_use") {
		t.Error(err)
	}
	r = play(t, r, Command{From: day("2024-01-01"), Facts: []Fact{plain("staff", rule.IntValue(120))}})
	if !r.InUse(day("2024-01-01")) || r.InUse(day("2023-12-31")) || r.Said[2].What != Stated {
		t.Error("it did not come back on its day")
	}
}

func TestACodeThatFailsIsTakenWhenSomebodySawTheLicence(t *testing.T) {
	t.Parallel()
	c := Command{Key: "91310115MA1G4L1WXK", From: day("2023-01-01"), Source: "执照", Facts: []Fact{plain("name", rule.StringValue("示例老企业"))}}
	if _, _, err := Decide(&Record{}, &c, firms(), start); !errs.Is(err, "register.code_digit") {
		t.Fatal(err)
	}
	c.Vouched = "窗口核验执照原件"
	s, _, err := Decide(&Record{}, &c, firms(), start)
	if err != nil || s.Vouched != c.Vouched || s.Key != c.Key {
		t.Errorf("%+v, %v", s, err)
	}
	c.Key = "ABC"
	if _, _, err := Decide(&Record{}, &c, firms(), start); !errs.Is(err, "register.code_form") {
		t.Error(err)
	}
}

func TestEveryFactThatIsWrongIsTold(t *testing.T) {
	t.Parallel()
	r := founded(t)
	for name, c := range map[string]struct {
		fact Fact
		want string
	}{
		"an unknown field":               {plain("stafff", rule.IntValue(1)), "register.unknown_field"},
		"another type":                   {plain("staff", rule.StringValue("多")), "register.type"},
		"outside the choices":            {yearly("grade", 2022, rule.StringValue("E")), "register.one_of"},
		"an item outside the choices":    {Fact{Field: "held", Item: "独角兽"}, "register.one_of"},
		"a year where there is none":     {yearly("staff", 2022, rule.IntValue(1)), "facts.plain"},
		"no year where there is one":     {plain("revenue", wan(1)), "facts.year"},
		"a month where a year is wanted": {Fact{Field: "revenue", Period: Month(2022, 3), Value: wan(1)}, "facts.year"},
		"a thirteenth month":             {Fact{Field: "tax", Period: Month(2022, 13), Value: wan(1)}, "facts.month"},
		"what follows from classes":      {plain("size", rule.StringValue("大")), "register.derived"},
		"a span that ends first":         {Fact{Field: "held", Item: "专精特新", Begins: day("2023-01-02"), To: day("2023-01-02")}, "facts.span"},
		"nothing to take away":           {Fact{Field: "listed", Void: true}, "facts.nothing"},
		"an invisible NUL":               {plain("name", rule.StringValue("甲\x00")), "facts.not_utf8"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, _, err := Decide(&r, &Command{From: day("2023-02-01"), Source: "表", Facts: []Fact{c.fact}}, firms(), start.AddDate(0, 1, 0))
			if !errs.Is(err, c.want) {
				t.Error(err)
			}
		})
	}
}

// history draws a record of any facts, corrections, retirements and returns.
func history(t *rapid.T) Record {
	def := firms()
	var r Record
	dates := rapid.Int32Range(int32(day("2020-06-01")), int32(day("2024-06-01")))
	for i := range rapid.IntRange(1, 8).Draw(t, "statements") {
		c := Command{Key: code, From: clock.Date(dates.Draw(t, "from")), Source: rapid.SampledFrom([]string{"年报", "税务局"}).Draw(t, "source"), Reason: "更正"}
		if i == 0 {
			c.Facts = append(c.Facts, plain("name", rule.StringValue("甲")))
		}
		c.Retire = i > 0 && rapid.IntRange(0, 5).Draw(t, "retire") == 0
		for range rapid.IntRange(0, 6).Draw(t, "facts") {
			f := Fact{Field: rapid.SampledFrom([]string{"staff", "industry", "revenue", "grade", "tax", "held", "listed", "growth", "chains", "founded"}).Draw(t, "field")}
			switch f.Field {
			case "revenue":
				f.Period, f.Value = Year(rapid.IntRange(2019, 2024).Draw(t, "year")), wan(rapid.Int64Range(-5, 300).Draw(t, "wan"))
			case "grade":
				f.Period, f.Value = Year(rapid.IntRange(2019, 2024).Draw(t, "year")), rule.StringValue(rapid.SampledFrom([]string{"A", "B"}).Draw(t, "grade"))
			case "tax":
				f.Period, f.Value = Month(rapid.IntRange(2021, 2023).Draw(t, "year"), rapid.IntRange(1, 4).Draw(t, "month")), wan(rapid.Int64Range(0, 9).Draw(t, "wan"))
			case "held":
				f.Item = rapid.SampledFrom([]string{"高新技术企业", "专精特新"}).Draw(t, "item")
				if rapid.Bool().Draw(t, "dated") {
					f.Begins = clock.Date(dates.Draw(t, "begins"))
					f.To = f.Begins + clock.Date(rapid.IntRange(1, 900).Draw(t, "days"))
				}
			case "staff":
				f.Value = rule.IntValue(rapid.Int64Range(0, 200).Draw(t, "staff"))
			case "industry":
				f.Value = rule.StringValue(rapid.SampledFrom([]string{"C", "C3985", "J66"}).Draw(t, "industry"))
			case "listed":
				f.Value = rule.BoolValue(rapid.Bool().Draw(t, "listed"))
			case "growth":
				f.Value = rule.DoubleValue(rapid.Float64Range(-1e9, 1e9).Draw(t, "growth"))
			case "founded":
				f.Value = rule.DateValue(clock.Date(dates.Draw(t, "founded")))
			case "chains":
				f.Value = rule.StringsValue(rapid.SliceOfN(rapid.SampledFrom([]string{"电子", "汽车"}), 1, 3).Draw(t, "chains"))
			}
			if rapid.IntRange(0, 6).Draw(t, "void") == 0 {
				f.Void, f.Value, f.To = true, rule.Value{}, 0
			}
			c.Facts = append(c.Facts, f)
		}
		at := start.Add(time.Duration(i) * time.Hour)
		s, ok, err := Decide(&r, &c, def, at)
		if err == nil && ok {
			r = Evolve(r, Said{Statement: s, At: at, Actor: "统计局"})
		}
	}
	return r
}

func TestAStatementComesBackFromItsEvent(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		for _, s := range history(t).Said {
			data := s.AppendJSON(nil)
			if !json.Valid(data) {
				t.Fatalf("%s is no JSON", data)
			}
			again, err := Decode(s.Type(), data)
			if err != nil || string(again.AppendJSON(nil)) != string(data) || !slices.EqualFunc(again.Facts, s.Facts, func(a, b Fact) bool { return a.same(&b) && order(a, b) == 0 }) {
				t.Fatalf("%s → %+v, %v", data, again, err)
			}
			var compact json.RawMessage = data
			if string(ledger.Marshal(compact)) != string(data) {
				t.Fatalf("%s is not compact", data)
			}
		}
	})
}

func TestARecordComesBackFromItsRow(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		r := history(t)
		words := NewWords(nil)
		packed := Pack(&r, words)
		if again := Pack(&r, words); string(again) != string(packed) {
			t.Fatal("packed twice, it is not the same")
		}
		back, err := Unpack(r.Register, r.Key, packed, words)
		if err != nil || string(Pack(&back, words)) != string(packed) || !reflect.DeepEqual(dump(back), dump(r)) {
			t.Fatalf("%+v, %v", back, err)
		}
		if n := rapid.IntRange(0, len(packed)-1).Draw(t, "cut"); n < len(packed) {
			if _, err := Unpack(r.Register, r.Key, packed[:n], words); err == nil {
				t.Fatal("half a record is a record")
			}
		}
	})
}

func dump(r Record) []string {
	var out []string
	for _, s := range r.Said {
		out = append(out, s.At.String()+s.Actor+s.Type()+string(s.AppendJSON(nil)))
	}
	return out
}

func TestColumnsHoldWhatTheRecordsSay(t *testing.T) {
	t.Parallel()
	def := firms()
	schema, err := def.Schema()
	if err != nil {
		t.Fatal(err)
	}
	rapid.Check(t, func(t *rapid.T) {
		words := NewWords(nil)
		records := make([]Record, 3)
		for i := range records {
			records[i] = history(t)
		}
		on := clock.Date(rapid.Int32Range(int32(day("2020-01-01")), int32(day("2024-12-31"))).Draw(t, "day"))
		known := start.Add(time.Duration(rapid.IntRange(0, 9).Draw(t, "hours")) * time.Hour)
		r, err := NewReader(def, classes(), words, on, known)
		if err != nil {
			t.Fatal(err)
		}
		table := batch.NewTable(schema, len(records)+1)
		for i := range records {
			inUse, err := r.Fill(table, i, code, Pack(&records[i], words))
			want, there := records[i].Known(known).AsOf(def, on)
			if err != nil || inUse != there {
				t.Fatalf("row %d is in use: %t, want %t, %v", i, inUse, there, err)
			}
			for _, x := range def.Readings() {
				got, _ := table.At(i, "enterprise."+x.Name)
				if x.Name != "size" && !Equal(got, want[x.Name]) {
					t.Fatalf("%s of row %d on %s: %v, want %v", x.Name, i, on, got.Any(), want[x.Name].Any())
				}
				if x.Name == "size" && got.Text() != sizeOf(want, on) {
					t.Fatalf("size of row %d on %s: %q, want %q", i, on, got.Text(), sizeOf(want, on))
				}
			}
		}
	})
}

func sizeOf(values map[string]rule.Value, on clock.Date) string {
	staff, knowsStaff := values["staff"]
	revenue, knowsRevenue := values["revenue"]
	switch {
	case on < day("2020-01-01") || !strings.HasPrefix(values["industry"].Text(), "C"):
		return ""
	case knowsStaff && staff.Number() < 100 || knowsRevenue && revenue.Number() < 100*int64(money.Wan):
		return "小"
	case knowsStaff && knowsRevenue:
		return "大"
	}
	return ""
}

func FuzzUnpack(f *testing.F) {
	words := NewWords(nil)
	r := play(f, Record{}, Command{Key: code, From: day("2023-01-01"), Facts: []Fact{plain("name", rule.StringValue("甲")), yearly("revenue", 2022, wan(5)), {Field: "held", Item: "专精特新"}}})
	f.Add(Pack(&r, words))
	f.Add([]byte{1, 1, 0})
	schema, err := firms().Schema()
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, packed []byte) {
		record, err := Unpack("enterprise", code, packed, words)
		reader, readerErr := NewReader(firms(), classes(), words, day("2023-06-01"), time.Time{})
		if readerErr != nil {
			t.Fatal(readerErr)
		}
		table := batch.NewTable(schema, 1)
		inUse, fillErr := reader.Fill(table, 0, code, packed)
		if (err == nil) && fillErr == nil && inUse != record.InUse(day("2023-06-01")) {
			t.Errorf("%x: in use %t", packed, inUse)
		}
	})
}
