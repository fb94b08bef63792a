package matter

import (
	"maps"
	"slices"
	"time"

	"qinlian/internal/kernel/calendar"
	"qinlian/internal/kernel/ledger"
	"qinlian/internal/kernel/letter"
	"qinlian/internal/kernel/mechanism"
)

// Evolve folds one event into a state. head gives who and when; its Data is not read.
func Evolve(s State, head *ledger.Event, content Content) State {
	s.grip = 0
	s.evolve(head, content)
	s.grip = 0
	return s
}

// Fold is Evolve in place, for whoever folds a whole stream: s and its lists must be nobody else's, as those of
// a state are that began empty and was only folded.
func (s *State) Fold(head *ledger.Event, content Content) {
	s.grip = ^grip(0)
	s.evolve(head, content)
	s.grip = 0
}

func (s *State) evolve(head *ledger.Event, content Content) {
	s.Seq++
	s.LastAt = head.At
	s.imported(content)
	switch c := content.(type) {
	case *RegisteredEvent:
		s.registered(head, c)
	case *AssignedEvent:
		s.assigned(head, c)
	case *MovedEvent:
		s.moved(head, c)
	case *ClockEvent:
		s.clocked(head, c)
	case *PlanEvent:
		s.planned(head, c)
	case *RecoloredEvent:
		s.Urgency, s.Session = c.Urgency, c.Session
	case *RaisedEvent:
		if c.Duty.ID != "" {
			s.Duties = grow(s, gripDuties, s.Duties, c.Duty)
		}
		s.Level, s.RaisedAt, s.Reached = s.Level+1, head.At, union(s.Reached, c.Reached)
	case *ObjectionEvent:
		s.Objection = ""
		if c.Command == "object" {
			s.Objection, s.Objections = c.Text, s.Objections+1
		} else {
			s.answered(DutyObjection)
		}
	case *LookedAtEvent:
		s.lookedAt(c)
	case *PersonalEvent:
		s.personal(c)
	case *LetterEvent:
		s.putLetter(c.Letter)
		s.letterDuties(c)
	case *LetterLateEvent:
		s.changeLetter(c.ID, func(l *letter.Letter) { l.Late = true })
	case *LetterSupersededEvent:
		s.changeLetter(c.ID, func(l *letter.Letter) { *l = letter.Supersede(*l, c.By) })
	case *ClockSetEvent:
		s.Clock, s.Terms, s.Deadlines, s.ClockStale = c.Clock, c.Terms, c.Deadlines, false
		if s.Baseline.IsZero() {
			s.Baseline = c.Deadlines.Working().Date
		}
		s.recounted(c)
		s.signLater()
	case *LightChangedEvent:
		s.Light, s.LightAt = c.To, head.At
	case *DutyEvent:
		s.duty(head.At, c)
	case *RungFiredEvent:
		s.Fired = grow(s, gripFired, s.Fired, c.Key)
		if c.Action == "raise" && len(c.Had) == 0 {
			if s.Reached = union(s.Reached, c.Reached); !c.Stays {
				s.Level++
			}
			if len(c.Skipped)+len(c.Past) > 0 && subjectOf(c.Key) == "" {
				s.Passed = append(slices.Clip(s.Passed), c.To...)
			}
		}
		s.Letters = grow(s, gripLetters, s.Letters, c.Letters...)
		s.Duties = grow(s, gripDuties, s.Duties, c.Duties...)
	}
}

func (s *State) registered(head *ledger.Event, c *RegisteredEvent) {
	s.ID, s.Zone = head.Stream, head.Zone
	s.Number, s.Kind = c.Number, c.Kind
	s.Particulars, s.Assignment = c.Particulars, c.Assignment
	s.Session = c.Session
	s.Stage, s.Round = Registered, 1
	s.RegisteredAt, s.TouchedAt = head.At, head.At
	if !c.Received.IsZero() {
		s.RegisteredAt = c.Received
	}
	if c.Standing != "" {
		s.Stage, s.AssignedAt = Working, head.At
	}
	s.ClockStale = true
}

func (s *State) assigned(head *ledger.Event, c *AssignedEvent) {
	a := c.Assignment
	if a.LeadUnit == "" {
		a.LeadUnit = s.LeadUnit
	}
	if len(a.Support) == 0 {
		a.Support = s.Support
	}
	if a.Owner == "" {
		a.Owner = s.Owner
	}
	if a.Sponsor == "" {
		a.Sponsor = s.Sponsor
	}
	if a.Verifier == "" {
		a.Verifier = s.Verifier
	}
	if a.Due.IsZero() && !a.Ongoing {
		a.Due = s.Due
	}
	a.Ongoing = a.Ongoing || s.Ongoing && a.Due.IsZero()
	kept := c.Unsigned && a.Owner == s.Owner // whoever has yet to sign for it has it already
	s.handOn(s.Owner, a.Owner)
	s.Assignment = a
	if c.Brief != "" {
		s.Brief = c.Brief
	}
	s.Stage, s.ClockStale = Assigned, true
	s.awaited(head, c.Waited)
	s.uncompleted()
	if !kept {
		s.TouchedAt, s.Handed = head.At, s.Handed+1
	}
	switch restarts := !c.Transfer || s.AssignedAt.IsZero(); { // a transfer does not restart the clock
	case restarts && !c.ClockFrom.IsZero():
		s.AssignedAt = c.ClockFrom
	case restarts && !kept:
		s.AssignedAt = head.At
	}
	s.AcceptedAt = time.Time{}
	if !c.Unsigned {
		s.meet(func(d *Duty) bool { return d.What == DutyAccept })
	}
}

// handOn gives the running duties of the rhythm to whoever owns the matter from now on. What was missed stays with who missed it.
func (s *State) handOn(from, to string) {
	for i := range s.Duties {
		if d := &s.Duties[i]; from != to && d.Owner == from && d.inCadence() && !d.Missed() {
			s.Duties = own(s, gripDuties, s.Duties)
			s.Duties[i].Owner = to
		}
	}
}

// clears lists, per command, the duties that it meets.
var clears = map[string]string{"accept": DutyAccept, "report": DutyReport}

func (s *State) moved(head *ledger.Event, c *MovedEvent) {
	if to := transitions[c.Command].to; to != "" {
		s.Stage = to
	}
	s.Evidence = union(s.Evidence, c.Evidence)
	if c.Progress != nil {
		if s.Progress = *c.Progress; c.Was != nil || s.Progress < all {
			s.Partial = c.Was
		}
	}
	if c.Session != "" {
		s.Session = c.Session
	}
	if what := clears[c.Command]; what != "" {
		s.meetOne(what, c.Duty)
	}
	if c.Command == "recheck" { // whoever looks back now has looked back at the rounds before
		s.meet(func(d *Duty) bool { return d.What == DutyRecheck })
	}
	if s.Stage != Assigned { // whoever reports has taken the matter on
		s.Deadlines.Accept = calendar.Deadline{}
		if !c.Unsigned {
			s.meet(func(d *Duty) bool { return d.What == DutyAccept })
		}
	}
	switch c.Command {
	case "accept":
		s.AcceptedAt, s.TouchedAt = head.At, head.At
		s.ClockStale = s.Clock.Started.IsZero()
	case "report":
		s.Reports, s.TouchedAt = s.Reports+1, head.At
	case "review":
		s.Checks = c.Checks
	case "return":
		s.Returned, s.TouchedAt, s.Checks = s.Returned+1, head.At, nil
		s.awaited(head, c.Waited)
		s.uncompleted()
		s.notAll()
	case "complete":
		s.CompletedAt, s.CompletedBy, s.CompletedByPerson = head.At, head.Actor, head.Person
		if c.Claimed != "" { // who copies a ledger claims nothing, and may verify what others did
			s.CompletedBy, s.CompletedByPerson = c.Claimed, ""
		}
		if !c.Finished.IsZero() {
			s.CompletedAt = c.Finished.In(calendar.Location(), 12, 0).UTC()
		}
		s.Undone, s.Progress = s.Progress, all
		if c.Resumed {
			s.goesOn(head)
		}
	case "follow-up":
		s.Verdict = c.Verdict
	case "close":
		s.ClosedAt, s.Rechecked = head.At, false
		s.Replan, s.Asked, s.Objection = nil, nil, "" // what nobody answered asks for nothing more
	case "reopen", "recheck":
		s.Rechecked = c.Command == "recheck"
		if c.Command == "reopen" || c.Verdict == "fail" {
			s.reopened(head, c)
		}
	case "merge":
		s.Into, s.ClosedAt = c.Into, head.At
	case "withdraw":
		s.ClosedAt = head.At
	}
}

func (s *State) planned(head *ledger.Event, c *PlanEvent) {
	if c.Command != "ask-replan" {
		s.answered(DutyReplan)
	}
	switch c.Command {
	case "ask-replan":
		s.Replan = &Replan{Due: c.Due, Reason: c.Reason}
	case "replan":
		s.anotherDate(head.At)
		s.Due, s.Ongoing, s.Replan, s.ClockStale = c.Due, false, nil, true
		s.granted(mechanism.AnchorDue)
	default:
		s.Replan = nil
	}
}

// anotherDate notes that what was promised is another date from now on. Extensions granted while the law was what they were
// held to go on lengthening it.
func (s *State) anotherDate(at time.Time) {
	lawful := s.Clock.Replanned.Lawful
	if !known(&s.Deadlines.Promised) {
		lawful = len(s.Clock.Extensions)
	}
	s.Clock = s.Clock.Replan(at, lawful)
}

func (s *State) lookedAt(c *LookedAtEvent) {
	if c.Session != "" {
		s.Session = c.Session
	}
	s.meetOne(DutyReview, c.Duty)
}

// meetOne meets the duty of that id; without one a duty of the sort, and one only, for a deed is done for one
// period: of those that are open the one due first, and where none is open the one missed longest ago.
func (s *State) meetOne(what, id string) {
	if id == "" {
		var next *Duty
		for i := range s.Duties {
			if d := &s.Duties[i]; d.What == what && (next == nil || d.before(next)) {
				next = d
			}
		}
		if next == nil {
			return
		}
		id = next.ID
	}
	s.meet(func(d *Duty) bool { return d.ID == id })
}

// meet removes the duties that which picks; missed ones among them are made good, and rungs that hung
// on them are forgotten.
func (s *State) meet(which func(*Duty) bool) {
	s.Duties = without(s, gripDuties, s.Duties, func(d *Duty) bool {
		met := which(d)
		if met && d.Missed() {
			if d.ofOwner() {
				s.Missed--
			}
			s.Fired = without(s, gripFired, s.Fired, func(key *string) bool { return subjectOf(*key) == d.ID })
		}
		return met
	})
}

func (s *State) duty(at time.Time, c *DutyEvent) {
	switch c.What {
	case "opened":
		s.Duties = grow(s, gripDuties, s.Duties, c.Duty)
		if c.Duty.inCadence() {
			others := without(s, gripOpened, s.Opened, func(turn *string) bool { return c.Duty.sameRhythm(*turn) })
			s.Opened = grow(s, gripOpened, others, c.Duty.turn())
		}
	case "missed":
		s.Duties = own(s, gripDuties, s.Duties)
		for i := range s.Duties {
			if d := &s.Duties[i]; d.ID == c.Duty.ID && !d.Missed() {
				d.MissedAt = at
				if d.ofOwner() { // what an office owes does not colour the owner's matter
					s.Missed++
				}
			}
		}
	case "lapsed": // a rhythm that comes back within the period asks for its duty again
		s.meet(func(d *Duty) bool { return d.ID == c.Duty.ID })
		s.Opened = without(s, gripOpened, s.Opened, func(turn *string) bool { return c.Duty.inCadence() && *turn == c.Duty.turn() })
	}
}

func (s *State) putLetter(l letter.Letter) {
	s.Letters = own(s, gripLetters, s.Letters)
	for i := range s.Letters {
		if s.Letters[i].ID == l.ID {
			s.Letters[i] = l
			return
		}
	}
	s.Letters = append(s.Letters, l)
}

func (s *State) letterDuties(c *LetterEvent) {
	switch c.Command {
	case "issue-letter":
		if id := s.publication(c.Letter.Template, c.Duty); id != "" {
			s.meetOne(DutyPublish, id)
		}
		s.meet(func(d *Duty) bool {
			return d.What == DutyIssue && (d.Letter == c.Letter.ID || d.Missed() && s.inPlaceOf(&c.Letter, d.Letter))
		})
	case "reply-letter":
		s.meet(func(d *Duty) bool { return d.What == DutyReply && d.Letter == c.Letter.ID })
	case "withdraw-letter":
		if !c.Unmet {
			s.meet(func(d *Duty) bool { return d.Letter == c.Letter.ID })
		}
	}
}

func (s *State) changeLetter(id string, change func(*letter.Letter)) {
	s.Letters = own(s, gripLetters, s.Letters)
	for i := range s.Letters {
		if s.Letters[i].ID == id {
			change(&s.Letters[i])
		}
	}
}

// LetterOf finds a letter of the matter by its id or its number.
func (s *State) LetterOf(id string) (letter.Letter, bool) { return s.letter(id) }

// letter finds a letter of the matter.
func (s *State) letter(id string) (letter.Letter, bool) {
	for _, l := range s.Letters {
		if l.ID == id || l.Number == id && id != "" {
			return l, true
		}
	}
	return letter.Letter{}, false
}

func union(a, b []string) []string {
	out := slices.Clip(a)
	for _, v := range b {
		if !slices.Contains(out, v) {
			out = append(out, v)
		}
	}
	return out
}

// Clone gives a state that shares nothing with s that a caller might change.
func (s State) Clone() State {
	s.Fields = maps.Clone(s.Fields)
	return s
}
