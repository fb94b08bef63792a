package cli

import (
	"os"

	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/database"
	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
)

type backupCmd struct {
	File   string `arg:"" help:"a_backup"`
	DumpAs string `env:"QINLIAN_DUMP_AS" placeholder:"URL" help:"f_dump_as"`
}

// Run copies the database to a new file and verifies the copy.
func (c *backupCmd) Run(s *Shell) error {
	loaded, err := (&settingFlags{}).load(s)
	if err != nil {
		return inFile(err)
	}
	a, err := s.App()
	if err != nil {
		return err
	}
	bar := s.Progress("doing_verify", -1)
	verified, kept, err := a.Backup(s.Ctx, &loaded.Config, c.File, c.DumpAs, func(_ string, events int64) { bar.Set(events) })
	bar.Done()
	if err != nil {
		return err
	}
	titles, err := s.zoneTitles(a)
	if err != nil {
		return err
	}
	return s.Print(map[string]any{answerFile: c.File, "attached": kept, "verified": verified}, func(screen *terminal.Screen) {
		s.drawVerified(screen, verified, titles)
		screen.Linef("✓ %s", s.T("backed_up", c.File))
		screen.Hintf("  → qinlian restore %s --db %s", c.File, map[database.Dialect]string{database.SQLite: "FILE", database.PostgreSQL: "URL"}[a.DB.Dialect()])
		if kept.Files > 0 {
			screen.Linef("✓ %s", s.T("backed_up_files", kept.Files, app.FilesOf(c.File)))
		}
		key, place := backupKey(&loaded.Config)
		screen.Hintf("  %s", s.T(key, place...))
		screen.Hintf("  %s", s.T("backup_key_use"))
	})
}

type restoreCmd struct {
	File         string `arg:"" help:"a_restore"`
	Replace      bool   `help:"f_replace"`
	WithoutFiles bool   `help:"f_without_files"`
}

// Run restores a backup to --db, and verifies it.
func (c *restoreCmd) Run(s *Shell) error {
	loaded, err := (&settingFlags{}).load(s)
	if err != nil {
		return inFile(err)
	}
	bar := s.Progress("doing_verify", -1)
	verified, kept, aside, err := app.Restore(s.Ctx, app.Restoring{
		Config: &loaded.Config, Backup: c.File, Replace: c.Replace, NoFiles: c.WithoutFiles, Now: s.process.Now, Progress: func(_ string, events int64) { bar.Set(events) },
	})
	bar.Done()
	if err != nil {
		return err
	}
	db := config.MaskedURL(s.flags.DB)
	a, err := s.App()
	if err != nil {
		return err
	}
	titles, err := s.zoneTitles(a)
	if err != nil {
		return err
	}
	return s.Print(map[string]any{"db": db, "kept": aside, "attached": kept, "verified": verified}, func(screen *terminal.Screen) {
		s.drawVerified(screen, verified, titles)
		screen.Linef("✓ %s", s.T("restored", db))
		if kept.Files > 0 {
			screen.Linef("✓ %s", s.T("restored_files", kept.Files))
		}
		switch place := app.KeyFile(&loaded.Config); {
		case loaded.Key != "" || there(place):
		case place == "":
			screen.Hintf("  %s", s.T("restored_key_server"))
		default:
			screen.Hintf("  %s", s.T("restored_key", place))
		}
		if aside != "" {
			screen.Hintf("  %s", s.T("kept_aside", aside))
		}
	})
}

// backupKey picks the words that tell where the key lies that seals secrets, with the file that they name.
func backupKey(c *config.Config) (words string, file []any) {
	switch place := app.KeyFile(c); {
	case c.Key != "":
		return "backup_key_setting", nil
	case place == "":
		return "backup_key_server", nil
	case !there(place):
		return "backup_key_none", []any{place}
	default:
		return "backup_key_file", []any{place}
	}
}

func there(file string) bool {
	_, err := os.Stat(file)
	return file != "" && err == nil
}
