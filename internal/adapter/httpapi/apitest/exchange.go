package apitest

import (
	"bytes"
	"context"
	"log/slog"
	"mime/multipart"
	"net/textproto"
	"os"
	"path/filepath"
	"testing"
	"time"

	"qinlian/internal/adapter/attachment"
	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/httpapi/door"
	"qinlian/internal/adapter/httpapi/exchange"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/adapter/jobs"
	"qinlian/internal/adapter/workbook"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/id"
)

// MostFile is how large a file the Zone takes, in bytes.
const MostFile = 1 << 20

// Infected is in every file that the Zone's scanner takes for infected.
const Infected = "THIS-FILE-IS-INFECTED"

// scanner exits with 1 where it finds the mark in what it is given, as clamdscan does.
const scanner = "#!/bin/sh\ngrep -aq " + Infected + " && exit 1\nexit 0\n"

// keeps makes what files, imports and exports need. Imports wait until Work.
func (o *Office) keeps(t testing.TB, db *database.DB, now clock.Clock, directory *identity.Directory) exchange.Parts {
	t.Helper()
	scan := filepath.Join(t.TempDir(), "scan")
	if err := os.WriteFile(scan, []byte(scanner), 0o700); err != nil { //nolint:gosec // it is run
		t.Fatal(err)
	}
	o.Folder = filepath.Join(t.TempDir(), "files")
	files, err := attachment.New(db, o.Store, attachment.Config{
		Folder: o.Folder, Policy: attachment.Policy{Most: MostFile}, Scan: []string{scan}, Now: now, NewID: id.New, Log: slog.New(slog.DiscardHandler),
	})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = files.Close() })
	desk := &workbook.Desk{DB: db, Engine: o.Engine, Files: files, Tasks: jobs.NewTasks(db, now, id.New)}
	registry := jobs.NewRegistry()
	desk.Work(registry)
	client, err := jobs.New(db, registry, jobs.Config{Poll: 10 * time.Millisecond})
	if err != nil {
		t.Fatal(err)
	}
	desk.Jobs, o.imports = client, client
	o.Exchange = exchange.Parts{Files: files, Desk: desk, Audit: directory}
	return o.Exchange
}

// Work lets imports run until the test ends.
func (o *Office) Work() {
	o.Helper()
	if err := o.imports.Start(o.Context()); err != nil {
		o.Fatal(err)
	}
	o.Cleanup(func() {
		if err := o.imports.Stop(context.Background(), 10*time.Second); err != nil {
			o.Error(err)
		}
	})
}

// Form is a multipart body with a file, and the header that goes with it.
func Form(name, media string, content []byte, fields ...string) (body string, header []string) {
	var b bytes.Buffer
	w := multipart.NewWriter(&b)
	for i := 0; i+1 < len(fields); i += 2 {
		_ = w.WriteField(fields[i], fields[i+1]) // a buffer takes everything
	}
	h := textproto.MIMEHeader{"Content-Disposition": {multipart.FileContentDisposition(door.FilePart, name)}}
	if media != "" {
		h.Set("Content-Type", media)
	}
	part, _ := w.CreatePart(h)
	_, _ = part.Write(content)
	_ = w.Close()
	return b.String(), []string{"Content-Type", w.FormDataContentType()}
}
