package httpapi_test

import "maps"

func init() {
	maps.Copy(samples, map[string]sample{
		"read-personal":   {path: "/matters/MATTER/personal"},
		"unmask-personal": {path: "/matters/MATTER/personal/unmask", body: map[string]any{"fields": []string{"phone"}, "reason": "回访", "as": "ACTING"}},
	})
}
