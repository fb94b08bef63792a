package engine

import (
	"context"
	"slices"
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/org"
	"qinlian/internal/kernel/session"
)

// summon tells who is expected at a session. The members of the template's body are, by themselves, and whoever is
// to preside; others may be asked besides. Without a body and others the chair alone is, and whoever comes belongs to it. Chair and everybody else must be posts of the session's day at which somebody sits.
func (w *zoneWorld) summon(t *session.Template, c *session.Convene) error {
	v := w.view(c.Date)
	var found errs.List
	add := func(post, where string) {
		if fault := w.sits(v, post, where); fault != nil {
			found = append(found, fault)
		}
	}
	if c.Chair != "" {
		add(c.Chair, "chair")
	}
	for _, post := range c.Expected {
		add(post, "expected")
	}
	if len(found) > 0 {
		return found.Err()
	}
	asked := c.Expected
	c.Expected, c.Added = nil, nil
	if t.Body != "" {
		c.Expected = members(t.Body, v)
	}
	invited := t.Body == "" && len(asked) > 0 // by the list of this session alone
	if c.Chair != "" {
		asked = append([]string{c.Chair}, asked...)
	}
	for _, post := range asked {
		if slices.Contains(c.Expected, post) {
			continue
		}
		if c.Expected = append(c.Expected, post); !invited {
			c.Added = append(c.Added, post)
		}
	}
	return nil
}

// sits tells what keeps a post from a session: that it is not, is no more, or that nobody acts for it. In a zone without
// posts nobody can tell.
func (w *zoneWorld) sits(v *org.View, post, where string) *errs.Error {
	if len(v.Posts()) == 0 {
		return nil
	}
	if _, err := v.Holder(post); err != nil {
		return errs.Faults(err)[0].At(where)
	}
	return nil
}

func members(body string, v *org.View) []string {
	role, err := org.ParseRole("body(" + body + ")")
	if err != nil {
		return nil
	}
	posts, _ := org.Resolve(role, org.Context{}, v)
	return posts
}

// who tells which person acts for each of some posts on a day; nil in a zone without posts.
func (w *zoneWorld) who(v *org.View, posts ...string) session.Who {
	if len(v.Posts()) == 0 {
		return nil
	}
	out := session.Who{}
	for _, post := range posts {
		if a, err := v.Holder(post); err == nil {
			out[post] = a.Person
		}
	}
	return out
}

// deputy tells who stands in for the chair of a session: whoever acts for its post where its holder does not, whether by
// the chart or because the holder delegated it to them, and the other posts of its deputy.
func (w *zoneWorld) deputy(v *org.View, s *session.State, act Act) session.Deputy {
	var d session.Deputy
	if acting, err := v.Holder(s.Chair); err == nil {
		d.Holds = acting.Seat == org.Deputy || act.Actor == s.Chair && act.Person != "" && act.Person != acting.Person
	}
	if _, second := v.Seated(s.Chair); second != "" {
		for _, post := range v.PostsOf(second) {
			if a, err := v.Holder(post); err == nil && a.Person == second && post != s.Chair {
				d.Posts = append(d.Posts, post)
			}
		}
	}
	return d
}

// sitting completes a command with what the session cannot know: who acts for the posts that came and for the
// chair, which day it is, and what has come to be looked back at.
func (e *Engine) sitting(ctx context.Context, w *zoneWorld, zone string, t *session.Template, act Act, s *session.State, c session.Command) (session.Command, error) {
	v := w.view(s.Date)
	switch c := c.(type) {
	case session.Attend:
		for _, post := range c.Came(s.Attendance) {
			if fault := w.sits(v, post, "present"); fault != nil {
				return nil, fault
			}
		}
		c.Who, c.Deputy = w.who(v, slices.Concat(s.Attendance.Expected, s.Attendance.Present, c.Present)...), w.deputy(v, s, act)
		return c, nil
	case session.Open:
		var err error
		c.Who, c.Deputy = w.who(v, slices.Concat(s.Attendance.Expected, s.Attendance.Present)...), w.deputy(v, s, act)
		c.Today = w.today(act.At)
		c.Open, err = e.openResolutions(ctx, zone, t, act.At)
		return c, err
	case session.Resolve:
		c.Who = w.who(v, slices.Concat(s.Attendance.Expected, s.Attendance.Present)...)
		return c, nil
	}
	return c, nil
}

// back refuses what would be entered of a session before what has been entered of it.
func back(s *session.State, last, at time.Time) error {
	return errs.Newf(errs.Refused, "session.time_back", "%[1]s 在 %[2]s 已有记录，不能补记更早的 %[3]s",
		"%[1]s has an entry of %[2]s already; nothing can be entered for the earlier %[3]s", s.Number, calendar.Stamp(last), calendar.Stamp(at))
}
