package door

import (
	"context"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/listing"
	"qinlian/internal/kernel/session"
)

// Session finds the session that people mean by a number or an id, if the caller may read it. Who may not is told that
// there is none, and so is who means several: the numbers would be others'.
func (d *Door) Session(ctx context.Context, c *Caller, zone, ref string) (session.State, error) {
	s, err := listing.Session(ctx, d.Engine, zone, ref)
	if errs.KindOf(err) == errs.NotFound || errs.Is(err, "number.ambiguous") || err == nil && !c.Subject.Attends(listing.SessionPosts(&s)...) {
		return session.State{}, errs.Newf(errs.NotFound, "session.not_found", "查无会议“%[1]s”", "there is no session %[1]q", ref)
	}
	return s, err
}

// Cites gives the id of the session that a command cites as its reason, "" for none: one that the caller may read and
// that was held. where is the place in the request.
func (d *Door) Cites(ctx context.Context, c *Caller, zone, ref, where string) (string, error) {
	if ref == "" {
		return "", nil
	}
	s, err := d.Session(ctx, c, zone, ref)
	if err != nil {
		return "", At(err, where)
	}
	if s.Stage != session.Opened && s.Stage != session.Closed {
		return "", errs.Newf(errs.Refused, "session.not_held", "会议“%[1]s”没有召开（未开会或已取消），不能作为依据；请引用已召开的会议",
			"the session %[1]q was not held (not opened yet, or cancelled) and cannot be cited: cite one that was", ref).At(where)
	}
	return s.ID, nil
}
