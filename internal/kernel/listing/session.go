package listing

import (
	"context"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/session"
)

// Session gives the session that people mean by a number or an id; see Meant.
func Session(ctx context.Context, e *engine.Engine, zone, ref string) (session.State, error) {
	s, err := e.Session(ctx, zone, ref)
	if errs.KindOf(err) != errs.NotFound {
		return s, err
	}
	all, failed := e.Sessions(ctx, zone, "")
	if failed != nil {
		return s, failed
	}
	number, ambiguous := Meant(ref, func(yield func(string, error) bool) {
		for i := range all {
			if all[i].Number != "" && !yield(all[i].Number, nil) {
				return
			}
		}
	})
	if ambiguous != nil {
		return s, ambiguous
	}
	for i := range all {
		if number != "" && all[i].Number == number {
			return all[i], nil
		}
	}
	return s, err
}

// SessionPosts are the posts that chair or attend a session.
func SessionPosts(s *session.State) []string {
	out := []string{s.Chair}
	for _, posts := range [][]string{s.Attendance.Expected, s.Attendance.Present, s.Attendance.Guests} {
		out = append(out, posts...)
	}
	return out
}
