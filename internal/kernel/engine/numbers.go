package engine

import (
	"cmp"
	"encoding/json"
	"maps"
	"math/bits"
	"slices"
	"strconv"
	"strings"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/matter"
	"qinlian/internal/kernel/mechanism"
)

// Matters, letters and sessions take their numbers from registers that have no gap. What was taken can be
// told from the events: verify holds it against the counters.

// numbersTaken are the numbers that events took, register by register and year by year.
type numbersTaken map[numberSeries]*seriesTaken

// seriesTaken is what was taken of one run of numbers.
type seriesTaken struct {
	bits    []uint64 // number n is bit n-1
	pattern string   // by which the highest was written, its year, month and zone filled in
	twice   string   // a number taken by two
	highest int64
}

// mostTaken bounds a running number that is believed: one typed by hand may be anything.
const mostTaken = 1 << 26

// of notes the numbers that one stream took. state is that of a matter.
func (n *numbersTaken) of(w *zoneWorld, chain []ledger.Record, state *matter.State) {
	first := &chain[0]
	switch {
	case state.ID != "":
		n.note(w, state.Kind, state.Number, first.At, w.today(first.At))
		for i := range state.Letters {
			if l := &state.Letters[i]; l.Number != "" {
				n.note(w, "letter/"+l.Template, l.Number, l.IssuedAt, w.today(l.IssuedAt))
			}
		}
	case strings.HasPrefix(first.Stream, ledger.SessionPrefix):
		var convened struct {
			Template, Number string
			Date             clock.Date
		}
		if json.Unmarshal(first.Data, &convened) == nil && convened.Number != "" { // older ledgers numbered it by the day on which it was convened
			n.note(w, ledger.SessionPrefix+convened.Template, convened.Number, first.At, convened.Date, w.today(first.At))
		}
	}
}

// note counts a number if it is one that its register gives: others were given by hand. It is of the year of one of some
// days, the first that it fits.
func (n *numbersTaken) note(w *zoneWorld, register, number string, at time.Time, days ...clock.Date) {
	patterns := w.patterns(register, at)
	for i := range len(days) * len(patterns) {
		d, pattern := days[i/len(patterns)], patterns[i%len(patterns)]
		before, _, _ := strings.Cut(pattern, "{seq}")
		rest, ours := strings.CutPrefix(number, letter.FormatNumber(before, d.Year(), 0, int(d.Month()), w.Zone))
		digits := len(rest) - len(strings.TrimLeft(rest, "0123456789"))
		seq, err := strconv.Atoi(rest[:digits])
		if ours && err == nil && 0 < seq && seq <= mostTaken && numbered(pattern, register, d, seq, w.Zone) == number {
			n.take(numberSeries{register, d.Year()}, pattern, seq, number)
			return
		}
	}
}

// patterns lists how a register has written its numbers, beginning with what governs at an instant.
func (w *zoneWorld) patterns(register string, at time.Time) []string {
	var found []string
	add := func(b *mechanism.Bundle) {
		pattern, known := "", false
		if name, ok := strings.CutPrefix(register, "letter/"); ok && b.Letters[name] != nil {
			pattern, known = b.Letters[name].Number, true
		} else if name, ok := strings.CutPrefix(register, ledger.SessionPrefix); ok && b.Sessions[name] != nil {
			now := mechanism.SessionNumber(b.Sessions[name])
			if pattern, known = b.Sessions[name].Number, true; pattern == "" && now != "" && !slices.Contains(found, now) {
				found = append(found, now) // and as older ledgers have it, below
			}
		} else if k := b.Kinds[register]; k != nil {
			pattern, known = k.Number, true
		}
		if pattern == "" {
			pattern = register + mechanism.UnnamedNumber
		}
		if known && !slices.Contains(found, pattern) {
			found = append(found, pattern)
		}
	}
	if b := w.Timeline.At(at); b != nil {
		add(b)
	}
	for i := range w.Timeline {
		add(w.Timeline[i].Bundle)
	}
	return found
}

func (n *numbersTaken) series(key numberSeries) *seriesTaken {
	if *n == nil {
		*n = numbersTaken{}
	}
	if (*n)[key] == nil {
		(*n)[key] = &seriesTaken{}
	}
	return (*n)[key]
}

func (n *numbersTaken) take(key numberSeries, pattern string, seq int, number string) {
	t := n.series(key)
	word, bit := (seq-1)/64, uint64(1)<<((seq-1)%64)
	if word >= len(t.bits) {
		t.bits = append(t.bits, make([]uint64, word+1-len(t.bits))...)
	}
	if t.bits[word]&bit != 0 && t.twice == "" {
		t.twice = number
	}
	t.bits[word] |= bit
	if int64(seq) > t.highest {
		t.highest, t.pattern = int64(seq), pattern
	}
}

// join adds what another goroutine noted, and empties it.
func (n *numbersTaken) join(other *numbersTaken) {
	for key, from := range *other {
		t := n.series(key)
		if len(t.bits) < len(from.bits) {
			t.bits = append(t.bits, make([]uint64, len(from.bits)-len(t.bits))...)
		}
		for i, word := range from.bits {
			if both := t.bits[i] & word; both != 0 && t.twice == "" {
				t.twice = key.text(from.pattern, int64(64*i+bits.TrailingZeros64(both)+1), "")
			}
			t.bits[i] |= word
		}
		t.twice = cmp.Or(t.twice, from.twice)
		if from.highest > t.highest {
			t.highest, t.pattern = from.highest, from.pattern
		}
	}
	clear(*other)
}

// text writes a number of the series; where its pattern names the month, which nobody knows of a number that
// is missing, by register and year.
func (k numberSeries) text(pattern string, seq int64, zone string) string {
	if pattern == "" || strings.Contains(pattern, "{month}") || strings.Contains(pattern, "{zone}") && zone == "" {
		pattern = k.register + mechanism.UnnamedNumber
	}
	return letter.FormatNumber(pattern, k.year, int(seq), 0, zone)
}

// firstMissing is the lowest number that nobody took.
func (t *seriesTaken) firstMissing() int64 {
	for i, word := range t.bits {
		if word != ^uint64(0) {
			return int64(64*i + bits.TrailingZeros64(^word) + 1)
		}
	}
	return int64(64*len(t.bits) + 1)
}

// counters holds the numbers taken against the registers: none is missing below the highest, none was taken
// twice, and the counter stands at the highest. before is how the counters stood before the events were
// read; while somebody writes they may have gone on.
func (v *verification) counters(before []NumberRow) error {
	now, err := v.engine.store.Numbers(v.ctx, v.zone.ZoneID)
	if err != nil {
		return err
	}
	least, most := map[numberSeries]int64{}, map[numberSeries]int64{}
	for _, row := range before {
		least[numberSeries{row.Register, row.Year}] = row.Last
		v.numbers.series(numberSeries{row.Register, row.Year})
	}
	for _, row := range now {
		most[numberSeries{row.Register, row.Year}] = row.Last
	}
	keys := slices.SortedFunc(maps.Keys(v.numbers), func(a, b numberSeries) int { // those of matters first
		return cmp.Or(strings.Count(a.register, "/")-strings.Count(b.register, "/"), cmp.Compare(a.register, b.register), cmp.Compare(a.year, b.year))
	})
	for _, key := range keys {
		t := v.numbers[key]
		missing := t.firstMissing()
		switch {
		case t.twice != "":
			return broken("ledger.number_twice", "编号 %[1]s 被用了两次", "the number %[1]s was taken twice", t.twice)
		case missing < t.highest:
			return broken("ledger.number_missing", "编号 %[1]s 缺失：已用到 %[2]s，却没有事件取用它", "the number %[1]s is missing: numbers up to %[2]s were taken, this one by no event",
				key.text(t.pattern, missing, v.zone.ZoneID), key.text(t.pattern, t.highest, v.zone.ZoneID))
		case most[key] < t.highest || least[key] > t.highest:
			title := v.world.registerTitle(key.register)
			return broken("ledger.number_counter", "编号簿“%[1]s”（%[2]d 年）记到 %[3]d 号，事件取用到 %[4]d 号", "the register “%[5]s” of %[2]d stands at %[3]d; events took numbers up to %[4]d",
				title.In(text.Zh), key.year, most[key], t.highest, title.In(text.En))
		}
		v.out.Numbers += t.highest
	}
	return nil
}
