package cli

import (
	"cmp"
	"slices"
	"time"

	"qinlian/internal/adapter/terminal"
	"qinlian/internal/kernel/calendar"
)

type zoneVersionsCmd struct{}

// shownVersion is a version of a zone's mechanisms.
type shownVersion struct {
	Version    string    `json:"version"`
	Hash       string    `json:"hash"`
	State      string    `json:"state"` // to-come, in-force, past
	From       time.Time `json:"from"`
	AppliedAt  time.Time `json:"applied_at"`
	RecordedAt time.Time `json:"recorded_at"` // by the clock, whatever time the application was given
	AppliedBy  string    `json:"applied_by"`  // post
	Proposal   string    `json:"proposal,omitempty"`
	ProposedBy string    `json:"proposed_by,omitempty"`
	Why        string    `json:"why,omitempty"`
}

// Run lists the versions of a zone's mechanisms, the newest first.
func (c *zoneVersionsCmd) Run(s *Shell) error {
	a, zone, err := s.InZone()
	if err != nil {
		return err
	}
	versions, err := a.Engine.Applied(s.Ctx, zone)
	if err != nil {
		return err
	}
	lines, state := []shownVersion{}, "to-come"
	for _, v := range slices.Backward(versions) {
		if state == "in-force" {
			state = "past"
		} else if state == "to-come" && !v.From.After(s.Now()) {
			state = "in-force"
		}
		lines = append(lines, shownVersion{v.Bundle.Version, v.Bundle.Hash, state, v.From, v.AppliedAt, v.Recorded, v.AppliedBy, v.Proposal, v.ProposedBy, v.Why})
	}
	return s.Print(lines, func(screen *terminal.Screen) {
		columns := []terminal.Column{{Title: s.T("col_version")}, {Title: s.T("col_state")}, {Title: s.T("col_since")}, {Title: s.T("col_applied_by")}, {Title: s.T("col_applied_at")}}
		proposed := slices.ContainsFunc(lines, func(l shownVersion) bool { return l.ProposedBy != "" })
		if proposed {
			columns = append(columns, terminal.Column{Title: s.T("col_proposed_by")})
		}
		var rows [][]terminal.Cell
		for i := range lines {
			l := &lines[i]
			row := terminal.Row(l.Version, s.T("version_"+l.State), calendar.Local(l.From), cmp.Or(l.AppliedBy, "－"), calendar.Local(l.AppliedAt), cmp.Or(l.ProposedBy, "－"))
			if really := calendar.Local(l.RecordedAt); really != calendar.Local(l.AppliedAt) {
				row[4] = terminal.Lines(calendar.Local(l.AppliedAt), s.T("version_recorded", really))
			}
			rows = append(rows, row[:len(columns)])
		}
		screen.Table(columns, rows)
		screen.Headingf("%s", s.T("version_hashes"))
		for i := range lines { // to be compared, each must be whole
			screen.Whole("  " + lines[i].Version + "  " + lines[i].Hash)
		}
	})
}
