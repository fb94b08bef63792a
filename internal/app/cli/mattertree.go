package cli

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/app"
	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/matter"
)

type matterTreeCmd struct {
	Number string `arg:"" help:"a_number"`
}

// treeLine is a matter of a tree as JSON, each before what hangs below it.
type treeLine struct {
	Number      string  `json:"number"`
	Parent      string  `json:"parent,omitempty"` // number
	Depth       int     `json:"depth"`
	Title       string  `json:"title"`
	Kind        string  `json:"kind"`
	Stage       string  `json:"stage"`
	Light       string  `json:"light"`
	Unit        string  `json:"unit"`
	Owner       string  `json:"owner,omitempty"`
	Vacant      bool    `json:"vacant,omitempty"` // nobody acts for the owner
	Due         string  `json:"due,omitempty"`
	Provisional bool    `json:"provisional,omitempty"`
	Progress    float64 `json:"progress"` // of what others hang below, that of its tree
	Weight      int     `json:"weight"`
	Children    int     `json:"children"` // that count
	Leaves      int     `json:"leaves"`   // below it, at any depth
	LeavesDone  int     `json:"leaves_done"`
}

// Run tells of a matter and all that hangs below it how far each has come.
func (c *matterTreeCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	root, err := listing.Find(s.Ctx, a.Engine, zone, c.Number)
	if err != nil {
		return err
	}
	return s.asSwept(a, zone, func() (func(late string) error, error) {
		lines, err := s.treeOf(a, zone, root.ID)
		return func(late string) error {
			return s.Print(lines, func(screen *terminal.Screen) { s.drawTree(screen, lines, late) })
		}, err
	})
}

// treeOf are a matter and what hangs below it, siblings in order of number.
func (s *Shell) treeOf(a *app.App, zone, root string) ([]treeLine, error) {
	b, err := s.Bundle(a, zone)
	if err != nil {
		return nil, err
	}
	var rows []listing.Row
	numbers := map[string]string{}
	for _, f := range []engine.Filter{{IDs: []string{root}}, {Root: root}} {
		err := listing.Walk(s.Ctx, a.Engine, zone, f, s.Now(), func(l listing.Row) bool {
			rows, numbers[l.ID] = append(rows, l), l.Number
			return true
		})
		if err != nil {
			return nil, err
		}
	}
	var lines []treeLine
	for _, l := range listing.Trees(rows, b.Branches, root) {
		lines = append(lines, treeLine{
			Number: l.Number, Parent: numbers[l.Parent], Depth: l.Depth, Title: l.Title, Kind: l.Kind, Stage: l.Stage, Light: string(l.Light), Unit: l.Unit, Owner: l.Owner, Vacant: l.Vacant,
			Due: clock.Date(l.DueOn).String(), Provisional: l.Provisional, Progress: l.Progress, Weight: max(l.Weight, 1),
			Children: l.Sum.Children, Leaves: l.Sum.Leaves, LeavesDone: l.Sum.LeavesDone,
		})
	}
	return lines, nil
}

func (s *Shell) drawTree(screen *terminal.Screen, lines []treeLine, late string) {
	top := &lines[0]
	screen.Titlef("%s  %s", top.Number, top.Title)
	screen.Linef("%s", s.T("show_tree", top.Leaves, top.LeavesDone, dossier.Percent(top.Progress)))
	weighted := slices.ContainsFunc(lines[1:], func(l treeLine) bool { return l.Weight != 1 })
	columns := []terminal.Column{
		{},
		{Title: s.T("col_matter"), Max: 40, Wrap: true},
		{Title: s.T("col_owner"), Max: 16, Wrap: true},
		{Title: s.T("col_due")},
		{Title: s.T("col_progress"), Right: true},
		{Title: s.T("col_leaves"), Right: true},
		{Title: s.T("col_number")},
	}
	if weighted {
		columns = append(columns, terminal.Column{Title: s.T("col_weight"), Right: true})
	}
	rows := make([][]terminal.Cell, len(lines))
	for i := range lines {
		l := &lines[i]
		leaves, progress := "", dossier.Percent(l.Progress)
		if l.Children > 0 {
			leaves = fmt.Sprintf("%d/%d", l.LeavesDone, l.Leaves)
		}
		if stage := matter.Stage(l.Stage); stage == matter.Withdrawn || stage == matter.Merged {
			progress = s.stage(stage) // it counts no more
		}
		rows[i] = []terminal.Cell{
			screen.L(l.Light), terminal.C(strings.Repeat("  ", l.Depth) + l.Title), terminal.C(s.ownerOf(l.Owner, l.Vacant)), s.dueCell(l.Due, l.Provisional),
			terminal.C(progress), terminal.C(leaves), terminal.C(l.Number),
		}
		if weighted {
			rows[i] = append(rows[i], terminal.C(strconv.Itoa(l.Weight)))
		}
	}
	screen.Table(columns, rows)
	screen.Hintf("%s", s.T("listed", len(rows)))
	if late != "" {
		screen.Hintf("%s", late)
	}
}
