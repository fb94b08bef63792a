package cli

import (
	"slices"
	"strings"

	"qinlian/internal/app"
	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/claim"
	"qinlian/internal/kernel/engine"
	"qinlian/internal/kernel/listing"
)

// traced is what a number names: a matter, one of its letters, a session, or a claim by its id or by the number of one of its payments. Every number that the product gives to
// one of these is traced by it.
type traced struct {
	matter, letter string // ids; the letter's with that of its matter
	session        string // id
	claim          *claim.Claim
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
	one, none := s.claimNamed(a, zone, ref)
	switch {
	case none != nil:
		return traced{}, none
	case one != nil:
		return traced{matter: one.Matter, claim: one}, nil
	}
	return traced{}, errs.Newf(errs.NotFound, errs.CodeOf(err), "没有编号或标识为“%[1]s”的事项、函件、会议或兑现件，请核对编号", "there is no matter, letter, session or claim %[1]q: check the number", ref)
}

// claimNamed finds a claim by its id or by the number of one of its payments; nil for none. One that is meant by the
// number of its matter is that matter.
func (s *Shell) claimNamed(a *app.App, zone, ref string) (*claim.Claim, error) {
	filters := []engine.ClaimFilter{{ID: ref}}
	if i := strings.LastIndexByte(ref, '-'); i > 0 && strings.Trim(ref[i+1:], "0123456789") == "" {
		filters = append(filters, engine.ClaimFilter{Batch: ref[:i]}, engine.ClaimFilter{}) // one that came back may be in a later batch now
	}
	for _, f := range filters {
		all, err := a.Engine.ClaimsWhere(s.Ctx, zone, f)
		if err != nil {
			return nil, err
		}
		for i := range all {
			if all[i].ID() == ref || slices.ContainsFunc(all[i].Payments, func(p claim.Payment) bool { return p.Number == ref }) {
				return &all[i], nil
			}
		}
	}
	return nil, nil //nolint:nilnil // there is none
}
