package httpapi_test

import "maps"

func init() {
	none := map[string]any{"files": map[string]string{}}
	maps.Copy(samples, map[string]sample{
		"list-mechanisms":       {path: "/mechanisms"},
		"read-mechanism-files":  {path: "/mechanisms/files"},
		"read-kind":             {path: "/mechanisms/kinds/task"},
		"list-letter-templates": {path: "/letter-templates"},
		"check-mechanisms":      {path: "/mechanisms/check", body: none},
		"diff-mechanisms":       {path: "/mechanisms/diff", body: none},
		"plan-mechanisms":       {path: "/mechanisms/plans", body: none},
		"read-plan":             {path: "/mechanisms/plans/none"},
		"apply-mechanisms":      {path: "/mechanisms/versions", body: map[string]any{"files": map[string]string{}, "from": "2023-04-01T00:00:00Z", "hash": "other"}},
	})
}
