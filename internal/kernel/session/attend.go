package session

import (
	"slices"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Deputy is whoever stands in for the chair of a session on its day by themselves (AB岗).
type Deputy struct {
	Holds bool     // the chair's own post is held by its deputy
	Posts []string // that its deputy holds besides
}

// Came are the members whom the command has come: those it names and, with All, each of whom nothing else is said or recorded.
func (c *Attend) Came(a Attendance) []string {
	if !c.All {
		return c.Present
	}
	return slices.Concat(c.Present, slices.DeleteFunc(slices.Clone(a.Expected), func(post string) bool {
		return named(c.Apologies, post) || named(c.Left, post) || slices.Contains(c.Guests, post) || slices.Contains(c.Removed, post) || slices.Contains(c.Present, post) ||
			named(a.Apologies, post) || named(a.Left, post) || slices.Contains(a.Present, post)
	}))
}

func attend(s State, c Attend, t *Template) (Event, error) {
	if err := expect(s, text.Text{Zh: "登记出席", En: "record attendance"}, Convened, Opened); err != nil {
		return nil, err
	}
	c.Present = c.Came(s.Attendance)
	now, err := attended(s, &c)
	if err != nil {
		return nil, err
	}
	e := &AttendedEvent{Present: now.Present, Apologies: now.Apologies, Guests: now.Guests, Left: now.Left}
	if e.Presides, err = c.presides(s, now); err != nil {
		return nil, err
	}
	if s.Stage == Opened {
		came := now // who was recorded by mistake was never there; who left was
		came.Left = nil
		if err := quorum(came, c.Who, s.Title, t.Quorum, toOpen); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(s.Resolutions, Resolution.colours) {
			if err := several(came, c.Who); err != nil {
				return nil, err
			}
		}
	}
	if e.idle(&s) {
		return nil, nil //nolint:nilnil // it says what is recorded already
	}
	return e, nil
}

// idle tells whether nothing changes by it.
func (e *AttendedEvent) idle(s *State) bool {
	a := &s.Attendance
	return slices.Equal(e.Present, a.Present) && slices.Equal(e.Apologies, a.Apologies) && slices.Equal(e.Guests, a.Guests) &&
		slices.Equal(e.Left, a.Left) && slices.Equal(e.Presides, s.Presides)
}

// attended is the attendance with what the command says of it.
func attended(s State, c *Attend) (Attendance, error) {
	now, seen := s.Attendance, map[string]bool{}
	bad := func(field, zh, en, post string) error {
		return errs.Newf(errs.Invalid, "session.attendance", zh, en, post).At(field)
	}
	recorded := func(post string) bool {
		return slices.Contains(s.Attendance.Present, post) || slices.Contains(s.Attendance.Guests, post) || named(s.Attendance.Apologies, post)
	}
	one := func(field, post string, member bool) error {
		switch {
		case post == "":
			return errs.Newf(errs.Invalid, "session.attendance", "出席名单中有空的岗位", "a post in the attendance is empty").At(field)
		case seen[post]:
			return bad(field, "岗位 %s 登记了两次", "post %s is recorded twice", post)
		case member && s.Attendance.ByList() && !slices.Contains(s.Attendance.Expected, post):
			return bad(field, "岗位 %s 不在应到名单中，可登记为列席", "post %s is not a member of the session: record it as a guest", post)
		}
		seen[post] = true
		return nil
	}
	out := func(post string) { // of the lists in which it stands, to be put where it belongs
		now.Present, now.Guests = without(now.Present, post), without(now.Guests, post)
		now.Apologies, now.Left = withoutOf(now.Apologies, post), withoutOf(now.Left, post)
	}
	for _, post := range c.Present {
		if err := one("present", post, true); err != nil {
			return now, err
		}
		if slices.Contains(now.Present, post) { // in its place on the list, back if it had left
			now.Left = withoutOf(now.Left, post)
			continue
		}
		out(post)
		now.Present = append(now.Present, post)
	}
	for _, a := range c.Apologies {
		if err := one("apologies", a.Post, true); err != nil {
			return now, err
		}
		if s.Stage == Opened && slices.Contains(s.Attendance.Present, a.Post) {
			return now, bad("apologies", "岗位 %s 已登记到会：中途离席请登记离席（--left 岗位=理由），登记有误请撤下（--remove 岗位）",
				"post %s is recorded as present: if it left early say so (--left POST=REASON), if that was a mistake take it out (--remove POST)", a.Post)
		}
		out(a.Post)
		now.Apologies = append(now.Apologies, a)
	}
	for _, post := range c.Guests {
		if err := one("guests", post, false); err != nil {
			return now, err
		}
		out(post)
		now.Guests = append(now.Guests, post)
	}
	for _, a := range c.Left {
		if err := one("left", a.Post, false); err != nil {
			return now, err
		}
		switch {
		case s.Stage != Opened:
			return now, bad("left", "会议尚未开会，岗位 %s 不能登记离席；不到会的请登记请假（--absent 岗位=理由）", "the session is not open, so post %s cannot have left it; record who does not come as absent (--absent POST=REASON)", a.Post)
		case !slices.Contains(s.Attendance.Present, a.Post) && !slices.Contains(s.Attendance.Guests, a.Post):
			return now, bad("left", "岗位 %s 没有登记到会，不能登记离席", "post %s is not recorded as present and cannot have left", a.Post)
		}
		now.Left = append(withoutOf(now.Left, a.Post), a)
	}
	for _, post := range c.Removed {
		if err := one("removed", post, false); err != nil {
			return now, err
		}
		if !recorded(post) {
			return now, bad("removed", "岗位 %s 没有登记过，无可撤下", "nothing is recorded of post %s that could be taken out", post)
		}
		out(post)
	}
	if len(seen) == 0 && c.All && len(s.Attendance.Expected) == 0 {
		return now, errs.Newf(errs.Invalid, "session.attendance", "“%s”没有应到名单，请逐个写明到会的岗位", "“%s” has no list of members: name the posts that came", s.Title).At("all")
	}
	if len(seen) == 0 && c.Chair == "" && !c.All {
		return now, errs.Newf(errs.Invalid, "session.attendance", "请写明谁到会、请假、列席、离席或主持",
			"say who came, is absent, attends as a guest, left or presides").At("present")
	}
	return now, nil
}

// without is a list without a post, nil for none: as it is read back from the ledger.
func without(list []string, post string) []string {
	return but(list, func(p string) bool { return p == post })
}

func withoutOf(list []Apology, post string) []Apology {
	return but(list, func(a Apology) bool { return a.Post == post })
}

func but[T any](list []T, drop func(T) bool) []T {
	if list = slices.DeleteFunc(slices.Clone(list), drop); len(list) == 0 {
		return nil
	}
	return list
}

// presides is who presides with those who came. Before a session opens it is who was named, in an open one all who did: whoever was
// recorded by mistake never did, whoever left early did.
func (c *Attend) presides(s State, now Attendance) ([]Presider, error) {
	kept := but(s.Presides, func(p Presider) bool { return !slices.Contains(now.Present, p.Post) })
	kept = slices.CompactFunc(kept, func(a, b Presider) bool { return a.Post == b.Post }) // before and after whoever never did
	here, n := now.Here(), len(kept)
	switch {
	case c.Chair == "" && n == 0 && len(s.Presides) > 0 && s.Stage == Opened:
		return nil, noChair(s.presiding(), here, toOpen)
	case c.Chair == "":
		return kept, nil
	case !slices.Contains(here, c.Chair):
		return nil, errs.Newf(errs.Invalid, "session.chair", "岗位 %[1]s 不在场，不能主持；在场的有：%[2]s", "post %[1]s is not there and cannot preside; present are: %[3]s",
			c.Chair, strings.Join(here, "、"), strings.Join(here, ", ")).At("chair")
	case n > 0 && c.Chair == kept[n-1].Post && s.Stage == Opened:
		return kept, nil
	}
	next := Presider{Post: c.Chair, Acting: c.Chair != s.Chair || c.Deputy.Holds}
	if s.Stage == Convened {
		return []Presider{next}, nil
	}
	return append(slices.Clip(kept), next), nil
}

// presiding is the post that presides now, or is named to; the chair where nobody else was.
func (s *State) presiding() string {
	if n := len(s.Presides); n > 0 {
		return s.Presides[n-1].Post
	}
	return s.Chair
}

// presider finds who presides over a session that opens: who was named, the chair, or the chair's deputy where present.
func presider(s State, d Deputy) (*Presider, error) {
	here, post := s.Attendance.Here(), s.presiding()
	if slices.Contains(here, post) {
		return &Presider{Post: post, Acting: post != s.Chair || d.Holds}, nil
	}
	for _, other := range d.Posts {
		if slices.Contains(here, other) {
			return &Presider{Post: other, Acting: true}, nil
		}
	}
	return nil, noChair(post, here, toOpen)
}

// presided refuses to decide anything after whoever presided has left.
func presided(s State) error {
	if here, post := s.Attendance.Here(), s.presiding(); post != "" && !slices.Contains(here, post) {
		return noChair(post, here, toResolve)
	}
	return nil
}

func noChair(chair string, here []string, does text.Text) error {
	return errs.Newf(errs.Refused, "session.no_chair", "主持人“%[1]s”不在场，%[2]s：请在登记到会时写明由到会的哪个岗位主持；到会的有：%[3]s",
		"the chair, %[1]s, is not there, so %[4]s: enter, with who came, which of those present presides; present are: %[5]s",
		chair, does.Zh, strings.Join(here, "、"), does.En, strings.Join(here, ", ")).At("chair")
}
