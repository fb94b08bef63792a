//go:build unix

package app

import (
	"os"
	"syscall"
)

// lockFile takes a file for this process until it is closed; false where another process has it.
func lockFile(f *os.File) bool {
	return syscall.Flock(int(f.Fd()), syscall.LOCK_EX|syscall.LOCK_NB) == nil
}
