package sheet

import (
	"archive/zip"
	"errors"
	"io"
	"path"
	"strings"

	"qinlian/internal/base/errs"
)

const (
	maxDirectoryBytes = 4 << 20  // a real workbook's zip directory has a few KiB
	freeBytes         = 32 << 20 // below this a part's ratio does not matter
)

var (
	errBomb      = errors.New("unpacks to more than the limit")
	errDirectory = errors.New("zip directory over the limit")
)

// archive is a workbook's zip, read under limits on everything that it unpacks to.
type archive struct {
	name  string // of the file, for errors
	parts map[string]*zip.File
	left  int64 // bytes to which its parts may unpack
	ratio float64
}

// openArchive lists the parts. archive/zip believes no declared count, so the directory is bounded by
// the bytes it may read while listing.
func openArchive(src io.ReaderAt, size int64, name string, o Options) (*archive, error) {
	budget := &budgetReaderAt{src: src, left: maxDirectoryBytes}
	z, err := zip.NewReader(budget, size)
	if err != nil {
		return nil, corrupt(name, "zip", err)
	}
	budget.left = -1
	a := &archive{name: name, parts: make(map[string]*zip.File, len(z.File)), left: o.MaxUnpackedBytes, ratio: o.MaxRatio}
	declared := uint64(0)
	for _, f := range z.File {
		key := partKey(f.Name)
		if _, twice := a.parts[key]; !twice {
			a.parts[key] = f
		}
		if declared += f.UncompressedSize64; f.UncompressedSize64 > uint64(a.left) || declared > uint64(a.left) {
			return nil, a.bomb(f.Name)
		}
	}
	return a, nil
}

// budgetReaderAt fails once more than left bytes were asked for; a negative budget is unlimited.
type budgetReaderAt struct {
	src  io.ReaderAt
	left int64
}

func (b *budgetReaderAt) ReadAt(p []byte, off int64) (int, error) {
	if b.left >= 0 {
		if b.left -= int64(len(p)); b.left < 0 {
			b.left = 0
			return 0, errDirectory
		}
	}
	return b.src.ReadAt(p, off)
}

// partKey folds case and separators, as spreadsheet programs do when they look a part up.
func partKey(name string) string {
	return strings.ToLower(strings.TrimPrefix(path.Clean(strings.ReplaceAll(name, `\`, "/")), "/"))
}

func (a *archive) bomb(part string) *errs.Error {
	return errs.Newf(errs.Invalid, "sheet.bomb", "%s解压后大得不正常，拒绝读取；请用Excel或WPS打开后另存为.xlsx", "%s unpacks to an abnormal size and is refused: open the file in Excel or WPS and save as .xlsx",
		part).At(a.name)
}

// open returns the part, or nil when there is none. No part may unpack to more than
// the archive's limit, whatever it declares.
func (a *archive) open(part string) (*partReader, error) {
	f := a.parts[partKey(part)]
	if f == nil {
		return nil, nil //nolint:nilnil // many parts are optional
	}
	rc, err := f.Open()
	if err != nil {
		return nil, corrupt(a.name, part, err)
	}
	return &partReader{in: rc, a: a, packed: float64(f.CompressedSize64), size: int64(f.UncompressedSize64)}, nil
}

type partReader struct {
	in     io.ReadCloser
	a      *archive
	packed float64
	size   int64 // as declared
	n      int64
}

func (p *partReader) Read(b []byte) (int, error) {
	n, err := p.in.Read(b)
	p.n += int64(n)
	if p.n > p.a.left || p.n > freeBytes && float64(p.n) > p.packed*p.a.ratio {
		return 0, errBomb
	}
	return n, err
}

func (p *partReader) Close() error { return p.in.Close() }

// fault words an error met while reading part; place is the part or the cell reached.
func (a *archive) fault(err error, place string) error {
	var known *errs.Error
	switch {
	case err == nil, errors.As(err, &known):
		return err
	case errors.Is(err, errBomb):
		return a.bomb(place)
	case errors.Is(err, errTooDeep):
		return errs.Newf(errs.Invalid, "sheet.too_deep", "%s的内部结构嵌套过深，拒绝读取；请另存为.xlsx", "%s is nested too deeply and is refused: save as .xlsx", place).At(a.name)
	}
	return corrupt(a.name, place, err)
}
