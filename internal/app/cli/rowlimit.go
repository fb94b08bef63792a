package cli

import (
	"context"

	"qinlian/internal/kernel/engine"
)

// manyRows is as many rows as a person wants to see who did not say how many.
const manyRows = 200

// rowLimit is how many rows a list shows: as many as asked for, 0 for all. A script that does not ask gets all.
func (s *Shell) rowLimit(asked *int) int {
	switch {
	case asked != nil:
		return max(*asked, 0)
	case s.JSON():
		return 0
	}
	return manyRows
}

// whole is how many rows a list would have without its limit, counted only where the limit was reached.
func (s *Shell) whole(shown int, f engine.Filter, zone string, count func(context.Context, string, engine.Filter) (int, error)) (int, error) {
	if f.Limit == 0 || shown < f.Limit || s.JSON() {
		return shown, nil
	}
	return count(s.Ctx, zone, f)
}

// listed says how many rows were shown, and of how many.
func (s *Shell) listed(shown, total int) string {
	if shown < total {
		return s.T("listed_of", shown, total)
	}
	return s.T("listed", shown)
}
