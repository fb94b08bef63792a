package app

import (
	"context"
	"io"

	"qinlian/internal/adapter/workbook"
)

// What goes in and out as an office's ledger; see package workbook.
type (
	// Importing is what to import and how.
	Importing = workbook.Importing
	// Imported is what came of it.
	Imported = workbook.Imported
	// ImportLine tells of one row.
	ImportLine = workbook.ImportLine
	// Exporting is what to export.
	Exporting = workbook.Exporting
)

// Import brings in an office's ledger, all of it or nothing; see workbook.Import.
func (a *App) Import(ctx context.Context, o Importing, progress func(done, total int64)) (*Imported, error) {
	return workbook.Import(ctx, a.Engine, o, progress)
}

// Export writes matters as a ledger that an office, or Import, can read; see workbook.Export.
func (a *App) Export(ctx context.Context, w io.Writer, o Exporting) (int, error) {
	return workbook.Export(ctx, a.Engine, w, o)
}
