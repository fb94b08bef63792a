package config_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"math/big"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"qinlian/internal/adapter/config"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

func file(t *testing.T, words string) string {
	t.Helper()
	name := filepath.Join(t.TempDir(), "qinlian.yaml")
	if err := os.WriteFile(name, []byte(words), 0o600); err != nil {
		t.Fatal(err)
	}
	return name
}

func TestAFlagBeatsAVariableBeatsTheFileBeatsTheDefault(t *testing.T) {
	t.Parallel()
	name := file(t, "db: from-file.db\nlisten: localhost:1\ngrace: 1m\nlimits: { header: 7s, header_size: 64KiB }\norigins:\n  - https://a.example\n  - https://b.example\n")
	l, err := config.Load(config.Sources{
		File: name, Environ: []string{"QINLIAN_LISTEN=localhost:2", "QINLIAN_GRACE=2m", "QINLIAN_DB=", "QINLIAN_LIMITS_CONNECTIONS=12", "OTHER=1"},
		Flags: map[string][]string{"grace": {"3m"}}, Called: map[string]string{"grace": "--grace"},
	})
	if err != nil {
		t.Fatal(err)
	}
	for key, want := range map[string][2]string{
		"db":                 {"from-file.db", name + ":1:5"}, // a variable that is set and empty says nothing
		"listen":             {"localhost:2", "$QINLIAN_LISTEN"},
		"grace":              {"3m", "--grace"},
		"limits.header":      {"7s", name + ":4:19"},
		"limits.header_size": {"64KiB", name + ":4:36"},
		"limits.connections": {"12", "$QINLIAN_LIMITS_CONNECTIONS"},
		"limits.idle":        {"2m", ""},
		"origins":            {"https://a.example, https://b.example", name + ":6:3"},
		"traces.sample":      {"1", ""},
	} {
		i := slices.IndexFunc(config.Settings(), func(s config.Setting) bool { return s.Key == key })
		if s := config.Settings()[i]; s.Shown(&l.Config) != want[0] || l.Origin(key) != want[1] {
			t.Errorf("%s is %q from %q, want %q", key, s.Shown(&l.Config), l.Origin(key), want)
		}
	}
}

// Everything that is wrong is told at once, each in its place.
func TestEveryFaultIsToldInItsPlace(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, file    string
		environ, want []string // place (of the file, after its name) and what it says
		flags         map[string][]string
	}{
		{name: "several faults of a file", file: "listne: localhost:1\ngrace: soon\nlog:\n  level: loud\n  colour: red\nlimits:\n  header_size: 3MiB\n  connections: 0\n", want: []string{
			":1:1: there is no setting \"listne\"; did you mean “listen”?",
			":5:3: log has no setting \"colour\"; known are: format, level, requests",
			":2:8: grace must be a duration such as 90s, 20m or 12h, not \"soon\"",
			":7:16: limits.header_size must be from 4KiB to 1MiB, not 3MiB",
			":8:16: limits.connections must be from 1 to 1000000, not 0",
			":4:10: log.level must be one of debug, info, warn, error, not \"loud\"",
		}},
		{name: "shapes", file: "tls: a.pem\ndb: [a, b]\ngrace: 1s\ngrace: 2s\nlog: { level: { a: 1 } }\n", want: []string{
			":1:6: here must stand name: value, one a line",
			":2:5: db must be one value",
			":4:1: grace is said twice",
			":5:15: log.level must be one value",
		}},
		{name: "no YAML", file: "a: b\n c: [\n", want: []string{":2: this is not YAML: mapping values are not allowed in this context"}},
		{name: "a value that a later one replaces is checked, too", file: "grace: soon\n", flags: map[string][]string{"grace": {"1s"}}, want: []string{
			":1:8: grace must be a duration such as 90s, 20m or 12h, not \"soon\"",
		}},
		{name: "a variable", environ: []string{"QINLIAN_LISTNE=x", "QINLIAN_LISTEN=8080", "QINLIAN_ZONE=a", "QINLIAN_TEST_POSTGRES=b", "QINLIAN_SOMETHING_ELSE=c"}, want: []string{
			"$QINLIAN_LISTNE: there is no such variable; did you mean \"QINLIAN_LISTEN\"?",
			"$QINLIAN_LISTEN: listen must be HOST:PORT, such as localhost:8080, not \"8080\"",
		}},
		{name: "a flag", flags: map[string][]string{"log.levle": {"x"}, "traces.sample": {"2"}}, want: []string{
			"--set log.levle: log has no setting \"levle\"; did you mean “level”?",
			"--set traces.sample: traces.sample must be from 0 to 1, not 2",
		}},
		{name: "a secret is not told", file: "traces: { headers: [swordfish] }\n", want: []string{":1:20: traces.headers must be Name: value, not \"••••••\""}},
		{name: "half of a pair", file: "tls: { cert: a.pem }\norigins: [https://a.example]\n", want: []string{":1:14: tls.cert must be given together with tls.key"}},
		{name: "clear text", file: "origins: [http://qinlian.example, http://localhost:1]\n", want: []string{":1:10: http://qinlian.example would send passwords in clear over the network: use https (set tls.cert and tls.key, or put a reverse proxy in front)"}},
		{name: "others without TLS", file: "listen: zone.example:8080\n", want: []string{":1:9: serving others on zone.example:8080 needs TLS: set tls.cert and tls.key or, behind a reverse proxy, origins to its https address"}},
		{name: "metrics for everybody", file: "metrics: { listen: 0.0.0.0:9464 }\n", want: []string{":1:20: metrics that others than this machine can reach need metrics.token"}},
		{name: "one address for two", file: "metrics: { listen: 'localhost:8080' }\n", want: []string{":1:20: metrics cannot be served on the address of the interface, localhost:8080"}},
		{name: "no name", file: "listen: :8443\ntls: { cert: a, key: b }\n", want: []string{":1:9: https://:8443 has no host name: set origins to what browsers use, with a name, such as https://qinlian.example.gov.cn"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			name := ""
			if tt.file != "" {
				name = file(t, tt.file)
			}
			_, err := config.Load(config.Sources{File: name, Environ: tt.environ, Flags: tt.flags})
			var list errs.List
			if !errors.As(err, &list) {
				t.Fatalf("no list of faults: %v", err)
			}
			var got []string
			for _, e := range list {
				got = append(got, strings.TrimPrefix(e.In(text.En), name))
				if e.Text.Zh == e.Text.En {
					t.Errorf("%s says the same in both languages", e.Code)
				}
			}
			slices.Sort(got)
			slices.Sort(tt.want)
			if !slices.Equal(got, tt.want) {
				t.Errorf("got\n%s\nwant\n%s", strings.Join(got, "\n"), strings.Join(tt.want, "\n"))
			}
		})
	}
}

func TestAFileThatIsMissingOrEmpty(t *testing.T) {
	t.Parallel()
	if _, err := config.Load(config.Sources{File: filepath.Join(t.TempDir(), "none.yaml")}); !errs.Is(err, "config.no_file") {
		t.Error(err)
	}
	for _, words := range []string{"", "# nothing yet\n", "tls:\nlog:\n  level:\n", "---\n"} {
		if _, err := config.Load(config.Sources{File: file(t, words)}); err != nil {
			t.Errorf("%q: %v", words, err)
		}
	}
}

func TestTheExampleIsAFileOfDefaultsInBothLanguages(t *testing.T) {
	t.Parallel()
	usual, err := config.Load(config.Sources{})
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []text.Lang{text.Zh, text.En} {
		example := config.Example(lang)
		l, err := config.Load(config.Sources{File: file(t, example)})
		if err != nil || !reflect.DeepEqual(l.Config, usual.Config) {
			t.Errorf("%s: %v\n%+v\nwant\n%+v", lang, err, l, usual)
		}
		for _, s := range config.Settings() {
			if s.Doc.In(lang) == "" || !strings.Contains(example, s.Doc.In(lang)) || !strings.Contains(example, "$"+s.Env) {
				t.Errorf("%s: %s is not explained", lang, s.Key)
			}
		}
	}
}

func TestSecretsAreNeverShown(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"postgres://q:swordfish@db/city":            "postgres://q:••••••@db/city",
		"postgres://db/city?password=swordfish":     "postgres://db/city?password=%E2%80%A2%E2%80%A2%E2%80%A2%E2%80%A2%E2%80%A2%E2%80%A2",
		"postgres://q:sword%fish@db/city":           "••••••",
		"postgres://q@db/city":                      "postgres://q@db/city",
		"qinlian.db?synchronous=normal":             "qinlian.db?synchronous=normal",
		"postgres://q:sword@fish@db/city?sslmode=x": "postgres://q:••••••@db/city?sslmode=x",
	} {
		if got := config.MaskedURL(given); got != want {
			t.Errorf("%s is shown as %s, want %s", given, got, want)
		}
	}
	l, err := config.Load(config.Sources{Flags: map[string][]string{"key": {"swordfish"}, "metrics.token": {"swordfish"}, "traces.headers": {"A: swordfish"}, "db": {"postgres://q:swordfish@db/city"}}})
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range config.Settings() {
		if strings.Contains(s.Shown(&l.Config), "swordfish") {
			t.Errorf("%s shows its secret", s.Key)
		}
	}
}

func TestWhereBrowsersComeFrom(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		config config.Config
		site   string
		plain  bool
	}{
		{config.Config{Listen: "127.0.0.1:8080"}, "http://localhost:8080", true},
		{config.Config{Listen: "[::1]:80"}, "http://localhost", true},
		{config.Config{Listen: "zone.example:443", TLS: config.TLS{Cert: "a"}}, "https://zone.example", false},
		{config.Config{Listen: "localhost:8080", Origins: []string{"https://zone.example"}}, "https://zone.example", false},
	} {
		if got := tt.config.Sites()[0]; got != tt.site || tt.config.Plain() != tt.plain {
			t.Errorf("%+v: %s, plain %v", tt.config, got, tt.config.Plain())
		}
	}
}

// pair writes a certificate for localhost and its key.
func pair(t *testing.T, from, until time.Time) config.TLS {
	t.Helper()
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	raw, err := x509.CreateCertificate(rand.Reader, &x509.Certificate{SerialNumber: big.NewInt(1), NotBefore: from, NotAfter: until, DNSNames: []string{"localhost"}},
		&x509.Certificate{SerialNumber: big.NewInt(1)}, &key.PublicKey, key)
	if err != nil {
		t.Fatal(err)
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	files := config.TLS{Cert: filepath.Join(folder, "cert.pem"), Key: filepath.Join(folder, "key.pem")}
	for name, block := range map[string]*pem.Block{files.Cert: {Type: "CERTIFICATE", Bytes: raw}, files.Key: {Type: "PRIVATE KEY", Bytes: der}} {
		if err := os.WriteFile(name, pem.EncodeToMemory(block), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return files
}

func TestACertificateThatCannotBeUsedIsRefusedWithTheReason(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 2, 0, 0, 0, 0, time.UTC)
	good, other := pair(t, now.Add(-time.Hour), now.Add(time.Hour)), pair(t, now.Add(-time.Hour), now.Add(time.Hour))
	for code, files := range map[string]config.TLS{
		"":               good,
		"tls.expired":    pair(t, now.Add(-2*time.Hour), now.Add(-time.Hour)),
		"tls.early":      pair(t, now.Add(time.Hour), now.Add(2*time.Hour)),
		"tls.pair":       {Cert: good.Cert, Key: other.Key},
		"tls.unreadable": {Cert: good.Cert, Key: good.Key + "?"},
	} {
		l := &config.Loaded{Config: config.Config{TLS: files}}
		if err := l.CheckFiles(now); code == "" && err != nil || code != "" && !errs.Is(err, code) {
			t.Errorf("want %q: %v", code, err)
		}
	}
}
