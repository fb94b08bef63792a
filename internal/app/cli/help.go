package cli

import (
	"bytes"
	"maps"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/alecthomas/kong"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// T gives the words of the catalogue under key in the shell's language.
func (s *Shell) T(key string, args ...any) string { return say(s.Lang, key, args...) }

// translate puts the words of the catalogue in the place of the keys that the grammar's help tags hold.
func (s *Shell) translate(node kong.Visitable, next kong.Next) error {
	switch n := node.(type) {
	case *kong.Application:
		return next(nil)
	case *kong.Node:
		n.Help = s.T(n.Help)
	case *kong.Flag:
		n.Help = s.T(n.Help)
	case *kong.Value:
		n.Help = s.T(n.Help)
	}
	return next(nil)
}

func (s *Shell) groups() []kong.Group {
	var out []kong.Group
	for _, key := range []string{"daily", "mechanisms", "ledger", "other"} {
		out = append(out, kong.Group{Key: key, Title: s.T("group_" + key)})
	}
	return out
}

// help prints kong's help with its own words in the shell's language.
func (s *Shell) help(options kong.HelpOptions, ctx *kong.Context) error {
	var page bytes.Buffer
	out := ctx.Stdout
	ctx.Stdout = &page
	err := kong.DefaultHelpPrinter(options, ctx)
	ctx.Stdout = out
	if err != nil {
		return err
	}
	lines := page.String()
	if ctx.Selected() != nil { // groups part the commands of the program alone
		for _, g := range s.groups() {
			lines = strings.ReplaceAll(lines, "\n"+g.Title+"\n", "\nCommands:\n")
		}
	}
	if s.Lang != text.En {
		for _, t := range [][2]string{
			{"Usage: ", "用法："},
			{"\nArguments:", "\n参数："},
			{"\nFlags:", "\n选项："},
			{"\nCommands:", "\n命令："},
			{"[flags]", "[选项]"},
			{"<command>", "<命令>"},
			{"Show context-sensitive help.", "显示帮助。"},
		} {
			lines = strings.ReplaceAll(lines, t[0], t[1])
		}
		lines = inPlaceholders(moreHelp.Replace(lines))
	}
	return writeAll(out, s.fitted(lines))
}

// fitted breaks the lines of help that are wider than the screen: kong counts letters, and a Chinese one takes two columns.
func (s *Shell) fitted(page string) string {
	width := 80
	if columns, err := strconv.Atoi(s.process.Env("COLUMNS")); err == nil && columns > 0 {
		width = columns
	}
	if seen := terminal.WidthOf(s.Out); seen > 0 {
		width = seen
	}
	var out strings.Builder
	for line := range strings.Lines(page) {
		line = strings.TrimRight(line, "\n")
		column := beforeHelp.FindString(line)
		indent := terminal.Width(column)
		if terminal.Width(line) <= width || indent > width/2 {
			out.WriteString(line + "\n")
			continue
		}
		for i, part := range terminal.Wrap(line[len(column):], width-indent) {
			if i > 0 {
				column = strings.Repeat(" ", indent)
			}
			out.WriteString(column + part + "\n")
		}
	}
	return out.String()
}

// beforeHelp is what stands before the words of a line of help: nothing but spaces, or a flag or command.
var beforeHelp = regexp.MustCompile(`^ *(?:-\S.*? {2,}|[a-z]\S*(?: \([a-z-]+\))? {2,}|(?:<\S+>|\[<\S+>\]|\[\S+\])[ .]* {2,})?`)

var moreHelp = strings.NewReplacer("Run \"", "详见 \"", "\" for more information on a command.", "\"", "\" for more information.", "\"")

type helpCmd struct {
	Topic string `arg:"" optional:"" help:"a_topic"`
}

// Run prints a topic, or the list of topics.
func (c *helpCmd) Run(s *Shell) error {
	topics := map[string]text.Text{}
	for key, t := range words {
		if topic, ok := strings.CutPrefix(key, "topic_"); ok {
			topics[strings.ReplaceAll(topic, "_", "-")] = t
		}
	}
	names := slices.Sorted(maps.Keys(topics))
	if c.Topic == "" {
		return s.Print(names, func(screen *terminal.Screen) {
			screen.Linef("%s", s.T("help_topics"))
			for _, name := range names {
				title, _, _ := strings.Cut(topics[name].In(s.Lang), "\n")
				screen.Linef("  qinlian help %s  %s", name+strings.Repeat(" ", max(0, 12-len(name))), title)
			}
			screen.Linef("%s", s.T("help_more"))
		})
	}
	t, ok := topics[c.Topic]
	if !ok {
		return errs.Newf(errs.NotFound, "help.no_topic", "没有这个主题；有：%[1]s", "there is no such topic; there are: %[1]s", strings.Join(names, ", "))
	}
	return s.Print(t, func(screen *terminal.Screen) { screen.Text(t.In(s.Lang)) })
}
