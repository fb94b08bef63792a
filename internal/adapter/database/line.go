package database

import (
	"context"
	"io"
	"net"
	"time"

	"github.com/jackc/pgx/v5/pgconn"
)

// A cable that is pulled tells nobody. Without these bounds a connection to PostgreSQL would wait for a quarter of an
// hour, and with it whoever holds it: a server that stops answering altogether ends its connections within half a
// minute, and one that cannot be reached is told of at once.
const (
	unanswered = 15 * time.Second // what was sent and not acknowledged ends the connection (Linux)
	connecting = 10 * time.Second // unless the address says connect_timeout
)

// stillThere asks a server that says nothing whether it is still there.
var stillThere = net.KeepAliveConfig{Enable: true, Idle: 10 * time.Second, Interval: 5 * time.Second, Count: 3}

// line is a connection whose end, when it comes from the other side, is known for what it is: an io.EOF from
// deep within a driver might be that of a file.
type line struct{ net.Conn }

// hungUp is the cause of a read that found the connection closed.
type hungUp struct{}

func (hungUp) Error() string { return "the server closed the connection" }

func (l line) Read(p []byte) (int, error) {
	n, err := l.Conn.Read(p)
	if err == io.EOF { //nolint:errorlint // a reader's end is this very value
		err = &net.OpError{Op: "read", Net: l.RemoteAddr().Network(), Source: l.LocalAddr(), Addr: l.RemoteAddr(), Err: hungUp{}}
	}
	return n, err
}

// bounded makes lines of what dial connects.
func bounded(dial pgconn.DialFunc) pgconn.DialFunc {
	return func(ctx context.Context, network, address string) (net.Conn, error) {
		conn, err := dial(ctx, network, address)
		if err != nil {
			return nil, err
		}
		if tcp, ok := conn.(*net.TCPConn); ok {
			_ = tcp.SetKeepAliveConfig(stillThere) // a system that cannot has its own bounds
			_ = giveUpAfter(tcp, unanswered)
		}
		return line{conn}, nil
	}
}
