package attachment

import (
	"context"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"strings"
	"time"
)

// Content is a file's bytes.
type Content interface {
	io.ReadSeeker
	io.ReaderAt
	io.Closer
}

// folder keeps content on this machine's disk: content/ZONE/HH/HASH. A file is whole and durable before it has its name.
type folder struct{ root *os.Root }

// placeOf is where content lies, of a storage of either sort. Zones are codes; one that is not would be spelled out.
func placeOf(zone, hash string) string {
	for _, r := range zone {
		if (r < 'a' || r > 'z') && (r < '0' || r > '9') && r != '-' {
			zone = "_" + hex.EncodeToString([]byte(zone))
			break
		}
	}
	return path.Join(kept, zone, hash[:2], hash)
}

// zoneOf reads a place.
func zoneOf(place string) (zone, hash string, ok bool) {
	parts := strings.Split(place, "/")
	if len(parts) != 4 || parts[0] != kept || !isHash(parts[3]) {
		return "", "", false
	}
	zone = parts[1]
	if spelled, is := strings.CutPrefix(zone, "_"); is {
		raw, err := hex.DecodeString(spelled)
		if err != nil {
			return "", "", false
		}
		zone = string(raw)
	}
	return zone, parts[3], true
}

func isHash(s string) bool {
	raw, err := hex.DecodeString(s)
	return err == nil && len(raw) == 32 && s == strings.ToLower(s)
}

// put gives a file that is on the disk already its name. One that lies there is replaced by the same bytes, which
// mends what a disk has spoilt.
func (f *folder) put(_ context.Context, s *Staged) error {
	place := placeOf(s.Zone, s.Hash)
	in := path.Dir(place)
	if err := f.root.MkdirAll(in, 0o700); err != nil {
		return full(fmt.Errorf("keep a file: %w", err))
	}
	if err := f.root.Rename(s.place, place); err != nil {
		return full(fmt.Errorf("keep a file: %w", err))
	}
	for dir := in; dir != "."; dir = path.Dir(dir) {
		if err := f.sync(dir); err != nil {
			return err
		}
	}
	return nil
}

// sync makes the names in a folder durable.
func (f *folder) sync(dir string) error {
	d, err := f.root.Open(dir)
	if err != nil {
		return fmt.Errorf("keep a file: %w", err)
	}
	if err := errors.Join(d.Sync(), d.Close()); err != nil {
		return fmt.Errorf("keep a file: %w", err)
	}
	return nil
}

func (f *folder) has(_ context.Context, zone, hash string) (bool, error) {
	info, err := f.root.Stat(placeOf(zone, hash))
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil && info.Mode().IsRegular(), err
}

func (f *folder) open(_ context.Context, zone, hash string) (Content, error) {
	file, err := f.root.Open(placeOf(zone, hash))
	if err != nil {
		return nil, gone(err)
	}
	return file, nil
}

func (f *folder) remove(_ context.Context, zone, hash string) error {
	err := f.root.Remove(placeOf(zone, hash))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}

func (f *folder) old(ctx context.Context, before time.Time, each func(zone, hash string) error) error {
	return fs.WalkDir(f.root.FS(), kept, func(place string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() || ctx.Err() != nil {
			return errors.Join(err, ctx.Err())
		}
		info, err := d.Info()
		if err != nil || !info.ModTime().Before(before) {
			return err
		}
		zone, hash, ok := zoneOf(place)
		if !ok {
			return nil // nobody's of ours
		}
		return each(zone, hash)
	})
}
