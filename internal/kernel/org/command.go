package org

import (
	"qinlian/internal/base/clock"
	"qinlian/internal/base/errs"
	"qinlian/internal/base/text"
)

// Command is a wish to change the organisation. Where a command's day is left zero, today is meant.
type Command interface {
	decide(s *State, today clock.Date) ([]Event, error)
}

// RecordAbsence asks for leave of a person, or of a post's present primary when Post alone is given: either is away from
// every post. With both, the absence concerns that post only. To is the day of return, zero for unknown.
type RecordAbsence struct {
	Person, Post string
	From, To     clock.Date
	Reason       string
}

// EndAbsence brings a person back on the day On, or cancels an absence still ahead; Post alone means its primary, as above.
type EndAbsence struct {
	Person, Post string
	On           clock.Date
}

// Appoint puts a person into a seat. With Replace the incumbent is relieved on the same day, leaving
// Matters to be handed over; without it an occupied seat is a refusal. Nobody replaces themselves.
type Appoint struct {
	Post, Person string
	Seat         Seat
	From, To     clock.Date
	Replace      bool
	Matters      []string // ids open on the incumbent
}

// Relieve takes the holder out of a seat. Matters are the ids of everything open on the post, which
// becomes the hand-over list.
type Relieve struct {
	Post    string
	Seat    Seat
	On      clock.Date
	Matters []string
}

// HandOver settles what HandOverDue lists: all of it, to somebody who now has a seat of the post.
type HandOver struct {
	Post, From, To string
	Matters        []string
	On             clock.Date
}

// MergeUnits ends the units From in favour of Into. A new unit needs a name and goes below the
// nearest unit above the first of From; Head opens its head post. Posts names for posts of From who takes over from
// each; for the others the head of Into does. Owners are the posts that own open matters, each of which needs somebody, and Head where
// open matters are owned under its name (OpenPost).
type MergeUnits struct {
	From   []string
	Into   Part
	On     clock.Date
	Head   string
	Posts  map[string]string
	Owners []string
}

// SplitUnit divides a unit. Name the unit itself among Into to let it go on; the first of Into
// answers for what the unit leaves behind; Heads opens the head posts of Into in its order, "" for none. Posts names for posts of From who takes over from
// each. Owners are as those of MergeUnits.
type SplitUnit struct {
	From   string
	Into   []Part
	On     clock.Date
	Heads  []string
	Posts  map[string]string
	Owners []string
}

// RenameUnit gives a unit another name.
type RenameUnit struct {
	Code, Name string
	On         clock.Date
}

// OpenPost adds a post to a unit; Appoint then fills it. Owning tells whether open matters are owned under its name, which another
// post or body had before: they have gone to an heir and would come back unasked.
type OpenPost struct {
	Name, Unit string
	Head       bool
	Level      string
	Places     []string
	From       clock.Date
	Owning     bool
}

// Decide judges a command on the day today, as shown in the zone's own time, and gives the events
// that fulfil it or a refusal that says what is in the way. Nothing may take effect before today:
// who answered on a past day is settled (the file of the chart is the place for history).
func Decide(s *State, c Command, today clock.Date) ([]Event, error) {
	if field := text.Illegible(c); field != "" {
		return nil, errs.Newf(errs.Invalid, "org.not_utf8", "“%[1]s”不是有效的 UTF-8 文字，或含有不可见的空字符（NUL），请重新录入", "%[1]q is not valid UTF-8 or holds an invisible NUL; enter it again", field).At(field)
	}
	return c.decide(s, today)
}

// effective fills in today and refuses the past.
func effective(d *clock.Date, today clock.Date) *errs.Error {
	if *d == 0 {
		*d = today
	}
	if *d < today {
		return errs.Newf(errs.Refused, "org.backdated",
			"生效日%[1]s早于今天%[2]s；已过去的日子由谁负责不能改写，请填今天或以后", "%[1]s is before today, %[2]s; who answered on a past day cannot be rewritten: give today or later", *d, today)
	}
	return nil
}

func until(from, to clock.Date) *errs.Error {
	if to != 0 && to <= from {
		return errs.Newf(errs.Invalid, "org.dates_reversed", "截止日%[2]s应晚于起始日%[1]s（截止日当天不含）",
			"to %[2]s must be after from %[1]s (the last day is not included)", from, to)
	}
	return nil
}

// coverless finds a day on which both holders of a post would be absent (facts: A、B岗同时请假).
func (s *State) coverless(p *post) (a, b *Absence, found bool) {
	for i := range p.terms {
		for j := range p.terms {
			x, y := &p.terms[i], &p.terms[j]
			if x.Seat != Primary || y.Seat != Deputy {
				continue
			}
			both := x.span().meet(y.span()).meet(s.life(p))
			for _, a := range s.absencesOf(x.Person, p.Name) {
				for _, b := range s.absencesOf(y.Person, p.Name) {
					if both.meet(a.span()).overlaps(b.span()) {
						return a, b, true
					}
				}
			}
		}
	}
	return nil, nil, false
}

func (s *State) absencesOf(person, post string) []*Absence {
	var out []*Absence
	for i := range s.absences {
		if a := &s.absences[i]; a.Person == person && a.concerns(post) {
			out = append(out, a)
		}
	}
	return out
}

// bothAbsent words the refusal: away is the one already absent, person the one who may not be.
func bothAbsent(post, person string, away *Absence) *errs.Error {
	return errs.Newf(errs.Refused, "org.both_absent",
		"“%[1]s”的A、B岗不得同时缺岗：%[2]s已自%[3]s起请假%[4]s，%[6]s须错开日期；两人确实都不能到岗的，先为这几天另任B岗，再登记请假：qinlian org appoint %[1]s 代岗人 --seat deputy --from 起始日 --to 返岗日 --replace（返岗日起把原B岗任回）",
		"the primary and the deputy of %[1]q may not both be absent: %[2]s is away from %[3]s%[5]s; %[6]s must choose other days. Where both cannot come, appoint another deputy for these days and enter the absence then: qinlian org appoint %[1]s STAND-IN --seat deputy --from FIRST-DAY --to DAY-OF-RETURN --replace (and the deputy again from the day of return)",
		post, away.Person, away.From, untilZh(away.To), untilEn(away.To), person)
}
