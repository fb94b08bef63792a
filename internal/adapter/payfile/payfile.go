// Package payfile writes batches of payments as files for a bank or treasury, and reads what the bank says of them.
//
//	batch ─ Write ─▶ csv, xlsx      the same batch, the same bytes (csv)
//	csv, xlsx ─ Read ─▶ receipts    found by their headings; the file that went out with columns added will do
//
// A payment file begins with what it is and its control totals, and ends with them. Cells that begin like a formula stay text
// (package sheet).
package payfile

import (
	"context"
	"io"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/redeem"
)

// header is the heading of a payment file.
var header = []string{"序号", "拨付编号", "户名", "开户行", "账号", "金额（元）", "用途", "兑现编号"}

// Write writes a batch. Every cell is text, so that account numbers keep their zeros.
func Write(w io.Writer, f sheet.Format, b *redeem.Batch) error {
	count := strconv.Itoa(len(b.Items))
	return sheet.Write(w, f, sheet.Table{
		Sheet:  "拨付",
		Banner: "批次 " + b.Number + "，" + b.Day.String() + " 生成，共 " + count + " 笔，合计 " + b.Total.String() + " 元",
		Header: header,
		Rows: func(yield func([]string) bool) {
			for i := range b.Items {
				p := &b.Items[i]
				if !yield([]string{strconv.Itoa(i + 1), p.Number, p.Account.Payee, p.Account.Bank, p.Account.Number, p.Amount.String(), p.Use, p.Matter}) {
					return
				}
			}
			yield([]string{"合计", "", "", "", count + " 笔", b.Total.String(), "", ""})
		},
	})
}

// columns are what receipts are found by.
var columns = map[string][]string{
	"number": {"拨付编号", "payment"},
	"amount": {"金额（元）", "金额(元)", "金额", "amount"},
	"result": {"结果", "处理结果", "交易结果", "result"},
	"on":     {"日期", "到账日期", "交易日期", "date"},
	"ref":    {"回单号", "回单编号", "流水号", "reference"},
	"reason": {"原因", "退票原因", "退回原因", "失败原因", "reason"},
}

var (
	arrived  = []string{"成功", "已到账", "到账", "paid"}
	returned = []string{"退回", "退票", "失败", "returned"}
)

// maxFile bounds a file of receipts.
const maxFile = 64 << 20

// Read reads a file of receipts. Every row that cannot be read is told, with its place.
func Read(ctx context.Context, path string) ([]redeem.Receipt, error) {
	return read(func(o sheet.Options, each func(sheet.PlainRow) error) (sheet.Report, error) {
		return sheet.ReadPlain(ctx, path, o, each)
	})
}

// ReadFrom is Read for an upload; name is the name the file came under.
func ReadFrom(ctx context.Context, src io.ReaderAt, size int64, name string) ([]redeem.Receipt, error) {
	return read(func(o sheet.Options, each func(sheet.PlainRow) error) (sheet.Report, error) {
		return sheet.ReadPlainFrom(ctx, src, size, name, o, each)
	})
}

func read(from func(sheet.Options, func(sheet.PlainRow) error) (sheet.Report, error)) ([]redeem.Receipt, error) {
	var at map[string]int // columns, once the heading is found
	var out []redeem.Receipt
	var faults errs.List
	_, err := from(sheet.Options{MaxFileBytes: maxFile}, func(row sheet.PlainRow) error {
		if at == nil {
			at = heading(row)
			return nil
		}
		cells := map[string]string{}
		for _, c := range row.Cells {
			for name, column := range at {
				if c.Column == column {
					cells[name] = c.Text
				}
			}
		}
		if cells["number"] == "" && cells["result"] == "" { // the totals
			return nil
		}
		r, err := receipt(cells, &row, at)
		if err != nil {
			faults = append(faults, errs.Faults(err)...)
			return nil
		}
		out = append(out, r)
		return nil
	})
	switch {
	case err != nil:
		return nil, err
	case at == nil:
		return nil, errs.Newf(errs.Invalid, "payment.columns", "没有找到表头：回单须有“拨付编号”和“结果”两列，另可有金额、日期、回单号、原因", "no heading was found: receipts need the columns 拨付编号 and 结果 (payment, result), and may have amount, date, reference, reason")
	case len(faults) > 0:
		return nil, faults
	case len(out) == 0:
		return nil, errs.Newf(errs.Invalid, "payment.empty", "文件里没有一行回单", "the file has no receipt")
	}
	return out, nil
}

// heading finds the columns in a row; nil where it is no heading.
func heading(row sheet.PlainRow) map[string]int {
	at := map[string]int{}
	for _, c := range row.Cells {
		for name, words := range columns {
			if slices.Contains(words, strings.ToLower(c.Text)) && at[name] == 0 {
				at[name] = c.Column
			}
		}
	}
	if at["number"] == 0 || at["result"] == 0 {
		return nil
	}
	return at
}

func receipt(cells map[string]string, row *sheet.PlainRow, at map[string]int) (redeem.Receipt, error) {
	r := redeem.Receipt{Number: cells["number"], Ref: cells["ref"], Reason: cells["reason"], Where: row.At(at["number"])}
	if r.Number == "" {
		return r, errs.Newf(errs.Invalid, "payment.no_number", "这一行写了结果，没有拨付编号，对不上是哪一笔", "this row has a result and no payment number: which payment it is about is not said").At(r.Where)
	}
	switch word := strings.ToLower(cells["result"]); {
	case slices.Contains(arrived, word):
		r.Paid = true
	case slices.Contains(returned, word):
		if r.Reason == "" {
			return r, errs.Newf(errs.Invalid, "payment.no_reason", "拨付 %[1]s 退回，没有写原因", "the payment %[1]s came back without a reason", r.Number).At(r.Where)
		}
	default:
		return r, errs.Newf(errs.Invalid, "payment.result", "结果“%[1]s”读不出，应写 成功 或 退回", "the result %[1]q cannot be read: write 成功 (paid) or 退回 (returned)", cells["result"]).At(row.At(at["result"]))
	}
	if s := cells["amount"]; s != "" {
		fen, err := money.Parse(strings.ReplaceAll(s, ",", ""))
		if err != nil || fen <= 0 {
			return r, errs.Newf(errs.Invalid, "payment.amount", "金额“%[1]s”读不出，应写作 60000.00", "the amount %[1]q cannot be read: write 60000.00", s).At(row.At(at["amount"]))
		}
		r.Amount = fen
	}
	if s := cells["on"]; s != "" {
		day, err := clock.ParseDate(strings.NewReplacer("/", "-", ".", "-").Replace(s))
		if err != nil {
			return r, errs.Newf(errs.Invalid, "payment.date", "日期“%[1]s”读不出，应写作 2023-06-12", "the day %[1]q cannot be read: write 2023-06-12", s).At(row.At(at["on"]))
		}
		r.On = day
	}
	return r, nil
}
