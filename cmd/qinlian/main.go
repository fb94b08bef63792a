// Command qinlian runs a zone's mechanisms: see README.md, or qinlian help.
package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"qinlian/internal/app"
	"qinlian/internal/app/cli"
	"qinlian/internal/base/clock"
)

func main() { os.Exit(run()) }

func run() int {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	context.AfterFunc(ctx, stop) // who asks a second time does not want to wait
	go app.PaceCollector(ctx)
	return cli.Main(ctx, cli.Process{Args: os.Args[1:], In: os.Stdin, Out: os.Stdout, Err: os.Stderr, Env: os.Getenv, Environ: os.Environ, Now: clock.System})
}
