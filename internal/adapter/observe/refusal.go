package observe

import (
	"context"
	"errors"
	"log/slog"

	"qinlian/internal/base/errs"
)

// Attempt is what somebody tried: members that are empty are left out of the line.
type Attempt struct {
	Zone    string
	Command string
	Actor   string // post
	Matter  string // id or number
}

// Refused writes the line that a refusal leaves, the only trace of it: who tried what on which matter, and by which code
// and gate it was refused, at info level. The words of a refusal may quote what was entered and stay out of it. Nothing
// is written for nil, nor for faults of the program or the data, which the edge tells of as errors.
func Refused(ctx context.Context, log *slog.Logger, a Attempt, err error) {
	switch errs.KindOf(err) { //nolint:exhaustive // the others are no refusals
	case errs.Refused, errs.Forbidden, errs.Conflict, errs.Invalid, errs.NotFound:
	default:
		return
	}
	if err == nil {
		return
	}
	where := "" // a line of a mechanism's gate, or a field: names that the program gives
	if e := (*errs.Error)(nil); errors.As(err, &e) {
		where = e.Where
	}
	attrs := []slog.Attr{slog.String("kind", string(errs.KindOf(err))), slog.String("code", errs.CodeOf(err))}
	for _, one := range [...][2]string{{"where", where}, {"zone", a.Zone}, {"command", a.Command}, {"actor", a.Actor}, {"matter", a.Matter}} {
		if one[1] != "" {
			attrs = append(attrs, slog.String(one[0], one[1]))
		}
	}
	log.LogAttrs(ctx, slog.LevelInfo, "refused", attrs...)
}
