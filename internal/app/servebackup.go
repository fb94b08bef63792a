package app

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/httpapi/messages"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/base/clock"
)

// backupJob makes a backup in the folder that the settings name.
type backupJob struct{}

// Kind is "backup".
func (backupJob) Kind() string { return "backup" }

// backupBegins is how the names of backups begin that the server makes, the instant follows.
const backupBegins = "qinlian-"

// backups registers the job that makes backups. One is made at a time; what failed is begun anew by who asked.
func (a *App) backups(r *jobs.Registry, c *config.Config) {
	jobs.Register(r, func(ctx context.Context, _ backupJob) error {
		if err := os.MkdirAll(c.Backup.Folder, 0o700); err != nil {
			return database.Explain(err)
		}
		file := filepath.Join(c.Backup.Folder, backupBegins+clock.System().Format("20060102T150405Z")+".backup")
		_, _, err := a.Backup(ctx, c, file, "", func(string, int64) {})
		return err
	}, jobs.Options{Unique: true, Attempts: 1, Timeout: 6 * time.Hour})
}

// machine is what the system administrator may know of where the program runs.
func (a *App) machine(w *work, c *config.Config) messages.Machine {
	m := messages.Machine{Database: string(a.DB.Dialect()), Schema: a.DB.Schema, Disks: func() []messages.Disk { return disks(c) }}
	if c.Backup.Folder != "" {
		m.Backups = func() (string, []messages.Backup, error) {
			made, err := backupsIn(c.Backup.Folder)
			return c.Backup.Folder, made, err
		}
		m.Backup = func(ctx context.Context) (jobs.Inserted, error) { return w.client.Insert(ctx, backupJob{}) }
	}
	return m
}

// backupsIn lists the backups that lie in a folder, newest first; none where there is no folder yet.
func backupsIn(folder string) ([]messages.Backup, error) {
	entries, err := os.ReadDir(folder)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, database.Explain(err)
	}
	var out []messages.Backup
	for _, e := range entries {
		if !e.Type().IsRegular() || !strings.HasPrefix(e.Name(), backupBegins) || !strings.HasSuffix(e.Name(), ".backup") {
			continue
		}
		info, err := e.Info()
		if err != nil {
			continue // taken away meanwhile
		}
		b := messages.Backup{Name: e.Name(), At: info.ModTime().UTC(), Size: info.Size()}
		if files, err := os.Stat(FilesOf(filepath.Join(folder, e.Name()))); err == nil {
			b.Files = files.Size()
		}
		out = append(out, b)
	}
	slices.SortFunc(out, func(x, y messages.Backup) int { return strings.Compare(y.Name, x.Name) })
	return out, nil
}

// disks tells how much room there is where the program writes, as far as this machine says.
func disks(c *config.Config) []messages.Disk {
	var out []messages.Disk
	add := func(what, folder string) {
		if folder == "" {
			return
		}
		if free, total, ok := room(folder); ok {
			out = append(out, messages.Disk{What: what, Free: free, Total: total})
		}
	}
	if file, isFile := FileOf(c.DB); isFile {
		add("database", filepath.Dir(file))
	}
	add("files", filesOf(c).Folder)
	add("backups", c.Backup.Folder)
	return out
}
