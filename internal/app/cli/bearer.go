package cli

import "qinlian/internal/kernel/engine"

// ownerNow is a matter's owner, and where its post is no more, who answers for it.
func (s *Shell) ownerNow(r *engine.Line) string {
	if r.Owner != "" && r.Heir != "" {
		return s.T("owner_ended", r.Owner, r.Heir)
	}
	return s.ownerOf(r.Owner, r.Vacant)
}

// bearer is who owes a duty, and where that post is no more, who answers for it.
func (s *Shell) bearer(r *engine.Line) string {
	if r.Heir != "" {
		return s.T("bearer_ended", r.Owner, r.Heir)
	}
	return s.orNobody(r.Owner)
}

// ownerOf is a matter's owner, and whether anybody acts for it.
func (s *Shell) ownerOf(post string, vacant bool) string {
	if vacant {
		return s.T("owner_vacant", post)
	}
	return s.orNobody(post)
}

func (s *Shell) orNobody(post string) string {
	if post == "" {
		return s.T("nobody")
	}
	return post
}
