package app

import (
	"context"
	"crypto/rand"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"log/slog"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"qinlian/internal/adapter/attachment"
	"qinlian/internal/adapter/httpapi"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/httpapi/exchange"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/adapter/workbook"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/engine"
)

// Serving is how a server runs.
type Serving struct {
	Listen  string            // host:port
	Origins []string          // of the pages that sign in; those of Listen if empty
	Plain   bool              // http without TLS, for this machine alone: cookies without Secure
	Key     string            // 32 bytes or more in base64, which seal secrets; from KeyFile if ""
	KeyFile string            // made when it is missing
	Files   attachment.Config // where files lie and which are taken; without a folder none is
	Version string
	Log     *slog.Logger
	Grace   time.Duration // for requests and jobs under way when it stops
	Ready   func(address string, d *identity.Directory) error
}

// Limits of one connection. A request's body has limits of its own (package httpapi).
const (
	slowHeader = 5 * time.Second
	slowAnswer = 2 * time.Minute
	idleAfter  = 2 * time.Minute
	mostHeader = 32 << 10
)

// Serve answers HTTP and runs jobs until ctx ends, then lets what is under way finish.
func (a *App) Serve(ctx context.Context, o Serving) error {
	directory, err := a.Directory(&o)
	if err != nil {
		return err
	}
	if err := jobs.Migrate(ctx, a.DB); err != nil {
		return err
	}
	listener, err := (&net.ListenConfig{}).Listen(ctx, "tcp", o.Listen)
	if err != nil {
		return errs.Newf(errs.Invalid, "serve.listen", "无法在 %[1]s 上监听：地址有误或已被占用", "cannot listen on %[1]s: the address is wrong or in use", o.Listen).Because(err)
	}
	desk, err := a.desk(&o)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	defer func() { _ = desk.Files.Close() }() // was only looked into
	client, err := a.work(directory, desk, &o)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	desk.Jobs = client
	server := &http.Server{
		Handler: a.Handler(directory, desk, &o), ReadHeaderTimeout: slowHeader, WriteTimeout: slowAnswer, IdleTimeout: idleAfter, MaxHeaderBytes: mostHeader,
		ErrorLog: slog.NewLogLogger(o.Log.Handler(), slog.LevelWarn),
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(listener) }()
	if err := client.Start(context.WithoutCancel(ctx)); err != nil {
		return errors.Join(err, server.Close())
	}
	if o.Ready != nil {
		err = o.Ready(listener.Addr().String(), directory)
	}
	if err == nil {
		select {
		case err = <-failed:
		case <-ctx.Done():
		}
	}
	ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), o.Grace)
	defer cancel()
	return errors.Join(err, server.Shutdown(ending), client.Stop(ending, o.Grace))
}

// Directory opens the installation's accounts.
func (a *App) Directory(o *Serving) (*identity.Directory, error) {
	key, err := o.key()
	if err != nil {
		return nil, err
	}
	return identity.New(a.DB, identity.Config{Keys: [][]byte{key}, Plain: o.Plain, Origins: o.Origins, Clock: a.Engine.Now, NeedsSecond: o.second})
}

// second: administrators must have a second factor wherever others can reach the server.
func (o *Serving) second(_ context.Context, account *identity.Account) (bool, error) {
	return account.Admin != identity.NoAdmin && !o.Plain, nil
}

// keySize is how many random bytes seal secrets.
const keySize = 32

// key is what seals secrets: given, or kept in a file that only its owner can read.
func (o *Serving) key() ([]byte, error) {
	text := o.Key
	if text == "" {
		if o.KeyFile == "" {
			return nil, errs.Newf(errs.Invalid, "serve.no_key", "请用 --key-file 指明密钥文件（没有则自动生成，须妥善保管）", "name a key file with --key-file (it is made when missing; keep it safe)")
		}
		raw, err := os.ReadFile(o.KeyFile)
		if errors.Is(err, fs.ErrNotExist) {
			return freshKey(o.KeyFile)
		}
		if err != nil {
			return nil, errs.Newf(errs.Invalid, "serve.key_file", "无法读取密钥文件", "the key file cannot be read").At(o.KeyFile).Because(err)
		}
		text = string(raw)
	}
	key, err := base64.StdEncoding.DecodeString(strings.TrimSpace(text))
	if err != nil || len(key) < keySize {
		return nil, errs.Newf(errs.Invalid, "serve.bad_key", "密钥应为至少 %[1]d 个随机字节的 base64", "the key should be at least %[1]d random bytes in base64", keySize).At(o.KeyFile)
	}
	return key, nil
}

func freshKey(file string) ([]byte, error) {
	key := make([]byte, keySize)
	if _, err := io.ReadFull(rand.Reader, key); err != nil {
		return nil, fmt.Errorf("make a key: %w", err)
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o700); err != nil {
		return nil, fmt.Errorf("make the key's folder: %w", err)
	}
	f, err := os.OpenFile(file, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600) //nolint:gosec // whoever starts the server names the file
	if err != nil {
		return nil, errs.Newf(errs.Invalid, "serve.key_file", "无法写入密钥文件", "the key file cannot be written").At(file).Because(err)
	}
	_, err = f.WriteString(base64.StdEncoding.EncodeToString(key) + "\n")
	return key, errors.Join(err, f.Sync(), f.Close())
}

// Handler is everything that the server answers.
func (a *App) Handler(d *identity.Directory, desk *workbook.Desk, o *Serving) http.Handler {
	api := httpapi.New(httpapi.Parts{
		Parts: door.Parts{
			Engine: a.Engine, Answers: a.Store, Who: door.Visits{Directory: d, Engine: a.Engine}, Now: a.Engine.Now, NewID: id.New,
			Log: o.Log, Version: o.Version,
		},
		Directory: d, Exchange: exchange.Parts{Files: desk.Files, Desk: desk, Audit: d},
	})
	mux := http.NewServeMux()
	mux.Handle(door.Prefix+"/", api.Guarded(d))
	mux.HandleFunc("GET /healthz", func(w http.ResponseWriter, _ *http.Request) { _, _ = io.WriteString(w, "ok\n") })
	mux.HandleFunc("GET /readyz", func(w http.ResponseWriter, r *http.Request) {
		if _, err := a.Store.ListZones(r.Context()); err != nil {
			o.Log.Error("not ready", "error", err.Error())
			http.Error(w, "database unreachable", http.StatusServiceUnavailable)
			return
		}
		_, _ = io.WriteString(w, "ready\n")
	})
	return secure(mux, o.Plain)
}

// secure sets the headers that hold for every answer. The policy lets a page use this server alone.
func secure(next http.Handler, plain bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		h := w.Header()
		h.Set("X-Content-Type-Options", "nosniff")
		h.Set("Referrer-Policy", "same-origin")
		h.Set("X-Frame-Options", "DENY")
		h.Set("Cross-Origin-Opener-Policy", "same-origin")
		h.Set("Content-Security-Policy", "default-src 'self'; img-src 'self' data: blob:; style-src 'self' 'unsafe-inline'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'")
		if !plain {
			h.Set("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
		}
		next.ServeHTTP(w, r)
	})
}

// answersKept is for how long a sender may try a request again under its key.
const answersKept = 72 * time.Hour

// work prepares the jobs that every node may run.
func (a *App) work(d *identity.Directory, desk *workbook.Desk, o *Serving) (*jobs.Client, error) {
	r := jobs.NewRegistry()
	jobs.Zones(r, a.Engine)
	desk.Work(r)
	jobs.Cleaning(r, map[string]func(context.Context) error{
		"visits":  d.Sweep,
		"answers": a.forgetAnswers,
		"files":   desk.Files.Clean,
		"imports": a.eachZone(desk.Clean),
	})
	return jobs.New(a.DB, r, jobs.Config{Log: o.Log})
}

func (a *App) forgetAnswers(ctx context.Context) error {
	zones, err := a.Store.ListZones(ctx)
	if err != nil {
		return err
	}
	for _, zone := range append(zones, engine.ZoneRow{}) {
		if _, err := a.Store.ForgetAnswers(ctx, zone.ZoneID, a.Engine.Now().Add(-answersKept)); err != nil {
			return err
		}
	}
	return nil
}
