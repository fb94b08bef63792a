package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"net/url"
	"os"
	"path/filepath"

	"qinlian/internal/base/errs"
)

// Backup writes a copy of a SQLite store, as it was at one instant, to a new file at path. Readers and
// writers go on meanwhile. The copy is complete and on the disk once path exists; it needs as much room
// as the store. An existing path is refused with database.backup_exists, PostgreSQL with
// database.backup_postgres (pg_dump does it better).
func (db *DB) Backup(ctx context.Context, path string) (err error) {
	if db.dialect != SQLite {
		return errs.Newf(errs.Refused, "database.backup_postgres",
			"PostgreSQL 请用 pg_dump 备份", "back up PostgreSQL with pg_dump")
	}
	if _, err := os.Lstat(path); err == nil {
		return errs.Newf(errs.Conflict, "database.backup_exists",
			"备份文件已存在，不予覆盖。请换一个文件名", "the backup file exists and is not overwritten: choose another name").At(path)
	}
	// A connection of its own: the writer's would stop the writers, a reader's may not attach a file.
	source := url.URL{Scheme: "file", Path: filepath.ToSlash(db.file), RawQuery: "_pragma=busy_timeout(5000)"}
	conn, err := sql.Open("sqlite", source.String())
	if err != nil {
		return fmt.Errorf("open %s for a backup: %w", db.file, err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()

	part, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".part-*")
	if err != nil {
		return explainAt(err, path)
	}
	defer func() { err = errors.Join(err, removeIfThere(part.Name())) }()
	defer func() { err = errors.Join(err, part.Close()) }()

	// VACUUM INTO accepts an empty file and leaves the syncing to us.
	if _, err := conn.ExecContext(ctx, "VACUUM INTO ?", part.Name()); err != nil {
		return explainAt(err, path)
	}
	if err := part.Sync(); err != nil {
		return explainAt(err, path)
	}
	if err := os.Rename(part.Name(), path); err != nil {
		return explainAt(err, path)
	}
	return syncFolder(filepath.Dir(path))
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove the unfinished backup: %w", err)
	}
	return nil
}

// syncFolder makes a rename in folder survive a power cut.
func syncFolder(folder string) (err error) {
	opened, err := os.Open(folder) //nolint:gosec // the folder that the operator chose for the backup
	if err != nil {
		return explainAt(err, folder)
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	if err := opened.Sync(); err != nil {
		return fmt.Errorf("sync %s: %w", folder, err)
	}
	return nil
}
