// Package cli is the command line of the product: it reads flags, calls package app or the engine, and
// draws the answer on a terminal or as JSON.
//
// Each command is a struct with a Run method and has its help in words; the grammar below lists them all.
// Errors end in one line for a person and in an exit code for a script; see exit.go.
package cli

import (
	"context"
	"errors"
	"fmt"
	"io"
	"runtime/debug"
	"slices"
	"strings"

	"github.com/alecthomas/kong"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

// defaultDB is the database where nobody names one.
const defaultDB = "qinlian.db"

// Process is what a command line is given by the operating system.
type Process struct {
	Args []string // without the program's name
	In   io.Reader
	Out  io.Writer
	Err  io.Writer
	Env  func(name string) string
	Now  clock.Clock

	Environ func() []string // all variables; nil where they are not known, then Env is asked for each
}

// grammar is every command of the product.
type grammar struct {
	Flags

	Today    todayCmd    `cmd:"" group:"daily" help:"h_today"`
	Show     showCmd     `cmd:"" group:"daily" help:"h_show"`
	Matter   matterCmds  `cmd:"" group:"daily" help:"h_matter"`
	Duty     dutyCmds    `cmd:"" group:"daily" help:"h_duty"`
	Letter   letterCmds  `cmd:"" group:"daily" help:"h_letter"`
	Session  sessionCmds `cmd:"" group:"daily" help:"h_session"`
	Register recordCmds  `cmd:"" group:"daily" aliases:"record" help:"h_register"`
	Org      orgCmds     `cmd:"" group:"daily" help:"h_org"`

	Enterprise enterpriseCmds `cmd:"" group:"daily" help:"h_enterprise"`
	Claim      claimCmds      `cmd:"" group:"daily" help:"h_claim"`
	Fund       fundCmds       `cmd:"" group:"daily" help:"h_fund"`

	Check    checkCmd    `cmd:"" group:"mechanisms" help:"h_check"`
	Diff     diffCmd     `cmd:"" group:"mechanisms" help:"h_diff"`
	Plan     planCmd     `cmd:"" group:"mechanisms" help:"h_plan"`
	Apply    applyCmd    `cmd:"" group:"mechanisms" help:"h_apply"`
	Coverage coverageCmd `cmd:"" group:"mechanisms" help:"h_coverage"`
	Calendar calendarCmd `cmd:"" group:"mechanisms" help:"h_calendar"`
	Benefit  benefitCmds `cmd:"" group:"mechanisms" help:"h_benefit"`

	Import  importCmd   `cmd:"" group:"ledger" help:"h_import"`
	Export  exportCmd   `cmd:"" group:"ledger" help:"h_export"`
	Sweep   sweepCmd    `cmd:"" group:"ledger" help:"h_sweep"`
	Erase   eraseDueCmd `cmd:"" name:"erase-due" group:"ledger" help:"h_erase_due"`
	Verify  verifyCmd   `cmd:"" group:"ledger" help:"h_verify"`
	Receipt receiptCmd  `cmd:"" group:"ledger" help:"h_receipt"`
	Backup  backupCmd   `cmd:"" group:"ledger" help:"h_backup"`
	Restore restoreCmd  `cmd:"" group:"ledger" help:"h_restore"`
	Zones   zoneCmds    `cmd:"" name:"zone" group:"ledger" help:"h_zone"`

	Serve   serveCmd    `cmd:"" group:"other" help:"h_serve"`
	Ready   readyCmd    `cmd:"" group:"other" help:"h_ready"`
	Config  configCmds  `cmd:"" group:"other" help:"h_config"`
	Account accountCmds `cmd:"" group:"other" help:"h_account"`
	Demo    demoCmd     `cmd:"" group:"other" help:"h_demo"`
	Bench   benchCmd    `cmd:"" group:"other" help:"h_bench"`
	Help    helpCmd     `cmd:"" group:"other" help:"h_help"`
	About   versionCmd  `cmd:"" name:"version" group:"other" help:"f_version"`
}

// Flags hold for every command.
type Flags struct {
	DB      string           `name:"db" env:"QINLIAN_DB" default:"qinlian.db" placeholder:"FILE|URL" help:"f_db"`
	Config  string           `env:"QINLIAN_CONFIG" placeholder:"FILE" help:"f_config"`
	Zone    string           `short:"z" env:"QINLIAN_ZONE" placeholder:"ZONE" help:"f_zone"`
	As      string           `env:"QINLIAN_AS" placeholder:"POST" help:"f_as"`
	At      Moment           `env:"QINLIAN_AT" placeholder:"TIME" help:"f_at"`
	JSON    bool             `name:"json" help:"f_json"`
	Verbose bool             `env:"QINLIAN_VERBOSE" help:"f_verbose"`
	Log     string           `env:"QINLIAN_LOG" placeholder:"FILE" help:"f_log"`
	Version kong.VersionFlag `help:"f_version"`
}

// exitSignal unwinds the stack when kong has printed help or the version.
type exitSignal int

// Main runs one command line and gives its exit code. It never panics.
func Main(ctx context.Context, p Process) (code int) {
	s := newShell(ctx, p)
	defer func() {
		switch r := recover().(type) {
		case nil:
		case exitSignal:
			code = int(r)
		default:
			code = s.report(errs.Newf(errs.Internal, "internal.panic", "程序内部错误：%[1]s。数据没有改动；请把这一行报给维护人员",
				"internal error: %[1]s. No data were changed; please report this line", fmt.Sprint(r)))
		}
	}()
	var g grammar
	options := []kong.Option{
		kong.Name("qinlian"), kong.Description(s.T("h_qinlian")), kong.Writers(p.Out, p.Err),
		kong.Vars{"version": version()},
		kong.Exit(func(code int) { panic(exitSignal(code)) }), kong.Help(s.help), kong.ConfigureHelp(kong.HelpOptions{Compact: true, NoExpandSubcommands: true}),
		kong.ExplicitGroups(s.groups()), kong.Bind(s),
	}
	g.Matter.Plugins = kong.Plugins{matterActs(s, p.Args)}
	parser, err := kong.New(&g, options...)
	if err != nil {
		return s.report(fmt.Errorf("grammar of the command line: %w", err))
	}
	keepOwn(parser.Model)
	if err := kong.Visit(parser.Model, s.translate); err != nil {
		return s.report(fmt.Errorf("grammar of the command line: %w", err))
	}
	args := p.Args
	if len(args) == 0 {
		args = []string{"--help"}
	}
	parsed, err := parser.Parse(args)
	s.flags = &g.Flags
	if g.DB == "" { // QINLIAN_DB that is set and empty names none
		g.DB = defaultDB
	}
	if err == nil {
		err = repeated(parsed)
	}
	if err != nil {
		s.jsonErrors = wantsJSON(p.Args)
		return s.report(usage(err))
	}
	s.looking = !writes(parsed.Command()) && !strings.HasPrefix(parsed.Command(), "calendar ") // which counts from the days it is given
	if err := s.present(parsed.Command()); err != nil {
		return s.report(err)
	}
	s.tried.Command = bare(parsed.Command())
	err = parsed.Run(s)
	s.logRefusal(err)
	return s.report(errors.Join(err, s.close()))
}

func wantsJSON(args []string) bool { return slices.Contains(args, "--json") }

type versionCmd struct{}

// Run says what --version does.
func (c *versionCmd) Run(s *Shell) error {
	return s.Print(map[string]string{"version": version()}, func(screen *terminal.Screen) { screen.Linef("%s", version()) })
}

// commit is what make build says it builds: Go writes none down in a second worktree, nor where an image is built without .git.
var commit string

// version tells what was built.
func version() string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return "qinlian"
	}
	parts := []string{"qinlian", info.Main.Version}
	built := commit
	for _, setting := range info.Settings {
		if setting.Key == "vcs.revision" {
			built = setting.Value[:min(12, len(setting.Value))]
		}
	}
	if built != "" {
		parts = append(parts, built)
	}
	return strings.Join(append(parts, info.GoVersion), " ")
}
