package exchange

import (
	"strings"
	"time"

	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/adapter/sheet"
	"qinlian/internal/adapter/workbook"
	"qinlian/internal/base/text"
)

// ImportView is an import.
type ImportView struct {
	ID        string    `json:"id"`
	File      string    `json:"file" doc:"Its name"`
	Size      int64     `json:"size" doc:"Bytes"`
	SHA256    string    `json:"sha256" doc:"Of the file; confirm with it"`
	As        string    `json:"as" doc:"Post that imports"`
	Kind      string    `json:"kind,omitempty"`
	Above     string    `json:"above,omitempty"`
	Ledger    string    `json:"ledger,omitempty"`
	CreatedAt time.Time `json:"created_at"`

	Corrections sheet.Corrections `json:"corrections,omitempty" doc:"Cells that the dry run read as you wrote them"`

	DryRun *TaskView `json:"dry_run,omitempty"`
	Import *TaskView `json:"import,omitempty" doc:"None before it is confirmed"`
}

// TaskView is how far one of the two passes over a file is.
type TaskView struct {
	State  string       `json:"state" enum:"waiting,running,done,failed,forgotten"`
	Done   int64        `json:"done" doc:"Of total, while it runs"`
	Total  int64        `json:"total" doc:"0: not known"`
	Error  string       `json:"error,omitempty" doc:"Why it failed"`
	Result *ImportFound `json:"result,omitempty" doc:"Once it is done"`
}

// ImportFound is what a pass over the file found and did.
type ImportFound struct {
	Ledger    string      `json:"ledger" doc:"Name under which its rows are known: their origin begins with sheet:NAME!"`
	Kept      bool        `json:"kept" doc:"The rows are in the ledger now: false in a dry run, and while errors stand"`
	Rows      int         `json:"rows"`
	New       int         `json:"new"`
	Above     int         `json:"above" doc:"Matters registered above rows, one for each category"`
	Changed   int         `json:"changed"`
	Differing int         `json:"differing" doc:"Rows that say otherwise than their matter, and what would settle it takes a person"`
	Unchanged int         `json:"unchanged"`
	Errors    int         `json:"errors" doc:"Doubts that must be put right; nothing is imported while one stands"`
	Assumed   int         `json:"assumed"`
	Notes     int         `json:"notes"`
	Settled   int         `json:"settled" doc:"Doubts not told again: their rows agree with the matters as they stand"`
	Doubts    []DoubtView `json:"doubts" nullable:"false" doc:"The first 2,000"`
	Lines     []LineView  `json:"lines" nullable:"false" doc:"Rows that are new or changed, the first 5,000"`
}

// DoubtView is one cell that a person should look at.
type DoubtView struct {
	Level   string `json:"level" enum:"error,assumed,note"`
	Code    string `json:"code"`
	Sheet   string `json:"sheet"`
	Cell    string `json:"cell,omitempty" doc:"D7; 7 for the whole row; empty for the whole sheet"`
	Field   string `json:"field,omitempty"`
	Read    string `json:"read" doc:"The cell as found, shortened"`
	Assumed string `json:"assumed,omitempty" doc:"What it was taken for; empty when for nothing"`
	Message string `json:"message" doc:"What is doubtful and what to do"`
}

// LineView tells what became of one row.
type LineView struct {
	Row     int          `json:"row"`
	Number  string       `json:"number,omitempty" doc:"None in a dry run of a new row: others may be faster"`
	Title   string       `json:"title"`
	New     bool         `json:"new"`
	Did     []string     `json:"did" nullable:"false" doc:"Commands carried out"`
	Changes []ChangeView `json:"changes,omitempty" nullable:"false"`
}

// ChangeView is a cell of a known row that says something new.
type ChangeView struct {
	Field   string `json:"field"`
	Cell    string `json:"cell" doc:"台账!F7"`
	Old     string `json:"old"`
	New     string `json:"new"`
	Command string `json:"command" doc:"That carried it out"`
}

func importView(e *workbook.Entry, lang text.Lang) (ImportView, error) {
	v := ImportView{
		ID: e.ID, File: e.Order.File, Size: e.Order.Size, SHA256: e.Hash, As: e.Post, Kind: e.Order.Kind, Above: e.Order.Above, Ledger: e.Order.Ledger,
		CreatedAt: *door.Instant(e.Created), Corrections: e.Order.Corrections,
	}
	var err error
	if v.DryRun, err = taskView(&e.Dry, true, lang); err != nil || e.Real == nil {
		return v, err
	}
	v.Import, err = taskView(e.Real, false, lang)
	return v, err
}

func taskView(t *jobs.Task, dry bool, lang text.Lang) (*TaskView, error) {
	v := &TaskView{State: t.State, Done: t.Done, Total: t.Total, Error: t.Error}
	found, err := workbook.ResultOf(t)
	if err != nil || found == nil {
		return v, err
	}
	v.Result = foundView(found, dry, lang)
	return v, nil
}

func foundView(i *workbook.Imported, dry bool, lang text.Lang) *ImportFound {
	v := &ImportFound{
		Ledger: i.Ledger, Kept: !dry && i.Errors == 0, Rows: i.Rows, New: i.New, Above: i.Above, Changed: i.Changed, Differing: i.Differing, Unchanged: i.Unchanged,
		Errors: i.Errors, Assumed: i.Assumed, Notes: i.Notes, Settled: i.Settled, Doubts: make([]DoubtView, len(i.Doubts)), Lines: make([]LineView, len(i.Lines)),
	}
	for n := range i.Doubts {
		d := &i.Doubts[n]
		sheet, cell := d.Cell, ""
		if at := strings.LastIndex(d.Cell, "!"); at >= 0 {
			sheet, cell = d.Cell[:at], d.Cell[at+1:]
		}
		v.Doubts[n] = DoubtView{string(d.Level), d.Code, sheet, cell, string(d.Field), d.Read, d.Assumed, d.Text.In(lang)}
	}
	for n := range i.Lines {
		l := &i.Lines[n]
		line := LineView{Row: l.Row, Number: l.Number, Title: l.Title, New: l.New, Did: append([]string{}, l.Did...)}
		if dry && l.New {
			line.Number = ""
		}
		for _, c := range l.Changes {
			line.Changes = append(line.Changes, ChangeView{string(c.Field), c.Cell, c.Old, c.New, c.Command})
		}
		v.Lines[n] = line
	}
	return v
}
