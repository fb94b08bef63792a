package database

import (
	"bytes"
	"context"
	"fmt"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/errs"
)

// An archive is what pg_dump makes of one schema, in its custom format: compressed, complete, and readable by any
// later pg_restore. The password goes to the tools by the environment: a command line can be read by others.

// dump writes an archive of the store's schema to a file.
func (db *DB) dump(ctx context.Context, file, as string) error {
	if as == "" {
		as = db.address
	}
	schema, version, err := db.mayDump(ctx, as)
	if err != nil {
		return err
	}
	return tool(ctx, "pg_dump", version, as, "--format=custom", "--compress=6", "--no-owner", "--no-privileges", "--schema="+literally(schema), "--file="+file)
}

// mayDump tells whether whoever connects by address sees every row, and of what schema and major version.
func (db *DB) mayDump(ctx context.Context, address string) (schema string, version int, err error) {
	through := db
	if address != db.address {
		if through, err = openPostgres(ctx, address); err != nil {
			return "", 0, err
		}
		defer func() { _ = through.Close() }() // it only read
	}
	if err := db.read.QueryRowContext(ctx, "SELECT current_schema()").Scan(&schema); err != nil {
		return "", 0, fmt.Errorf("find the schema: %w", err)
	}
	var user string
	var walled, citus bool
	err = through.read.QueryRowContext(ctx, `SELECT current_user, current_setting('server_version_num')::int / 10000,
		EXISTS (SELECT 1 FROM pg_extension WHERE extname = 'citus'),
		NOT (SELECT rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user) AND EXISTS (
			SELECT 1 FROM pg_class WHERE relnamespace = quote_ident(?)::regnamespace AND relkind = 'r' AND relforcerowsecurity)`, schema).
		Scan(&user, &version, &citus, &walled)
	switch {
	case err != nil:
		return "", 0, fmt.Errorf("look what may be dumped: %w", err)
	case citus:
		return "", 0, errs.Newf(errs.Refused, "database.backup_citus", "分布式数据库（Citus）请按其自身办法备份（如各节点的基础备份与时间点恢复）；pg_dump 不能取得各节点同一时刻的数据", "back up a database that Citus distributes by its own means (base backups of every node and recovery to a point in time): pg_dump cannot see all nodes at one instant")
	case walled:
		return "", 0, errs.Newf(errs.Forbidden, "database.backup_walled",
			"用户“%[1]s”受行级安全限制，看不到全部数据，不能备份。请由管理员建立备份用户并用 --dump-as 给出其地址：CREATE ROLE qinlian_backup LOGIN BYPASSRLS; GRANT pg_read_all_data TO qinlian_backup",
			"row-level security hides rows from user %[1]s, so it cannot back up. Have an administrator make a user for it and give its address with --dump-as: CREATE ROLE qinlian_backup LOGIN BYPASSRLS; GRANT pg_read_all_data TO qinlian_backup", user)
	}
	return schema, version, nil
}

// RestoreArchive puts an archive into the store's schema, which must hold no tables (database.not_empty), all of it
// or nothing. Its tables must then be brought up to date by Migrate. database.bad_archive says that the file is none.
func (db *DB) RestoreArchive(ctx context.Context, file string) error {
	var schema string
	var version, tables int
	err := db.read.QueryRowContext(ctx, `SELECT current_schema(), current_setting('server_version_num')::int / 10000,
		(SELECT count(*) FROM pg_class WHERE relnamespace = current_schema()::regnamespace AND relkind IN ('r', 'p'))`).Scan(&schema, &version, &tables)
	if err != nil {
		return Explain(fmt.Errorf("look whether the database is empty: %w", err))
	}
	if tables > 0 {
		return errs.Newf(errs.Conflict, "database.not_empty", "数据库非空（模式 %[1]s 中有 %[2]d 张表），不予覆盖。请先建一个空库（createdb），再用 --db 指向它", "the database is not empty (%[2]d tables in schema %[1]s) and is not overwritten: make an empty one (createdb) and point --db at it", schema, tables)
	}
	head := make([]byte, len(archiveMagic))
	if f, err := os.Open(file); err != nil {
		return explainAt(err, file)
	} else if _, err := f.Read(head); err != nil || f.Close() != nil || string(head) != archiveMagic {
		return errs.Newf(errs.Invalid, "database.bad_archive", "该文件不是 PostgreSQL 备份（pg_dump 的 custom 格式），没有恢复", "the file is no backup of PostgreSQL (the custom format of pg_dump) and was not restored").At(file)
	}
	return Explain(tool(ctx, "pg_restore", version, db.address, "--exit-on-error", "--single-transaction", "--no-owner", "--no-privileges", "--schema="+schema, file))
}

// archiveMagic begins every archive in the custom format.
const archiveMagic = "PGDMP"

// literally keeps pg_dump from reading a name as a pattern.
func literally(name string) string { return `"` + strings.ReplaceAll(name, `"`, `""`) + `"` }

// tool runs a program of PostgreSQL on the database at address.
func tool(ctx context.Context, name string, version int, address string, args ...string) error {
	program, err := findTool(ctx, name, version)
	if err != nil {
		return err
	}
	target, password, err := forTools(address)
	if err != nil {
		return err
	}
	var said bytes.Buffer
	cmd := exec.CommandContext(ctx, program, append([]string{"--dbname=" + target, "--no-password"}, args...)...) //nolint:gosec // found by name, told by us
	cmd.Env, cmd.Stderr = append(os.Environ(), "PGAPPNAME=qinlian"), &said
	if password != "" {
		cmd.Env = append(cmd.Env, "PGPASSWORD="+password)
	}
	if err := cmd.Run(); err != nil {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		words := strings.TrimSpace(said.String())
		if strings.Contains(strings.ToLower(words), "no space left") {
			return errs.Newf(errs.Conflict, "database.disk_full", "磁盘已满，未写入任何内容。请清理空间后重试", "the disk is full and nothing was written: free some space and try again").Because(err)
		}
		return errs.Newf(errs.Refused, "database.tool_failed", "%[1]s 未能完成：%[2]s", "%[1]s did not succeed: %[2]s", name, words).Because(err)
	}
	return nil
}

// libpq are the parameters of an address that PostgreSQL's programs know and that say where it is and how to trust it.
var libpq = []string{
	"host", "hostaddr", "port", "dbname", "user", "passfile", "service", "connect_timeout", "target_session_attrs", "options",
	"sslmode", "sslcert", "sslkey", "sslrootcert", "sslcrl", "sslsni", "channel_binding", "gssencmode", "krbsrvname",
}

// forTools rewrites an address for libpq, which refuses parameters that it does not know, and takes the password out.
func forTools(address string) (target, password string, err error) {
	u, err := url.Parse(address)
	if err != nil {
		return "", "", badAddress("postgres://…", nil)
	}
	query := u.Query()
	password = query.Get("password")
	for key := range query {
		if !slices.Contains(libpq, key) {
			query.Del(key)
		}
	}
	u.RawQuery = query.Encode()
	if given, ok := u.User.Password(); ok {
		password, u.User = given, url.User(u.User.Username())
	}
	return u.String(), password, nil
}

// toolFolders are where PostgreSQL's programs lie besides PATH, by distribution.
var toolFolders = []string{"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/usr/local/pgsql/bin", "/opt/homebrew/opt/postgresql*/bin", `C:\Program Files\PostgreSQL\*\bin`}

var toolVersion = regexp.MustCompile(`\(PostgreSQL\) (\d+)`)

// findTool finds a program of PostgreSQL that is no older than the server: on PATH, else the newest elsewhere.
func findTool(ctx context.Context, name string, version int) (string, error) {
	var candidates, old []string
	if onPath, err := exec.LookPath(name); err == nil {
		candidates = append(candidates, onPath)
	}
	var elsewhere []string
	for _, folder := range toolFolders {
		found, _ := filepath.Glob(filepath.Join(folder, name)) // the patterns are good
		elsewhere = append(elsewhere, found...)
	}
	slices.Sort(elsewhere)
	slices.Reverse(elsewhere)
	for _, program := range append(candidates, elsewhere...) {
		out, err := exec.CommandContext(ctx, program, "--version").Output() //nolint:gosec // found by name
		if err != nil {
			continue
		}
		m := toolVersion.FindSubmatch(out)
		if m == nil {
			continue
		}
		has, err := strconv.Atoi(string(m[1]))
		if err == nil && has >= version {
			return program, nil
		}
		old = append(old, program+" ("+string(m[1])+")")
	}
	if len(old) > 0 {
		list := strings.Join(old, ", ")
		return "", errs.Newf(errs.Refused, "database.no_tool", "找到的 %[1]s 都比服务器（PostgreSQL %[2]d）旧：%[3]s。请安装 postgresql-client-%[2]d", "every %[1]s found is older than the server (PostgreSQL %[2]d): %[3]s. Install postgresql-client-%[2]d", name, version, list)
	}
	return "", errs.Newf(errs.Refused, "database.no_tool", "没有找到 %[1]s（找过 PATH 和 /usr/lib/postgresql 等处）。请安装 PostgreSQL 客户端，如 apt-get install postgresql-client", "%[1]s was not found (looked on PATH, in /usr/lib/postgresql and the like): install PostgreSQL's client, such as apt-get install postgresql-client", name)
}
