package matter

import (
	"errors"
	"maps"
	"slices"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/letter"
)

// Action is a command that a post may give on a matter at an instant.
type Action struct {
	Command string
	Letter  string // the letter it is about, "" for none
	Duty    string // the duty it meets, "" for none
	// Wants is what keeps the command from being let through as it stands: what must be said with it, and what the
	// gates do not find in the matter yet. Empty: it can be given without another word.
	Wants errs.List
	// Takes is what can be said with it, as a form asks for it.
	Takes []Take
}

// Actions lists the commands that a post may give on a matter at an instant, in order of name: those for which
// there are words with which they would be let through now, and those that only a gate, or the matter's
// decomposition, keeps back. person is who acts for the post, "" for its holder. Nothing is changed. The letters and
// duties are the state's own, so a late state must be brought to the instant before.
func Actions(s *State, w *World, post, person string, at time.Time) ([]Action, error) {
	if _, _, err := w.kind(s.Kind, at); err != nil {
		return nil, err
	}
	plain := *w
	plain.Recolored = nil // which session it was is said when the command is given
	var out []Action
	for _, name := range Commands() {
		if name == "register" || !slices.Contains(transitions[name].from, s.Stage) {
			continue
		}
		for _, about := range s.subjects(name) {
			c := &Command{Name: name, ID: s.ID, At: at, Actor: post, Person: person, Letter: about.Letter, Duty: about.Duty}
			wants, takes, may, err := s.wants(c, &plain)
			if err != nil {
				return nil, err
			}
			if may {
				out = append(out, Action{name, about.Letter, about.Duty, wants, takes})
				if name == "look-at" && about.Duty == "" { // it needs no naming
					break
				}
			}
		}
	}
	return out, nil
}

// letterSteps are the commands on a letter and the state that each needs.
var letterSteps = map[string]letter.State{
	"issue-letter": letter.Drafted, "withdraw-letter": letter.Drafted, "deliver-letter": letter.Issued,
	"sign-letter": letter.Delivered, "reply-letter": letter.Signed,
}

// subjects are the letters or duties that a command could be about, after an empty one where it can be about neither.
func (s *State) subjects(name string) []Action {
	var out []Action
	if step, ok := letterSteps[name]; ok {
		for i := range s.Letters {
			if s.Letters[i].State == step {
				out = append(out, Action{Letter: s.Letters[i].ID})
			}
		}
		return out
	}
	if name == "draft-letter" { // a new one, or one that was drafted written anew
		out = append(out, Action{})
		for i := range s.Letters {
			if s.Letters[i].State == letter.Drafted {
				out = append(out, Action{Letter: s.Letters[i].ID})
			}
		}
		return out
	}
	if name == "meet" {
		for i := range s.Duties {
			if d := &s.Duties[i]; metBy[d.What] == "" || s.settled(d) {
				out = append(out, Action{Duty: s.Duties[i].ID})
			}
		}
		return out
	}
	out = []Action{{}}
	if name == "look-at" { // who owes a review may make good that one, without being one who reviews
		for i := range s.Duties {
			if s.Duties[i].What == DutyReview {
				out = append(out, Action{Duty: s.Duties[i].ID})
			}
		}
	}
	return out
}

// wants tries a command with nothing said, and again with each thing said that was missing. may is false where no
// words would help.
func (s *State) wants(c *Command, w *World) (wants errs.List, takes []Take, may bool, err error) {
	m, err := w.moment(s, c.At)
	if err != nil {
		return nil, nil, false, err
	}
	defer m.release()
	m.cmd = c
	if m.required(c) != nil || m.authority(c) != nil {
		return nil, nil, false, nil
	}
	wants, may = m.unsaid(c)
	if !may {
		return nil, nil, false, nil
	}
	takes = m.taken(c, m.lacks(c, slices.Concat(m.bare(c), wants)))
	if gate := m.gate(c); gate != nil {
		wants = append(wants, faults(gate)...)
	}
	return wants, takes, true, nil
}

// bare are the faults of a command with nothing said.
func (m *moment) bare(c *Command) errs.List {
	try, err := m.w.copied(m.s, m.now)
	if err != nil {
		return nil
	}
	defer try.release()
	if try.cmd, try.view = c, m.view; c.Name == "issue-letter" { // its number comes with the command
		return nil
	}
	if _, err = try.decide(c); err == nil {
		return nil
	}
	return faults(err)
}

// unsaid finds what a command itself demands.
func (m *moment) unsaid(c *Command) (wants errs.List, may bool) {
	switch {
	case c.Name == "draft-letter" && c.Letter == "":
		if len(m.bundle.Letters) == 0 {
			return nil, false
		}
		return errs.List{
			fault(missing("letter.no_template", "函件模板", "a letter template")), fault(missing("letter.no_recipient", "主送对象", "a recipient")),
		}, true
	case c.Name == "issue-letter":
		return m.unsaidOf(c.Letter), true
	}
	probe := *c
	for range mostUnsaid {
		try, err := m.w.copied(m.s, m.now)
		if err != nil {
			return nil, false //nolint:nilerr // what cannot be tried cannot be said, and the command itself will say why
		}
		try.cmd, try.view = &probe, m.view
		_, err = try.decide(&probe)
		try.release()
		if err == nil {
			return wants, true
		}
		one := fault(err)
		if mendable[one.Code] {
			return append(wants, one), true
		}
		say, known := sayings[one.Code]
		if !known || !say(m, &probe) {
			return nil, false
		}
		wants = append(wants, one)
	}
	return nil, false
}

// mostUnsaid bounds how many things one command can lack: a long checklist, and a few words.
const mostUnsaid = 100

// unsaidOf finds what a draft's words lack. Lists that it compiles are left to the day of issue.
func (m *moment) unsaidOf(id string) errs.List {
	l, _ := m.s.letter(id)
	if t := m.bundle.Letters[l.Template]; t != nil {
		if err := m.stale(&l, t); err != nil {
			return faults(err)
		}
	}
	if len(m.bundle.Listings[l.Template]) > 0 {
		return nil
	}
	if _, err := m.letterWords(&l, m.bundle.Letters[l.Template], numberToCome, ""); err != nil {
		return faults(err)
	}
	return nil
}

// mendable are refusals for what the matter is, which may be put right without another stage.
var mendable = map[string]bool{"matter.tree_branches": true, "matter.tree_leaves": true}

// sayings say something in place of what a refusal misses; false where there is nothing to say.
var sayings = map[string]func(m *moment, c *Command) bool{
	"matter.no_reason":    func(_ *moment, c *Command) bool { c.Reason = something; return true },
	"letter.no_reason":    func(_ *moment, c *Command) bool { c.Reason = something; return true },
	"matter.no_text":      func(_ *moment, c *Command) bool { c.Text = something; return true },
	"matter.empty_report": func(_ *moment, c *Command) bool { c.Text = something; return true },
	"letter.empty_reply":  func(_ *moment, c *Command) bool { c.Text = something; return true },
	"matter.no_evidence":  func(_ *moment, c *Command) bool { c.Evidence = []string{something}; return true },
	"matter.no_verdict":   func(_ *moment, c *Command) bool { c.Verdict = "pass"; return true },
	"matter.no_target":    func(_ *moment, c *Command) bool { c.To = something; return true },
	"matter.no_owner": func(m *moment, c *Command) bool { // any post that somebody holds: whose it is, is said when it is given
		posts := append([]string{c.Actor}, m.org().Posts()...)
		i := slices.IndexFunc(posts, func(post string) bool { _, vacant := m.org().Holder(post); return vacant == nil })
		if i >= 0 {
			c.Owner = posts[i]
		}
		return i >= 0
	},
	"matter.no_due": func(m *moment, c *Command) bool { c.Due = m.today + 1; return true },
	"matter.rung_unheld": func(m *moment, c *Command) bool {
		up, err := m.climb(c)
		for i := slices.Index(up.open, c.To) + 1; err == nil && i < len(up.open); i++ {
			if _, vacant := m.org().Holder(up.open[i]); vacant == nil {
				c.To = up.open[i]
				return true
			}
		}
		return false
	},
	"matter.no_session": func(m *moment, c *Command) bool {
		urgencies := slices.Sorted(maps.Keys(m.kind.Urgencies))
		if c.Session = something; len(urgencies) > 0 {
			c.Urgency = urgencies[0]
		}
		return len(urgencies) > 0
	},
	"matter.check_missing": func(m *moment, c *Command) bool {
		c.Checks = append(slices.Clone(c.Checks), m.kind.Checklist[len(c.Checks)].In("zh"))
		return true
	},
	"clock.no_span": func(m *moment, c *Command) bool {
		if c.By = m.limit().ExtendBy; c.By.IsZero() {
			c.By = oneDay
			if by, others := m.extension(); !others {
				c.By.Unit = by.Unit
			}
		}
		return true
	},
}

// RegisterTakes lists what the registration of a matter takes, as a form asks for it, by whoever registers for a post at
// an instant.
func RegisterTakes(w *World, kind, post string, at time.Time) ([]Take, error) {
	c := &Command{Name: "register", ID: something, Kind: kind, At: at, Actor: post}
	if _, _, err := w.kind(kind, at); err != nil {
		return nil, err
	}
	var found errs.List
	if _, err := register(&State{}, c, w); err != nil {
		found = faults(err)
	}
	bare := Evolve(State{}, header(c, w.Zone), &RegisteredEvent{Kind: kind})
	m, err := w.copied(&bare, at)
	if err != nil {
		return nil, err
	}
	defer m.release()
	m.cmd = c
	return m.taken(c, m.lacks(c, found)), nil
}

const something = "…"

// faults are an error's faults; fault is the first.
func faults(err error) errs.List {
	if list := errs.List(nil); errors.As(err, &list) {
		return list
	}
	return errs.List{fault(err)}
}

func fault(err error) *errs.Error {
	if e := (*errs.Error)(nil); errors.As(err, &e) {
		return e
	}
	return errs.Newf(errs.Internal, "internal", "内部错误", "internal error").Because(err)
}

// MayVerify tells whether it is for a post, and the person who acts for it, to verify a completed matter at an instant:
// by its role and not for its own work, whatever a gate still misses.
func MayVerify(s *State, w *World, post, person string, at time.Time) (bool, error) {
	m, err := w.moment(s, at)
	if err != nil {
		return false, err
	}
	defer m.release()
	for _, name := range []string{"follow-up", "close"} {
		c := &Command{Name: name, ID: s.ID, At: at, Actor: post, Person: person}
		m.cmd = c
		if slices.Contains(transitions[name].from, s.Stage) && m.authority(c) == nil && m.fourEyes(c) == nil {
			return true, nil
		}
	}
	return false, nil
}
