package httpapi_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"net/http"
	"os"
	"slices"
	"strconv"
	"testing"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/httpapi/apitest"
)

var update = flag.Bool("update", false, "write the committed description anew")

const described = "../../../docs/api/openapi.json"

func TestTheCommittedDescriptionIsWhatTheServerSays(t *testing.T) {
	o := apitest.Open(t, databasetest.Migrated(t, databasetest.SQLite(t)))
	r := o.OK(http.StatusOK, "", http.MethodGet, "/api/v1/openapi.json", nil)
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, r.Raw, "", "  "); err != nil {
		t.Fatal(err)
	}
	pretty.WriteByte('\n')
	if *update {
		if err := os.WriteFile(described, pretty.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(described)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(want, pretty.Bytes()) {
		t.Errorf("docs/api/openapi.json is not what the server describes: run go test ./internal/adapter/httpapi -run Description -update and look at the change")
	}
	var doc struct {
		OpenAPI string         `json:"openapi"`
		Paths   map[string]any `json:"paths"`
	}
	if err := json.Unmarshal(want, &doc); err != nil {
		t.Fatal(err)
	}
	for _, where := range nullableLists(t, want) {
		t.Errorf("%s may be null, and a list is empty or left out", where)
	}
	if doc.OpenAPI != "3.1.0" || len(doc.Paths) == 0 {
		t.Errorf("OpenAPI %s with %d paths", doc.OpenAPI, len(doc.Paths))
	}
}

// nullableLists walks a description and names every list in it that may be null.
func nullableLists(t *testing.T, raw []byte) (found []string) {
	t.Helper()
	var doc any
	if err := json.Unmarshal(raw, &doc); err != nil {
		t.Fatal(err)
	}
	var walk func(where string, v any)
	walk = func(where string, v any) {
		switch v := v.(type) {
		case map[string]any:
			if types, several := v["type"].([]any); several && slices.Contains(types, any("array")) && slices.Contains(types, any("null")) {
				found = append(found, where)
			}
			for key, below := range v {
				walk(where+"/"+key, below)
			}
		case []any:
			for i, below := range v {
				walk(where+"/"+strconv.Itoa(i), below)
			}
		}
	}
	walk("", doc)
	return found
}
