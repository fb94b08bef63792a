package plan

import (
	"fmt"
	"strings"
	"testing"

	"qinlian/internal/kernel/matter"
)

func TestEveryDeadlineThatMovesIsListed(t *testing.T) {
	t.Parallel()
	const limits = "advisory: 5wd, promised: 20wd, statutory: 60wd, extensions"
	for _, tt := range []struct {
		name, limits string
		want         []string
	}{
		{"the same limits move nothing", limits, nil},
		{"the promised one is the one that people are held to", "advisory: 5wd, promised: 19wd, statutory: 60wd, extensions", []string{"due 03-29>03-28"}},
		{"the statutory one moves behind the promise", "advisory: 5wd, promised: 20wd, statutory: 59wd, extensions", []string{"statutory 05-26>05-25"}},
		{"the advisory one moves before the promise", "advisory: 8wd, promised: 20wd, statutory: 60wd, extensions", []string{"advisory 03-08>03-13"}},
		{"all of them move", "advisory: 4wd, promised: 19wd, statutory: 59wd, extensions", []string{"due 03-29>03-28", "statutory 05-26>05-25", "advisory 03-08>03-07"}},
		{"without a promise the law holds people, and has not moved", "advisory: 5wd, statutory: 60wd, extensions", []string{"due 03-29>05-26"}},
		{"a promise to the very day of the law is told of though nothing else moves", "advisory: 5wd, promised: 20wd, statutory: 20wd, extensions", []string{"statutory 05-26>03-29"}},
		{"the law asks no more", "advisory: 5wd, promised: 20wd, extensions", []string{"statutory 05-26>"}},
		{"the acceptance is asked for where it was not", "accept: 1wd, " + limits, []string{"accept >03-02"}},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			base, other := world(t, kinds(calm)...), kinds(calm)
			other[1] = replaced(other[1], limits, tt.limits)
			d := newDesks(base)
			d.registered(t, "2023-03-01 09:00", "a", "task", "")
			r := run(t, d, base, world(t, other...), Options{To: at("2023-03-01 12:00")})
			var got []string
			for _, m := range r.Deadlines {
				got = append(got, fmt.Sprintf("%s %s>%s", m.Track, strings.TrimPrefix(m.Before.String(), "2023-"), strings.TrimPrefix(m.After.String(), "2023-")))
			}
			same(t, got, tt.want...)
			if r.Same() != (len(tt.want) == 0) {
				t.Errorf("no difference: %t", r.Same())
			}
		})
	}
}

func TestADeadlineThatMovesWithinADayIsListedByTheHour(t *testing.T) {
	t.Parallel()
	hours := func(h string) *matter.World {
		of := kinds(calm)
		of[1] = replaced(of[1], "advisory: 5wd", "accept: "+h+", advisory: 5wd")
		return world(t, of...)
	}
	d := newDesks(hours("4h"))
	d.registered(t, "2023-03-01 09:00", "a", "task", "")
	r := run(t, d, hours("4h"), hours("2h"), Options{To: at("2023-03-01 10:00")})
	if len(r.Deadlines) != 1 {
		t.Fatalf("%+v", r.Deadlines)
	}
	if m := r.Deadlines[0]; m.Track != "accept" || m.Before != m.After || !m.AfterAt.Before(m.BeforeAt) {
		t.Errorf("%+v", m)
	}
}
