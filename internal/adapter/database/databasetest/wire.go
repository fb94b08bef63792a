package databasetest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"io"
	"net"
	"net/url"
	"slices"
	"sync"
	"testing"

	"github.com/jackc/pgx/v5/pgconn"
)

// Wire stands between a store and PostgreSQL and notes every statement that goes by.
type Wire struct {
	mu         sync.Mutex
	statements map[string]struct{}
}

// Tapped gives an address that leads to the one given, past a wire.
func Tapped(t testing.TB, address string) (*Wire, string) {
	t.Helper()
	config, err := pgconn.ParseConfig(address)
	if err != nil {
		t.Fatal(err)
	}
	listener, err := (&net.ListenConfig{}).Listen(t.Context(), "tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	w := &Wire{statements: map[string]struct{}{}}
	var group sync.WaitGroup
	t.Cleanup(func() {
		_ = listener.Close()
		group.Wait()
	})
	network, server := pgconn.NetworkAddress(config.Host, config.Port)
	group.Go(func() {
		for {
			client, err := listener.Accept()
			if err != nil {
				return
			}
			group.Go(func() {
				defer func() { _ = client.Close() }()
				up, err := (&net.Dialer{}).DialContext(context.Background(), network, server)
				if err != nil {
					return
				}
				defer func() { _ = up.Close() }()
				group.Go(func() {
					_, _ = io.Copy(client, up)
					_ = client.Close()
				})
				w.carry(up, bufio.NewReader(client))
			})
		}
	})
	there, err := url.Parse(address)
	if err != nil {
		t.Fatal(err)
	}
	query := there.Query()
	query.Del("host")
	query.Set("sslmode", "disable")
	there.Host, there.RawQuery = listener.Addr().String(), query.Encode()
	return w, there.String()
}

// carry passes on what a client says (PostgreSQL manual, Message Formats) until it says no more.
func (w *Wire) carry(up io.Writer, client io.Reader) {
	for first := true; ; first = false {
		head := make([]byte, 5)
		if first { // the start-up message has no type
			head = head[:4]
		}
		if _, err := io.ReadFull(client, head); err != nil {
			return
		}
		size := binary.BigEndian.Uint32(head[len(head)-4:])
		body := make([]byte, size-4)
		_, err := io.ReadFull(client, body)
		if !first {
			w.note(head[0], body)
		}
		_, written := up.Write(slices.Concat(head, body))
		if errors.Join(err, written) != nil {
			return
		}
	}
}

func (w *Wire) note(kind byte, body []byte) {
	switch kind {
	case 'Q':
	case 'P': // the name of the prepared statement comes first
		_, body, _ = bytes.Cut(body, []byte{0})
	default:
		return
	}
	text, _, _ := bytes.Cut(body, []byte{0})
	w.mu.Lock()
	defer w.mu.Unlock()
	w.statements[literal.ReplaceAllString(string(text), "''")] = struct{}{}
}

// Seen gives each statement once, in no order, without what stands in quotes.
func (w *Wire) Seen() []string {
	w.mu.Lock()
	defer w.mu.Unlock()
	out := make([]string, 0, len(w.statements))
	for s := range w.statements {
		out = append(out, s)
	}
	return out
}
