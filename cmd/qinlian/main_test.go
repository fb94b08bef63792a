package main

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"testing"

	"github.com/jackc/pgx/v5"
	"github.com/rogpeppe/go-internal/testscript"
)

func TestMain(m *testing.M) {
	testscript.Main(m, map[string]func(){"qinlian": main})
}

// TestTheCommandLine runs the scripts of testdata/script on SQLite.
func TestTheCommandLine(t *testing.T) {
	t.Parallel()
	testscript.Run(t, params(t, "testdata/script", "qinlian.db"))
}

// TestTheCommandLineOnPostgreSQL runs what matters most against a server.
func TestTheCommandLineOnPostgreSQL(t *testing.T) {
	server := os.Getenv("QINLIAN_TEST_POSTGRES")
	if server == "" && os.Getenv("QINLIAN_REQUIRE_POSTGRES") == "" {
		t.Skip("QINLIAN_TEST_POSTGRES is not set: run make test, or scripts/with-postgres go test ./…")
	}
	testscript.Run(t, params(t, "testdata/postgres", schema(t, server)))
}

// schema makes an empty schema that is dropped after the test, and gives its address.
func schema(t *testing.T, server string) string {
	t.Helper()
	name := fmt.Sprintf("cli_%x", rand.Uint64())
	execute := func(statement string) {
		ctx := context.Background() // the test's own is over when its cleanup runs
		conn, err := pgx.Connect(ctx, server)
		if err != nil {
			t.Fatalf("connect to QINLIAN_TEST_POSTGRES: %v", err)
		}
		if _, err := conn.Exec(ctx, statement); err != nil {
			t.Errorf("%s: %v", statement, err)
		}
		if err := conn.Close(ctx); err != nil {
			t.Errorf("disconnect: %v", err)
		}
	}
	address, err := url.Parse(server)
	if err != nil {
		t.Fatalf("QINLIAN_TEST_POSTGRES is not a URL: %v", err)
	}
	execute("CREATE SCHEMA " + name)
	t.Cleanup(func() { execute("DROP SCHEMA " + name + " CASCADE") })
	query := address.Query()
	query.Set("search_path", name)
	address.RawQuery = query.Encode()
	return address.String()
}

func params(t *testing.T, dir, db string) testscript.Params {
	t.Helper()
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	return testscript.Params{
		Dir:                 dir,
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("COLUMNS", "1000") // cells in one line, so that patterns find them
			env.Setenv("LANG", "zh_CN.UTF-8")
			env.Setenv("ROOT", root)
			env.Setenv("QINLIAN_DB", db)
			env.Setenv("TMPDIR", env.WorkDir)
			return nil
		},
		Cmds: map[string]func(*testscript.TestScript, bool, []string){"exits": exits, "json": validJSON},
	}
}

// exits runs the program and wants an exit code: exits 3 show 无此号.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE ARGS…")
	}
	code := 0
	if err := ts.Exec("qinlian", args[1:]...); err != nil {
		var exit *exec.ExitError
		if !errors.As(err, &exit) {
			ts.Fatalf("qinlian: %v", err)
		}
		code = exit.ExitCode()
	}
	if fmt.Sprint(code) != args[0] {
		ts.Fatalf("exit code %d, want %s", code, args[0])
	}
}

// validJSON wants standard output, or a file, to be one JSON value as answers are: nothing is null, where there is
// a time it is RFC 3339 in Beijing time: json stdout.
func validJSON(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: json FILE")
	}
	var v any
	raw := ts.ReadFile(args[0])
	if err := json.Unmarshal([]byte(raw), &v); err != nil {
		ts.Fatalf("%s: %v:\n%s", args[0], err, raw)
	}
	if args[0] != "stdout" {
		return
	}
	if where := unusual(v); where != "" {
		ts.Fatalf("%s%s:\n%s", args[0], where, raw)
	}
}

var (
	anyTime = regexp.MustCompile(`^\d{4}-\d\d-\d\d[T ]\d\d:\d\d`)
	usual   = regexp.MustCompile(`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?\+08:00$`)
)

// unusual finds what no answer holds, and says where.
func unusual(v any) string {
	switch v := v.(type) {
	case nil:
		return ": null"
	case string:
		if anyTime.MatchString(v) && !usual.MatchString(v) {
			return ": " + v
		}
	case []any:
		for i := range v {
			if where := unusual(v[i]); where != "" {
				return fmt.Sprintf("[%d]%s", i, where)
			}
		}
	case map[string]any:
		for name := range v {
			if where := unusual(v[name]); where != "" {
				return "." + name + where
			}
		}
	}
	return ""
}
