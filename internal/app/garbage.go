package app

import (
	"context"
	"os"
	"runtime/debug"
	"runtime/metrics"
	"time"
)

// Collecting garbage costs a program with little in hand and much to do a sixth of its processor time, for the runtime
// collects whenever as much was thrown away as is in use. At work the program lets more lie about, up to a bound that
// does not grow with what is in use, and at rest as little as any other.
const (
	lying      = 96 << 20 // bytes of garbage that may lie about at work
	plainPace  = 100      // per cent of what is in use; what Go does by itself
	fastestRun = 400
	watched    = time.Second
	calm       = 20 // seconds without more than one collection, after which the work is over
)

// collector paces the collection of garbage by how often it happens.
type collector struct {
	percent int
	cycles  uint64
	quiet   int // seconds
}

// next is the pace after another second, of the collections so far and the bytes that the last found in use.
func (c *collector) next(cycles, live uint64) int {
	often := cycles-c.cycles > 1
	c.cycles = cycles
	switch {
	case often:
		c.quiet = 0
		c.percent = max(plainPace, min(fastestRun, int(lying*100/max(1, live))))
	case c.quiet < calm:
		c.quiet++
	default:
		c.percent = plainPace
	}
	return c.percent
}

// PaceCollector paces the runtime until ctx ends, in a server and in a command that takes seconds alike. Whoever sets GOGC has said otherwise.
func PaceCollector(ctx context.Context) {
	if os.Getenv("GOGC") != "" {
		return
	}
	was := debug.SetGCPercent(plainPace)
	defer debug.SetGCPercent(was)
	figures := []metrics.Sample{{Name: "/gc/cycles/automatic:gc-cycles"}, {Name: "/gc/heap/live:bytes"}}
	metrics.Read(figures)
	c := &collector{percent: plainPace, cycles: figures[0].Value.Uint64()}
	tick := time.NewTicker(watched)
	defer tick.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
		metrics.Read(figures)
		before := c.percent
		if now := c.next(figures[0].Value.Uint64(), figures[1].Value.Uint64()); now != before {
			debug.SetGCPercent(now)
		}
	}
}
