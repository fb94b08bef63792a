package faults_test

import (
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// program builds the product once for all the tests: a node that is killed must be a process of its own.
var program = sync.OnceValues(func() (file string, err error) {
	folder, err := os.MkdirTemp("", "qinlian-program-")
	if err != nil {
		return "", err
	}
	file = filepath.Join(folder, "qinlian")
	c := exec.Command("go", "build", "-o", file, "qinlian/cmd/qinlian") // for all the tests
	c.Stderr = os.Stderr
	return file, c.Run()
})

func TestMain(m *testing.M) {
	code := m.Run()
	if built {
		if file, err := program(); err == nil {
			_ = os.RemoveAll(filepath.Dir(file))
		}
	}
	os.Exit(code)
}

// built tells whether a test asked for the program.
var built bool

// process is a node in a process of its own.
type process struct {
	*node

	command *exec.Cmd
	gone    chan struct{}
}

var building sync.Mutex

// start starts a node; prefix is a program that starts it, such as prlimit.
func (o *office) start(prefix []string, listen string, said ...string) *process {
	o.Helper()
	building.Lock()
	built = true
	file, err := program()
	building.Unlock()
	if err != nil {
		o.Fatal(err)
	}
	args := append(append([]string{}, prefix...), file, "serve", "--json", "--db", o.address, "--listen", listen, "--key-file", o.key,
		"--set", "files.folder="+filepath.Join(filepath.Dir(o.key), "files"), "--set", "log.level=error", "--set", "log.requests=none", "--set", "limits.account=0", "--set", "limits.address=0")
	for _, pair := range said {
		args = append(args, "--set", pair)
	}
	lines := &tail{}
	p := &process{command: exec.CommandContext(context.Background(), args[0], args[1:]...), gone: make(chan struct{})} // built above
	p.command.Stderr = lines
	p.command.SysProcAttr = &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
	out, err := p.command.StdoutPipe()
	if err != nil {
		o.Fatal(err)
	}
	if err := p.command.Start(); err != nil {
		o.Fatal(err)
	}
	o.Cleanup(func() {
		p.kill()
		if o.Failed() {
			o.Logf("the node's last errors:\n%s", lines)
		}
	})
	var told struct{ Address string }
	err = json.NewDecoder(out).Decode(&told) // or what it wrote ends, because it did
	go func() { _ = p.command.Wait(); close(p.gone) }()
	if told.Address == "" {
		o.Fatalf("the node does not start: %v\n%s", err, lines)
	}
	p.node = &node{T: o.T, base: "http://" + told.Address}
	return p
}

// kill ends the process at once (SIGKILL).
func (p *process) kill() {
	_ = p.command.Process.Kill() // it may be gone already
	<-p.gone
}
