package cli

import (
	"io"
	"log/slog"
	"net"
	"os"
	"path/filepath"
	"strings"
	"time"

	"qinlian/internal/adapter/attachment"
	"qinlian/internal/adapter/identity"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
)

type serveCmd struct {
	Listen  string        `default:"localhost:8080" env:"QINLIAN_LISTEN" placeholder:"HOST:PORT" help:"f_listen"`
	Origin  []string      `env:"QINLIAN_ORIGIN" placeholder:"URL" help:"f_origin"`
	Key     string        `env:"QINLIAN_KEY" placeholder:"BASE64" help:"f_key"`
	KeyFile string        `env:"QINLIAN_KEY_FILE" placeholder:"FILE" help:"f_key_file"`
	Grace   time.Duration `default:"20s" placeholder:"20s" help:"f_grace"`
	fileFlags
}

// fileFlags say where the files lie that people attach, and which are taken.
type fileFlags struct {
	Files     string   `env:"QINLIAN_FILES" placeholder:"FOLDER" help:"f_files"`
	Bucket    string   `env:"QINLIAN_FILES_BUCKET" name:"files-bucket" placeholder:"URL" help:"f_files_bucket"`
	FileMost  int64    `env:"QINLIAN_FILE_MOST" name:"file-most" placeholder:"MB" help:"f_file_most"`
	FileTypes []string `env:"QINLIAN_FILE_TYPES" name:"file-types" sep:";" placeholder:"[ZONE=]TYPE,…" help:"f_file_types"`
	FileScan  string   `env:"QINLIAN_FILE_SCAN" name:"file-scan" placeholder:"COMMAND" help:"f_file_scan"`
}

// config reads the flags. Files lie beside a database that is a file, unless told otherwise.
func (f *fileFlags) config(database string) attachment.Config {
	c := attachment.Config{
		Folder: f.Files, Bucket: attachment.Bucket{Address: f.Bucket, Region: os.Getenv("AWS_REGION")},
		Policy: attachment.Policy{Most: f.FileMost << 20}, Zones: map[string]attachment.Policy{}, Scan: strings.Fields(f.FileScan),
	}
	if file, isFile := app.FileOf(database); isFile && c.Folder == "" {
		c.Folder = file + ".files"
	}
	for _, words := range f.FileTypes {
		zone, types, named := strings.Cut(words, "=")
		if !named {
			c.Policy.Types = strings.Split(words, ",")
			continue
		}
		c.Zones[zone] = attachment.Policy{Types: strings.Split(types, ","), Most: f.FileMost << 20}
	}
	return c
}

// Run serves the database over HTTP until it is told to stop.
func (c *serveCmd) Run(s *Shell) error {
	a, err := s.App()
	if err != nil {
		return err
	}
	return c.serve(s, a, nil)
}

// serve answers until the process is told to stop; ready is told where.
func (c *serveCmd) serve(s *Shell, a *app.App, ready func(d *identity.Directory) error) error {
	file, isFile := app.FileOf(s.flags.DB)
	if c.KeyFile == "" && c.Key == "" && isFile {
		c.KeyFile = filepath.Join(filepath.Dir(file), filepath.Base(file)+".key")
	}
	name, _, err := net.SplitHostPort(c.Listen)
	if err != nil {
		return errs.Newf(errs.Invalid, "serve.listen", "--listen 应为 主机:端口，如 localhost:8080", "--listen is HOST:PORT, such as localhost:8080")
	}
	plain := name == "localhost" || name == "127.0.0.1" || name == "::1"
	o := app.Serving{
		Listen: c.Listen, Origins: c.Origin, Plain: plain, Key: c.Key, KeyFile: c.KeyFile, Version: version(), Grace: c.Grace,
		Log: slog.New(slog.NewJSONHandler(s.Err, nil)), Files: c.config(s.flags.DB),
	}
	if len(o.Origins) == 0 {
		o.Origins = []string{"http://" + c.Listen}
	}
	o.Ready = func(address string, d *identity.Directory) error {
		if ready != nil {
			if err := ready(d); err != nil {
				return err
			}
		}
		_, err := io.WriteString(s.Out, s.T("serving", "http://"+c.Listen, address)+"\n")
		return err
	}
	return a.Serve(s.Ctx, o)
}

// from lets a clock begin at an instant and run on.
func from(at time.Time, now clock.Clock) clock.Clock {
	begun := now()
	return func() time.Time { return at.Add(now().Sub(begun)) }
}
