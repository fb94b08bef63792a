package cli

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
)

// machine makes an installation with an account for the hotline's system.
func machine(t *testing.T, db string) {
	t.Helper()
	a, err := app.Open(t.Context(), db, clock.System)
	if err != nil {
		t.Fatal(err)
	}
	defer a.Close() //nolint:errcheck // a test's
	loaded, err := config.Load(config.Sources{Flags: map[string][]string{"db": {db}}})
	if err != nil {
		t.Fatal(err)
	}
	d, err := a.Directory(&loaded.Config)
	if err != nil {
		t.Fatal(err)
	}
	by := func(login string) identity.By {
		account, err := d.AccountOfLogin(t.Context(), login)
		if err != nil {
			t.Fatal(err)
		}
		return identity.By{Account: account.ID}
	}
	account, err := d.Open(t.Context(), by("system"), &identity.Draft{Login: "hotline", Title: "12345 热线平台", Zone: "testzone", Kind: identity.Machine})
	if err != nil {
		t.Fatal(err)
	}
	if _, err := d.Admit(t.Context(), by("security"), account.ID, 0); err != nil {
		t.Fatal(err)
	}
}

func TestAnOperatorIssuesListsAndRevokesATokenOfAnotherSystem(t *testing.T) {
	t.Parallel()
	db := filepath.Join(t.TempDir(), "office.db")
	said := func(code int, args ...string) string {
		t.Helper()
		out, errOut, got := run(t, "", append(args, "--db", db)...)
		if got != code {
			t.Fatalf("%v: exit %d, want %d\n%s%s", args, got, code, out, errOut)
		}
		return out + errOut
	}
	a, err := app.Open(t.Context(), db, clock.System)
	if err != nil {
		t.Fatal(err)
	}
	if err := a.Close(); err != nil {
		t.Fatal(err)
	}
	said(exitOK, "account", "init", "--system", "1", "--security", "2", "--audit", "3")
	machine(t, db)
	var issued struct{ Token, ID string }
	if err := json.Unmarshal([]byte(said(exitOK, "account", "token", "hotline", "--title", "12345 工单", "--json")), &issued); err != nil {
		t.Fatal(err)
	}
	if list := said(exitOK, "account", "tokens", "hotline"); !strings.Contains(list, issued.ID) || !strings.Contains(list, "intake") || strings.Contains(list, issued.Token) {
		t.Errorf("%s", list)
	}
	if got := said(exitOK, "account", "revoke", "hotline", issued.ID); !strings.Contains(got, "of hotline") {
		t.Errorf("%s", got)
	}
	if got := said(exitUsage, "account", "token", "hotline", "--title", "12345", "--scope", "everything", "--days", "900"); !strings.Contains(got, "identity.bad_scope") || !strings.Contains(got, "identity.token_expiry") {
		t.Errorf("%s", got)
	}
}

func TestACheckShowsWhatStandsThereAndWhatTheMachineLacks(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	file := filepath.Join(folder, "qinlian.yaml")
	words := "db: " + filepath.Join(folder, "office.db") + "\ngrace: soon\nmail: { password: swordfish, port: many }\nfiles: { scan: no-such-scanner }\nnotify: { intake: none.yaml, plain: true }\n"
	if err := os.WriteFile(file, []byte(words), 0o600); err != nil {
		t.Fatal(err)
	}
	out, errOut, code := run(t, "", "config", "check", file)
	if code == exitOK {
		t.Error("a wrong configuration is in order")
	}
	for _, want := range []string{"✗ soon", file + ":2:8", "✗ many", file + ":3:36"} {
		if !strings.Contains(out, want) {
			t.Errorf("the list does not show %s:\n%s", want, out)
		}
	}
	for _, want := range []string{"config.form", "config.no_command", "config.intake"} {
		if !strings.Contains(errOut, want) {
			t.Errorf("nothing is said of %s:\n%s", want, errOut)
		}
	}
	if strings.Contains(out+errOut, "swordfish") {
		t.Error("a secret is shown")
	}
}

func TestAServerWhoseCertificateIsNotTrustedIsNotSaidToBeDown(t *testing.T) {
	t.Parallel()
	server := httptest.NewTLSServer(http.NotFoundHandler())
	defer server.Close()
	_, errOut, code := run(t, "", "ready", server.URL+"/readyz")
	if code == exitOK || !strings.Contains(errOut, "ready.untrusted") || !strings.Contains(errOut, "does not trust its certificate") {
		t.Errorf("exit %d: %s", code, errOut)
	}
}
