package engine

import (
	"context"
	"slices"
	"strings"
	"sync"
	"time"

	"qinlian/internal/base/clock"
	"qinlian/internal/kernel/authority"
	"qinlian/internal/kernel/matter"
)

// standings remembers how people stand in one world; it is gone with the world.
type standings struct {
	mu    sync.Mutex
	rules map[clock.Date]*authority.Rules
	found map[string]authority.Subject
}

// mostStandings bounds what is remembered: a day's worth of people.
const mostStandings = 4096

// Standing tells how a person stands in a zone at an instant, with the posts that others have delegated to them,
// and what the mechanisms in force say of authority.
func (e *Engine) Standing(ctx context.Context, zone, person string, delegated []string, at time.Time) (authority.Subject, *authority.Rules, error) {
	w, err := e.world(ctx, zone)
	if err != nil {
		return authority.Subject{}, nil, err
	}
	day := w.today(at)
	w.standings.mu.Lock()
	defer w.standings.mu.Unlock()
	rules := w.standings.rules[day]
	if rules == nil {
		rules = &authority.Rules{}
		if b := w.Timeline.At(at); b != nil {
			rules = b.Rules(w.view(day))
		}
		w.standings.rules = map[clock.Date]*authority.Rules{day: rules} // one day at a time
		w.standings.found = map[string]authority.Subject{}
	}
	key := person + "\x00" + strings.Join(slices.Sorted(slices.Values(delegated)), "\x00")
	s, ok := w.standings.found[key]
	if !ok {
		s = authority.SubjectOf(w.chart(day), w.view(day), person, delegated, rules)
		s.Zone = zone
		if len(w.standings.found) >= mostStandings {
			clear(w.standings.found)
		}
		w.standings.found[key] = s
	}
	return s, rules, nil
}

// FactsOf is what authority looks at in a matter.
func FactsOf(s *matter.State) authority.Facts {
	return authority.Facts{
		Kind: s.Kind, Stage: string(s.Stage), LeadUnit: s.LeadUnit, Support: s.Support,
		Owner: s.Owner, Sponsor: s.Sponsor, Verifier: s.Verifier, Applicant: s.Applicant, First: s.FirstContact,
	}
}

// Facts is what authority looks at in a matter, from its row.
func (r *MatterRow) Facts() authority.Facts {
	var support []string
	if r.Support != "" {
		support = strings.Split(strings.Trim(r.Support, "|"), "|")
	}
	return authority.Facts{
		Kind: r.Kind, Stage: r.Stage, LeadUnit: r.LeadUnit, Support: support,
		Owner: r.Owner, Sponsor: r.Sponsor, Verifier: r.Verifier, Applicant: r.Applicant, First: r.FirstContact,
	}
}
