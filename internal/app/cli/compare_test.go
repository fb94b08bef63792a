package cli

import (
	"database/sql"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"
)

func TestAReceiptIsComparedWithTheDatabaseThatIsNamed(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	elsewhere := filepath.Join(folder, "elsewhere.db")
	file, earlier, other := filepath.Join(folder, "q.db"), filepath.Join(folder, "earlier.db"), filepath.Join(folder, "other.db")
	paper := filepath.Join(folder, "r.json")
	in := func(db string, args ...string) []string {
		return append([]string{"--db", db, "--zone", "ganzhou-etdz"}, args...)
	}
	must := func(args ...string) string {
		t.Helper()
		out, errOut, code := run(t, "", args...)
		if code != exitOK {
			t.Fatalf("%v: %s", args, errOut)
		}
		return out
	}
	must(in(file, "apply", "--from", "2023-01-01", "--as", "督查室主任")...)
	must(in(other, "apply", "--from", "2023-01-01", "--as", "督查室主任")...)
	must("--db", elsewhere, "--zone", "nanchang-etdz", "apply", "--from", "2023-01-01", "--as", "党工委书记")
	must("--db", file, "--zone", "nanchang-etdz", "apply", "--from", "2023-01-01", "--as", "党工委书记")
	must(in(file, "backup", earlier)...)
	importing := []string{"import", filepath.Join("..", "..", "..", "demo", "ganzhou-etdz.xlsx"), "--kind", "graded-task", "--as", "招商局党支部书记", "--at", "2023-03-01 09:00"}
	must(in(file, importing...)...)
	var matters []struct{ Number string }
	if err := json.Unmarshal([]byte(must(in(file, "--at", "2023-03-02 09:00", "matter", "list", "--limit", "1", "--json")...)), &matters); err != nil || len(matters) == 0 {
		t.Fatalf("%v %+v", err, matters)
	}
	must(in(file, "receipt", matters[0].Number, "-o", paper)...)

	for _, c := range []struct {
		name string
		args []string
		code int
		says string
	}{
		{"another zone is named", []string{"--db", file, "--zone", "nanchang-etdz"}, exitUsage, "receipt.other_zone"},
		{"a database without that zone", []string{"--db", elsewhere}, exitNotFound, "ganzhou-etdz"},
		{"no database is named", nil, exitOK, "\"compared\": false"},
		{"the database that issued it", []string{"--db", file}, exitOK, "\"compared\": true"},
		{"that database, to be read only", []string{"--db", file + "?readonly"}, exitOK, "\"compared\": true"},
		{"an earlier copy is smaller than the checkpoint", []string{"--db", earlier}, exitCorrupt, "ledger.truncated"},
		{"another history", []string{"--db", other}, exitCorrupt, "ledger.truncated"},
		{"a database that is not there", []string{"--db", filepath.Join(folder, "none.db")}, exitNotFound, "database.missing"},
	} {
		out, errOut, code := run(t, "", append(c.args, "verify", "--receipt", paper, "--json")...)
		if code != c.code || !strings.Contains(out+errOut, c.says) {
			t.Errorf("%s: exit %d\n%s%s", c.name, code, out, errOut)
		}
	}

	changed, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := changed.ExecContext(t.Context(), `UPDATE events SET body = CAST(replace(CAST(body AS TEXT), '"title":"', '"title":"改') AS BLOB) WHERE type = 'registered'`); err != nil {
		t.Fatal(err)
	}
	if err := changed.Close(); err != nil {
		t.Fatal(err)
	}
	if _, errOut, code := run(t, "", "--db", file, "verify", "--receipt", paper); code != exitCorrupt || !strings.Contains(errOut, "ledger.hash") {
		t.Errorf("events that were changed under their hashes: exit %d: %s", code, errOut)
	}

	must(in(other, importing...)...)
	if _, errOut, code := run(t, "", "--db", other, "verify", "--receipt", paper); code != exitCorrupt || !strings.Contains(errOut, "ledger.rewritten") {
		t.Errorf("exit %d: %s", code, errOut)
	}
}
