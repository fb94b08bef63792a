package attachment

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"
	"syscall"
	"unicode"
	"unicode/utf8"

	"qinlian/internal/base/errs"
)

// Staged is a file that was received whole and found fit to be kept. It lies in this node's incoming folder until
// Attach takes it or Discard removes it.
type Staged struct {
	Zone string
	Name string // what people call it: a mere word, of at most mostName characters
	Type string // media type, by its content
	Hash string // SHA-256, hexadecimal
	Size int64

	files *Files
	place string // below the folder
}

// Cite is how a command's evidence names the file.
func (s *Staged) Cite() string { return Citation + s.Hash }

// Receive writes what comes to disk while hashing it, and asks whether it may be kept: its size, its type, the
// scanner. name and declared are the sender's words. types, where given, are taken in place of the zone's.
func (f *Files) Receive(ctx context.Context, zone, name, declared string, from io.Reader, types ...string) (*Staged, error) {
	if f.root == nil {
		return nil, noStorage()
	}
	policy := f.Policy(zone)
	if len(types) > 0 {
		policy.Types = types
	}
	s := &Staged{Zone: zone, Name: Word(name), files: f, place: incoming + "/" + f.config.NewID()}
	file, err := f.root.OpenFile(s.place, os.O_CREATE|os.O_EXCL|os.O_RDWR, 0o600)
	if err != nil {
		return nil, full(fmt.Errorf("receive a file: %w", err))
	}
	err = s.take(ctx, file, &policy, declared, from)
	if err = errors.Join(err, file.Close()); err != nil {
		s.Discard()
		return nil, err
	}
	return s, nil
}

func (s *Staged) take(ctx context.Context, file *os.File, policy *Policy, declared string, from io.Reader) error {
	sum := sha256.New()
	size, err := io.Copy(io.MultiWriter(file, sum), io.LimitReader(from, policy.Most+1))
	switch {
	case err != nil:
		return full(err)
	case size > policy.Most:
		return errs.Newf(errs.Invalid, "attachment.too_large", "文件超过 %[1]s 的上限，请压缩或拆分后上传", "the file is larger than the limit of %[1]s: make it smaller, or split it", sized(policy.Most)).At("body.file")
	case size == 0:
		return errs.Newf(errs.Invalid, "attachment.empty", "文件是空的", "the file is empty").At("body.file")
	}
	s.Size, s.Hash = size, hex.EncodeToString(sum.Sum(nil))
	head := make([]byte, min(size, sniffed))
	if _, err := file.ReadAt(head, 0); err != nil {
		return fmt.Errorf("read what was received: %w", err)
	}
	t, err := policy.typeOf(s.Name, declared, head)
	if err != nil {
		return err
	}
	s.Type = t.Media
	if err := file.Sync(); err != nil {
		return full(fmt.Errorf("keep a file: %w", err))
	}
	return s.scan(ctx, file)
}

// Discard removes what was received and is not wanted; nothing where it was kept.
func (s *Staged) Discard() { _ = s.files.root.Remove(s.place) } // else Clean does

// full tells a full disk from other faults.
func full(err error) error {
	if errors.Is(err, syscall.ENOSPC) || errors.Is(err, syscall.EDQUOT) {
		return errs.Newf(errs.Refused, "attachment.disk_full", "服务器存放附件的磁盘已满，没有保存；请告诉管理员", "the disk for files is full; nothing was kept: tell the administrator").Because(err)
	}
	return err
}

// sized writes a number of bytes as people do.
func sized(n int64) string {
	if n >= 1<<20 {
		return fmt.Sprintf("%g MB", float64(n*10>>20)/10)
	}
	return fmt.Sprintf("%d KB", max(1, n>>10))
}

// mostName bounds what a file is called, in characters.
const mostName = 150

// Word makes a mere word of what a sender calls a file: what follows the last separator of any system, without
// characters that do not show or turn the direction of writing. It keeps the ending of a name that is too long.
func Word(name string) string {
	if i := strings.LastIndexAny(name, `/\`); i >= 0 {
		name = name[i+1:]
	}
	name = strings.TrimSpace(strings.Map(func(r rune) rune {
		if r == utf8.RuneError || !unicode.IsPrint(r) {
			return -1
		}
		return r
	}, name))
	if runes := []rune(name); len(runes) > mostName {
		name = string(runes[:mostName-10]) + string(runes[len(runes)-10:])
	}
	if strings.Trim(name, ".") == "" {
		return "file"
	}
	return name
}
