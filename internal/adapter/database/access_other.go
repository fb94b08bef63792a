//go:build !unix

package database

import "os"

// writable goes by the file's mode; who may do what in a folder only an attempt would tell.
func writable(path string) bool {
	info, err := os.Stat(path)
	return err != nil || info.IsDir() || info.Mode().Perm()&0o200 != 0
}
