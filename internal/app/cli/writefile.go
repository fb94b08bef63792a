package cli

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"qinlian/internal/base/errs"
)

// writeFile makes a file of what write writes; one that exists is replaced only when asked for. The file appears, or is
// replaced, when all of it is written: after a refusal all is as it was.
func writeFile(name string, force bool, write func(io.Writer) error) (err error) {
	if target, err := filepath.EvalSymlinks(name); err == nil {
		name = target
	}
	mode := fs.FileMode(0o600)
	switch info, missing := os.Lstat(name); {
	case missing != nil:
	case !force:
		return errs.Newf(errs.Conflict, "file.exists", "文件已存在，不予覆盖；换一个名字，或加 --force", "the file exists and is not overwritten: choose another name, or say --force").At(name)
	case info.Mode().IsRegular():
		mode = info.Mode().Perm()
	default: // a device or a pipe holds nothing that could be lost
		file, err := os.OpenFile(name, os.O_WRONLY, 0)
		if err != nil {
			return notWritten(name, err)
		}
		return errors.Join(write(file), file.Close())
	}
	part, err := os.CreateTemp(filepath.Dir(name), "."+filepath.Base(name)+".part-*")
	if err != nil {
		return notWritten(name, err)
	}
	defer func() {
		if gone := os.Remove(part.Name()); gone != nil && !errors.Is(gone, fs.ErrNotExist) {
			err = errors.Join(err, gone)
		}
	}()
	if err := errors.Join(write(part), part.Chmod(mode), part.Close()); err != nil {
		return err
	}
	if err := os.Rename(part.Name(), name); err != nil {
		return notWritten(name, err)
	}
	return nil
}

func notWritten(name string, err error) error {
	if errors.Is(err, fs.ErrNotExist) {
		return errs.Newf(errs.Refused, "file.create", "文件夹 %[1]s 不存在，请先建立该文件夹或更换路径", "the folder %[1]s does not exist: create it or choose another path", filepath.Dir(name)).At(name).Because(err)
	}
	if said, ok := errors.AsType[*fs.PathError](err); ok {
		err = said.Err
	}
	return errs.Newf(errs.Refused, "file.create", "不能写这个文件：%[1]s", "the file cannot be written: %[1]s", err.Error()).At(name)
}
