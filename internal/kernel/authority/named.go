package authority

import "slices"

// Some things name a post: a letter its addressee, a duty who owes it, an absence who is away, a session its chair.
// What the table gives to Named holds for that thing alone and lets nobody see the matter behind it: a letter that has reached somebody
// is theirs to read, sign for and answer, also where the matter is not theirs to see. What names a post that has ended is for whoever
// answers for it.

// NamedMay tells whether the subject has a capability on something because it names one of their posts, or one for
// which these answer.
func (s *Subject) NamedMay(c Capability, post string) bool {
	return s.allowed(c)&Named != 0 && s.answers(post)
}

// AboveMay tells whether the subject has a capability on what names a post because they stand above that post.
func (s *Subject) AboveMay(c Capability, post string) bool {
	return s.allowed(c)&Superior != 0 && slices.Contains(s.Below, post)
}

// Addressed are the posts whose letters the subject may read as their addressee; none for a token that may not.
func (s *Subject) Addressed() []string {
	if s.allowed(History)&Named == 0 {
		return nil
	}
	return s.Answers()
}

// Attends tells whether the subject may read a session: they see the whole zone, or one of the posts that chair or
// attend it is theirs.
func (s *Subject) Attends(posts ...string) bool {
	return s.allowed(See) != 0 && (s.Can(See) || meet(s.Answers(), posts))
}
