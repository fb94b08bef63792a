package httpapi_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"regexp"
	"time"

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
		"read-mechanism-schema": {path: "/mechanisms/schema"},
		"read-mechanism":        {path: "/mechanisms/documents/zone/testzone"},
		"read-kind-calendar":    {path: "/mechanisms/kinds/task/calendar?year=2023"},
		"play-scenarios":        {path: "/mechanisms/scenarios", body: map[string]any{"files": "PLAYED"}, made: files},
		"read-scenarios":        {path: "/mechanisms/scenarios/THING", made: played},
		"propose-mechanisms":    {path: "/mechanisms/proposals", body: map[string]any{"files": "FILES", "from": "FROM", "hash": "HASH", "why": "试行"}, made: files},
		"list-proposals":        {path: "/mechanisms/proposals"},
		"read-proposal":         {path: "/mechanisms/proposals/THING", made: proposed},
		"approve-proposal":      {path: "/mechanisms/proposals/THING/approval", body: map[string]any{"hash": "HASH"}, made: proposed},
		"refuse-proposal":       {path: "/mechanisms/proposals/THING/refusal", body: map[string]any{"why": "时机未到"}, made: proposed},
		"withdraw-proposal":     {path: "/mechanisms/proposals/THING/withdrawal", body: map[string]any{}, made: proposed},
		"diff-versions":         {path: "/mechanisms/differences"},
	})
}

// scenarios are a story beside the mechanisms.
const scenarios = "scenarios:\n  - name: 登记一件任务\n    given: { at: 2023-03-01, matter: { kind: task, title: 走访企业 } }\n    then: { stage: registered }\n"

// files are those of the newest version with a title changed, and the hash under which they were checked.
func files(m *matrix, _ string) things {
	m.Helper()
	var list struct{ Versions []struct{ Hash string } }
	m.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/mechanisms"), nil).Into(m.Office, &list)
	var in struct{ Files []struct{ Path, Text string } }
	m.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/mechanisms/files?hash="+list.Versions[0].Hash), nil).Into(m.Office, &in)
	n := m.next()
	changed := map[string]string{in.Files[0].Path: regexp.MustCompile(`title: 走访\w*`).ReplaceAllString(in.Files[0].Text, "title: 走访"+n)}
	raw, err := json.Marshal(changed)
	if err != nil {
		m.Fatal(err)
	}
	var c struct{ Hash string }
	m.OK(http.StatusOK, "dcs-a", http.MethodPost, apitest.InZone("/mechanisms/check"), map[string]any{"files": changed}).Into(m.Office, &c)
	changed[apitest.Zone+"/all.test.yaml"] = scenarios
	beside, err := json.Marshal(changed)
	if err != nil {
		m.Fatal(err)
	}
	m.day++
	return things{"FILES": string(raw), "HASH": c.Hash, "PLAYED": string(beside), "FROM": time.Date(2024, 1, 1+m.day, 0, 0, 0, 0, time.UTC).Format(time.RFC3339)}
}

// played are scenarios that 督查室主任 had played.
func played(m *matrix, _ string) things {
	m.Helper()
	var begun struct{ ID string }
	m.OK(http.StatusAccepted, "dcs-a", http.MethodPost, apitest.InZone("/mechanisms/scenarios"), `{"files":`+files(m, "")["PLAYED"]+`}`).Into(m.Office, &begun)
	return things{"THING": begun.ID}
}

// proposed is a version that 督查室主任 proposed.
func proposed(m *matrix, _ string) things {
	m.Helper()
	given := files(m, "")
	var p struct{ ID string }
	m.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.InZone("/mechanisms/proposals"),
		`{"files":`+given["FILES"]+`,"from":"`+given["FROM"]+`","hash":"`+given["HASH"]+`","why":"试行"}`).Into(m.Office, &p)
	given["THING"] = p.ID
	return given
}

// planned is a plan that 督查室主任 asked for.
func planned(m *matrix, _ string) things {
	m.Helper()
	var begun struct{ ID string }
	m.OK(http.StatusAccepted, "dcs-a", http.MethodPost, apitest.InZone("/mechanisms/plans"), `{"files":`+files(m, "")["FILES"]+`}`).Into(m.Office, &begun)
	return things{"THING": begun.ID}
}
