package matter

import "qinlian/internal/kernel/org"

// Posts end, with their unit or by themselves, and what was given to them goes on: whoever answers for a post on the
// day acts for it. What was recorded is never rewritten.

// heir is the post that answers today for one that was recorded, or for a body; the recorded one where nobody does.
func (m *moment) heir(post string) string {
	if post == "" {
		return ""
	}
	if to, ok := m.org().Heir(post); ok {
		return to
	}
	return post
}

// bearer is under whose name what comes of a matter is recorded: a body's while it exists, so that who acts for it is asked
// when it is needed, else that of the post that answers.
func (m *moment) bearer(name string) string {
	if m.org().IsBody(name) {
		return name
	}
	return m.heir(name)
}

// addressed is what is recorded of a post that a role stands for: the body that it acts for, where the role means the owner
// or the verifier and that is a body.
func (m *moment) addressed(r org.Role, post string) string {
	owner, verifier := r.Bears()
	switch view := m.org(); {
	case owner && view.IsBody(m.s.Owner) && m.heir(m.s.Owner) == post:
		return m.s.Owner
	case verifier && view.IsBody(m.s.Verifier) && m.heir(m.s.Verifier) == post:
		return m.s.Verifier
	}
	return post
}

// heirs are those of several posts, without what is empty.
func (m *moment) heirs(posts ...string) []string {
	out := make([]string, 0, len(posts))
	for _, p := range posts {
		if p != "" {
			out = append(out, m.heir(p))
		}
	}
	return out
}
