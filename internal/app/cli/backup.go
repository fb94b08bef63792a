package cli

import (
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
	a, err := s.App()
	if err != nil {
		return err
	}
	bar := s.Progress("doing_verify", -1)
	verified, err := a.Backup(s.Ctx, c.File, c.DumpAs, s.process.Now, func(_ string, events int64) { bar.Set(events) })
	bar.Done()
	if err != nil {
		return err
	}
	titles, err := s.zoneTitles(a)
	if err != nil {
		return err
	}
	return s.Print(map[string]any{answerFile: c.File, "verified": verified}, func(screen *terminal.Screen) {
		s.drawVerified(screen, verified, titles)
		screen.Linef("✓ %s", s.T("backed_up", c.File))
		screen.Hintf("  → qinlian restore %s --db %s", c.File, map[database.Dialect]string{database.SQLite: "FILE", database.PostgreSQL: "URL"}[a.DB.Dialect()])
		screen.Hintf("  %s", s.T("backup_without_key"))
	})
}

type restoreCmd struct {
	File    string `arg:"" help:"a_restore"`
	Replace bool   `help:"f_replace"`
}

// Run restores a backup to --db, and verifies it.
func (c *restoreCmd) Run(s *Shell) error {
	bar := s.Progress("doing_verify", -1)
	verified, aside, err := app.Restore(s.Ctx, c.File, s.flags.DB, c.Replace, s.process.Now, func(_ string, events int64) { bar.Set(events) })
	bar.Done()
	if err != nil {
		return err
	}
	db := config.MaskedURL(s.flags.DB)
	return s.Print(map[string]any{"db": db, "kept": aside, "verified": verified}, func(screen *terminal.Screen) {
		s.drawVerified(screen, verified, nil)
		screen.Linef("✓ %s", s.T("restored", db))
		if aside != "" {
			screen.Hintf("  %s", s.T("kept_aside", aside))
		}
	})
}
