package httpapi_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"strings"

	"qinlian/internal/adapter/httpapi/apitest"
)

func init() {
	changed := map[string]any{"files": "FILES"}
	maps.Copy(samples, map[string]sample{
		"list-mechanisms":       {path: "/mechanisms"},
		"read-mechanism-files":  {path: "/mechanisms/files"},
		"read-kind":             {path: "/mechanisms/kinds/task"},
		"list-letter-templates": {path: "/letter-templates"},
		"check-mechanisms":      {path: "/mechanisms/check", body: changed, made: files},
		"diff-mechanisms":       {path: "/mechanisms/diff", body: changed, made: files},
		"plan-mechanisms":       {path: "/mechanisms/plans", body: changed, made: files},
		"read-plan":             {path: "/mechanisms/plans/THING", made: planned},
		"apply-mechanisms":      {path: "/mechanisms/versions", body: map[string]any{"files": "FILES", "from": "2023-06-01T00:00:00+08:00", "hash": "HASH"}, made: files},
	})
}

// files are those in force with a limit changed, and the hash under which they were checked.
func files(m *matrix, _ string) things {
	m.Helper()
	var in struct{ Files []struct{ Path, Text string } }
	m.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/mechanisms/files"), nil).Into(m.Office, &in)
	changed := map[string]string{in.Files[0].Path: strings.Replace(in.Files[0].Text, "title: 走访", "title: 走访服务", 1)}
	raw, err := json.Marshal(changed)
	if err != nil {
		m.Fatal(err)
	}
	var c struct{ Hash string }
	m.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/mechanisms/check"), map[string]any{"files": changed}).Into(m.Office, &c)
	return things{"FILES": string(raw), "HASH": c.Hash}
}

// planned is a plan that 督查室主任 asked for.
func planned(m *matrix, _ string) things {
	m.Helper()
	var begun struct{ ID string }
	m.OK(http.StatusAccepted, "dcs-a", http.MethodPost, apitest.InZone("/mechanisms/plans"), `{"files":`+files(m, "")["FILES"]+`}`).Into(m.Office, &begun)
	return things{"THING": begun.ID}
}
