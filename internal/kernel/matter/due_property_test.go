package matter

import (
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/mechanism"
)

// anyKind draws a kind: its limits, who must sign, its rhythm, its lights and a ladder of any rungs.
func anyKind(r *rapid.T) string {
	pick := func(label string, of ...string) string { return rapid.SampledFrom(of).Draw(r, label) }
	var b strings.Builder
	limit := pick("limit", "10wd", "0.5wd", "16h", "15d", "2mo")
	fmt.Fprintf(&b, "limit: { %s: %s, start: %s", pick("sort", "statutory", "promised", "advisory"), limit, pick("start", "register", "accept", "assign"))
	if accept := pick("accept", "", "2wd", "4h"); accept != "" {
		b.WriteString(", accept: " + accept)
	}
	b.WriteString(" }\n")
	if rapid.Bool().Draw(r, "recheck") {
		b.WriteString("recheck: " + pick("after", "5wd", "20d", "1mo") + "\n")
	}
	if every := pick("every", "", "nightly", "weekly", "half-monthly", "monthly", "quarterly"); every != "" {
		b.WriteString("cadence: { \"*\": { every: " + every + pick("duty", "", ", due: \"+2wd\"", ", due: \"+1d\"", ", workdays: true") + " } }\n")
	}
	b.WriteString("light:\n  red: " + pick("red", "matter.overdue", "matter.missed > 1", "matter.progress < matter.time_progress", "matter.elapsed > wd(8)") +
		"\n  amber: " + pick("amber", "matter.remaining <= wd(3)", "matter.idle >= wd(4)", "today > matter.registered", "matter.level > 0") + "\n  green: \"true\"\n")
	b.WriteString("ladder:\n")
	for range rapid.IntRange(1, 5).Draw(r, "rungs") {
		ahead := pick("anchor", "due", "due", "registered", "assigned", "missed", "reported", "unreplied", "undecided", "red", "amber", "escalated")
		at := ahead
		switch by := pick("offset", "", "1wd", "0.5wd", "5h", "3d", "9wd"); {
		case by == "":
		case ahead == "due" && rapid.Bool().Draw(r, "before"):
			at += " - " + by
		default:
			at += " + " + by
		}
		fmt.Fprintf(&b, "  - { at: %s, %s%s }\n", at,
			pick("action", "send: reminder-letter, to: owner", "send: supervision-letter, to: lead_unit.head", "talk: true, to: owner, by: lead_unit.head", "raise: true, to: sponsor", "bulletin: bulletin"),
			pick("when", "", "", ", when: matter.idle >= wd(2)", ", when: matter.time_progress >= 50.0", ", when: matter.overdue"))
	}
	return b.String()
}

// The instants that Next names are the only ones at which anything falls due: between them nothing does, whoever looks;
// and whoever sweeps at these, at any others, or once, finds the same.
func TestNothingFallsDueBetweenTheInstantsThatNextNames(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		w := propertyWorld(t)
		kinds := []string{kindWith("drawn", anyKind(r)), kindWith("drawn", anyKind(r))} // the second governs from a day on
		w.Timeline = mechanism.Timeline{{Bundle: bundle(t, kinds[0])}, {Bundle: bundle(t, kinds[1]), From: at("2023-08-01 00:00").Add(time.Duration(rapid.IntRange(0, 200*24).Draw(r, "from")) * time.Hour)}}
		d, l := anyLifeOf(r, w, 6, "drawn")
		start := d.cursor
		end := start.Add(time.Duration(rapid.IntRange(1, 100).Draw(r, "after")) * 24 * time.Hour)
		once, often := copied(d), copied(d)

		for range 3000 {
			next, ok, err := Next(&d.s, w, d.cursor)
			if err != nil {
				r.Fatal(err)
			}
			if !ok || next.After(end) {
				next = end.Add(time.Microsecond)
			}
			if !next.After(d.cursor) {
				r.Fatalf("Next names %s, which has passed", next)
			}
			looks := []time.Time{next.Add(-time.Microsecond)}
			for range 3 {
				looks = append(looks, d.cursor.Add(time.Duration(rapid.Int64Range(0, int64(next.Sub(d.cursor)/time.Microsecond)-1).Draw(r, "look"))*time.Microsecond))
			}
			for _, look := range looks {
				if !look.After(d.cursor) {
					continue
				}
				if _, found, err := React(d.s, w, look); err != nil || len(found) > 0 {
					r.Fatalf("at %s %s was due, and Next said nothing before %s\n%s\n%v", look.In(calendar.Location()), found[0].Content.Type(), next.In(calendar.Location()), strings.Join(kinds, "\n"), err)
				}
			}
			if next.After(end) {
				break
			}
			if err := d.sweep(next); err != nil {
				r.Fatal(err)
			}
		}
		instants := rapid.SliceOfN(rapid.Int64Range(0, int64(end.Sub(start)/time.Microsecond)), 0, 8).Draw(r, "sweeps")
		slices.Sort(instants)
		for _, us := range instants {
			if err := often.sweep(start.Add(time.Duration(us) * time.Microsecond)); err != nil {
				r.Fatal(err)
			}
		}
		for _, other := range []*desk{d, once, often} {
			if err := other.sweep(end); err != nil {
				r.Fatal(err)
			}
			if diff := difference(trail(d), trail(other)); diff != "" {
				r.Fatalf("%s\n%s\n%v", diff, strings.Join(kinds, "\n"), l.commands)
			}
		}
	})
}

func copied(d *desk) *desk {
	other := *d
	other.events = slices.Clone(d.events)
	return &other
}
