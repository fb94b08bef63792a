package cli

import (
	"slices"
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/org"
)

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
	if body, ok := view.Body(c.Unit); ok && c.Unit != "" {
		if body.Name != c.Unit && body.Code != c.Unit && len(calledPartly(view, c.Unit)) > 1 {
			return notOnChart(view, c.Unit)
		}
		return s.body(state, view, &body)
	}
	if c.Unit != "" {
		u, err := unitNamed(view, c.Unit)
		if errs.Is(err, "matter.unknown_unit") {
			err = notOnChart(view, c.Unit)
		}
		if _, gone := view.Bearer(c.Unit); err != nil && errs.Is(gone, "org.post_ended") {
			return gone // a body that is no more, and who answers for what it had
		}
		if err != nil {
			return err
		}
		only = u.Code
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
		screen.Table([]terminal.Column{{Title: s.T("col_office"), Max: 30}, {Title: s.T("col_code")}, {Title: s.T("col_post"), Max: 30}, {}, {Title: s.T("col_person")}, {Title: s.T("col_deputy")}, {Title: s.T("col_note"), Max: 60, Wrap: true}}, rows)
		if only != "" {
			if l, err := state.Lineage(only, view.Day()); err == nil {
				for _, step := range l.Steps {
					screen.Hintf("  %s", s.T("lineage", step.On.String(), step.Kind.Says().In(s.Lang), step.FromName, step.IntoName))
				}
			}
			return
		}
		var bodies [][]terminal.Cell
		for _, b := range view.Bodies() {
			bodies = append(bodies, terminal.Row(b.Name, b.Code, b.Head))
		}
		if len(bodies) > 0 {
			screen.Linef("")
			screen.Table([]terminal.Column{{Title: s.T("col_body"), Max: 40}, {Title: s.T("col_code")}, {Title: s.T("head")}}, bodies)
		}
		for _, fault := range unheld {
			screen.Strongf("%s", fault.Text.In(s.Lang))
		}
	})
}

// notOnChart says of a name that is neither a unit's nor a body's which are meant by a part of it, or nearly so called.
func notOnChart(view *org.View, name string) error {
	zh, en := text.Suggest(name, calledPartly(view, ""))
	if part := calledPartly(view, name); len(part) > 0 {
		zh, en = "是否要写其中之一：“"+strings.Join(part, "”“")+"”？", "is one of these meant: "+strings.Join(part, ", ")+"?"
	}
	return errs.Newf(errs.NotFound, "org.unknown", "没有单位或议事协调机构“%[1]s”；%[2]s", "there is no unit or body %[1]q; %[3]s", name, zh, en)
}

// calledPartly are the names of units and bodies that hold a word.
func calledPartly(view *org.View, word string) (names []string) {
	for _, u := range view.Units() {
		names = append(names, u.Name)
	}
	for _, b := range view.Bodies() {
		names = append(names, b.Name)
	}
	return slices.DeleteFunc(names, func(name string) bool { return !strings.Contains(name, word) })
}

// body shows a body across units: who heads it, who acts for it, who sits on it, who keeps its business.
func (s *Shell) body(chart *org.State, view *org.View, body *org.Body) error {
	name := unitName(view)
	members := make([]string, len(body.Members))
	for i, ref := range body.Members {
		members[i] = chart.Known(ref, view.Day())
	}
	shown := struct {
		*org.Body

		Acts   string `json:"acts"` // post
		Vacant bool   `json:"vacant,omitempty"`
	}{body, view.ActsFor(body.Name), view.IsVacant(body.Name)}
	return s.Print(shown, func(screen *terminal.Screen) {
		screen.Titlef("%s（%s）", body.Name, body.Code)
		screen.Pairs([][2]string{
			{s.T("head"), body.Head},
			{s.T("p_acting"), s.ownerOf(shown.Acts, shown.Vacant)},
			{s.T("body_members"), s.join(members)},
			{s.T("body_office"), name(body.Office)},
		})
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
