package app

import (
	"fmt"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/session"
)

// handOutAbove gives the matters above the ledger's rows (六大工程) to the unit that leads most of what hangs below,
// the first in the ledger where several lead as much.
func (p *player) handOutAbove(kind string, at time.Time) error {
	if kind == "" {
		return nil
	}
	leads := map[string][]string{} // by parent, in order of the ledger
	var above []engine.MatterRow
	for row, err := range p.app.Store.List(p.ctx, p.zone, engine.Filter{}) {
		if err != nil {
			return err
		}
		switch {
		case row.Kind == kind:
			above = append(above, row)
		case row.Parent != "" && row.LeadUnit != "":
			leads[row.Parent] = append(leads[row.Parent], row.LeadUnit)
		}
	}
	office, err := p.office(kind, at)
	if err != nil {
		return err
	}
	_, view, err := p.app.Engine.Org(p.ctx, p.zone, at)
	if err != nil {
		return err
	}
	for i := range above {
		unit := most(leads[above[i].ID])
		head, err := view.Head(unit)
		if err != nil {
			continue // it stays among those that nobody owns
		}
		c := matter.Command{Name: "assign", ID: above[i].ID, Actor: office, At: at.Add(time.Hour)}
		c.LeadUnit, c.Owner, c.Brief, c.Ongoing = unit, head, "统筹所属举措，按时序推进", true
		if err := p.do(c); err != nil {
			return err
		}
	}
	return nil
}

// plan registers what the matters above the ledger's rows hang below (行动方案); none for no kind.
func (p *player) plan(kind string, at time.Time) (matter.State, error) {
	if kind == "" {
		return matter.State{}, nil
	}
	office, err := p.office(kind, at)
	if err != nil {
		return matter.State{}, err
	}
	c := matter.Command{Name: "register", Kind: kind, Actor: office, At: at}
	c.Title = p.bundle.Kinds[kind].Title.Zh
	return p.must(c)
}

// establish establishes the plan, which is refused unless it has the branches and leaves that its kind asks for, and gives
// it to an owner.
func (p *player) establish(plan *matter.State, owner string, at time.Time) error {
	if plan.ID == "" {
		return nil
	}
	office, err := p.office(plan.Kind, at)
	if err != nil {
		return err
	}
	if _, err := p.must(matter.Command{Name: "establish", ID: plan.ID, Actor: office, At: at}); err != nil {
		return err
	}
	c := matter.Command{Name: "assign", ID: plan.ID, Actor: office, At: at}
	c.Owner, c.Brief, c.Ongoing = owner, "统筹各项工程，按月汇总", true
	_, err = p.must(c)
	return err
}

// must gives a command that nothing may refuse.
func (p *player) must(c matter.Command) (matter.State, error) {
	out, err := p.app.Engine.Do(p.ctx, p.zone, c)
	if err == nil {
		p.deeds[c.Name]++
	}
	return out.Matter, err
}

// most is the word that stands most often in a list, the earlier of two.
func most(words []string) string {
	n, best := map[string]int{}, ""
	for _, w := range words {
		n[w]++
	}
	for _, w := range words {
		if best == "" || n[w] > n[best] {
			best = w
		}
	}
	return best
}

// hold holds one session with an item for every block that nothing fills. Where it may recolour, two matters change
// places, so that the counts stay those of the source.
func (p *player) hold(st *story, at time.Time) error {
	t := p.bundle.Sessions[st.session]
	_, view, err := p.app.Engine.Org(p.ctx, p.zone, at)
	if err != nil {
		return err
	}
	chairs, err := org.Resolve(t.ChairRole, org.Context{}, view)
	if err != nil || len(chairs) == 0 {
		return err
	}
	act := engine.Act{Actor: chairs[0], At: at}
	var c session.Convene
	if t.Body == "" {
		c.Expected = chairs
	}
	for _, b := range t.Blocks {
		if b.Required && b.Fill == "" {
			c.Agenda = append(c.Agenda, session.Item{Block: b.Name, Title: b.Title.In(text.Zh)})
		}
	}
	s, err := p.app.Engine.Convene(p.ctx, p.zone, act, st.session, c)
	if err != nil {
		return err
	}
	steps := []session.Command{session.Attend{Present: s.Attendance.Expected}, session.Open{}}
	for i, item := range s.Agenda {
		steps = append(steps, session.ReviewItem{Item: i + 1, Words: "研究“" + item.Title + "”，责任单位按任务书推进"})
	}
	resolved, err := p.resolutions(t, st.issues, p.cal.DateOf(at))
	if err != nil {
		return err
	}
	for i := range resolved {
		steps = append(steps, session.Resolve{Resolution: resolved[i]})
	}
	steps = append(steps, session.Minute{Text: fmt.Sprintf("会议研究议题%d项。", len(s.Agenda))}, session.Close{})
	for i, step := range steps {
		act.At = at.Add(time.Duration(i+1) * time.Minute)
		if s, err = p.app.Engine.Sit(p.ctx, p.zone, s.ID, act, step); err != nil {
			return err
		}
	}
	p.held = s.Number
	for _, r := range s.Resolutions {
		words := r.Text
		if r.Register != nil {
			row, err := p.app.Store.Matter(p.ctx, p.zone, r.Register.MatterID)
			if err != nil {
				return err
			}
			words += "（登记为 " + row.Number + "）"
		}
		p.resolved = append(p.resolved, words)
	}
	return nil
}

// resolutions is what the demonstration's session resolves: where sessions may recolour, one matter is raised to red
// and another lowered in its stead; elsewhere a red matter is pressed, by a matter of its own where the story names
// the kind that the session issues.
func (p *player) resolutions(t *session.Template, issues string, today clock.Date) ([]session.Resolution, error) {
	open := true
	first := func(keep func(*engine.MatterRow) bool) (found engine.MatterRow, err error) {
		for row, err := range p.app.Store.List(p.ctx, p.zone, engine.Filter{Open: &open}) {
			if err != nil || keep(&row) {
				return row, err
			}
		}
		return found, nil
	}
	if !t.Recolor {
		late, err := first(func(r *engine.MatterRow) bool { return r.Light == string(matter.Red) && r.Owner != "" })
		if err != nil || late.ID == "" {
			return nil, err
		}
		if issues != "" {
			return []session.Resolution{{Item: 1, Text: "“" + late.Title + "”进度滞后，列为重点问题，一周一调度", Register: &session.Register{
				Kind: issues, Title: late.Title + "进度滞后", Brief: "一周内拿出赶上进度的办法，月底前赶上时序进度",
				LeadUnit: late.LeadUnit, Owner: late.Owner, Due: p.cal.AddWorkdays(today, 15),
			}}}, nil
		}
		return []session.Resolution{{Item: 1, Text: "“" + late.Title + "”进度滞后，责任单位一周内拿出赶上进度的办法", MatterID: late.ID}}, nil
	}
	red, err := first(func(r *engine.MatterRow) bool { return r.Urgency == "red" && r.Light != string(matter.Red) })
	if err != nil {
		return nil, err
	}
	orange, err := first(func(r *engine.MatterRow) bool { return r.Urgency == "orange" && r.Light == string(matter.Red) })
	if err != nil || red.ID == "" || orange.ID == "" {
		return nil, err
	}
	return []session.Resolution{
		{Item: 2, Text: "“" + orange.Title + "”已逾期，升为红色，每周调度", Recolor: &session.Recolor{MatterID: orange.ID, Urgency: "red"}},
		{Item: 2, Text: "“" + red.Title + "”进展正常，调为橙色，每半月调度", Recolor: &session.Recolor{MatterID: red.ID, Urgency: "orange"}},
	}, nil
}
