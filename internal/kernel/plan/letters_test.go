package plan

import (
	"fmt"
	"slices"
	"testing"

	"qinlian/internal/kernel/matter"
)

// chased is a task of which the ladder reminds before the date and which it supervises after it.
const chased = `kind: task
title: 任务
number: "任务〔{year}〕{seq}号"
roles: { assign: post(督查室主任), verify: post(督查室主任), office: post(督查室主任) }
limit: { promised: 10wd }
light: { red: matter.overdue, amber: matter.missed > 0, green: "true" }
ladder:
  - { at: due - 3wd, send: reminder-letter, to: owner, by: post(督查室主任) }
  - { at: due + 1wd, send: supervision-letter, to: owner, by: post(督查室主任) }
`

const supervision = `letter: supervision-letter
title: 督办函
number: "督〔{year}〕{seq}号"
reply: 3wd
subject: 关于“{matter.title}”的督办函
body: "{to}：请书面说明。"
`

// reminded is a task of March 2026 that is due on the 16th, was reminded of on the 11th and supervised on the 17th; the
// office did its part within the hour, the owner answered two days later, and completed it on the 24th.
func reminded(t *testing.T, w *matter.World) *desks {
	t.Helper()
	d := newDesks(w)
	d.registered(t, "2026-03-02 09:00", "a", "task", "")
	steps := func(letter, day string) {
		d.do(t, day+" 09:30", matter.Command{Name: "issue-letter", Actor: office, ID: "a", Letter: letter, Number: letter})
		d.do(t, day+" 10:00", matter.Command{Name: "deliver-letter", Actor: office, ID: "a", Letter: letter})
		d.do(t, day+" 11:00", matter.Command{Name: "sign-letter", Actor: owner, ID: "a", Letter: letter})
	}
	steps("L1", "2026-03-11")
	steps("L2", "2026-03-17")
	d.do(t, "2026-03-19 09:00", matter.Command{Name: "reply-letter", Actor: owner, ID: "a", Letter: "L2", Text: "一周内办结"})
	d.do(t, "2026-03-24 09:00", matter.Command{Name: "complete", Actor: owner, ID: "a"})
	return d
}

func TestWhatWasDoneWithALetterFollowsIt(t *testing.T) {
	t.Parallel()
	told := func(d Delta) (out []string) {
		for _, e := range d.Removed {
			out = append(out, fmt.Sprintf("- %s %s %s", e.Kind, e.Who, e.On))
		}
		for _, e := range d.Added {
			out = append(out, fmt.Sprintf("+ %s %s %s", e.Kind, e.Who, e.On))
		}
		return out
	}
	for _, tt := range []struct {
		name, from, to  string
		letters, duties []string
		missed, lights  []string
		escalations     int
		deadlines       int
	}{
		{
			name: "a rung that is gone takes its letter with it and nothing else",
			from: "  - { at: due - 3wd, send: reminder-letter, to: owner, by: post(督查室主任) }\n", to: "",
			letters: []string{"- reminder-letter 招商局局长 2026-03-11"}, duties: []string{"- issue 督查室主任 2026-03-11"}, escalations: 1,
		},
		{
			name: "a rung more makes one letter more, which nobody issued",
			from: "ladder:\n", to: "ladder:\n  - { at: due - 5wd, send: reminder-letter, to: owner, by: post(督查室主任), title: 提早提示 }\n",
			letters: []string{"+ reminder-letter 招商局局长 2026-03-09"}, duties: []string{"+ issue 督查室主任 2026-03-09"},
			missed: []string{"+ issue 督查室主任 2026-03-10"}, escalations: 1,
		},
		{
			name: "a rung two days earlier moves the letter, and the office issues it as promptly",
			from: "due - 3wd", to: "due - 5wd",
			letters: []string{"- reminder-letter 招商局局长 2026-03-11", "+ reminder-letter 招商局局长 2026-03-09"},
			duties:  []string{"- issue 督查室主任 2026-03-11", "+ issue 督查室主任 2026-03-09"}, escalations: 2,
		},
		{
			name: "a rung two days later moves the letter with its answer",
			from: "due + 1wd", to: "due + 3wd",
			letters: []string{"- supervision-letter 招商局局长 2026-03-17", "+ supervision-letter 招商局局长 2026-03-19"},
			duties:  []string{"- issue 督查室主任 2026-03-17", "- reply 招商局局长 2026-03-17", "+ issue 督查室主任 2026-03-19", "+ reply 招商局局长 2026-03-19"}, escalations: 2,
		},
		{
			name: "a day less moves the date and all that hangs on it, and nothing is missed",
			from: "promised: 10wd", to: "promised: 9wd",
			letters: []string{
				"- reminder-letter 招商局局长 2026-03-11", "- supervision-letter 招商局局长 2026-03-17",
				"+ reminder-letter 招商局局长 2026-03-10", "+ supervision-letter 招商局局长 2026-03-16",
			},
			duties: []string{
				"- issue 督查室主任 2026-03-11", "- issue 督查室主任 2026-03-17", "- reply 招商局局长 2026-03-17",
				"+ issue 督查室主任 2026-03-10", "+ issue 督查室主任 2026-03-16", "+ reply 招商局局长 2026-03-16",
			},
			lights: []string{"a 2026-03-13 green>red 4"}, escalations: 2, deadlines: 1,
		},
		{
			name: "another addressee gets the same letter",
			from: "send: supervision-letter, to: owner", to: "send: supervision-letter, to: sponsor",
			letters: []string{"- supervision-letter 招商局局长 2026-03-17", "+ supervision-letter 分管副主任 2026-03-17"},
			duties:  []string{"- reply 招商局局长 2026-03-17", "+ reply 分管副主任 2026-03-17"}, escalations: 2,
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			base, candidate := chasing(t, chased), chasing(t, replaced(chased, tt.from, tt.to))
			d := reminded(t, base)
			o := Options{From: at("2026-03-01"), To: at("2026-03-31")}
			if r := run(t, d, base, base, o); !r.Same() || r.Letters.Before != 2 || r.Missed.Before != 0 {
				t.Fatalf("what governs, beside itself: %+v", r)
			}
			r := run(t, d, base, candidate, o)
			same(t, told(r.Letters), tt.letters...)
			same(t, told(r.Duties), tt.duties...)
			same(t, told(r.Missed), tt.missed...)
			same(t, lights(r), tt.lights...)
			if len(r.Deadlines) != tt.deadlines || len(r.Rungs) != tt.escalations {
				t.Errorf("%+v\n%+v", r.Deadlines, r.Rungs)
			}
		})
	}
}

func chasing(t *testing.T, kind string) *matter.World {
	t.Helper()
	return world(t, append(kinds(calm)[:1], kind, supervision)...)
}

func TestALetterIsAnsweredByWhatItsOwnFilesAskFor(t *testing.T) {
	t.Parallel()
	governed := chasing(t, chased)
	d := reminded(t, governed)
	for _, tt := range []struct {
		name, kind, reply string
		duties, missed    []string
	}{
		{"a day instead of three: the answer of two days came late", chased, "reply: 1wd", []string{"- reply 03-17 2026-03-20", "+ reply 03-17 2026-03-18"}, []string{"+ reply 03-18 2026-03-18"}},
		{"five days instead of three", chased, "reply: 5wd", []string{"- reply 03-17 2026-03-20", "+ reply 03-17 2026-03-24"}, nil},
		{"no answer asked", chased, "", []string{"- reply 03-17 2026-03-20"}, nil},
		{
			"the letter went out two days later and asks for a day", replaced(chased, "due + 1wd", "due + 3wd"), "reply: 1wd",
			[]string{"- issue 03-17 2026-03-18", "- reply 03-17 2026-03-20", "+ issue 03-19 2026-03-20", "+ reply 03-19 2026-03-20"},
			[]string{"+ reply 03-20 2026-03-20"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			candidate := world(t, append(kinds(calm)[:1], tt.kind, replaced(supervision, "reply: 3wd", tt.reply))...)
			r := run(t, d, governed, candidate, Options{From: at("2026-03-01"), To: at("2026-03-31")})
			told := func(d Delta) (out []string) {
				for sign, list := range map[string][]Entry{"-": d.Removed, "+": d.Added} {
					for _, e := range list {
						out = append(out, fmt.Sprintf("%s %s %s %s", sign, e.Kind, e.On.String()[5:], e.Due))
					}
				}
				slices.Sort(out)
				return out
			}
			slices.Sort(tt.duties)
			same(t, told(r.Duties), tt.duties...)
			same(t, told(r.Missed), tt.missed...)
		})
	}
}

func TestALetterHasTheTitleOfTheFilesThatHaveItsWords(t *testing.T) {
	t.Parallel()
	governed := chasing(t, chased)
	d := reminded(t, governed)
	renamed := replaced(supervision, "title: 督办函", "title: 督办通知")
	o := Options{From: at("2026-03-01"), To: at("2026-03-31")}
	if r := run(t, d, governed, world(t, append(kinds(calm)[:1], chased, renamed)...), o); !r.Same() {
		t.Errorf("a title alone: %+v", r.Letters)
	}
	r := run(t, d, governed, world(t, append(kinds(calm)[:1], replaced(chased, "due + 1wd", "due + 3wd"), renamed)...), o)
	if len(r.Letters.Removed) != 1 || r.Letters.Removed[0].Title.Zh != "督办函" || len(r.Letters.Added) != 1 || r.Letters.Added[0].Title.Zh != "督办通知" {
		t.Errorf("%+v", r.Letters)
	}
	other := replaced(chased, "kind: task\n", "kind: other\n") // the kind of these matters is gone
	if r := run(t, d, governed, world(t, append(kinds(calm)[:1], other, renamed)...), o); len(r.Letters.Removed) != 2 || r.Letters.Removed[1].Title.Zh != "督办函" {
		t.Errorf("%+v", r.Letters)
	}
}
