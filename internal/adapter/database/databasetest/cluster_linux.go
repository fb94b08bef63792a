package databasetest

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/url"
	"os"
	"os/exec"
	"os/user"
	"path/filepath"
	"strconv"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/jackc/pgx/v5"

	"qinlian/internal/base/clock"
)

// Server runs PostgreSQL's programs as a user that may, with files in a folder of its own.
type Server struct {
	Folder string // short enough for a socket's path; removed after the test

	bin        string
	attributes *syscall.SysProcAttr
}

// NewServer finds PostgreSQL's programs and makes the folder.
func NewServer(t testing.TB) *Server {
	t.Helper()
	root, err := os.Getwd() // a test runs in its package's folder
	for err == nil && root != filepath.Dir(root) {
		if _, gone := os.Stat(filepath.Join(root, "go.mod")); gone == nil {
			break
		}
		root = filepath.Dir(root)
	}
	if err != nil {
		t.Fatal(err)
	}
	tools, err := exec.CommandContext(t.Context(), filepath.Join(root, "scripts/ensure-postgres")).Output() //nolint:gosec // of this repository
	if err != nil {
		t.Fatal(err)
	}
	s := &Server{bin: strings.TrimSpace(string(tools)), attributes: &syscall.SysProcAttr{Pdeathsig: syscall.SIGQUIT}}
	if s.Folder, err = os.MkdirTemp("/tmp", "qinlian-server."); err != nil { //nolint:usetesting // see Folder
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(s.Folder) })
	if os.Geteuid() != 0 {
		return s
	}
	who, err := user.Lookup("postgres") // PostgreSQL does not run as root
	if err != nil {
		t.Fatal(err)
	}
	uid, bad := strconv.ParseUint(who.Uid, 10, 32)
	gid, worse := strconv.ParseUint(who.Gid, 10, 32)
	if err := errors.Join(bad, worse, os.Chown(s.Folder, int(uid), int(gid))); err != nil {
		t.Fatal(err)
	}
	s.attributes.Credential = &syscall.Credential{Uid: uint32(uid), Gid: uint32(gid)}
	return s
}

// Command prepares one of PostgreSQL's programs.
func (s *Server) Command(ctx context.Context, name string, args ...string) *exec.Cmd {
	c := exec.CommandContext(ctx, filepath.Join(s.bin, name), args...) //nolint:gosec // as above
	c.Dir, c.SysProcAttr = s.Folder, s.attributes
	return c
}

// Cluster is a PostgreSQL of one test's own, on a port of this machine, that the test may kill.
type Cluster struct {
	*Server

	Port string

	t       testing.TB
	process *exec.Cmd
	gone    chan struct{}
}

// NewCluster makes a cluster and starts it; it is stopped after the test.
func NewCluster(t testing.TB) *Cluster {
	t.Helper()
	c := &Cluster{Server: NewServer(t), t: t}
	if out, err := c.Command(t.Context(), "initdb", "-D", c.data(), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync", "--no-instructions").CombinedOutput(); err != nil {
		t.Fatalf("initdb: %v\n%s", err, out)
	}
	free, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	if _, c.Port, err = net.SplitHostPort(free.Addr().String()); err != nil {
		t.Fatal(err)
	}
	if err := free.Close(); err != nil {
		t.Fatal(err)
	}
	c.Start()
	t.Cleanup(func() {
		if c.process != nil {
			c.end(syscall.SIGQUIT)
		}
	})
	execute(t, c.address("postgres", c.Port), "CREATE ROLE node LOGIN NOSUPERUSER NOBYPASSRLS")
	execute(t, c.address("postgres", c.Port), "CREATE DATABASE node OWNER node")
	return c
}

func (c *Cluster) data() string { return filepath.Join(c.Folder, "data") }

func (c *Cluster) address(who, port string) string {
	return (&url.URL{Scheme: "postgres", User: url.User(who), Host: net.JoinHostPort("127.0.0.1", port), Path: who, RawQuery: "sslmode=disable"}).String()
}

// Address is that of an empty database, and of the role that owns it, by way of a port: the cluster's own or a proxy's.
func (c *Cluster) Address(port string) string {
	return c.address("node", port) + "&pool_max_conns=" + strconv.Itoa(poolSize)
}

// Start starts the server and waits until it answers. What it wrote to the disk survives processes, not the machine.
func (c *Cluster) Start() {
	c.t.Helper()
	begun := clock.System()
	for {
		c.process = c.Command(context.Background(), "postgres", "-D", c.data(), "-c", "listen_addresses=127.0.0.1", "-c", "port="+c.Port,
			"-c", "unix_socket_directories="+c.Folder, "-c", "fsync=off", "-c", "full_page_writes=off", "-c", "log_min_messages=fatal", "-c", "logging_collector=off")
		if err := c.process.Start(); err != nil {
			c.t.Fatal(err)
		}
		c.gone = make(chan struct{})
		go func(process *exec.Cmd, gone chan struct{}) { _ = process.Wait(); close(gone) }(c.process, c.gone)
		if c.answers() {
			return
		}
		// The processes of one that was killed may hold its memory for a moment yet.
		if clock.System().Sub(begun) > time.Minute {
			c.t.Fatal("the server does not start")
		}
	}
}

// answers waits until the server takes connections; false when it has ended.
func (c *Cluster) answers() bool {
	for {
		conn, err := pgx.Connect(context.Background(), c.address("postgres", c.Port))
		if err == nil {
			return conn.Close(context.Background()) == nil
		}
		select {
		case <-c.gone:
			return false
		case <-time.After(20 * time.Millisecond):
		}
	}
}

// Kill ends the server's first process at once (SIGKILL); the others notice and end, too.
func (c *Cluster) Kill() { c.end(syscall.SIGKILL) }

// Crash ends the server as its immediate shutdown does (SIGQUIT): it recovers from its log when it starts again.
func (c *Cluster) Crash() { c.end(syscall.SIGQUIT) }

func (c *Cluster) end(how syscall.Signal) {
	if err := c.process.Process.Signal(how); err != nil {
		c.t.Error(fmt.Errorf("end PostgreSQL: %w", err))
	}
	<-c.gone
	c.process = nil
}
