package cli

import (
	"fmt"
	"os"
	"regexp"

	"qinlian/internal/app/bench"
	"qinlian/internal/base/errs"
)

type benchCmd struct {
	Events  int    `help:"f_bench_events"`
	Matters int    `help:"f_bench_matters"`
	Rows    int    `help:"f_bench_rows"`
	Only    string `help:"f_bench_only"`

	Enterprises int    `help:"f_bench_enterprises"`
	Dir         string `help:"f_bench_dir"`
	Profiles    string `placeholder:"FOLDER" help:"f_bench_profiles"`

	Postgres string `env:"QINLIAN_BENCH_POSTGRES" placeholder:"URL" help:"f_bench_postgres"`
}

// Run measures; package bench says what.
func (c *benchCmd) Run(s *Shell) error {
	program, err := os.Executable()
	if err != nil {
		return fmt.Errorf("find the program: %w", err)
	}
	o := bench.Options{
		Program: program, Events: c.Events, Matters: c.Matters, Rows: c.Rows, Enterprises: c.Enterprises,
		Dir: c.Dir, Profiles: c.Profiles, Postgres: c.Postgres, Now: s.process.Now, Out: s.Out, Log: s.Err,
	}
	if c.Only != "" {
		only, err := regexp.Compile(c.Only)
		if err != nil {
			return errs.Newf(errs.Invalid, "usage.only", "“%[1]s”不是正则式", "%[1]q is not a regular expression", c.Only)
		}
		o.Only = only
	}
	return bench.Run(s.Ctx, o)
}
