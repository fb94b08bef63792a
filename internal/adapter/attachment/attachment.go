// Package attachment keeps the files that prove what a matter says: photographs, minutes, receipts, and the ledgers
// that were imported. Content is kept by its SHA-256, once in a zone however often it is attached; a row says to what it
// belongs and what people call it. A command cites it as evidence by "sha256:…", so that the ledger proves the bytes.
//
//	bytes ─Receive─▶ incoming (hashed, bounded, type sniffed, scanned) ─Attach─▶ storage (folder or bucket), then row
//	                    └─ infected ─▶ quarantine                                 Detach: row, while no event cites it
//
// Nothing that a sender says becomes a path, and nothing that comes is unpacked. A row exists only while its content
// does: content is stored before its row and removed, by Clean, when no row has named it for a day. What a crash
// leaves behind in incoming Clean removes, too.
package attachment

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"log/slog"
	"os"
	"time"

	"qinlian/internal/adapter/database"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/id"
	"qinlian/internal/kernel/engine"
)

// Config is where files lie and which are taken.
type Config struct {
	Folder string // of this node, made for its owner alone; without one no file is taken
	Bucket Bucket // where content lies when several nodes share it; the folder if zero
	Policy Policy // of zones that have none of their own
	Zones  map[string]Policy
	Scan   []string // command that looks for viruses, with its arguments; none: files are not looked at
	Now    clock.Clock
	Days   func(zone string) time.Time // in place of Now, where zones have days of their own
	NewID  id.Source
	Log    *slog.Logger
}

// Policy is what a zone takes.
type Policy struct {
	Types []string // by the names of Types; nil takes DefaultTypes
	Most  int64    // bytes of one file; 0 takes DefaultMost
}

// DefaultMost is how large a file may be unless a policy says otherwise.
const DefaultMost = 50 << 20

// MostAbout is how many files may belong to one matter.
const MostAbout = 200

// Citation is how evidence names a file: Citation followed by the SHA-256 in hexadecimal.
const Citation = "sha256:"

// Files keeps files. It is safe for concurrent use.
type Files struct {
	db      *database.DB
	store   engine.Store
	config  Config
	root    *os.Root // nil where no file is taken
	content storage
}

// Folders below that of a node.
const (
	incoming   = "incoming"
	kept       = "content"
	quarantine = "quarantine"
)

// New opens the folder, and the bucket where there is one.
func New(db *database.DB, store engine.Store, c Config) (*Files, error) {
	f := &Files{db: db, store: store, config: c}
	for _, p := range append([]Policy{c.Policy}, policies(c.Zones)...) {
		if err := p.check(); err != nil {
			return nil, err
		}
	}
	if c.Folder == "" {
		if c.Bucket.Address != "" {
			return nil, NoFolder()
		}
		return f, nil
	}
	for _, name := range []string{"", incoming, kept, quarantine} {
		if err := os.MkdirAll(c.Folder+string(os.PathSeparator)+name, 0o700); err != nil {
			return nil, errs.Newf(errs.Invalid, "attachment.folder", "附件目录无法建立或写入", "the folder for files cannot be made or written").At(c.Folder).Because(err)
		}
	}
	var err error
	if f.root, err = os.OpenRoot(c.Folder); err != nil {
		return nil, fmt.Errorf("open the folder for files: %w", err)
	}
	f.content = &folder{f.root}
	if c.Bucket.Address != "" {
		if f.content, err = c.Bucket.open(); err != nil {
			return nil, errors.Join(err, f.root.Close())
		}
	}
	return f, nil
}

// Close lets go of the folder.
func (f *Files) Close() error {
	if f.root == nil {
		return nil
	}
	return f.root.Close()
}

// at is the present instant in a zone.
func (f *Files) at(zone string) time.Time {
	if f.config.Days != nil {
		return f.config.Days(zone)
	}
	return f.config.Now()
}

func policies(zones map[string]Policy) []Policy {
	out := make([]Policy, 0, len(zones))
	for _, p := range zones {
		out = append(out, p)
	}
	return out
}

// Policy is what a zone takes, with nothing left to default.
func (f *Files) Policy(zone string) Policy {
	p, own := f.config.Zones[zone]
	if !own {
		p = f.config.Policy
	}
	if p.Types == nil {
		p.Types = DefaultTypes
	}
	if p.Most == 0 {
		p.Most = DefaultMost
	}
	return p
}

// storage is where content lies, by zone and hash.
type storage interface {
	// put makes a received file's content durable under its hash; it may lie there already.
	put(ctx context.Context, s *Staged) error
	has(ctx context.Context, zone, hash string) (bool, error)
	open(ctx context.Context, zone, hash string) (Content, error)
	// remove does nothing where nothing lies.
	remove(ctx context.Context, zone, hash string) error
	// old lists what was last put before an instant.
	old(ctx context.Context, before time.Time, each func(zone, hash string) error) error
}

// NoFolder refuses a bucket without a folder of this node: what comes in, and what was found to be infected, lies there.
func NoFolder() *errs.Error {
	return errs.Newf(errs.Invalid, "attachment.no_folder", "用存储桶（files.bucket）也须设 files.folder：收到一半的文件和查出带毒的文件放在那里", "a bucket (files.bucket) needs files.folder, too: what is half received, and what was found to be infected, lies there")
}

func noStorage() error {
	return errs.Newf(errs.Refused, "attachment.no_storage", "本服务器没有配置附件目录，不能存取附件；请告诉管理员（设置 files.folder）",
		"this server has no folder for files: tell the administrator (setting files.folder)")
}

// gone is what reading a file that does not exist says.
func gone(err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return errs.Newf(errs.NotFound, "attachment.lost", "附件内容不在存储中，请告诉管理员从备份恢复", "the content is not in the storage: ask the administrator to restore it from a backup").Because(err)
	}
	return err
}
