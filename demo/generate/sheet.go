package main

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"time"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"qinlian/internal/base/clock"
)

// sheet is one sheet of a ledger. A cell is nil (empty), text, a number, a day, a share, up, left or a
// formula.
type sheet struct {
	Name   string
	Banner []string // each over the whole width
	Header [][]any  // one to three rows
	Rows   [][]any  // a row of one text spans the whole width: a section
	Foot   []string
}

type (
	day   string  // a date cell: 2023-06-30
	share float64 // a cell in per cent: 0.35 shows as 35%
	merge int
)

// A cell that belongs to the one above it, or to its left.
const (
	up merge = iota
	left
)

// lines are all rows of the sheet; sections and banners are marked by having one cell.
func (s *sheet) lines() [][]any {
	var out [][]any
	for _, b := range s.Banner {
		out = append(out, []any{b})
	}
	out = append(append(out, s.Header...), s.Rows...)
	for _, f := range s.Foot {
		out = append(out, []any{f})
	}
	return out
}

func (s *sheet) width() int {
	n := 1
	for _, row := range s.lines() {
		n = max(n, len(row))
	}
	return n
}

// encodeXLSX makes a workbook of the sheets.
func encodeXLSX(sheets []sheet) ([]byte, error) {
	f := excelize.NewFile()
	defer f.Close() //nolint:errcheck // in memory
	for i := range sheets {
		s := &sheets[i]
		if i == 0 {
			if err := f.SetSheetName("Sheet1", s.Name); err != nil {
				return nil, err
			}
		} else if _, err := f.NewSheet(s.Name); err != nil {
			return nil, err
		}
		if err := fill(f, s); err != nil {
			return nil, fmt.Errorf("sheet %s: %w", s.Name, err)
		}
	}
	var buf bytes.Buffer
	err := f.Write(&buf)
	return buf.Bytes(), err
}

func fill(f *excelize.File, s *sheet) error {
	head, err := f.NewStyle(&excelize.Style{
		Font:      &excelize.Font{Bold: true},
		Alignment: &excelize.Alignment{Horizontal: "center", Vertical: "center", WrapText: true},
	})
	if err != nil {
		return err
	}
	dates, percents := "yyyy/m/d", "0.0%"
	dated, err := f.NewStyle(&excelize.Style{CustomNumFmt: &dates})
	if err != nil {
		return err
	}
	shared, err := f.NewStyle(&excelize.Style{CustomNumFmt: &percents})
	if err != nil {
		return err
	}
	width, top := s.width(), len(s.Banner)+len(s.Header)
	merges := newMerges()
	for r, row := range s.lines() {
		for c, v := range row {
			at, err := excelize.CoordinatesToCellName(c+1, r+1)
			if err != nil {
				return err
			}
			style := 0
			switch cell := v.(type) {
			case merge:
				merges.join(r, c, cell)
				continue
			case day:
				v, style = clock.MustDate(string(cell)).In(time.UTC, 0, 0), dated
			case share:
				v, style = float64(cell), shared
			}
			if r < top {
				style = head
			}
			if v != nil {
				err = f.SetCellValue(s.Name, at, v)
			}
			if err == nil && style != 0 {
				err = f.SetCellStyle(s.Name, at, at, style)
			}
			if err != nil {
				return err
			}
		}
		if len(row) == 1 && width > 1 {
			merges.across(r, width)
		}
	}
	for _, m := range merges.list {
		from, _ := excelize.CoordinatesToCellName(m.left+1, m.top+1)
		to, _ := excelize.CoordinatesToCellName(m.right+1, m.bottom+1)
		if err := f.MergeCell(s.Name, from, to); err != nil {
			return err
		}
	}
	return nil
}

// merges gathers merged ranges from the cells that say to which side they belong.
type merges struct {
	list  []*block
	owner map[[2]int]*block
}

type block struct{ top, left, bottom, right int }

func newMerges() *merges { return &merges{owner: map[[2]int]*block{}} }

func (m *merges) join(r, c int, to merge) {
	other := [2]int{r - 1, c}
	if to == left {
		other = [2]int{r, c - 1}
	}
	b := m.owner[other]
	if b == nil {
		b = &block{other[0], other[1], other[0], other[1]}
		m.list = append(m.list, b)
		m.owner[other] = b
	}
	b.bottom, b.right = max(b.bottom, r), max(b.right, c)
	m.owner[[2]int{r, c}] = b
}

func (m *merges) across(r, width int) { m.list = append(m.list, &block{r, 0, r, width - 1}) }

// encodeCSV writes what Excel does when such a sheet is saved as csv on a Chinese Windows: merged cells
// leave blanks, text is in GB18030.
func encodeCSV(s *sheet) ([]byte, error) {
	var buf bytes.Buffer
	w := csv.NewWriter(simplifiedchinese.GB18030.NewEncoder().Writer(&buf))
	w.UseCRLF = true
	width := s.width()
	for _, row := range s.lines() {
		record := make([]string, width)
		for c, v := range row {
			switch cell := v.(type) {
			case nil, merge:
			case string:
				record[c] = cell
			case day:
				d := clock.MustDate(string(cell))
				record[c] = fmt.Sprintf("%d/%d/%d", d.Year(), d.Month(), d.Day())
			case share:
				record[c] = strconv.FormatFloat(float64(cell)*100, 'f', -1, 64) + "%"
			default:
				record[c] = fmt.Sprint(cell)
			}
		}
		if err := w.Write(record); err != nil {
			return nil, err
		}
	}
	w.Flush()
	return buf.Bytes(), w.Error()
}
