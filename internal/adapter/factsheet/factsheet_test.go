package factsheet_test

import (
	"bytes"
	"crypto/rand"
	"fmt"
	"slices"
	"strings"
	"testing"
	"testing/fstest"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/factsheet"
	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/register/facts"
	"qinlian/internal/kernel/rule"
	"qinlian/mechanisms"
)

const zone = "testzone"

func office(t testing.TB, db *database.DB) *engine.Engine {
	t.Helper()
	files := fstest.MapFS{"testzone/all.yaml": {Data: []byte(`
zone: testzone
title: 测试区
---
org: testzone
units: [ { code: gwh, name: 管委会 } ]
posts: [ { name: 统计专员, unit: gwh, holder: p-1, deputy: p-2 } ]
people: [ { code: p-1 }, { code: p-2 } ]
`)}}
	for _, name := range []string{"enterprise.yaml", "enterprise-size.yaml"} {
		data, err := mechanisms.Files.ReadFile("base/" + name)
		if err != nil {
			t.Fatal(err)
		}
		files["testzone/"+name] = &fstest.MapFile{Data: data}
	}
	b, err := mechanism.Load(files, zone)
	if err != nil {
		t.Fatal(errs.Message(err, text.Zh))
	}
	now := time.Date(2023, 6, 12, 1, 0, 0, 0, time.UTC)
	e := engine.New(database.NewStore(db), func() time.Time { now = now.Add(time.Minute); return now }, id.Sequence(), rand.Reader)
	if err := e.Apply(t.Context(), b, engine.Act{Program: true}, time.Date(2023, 1, 1, 0, 0, 0, 0, time.UTC)); err != nil {
		t.Fatal(errs.Message(err, text.Zh))
	}
	return e
}

func code(n int) string { return register.CreditCode(fmt.Sprintf("91360700MB%06d", n)) }

func table(t testing.TB, f sheet.Format, banner string, header []string, rows ...[]string) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := sheet.Write(&b, f, sheet.Table{Sheet: "企业", Banner: banner, Header: header, Rows: slices.Values(rows)}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

type outcome struct {
	factsheet.Result

	doubts []string // cell code
}

func bring(t testing.TB, e *engine.Engine, name string, file []byte, change func(*factsheet.Options)) outcome {
	t.Helper()
	var out outcome
	o := factsheet.Options{
		Zone: zone, Register: "enterprise", Act: engine.Act{Actor: "统计专员"}, From: clock.MustDate("2023-01-01"), Source: name,
		Doubt: func(d sheet.Doubt) error {
			out.doubts = append(out.doubts, d.Cell+" "+d.Code)
			return nil
		},
	}
	if change != nil {
		change(&o)
	}
	r, err := factsheet.ImportFrom(t.Context(), e, bytes.NewReader(file), int64(len(file)), name, o)
	if err != nil {
		t.Fatal(errs.Message(err, text.Zh))
	}
	out.Result = r
	return out
}

func TestATableOfEnterprisesIsTakenInAsOfficesKeepIt(t *testing.T) {
	databasetest.Each(t, func(t *testing.T, db *database.DB) {
		e := office(t, db)
		header := []string{"序号", "单位名称", "社会信用代码", "行业小类", "从业人员期末人数", "营业收入（2022年）（万元）", "2021年主营业务收入（亿元）", "2023年3月纳税额（万元）", "资质荣誉", "专精特新小巨人", "是否规上", "登记日期", "企业规模", "联系人"}
		rows := [][]string{
			{"1", "示例电子001有限公司", code(1), "3985", "1,200", "1500", "0.1", "3.5", "高新技术企业（2022-11-04至2025-11-03）、科技型中小企业", "2024-12-31", "是", "2015年3月2日", "小型", "甲"},
			{"2", "示例电子002有限公司", code(2), "C39", "30人", "500万元", "/", "", "", "否", "否", "2016/5/6", "", ""},
			{"3", "示例电子003有限公司", "91310115MA1G4L1WXK", "3985", "10", "1", "", "", "", "", "", "", "", ""},
			{"4", "示例电子004有限公司", code(4), "制造业", "许多", "1.23456789", "", "", "百强企业", "", "也许", "", "", ""},
			{"合计", "", "", "", "1240", "2001", "", "", "", "", "", "", "", ""},
		}
		for _, format := range []sheet.Format{sheet.XLSX, sheet.CSV} {
			file := table(t, format, "企业基本情况表", header, rows...)
			dry := bring(t, e, "企业."+string(format), file, func(o *factsheet.Options) { o.Dry = true })
			got := bring(t, e, "企业."+string(format), file, nil)
			want := []string{
				"企业!A2 factsheet.unknown_column", "企业!M2 factsheet.derived", "企业!N2 factsheet.unknown_column", "企业!C5 register.code_digit",
				"企业!D6 register.code_form", "企业!E6 factsheet.int", "企业!F6 factsheet.money", "企业!I6 register.one_of", "企业!K6 factsheet.bool",
			}
			slices.Sort(got.doubts)
			slices.Sort(dry.doubts)
			slices.Sort(want)
			if !slices.Equal(got.doubts, want) || !slices.Equal(dry.doubts, want) {
				t.Fatalf("%s: %q\ndry %q\nwant %q", format, got.doubts, dry.doubts, want)
			}
			if format == sheet.XLSX && (got.Rows != 4 || got.New != 3 || got.Refused != 1 || dry.New != 3) {
				t.Fatalf("%+v, dry %+v", got.Result, dry.Result)
			}
			if format == sheet.CSV && (got.New != 0 || got.Same != 3 || got.Facts != 0) {
				t.Errorf("the same again: %+v", got.Result)
			}
		}
		c, err := e.Columns(t.Context(), zone, "enterprise", clock.MustDate("2023-04-15"), time.Time{}, nil)
		if err != nil {
			t.Fatal(err)
		}
		row, _ := c.Row(code(1))
		for path, want := range map[string]rule.Value{
			"name": rule.StringValue("示例电子001有限公司"), "industry": rule.StringValue("C3985"), "staff": rule.IntValue(1200), "revenue": rule.MoneyValue(1500 * money.Wan),
			"revenue_before": rule.MoneyValue(1000 * money.Wan), "month_tax": rule.MoneyValue(35_000 * money.Yuan), "above_scale": rule.BoolValue(true), "size": rule.StringValue("小型"),
			"qualifications": rule.StringsValue([]string{"专精特新小巨人", "科技型中小企业", "高新技术企业"}), "founded": rule.DateValue(clock.MustDate("2015-03-02")),
		} {
			if got, _ := c.Value(row, "enterprise."+path); !facts.Equal(got, want) {
				t.Errorf("%s: %v, want %v", path, got.Any(), want.Any())
			}
		}
		if _, err := e.Verify(t.Context(), zone, nil); err != nil {
			t.Error(err)
		}
	})
}

func TestWhatContradictsTheRecordIsADoubtUntilAReasonIsGiven(t *testing.T) {
	db := databasetest.Migrated(t, databasetest.SQLite(t))
	e := office(t, db)
	header := []string{"统一社会信用代码", "企业名称", "从业人员", "2022年营业收入"}
	bring(t, e, "年报.csv", table(t, sheet.CSV, "", header, []string{code(1), "甲", "10", "5"}), nil)
	again := table(t, sheet.CSV, "", header, []string{code(1), "甲", "11", "6"}, []string{code(2), "乙", "3", "1"})
	got := bring(t, e, "税务.csv", again, nil)
	if slices.Sort(got.doubts); !slices.Equal(got.doubts, []string{"税务!C2 facts.differs", "税务!D2 facts.differs"}) || got.New != 1 || got.Changed != 0 {
		t.Fatalf("%+v", got)
	}
	got = bring(t, e, "税务.csv", again, func(o *factsheet.Options) { o.Reason = "税务局核定" })
	if len(got.doubts) != 0 || got.Changed != 1 || got.Same != 1 || got.Facts != 2 {
		t.Errorf("%+v", got)
	}
}

func TestColumnsThatTellNoYearNeedOne(t *testing.T) {
	e := office(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	file := table(t, sheet.CSV, "", []string{"信用代码", "名称", "营业收入", "税收"}, []string{code(1), "甲", "10", "1"})
	if got := bring(t, e, "a.csv", file, nil); !slices.Equal(got.doubts, []string{"a!C1 factsheet.no_period", "a!D1 factsheet.no_period"}) {
		t.Error(got.doubts)
	}
	if got := bring(t, e, "a.csv", file, func(o *factsheet.Options) { o.Period = 2022 }); len(got.doubts) != 0 || got.Facts != 2 {
		t.Errorf("%+v", got)
	}
}

func TestATableWithoutCodesIsRefusedWithTheHeadingsThatWouldDo(t *testing.T) {
	e := office(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	file := table(t, sheet.CSV, "", []string{"名称", "营业收入"}, []string{"甲", "10"})
	_, err := factsheet.ImportFrom(t.Context(), e, bytes.NewReader(file), int64(len(file)), "a.csv", factsheet.Options{Zone: zone, Register: "enterprise", Act: engine.Act{Actor: "统计专员"}, From: clock.MustDate("2023-01-01")})
	if !errs.Is(err, "factsheet.no_heading") || !strings.Contains(err.Error(), "纳税人识别号") {
		t.Error(err)
	}
}

func FuzzTable(f *testing.F) {
	f.Add("统一社会信用代码,名称,2022年营业收入\n91360700MA37X8K241,甲,1万元\n")
	f.Add("信用代码\t高新技术企业\n91360700MA37X8K241\t2022-01-01至2025-01-01")
	f.Add("税号,2023年02月税收（万元）,资质\n91360700MA37X8K241,1e9,高新技术企业(至2025-13-01)")
	e := office(f, databasetest.Migrated(f, databasetest.SQLite(f)))
	f.Fuzz(func(t *testing.T, file string) {
		r, err := factsheet.ImportFrom(t.Context(), e, strings.NewReader(file), int64(len(file)), "a.csv", factsheet.Options{
			Zone: zone, Register: "enterprise", Act: engine.Act{Actor: "统计专员"}, From: clock.MustDate("2023-01-01"), Source: "a", Dry: true,
		})
		if err == nil && r.Rows != r.New+r.Changed+r.Same+r.Refused && r.Rows+r.Refused < r.New+r.Changed+r.Same {
			t.Errorf("%q: %+v", file, r)
		}
	})
}
