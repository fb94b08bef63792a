package cli

import (
	"os"
	"os/signal"
	"slices"
	"strings"
	"syscall"
	"time"

	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/observe"
	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

// settingFlags are the settings that have a flag of their own; --set names any. None has a default or a variable
// here: package config knows them.
type settingFlags struct {
	Listen        string   `placeholder:"HOST:PORT" help:"f_listen"`
	Origins       []string `name:"origin" sep:"none" placeholder:"URL" help:"f_site"`
	KeyFile       string   `placeholder:"FILE" help:"f_key_file"`
	TLSCert       string   `name:"tls-cert" placeholder:"FILE" help:"f_tls_cert"`
	TLSKey        string   `name:"tls-key" placeholder:"FILE" help:"f_tls_key"`
	MetricsListen string   `placeholder:"HOST:PORT" help:"f_metrics_listen"`
	Grace         string   `placeholder:"20s" help:"f_grace"`
	Set           []string `sep:"none" placeholder:"KEY=VALUE" help:"f_set"`
}

// load reads the configuration: what these flags and --db say beats the environment, which beats the file. The database
// it names is the one that the command works on.
func (f *settingFlags) load(s *Shell) (*config.Loaded, error) {
	from := config.Sources{File: s.flags.Config, Environ: s.environ(), Flags: map[string][]string{}, Called: map[string]string{}}
	say := func(key, flag string, words ...string) {
		if len(words) > 0 && words[0] != "" {
			from.Flags[key], from.Called[key] = words, flag
		}
	}
	say("listen", "--listen", f.Listen)
	say("origins", "--origin", f.Origins...)
	say("key_file", "--key-file", f.KeyFile)
	say("tls.cert", "--tls-cert", f.TLSCert)
	say("tls.key", "--tls-key", f.TLSKey)
	say("metrics.listen", "--metrics-listen", f.MetricsListen)
	say("grace", "--grace", f.Grace)
	if s.said("--db") {
		say("db", "--db", s.flags.DB)
	}
	for _, pair := range f.Set {
		key, value, ok := strings.Cut(pair, "=")
		if !ok {
			return nil, errs.Newf(errs.Invalid, "config.set", "--set 须写作 名称=值，如 --set log.level=debug，不是“%[1]s”", "--set is written KEY=VALUE, such as --set log.level=debug, not %[1]q", pair)
		}
		from.Flags[key] = append(from.Flags[key], value)
	}
	loaded, err := config.Load(from)
	if err == nil {
		s.flags.DB, s.settled = loaded.DB, true
	}
	return loaded, err
}

// settle finds the database to work on: the one that --db or QINLIAN_DB names, else the configuration file's.
func (s *Shell) settle() error {
	if s.settled || s.flags.Config == "" || s.databaseNamed() {
		return nil
	}
	_, err := (&settingFlags{}).load(s)
	return inFile(err)
}

// environ is the environment as far as it sets something: all of it where the process knows it, else the variables
// that are known.
func (s *Shell) environ() (out []string) {
	if s.process.Environ != nil {
		return s.process.Environ()
	}
	for _, setting := range config.Settings() {
		if v := s.process.Env(setting.Env); v != "" {
			out = append(out, setting.Env+"="+v)
		}
	}
	return out
}

// said tells whether the command line itself names a flag.
func (s *Shell) said(flag string) bool {
	return slices.ContainsFunc(s.process.Args, func(arg string) bool { return arg == flag || strings.HasPrefix(arg, flag+"=") })
}

type serveCmd struct {
	settingFlags `embed:""`
}

// Run serves the database over HTTP until it is told to stop.
func (c *serveCmd) Run(s *Shell) error {
	loaded, err := c.load(s)
	if err != nil {
		return inFile(err)
	}
	a, err := s.App()
	if err != nil {
		return err
	}
	return s.serve(a, &loaded.Config, app.Serving{})
}

// serve answers until the process is told to stop; how may already hold a listener, and what to do once it listens.
func (s *Shell) serve(a *app.App, c *config.Config, how app.Serving) error {
	hangups := make(chan os.Signal, 1)
	signal.Notify(hangups, syscall.SIGHUP)
	defer signal.Stop(hangups)
	how.Config, how.Version, how.Reload = c, version(), hangups
	how.Log = observe.Logger(s.Err, c.Log.Format, c.Log.Level)
	ready := how.Ready
	how.Ready = func(address string, d *identity.Directory) error {
		if ready != nil {
			if err := ready(address, d); err != nil {
				return err
			}
		}
		zones, err := a.Store.ListZones(s.Ctx)
		if err != nil {
			return err
		}
		return s.Print(map[string]any{"url": c.Sites()[0], "address": address, "zones": len(zones)}, func(screen *terminal.Screen) {
			screen.Linef("%s", s.T("serving", c.Sites()[0], address))
			if len(zones) == 0 {
				screen.Strongf("%s", s.T("serving_no_zone", config.MaskedURL(c.DB)))
			}
		})
	}
	return a.Serve(s.Ctx, how)
}

// from lets a clock begin at an instant and run on.
func from(at time.Time, now clock.Clock) clock.Clock {
	begun := now()
	return func() time.Time { return at.Add(now().Sub(begun)) }
}
