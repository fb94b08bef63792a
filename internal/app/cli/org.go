package cli

import (
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/org"
)

type orgCmds struct {
	Show     orgShowCmd     `cmd:"" help:"h_org_show"`
	Matrix   orgMatrixCmd   `cmd:"" help:"h_org_matrix"`
	Absence  orgAbsenceCmd  `cmd:"" help:"h_org_absence"`
	Back     orgBackCmd     `cmd:"" help:"h_org_back"`
	Appoint  orgAppointCmd  `cmd:"" help:"h_org_appoint"`
	Relieve  orgRelieveCmd  `cmd:"" help:"h_org_relieve"`
	HandOver orgHandOverCmd `cmd:"" help:"h_org_hand_over"`
	Merge    orgMergeCmd    `cmd:"" help:"h_org_merge"`
	Split    orgSplitCmd    `cmd:"" help:"h_org_split"`
	Rename   orgRenameCmd   `cmd:"" help:"h_org_rename"`
}

// reorganise gives a command on the org chart.
func (s *Shell) reorganise(c org.Command) error {
	if err := s.acting(); err != nil {
		return err
	}
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	_, view, err := a.Engine.Org(s.Ctx, zone, s.Now())
	if err != nil {
		return err
	}
	c = byCode(view, c)
	events, err := a.Engine.Reorganise(s.Ctx, zone, s.Act(), c)
	if err != nil {
		return err
	}
	type named struct {
		Type  string    `json:"type"`
		Event org.Event `json:"event"`
	}
	answer := make([]named, len(events))
	for i, e := range events {
		answer[i] = named{org.EventName(e), e}
	}
	return s.Print(answer, func(screen *terminal.Screen) {
		for i := range answer {
			screen.Linef("✓ %s", orgEventWords(answer[i].Event).In(s.Lang))
		}
		for _, e := range events {
			if r, ok := e.(org.HolderRelieved); ok && len(r.Matters) > 0 {
				screen.Strongf("  %s", s.T("to_hand_over", len(r.Matters), r.Post))
				screen.Hintf("  → qinlian org hand-over --zone %s", zone)
			}
		}
	})
}

// byCode writes the code of each unit that a command gives by its name. What is no unit of today is left as it
// is: a new unit, or one to be refused.
func byCode(view *org.View, c org.Command) org.Command {
	code := func(ref string) string {
		if u, ok := view.Unit(ref); ok {
			return u.Code
		}
		return ref
	}
	switch c := c.(type) {
	case org.MergeUnits:
		for i := range c.From {
			c.From[i] = code(c.From[i])
		}
		c.Into.Code = code(c.Into.Code)
		return c
	case org.SplitUnit:
		c.From = code(c.From)
		for i := range c.Into {
			c.Into[i].Code = code(c.Into[i].Code)
		}
		return c
	case org.RenameUnit:
		c.Code = code(c.Code)
		return c
	}
	return c
}

// postLine is one post and who acts for it.
type postLine struct {
	Unit   string    `json:"unit"`
	Code   string    `json:"code"`
	Post   string    `json:"post"`
	Head   bool      `json:"head,omitempty"`
	Person string    `json:"person,omitempty"`
	Deputy string    `json:"deputy,omitempty"`
	Seat   org.Seat  `json:"seat,omitempty"`
	Says   text.Text `json:"says,omitzero"`
}

// postsOf lists the posts of every unit, or of the one with the given code.
func postsOf(view *org.View, people []org.Person, only string) []postLine {
	var posts []postLine
	for _, u := range view.Units() {
		if only != "" && u.Code != only {
			continue
		}
		for _, name := range view.Posts() {
			p, ok := view.Post(name)
			if !ok || p.Unit != u.Code {
				continue
			}
			line := postLine{Unit: u.Name, Code: u.Code, Post: name, Head: p.Head}
			if acting, err := view.Holder(name); err != nil {
				line.Says = text.Text{Zh: errs.Message(err, text.Zh), En: errs.Message(err, text.En)}
			} else {
				line.Person, line.Seat, line.Says = acting.Person, acting.Seat, acting.Says()
				line.Deputy = deputyOf(view, &acting, people)
			}
			posts = append(posts, line)
		}
	}
	return posts
}

// deputyOf is who sits in a post's second seat today, "" for nobody.
func deputyOf(view *org.View, acting *org.Acting, people []org.Person) string {
	if acting.Seat == org.Deputy {
		return acting.Person
	}
	for i := range people {
		if code := people[i].Code; code != acting.Person && view.Sits(code, acting.ForPost) {
			return code
		}
	}
	return ""
}

type orgShowCmd struct {
	Unit string `arg:"" optional:"" help:"a_unit"`
}

// Run shows units, posts and who acts for them today; or one unit and what it answers for.
func (c *orgShowCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	state, view, err := a.Engine.Org(s.Ctx, zone, s.Now())
	if err != nil {
		return err
	}
	only := ""
	if c.Unit != "" {
		m := view.Match(c.Unit)
		if m.Confidence == org.NotMatched {
			return errs.Newf(errs.NotFound, "org.unit_unknown", "查无单位“%[1]s”；相近的有：%[2]s", "there is no unit %[1]q; near it: %[2]s", c.Unit, strings.Join(m.Nearest, "、"))
		}
		only = m.Unit.Code
	}
	timeline, err := a.Engine.Timeline(s.Ctx, zone)
	if err != nil {
		return err
	}
	var people []org.Person
	if b := timeline.At(s.Now()); b != nil && b.Org != nil {
		people = b.Org.People
	}
	posts := postsOf(view, people, only)
	unheld := view.Unheld()
	return s.Print(map[string]any{"date": view.Day(), "posts": posts, "unheld": faultsOf(unheld)}, func(screen *terminal.Screen) {
		var rows [][]terminal.Cell
		for _, p := range posts {
			head := ""
			if p.Head {
				head = s.T("head")
			}
			rows = append(rows, terminal.Row(p.Unit, p.Code, p.Post, head, p.Person, p.Deputy, p.Says.In(s.Lang)))
		}
		screen.Table([]terminal.Column{{Title: s.T("col_office"), Max: 30}, {Title: s.T("col_code")}, {Title: s.T("col_post"), Max: 30}, {}, {Title: s.T("col_person")}, {Title: s.T("col_deputy")}, {Title: s.T("col_note"), Max: 60}}, rows)
		if only != "" {
			if l, err := state.Lineage(only, view.Day()); err == nil {
				for _, step := range l.Steps {
					screen.Hintf("  %s", s.T("lineage", step.On.String(), string(step.Kind), step.FromName, step.IntoName))
				}
			}
			return
		}
		for _, fault := range unheld {
			screen.Strongf("%s", fault.Text.In(s.Lang))
		}
	})
}

type orgMatrixCmd struct{}

// Run draws who is responsible at each level in each place, with the gaps.
func (c *orgMatrixCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	_, view, err := a.Engine.Org(s.Ctx, zone, s.Now())
	if err != nil {
		return err
	}
	m := view.Matrix()
	cells := map[string][]org.Duty{}
	for c, duties := range m.Cells {
		cells[c.Level+"/"+c.Place] = duties
	}
	err = s.Print(map[string]any{"levels": m.Levels, "places": m.Places, "cells": cells, "gaps": m.Gaps}, func(screen *terminal.Screen) {
		if len(m.Levels)+len(m.Places) == 0 {
			screen.Linef("%s", s.T("matrix_none"))
			return
		}
		columns := []terminal.Column{{}}
		for _, l := range m.Levels {
			columns = append(columns, terminal.Column{Title: l, Right: true})
		}
		var rows [][]terminal.Cell
		for _, p := range m.Places {
			words := []string{p}
			for _, l := range m.Levels {
				words = append(words, positive(len(m.Cells[org.Cell{Level: l, Place: p}])))
			}
			rows = append(rows, terminal.Row(words...))
		}
		screen.Table(columns, rows)
		for _, g := range m.Gaps {
			screen.Strongf("✗ %s", g.Says().In(s.Lang))
		}
		if len(m.Gaps) == 0 {
			screen.Linef("✓ %s", s.T("matrix_whole"))
		}
	})
	if err == nil && len(m.Gaps) > 0 {
		err = silent(errs.Newf(errs.Refused, "org.gaps", "责任矩阵有 %[1]d 处空缺", "the matrix has %[1]d gaps", len(m.Gaps)))
	}
	return err
}

type orgAbsenceCmd struct {
	Person string     `help:"f_person"`
	Post   string     `help:"f_post"`
	From   clock.Date `required:"" placeholder:"DATE" help:"f_absent_from"`
	To     clock.Date `placeholder:"DATE" help:"f_absent_to"`
	Reason string     `help:"f_reason"`
}

// Run records an absence; the deputy acts meanwhile.
func (c *orgAbsenceCmd) Run(s *Shell) error {
	return s.reorganise(org.RecordAbsence{Person: c.Person, Post: c.Post, From: c.From, To: c.To, Reason: c.Reason})
}

type orgBackCmd struct {
	Person string     `help:"f_person"`
	Post   string     `help:"f_post"`
	On     clock.Date `placeholder:"DATE" help:"f_on"`
}

// Run ends an absence.
func (c *orgBackCmd) Run(s *Shell) error {
	return s.reorganise(org.EndAbsence{Person: c.Person, Post: c.Post, On: c.On})
}

type orgAppointCmd struct {
	Post    string     `arg:"" help:"a_post"`
	Person  string     `arg:"" help:"a_person"`
	Seat    org.Seat   `enum:"primary,deputy" default:"primary" help:"f_seat"`
	From    clock.Date `placeholder:"DATE" help:"f_on"`
	To      clock.Date `placeholder:"DATE" help:"f_until"`
	Replace bool       `help:"f_replace_holder"`
}

// Run puts a person into a seat of a post.
func (c *orgAppointCmd) Run(s *Shell) error {
	return s.reorganise(org.Appoint{Post: c.Post, Person: c.Person, Seat: c.Seat, From: c.From, To: c.To, Replace: c.Replace})
}

type orgRelieveCmd struct {
	Post string     `arg:"" help:"a_post"`
	Seat org.Seat   `enum:"primary,deputy" default:"primary" help:"f_seat"`
	On   clock.Date `placeholder:"DATE" help:"f_on"`
}

// Run takes the holder out of a seat; what is open on the post must be handed over.
func (c *orgRelieveCmd) Run(s *Shell) error {
	return s.reorganise(org.Relieve{Post: c.Post, Seat: c.Seat, On: c.On})
}

type orgHandOverCmd struct {
	Post string     `help:"f_post"`
	From string     `placeholder:"PERSON" help:"f_hand_from"`
	To   string     `placeholder:"PERSON" help:"f_hand_to"`
	On   clock.Date `placeholder:"DATE" help:"f_on"`
}

// Run lists what is to be handed over, or settles it.
func (c *orgHandOverCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	state, _, err := a.Engine.Org(s.Ctx, zone, s.Now())
	if err != nil {
		return err
	}
	due := state.HandOversDue()
	if c.To != "" {
		for _, d := range due {
			if d.Post == c.Post && (c.From == "" || d.Person == c.From) {
				return s.reorganise(org.HandOver{Post: d.Post, From: d.Person, To: c.To, Matters: d.Matters, On: c.On})
			}
		}
		return errs.Newf(errs.NotFound, "org.nothing_to_hand_over", "岗位“%[1]s”没有待移交的事项", "nothing is to be handed over on post %[1]q", c.Post)
	}
	return s.Print(due, func(screen *terminal.Screen) {
		var rows [][]terminal.Cell
		for _, d := range due {
			for _, id := range d.Matters {
				number, title := id, ""
				if row, err := a.Store.Matter(s.Ctx, zone, id); err == nil {
					number, title = row.Number, row.Title
				}
				rows = append(rows, terminal.Row(d.Post, d.Person, d.On.String(), number, title))
			}
		}
		screen.Table([]terminal.Column{{Title: s.T("col_post")}, {Title: s.T("col_person")}, {Title: s.T("col_date")}, {Title: s.T("col_number")}, {Title: s.T("col_matter"), Max: 40}}, rows)
		screen.Hintf("%s", s.T("listed", len(rows)))
	})
}

type orgMergeCmd struct {
	From []string   `arg:"" help:"a_units"`
	Into string     `required:"" placeholder:"CODE[=NAME]" help:"f_into"`
	On   clock.Date `placeholder:"DATE" help:"f_on"`
}

// Run merges units.
func (c *orgMergeCmd) Run(s *Shell) error {
	return s.reorganise(org.MergeUnits{From: c.From, Into: part(c.Into), On: c.On})
}

func part(words string) org.Part {
	code, name, _ := strings.Cut(words, "=")
	return org.Part{Code: code, Name: name}
}

type orgSplitCmd struct {
	From string     `arg:"" help:"a_unit_code"`
	Into []string   `required:"" placeholder:"CODE[=NAME]" help:"f_split_into"`
	On   clock.Date `placeholder:"DATE" help:"f_on"`
}

// Run splits a unit.
func (c *orgSplitCmd) Run(s *Shell) error {
	parts := make([]org.Part, len(c.Into))
	for i, words := range c.Into {
		parts[i] = part(words)
	}
	return s.reorganise(org.SplitUnit{From: c.From, Into: parts, On: c.On})
}

type orgRenameCmd struct {
	Code string     `arg:"" help:"a_unit_code"`
	Name string     `arg:"" help:"a_new_name"`
	On   clock.Date `placeholder:"DATE" help:"f_on"`
}

// Run gives a unit another name.
func (c *orgRenameCmd) Run(s *Shell) error {
	return s.reorganise(org.RenameUnit{Code: c.Code, Name: c.Name, On: c.On})
}
