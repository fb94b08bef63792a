package app

import (
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"strconv"

	"qinlian/internal/adapter/entitle"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/register"
)

// BenefitRecords reads the records that a scheme's clauses are tried on, as they stood on its day: what the clauses read,
// and also the fields of the register that are named. It reads the register anew; a server asks OnBenefitRecords.
func (a *App) BenefitRecords(ctx context.Context, zone string, b *mechanism.Bundle, s *benefit.Scheme, also ...string) (benefit.Records, error) {
	return entitle.Records(a.Engine)(ctx, zone, b, s, also...)
}

// BenefitSource tells where the facts of a record come from, as they held on a day; nil of a register that keeps its records
// whole.
func (a *App) BenefitSource(ctx context.Context, zone string, def *register.Definition, key string, day clock.Date) (benefit.Source, error) {
	return entitle.Source(ctx, a.Engine, zone, def, key, day)
}

// ReadPayments reads what was paid before from a CSV file with the columns record, document/clause, yuan, day; a first line
// without an amount is a heading. "" is no file.
func ReadPayments(path string) ([]benefit.Payment, error) {
	if path == "" {
		return nil, nil
	}
	f, err := os.Open(path)
	if err != nil {
		return nil, errs.Newf(errs.NotFound, "benefit.no_file", "读不到文件 %[1]s：%[2]v", "%[1]s cannot be read: %[2]v", path, err)
	}
	defer f.Close() //nolint:errcheck // opened for reading
	in := csv.NewReader(f)
	in.FieldsPerRecord = -1
	var out []benefit.Payment
	for {
		row, err := in.Read()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		line, _ := in.FieldPos(0)
		where := path + ":" + strconv.Itoa(line)
		if err != nil || len(row) < 4 {
			return nil, errs.Newf(errs.Invalid, "benefit.payments", "应有四列：对象、条款（文件/代号）、金额（元）、日期", "want four columns: record, clause (document/key), yuan, day").At(where)
		}
		amount, amountErr := register.ParseAmount(row[2])
		on, dayErr := clock.ParseDate(row[3])
		switch {
		case amountErr == nil && dayErr == nil && amount.Bound == money.Exact:
			out = append(out, benefit.Payment{Key: row[0], Clause: row[1], Amount: amount.Fen, On: on})
		case line > 1:
			return nil, errs.Newf(errs.Invalid, "benefit.payments", "金额“%[1]s”或日期“%[2]s”读不出；写作 60000 和 2023-06-01", "the amount %[1]q or the day %[2]q cannot be read: write 60000 and 2023-06-01", row[2], row[3]).At(where)
		}
	}
}
