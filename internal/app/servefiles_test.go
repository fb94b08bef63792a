package app_test

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"log/slog"
	"mime/multipart"
	"net/http"
	"net/http/cookiejar"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/identity"
	"qinlian/internal/app"
)

func TestTheServerImportsALedgerAndGivesItOutAgain(t *testing.T) {
	a := testZone(t, filepath.Join(t.TempDir(), "served.db"))
	ctx, stop := context.WithCancel(t.Context())
	err := a.Serve(ctx, app.Serving{
		Config: settings(t, "listen=127.0.0.1:0", "key_file="+filepath.Join(t.TempDir(), "key"), "files.folder="+filepath.Join(t.TempDir(), "files")),
		Log:    slog.New(slog.DiscardHandler),
		Ready: func(address string, d *identity.Directory) error {
			defer stop()
			accounts, err := a.SeedDemo(t.Context(), d, "testzone")
			if err != nil {
				return err
			}
			jar, err := cookiejar.New(nil)
			if err != nil {
				return err
			}
			b := &browser{t, &http.Client{Jar: jar}, "http://" + address}
			for i := range accounts {
				if login := accounts[i].Login; login == "testzone.office" {
					b.call(http.MethodPost, "/api/v1/session", map[string]string{"login": login, "password": accounts[i].Password})
				}
			}
			b.importAndExport()
			return nil
		},
	})
	if err != nil {
		t.Error(err)
	}
}

func (b *browser) importAndExport() {
	b.Helper()
	const zone = "/api/v1/zones/testzone"
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, _ := form.CreateFormFile("file", "台账.csv") // a buffer takes everything
	_, _ = io.WriteString(part, "编号,任务名称,责任单位,完成时限\nX1,修路,督查室,2099-12-30\n")
	_ = form.Close()
	begun := map[string]any{}
	b.send(http.MethodPost, zone+"/imports", form.FormDataContentType(), &body, &begun)
	id, _ := begun["id"].(string)
	path := zone + "/imports/" + id
	done := func(pass string) map[string]any {
		for tick := time.NewTicker(20 * time.Millisecond); ; {
			_, v := b.call(http.MethodGet, path, nil)
			task, _ := v[pass].(map[string]any)
			if task["state"] == "done" || task["state"] == "failed" {
				return task
			}
			select {
			case <-tick.C:
			case <-b.Context().Done():
				b.Fatalf("%s does not end: %v", pass, v)
			}
		}
	}
	done("dry_run")
	if status, v := b.call(http.MethodPost, path+"/confirmation", map[string]any{"sha256": begun["sha256"]}); status != http.StatusAccepted {
		b.Fatalf("%d %v", status, v)
	}
	if result, _ := done("import")["result"].(map[string]any); result["new"] != float64(1) || result["kept"] != true {
		b.Errorf("imported: %v", result)
	}
	if ledger := b.send(http.MethodGet, zone+"/export?format=csv", "", nil, nil); !strings.Contains(ledger, "修路") {
		b.Errorf("exported: %s", ledger)
	}
}

// send is call with a body of any sort.
func (b *browser) send(method, path, media string, body io.Reader, into any) string {
	b.Helper()
	req, err := http.NewRequestWithContext(b.Context(), method, b.base+path, body)
	if err != nil {
		b.Fatal(err)
	}
	req.Header.Set("Content-Type", media)
	res, err := b.client.Do(req)
	if err != nil {
		b.Fatal(err)
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	raw, err := io.ReadAll(res.Body)
	if err != nil || res.StatusCode >= http.StatusBadRequest {
		b.Fatalf("%s: %d %s %v", path, res.StatusCode, raw, err)
	}
	if into != nil {
		if err := json.Unmarshal(raw, into); err != nil {
			b.Fatal(err)
		}
	}
	return string(raw)
}
