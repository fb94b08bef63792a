package database

import (
	"database/sql"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"qinlian/internal/base/errs"
)

// A value that its column cannot hold, a table or a column that is gone: somebody changed the database behind
// the program's back, and the person who reads it is told where.

// SQLSTATEs of what is not there.
const (
	pgNoSuchTable  = "42P01"
	pgNoSuchColumn = "42703"
)

var (
	scanFault    = regexp.MustCompile(`sql: Scan error on column index \d+, name "([^"]+)": (.*)`)
	tableOfQuery = regexp.MustCompile(`(?i)\bFROM "?([a-z]+)"?`)
	goneInSQLite = regexp.MustCompile(`no such (table|column): (?:main\.)?([A-Za-z_.]+)`)
	goneInPG     = regexp.MustCompile(`(?:relation|column) "?([A-Za-z_.]+)"? (?:.*)does not exist`)
)

// rowKeys are the columns that tell which row of a table it is.
var rowKeys = []string{"zone_id", "stream", "seq", "matter_id", "id", "opens_at", "register", "year", "from_at", "size", "level", "n"}

// unreadable explains a row that could not be scanned: which column, and by its key which row.
func unreadable(rows *sql.Rows, query string, err error) error {
	found := scanFault.FindStringSubmatch(fmt.Sprint(err))
	if found == nil {
		return err
	}
	table, column := tableOf(query), found[1]
	if strings.HasPrefix(column, "concat_ws(") || strings.HasPrefix(column, "group_concat(") {
		column = "?"
	}
	return errs.Newf(errs.Corrupt, "database.unreadable", "表 %[1]s 的列 %[2]s 存有该列不应有的值（%[3]s）：数据库被改动过", "column %[2]s of table %[1]s holds a value that it cannot have (%[3]s): the database was changed",
		table, column, rowOf(rows)).Because(err)
}

func tableOf(query string) string {
	if found := tableOfQuery.FindStringSubmatch(query); found != nil {
		return found[1]
	}
	return "?"
}

// rowOf names the current row by its key, with what it holds as it lies there.
func rowOf(rows *sql.Rows) string {
	columns, err := rows.Columns()
	if err != nil {
		return "?"
	}
	values, into := make([]any, len(columns)), make([]any, len(columns))
	for i := range values {
		into[i] = &values[i]
	}
	if rows.Scan(into...) != nil {
		return "?"
	}
	var key []string
	for i, name := range columns {
		if !slices.Contains(rowKeys, name) {
			continue
		}
		if raw, ok := values[i].([]byte); ok {
			values[i] = string(raw)
		}
		key = append(key, fmt.Sprintf("%s=%v", name, values[i]))
	}
	return strings.Join(key, " ")
}

// explainGone explains a table or column that is not there; nil for another error.
func explainGone(err error) *errs.Error {
	var found []string
	switch code := pgCode(err); {
	case code == pgNoSuchTable, code == pgNoSuchColumn:
		found = goneInPG.FindStringSubmatch(err.Error())
	case sqliteCode(err) != 0:
		if m := goneInSQLite.FindStringSubmatch(err.Error()); m != nil {
			found = m[1:]
		}
	default:
		return nil
	}
	if len(found) < 2 {
		return nil
	}
	return errs.Newf(errs.Corrupt, "database.incomplete", "数据库缺少表或列 %[1]s：被改动过。请停止写入，从备份恢复",
		"table or column %[1]s of the database is missing: it was changed. Stop writing and restore a backup", found[1])
}
