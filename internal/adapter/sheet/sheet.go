// Package sheet reads office ledgers as they really are (合并单元格、两行表头、“6月底前”、“近400亿元”) and
// writes tables back. It knows nothing of the engine: a file goes in, neutral rows come out, each with
// its provenance and with every doubt about what was read.
//
// The story in order: open.go tells what a file is and refuses what cannot be read; xlsx.go, part.go,
// worksheet.go and csv.go turn it into a stream of records; header.go finds the header and maps its
// columns to fields; ledger.go tells matters from headings, totals and footers; row.go turns a record into
// a Row with date.go, amount.go, status.go, progress.go and units.go, and settle.go holds what its cells say of the
// state against each other; write.go goes the other way.
//
// Reading streams: memory holds one row, the first rows while the header is looked for, the merged
// ranges and some thirty bytes a row for the duplicate check. Nothing may be imported while an error stands,
// so callers Scan first, show the doubts, and Read only when Report.Err is nil.
package sheet

import (
	"context"
	"io"
	"math"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
)

// Options say what to read and how much may be spent on it. The zero value reads every visible sheet
// under the default limits.
type Options struct {
	Sheet      string             // one sheet by name; "" reads every visible sheet that has a header
	Year       int                // for dates without a year; 0 takes it from the banner, the sheet's or the file's name
	AmountUnit money.Fen          // for amounts whose unit neither cell nor header tells; 0 makes them errors
	Synonyms   map[Field][]string // headers that take precedence over DefaultSynonyms

	Corrections Corrections // read in place of cells

	MaxFileBytes     int64   // default 256 MiB
	MaxUnpackedBytes int64   // as declared by all parts of a workbook together and as found in each, default 2 GiB
	MaxRatio         float64 // unpacked to packed bytes of a part above 32 MiB, default 400
	MaxRows          int     // in one sheet, default 1,048,576, the most that Excel holds
	MaxColumns       int     // with content, default 256
	MaxCellBytes     int     // default 128 KiB; Excel holds 32,767 characters
	MaxRowBytes      int     // default 2 MiB

	Progress func(done, total int64) // bytes of sheet read, at most once every 1,000 rows
}

func (o Options) withDefaults() Options {
	o.MaxFileBytes = or(o.MaxFileBytes, 256<<20)
	o.MaxUnpackedBytes = or(o.MaxUnpackedBytes, 2<<30)
	o.MaxRatio = or(o.MaxRatio, 400)
	o.MaxRows = min(or(o.MaxRows, math.MaxInt), maxRow)
	o.MaxColumns = min(or(o.MaxColumns, 256), maxColumn)
	o.MaxCellBytes = or(o.MaxCellBytes, 128<<10)
	o.MaxRowBytes = or(o.MaxRowBytes, 2<<20)
	return o
}

func or[T int | int64 | float64](v, fallback T) T {
	if v > 0 {
		return v
	}
	return fallback
}

// Provenance says where a row stands, for good: the bytes are named by their hash.
type Provenance struct {
	FileSHA256 string // lower-case hexadecimal
	File       string // base name
	Sheet      string
	Row        int // as Excel counts, from 1
}

// Row is one line of a ledger in neutral words. Empty fields were blank, absent or unreadable; the
// doubts tell which.
type Row struct {
	Source Provenance
	// Key identifies the row within its ledger, also in a later edition of the file: the number where
	// there is one, else sheet#section#ordinal, else sheet#section#title.
	Key string

	Ordinal, Number string   // 序号, or 编号 of up to four digits; 编号 or 文号
	Category        []string // outermost first: section rows, then category columns
	Title, Brief    string
	Sponsor         string // 牵头领导
	LeadUnits       []string
	SupportUnits    []string
	Owner           string // 责任人
	Registered, Due clock.Date
	Ongoing         bool // 长期坚持: no fixed due date
	Urgency         string

	Status     Status
	StatusText string // as written
	Pace       Pace
	Progress   *int   // basis points (80% is 8000), nil where none is told; may exceed 10000
	Narrative  string // 进展情况 in words

	Amount     *money.Amount
	Count      *Count
	AmountText string // as written

	Evidence, Remark string
	Place            string
	Verifier         string            // 核验人
	Parent           string            // number of the matter above
	Finished         clock.Date        // when it was really done
	Extra            map[string]string // unknown columns, and those of categories, by header text
	Doubts           []Doubt
	Corrected        []string         `json:",omitempty"` // cells that Options.Corrections wrote: E2
	Cells            map[Field]string // the cell a field was read from, "D7"; the top left one of a merged range
	Columns          []Column         `json:"-"` // of the sheet, shared by its rows
	Sheets           []string         `json:"-"` // of the workbook, also those that are not read; nil of a csv

	unitsText map[Field]string // the cells of LeadUnits and SupportUnits, as written
}

// Count is a quoted number of things with its bound: 50余项 is at least 50.
type Count struct {
	N     int64
	Unit  string
	Bound money.Bound
}

// Level says how much a doubt weighs.
type Level string

// The levels. Nothing may be imported while an Error stands; Assumed is a reading that a person should
// confirm; Note reports what was skipped or kept aside.
const (
	Error   Level = "error"
	Assumed Level = "assumed"
	Note    Level = "note"
)

// Doubt is one thing a person should look at, with its place and what the reader made of it.
type Doubt struct {
	Level    Level     `json:"level"`
	Code     string    `json:"code"`            // stable: "date.no_year"
	Cell     string    `json:"cell"`            // 台账!D7; 台账 alone for a whole sheet
	Field    Field     `json:"field,omitempty"` // "" for unknown columns and whole rows
	Read     string    `json:"read"`            // the cell as found, shortened to 60 characters
	Assumed  string    `json:"assumed"`         // what it was taken for; "" when nothing was
	Text     text.Text `json:"text"`
	Money    bool      `json:"-"` // of a column that is not known and looks like one of sums
	Repeated bool      `json:"-"` // the same merged cell was already reported on the row above and is not counted again
}

// Report sums up one pass over a file.
type Report struct {
	FileSHA256 string
	File       string
	Format     Format
	Encoding   string // of a csv: UTF-8, UTF-16, GB18030
	Sheets     []SheetReport
	Rows       int

	Errors, Assumptions, Notes int // all doubts by level, those of the rows included
	// Doubts are those that belong to no row (columns, skipped lines), the first 1,000 of them.
	Doubts []Doubt
}

// Err refuses the file while an error-level doubt stands.
func (r Report) Err() error {
	if r.Errors == 0 {
		return nil
	}
	return errs.Newf(errs.Refused, "sheet.errors_stand", "有%d处读不准的内容，请按清单逐格改正后重新导入；现在一行也不会导入",
		"%d cells could not be read reliably: correct them as listed and import again; nothing is imported until then", r.Errors).At(r.File)
}

// SheetReport tells how one sheet was understood.
type SheetReport struct {
	Name       string
	HeaderRow  int // first row of the header, as Excel counts
	HeaderRows int
	Columns    []Column
	Year       int    // for dates without one, 0 if unknown
	YearFrom   string // the cell, name or option it was taken from
	Rows       int
}

// Column is one column of the header.
type Column struct {
	Ref   string // "D"
	Label string // parts of a two-row header joined by /
	Field Field  // "" for unknown columns, which rows carry in Extra
	Unit  string // that bare figures are counted in: 万元 in 投资额(万元), or what a line above the header states

	ownUnit bool // the unit is the header's own
}

// Read streams the rows of the file at path to each, in order; an error from each ends the reading and
// is returned. Errors are *errs.Error where a person can act on them. A nil error does not mean that
// all could be read: see Report.Err.
func Read(ctx context.Context, path string, o Options, each func(Row) error) (Report, error) {
	return readPath(ctx, path, o, sink{row: each})
}

// ReadFrom is Read for an upload; name is the name the file came under.
func ReadFrom(ctx context.Context, src io.ReaderAt, size int64, name string, o Options, each func(Row) error) (Report, error) {
	return readFile(ctx, src, size, name, o, sink{row: each})
}

// Scan is the dry run: it reads all that Read would and tells each doubt, of rows and of the file, once.
func Scan(ctx context.Context, path string, o Options, each func(Doubt) error) (Report, error) {
	return readPath(ctx, path, o, sink{doubt: each})
}

// ScanFrom is Scan for an upload.
func ScanFrom(ctx context.Context, src io.ReaderAt, size int64, name string, o Options, each func(Doubt) error) (Report, error) {
	return readFile(ctx, src, size, name, o, sink{doubt: each})
}

// sink receives what is read; either function may be nil.
type sink struct {
	row   func(Row) error
	doubt func(Doubt) error
	plain func(PlainRow) error
}

const maxFileDoubts = 1000

// count books a doubt in the report and tells it to the sink.
func (r *Report) count(d Doubt, s sink) error {
	if d.Repeated {
		return nil
	}
	switch d.Level {
	case Error:
		r.Errors++
	case Assumed:
		r.Assumptions++
	default:
		r.Notes++
	}
	if s.doubt == nil {
		return nil
	}
	return s.doubt(d)
}

// aside books a doubt that belongs to no row.
func (r *Report) aside(d Doubt, s sink) error {
	if len(r.Doubts) < maxFileDoubts {
		r.Doubts = append(r.Doubts, d)
	}
	return r.count(d, s)
}
