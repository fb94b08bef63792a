package cli

import (
	"bytes"
	"context"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"

	"qinlian/internal/base/clock"
)

// spoken runs one command line in a language and gives all that it said; kong reads flags' variables from the process.
func spoken(ctx context.Context, lang string, args ...string) (string, int) {
	var out bytes.Buffer
	env := func(name string) string {
		if name == "LANG" {
			return lang
		}
		return os.Getenv(name)
	}
	code := Main(ctx, Process{Args: args, In: strings.NewReader(""), Out: &out, Err: &out, Env: env, Now: clock.System})
	return out.String(), code
}

// configured writes a configuration file that names a database beside it.
func configured(t *testing.T, more string) (file, db string) {
	t.Helper()
	folder := t.TempDir()
	file, db = filepath.Join(folder, "qinlian.yaml"), filepath.Join(folder, "office.db")
	if err := os.WriteFile(file, []byte("db: "+db+"\n"+more), 0o600); err != nil {
		t.Fatal(err)
	}
	return file, db
}

var newZone = filepath.Join("..", "..", "..", "mechanisms", "ganjiang")

// The set-up of docs/operations.md in its order: what one command writes, the next ones read.
func TestEveryCommandWorksOnTheDatabaseOfTheConfiguration(t *testing.T) {
	file, db := configured(t, "")
	t.Setenv("QINLIAN_CONFIG", file)
	for _, args := range [][]string{
		{"apply", newZone, "--from", "2026-01-01", "--as", "党政办公室主任"},
		{"account", "init", "--system", "1", "--security", "2", "--audit", "3"},
		{"zone", "list"},
		{"verify"},
		{"backup", filepath.Join(filepath.Dir(db), "copy")},
	} {
		said, code := spoken(t.Context(), "en", args...)
		if code != exitOK {
			t.Fatalf("%v: %d\n%s", args, code, said)
		}
		if args[0] == "zone" && !strings.Contains(said, "ganjiang") {
			t.Errorf("the zone is not in the configured database:\n%s", said)
		}
	}
	if _, err := os.Stat(db); err != nil {
		t.Error(err)
	}
	other := filepath.Join(t.TempDir(), "other.db")
	if said, _ := spoken(t.Context(), "en", "zone", "list", "--db", other); !strings.Contains(said, "database.missing") {
		t.Errorf("--db does not beat the file:\n%s", said)
	}
	t.Setenv("QINLIAN_DB", other)
	if said, _ := spoken(t.Context(), "en", "verify"); !strings.Contains(said, "database.missing") {
		t.Errorf("QINLIAN_DB does not beat the file:\n%s", said)
	}
	if said, code := spoken(t.Context(), "en", "zone", "list", "--config", filepath.Join(t.TempDir(), "none.yaml"), "--db", db); code != exitOK {
		t.Errorf("a file that is not asked is read:\n%s", said)
	}
}

func TestAServerWithoutAZoneSaysWhatComesNext(t *testing.T) {
	t.Parallel()
	for lang, want := range map[string]string{"zh_CN": "下一步：qinlian apply", "en": "Next: qinlian apply"} {
		file, _ := configured(t, "listen: localhost:0\n")
		if said, code := spoken(t.Context(), lang, "account", "init", "--config", file, "--system", "1", "--security", "2", "--audit", "3"); code != exitOK {
			t.Fatal(said)
		}
		ctx, stop := context.WithCancel(t.Context())
		var out, log bytes.Buffer
		Main(ctx, Process{Args: []string{"serve", "--config", file}, Out: writing(func(b []byte) { out.Write(b); stop() }), Err: &log, Env: func(name string) string {
			return map[string]string{"LANG": lang}[name]
		}, Now: clock.System})
		if !strings.Contains(out.String(), want) {
			t.Errorf("nothing is said of the zone that lacks:\n%s%s", out.String(), log.String())
		}
	}
}

// writing calls a function with what is written.
type writing func([]byte)

func (w writing) Write(b []byte) (int, error) { w(b); return len(b), nil }

func TestACheckFindsTheKeyThatAServerWouldRefuse(t *testing.T) {
	t.Parallel()
	bad := filepath.Join(t.TempDir(), "bad.key")
	if err := os.WriteFile(bad, []byte("short\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct{ words, code, zh, en string }{
		{"db: postgres://office@localhost/office\n", "serve.no_key", "密钥文件", "key file"},
		{"db: office.db\nkey_file: " + bad + "\n", "serve.bad_key", "随机字节", "random bytes"},
		{"db: office.db\nkey_file: " + bad + "/below.key\n", "config.unreadable", "无法读取", "cannot be read"},
		{"db: office.db\nkey_file: " + t.TempDir() + "\n", "config.unreadable", "无法读取", "cannot be read"},
		{"db: postgres://office@localhost/office\nkey_file: " + filepath.Join(t.TempDir(), "new.key") + "\n", "", "配置无误", "in order"},
	} {
		file := filepath.Join(t.TempDir(), "qinlian.yaml")
		if err := os.WriteFile(file, []byte(c.words), 0o600); err != nil {
			t.Fatal(err)
		}
		for lang, want := range map[string]string{"zh_CN": c.zh, "en": c.en} {
			said, code := spoken(t.Context(), lang, "config", "check", file)
			if (code == exitOK) != (c.code == "") || !strings.Contains(said, c.code) || !strings.Contains(said, want) {
				t.Errorf("%s: exit %d, want %s %q:\n%s", c.words, code, c.code, want, said)
			}
		}
	}
}

func TestOnlyAServerThatSaysSoIsReady(t *testing.T) {
	t.Parallel()
	asked := ""
	answer := `{"status":"ready"}`
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked = r.URL.Path
		_, _ = w.Write([]byte(answer))
	}))
	defer server.Close()
	for _, address := range []string{server.URL, server.URL + "/", server.URL + "/readyz"} {
		if said, code := spoken(t.Context(), "en", "ready", address); code != exitOK || asked != "/readyz" {
			t.Errorf("%s asks %s: %d %s", address, asked, code, said)
		}
	}
	for _, answer = range []string{"<html>welcome</html>", `{"status":"draining"}`, "{}", ""} {
		for lang, want := range map[string]string{"zh_CN": "不是本系统的就绪检查", "en": "not as this program's readiness"} {
			if said, code := spoken(t.Context(), lang, "ready", server.URL); code == exitOK || !strings.Contains(said, want) {
				t.Errorf("%q is taken for ready: %d %s", answer, code, said)
			}
		}
	}
	if said, code := spoken(t.Context(), "en", "ready", "localhost:8080"); code == exitOK || !strings.Contains(said, "ready.url") {
		t.Errorf("%d %s", code, said)
	}
}

func TestANewZoneIsToldThatThereIsNothingToCompareWith(t *testing.T) {
	t.Parallel()
	file, db := configured(t, "")
	for i := range 2 {
		for _, args := range [][]string{{"diff", newZone}, {"plan", "--candidate", newZone}} {
			for lang, want := range map[string]string{"zh_CN": "没有可比的", "en": "nothing to compare with"} {
				said, code := spoken(t.Context(), lang, append(args, "--config", file)...)
				if code != exitNotFound || !strings.Contains(said, want) || !strings.Contains(said, "qinlian apply "+newZone) {
					t.Errorf("%v: %d %s", args, code, said)
				}
			}
		}
		if i > 0 {
			break
		}
		if said, code := spoken(t.Context(), "en", "account", "init", "--db", db, "--system", "1", "--security", "2", "--audit", "3"); code != exitOK {
			t.Fatal(said) // now the database is there, and empty
		}
	}
}

func TestTheHelpOnVariablesNamesAllThatFlagsHave(t *testing.T) {
	t.Parallel()
	for field := range reflect.TypeFor[Flags]().Fields() {
		name := field.Tag.Get("env")
		for _, lang := range []string{"zh_CN", "en"} {
			said, _ := spoken(t.Context(), lang, "help", "environment")
			if name != "" && !strings.Contains(said, "\n  "+name+" ") || !strings.Contains(said, "\n  COLUMNS ") {
				t.Errorf("%s is not told:\n%s", name, said)
			}
			for line := range strings.Lines(said) {
				if name, words, ok := strings.Cut(strings.TrimPrefix(line, "  "), " "); ok && name == strings.ToUpper(name) && len(line)-len(strings.TrimLeft(words, " ")) != len("  QINLIAN_VERBOSE  ") {
					t.Errorf("the line is not in column: %q", line)
				}
			}
		}
	}
}
