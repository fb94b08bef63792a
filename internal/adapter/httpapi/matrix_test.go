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

// sample is a well-formed request of each operation; MATTER stands for the matter's id.
var samples = map[string]struct {
	path string // below /api/v1/zones/testzone, or from the root when it begins with "/api"
	body any
}{
	"list-matters":    {path: "/matters"},
	"read-matter":     {path: "/matters/MATTER"},
	"register-matter": {path: "/matters", body: map[string]any{"kind": "task", "title": "新任务"}},
	"command-matter":  {path: "/matters/MATTER/commands", body: deeds(map[string]any{"command": "report", "text": "进展"})},
	"read-today":      {path: "/today"},
	"read-receipt":    {path: "/matters/MATTER/receipt"},
	"read-checkpoint": {path: "/checkpoint"},
	"read-me":         {path: "/api/v1/me"},
	"search-matters":  {path: "/search?q=%E4%BB%BB%E5%8A%A1"},
	"read-work":       {path: "/work"},

	"sign-in":         {path: "/api/v1/session", body: map[string]any{"login": "nobody", "password": "nothing"}},
	"give-code":       {path: "/api/v1/session/code", body: map[string]any{"code": "000000"}},
	"change-password": {path: "/api/v1/session/password", body: map[string]any{"old": "a", "new": "b"}},
	"read-session":    {path: "/api/v1/session"},
	"sign-out":        {path: "/api/v1/session"},
	"begin-code":      {path: "/api/v1/session/factor", body: map[string]any{}},
	"confirm-code":    {path: "/api/v1/session/factor", body: map[string]any{"code": "000000"}},
	"list-visits":     {path: "/api/v1/me/visits"},
	"list-tokens":     {path: "/api/v1/me/tokens"},
	"issue-token":     {path: "/api/v1/me/tokens", body: map[string]any{"title": "报表", "scopes": []string{"see"}, "expires_at": "2023-05-01T00:00:00Z"}},
	"revoke-token":    {path: "/api/v1/me/tokens/none"},

	"list-accounts":         {path: "/api/v1/accounts"},
	"open-account":          {path: "/api/v1/accounts", body: map[string]any{"login": "new-NUMBER", "title": "招商局局长", "zone": zone, "kind": "staff", "person": "p-NUMBER"}},
	"close-account":         {path: "/api/v1/accounts/none/close"},
	"list-pending-accounts": {path: "/api/v1/security/accounts"},
	"admit-account":         {path: "/api/v1/accounts/none/admit"},
	"lock-account":          {path: "/api/v1/accounts/none/lock"},
	"unlock-account":        {path: "/api/v1/accounts/none/unlock"},
	"reset-password":        {path: "/api/v1/accounts/none/password"},
	"read-audit":            {path: "/api/v1/audit"},
	"verify-audit":          {path: "/api/v1/audit/verification"},
}

func TestEveryOperationAnswersEverybodyAsTheMatrixSays(t *testing.T) {
	o := open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	var table strings.Builder
	fmt.Fprintf(&table, "%-22s %-8s", "operation", "about")
	for _, p := range everybody {
		fmt.Fprintf(&table, " %14s", p.title)
	}
	table.WriteByte('\n')
	for _, op := range o.api.Declared() {
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
				fmt.Fprintf(&table, " %14d", o.asked(op.Method, sample.path, sample.body, unit, p.who))
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
func (o *office) asked(method, path string, body any, unit, who string) int {
	o.Helper()
	if unit != "-" {
		m := o.ok(http.StatusCreated, "dcs-a", http.MethodPost, inZone("/matters"), map[string]any{"kind": "task", "title": "任务"}).matter(o)
		owner, code := "招商局干部", "zsj"
		if unit == "经发局" {
			owner, code = "经发局局长", "jfj"
		}
		o.ok(http.StatusOK, "dcs-a", http.MethodPost, ofMatter(m.ID, "/commands"), deeds(map[string]any{"command": "assign", "owner": owner, "lead_unit": code}), "If-Match", "*")
		path = strings.ReplaceAll(path, "MATTER", m.ID)
	}
	if !strings.HasPrefix(path, "/api") {
		path = inZone(path)
	}
	match := "*"
	if strings.Contains(path, "/accounts/") {
		match = `"1"`
	}
	if body != nil { // each request a thing of its own
		raw, err := json.Marshal(body)
		if err != nil {
			o.Fatal(err)
		}
		body = strings.ReplaceAll(string(raw), "NUMBER", strconv.FormatInt(matrixMade.Add(1), 10))
	}
	return o.call(who, method, path, body, "If-Match", match).StatusCode
}
