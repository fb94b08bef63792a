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
	"runtime"
	"strings"

	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/sqlitedialect"
	_ "modernc.org/sqlite" // registers the driver "sqlite"

	"qinlian/internal/base/errs"
)

// inMemory is the address of a store that is gone after Close. It is a file in a temporary folder:
// SQLite's own :memory: has no write-ahead log, so its readers would block the writer.
const inMemory = ":memory:"

// minReaders is the least number of read connections, so that one slow report does not stop the others.
const minReaders = 4

func openSQLite(ctx context.Context, address string) (*DB, error) {
	path, how, err := splitPath(address)
	if err != nil {
		return nil, err
	}
	db := &DB{dialect: SQLite}
	var folder string
	if path == inMemory {
		if folder, err = os.MkdirTemp("", "qinlian-"); err != nil {
			return nil, fmt.Errorf("make a folder for the temporary store: %w", err)
		}
		path = filepath.Join(folder, "memory.db")
	}
	if db.file, err = filepath.Abs(path); err != nil {
		return nil, fmt.Errorf("find %s: %w", path, err)
	}
	if how.readOnly || !mayWrite(db.file) {
		return openFrozen(ctx, db)
	}
	if err := ensureFile(db.file); err != nil {
		return nil, err
	}

	// The driver runs busy_timeout before the other pragmas, whatever their order here. BEGIN IMMEDIATE
	// takes the write lock at once: a transaction that reads first could not be upgraded safely.
	write, err := sqlitePool(db.file, "rw", 1, "journal_mode(wal)", "synchronous("+how.synchronous+")", "foreign_keys(1)")
	if err != nil {
		return nil, err
	}
	// Neither makes a file: a connection that is opened after the file was moved away would put an empty one in its place, and
	// SQLite deletes the log that it finds beside that, with what was acknowledged.
	read, err := sqlitePool(db.file, "rw", readers(), "query_only(1)")
	if err != nil {
		return nil, err
	}
	db.write, db.read = write, read
	// The last connection to close moves the log into the file, which a query_only one could not do.
	db.closers = []func() error{read.Close, write.Close}
	if folder != "" {
		db.closers = append(db.closers, func() error { return os.RemoveAll(folder) })
	}
	if err := errors.Join(write.PingContext(ctx), read.PingContext(ctx)); err != nil {
		return nil, errors.Join(explainAt(err, db.file), db.Close())
	}
	if err := db.remember(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

func readers() int { return max(minReaders, 2*runtime.GOMAXPROCS(0)) }

// sqlitePool prepares up to size connections to file, each with the given pragmas. mode is "rw", or "ro" and
// "immutable" for those that leave no trace (SQLite, Uniform Resource Identifiers).
func sqlitePool(file, mode string, size int, pragmas ...string) (*bun.DB, error) {
	query := url.Values{
		"_pragma":      append([]string{"busy_timeout(5000)"}, pragmas...),
		"_txlock":      {"immediate"}, // only for transactions that may write
		"_time_format": {"sqlite"},
		"_timezone":    {"UTC"},
	}
	switch mode {
	case "immutable":
		query.Set("immutable", "1")
		fallthrough
	case "ro":
		query.Set("mode", "ro")
	case "rw":
		query.Set("mode", "rw")
	}
	address := url.URL{Scheme: "file", Path: filepath.ToSlash(file), RawQuery: query.Encode()}
	pool, err := sql.Open("sqlite", address.String())
	if err != nil {
		return nil, fmt.Errorf("prepare connections to %s: %w", file, err)
	}
	pool.SetMaxOpenConns(size)
	pool.SetMaxIdleConns(size)
	return bun.NewDB(pool, sqliteDialect{sqlitedialect.New()}), nil
}

// sqliteDialect writes down what no query of ours holds and a file that was changed may: SQLite takes a NUL within quotes
// for the end of the query.
type sqliteDialect struct{ *sqlitedialect.Dialect }

func (d sqliteDialect) AppendString(b []byte, s string) []byte {
	if !strings.ContainsRune(s, 0) {
		return d.Dialect.AppendString(b, s)
	}
	return fmt.Appendf(b, "CAST(x'%x' AS TEXT)", s)
}

// manner is how a file is to be opened.
type manner struct {
	synchronous string
	readOnly    bool
}

// splitPath separates "file.db?synchronous=normal" and "file.db?readonly".
func splitPath(address string) (path string, how manner, err error) {
	path, query, _ := strings.Cut(address, "?")
	values, err := url.ParseQuery(query)
	if err != nil || path == "" {
		return "", how, badAddress(address, err)
	}
	how.synchronous = "full"
	for key, value := range values {
		switch {
		case key == "synchronous":
			how.synchronous = value[0]
		case key == "readonly" && (value[0] == "" || value[0] == "1"):
			how.readOnly = true
		default:
			return "", how, badAddress(address, nil)
		}
	}
	switch how.synchronous {
	case "full", "normal", "off":
		return path, how, nil
	}
	return "", how, badAddress(address, nil)
}

func badAddress(address string, cause error) error {
	return errs.Newf(errs.Invalid, "database.bad_address",
		"数据库地址“%s”看不懂。应为文件路径（可加 ?readonly，或 ?synchronous=full、normal 或 off），或 postgres://用户：口令@主机/库名",
		"database address %q is not understood: give a file path (with ?readonly, or ?synchronous=full, normal or off, if you like) or postgres://user:password@host/database",
		address).Because(cause)
}

// ensureFile creates a missing file, readable by its owner alone, and explains why it cannot.
// It never opens an existing one: closing it would drop the locks that this process may hold on it.
func ensureFile(file string) error {
	info, err := os.Stat(file)
	switch {
	case err == nil && info.IsDir():
		return errs.Newf(errs.Invalid, "database.is_folder",
			"数据库地址“%s”是一个文件夹，请给出文件名，例如 %[1]s/qinlian.db",
			"database address %q is a folder: name a file, for example %[1]s/qinlian.db", file)
	case err == nil:
		return nil
	case !errors.Is(err, fs.ErrNotExist):
		return explainAt(err, file)
	}
	created, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	switch {
	case err == nil:
		return created.Close()
	case errors.Is(err, fs.ErrExist): // another process was faster
		return nil
	default:
		return explainAt(err, file)
	}
}
