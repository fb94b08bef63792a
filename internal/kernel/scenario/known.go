package scenario

import (
	"maps"
	"slices"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/cadence"
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
	r.known(at, key, name, append(view.Posts(), view.Ended()...))
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
