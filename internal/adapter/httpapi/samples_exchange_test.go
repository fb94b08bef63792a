package httpapi_test

import (
	"maps"
	"strings"

	"qinlian/internal/adapter/httpapi/apitest"
)

func init() {
	hash := strings.Repeat("0", 64)
	photo, asPhoto := apitest.Form("现场.txt", "text/plain", []byte("现场情况"))
	book, asBook := apitest.Form("台账.csv", "text/csv", []byte("任务名称,责任单位,责任人,完成时限\n引进甲项目,招商局,招商局干部,2023-12-30\n"), "kind", "task", "as", "督查室主任")
	maps.Copy(samples, map[string]sample{
		"list-attachments":    {path: "/matters/MATTER/attachments"},
		"attach-file":         {path: "/matters/MATTER/attachments", body: upload{photo, asPhoto}},
		"download-attachment": {path: "/matters/MATTER/attachments/" + hash},
		"detach-file":         {path: "/matters/MATTER/attachments/" + hash},
		"read-file-policy":    {path: "/file-policy"},
		"begin-import":        {path: "/imports", body: upload{book, asBook}},
		"list-imports":        {path: "/imports"},
		"read-import":         {path: "/imports/none"},
		"confirm-import":      {path: "/imports/none/confirmation", body: map[string]any{"sha256": hash}},
		"download-import":     {path: "/imports/none/file"},
		"assign-matters":      {path: "/bulk/assign", body: map[string]any{"matters": []string{"none"}, "owner": "招商局干部", "dry_run": true}},
		"remind-matters":      {path: "/bulk/remind", body: map[string]any{"matters": []string{"none"}, "template": "reminder", "reason": "临期", "dry_run": true}},
		"export-matters":      {path: "/export?format=csv"},
	})
}
