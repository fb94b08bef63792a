package server

import (
	"crypto/tls"
	"log/slog"
	"os"
	"sync"
	"time"

	"qinlian/internal/adapter/config"
	"qinlian/internal/base/clock"
)

// lookAgain is how often, at most, a handshake looks whether the files have changed.
const lookAgain = 10 * time.Second

// certificate is read from files, and again when they change. One that cannot be used leaves the last in its place.
type certificate struct {
	files config.TLS
	now   clock.Clock
	log   *slog.Logger

	mu      sync.Mutex
	current *tls.Certificate
	looked  time.Time
	stamp   [2]stamp
}

// stamp tells a file from what it was.
type stamp struct {
	size     int64
	modified time.Time
}

func newCertificate(files config.TLS, now clock.Clock, log *slog.Logger) (*certificate, error) {
	c := &certificate{files: files, now: now, log: log}
	pair, fault := config.Certificate(files, now())
	if fault != nil {
		return nil, fault
	}
	c.current, c.looked, c.stamp = pair, now(), c.stamps()
	return c, nil
}

func (c *certificate) get(*tls.ClientHelloInfo) (*tls.Certificate, error) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if now := c.now(); now.Sub(c.looked) >= lookAgain || now.Before(c.looked) {
		c.looked = now
		if s := c.stamps(); s != c.stamp {
			c.stamp = s
			c.read()
		}
	}
	return c.current, nil
}

// reload reads the files whether or not they look changed.
func (c *certificate) reload() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.looked, c.stamp = c.now(), c.stamps()
	c.read()
}

func (c *certificate) read() {
	pair, fault := config.Certificate(c.files, c.now())
	if fault != nil {
		c.log.Error("the new certificate cannot be used; the old one stays", "file", fault.Where, "error", fault.Text.En)
		return
	}
	c.current = pair
	c.log.Info("certificate read", "file", c.files.Cert, "until", pair.Leaf.NotAfter)
}

func (c *certificate) stamps() (out [2]stamp) {
	for i, name := range []string{c.files.Cert, c.files.Key} {
		if info, err := os.Stat(name); err == nil {
			out[i] = stamp{info.Size(), info.ModTime()}
		}
	}
	return out
}
