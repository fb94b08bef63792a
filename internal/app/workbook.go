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
	var out *Imported
	err := a.rehearse(ctx, o.Zone, size, func(ctx context.Context, e *engine.Engine) (err error) {
		out, err = workbook.Import(ctx, e, o, progress)
		return err
	})
	return out, err
}

// quick is the size of a ledger, in bytes, up to which a dry run takes no longer than an import that somebody waits for.
const quick = 32 << 10

// rehearse tries a ledger of so many bytes. A dry run writes all that the import would, and a long one would stop
// everybody's work where there is one writer, and elsewhere everybody who takes a number of the same series: it is given a
// copy, of the database or of the zone in it, which is gone when it ends.
func (a *App) rehearse(ctx context.Context, zone string, size int64, try func(ctx context.Context, e *engine.Engine) error) error {
	switch {
	case size <= quick:
		return try(ctx, a.Engine)
	case !a.DB.OneWriter():
		return a.DB.Rehearse(ctx, zone, func(ctx context.Context) error { return try(ctx, a.Engine) })
	}
	e, done, err := a.copied(ctx)
	if err != nil {
		return err
	}
	return errors.Join(try(ctx, e), done())
}

// copied gives an engine on a copy of a SQLite database, which done removes.
func (a *App) copied(ctx context.Context) (e *engine.Engine, done func() error, err error) {
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
