package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"

	"qinlian/internal/adapter/attachment"
	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/database"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
)

// FilesOf is where the files lie that belong to a backup: beside it, so that the two are moved together.
func FilesOf(backup string) string { return backup + ".files.tar" }

// files opens what people attached, where the settings say that it lies.
func (a *App) files(c *config.Config) (*attachment.Files, error) {
	where := filesOf(c)
	where.Now, where.NewID = a.Engine.Now, id.New
	return attachment.New(a.DB, a.Store, where)
}

// named lists the content that the rows of every zone name.
func (a *App) named(ctx context.Context) (all []attachment.Row, err error) {
	zones, err := a.Store.ListZones(ctx)
	for i := 0; err == nil && i < len(zones); i++ {
		var rows []attachment.Row
		rows, err = attachment.Named(ctx, a.DB, zones[i].ZoneID)
		all = append(all, rows...)
	}
	return all, err
}

// attached lists content that files named before or after the database was copied name: one that was taken away
// between stays for a day.
func attached(before, after []attachment.Row) []attachment.Row {
	type key struct{ zone, hash string }
	seen, out := map[key]bool{}, []attachment.Row{}
	for _, row := range append(before, after...) {
		if k := (key{row.Zone, row.Hash}); !seen[k] {
			seen[k] = true
			out = append(out, row)
		}
	}
	return out
}

// packFiles writes the files of a backup beside it; none where no row names one.
func (a *App) packFiles(ctx context.Context, c *config.Config, rows []attachment.Row, backup string) (kept attachment.Kept, err error) {
	if len(rows) == 0 {
		return kept, nil
	}
	files, err := a.files(c)
	if err != nil {
		return kept, err
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	part, err := os.CreateTemp(filepath.Dir(backup), filepath.Base(backup)+".part-*")
	if err != nil {
		return kept, database.Explain(err)
	}
	defer func() {
		if gone := os.Remove(part.Name()); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}()
	kept, lost, err := files.Pack(ctx, rows, part)
	if err == nil {
		err = part.Sync()
	}
	if err = errors.Join(err, part.Close()); err != nil {
		return kept, database.Explain(err)
	}
	if err := os.Rename(part.Name(), FilesOf(backup)); err != nil {
		return kept, database.Explain(err)
	}
	if len(lost) > 0 {
		return kept, errs.Newf(errs.Corrupt, "backup.files_lost", "有 %[1]d 个附件不在存储中或内容已变，没有备份到，第一个是“%[2]s”（sha256:%[3]s）；其余已备份。请核对 files.folder、files.bucket 的设置，或从更早的备份找回",
			"%[1]d files are not in the storage, or not what they were, and are not backed up, the first being %[2]q (sha256:%[3]s); all else is. Look at the settings files.folder and files.bucket, or get them from an earlier backup", len(lost), lost[0].Name, lost[0].Hash).At(FilesOf(backup))
	}
	return kept, nil
}

// unpackFiles puts the files of a backup where the settings say, and refuses a restored database that names others:
// a is the restored database.
func (a *App) unpackFiles(ctx context.Context, c *config.Config, backup string) (kept attachment.Kept, err error) {
	rows, err := a.named(ctx)
	if err != nil || len(rows) == 0 {
		return kept, err
	}
	files, err := a.files(c)
	if err != nil {
		return kept, err
	}
	defer func() { err = errors.Join(err, files.Close()) }()
	archive, err := os.Open(FilesOf(backup))
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return kept, err
	default:
		kept, err = files.Unpack(ctx, archive)
		if err = errors.Join(err, archive.Close()); errs.Is(err, "attachment.archive") {
			return kept, errs.Newf(errs.Corrupt, "restore.damaged_files", "附件备份已损坏，附件没有全部放回；请换一份备份", "the files of the backup are damaged and are not all back: choose another backup").At(FilesOf(backup)).Because(err)
		}
		if err != nil {
			return kept, err
		}
	}
	lost, err := files.Lost(ctx, rows)
	if err == nil && len(lost) > 0 {
		err = errs.Newf(errs.NotFound, "restore.no_files", "库中记着的附件有 %[1]d 个在备份和附件目录里都没有，第一个是“%[2]s”：附件备份 %[3]s 须与备份文件放在一起；确实没有的，加 --without-files 只恢复数据库",
			"%[1]d files that the database names are neither in the backup nor in the folder of files, the first being %[2]q: %[3]s must lie beside the backup; where there is none, restore the database alone with --without-files", len(lost), lost[0].Name, FilesOf(backup)).At(backup)
	}
	return kept, err
}
