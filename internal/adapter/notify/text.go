package notify

import (
	"embed"
	"fmt"
	"strings"
	"text/template"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/money"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/dossier"
)

// Item is what a notice's template may say.
type Item struct {
	Kind        string
	Number      string // of the matter
	Title       string
	Post        string // whom it is addressed to
	What        string // of the duty: review, report …
	Owner       string // whose duty was missed, who claims completion
	Due         time.Time
	Provisional bool   // due in a year without notice
	Letter      string // title of the letter
	Rung        string // why, in the mechanism's words, or in those of whoever proposed or answered

	Approved bool // what was proposed
	News     []News
	More     int // of the news that are not listed
}

// News is one of several things that a notice tells of.
type News struct {
	What     string    // a claim.What; met, lost, changed; new, altered, ended
	Title    text.Text // of the clause
	Sum, Was money.Fen
	From, To clock.Date
	Note     string
}

//go:embed templates/*.tmpl
var templateFiles embed.FS

var templates = map[text.Lang]*template.Template{
	text.Zh: parse(text.Zh, "2006年1月2日 15:04"), text.En: parse(text.En, "2 Jan 2006 15:04"),
}

func parse(lang text.Lang, layout string) *template.Template {
	return template.Must(template.New("").Option("missingkey=error").Funcs(template.FuncMap{
		"when": func(t time.Time) string { return t.In(calendar.Location()).Format(layout) },
		"duty": func(what string) string {
			if w, known := dossier.DutyWords[what]; known {
				return w.In(lang)
			}
			return what
		},
		"step": func(what string) string { return claim.WhatWords[claim.What(what)].In(lang) },
		"plus": func(a, b int) int { return a + b },
		"in":   func(t text.Text) string { return oneLine(t.In(lang)) },
	}).ParseFS(templateFiles, "templates/"+string(lang)+".tmpl"))
}

// render fills the template of a name; every line of it is one line of text.
func render(lang text.Lang, name string, data any) (string, error) {
	var b strings.Builder
	if err := templates[lang].ExecuteTemplate(&b, name, data); err != nil {
		return "", fmt.Errorf("write the notice %s: %w", name, err)
	}
	return strings.TrimSpace(b.String()), nil
}

// oneLine keeps people's words from making lines of their own.
func oneLine(s string) string { return strings.Join(strings.Fields(s), " ") }

// words gives title and body of a notice.
func (i Item) words(lang text.Lang) (title, body string, err error) {
	i.Title, i.Rung, i.Letter, i.Owner = oneLine(i.Title), oneLine(i.Rung), oneLine(i.Letter), oneLine(i.Owner)
	for j := range i.News {
		i.News[j].Note = oneLine(i.News[j].Note)
	}
	if title, err = render(lang, i.Kind+".title", i); err != nil {
		return "", "", err
	}
	body, err = render(lang, i.Kind+".body", i)
	return title, body, err
}
