//go:build unix

package bench

import (
	"syscall"
	"time"
)

// spent is the processor time that this process has used. On a machine that others use too it tells what
// a piece of work costs, where a clock on the wall tells how long others kept it waiting.
func spent() (time.Duration, bool) {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0, false
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano()), true
}
