package scenario

import (
	"context"
	"runtime"

	"qinlian/internal/kernel/mechanism"
)

// RunAll plays scenarios under one bundle, as many at once as there are processors, since each has a store of
// its own. Results are in the order of the scenarios; told is called with how many have ended. When ctx ends,
// those not begun are left out.
func RunAll(ctx context.Context, all []Scenario, b *mechanism.Bundle, open Open, told func(ended int)) []Result {
	results := make([]Result, len(all))
	waiting, ended := make(chan int), make(chan struct{})
	for range runtime.GOMAXPROCS(0) {
		go func() {
			for i := range waiting {
				if ctx.Err() == nil {
					results[i] = Run(ctx, all[i], b, open)
				}
				ended <- struct{}{}
			}
		}()
	}
	go func() {
		defer close(waiting)
		for i := range all {
			waiting <- i
		}
	}()
	for i := range all {
		<-ended
		told(i + 1)
	}
	if ctx.Err() != nil {
		begun := results[:0]
		for _, r := range results {
			if r.Name != "" {
				begun = append(begun, r)
			}
		}
		return begun
	}
	return results
}
