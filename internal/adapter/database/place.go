package database

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	sqlite3 "modernc.org/sqlite/lib"

	"qinlian/internal/base/errs"
)

// A SQLite file that is renamed takes those along that have it open: what they write then is in a file that nobody
// looks for. So a file is taken away by whoever has it alone, and what writes makes sure that it is still there.

// Alone takes a SQLite file for the caller until release: database.in_use where anybody else has it open, a server or
// another program. The lock is SQLite's own, so the system takes it from a process that ends, however it ends.
//
// A file that is damaged, or no database, cannot be locked and is nobody's.
func Alone(ctx context.Context, file string) (release func() error, err error) {
	whole, err := filepath.Abs(file)
	if err != nil {
		return nil, fmt.Errorf("find %s: %w", file, err)
	}
	pool, err := sqlitePool(whole, "", 1, "busy_timeout(1000)", "locking_mode(exclusive)")
	if err != nil {
		return nil, err
	}
	// What is locked exclusively stays so until the connection closes; in WAL mode every other that is open prevents it.
	_, err = pool.ExecContext(ctx, "BEGIN EXCLUSIVE; COMMIT")
	switch {
	case err == nil, sqlitePrimary(err) == sqlite3.SQLITE_NOTADB, sqlitePrimary(err) == sqlite3.SQLITE_CORRUPT:
		return pool.Close, nil
	case !IsBusy(err):
		return nil, errors.Join(explainAt(err, file), pool.Close())
	}
	return nil, errors.Join(errs.Newf(errs.Conflict, "database.in_use",
		"数据库正在使用：服务或另一个程序打开着它，未作改动。请先停止服务（systemctl stop qinlian）及其他用到它的程序，再重试",
		"the database is in use: a server or another program has it open, and it is as it was. Stop the server (systemctl stop qinlian) and whatever else uses it, and try again").
		At(file).Because(err), pool.Close())
}

// InPlace tells whether the store still is what its address names: database.moved where a SQLite file was renamed,
// replaced or removed while it was open.
func (db *DB) InPlace() error {
	if db.opened == nil {
		return nil
	}
	now, err := os.Stat(db.file)
	if err == nil && os.SameFile(now, db.opened) {
		return nil
	}
	return errs.Newf(errs.Conflict, "database.moved",
		"数据库文件在使用中被移走或替换，未写入任何内容。请重启服务；文件若被误移，先放回原处",
		"the database file was moved or replaced while it was in use, and nothing was written: restart the server, and put the file back first if it was moved by mistake").
		At(db.file).Because(err)
}

// remember keeps which file was opened.
func (db *DB) remember() (err error) {
	if db.opened, err = os.Stat(db.file); err != nil {
		return fmt.Errorf("look at %s: %w", db.file, err)
	}
	return nil
}
