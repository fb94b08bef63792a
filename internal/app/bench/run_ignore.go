//go:build ignore

package main

import (
	"context"
	"flag"
	"fmt"
	"os"
	"regexp"
	"runtime/pprof"

	"qinlian/internal/app/bench"
	"qinlian/internal/base/errs"
)

func main() {
	events := flag.Int("events", 0, "")
	matters := flag.Int("matters", 0, "")
	rows := flag.Int("rows", 0, "")
	only := flag.String("only", "", "")
	dir := flag.String("dir", "", "")
	prof := flag.String("prof", "", "")
	flag.Parse()
	if *prof != "" {
		f, _ := os.Create(*prof)
		pprof.StartCPUProfile(f)
		defer pprof.StopCPUProfile()
	}
	if err := bench.Run(context.Background(), bench.Options{Events: *events, Matters: *matters, Rows: *rows, Only: regexp.MustCompile(*only), Dir: *dir, Out: os.Stdout, Log: os.Stderr}); err != nil {
		fmt.Fprintln(os.Stderr, errs.Message(err, "zh"), err)
	}
}
