package matters_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"testing"

	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/adapter/httpapi/apitest"
)

// BenchmarkLifecycle registers, assigns, completes and closes matters over HTTP on a file that is durable at
// each commit, many clients at once.
func BenchmarkLifecycle(b *testing.B) {
	db := databasetest.Migrated(b, filepath.Join(b.TempDir(), "load.db"))
	o := apitest.Open(b, db)
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}}
	call := func(who, path string, body any, match string) map[string]any {
		raw, err := json.Marshal(body)
		if err != nil {
			b.Error(err)
		}
		req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, o.Server.URL+path, bytes.NewReader(raw))
		if err != nil {
			b.Error(err)
		}
		req.Header.Set("Content-Type", "application/json")
		req.Header.Set("Authorization", "Bearer "+who)
		if match != "" {
			req.Header.Set("If-Match", match)
		}
		res, err := client.Do(req)
		if err != nil {
			b.Error(err)
			return nil
		}
		defer res.Body.Close() //nolint:errcheck // read to its end
		answer, _ := io.ReadAll(res.Body)
		if res.StatusCode >= 300 {
			b.Errorf("%s: %s", path, answer)
		}
		var m map[string]any
		_ = json.Unmarshal(answer, &m)
		return m
	}
	find := func(who, path string) {
		req, err := http.NewRequestWithContext(b.Context(), http.MethodGet, o.Server.URL+apitest.InZone(path), nil)
		if err != nil {
			b.Error(err)
		}
		req.Header.Set("Authorization", "Bearer "+who)
		res, err := client.Do(req)
		if err != nil {
			b.Error(err)
			return
		}
		defer res.Body.Close() //nolint:errcheck // read to its end
		answer, _ := io.ReadAll(res.Body)
		if res.StatusCode != http.StatusOK {
			b.Errorf("%s: %s", path, answer)
		}
	}
	var n atomic.Int64
	b.SetParallelism(32)
	b.ResetTimer()
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			m := call("dcs-a", apitest.InZone("/matters"), map[string]any{"kind": "task", "title": fmt.Sprint("任务", n.Add(1))}, "")
			id, _ := m["id"].(string)
			call("dcs-a", apitest.OfMatter(id, "/commands"), apitest.Deeds(map[string]any{"command": "assign", "owner": "招商局干部", "lead_unit": "zsj"}), "*")
			call("dcs-a", apitest.OfMatter(id, "/commands"), apitest.Deeds(map[string]any{"command": "complete", "evidence": []string{"照片"}, "as": "督查室主任"}), "*")
			find("gwh-a", "/search?q="+url.QueryEscape(fmt.Sprint("任务", n.Load())))
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "lifecycles/s")
}
