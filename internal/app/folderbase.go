package app

import (
	"errors"
	"io/fs"
	"strings"

	"qinlian/mechanisms"
)

// shared is the bundle that the binary carries for zones to extend.
const shared = "base"

// withBase is a folder of zones in which the shared bundle need not be copied beside them: where there is no
// folder base with a manifest, the binary's own answers for it.
type withBase struct{ fs.FS }

// Open implements fs.FS.
func (f withBase) Open(name string) (fs.File, error) {
	if name != shared && !strings.HasPrefix(name, shared+"/") {
		return f.FS.Open(name)
	}
	if _, own := fs.Stat(f.FS, shared+"/"+manifest); !errors.Is(own, fs.ErrNotExist) {
		return f.FS.Open(name)
	}
	return mechanisms.Files.Open(name)
}
