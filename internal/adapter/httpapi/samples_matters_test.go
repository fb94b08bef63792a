package httpapi_test

import (
	"maps"

	"qinlian/internal/adapter/httpapi/apitest"
)

func init() {
	maps.Copy(samples, map[string]sample{
		"list-matters":    {path: "/matters"},
		"read-matter":     {path: "/matters/MATTER"},
		"register-matter": {path: "/matters", body: map[string]any{"kind": "task", "title": "新任务", "as": "ACTING"}},
		"command-matter":  {path: "/matters/MATTER/commands", body: apitest.Deeds(map[string]any{"command": "report", "as": "ACTING", "text": "进展"})},
		"read-today":      {path: "/today"},
		"read-figures":    {path: "/figures?periods=2"},
		"read-board":      {path: "/board"},
		"read-receipt":    {path: "/matters/MATTER/receipt"},
		"read-checkpoint": {path: "/checkpoint"},
		"search-matters":  {path: "/search?q=%E4%BB%BB%E5%8A%A1"},
		"read-work":       {path: "/work"},
	})
}
