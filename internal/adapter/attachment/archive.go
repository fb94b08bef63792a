package attachment

import (
	"archive/tar"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/errs"
)

// Kept is how much content an archive holds.
type Kept struct {
	Files int   `json:"files"`
	Bytes int64 `json:"bytes"`
}

// Named lists the content that rows of a zone name, once each, by hash: of each the first row.
func Named(ctx context.Context, db *database.DB, zone string) ([]Row, error) {
	ctx = database.InZone(ctx, zone)
	rows := []Row{}
	if err := db.Conn(ctx).NewSelect().Model(&rows).Where("zone_id = ?", zone).OrderExpr("hash, about").Scan(ctx); err != nil {
		return nil, database.Explain(fmt.Errorf("list files: %w", err))
	}
	out := rows[:0]
	for _, row := range rows {
		if len(out) == 0 || out[len(out)-1].Hash != row.Hash {
			out = append(out, row)
		}
	}
	return out, nil
}

// Pack writes content as a tar archive that Unpack reads, each file under content/ZONE/HH/HASH. What is not in the
// storage, or is not what its hash says, is left out and given back.
func (f *Files) Pack(ctx context.Context, rows []Row, w io.Writer) (kept Kept, lost []Row, err error) {
	archive := tar.NewWriter(w)
	for i := range rows {
		switch err := f.pack(ctx, archive, &rows[i]); {
		case errs.Is(err, "attachment.lost"), errs.Is(err, "attachment.no_storage"), errors.Is(err, errOther):
			lost = append(lost, rows[i])
		case err != nil:
			return kept, lost, err
		default:
			kept.Files, kept.Bytes = kept.Files+1, kept.Bytes+rows[i].Size
		}
	}
	return kept, lost, archive.Close()
}

// errOther says that content is not what its hash says.
var errOther = errors.New("not the content that its hash names")

func (f *Files) pack(ctx context.Context, archive *tar.Writer, row *Row) (err error) {
	from, err := f.Local(ctx, row)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, from.Close()) }()
	sum := sha256.New()
	size, err := io.Copy(sum, from)
	if err != nil {
		return fmt.Errorf("read a file: %w", err)
	}
	if size != row.Size || hex.EncodeToString(sum.Sum(nil)) != row.Hash {
		return errOther
	}
	if err := archive.WriteHeader(&tar.Header{Name: placeOf(row.Zone, row.Hash), Size: size, Mode: 0o600, Format: tar.FormatPAX}); err != nil {
		return fmt.Errorf("write the archive of files: %w", err)
	}
	if _, err := io.Copy(archive, io.NewSectionReader(from, 0, size)); err != nil {
		return full(fmt.Errorf("write the archive of files: %w", err))
	}
	return nil
}

// Unpack puts what Pack wrote into the storage, each file under the hash of the bytes that came; a file that lies there
// already is replaced by the same bytes.
func (f *Files) Unpack(ctx context.Context, from io.Reader) (kept Kept, err error) {
	if f.root == nil {
		return kept, noStorage()
	}
	archive := tar.NewReader(from)
	for {
		header, err := archive.Next()
		if errors.Is(err, io.EOF) {
			return kept, nil
		}
		if err != nil {
			return kept, damaged(err)
		}
		zone, hash, ok := zoneOf(header.Name)
		if !ok || header.Typeflag != tar.TypeReg {
			return kept, damaged(fmt.Errorf("it holds %q", header.Name))
		}
		size, err := f.unpack(ctx, zone, hash, archive)
		if err != nil {
			return kept, err
		}
		kept.Files, kept.Bytes = kept.Files+1, kept.Bytes+size
	}
}

func damaged(cause error) error {
	return errs.Newf(errs.Corrupt, "attachment.archive", "附件备份已损坏，或不是附件备份", "the archive of files is damaged, or is none").Because(cause)
}

func (f *Files) unpack(ctx context.Context, zone, hash string, from io.Reader) (int64, error) {
	s := &Staged{Zone: zone, Hash: hash, files: f, place: incoming + "/" + f.config.NewID()}
	file, err := f.root.OpenFile(s.place, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return 0, full(fmt.Errorf("restore a file: %w", err))
	}
	sum := sha256.New()
	s.Size, err = io.Copy(io.MultiWriter(file, sum), from)
	if err == nil {
		err = file.Sync()
	}
	switch err = errors.Join(err, file.Close()); {
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, tar.ErrHeader):
		err = damaged(err)
	case err != nil:
		err = full(fmt.Errorf("restore a file: %w", err))
	case hex.EncodeToString(sum.Sum(nil)) != hash:
		err = damaged(fmt.Errorf("%s holds other bytes", hash))
	default:
		err = f.content.put(ctx, s)
	}
	if err != nil {
		s.Discard()
	}
	return s.Size, err
}

// Lost lists the rows whose content is not in the storage.
func (f *Files) Lost(ctx context.Context, rows []Row) (lost []Row, err error) {
	for _, row := range rows {
		there := false
		if f.root != nil {
			if there, err = f.content.has(ctx, row.Zone, row.Hash); err != nil {
				return nil, err
			}
		}
		if !there {
			lost = append(lost, row)
		}
	}
	return lost, nil
}
