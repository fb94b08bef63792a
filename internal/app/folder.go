package app

import (
	"errors"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
	"qinlian/mechanisms"
)

// DefaultFolder is where mechanisms are looked for when nobody says otherwise.
const DefaultFolder = "mechanisms"

// Folder is a folder of mechanisms with the zones to work on.
type Folder struct {
	FS    fs.FS
	Name  string   // as people know it; "" for the files that the binary carries
	Zones []string // in order
}

const manifest = "zone.yaml"

// OpenFolder opens a folder of zones, or the folder of one zone beside which stands what it extends. The
// binary's own base stands in where there is none. "" is ./mechanisms, or the files that the binary carries where there is no such folder.
func OpenFolder(name string) (Folder, error) {
	if name == "" {
		if _, err := os.Stat(DefaultFolder); errors.Is(err, fs.ErrNotExist) {
			zones, err := zonesIn(mechanisms.Files)
			return Folder{FS: mechanisms.Files, Zones: zones}, err
		}
		name = DefaultFolder
	}
	info, err := os.Stat(name)
	if err == nil && !info.IsDir() {
		return Folder{}, errs.Newf(errs.Invalid, "mechanism.not_a_folder", "这是一个文件；请给出它所在的文件夹 %[1]s", "this is a file; give the folder that it is in, %[1]s", filepath.Dir(name)).At(name)
	}
	if err != nil {
		return Folder{}, errs.Newf(errs.NotFound, "mechanism.no_folder", "没有这个文件夹", "there is no such folder").At(name)
	}
	if _, err := os.Stat(filepath.Join(name, manifest)); err == nil {
		whole, err := filepath.Abs(name)
		if err != nil {
			return Folder{}, err
		}
		return Folder{FS: withBase{os.DirFS(filepath.Dir(whole))}, Name: name, Zones: []string{filepath.Base(whole)}}, nil
	}
	f := Folder{FS: withBase{os.DirFS(name)}, Name: name}
	if f.Zones, err = zonesIn(f.FS); err != nil {
		return f, err
	}
	if len(f.Zones) == 0 {
		return f, errs.Newf(errs.NotFound, "mechanism.no_zones", "文件夹里没有地区：每个地区一个子文件夹，内有 zone.yaml",
			"the folder holds no zone: each has a folder of its own with a zone.yaml in it").At(name)
	}
	return f, nil
}

func zonesIn(fsys fs.FS) ([]string, error) {
	entries, err := fs.ReadDir(fsys, ".")
	if err != nil {
		return nil, err
	}
	var zones []string
	for _, e := range entries {
		if _, err := fs.Stat(fsys, path.Join(e.Name(), manifest)); err == nil && e.IsDir() {
			zones = append(zones, e.Name())
		}
	}
	return zones, nil
}

// Holds refuses a zone that the folder does not hold.
func (f Folder) Holds(zone string) error {
	if slices.Contains(f.Zones, zone) {
		return nil
	}
	if len(f.Zones) == 1 {
		return errs.Newf(errs.Invalid, "zone.other", "文件夹是地区“%[1]s”的，不是“%[2]s”的", "the folder is that of zone %[1]q, not %[2]q", f.Zones[0], zone).At(f.Name)
	}
	zh, en := text.Suggest(zone, f.Zones)
	return errs.Newf(errs.NotFound, "zone.unknown", "文件夹里没有地区“%[1]s”；%[2]s", "the folder holds no zone %[1]q; %[3]s", zone, zh, en).At(f.Name)
}

// Zone picks one zone of the folder: the wanted one, or the only one that can be put in force.
func (f Folder) Zone(wanted string) (*mechanism.Bundle, error) {
	if wanted != "" {
		if err := f.Holds(wanted); err != nil {
			return nil, err
		}
		return mechanism.Load(f.FS, wanted)
	}
	var zones []engine.ZoneRow
	var only *mechanism.Bundle
	for _, zone := range f.Zones {
		b, err := mechanism.Load(f.FS, zone)
		if err != nil {
			return nil, err
		}
		if !b.Abstract {
			zones, only = append(zones, engine.ZoneRow{ZoneID: zone, Title: b.Title.In(text.Zh)}), b
		}
	}
	if len(zones) != 1 {
		return nil, severalZones(zones)
	}
	return only, nil
}
