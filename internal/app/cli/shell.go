package cli

import (
	"context"
	"errors"
	"io"
	"strconv"
	"time"

	"qinlian/internal/adapter/observe"
	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
)

// Moment is an instant on the command line; see app.Instant.
type Moment struct{ app.Instant }

// UnmarshalText reads an instant; nothing, as in an environment variable that is set and empty, is none.
func (m *Moment) UnmarshalText(b []byte) error {
	if len(b) == 0 {
		return nil
	}
	return m.Instant.UnmarshalText(b)
}

// Shell is what a command works with: where to write, in which language, and the database.
type Shell struct {
	Ctx  context.Context //nolint:containedctx // a command lives no longer than the process
	Lang text.Lang
	In   io.Reader
	Out  io.Writer
	Err  io.Writer

	process    Process
	flags      *Flags
	jsonErrors bool
	settled    bool // flags.DB is what the configuration says
	looking    bool // the command reads and enters nothing
	open       *app.App
	tried      observe.Attempt // what the command line tried, for the log
}

func newShell(ctx context.Context, p Process) *Shell {
	lang := text.Zh
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := p.Env(name); v != "" {
			lang = text.ParseLang(v)
			break
		}
	}
	return &Shell{Ctx: ctx, Lang: lang, In: p.In, Out: p.Out, Err: p.Err, process: p, flags: &Flags{}}
}

// App opens the database, and refuses to create one: only apply and demo begin a new one.
func (s *Shell) App() (*app.App, error) {
	return s.opened(app.OpenExisting)
}

func (s *Shell) opened(open func(context.Context, string, clock.Clock) (*app.App, error)) (*app.App, error) {
	if s.open == nil {
		if err := s.settle(); err != nil {
			return nil, err
		}
		a, err := open(s.Ctx, s.flags.DB, s.process.Now)
		if err != nil {
			return nil, err
		}
		s.open = a
	}
	return s.open, nil
}

// InZone opens the database and finds the zone to work on.
func (s *Shell) InZone() (*app.App, string, error) {
	a, err := s.App()
	if err != nil {
		return nil, "", err
	}
	zone, err := a.Zone(s.Ctx, s.flags.Zone)
	if err == nil && s.looking {
		err = s.behind(a, zone)
	}
	return a, zone, err
}

func (s *Shell) close() error {
	if s.open == nil {
		return nil
	}
	return s.open.Close()
}

// vouch signs a zone's ledger as it now stands, at the end of a piece of work that wrote much: a sweep, an
// import, mechanisms put in force.
func (s *Shell) vouch(a *app.App, zone string) error {
	_, err := a.Engine.Checkpoint(s.Ctx, zone)
	return err
}

// Now is the instant that the command speaks of: --at, else the present.
func (s *Shell) Now() time.Time {
	if !s.flags.At.IsZero() {
		return s.flags.At.Time
	}
	return s.process.Now()
}

// Act is who acts, and when if --at says so.
func (s *Shell) Act() engine.Act { return engine.Act{Actor: s.flags.As, At: s.flags.At.Time} }

// acting demands --as.
func (s *Shell) acting() error {
	if s.flags.As == "" {
		return errs.Newf(errs.Invalid, "usage.as", "请用 --as 岗位 说明由谁办理（或设环境变量 QINLIAN_AS）", "say with --as POST who acts (or set QINLIAN_AS)")
	}
	return nil
}

// JSON tells whether the answer is for a program.
func (s *Shell) JSON() bool { return s.flags.JSON }

// Print answers with value as JSON, or with what draw puts on the screen.
func (s *Shell) Print(value any, draw func(*terminal.Screen)) error {
	if s.flags.JSON {
		raw, err := answer(value)
		if err != nil {
			return err
		}
		return unwritten(writeAll(s.Out, string(raw)))
	}
	screen := terminal.New(s.Out, s.Lang)
	if width, err := strconv.Atoi(s.process.Env("COLUMNS")); err == nil && width > 0 && terminal.WidthOf(s.Out) == 0 {
		screen.Narrow(width) // who sends the output elsewhere may say how wide
	}
	draw(screen)
	return unwritten(screen.Err())
}

// unwritten says that the answer did not arrive where it was to be written.
func unwritten(err error) error {
	if err == nil {
		return nil
	}
	why := err
	for inner := errors.Unwrap(why); inner != nil; inner = errors.Unwrap(why) {
		why = inner
	}
	return errs.Newf(errs.Refused, "output.write", "结果写不出去：%[1]s；请看磁盘是否已满、输出的去处是否可写", "the answer cannot be written: %[1]s; see whether the disk is full and the output can be written to", why.Error()).Because(err)
}

// Progress begins a progress bar on standard error.
func (s *Shell) Progress(key string, total int64) *terminal.Bar {
	return terminal.Progress(s.Err, s.T(key), total)
}
