package attachment

import (
	"context"
	"errors"
	"io/fs"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/clock"
)

// How long is kept what nobody named: what came in and was not attached, content without a row, infected files.
const (
	incomingKept   = time.Hour // four times what an upload may take
	contentKept    = 24 * time.Hour
	quarantineKept = 30 * 24 * time.Hour
)

// Clean removes what a crash left behind in incoming, infected files after a month, and content that no row has
// named for a day. It may run on every node at once.
func (f *Files) Clean(ctx context.Context) error {
	if f.root == nil {
		return nil
	}
	now := clock.System() // by which folders and buckets say when a file was written
	err := errors.Join(f.sweep(incoming, now.Add(-incomingKept)), f.sweep(quarantine, now.Add(-quarantineKept)))
	var zone string
	var some []string
	flush := func() error {
		if len(some) == 0 {
			return nil
		}
		named, err := f.attached(ctx, zone, some)
		for _, hash := range some {
			if err == nil && !named[hash] {
				err = f.drop(ctx, zone, hash)
			}
		}
		some = some[:0]
		return err
	}
	const batch = 500
	walked := f.content.old(ctx, now.Add(-contentKept), func(in, hash string) error {
		if in != zone || len(some) == batch {
			if err := flush(); err != nil {
				return err
			}
		}
		zone, some = in, append(some, hash)
		return nil
	})
	return errors.Join(err, walked, flush())
}

// drop removes content that no row names, while nobody can make one.
func (f *Files) drop(ctx context.Context, zone, hash string) error {
	ctx = database.InZone(ctx, zone)
	return f.db.InTx(ctx, func(ctx context.Context) error {
		if err := f.db.Lock(ctx, lockOf(zone, hash)); err != nil {
			return err
		}
		named, err := f.attached(ctx, zone, []string{hash})
		if err != nil || named[hash] {
			return err
		}
		return f.content.remove(ctx, zone, hash) // no rollback brings it back, nor need it: nothing names it
	})
}

// sweep removes the files of a folder that were last written before an instant.
func (f *Files) sweep(in string, before time.Time) error {
	var faults []error
	entries, err := fs.ReadDir(f.root.FS(), in)
	for _, e := range entries {
		info, err := e.Info()
		if err == nil && info.ModTime().Before(before) {
			err = f.root.Remove(in + "/" + e.Name())
		}
		if err != nil && !errors.Is(err, fs.ErrNotExist) { // another node was faster
			faults = append(faults, err)
		}
	}
	return errors.Join(append(faults, err)...)
}
