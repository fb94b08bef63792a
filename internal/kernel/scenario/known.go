package scenario

import (
	"maps"
	"slices"
	"strconv"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/cadence"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/mechanism"
)

// An outcome that nothing answers to may be one that is misspelt: that there is no reminderletter proves nothing of reminder
// letters. So whatever was found nowhere must at least be something that there could be.

// known fails where a word is none that there is.
func (r *run) known(at mechanism.Position, key, word string, words []string) {
	if word == "" || slices.Contains(words, word) {
		return
	}
	zh, en := text.Suggest(word, words)
	r.fail(at, "%[1]s：没有“%[2]s”；%[3]s", "%[1]s: there is no %[2]q; %[4]s", key, word, zh, en)
}

// post fails where a post never was one, of those that the chart names up to now.
func (r *run) post(at mechanism.Position, key, name string) {
	if name == "" {
		return
	}
	_, view, err := r.engine.Org(r.ctx, r.zone, r.now)
	if err != nil {
		r.failed(at, err)
		return
	}
	names := append(view.Posts(), view.Ended()...)
	for _, b := range view.Bodies() {
		names = append(names, b.Name)
	}
	r.known(at, key, name, names)
}

func (r *run) templates() []string { return slices.Sorted(maps.Keys(r.bundle.Letters)) }

func (r *run) kinds() []string { return slices.Sorted(maps.Keys(r.bundle.Kinds)) }

// rungs are those of every ladder, as they are written.
func (r *run) rungs() []string {
	var out []string
	for _, name := range r.kinds() {
		for i := range r.bundle.Kinds[name].Ladder {
			out = append(out, r.bundle.Kinds[name].Ladder[i].Source)
		}
	}
	slices.Sort(out)
	return slices.Compact(out)
}

// rhythms are the words for how often, as duties bear them.
func rhythms() []string {
	var out []string
	for _, every := range cadence.Rhythms() {
		out = append(out, string(every))
	}
	return out
}

// there fails where the matter that an outcome is about has not come into being: of what is not there anything is absent.
// Where no matter is named, there must be one at all.
func (r *run) there(at mechanism.Position, ref string) bool {
	now := shown(Moment{Time: r.now})
	if ref == "" {
		for _, err := range r.engine.Store().List(r.ctx, r.zone, engine.Filter{}) {
			if err != nil {
				r.failed(at, err)
			}
			return err == nil
		}
		r.fail(at, "此刻（%[1]s）还没有任何事项，“没有”什么也证明不了；请写在事项登记之后的步骤", "at this instant (%[1]s) there is no matter at all, so that something is absent proves nothing; say it at a step after one is registered", now)
		return false
	}
	_, err := r.engine.Store().Matter(r.ctx, r.zone, r.matter(ref))
	if errs.KindOf(err) == errs.NotFound {
		zh, en := text.Suggest(ref, r.aliases())
		r.fail(at, "此刻（%[1]s）还没有事项“%[2]s”，“没有”什么也证明不了；请写在它登记之后的步骤，或改正别名、编号（%[3]s）", "at this instant (%[1]s) there is no matter %[2]q yet, so that something is absent proves nothing; say it at a step after its registration, or correct the alias or number (%[4]s)", now, ref, zh, en)
		return false
	}
	if err != nil {
		r.failed(at, err)
	}
	return err == nil
}

// within fails where an event is looked for at an instant at which the matters meant were not there yet, or which has not come.
func (r *run) within(o *EventOutcome, first time.Time) bool {
	cal := calendar.Builtin()
	when, early, late := "", false, false
	switch {
	case !o.Time.IsZero():
		when, early, late = shown(o.Time), o.Time.Before(first), o.Time.After(r.now)
	case !o.On.IsZero():
		when, early, late = o.On.String(), o.On < cal.DateOf(first), o.On > r.today()
	}
	if early {
		r.fail(o.At, "%[1]s 时事项还没有登记（%[2]s 才登记），那时没有事件什么也证明不了；请改正时间", "at %[1]s the matter was not registered yet (it was at %[2]s), so that there was no event then proves nothing; correct the time", when, shown(Moment{Time: first}))
	}
	if late {
		r.fail(o.At, "%[1]s 还没有到（此刻是 %[2]s），那时没有事件什么也证明不了；请改正时间，或写在那之后的步骤", "%[1]s has not come yet (it is %[2]s), so that there is no event then proves nothing; correct the time, or say it at a later step", when, shown(Moment{Time: r.now}))
	}
	return !early && !late
}

// period fails where no period has that key.
func (r *run) period(at mechanism.Position, key string) {
	if key == "" {
		return
	}
	var windows []cadence.Window
	for _, name := range r.kinds() {
		for _, rhythm := range r.bundle.Kinds[name].Cadence.Rhythm {
			windows = append(windows, rhythm.Windows...)
		}
	}
	if _, err := cadence.ParsePeriod(key, windows...); err != nil {
		r.fail(at, "period：%[1]s", "period: %[2]s", errs.Message(err, text.Zh), errs.Message(err, text.En))
	}
}

// sourceFigures judges the figures that the files give as the source's own, which stand beside what was counted: expect of
// a count (kind.name) or of a register, per_year of a session.
func (r *run) sourceFigures(want map[string]Expected) {
	figures := map[string]int{}
	for name, k := range r.bundle.Kinds {
		for count, c := range k.Counts {
			if c.Expect != nil {
				figures[name+"."+count] = *c.Expect
			}
		}
	}
	for name, d := range r.bundle.Registers {
		if d.Expect != nil {
			figures[name] = *d.Expect
		}
	}
	for name, t := range r.bundle.Sessions {
		if t.PerYear > 0 {
			figures[name] = t.PerYear
		}
	}
	for _, name := range names(want) {
		e := want[name]
		if figure, given := figures[name]; !given {
			r.known(e.At, "expect", name, names(figures))
		} else if strconv.Itoa(figure) != e.Text {
			r.fail(e.At, "expect：%[1]s 的原文数字应为 %[2]s，文件写的是 %[3]d", "expect: the source's figure of %[1]s should be %[2]s and the files say %[3]d", name, e.Text, figure)
		}
	}
}
