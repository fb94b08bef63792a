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

// validJSON wants standard output, or a file, to be one JSON value: json stdout.
func validJSON(ts *testscript.TestScript, neg bool, args []string) {
	if len(args) != 1 {
		ts.Fatalf("usage: json FILE")
	}
	if valid := json.Valid([]byte(ts.ReadFile(args[0]))); valid == neg {
		ts.Fatalf("%s: valid JSON is %v:\n%s", args[0], valid, ts.ReadFile(args[0]))
	}
}
