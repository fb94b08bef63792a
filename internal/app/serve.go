package app

import (
	"context"
	"errors"
	"log/slog"
	"net"
	"os"
	"strings"
	"time"

	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/adapter/observe"
	"qinlian/internal/adapter/server"
	"qinlian/internal/base/clock"
)

// Serving is how a server runs.
type Serving struct {
	Config   *config.Config
	Version  string
	Log      *slog.Logger
	Listener net.Listener     // that listens already at Config.Listen; nil for none
	Reload   <-chan os.Signal // asks for certificates to be read again; may be nil
	Ready    func(address string, d *identity.Directory) error
}

// Serve answers HTTP and runs jobs until ctx ends, then lets what is under way finish.
//
// Where Config.Listen leaves the port to the machine (:0), the port that was given is put into it.
func (a *App) Serve(ctx context.Context, o Serving) (err error) {
	if o.Listener == nil {
		if o.Listener, err = server.Listen(ctx, o.Config.Listen); err != nil {
			return err
		}
	}
	defer func() { _ = o.Listener.Close() }() // closed already, once it was served on
	o.Config.Listen = onPort(o.Config.Listen, o.Listener)
	directory, err := a.Directory(o.Config)
	if err != nil {
		return err
	}
	if err := jobs.Migrate(ctx, a.DB); err != nil {
		return err
	}
	observer, err := observe.New(ctx, observing(&o))
	if err != nil {
		return err
	}
	defer func() {
		ending, cancel := context.WithTimeout(context.WithoutCancel(ctx), lastTraces)
		defer cancel()
		err = errors.Join(err, observer.Close(ending))
	}()
	w, err := a.work(ctx, directory, observer, &o)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, w.desk.Files.Close()) }()
	client := w.client
	handler, closing, err := a.Handler(directory, observer, w, &o)
	if err != nil {
		return err
	}
	a.warnUnwalled(ctx, o.Log)
	a.Engine.Watch(observer)
	if o.Config.Traces.Endpoint != "" {
		a.DB.Watch(observer.Statements(a.DB.Dialect()))
	}
	observer.Gather(observe.Sources{Connections: a.DB.Stats, Jobs: client.Counts, Zones: a.Store.ListZones})
	grace := o.Config.Grace
	return server.Run(ctx, server.Options{
		Config: o.Config, Handler: handler, Operators: observer.Operators(o.Config.Metrics.Token),
		Listener: o.Listener, Now: clock.System, Log: o.Log, Reload: o.Reload, Streams: func() { closing(); observer.EndStreams() },
		Checks: []server.Check{
			{Name: "database", Ask: a.reachable},
			{Name: "schema", Ask: func(ctx context.Context) error {
				return database.Explain(database.Current(ctx, a.DB, database.Migrations))
			}},
		},
		Ready: func(address string) error {
			if err := client.Start(context.WithoutCancel(ctx)); err != nil {
				return err
			}
			if o.Ready == nil {
				return nil
			}
			return o.Ready(address, directory)
		},
		Leave: func(ctx context.Context) error {
			soft, cancel := context.WithTimeout(ctx, grace*3/4) // what then runs still is interrupted, in what is left
			defer cancel()
			return client.Stop(soft, grace/4)
		},
	})
}

// onPort writes an address with the port on which it is listened.
func onPort(address string, l net.Listener) string {
	host, _, err := net.SplitHostPort(address)
	_, port, bad := net.SplitHostPort(l.Addr().String())
	if err != nil || bad != nil {
		return address
	}
	return net.JoinHostPort(host, port)
}

// lastTraces is for how long the server waits, when it stops, for a collector to take what is left.
const lastTraces = 3 * time.Second

func observing(o *Serving) observe.Options {
	headers := map[string]string{}
	for _, h := range o.Config.Traces.Headers {
		name, value, _ := strings.Cut(h, ":")
		headers[name] = strings.TrimSpace(value)
	}
	return observe.Options{
		Log: o.Log, Now: clock.System, Version: o.Version, Lines: observe.Lines(o.Config.Log.Requests),
		Endpoint: o.Config.Traces.Endpoint, Headers: headers, Sample: o.Config.Traces.Sample,
	}
}

// warnUnwalled writes into the log that row-level security does not hold. What cannot be asked is not told: the server
// works either way.
func (a *App) warnUnwalled(ctx context.Context, log *slog.Logger) {
	if user, err := a.DB.Unwalled(ctx); err == nil && user != "" {
		log.WarnContext(ctx, "row-level security does not hold for this user of PostgreSQL, a superuser or one with BYPASSRLS: connect as a role that deploy/postgres-init.sh makes", "user", user)
	}
}

// reachable asks the database for the least there is to ask, and whether it still is the one in that place.
func (a *App) reachable(ctx context.Context) error {
	if err := a.DB.InPlace(); err != nil {
		return err
	}
	_, err := a.Store.ListZones(ctx)
	return database.Explain(err)
}
