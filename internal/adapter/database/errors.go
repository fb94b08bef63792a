package database

import (
	"database/sql/driver"
	"errors"
	"io/fs"
	"net"
	"syscall"

	"github.com/jackc/pgx/v5/pgconn"
	"modernc.org/sqlite"
	sqlite3 "modernc.org/sqlite/lib"

	"qinlian/internal/base/errs"
)

// PostgreSQL error codes (SQLSTATE, PostgreSQL manual appendix A).
const (
	pgUniqueViolation      = "23505"
	pgReadOnlyTransaction  = "25006"
	pgInvalidAuthorization = "28000"
	pgInvalidPassword      = "28P01"
	pgNoSuchDatabase       = "3D000"
	pgSerializationFailure = "40001"
	pgDeadlock             = "40P01"
	pgInsufficientRight    = "42501"
	pgDiskFull             = "53100"
	pgTooManyConnections   = "53300"
	pgLockNotAvailable     = "55P03"
	pgAdminShutdown        = "57P01"
	pgCrashShutdown        = "57P02"
	pgCannotConnectNow     = "57P03"
)

// IsUnique tells whether err says that a primary or unique key exists already.
func IsUnique(err error) bool {
	switch sqliteCode(err) {
	case sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY, sqlite3.SQLITE_CONSTRAINT_ROWID:
		return true
	}
	return pgCode(err) == pgUniqueViolation
}

// IsBusy tells whether err says that another writer kept the lock for longer than the store waits.
func IsBusy(err error) bool {
	switch sqlitePrimary(err) {
	case sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED:
		return true
	}
	return pgCode(err) == pgLockNotAvailable
}

// IsSerialization tells whether err says that the transaction lost a race and would do if run again.
func IsSerialization(err error) bool {
	code := pgCode(err)
	return code == pgSerializationFailure || code == pgDeadlock
}

// IsReadOnly tells whether err refuses a write outside InTx, or to a store that cannot be written.
func IsReadOnly(err error) bool {
	return sqlitePrimary(err) == sqlite3.SQLITE_READONLY || pgCode(err) == pgReadOnlyTransaction
}

// Explain turns a driver's error that a person can put right into an *errs.Error with the driver's as
// its cause; every other error, and nil, it returns unchanged. InTx and Open have done so already.
func Explain(err error) error { return explainAt(err, "") }

// explainAt is Explain that also names the place: a file, or "" for the store in use.
func explainAt(err error, where string) error {
	if err == nil || errs.CodeOf(err) != "internal" {
		return err
	}
	explained := explainPostgres(err) // first: a missing socket is a missing file too
	if explained == nil {
		explained = explainFile(err)
	}
	if explained == nil {
		explained = explainGone(err)
	}
	if explained == nil {
		return err
	}
	return explained.At(where).Because(err)
}

func explainFile(err error) *errs.Error {
	code := sqlitePrimary(err)
	switch {
	case errors.Is(err, syscall.ENOSPC), code == sqlite3.SQLITE_FULL, pgCode(err) == pgDiskFull:
		return errs.Newf(errs.Conflict, "database.disk_full",
			"磁盘已满，未写入任何内容。请清理空间后重试", "the disk is full and nothing was written: free some space and try again")
	case errors.Is(err, fs.ErrNotExist), errors.Is(err, syscall.ENOTDIR):
		return errs.Newf(errs.Invalid, "database.no_folder",
			"数据库所在的文件夹不存在，请先建立该文件夹或更换路径", "the folder of the database does not exist: create it or choose another path")
	case errors.Is(err, fs.ErrPermission), errors.Is(err, syscall.EROFS),
		code == sqlite3.SQLITE_CANTOPEN, code == sqlite3.SQLITE_PERM, code == sqlite3.SQLITE_READONLY:
		return errs.Newf(errs.Forbidden, "database.no_permission",
			"无权读写数据库文件或其文件夹（两者都须可写），请检查权限", "the database file or its folder may not be read and written (both must be writable): check the permissions")
	case code == sqlite3.SQLITE_NOTADB:
		return errs.Newf(errs.Invalid, "database.not_a_database",
			"该文件不是 SQLite 数据库，未作改动。请更换路径", "the file is not a SQLite database and was left as it is: choose another path")
	case code == sqlite3.SQLITE_CORRUPT:
		return errs.Newf(errs.Corrupt, "database.corrupt",
			"数据库文件已损坏。请停止写入，从备份恢复", "the database file is damaged: stop writing and restore a backup")
	case code == sqlite3.SQLITE_BUSY, code == sqlite3.SQLITE_LOCKED:
		return errs.Newf(errs.Conflict, "database.busy",
			"另一个程序长时间占用数据库，未写入任何内容。请稍后重试", "another program has kept the database busy and nothing was written: try again later")
	}
	return nil
}

func explainPostgres(err error) *errs.Error {
	switch pgCode(err) {
	case pgInvalidAuthorization, pgInvalidPassword:
		return errs.Newf(errs.Forbidden, "database.login_refused",
			"PostgreSQL 拒绝登录，请检查用户名、口令和 pg_hba.conf", "PostgreSQL refused the login: check user, password and pg_hba.conf")
	case pgNoSuchDatabase:
		return errs.Newf(errs.Invalid, "database.no_such_database",
			"PostgreSQL 中没有这个库，请先用 createdb 建库", "PostgreSQL has no such database: create it with createdb")
	case pgInsufficientRight:
		if refused := (*pgconn.PgError)(nil); errors.As(err, &refused) && refused.Routine == "ExecWithCheckOptions" { // by a policy
			return errs.Newf(errs.Forbidden, "database.other_zone",
				"该记录不属于本次操作所在的地区，未写入任何内容", "the row does not belong to the zone in which this is done and nothing was written")
		}
		return errs.Newf(errs.Forbidden, "database.no_permission",
			"PostgreSQL 用户权限不足，请授予该库（模式）的建表与读写权限", "the PostgreSQL user lacks a right: grant create, read and write on the database (schema)")
	case pgTooManyConnections:
		return errs.Newf(errs.Conflict, "database.too_many_connections",
			"PostgreSQL 连接数已满，请在地址中减小 pool_max_conns，或增大 max_connections",
			"PostgreSQL has no connection left: lower pool_max_conns in the address or raise max_connections")
	case pgSerializationFailure, pgDeadlock, pgLockNotAvailable:
		return errs.Newf(errs.Conflict, "database.busy",
			"同时修改的人太多，未写入任何内容。请稍后重试", "too many are changing the same data and nothing was written: try again later")
	}
	if isLost(err) {
		return errs.Newf(errs.Conflict, "database.unreachable",
			"连不上 PostgreSQL，请检查地址、端口和服务是否启动", "PostgreSQL cannot be reached: check address, port and that the server runs")
	}
	return nil
}

// isLost tells whether err says that the connection to PostgreSQL could not be made, or is gone.
func isLost(err error) bool {
	switch pgCode(err) {
	case pgAdminShutdown, pgCrashShutdown, pgCannotConnectNow:
		return true
	}
	connect, dial := (*pgconn.ConnectError)(nil), (*net.OpError)(nil)
	return errors.As(err, &connect) || errors.As(err, &dial) || errors.Is(err, pgconn.ErrConnClosed) || errors.Is(err, driver.ErrBadConn)
}

// sqliteCode gives SQLite's extended result code, 0 for other errors.
func sqliteCode(err error) int {
	if e := (*sqlite.Error)(nil); errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

// sqlitePrimary gives the primary result code: the low byte of the extended one.
func sqlitePrimary(err error) int { return sqliteCode(err) & 0xff }

func pgCode(err error) string {
	if e := (*pgconn.PgError)(nil); errors.As(err, &e) {
		return e.Code
	}
	return ""
}
