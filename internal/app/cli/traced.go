package cli

import (
	"qinlian/internal/app"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/listing"
)

// traced is what a number names: a matter, one of its letters, or a session. Every number that the product gives to
// one of these is traced by it.
type traced struct {
	matter, letter string // ids; the letter's with that of its matter
	session        string // id
}

// traced finds what people mean by a number. A matter comes first: a bare ordinal means one.
func (s *Shell) traced(a *app.App, zone, ref string) (traced, error) {
	row, err := listing.Find(s.Ctx, a.Engine, zone, ref)
	if err == nil {
		return traced{matter: row.ID}, nil
	}
	if errs.KindOf(err) != errs.NotFound {
		return traced{}, err
	}
	letter := letterRef{Letter: ref}
	matterID, id, none := letter.find(s, a, zone)
	if none == nil {
		return traced{matter: matterID, letter: id}, nil
	}
	if errs.KindOf(none) != errs.NotFound {
		return traced{}, none
	}
	session, none := s.sessionID(a, zone, ref)
	switch {
	case none == nil:
		return traced{session: session}, nil
	case errs.KindOf(none) != errs.NotFound:
		return traced{}, none
	}
	return traced{}, errs.Newf(errs.NotFound, errs.CodeOf(err), "没有编号或标识为“%[1]s”的事项、函件或会议，请核对编号", "there is no matter, letter or session %[1]q: check the number", ref)
}
