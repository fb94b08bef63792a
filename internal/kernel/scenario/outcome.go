package scenario

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
)

// outcome judges everything that Then says at the present instant.
func (r *run) outcome(t *Then) {
	for _, fact := range facts {
		per := fact.want(t)
		for _, alias := range per.aliases() {
			r.fact(fact.key, alias, per[alias], fact.actual)
		}
	}
	r.trees(t.Trees)
	r.duties(t.Duties)
	r.letters(t.Letters)
	r.events(t.Events)
	r.matterOutcomes(t.Matters)
	r.acting(t.Acting)
	r.sessionOutcomes(t.Sessions)
	r.agendas(t.Agenda)
	r.records(t.Records)
	r.units(t.Units)
	r.countOutcomes(t.Counts)
	r.sourceFigures(t.Expect)
	r.gaps(t)
	r.benefits(t)
	r.claimOutcomes(t.Claims)
	r.fundOutcomes(t.Funds)
}

// fact judges one fact of one matter, or of all that the scenario entered.
func (r *run) fact(key, alias string, want Expected, actual func(*sight) string) {
	ids := r.entered
	if alias != "" {
		ids = []string{r.matter(alias)}
	}
	if len(ids) == 0 {
		r.fail(want.At, "%[1]s：情景里没有事项", "%[1]s: the scenario has no matter", key)
	}
	for _, id := range ids {
		s, ok := r.look(want.At, id, alias)
		if !ok {
			return
		}
		if got := actual(s); !same(want.Text, got) {
			r.fail(want.At, "%[1]s 的 %[2]s 应为 %[3]s，实为 %[4]s", "%[2]s of %[1]s should be %[3]s and is %[4]s", r.nameOf(s), key, quoted(want.Text), quoted(got))
			return
		}
	}
}

func quoted(s string) string {
	if s == "" {
		return "—"
	}
	return s
}

// look reads a matter; a failure has been noted where it cannot be found.
func (r *run) look(at mechanism.Position, id, alias string) (*sight, bool) {
	found, err := r.engine.Look(r.ctx, r.zone, id, r.now)
	if errs.KindOf(err) == errs.NotFound && alias != "" {
		zh, en := text.Suggest(alias, r.aliases())
		r.fail(at, "没有别名、编号为“%[1]s”的事项；%[2]s", "no matter has the alias or number %[1]q; %[3]s", alias, zh, en)
		return nil, false
	}
	var cal *calendar.Calendar
	if err == nil {
		cal, err = r.engine.Calendar(r.ctx, r.zone, r.now)
	}
	if err != nil {
		r.failed(at, err)
		return nil, false
	}
	return &sight{found, cal, r}, true
}

func (r *run) aliases() []string {
	out := make([]string, 0, len(r.matters))
	for a := range r.matters {
		out = append(out, a)
	}
	slices.Sort(out)
	return out
}

func (r *run) nameOf(s *sight) string {
	for alias, id := range r.matters {
		if id == s.State.ID {
			return fmt.Sprintf("%s(%s)", alias, s.State.Number)
		}
	}
	return s.State.Number
}

func (r *run) aliasOfSession(id string) string {
	for alias, other := range r.sessions {
		if other == id {
			return alias
		}
	}
	return id
}

// findings are the things of a sort that there are, and how many of them are as wanted.
type findings struct {
	n   int
	all []finding
}

type finding struct {
	words string
	near  int // to what is wanted
}

// see adds a thing. Each part tells whether it is as wanted in one respect, the first in what tells most about it.
func (f *findings) see(words string, parts ...bool) {
	near := 0
	for _, fits := range parts {
		if near <<= 1; fits {
			near++
		}
	}
	if near == 1<<len(parts)-1 {
		f.n++
	}
	f.all = append(f.all, finding{words, near})
}

// nearest shows a few, those first that come nearest to what is wanted, and how many others there are.
func (f *findings) nearest() (list string, others int) {
	const most = 8
	slices.SortStableFunc(f.all, func(a, b finding) int { return b.near - a.near })
	shown := f.all[:min(most, len(f.all))]
	words := make([]string, len(shown))
	for i := range shown {
		words[i] = shown[i].words
	}
	return quoted(strings.Join(words, " | ")), len(f.all) - len(shown)
}

// tally judges how many things there are; what was found is shown when the number is wrong.
func (r *run) tally(t *Tally, what text.Text, found findings) {
	n := found.n
	says := func(zh, en string) {
		list, others := found.nearest()
		more := text.Text{}
		if others > 0 {
			more = text.Text{Zh: fmt.Sprintf("；另有 %d 条", others), En: fmt.Sprintf("; and %d others", others)}
		}
		r.fail(t.At, "%[1]s%[3]s；现有：%[5]s%[6]s", "%[2]s%[4]s; there are: %[5]s%[7]s", what.Zh, what.En, zh, en, list, more.Zh, more.En)
	}
	switch {
	case t.None && n > 0:
		says(fmt.Sprintf("应当没有，实有 %d", n), fmt.Sprintf(": there should be none and are %d", n))
	case t.Count != nil && n != *t.Count:
		says(fmt.Sprintf("应有 %d，实有 %d", *t.Count, n), fmt.Sprintf(": there should be %d and are %d", *t.Count, n))
	case !t.None && t.Count == nil && n == 0:
		says("没有这样的", ": there is none like it")
	}
}

func (r *run) trees(outcomes []TreeOutcome) {
	for i := range outcomes {
		o := &outcomes[i]
		id := r.matter(o.Alias)
		if o.Alias == "" && len(r.entered) > 0 {
			id = r.entered[0]
		}
		s, ok := r.look(o.At, id, o.Alias)
		if !ok {
			continue
		}
		for _, part := range []struct {
			zh, en string
			want   *int
			got    int
		}{{"直接下级", "children", o.Children, s.Tree.Children}, {"叶子", "leaves", o.Leaves, s.Tree.Leaves}, {"已办结叶子", "leaves done", o.Done, s.Tree.LeavesDone}} {
			if part.want != nil && *part.want != part.got {
				r.fail(o.At, "%[1]s 的%[2]s应为 %[4]d，实为 %[5]d", "%[3]s of %[1]s should be %[4]d and are %[5]d", r.nameOf(s), part.zh, part.en, *part.want, part.got)
			}
		}
		if o.Progress != nil && !same(strconv.FormatFloat(*o.Progress, 'f', -1, 64), s.progress()) {
			r.fail(o.At, "%[1]s 的进度应为 %[2]v，实为 %[3]s", "progress of %[1]s should be %[2]v and is %[3]s", r.nameOf(s), *o.Progress, s.progress())
		}
	}
}

func (r *run) duties(outcomes []DutyOutcome) {
	for i := range outcomes {
		o := &outcomes[i]
		f := engine.Filter{}
		if o.Matter != "" {
			f.Matter = r.idOf(o.Matter)
		}
		var found findings
		for row, err := range r.engine.Store().Duties(r.ctx, r.zone, f) {
			if err != nil {
				r.failed(o.At, err)
				return
			}
			due := calendar.Builtin().DateOf(micros(row.DueAt))
			found.see(spaced(row.What, row.Period, row.State, row.Owner+"→"+due.String()),
				is(o.What, row.What), is(o.Cadence, row.Cadence), is(o.Period, row.Period), is(o.Owner, row.Owner), is(o.State, row.State),
				is(o.Letter, row.Letter), o.Due.IsZero() || o.Due == due, maybe(o.Late, row.MissedAt != 0))
		}
		if found.n == 0 && !r.there(o.At, o.Matter) {
			continue
		}
		if found.n == 0 {
			r.known(o.At, "cadence", o.Cadence, rhythms())
			r.period(o.At, o.Period)
			r.post(o.At, "owner", o.Owner)
		}
		r.tally(&o.Tally, describe("义务", "duty", o.What, o.Cadence, o.Period, o.State, o.Owner), found)
	}
}

// idOf gives the id of a matter referred to by alias, id or number.
func (r *run) idOf(ref string) string {
	id := r.matter(ref)
	if row, err := r.engine.Store().Matter(r.ctx, r.zone, id); err == nil {
		return row.ID
	}
	return id
}

// is tells whether a value is the wanted one; "" wants nothing in particular.
func is(want, got string) bool { return want == "" || want == got }

func maybe(want *bool, got bool) bool { return want == nil || *want == got }

// spaced joins the words that there are.
func spaced(words ...string) string {
	return strings.Join(slices.DeleteFunc(words, func(w string) bool { return w == "" }), " ")
}

// describe names a sort of thing with what narrows it down.
func describe(zh, en string, words ...string) text.Text {
	of := spaced(words...)
	if of == "" {
		return text.Text{Zh: zh, En: en}
	}
	return text.Text{Zh: zh + "“" + of + "”", En: en + " “" + of + "”"}
}

func (r *run) letters(outcomes []LetterOutcome) {
	for i := range outcomes {
		o := &outcomes[i]
		f := engine.Filter{}
		if o.Matter != "" {
			f.Matter = r.idOf(o.Matter)
		}
		var found findings
		for row, err := range r.engine.Store().Letters(r.ctx, r.zone, f) {
			if err != nil {
				r.failed(o.At, err)
				return
			}
			kind, to, words := is(o.Kind, row.Template), is(o.To, row.ToPost), ""
			if o.Says != "" && kind && to {
				if words, err = r.letterText(&row); err != nil {
					r.failed(o.At, err)
					return
				}
			}
			found.see(spaced(row.ID, row.Template+"→"+row.ToPost, row.State, row.Number, strings.Join(strings.Fields(words), " ")),
				kind, to, is(o.By, row.ByPost), is(o.State, row.State), is(o.Number, row.Number),
				maybe(o.Late, row.Late), o.ReplyBy.IsZero() || o.ReplyBy == calendar.Builtin().DateOf(micros(row.ReplyBy)), strings.Contains(words, o.Says))
		}
		if found.n == 0 && !r.there(o.At, o.Matter) {
			continue
		}
		if found.n == 0 {
			r.known(o.At, "kind", o.Kind, r.templates())
			r.post(o.At, "to", o.To)
			r.post(o.At, "by", o.By)
		}
		r.tally(&o.Tally, describe("函件", "letter", o.Kind, o.To, o.State, o.Number, o.Says), found)
	}
}

// letterText is the text of a letter as issued.
func (r *run) letterText(row *engine.LetterRow) (string, error) {
	s, err := r.engine.Look(r.ctx, r.zone, row.MatterID, r.now)
	for i := range s.State.Letters {
		if l := &s.State.Letters[i]; l.ID == row.ID {
			return l.Text, err
		}
	}
	return "", err
}

func (r *run) matterOutcomes(outcomes []MatterOutcome) {
	for i := range outcomes {
		o := &outcomes[i]
		f := engine.Filter{Kind: o.Kind}
		if o.Parent != "" {
			f.Parent = r.idOf(o.Parent)
		}
		var found findings
		for row, err := range r.engine.Store().List(r.ctx, r.zone, f) {
			if err != nil {
				r.failed(o.At, err)
				return
			}
			light := ""
			if o.Light != "" {
				s, ok := r.look(o.At, row.ID, "")
				if !ok {
					return
				}
				light = lightWord(s.Light)
			}
			found.see(spaced(row.Number, row.Title, row.Stage, row.Owner),
				is(o.Title, row.Title), is(o.Number, row.Number), is(o.Category, row.Category), is(o.LeadUnit, row.LeadUnit), is(o.Owner, row.Owner),
				is(o.Stage, row.Stage), is(o.Light, light), is(o.Urgency, row.Urgency), maybe(o.Open, row.Open))
		}
		if found.n == 0 && o.Parent != "" && !r.there(o.At, o.Parent) {
			continue
		}
		if found.n == 0 {
			r.known(o.At, "kind", o.Kind, r.kinds())
			r.post(o.At, "owner", o.Owner)
		}
		r.tally(&o.Tally, describe("事项", "matter", o.Kind, o.Category, o.Title, o.Stage, o.Light, o.Owner), found)
	}
}

func (r *run) acting(outcomes []ActingOutcome) {
	for i := range outcomes {
		o := &outcomes[i]
		_, view, err := r.engine.Org(r.ctx, r.zone, r.now)
		if err != nil {
			r.failed(o.At, err)
			return
		}
		a, err := view.Holder(o.Post)
		switch {
		case err != nil && (!o.None || errs.CodeOf(err) != "org.unheld"):
			r.fail(o.At, "%[1]s:%[2]s", "%[1]s: %[3]s", o.Post, errs.Message(err, text.Zh), errs.Message(err, text.En))
		case err == nil && o.None:
			r.fail(o.At, "%[1]s 应当无人履职，实由 %[2]s 履职", "nobody should act for %[1]s and %[2]s does", o.Post, a.Person)
		case err == nil && !is(o.Person, a.Person):
			r.fail(o.At, "%[1]s 应由 %[2]s 履职，实为 %[3]s", "%[2]s should act for %[1]s and %[3]s does", o.Post, o.Person, a.Person)
		case err == nil && !maybe(o.Deputy, a.Seat == "deputy"):
			r.fail(o.At, "%[1]s 由 %[2]s 以%[3]s履职，与所写不符", "%[2]s acts for %[1]s as %[4]s, which is not what is written", o.Post, a.Person, a.Seat.Zh(), string(a.Seat))
		}
	}
}
