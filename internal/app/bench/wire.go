package bench

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"sync"
)

// wire is a connection to the server on which one request is under way at a time. net/http's client has two goroutines a
// connection, and what it spends is missing to the server that is measured on the same processor.
type wire struct {
	conn net.Conn
	host string
	in   *bufio.Reader
	out  bytes.Buffer
}

// wires are the connections that no request is under way on.
type wires struct {
	mu   sync.Mutex
	free []*wire
}

func (ws *wires) take(address string) (*wire, error) {
	ws.mu.Lock()
	if last := len(ws.free) - 1; last >= 0 {
		w := ws.free[last]
		ws.free = ws.free[:last]
		ws.mu.Unlock()
		return w, nil
	}
	ws.mu.Unlock()
	conn, err := net.Dial("tcp", address) //nolint:noctx // ends with the server
	if err != nil {
		return nil, fmt.Errorf("connect: %w", err)
	}
	return &wire{conn: conn, host: address, in: bufio.NewReader(conn)}, nil
}

func (ws *wires) give(w *wire) {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	ws.free = append(ws.free, w)
}

// close ends the connections that nobody uses.
func (ws *wires) close() error {
	ws.mu.Lock()
	defer ws.mu.Unlock()
	var err error
	for _, w := range ws.free {
		err = errors.Join(err, w.conn.Close())
	}
	ws.free = nil
	return err
}

// ask sends a request and reads its answer. body is JSON; nil sends none.
func (w *wire) ask(method, path, cookie string, body []byte) (status int, answer []byte, err error) {
	w.out.Reset()
	fmt.Fprintf(&w.out, "%s %s HTTP/1.1\r\nHost: %s\r\n", method, path, w.host)
	if cookie != "" {
		fmt.Fprintf(&w.out, "Cookie: %s\r\n", cookie)
	}
	if body != nil {
		fmt.Fprintf(&w.out, "Content-Type: application/json\r\nIf-Match: *\r\nContent-Length: %d\r\n", len(body))
	}
	w.out.WriteString("\r\n")
	w.out.Write(body)
	if _, err := w.out.WriteTo(w.conn); err != nil {
		return 0, nil, fmt.Errorf("send: %w", err)
	}
	res, err := http.ReadResponse(w.in, nil)
	if err != nil {
		return 0, nil, fmt.Errorf("read the answer: %w", err)
	}
	defer res.Body.Close() //nolint:errcheck // read to its end
	if answer, err = io.ReadAll(res.Body); err == nil && res.Close {
		err = errors.New("the server ended the connection")
	}
	return res.StatusCode, answer, err
}
