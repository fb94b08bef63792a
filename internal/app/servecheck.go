package app

import (
	"context"
	"crypto/rand"
	"errors"
	"io/fs"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"time"

	"qinlian/internal/adapter/attachment"
	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/intake"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/engine"
)

// CheckSettings says everything that is wrong with what settings name and that only the machine can tell: where files
// are to lie, the command that looks for viruses, what work orders become. The last is held against the mechanisms of
// the database, if it is there; checked tells whether it was.
func CheckSettings(ctx context.Context, c *config.Loaded, now clock.Clock) (checked bool, err error) {
	var faults errs.List
	place := func(key string) string {
		if from := c.Origin(key); from != "" {
			return from
		}
		return key
	}
	if wrong := new(errs.Error); errors.As(checkKey(&c.Config), &wrong) {
		if wrong.Where == "" {
			wrong = wrong.At(place(map[bool]string{true: "key", false: "key_file"}[c.Key != ""]))
		}
		faults = append(faults, wrong)
	}
	if folder := filesOf(&c.Config).Folder; folder != "" {
		if reason := unmakeable(folder); reason != nil {
			faults = append(faults, errs.Newf(errs.Invalid, "config.folder", "附件目录“%[1]s”建不了或不能写：%[2]s", "the folder for files, %[1]s, cannot be made or written to: %[2]s", folder, reason).At(place("files.folder")).Because(reason))
		}
	}
	if c.Files.Bucket != "" && filesOf(&c.Config).Folder == "" {
		faults = append(faults, attachment.NoFolder().At(place("files.bucket")))
	}
	if words := filesOf(&c.Config).Scan; len(words) > 0 {
		if _, missing := exec.LookPath(words[0]); missing != nil {
			faults = append(faults, errs.Newf(errs.Invalid, "config.no_command", "没有查毒命令“%[1]s”：请先安装，或写明完整路径", "there is no command %[1]q to look for viruses: install it, or give its whole path", words[0]).At(place("files.scan")).Because(missing))
		}
	}
	if c.Notify.Intake == "" {
		return true, faults.Err()
	}
	if _, wrong := mapped(c.Notify.Intake); wrong != nil {
		return true, gather(faults, wrong)
	}
	a, err := looked(ctx, c.DB, now)
	if err != nil { // whether it can be reached is for the server to say
		return false, faults.Err()
	}
	_, wrong := a.senders(ctx, c.Notify.Intake)
	return true, errors.Join(gather(faults, wrong), a.Close())
}

// Unwalled names the user of PostgreSQL at an address for whom row-level security does not hold; "" where it does, and
// where that cannot be found out.
func Unwalled(ctx context.Context, address string) string {
	if _, isFile := FileOf(address); isFile {
		return ""
	}
	ctx, cancel := context.WithTimeout(ctx, unwalledWithin)
	defer cancel()
	db, err := database.Open(ctx, address)
	if err != nil {
		return ""
	}
	user, err := db.Unwalled(ctx)
	if errors.Join(err, db.Close()) != nil {
		return ""
	}
	return user
}

// unwalledWithin is how long a database may take to say who its user is.
const unwalledWithin = 3 * time.Second

// looked opens a database to look into it, as it lies: one that is not there, or has another schema, is an error.
func looked(ctx context.Context, address string, now clock.Clock) (*App, error) {
	if file, isFile := FileOf(address); isFile {
		if _, err := os.Stat(file); err != nil {
			return nil, err
		}
	}
	db, err := database.Open(ctx, address)
	if err != nil {
		return nil, err
	}
	if err := database.Current(ctx, db, database.Migrations); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	store := database.NewStore(db)
	return &App{DB: db, Store: store, Engine: engine.New(store, now, id.New, rand.Reader)}, nil
}

// gather puts faults into one list; an error that is none is returned as it is.
func gather(faults errs.List, err error) error {
	more := errs.Faults(err)
	if err != nil && len(more) == 0 {
		return err
	}
	return append(faults, more...).Err()
}

// unmakeable tries what a server does first with the folder of files: make it, and write into it. It leaves nothing.
func unmakeable(folder string) error {
	above := filepath.Clean(folder)
	for {
		info, err := os.Stat(above)
		if err == nil {
			if !info.IsDir() {
				return &fs.PathError{Op: "mkdir", Path: above, Err: errors.New("not a directory")}
			}
			break
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
		above = filepath.Dir(above)
	}
	f, err := os.CreateTemp(above, ".qinlian-check-")
	if err != nil {
		return err
	}
	return errors.Join(f.Close(), os.Remove(f.Name()))
}

// mapped reads the file that says what work orders become; "" is none.
func mapped(file string) (intake.Senders, error) {
	if file == "" {
		return nil, nil //nolint:nilnil // none are taken
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		zh, en := "无法读取", "cannot be read"
		if errors.Is(err, fs.ErrNotExist) {
			zh, en = "不存在", "does not exist"
		}
		return nil, errs.Newf(errs.Invalid, "config.intake", "工单映射文件（notify.intake）%[1]s", "the file that says what work orders become (notify.intake) %[2]s", zh, en).At(file).Because(err)
	}
	return intake.Read(file, raw)
}

// senders is what work orders become, held against the mechanisms and posts of each zone as they are in force.
func (a *App) senders(ctx context.Context, file string) (intake.Senders, error) {
	all, err := mapped(file)
	if err != nil {
		return nil, err
	}
	var faults errs.List
	for _, zone := range slices.Sorted(maps.Keys(all)) {
		now := a.Engine.NowIn(zone)
		timeline, err := a.Engine.Timeline(ctx, zone)
		if err != nil && errs.KindOf(err) != errs.NotFound {
			return nil, err
		}
		if err != nil || timeline.At(now) == nil {
			faults = append(faults, errs.Newf(errs.Invalid, "intake.no_zone", "地区“%[1]s”没有启用的机制：请核对名称，或先用 qinlian apply 启用", "the zone %[1]q has no mechanisms in force: check its name, or begin with qinlian apply", zone).At(file+": "+zone))
			continue
		}
		_, view, err := a.Engine.Org(ctx, zone, now)
		if err != nil {
			return nil, err
		}
		has := func(name string) bool { _, is := view.Post(name); return is }
		for _, sender := range slices.Sorted(maps.Keys(all[zone])) {
			for _, fault := range all[zone][sender].Check(timeline.At(now), has) {
				faults = append(faults, fault.At(file+": "+zone+"."+sender+"."+fault.Where))
			}
		}
	}
	return all, faults.Err()
}
