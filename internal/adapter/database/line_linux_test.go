package database

import (
	"context"
	"errors"
	"net"
	"syscall"
	"testing"

	"qinlian/internal/base/errs"
)

func TestAConnectionToPostgreSQLGivesUpAServerThatIsGone(t *testing.T) {
	t.Parallel()
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer listener.Close() //nolint:errcheck // the test is over
	go func() {
		if conn, err := listener.Accept(); err == nil {
			_ = conn.Close() // at once
		}
	}()
	conn, err := bounded((&net.Dialer{}).DialContext)(t.Context(), "tcp", listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	defer conn.Close()                                        //nolint:errcheck // as above
	raw, err := conn.(line).Conn.(*net.TCPConn).SyscallConn() // bounded makes no other
	if err != nil {
		t.Fatal(err)
	}
	for option, want := range map[[2]int]int{
		{syscall.IPPROTO_TCP, tcpUserTimeout}:        int(unanswered.Milliseconds()),
		{syscall.IPPROTO_TCP, syscall.TCP_KEEPIDLE}:  int(stillThere.Idle.Seconds()),
		{syscall.IPPROTO_TCP, syscall.TCP_KEEPINTVL}: int(stillThere.Interval.Seconds()),
		{syscall.IPPROTO_TCP, syscall.TCP_KEEPCNT}:   stillThere.Count,
		{syscall.SOL_SOCKET, syscall.SO_KEEPALIVE}:   1,
	} {
		var got int
		var refused error
		err := raw.Control(func(fd uintptr) { got, refused = syscall.GetsockoptInt(int(fd), option[0], option[1]) })
		if errors.Join(err, refused) != nil || got != want {
			t.Errorf("option %v is %d (%v %v), want %d", option, got, err, refused, want)
		}
	}
	if _, err := conn.Read(make([]byte, 1)); !errs.Is(Explain(err), "database.unreachable") {
		t.Errorf("the end of the connection is %v", err)
	}
}

func TestOnlyAPlainEndOfAConnectionIsTakenForAServerThatIsGone(t *testing.T) {
	t.Parallel()
	for _, err := range []error{context.Canceled, errors.New("unexpected EOF")} {
		if got := Explain(err); errs.CodeOf(got) != "internal" {
			t.Errorf("%v became %v", err, got)
		}
	}
}
