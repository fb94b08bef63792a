package cli

import (
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
)

// Every figure of the 8:30 page comes with the command that lists what is behind it, which works as it is printed.

// trace names the command that lists everything behind a figure.
func (p *page) trace(command string) { p.screen.Hintf("  → qinlian %s", command) }

// argument writes a word so that a shell reads it as one.
func argument(word string) string {
	if word == "" || strings.ContainsAny(word, " \t\"'$`\\()（）;&|<>*?#!~{}[]") {
		return "'" + strings.ReplaceAll(word, "'", `'\''`) + "'"
	}
	return word
}

// unit is how a person names the unit on the command line: by its name, where that leads to it alone.
func (p *page) unit(u *engine.UnitLights) string {
	if found, err := unitNamed(p.words.org, u.Name); err != nil || found.Code != u.Unit {
		return argument(u.Unit)
	}
	return argument(u.Name)
}

// word is how a person writes the id on the command line: its title in Chinese, the id itself in English.
func (p *page) word(known titles, id string) string {
	title := known[id].Zh
	if p.s.Lang == text.En || strings.Contains(title, " ") {
		return id
	}
	if found, err := known.find(title, errs.Invalid, "", text.Text{}); err != nil || found != id || known.told(id, text.Zh) != title {
		return id
	}
	return title
}
