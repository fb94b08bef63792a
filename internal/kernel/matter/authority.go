package matter

import (
	"slices"
	"strings"

	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
	"qinlian/internal/kernel/mechanism"
	"qinlian/internal/kernel/org"
)

// Who may give a command, and what the kind insists on before it lets one through.

// claimed are the commands by which the matter of a claim would go another way than the claim.
var claimed = []string{"register", "complete", "close", "follow-up", "withdraw", "merge", "reopen", "return"}

// required enforces the optional stages that the kind insists on.
func (m *moment) required(c *Command) error {
	if m.kind.Redeems() && !c.ByClaim && slices.Contains(claimed, c.Name) {
		cz, ce := CommandWords(c.Name)
		return errs.Newf(errs.Refused, "matter.by_claim", "兑现件的%[1]s随兑现进行，请用兑现的操作", "a claim's matter is not taken to %[2]s by itself: use the claim's own steps", cz, ce)
	}
	insists := func(stage string) bool { return slices.Contains(m.kind.Requires, stage) }
	skip := func(zh, en string) error {
		cz, ce := CommandWords(c.Name)
		return errs.Newf(errs.Refused, "matter.stage_skipped", "%[1]s：须先%[2]s，才能%[3]s", "%[1]s: it must be %[4]s before you can %[5]s",
			m.s.Number, zh, cz, en, ce)
	}
	switch c.Name {
	case "assign":
		if m.s.Stage == Registered && insists("establish") {
			return skip("立项", "established")
		}
	case "transfer":
		if m.s.AssignedAt.IsZero() { // only what somebody has can be handed on
			return skip("交办", "assigned")
		}
	case "report", "complete":
		if m.s.Stage == Assigned && insists("accept") {
			return skip("签收", "accepted")
		}
		if c.Name == "complete" && m.s.Stage != Reviewed && insists("review") {
			return skip("审核通过", "reviewed")
		}
	case "close":
		if m.s.Stage != FollowedUp && insists("follow-up") {
			return skip("回访", "followed up")
		}
	}
	return nil
}

// authority checks that the actor is one who may give the command. It is the one place that does.
func (m *moment) authority(c *Command) error {
	if c.BySession || c.ByClaim { // who may sit was asked when the session resolved, who may redeem of the claim
		return nil
	}
	roles := &m.kind.Roles
	switch c.Name {
	case "establish", "assign", "transfer", "merge", "withdraw", "archive", "suspend", "resume", "reopen", "recolor",
		"ask-materials", "complete-materials":
		return m.permits(c, &roles.Assign)
	case "review", "return", "look-at":
		if c.Name == "look-at" && c.Duty != "" { // see meetable
			return nil
		}
		return m.reviews(c)
	case "follow-up", "close", "recheck":
		if m.s.Verifier == "" {
			return m.permits(c, &roles.Verify)
		}
		if verifier := m.heir(m.s.Verifier); c.Actor != verifier {
			return forbidden(c, []string{verifier})
		}
	case "extend", "refuse-extension":
		return m.answers(c, DutyExtension)
	case "replan", "refuse-replan":
		return m.answers(c, DutyReplan)
	case "answer-objection":
		return m.answers(c, DutyObjection)
	case "draft-letter", "issue-letter", "deliver-letter", "withdraw-letter":
		return m.handles(c)
	case "erase":
		return m.permits(c, &roles.Assign, &roles.Office)
	case "accept", "work", "report", "complete", "ask-extension", "ask-replan":
		return m.doer(c)
	case "attach":
		return m.attaches(c)
	case "object": // the owner's own to lodge, and nobody's on their behalf
		if m.s.Owner != "" && c.Actor != m.s.Owner && c.Actor != m.heir(m.s.Owner) && !m.kind.Roles.Assign.Role.IsZero() {
			return forbidden(c, []string{m.heir(m.s.Owner)})
		}
		return m.doer(c)
	}
	return nil
}

// permits lets the posts of the roles act; anybody where the first is not given. A post of theirs that
// nobody holds does not keep the others from acting.
func (m *moment) permits(c *Command, roles ...*mechanism.RoleRef) error {
	if roles[0].Role.IsZero() {
		return nil
	}
	var allowed []string
	var unreached error
	for _, r := range roles {
		posts, err := m.role(*r)
		if slices.Contains(posts, c.Actor) {
			return nil
		}
		if err != nil && unreached == nil {
			unreached = err
		}
		allowed = append(allowed, posts...)
	}
	if len(allowed) == 0 && unreached != nil {
		return unreached
	}
	return forbidden(c, allowed)
}

// doer lets the owner act, the head of the lead unit, and the office that enters a unit's paper report
// on its behalf; and whoever owes a report gives it.
func (m *moment) doer(c *Command) error {
	s := m.s
	if c.Actor == s.Owner || m.kind.Roles.Assign.Role.IsZero() {
		return nil
	}
	may := m.heirs(s.Owner)
	for i := range s.Duties {
		if d := &s.Duties[i]; c.Name == "report" && d.What == DutyReport {
			may = union(may, m.heirs(d.Owner))
		}
	}
	if s.LeadUnit != "" {
		if head, err := m.org().Head(s.LeadUnit); err == nil {
			may = union(may, []string{head})
		}
	}
	office, _ := m.role(m.kind.Roles.Assign)
	switch may = union(may, office); {
	case slices.Contains(may, c.Actor):
		return nil
	case s.Owner == "":
		return unowned(s)
	}
	return forbidden(c, may)
}

func forbidden(c *Command, posts []string) error {
	cz, ce := CommandWords(c.Name)
	posts = union(nil, posts)
	return errs.Newf(errs.Forbidden, "matter.not_your_post", "“%[1]s”无权%[2]s；应由 %[3]s 办理",
		"%[1]s may not %[4]s; it is for %[3]s", c.Actor, cz, strings.Join(posts, "、"), ce)
}

// closable refuses an assignment that would leave nobody to close the matter out: every post that may verify is the
// owner's, or is held by the people behind it alone. Posts that cannot be told yet do not keep anybody from assigning.
func (m *moment) closable() error {
	if m.cmd != nil && m.cmd.ByClaim { // the bank's receipt closes it
		return nil
	}
	s, view := m.s, m.org()
	verifiers := []string{s.Verifier}
	if s.Verifier == "" {
		if m.kind.Roles.Verify.Role.IsZero() {
			return nil
		}
		var err error
		if verifiers, err = m.role(m.kind.Roles.Verify); err != nil || len(verifiers) == 0 {
			return nil //nolint:nilerr // reported where it is needed
		}
	}
	owner := view.ActsFor(s.Owner)
	if s.Owner == "" || slices.ContainsFunc(verifiers, func(post string) bool { post = view.ActsFor(post); return post != owner && view.Apart(post, owner) }) {
		return nil
	}
	var zh, en []string
	for _, post := range verifiers {
		why := sameHands(view, post, s.Owner)
		zh, en = append(zh, post+"（"+why.Zh+"）"), append(en, post+" ("+why.En+")")
	}
	return errs.Newf(errs.Refused, "matter.nobody_verifies", "%[1]s：能核验销号的只有 %[2]s；责任人是“%[4]s”，自己不得核验自己，请另派责任人，或写明另外的核验人",
		"%[1]s: only %[3]s may close it out; the owner is %[4]s, and nobody verifies their own: assign another owner or name another verifier", s.Number, strings.Join(zh, "、"), strings.Join(en, ", "), s.Owner)
}

// sameHands says why a post is no other than the owner's: it is that post, or whoever sits in it sits in the owner's too.
func sameHands(view *org.View, post, owner string) text.Text {
	if view.ActsFor(post) == view.ActsFor(owner) {
		return text.Text{Zh: "就是责任人的岗位", En: "the owner's own post"}
	}
	var zh, en []string
	seats := [...]org.Seat{org.Primary, org.Deputy}
	var of, at [len(seats)]string
	of[0], of[1] = view.Seated(view.ActsFor(post))
	at[0], at[1] = view.Seated(view.ActsFor(owner))
	for i, person := range of {
		if j := slices.Index(at[:], person); person != "" && j >= 0 {
			zh = append(zh, seats[i].Zh()+" "+person+" 又是责任人的"+seats[j].Zh())
			en = append(en, string(seats[i])+" "+person+" is the owner's "+string(seats[j]))
		}
	}
	return text.Text{Zh: strings.Join(zh, "，"), En: strings.Join(en, ", ")}
}
