package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"strings"

	"qinlian/internal/adapter/attachment"
	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/database"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
)

// sqliteFiles are the endings of a database's file and of the two that stand beside it while it is open.
var sqliteFiles = []string{"", "-wal", "-shm"}

// VerifyAll verifies every zone of the database, and that none of which something is stored has lost its row.
func (a *App) VerifyAll(ctx context.Context, progress func(zone string, events int64)) ([]engine.Verified, error) {
	zones, err := a.Store.ListZones(ctx)
	if err != nil {
		return nil, err
	}
	if err := a.listed(ctx); err != nil {
		return nil, err
	}
	var out []engine.Verified
	for _, z := range zones {
		v, err := a.Engine.Verify(ctx, z.ZoneID, func(events int64) {
			if progress != nil {
				progress(z.ZoneID, events)
			}
		})
		if err != nil {
			return out, err
		}
		out = append(out, v)
	}
	return out, nil
}

// VerifyZone checks one zone by its code or title. Where there is none of that name, but a ledger whose zone has lost its
// row, that is what is told.
func (a *App) VerifyZone(ctx context.Context, wanted string, progress func(events int64)) (engine.Verified, error) {
	zone, err := a.Zone(ctx, wanted)
	if errs.KindOf(err) == errs.NotFound {
		err = cmp.Or(a.listed(ctx), err)
	}
	if err != nil {
		return engine.Verified{}, err
	}
	return a.Engine.Verify(ctx, zone, progress)
}

// listed refuses a database that holds a ledger of a zone without a row of it.
func (a *App) listed(ctx context.Context) error {
	lost, err := a.Store.Unlisted(ctx)
	if err != nil || len(lost) == 0 {
		return err
	}
	return errs.Newf(errs.Corrupt, "ledger.zone_missing", "表 zones 里没有地区 %[1]s，而库中还存有它的台账：该行被删除", "table zones has no row of %[2]s although its ledger is stored: the row was deleted", strings.Join(lost, "、"), strings.Join(lost, ", "))
}

// Backup writes a copy of the database to a new file, with what people attached beside it (FilesOf), and verifies it:
// of SQLite the copy itself, of PostgreSQL the ledgers that were dumped, of files each by its hash. dumpAs is another
// address for pg_dump to connect by; "" for the database's own. A copy that does not verify is kept under a name that
// says so, as the error does (backup.unverified). The key that seals secrets is not in it.
func (a *App) Backup(ctx context.Context, c *config.Config, file, dumpAs string, progress func(zone string, events int64)) (verified []engine.Verified, kept attachment.Kept, err error) {
	if _, err := os.Lstat(FilesOf(file)); err == nil {
		return nil, kept, errs.Newf(errs.Conflict, "database.backup_exists", "备份文件已存在，不予覆盖。请换一个文件名", "the backup file exists and is not overwritten: choose another name").At(FilesOf(file))
	}
	before, err := a.named(ctx)
	if err != nil {
		return nil, kept, err
	}
	if err := a.DB.Backup(ctx, file, dumpAs); err != nil {
		return nil, kept, err
	}
	after, err := a.named(ctx)
	if err != nil {
		return nil, kept, err
	}
	if kept, err = a.packFiles(ctx, c, attached(before, after), file); err != nil {
		return nil, kept, err
	}
	if a.DB.Dialect() == database.PostgreSQL {
		verified, err = a.VerifyAll(ctx, progress)
	} else {
		verified, err = verifyAt(ctx, file+"?readonly", a.Engine.Now, progress, nil)
	}
	if err != nil {
		err = unverified(err, file)
	}
	return verified, kept, err
}

// unverified takes the name of a backup away from a copy that did not verify, so that nobody restores it.
func unverified(cause error, file string) error {
	aside := free(file + ".unverified")
	for _, suffix := range append([]string{FilesOf("")}, sqliteFiles...) {
		if err := os.Rename(file+suffix, aside+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return errors.Join(cause, database.Explain(err))
		}
	}
	return errs.Newf(errs.KindOf(cause), "backup.unverified", "没有备份成：副本未通过校验（%[1]s）。副本改名为 %[3]s，只供查证，不要用来恢复；请先用 qinlian verify 查明，再从通过校验的备份恢复",
		"no backup was made: the copy does not verify (%[2]s). It is kept as %[3]s, to be looked at and not to be restored; run qinlian verify, and restore a backup that verified",
		errs.Message(cause, text.Zh), errs.Message(cause, text.En), aside).Because(cause)
}

// free is a name that neither a database nor the files of a backup have yet: the wanted one, or one with a number behind.
func free(wanted string) string {
	name := wanted
	for n := 2; there(name) || there(FilesOf(name)); n++ {
		name = fmt.Sprintf("%s-%d", wanted, n)
	}
	return name
}

func there(file string) bool {
	_, err := os.Lstat(file)
	return err == nil
}

// Restoring says what is restored, and how.
type Restoring struct {
	Config   *config.Config // its DB is where the database goes, Files where the files go
	Backup   string
	Replace  bool // a SQLite file that is there already is kept under another name
	NoFiles  bool // the database alone
	Now      clock.Clock
	Progress func(zone string, events int64)
}

// files puts the backup's files in place, beside the database that was just verified.
func (r *Restoring) files(kept *attachment.Kept) func(ctx context.Context, a *App) error {
	return func(ctx context.Context, a *App) (err error) {
		if !r.NoFiles {
			*kept, err = a.unpackFiles(ctx, r.Config, r.Backup)
		}
		return err
	}
}

// Restore puts a backup in the place of the database at address, and verifies every ledger in it.
//
// At a SQLite address that is before it takes its place, and a file that is there already stays: with replace it is
// kept beside the restored one under the name that aside gives, unless anybody has it open (database.in_use): what a
// server goes on writing would be lost with it. Without replace the restore is refused. A PostgreSQL
// database must be empty; one whose ledgers then do not verify is left as it is, to be looked at.
//
// The files of the backup go where the settings say before the database takes its place. One that names files which are
// nowhere is refused (restore.no_files).
func Restore(ctx context.Context, r Restoring) (verified []engine.Verified, kept attachment.Kept, aside string, err error) {
	if info, err := os.Stat(r.Backup); err == nil && info.Size() == 0 {
		return nil, kept, "", damaged(r.Backup)
	}
	target, isFile := FileOf(r.Config.DB)
	if !isFile {
		verified, err = restoreArchive(ctx, &r, r.files(&kept))
		return verified, kept, "", err
	}
	replaced := there(target)
	if replaced {
		if !r.Replace {
			return nil, kept, "", errs.Newf(errs.Conflict, "restore.exists", "数据库文件已存在，不予覆盖。换一个 --db，或加 --replace（原文件另存，不删除）",
				"the database file exists and is not overwritten: choose another --db, or say --replace (the old file is kept under another name)").At(target)
		}
		release, used := database.Alone(ctx, target)
		if used != nil {
			return nil, kept, "", used
		}
		defer func() { err = errors.Join(err, release()) }()
	}
	part := target + ".restoring"
	if err := copyFile(r.Backup, part); err != nil {
		return nil, kept, "", err
	}
	defer func() { err = errors.Join(err, discard(part)) }()
	if err := founded(ctx, part); err != nil {
		return nil, kept, "", ofBackup(err, r.Backup, part)
	}
	if verified, err = verifyAt(ctx, part, r.Now, r.Progress, r.files(&kept)); err == nil && len(verified) == 0 {
		err = noZones()
	}
	if err != nil {
		return nil, kept, "", ofBackup(err, r.Backup, part)
	}
	if replaced || there(target+"-wal") { // the log of a file that is gone would be taken for the restored one's
		aside = free(target + ".before-" + r.Now().Format("20060102T150405"))
		for _, suffix := range sqliteFiles {
			if err := os.Rename(target+suffix, aside+suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return nil, kept, "", database.Explain(err)
			}
		}
	}
	if err := os.Rename(part, target); err != nil {
		return nil, kept, "", database.Explain(err)
	}
	return verified, kept, aside, nil
}

// ofBackup names the backup where an error names its copy. A backup is restored, so it cannot be the remedy.
func ofBackup(err error, backup, part string) error {
	e := (*errs.Error)(nil)
	switch {
	case !errors.As(err, &e):
		return err
	case e.Code == "database.corrupt":
		return damaged(backup).Because(err)
	case e.Code == "database.not_a_database":
		return errs.Newf(e.Kind, "restore.not_a_backup", "该文件不是备份（SQLite 数据库），没有恢复", "the file is no backup (a SQLite database) and was not restored").At(backup).Because(err)
	case e.Where == "" || strings.HasPrefix(e.Where, part):
		return e.At(backup)
	}
	return err
}

func damaged(backup string) *errs.Error {
	return errs.Newf(errs.Corrupt, "restore.damaged", "备份文件已损坏，没有恢复，现有数据库未作改动；请换一份备份",
		"the backup is damaged and was not restored; the database is as it was: choose another backup").At(backup)
}

// founded refuses a file that no Qinlian ever wrote its tables into, before any are made in it.
func founded(ctx context.Context, file string) error {
	db, err := database.Open(ctx, file+"?readonly")
	if err != nil {
		return err
	}
	ours, err := db.Founded(ctx)
	if err == nil && !ours {
		err = errs.Newf(errs.Invalid, "restore.not_a_backup", "该文件是数据库，但不是勤廉的备份，没有恢复，现有数据库未作改动；请换一份备份",
			"the file is a database but no backup of Qinlian, and was not restored; the database is as it was: choose another backup")
	}
	return errors.Join(err, db.Close())
}

func noZones() *errs.Error {
	return errs.Newf(errs.Invalid, "restore.no_zones", "备份里没有任何地区，没有可恢复的台账；请换一份备份", "the backup holds no zone, so there is no ledger to restore: choose another backup")
}

func restoreArchive(ctx context.Context, r *Restoring, then func(context.Context, *App) error) ([]engine.Verified, error) {
	if _, err := os.Stat(r.Backup); errors.Is(err, fs.ErrNotExist) {
		return nil, noBackup(r.Backup)
	}
	db, err := database.Open(ctx, r.Config.DB)
	if err != nil {
		return nil, err
	}
	if err := errors.Join(db.RestoreArchive(ctx, r.Backup), db.Close()); err != nil {
		return nil, err
	}
	verified, err := verifyAt(ctx, r.Config.DB, r.Now, r.Progress, then)
	if err == nil && len(verified) == 0 {
		err = noZones().At(r.Backup)
	}
	if errs.KindOf(err) == errs.Corrupt && !errs.Is(err, "restore.damaged_files") {
		err = errs.Newf(errs.Corrupt, "restore.unsound", "已恢复，但台账校验不符，请勿使用这个库，换一份备份恢复到另一个空库：%[1]s", "it was restored and its ledger does not verify: do not use it, and restore another backup to another empty database: %[2]s",
			errs.Message(err, text.Zh), errs.Message(err, text.En)).Because(err)
	}
	return verified, err
}

func noBackup(file string) error {
	return errs.Newf(errs.NotFound, "restore.no_backup", "没有这个备份文件", "there is no such backup").At(file)
}

// verifyAt verifies every ledger of the database at an address, and lets then go on with it; nil for nothing.
func verifyAt(ctx context.Context, address string, now clock.Clock, progress func(string, int64), then func(context.Context, *App) error) (verified []engine.Verified, err error) {
	a, err := Open(ctx, address, now)
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, a.Close()) }()
	if verified, err = a.VerifyAll(ctx, progress); err == nil && then != nil {
		err = then(ctx, a)
	}
	return verified, err
}

// copyFile writes a new file; one that is left from an interrupted restore is begun anew.
func copyFile(from, to string) (err error) {
	in, err := os.Open(from)
	if errors.Is(err, fs.ErrNotExist) {
		return noBackup(from)
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, in.Close()) }()
	out, err := os.OpenFile(to, os.O_CREATE|os.O_TRUNC|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	if _, err := io.Copy(out, in); err != nil {
		return err
	}
	return out.Sync()
}

// discard removes what an unsuccessful restore leaves.
func discard(part string) error {
	for _, suffix := range sqliteFiles {
		if err := os.Remove(part + suffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
