package matter

// Posts end, with their unit or by themselves, and what was given to them goes on: whoever answers for a post on the
// day acts for it. What was recorded is never rewritten.

// heir is the post that answers today for one that was recorded; the recorded one where nobody does.
func (m *moment) heir(post string) string {
	if post == "" {
		return ""
	}
	if to, ok := m.org().Heir(post); ok {
		return to
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
