package cli

import (
	"bytes"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// Whose port is taken is told before the demonstration is prepared, with what to type instead.
func TestATakenPortIsToldBeforeTheDemonstrationBegins(t *testing.T) {
	taken, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer func() { _ = taken.Close() }()
	t.Setenv("QINLIAN_DB", "")
	file := filepath.Join(t.TempDir(), "demo.db")
	for lang, want := range map[string]string{"zh_CN.UTF-8": "make run LISTEN=主机:端口", "en_US.UTF-8": "make run LISTEN=HOST:PORT"} {
		var out bytes.Buffer
		code := Main(t.Context(), Process{
			Args: []string{"demo", "--serve", "--to", file, "--listen", taken.Addr().String()}, In: strings.NewReader(""), Out: &out, Err: &out,
			Env: func(name string) string { return map[string]string{"LANG": lang}[name] }, Now: time.Now,
		})
		if code != 4 || !strings.Contains(out.String(), want) || !strings.Contains(out.String(), taken.Addr().String()) {
			t.Errorf("exit %d: %s", code, out.String())
		}
		if _, err := os.Stat(file); err == nil {
			t.Error("the demonstration was prepared all the same")
		}
	}
}

func TestTheDemonstrationTakesNoConfigurationFile(t *testing.T) {
	file := filepath.Join(t.TempDir(), "demo.db")
	for lang, want := range map[string]string{"zh_CN.UTF-8": "请去掉 --config", "en_US.UTF-8": "leave --config out"} {
		var out bytes.Buffer
		code := Main(t.Context(), Process{
			Args: []string{"demo", "--serve", "--to", file, "--config", "../../../deploy/qinlian.yaml"}, In: strings.NewReader(""), Out: &out, Err: &out,
			Env: func(name string) string { return map[string]string{"LANG": lang}[name] }, Now: time.Now,
		})
		if _, err := os.Stat(file); code == 0 || err == nil || !strings.Contains(out.String(), want) {
			t.Errorf("exit %d: %s", code, out.String())
		}
	}
}

// What the words for a taken port say to type, make takes.
func TestMakeRunTakesAnotherAddress(t *testing.T) {
	t.Parallel()
	if _, err := exec.LookPath("make"); err != nil {
		t.Skip("no make here")
	}
	said, err := exec.CommandContext(t.Context(), "make", "-C", "../../..", "-n", "run", "LISTEN=localhost:8081").CombinedOutput()
	if err != nil || !strings.Contains(string(said), "demo --serve --listen localhost:8081") {
		t.Errorf("%v\n%s", err, said)
	}
}

// A page names every command by the program's name, so what comes first is where a shell finds it.
func TestTheDemonstrationSaysWhereTheProgramIsFound(t *testing.T) {
	t.Parallel()
	for called, want := range map[string]string{
		"qinlian":                 "",
		"bin/qinlian":             `PATH="$PWD/bin:$PATH" `,
		"./qinlian":               `PATH="$PWD/.:$PATH" `,
		"/opt/qinlian/qinlian":    `PATH="/opt/qinlian:$PATH" `,
		"/tmp/go-build1/cli.test": `PATH="$PWD/bin:$PATH" `,
	} {
		if got := found(called); got != want {
			t.Errorf("called as %s: %q, want %q", called, got, want)
		}
	}
}
