package httpapi_test

import (
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"strconv"
	"strings"
	"sync/atomic"
	"testing"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/httpapi/apitest"
)

// The matrix: every operation, asked for by everybody, about a matter of 招商局 and one of 经发局. The table in
// testdata/matrix.txt is the agreed outcome; a new operation without a sample fails, and so does a change of who
// may do what that nobody wrote down.

// everybody is one of each: how they stand is how the matter of 招商局 sees them.
var everybody = []struct{ title, who string }{
	{"nobody", ""},
	{"owner", "zsj-c"},
	{"unit head", "zsj-a"},
	{"sponsor", "gwh-c"},
	{"other unit", "jfj-a"},
	{"office", "dcs-a"},
	{"leader", "gwh-a"},
	{"inspector", "jw-a"},
	{"enterprise", "enterprise"},
	{"other zone", "elsewhere"},
	{"system admin", "system"},
	{"security admin", "security"},
	{"audit admin", "audit"},
	{"machine", "machine"},
}

// sample is a well-formed request of an operation.
type sample struct {
	path string // below /api/v1/zones/testzone, or from the root when it begins with "/api"; MATTER stands for the matter's id
	body any
	made func(o *apitest.Office) string // makes what the path names, in place of THING
}

// upload is the body of a sample that sends a file.
type upload struct {
	body   string
	header []string
}

// samples has one for every operation; each feature adds its own (samples_*_test.go).
var samples = map[string]sample{}

func TestEveryOperationAnswersEverybodyAsTheMatrixSays(t *testing.T) {
	o := apitest.Open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	var table strings.Builder
	fmt.Fprintf(&table, "%-22s %-8s", "operation", "about")
	for _, p := range everybody {
		fmt.Fprintf(&table, " %14s", p.title)
	}
	table.WriteByte('\n')
	for _, op := range o.Door.Declared() {
		sample, ok := samples[op.ID]
		if !ok {
			t.Errorf("%s %s (%s) has no sample: add one, and look at its row of the matrix", op.Method, op.Path, op.ID)
			continue
		}
		about := []string{"-"}
		if strings.Contains(sample.path, "MATTER") {
			about = []string{"招商局", "经发局"}
		}
		for _, unit := range about {
			fmt.Fprintf(&table, "%-22s %-8s", op.ID, map[string]string{"-": "-", "招商局": "zsj", "经发局": "jfj"}[unit])
			for _, p := range everybody {
				path := sample.path
				if sample.made != nil {
					path = strings.ReplaceAll(path, "THING", sample.made(o))
				}
				fmt.Fprintf(&table, " %14d", asked(o, op.Method, path, sample.body, unit, p.who))
			}
			table.WriteByte('\n')
		}
	}
	const file = "testdata/matrix.txt"
	if *update {
		if err := os.WriteFile(file, []byte(table.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if string(want) != table.String() {
		t.Errorf("who may do what is not what %s says (run with -update and look at the change); now:\n%s", file, table.String())
	}
}

var matrixMade atomic.Int64

// asked makes a request about a fresh matter, so that none sees what another did, and gives the status.
func asked(o *apitest.Office, method, path string, body any, unit, who string) int {
	o.Helper()
	if unit != "-" {
		m := o.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/matters"), map[string]any{"kind": "task", "title": "任务"}).Matter(o)
		owner, code := "招商局干部", "zsj"
		if unit == "经发局" {
			owner, code = "经发局局长", "jfj"
		}
		o.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.OfMatter(m.ID, "/commands"), apitest.Deeds(map[string]any{"command": "assign", "owner": owner, "lead_unit": code}), "If-Match", "*")
		path = strings.ReplaceAll(path, "MATTER", m.ID)
	}
	if !strings.HasPrefix(path, "/api") {
		path = apitest.InZone(path)
	}
	match := "*"
	if strings.Contains(path, "/accounts/") {
		match = `"1"`
	}
	header := []string{"If-Match", match}
	if u, is := body.(upload); is {
		return o.Call(who, method, path, u.body, append(header, u.header...)...).StatusCode
	}
	if body != nil { // each request a thing of its own
		raw, err := json.Marshal(body)
		if err != nil {
			o.Fatal(err)
		}
		body = strings.ReplaceAll(string(raw), "NUMBER", strconv.FormatInt(matrixMade.Add(1), 10))
	}
	return o.Call(who, method, path, body, header...).StatusCode
}
