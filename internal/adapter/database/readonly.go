package database

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/uptrace/bun/migrate"

	"qinlian/internal/base/errs"
)

// Evidence is read as it lies: a file that may not be written is neither changed nor given company.

// openFrozen opens a SQLite file to be read only.
func openFrozen(ctx context.Context, db *DB) (*DB, error) {
	if info, err := os.Stat(db.file); err != nil || info.IsDir() {
		return nil, errors.Join(ensureThere(db.file, err), db.Close())
	}
	// With nothing beside the file SQLite may take it for unchangeable and needs to write nothing there. A log
	// beside it holds commits that are to be read, too.
	mode := "immutable"
	for _, beside := range []string{"-wal", "-shm"} {
		if _, err := os.Stat(db.file + beside); err == nil {
			mode = "ro"
		}
	}
	read, err := sqlitePool(db.file, mode, readers(), "query_only(1)")
	if err != nil {
		return nil, err
	}
	db.frozen, db.read, db.write = true, read, read
	db.closers = append(db.closers, read.Close)
	var tables int
	if err := read.QueryRowContext(ctx, "SELECT count(*) FROM sqlite_schema").Scan(&tables); err != nil {
		return nil, errors.Join(explainAt(err, db.file), db.Close())
	}
	return db, nil
}

// ensureThere tells why a file cannot be read that is missing or a folder.
func ensureThere(file string, cause error) error {
	if cause != nil {
		return explainAt(cause, file)
	}
	return ensureFile(file)
}

// mayWrite tells whether a file and its folder may be written; one that is not there yet is for ensureFile
// to create or to explain.
func mayWrite(file string) bool {
	info, err := os.Stat(file)
	if err != nil || info.IsDir() {
		return true
	}
	return writable(file) && writable(filepath.Dir(file))
}

// explainFrozen says that the store can only be read where a write was refused.
func (db *DB) explainFrozen(err error) error {
	if !IsReadOnly(err) {
		return Explain(err)
	}
	return errs.Newf(errs.Forbidden, "database.read_only",
		"数据库只能读（文件或其文件夹不可写，或地址带 ?readonly），未写入任何内容", "the database can only be read (the file or its folder may not be written, or the address says ?readonly) and nothing was written").
		At(db.file).Because(err)
}

// Current tells whether the schema is still that of files, usually Migrations: database.newer_schema where another
// program has gone further, database.older_schema where a step is missing.
func Current(ctx context.Context, db *DB, files fs.FS) error {
	steps := migrate.NewMigrations()
	if err := steps.Discover(files); err != nil {
		return fmt.Errorf("read the migrations: %w", err)
	}
	return db.refuseOther(ctx, steps)
}

// refuseOther refuses a schema that is not this program's, in a store that can only be read.
func (db *DB) refuseOther(ctx context.Context, steps *migrate.Migrations) error {
	var applied []string
	err := db.read.NewSelect().Table(migrationsTable).Column("name").OrderExpr("name").Scan(ctx, &applied)
	if err != nil && errs.CodeOf(Explain(err)) != "database.incomplete" {
		return Explain(err)
	}
	var known, missing []string
	for _, step := range steps.Sorted() {
		known = append(known, step.Name)
		if !slices.Contains(applied, step.Name) {
			missing = append(missing, step.Name)
		}
	}
	unknown := slices.DeleteFunc(applied, func(name string) bool { return slices.Contains(known, name) })
	switch {
	case len(unknown) > 0:
		return newerSchema(unknown)
	case len(missing) > 0:
		return errs.Newf(errs.Conflict, "database.older_schema",
			"数据库由较早版本的程序写成（缺第 %[1]s 步），只读时不能升级。请用本程序打开一份可写的副本", "the database was written by an older program (step %[1]s is missing) and cannot be brought up to date while it is read only: open a copy that may be written",
			strings.Join(missing, ", ")).At(db.file)
	}
	return nil
}
