package session

import (
	"math"
	"slices"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Who tells which person acts for a post on the day of a session. Where it is nil each post is a person of its own;
// else nobody sits at a post that it does not name.
type Who map[string]string

// people counts the persons who act for some posts: one who acts for several is one.
func (w Who) people(posts []string) int {
	seen := map[string]bool{}
	for _, post := range posts {
		person, known := w[post]
		if w == nil {
			person, known = post, true
		}
		if known {
			seen[person] = true
		}
	}
	return len(seen)
}

// Members are those of whom a quorum is a share: the members of the body, or all who are expected where none meets.
func (a Attendance) Members() []string {
	return slices.DeleteFunc(slices.Clone(a.Expected), func(post string) bool { return slices.Contains(a.Added, post) })
}

// ByList tells whether who belongs to the session stands on a list, so that anybody else is a guest. Else whoever comes belongs to it.
func (a Attendance) ByList() bool { return len(a.Members()) > 0 }

// Asked are those expected; without a list those too who came or sent apologies.
func (a Attendance) Asked() []string {
	all := slices.Clone(a.Expected)
	if a.ByList() {
		return all
	}
	for _, post := range a.Present {
		if !slices.Contains(all, post) {
			all = append(all, post)
		}
	}
	for i := range a.Apologies {
		if post := a.Apologies[i].Post; !slices.Contains(all, post) {
			all = append(all, post)
		}
	}
	return all
}

// Here are those who came and have not left.
func (a Attendance) Here() []string {
	return slices.DeleteFunc(slices.Clone(a.Present), func(post string) bool { return named(a.Left, post) })
}

func named(list []Apology, post string) bool {
	return slices.ContainsFunc(list, func(a Apology) bool { return a.Post == post })
}

// What a quorum is asked for.
var (
	toOpen    = text.Text{Zh: "不能开会", En: "it cannot be held"}
	toResolve = text.Text{Zh: "不能作出决议", En: "it cannot resolve"}
)

// quorum refuses an attendance below the given share of the members. Nobody at all is below any share.
func quorum(a Attendance, who Who, title string, share float64, does text.Text) error {
	all, here := a.Members(), a.Here()
	if a.ByList() {
		here = slices.DeleteFunc(here, func(post string) bool { return !slices.Contains(all, post) })
	}
	members, present := who.people(all), who.people(here)
	if share > 0 && members == 0 {
		return errs.Newf(errs.Refused, "session.no_members", "“%s”没有应到名单，无法核对法定人数", "“%s” has no list of members, so the quorum cannot be checked", title)
	}
	need := Needed(members, share)
	if present < need {
		gone := text.Text{Zh: "实到", En: "present"}
		if len(a.Left) > 0 {
			gone = text.Text{Zh: "在场", En: "still there"}
		}
		return errs.Newf(errs.Refused, "session.quorum", "人数不足，%[4]s：应到%[1]d人，至少%[2]d人，%[6]s%[3]d人；谁到会请先登记",
			"no quorum, %[5]s: %[1]d members, %[2]d needed, %[3]d %[7]s; record first who came", members, need, present, does.Zh, does.En, gone.Zh, gone.En)
	}
	return nil
}

// Needed is how many of so many members make the quorum of a share: somebody at least.
func Needed(members int, share float64) int {
	return max(1, int(math.Ceil(share*float64(members)-1e-9))) // 0.55 of 20 is 11, not a hair more
}

// leastToColour is how many people it takes to set an urgency, whatever the template says of a quorum (M01-15).
const leastToColour = 2

// colours tells whether a resolution sets the urgency of a matter.
func (r Resolution) colours() bool {
	return r.Recolor != nil || r.Register != nil && r.Register.Urgency != ""
}

// several refuses to let one person alone set an urgency.
func several(a Attendance, who Who) error {
	if n := who.people(a.Here()); n < leastToColour {
		return errs.Newf(errs.Refused, "session.one_person", "改色、定级须由会议研判决定，不能单人作出：实到%[1]d人，至少%[2]d人；谁到会请先登记",
			"an urgency is set by a meeting, not by one person: %[1]d present, %[2]d needed; record first who came", n, leastToColour).At("recolor")
	}
	return nil
}
