package bench

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"strconv"

	"qinlian/internal/adapter/sheet"
	"qinlian/internal/app"
)

// header is that of an office's ledger of tasks.
var header = []string{"序号", "任务名称", "任务内容", "紧急程度", "责任单位", "责任人", "完成时限", "备注"}

// importing measures bringing in a workbook, and reading it alone.
func (r *run) importing() (err error) {
	book := filepath.Join(r.Dir, "ledger.xlsx")
	if err := writeBook(book, r.Rows); err != nil {
		return err
	}
	s, err := r.open("import")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	s.now = at("2023-03-01", 9)
	r.sayf("import: a workbook of %d rows", r.Rows)
	read := 0
	reading, err := r.timed(func() error {
		_, err := sheet.Read(r.ctx, book, sheet.Options{}, func(sheet.Row) error {
			read++
			return nil
		})
		return err
	})
	if err != nil {
		return err
	}
	var out *app.Imported
	importing, err := r.timed(func() (err error) {
		out, err = s.Import(r.ctx, app.Importing{Zone: zone, File: book, Kind: kind, As: office, At: s.now}, nil)
		return err
	})
	if err != nil {
		return err
	}
	if read != r.Rows || out.New != r.Rows {
		return fmt.Errorf("of %d rows %d were read and %d brought in; %d errors, such as %v", r.Rows, read, out.New, out.Errors, first(out.Doubts))
	}
	again, err := r.timed(func() error {
		_, err := s.Import(r.ctx, app.Importing{Zone: zone, File: book, Kind: kind, As: office, At: s.now}, nil)
		return err
	})
	if err != nil {
		return err
	}
	if _, err := s.Engine.Verify(r.ctx, zone, nil); err != nil {
		return err
	}
	return errors.Join(
		r.figure("import.read_once", perSecond(r.Rows, reading), "rows/s"),
		r.figure("import.rows", perSecond(r.Rows, importing), "rows/s"),
		r.figure("import.read_ratio", importing.Seconds()/reading.Seconds(), "× reading the workbook once"),
		r.figure("import.again", perSecond(r.Rows, again), "rows/s, nothing new"))
}

func first[T any](list []T) (one T) {
	if len(list) > 0 {
		one = list[0]
	}
	return one
}

// writeBook writes a workbook of tasks, as an office keeps them.
func writeBook(name string, rows int) (err error) {
	f, err := os.Create(name)
	if err != nil {
		return fmt.Errorf("write the workbook: %w", err)
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	return sheet.Write(f, sheet.XLSX, sheet.Table{Banner: "2023年招商任务台账", Header: header, Rows: bookRows(rows)})
}

func bookRows(n int) iter.Seq[[]string] {
	return func(yield func([]string) bool) {
		for i := range n {
			row := []string{
				strconv.Itoa(i + 1), fmt.Sprintf("某某项目%d开工前手续办理", i), "完成用地、规划、施工三项手续", []string{"红色", "橙色", "绿色"}[i%3],
				"招商一科", owners[0], fmt.Sprintf("2023-%02d-%02d", 6+i%6, 1+i%28), "",
			}
			if !yield(row) {
				return
			}
		}
	}
}
