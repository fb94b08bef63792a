package cadence

import (
	"time"

	"qinlian/internal/base/errs"
	"qinlian/internal/kernel/calendar"
)

// State is what has become of a duty.
type State string

// A duty that was missed stays missed, also when it is made good late.
const (
	StateOpen   State = "open"   // 待办
	StateMet    State = "met"    // 已办
	StateMissed State = "missed" // 漏办
)

// Duty is one instance of "must be done once": one cadence, one period, one owner. It is a value;
// methods return a new Duty.
type Duty struct {
	ID       string    `json:"id"` // the cadence's name and the period's key: "project-review/2023-06-H1"
	Cadence  string    `json:"cadence"`
	Period   string    `json:"period"`
	Owner    string    `json:"owner"` // post
	Opens    time.Time `json:"opens"`
	Due      time.Time `json:"due"`
	Calendar string    `json:"calendar"` // version of the calendar that Due was counted with
	State    State     `json:"state"`
	MetAt    time.Time `json:"met_at,omitzero"`
	MetBy    string    `json:"met_by,omitempty"` // event or evidence that met it
	MissedAt time.Time `json:"missed_at,omitzero"`
}

// NewDuty opens the duty of a period. Name is the cadence's name, unique within whatever keeps duties.
func NewDuty(name string, d Definition, p Period, owner string, cal *calendar.Calendar) Duty {
	opens, due := Open(d, p, cal)
	return Duty{
		ID: name + "/" + p.Key, Cadence: name, Period: p.Key, Owner: owner,
		Opens: opens, Due: due, Calendar: cal.Version(), State: StateOpen,
	}
}

// At is the state at an instant, whether or not a sweep has recorded it: an open duty is missed as soon
// as its due instant has passed.
func (d Duty) At(now time.Time) State {
	if d.State == StateOpen && now.After(d.Due) {
		return StateMissed
	}
	return d.State
}

// Meet records what met the duty. After Due the duty stays missed and is made good. It is refused
// before the period opens, without evidence, and a second time.
func (d Duty) Meet(at time.Time, by string) (Duty, error) {
	switch {
	case !d.MetAt.IsZero():
		return d, errs.Newf(errs.Refused, "cadence.met", "%[1]s 已办(%[2]s),不能重复计", "%[1]s was met by %[2]s and cannot be met twice", d.ID, d.MetBy)
	case at.Before(d.Opens):
		return d, errs.Newf(errs.Refused, "cadence.not_open", "%[1]s 尚未到期间", "%[1]s has not opened yet", d.ID)
	case by == "":
		return d, errs.Newf(errs.Refused, "cadence.no_evidence", "%[1]s 须写明以何佐证", "%[1]s needs the event or evidence that meets it", d.ID)
	}
	if d.At(at) == StateMissed {
		d = d.Miss(at)
	} else {
		d.State = StateMet
	}
	d.MetAt, d.MetBy = at.UTC(), by
	return d, nil
}

// Miss records at the given instant that the duty was missed. Before Due, and for a duty that is met or
// missed already, it changes nothing, so that a sweep may repeat it. MissedAt is the due instant, not
// that of the sweep.
func (d Duty) Miss(at time.Time) Duty {
	if d.State == StateOpen && at.After(d.Due) {
		d.State, d.MissedAt = StateMissed, d.Due
	}
	return d
}

// MadeGood tells whether the duty was missed and then done late.
func (d Duty) MadeGood() bool { return d.State == StateMissed && !d.MetAt.IsZero() }
