//go:build !web

package web

import "io/fs"

// site is nil: without the tag "web" nothing was built, and neither go build nor go test needs Node.
func site() fs.FS { return nil }
