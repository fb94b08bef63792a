package cli

import (
	"cmp"
	"errors"
	"net"
	"strings"
	"time"

	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/server"
	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
)

// stage is where a demonstration will be served: an address that is ours already, and the settings.
type stage struct {
	file     string // of the demonstration; a copy is served
	config   *config.Config
	listener net.Listener
	release  func()
}

// demoGrace is how long the demonstration's server lets requests finish.
const demoGrace = 5 * time.Second

func (c *demoCmd) stage(s *Shell, file string) (*stage, error) {
	loaded, err := config.Load(config.Sources{
		Flags:  map[string][]string{"listen": {c.Listen}, "db": {app.ServedDemo(file)}, "notify.intake": {app.DemoIntake(file)}, "grace": {demoGrace.String()}, "log.level": {"warn"}, "log.format": {"text"}, "log.requests": {"failed"}},
		Called: map[string]string{"listen": "--listen", "db": "--to"},
	})
	if err != nil {
		return nil, err
	}
	listener, err := server.Listen(s.Ctx, loaded.Listen)
	if errs.Is(err, "serve.in_use") { // most begin it with make, which has another word for the flag
		said := errs.Words(err)
		err = errs.Newf(errs.Conflict, "serve.in_use", "%[1]s；用 make run 的写作 make run LISTEN=主机:端口。示范尚未开始，没有改动",
			"%[2]s; with make: make run LISTEN=HOST:PORT. The demonstration has not begun and nothing was changed", said.Zh, said.En).Because(err)
	}
	if err != nil {
		return nil, err
	}
	release, err := app.HoldDemo(file)
	if err != nil {
		return nil, errors.Join(err, listener.Close())
	}
	return &stage{file, &loaded.Config, listener, release}, nil
}

// close gives everything back; the server has closed its listener already where it ran.
func (st *stage) close() {
	_ = st.listener.Close()
	st.release()
}

// serve goes on with a server in which each zone has its own day and goes on from it, and tells how to sign in.
func (st *stage) serve(s *Shell, days []*app.DemoDay) error {
	zones, titles, ahead := make([]string, len(days)), map[string]string{}, map[string]time.Duration{}
	for i, d := range days {
		zones[i], titles[d.Zone], ahead[d.Zone] = d.Zone, d.Title.In(s.Lang), d.Today.At.Sub(days[0].Today.At)
	}
	if err := errors.Join(s.open.CopyDemo(s.Ctx, st.file, s.process.Now), app.WriteDemoIntake(st.file), s.close()); err != nil {
		return err
	}
	a, err := app.Open(s.Ctx, st.config.DB, from(days[0].Today.At, s.process.Now))
	if err != nil {
		return err
	}
	s.open = a
	a.Engine.Shift(ahead)
	if err := writeAll(s.Err, s.T("demo_opening")+"\n"); err != nil {
		return err
	}
	err = s.serve(a, st.config, app.Serving{Listener: st.listener, Ready: func(_ string, d *identity.Directory) error {
		accounts, err := a.SeedDemo(s.Ctx, d, zones...)
		if err != nil {
			return err
		}
		return s.drawAccounts(accounts, titles, days, st.config.DB)
	}})
	if err == nil {
		err = writeAll(s.Out, s.T("demo_stopped", st.config.DB)+"\n")
	}
	return err
}

// drawAccounts shows who may sign in, zone by zone.
func (s *Shell) drawAccounts(accounts []app.SeededAccount, titles map[string]string, days []*app.DemoDay, served string) error {
	return s.Print(map[string]any{"accounts": accounts}, func(screen *terminal.Screen) {
		screen.Headingf("%s", s.T("demo_accounts"))
		for line := range strings.Lines(s.T("demo_accounts_are")) {
			screen.Hintf("%s", strings.TrimRight(line, "\n"))
		}
		rows := make([][]terminal.Cell, len(accounts))
		zone := ""
		for i, x := range accounts {
			name := ""
			if i == 0 || x.Zone != zone {
				if name, zone = titles[x.Zone], x.Zone; name == "" {
					name = s.T("demo_installation")
				}
			}
			rows[i] = terminal.Row(name, x.Login, cmp.Or(x.Password, x.Token), x.Role.In(s.Lang), x.Title)
		}
		screen.Table([]terminal.Column{
			{Title: s.T("col_zone")}, {Title: s.T("col_login")}, {Title: s.T("col_secret")}, {Title: s.T("col_role")}, {Title: s.T("col_post")},
		}, rows)
		each := make([]string, len(days))
		for i, d := range days {
			each[i] = d.Title.In(s.Lang) + " " + calendar.Local(d.Today.At)
		}
		for line := range strings.Lines(s.T("demo_clock", strings.Join(each, s.T("between")), served)) {
			screen.Hintf("%s", strings.TrimRight(line, "\n"))
		}
	})
}
