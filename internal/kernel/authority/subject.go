package authority

import (
	"slices"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/org"
)

// Subject is somebody who has signed in, as authority sees them: not who they are but how they stand. It is
// made anew for each request, so that a reorganisation, an absence or a delegation counts at once.
type Subject struct {
	Zone     string
	Person   string   // code in the org chart; "" for who has no post
	Posts    []string // in which the person may act today, as holder or deputy, or by delegation
	Ended    []string // posts that are no more and bodies, for which one of theirs answers: whatever names one of these is theirs
	Units    []string // in which they have a post, with the units these took over
	Headed   []string // which they head, and all below
	Led      []string // of which one of their posts is in charge (分管), where a matter names no sponsor
	Below    []string // posts above which they stand, and those for which these answer
	Kept     []string // kinds that name one of their posts
	Parties  []string // enterprises or citizens for whom they act
	Standing Relation // Office, Inspector, Leader, Staff, Machine, or an administrator's

	// Only, when not nil, is all that may be used of what the table allows: the scopes of an API token.
	Only []Capability
}

// Rules is what a zone's mechanisms say of authority on a day.
type Rules struct {
	Office, Inspector, Leader []string            // posts
	Keepers                   map[string][]string // posts that a kind names, by kind
	Confidential              map[string]Confidential
}

// Confidential narrows a kind's rows to some relations, always or until a stage is reached: an unannounced
// inspection before it starts (四不两直), a talk, a sensitive person. To all others the matter does not
// exist: not in lists, counts, search or numbers. The auditor sees in the audit log that it does.
type Confidential struct {
	Cleared Relation // who sees it all the same
	While   []string // stages during which it holds; nil for always
}

// SubjectOf finds how a person stands on the day of a view. Delegated posts are those that another holder has
// given them for a span of days. A person without any post stands in no relation at all.
func SubjectOf(chart *org.State, view *org.View, person string, delegated []string, rules *Rules) Subject {
	s := Subject{Person: person, Posts: view.PostsOf(person)}
	for _, post := range delegated {
		if !slices.Contains(s.Posts, post) {
			s.Posts = append(s.Posts, post)
		}
	}
	if len(s.Posts) == 0 {
		return s
	}
	s.Standing = Staff
	for _, standing := range []struct {
		relation Relation
		posts    []string
	}{{Office, rules.Office}, {Inspector, rules.Inspector}, {Leader, rules.Leader}} {
		if meet(s.Posts, standing.posts) {
			s.Standing |= standing.relation
		}
	}
	for kind, posts := range rules.Keepers {
		if meet(s.Posts, posts) {
			s.Kept = append(s.Kept, kind)
		}
	}
	slices.Sort(s.Kept)
	s.sits(chart, view)
	return s
}

// sits fills in the units and posts that follow from the subject's own posts.
func (s *Subject) sits(chart *org.State, view *org.View) {
	day := view.Day()
	var headed []string
	for _, name := range s.Posts {
		p, ok := view.Post(name)
		if !ok {
			continue
		}
		s.Units = append(s.Units, covered(chart, p.Unit, day)...)
		if head, err := view.Head(p.Unit); err == nil && head == name {
			headed = append(headed, p.Unit)
		}
	}
	for _, b := range view.Bodies() {
		switch {
		case slices.Contains(s.Posts, b.Head):
			s.Units, headed = append(s.Units, b.Code), append(headed, b.Code)
		case meet(s.Units, b.Members) || meet(s.Posts, b.Members) || slices.Contains(s.Units, b.Office):
			s.Units = append(s.Units, b.Code)
		}
	}
	for _, u := range view.Units() {
		if below(view, u, headed) {
			s.Headed = append(s.Headed, covered(chart, u.Code, day)...)
		}
		if leader, err := view.Sponsor(u.Code); err == nil && slices.Contains(s.Posts, leader) {
			s.Led = append(s.Led, covered(chart, u.Code, day)...)
		}
	}
	for _, code := range headed { // bodies are in no tree of units
		if !slices.Contains(s.Headed, code) {
			s.Headed = append(s.Headed, code)
		}
	}
	for _, post := range view.Posts() {
		if meet(view.Ladder(post), s.Posts) {
			s.Below = append(s.Below, post)
		}
	}
	s.Ended, s.Below = view.Carried(s.Posts...)[len(s.Posts):], view.Carried(s.Below...)
	for _, b := range view.Bodies() { // its head stands above a body whose office another keeps
		if view.IsBody(b.Name) && !slices.Contains(s.Below, b.Name) && meet(view.Ladder(b.Name), s.Posts) {
			s.Below = append(s.Below, b.Name)
		}
	}
	s.Units, s.Headed, s.Led = distinct(s.Units), distinct(s.Headed), distinct(s.Led)
}

// Answers are the subject's posts and those that have ended and for which one of theirs answers.
func (s *Subject) Answers() []string { return slices.Concat(s.Posts, s.Ended) }

// answers tells whether a post is one of these.
func (s *Subject) answers(post string) bool {
	return post != "" && (slices.Contains(s.Posts, post) || slices.Contains(s.Ended, post))
}

// below tells whether a unit is one of those headed, or hangs below one.
func below(view *org.View, u org.Unit, headed []string) bool {
	for range 64 { // deeper than any chart; a chart has no loops (Validate)
		if slices.Contains(headed, u.Code) {
			return true
		}
		up, ok := view.Unit(u.Parent)
		if !ok {
			return false
		}
		u = up
	}
	return false
}

func covered(chart *org.State, unit string, day clock.Date) []string {
	if codes := chart.Covered(unit, day); len(codes) > 0 {
		return codes
	}
	return []string{unit}
}

func distinct(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

func meet(a, b []string) bool {
	return slices.ContainsFunc(a, func(s string) bool { return slices.Contains(b, s) })
}

// Facts is what authority looks at in a matter.
type Facts struct {
	Kind      string
	Stage     string
	LeadUnit  string
	Support   []string
	Owner     string
	Sponsor   string
	Verifier  string
	Applicant string
	First     string // post that first received it
}

// To is how the subject stands to a matter; its standing in the zone included.
func (s *Subject) To(f *Facts) Relation {
	r := s.Standing
	set := func(relation Relation, holds bool) {
		if holds {
			r |= relation
		}
	}
	set(Owner, s.answers(f.Owner))
	set(Sponsor, s.answers(f.Sponsor) || f.Sponsor == "" && f.LeadUnit != "" && slices.Contains(s.Led, f.LeadUnit))
	set(Verifier, s.answers(f.Verifier))
	set(LeadUnit, f.LeadUnit != "" && slices.Contains(s.Units, f.LeadUnit))
	set(UnitHead, f.LeadUnit != "" && slices.Contains(s.Headed, f.LeadUnit))
	set(Superior, f.Owner != "" && slices.Contains(s.Below, f.Owner))
	set(SupportUnit, meet(s.Units, f.Support))
	set(Keeper, slices.Contains(s.Kept, f.Kind))
	set(Applicant, f.Applicant != "" && slices.Contains(s.Parties, f.Applicant))
	set(FirstContact, s.answers(f.First))
	return r
}

// allowed is what the table gives the subject for a capability: none where a token does not have it, and none for a
// capability that there is not.
func (s *Subject) allowed(c Capability) Relation {
	if s.Only != nil && !slices.Contains(s.Only, c) {
		return 0
	}
	return Table[c]
}

// Can tells whether the subject has a capability that concerns the zone as a whole.
func (s *Subject) Can(c Capability) bool { return s.allowed(c)&s.Standing != 0 }

// May tells whether the subject has a capability on a matter.
func (s *Subject) May(c Capability, f *Facts, rules *Rules) bool {
	allowed := s.allowed(c)
	if rules.Hide(f) {
		allowed &= rules.Confidential[f.Kind].Cleared
	}
	return allowed&s.To(f) != 0
}

// Hide tells whether a matter does not exist for whoever is not cleared.
func (r *Rules) Hide(f *Facts) bool {
	secret, ok := r.Confidential[f.Kind]
	return ok && (secret.While == nil || slices.Contains(secret.While, f.Stage))
}
