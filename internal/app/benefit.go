package app

import (
	"cmp"
	"context"
	"encoding/csv"
	"errors"
	"io"
	"os"
	"slices"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/kernel/benefit"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/register"
	"qinlian/internal/kernel/register/facts"
)

// BenefitRecords reads the records that a scheme's clauses are tried on, as they stood on its day: what the clauses read,
// and also the fields of the register that are named. It reads the register anew; a server asks OnBenefitRecords.
func (a *App) BenefitRecords(ctx context.Context, zone string, b *mechanism.Bundle, s *benefit.Scheme, also ...string) (benefit.Records, error) {
	if def := b.Registers[s.Register]; def.Facts {
		paths := s.Reads()
		for _, field := range also {
			paths = append(paths, def.Root()+"."+field)
		}
		c, err := a.Engine.Columns(ctx, zone, s.Register, s.Day, time.Time{}, nil, paths...)
		if err != nil {
			return benefit.Records{}, err
		}
		return benefit.Records{Table: c.Table, Keys: c.Keys}.As(s), nil
	}
	records, err := a.Engine.Records(ctx, zone, s.Register)
	if err != nil {
		return benefit.Records{}, err
	}
	return benefit.FromRegister(b.Registers[s.Register], s.Schema(), records, s.Day)
}

// BenefitSource tells where the facts of a record come from, as they held on a day; nil of a register that keeps its records
// whole.
func (a *App) BenefitSource(ctx context.Context, zone string, def *register.Definition, key string, day clock.Date) (benefit.Source, error) {
	if !def.Facts {
		return nil, nil //nolint:nilnil // nobody noted any
	}
	record, err := a.Engine.FactRecord(ctx, zone, def, key)
	if err != nil {
		return nil, err
	}
	of := map[string]string{}
	held := record.Facts()
	for _, r := range def.Readings() {
		var periods []facts.Period
		if per := def.Fields[r.Field].Per; r.Of != register.Plain {
			periods = facts.PeriodsOf(per, r.Of, day)
		}
		for i := range held {
			h := &held[i]
			if h.Field != r.Field || len(periods) > 0 && !slices.Contains(periods, h.Period) || len(periods) == 0 && h.From > day {
				continue
			}
			of[def.Root()+"."+r.Name] = strings.TrimSpace(h.By.Source + " " + cmp.Or(h.By.Dated, h.By.From).String())
		}
	}
	return func(path string) string { return of[path] }, nil
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
