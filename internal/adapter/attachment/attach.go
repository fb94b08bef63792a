package attachment

import (
	"bytes"
	"context"
	"database/sql"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"time"

	"github.com/uptrace/bun"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/errs"
)

// Row says that content belongs to something, under a name.
type Row struct {
	bun.BaseModel `bun:"table:attachments,alias:attachments"`

	Zone  string `bun:"zone_id,pk"`
	About string `bun:"about,pk"` // id of a matter, or import/ID
	Hash  string `bun:"hash,pk"`
	Name  string `bun:"name"`
	Size  int64  `bun:"size"`
	Type  string `bun:"type"`
	By    string `bun:"by_person"` // who attached it
	At    int64  `bun:"at"`        // µs since 1970
}

// errTaken says that the content was removed between its being put and its row.
var errTaken = errors.New("content was cleaned away")

// Attach keeps a received file and says what it belongs to. then runs in the same transaction, with the row; nil for
// nothing. What is attached already stays as it is, under its first name.
func (f *Files) Attach(ctx context.Context, s *Staged, about, by string, then func(ctx context.Context, row Row) error) (Row, error) {
	ctx = database.InZone(ctx, s.Zone)
	row := Row{Zone: s.Zone, About: about, Hash: s.Hash, Name: s.Name, Size: s.Size, Type: s.Type, By: by, At: f.at(s.Zone).UnixMicro()}
	if err := f.content.put(ctx, s); err != nil {
		return row, err
	}
	err := f.db.InTx(ctx, func(ctx context.Context) error {
		if err := f.db.Lock(ctx, lockOf(s.Zone, s.Hash)); err != nil {
			return err
		}
		there, err := f.content.has(ctx, s.Zone, s.Hash)
		if err == nil && !there {
			err = errTaken
		}
		if err != nil {
			return err
		}
		known, err := f.Read(ctx, s.Zone, about, s.Hash)
		switch {
		case err == nil:
			row = known
		case errs.KindOf(err) != errs.NotFound:
			return err
		default:
			if err := f.insert(ctx, &row); err != nil {
				return err
			}
		}
		if then == nil {
			return nil
		}
		return then(ctx, row)
	})
	if errors.Is(err, errTaken) {
		err = errs.Newf(errs.Conflict, "attachment.again", "文件没有保存成功，请再传一次", "the file was not kept: send it again").Because(err)
	}
	return row, err
}

func (f *Files) insert(ctx context.Context, row *Row) error {
	n, err := f.db.Conn(ctx).NewSelect().Model((*Row)(nil)).Where("zone_id = ? AND about = ?", row.Zone, row.About).Count(ctx)
	if err == nil && n >= MostAbout {
		return errs.Newf(errs.Refused, "attachment.too_many", "一件事项最多 %[1]d 个附件", "a matter has at most %[1]d files", MostAbout)
	}
	if err == nil {
		_, err = f.db.Conn(ctx).NewInsert().Model(row).Exec(ctx)
	}
	if err != nil {
		return fmt.Errorf("attach a file: %w", err)
	}
	return nil
}

// lockOf names what a file's row and the removal of its content wait for each other by.
func lockOf(zone, hash string) string { return "attachment/" + zone + "/" + hash }

// Read finds what is attached to something; attachment.not_found.
func (f *Files) Read(ctx context.Context, zone, about, hash string) (Row, error) {
	ctx = database.InZone(ctx, zone)
	row := Row{Zone: zone, About: about, Hash: hash}
	err := f.db.Conn(ctx).NewSelect().Model(&row).WherePK().Scan(ctx)
	switch {
	case errors.Is(err, sql.ErrNoRows):
		return row, errs.Newf(errs.NotFound, "attachment.not_found", "没有这个附件", "there is no such file")
	case err != nil:
		return row, database.Explain(fmt.Errorf("find a file: %w", err))
	}
	return row, nil
}

// List gives what is attached to something, oldest first.
func (f *Files) List(ctx context.Context, zone, about string) ([]Row, error) {
	ctx = database.InZone(ctx, zone)
	rows := []Row{}
	err := f.db.Conn(ctx).NewSelect().Model(&rows).Where("zone_id = ? AND about = ?", zone, about).OrderExpr("at, hash").Scan(ctx)
	if err != nil {
		return nil, database.Explain(fmt.Errorf("list files: %w", err))
	}
	return rows, nil
}

// Open gives an attached file's content.
func (f *Files) Open(ctx context.Context, row *Row) (Content, error) {
	ctx = database.InZone(ctx, row.Zone)
	if f.root == nil {
		return nil, noStorage()
	}
	return f.content.open(ctx, row.Zone, row.Hash)
}

// Local gives an attached file's content on this machine's disk, for what reads it here and there.
func (f *Files) Local(ctx context.Context, row *Row) (Content, error) {
	ctx = database.InZone(ctx, row.Zone)
	from, err := f.Open(ctx, row)
	if err != nil {
		return nil, err
	}
	if file, is := from.(*os.File); is {
		return file, nil
	}
	defer from.Close() //nolint:errcheck // was only read
	return f.Scratch(func(w io.Writer) error {
		_, err := io.Copy(w, from)
		return err
	})
}

// Scratch is a file that is written once, read, and gone when it is closed, or cleaned away after a crash.
func (f *Files) Scratch(write func(w io.Writer) error) (Content, error) {
	s := &scratch{files: f, place: incoming + "/" + f.config.NewID()}
	var err error
	if f.root == nil {
		s.File, err = os.CreateTemp("", "qinlian-*")
	} else {
		s.File, err = f.root.OpenFile(s.place, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	}
	if err != nil {
		return nil, full(fmt.Errorf("make a file: %w", err))
	}
	err = write(s.File)
	if err == nil {
		_, err = s.Seek(0, io.SeekStart)
	}
	if err != nil {
		return nil, errors.Join(full(err), s.Close())
	}
	return s, nil
}

type scratch struct {
	*os.File

	files *Files
	place string
}

// Close removes the file.
func (s *scratch) Close() error {
	if s.files.root == nil {
		return errors.Join(s.File.Close(), os.Remove(s.Name()))
	}
	return errors.Join(s.File.Close(), s.files.root.Remove(s.place))
}

// Detach takes a file from a matter, while none of its events cites it (attachment.cited).
func (f *Files) Detach(ctx context.Context, zone, matter, hash string) error {
	ctx = database.InZone(ctx, zone)
	return f.db.InTx(ctx, func(ctx context.Context) error {
		if _, err := f.store.Matter(ctx, zone, matter); err != nil { // locks it: a command that cites the file waits, or is seen here
			return err
		}
		row, err := f.Read(ctx, zone, matter, hash)
		if err != nil {
			return err
		}
		records, err := f.store.Stream(ctx, zone, matter)
		if err != nil {
			return err
		}
		for i := range records {
			if bytes.Contains(records[i].Body, []byte(Citation+hash)) {
				return errs.Newf(errs.Conflict, "attachment.cited", "这个附件已作为佐证写入台账，不能删除", "the ledger cites this file as evidence: it cannot be removed")
			}
		}
		if _, err := f.db.Conn(ctx).NewDelete().Model(&row).WherePK().Exec(ctx); err != nil {
			return fmt.Errorf("detach a file: %w", err)
		}
		return nil
	})
}

// Forget removes the rows of something that is no more.
func (f *Files) Forget(ctx context.Context, zone, about string) error {
	ctx = database.InZone(ctx, zone)
	return f.db.InTx(ctx, func(ctx context.Context) error {
		if _, err := f.db.Conn(ctx).NewDelete().Model((*Row)(nil)).Where("zone_id = ? AND about = ?", zone, about).Exec(ctx); err != nil {
			return fmt.Errorf("forget files: %w", err)
		}
		return nil
	})
}

// Check refuses evidence that cites a file which the matter does not have. In the transaction of the command that
// cites it, the file cannot be detached meanwhile.
func (f *Files) Check(ctx context.Context, zone, matter string, evidence []string) error {
	ctx = database.InZone(ctx, zone)
	for _, e := range evidence {
		hash, cites := strings.CutPrefix(e, Citation)
		if !cites {
			continue
		}
		if _, err := f.Read(ctx, zone, matter, hash); errs.KindOf(err) == errs.NotFound {
			return errs.Newf(errs.Refused, "attachment.not_attached", "这件事项没有附件 %[1]s，请先上传", "the matter has no file %[1]s: attach it first", e)
		} else if err != nil {
			return err
		}
	}
	return nil
}

// attached tells which of some hashes have a row.
func (f *Files) attached(ctx context.Context, zone string, hashes []string) (map[string]bool, error) {
	ctx = database.InZone(ctx, zone)
	var found []string
	err := f.db.Conn(ctx).NewSelect().Model((*Row)(nil)).Distinct().Column("hash").Where("zone_id = ?", zone).Where("hash IN (?)", bun.List(hashes)).Scan(ctx, &found)
	if err != nil {
		return nil, database.Explain(fmt.Errorf("find files: %w", err))
	}
	out := make(map[string]bool, len(found))
	for _, hash := range found {
		out[hash] = true
	}
	return out, nil
}

// Attached is when a row was made.
func (r *Row) Attached() time.Time { return time.UnixMicro(r.At).UTC() }
