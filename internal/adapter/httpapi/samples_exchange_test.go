package httpapi_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"maps"
	"net/http"
	"time"

	"qinlian/internal/adapter/httpapi/apitest"
)

func init() {
	photo, asPhoto := apitest.Form("现场.txt", "text/plain", []byte("现场情况"))
	book, asBook := apitest.Form("台账.csv", "text/csv", []byte("任务名称,责任单位,责任人,完成时限\n引进甲项目,招商局,招商局干部,2023-12-30\n"), "kind", "task", "as", "督查室主任")
	maps.Copy(samples, map[string]sample{
		"list-attachments":    {path: "/matters/MATTER/attachments"},
		"attach-file":         {path: "/matters/MATTER/attachments", body: upload{photo, asPhoto}},
		"download-attachment": {path: "/matters/MATTER/attachments/HASH", made: attached},
		"detach-file":         {path: "/matters/MATTER/attachments/HASH", made: attached},
		"read-file-policy":    {path: "/file-policy"},
		"begin-import":        {path: "/imports", body: upload{book, asBook}},
		"list-imports":        {path: "/imports"},
		"read-import":         {path: "/imports/THING", made: read},
		"correct-import":      {path: "/imports/THING/corrections", body: map[string]any{"corrections": map[string]string{"台账!D2": "2023-12-29"}}, made: read},
		"confirm-import":      {path: "/imports/THING/confirmation", body: map[string]any{"sha256": "HASH"}, made: read},
		"download-import":     {path: "/imports/THING/file", made: read},
		"assign-matters":      {path: "/bulk/assign", body: map[string]any{"matters": []string{"MATTER"}, "as": "ACTING", "command": "transfer", "reason": "分工调整", "owner": "招商局局长", "lead_unit": "zsj"}, bulk: true},
		"remind-matters":      {path: "/bulk/remind", body: map[string]any{"matters": []string{"MATTER"}, "as": "ACTING", "template": "reminder", "reason": "临期"}, bulk: true},
		"export-matters":      {path: "/export?format=csv"},
	})
}

// attached is a file of a matter's.
func attached(m *matrix, matter string) things {
	m.Helper()
	content := []byte("现场情况")
	photo, asPhoto := apitest.Form("现场.txt", "text/plain", content)
	m.OK(http.StatusCreated, "dcs-a", http.MethodPost, apitest.OfMatter(matter, "/attachments"), photo, asPhoto...)
	sum := sha256.Sum256(content)
	return things{"HASH": hex.EncodeToString(sum[:])}
}

// read is an import of 督查室主任 whose dry run is over.
func read(m *matrix, _ string) things {
	m.Helper()
	content := []byte("任务名称,责任单位,责任人,完成时限\n引进甲项目,招商局,招商局干部,2023-12-30\n")
	content = append(bytes.TrimSuffix(content, []byte("\n")), []byte("\n引进"+m.next()+"项目,招商局,招商局干部,2023-12-30\n")...)
	book, asBook := apitest.Form("台账.csv", "text/csv", content, "kind", "task", "as", "督查室主任")
	var v struct {
		ID      string
		DryRun  *struct{ State string } `json:"dry_run"`
		Message string
	}
	m.OK(http.StatusAccepted, "dcs-a", http.MethodPost, apitest.InZone("/imports"), book, asBook...).Into(m.Office, &v)
	for until := time.Now().Add(time.Minute); v.DryRun == nil || v.DryRun.State != "done"; {
		if r := m.OK(http.StatusOK, "dcs-a", http.MethodGet, apitest.InZone("/imports/"+v.ID), nil); time.Now().After(until) {
			m.Fatalf("%s", r.Raw)
		} else {
			r.Into(m.Office, &v)
		}
	}
	sum := sha256.Sum256(content)
	return things{"THING": v.ID, "HASH": hex.EncodeToString(sum[:])}
}
