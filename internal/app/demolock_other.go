//go:build !unix

package app

import "os"

// lockFile cannot lock here; a file in use cannot be removed there either.
func lockFile(*os.File) bool { return true }
