package payfile_test

import (
	"bytes"
	"reflect"
	"strings"
	"testing"

	"qinlian/internal/adapter/payfile"
	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/redeem"
)

func batch() *redeem.Batch {
	return &redeem.Batch{Number: "拨〔2023〕1号", Day: clock.MustDate("2023-06-12"), Total: 90000 * money.Yuan, Items: []redeem.Item{
		{Number: "拨〔2023〕1号-1", Account: claim.Account{Payee: `=HYPERLINK("x")`, Bank: "示例银行", Number: "0022000000001234"}, Amount: 60000 * money.Yuan, Use: "补助", Matter: "兑〔2023〕1号"},
		{Number: "拨〔2023〕1号-2", Account: claim.Account{Payee: "乙,工作室", Bank: "@示例银行", Number: "6222000000005678"}, Amount: 30000 * money.Yuan, Use: "补助", Matter: "兑〔2023〕2号"},
	}}
}

func TestAPaymentFileHasControlTotalsAndNoFormulas(t *testing.T) {
	t.Parallel()
	var one, two bytes.Buffer
	for _, w := range []*bytes.Buffer{&one, &two} {
		if err := payfile.Write(w, sheet.CSV, batch()); err != nil {
			t.Fatal(err)
		}
	}
	if !bytes.Equal(one.Bytes(), two.Bytes()) {
		t.Error("the same batch gave other bytes")
	}
	for _, want := range []string{"批次 拨〔2023〕1号，2023-06-12 生成，共 2 笔，合计 90000.00 元", `"'=HYPERLINK(""x"")"`, "'@示例银行", "0022000000001234", "合计,,,,2 笔,90000.00"} {
		if !strings.Contains(one.String(), want) {
			t.Errorf("no %s in\n%s", want, one.String())
		}
	}
}

func TestReceiptsAreReadFromTheFileThatWentOut(t *testing.T) {
	t.Parallel()
	for _, f := range []sheet.Format{sheet.CSV, sheet.XLSX} {
		var out bytes.Buffer
		err := sheet.Write(&out, f, sheet.Table{
			Banner: "批次 拨〔2023〕1号", Header: []string{"序号", "拨付编号", "户名", "金额（元）", "结果", "日期", "回单号", "原因"},
			Rows: func(yield func([]string) bool) {
				_ = yield([]string{"1", "拨〔2023〕1号-1", "甲", "60000.00", "成功", "2023-06-13", "B001", ""}) && yield([]string{"2", "拨〔2023〕1号-2", "乙", "30,000.00", "退票", "2023/06/13", "", "户名不符"}) && yield([]string{"合计", "", "", "90000.00", "", "", "", ""})
			},
		})
		if err != nil {
			t.Fatal(err)
		}
		got, err := payfile.ReadFrom(t.Context(), bytes.NewReader(out.Bytes()), int64(out.Len()), "回单."+string(f))
		if err != nil {
			t.Fatal(errs.Message(err, "zh"))
		}
		for i := range got {
			got[i].Where = ""
		}
		want := []redeem.Receipt{
			{Number: "拨〔2023〕1号-1", Amount: 60000 * money.Yuan, Paid: true, On: clock.MustDate("2023-06-13"), Ref: "B001"},
			{Number: "拨〔2023〕1号-2", Amount: 30000 * money.Yuan, On: clock.MustDate("2023-06-13"), Reason: "户名不符"},
		}
		if !reflect.DeepEqual(got, want) {
			t.Errorf("%s: %+v", f, got)
		}
	}
}

func TestEachWrongReceiptIsTold(t *testing.T) {
	t.Parallel()
	file := "拨付编号,结果,金额,日期,原因\na-1,也许,1,2023-06-13,\na-2,退回,1,2023-06-13,\na-3,成功,一元,2023-06-13,\na-4,成功,1,昨天,\n,成功,1,2023-06-13,\n"
	_, err := payfile.ReadFrom(t.Context(), strings.NewReader(file), int64(len(file)), "回单.csv")
	var codes []string
	for _, e := range errs.Faults(err) {
		codes = append(codes, e.Code)
	}
	if want := []string{"payment.result", "payment.no_reason", "payment.amount", "payment.date", "payment.no_number"}; !reflect.DeepEqual(codes, want) {
		t.Errorf("%v: %v", codes, err)
	}
	_, err = payfile.ReadFrom(t.Context(), strings.NewReader("甲,乙\n1,2\n"), 12, "x.csv")
	if !errs.Is(err, "payment.columns") {
		t.Error(err)
	}
}

// Whatever a bank sends, a receipt that is taken says which payment it is about, and one that came back says why.
func FuzzReadFrom(f *testing.F) {
	f.Add([]byte("拨付编号,结果,金额,日期,原因\na-1,成功,1,2023-06-13,\na-2,退回,,2023/6/13,户名不符\n合计,,1,,\n"), "a.csv")
	f.Add([]byte("payment\tresult\treason\n1\tReturned\tx\n\tpaid\t\n"), "a.csv")
	var book bytes.Buffer
	if err := payfile.Write(&book, sheet.XLSX, batch()); err != nil {
		f.Fatal(err)
	}
	f.Add(book.Bytes(), "a.xlsx")
	f.Fuzz(func(t *testing.T, file []byte, name string) {
		receipts, err := payfile.ReadFrom(t.Context(), bytes.NewReader(file), int64(len(file)), name)
		if err != nil && len(receipts) > 0 || err == nil && len(receipts) == 0 {
			t.Fatalf("%d receipts and %v", len(receipts), err)
		}
		for _, r := range receipts {
			if r.Number == "" || r.Amount < 0 || !r.Paid && r.Reason == "" || r.Where == "" {
				t.Errorf("%+v", r)
			}
		}
	})
}
