package org

import (
	"slices"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Cell is a level in a place.
type Cell struct{ Level, Place string }

// Duty is somebody's share in a cell.
type Duty struct {
	Post   string `json:"post"`
	Person string `json:"person"`
	Seat   Seat   `json:"seat"`
}

// GapKind says what the responsibility matrix lacks.
type GapKind string

// The gaps: 层层 a level, 地地 a place, a required pair, 人人 a person.
const (
	GapLevel  GapKind = "level"
	GapPlace  GapKind = "place"
	GapCell   GapKind = "cell"
	GapPerson GapKind = "person"
)

// onMap refuses a level or places that the chart knows nothing of: nobody would find who is answerable there.
func (s *State) onMap(level string, places []string) *errs.Error {
	levels, known := slices.Clone(s.chart.Responsibility.Levels), slices.Clone(s.chart.Responsibility.Places)
	for i := range s.units {
		levels, known = append(levels, s.units[i].Level), append(known, s.units[i].Place)
	}
	for i := range s.posts {
		levels, known = append(levels, s.posts[i].Level), append(known, s.posts[i].Places...)
	}
	unsaid := func(name string) bool { return name == "" }
	levels, known = slices.DeleteFunc(levels, unsaid), slices.DeleteFunc(known, unsaid)
	if level != "" && !slices.Contains(levels, level) {
		zh, en := text.Suggest(level, levels)
		return errs.Newf(errs.NotFound, "org.level_unknown", "机构文件里没有层级“%[1]s”；%[2]s", "the org file has no level %[1]q; %[3]s", level, zh, en)
	}
	for _, p := range places {
		if !slices.Contains(known, p) {
			zh, en := text.Suggest(p, known)
			return errs.Newf(errs.NotFound, "org.place_unknown", "机构文件里没有地域“%[1]s”；%[2]s", "the org file has no place %[1]q; %[3]s", p, zh, en)
		}
	}
	return nil
}

// Gap is one thing that nobody is responsible for, or one person responsible for nothing.
type Gap struct {
	Kind   GapKind  `json:"kind"`
	Level  string   `json:"level,omitempty"`
	Place  string   `json:"place,omitempty"`
	Person string   `json:"person,omitempty"`
	Posts  []string `json:"posts,omitempty"` // posts that should cover it but have nobody acting
}

// Says puts the gap into words.
func (g Gap) Says() text.Text {
	if g.Kind == GapPerson {
		return text.Text{Zh: "人员" + g.Person + "没有任何层级、地域的责任", En: "person " + g.Person + " is responsible for no level and place"}
	}
	where := text.Text{Zh: "层级“" + g.Level + "”", En: "level " + g.Level}
	switch g.Kind {
	case GapPlace:
		where = text.Text{Zh: "地域“" + g.Place + "”", En: "place " + g.Place}
	case GapCell:
		where = text.Text{Zh: where.Zh + "、地域“" + g.Place + "”", En: where.En + " in " + g.Place}
	}
	out := text.Text{Zh: where.Zh + "无人负责", En: "nobody is responsible for " + where.En}
	for i, p := range g.Posts {
		if i == 0 {
			out.Zh, out.En = out.Zh+"，相关岗位无人履职："+p, out.En+"; unheld: "+p
			continue
		}
		out.Zh, out.En = out.Zh+"、"+p, out.En+", "+p
	}
	return out
}

// Matrix shows who is responsible at each level in each place (M01-05). It passes (合格) when it has
// no gaps.
type Matrix struct {
	Levels []string
	Places []string
	Cells  map[Cell][]Duty
	Gaps   []Gap
}

// Matrix draws the responsibility matrix of the day. A post covers its level, else its unit's, in its
// places, else its unit's; both its holders have a share, but only an acting holder covers. Without
// declared levels and places there is nothing to cover and the matrix is empty.
func (v *View) Matrix() Matrix {
	want := v.state.chart.Responsibility
	m := Matrix{Levels: slices.Clone(want.Levels), Places: slices.Clone(want.Places), Cells: map[Cell][]Duty{}}
	if len(want.Levels)+len(want.Places) == 0 {
		return m
	}
	covered, idle, busy := map[Cell]bool{}, map[Cell][]string{}, map[string]bool{}
	for _, name := range v.order {
		p := v.posts[name]
		_, fault := v.acting(p)
		for _, c := range v.cells(p) {
			for _, seat := range []Seat{Primary, Deputy} {
				if t := v.sitting(p, seat); t != nil {
					m.Cells[c] = append(m.Cells[c], Duty{name, t.Person, seat})
					busy[t.Person] = true
				}
			}
			for _, part := range []Cell{c, {Level: c.Level}, {Place: c.Place}} {
				if fault == nil {
					covered[part] = true
				} else if !slices.Contains(idle[part], name) {
					idle[part] = append(idle[part], name)
				}
			}
		}
	}
	lack := func(kind GapKind, c Cell) {
		if !covered[c] {
			m.Gaps = append(m.Gaps, Gap{Kind: kind, Level: c.Level, Place: c.Place, Posts: idle[c]})
		}
	}
	for _, l := range want.Levels {
		lack(GapLevel, Cell{Level: l})
	}
	for _, p := range want.Places {
		lack(GapPlace, Cell{Place: p})
	}
	for _, r := range want.Require {
		for _, p := range r.Places {
			lack(GapCell, Cell{r.Level, p})
		}
	}
	for _, p := range v.state.chart.People {
		if p.span().holds(v.day) && !busy[p.Code] {
			m.Gaps = append(m.Gaps, Gap{Kind: GapPerson, Person: p.Code})
		}
	}
	return m
}

// cells lists the declared cells in which a post has responsibility.
func (v *View) cells(p *post) []Cell {
	want, u := v.state.chart.Responsibility, v.units[p.Unit]
	level, places := p.Level, p.Places
	if level == "" {
		level = u.Level
	}
	if len(places) == 0 && u.Place != "" {
		places = []string{u.Place}
	}
	if !slices.Contains(want.Levels, level) {
		return nil
	}
	var out []Cell
	for _, place := range places {
		if slices.Contains(want.Places, place) {
			out = append(out, Cell{level, place})
		}
	}
	return out
}
