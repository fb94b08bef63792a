package engine

import (
	"slices"
	"strings"
	"time"

	"qinlian/internal/base/text"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/matter"
)

// Project gives the row that caches a folded state.
func Project(s *matter.State, head ledger.Hash, cursor, next time.Time) MatterRow {
	return project(s, head, cursor, next, ledger.Marshal(s))
}

// project is Project of a state whose JSON is there. Verify calls it too, and compares.
func project(s *matter.State, head ledger.Hash, cursor, next time.Time, state []byte) MatterRow {
	category := ""
	if len(s.Category) > 0 {
		category = s.Category[0]
	}
	return MatterRow{
		ZoneID: s.Zone, ID: s.ID, Number: s.Number, Kind: s.Kind, Title: s.Title, Stage: string(s.Stage), Open: !s.Over(),
		Light: string(s.Light), Urgency: s.Urgency, Category: category, LeadUnit: s.LeadUnit, Owner: s.Owner, Sponsor: s.Sponsor,
		Verifier: s.Verifier, Parent: s.Parent, Support: Supporting(s.Support), Applicant: s.Applicant, FirstContact: s.FirstContact, Weight: s.Weight, Progress: s.Progress, Level: s.Level, Missed: s.Missed,
		DueOn: int32(s.Deadlines.Working().Date), RegisteredAt: micros(s.RegisteredAt), CompletedAt: micros(s.CompletedAt),
		ClosedAt: micros(s.ClosedAt), LightAt: micros(s.LightAt), Origin: s.Origin, NextAt: micros(next), CursorAt: micros(cursor),
		Seq: s.Seq, Head: head[:], State: state, NumberKey: text.NumberKey(s.Number),
	}
}

// Supporting writes the codes of supporting units as a row keeps them: in order, between bars.
func Supporting(units []string) string {
	if len(units) == 0 {
		return ""
	}
	return "|" + strings.Join(supporting(units), "|") + "|"
}

// supporting are the codes of supporting units in order, each once.
func supporting(units []string) []string { return slices.Compact(slices.Sorted(slices.Values(units))) }

// textOf is what a matter can be found by.
func textOf(s *matter.State) string { return s.Number + "\n" + s.Title + "\n" + s.Brief }

// States of a duty row.
const (
	DutyOpen   = "open"
	DutyMissed = "missed"
	DutyMet    = "met"
	DutyLapsed = "lapsed"
)

func dutyRow(s *matter.State, d *matter.Duty) DutyRow {
	row := DutyRow{
		ZoneID: s.Zone, MatterID: s.ID, ID: d.ID, What: d.What, Owner: d.Owner, Cadence: d.Cadence, Period: d.Period,
		Letter: d.Letter, OpensAt: micros(d.Opens), DueAt: micros(d.Due), State: DutyOpen, MissedAt: micros(d.MissedAt),
		MatterKey: text.NumberKey(s.Number),
	}
	if d.Missed() {
		row.State = DutyMissed
	}
	return row
}

// row is that of a duty of s that has ended.
func (e *endedDuty) row(s *matter.State) DutyRow {
	row := dutyRow(s, &e.duty)
	row.State, row.EndedAt = DutyMet, micros(e.at)
	if e.lapsed {
		row.State = DutyLapsed
	}
	return row
}

// duties gives the rows of every duty that the turn touched.
func (t *turn) duties() []DutyRow {
	var rows []DutyRow
	for i := range t.ended {
		rows = append(rows, t.ended[i].row(&t.state))
	}
	for i := range t.state.Duties {
		d := &t.state.Duties[i]
		if !unchanged(t.before, d) {
			rows = append(rows, dutyRow(&t.state, d))
		}
	}
	return rows
}

func unchanged(before []matter.Duty, d *matter.Duty) bool {
	return slices.Contains(before, *d)
}

func letterRows(s *matter.State) []LetterRow {
	rows := make([]LetterRow, 0, len(s.Letters))
	for i := range s.Letters {
		l := &s.Letters[i]
		rows = append(rows, LetterRow{
			ZoneID: s.Zone, MatterID: s.ID, ID: l.ID, Template: l.Template, Number: l.Number, ToPost: l.To,
			ByPost: l.By, State: string(l.State), DraftedAt: micros(l.DraftedAt), IssuedAt: micros(l.IssuedAt), ReplyBy: micros(l.ReplyBy), Late: l.Late,
			MatterKey: text.NumberKey(s.Number),
		})
	}
	return rows
}
