//go:build unix

package database

import "syscall"

// writable asks the system whether this process may write to a file or folder, without opening it: closing an
// open database file would drop the locks that this process holds on it.
func writable(path string) bool {
	const write = 2 // W_OK
	return syscall.Access(path, write) == nil
}
