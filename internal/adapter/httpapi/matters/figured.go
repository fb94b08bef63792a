package matters

import (
	"cmp"
	"maps"
	"math"
	"net/url"
	"slices"
	"strconv"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/dossier"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/figures"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// figured tells what was counted, each number with the list behind it: the conditions of /matters or /duties that pick
// the same rows.
type figured struct {
	lang    text.Lang
	counted *figures.Counted
	chart   *org.State
	view    *org.View
	named   map[string]*mechanism.Kind // that matters are of
}

// conditions of a list: names and values in turn.
func (v *figured) list(path string, conditions ...string) string {
	if v.counted.Past {
		return ""
	}
	q := url.Values{}
	for condition := range slices.Chunk(conditions, 2) {
		q.Set(condition[0], condition[1])
	}
	return path + "?" + q.Encode()
}

// open is a number of open matters.
func (v *figured) open(n int, conditions ...string) Figure {
	return Figure{n, v.list("matters", append([]string{"open", "true"}, conditions...)...)}
}

func (v *figured) duties(n int, state string, conditions ...string) Figure {
	return Figure{n, v.list("duties", append([]string{"state", state}, conditions...)...)}
}

func (v *figured) lights(cells []engine.Cell, conditions ...string) LightFigures {
	by := map[string]int{}
	all := 0
	for i := range cells {
		by[cells[i].Light] += cells[i].N
		all += cells[i].N
	}
	of := func(light matter.Light) Figure {
		return v.open(by[string(light)], append([]string{"light", string(light)}, conditions...)...)
	}
	return LightFigures{v.open(all, conditions...), of(matter.Red), of(matter.Amber), of(matter.Green)}
}

func (v *figured) pace(cells []engine.Cell, conditions ...string) PaceFigures {
	var sum engine.Cell
	for i := range cells {
		sum.Add(&cells[i], 1)
	}
	p := PaceFigures{
		Dated:  v.open(sum.Dated, append([]string{"dated", "true"}, conditions...)...),
		Behind: v.open(sum.Behind, append([]string{"behind", strconv.Itoa(figures.Points)}, conditions...)...),
	}
	if sum.Dated > 0 {
		p.Elapsed, p.Progress = tenths(sum.Elapsed/float64(sum.Dated)), tenths(sum.Progress/float64(sum.Dated))
	}
	return p
}

func tenths(x float64) float64 { return math.Round(10*x) / 10 }

func picked(cells []engine.Cell, which func(*engine.Cell) bool) (out []engine.Cell) {
	for i := range cells {
		if which(&cells[i]) {
			out = append(out, cells[i])
		}
	}
	return out
}

func total(cells []engine.Cell, which func(*engine.Cell) bool) (n int) {
	for i := range cells {
		if which(&cells[i]) {
			n += cells[i].N
		}
	}
	return n
}

func (v *figured) told(periods []cadence.Period) FiguresView {
	c := v.counted
	return FiguresView{
		At: c.At.UTC(), Date: c.Date, Past: c.Past, Open: v.lights(c.Open), Pace: v.pace(c.Open), Units: v.units(), Kinds: v.kinds(), Ages: v.ages(), Late: v.late(),
		Flow: v.flow(periods), Ladder: v.ladder(), Loads: v.loads(), Missed: v.missed(), Sum: v.owed(),
	}
}

// unit is one that answers for matters: a list of its matters holds those of the codes.
type unit struct {
	code, name string
	codes      []string
	where      []string // the condition, none where no list can be asked for it
}

// answering are the units that answer for what is counted under some codes: a unit that is no more is counted with the
// one that took over from it, as a list of that one's matters does.
func (v *figured) answering(codes []string) (out []unit) {
	day := v.view.Day()
	covered := map[string]bool{}
	for _, u := range v.view.Units() {
		of := v.chart.Covered(u.Code, day)
		if slices.ContainsFunc(of, func(code string) bool { return slices.Contains(codes, code) }) {
			out = append(out, unit{u.Code, v.chart.Known(u.Code, day), of, []string{"unit", u.Code}})
			for _, code := range of {
				covered[code] = true
			}
		}
	}
	for _, code := range codes {
		switch {
		case covered[code]:
		case code == "":
			out = append(out, unit{codes: []string{""}, where: []string{"no_unit", "true"}})
		default:
			u := unit{code: code, name: v.chart.Known(code, day), codes: []string{code}}
			if slices.Equal(v.chart.Covered(code, day), u.codes) {
				u.where = []string{"unit", code}
			}
			out = append(out, u)
		}
	}
	return out
}

func (v *figured) units() []UnitFigures {
	codes := map[string]bool{}
	for i := range v.counted.Open {
		codes[v.counted.Open[i].Unit] = true
	}
	out := []UnitFigures{}
	for _, u := range v.answering(slices.Sorted(maps.Keys(codes))) {
		own := func(c *engine.Cell) bool { return slices.Contains(u.codes, c.Unit) }
		cells, read := picked(v.counted.Open, own), picked(v.counted.Read, own)
		f := UnitFigures{Unit: u.code, Name: u.name, LightFigures: v.lights(cells, u.where...), Pace: v.pace(cells, u.where...)}
		failing := 0
		for i := range read {
			failing, f.Missed = failing+read[i].Failing, f.Missed+read[i].Missed
		}
		f.Failing = v.open(failing, append([]string{"missed_from", "1"}, u.where...)...)
		if u.where == nil {
			for _, x := range []*Figure{&f.All, &f.Red, &f.Amber, &f.Green, &f.Pace.Dated, &f.Pace.Behind, &f.Failing} {
				x.List = ""
			}
		}
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(a, b UnitFigures) int {
		return cmp.Or(b.Red.N-a.Red.N, b.Amber.N-a.Amber.N, b.All.N-a.All.N, cmp.Compare(a.Unit, b.Unit))
	})
	return out
}

func (v *figured) kinds() []KindFigures {
	names := map[string]bool{}
	for i := range v.counted.Open {
		names[v.counted.Open[i].Kind] = true
	}
	out := []KindFigures{}
	for _, name := range slices.Sorted(maps.Keys(names)) {
		cells := picked(v.counted.Open, func(c *engine.Cell) bool { return c.Kind == name })
		f := KindFigures{Kind: name, Title: name, LightFigures: v.lights(cells, "kind", name), Pace: v.pace(cells, "kind", name)}
		if k := v.named[name]; k != nil {
			f.Title = k.Title.In(v.lang)
		}
		out = append(out, f)
	}
	slices.SortStableFunc(out, func(a, b KindFigures) int { return b.All.N - a.All.N })
	return out
}

// day is a day some days after that of the figures.
func (v *figured) day(after int) string { return (v.counted.Date + clock.Date(after)).String() }

func (v *figured) ages() []BandFigure {
	ends := figures.Ages()
	out := make([]BandFigure, len(ends)+1)
	for i := range out {
		b, where := &out[i], []string{}
		if i > 0 {
			b.From = new(ends[i-1] + 1)
			where = append(where, "registered_to", v.day(-*b.From))
		} else {
			b.From = new(0)
		}
		if i < len(ends) {
			b.To = new(ends[i])
			where = append(where, "registered_from", v.day(-*b.To))
		}
		b.Figure = v.open(total(v.counted.Open, func(c *engine.Cell) bool { return c.Age == i }), where...)
	}
	return out
}

func (v *figured) late() LateFigures {
	of := func(band int) int { return total(v.counted.Open, func(c *engine.Cell) bool { return c.Due == band }) }
	var out LateFigures
	ends, all := figures.Late(), 0
	for i, over := range ends {
		b := BandFigure{From: new(over + 1)}
		where := []string{"due_to", v.day(-over - 1)}
		if i > 0 {
			b.To = new(ends[i-1])
			where = append(where, "due_from", v.day(-*b.To))
		}
		n := of(i + 1)
		b.Figure, all = v.open(n, where...), all+n
		out.Bands = append(out.Bands, b)
	}
	out.Overdue = v.open(all, "due_to", v.day(-1))
	out.Soon = BandFigure{v.open(of(len(ends)+1), "due_from", v.day(0), "due_to", v.day(figures.Soon)), new(0), new(figures.Soon)}
	out.Later = BandFigure{v.open(of(len(ends)+2), "due_from", v.day(figures.Soon+1)), new(figures.Soon + 1), nil}
	out.Undated = v.open(of(0), "dated", "false")
	return out
}

func (v *figured) flow(periods []cadence.Period) []FlowFigures {
	out := []FlowFigures{}
	from := periods[0].From
	within := func(days []engine.DayCount, p *cadence.Period) (n int) {
		for _, d := range days {
			if p.Contains(from + clock.Date(d.Day)) {
				n += d.N
			}
		}
		return n
	}
	for i := range periods {
		p := &periods[i]
		list := func(what string) string {
			return v.list("matters", what+"_from", p.From.String(), what+"_to", p.To.String())
		}
		out = append(out, FlowFigures{
			Key: p.Key, From: p.From, To: p.To,
			Registered: Figure{within(v.counted.Registered, p), list("registered")},
			Closed:     Figure{within(v.counted.Closed, p), list("closed")},
		})
	}
	return out
}

func (v *figured) ladder() []StepFigures {
	most := 0
	for i := range v.counted.Read {
		most = max(most, v.counted.Read[i].Level)
	}
	out := []StepFigures{}
	for level := 1; level <= most; level++ {
		cells := picked(v.counted.Read, func(c *engine.Cell) bool { return c.Level >= level })
		out = append(out, StepFigures{level, v.lights(cells, "level_from", strconv.Itoa(level))})
	}
	return out
}

func (v *figured) loads() []LoadFigures {
	by := map[string]*engine.OwnerLoad{}
	of := func(owner string) *engine.OwnerLoad {
		if heir, ok := v.view.Heir(owner); ok {
			owner = heir
		}
		if by[owner] == nil {
			by[owner] = &engine.OwnerLoad{Owner: owner}
		}
		return by[owner]
	}
	for _, l := range v.counted.Owners {
		of(l.Owner).Matters += l.Matters
	}
	for _, d := range v.counted.Duties {
		switch {
		case d.Owner == "":
		case d.State == engine.DutyMissed:
			of(d.Owner).Missed += d.N
		default:
			of(d.Owner).Duties += d.N
		}
	}
	out := []LoadFigures{}
	for _, owner := range slices.Sorted(maps.Keys(by)) {
		l := by[owner]
		out = append(out, LoadFigures{
			owner, v.open(l.Matters, "owner", owner), v.duties(l.Duties, engine.DutyOpen, "owner", owner), v.duties(l.Missed, engine.DutyMissed, "owner", owner),
		})
	}
	all := func(l *LoadFigures) int { return l.Matters.N + l.Duties.N + l.Missed.N }
	slices.SortStableFunc(out, func(a, b LoadFigures) int { return all(&b) - all(&a) })
	return out
}

func (v *figured) missed() []MissedFigure {
	codes, what := map[string]bool{}, map[string]bool{}
	for _, d := range v.counted.Duties {
		if d.State == engine.DutyMissed {
			codes[d.Unit], what[d.What] = true, true
		}
	}
	out := []MissedFigure{}
	for _, u := range v.answering(slices.Sorted(maps.Keys(codes))) {
		for _, w := range slices.Sorted(maps.Keys(what)) {
			n := 0
			for _, d := range v.counted.Duties {
				if d.State == engine.DutyMissed && d.What == w && slices.Contains(u.codes, d.Unit) {
					n += d.N
				}
			}
			if n == 0 {
				continue
			}
			f := MissedFigure{v.duties(n, engine.DutyMissed, append([]string{"what", w}, u.where...)...), u.code, u.name, w, dossier.DutyWords[w].In(v.lang)}
			if u.where == nil {
				f.List = ""
			}
			out = append(out, f)
		}
	}
	slices.SortStableFunc(out, func(a, b MissedFigure) int { return b.N - a.N })
	return out
}

func (v *figured) owed() MissedSum {
	n := map[string]int{}
	for _, d := range v.counted.Duties {
		n[d.State] += d.N
	}
	return MissedSum{v.duties(n[engine.DutyOpen], engine.DutyOpen), v.duties(n[engine.DutyMissed], engine.DutyMissed)}
}
