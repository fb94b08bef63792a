package database

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io/fs"
	"net/url"
	"os"
	"path/filepath"
	"syscall"

	"qinlian/internal/base/errs"
)

// Backup writes a copy of the store, as it was at one instant, to a new file at path: of SQLite a database, of
// PostgreSQL an archive of pg_dump. Readers and writers go on meanwhile. The copy is complete and on the disk once
// path exists; of SQLite it needs as much room as the store. An existing path is refused with database.backup_exists.
//
// pg_dump connects as the store does, or by the address that dumpAs gives, if any. It is refused with
// database.no_tool where there is none that is new enough, and database.backup_walled for a user whom row-level
// security hides rows from.
func (db *DB) Backup(ctx context.Context, path, dumpAs string) (err error) {
	if _, err := os.Lstat(path); err == nil {
		return errs.Newf(errs.Conflict, "database.backup_exists",
			"备份文件已存在，不予覆盖。请换一个文件名", "the backup file exists and is not overwritten: choose another name").At(path)
	}
	part, err := os.CreateTemp(filepath.Dir(path), filepath.Base(path)+".part-*")
	if errors.Is(err, fs.ErrNotExist) || errors.Is(err, syscall.ENOTDIR) { // not that of the database
		return errs.Newf(errs.Invalid, "database.no_folder", "备份要写入的文件夹 %[1]s 不存在，请先建立该文件夹或更换路径",
			"the folder %[1]s, into which the backup was to go, does not exist: create it or choose another path", filepath.Dir(path)).At(path).Because(err)
	}
	if err != nil {
		return explainAt(err, path)
	}
	defer func() { err = errors.Join(err, removeIfThere(part.Name())) }()
	defer func() { err = errors.Join(err, part.Close()) }()

	if db.dialect == PostgreSQL {
		err = db.dump(ctx, part.Name(), dumpAs)
	} else {
		err = db.vacuumInto(ctx, part.Name())
	}
	if err != nil {
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

// OneWriter tells whether whoever writes for long keeps all other writers waiting: SQLite, unless it is only read.
func (db *DB) OneWriter() bool { return db.dialect == SQLite && !db.frozen }

// Copy writes a SQLite store, as it is at one instant, to a new file that need not outlive the process: what is tried there
// stops no writer here.
func (db *DB) Copy(ctx context.Context, file string) error {
	return explainAt(db.vacuumInto(ctx, file), file)
}

// vacuumInto copies a SQLite store to an empty file; the syncing is left to the caller.
func (db *DB) vacuumInto(ctx context.Context, file string) (err error) {
	// A connection of its own: the writer's would stop the writers, a reader's may not attach a file.
	source := url.URL{Scheme: "file", Path: filepath.ToSlash(db.file), RawQuery: "_pragma=busy_timeout(5000)"}
	conn, err := sql.Open("sqlite", source.String())
	if err != nil {
		return fmt.Errorf("open %s for a backup: %w", db.file, err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	_, err = conn.ExecContext(ctx, "VACUUM INTO ?", file)
	return err
}

func removeIfThere(path string) error {
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove the unfinished backup: %w", err)
	}
	return nil
}

// syncFolder makes a rename in folder survive a power cut.
func syncFolder(folder string) (err error) {
	opened, err := os.Open(folder)
	if err != nil {
		return explainAt(err, folder)
	}
	defer func() { err = errors.Join(err, opened.Close()) }()
	if err := opened.Sync(); err != nil {
		return fmt.Errorf("sync %s: %w", folder, err)
	}
	return nil
}
