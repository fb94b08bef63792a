package attachment_test

import (
	"archive/zip"
	"bytes"
	"path/filepath"
	"strings"
	"testing"

	"github.com/xuri/excelize/v2"
	"golang.org/x/text/encoding/simplifiedchinese"

	"qinlian/internal/adapter/attachment"
	"qinlian/internal/adapter/database/databasetest"
	"qinlian/internal/base/errs"
)

func zipped(t *testing.T, names ...string) []byte {
	t.Helper()
	var b bytes.Buffer
	z := zip.NewWriter(&b)
	for _, name := range names {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write(bytes.Repeat([]byte("<a/>"), 300))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func workbookOf(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	var b bytes.Buffer
	if err := f.Write(&b); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func TestEachSortOfFileIsKnownByItsFirstBytes(t *testing.T) {
	db := databasetest.Migrated(t, databasetest.SQLite(t))
	f := open(t, db, attachment.Config{Folder: filepath.Join(t.TempDir(), "files"), Zones: map[string]attachment.Policy{"strict": {Types: []string{"pdf"}, Most: 100}}})
	gbk, err := simplifiedchinese.GB18030.NewEncoder().String(strings.Repeat("任务名称,责任单位\n引进项目,招商局\n", 20))
	if err != nil {
		t.Fatal(err)
	}
	ole := "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + strings.Repeat("\x00", 600)
	for _, c := range []struct {
		name, declared, content, media string
	}{
		{"a.pdf", "application/pdf", string(pdf), "application/pdf"},
		{"A.PDF", "", string(pdf), "application/pdf"},
		{"a.pdf", "application/octet-stream", string(pdf), "application/pdf"},
		{"a.docx", "", string(zipped(t, "[Content_Types].xml", "_rels/.rels", "word/document.xml")), "application/vnd.openxmlformats-officedocument.wordprocessingml.document"},
		{"a.xlsx", "", string(workbookOf(t)), "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"},
		{"公文.ofd", "application/ofd", string(zipped(t, "OFD.xml", "Doc_0/Document.xml")), "application/ofd"},
		{"a.doc", "application/msword", ole, "application/msword"},
		{"通知.wps", "application/kswps", ole, "application/wps-office.wps"},
		{"a.txt", "text/plain; charset=utf-8", "现场情况正常", "text/plain"},
		{"台账.csv", "application/vnd.ms-excel", gbk, "text/csv"},
		{"a.png", "image/png", "\x89PNG\x0D\x0A\x1A\x0A\x00\x00\x00\x0DIHDR", "image/png"},
		{"a.jpeg", "image/jpg", "\xFF\xD8\xFF\xE0\x00\x10JFIF\x00", "image/jpeg"},
		{"a.ofd", "", string(zipped(t, "[Content_Types].xml", "word/document.xml")), ""},
		{"a.docx", "", string(zipped(t, "evil.exe")), ""},
		{"a.docx", "", string(pdf), ""},
		{"a.txt", "", "<svg xmlns='http://www.w3.org/2000/svg' onload='x'/>", ""},
		{"a.txt", "", "#!/bin/sh\nrm -rf /\n", ""},
		{"a.png", "text/html", "\x89PNG\x0D\x0A\x1A\x0A", ""},
		{"a.html", "text/html", "<html></html>", ""},
		{"a.svg", "image/svg+xml", "<svg/>", ""},
		{"a.pdf.exe", "", string(pdf), ""},
	} {
		s, err := f.Receive(t.Context(), zone, c.name, c.declared, strings.NewReader(c.content))
		switch {
		case c.media == "" && !errs.Is(err, "attachment.type"):
			t.Errorf("%s (%s) was taken: %v", c.name, c.declared, err)
		case c.media != "" && (err != nil || s.Type != c.media):
			t.Errorf("%s (%s): %v", c.name, c.declared, err)
		}
	}
	if _, err := f.Receive(t.Context(), "strict", "a.txt", "", strings.NewReader("a")); !errs.Is(err, "attachment.type") {
		t.Errorf("a zone that takes pdf alone: %v", err)
	}
	if _, err := f.Receive(t.Context(), "strict", "a.pdf", "", strings.NewReader(string(pdf)+strings.Repeat("a", 100))); !errs.Is(err, "attachment.too_large") {
		t.Errorf("a zone that takes 100 bytes: %v", err)
	}
}
