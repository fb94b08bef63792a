// Package server stands on the network: it listens, proves itself by TLS, bounds what one client can hold, tells
// whether the node is ready, and leaves in good order. What is answered is somebody else's handler.
//
//	connection ─▶ limits ─▶ TLS ─▶ who sent it (proxies) ─▶ headers ─▶ /healthz /readyz │ handler
//
// Leaving: /readyz says no ─▶ Drain passes ─▶ no more connections, streams end, Leave runs beside ─▶ what is under way
// finishes ─▶ after Grace the rest is cut off.
//
// Metrics stand on an address of their own. The interface is open to whoever can reach it, often through a proxy on
// the same machine, so neither the path nor the sender's address would tell an operator from a stranger there.
package server

import (
	"context"
	"crypto/tls"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"strings"
	"syscall"
	"time"

	"golang.org/x/net/netutil"

	"qinlian/internal/adapter/config"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

// Options say how to stand and what to answer.
type Options struct {
	Config    *config.Config // listen, tls, limits, proxies, grace, drain, metrics
	Handler   http.Handler
	Operators http.Handler // at Config.Metrics.Listen
	Listener  net.Listener // from Listen; Run closes it
	Checks    []Check      // of readiness
	Now       clock.Clock  // the machine's
	Log       *slog.Logger
	Reload    <-chan os.Signal                // asks for certificates to be read again
	Ready     func(address string) error      // called once it listens
	Leave     func(ctx context.Context) error // runs while requests finish, until ctx ends
	Streams   func()                          // ends streams
}

// Run serves until ctx ends, and then until everything under way is done or grace is over. Being cut off then is in
// the log and no error.
func Run(ctx context.Context, o Options) error {
	listener := o.Listener
	health := newHealth(&o)
	main, err := o.server(ctx, health)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	operators, err := o.operators(ctx, health)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	failed := make(chan error, 2)
	go func() { failed <- serveOn(main, netutil.LimitListener(listener, o.Config.Limits.Connections)) }()
	if operators != nil {
		go func() { failed <- serveOn(operators.server, operators.listener) }()
	}
	if o.Ready != nil {
		err = o.Ready(listener.Addr().String())
	}
	if err == nil {
		select {
		case err = <-failed:
		case <-ctx.Done():
		}
	}
	health.drain()
	if err == nil && o.Config.Drain > 0 {
		<-time.After(o.Config.Drain)
	}
	err = errors.Join(err, o.leave(context.WithoutCancel(ctx), main))
	if operators != nil {
		err = errors.Join(err, operators.server.Close())
	}
	return err
}

// leave stops in good order.
func (o *Options) leave(ctx context.Context, main *http.Server) error {
	o.Log.Info("stopping", "grace", o.Config.Grace.String())
	ctx, cancel := context.WithTimeout(ctx, o.Config.Grace)
	defer cancel()
	if o.Streams != nil {
		o.Streams()
	}
	left := make(chan error, 1)
	go func() {
		if o.Leave == nil {
			left <- nil
			return
		}
		left <- o.Leave(ctx)
	}()
	err := main.Shutdown(ctx)
	if errors.Is(err, context.DeadlineExceeded) {
		o.Log.Warn("requests that did not finish in time were cut off", "grace", o.Config.Grace.String())
		err = main.Close()
	}
	err = errors.Join(err, <-left)
	o.Log.Info("stopped")
	return err
}

func (o *Options) server(ctx context.Context, health *health) (*http.Server, error) {
	limits := &o.Config.Limits
	s := &http.Server{
		Handler:           behind(o.Config.Proxies, secured(health.before(o.Handler), !o.Config.Plain())),
		ReadHeaderTimeout: limits.Header, WriteTimeout: limits.Answer, IdleTimeout: limits.Idle, MaxHeaderBytes: int(limits.HeaderSize),
		ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug), // hang-ups and handshakes of strangers
	}
	if o.Config.TLS.Cert == "" {
		return s, nil
	}
	c, err := newCertificate(o.Config.TLS, o.Now, o.Log)
	if err != nil {
		return nil, err
	}
	if o.Reload != nil {
		go func() {
			for {
				select {
				case <-o.Reload:
					c.reload()
				case <-ctx.Done():
					return
				}
			}
		}()
	}
	s.TLSConfig = &tls.Config{MinVersion: tls.VersionTLS12, GetCertificate: c.get}
	return s, nil
}

// apart is a server on an address of its own.
type apart struct {
	server   *http.Server
	listener net.Listener
}

// operators serves metrics and health; nil where no address is set for them.
func (o *Options) operators(ctx context.Context, health *health) (*apart, error) {
	at := o.Config.Metrics.Listen
	if at == "" {
		return nil, nil //nolint:nilnil // none
	}
	listener, err := Listen(ctx, at)
	if err != nil {
		return nil, err
	}
	limits := &o.Config.Limits
	o.Log.Info("metrics", "address", listener.Addr().String())
	return &apart{&http.Server{
		Handler: health.before(o.Operators), ReadHeaderTimeout: limits.Header, WriteTimeout: limits.Answer, IdleTimeout: limits.Idle,
		ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelDebug),
	}, netutil.LimitListener(listener, mostOperators)}, nil
}

// mostOperators bounds the connections for metrics and health.
const mostOperators = 64

func serveOn(s *http.Server, l net.Listener) error {
	var err error
	if s.TLSConfig != nil {
		err = s.ServeTLS(l, "", "")
	} else {
		err = s.Serve(l)
	}
	if errors.Is(err, http.ErrServerClosed) {
		return nil
	}
	return fmt.Errorf("serve on %s: %w", l.Addr(), err)
}

// Listen takes an address, or says why it cannot: serve.in_use, serve.not_allowed, serve.listen.
func Listen(ctx context.Context, address string) (net.Listener, error) {
	l, err := (&net.ListenConfig{}).Listen(ctx, "tcp", address)
	switch {
	case err == nil:
		return l, nil
	case errors.Is(err, syscall.EADDRINUSE):
		return nil, errs.Newf(errs.Conflict, "serve.in_use", "%[1]s 已被另一程序占用；请停掉它，或用 --listen 换一个端口，如 --listen %[2]s",
			"%[1]s is in use by another program: stop it, or choose another port with --listen, such as --listen %[2]s", address, another(address)).Because(err)
	case errors.Is(err, fs.ErrPermission):
		return nil, errs.Newf(errs.Refused, "serve.not_allowed", "不许在 %[1]s 上监听；1024 以下的端口须有权限，请换一个端口，如 --listen %[2]s",
			"listening on %[1]s is not permitted: ports below 1024 need a right to; choose another such as --listen %[2]s", address, another(address)).Because(err)
	}
	return nil, errs.Newf(errs.Invalid, "serve.listen", "无法在 %[1]s 上监听：本机没有这个地址，或写法有误（应为 主机:端口）",
		"cannot listen on %[1]s: this machine has no such address, or it is not written HOST:PORT", address).Because(err)
}

// another is an address on the same host that is more likely to be free.
func another(address string) string {
	host, port, err := net.SplitHostPort(address)
	if err != nil || host == "" {
		host = "localhost"
	}
	other := "8081"
	if strings.HasPrefix(port, other) {
		other = "8082"
	}
	return net.JoinHostPort(host, other)
}
