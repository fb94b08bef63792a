package app

import (
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"

	"qinlian/internal/adapter/workbook"
	"qinlian/internal/kernel/engine"
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
	if !o.DryRun {
		return workbook.Import(ctx, a.Engine, o, progress)
	}
	size := o.Size
	if info, err := os.Stat(o.File); err == nil && o.Source == nil {
		size = info.Size()
	}
	e, done, err := a.rehearse(ctx, size)
	if err != nil {
		return nil, err
	}
	out, err := workbook.Import(ctx, e, o, progress)
	return out, errors.Join(err, done())
}

// quick is the size of a ledger, in bytes, up to which a dry run takes no longer than an import that somebody waits for.
const quick = 32 << 10

// rehearse gives an engine on which a ledger of so many bytes is tried. A dry run writes all that the import would, and where
// there is one writer a long one would stop everybody's work: it is given a copy of the database, which done removes.
func (a *App) rehearse(ctx context.Context, size int64) (e *engine.Engine, done func() error, err error) {
	if size <= quick || !a.DB.OneWriter() {
		return a.Engine, func() error { return nil }, nil
	}
	folder, err := os.MkdirTemp("", "qinlian-")
	if err != nil {
		return nil, nil, fmt.Errorf("make a folder for a dry run: %w", err)
	}
	remove := func() error { return os.RemoveAll(folder) }
	file := filepath.Join(folder, "dry-run.db")
	if err := a.DB.Copy(ctx, file); err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	copied, err := Open(ctx, file+"?synchronous=off", a.Engine.Now)
	if err != nil {
		return nil, nil, errors.Join(err, remove())
	}
	return copied.Engine, func() error { return errors.Join(copied.Close(), remove()) }, nil
}

// Export writes matters as a ledger that an office, or Import, can read; see workbook.Export.
func (a *App) Export(ctx context.Context, w io.Writer, o Exporting) (int, error) {
	return workbook.Export(ctx, a.Engine, w, o)
}
