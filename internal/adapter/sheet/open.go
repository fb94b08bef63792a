package sheet

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"

	"qinlian/internal/base/errs"
)

// Format is a kind of file that this package reads and writes.
type Format string

// The formats.
const (
	XLSX Format = "xlsx"
	CSV  Format = "csv"
)

func readPath(ctx context.Context, path string, o Options, s sink) (Report, error) {
	f, err := os.Open(path)
	if err != nil {
		return Report{}, errs.Newf(errs.NotFound, "sheet.unreadable", "打不开文件，请检查路径和权限", "the file cannot be opened: check its path and permissions").
			At(filepath.Base(path)).Because(err)
	}
	defer func() { _ = f.Close() }()
	info, err := f.Stat()
	if err != nil {
		return Report{}, fmt.Errorf("stat %s: %w", path, err)
	}
	if !info.Mode().IsRegular() {
		return Report{}, errs.Newf(errs.Invalid, "sheet.unreadable", "这不是一个文件", "this is not a file").At(filepath.Base(path))
	}
	return readFile(ctx, f, info.Size(), filepath.Base(path), o, s)
}

// readFile names the bytes by their hash, tells the format by content, and reads.
func readFile(ctx context.Context, src io.ReaderAt, size int64, name string, o Options, s sink) (Report, error) {
	o = o.withDefaults()
	rep := Report{File: name}
	if err := o.Corrections.check(o); err != nil {
		return rep, err
	}
	if size == 0 {
		return rep, errs.Newf(errs.Invalid, "sheet.empty", "文件是空的，请重新导出", "the file is empty: export it again").At(name)
	}
	if size > o.MaxFileBytes {
		return rep, errs.Newf(errs.Invalid, "sheet.file_too_big", "文件有%dMB，上限%dMB，请拆分后导入", "the file has %d MB, the limit is %d MB: split it",
			size>>20, o.MaxFileBytes>>20).At(name)
	}
	format, err := sniff(src, size, name)
	if err != nil {
		return rep, err
	}
	rep.Format = format
	names, err := newNames(o.Synonyms)
	if err != nil {
		return rep, err
	}
	sum, enc, err := digest(ctx, src, size)
	if err != nil {
		return rep, err
	}
	rep.FileSHA256 = sum
	b := &book{ctx: ctx, o: o, names: names, rep: &rep, sink: s}
	if format == CSV {
		return rep, b.readCSV(src, size, enc)
	}
	return rep, b.readXLSX(src, size)
}

// book is one pass over one file.
type book struct {
	ctx   context.Context //nolint:containedctx // lives for one call
	o     Options
	names names
	rep   *Report
	sink  sink
	parts []string // names of all sheets of a workbook

	done, total int64 // bytes, for Options.Progress
}

// sniff tells the format by the first bytes; the extension is only held against them.
func sniff(src io.ReaderAt, size int64, name string) (Format, error) {
	head := make([]byte, min(size, 4096))
	if _, err := src.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return "", fmt.Errorf("read %s: %w", name, err)
	}
	ext := strings.ToLower(filepath.Ext(name))
	switch {
	case bytes.HasPrefix(head, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return "", compound(src, size, name)
	case bytes.HasPrefix(head, []byte("PK\x03\x04")), bytes.HasPrefix(head, []byte("PK\x05\x06")):
		if ext == ".csv" || ext == ".txt" || ext == ".tsv" {
			return "", errs.Newf(errs.Invalid, "sheet.wrong_extension", "扩展名是%s，内容却是Excel工作簿或压缩包，请改正扩展名", "the name says %s but the content is a workbook or an archive: correct the extension", ext).At(name)
		}
		return XLSX, nil
	}
	if lead := strings.ToLower(string(bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n"))); strings.HasPrefix(lead, "<") {
		for _, mark := range []string{"<html", "<table", "<!doctype", "<?xml", "<meta"} {
			if strings.HasPrefix(lead, mark) {
				return "", errs.Newf(errs.Invalid, "sheet.markup", "这是网页或XML格式的导出文件，请用Excel或WPS打开后另存为.xlsx", "this is an HTML or XML export: open it in Excel or WPS and save as .xlsx").At(name)
			}
		}
	}
	if strings.HasPrefix(ext, ".xls") || ext == ".et" {
		return "", errs.Newf(errs.Invalid, "sheet.not_xlsx", "扩展名是%s，内容却不是Excel工作簿；文本请改用.csv，损坏的请重新保存为.xlsx", "the name says %s but the content is no workbook: name text .csv, save a damaged file again as .xlsx", ext).At(name)
	}
	return CSV, nil
}

// compound tells an encrypted workbook from an old .xls; both are OLE compound files.
func compound(src io.ReaderAt, size int64, name string) error {
	const window = 1 << 20
	mark := []byte("E\x00n\x00c\x00r\x00y\x00p\x00t\x00e\x00d\x00P\x00a\x00c\x00k\x00a\x00g\x00e\x00")
	for _, at := range []int64{0, max(0, size-window)} {
		buf := make([]byte, min(size, window))
		n, err := src.ReadAt(buf, at)
		if err != nil && !errors.Is(err, io.EOF) {
			return fmt.Errorf("read %s: %w", name, err)
		}
		if bytes.Contains(buf[:n], mark) {
			return errs.Newf(errs.Invalid, "sheet.encrypted", "工作簿加了密码，请取消密码后另存为.xlsx", "the workbook is protected by a password: remove it and save as .xlsx").At(name)
		}
	}
	return errs.Newf(errs.Invalid, "sheet.old_xls", "这是旧版Excel(.xls)或WPS(.et)文件，请另存为.xlsx", "this is an old Excel (.xls) or WPS (.et) file: save as .xlsx").At(name)
}

// digest hashes the file and, in the same pass, finds out how its text would be encoded.
func digest(ctx context.Context, src io.ReaderAt, size int64) (string, encodingGuess, error) {
	h, guess := sha256.New(), newEncodingGuess()
	buf := make([]byte, 256<<10)
	for at := int64(0); at < size; {
		if err := ctx.Err(); err != nil {
			return "", guess, err
		}
		n, err := src.ReadAt(buf[:min(int64(len(buf)), size-at)], at)
		h.Write(buf[:n])
		guess.feed(buf[:n])
		at += int64(n)
		if at < size && err != nil {
			return "", guess, fmt.Errorf("read at %d: %w", at, err)
		}
	}
	guess.end()
	return hex.EncodeToString(h.Sum(nil)), guess, nil
}

func corrupt(name, part string, cause error) *errs.Error {
	return errs.Newf(errs.Invalid, "sheet.corrupt", "工作簿已损坏（%s），请用Excel或WPS打开修复后另存为.xlsx", "the workbook is damaged (%s): open it in Excel or WPS, repair, and save as .xlsx", part).At(name).Because(cause)
}
