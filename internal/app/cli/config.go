package cli

import (
	"errors"

	"qinlian/internal/adapter/config"
	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

type configCmds struct {
	Check   configCheckCmd   `cmd:"" help:"h_config_check"`
	Example configExampleCmd `cmd:"" help:"h_config_example"`
}

type configCheckCmd struct {
	File         string `arg:"" optional:"" help:"a_config"`
	settingFlags `embed:""`
}

// effective is a setting as it would hold.
type effective struct {
	Key   string `json:"key"`
	Value string `json:"value"`
	From  string `json:"from"`
	Wrong bool   `json:"wrong,omitempty"` // Value is what stands there and cannot be read
}

// Run says everything that is wrong with a configuration, and what would hold.
func (c *configCheckCmd) Run(s *Shell) error {
	if c.File != "" {
		s.flags.Config = c.File
	}
	loaded, err := c.load(s)
	if loaded == nil {
		return err
	}
	if loaded.KeyFile == "" && loaded.Key == "" {
		loaded.KeyFile = app.KeyFile(&loaded.Config)
	}
	checked, unmet := app.CheckSettings(s.Ctx, loaded, s.process.Now)
	unwalled := app.Unwalled(s.Ctx, loaded.DB)
	err = allFaults(err, loaded.CheckFiles(s.process.Now()), unmet)
	var all []effective
	for _, setting := range config.Settings() {
		origin := loaded.Origin(setting.Key)
		if origin == "" {
			origin = s.T("config_default")
		}
		value := setting.Shown(&loaded.Config)
		said, wrong := loaded.Wrong(setting.Key)
		if wrong {
			value = said
		}
		all = append(all, effective{setting.Key, value, origin, wrong})
	}
	if printed := s.Print(map[string]any{"settings": all, "unwalled": unwalled}, func(screen *terminal.Screen) {
		rows := make([][]terminal.Cell, len(all))
		for i, e := range all {
			value := e.Value
			if value == "" {
				value = "—"
			}
			if e.Wrong {
				value = "✗ " + value
			}
			rows[i] = terminal.Row(e.Key, value, e.From)
		}
		screen.Table([]terminal.Column{{Title: s.T("col_setting")}, {Title: s.T("col_value")}, {Title: s.T("col_came_from")}}, rows)
		if unwalled != "" {
			screen.Strongf("! %s", s.T("config_unwalled", unwalled))
		}
		if !checked {
			screen.Hintf("%s", s.T("config_no_database"))
		}
		if err == nil {
			screen.Linef("✓ %s", s.T("config_ok"))
		}
	}); printed != nil {
		return printed
	}
	return inFile(err)
}

// allFaults puts the faults of two errors into one list; an error that is none is returned as it is.
func allFaults(all ...error) error {
	var out errs.List
	for _, err := range all {
		var list errs.List
		switch {
		case err == nil:
		case errors.As(err, &list):
			out = append(out, list...)
		default:
			return err
		}
	}
	return out.Err()
}

type configExampleCmd struct{}

// Run prints a configuration file with every setting at its default.
func (*configExampleCmd) Run(s *Shell) error {
	if !s.JSON() {
		return writeAll(s.Out, config.Example(s.Lang))
	}
	type setting struct {
		Key     string    `json:"key"`
		Env     string    `json:"env"`
		Default string    `json:"default"`
		Choices []string  `json:"choices"`
		Doc     text.Text `json:"doc"`
	}
	var all []setting
	for _, one := range config.Settings() {
		all = append(all, setting{one.Key, one.Env, one.Default, one.Choices, one.Doc})
	}
	return s.Print(all, nil)
}
